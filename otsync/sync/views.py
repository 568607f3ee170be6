"""The Dashboard and This week, made again from what is known: roster, remembered state, log and calendar; and the tab Records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import normal
from otsync.caseload.log import LogRow
from otsync.caseload.roster import shown
from otsync.caseload.values import compared
from otsync.sync.minutes import Standing, standing
from otsync.sync.model import Decision, Snapshot, StudentDecision
from otsync.sync.records import records_requests
from otsync.sync.rules import Rules, rules_of
from otsync.workbook import layout
from otsync.workbook.dashboard import dashboard_requests
from otsync.workbook.settings import contact
from otsync.workbook.state import Meta, StudentState
from otsync.workbook.this_week import this_week_requests
from otsync.workbook.views import StudentView, Summary, summarise

Json = dict[str, Any]

TREND_DAYS = 400


def view_requests(
    snap: Snapshot, decision: Decision, states: Mapping[str, StudentState], fresh: Sequence[LogRow], waiting: int, meta: Meta
) -> tuple[list[Json], Meta]:
    """Requests that rewrite both tabs and keep Records, and the meta row with today's point of the trend."""
    by_student: dict[str, list[LogRow]] = {key: list(rows) for key, rows in (snap.log or {}).items()}
    for row in fresh:
        by_student.setdefault(row.otsync_id, []).append(row)
    rules = rules_of(snap)
    stands = {one.otsync_id: standing(snap, one, by_student.get(one.otsync_id, ()), rules) for one in decision.students}
    students = [_view(snap, one, states[one.otsync_id], stands[one.otsync_id]) for one in decision.students]
    active = [one for one in students if one.active]
    today = snap.today.isoformat()
    complete = sum(not one.missing for one in active)
    trend = [*(list(point) for point in meta.trend[-TREND_DAYS:] if point[0] != today), [today, complete, len(active)]]
    meta = replace(meta, trend=trend, shown=shown_digest(snap, decision))
    summary = _summary(snap, students, stands, trend, waiting, rules)
    requests: list[Json] = []
    for tab, make in ((layout.DASHBOARD, dashboard_requests), (layout.THIS_WEEK, this_week_requests)):
        sheet = snap.book.sheets.get(tab.sheet_id)
        if sheet:
            requests += make(
                students, summary, snap.today, sheet_id=tab.sheet_id, grid_rows=sheet.rows, grid_columns=sheet.columns or None
            )
    return requests + records_requests(snap, decision, states), meta


def shown_digest(snap: Snapshot, decision: Decision | None = None) -> str:
    """What the views show of the rows that people type in: Roster (with what `decision` writes to it), Calendar and Settings. When it
    differs from the one remembered the views are made again, so that a day off counts at the next run and not the next morning.

    Cells that compute something are left out: NOW() is no news."""
    writes = {one.otsync_id: one.roster_writes for one in decision.students} if decision else {}
    parts: list[str] = []
    for row in snap.roster.rows:
        written = writes.get(row.otsync_id, {})
        cells = {key: cell for key, cell in row.cells.items() if key != "ask"}  # no view shows it
        said = {key: written.get(key, "" if cell.formula else shown(snap.form.fields[key], cell)) for key, cell in cells.items()}
        parts.append(repr((row.otsync_id, sorted((key, compared(snap.form.fields[key], text)) for key, text in said.items()))))
    for tab in (layout.CALENDAR, layout.SETTINGS):
        parts += ["\x1f".join("" if cell.formula else cell.text for cell in row) for row in snap.book.grids.get(tab.sheet_id, ())]
    return hashlib.blake2b("\x1e".join(parts).encode(), digest_size=8).hexdigest()


def _summary(
    snap: Snapshot,
    students: Sequence[StudentView],
    stands: Mapping[str, Standing],
    trend: Sequence[Sequence[Any]],
    waiting: int,
    rules: Rules,
) -> Summary:
    settings = snap.book.grids.get(layout.SETTINGS.sheet_id, ())
    given: dict[date, int] = {}
    expected: dict[date, int] = {}
    for one in stands.values():
        for monday, minutes in one.weeks_given.items():
            given[monday] = given.get(monday, 0) + minutes
        for monday, minutes in one.weeks_expected.items():
            expected[monday] = expected.get(monday, 0) + minutes
    weeks = [(monday, given.get(monday, 0), expected.get(monday, 0)) for monday in sorted({*given, *expected})]
    return summarise(
        students,
        trend=[(date.fromisoformat(str(day)), int(done), int(plans)) for day, done, plans in trend],
        weeks=weeks,
        last_run=snap.now,
        to_look_at=waiting,
        calendar_empty=not rules.calendar.has_days_off,
        count_from=snap.count_from,
        contact=contact(settings),
        speak=rules.speak,
    )


def _view(snap: Snapshot, one: StudentDecision, state: StudentState, stands: Standing) -> StudentView:
    form = snap.form

    def text(key: str) -> str:
        return one.text(form, key)

    precautions = text("precautions")
    known = not form.is_missing(precautions)

    return StudentView(
        otsync_id=one.otsync_id,
        name=text("name"),
        school=text("school"),
        plan_type=text("plan_type"),
        room=text("room"),
        teachers=text("teachers"),
        usual_times=text("usual_times"),
        status=text("status") or "active",
        status_date=parse_day(text("status_date")),
        missing=tuple(form.fields[key].words for key in state.missing if key in form.fields),
        annual=parse_day(text("annual")),
        triennial=parse_day(text("triennial")),
        owed_month=stands.owed_month,
        given_month=stands.given_month,
        missed_owed=stands.missed_owed,
        missed_not_owed=stands.missed_not_owed,
        no_note_yet=stands.no_note_yet,
        pace=stands.pace,
        last_seen=stands.last_seen,
        school_days_since_seen=stands.school_days_since_seen,
        next_time=state.next_time,
        for_teacher=state.for_teacher,
        has_precautions=normal(precautions) not in NO_PRECAUTIONS if known else None,
        precautions=precautions,
        tried=tuple(state.tried),
        account=stands.account,
        together=stands.together,
        consult=stands.consult,
        clock=stands.clock,
        doc_url=state.link,
        note=text("note"),
        owed_week=stands.owed_week,
        owed_words=stands.owed_words,
        logged_week=stands.logged_week,
        logged_text=stands.logged_text,
        makeup=stands.makeup,
        progress_report=stands.progress_report,
        service_unread=stands.service_unread,
    )


NO_PRECAUTIONS = frozenset({"none", "none known", "none reported", "n/a", "na", "no", "no known precautions", "nka", "nkda"})
"""Values: filled, but nothing to mind before a session."""
