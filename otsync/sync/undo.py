"""Undo: what a run wrote goes back where it still stands as written, in a run of its own.

It is begun and committed like any other, and told in Changes, so that it can be undone as well. Begun is also that it was asked for:
after a crash the next run of whatever kind ends it first.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from otsync.errors import PersonMustAct, TryLater
from otsync.google.connect import Google
from otsync.sync.apply import AppliedOne
from otsync.sync.begin import RESTARTS, check_lease
from otsync.sync.carrying import carry_out
from otsync.sync.commit import Committed
from otsync.sync.decide import decide
from otsync.sync.model import Decision, SyncSettings
from otsync.sync.read import ReadResult, UndoAsk, read_all
from otsync.sync.send import NotOurs


@dataclass
class UndoReport:
    """What an undo did (or, with dry_run, would do). Sentences name otsync IDs only."""

    run: int | None = None
    dry_run: bool = False
    students: int = 0
    values: int = 0
    """Values put back, each side counted."""
    sessions: int = 0
    """Rows appended to Minutes."""
    stays: int = 0
    """What stays as it is because somebody changed it since, or because it cannot go back by itself."""
    failed: int = 0
    sentences: list[str] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    spreadsheet_id: str = ""

    @property
    def exit_code(self) -> int:
        return 1 if self.failed else 0

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`, but for `error`."""
        return {
            "run": self.run,
            "dry_run": self.dry_run,
            "students": self.students,
            "values": self.values,
            "sessions": self.sessions,
            "stays": self.stays,
            "failed": self.failed,
            "undone": self.sentences,
            "requests": dict(self.requests),
            "seconds": round(self.seconds, 3),
            "spreadsheet_id": self.spreadsheet_id,
        }


def undo(
    google: Google,
    settings: SyncSettings,
    now: datetime,
    *,
    run: int | None = None,
    otsync_id: str = "",
    write: bool = True,
    progress: Callable[[str], None] | None = None,
) -> UndoReport:
    """Undo one run, for all its students or for one. `now` is local (aware).

    Raises PersonMustAct where there is no such run, TryLater where another run is at work, or a GoogleError.
    """
    started = time.monotonic()
    if not settings.spreadsheet_id:
        raise PersonMustAct("There is no workbook yet, so there is nothing to undo.")
    for attempt in range(RESTARTS + 1):
        try:
            report = undo_once(google, settings, now, UndoAsk(run, otsync_id), write=write, say=progress or (lambda _: None))
            break
        except NotOurs:
            if attempt == RESTARTS:
                raise TryLater("Another run of otsync is at work on this workbook. Nothing was undone twice; try again.") from None
    report.requests = google.counts.as_dict()
    report.seconds = time.monotonic() - started
    report.spreadsheet_id = settings.spreadsheet_id
    return report


def undo_once(
    google: Google, settings: SyncSettings, now: datetime, ask: UndoAsk, *, write: bool, say: Callable[[str], None]
) -> UndoReport:
    """One attempt. Raises NotOurs where another run has written meanwhile."""
    say("Reading what was changed")
    result = read_all(google, settings, now, force=False, polling=False, minutes=True, mend=write, undo=ask)
    if write and (begun := pending(result)) is not None and begun != ask:
        undo_once(google, settings, now, begun, write=True, say=say)
        result = read_all(google, settings, now, force=False, polling=False, minutes=True, undo=ask)
    snap = result.snap
    _check(result, ask)
    decision = decide(snap)
    if not write:
        return _report(result, decision, {}, dry_run=True)
    check_lease(snap.book, snap.state.meta, now)
    applied, done = carry_out(google, settings, result, decision, say)
    return _report(result, _both(decision, done), applied, dry_run=False)


def pending(result: ReadResult) -> UndoAsk | None:
    """An undo that a run began and did not end."""
    run, _, otsync_id = result.snap.state.meta.undo.partition(" ")
    return UndoAsk(int(run), otsync_id) if run.isdecimal() else None


def _check(result: ReadResult, ask: UndoAsk) -> None:
    if result.snap.undo:
        return
    whose = f" for {ask.otsync_id}" if ask.otsync_id else ""
    if ask.run is None:
        raise PersonMustAct(
            f"The tab Changes tells of nothing{whose} that an undo could put back. A new plan stays; its Doc can go to the trash."
        )
    raise PersonMustAct(f"The tab Changes tells of no run {ask.run} that changed something{whose}. Its column Run has the numbers.")


def _both(first: Decision, done: Committed) -> Decision:
    """What was put back: in the Docs as decided first, in the workbook as decided last."""
    last = {one.otsync_id: one for one in done.decision.students} if done.decision else {}
    students = tuple(
        replace(
            one,
            log_rows=last[one.otsync_id].log_rows if one.otsync_id in last else one.log_rows,
            stays=tuple(dict.fromkeys((*one.stays, *(last[one.otsync_id].stays if one.otsync_id in last else ())))),
            unfinished=one.otsync_id in last and last[one.otsync_id].unfinished,
        )
        for one in first.students
    )
    return replace(first, students=students)


def _report(result: ReadResult, decision: Decision, applied: dict[str, AppliedOne], *, dry_run: bool) -> UndoReport:
    snap = result.snap
    report = UndoReport(run=next((one.run for one in snap.undo.values()), None), dry_run=dry_run)
    there = {one.otsync_id for one in decision.students}
    for one in decision.students:
        if one.otsync_id not in snap.undo:
            continue
        report.students += bool(one.undone)
        report.values += one.roster_to_doc + one.doc_to_roster
        report.sessions += len(one.log_rows)
        report.stays += len(one.stays)
        report.failed += one.unfinished or (one.otsync_id in applied and applied[one.otsync_id].failed)
        said = [*one.undone, *(f"as it is: {what}" for what in one.stays)]
        if said:
            report.sentences.append(f"Row {one.row.row + 1} ({one.otsync_id}): {'; '.join(said)}")
    for otsync_id in sorted(set(snap.undo) - there):
        report.stays += 1
        report.sentences.append(f"{otsync_id}: as it is: the roster has no row with this otsync ID any more")
    return report
