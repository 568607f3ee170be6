"""Decide one field of one student: the merge, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection

from otsync.caseload.fields import Field
from otsync.caseload.merge import Choice, Merged, Side, merge_field
from otsync.caseload.roster import Cell, RosterRow, shown
from otsync.caseload.values import compared, digest, folded
from otsync.document.body import UNREADABLE
from otsync.document.read import PlanDoc
from otsync.document.write import CellWrite
from otsync.sync.ask import about_cell, differs_answer, fresh, undone_question
from otsync.sync.model import Change, Snapshot
from otsync.sync.table import decide_rows
from otsync.sync.typed import cannot_take, landed_pair, take_typed, typed_value
from otsync.sync.work import HELD, UNDONE, Work, undone_pair
from otsync.workbook.look import CLEAR_BOTH, PUT_BACK, USE_DOC, USE_ROSTER, LookItem
from otsync.workbook.state import StudentState
from otsync.workbook.write import CELL_LIMIT

PICTURE = "the Doc's cell holds a picture, a table, a footnote or the like; change it there"


def decide_field(
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
    """Decide one field of one student and put what follows into `work`: writes, changes, differences to list, what to remember."""
    if wanted.id in row.cells and row.cells[wanted.id].error:
        work.after[wanted.id] = doc.text(wanted.id)
        if wanted.id in state.open:
            work.open[wanted.id] = list(state.open[wanted.id])
        return
    if wanted.kind == "rows":
        decide_rows(snap, row, state, doc, wanted, work, required=required, may_write=may_write, hold=hold)
        return
    seen = doc.text(wanted.id)
    there = seen.replace(UNREADABLE, "")  # a picture is no word: put beside a value it changes nothing
    found = wanted.id in doc.fields
    work.after[wanted.id] = seen
    if not found:
        work.after[wanted.id] = row.text(snap.form, wanted.id)
        return
    if not wanted.shared or wanted.id not in row.cells:
        return
    cell = row.cells[wanted.id]
    roster = _roster_side(wanted, cell, there)
    doc_side = Side(there) if seen == there else Side(there, False, PICTURE)
    if doc.fields[wanted.id].value.pending:
        work.looks.append(
            about_cell(
                snap,
                row,
                wanted,
                "pending",
                f"A suggestion waits in “{wanted.label}”; the cell is left alone until it is accepted or rejected",
                "",
                "",
            )
        )
        return
    old_base = state.base.get(wanted.id)
    begun = [state.begun[wanted.id]] if wanted.id in state.begun else []
    landed = landed_pair(state, wanted)

    def merge(choice: Choice | None) -> Merged:
        return merge_field(
            wanted,
            row.otsync_id,
            base=old_base,
            begun=begun,
            roster=roster,
            doc=doc_side,
            required=required,
            choice=choice,
            undone=landed or undone_pair(state, wanted),
        )

    merged = merge(None)
    asked = None
    follows = landed is not None and merged.action == "undone"
    if follows:
        merged = merge("doc")  # what was typed for both sides stands in the Doc already
    if merged.action in ("differs", "undone", "kept"):
        asked = _question(snap, row, wanted, merged, roster.text, there)
        if (choice := _answer(snap, asked, merged)) is not None:
            merged = merge(choice)
            if merged.action not in ("to_doc", "to_roster"):
                work.looks.append(asked)
        elif typed := typed_value(snap, asked):
            if why := cannot_take(snap, row, wanted, typed, roster, doc_side):
                work.looks.append(why)
            elif may_write:
                take_typed(row, wanted, work, typed, roster.text, there, row.text(snap.form, "name").strip())
                return
    held = not follows and (wanted.id in hold or "*" in hold)
    if held and merged.action in ("to_doc", "to_roster") and folded(there if merged.action == "to_doc" else roster.text):
        _keep_open(row, wanted, roster.text, there, merged, work)
        work.open[wanted.id] = [*work.open[wanted.id], HELD]
        work.changed_values.append((wanted.id, there if merged.action == "to_doc" else roster.text, merged.value))
        return
    if folded(there) or folded(roster.text):
        work.values += 1
    if merged.action == "nothing":
        if merged.base and merged.base != old_base:
            work.base[wanted.id] = merged.base
        return
    before = there if merged.action == "to_doc" else roster.text
    if merged.action in ("to_doc", "to_roster") and folded(before) and not follows:
        work.changed_values.append((wanted.id, before, merged.value))
    name = row.text(snap.form, "name").strip()
    if merged.action == "to_doc":
        if not may_write:
            if merged.agreed:
                work.base[wanted.id] = merged.agreed
            return
        work.base[wanted.id] = merged.base or ""
        work.writes[wanted.id] = CellWrite(value=merged.value)
        work.after[wanted.id] = merged.value
        work.changes.append(Change(row.otsync_id, name, "Doc", wanted.label, there, merged.value, wanted.id))
        work.to_doc += 1
    elif merged.action == "to_roster":
        work.base[wanted.id] = merged.base or ""
        work.roster_writes[wanted.id] = merged.value
        work.changes.append(Change(row.otsync_id, name, "roster", wanted.header, roster.text, merged.value, wanted.id))
        work.to_roster += 1
    else:
        _keep_open(row, wanted, roster.text, there, merged, work)
        if merged.action == "undone":
            work.open[wanted.id] = [*work.open[wanted.id], UNDONE]
        if merged.action in ("differs", "undone"):
            work.conflicts += 1
            work.differs[wanted.id] = roster.text
        if merged.action == "untyped" and snap.form.is_missing(there or roster.text):
            return  # "?" in a date cell is no date and no question: it is still to fill
        work.looks.append(asked or _question(snap, row, wanted, merged, roster.text, there))


def _keep_open(row: RosterRow, wanted: Field, roster: str, doc: str, merged: Merged, work: Work) -> None:
    work.open[wanted.id] = [digest(row.otsync_id, wanted.id, compared(wanted, text)) for text in (roster, doc)]
    if merged.agreed:
        work.base[wanted.id] = merged.agreed


def _roster_side(wanted: Field, cell: Cell, there: str) -> Side:
    text = shown(wanted, cell)
    if len(there) > CELL_LIMIT:
        return Side(text, False, "the Doc's text is longer than a cell of the roster can hold")
    if cell.formula:
        return Side(text, False, "this column is fed by a formula; change it there")
    if cell.chip:
        return Side(text, False, "this cell holds a smart chip; change it there")
    return Side(text)


def _question(snap: Snapshot, row: RosterRow, wanted: Field, merged: Merged, roster: str, doc: str) -> LookItem:
    label = wanted.label or wanted.header
    if merged.action == "kept":
        side, other = ("roster", "Doc") if merged.blank_side == "roster" else ("Doc", "roster")
        says = f"{label} was cleared in the {side}; it is kept in the {other}. Nothing was taken away"
        return fresh(snap, about_cell(snap, row, wanted, "cleared", says, doc, roster, (PUT_BACK, CLEAR_BOTH)))
    if merged.action == "untyped":
        kind = "a date that I can read" if wanted.kind == "date" else " or ".join(wanted.choices)
        return about_cell(snap, row, wanted, "untyped", f"{label} is not {kind}; it stays where it was typed", doc, roster)
    if merged.action == "unwritable":
        return about_cell(snap, row, wanted, "unwritable", f"{label} differs, and {merged.why}", doc, roster)
    if merged.action == "undone":
        return undone_question(snap, row, wanted, doc, roster)
    return about_cell(snap, row, wanted, "differs", f"{label} differs; both are kept", doc, roster, (USE_DOC, USE_ROSTER))


def _answer(snap: Snapshot, asked: LookItem, merged: Merged) -> Choice | None:
    if merged.action == "differs":
        return differs_answer(snap, asked)
    answered = snap.look.get(asked.key)
    said = answered.answer if answered else ""
    if merged.action == "undone":
        return "doc" if said == USE_DOC else "roster" if said == USE_ROSTER else None
    if said == CLEAR_BOTH:
        return merged.blank_side
    if said == PUT_BACK:
        return "doc" if merged.blank_side == "roster" else "roster"
    return None
