"""From decisions to the figures of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from otsync.caseload.fields import PlanForm
from otsync.caseload.log import REVERSALS
from otsync.document.write import CellWrite
from otsync.sync.apply import AppliedOne
from otsync.sync.commit import Committed, look_change
from otsync.sync.landed import STATUS
from otsync.sync.model import Decision, StudentDecision
from otsync.sync.read import ReadResult
from otsync.sync.report import Report
from otsync.sync.student import paused
from otsync.workbook.state import State


def summarise(result: ReadResult, first: Decision, applied: Mapping[str, AppliedOne], done: Committed, *, plan: bool = False) -> Report:
    """Figures of what was done (for `plan`: of what would be). `first` is the decision made before anything was written."""
    form = result.snap.form
    last = done.decision or first
    made = [one for one in applied.values() if one.made] if not plan else []
    wrote = {key for key, one in applied.items() if one.writes and not one.made}
    todo = first.writes_docs
    created = sum(one.new_doc for one in todo) if plan else len(made)
    updated = sum(not one.new_doc for one in todo) if plan else len(wrote)
    with_doc = sum(bool(one.state.doc) for one in last.students)
    rows = [row for one in first.students for row in one.log_rows] if plan else list(done.log_rows)
    new = [row for row in rows if row.change in ("new", "first import", "restored")]
    active = [one for one in last.students if not paused(form, one.row)]
    missing = Counter(form.fields[key].words for one in active for key in one.missing)
    waiting = done.waiting if done.waiting is not None else look_change(result.snap, first).waiting
    return Report(
        students=len(last.students),
        docs_created=created,
        docs_updated=updated,
        docs_unchanged=with_doc - (0 if plan else created) - updated,
        fields_missing=missing.total(),
        roster_to_doc=sum(one.roster_to_doc for one in first.students if not one.new_doc and (plan or one.otsync_id in wrote)),
        doc_to_roster=sum(one.doc_to_roster for one in first.students) if plan else done.doc_to_roster,
        conflicts=sum(one.conflicts for one in last.students),
        minutes_appended=len(new),
        corrections=sum(row.change in REVERSALS for row in rows),
        needs_look=waiting,
        held=last.held,
        failed=sum(one.failed for one in applied.values()) + len(result.failed),
        complete=sum(bool(one.state.doc) and not one.missing for one in active),
        active=len(active),
        missing_most=missing.most_common(5),
        session_minutes=sum(row.minutes for row in new if row.status == "delivered" and row.kind == "direct"),
        older=sum(_older(result.snap.form, done.state or result.snap.state, one) for one in active),
        wrote=done.wrote,
        changes=[sentence for one in first.students if (sentence := would_change(one))],
        passed_over=[row + 1 for row in result.snap.roster.passed_over],
    )


def _older(form: PlanForm, state: State, one: StudentDecision) -> bool:
    """The form has gained fields since. Where a person's own template makes the plans, it decides which fields they have."""
    had = state.fields_of(one.state) if state.meta.template_id else None
    return had is not None and bool({field.id for field in form.in_doc()} - had)


def would_change(one: StudentDecision) -> str:
    """What would change for one student, by roster row and otsync ID; empty where nothing would."""
    parts: list[str] = []
    if one.waits:
        parts.append("a new plan was begun a moment ago and is waited for")
    elif one.new_doc:
        parts.append(f"new plan, {len(one.missing)} to fill")
    else:
        values = [key for key, write in one.doc_writes.items() if write.value is not None and key != STATUS]
        tints = [key for key, write in one.doc_writes.items() if _only_tint(write)]
        if values:
            parts.append(f"to the Doc: {', '.join(values)}")
        rows = [key for key, write in one.doc_writes.items() if write.rows is not None]
        if rows:
            parts.append(f"rows of the Plan: {', '.join(rows)}")
        if tints:
            parts.append(f"tint: {', '.join(tints)}")
    if one.roster_writes:
        parts.append(f"to the roster: {', '.join(one.roster_writes)}")
    if one.log_rows:
        parts.append(f"{len(one.log_rows)} rows to Minutes")
    if one.looks:
        parts.append(f"{len(one.looks)} to look at")
    return f"Row {one.row.row + 1} ({one.otsync_id}): {'; '.join(parts)}" if parts else ""


def _only_tint(write: CellWrite) -> bool:
    return write.value is None and write.rows is None and (write.tint is not None or bool(write.row_tints))
