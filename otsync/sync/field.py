"""Decide one field of one student: the merge, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from otsync.caseload.fields import Field
from otsync.caseload.merge import Choice, Merged, Side, merge_field
from otsync.caseload.roster import Cell, RosterRow, shown
from otsync.caseload.values import compared, digest, folded
from otsync.document.read import PlanDoc
from otsync.document.write import CellWrite
from otsync.sync.model import Change, Snapshot
from otsync.workbook.look import USE_DOC, USE_ROSTER, LookItem
from otsync.workbook.state import StudentState
from otsync.workbook.write import CELL_LIMIT

PUT_BACK, CLEAR_BOTH = "Put it back", "Clear it on both sides"
HELD = "held"
"""Third part of a listed difference that waits for a "Go ahead" about the whole caseload."""


@dataclass
class Work:
    """What is being gathered for one student."""

    writes: dict[str, CellWrite] = field(default_factory=dict)
    roster_writes: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    looks: list[LookItem] = field(default_factory=list)
    base: dict[str, str] = field(default_factory=dict)
    open: dict[str, Sequence[str]] = field(default_factory=dict)
    changed_values: list[tuple[str, str, str]] = field(default_factory=list)
    values: int = 0
    to_doc: int = 0
    to_roster: int = 0
    conflicts: int = 0
    after: dict[str, str] = field(default_factory=dict)
    """Field -> what its cell in the Doc says once the writes are done."""
    differs: dict[str, str] = field(default_factory=dict)
    """Field -> the roster's words, where both sides differ."""


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
    there = doc.text(wanted.id)
    found = wanted.id in doc.fields
    work.after[wanted.id] = there
    if not found and wanted.id not in doc.tables:
        work.after[wanted.id] = row.text(snap.form, wanted.id) if wanted.id in row.cells else ""
        return
    if not wanted.shared or wanted.id not in row.cells or not found:
        return
    cell = row.cells[wanted.id]
    roster = _roster_side(wanted, cell, there)
    doc_side = Side(there)
    if doc.fields[wanted.id].value.pending:
        work.looks.append(
            _look(
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

    def merge(choice: Choice | None) -> Merged:
        return merge_field(wanted, row.otsync_id, base=old_base, begun=begun, roster=roster, doc=doc_side, required=required, choice=choice)

    merged = merge(None)
    asked = None
    if merged.action in ("differs", "kept"):
        asked = _question(snap, row, wanted, merged, roster.text, there)
        if (choice := _answer(snap, asked, merged)) is not None:
            merged = merge(choice)
            if merged.action not in ("to_doc", "to_roster"):
                work.looks.append(asked)
    held = wanted.id in hold or "*" in hold
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
    if merged.action in ("to_doc", "to_roster") and folded(before):
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
        work.changes.append(Change(row.otsync_id, name, "Doc", wanted.label, there, merged.value))
        work.to_doc += 1
    elif merged.action == "to_roster":
        work.base[wanted.id] = merged.base or ""
        work.roster_writes[wanted.id] = merged.value
        work.changes.append(Change(row.otsync_id, name, "roster", wanted.header, roster.text, merged.value))
        work.to_roster += 1
    else:
        _keep_open(row, wanted, roster.text, there, merged, work)
        if merged.action == "differs":
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
        return _look(snap, row, wanted, "cleared", says, doc, roster, (PUT_BACK, CLEAR_BOTH))
    if merged.action == "untyped":
        kind = "a date that I can read" if wanted.kind == "date" else " or ".join(wanted.choices)
        return _look(snap, row, wanted, "untyped", f"{label} is not {kind}; it stays where it was typed", doc, roster)
    if merged.action == "unwritable":
        return _look(snap, row, wanted, "unwritable", f"{label} differs, and {merged.why}", doc, roster)
    return _look(snap, row, wanted, "differs", f"{label} differs; both are kept", doc, roster, (USE_DOC, USE_ROSTER))


def _answer(snap: Snapshot, asked: LookItem, merged: Merged) -> Choice | None:
    answered = snap.look.get(asked.key)
    said = answered.answer if answered else ""
    if merged.action == "differs":
        return {USE_DOC: "doc", USE_ROSTER: "roster"}.get(said)  # type: ignore[return-value]
    if said == CLEAR_BOTH:
        return merged.blank_side
    if said == PUT_BACK:
        return "doc" if merged.blank_side == "roster" else "roster"
    return None


def _look(
    snap: Snapshot, row: RosterRow, wanted: Field, code: str, says: str, in_doc: str, in_roster: str, choices: tuple[str, ...] = ()
) -> LookItem:
    state = snap.state.students.get(row.otsync_id, StudentState())
    about = "\x1f".join((wanted.id, compared(wanted, in_doc), compared(wanted, in_roster)))
    return LookItem(
        row.otsync_id, "d", code, row.text(snap.form, "name").strip(), says, in_doc[:1000], in_roster[:1000], state.link, choices, about
    )
