"""One student's numbers with the entries and rules behind them, read from the workbook; nothing is written."""

from __future__ import annotations

from datetime import datetime

from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.sync.minutes import explained
from otsync.sync.model import Snapshot, StudentDecision, SyncSettings
from otsync.sync.read import check_home, check_log, log_of, read_tabs, roster_in
from otsync.workbook import layout
from otsync.workbook.settings import count_sessions_from
from otsync.workbook.state import StudentState, read_state


def explain_student(google: Google, settings: SyncSettings, now: datetime, otsync_id: str) -> list[str]:
    """Sentences without names, for the student with this otsync ID. One request. PersonMustAct where the roster has no such ID."""
    form = settings.form
    book, sheet = read_tabs(google, settings, minutes=True)
    state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
    check_home(book, state)
    check_log(book)
    roster = roster_in(book, sheet, form)
    wanted = otsync_id.strip().casefold()
    row = next((one for one in roster.rows if one.otsync_id.casefold() == wanted), None)
    if row is None:
        raise PersonMustAct(
            f"The roster has no student with the otsync ID {otsync_id.strip()}. The IDs stand in its last column, otsync ID; "
            "a student's ID is kept for good, and a row that was deleted takes it along."
        )
    log = log_of(book, roster, form)
    snap = Snapshot(
        form=form,
        book=book,
        roster=roster,
        state=state,
        look={},
        files={},
        spares={},
        spare_docs={},
        docs={},
        unreadable={},
        log=log,
        now=now,
        full=False,
        first_of_day=False,
        count_from=count_sessions_from(book.grids.get(layout.SETTINGS.sheet_id, ()), now.date()),
    )
    known = state.students.get(row.otsync_id, StudentState())
    return explained(snap, StudentDecision(row.otsync_id, row, known), log.get(row.otsync_id, ()))
