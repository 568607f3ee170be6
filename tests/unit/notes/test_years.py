"""Which year a bare date belongs to, and that it stays so."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.caseload.notes.model import Line
from otsync.caseload.notes.reader import line_key, read_notes

REF = date(2025, 10, 31)
EARLY = date(2015, 1, 1)


def days(lines: Sequence[str], ref: date = REF, count_from: date | None = EARLY, **more: object) -> list[date]:
    """The days of the entries that these lines give."""
    return [one.date for one in read_notes([Line(text) for text in lines], ref_date=ref, count_from=count_from, **more).entries]  # type: ignore[arg-type]


def codes(lines: Sequence[str], ref: date = REF, count_from: date | None = EARLY) -> list[str]:
    """The flags that these lines give."""
    return [one.code for one in read_notes([Line(text) for text in lines], ref_date=ref, count_from=count_from).flags]


def test_newest_on_top_walks_into_last_year() -> None:
    """Bare dates below a newer one belong to the year that the order says."""
    assert days(["10/30 30 PI", "1/9 30 PI", "12/18 30 PI", "11/20 30 PI"]) == [
        date(2025, 10, 30),
        date(2025, 1, 9),
        date(2024, 12, 18),
        date(2024, 11, 20),
    ]


def test_oldest_on_top_is_walked_from_the_bottom() -> None:
    """A Doc that grows downwards is read from its newest end."""
    assert days(["11/20 30 PI", "12/18 30 PI", "1/9 30 PI", "10/30 30 PI"]) == [
        date(2024, 11, 20),
        date(2024, 12, 18),
        date(2025, 1, 9),
        date(2025, 10, 30),
    ]


def test_year_headings_decide() -> None:
    """`2023-2024` and the like give the year to the lines below them, in either order of lines."""
    lines = ["2025-2026", "9/10 30 PI", "10/8 30 PI", "2024-25", "10/9 30 PI", "2/5 30 PI", "SY 23-24", "11/8 30 PI"]
    assert days(lines) == [date(2025, 9, 10), date(2025, 10, 8), date(2024, 10, 9), date(2025, 2, 5), date(2023, 11, 8)]


def test_month_headings_with_a_year_decide() -> None:
    """`October 2024` gives the year to the lines below it."""
    assert days(["October 2024", "10/9 30 PI", "10/2 30 PI", "September 2024", "9/25 30 PI"]) == [
        date(2024, 10, 9),
        date(2024, 10, 2),
        date(2024, 9, 25),
    ]


def test_a_written_year_carries_on() -> None:
    """Bare lines follow the written year of the lines around them."""
    assert days(["10/9/24 30 PI", "10/2 30 PI", "9/25 30 PI", "9/18/24 30 PI"]) == [
        date(2024, 10, 9),
        date(2024, 10, 2),
        date(2024, 9, 25),
        date(2024, 9, 18),
    ]


def test_a_year_typed_wrong_in_january_is_asked() -> None:
    """`1/7/25` between lines of January 2026 is a slip: it is asked about and does not move its neighbours."""
    lines = ["1/21 30 PI", "1/14 30 PI", "1/7/25 30 PI", "12/17 30 PI", "12/10 30 PI"]
    ref = date(2026, 1, 23)
    assert days(lines, ref) == [date(2026, 1, 21), date(2026, 1, 14), date(2025, 12, 17), date(2025, 12, 10)]
    assert codes(lines, ref) == ["date_year"]


def test_older_days_are_neither_logged_nor_flagged() -> None:
    """Lines before the day that counting starts give nothing at all."""
    lines = ["10/30 30 PI", "8/1 30 PI", "3/31 push-in", "9/15/23 30 PI"]
    assert days(lines, count_from=date(2025, 8, 18)) == [date(2025, 10, 30)]
    assert codes(lines, count_from=date(2025, 8, 18)) == []


def test_many_old_days_are_one_question() -> None:
    """Without a day to count from, many lines of former years make one flag, not hundreds."""
    lines = [f"{month}/12/24 30 PI" for month in (2, 3, 4, 6)] + ["10/30 30 PI"]
    assert codes(lines, count_from=None) == ["date_before_year"]


def test_a_line_keeps_its_year_for_ever() -> None:
    """A bare line that was once given a year keeps it, whatever the day of reading."""
    lines = ["10/7 30 PI"]
    later = date(2026, 10, 20)
    assert days(lines, later) == [date(2026, 10, 7)]
    assert days(lines, later, seen={line_key("10/7 30 PI"): [date(2025, 10, 7)]}) == [date(2025, 10, 7)]


def test_the_session_part_is_enough_to_remember() -> None:
    """A line whose narrative was changed keeps its year by its session part, which is what the log holds."""
    later = date(2026, 10, 20)
    assert days(["10/7 30 PI. Now with more words."], later, seen={line_key("10/7 30 PI"): [date(2025, 10, 7)]}) == [date(2025, 10, 7)]


def test_the_same_words_in_two_years_keep_their_years() -> None:
    """Two identical lines take the two remembered days, each once."""
    seen = {line_key("10/7 30 PI"): [date(2025, 10, 7), date(2024, 10, 7)]}
    assert sorted(days(["10/7 30 PI", "3/4 30 PI", "10/7 30 PI"], date(2026, 3, 5), seen=seen)) == [
        date(2024, 10, 7),
        date(2025, 3, 4),
        date(2025, 10, 7),
    ]


def test_a_day_ahead_is_asked_and_a_far_day_is_last_years() -> None:
    """Up to 60 days ahead a bare date is a question; farther ahead it is the past one."""
    assert codes(["12/29 30 PI"]) == ["date_future"]
    assert days(["12/31 30 PI"]) == [date(2024, 12, 31)]


def _notes(start: date, gaps: Sequence[int]) -> list[date]:
    """School days from `start` back, summers left out."""
    out: list[date] = []
    day = start
    for gap in gaps:
        day -= timedelta(days=gap)
        while day.weekday() >= 5 or day.month in (7, 8):
            day -= timedelta(days=1)
        if out and day >= out[-1]:
            continue
        out.append(day)
    return out


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=20, max_size=220),
    st.lists(st.integers(0, 9), min_size=220, max_size=220),
    st.booleans(),
)
def test_three_years_of_notes_have_every_date_right(gaps: list[int], written: list[int], newest_first: bool) -> None:
    """A Doc of up to three years, its years written on some lines or on none, in either order: every date is right."""
    truth = _notes(REF, gaps)
    lines = [
        f"{day.month}/{day.day}/{day.year % 100} 30 PI. Note {n}." if written[n] == 0 else f"{day.month}/{day.day} 30 PI. Note {n}."
        for n, day in enumerate(truth)
    ]
    if not newest_first:
        truth, lines = truth[::-1], lines[::-1]
    assert days(lines) == truth
    assert codes(lines) == []


def _in_session(day: date) -> bool:
    return day.weekday() < 5 and not (6, 15) < (day.month, day.day) < (8, 15)


GAPS: dict[str, Callable[[random.Random], int]] = {
    "weekly": lambda dice: dice.randint(1, 9),
    "monthly": lambda dice: dice.randint(20, 45),
    "mixed": lambda dice: dice.choice([3, 5, 7, 7, 14, 28]),
    "with long breaks": lambda dice: dice.randint(60, 160) if dice.random() < 0.1 else dice.choice([4, 7, 7, 10]),
}
"""Days from one note to the one before it, by how often the student is seen."""


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 10**9),
    st.sampled_from(sorted(GAPS)),
    st.sampled_from(["no years", "some years", "many years", "headings"]),
    st.booleans(),
    st.booleans(),
)
def test_a_doc_of_three_years_of_any_shape(seed: int, often: str, written: str, newest_first: bool, untidy: bool) -> None:
    """Seen weekly, monthly or with breaks of months, read on any school day, years written or not, lines out of order here and there:
    every date is right, or there is one question."""
    dice = random.Random(seed)
    ref = date(2025, dice.choice([1, 2, 3, 5, 9, 10, 12]), dice.randint(1, 28))
    truth: list[date] = []
    day = ref
    while (ref - day).days < 3 * 365:
        day -= timedelta(days=GAPS[often](dice))
        while not _in_session(day):
            day -= timedelta(days=1)
        truth.append(day)
    if untidy:
        for n in range(len(truth) - 1):
            if dice.random() < 0.05 and (truth[n] - truth[n + 1]).days <= 14:
                truth[n], truth[n + 1] = truth[n + 1], truth[n]
    if not newest_first:
        truth.reverse()
    share = {"some years": 0.05, "many years": 0.3}.get(written, 0.0)
    lines: list[str] = []
    year = 0
    for n, one in enumerate(truth):
        starts = one.year if one.month >= 7 else one.year - 1
        if written == "headings" and starts != year:
            lines.append(f"{starts}-{starts + 1}")
            year = starts
        lines.append(f"{one.month}/{one.day}{f'/{one.year % 100:02}' if dice.random() < share else ''} 30 PI. Note {n}.")
    reading = read_notes([Line(text) for text in lines], ref_date=ref, count_from=EARLY)
    right = {f"Note {n}." for n in range(len(truth))}
    for entry in reading.entries:
        note = entry.line.partition("PI. ")[2]
        assert entry.date == truth[int(note[5:-1])], entry.line
        right.discard(note)
    assert len(reading.flags) <= 1
    assert bool(right) == bool(reading.flags)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=10, max_size=120))
def test_reading_later_with_memory_changes_no_date(gaps: list[int]) -> None:
    """Days once given are the same a year later."""
    truth = _notes(REF, gaps)
    lines = [f"{day.month}/{day.day} 30 PI. Note {n}." for n, day in enumerate(truth)]
    first = read_notes([Line(one) for one in lines], ref_date=REF, count_from=EARLY)
    seen: dict[str, list[date]] = {}
    for entry in first.entries:
        seen.setdefault(line_key(entry.line), []).append(entry.date)
    assert days(lines, date(2026, 11, 2), seen=seen) == [one.date for one in first.entries] == truth


def test_two_days_far_apart_are_the_nearest_past_ones() -> None:
    """Where no pair of lines is near enough to tell the Doc's order, the nearest past days tell it: oldest on top, or newest."""
    for text in (("9/30 30 PI", "3/4 30 PI"), ("3/4 30 PI", "9/30 30 PI")):
        reading = read_notes([Line(one) for one in text], ref_date=date(2026, 3, 13))
        assert sorted(one.date for one in reading.entries) == [date(2025, 9, 30), date(2026, 3, 4)] and not reading.flags
