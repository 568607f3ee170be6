"""Until when a record is kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.retention import RetentionRules, keep_until


@pytest.mark.parametrize(
    ("birthdate", "discharge", "until"),
    [
        (date(2019, 3, 14), date(2025, 6, 10), date(2038, 3, 14)),
        (date(2005, 3, 14), date(2025, 6, 10), date(2032, 6, 10)),
        (date(2008, 2, 29), date(2015, 1, 1), date(2027, 3, 1)),
        (date(2004, 2, 29), date(2024, 2, 29), date(2031, 3, 1)),
        (date(2005, 2, 28), date(2020, 2, 29), date(2027, 3, 1)),
    ],
)
def test_the_later_of_both_days(birthdate: date, discharge: date, until: date) -> None:
    """Seven years after the discharge or the 19th birthday, whichever is later; 29 February becomes 1 March."""
    assert keep_until(birthdate, discharge).until == until


@pytest.mark.parametrize(
    ("birthdate", "discharge", "says"),
    [
        (None, date(2025, 6, 10), "no birthdate"),
        (date(2019, 3, 14), None, "Not discharged"),
        (date(2026, 1, 1), date(2025, 6, 10), "before"),
    ],
)
def test_no_day_without_its_facts(birthdate: date | None, discharge: date | None, says: str) -> None:
    """Without a discharge or a birthdate, or where they contradict each other, no day is named and the reason is."""
    got = keep_until(birthdate, discharge)
    assert got.until is None and says in got.reason


def test_an_emancipated_minor() -> None:
    """For an emancipated minor the seven years count, with or without a birthdate."""
    assert keep_until(date(2009, 3, 14), date(2025, 6, 10), emancipated=True).until == date(2032, 6, 10)
    assert keep_until(None, date(2025, 6, 10), emancipated=True).until == date(2032, 6, 10)


def test_a_district_may_keep_longer() -> None:
    """A district's own years are used and its source is named."""
    got = keep_until(date(2019, 3, 14), date(2025, 6, 10), RetentionRules("Lakeside", 15, 25, "Board policy 5125"))
    assert got.until == date(2044, 3, 14) and "Board policy 5125" in got.reason


@given(st.dates(), st.dates(), st.booleans(), st.booleans())
def test_a_legal_hold_wins(birthdate: date, discharge: date, emancipated: bool, hold: bool) -> None:
    """Under a legal hold no day is ever named; otherwise the day is never before either limit."""
    got = keep_until(birthdate, discharge, emancipated=emancipated, legal_hold=hold)
    if hold:
        assert got.until is None
    elif got.until:
        assert got.until.year >= min(discharge.year + 7, 9999)
        assert emancipated or got.until.year >= min(birthdate.year + 19, 9999)
