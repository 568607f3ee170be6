from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.caseload.balance import balance
from otsync.caseload.balance_model import Given, PeriodBalance
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.explain import explain, force_of
from otsync.caseload.reasons import DEFAULT_OWED
from otsync.caseload.services import read_services
from otsync.caseload.usual import parse_usual

FIRST = date(2026, 8, 10)
TODAYS = st.dates(date(2026, 7, 20), date(2027, 6, 20))
CALENDAR, _ = parse_calendar(
    [
        CalendarRow(FIRST, date(2027, 6, 4), "all", "school year", 2),
        CalendarRow(date(2026, 11, 23), date(2026, 11, 27), "all", "break", 3),
        CalendarRow(date(2026, 10, 14), None, "me", "out sick", 4),
        CalendarRow(date(2026, 10, 20), None, "all", "assembly", 5),
    ],
    date(2026, 10, 7),
)
SERVICES = (
    "30 min weekly",
    "30 min weekly; 15 min consult monthly",
    "30 min weekly push-in, 30 min weekly pull-out",
    "2 x 30 min weekly",
    "30 min 3 of 4 weeks",
    "120 min monthly",
    "360 min per trimester; 30 min monthly",
    "600 min per year",
    "30 min direct and consult weekly",
    "30 min per 6-day cycle",
    "biweekly",
    "",
)
entries = st.lists(
    st.builds(
        Given,
        date=st.integers(-20, 320).map(lambda days: FIRST + timedelta(days=days)),
        status=st.just("delivered"),
        kind=st.sampled_from(("direct", "direct", "direct", "consult", "evaluation")),
        minutes=st.integers(1, 60),
        makeup=st.booleans(),
        makeup_for=st.none() | st.integers(0, 300).map(lambda days: FIRST + timedelta(days=days)),
        scheduled=st.none() | st.integers(5, 60),
        setting=st.sampled_from((None, "push-in", "pull-out", "teletherapy")),
    )
    | st.builds(
        Given,
        date=st.integers(-20, 320).map(lambda days: FIRST + timedelta(days=days)),
        status=st.just("missed"),
        kind=st.sampled_from(("direct", "consult")),
        minutes=st.just(0),
        reason=st.sampled_from((None, *DEFAULT_OWED)),
        makeup_owed=st.sampled_from((None, True, False)),
        scheduled=st.none() | st.integers(5, 60),
    ),
    max_size=40,
)


def whole(period: PeriodBalance) -> bool:
    return (
        period.required + period.beyond == period.delivered + period.missed + period.not_accounted + period.remaining
        and period.missed == sum(period.missed_by.values())
        and min(period.required, period.not_accounted, period.remaining, period.beyond, period.made_up) >= 0
        and period.made_up <= period.missed_owed
        and (period.beyond == 0 or period.not_accounted == period.remaining == 0)
        and 0 <= period.expected <= period.required
    )


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SERVICES),
    entries,
    TODAYS,
    st.sampled_from(("", "Wed 9:15-9:45", "Tue/Thu 1:15")),
    st.sampled_from(("active", "on hold", "discharged")),
    st.none() | TODAYS,
    st.none() | TODAYS,
)
def test_nothing_is_lost_or_counted_twice(
    words: str, noted: list[Given], today: date, usual: str, status: str, status_date: date | None, starts: date | None
) -> None:
    """Whatever was noted: every minute that took place is in exactly one place, and each period's figures sum up."""
    reading = read_services(words)
    force = force_of(status, status_date, starts, date(2026, 8, 1), max((one.date for one in noted), default=None))
    made = balance(reading.services, noted, CALENDAR.for_whom("", ""), force, today, slots=parse_usual(usual))
    took_place = sum(one.minutes for one in noted)
    periods = [one for line in made.lines for one in line.periods]
    counted = sum(one.delivered for one in periods) + sum(debt.made_up for debt in made.debts)
    # Entries after the month of today lie outside of every period that is looked at, and are told as outside.
    assert took_place == counted + made.makeup_extra + sum(made.outside.values()) + sum(made.beside.values())
    assert all(whole(one) for one in periods)
    assert all(0 <= debt.made_up <= debt.minutes for debt in made.debts)
    assert sum(one.missed_owed for one in periods) == sum(debt.minutes for debt in made.debts)
    rolled: list[Any] = [*made.week.values(), *made.month.values()]
    assert all(one.missed == sum(one.missed_by.values()) and min(one.required, one.remaining, one.not_accounted) >= 0 for one in rolled)
    assert all(explain(made, reading))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SERVICES), entries, TODAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_log_changes_nothing(words: str, noted: list[Given], today: date, rng: Any) -> None:
    """Rows sorted otherwise give the same balance."""
    keyed = [Given(**{**{name: getattr(one, name) for name in Given.__slots__}, "key": f"e{at}"}) for at, one in enumerate(noted)]
    shuffled = list(keyed)
    rng.shuffle(shuffled)
    force = force_of("active", None, None, date(2026, 8, 1), None)
    services = read_services(words).services
    one, other = (balance(services, rows, CALENDAR.for_whom("", ""), force, today) for rows in (keyed, shuffled))
    assert one == other


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("30 min weekly", "120 min monthly", "360 min per trimester", "600 min per year")))
def test_months_sum_to_the_year(words: str) -> None:
    """Required minutes of all months are those of all periods: none twice, none between two months."""
    force = force_of("active", None, None, date(2026, 8, 1), None)
    services = read_services(words).services
    days = [date(2026 + (month > 12), (month - 1) % 12 + 1, 15) for month in range(8, 19)]
    months = [balance(services, [], CALENDAR.for_whom("", ""), force, day).month["direct"].required for day in days]
    year = balance(services, [], CALENDAR.for_whom("", ""), force, date(2027, 6, 30)).year["direct"].required
    assert sum(months) == year > 0
