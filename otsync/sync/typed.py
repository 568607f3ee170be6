"""A value that a person typed in Needs a look ("Or type it") beside a question about two values: it is taken for both sides.

The Doc gets it first, under the read revision, the roster in the commit. Begin records what the roster said (`StudentState.typed`):
where a run died between the two, a roster that still says so is behind, and not a change that somebody made after it.
"""

from __future__ import annotations

from dataclasses import replace

from otsync.caseload.fields import Field
from otsync.caseload.merge import Side
from otsync.caseload.roster import RosterRow
from otsync.caseload.values import compared, digest, fits
from otsync.document.write import CellWrite
from otsync.sync.ask import SHOWN, about_cell
from otsync.sync.model import Change, Snapshot
from otsync.sync.work import Work
from otsync.workbook.look import LookItem
from otsync.workbook.state import StudentState
from otsync.workbook.write import CELL_LIMIT


def typed_value(snap: Snapshot, asked: LookItem) -> str:
    """What was typed instead of a choice; empty where nothing was, or what means that nothing is known yet ("?", "TBD")."""
    row = snap.look.get(asked.key)
    words = row.own_words if row else ""
    return "" if snap.form.is_missing(words) else words


def landed_pair(state: StudentState, wanted: Field) -> tuple[str, str] | None:
    """Hashes of what the roster said and of the typed value that the Doc got, where a run wrote the Doc and not yet the roster."""
    behind = state.typed.get(wanted.id)
    return (behind, state.begun[wanted.id]) if behind and wanted.id in state.begun else None


def cannot_take(snap: Snapshot, row: RosterRow, wanted: Field, typed: str, roster: Side, doc: Side) -> LookItem | None:
    """What is listed beside the question where the typed words cannot be taken; None where they can."""
    label = wanted.label or wanted.header
    if not fits(wanted, typed):
        kind = "a date that I can read" if wanted.kind == "date" else " or ".join(wanted.choices)
        says = f"“{typed[:SHOWN]}” was typed for {label} and is not {kind}; nothing was changed. Type another value there"
    elif len(typed) > CELL_LIMIT:
        says = f"What was typed for {label} is longer than a cell of the roster can hold; nothing was changed"
    elif why := next((side.why_not for side in (roster, doc) if not side.writable), ""):
        says = f"What was typed for {label} was not taken: {why}"
    else:
        return None
    item = about_cell(snap, row, wanted, "typed", says, doc.text, roster.text)
    return replace(item, about=f"{item.about}\x1f{typed}")


def take_typed(row: RosterRow, wanted: Field, work: Work, typed: str, roster: str, doc: str, name: str) -> None:
    """Put the typed value into `work` for both sides. It was typed for this very question, so it counts for no accident."""
    mark, mark_roster, mark_doc = (digest(row.otsync_id, wanted.id, compared(wanted, text)) for text in (typed, roster, doc))
    work.base[wanted.id] = mark
    work.values += 1
    work.after[wanted.id] = typed
    if mark != mark_doc:
        work.typed[wanted.id] = mark_roster
        work.writes[wanted.id] = CellWrite(value=typed)
        work.changes.append(Change(row.otsync_id, name, "Doc", wanted.label, doc, typed, wanted.id))
        work.to_doc += 1
    if mark != mark_roster:
        work.roster_writes[wanted.id] = typed
        work.changes.append(Change(row.otsync_id, name, "roster", wanted.header, roster, typed, wanted.id))
        work.to_roster += 1
