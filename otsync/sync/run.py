"""One run: read, decide, begin, apply, commit, report."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from otsync.errors import TryLater
from otsync.google.connect import Google
from otsync.sync.adopt.model import Wish
from otsync.sync.adopt.run import adopt_found, settled_pairs
from otsync.sync.apply import AppliedOne, apply
from otsync.sync.begin import RESTARTS, ROUND, Progress, begin, check_lease
from otsync.sync.commit import Committed, commit, needs_commit
from otsync.sync.decide import decide
from otsync.sync.model import Decision, StudentDecision, SyncSettings
from otsync.sync.read import ReadResult, read_all
from otsync.sync.report import Report
from otsync.sync.send import NotOurs
from otsync.sync.setup import Template, ensure_folder, ensure_template, make_workbook
from otsync.sync.student import identity
from otsync.sync.summary import summarise
from otsync.workbook.state import StudentState


def run(
    google: Google,
    settings: SyncSettings,
    now: datetime,
    *,
    write: bool,
    force: bool = False,
    polling: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Do the job once, or with `write` False only decide it. `now` is local (aware).

    force: what is held for an answer is done. polling: leave Docs alone that changed less than 15 minutes ago.
    Raises PersonMustAct, TryLater or a GoogleError; what was done until then is recorded, and the next run goes on from it.
    """
    started = time.monotonic()
    say = progress or (lambda _: None)
    if not settings.spreadsheet_id:
        if not write:
            return Report(seconds=time.monotonic() - started, requests=google.counts.as_dict())
        say("Making the workbook")
        settings = replace(settings, spreadsheet_id=make_workbook(google, settings))
    for attempt in range(RESTARTS + 1):
        try:
            report = _once(google, settings, now, write=write, force=force, polling=polling, say=say)
            break
        except NotOurs:
            if attempt == RESTARTS:
                raise TryLater(
                    "Another run of otsync is at work on this workbook. Nothing was doubled; try again in a few minutes."
                ) from None
    report.requests = google.counts.as_dict()
    report.seconds = time.monotonic() - started
    report.spreadsheet_id = settings.spreadsheet_id
    return report


def _once(google: Google, settings: SyncSettings, now: datetime, *, write: bool, force: bool, polling: bool, say: Progress) -> Report:
    say("Reading the roster")
    result = read_all(google, settings, now, force=force, polling=polling, minutes=not write, mend=write)
    if write and (pairs := settled_pairs(result.snap)):
        adopt_found(google, settings, result, Wish(pairs=pairs), write=True, say=say)
        result = read_all(google, settings, now, force=force, polling=polling, minutes=False, mend=write)
    decision = decide(result.snap)
    if not write:
        return summarise(result, decision, {}, Committed(), plan=True)
    if not decision.writes_docs and not result.snap.docs and not needs_commit(result, decision):
        return summarise(result, decision, {}, Committed())
    check_lease(result.snap.book, result.snap.state.meta, now)
    todo = decision.writes_docs
    if not todo:
        return summarise(result, decision, {}, commit(google, settings, result, decision, {}, leaves=frozenset(), last=True))
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
    return summarise(result, decision, applied, done)


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
        file = snap.files.get(one.otsync_id)
        touched[one.otsync_id] = replace(
            before,
            doc=before.doc or (file.id if file and not one.new_doc else ""),
            link=before.link or (file.link if file else ""),
            begun={**before.begun, **one.begun},
            intent=snap.now.isoformat(timespec="seconds") if one.new_doc else before.intent,
            identity=before.identity or identity(snap.form, one.otsync_id, one.row),
        )
    return begin(google, settings, result, touched)
