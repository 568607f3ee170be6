"""One run: read, decide, begin, apply, commit, report."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from otsync.errors import TryLater
from otsync.google.connect import Google
from otsync.sync.adopt.model import Wish
from otsync.sync.adopt.run import adopt_found
from otsync.sync.adopt.settled import settled_pairs
from otsync.sync.begin import RESTARTS, Progress, check_lease
from otsync.sync.carrying import carry_out
from otsync.sync.commit import Committed, needs_commit
from otsync.sync.decide import decide
from otsync.sync.model import SyncSettings
from otsync.sync.read import read_all
from otsync.sync.report import Report
from otsync.sync.send import NotOurs
from otsync.sync.setup import make_workbook
from otsync.sync.summary import summarise
from otsync.sync.undo import pending, undo_once


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
    if write and (begun := pending(result)) is not None:
        undo_once(google, settings, now, begun, write=True, say=say)
        result = read_all(google, settings, now, force=force, polling=polling, minutes=False, mend=write)
    adopted = 0
    if write and (pairs := settled_pairs(result.snap)):
        adopted = adopt_found(google, settings, result, Wish(pairs=pairs), write=True, say=say).count("adopted")
        result = read_all(google, settings, now, force=force, polling=polling, minutes=False, mend=write)
    decision = decide(result.snap)
    if not write:
        return summarise(result, decision, {}, Committed(), plan=True)
    if not decision.writes_docs and not result.snap.docs and not needs_commit(result, decision):
        return _with_adopted(summarise(result, decision, {}, Committed()), adopted)
    check_lease(result.snap.book, result.snap.state.meta, now)
    applied, done = carry_out(google, settings, result, decision, say)
    return _with_adopted(summarise(result, decision, applied, done), adopted)


def _with_adopted(report: Report, adopted: int) -> Report:
    """Docs that were adopted on the way, as answers asked for, are changed Docs."""
    report.docs_updated += adopted
    report.docs_unchanged -= adopted
    report.wrote = report.wrote or adopted > 0
    return report
