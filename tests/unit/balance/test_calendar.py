from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.calendar import Calendar, Span, month_of, week_of
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.services.model import Period

TODAY = date(2026, 10, 7)
YEAR = CalendarRow(date(2026, 8, 12), date(2027, 6, 4), "all", "school year", 2)


def calendar(*rows: CalendarRow) -> Calendar:
    made, problems = parse_calendar([YEAR, *rows], TODAY)
    assert problems == ()
    return made


def test_people_write_the_last_day_and_ranges_end_before_their_end() -> None:
    """The school year from 8/12 to 6/4 has a school day on both; a break to 10/9 closes 10/9 and not the Monday after."""
    made = calendar(CalendarRow(date(2026, 10, 5), date(2026, 10, 9), "all", "fall break", 3))
    assert made.is_school_day(date(2026, 8, 12)) and made.is_school_day(date(2027, 6, 4))
    assert not made.is_school_day(date(2026, 8, 11)) and not made.is_school_day(date(2027, 6, 7))
    assert not made.is_school_day(date(2026, 10, 9)) and made.is_school_day(date(2026, 10, 12))
    assert made.school_days(Span(date(2026, 10, 5), date(2026, 10, 10))) == 0
    assert made.school_days(week_of(date(2026, 10, 14))) == 5


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11/23/26 - 11/27/26", date(2026, 11, 23), date(2026, 11, 27)),
        ("11/23-11/27/26", date(2026, 11, 23), date(2026, 11, 27)),
        ("12/21–1/1/27", date(2026, 12, 21), date(2027, 1, 1)),
        ("Nov 23-27, 2026", date(2026, 11, 23), date(2026, 11, 27)),
        ("Dec 21 to Jan 1, 2027", date(2026, 12, 21), date(2027, 1, 1)),
    ],
)
def test_two_days_pasted_into_one_cell(text: str, first: date, last: date) -> None:
    """From holds both days, the year once."""
    made = calendar(CalendarRow(text, None, "all", "break", 3))
    assert [(one.span.start, one.span.last) for one in made.away] == [(first, last)]


@pytest.mark.parametrize("text", ["11/23-11/27", "Nov 23-27", "soon", "11/27/26-11/23/26", "-", "2026"])
def test_days_without_a_year_are_asked_about(text: str) -> None:
    """Nothing is guessed: the row is named and changes nothing."""
    made, problems = parse_calendar([YEAR, CalendarRow(text, None, "all", "break", 9)], TODAY)
    assert made.away == () and len(problems) == 1 and "row 9" in problems[0]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("Veterans Day", "school_closed"),
        ("Veterans' Day (observed)", "school_closed"),
        ("Veterans Day assembly", "school_event"),
        ("Thanksgiving feast", "school_event"),
        ("Martin Luther King Jr. Day", "school_closed"),
        ("Christmas concert", "school_event"),
    ],
)
def test_a_holidays_name_alone_is_a_day_off(what: str, reason: str) -> None:
    """With something else beside it, it is what the rest says."""
    assert [one.reason for one in calendar(CalendarRow(date(2026, 11, 11), None, "all", what, 3)).away] == [reason]


def test_a_week_without_school_is_no_period() -> None:
    """Nothing is owed in a week off; a week with one school day is a week."""
    made = calendar(CalendarRow(date(2026, 11, 23), date(2026, 11, 26), "", "Thanksgiving break", 3),
                    CalendarRow(date(2026, 12, 21), date(2027, 1, 3), "all", "winter break", 4))  # fmt: skip
    weeks = [one.span.start for one in made.stretches("week", Span(date(2026, 11, 16), date(2027, 1, 11)))]
    assert weeks == [date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14), date(2027, 1, 4)]


def test_rows_of_one_school_or_therapist_close_no_other() -> None:
    """A day off at one school is a school day at another; "me" out sick is about every student of hers."""
    made = calendar(CalendarRow(date(2026, 10, 12), None, "Lincoln Elem", "no school", 3),
                    CalendarRow(date(2026, 10, 13), None, "me", "out sick", 4))  # fmt: skip
    day = date(2026, 10, 12)
    assert not made.for_whom("lincoln elem", "").is_school_day(day)
    assert made.for_whom("Mission High", "").is_school_day(day) and made.is_school_day(day)
    assert [one.reason for one in made.for_whom("Mission High", "P. Marlow").away] == ["provider_absent"]


def test_terms_that_nobody_entered_are_assumed_in_the_open() -> None:
    """Trimesters without dates are thirds of the school year and say so; entered ones are taken as they are."""
    window = Span(date(2026, 8, 12), date(2027, 6, 5))
    assumed = calendar().stretches("trimester", window)
    assert len(assumed) == 3 and all("equal parts" in one.assumed for one in assumed)
    assert assumed[0].span.start == date(2026, 8, 12) and assumed[-1].span.end == date(2027, 6, 5)
    rows = [
        CalendarRow(date(2026, 8, 12), date(2026, 11, 6), "", "trimester 1", 3),
        CalendarRow(date(2026, 11, 9), date(2027, 2, 26), "", "trimester 2", 4),
        CalendarRow(date(2027, 3, 1), date(2027, 6, 4), "", "trimester 3", 5),
    ]
    entered = calendar(*rows).stretches("trimester", window)
    assert [(one.span.start, one.span.last, one.assumed) for one in entered] == [(row.first, row.last, "") for row in rows]


def test_nothing_is_assumed_silently() -> None:
    """An empty Calendar says which school year is taken and that no day is off; an unreadable row is told by its number, and changes
    nothing."""
    made, problems = parse_calendar([], TODAY)
    assert problems == () and len(made.assumed) == 2 and "school year" in made.assumed[0]
    made, problems = parse_calendar([YEAR, CalendarRow("sometime", None, "all", "no school", 9)], TODAY)
    assert len(problems) == 1 and "row 9" in problems[0] and made.away == ()


@pytest.mark.parametrize("period", ["day", "week", "two_weeks", "four_weeks", "month", "quarter", "trimester", "semester", "year"])
def test_periods_follow_one_another(period: Period) -> None:
    """No two overlap, and every school day of the year lies in exactly one."""
    made = calendar(CalendarRow(date(2026, 12, 21), date(2027, 1, 3), "all", "winter break", 4))
    year = Span(date(2026, 8, 12), date(2027, 6, 5))
    found = made.stretches(period, year)
    for at in range(year.days):
        day = year.start + timedelta(days=at)
        if made.is_school_day(day):
            assert sum(day in one.span for one in found) == 1


@given(st.dates(date(2026, 7, 1), date(2027, 7, 31)), st.integers(0, 90), st.integers(0, 20))
def test_counting_school_days(start: date, length: int, back: int) -> None:
    """The count of a span is the sum over its days, and going back so many school days leaves so many between."""
    made = calendar(CalendarRow(date(2026, 11, 23), date(2026, 11, 27), "", "break", 3))
    span = Span(start, start + timedelta(days=length))
    assert made.school_days(span) == sum(made.is_school_day(start + timedelta(days=at)) for at in range(length))
    first = made.back(start, back)
    assert made.school_days(Span(first, start)) <= back
    if first > date(2026, 8, 12):
        assert made.school_days(Span(first, start)) == back


def test_month_of_december() -> None:
    """The month ends before the first of January."""
    assert month_of(date(2026, 12, 31)) == Span(date(2026, 12, 1), date(2027, 1, 1))


def test_when_the_next_progress_report_is_due() -> None:
    """As a row says, for the school that it is about; else with the report card at the end of the term; else nobody knows."""
    assert calendar().for_whom("Oak", "").report_due(TODAY) is None
    terms = CalendarRow(date(2026, 8, 12), date(2026, 11, 6), "all", "trimester 1", 3)
    assert calendar(terms).for_whom("Oak", "").report_due(TODAY) == date(2026, 11, 6)
    rows = (terms, CalendarRow(date(2026, 10, 2), None, "all", "progress reports", 4),
            CalendarRow(date(2026, 10, 30), None, "Oak", "Progress reports due", 5))  # fmt: skip
    assert calendar(*rows).for_whom("Oak", "").report_due(TODAY) == date(2026, 10, 30)
    assert calendar(*rows).for_whom("Lincoln", "").report_due(TODAY) == date(2026, 11, 6)
    assert calendar(*rows).for_whom("Oak", "").is_school_day(date(2026, 10, 30)), "a day on which reports are due is a school day"


def test_the_last_school_day_of_a_stretch() -> None:
    """A month that ends on a weekend and a break ends before both."""
    made = calendar(CalendarRow(date(2026, 10, 29), date(2026, 10, 30), "all", "break", 3))
    assert made.last_school_day(month_of(TODAY)) == date(2026, 10, 28)
    assert made.last_school_day(Span(date(2026, 7, 4), date(2026, 7, 6))) == date(2026, 7, 5), "where there is none, its last day"
