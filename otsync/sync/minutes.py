"""How one student stands: what is owed, what was given, what is missing, from the log, the Calendar and Settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from otsync.caseload.balance import balance
from otsync.caseload.balance_model import BY_HAND, Balance, Given, PeriodBalance
from otsync.caseload.calendar import Calendar, monday_of, month_of, week_of
from otsync.caseload.dates import parse_day
from otsync.caseload.explain import account, explain, force_of
from otsync.caseload.log import LogRow, live_rows, read_reason
from otsync.caseload.opening import read_opening
from otsync.caseload.reasons import REASONS
from otsync.caseload.services import read_services
from otsync.caseload.services.model import ServiceReading
from otsync.caseload.usual import parse_usual
from otsync.caseload.values import compared
from otsync.sync.model import Snapshot, StudentDecision
from otsync.sync.rules import Rules, rules_of

NO_NOTE_MONTHS = 2
"""The Dashboard's "No note yet" looks back over the month of today and the one before; `otsync explain` shows all of it."""
OWN = ("direct", "combined")
"""Kinds of service lines that Owed and Given are about: consult lines are told beside them and never added. A line for direct and consult
together is counted as the plan words it, and said to be one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Minutes of one student's direct service (`OWN`). None: the service minutes could not be read, or are not written."""

    owed_month: int | None = None
    given_month: int = 0
    together: int = 0
    """Of `owed_month`, what is owed as direct and consult together."""
    consult: tuple[int, int] | None = None
    """Consult minutes (required, given) of the month, where a line asks for them: beside all others."""
    missed_owed: int = 0
    missed_not_owed: int = 0
    no_note_yet: int = 0
    """Also minutes whose note gives no reason why they were missed: nobody can say yet what they are."""
    pace: int | None = None
    owed_week: int | None = None
    owed_words: str = ""
    """What is owed now in words, where it is more than an amount a week: "30, 60 by 11/30, consult 15 by 11/30"."""
    logged_week: int = 0
    logged_text: str = ""
    makeup: int = 0
    last_seen: date | None = None
    school_days_since_seen: int | None = None
    clock: int | None = None
    """The same without the days on which the student was away: what a legal clock counts."""
    weeks_given: Mapping[date, int] = field(default_factory=dict)
    weeks_expected: Mapping[date, int] = field(default_factory=dict)
    service_unread: bool = False
    progress_report: date | None = None
    """When the next progress report is due, where the Calendar tells."""
    account: str = ""
    """The numbers and the rules behind them, a line each, without names."""


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
        key=row.entry or BY_HAND,
    )


def _code(reason: str | None) -> str | None:
    """People may write "student absent" where otsync writes student_absent."""
    plain = (reason or "").strip().casefold()
    return next((one.code for one in REASONS if plain in (one.code, one.words)), plain or None)


def student_balance(snap: Snapshot, one: StudentDecision, entries: Sequence[Given], rules: Rules) -> tuple[Balance, ServiceReading]:
    """The whole balance of a student, and the service minutes as they are read."""

    def text(key: str) -> str:
        return one.text(snap.form, key)

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
        openings=read_opening(text("brought_forward"))[0],
    )
    return made, reading


def explained(snap: Snapshot, one: StudentDecision, rows: Sequence[LogRow]) -> list[str]:
    """The student's numbers and the entries and rules behind them, in sentences without names."""
    rules = rules_of(snap)
    made, reading = student_balance(snap, one, given_of(one.otsync_id, rows), rules)
    unread = read_opening(one.text(snap.form, "brought_forward"))[1]
    return [*explain(made, reading), *([unread + "."] if unread else []), *(f"{problem}." for problem in rules.problems)]


def standing(snap: Snapshot, one: StudentDecision, rows: Sequence[LogRow], rules: Rules | None = None) -> Standing:
    """What the Dashboard and This week show. `rules`: made once for all students; else made here."""
    rules = rules or rules_of(snap)
    entries = given_of(one.otsync_id, rows)
    made, reading = student_balance(snap, one, entries, rules)
    today, days = snap.today, week_of(snap.today)
    calendar = rules.for_whom(one.text(snap.form, "school"), one.text(snap.form, "therapist"))
    kinds = {line.service.kind for line in made.lines}
    counted = {"direct", *(["consult"] if "combined" in kinds and "consult" not in kinds else [])}
    taken = sorted((entry for entry in entries if entry.kind in counted and entry.status == "delivered"), key=lambda entry: entry.date)
    week = [entry for entry in taken if entry.date in days]
    own = [line for line in made.lines if line.service.kind in OWN]
    unread = bool(reading.flags) or any(line.unbalanced for line in own)
    known = any(not line.unbalanced for line in own) or (bool(made.lines) and not unread and not own)
    # Where no line says to which period they belong, by date.
    by_date = sum(entry.minutes for entry in taken if entry.date in month_of(today))
    months = [made.month[kind] for kind in OWN if kind in made.month]
    weeks = [made.week[kind] for kind in OWN if kind in made.week]
    consult = made.month.get("consult")
    return Standing(
        owed_month=sum(month.required for month in months) if known else None,
        given_month=sum(month.given for month in months) if months else by_date,
        together=made.month["combined"].required if "combined" in made.month else 0,
        consult=(consult.required, consult.given) if consult and consult.required else None,
        missed_owed=sum(month.missed_owed for month in months),
        missed_not_owed=sum(month.missed_not_owed for month in months),
        no_note_yet=_no_note(made, today),
        pace=(sum(month.pace for month in months) if months else by_date) if known else None,
        owed_week=sum(period.required for period in weeks) if known else None,
        owed_words=_owed_words(made, today, calendar),
        logged_week=sum(entry.minutes for entry in week),
        logged_text=", ".join(_in_short(entry) for entry in week),
        makeup=sum(debt.open for debt in made.debts if debt.kind in OWN),
        last_seen=made.last_seen,
        school_days_since_seen=made.school_days_since_seen,
        clock=made.school_days_without_service,
        weeks_given={point.monday: point.given for point in made.weeks},
        weeks_expected={point.monday: point.expected for point in made.weeks},
        service_unread=unread,
        progress_report=calendar.report_due(today),
        account="\n".join(account(made, reading)),
    )


def _owed_words(made: Balance, today: date, calendar: Calendar) -> str:
    """By the week what the week owes; by a longer period what is left of it and its last school day; consult by itself. Blank where a
    number says it all."""
    weekly: dict[str, int] = {}
    longer: dict[tuple[str, date], int] = {}
    for line in made.lines:
        kind = "" if line.service.kind in OWN else line.service.kind
        for period in line.periods:
            if today not in period.span:
                continue
            end = calendar.last_school_day(period.span)
            if line.service.period in ("day", "week"):
                weekly[kind] = weekly.get(kind, 0) + period.required * (line.service.period == "week")
            elif period.room > 0:
                key = (kind, end)
                longer[key] = longer.get(key, 0) + period.room
    if not longer and set(weekly) <= {""}:
        return ""
    said = [(kind, "", minutes) for kind, minutes in weekly.items()]
    said += [(kind, f" by {last.month}/{last.day}", minutes) for (kind, last), minutes in sorted(longer.items())]
    return ", ".join(f"{kind} {minutes}{by}".strip() for kind, by, minutes in sorted(said, key=lambda one: one[0]))


def _in_short(entry: Given) -> str:
    words = [f"{entry.date.month}/{entry.date.day}", entry.setting or "", entry.kind if entry.kind != "direct" else ""]
    return " ".join([*(word for word in words if word), *(["make-up"] if entry.makeup else [])])


def _no_note(made: Balance, today: date) -> int:
    start = month_of(today).start
    for _ in range(NO_NOTE_MONTHS - 1):
        start = month_of(date.fromordinal(start.toordinal() - 1)).start
    start = monday_of(start)
    periods: list[PeriodBalance] = [period for line in made.lines if line.service.kind in OWN for period in line.periods]
    return sum(period.not_accounted + period.missed_unclear for period in periods if period.span.end > start)
