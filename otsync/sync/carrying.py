"""Carry a decision out: begin, apply, commit, in rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from otsync.google.connect import Google
from otsync.sync.apply import AppliedOne, apply
from otsync.sync.begin import ROUND, begin
from otsync.sync.commit import Committed, commit
from otsync.sync.landed import known_of, writing_of
from otsync.sync.model import Decision, StudentDecision, SyncSettings
from otsync.sync.read import ReadResult
from otsync.sync.setup import Template, ensure_folder, ensure_template
from otsync.sync.spares import set_aside
from otsync.sync.student import identity
from otsync.workbook.state import StudentState


def carry_out(
    google: Google, settings: SyncSettings, result: ReadResult, decision: Decision, say: Callable[[str], None]
) -> tuple[dict[str, AppliedOne], Committed]:
    """What was written to the Docs, by student, and to the workbook. Raises NotOurs where another run was quicker."""
    todo = decision.writes_docs
    if not todo:
        done = commit(google, settings, result, decision, {}, leaves=frozenset(), last=True)
        set_aside(google, decision)
        return {}, done
    result, template, folder = _prepare(google, settings, result, todo)
    result = _begin(google, settings, result, decision)
    applied: dict[str, AppliedOne] = {}
    done = Committed()
    for at in range(0, len(todo), ROUND):
        say(f"Writing Docs: {at} of {len(todo)}")
        applied |= apply(google, result.snap, todo[at : at + ROUND], template, folder)
        waiting = frozenset(one.otsync_id for one in todo[at + ROUND :])
        failed = frozenset(key for key, one in applied.items() if one.failed)
        say("Writing the workbook")
        one_round = commit(google, settings, result, decision, applied, leaves=waiting | failed, last=not waiting)
        result = replace(result, snap=replace(result.snap, state=one_round.state or result.snap.state))
        done = done.plus(one_round)
    set_aside(google, decision)
    return applied, done


def _prepare(
    google: Google, settings: SyncSettings, result: ReadResult, todo: list[StudentDecision]
) -> tuple[ReadResult, Template | None, str]:
    if not any(one.new_doc for one in todo):
        return result, None, ""
    meta = replace(result.snap.state.meta, spreadsheet_id=result.snap.book.spreadsheet_id)
    folder, meta = ensure_folder(google, settings, meta)
    template, meta = ensure_template(google, settings, meta, folder, result.snap.form)
    return replace(result, snap=replace(result.snap, state=replace(result.snap.state, meta=meta))), template, folder


def _begin(google: Google, settings: SyncSettings, result: ReadResult, decision: Decision) -> ReadResult:
    """Record what is about to be written to Docs: intents, hashes, new otsync IDs. Nothing is applied before this has landed."""
    snap = result.snap
    students = dict(snap.state.students)
    touched: dict[str, StudentState] = {}
    for one in decision.writes_docs:
        before = students.get(one.otsync_id, StudentState())
        file, doc = snap.files.get(one.otsync_id), snap.docs.get(one.otsync_id)
        if doc is not None:
            before = known_of(snap.form, one.otsync_id, before, doc)
        touched[one.otsync_id] = replace(
            before,
            doc=before.doc or (file.id if file and not one.new_doc else ""),
            link=before.link or (file.link if file else ""),
            begun={**before.begun, **one.begun},
            typed={**{key: mark for key, mark in before.typed.items() if key not in one.begun}, **one.typed},
            writing=writing_of(one, doc),
            intent=snap.now.isoformat(timespec="seconds") if one.new_doc else before.intent,
            identity=before.identity or identity(snap.form, one.otsync_id, one.row),
        )
    return begin(google, settings, result, touched)
