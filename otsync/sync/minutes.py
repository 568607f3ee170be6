"""How one student stands: what is owed, what was given, what is missing, from the log, the Calendar and Settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from otsync.caseload.balance import GRACE, balance
from otsync.caseload.balance_model import Balance, Given
from otsync.caseload.calendar import Calendar, monday_of, month_of, week_of
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.dates import parse_day
from otsync.caseload.explain import explain, force_of
from otsync.caseload.log import LogRow, live_rows, read_reason
from otsync.caseload.reasons import DEFAULT_OWED, REASONS
from otsync.caseload.roster import Cell
from otsync.caseload.services import read_services
from otsync.caseload.services.model import ServiceReading
from otsync.caseload.usual import parse_usual
from otsync.caseload.values import compared, serial_day
from otsync.sync.model import Snapshot, StudentDecision
from otsync.workbook import layout
from otsync.workbook.defaults import GRACE_DAYS
from otsync.workbook.settings import setting

NO_NOTE_MONTHS = 2
"""The Dashboard's "No note yet" looks back over the month of today and the one before; `otsync explain` shows all of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Minutes of one student, direct service alone. None: the service minutes could not be read, or are not written."""

    owed_month: int | None = None
    given_month: int = 0
    missed_owed: int = 0
    missed_not_owed: int = 0
    no_note_yet: int = 0
    """Also minutes whose note gives no reason why they were missed: nobody can say yet what they are."""
    pace: int | None = None
    owed_week: int | None = None
    logged_week: int = 0
    logged_text: str = ""
    makeup: int = 0
    last_seen: date | None = None
    school_days_since_seen: int | None = None
    weeks_given: Mapping[date, int] = field(default_factory=dict)
    weeks_expected: Mapping[date, int] = field(default_factory=dict)
    service_unread: bool = False
    progress_report: date | None = None
    """The last day of the term of today, where the Calendar has terms."""


@dataclass
class Rules:
    """What all students share: made once a run."""

    calendar: Calendar
    problems: tuple[str, ...]
    table: Mapping[str, bool]
    grace: int
    narrowed: dict[tuple[str, str], Calendar] = field(default_factory=dict)

    def for_whom(self, school: str, therapist: str) -> Calendar:
        """One calendar a school and therapist: its counts of school days are made once."""
        if not any(one.who for one in self.calendar.away):
            school = therapist = ""
        key = (school.casefold(), therapist.casefold())
        if key not in self.narrowed:
            self.narrowed[key] = self.calendar.for_whom(school, therapist)
        return self.narrowed[key]


def rules_of(snap: Snapshot) -> Rules:
    """Calendar and Settings as they stand; a setting that cannot be read is the default."""
    grid = snap.book.grids.get(layout.CALENDAR.sheet_id, ())
    calendar, problems = parse_calendar(list(_calendar_rows(grid)), snap.today)
    settings = snap.book.grids.get(layout.SETTINGS.sheet_id, ())
    table = {one.code: _yes_no(setting(settings, one.words).text, DEFAULT_OWED[one.code]) for one in REASONS}
    cell = setting(settings, GRACE_DAYS)
    grace = round(cell.number) if cell.number is not None and 0 <= cell.number <= 60 else GRACE
    return Rules(calendar, problems, table, grace)


def _calendar_rows(grid: Sequence[Sequence[Cell]]) -> Iterable[CalendarRow]:
    for at, row in enumerate(grid[layout.CALENDAR.header_row + 1 :], layout.CALENDAR.header_row + 2):
        cells = [*row, Cell(), Cell(), Cell(), Cell()][:4]
        yield CalendarRow(_day(cells[0]), _day(cells[1]), cells[2].text.strip(), cells[3].text.strip(), at)


def _day(cell: Cell) -> date | str:
    return (serial_day(cell.number) if cell.number is not None else None) or cell.text


def _yes_no(text: str, default: bool) -> bool:
    plain = text.strip().casefold()
    return True if plain in ("yes", "y", "true", "owed") else False if plain in ("no", "n", "false", "not owed") else default


@lru_cache(maxsize=4096)
def _read(text: str) -> ServiceReading:
    return read_services(text)


def given_of(otsync_id: str, rows: Sequence[LogRow]) -> list[Given]:
    """The sessions that stand in the log: otsync's live rows and those that people added."""
    live = [*live_rows(otsync_id, rows), *(row for row in rows if not row.entry)]
    return [_given(row) for row in live]


def _given(row: LogRow) -> Given:
    said = read_reason(row.reason)
    missed = row.status.strip().casefold() not in ("", "delivered") and row.minutes == 0
    size = row.group.strip().casefold()
    group: Literal["individual", "group"] | None = None
    if size:
        group = "individual" if size in ("1", "1:1", "individual") else "group"
    return Given(
        date=row.date,
        status="missed" if missed else "delivered",
        kind=row.kind.strip().casefold() or "direct",
        minutes=row.minutes,
        reason=_code(said.reason),
        makeup=row.makeup_for is not None,
        makeup_for=row.makeup_for if isinstance(row.makeup_for, date) else None,
        makeup_owed=said.owed,
        scheduled=said.planned,
        setting=row.setting.strip().casefold() or None,
        group=group,
        key=row.entry or "row added by hand",
    )


def _code(reason: str | None) -> str | None:
    """People may write "student absent" where otsync writes student_absent."""
    plain = (reason or "").strip().casefold()
    return next((one.code for one in REASONS if plain in (one.code, one.words)), plain or None)


def student_balance(snap: Snapshot, one: StudentDecision, entries: Sequence[Given], rules: Rules) -> tuple[Balance, ServiceReading]:
    """The whole balance of a student, and the service minutes as they are read."""

    def text(key: str) -> str:
        return one.roster_writes.get(key, one.row.text(snap.form, key)).strip() if key in snap.form.fields else ""

    reading = _read(text("service_minutes"))
    last = max((entry.date for entry in entries), default=None)
    status = compared(snap.form.fields["status"], text("status"))
    made = balance(
        reading.services,
        entries,
        rules.for_whom(text("school"), text("therapist")),
        force_of(status, parse_day(text("status_date")), parse_day(text("starts")), snap.count_from, last),
        snap.today,
        slots=parse_usual(text("usual_times")),
        table=rules.table,
        grace=rules.grace,
        annual=parse_day(text("annual")),
    )
    return made, reading


def explained(snap: Snapshot, one: StudentDecision, rows: Sequence[LogRow]) -> list[str]:
    """The student's numbers and the entries and rules behind them, in sentences without names."""
    rules = rules_of(snap)
    made, reading = student_balance(snap, one, given_of(one.otsync_id, rows), rules)
    return [*explain(made, reading), *rules.problems]


def standing(snap: Snapshot, one: StudentDecision, rows: Sequence[LogRow], rules: Rules | None = None) -> Standing:
    """What the Dashboard and This week show. `rules`: made once for all students; else made here."""
    rules = rules or rules_of(snap)
    entries = given_of(one.otsync_id, rows)
    made, reading = student_balance(snap, one, entries, rules)
    today, days = snap.today, week_of(snap.today)
    taken = sorted((entry for entry in entries if entry.kind == "direct" and entry.status == "delivered"), key=lambda entry: entry.date)
    week = [entry for entry in taken if entry.date in days]
    direct = [line for line in made.lines if line.service.kind == "direct"]
    unread = bool(reading.flags) or any(line.unbalanced for line in direct)
    known = any(not line.unbalanced for line in direct) or (bool(made.lines) and not unread and not direct and "combined" not in made.month)
    # Where no direct line says to which period they belong, by date.
    by_date = sum(entry.minutes for entry in taken if entry.date in month_of(today))
    month, this_week = made.month.get("direct"), made.week.get("direct")
    return Standing(
        owed_month=(month.required if month else 0) if known else None,
        given_month=month.given if month else by_date,
        missed_owed=month.missed_owed if month else 0,
        missed_not_owed=month.missed_not_owed if month else 0,
        no_note_yet=_no_note(made, today),
        pace=(month.pace if month else by_date) if known else None,
        owed_week=(this_week.required if this_week else 0) if known else None,
        logged_week=sum(entry.minutes for entry in week),
        logged_text=", ".join(f"{entry.date.month}/{entry.date.day} {entry.setting or ''}".strip() for entry in week),
        makeup=sum(debt.open for debt in made.debts if made.lines[debt.line].service.kind == "direct"),
        last_seen=made.last_seen,
        school_days_since_seen=made.school_days_since_seen,
        weeks_given={point.monday: point.given for point in made.weeks},
        weeks_expected={point.monday: point.expected for point in made.weeks},
        service_unread=unread,
        progress_report=next((term.span.last for term in rules.calendar.terms if today in term.span), None),
    )


def _no_note(made: Balance, today: date) -> int:
    start = month_of(today).start
    for _ in range(NO_NOTE_MONTHS - 1):
        start = month_of(date.fromordinal(start.toordinal() - 1)).start
    start = monday_of(start)
    return sum(
        period.not_accounted + period.missed_unclear
        for line in made.lines
        if line.service.kind == "direct"
        for period in line.periods
        if period.span.end > start
    )
