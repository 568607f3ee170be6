"""Usual times as roster cells word them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.usual import parse_usual

MON, TUE, WED, THU, FRI = range(5)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Tue 9:15", [(TUE, "9:15", "")]),
        ("Tuesdays at 9:15 am", [(TUE, "9:15", "")]),
        ("M/W 10-10:30", [(MON, "10:00", "10:30"), (WED, "10:00", "10:30")]),
        ("TTh 1:15, Fri 8:30", [(TUE, "13:15", ""), (THU, "13:15", ""), (FRI, "8:30", "")]),
        ("Tue & Thu 9:15, 30 min", [(TUE, "9:15", ""), (THU, "9:15", "")]),
        ("9:15-9:45 on Tues/Thurs", [(TUE, "9:15", "9:45"), (THU, "9:15", "9:45")]),
        ("9:15 Tue", [(TUE, "9:15", "")]),
        ("Wed 10:00 - 10:30 push-in; Thu 1:15 pull-out", [(WED, "10:00", "10:30"), (THU, "13:15", "")]),
        ("daily 9:00", [(day, "9:00", "") for day in range(5)]),
        ("Mon 2nd period", [(MON, "", "")]),
        ("Fri 12:30, Mon 1:15", [(FRI, "12:30", ""), (MON, "13:15", "")]),
        ("Tue 9:15 (rm 12)", [(TUE, "9:15", "")]),
    ],
)
def test_days_and_times(text: str, slots: list[tuple[int, str, str]]) -> None:
    """Which days, from when to when; hours before seven are afternoons."""

    def clock(minute: int | None) -> str:
        return "" if minute is None else f"{minute // 60}:{minute % 60:02d}"

    assert [(one.weekday, clock(one.start), clock(one.end)) for one in parse_usual(text)] == slots


@pytest.mark.parametrize(
    "text", ["", "varies", "9:15", "every other Wed 10", "A day 9:15", "1st & 3rd Tue 9:15", "Week A Tue 9:15", "alternate Mondays 9:00"]
)
def test_days_of_some_weeks_are_no_weekly_time(text: str) -> None:
    """Nothing that would settle a session of every week."""
    assert parse_usual(text) == ()


@given(st.text(max_size=60) | st.from_regex(r"([MTWF/ ,&-]|Tue|Th|\d{1,2}:\d\d|every other| am| pm){1,12}", fullmatch=True))
def test_any_text_gives_times_of_a_day(text: str) -> None:
    """Never an error; days from Monday to Friday, minutes of one day, ends after starts."""
    for one in parse_usual(text):
        assert 0 <= one.weekday <= 4 and (one.start is None or 0 <= one.start < 1440)
        assert one.end is None or (one.start is not None and one.start < one.end)
