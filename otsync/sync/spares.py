"""Further Docs with one student's mark: one that nobody filled or edited is set aside, one with words of its own is listed.

They come of a copy whose answer was lost, or of a person who copied a Doc. The words come first: the tab Needs a look tells of it
before the Doc loses its mark, so that a run that dies between the two does it again and nothing goes unsaid.
"""

from __future__ import annotations

from dataclasses import replace

from otsync.caseload.fields import PlanForm
from otsync.caseload.notes.model import TableRow
from otsync.caseload.rows import read_mark
from otsync.caseload.values import compared, digest, folded
from otsync.document.read import PlanDoc
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused
from otsync.sync.model import Decision, Snapshot, StudentDecision
from otsync.sync.table import filled, hasher_of
from otsync.workbook.look import SEEN, TOLD_ONCE, LookItem
from otsync.workbook.state import StudentState

TITLE = "Spare copy"
MARKS = ("otsync_student", "otsync_roster")


def with_spares(snap: Snapshot, decided: StudentDecision, name: str) -> StudentDecision:
    """The decision with what is to be done about the student's further Docs."""
    looks: list[LookItem] = []
    aside: list[str] = []
    edited: dict[str, str] = {}
    for spare in snap.spares.get(decided.otsync_id, ()):
        if spare.trashed:
            continue
        doc = snap.spare_docs.get(spare.id)
        if doc is not None and untouched(snap.form, decided.otsync_id, decided.state, doc):
            says = f"A second Doc of this student, in which nobody had written, was set aside as “{TITLE}”. You may delete it"
            looks.append(LookItem(decided.otsync_id, TOLD_ONCE, "spare", name, says, link=spare.link, choices=(SEEN,), about=spare.id))
            aside.append(spare.id)
            continue
        if doc is not None or spare.id in decided.state.spares:
            edited[spare.id] = spare.time
        says = "There is a second Doc for this student; otsync uses the first one. Keep what you need of it, then delete it"
        looks.append(LookItem(decided.otsync_id, "d", "spare", name, says, link=spare.link, about=spare.id))
    if not looks:
        return decided
    state = replace(decided.state, spares={**decided.state.spares, **edited})
    return replace(decided, state=state, looks=(*decided.looks, *looks), set_aside=tuple(aside))


def untouched(form: PlanForm, otsync_id: str, state: StudentState, doc: PlanDoc) -> bool:
    """Nothing in it but what otsync put there: blank cells, values that both sides hold anyway, and no line of notes."""
    if doc.plan_tab is None:
        return False
    for key, cell in doc.fields.items():
        mark = digest(otsync_id, key, compared(form.fields[key], cell.text))
        if not form.fields[key].machine and folded(cell.text) and mark not in (state.base.get(key), state.begun.get(key)):
            return False
    for key, table in doc.tables.items():
        known = {row.full for mark in (state.base.get(key), state.begun.get(key)) for row in read_mark(mark).rows}
        hasher = hasher_of(otsync_id, form.fields[key])
        if any(hasher.of(row).full not in known for _, row in filled(table)):
            return False
    return not any(isinstance(line, TableRow) or line.text.strip() for line in doc.notes)


def set_aside(google: Google, decision: Decision) -> None:
    """Rename them and take their mark away. One that is gone or may not be changed is left to the next run."""
    for one in decision.students:
        for doc_id in one.set_aside:
            try:
                google.update_file(doc_id, {"name": TITLE, "appProperties": dict.fromkeys(MARKS)}, fields="id")
            except (Missing, Forbidden, Refused):
                continue
