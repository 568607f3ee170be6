"""Every period that service minutes are written in, over a year of sessions made up by chance: required, given and left equal the truth."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from otsync.caseload.balance import balance
from otsync.caseload.balance_model import Balance, Given
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.explain import force_of
from otsync.caseload.services import read_services
from tests.year import CALENDAR_ROWS, FIRST, LAST, TODAY, TRIMESTERS, closed, days, school_day

DAY = timedelta(days=1)
CALENDAR, _ = parse_calendar([CalendarRow(first, last, who, what) for first, last, who, what in CALENDAR_ROWS], TODAY)
CYCLE_STARTS = [day for at, day in enumerate(one for one in days(FIRST, LAST) if school_day(one)) if at % 6 == 0]
WEEKS = [monday for monday in days(FIRST - DAY * FIRST.weekday(), LAST) if monday.weekday() == 0
         and any(school_day(monday + DAY * at) for at in range(5))]  # fmt: skip


def stands(words: str, entries: list[Given], today: date, *, cycles: bool = False, annual: date | None = None) -> Balance:
    rows = [CalendarRow(first, last, who, what) for first, last, who, what in CALENDAR_ROWS]
    rows += [CalendarRow(day, None, "all", "day 1") for day in CYCLE_STARTS] if cycles else []
    calendar, problems = parse_calendar(rows, today)
    assert problems == ()
    services = read_services(words).services
    force = force_of("active", None, None, date(2026, 8, 1), None)
    return balance(services, entries, calendar.for_whom("", ""), force, today, annual=annual)


def begun(starts: list[date]) -> int:
    return sum(start < TODAY for start in starts)


@pytest.mark.parametrize(
    ("words", "minutes", "starts"),
    [
        ("20 min daily", 20, [day for day in days(FIRST, LAST) if school_day(day)]),
        ("30 min weekly", 30, WEEKS),
        ("30 min every two weeks", 30, WEEKS[::2]),
        ("30 min 3 of 4 weeks", 90, WEEKS[::4]),
        ("120 min per trimester", 120, [first for first, _ in TRIMESTERS]),
        ("120 min per grading period", 120, [first for first, _ in TRIMESTERS]),
        ("600 min per year", 600, [FIRST]),
        ("30 min per 6-day cycle", 30, CYCLE_STARTS[:-1]),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_what_is_required_and_given_of_each_period(words: str, minutes: int, starts: list[date], seed: int) -> None:
    """So many periods have begun, each owed in full; what was given in one counts there, and what lacks is left or unaccounted there."""
    rng = random.Random(seed)
    free = [day for day in days(FIRST, TODAY - DAY) if school_day(day)]
    entries = [Given(day, "delivered", "direct", rng.choice((5, 10, 15)), key=f"e{day}") for day in sorted(rng.sample(free, 60))]
    made = stands(words, entries, TODAY, cycles="cycle" in words)
    year = made.year["direct"]
    assert year.required == minutes * begun(starts)
    bounds = [*[start for start in starts if start < TODAY], date.max]
    lacking = beyond = 0
    for start, end in pairwise(bounds):
        given = sum(one.minutes for one in entries if start <= one.date < end)
        lacking += max(0, minutes - given)
        beyond += max(0, given - minutes)
    assert (year.given, year.not_accounted + year.remaining, year.beyond) == (sum(one.minutes for one in entries), lacking, beyond)
    assert year.expected <= year.required


@pytest.mark.parametrize(
    ("words", "count", "minutes"), [("60 min per quarter", 4, 60), ("90 min per semester", 2, 90), ("45 min per nine weeks", 4, 45)]
)
def test_terms_that_the_calendar_lacks_are_equal_parts_and_said(words: str, count: int, minutes: int) -> None:
    """Quarters, semesters and nine weeks beside trimesters: the year in equal parts, in the open."""
    made = stands(words, [], TODAY)
    assert made.year["direct"].required == count * minutes
    assert any("equal parts" in one for one in made.assumed)


def test_an_amount_for_the_ieps_term_is_spread_over_both_school_years() -> None:
    """600 minutes from March to March, counted from August: this year's share is required, half of the second term is not due by June."""
    annual = date(2027, 3, 4)
    made = stands("600 min for the duration of the IEP", [], TODAY, annual=annual)
    first, second = made.lines[0].periods
    before = sum(one.weekday() < 5 for one in days(date(2026, 3, 4), date(2026, 6, 15)))
    since = sum(school_day(one) for one in days(FIRST, annual - DAY))
    assert first.required == (2 * 600 * since + before + since) // (2 * (before + since))
    assert second.required == 600 and 100 < second.expected < 220
    assert any("IEP's term" in one for one in made.assumed)


def test_the_truth_knows_the_same_school_days() -> None:
    """The calendar that the rows make has the school days of the made-up year, and no others."""
    calendar = CALENDAR.for_whom("", "")
    assert all(calendar.is_school_day(day) == school_day(day) for day in days(FIRST - DAY * 10, LAST + DAY * 10))
    assert closed(date(2026, 12, 25)) and not calendar.is_school_day(date(2026, 12, 25))
