"""Questions about one value, and what a person answered."""

from __future__ import annotations

from dataclasses import replace

from otsync.caseload.fields import Field
from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import Choice
from otsync.caseload.values import compared
from otsync.sync.model import Snapshot
from otsync.workbook.look import NO, USE_DOC, USE_ROSTER, LookItem
from otsync.workbook.state import StudentState

UNDO_REQUEST = "Undo last change here"
"""What the column Ask otsync of the roster offers."""
SHOWN = 1000
"""Characters of a value that Needs a look shows."""


def about_cell(
    snap: Snapshot, row: RosterRow, wanted: Field, code: str, says: str, in_doc: str, in_roster: str, choices: tuple[str, ...] = ()
) -> LookItem:
    """A question about a value: its key is the student, the field and both values, and nothing that a rename or a sort changes."""
    state = snap.state.students.get(row.otsync_id, StudentState())
    about = "\x1f".join((wanted.id, compared(wanted, in_doc), compared(wanted, in_roster)))
    name = row.text(snap.form, "name").strip()
    return LookItem(row.otsync_id, "d", code, name, says, in_doc[:SHOWN], in_roster[:SHOWN], state.link, choices, about)


def fresh(snap: Snapshot, item: LookItem) -> LookItem:
    """The question, asked anew where an earlier one of the same words was answered: that answer was for then. A No stays."""
    one, times = item, 0
    while (
        (row := snap.look.get(one.key)) is not None
        and row.state.startswith("answered")
        and row.answer != NO
        and one.key not in snap.released
    ):
        times += 1
        one = replace(item, about=f"{item.about or item.saw}\x1f{times}")
    return one


def differs_answer(snap: Snapshot, asked: LookItem) -> Choice | None:
    """Which side a person chose for this pair of values; the answer holds whenever the pair is back."""
    answered = snap.look.get(asked.key)
    said = answered.answer if answered else ""
    return "doc" if said == USE_DOC else "roster" if said == USE_ROSTER else None


def still_asked(snap: Snapshot, asked: LookItem) -> bool:
    """Whether something held waits for an answer. After a No it stays as it is, and is asked about no more until it is another thing."""
    answered = snap.look.get(asked.key)
    return answered is None or answered.answer != NO


def undone_question(snap: Snapshot, row: RosterRow, wanted: Field, doc: str, roster: str) -> LookItem:
    """A difference that an undo made: it is asked about anew each time, for an earlier answer is what was undone."""
    label = wanted.title or wanted.label or wanted.header
    says = f"{label} was put back by an undo, so the Doc and the roster differ. It stays so until you change one of them or choose"
    return fresh(snap, about_cell(snap, row, wanted, "undone", says, doc, roster, (USE_DOC, USE_ROSTER)))
