"""A person's written dates in roster cells and plan fields."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.dates import parse_day


@pytest.mark.parametrize(
    "text",
    [
        "3/4/26",
        "3/4/2026",
        "03/04/2026",
        "2026-03-04",
        "Mar 4, 2026",
        "3.4.26",
        "March 4 2026",
        "3-4-26",
        "4 March 2026",
        "Sept. 4th, 2026",
        "Wed 3/4/26",
        " 3/4/26. ",
    ],
)
def test_the_usual_ways_to_write_a_day(text: str) -> None:
    """Month first, two or four digits, names, ISO, a weekday that agrees."""
    assert parse_day(text) in (date(2026, 3, 4), date(2026, 9, 4))


@pytest.mark.parametrize(
    "text", ["30/10/25", "9/31/25", "2/29/25", "3/4", "Mon 3/4/26", "soon", "", "TBD", "3/4/205", "13/1/2025", "3/4/26 and 3/4/27"]
)
def test_what_states_no_day_is_no_day(text: str) -> None:
    """Never day first, no day that does not exist, none without its year, none that its weekday contradicts."""
    assert parse_day(text) is None


def test_two_digits_are_a_near_year() -> None:
    """`97` is 1997, `27` is 2027, a birthdate in `19` is 2019."""
    assert [parse_day(text).year for text in ("3/4/97", "3/4/27", "3/14/19") if parse_day(text)] == [1997, 2027, 2019]  # type: ignore[union-attr]


@given(st.dates(date(1940, 1, 1), date(2044, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    """A day written in full is read as itself."""
    for text in (
        day.isoformat(),
        f"{day.month}/{day.day}/{day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%a} {day.month}.{day.day}.{day.year}",
    ):
        assert parse_day(text) == day


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    """Nothing raises."""
    parse_day(text)
