"""Decide one table of one student: rows of the Doc against the lines of a roster cell."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from otsync.caseload.fields import Field
from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import (
    Choice,
    Hasher,
    Placed,
    Row,
    RowsMerged,
    key_width,
    line_of,
    lines_of,
    merge_rows,
    plain,
    read_lines,
    same_rows,
    told,
    write_mark,
)
from otsync.caseload.values import digest, folded
from otsync.document.read import PlanDoc, RowTable
from otsync.document.row_edit import even
from otsync.document.write import CellWrite
from otsync.sync.ask import about_cell, differs_answer, fresh, undone_question
from otsync.sync.model import Change, Snapshot
from otsync.sync.work import HELD, UNDONE, Work, undone_pair
from otsync.workbook.look import CLEAR_BOTH, PUT_BACK, USE_DOC, USE_ROSTER, LookItem
from otsync.workbook.state import StudentState
from otsync.workbook.write import CELL_LIMIT


def hasher_of(otsync_id: str, wanted: Field) -> Hasher:
    return Hasher(otsync_id, wanted.id, key_width(wanted.columns))


def roster_mark(otsync_id: str, wanted: Field, text: str, columns: int) -> str:
    """What a roster cell holds, to be compared with what was agreed (whatever the order of its lines)."""
    hasher = hasher_of(otsync_id, wanted)
    return write_mark(hasher.of(row) for row in read_lines(text, columns))


def lines_digest(otsync_id: str, wanted: Field, text: str) -> str:
    """A hash of the lines of a table, whatever their order."""
    return digest(otsync_id, wanted.id, "\n".join(sorted(lines_of(read_lines(text, len(wanted.columns))).split("\n"))))


def table_changed(otsync_id: str, wanted: Field, text: str, state: StudentState) -> bool:
    """The roster's lines are neither what was agreed nor what is listed as differing."""
    if wanted.id in state.open:
        return state.open[wanted.id][0] != lines_digest(otsync_id, wanted, text)
    return not same_rows(roster_mark(otsync_id, wanted, text, len(wanted.columns)), state.base.get(wanted.id, write_mark(())))


def filled(table: RowTable) -> list[tuple[int, Row]]:
    """The rows of a Doc's table that have words, with their places below the headers."""
    return [(at, row) for at, row in enumerate(table.rows) if any(cell.strip() for cell in row)]


def told_of(table: RowTable) -> str:
    return told(row for _, row in filled(table))


def decide_rows(
    snap: Snapshot,
    row: RosterRow,
    state: StudentState,
    doc: PlanDoc,
    wanted: Field,
    work: Work,
    *,
    required: bool,
    may_write: bool,
    hold: Collection[str],
) -> None:
    """Decide one table and put what follows into `work`."""
    table = doc.tables.get(wanted.id)
    if table is None:
        work.after[wanted.id] = row.text(snap.form, wanted.id)
        return
    work.after[wanted.id] = doc.text(wanted.id)
    if not wanted.shared or wanted.id not in row.cells:
        return
    cell = row.cells[wanted.id]
    places = filled(table)
    columns = max((len(one) for one in table.rows), default=len(wanted.columns))
    in_doc, in_roster = [one for _, one in places], read_lines(cell.text, columns)
    if any(one.pending for line in table.table.rows for one in line):
        says = f"A suggestion waits in the table “{wanted.title or wanted.header}”; it is left alone until it is accepted or rejected"
        work.looks.append(about_cell(snap, row, wanted, "pending", says, "", ""))
        return
    pair = [lines_digest(row.otsync_id, wanted, lines_of(rows)) for rows in (in_roster, in_doc)]
    if undone_pair(state, wanted) == tuple(pair) and pair[0] != pair[1]:
        item = undone_question(snap, row, wanted, lines_of(in_doc), lines_of(in_roster))
        answer = snap.look.get(item.key)
        side: Choice | None = {USE_DOC: "doc", USE_ROSTER: "roster"}.get(answer.answer if answer else "")  # type: ignore[assignment]
        if side is None or (side == "roster" and not may_write):
            work.looks.append(item)
            work.conflicts += 1
            work.open[wanted.id] = [*pair, UNDONE]
            return
        # The other side's rows count as agreed: those that the chosen side has not go.
        hasher = hasher_of(row.otsync_id, wanted)
        state = replace(
            state, base={**state.base, wanted.id: write_mark(hasher.of(one) for one in (in_roster if side == "doc" else in_doc))}
        )
        required = False
    fixed = "this column is fed by a formula; change it there" if cell.formula else "this cell holds a smart chip; change it there"
    may_roster, merged_cells = not (cell.formula or cell.chip), not even(table)
    asked: dict[tuple[Row, Row], LookItem] = {}

    def choose(one: Row, other: Row) -> Choice | None:
        asked[one, other] = _pair_question(snap, row, wanted, one, other)
        return differs_answer(snap, asked[one, other])

    def merge(*, may_roster: bool, may_doc: bool, cleared: Choice | None = None) -> RowsMerged:
        return merge_rows(
            hasher_of(row.otsync_id, wanted),
            base=state.base.get(wanted.id),
            begun=state.begun.get(wanted.id),
            roster=in_roster,
            doc=in_doc,
            required=required,
            may_write_doc=may_doc,
            may_write_roster=may_roster,
            choose=choose,
            cleared=cleared,
        )

    merged = merge(may_roster=may_roster, may_doc=may_write and not merged_cells)
    free = merge(may_roster=True, may_doc=may_write)
    if free.emptied:
        item = _emptied_question(snap, row, wanted, free.emptied, in_doc, in_roster)
        answer = snap.look.get(item.key)
        said = answer.answer if answer else ""
        blank: Choice = free.emptied
        if said not in (CLEAR_BOTH, PUT_BACK):
            work.looks.append(item)
            _open(row, wanted, state, in_roster, in_doc, work)
            return
        full: Choice = "doc" if blank == "roster" else "roster"
        merged = free = merge(may_roster=may_roster, may_doc=may_write, cleared=blank if said == CLEAR_BOTH else full)
    new_roster = _roster_text(merged, cell.text, in_roster)
    if len(new_roster) > CELL_LIMIT:
        may_roster, fixed = False, "the Doc's rows are more than a cell of the roster can hold"
        merged = merge(may_roster=False, may_doc=may_write and not merged_cells)
        new_roster = _roster_text(merged, cell.text, in_roster)
    spread = [(line_of(step.before), line_of(step.after)) for step in (*merged.to_doc, *merged.to_roster) if step.before]
    work.values += len({line_of(one) for one in (*in_doc, *in_roster)})
    held = bool(spread) and (wanted.id in hold or "*" in hold)
    work.changed_values += [(wanted.id, before, after) for before, after in spread]
    if held:
        _open(row, wanted, state, in_roster, in_doc, work, HELD)
        return
    if (len(free.to_roster) > len(merged.to_roster)) or (len(free.to_doc) > len(merged.to_doc)):
        why = fixed if not may_roster else "cells of this table are merged in the Doc, so no row is put in there"
        says = f"Rows of “{wanted.header}” differ, and {why}"
        work.looks.append(about_cell(snap, row, wanted, "unwritable", says, lines_of(in_doc), lines_of(in_roster)))
    _carry_out(snap, row, state, wanted, work, merged, places, in_roster, new_roster, cell.text)
    for at_roster, at_doc in merged.differ:
        item = asked.get((in_roster[at_roster], in_doc[at_doc])) or _pair_question(
            snap, row, wanted, in_roster[at_roster], in_doc[at_doc]
        )
        work.looks.append(item)
        work.conflicts += 1


def _carry_out(
    snap: Snapshot,
    row: RosterRow,
    state: StudentState,
    wanted: Field,
    work: Work,
    merged: RowsMerged,
    places: list[tuple[int, Row]],
    in_roster: list[Row],
    new_roster: str,
    roster_before: str,
) -> None:
    name = row.text(snap.form, "name").strip()
    title = wanted.title or wanted.header
    in_doc = [one for _, one in places]
    if merged.base != state.base.get(wanted.id, write_mark(())):
        work.base[wanted.id] = merged.base
    if merged.to_doc:
        rows = tuple(replace(one, at=places[one.at][0] if one.at is not None else None) for one in merged.doc)
        work.writes[wanted.id] = CellWrite(rows=rows, begun=merged.begun)
        work.after[wanted.id] = "\n".join(one.row[0] or line_of(one.row) for one in merged.doc)
        after = told(one.row for one in merged.doc)
        work.changes.append(Change(row.otsync_id, name, "Doc", title, told(in_doc), after, wanted.id))
        work.to_doc += 1
    if merged.to_roster:
        work.roster_writes[wanted.id] = new_roster
        work.changes.append(Change(row.otsync_id, name, "roster", wanted.header, roster_before, new_roster, wanted.id))
        work.to_roster += 1
    doc_after = lines_of(one.row for one in merged.doc) if merged.to_doc else lines_of(in_doc)
    roster_after = new_roster if merged.to_roster else lines_of(in_roster)
    now = roster_mark(row.otsync_id, wanted, roster_after, len(wanted.columns))
    if not same_rows(now, merged.base):
        work.open[wanted.id] = [lines_digest(row.otsync_id, wanted, text) for text in (roster_after, doc_after)]


def _open(
    row: RosterRow, wanted: Field, state: StudentState, in_roster: list[Row], in_doc: list[Row], work: Work, *more: str
) -> None:
    work.open[wanted.id] = [*(lines_digest(row.otsync_id, wanted, lines_of(rows)) for rows in (in_roster, in_doc)), *more]


def _roster_text(merged: RowsMerged, before: str, in_roster: list[Row]) -> str:
    """The cell's lines as they are to be; a line that stays keeps its own writing."""
    if not merged.to_roster:
        return before
    own = [line for line in re.split(r"\r\n|[\r\n\x0b]", before) if folded(line).strip(" |\t")]
    stays = [one.at if one.at is not None and plain(in_roster[one.at]) == plain(one.row) else None for one in merged.roster]
    return "\n".join(line_of(one.row) if at is None else own[at] for at, one in zip(stays, merged.roster, strict=True))


def _pair_question(snap: Snapshot, row: RosterRow, wanted: Field, roster: Row, doc: Row) -> LookItem:
    says = f"A row of “{wanted.title or wanted.header}” differs; both are kept"
    return about_cell(snap, row, wanted, "differs", says, line_of(doc), line_of(roster), (USE_DOC, USE_ROSTER))


def _emptied_question(snap: Snapshot, row: RosterRow, wanted: Field, emptied: Choice, doc: list[Row], roster: list[Row]) -> LookItem:
    side, other = ("roster", "Doc") if emptied == "roster" else ("Doc", "roster")
    says = f"Every row of “{wanted.title or wanted.header}” was taken out of the {side}; they are kept in the {other}"
    return fresh(snap, about_cell(snap, row, wanted, "cleared", says, lines_of(doc), lines_of(roster), (PUT_BACK, CLEAR_BOTH)))


def appended(table: RowTable, write: CellWrite | None, rows: tuple[Row, ...]) -> CellWrite:
    """The write with further rows at the table's end."""
    there = write.rows if write and write.rows is not None else tuple(Placed(row, at) for at, row in filled(table))
    return replace(write or CellWrite(), rows=(*there, *(Placed(row, None) for row in rows)))
