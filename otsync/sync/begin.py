"""Begin: the batch that goes before any write to a Doc, and what a run must know before it sends one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from otsync.errors import TryLater
from otsync.google.connect import Google
from otsync.sync.batch import LEASE, next_meta, own_columns, state_requests, take_lease
from otsync.sync.misplaced import Before
from otsync.sync.model import SyncSettings
from otsync.sync.place import id_cells, put_placed, send_placed
from otsync.sync.read import ReadResult
from otsync.workbook.read import Book
from otsync.workbook.state import Meta, StudentState

ROUND = 200
"""Students whose Docs are written between two commits."""
RESTARTS = 3

Progress = Callable[[str], None]


def check_lease(book: Book, meta: Meta, now: datetime) -> None:
    """TryLater where another run holds the workbook and is not yet overdue."""
    if LEASE in book.named_ranges and meta.lease_until and datetime.fromisoformat(meta.lease_until) > now:
        raise TryLater(
            f"Another run holds this workbook until {meta.lease_until} ({meta.lease_holder}). Nothing was changed; try again later."
        )


def begin(
    google: Google, settings: SyncSettings, result: ReadResult, touched: Mapping[str, StudentState], seen: Mapping[str, str] | None = None
) -> ReadResult:
    """Send the batch that goes before any write to a Doc: lease, new otsync IDs, and what is recorded of the students."""
    snap = result.snap
    meta, requests = next_meta(snap.state.meta, snap.book, snap.now)
    meta, lease = take_lease(meta, snap.book, settings.holder, snap.now)
    meta = replace(meta, run=meta.generation, undo=snap.undo_for or meta.undo)
    own = own_columns(snap.roster, result.roster_sheet, snap.form.own)
    ids = id_cells(snap.roster, snap.book, result.roster_sheet, own.at)
    requests += [*lease, *own.requests, *put_placed(ids, result.roster_sheet), *state_requests(snap.state, meta, touched, seen)]
    send_placed(google, settings, requests, meta.fingerprint, ids, Before.of(snap, result.roster_sheet, own.at), result.roster_sheet)
    state = replace(snap.state, meta=meta, students={**snap.state.students, **touched}, seen={**snap.state.seen, **(seen or {})})
    return replace(result, snap=replace(snap, state=state))
