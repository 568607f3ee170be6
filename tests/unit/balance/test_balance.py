from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from otsync.caseload.balance import balance
from otsync.caseload.balance_model import Balance, Given
from otsync.caseload.calendar import Calendar
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.explain import explain, force_of
from otsync.caseload.services import read_services
from otsync.caseload.usual import parse_usual

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 8, 10), date(2027, 6, 4)
COUNT_FROM = date(2026, 8, 1)
TODAY = date(2026, 10, 7)  # a Wednesday
YEAR = CalendarRow(FIRST, LAST, "all", "school year", 2)
OFF = CalendarRow(date(2026, 9, 7), None, "all", "Labor Day", 3)


def calendar(*rows: CalendarRow) -> Calendar:
    made, problems = parse_calendar([YEAR, *rows], TODAY)
    assert problems == ()
    return made.for_whom("", "")


def stands(
    services: str,
    entries: list[Given],
    today: date = TODAY,
    *,
    rows: tuple[CalendarRow, ...] = (OFF,),
    status: str = "active",
    status_date: date | None = None,
    starts: date | None = None,
    usual: str = "",
    annual: date | None = None,
    count_from: date = COUNT_FROM,
) -> Balance:
    last = max((one.date for one in entries), default=None)
    force = force_of(status, status_date, starts, count_from, last)
    return balance(read_services(services).services, entries, calendar(*rows), force, today, slots=parse_usual(usual), annual=annual)


def given(day: date, minutes: int = 30, kind: str = "direct", **more: object) -> Given:
    return Given(day, "delivered", kind, minutes, **more)  # type: ignore[arg-type]


def missed(day: date, reason: str | None, **more: object) -> Given:
    return Given(day, "missed", "direct", 0, reason, **more)  # type: ignore[arg-type]


OWED = {"provider_absent": True, "provider_unavailable": True, "school_event": True, "student_absent": False, "school_closed": False}


@pytest.mark.parametrize("seed", range(12))
def test_a_year_equals_its_truth_to_the_minute(seed: int) -> None:
    """Sessions, absences, forgotten notes, make-ups and consult of a school year, made by chance: each figure is the one they were made
    with."""
    rng = random.Random(seed)
    weekly, weekday = rng.choice((20, 30, 45)), rng.randrange(5)
    breaks = [(date(2026, 11, 23), date(2026, 11, 27)), (date(2026, 12, 21), date(2027, 1, 1)), (date(2027, 4, 5), date(2027, 4, 9))]
    rows = tuple(CalendarRow(first, last, "all", "no school", at) for at, (first, last) in enumerate(breaks, 4))
    today = date(2027, 5, 24)
    entries: list[Given] = []
    truth = {"delivered": 0, "owed": 0, "not_owed": 0, "made_up": 0, "silent": 0, "weeks": 0, "consult": 0, "evaluation": 0}
    by_reason: dict[str, int] = {}
    open_debts: list[date] = []
    monday = FIRST
    # The last full weeks lie within the grace and stay out of it.
    while monday < date(2027, 5, 10):
        if not any(first <= monday <= last for first, last in breaks):
            truth["weeks"] += 1
            day = monday + DAY * weekday
            chance = rng.random()
            if chance < 0.7:
                entries.append(given(day, weekly, key=f"d{monday}"))
                truth["delivered"] += weekly
            elif chance < 0.92:
                reason = rng.choice(list(OWED))
                entries.append(missed(day, reason, key=f"m{monday}"))
                truth["owed" if OWED[reason] else "not_owed"] += weekly
                by_reason[reason] = by_reason.get(reason, 0) + weekly
                if OWED[reason]:
                    open_debts.append(day)
            else:
                truth["silent"] += weekly
            if open_debts and rng.random() < 0.4:
                debt = open_debts.pop(0)
                entries.append(given(monday + DAY * 4, weekly, makeup=True, makeup_for=rng.choice((debt, None)), key="u"))
                truth["made_up"] += weekly
            if rng.random() < 0.2:
                entries.append(given(day, 15, "consult"))
                truth["consult"] += 15
            if rng.random() < 0.05:
                entries.append(given(day, 60, "evaluation"))
                truth["evaluation"] += 60
        monday += 7 * DAY
    rng.shuffle(entries)
    made = stands(f"{weekly} min weekly; 15 min consult monthly", entries, today, rows=rows)
    year = made.year["direct"]
    # Two weeks lie between the last noted one and today: the first of them is over since five school days.
    assert year.required == weekly * (truth["weeks"] + 2)
    assert year.delivered == truth["delivered"]
    assert (year.missed_owed, year.missed_not_owed, year.missed_unclear) == (truth["owed"], truth["not_owed"], 0)
    assert year.missed_by == by_reason
    assert year.made_up == year.makeup_given == truth["made_up"]
    assert made.makeup_open == truth["owed"] - truth["made_up"]
    assert year.not_accounted == truth["silent"] + weekly
    assert year.remaining == weekly and year.beyond == 0
    assert made.year["consult"].given == truth["consult"] and made.beside.get("evaluation", 0) == truth["evaluation"]
    assert year.given == sum(one.minutes for one in entries if one.kind == "direct")


def test_a_week_belongs_to_the_month_of_its_wednesday() -> None:
    """October has the weeks of 10/5 to 10/26; a session on Thursday 10/1 is September's, for its Wednesday is 9/30."""
    made = stands("30 min weekly", [given(date(2026, 10, 1)), given(date(2026, 10, 6), 25)])
    month = made.month["direct"]
    assert (month.required, month.given, month.expected, month.remaining) == (120, 25, 12, 95)
    week = made.week["direct"]
    assert (week.required, week.given, week.remaining) == (30, 25, 5)


def test_a_holiday_week_is_owed_in_full_and_the_other_figure_is_shown() -> None:
    """30 weekly stays 30 in the week of Labor Day; 24 would be its share."""
    week = next(one for one in stands("30 min weekly", []).lines[0].periods if one.span.start == date(2026, 9, 7))
    assert (week.required, week.prorated) == (30, 24)


def test_no_note_yet_begins_after_five_school_days() -> None:
    """The week of 9/28 is nobody's fault through 10/9 and is not accounted for from the sixth school day after it."""
    starts = date(2026, 9, 28)
    assert stands("30 min weekly", [], date(2026, 10, 9), starts=starts).not_accounted == 0
    assert stands("30 min weekly", [], date(2026, 10, 10), starts=starts).not_accounted == 30


def test_consult_is_never_added_to_direct() -> None:
    """Neither in what was given nor in what is owed; evaluations and meetings belong to no line."""
    entries = [given(date(2026, 10, 5), 15, "consult"), given(date(2026, 10, 6), 60, "evaluation"), given(date(2026, 10, 6), 45, "meeting")]
    made = stands("30 min weekly; 15 min consult monthly", entries)
    assert made.month["direct"].given == 0 and made.month["direct"].required == 120
    assert (made.month["consult"].required, made.month["consult"].given, made.month["consult"].remaining) == (15, 15, 0)
    assert made.beside == {"evaluation": 60, "meeting": 45}


def test_short_visits_add_up_and_too_much_is_beyond() -> None:
    """10 + 10 + 10 is 30; ten more are more than required, not a credit for another week."""
    day = date(2026, 9, 28)
    made = stands("30 min weekly", [given(day + DAY * at, 10) for at in range(4)], starts=day)
    week = made.lines[0].periods[0]
    assert (week.delivered, week.beyond, week.remaining) == (40, 10, 0)
    assert made.lines[0].periods[1].remaining == 30


def test_a_debt_is_paid_only_by_a_make_up() -> None:
    """An ordinary session later in the week leaves it open; a make-up for its day closes it, another day's does not."""
    lost, other = date(2026, 9, 15), date(2026, 9, 17)
    entries = [missed(lost, "school_event"), given(other)]
    made = stands("30 min weekly", entries)
    assert made.makeup_open == 30
    assert any("If a session was the make-up" in line for line in explain(made, read_services("30 min weekly")))
    paid = stands("30 min weekly", [*entries, given(date(2026, 9, 24), 20, makeup=True, makeup_for=lost)])
    assert paid.makeup_open == 10 and paid.year["direct"].made_up == 20
    elsewhere = stands("30 min weekly", [*entries, given(date(2026, 9, 24), 20, makeup=True, makeup_for=date(2026, 9, 1))])
    assert elsewhere.makeup_open == 30


def test_the_note_says_more_than_the_table_of_reasons() -> None:
    """"Absent, will make up" is owed although an absent student's session is not; without a reason nobody can tell."""
    day = date(2026, 9, 15)
    assert stands("30 min weekly", [missed(day, "student_absent")]).makeup_open == 0
    assert stands("30 min weekly", [missed(day, "student_absent", makeup_owed=True)]).makeup_open == 30
    unclear = stands("30 min weekly", [missed(day, None)]).year["direct"]
    assert (unclear.missed_unclear, unclear.missed_owed, unclear.missed_not_owed) == (30, 0, 0)


def test_a_shortened_session_owes_its_rest() -> None:
    """"20 of 30, fire drill": 20 given, 10 missed by a school event."""
    made = stands("30 min weekly", [given(date(2026, 9, 15), 20, reason="school_event", scheduled=30)])
    week = next(one for one in made.lines[0].periods if one.span.start == date(2026, 9, 14))
    assert (week.delivered, week.missed_owed, week.remaining) == (20, 10, 0) and made.makeup_open == 10


def test_one_row_of_the_calendar_accounts_for_the_sessions_of_its_day() -> None:
    """The therapist out sick on a Wednesday: that session is owed, unless a note of the day or the minutes of the week say otherwise."""
    sick = CalendarRow(date(2026, 9, 23), None, "me", "out sick", 5)
    rows = (OFF, sick)
    assert stands("30 min weekly", [], rows=rows, usual="Wed 9:15-9:45").makeup_open == 30
    assert stands("30 min weekly", [], rows=rows, usual="Tue 9:15-9:45").makeup_open == 0
    assert stands("30 min weekly", [missed(date(2026, 9, 23), "student_absent")], rows=rows, usual="Wed 9:15-9:45").makeup_open == 0
    assert stands("30 min weekly", [given(date(2026, 9, 24))], rows=rows, usual="Wed 9:15-9:45").makeup_open == 0


def test_sessions_find_the_line_of_their_setting_first() -> None:
    """Push-in and pull-out each fill their own line; what one has too much helps the other, and it is said."""
    monday = date(2026, 9, 28)
    words = "30 min weekly push-in, 30 min weekly pull-out"
    made = stands(words, [given(monday, setting="pull-out"), given(monday + DAY, setting="push-in")], starts=monday)
    assert [line.periods[0].delivered for line in made.lines] == [30, 30]
    twice = stands(words, [given(monday, setting="push-in", key="a"), given(monday + DAY, setting="push-in", key="b")], starts=monday)
    assert [line.periods[0].delivered for line in twice.lines] == [30, 30]
    assert any("another setting" in step.text for step in twice.explanation)


def test_students_and_lines_that_begin_or_end_inside_a_period() -> None:
    """From a Wednesday three fifths of a week are required; after a discharge nothing; a line ends with its last day."""
    joined = stands("30 min weekly", [], starts=date(2026, 9, 30)).lines[0].periods
    assert (joined[0].span.start, joined[0].required) == (date(2026, 9, 28), 18)
    left = stands("30 min weekly", [], status="discharged", status_date=date(2026, 9, 21)).lines[0].periods
    assert left[-1].span.start == date(2026, 9, 14)
    phases = stands("30 min weekly until 9/18/26, then 45 min weekly", [], date(2026, 9, 30))
    weeks = [one for line in phases.lines for one in line.periods if one.span.start in (date(2026, 9, 14), date(2026, 9, 21))]
    assert [one.required for one in weeks] == [30, 45]


def test_on_hold_without_a_date_is_said() -> None:
    """Nothing is required after the last noted session, and the explanation asks for the date."""
    made = stands("30 min weekly", [given(date(2026, 9, 15))], status="on hold")
    assert made.lines[0].periods[-1].span.start == date(2026, 9, 14) and made.school_days_since_seen is None
    assert "Fill in Status date" in made.explanation[0].text


def test_long_periods_are_spread_by_school_days() -> None:
    """360 a trimester: the months' shares sum to it, and half-way through its school days half is due."""
    rows = (CalendarRow(date(2026, 8, 10), date(2026, 10, 30), "", "trimester 1", 4),)
    made = stands("360 min per trimester", [], date(2026, 9, 21), rows=rows)
    period = made.lines[0].periods[0]
    assert (period.required, period.expected, period.assumed) == (360, 180, "")
    months = [stands("360 min per trimester", [], day, rows=rows).month["direct"].required for day in
              (date(2026, 8, 20), date(2026, 9, 20), date(2026, 10, 20))]  # fmt: skip
    assert sum(months) == 360 and min(months) > 90
    assert any("equal parts" in text for text in stands("360 min per trimester", [], rows=()).assumed)


def test_what_cannot_be_balanced_is_shown_with_why() -> None:
    """A six-day cycle without cycle days, an IEP's term without its annual date; with them they are balanced."""
    assert "cycle" in stands("30 min per 6-day cycle", []).lines[0].unbalanced
    term = "600 min for the duration of the IEP"
    assert read_services(term).services[0].period == "iep_term"
    assert "annual" in stands(term, []).lines[0].unbalanced
    balanced = stands(term, [given(TODAY - DAY)], annual=date(2027, 3, 4)).lines[0]
    assert (balanced.unbalanced, balanced.periods[0].delivered) == ("", 30)
    rows = tuple(CalendarRow(FIRST + 8 * DAY * at, None, "", "day 1", 4 + at) for at in range(9))
    cycles = stands("30 min per 6-day cycle", [given(FIRST)], rows=rows).lines[0]
    assert cycles.unbalanced == "" and cycles.periods[0].delivered == 30 and len(cycles.periods) >= 7


def test_last_seen_counts_school_days_that_are_over() -> None:
    """Seen on Thursday, today Wednesday: Friday, Monday and Tuesday have passed; before any session it counts from the start."""
    assert stands("30 min weekly", [given(date(2026, 10, 1))]).school_days_since_seen == 3
    assert stands("30 min weekly", [], starts=date(2026, 10, 5)).school_days_since_seen == 2


def test_every_entry_is_in_the_explanation_and_no_line_is_empty() -> None:
    """Each key that went in comes out with what it did."""
    entries = [given(date(2026, 9, 15), key="e1"), missed(date(2026, 9, 22), "school_event", key="e2"),
               given(date(2026, 9, 24), makeup=True, key="e3"), given(date(2026, 9, 24), 15, "consult", key="e4")]  # fmt: skip
    said = explain(stands("30 min weekly", entries), read_services("30 min weekly"))
    assert all(any(f"[{one.key}]" in line for line in said) for one in entries)
    assert all(line.strip() for line in said)
