"""Services written as direct and consult together, and what is brought forward from before counting began."""

from __future__ import annotations

from datetime import date

import pytest

from otsync.caseload.balance import balance
from otsync.caseload.balance_model import Balance, Given
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.explain import account, explain, force_of
from otsync.caseload.opening import read_opening
from otsync.caseload.services import read_services

TODAY = date(2027, 2, 24)  # a Wednesday
CALENDAR, _ = parse_calendar([CalendarRow(date(2026, 8, 10), date(2027, 6, 4), "all", "school year", 2)], TODAY)
TOGETHER = "120 min per month direct and consult"


def stands(services: str, entries: list[Given], *, brought: str = "", count_from: date = date(2026, 8, 1), today: date = TODAY) -> Balance:
    openings, problem = read_opening(brought)
    assert problem == ""
    force = force_of("active", None, None, count_from, None)
    return balance(read_services(services).services, entries, CALENDAR.for_whom("", ""), force, today, openings=openings)


def given(day: date, minutes: int, kind: str = "direct", **more: object) -> Given:
    return Given(day, "delivered", kind, minutes, **more)  # type: ignore[arg-type]


def test_direct_and_consult_together_are_one_amount() -> None:
    """Both kinds count for it; the words say so."""
    made = stands(TOGETHER, [given(date(2027, 2, 2), 30), given(date(2027, 2, 9), 15, "consult"), given(date(2027, 2, 16), 45)])
    month = made.month["combined"]
    assert (month.required, month.given, month.remaining) == (120, 90, 30)
    assert "Direct and consult together, February 2027: 120 required, 90 given" in "\n".join(explain(made, read_services(TOGETHER)))


def test_consult_never_fills_a_direct_line_beside_it() -> None:
    """With a direct line of its own, direct minutes fill that first and consult only what is meant for both."""
    made = stands(f"30 min weekly; {TOGETHER}", [given(date(2027, 2, 2), 30), given(date(2027, 2, 3), 90, "consult")])
    assert (made.month["direct"].given, made.month["combined"].given) == (30, 90)
    over = stands("30 min weekly", [given(date(2027, 2, 3), 90, "consult")])
    assert over.month["direct"].given == 0 and over.beside == {"consult": 90}


def test_a_make_up_of_a_service_for_both_is_in_its_own_sums() -> None:
    """The debt belongs to the service for both, and its make-up is seen in that service's month and year."""
    entries = [Given(date(2027, 2, 2), "missed", "direct", 0, "provider_absent", scheduled=30),
               given(date(2027, 2, 10), 30, "consult", makeup=True, makeup_for=date(2027, 2, 2))]  # fmt: skip
    made = stands(TOGETHER, entries)
    assert (made.month["combined"].makeup_given, made.year["combined"].makeup_given, made.makeup_open) == (30, 30, 0)
    assert made.month["combined"].made_up == 30


@pytest.mark.parametrize(
    ("words", "owed", "given", "kind"),
    [
        ("60 owed", 60, None, "direct"),
        ("owes 45 min consult", 45, None, "consult"),
        ("owe 60", 60, None, "direct"),
        ("250 given", 0, 250, "direct"),
        ("Given: 250 min", 0, 250, "direct"),
        ("30 consult min owed", 30, None, "consult"),
        ("make-up owed 90", 90, None, "direct"),
    ],
)
def test_what_is_brought_forward_is_read(words: str, owed: int, given: int | None, kind: str) -> None:
    """Owed or given, with or without the kind."""
    (one,), problem = read_opening(words)
    assert (one.owed, one.given, one.kind, problem) == (owed, given, kind, "")


@pytest.mark.parametrize("words", ["60", "-60", "some", "60 owed given", "60 owed, 30 owed", "60 or 90 owed", "99999 owed"])
def test_what_may_mean_two_things_is_asked_about(words: str) -> None:
    """A bare number is neither owed nor given: it counts 0 and is asked about."""
    found, problem = read_opening(words)
    assert found == () and "counts 0" in problem


@pytest.mark.parametrize("words", ["", "0", "none", "n/a", "-", "  "])
def test_nothing_brought_forward(words: str) -> None:
    """A blank or a nought is nothing."""
    assert read_opening(words) == ((), "")


def test_what_is_owed_from_before_is_a_debt() -> None:
    """It waits as a make-up, a session written as one pays it, and an ordinary session does not."""
    entries = [given(date(2027, 1, 13), 30), given(date(2027, 1, 15), 40, makeup=True)]
    made = stands("30 min weekly", entries, brought="60 owed", count_from=date(2027, 1, 11))
    (debt,) = made.debts
    assert (debt.minutes, debt.made_up, made.makeup_open) == (60, 40, 20)
    assert made.year["direct"].missed_owed == 0 and made.year["direct"].makeup_given == 40 and made.year["direct"].made_up == 0
    said = "\n".join(account(made, read_services("30 min weekly")))
    assert "“60 owed” under Brought forward" in said and "from before counting began" in said


def test_what_was_given_before_counts_for_the_year_it_was_given_in() -> None:
    """600 a year, counted from January with 250 given before: the whole 600 are required, and 350 less what was given since remain."""
    cut = stands("600 min per year", [given(date(2027, 1, 13), 30)], count_from=date(2027, 1, 11))
    whole = stands("600 min per year", [given(date(2027, 1, 13), 30)], brought="250 given", count_from=date(2027, 1, 11))
    assert cut.year["direct"].required < 600
    year = whole.year["direct"]
    assert (year.required, year.brought, year.delivered, year.remaining + year.not_accounted) == (600, 250, 30, 320)
    assert year.given == 30, "what the log does not hold is not in what was given"
    assert year.pace == 250 + 30 - year.expected


def test_what_was_given_before_says_nothing_about_weeks() -> None:
    """A weekly service has no long period that it could count for: said, and not counted."""
    made = stands("30 min weekly", [], brought="250 given", count_from=date(2027, 1, 11))
    assert made.year["direct"].brought == 0
    assert any("250 min count nowhere" in step.text for step in made.explanation)


def test_the_clock_leaves_out_days_on_which_the_student_was_away() -> None:
    """Twelve school days since the last session, on two of which the child was absent: the clock has ten."""
    entries = [given(date(2027, 2, 5), 30), Given(date(2027, 2, 9), "missed", "direct", 0, "student_absent"),
               Given(date(2027, 2, 16), "missed", "direct", 0, "student_refused"),
               Given(date(2027, 2, 18), "missed", "direct", 0, "provider_absent")]  # fmt: skip
    made = stands("30 min weekly", entries)
    assert (made.school_days_since_seen, made.school_days_without_service) == (12, 10)
