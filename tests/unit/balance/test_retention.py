from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.retention import RetentionRules, keep_until


def test_the_later_of_discharge_and_nineteenth_birthday() -> None:
    """A young child's record is kept to the 19th birthday if that is later, a grown one's for seven years after the discharge."""
    early = keep_until(date(2019, 3, 14), date(2025, 6, 10))
    assert early.until == date(2038, 3, 14) and "19th birthday" in early.reason and "6/10/25" in early.reason
    late = keep_until(date(2006, 3, 14), date(2025, 6, 10))
    assert late.until == date(2032, 6, 10) and "7 years after the discharge" in late.reason


def test_a_leap_day_becomes_the_first_of_march() -> None:
    """Born or discharged on 29 February, in a target year without one."""
    assert keep_until(date(2020, 2, 29), date(2026, 1, 9)).until == date(2039, 3, 1)
    assert keep_until(date(2004, 1, 1), date(2024, 2, 29)).until == date(2031, 3, 1)
    assert keep_until(date(2004, 1, 1), date(2024, 2, 29), RetentionRules(years_after_discharge=8)).until == date(2032, 2, 29)


def test_no_day_is_named_where_none_can_be() -> None:
    """Not discharged, no birthdate, dates that cannot be: no day, and a sentence that says why; a legal hold wins over everything."""
    born, left = date(2019, 3, 14), date(2025, 6, 10)
    for kept, word in (
        (keep_until(born, None), "in use"),
        (keep_until(None, left), "birthdate"),
        (keep_until(left, born), "before the birthdate"),
        (keep_until(born, left, legal_hold=True), "legal hold"),
        (keep_until(born, left, emancipated=True, legal_hold=True), "legal hold"),
    ):
        assert kept.until is None and word in kept.reason


def test_an_emancipated_minor_counts_from_the_discharge() -> None:
    """Seven years after it, with or without a birthdate."""
    assert keep_until(date(2009, 3, 14), date(2025, 6, 10), emancipated=True).until == date(2032, 6, 10)
    assert keep_until(None, date(2025, 6, 10), emancipated=True).until == date(2032, 6, 10)


days = st.dates(date(1995, 1, 1), date(2035, 12, 31))


@given(days, st.integers(0, 22 * 365))
def test_never_less_than_either_rule_asks_for(born: date, lived: int) -> None:
    """No record may go before seven years have passed or before the 19th birthday; nothing is kept longer than the later of both."""
    left = born + timedelta(days=lived)
    kept = keep_until(born, left).until
    assert kept is not None
    assert (kept.year - left.year, kept.month, kept.day) >= (7, left.month, left.day)
    assert (kept.year - born.year, kept.month, kept.day) >= (19, born.month, born.day)
    assert kept <= max(left + timedelta(days=7 * 366), born + timedelta(days=19 * 366))
