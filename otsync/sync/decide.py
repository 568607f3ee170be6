"""Decide the whole caseload: every student by itself, then the accidents that only show in the whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from otsync.caseload.fields import PlanForm
from otsync.caseload.roster import RosterRow
from otsync.caseload.values import compared
from otsync.document.body import Paragraph, Table, TableCell
from otsync.document.read import FieldCell, PlanDoc, RowTable
from otsync.sync.accidents import accidents, another_plan, another_student, changes_of, lost_doc, students_gone
from otsync.sync.ask import still_asked
from otsync.sync.model import Decision, Snapshot, StudentDecision
from otsync.sync.service_changes import watched
from otsync.sync.spares import with_spares
from otsync.sync.student import decide_student, identity, paused
from otsync.sync.tab_looks import MINUTES_ROWS, tab_looks
from otsync.sync.undo_field import undo_student
from otsync.sync.work import HELD
from otsync.workbook.look import ADOPTION, FIXED, HEADER, NEW_DOC, NOBODY, LookItem
from otsync.workbook.state import StudentState

INTENT_WAIT = timedelta(minutes=15)
"""Lists lag: a Doc that an intent speaks of may exist without being listed yet."""

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
    hold_all, gone = students_gone(snap, {_orphan_of(snap, row) for row in snap.roster.rows})
    looks += gone
    twice = _typed_twice(snap)
    students = [_one(snap, row, may_write_docs, (), twice) for row in snap.roster.rows]
    held_fields, questions = accidents(snap, students)
    looks += questions
    held = sum(still_asked(snap, one) for one in (*questions, *(gone if hold_all else ())))
    if held_fields or hold_all:
        stop: Collection[str] = ("*",) if hold_all else held_fields
        students = [
            _one(snap, row, may_write_docs, stop, twice) if _touches(one, stop) else one
            for row, one in zip(snap.roster.rows, students, strict=True)
        ]
    students = [watched(snap, one) for one in students]
    held += sum(one.held for one in students)
    everyone = {row.otsync_id for row in snap.roster.rows} | set(snap.state.students)
    looked = {("-", "r"), *((key, "r") for key in everyone)}
    if snap.log is not None:
        looked.add(("-", MINUTES_ROWS))
    looked |= _told(snap)
    if questions or gone or not any(HELD in pair for one in students for pair in one.state.open.values()):
        looked.add(("-", "w"))  # else the question stays, though this run has not read again what it is about
    stopped = {"*"} if hold_all else held_fields
    allowed = frozenset((one[0], one[1], one[3]) for one in changes_of(students) if "*" not in stopped and one[1] not in stopped)
    return Decision(tuple(students), tuple(looks), frozenset(looked), held, allowed)


def _only_undo(snap: Snapshot, row: RosterRow, may_write_docs: bool) -> StudentDecision:
    state = snap.state.students.get(row.otsync_id, StudentState())
    if row.otsync_id not in snap.undo:
        return StudentDecision(row.otsync_id, row, state, missing=tuple(state.missing))
    doc = snap.docs.get(row.otsync_id)
    return undo_student(snap, row, state, doc, may_write=may_write_docs, still=paused(snap.form, row))


def _one(snap: Snapshot, row: RosterRow, may_write_docs: bool, hold: Collection[str], twice: Mapping[str, str]) -> StudentDecision:
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
        if asked := another_student(snap, row, state, name):
            return StudentDecision(
                row.otsync_id, row, state, looks=(asked,), missing=tuple(state.missing), held=int(still_asked(snap, asked))
            )
        if asked := another_plan(snap, row, state, doc, name):
            waits = StudentDecision(
                row.otsync_id, row, state, looks=(asked,), missing=tuple(state.missing), held=int(still_asked(snap, asked))
            )
            return replace(waits, doc_read=True)
        # Google tells a Doc's revision only to those who may change it.
        read_only = doc is not None and not doc.revision
        lost = lost_doc(snap, row, state, doc, name)
        may_write = may_write_docs and not read_only and lost is None
        decided = decide_student(snap, row, state, doc, new_doc=False, may_write_doc=may_write, hold=("*",) if lost else hold)
        if lost:
            decided = _held_back(snap, decided, lost)
        if read_only:
            told = _trouble(row, decided.state, name, READ_ONLY)
            decided = replace(decided, state=told.state, looks=(*decided.looks, *told.looks))
        return with_spares(snap, decided, name)
    if paused(snap.form, row):
        return StudentDecision(row.otsync_id, row, state)
    if orphan := _orphan_of(snap, row):
        says = (
            f"This row had no otsync ID, but it fits the Doc of {orphan}, whose row is gone. No second Doc was made: put {orphan} into its "
            "column otsync ID, in place of what stands there, or change the name or birthdate if it is another student"
        )
        item = LookItem(orphan, "r", "orphan", name, says, link=snap.state.students[orphan].link, about=orphan)
        return StudentDecision(row.otsync_id, row, state, looks=(item,))
    if row.otsync_id in twice and (asked := _same_student(snap, row, twice[row.otsync_id], name)):
        return StudentDecision(row.otsync_id, row, state, looks=(asked,))
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
    rows = [row for key, row in snap.look.items() if key.startswith(f"{doc}:{ADOPTION}:")]
    return any(row.waits and (row.typed or row.answer) in ("", FIXED) for row in rows)


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


def _typed_twice(snap: Snapshot) -> dict[str, str]:
    """otsync ID of a row without a Doc -> that of one with its name and birthdate, which has a Doc or stands above it."""
    with_doc: dict[tuple[str, ...], str] = {}
    above: dict[tuple[str, ...], str] = {}
    twice: dict[str, str] = {}
    fields = [(key, snap.form.fields[key]) for key in ("name", "birthdate")]
    rows = [(row, tuple(compared(wanted, row.text(snap.form, key)) for key, wanted in fields)) for row in snap.roster.rows]
    for row, who in rows:
        if all(who) and snap.state.students.get(row.otsync_id, StudentState()).doc:
            with_doc.setdefault(who, row.otsync_id)
    for row, who in rows:
        if all(who) and not snap.state.students.get(row.otsync_id, StudentState()).doc:
            other = with_doc.get(who) or above.setdefault(who, row.otsync_id)
            if other != row.otsync_id:
                twice[row.otsync_id] = other
    return twice


def _same_student(snap: Snapshot, row: RosterRow, other: str, name: str) -> LookItem | None:
    """The question about a row that was most likely typed twice; None: someone said that it is another student."""
    says = (
        f"The row {row.otsync_id} has the name and birthdate of the row {other}. No second Doc was made: delete one of the two rows, "
        "or answer here if it is another student"
    )
    link = snap.state.students.get(other, StudentState()).link
    item = LookItem(row.otsync_id, "r", "same_student", name, says, link=link, choices=(NEW_DOC,), about=other)
    answered = snap.look.get(item.key)
    return None if answered is not None and answered.answer == NEW_DOC else item


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


def _held_back(snap: Snapshot, decided: StudentDecision, question: LookItem) -> StudentDecision:
    """One question instead of one for each value; nothing of it counts as a change of the caseload."""
    looks = [one for one in decided.looks if one.code not in ("cleared", "lost")]
    return replace(decided, looks=(question, *looks), held=decided.held + still_asked(snap, question), changed_values=())


def _told(snap: Snapshot) -> set[tuple[str, str]]:
    """Whose rows of an adoption a person has answered so that there is nothing to ask or to do any more."""
    answered = [(key.split(":"), row.typed or row.answer) for key, row in snap.look.items() if row.waits and (row.typed or row.answer)]
    return {
        (parts[0], parts[1])
        for parts, said in answered
        if len(parts) == 3 and (parts[1] == HEADER or (parts[1] == ADOPTION and said in (NOBODY, NEW_DOC)))
    }


def _touches(one: StudentDecision, stop: Collection[str]) -> bool:
    return bool(one.changed_values) and ("*" in stop or any(change[0] in stop for change in one.changed_values))


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
