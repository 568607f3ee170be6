"""Decide the whole caseload: every student by itself, then the accidents that only show in the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from otsync.caseload.fields import PlanForm
from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import VERSION, read_mark
from otsync.caseload.values import compared, digest
from otsync.document.body import Paragraph, Table, TableCell
from otsync.document.read import FieldCell, PlanDoc, RowTable
from otsync.sync.model import Decision, Snapshot, StudentDecision
from otsync.sync.service_changes import watched
from otsync.sync.student import STATUS, decide_student, identity, paused
from otsync.sync.tab_looks import MINUTES_ROWS, tab_looks
from otsync.sync.undo_field import undo_student
from otsync.sync.work import HELD
from otsync.workbook.look import ADOPTION, GO_AHEAD, HEADER, NO, LookItem
from otsync.workbook.state import StudentState

INTENT_WAIT = timedelta(minutes=15)
"""Lists lag: a Doc that an intent speaks of may exist without being listed yet."""
SHARE_OF_VALUES = 0.30
SHARE_OF_STUDENTS = 1 / 3
FEWEST_VALUES = 10
FEWEST_STUDENTS = 10
SORTED_ALONE = 0.8
"""Share of a field's new values that are its old ones in other rows."""
FEWEST_SORTED = 5

TRASHED, GONE, FORBIDDEN, READ_ONLY = "trashed", "gone", "forbidden", "read_only"
TROUBLES = {
    TRASHED: "The Doc is in the trash. Put it back, or set Status to discharged. No new one was made",
    GONE: "Its Doc is gone, or this account may no longer see it. Restore or share it; no new one is made by itself",
    FORBIDDEN: "This account may no longer read its Doc. Share it with otsync's account again",
    READ_ONLY: "This account may read its Doc but not change it. Share it with otsync's account as an editor. Its notes are still read",
}
"""Why a Doc cannot be used: told once, and not asked for again each time."""


def decide(snap: Snapshot, *, may_write_docs: bool = True) -> Decision:
    """All students in roster order. may_write_docs False: the Docs of this run are written; only the workbook is decided."""
    if snap.only_undo:
        return Decision(tuple(_only_undo(snap, row, may_write_docs) for row in snap.roster.rows))
    looks = list(_workbook_looks(snap))
    hold_all, gone = _students_gone(snap)
    looks += gone
    students = [_one(snap, row, may_write_docs, ()) for row in snap.roster.rows]
    held_fields, questions = _accidents(snap, students)
    looks += questions
    held = len(questions) + len(gone) * hold_all
    if held_fields or hold_all:
        stop: Collection[str] = ("*",) if hold_all else held_fields
        students = [
            _one(snap, row, may_write_docs, stop) if _touches(one, stop) else one
            for row, one in zip(snap.roster.rows, students, strict=True)
        ]
    students = [watched(snap, one) for one in students]
    held += sum(one.held for one in students)
    everyone = {row.otsync_id for row in snap.roster.rows} | set(snap.state.students)
    looked = {("-", "r"), *((key, "r") for key in everyone)}
    if snap.log is not None:
        looked.add(("-", MINUTES_ROWS))
    looked |= {(owner, scope) for owner, scope in _told(snap) if scope == HEADER}
    looked |= {(row.key.split(":")[0], "u") for row in snap.look.values() if row.answer and row.key.split(":")[1:2] == ["u"]}
    if questions or gone or not any(HELD in pair for one in students for pair in one.state.open.values()):
        looked.add(("-", "w"))  # else the question stays, though this run has not read again what it is about
    return Decision(tuple(students), tuple(looks), frozenset(looked), held)


def _only_undo(snap: Snapshot, row: RosterRow, may_write_docs: bool) -> StudentDecision:
    state = snap.state.students.get(row.otsync_id, StudentState())
    if row.otsync_id not in snap.undo:
        return StudentDecision(row.otsync_id, row, state, missing=tuple(state.missing))
    doc = snap.docs.get(row.otsync_id)
    return undo_student(snap, row, state, doc, may_write=may_write_docs, still=paused(snap.form, row))


def _one(snap: Snapshot, row: RosterRow, may_write_docs: bool, hold: Collection[str]) -> StudentDecision:
    state = snap.state.students.get(row.otsync_id, StudentState())
    name = row.text(snap.form, "name").strip()
    file = snap.files.get(row.otsync_id)
    if file and not state.doc:
        state = replace(state, doc=file.id)
    if file:
        state = replace(state, link=file.link or state.link)
    if state.adopting:
        return StudentDecision(row.otsync_id, row, state, missing=tuple(state.missing))
    if file and file.trashed:
        return _trouble(row, state, name, TRASHED)
    if row.otsync_id in snap.unreadable:
        return _trouble(row, state, name, snap.unreadable[row.otsync_id])
    if state.doc:
        doc = snap.docs.get(row.otsync_id)
        if doc is None and state.trouble:
            return _trouble(row, state, name, state.trouble)
        if _another_student(snap, row, state):
            return _identity_question(snap, row, state, name)
        # Google tells a Doc's revision only to those who may change it.
        read_only = doc is not None and not doc.revision
        may_write = may_write_docs and not read_only and not _lost_fields(state, doc)
        decided = decide_student(snap, row, state, doc, new_doc=False, may_write_doc=may_write, hold=hold)
        if read_only:
            told = _trouble(row, decided.state, name, READ_ONLY)
            decided = replace(decided, state=told.state, looks=(*decided.looks, *told.looks))
        return _with_spares(snap, decided, name)
    if paused(snap.form, row):
        return StudentDecision(row.otsync_id, row, state)
    if orphan := _orphan_of(snap, row):
        says = (
            f"This row has no otsync ID, but it fits the Doc of {orphan}, whose row is gone. No second Doc was made: put {orphan} into its "
            "column otsync ID, or change the name or birthdate if it is another student"
        )
        item = LookItem(orphan, "r", "orphan", name, says, link=snap.state.students[orphan].link, about=orphan)
        return StudentDecision(row.otsync_id, row, state, looks=(item,))
    if state.asked and any(_waits_for(snap, doc) for doc in state.asked):
        return StudentDecision(row.otsync_id, row, state)
    if state.intent and snap.now - datetime.fromisoformat(state.intent) < INTENT_WAIT and not snap.force:
        return StudentDecision(row.otsync_id, row, state, waits=True)
    written = snap.docs.get(row.otsync_id)
    if written is not None or may_write_docs:
        return decide_student(snap, row, state, written or blank_plan(snap.form), new_doc=written is None, may_write_doc=may_write_docs)
    return StudentDecision(row.otsync_id, row, state)


def _waits_for(snap: Snapshot, doc: str) -> bool:
    """A person is asked whose Doc this is and has not said: no new one is made for whom it may be."""
    return any(row.waits and not (row.answer or row.typed) for key, row in snap.look.items() if key.startswith(f"{doc}:{ADOPTION}:"))


def _orphan_of(snap: Snapshot, row: RosterRow) -> str | None:
    """A remembered student whose row is gone and whose name and birthdate are this row's: asked about, never linked."""
    if row.otsync_id in snap.state.students:
        return None
    there = {one.otsync_id for one in snap.roster.rows}
    return next(
        (
            key
            for key, one in snap.state.students.items()
            if key not in there and one.doc and tuple(one.identity) == identity(snap.form, key, row)
        ),
        None,
    )


def blank_plan(form: PlanForm) -> PlanDoc:
    """A plan as the template leaves it: every field there, nothing in it. Places are unknown until the template is read."""
    empty = Paragraph("", 0, 1)
    cell = TableCell("", 0, 0, 0, 0, 1, (empty,))
    fields = {one.id: FieldCell(one.id, cell, cell, anchored=False) for one in form.in_doc() if one.kind != "rows"}
    tables = {
        one.id: RowTable(one.id, Table(0, ((cell,) * len(one.columns),) * 2), (("",) * len(one.columns),), anchored=False)
        for one in form.in_doc()
        if one.kind == "rows"
    }
    return PlanDoc("", "", fields, tables)


def _trouble(row: RosterRow, state: StudentState, name: str, code: str) -> StudentDecision:
    item = LookItem(row.otsync_id, "d", code, name, TROUBLES.get(code, TROUBLES[GONE]), link=state.link)
    return StudentDecision(
        row.otsync_id,
        row,
        replace(state, trouble=code),
        looks=(item,),
        looked_at=frozenset({(row.otsync_id, "d")}),
        missing=tuple(state.missing),
    )


def _lost_fields(state: StudentState, doc: PlanDoc | None) -> bool:
    """A Doc that lost a third of its fields (an old version restored, a table deleted) is left as it is; its lost cells are listed."""
    if doc is None or len(state.base) < 6:
        return False
    known = [key for key in state.base if key != STATUS]
    return sum(key not in doc.fields for key in known) > len(known) / 3


def _another_student(snap: Snapshot, row: RosterRow, state: StudentState) -> bool:
    if len(state.identity) != 2 or snap.force:
        return False
    return all(now != then for now, then in zip(identity(snap.form, row.otsync_id, row), state.identity, strict=True))


def _identity_question(snap: Snapshot, row: RosterRow, state: StudentState, name: str) -> StudentDecision:
    says = (
        "Name and birthdate of this row both differ from what its otsync ID stood for: rows and IDs may have come apart in a sort. "
        "Nothing was changed for this ID"
    )
    item = LookItem(
        row.otsync_id,
        "r",
        "identity",
        name,
        says,
        link=state.link,
        choices=(GO_AHEAD, NO),
        about="|".join(identity(snap.form, row.otsync_id, row)),
    )
    if (answered := snap.look.get(item.key)) and answered.answer == GO_AHEAD:
        return decide_student(snap, row, replace(state, identity=()), snap.docs.get(row.otsync_id), new_doc=False, may_write_doc=True)
    return StudentDecision(
        row.otsync_id, row, state, looks=(item,), missing=tuple(state.missing), held=1
    )


def _with_spares(snap: Snapshot, decided: StudentDecision, name: str) -> StudentDecision:
    spares = snap.spares.get(decided.otsync_id, ())
    if not spares:
        return decided
    looks = tuple(
        LookItem(
            decided.otsync_id,
            "d",
            "spare",
            name,
            "There is a second Doc for this student; otsync uses the first one. Keep what you need of it, then delete it",
            link=spare.link,
            about=spare.id,
        )
        for spare in spares
        if not spare.trashed
    )
    return replace(decided, looks=(*decided.looks, *looks))


def _students_gone(snap: Snapshot) -> tuple[bool, list[LookItem]]:
    """A third of the students gone at once is an accident; one gone is told once, and the Doc stays."""
    there = {row.otsync_id for row in snap.roster.rows}
    asked_about = {_orphan_of(snap, row) for row in snap.roster.rows}
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
        says = f"{len(gone)} of {before} students are gone from the roster. No value was changed anywhere. Was that meant?"
        item = LookItem("", "w", "students_gone", "everyone", says, choices=(GO_AHEAD, NO), about=",".join(gone))
        if not _released(snap, item):
            return True, [item]
    return False, looks


def _told(snap: Snapshot) -> set[tuple[str, str]]:
    """Whose rows of an adoption a person has answered: such a row has nothing to ask any more."""
    answered = [key.split(":") for key, row in snap.look.items() if row.waits and row.answer]
    return {(parts[0], parts[1]) for parts in answered if len(parts) == 3}


def _released(snap: Snapshot, item: LookItem) -> bool:
    answered = snap.look.get(item.key)
    return snap.force or (answered is not None and answered.answer == GO_AHEAD)


def _touches(one: StudentDecision, stop: Collection[str]) -> bool:
    return bool(one.changed_values) and ("*" in stop or any(change[0] in stop for change in one.changed_values))


def _accidents(snap: Snapshot, students: Sequence[StudentDecision]) -> tuple[set[str], list[LookItem]]:
    """Fields to hold ("*" for all), and the questions that hold them."""
    changed = [(one.otsync_id, *change) for one in students for change in one.changed_values]
    # Blanks that are filled in the same run are no measure of what stood there.
    total = sum(_filled(one.otsync_id, snap.state.students.get(one.otsync_id, one.state)) for one in students)
    total = total or sum(one.values for one in students)
    about = digest("", "held", repr(sorted(changed)))
    if len(changed) >= FEWEST_VALUES and len(changed) > total * SHARE_OF_VALUES:
        counted = Counter(snap.form.fields[change[1]].words for change in changed)
        most = ", ".join(f"{number} {word}" for word, number in counted.most_common(5))
        says = f"This run would change {len(changed)} of {total} values: {most}. Nothing of it was changed"
        item = LookItem("", "w", "many_values", "everyone", says, choices=(GO_AHEAD, NO), about=about)
        return (set(), []) if _released(snap, item) else ({"*"}, [item])
    held: set[str] = set()
    questions: list[LookItem] = []
    for field_id in {change[1] for change in changed}:
        of_field = [change for change in changed if change[1] == field_id]
        before, after = (Counter(compared(snap.form.fields[field_id], change[at]) for change in of_field) for at in (2, 3))
        if len(of_field) >= FEWEST_SORTED and (before & after).total() >= SORTED_ALONE * len(of_field):
            says = (
                f"{len(of_field)} values of {snap.form.fields[field_id].words} are the old ones in other rows, as if that column had been "
                "sorted alone. None of them was carried over"
            )
            item = LookItem(
                "", "w", "sorted_alone", "everyone", says, choices=(GO_AHEAD, NO), about=digest("", field_id, repr(sorted(of_field)))
            )
            if not _released(snap, item):
                held.add(field_id)
                questions.append(item)
    return held, questions


def _filled(otsync_id: str, state: StudentState) -> int:
    """Agreed values that are not blank; of a table, its rows."""
    blank = sum(len(read_mark(mark).rows) - 1 for mark in state.base.values() if mark.startswith(VERSION))
    return blank + sum(hashed != digest(otsync_id, key, "") for key, hashed in state.base.items() if key != STATUS)


def _workbook_looks(snap: Snapshot) -> list[LookItem]:
    form = snap.form
    names: Mapping[int, str] = {row.row: row.text(form, "name") for row in snap.roster.rows}
    return tab_looks(snap) + [
        LookItem(
            "",
            "r",
            problem.code,
            names.get(-1 if problem.row is None else problem.row, ""),
            problem.says,
            in_roster=problem.seen,
            about=problem.seen or problem.says,
        )
        for problem in snap.roster.problems
    ]
