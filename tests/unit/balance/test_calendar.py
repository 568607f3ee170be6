"""School days, periods and the rows of the Calendar tab."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.calendar import Calendar, Span, Stretch
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.usual import Slot, parse_usual

TODAY = date(2026, 10, 7)
YEAR = CalendarRow("8/12/2026", "6/4/2027", "all", "school year", 2)


def calendar(*rows: tuple[str, str, str, str]) -> Calendar:
    got, problems = parse_calendar([YEAR, *(CalendarRow(*row, at) for at, row in enumerate(rows, 3))], TODAY)
    assert not problems
    return got


def test_school_days_leave_out_weekends_and_days_off() -> None:
    """Labor Day week has four school days; nothing outside the school year is one."""
    one = calendar(("9/7/2026", "", "all", "no school, Labor Day"))
    assert one.school_days(Span(date(2026, 9, 7), date(2026, 9, 14))) == 4
    assert one.school_days(Span(date(2026, 7, 1), date(2026, 8, 12))) == 0
    assert one.assumed == ()


def test_a_half_day_is_a_school_day() -> None:
    """Early release takes the afternoon, not the day."""
    one = calendar(("10/9/2026", "", "all", "Early release"))
    assert one.is_school_day(date(2026, 10, 9))
    assert [(away.reason, away.part) for away in one.away] == [("school_closed", "pm")]


def test_one_school_that_is_closed_leaves_the_others_open() -> None:
    """A row about one school is about that school's students only."""
    one = calendar(("10/9/2026", "", "Lincoln", "no school (water main)"))
    assert one.is_school_day(date(2026, 10, 9))
    assert one.away[0].touches("lincoln", "Pat Kim")
    assert not one.away[0].touches("Washington", "Pat Kim")


@pytest.mark.parametrize(
    ("who", "what", "reason", "part"),
    [
        ("all", "Winter break", "school_closed", "whole"),
        ("all", "Veterans Day", "school_closed", "whole"),
        ("all", "teacher work day", "school_closed", "whole"),
        ("all", "2-hour delay", "school_closed", "am"),
        ("all", "Half day", "school_closed", "pm"),
        ("Lincoln", "assembly", "school_event", "whole"),
        ("Lincoln", "assembly (am)", "school_event", "am"),
        ("all", "State testing", "school_event", "whole"),
        ("Lincoln", "5th grade field trip", "school_event", "whole"),
        ("me", "out sick", "provider_absent", "whole"),
        ("all", "out sick", "provider_absent", "whole"),
        ("Pat Kim", "jury duty", "provider_absent", "whole"),
        ("me", "sick pm", "provider_absent", "pm"),
        ("me", "IEP meetings", "provider_unavailable", "whole"),
        ("me", "training", "provider_unavailable", "whole"),
        ("me", "vacation", "provider_absent", "whole"),
    ],
)
def test_what_a_row_means(who: str, what: str, reason: str, part: str) -> None:
    """The words of a row decide for which reason its days have no sessions."""
    one = calendar(("10/14/2026", "", who, what))
    assert [(away.reason, away.part) for away in one.away] == [(reason, part)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("13/40/2026", "", "all", "no school"), "no date"),
        (("10/14/2026", "10/1/2026", "all", "no school"), "before it begins"),
        (("10/14/2026", "", "all", "wibble"), "could not tell"),
        (("10/14/2026", "", "all", "professional development"), "could not tell"),
        (("10/14/2026", "", "all", ""), "no word"),
        (("10/14/2020", "10/14/2026", "all", "no school"), "longer than a school year"),
        (("12/31/9999", "", "all", "no school"), "no date"),
        (("1/1/2027", "6/1/2027", "all", "school year"), "overlaps"),
    ],
)
def test_a_row_that_cannot_be_read_is_said(row: tuple[str, str, str, str], says: str) -> None:
    """A bad row changes nothing and names its place."""
    got, problems = parse_calendar([YEAR, CalendarRow(*row, 9)], TODAY)
    assert len(problems) == 1 and says in problems[0] and "row 9" in problems[0]
    assert not got.away


def test_blank_rows_of_the_tab_are_passed_over() -> None:
    """The undated rows that a new Calendar tab has are no problem, and what is assumed instead is said."""
    got, problems = parse_calendar([CalendarRow("", None, "all", what) for what in ("school year", "term 1", "")], TODAY)
    assert not problems
    assert got.years == (Span(date(2026, 8, 15), date(2027, 6, 16)),)
    assert len(got.assumed) == 2 and "8/15/26 to 6/15/27" in got.assumed[0]


def test_trimesters_come_from_the_calendar() -> None:
    """Entered trimesters are used as they are; three plain terms serve as trimesters and say so."""
    days = [("8/12/2026", "11/6/2026"), ("11/9/2026", "2/26/2027"), ("3/1/2027", "6/4/2027")]
    window = Span(date(2026, 10, 1), date(2026, 12, 1))
    named = calendar(*((first, last, "all", f"Trimester {at}") for at, (first, last) in enumerate(days, 1)))
    assert [(one.name, one.assumed) for one in named.stretches("trimester", window)] == [("Trimester 1", ""), ("Trimester 2", "")]
    plain = calendar(*((first, last, "all", f"term {at}") for at, (first, last) in enumerate(days, 1)))
    got = plain.stretches("trimester", window)
    assert [one.span for one in got] == [one.span for one in named.stretches("trimester", window)]
    assert all("taken as" in one.assumed for one in got)


def test_terms_that_nobody_entered_are_cut_and_said() -> None:
    """Without terms the school year falls into equal parts, all of its days in exactly one, and each says that it was assumed."""
    one = calendar()
    whole = one.years[0]
    for period, count in (("semester", 2), ("trimester", 3), ("quarter", 4), ("nine_weeks", 4)):
        got = one.stretches(period, whole)  # type: ignore[arg-type]
        assert len(got) == count and all(part.assumed for part in got)
        assert got[0].span.start == whole.start and got[-1].span.end == whole.end
        assert all(a.span.end == b.span.start for a, b in pairwise(got))


def test_a_break_takes_no_part_in_four_weeks() -> None:
    """Runs of weeks count school weeks: two weeks of winter break do not use up two of the four."""
    one = calendar(("12/21/2026", "1/1/2027", "all", "winter break"))
    runs = one.stretches("four_weeks", Span(date(2026, 11, 30), date(2027, 1, 20)), anchor=date(2026, 12, 7))
    assert [run.span for run in runs][:2] == [Span(date(2026, 12, 7), date(2027, 1, 18)), Span(date(2027, 1, 18), date(2027, 2, 15))]


def test_cycles_come_from_listed_days_only() -> None:
    """A 6-day cycle runs from one listed day 1 to the next."""
    rows = [("8/12/2026", "", "all", "day 1"), ("8/20/2026", "", "all", "cycle day 1"), ("8/21/2026", "", "all", "day 2")]
    one = calendar(*rows)
    window = Span(date(2026, 8, 12), date(2026, 9, 1))
    assert [run.span for run in one.stretches("cycle", window)] == [Span(date(2026, 8, 12), date(2026, 8, 20))]
    assert calendar().stretches("cycle", window) == []


def test_going_back_counts_school_days() -> None:
    """Five school days before a Monday is the Monday before; a holiday pushes it further."""
    assert calendar().back(date(2026, 10, 12), 5) == date(2026, 10, 5)
    assert calendar(("10/7/2026", "", "all", "no school")).back(date(2026, 10, 12), 5) == date(2026, 10, 2)
    assert calendar().back(date(2026, 8, 13), 5) == date(2026, 8, 12)


@given(st.lists(st.integers(0, 290), max_size=12), st.integers(-20, 320), st.integers(0, 60), st.sampled_from(["week", "month", "day"]))
def test_periods_cover_each_school_day_once(off: list[int], at: int, length: int, period: str) -> None:
    """Every school day of a window is in exactly one of its days, weeks and months; counting agrees with looking at each day."""
    start = date(2026, 8, 12)
    rows = [((start + timedelta(days=day)).isoformat(), "", "all", "no school") for day in set(off)]
    one = calendar(*rows)
    window = Span(start + timedelta(days=at), start + timedelta(days=at + length))
    days = [window.start + timedelta(days=n) for n in range(length)]
    assert one.school_days(window) == sum(one.is_school_day(day) for day in days)
    stretches: list[Stretch] = one.stretches(period, window)  # type: ignore[arg-type]
    for day in days:
        if one.is_school_day(day):
            assert sum(day in part.span for part in stretches) == 1


@given(st.lists(st.builds(
    CalendarRow,
    st.one_of(st.none(), st.dates(), st.sampled_from(["9/1/2026", "2/30/27", "soon", ""])),
    st.one_of(st.none(), st.dates(), st.sampled_from(["10/1/2026", "12/31/9999"])),
    st.sampled_from(["all", "", "me", "Lincoln"]),
    st.one_of(st.text(max_size=20), st.sampled_from(["school year", "trimester 1", "no school", "day 1", "ESY"])),
), max_size=8))  # fmt: skip
def test_any_rows_are_parsed(rows: list[CalendarRow]) -> None:
    """No row breaks the calendar: it always knows a school year or says which it took."""
    got, problems = parse_calendar(rows, TODAY)
    assert got.years
    assert len(problems) <= len(rows)
    assert got.school_days(Span(date(2026, 8, 1), date(2027, 8, 1))) >= 0


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Tue 9:15", [Slot(1, 555)]),
        ("M/W 10-10:30", [Slot(0, 600, 630), Slot(2, 600, 630)]),
        ("TTh 1:15, Fri 8:30", [Slot(1, 795), Slot(3, 795), Slot(4, 510)]),
        ("MWF 2pm", [Slot(0, 840), Slot(2, 840), Slot(4, 840)]),
        ("Mon 9:15 Rm 12", [Slot(0, 555)]),
        ("Wed 11:30-1", [Slot(2, 690, 780)]),
        ("Mon & Wed 10, Fri", [Slot(0, 600), Slot(2, 600), Slot(4)]),
        ("during writing", []),
        ("", []),
    ],
)
def test_usual_times(text: str, slots: list[Slot]) -> None:
    """Usual times are read as people write them; hours before 7 are afternoons; rooms are no times."""
    assert list(parse_usual(text)) == slots


@given(st.text(max_size=300))
def test_any_usual_times(text: str) -> None:
    """Any text is read without an error, to weekdays only."""
    assert all(0 <= slot.weekday < 5 for slot in parse_usual(text))
