"""Commit: read the workbook once more, decide again from what stands there now, and write it in one batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from otsync.caseload.log import LogRow
from otsync.google.connect import Google
from otsync.sync.apply import AppliedOne
from otsync.sync.batch import (
    LEASE_TIME,
    changes_requests,
    drop_lease,
    look_requests,
    minutes_requests,
    next_meta,
    own_columns,
    sessions_told,
    state_requests,
)
from otsync.sync.decide import decide
from otsync.sync.misplaced import Before
from otsync.sync.model import Change, Decision, DocFile, Snapshot, StudentDecision, SyncSettings
from otsync.sync.place import asked_cells, id_cells, own_cells, put_placed, roster_cells, send_placed
from otsync.sync.read import ReadResult, check_home, check_log, list_docs, log_of, read_tabs, roster_in, with_ids
from otsync.sync.send import NotOurs
from otsync.sync.views import shown_digest, view_requests
from otsync.workbook import layout
from otsync.workbook.changes import ROSTER
from otsync.workbook.look import TOLD_ONCE, LookChange, LookItem, change_look, gone_ahead, read_look
from otsync.workbook.read import Sheet
from otsync.workbook.state import State, StudentState, form_key, read_state

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Aside:
    """What a run that sees to some students alone writes besides what is decided of them."""

    looks: tuple[LookItem, ...] = ()
    looked_at: frozenset[tuple[str, str]] = frozenset()
    states: Mapping[str, StudentState] = field(default_factory=dict)
    """Students whose state is to be this, whatever begin recorded."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What one commit, or several rounds of them, wrote."""

    wrote: bool = False
    log_rows: tuple[LogRow, ...] = ()
    doc_to_roster: int = 0
    waiting: int | None = None
    """Rows of Needs a look that wait for a person; None: not known from here."""
    decision: Decision | None = None
    state: State | None = None

    def plus(self, other: Committed) -> Committed:
        return replace(
            other,
            wrote=self.wrote or other.wrote,
            log_rows=self.log_rows + other.log_rows,
            doc_to_roster=self.doc_to_roster + other.doc_to_roster,
        )


def needs_commit(result: ReadResult, decision: Decision) -> bool:
    """Whether there is anything to write to the workbook, where no Doc was read and none is to be written."""
    snap = result.snap
    if snap.first_of_day or result.fresh_ids or snap.undo or any(one.set_aside for one in decision.students):
        return True
    if snap.state.meta.shown and snap.state.meta.shown != shown_digest(snap):
        return True
    if any(one.state != snap.state.students.get(one.otsync_id, StudentState()) for one in decision.students):
        return True
    change = look_change(snap, decision)
    own = own_columns(snap.roster, result.roster_sheet, snap.form.own)
    links = {one.otsync_id: one.state.link for one in decision.students}
    return bool(change.add or change.states or own.requests or own_cells(snap, snap.book, result.roster_sheet, own.at, decision, links))


def look_change(snap: Snapshot, decision: Decision) -> LookChange:
    items = [*decision.looks, *(item for one in decision.students for item in one.looks)]
    looked = set(decision.looked_at).union(*(one.looked_at for one in decision.students))
    # What is only told, once, is settled by the answer to its own row.
    seen = {key for key, row in snap.look.items() if row.answer and key.split(":")[1:2] == [TOLD_ONCE]}
    closed = seen.union(*(one.closed for one in decision.students))
    return change_look(snap.look, items, looked, f"{snap.today.month}/{snap.today.day}", closed)


def commit(
    google: Google,
    settings: SyncSettings,
    result: ReadResult,
    first: Decision,
    applied: Mapping[str, AppliedOne],
    *,
    leaves: frozenset[str],
    last: bool,
    aside: Aside | None = None,
) -> Committed:
    """Write what a run has to write to the workbook. `leaves`: students that are left as begin recorded them. Raises NotOurs.

    aside: this run saw to some students alone, so the day's own run, with its listing of all Docs, is still to come.
    """
    listed = (
        list_docs(google, result.snap.book.spreadsheet_id, result.snap.state.meta.watermark)
        if last and any(one.writes for one in applied.values())
        else {}
    )
    # Read last of all: what is typed after this and before the batch is the one thing that cannot be seen.
    snap, sheet = _as_it_stands(google, settings, result, applied)
    snap = replace(snap, released=gone_ahead(result.snap.look), allowed=first.allowed)
    decision = decide(snap, may_write_docs=False)
    students = tuple(_left(snap, one) if one.otsync_id in leaves else one for one in decision.students)
    decision = replace(decision, students=students, looks=(*decision.looks, *_refused(students, applied)))
    if aside:
        decision = replace(decision, looks=(*decision.looks, *aside.looks), looked_at=decision.looked_at | aside.looked_at)
    known = {**result.listed, **listed}
    states = {
        one.otsync_id: one.state if snap.only_undo else _timed(one, applied.get(one.otsync_id), snap, known) for one in students
    }
    states |= {key: state for key, state in aside.states.items() if key in states} if aside else {}
    changed = {key: state for key, state in states.items() if state != snap.state.students.get(key, StudentState())}
    seen = {one.otsync_id: one.seen for one in students if one.seen is not None}
    change = look_change(snap, decision)
    log_rows = tuple(row for one in students for row in one.log_rows)
    changes = _changes(snap, first, decision, applied)
    own = own_columns(snap.roster, sheet, snap.form.own)
    placed = [
        *id_cells(snap.roster, snap.book, sheet, own.at),
        *roster_cells(snap, decision),
        *asked_cells(snap, decision),
        *own_cells(snap, snap.book, sheet, own.at, decision, {key: one.link for key, one in states.items()}),
    ]
    worth = {key for key, state in changed.items() if not _only_time(state, snap.state.students.get(key))}
    stale = bool(snap.state.meta.shown) and snap.state.meta.shown != shown_digest(snap)
    stale = stale or (snap.only_undo and bool(snap.state.meta.undo))
    anything = worth or seen or change.add or change.states or log_rows or placed or own.requests or applied
    if not (anything or stale or snap.first_of_day):
        return Committed(waiting=change.waiting, decision=decision, state=snap.state)
    meta, requests = next_meta(snap.state.meta, snap.book, snap.now)
    if last:
        meta, dropped = drop_lease(meta, snap.book)
        requests += dropped
    elif meta.lease_id:
        meta = replace(meta, lease_until=(snap.now + LEASE_TIME).isoformat(timespec="seconds"))
    times = [] if aside or snap.only_undo else [file.time for file in (*result.listed.values(), *listed.values())]
    run = meta.run or meta.generation
    meta = replace(meta, watermark=max([meta.watermark, *times]), students=len(students))
    meta = meta if aside else replace(meta, last_run=snap.now.isoformat(timespec="seconds"))
    meta = replace(meta, forms=forms_in_use(snap, states))
    if last:
        meta = replace(meta, run=0)
    if last and not aside and not snap.only_undo:
        meta = replace(meta, last_day=snap.today.isoformat())
    if last and snap.only_undo and not leaves and not any(one.unfinished for one in students):
        meta = replace(meta, undo="")
    requests += [*own.requests, *put_placed(placed, sheet)]
    requests += minutes_requests(log_rows, {key: one.link for key, one in states.items()}, snap.now, snap.book)
    requests += changes_requests(changes, snap.now, run, snap.book)
    requests += look_requests(change, snap)
    if last:
        views, meta = view_requests(snap, decision, states, log_rows, change.waiting, meta)
        requests += views
    requests += state_requests(snap.state, meta, changed, seen)
    send_placed(google, settings, requests, meta.fingerprint, placed, Before.of(snap, sheet, own.at), sheet)
    state = replace(snap.state, meta=meta, students={**snap.state.students, **changed}, seen={**snap.state.seen, **seen})
    return Committed(True, log_rows, sum(one.doc_to_roster for one in students), change.waiting, decision, state)


def _as_it_stands(google: Google, settings: SyncSettings, result: ReadResult, applied: Mapping[str, AppliedOne]) -> tuple[Snapshot, Sheet]:
    """The workbook read again, and the Docs as this run's own writes left them."""
    before = result.snap
    book, sheet = read_tabs(google, settings, minutes=True)
    state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
    check_home(book, state)
    check_log(book)
    if state.meta.generation != before.state.meta.generation:
        raise NotOurs
    meta = (
        before.state.meta
        if not state.known
        else replace(state.meta, folder_id=before.state.meta.folder_id, template_id=before.state.meta.template_id)
    )
    students = dict(state.students)
    for key, one in applied.items():
        if one.doc_id:
            known = students.get(key, StudentState())
            students[key] = replace(known, doc=one.doc_id, link=one.link or known.link)
        if one.adopted:
            students[key] = replace(students[key], adopting="")
    roster, _ = with_ids(roster_in(book, sheet, before.form))
    docs = {**before.docs, **{key: one.doc for key, one in applied.items() if one.doc}}
    return replace(
        before,
        book=book,
        roster=roster,
        state=replace(state, meta=meta, students=students),
        docs=docs,
        log=log_of(book, roster, before.form),
        look=read_look(book.grids.get(layout.LOOK.sheet_id, ())),
    ), sheet


def forms_in_use(snap: Snapshot, states: Mapping[str, StudentState]) -> dict[str, tuple[str, ...]]:
    """The forms that remembered Docs have, with the fields of each."""
    used = {one.form for one in {**snap.state.students, **states}.values()}
    found = {form_key(doc.holds): tuple(sorted(doc.holds)) for doc in snap.docs.values()}
    known = {key: tuple(ids) for key, ids in snap.state.meta.forms.items()}
    return {key: ids for key, ids in sorted({**found, **known}.items()) if key in used}


def _refused(students: Iterable[StudentDecision], applied: Mapping[str, AppliedOne]) -> list[LookItem]:
    says = (
        "Google would not take a change to this Doc, and nothing was changed there. It may be near its limit of a million characters, "
        "or protected; otsync tries again in each run"
    )
    return [
        LookItem(one.otsync_id, "d", "refused", one.row.cells["name"].text.strip(), says, link=one.state.link)
        for one in students
        if one.otsync_id in applied and applied[one.otsync_id].refused
    ]


def _left(snap: Snapshot, one: StudentDecision) -> StudentDecision:
    state = snap.state.students.get(one.otsync_id, StudentState())
    return StudentDecision(one.otsync_id, one.row, state, missing=tuple(state.missing))


def _timed(one: StudentDecision, done: AppliedOne | None, snap: Snapshot, listed: Mapping[str, DocFile]) -> StudentState:
    """The time to remember for the Doc: the one listed before it was read; after our own write the new one, but only if nobody else
    can have written since. Where that is not known the Doc is simply read again."""
    state = one.state
    before, now = snap.files.get(one.otsync_id), listed.get(state.doc)
    if done and done.writes and done.doc:
        if now and now.by_me and done.at and _moment(now.time) < done.at + timedelta(seconds=1):
            return replace(state, time=now.time, sure=False)
        return replace(state, time=before.time if before and before.id == state.doc else "", sure=False)
    if one.doc_read and before and before.id == state.doc:
        return replace(state, time=before.time, sure=True)
    return state


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time.replace("Z", "+00:00"))


def _only_time(state: StudentState, before: StudentState | None) -> bool:
    """Only the listed time moved, and the Doc is the one we know: worth remembering, not worth a write."""
    return before is not None and bool(state.revision) and replace(state, time=before.time, sure=before.sure, tab=before.tab) == before


def _changes(snap: Snapshot, first: Decision, second: Decision, applied: Mapping[str, AppliedOne]) -> list[Change]:
    """What the machine changed: in the Docs as decided first and written, in the roster and in Minutes as decided last."""
    changes: list[Change] = []
    for one in first.students:
        done = applied.get(one.otsync_id)
        if done and done.writes and not done.made:
            changes += [change for change in one.changes if change.where == "Doc"]
        elif done and done.made and done.doc:
            changes.append(
                Change(one.otsync_id, one.row.cells["name"].text.strip(), "Doc", "new plan", "", f"{len(one.doc_writes)} fields")
            )
    for one in second.students:
        done = applied.get(one.otsync_id)
        changes += [change for change in one.changes if change.where == ROSTER or (change.landed and not (done and done.writes))]
        changes += sessions_told(one.otsync_id, one.row.text(snap.form, "name").strip(), one.log_rows)
    return changes
