"""Accidents that are held and not spread: each is one question with figures and examples, released once for that exact plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import VERSION, read_mark
from otsync.caseload.values import compared, digest, folded
from otsync.document.read import PlanDoc
from otsync.sync.ask import fresh
from otsync.sync.landed import STATUS
from otsync.sync.model import Snapshot, StudentDecision
from otsync.sync.student import identity
from otsync.workbook.look import GO_AHEAD, NO, LookItem
from otsync.workbook.state import StudentState

SHARE_OF_VALUES = 0.30
SHARE_OF_STUDENTS = 1 / 3
SHARE_OF_FIELDS = 1 / 3
FEWEST_VALUES = 10
FEWEST_STUDENTS = 10
FEWEST_FIELDS = 6
SORTED_ALONE = 0.8
"""Share of a field's new values that are its old ones in other rows."""
FEWEST_SORTED = 5
EXAMPLES = 3
LONGEST = 40
"""Characters of a value that an example shows."""

Changed = tuple[str, str, str, str]
"""Student, field, before, after."""


def released(snap: Snapshot, item: LookItem) -> bool:
    """A person said Go ahead to this very question, or the run was told to go ahead with everything."""
    answered = snap.look.get(item.key)
    return snap.force or item.key in snap.released or (answered is not None and answered.waits and answered.answer == GO_AHEAD)


def changes_of(students: Sequence[StudentDecision]) -> list[Changed]:
    """Filled values that change, of all students."""
    return [(one.otsync_id, *change) for one in students for change in one.changed_values]


def accidents(snap: Snapshot, students: Sequence[StudentDecision]) -> tuple[set[str], list[LookItem]]:
    """Fields to hold ("*" for all), and the questions that hold them. What the first decision of this run let through is let through."""
    changed = [one for one in changes_of(students) if (one[0], one[1], one[3]) not in snap.allowed]
    # Blanks that are filled in the same run are no measure of what stood there.
    total = sum(filled(one.otsync_id, snap.state.students.get(one.otsync_id, one.state)) for one in students)
    total = total or sum(one.values for one in students)
    if len(changed) >= FEWEST_VALUES and len(changed) > total * SHARE_OF_VALUES:
        counted = Counter(snap.form.fields[change[1]].words for change in changed)
        most = ", ".join(f"{number} {word}" for word, number in counted.most_common(5))
        some = _examples(snap, students, changed)
        says = f"This run would change {len(changed)} of {total} values: {most}. {some}Nothing of it was changed"
        item = _question(snap, "many_values", says, digest("", "held", repr(sorted(changed))))
        return (set(), []) if released(snap, item) else ({"*"}, [item])
    held: set[str] = set()
    questions: list[LookItem] = []
    for field_id in sorted({change[1] for change in changed}):
        of_field = [change for change in changed if change[1] == field_id]
        before, after = (Counter(compared(snap.form.fields[field_id], change[at]) for change in of_field) for at in (2, 3))
        if len(of_field) >= FEWEST_SORTED and (before & after).total() >= SORTED_ALONE * len(of_field):
            says = (
                f"{len(of_field)} values of {snap.form.fields[field_id].words} are the old ones in other rows, as if that column had been "
                f"sorted alone. {_examples(snap, students, of_field)}None of them was carried over"
            )
            item = _question(snap, "sorted_alone", says, digest("", field_id, repr(sorted(of_field))))
            if not released(snap, item):
                held.add(field_id)
                questions.append(item)
    return held, questions


def _question(snap: Snapshot, code: str, says: str, about: str) -> LookItem:
    return fresh(snap, LookItem("", "w", code, "everyone", says, choices=(GO_AHEAD, NO), about=about))


def _examples(snap: Snapshot, students: Sequence[StudentDecision], changed: Sequence[Changed]) -> str:
    names = {one.otsync_id: one.row.text(snap.form, "name").strip() for one in students}
    told = [
        f"{names.get(otsync_id, otsync_id)}, {snap.form.fields[field_id].words}: {_short(before)} → {_short(after)}"
        for otsync_id, field_id, before, after in changed[:EXAMPLES]
    ]
    return f"For example {'; '.join(told)}. " if told else ""


def _short(text: str) -> str:
    plain = " ".join(folded(text).split())
    return f"“{plain[:LONGEST]}{'…' if len(plain) > LONGEST else ''}”" if plain else "nothing"


def filled(otsync_id: str, state: StudentState) -> int:
    """Agreed values that are not blank; of a table, its rows."""
    return sum(
        len(read_mark(mark).rows) if mark.startswith(f"{VERSION}:") else mark != digest(otsync_id, key, "")
        for key, mark in state.base.items()
        if key != STATUS
    )


def students_gone(snap: Snapshot, asked_about: Collection[str | None]) -> tuple[bool, list[LookItem]]:
    """A third of the students gone at once is an accident; one gone is told once, and the Doc stays."""
    # A row that lost its name alone is listed as that.
    there = {row.otsync_id for row in snap.roster.rows} | {one.otsync_id for one in snap.roster.problems}
    gone = sorted(key for key, state in snap.state.students.items() if key not in there and state.doc and key not in asked_about)
    before = len([state for state in snap.state.students.values() if state.doc])
    looks = [
        LookItem(
            key,
            "r",
            "row_gone",
            "",
            f"The roster has no row with the otsync ID {key} any more. Its Doc stays as it is",
            link=snap.state.students[key].link,
        )
        for key in gone
    ]
    if before >= FEWEST_STUDENTS and len(gone) >= before * SHARE_OF_STUDENTS:
        some = ", ".join(gone[:EXAMPLES]) + (" …" if len(gone) > EXAMPLES else "")
        says = f"{len(gone)} of {before} students are gone from the roster ({some}). No value was changed anywhere. Was that meant?"
        item = _question(snap, "students_gone", says, ",".join(gone))
        if not released(snap, item):
            return True, [item]
    return False, looks


def lost_doc(snap: Snapshot, row: RosterRow, state: StudentState, doc: PlanDoc | None, name: str) -> LookItem | None:
    """The question about a Doc that lost a third of its fields or of their values: an old version restored, a table taken out.

    None: it did not, or someone said Go ahead to just that. A Doc without a plan at all is another matter: nothing of it is carried over.
    A value that the roster does not hold either is none that could be lost: it was cleared there, and this run took it out of the Doc.
    """
    if doc is None or doc.plan_tab is None:
        return None
    known = [key for key in state.base if key != STATUS and key in snap.form.fields]
    held = [key for key in known if _agreed(row.otsync_id, key, state)]
    cells = [key for key in known if key not in doc.fields and key not in doc.tables]
    words = [key for key in held if not folded(doc.text(key)) and not (key in row.cells and not folded(row.text(snap.form, key)))]
    few = len(held) < FEWEST_FIELDS or len(words) <= len(held) * SHARE_OF_FIELDS
    if few and (len(known) < FEWEST_FIELDS or len(cells) <= len(known) * SHARE_OF_FIELDS):
        return None
    number, of, lost = (len(words), len(held), words) if not few else (len(cells), len(known), cells)
    some = ", ".join(snap.form.fields[key].words for key in lost[:EXAMPLES]) + (" …" if number > EXAMPLES else "")
    what = "values" if not few else "fields"
    says = (
        f"This Doc lost {number} of {of} {what} ({some}): was an old version restored, or a table taken out? Nothing was carried over from "
        "its Plan, and nothing was written there"
    )
    stood = sorted((key, state.base[key], row.text(snap.form, key)) for key in lost)
    about = digest(row.otsync_id, "doc_lost", repr(stood))
    item = LookItem(row.otsync_id, "d", "doc_lost", name, says, link=state.link, choices=(GO_AHEAD, NO), about=about)
    item = fresh(snap, item)
    return None if released(snap, item) else item


def _agreed(otsync_id: str, key: str, state: StudentState) -> bool:
    """Both sides held words there."""
    mark = state.base[key]
    return bool(read_mark(mark).rows) if mark.startswith(f"{VERSION}:") else mark != digest(otsync_id, key, "")


def unreadable(row: RosterRow) -> bool:
    """A formula feeds name or birthdate and comes to an error: who this is cannot be told from it."""
    return any(row.cells[key].error for key in ("name", "birthdate") if key in row.cells)


def another_plan(snap: Snapshot, row: RosterRow, state: StudentState, doc: PlanDoc | None, name: str) -> LookItem | None:
    """The question about a Doc in which name and birthdate both are others than both sides had agreed on: another student's plan was
    pasted over it, or typed into it. None: they are not, or a row says the same by now."""
    if doc is None:
        return None
    for key in ("name", "birthdate"):
        there = compared(snap.form.fields[key], doc.text(key))
        known = (state.base.get(key), state.begun.get(key))
        if not there or known[0] is None or digest(row.otsync_id, key, there) in known:
            return None
        if there == compared(snap.form.fields[key], row.text(snap.form, key)):
            return None
    says = (
        f"Name and birthdate in this Doc ({doc.text('name').strip()}, {doc.text('birthdate').strip()}) both differ from what stood there: "
        "another student's plan may have been put into it. Nothing of it was carried over, and nothing was written there"
    )
    about = digest(row.otsync_id, "another_plan", "|".join(folded(doc.text(key)) for key in ("name", "birthdate")))
    item = fresh(snap, LookItem(row.otsync_id, "d", "another_plan", name, says, link=state.link, choices=(GO_AHEAD, NO), about=about))
    return None if released(snap, item) else item


def another_student(snap: Snapshot, row: RosterRow, state: StudentState, name: str) -> LookItem | None:
    """The question about a row whose name and birthdate both differ from what its otsync ID stood for; None: they do not."""
    now = identity(snap.form, row.otsync_id, row)
    if len(state.identity) != 2 or unreadable(row):
        return None
    if any(one == then for one, then in zip(now, state.identity, strict=True)):
        return None
    born = row.text(snap.form, "birthdate").strip()
    says = (
        f"Name and birthdate of this row ({name}, {born or 'no birthdate'}) both differ from what its otsync ID stood for: rows and IDs "
        "may have come apart in a sort. Nothing was changed for this ID"
    )
    item = LookItem(row.otsync_id, "r", "identity", name, says, link=state.link, choices=(GO_AHEAD, NO), about="|".join(now))
    item = fresh(snap, item)
    return None if released(snap, item) else item
