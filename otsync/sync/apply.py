"""Apply: copies and Doc writes, in bounded threads. What could not be done is left as it is, and a later run finds it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from otsync.caseload.fields import PlanForm
from otsync.caseload.rows import read_mark
from otsync.document.read import PlanDoc, read_plan
from otsync.document.write import CellWrite, fill_requests
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused, Unavailable, Unsure
from otsync.sync.landed import STATUS
from otsync.sync.model import Snapshot, StudentDecision
from otsync.sync.read import FILE_FIELDS, MARK, ROSTER_MARK, TEMPLATE_MARK, in_threads
from otsync.sync.setup import Template
from otsync.sync.student import as_written, decide_student, paused
from otsync.sync.undo_field import begun_mark, undo_student

TRIES = 3


@dataclass(frozen=True, slots=True)
class AppliedOne:
    """How one student's Doc stands now. `doc` None: nothing was written that is known of."""

    otsync_id: str
    doc: PlanDoc | None = None
    doc_id: str = ""
    link: str = ""
    at: datetime | None = None
    """The server's time when it answered our write."""
    made: bool = False
    failed: bool = False
    refused: bool = False
    """Google would not take the change, and would not take it the next time either."""
    again: bool = False
    """People were quicker, again and again: a later run sees to it."""
    writes: Mapping[str, CellWrite] = field(default_factory=dict)
    adopted: bool = False


def apply(google: Google, snap: Snapshot, decided: list[StudentDecision], template: Template | None, folder: str) -> dict[str, AppliedOne]:
    """Write the Docs of `decided`. `snap.state` holds what begin recorded. Unavailable ends it all (TryLater)."""

    def one(decision: StudentDecision) -> AppliedOne:
        try:
            if decision.new_doc:
                assert template is not None
                return _new(google, snap, decision, template, folder)
            return _changed(google, snap, decision)
        except Unavailable:
            raise
        except (Missing, Forbidden, Refused, Unsure) as error:
            return AppliedOne(decision.otsync_id, failed=True, refused=isinstance(error, (Forbidden, Refused)))

    return {done.otsync_id: done for done in in_threads(one, decided)}


def title_of(form: PlanForm, name: str) -> str:
    return form.title_pattern.format(name=name.replace("\n", " "))


def _new(google: Google, snap: Snapshot, decision: StudentDecision, template: Template, folder: str) -> AppliedOne:
    body = {
        "name": title_of(snap.form, decision.row.text(snap.form, "name").strip()),
        "parents": [folder],
        # Every mark is named: a copy takes over from its source what is not.
        "appProperties": {MARK: decision.otsync_id, ROSTER_MARK: snap.book.spreadsheet_id, TEMPLATE_MARK: None},
    }
    try:
        made = google.copy_file(template.id, body, fields="id,webViewLink")
    except Unsure:
        found = google.list_files(
            f"appProperties has {{ key='{MARK}' and value='{decision.otsync_id}' }} and trashed = false", fields=FILE_FIELDS
        )
        if len(found) != 1:
            raise
        made = found[0]
    doc_id, link = str(made["id"]), str(made.get("webViewLink", ""))
    writes = with_marks_gone(template.plan, decision.doc_writes)
    try:
        written = google.write_doc(doc_id, fill_requests(template.plan, writes, anchor=True, name_tab=False))
    except (Refused, Unsure, Missing):
        # The Doc is there and marked. The next run finds it, reads it and fills what is still empty.
        return AppliedOne(decision.otsync_id, doc_id=doc_id, link=link, made=True, failed=True)
    # Whether a copy's tabs keep their ids is not known: its plan's tab is known from its first reading on.
    plan = replace(as_written(template.plan, writes, revision_of(written.body)), plan_tab="")
    return AppliedOne(decision.otsync_id, plan, doc_id, link, written.at, made=True, writes=writes)


def with_marks_gone(template: PlanDoc, writes: Mapping[str, CellWrite]) -> dict[str, CellWrite]:
    """In a person's own template each cell holds a mark, which goes whether or not a value comes."""
    gone = {key: CellWrite(value="") for key, cell in template.fields.items() if cell.text}
    return {
        key: replace(write, value=write.value if write.value is not None or key not in gone else "")
        for key, write in (gone | dict(writes)).items()
    }


def revision_of(body: Mapping[str, object]) -> str:
    control = body.get("writeControl")
    return str(control.get("requiredRevisionId", "")) if isinstance(control, dict) else ""


def _changed(google: Google, snap: Snapshot, decision: StudentDecision) -> AppliedOne:
    """Under the revision that was read. If someone typed in between, the Doc is read again and decided again."""
    doc = snap.docs[decision.otsync_id]
    state = snap.state.students[decision.otsync_id]
    writes = dict(decision.doc_writes)
    for _ in range(TRIES):
        if not writes:
            return AppliedOne(decision.otsync_id, doc, state.doc)
        unsure = False
        try:
            written = google.write_doc(state.doc, fill_requests(doc, writes, anchor=True, name_tab=True), required_revision=doc.revision)
            plan = as_written(doc, writes, revision_of(written.body))
            return AppliedOne(decision.otsync_id, plan, state.doc, state.link, written.at, writes=writes)
        except Unsure:
            unsure = True
        except Refused:
            pass
        now = read_plan(google.read_doc(state.doc), snap.form, state.tab, hers=state.hers)
        if now.revision == doc.revision and not unsure:
            # Not stale, so the request itself was refused: it would be refused for ever.
            return AppliedOne(decision.otsync_id, failed=True, refused=True)
        doc = now
        if snap.only_undo:
            fresh = undo_student(snap, decision.row, state, doc, may_write=True, still=paused(snap.form, decision.row))
        else:
            fresh = decide_student(snap, decision.row, state, doc, new_doc=False, may_write_doc=True)
        writes = {key: write for key, write in fresh.doc_writes.items() if _begun(state.begun, decision.otsync_id, key, write, snap.form)}
        if set(writes) <= {STATUS}:
            writes = {}
        elif not set(state.writing) <= set(writes):
            writes.pop(STATUS, None)  # the grey line stands for all that begin recorded
    return AppliedOne(decision.otsync_id, doc, state.doc, again=True)


def _begun(begun: Mapping[str, str], otsync_id: str, key: str, write: CellWrite, form: PlanForm) -> bool:
    """Only what begin recorded may be written: else a crash now would leave a value that the next run takes for a person's."""
    if write.value is None and write.rows is not None and write.begun:
        mark, may = read_mark(write.begun), read_mark(begun.get(key))
        return set(mark.rows) <= set(may.rows) and set(mark.gone) <= set(may.gone)
    return write.value is None or begun.get(key) == begun_mark(form, otsync_id, key, write)
