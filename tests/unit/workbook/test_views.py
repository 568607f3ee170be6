"""What the Dashboard and This week say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.workbook.dashboard import WIDTH, dashboard_cells, four_lines, hints, last_run_formula
from otsync.workbook.formats import Cell
from otsync.workbook.tabs import CHART_DATA, DASHBOARD, IDS, THIS_WEEK
from otsync.workbook.this_week import quick_fills, this_week_cells, top_line
from otsync.workbook.views import Speak, StudentView, display_name, reasons, shown_names, summarise, time_order

TODAY = date(2026, 11, 10)
MATEO = StudentView(
    "id1",
    "Mateo Lopez",
    "Lincoln Elem",
    "IEP",
    "12",
    "Alvarez",
    "Tue 9:15",
    missing=("diagnoses", "goals"),
    annual=date(2026, 11, 22),
    triennial=date(2027, 3, 4),
    owed_month=120,
    given_month=90,
    no_note_yet=30,
    pace=-10,
    has_precautions=True,
    doc_url="https://docs.example/d/1",
    next_time="hand strengthening",
    for_teacher="list of activities",
    owed_week=30,
    logged_week=30,
    logged_text="11/10 push-in",
    makeup=60,
)
AVA = StudentView("id2", "Ava Rivera", "Harbor View", "504", owed_month=30, given_month=30, pace=0, owed_week=15)
HELD = replace(AVA, otsync_id="id3", name="Zed Park", status="on hold", annual=date(2026, 11, 12), makeup=500)


def text(cell: Cell) -> str:
    return cell.text or ("" if cell.number is None else f"{cell.number:g}")


def test_the_four_lines() -> None:
    """Plans, minutes, what comes up, the last run: counted over the students who are active."""
    summary = summarise(
        [MATEO, AVA, HELD], trend=[(date(2026, 11, 1), 0, 2), (TODAY, 1, 2)], last_run=datetime(2026, 11, 10, 2, 4), to_look_at=5
    )
    assert four_lines([MATEO, AVA, HELD], summary, TODAY) == [
        "Plans: 1 of 2 complete, 1 new this week",
        "November to date: 120 of 130 min expected by today; 30 with no note yet; 60 make-up owed",
        "Coming up: 1 annual in 30 days, 0 triennials in 60",
        "Last good run Tue 2:04 am; 5 for you to look at",
    ]


def test_the_word_about_a_stopped_worker_is_a_formula_with_the_contact() -> None:
    """Two literals and a clock; a contact with quotation marks in it cannot break out of its literal."""
    summary = summarise([AVA], last_run=datetime(2026, 11, 10, 12, 0), contact='Pat "IT", x1234')
    formula = last_run_formula(summary, "all well")
    assert formula == (
        '=IF(NOW()-46336.50000>1.5,"otsync has not run since Tue 11/10. Nothing is lost. Call Pat ""IT"", x1234.","all well")'
    )
    assert last_run_formula(summarise([AVA]), "all well") == ""


def test_dashboard_rows_are_in_roster_order_with_their_hidden_ids() -> None:
    """Columns as on the screen, one row a student as the roster has them, each with its otsync ID in the hidden column."""
    rows = dashboard_cells([MATEO, AVA, HELD], summarise([MATEO, AVA, HELD]), TODAY)
    head = rows[DASHBOARD.header_row]
    assert tuple(cell.text for cell in head[: len(DASHBOARD.columns)]) == DASHBOARD.headers
    below = rows[DASHBOARD.header_row + 1 :]
    assert [row[1].text for row in below] == ["Mateo Lopez", "Ava Rivera", "Zed Park"]
    assert [row[IDS].text for row in below] == ["id1", "id2", "id3"]
    assert all(len(row) == WIDTH for row in rows[DASHBOARD.header_row :])
    first = below[0]
    assert [text(cell) for cell in first[3:15]] == ["2", "diagnoses, goals", "12", "114", "", "120", "90", "", "", "30", "-10", ""]
    assert first[3].amber and not below[1][3].amber
    assert first[15].text == "Annual in 12 days. 30 min with no note yet."
    assert below[2][15].text.startswith("On hold. Fill in Status date") and below[2][1].grey
    since = dashboard_cells([replace(HELD, status_date=date(2026, 9, 3))], summarise([]), TODAY)[DASHBOARD.header_row + 1]
    assert since[15].text == "On hold since 9/3/26."


def test_figures_of_the_charts_stand_beside_the_rows() -> None:
    """Days and weeks fill the hidden columns from the header row down, also where there are more of them than students."""
    weeks = [(date(2026, 8, 17) + timedelta(weeks=at), at * 10, 100) for at in range(5)]
    rows = dashboard_cells([AVA], summarise([AVA], trend=[(TODAY, 1, 1)], weeks=weeks), TODAY)
    figures = [[text(cell) or str(cell.day or "") for cell in row[CHART_DATA:IDS]] for row in rows[DASHBOARD.header_row :]]
    assert figures[0] == ["Day", "Complete", "Plans", "Week of", "Given", "Expected"]
    assert figures[1] == ["2026-11-10", "1", "1", "2026-08-17", "0", "100"]
    assert figures[5] == ["", "", "", "2026-09-14", "40", "100"]


def test_this_week_is_by_school_then_time() -> None:
    """Students stand under their school in the order of their usual times; those on hold are left out."""
    late = replace(MATEO, otsync_id="id4", name="Ben Marsh", usual_times="Tue 1:15")
    none = replace(MATEO, otsync_id="id5", name="Cy Dunn", usual_times="")
    rows = this_week_cells([none, late, MATEO, AVA, HELD], summarise([MATEO]), TODAY)
    assert rows[0][0].text == "Week of November 9 to 13"
    assert tuple(cell.text for cell in rows[THIS_WEEK.header_row]) == THIS_WEEK.headers
    assert [(row[0].text, row[1].text) for row in rows[THIS_WEEK.header_row + 1 :]] == [
        ("Harbor View", ""),
        ("", "Ava R."),
        ("Lincoln Elem", ""),
        ("Tue 9:15", "Mateo L."),
        ("Tue 1:15", "Ben M."),
        ("", "Cy D."),
    ]
    mateo = rows[THIS_WEEK.header_row + 4]
    assert [text(cell) for cell in mateo[2:9]] == [
        "!",
        "12, Alvarez",
        "30",
        "30 (11/10 push-in)",
        "60",
        "hand strengthening",
        "list of activities",
    ]


def test_quick_fills_are_the_fewest_and_the_easiest() -> None:
    """Students with the least left come first, each with the field that takes a minute rather than an evening."""
    students = [
        replace(MATEO, otsync_id="a", name="Ann A", missing=("goal", "discharge plan", "triennial")),
        replace(MATEO, otsync_id="b", name="Bo B", missing=("discharge plan",)),
        replace(MATEO, otsync_id="c", name="Cy C", missing=("precautions",)),
        replace(MATEO, otsync_id="d", name="Di D", missing=()),
        replace(MATEO, otsync_id="e", name="Ed E", missing=("goal", "triennial")),
    ]
    assert [(one.otsync_id, words) for one, words in quick_fills(students)] == [
        ("c", "precautions"),
        ("b", "discharge plan"),
        ("e", "triennial"),
    ]
    summary = summarise(students)
    line = top_line(students, summary, shown_names(students, short=True))
    assert line == "Three quick fills: Cy C., precautions · Bo B., discharge plan · Ed E., triennial. 1 of 5 complete."
    assert top_line([AVA], summarise([AVA]), {}) == "Nothing left to fill: 1 of 1 complete."


def test_two_of_one_name_are_told_apart() -> None:
    """By school, else room, else teacher, else otsync ID; never shown as one."""
    emma = StudentView("e1", "Emma Johnson", "Lincoln Elem", room="4", teachers="Baker")
    other = replace(emma, otsync_id="e2", school="Mission High")
    assert shown_names([emma, other], short=True) == {"e1": "Emma Johnson (Lincoln Elem)", "e2": "Emma Johnson (Mission High)"}
    assert shown_names([emma, replace(emma, otsync_id="e2", room="9")], short=False)["e2"] == "Emma Johnson (room 9)"
    assert shown_names([emma, replace(emma, otsync_id="e2")], short=False)["e2"] == "Emma Johnson (e2)"


@given(
    st.lists(
        st.tuples(st.sampled_from(["Emma J", "Emma K", "Emma", "Li, Emma", "אמה"]), st.sampled_from("AB"), st.sampled_from("12")),
        max_size=8,
    )
)
def test_shown_names_are_never_shared(people: list[tuple[str, str, str]]) -> None:
    """However alike the students are, each has a name of its own in the list."""
    students = [StudentView(f"id{at}", name, school, room=room) for at, (name, school, room) in enumerate(people)]
    for short in (True, False):
        names = shown_names(students, short=short)
        assert len(set(names.values())) == len(students)


@pytest.mark.parametrize(
    ("typed", "shown", "short"),
    [
        ("Lopez, Mateo", "Mateo Lopez", "Mateo L."),
        ("Ava  Rivera", "Ava Rivera", "Ava R."),
        ("Zoë Ångström", "Zoë Ångström", "Zoë Å."),
        ("Sammy Davis, Jr.", "Sammy Davis, Jr.", "Sammy J."),
        ("محمد العلي", "محمد العلي", "محمد العلي"),
        ("Lily 🌻", "Lily 🌻", "Lily 🌻"),
        ("Cher", "Cher", "Cher"),
    ],
)
def test_names_as_people_say_them(typed: str, shown: str, short: str) -> None:
    """A family name in front goes behind; an initial stands only for a name in Latin letters."""
    assert display_name(typed) == shown
    assert shown_names([StudentView("x", typed)], short=True) == {"x": short}


@pytest.mark.parametrize(
    ("usual", "key"),
    [
        ("Tue 9:15", (1, 555)),
        ("Tuesdays 1:15", (1, 795)),
        ("Fri 8", (4, 480)),
        ("Mon 2:00 pm, Wed 9:00", (0, 840)),
        ("", (7, 1440)),
        ("after lunch", (7, 1440)),
    ],
)
def test_usual_times_in_the_order_of_the_week(usual: str, key: tuple[int, int]) -> None:
    """An hour before seven is in the afternoon; what names no time comes last."""
    assert time_order(usual) == key


def test_reasons_are_sentences_without_blame() -> None:
    """Dates, silence and debts are told, each by itself; a student about whom all is known has none."""
    student = replace(AVA, annual=TODAY - timedelta(days=6), last_seen=TODAY - timedelta(days=12), school_days_since_seen=8, pace=-45)
    assert reasons(student, TODAY) == ["Annual date 11/4/26 has passed.", "Last seen 8 school days ago.", "45 min behind."]
    assert "No session noted in 8 school days." in reasons(replace(student, last_seen=None), TODAY)
    assert reasons(replace(AVA, annual=TODAY), TODAY) == ["Annual today."]
    assert reasons(AVA, TODAY) == []
    assert reasons(replace(AVA, service_unread=True), TODAY) == ["Service minutes could not be read for sure."]


def test_new_this_week_counts_from_a_week_ago() -> None:
    """The plans that are complete now and were not seven days ago."""
    trend = [(TODAY - timedelta(days=9), 0, 3), (TODAY - timedelta(days=7), 1, 3), (TODAY - timedelta(days=1), 2, 3), (TODAY, 3, 3)]
    students = [replace(AVA, otsync_id=str(at)) for at in range(3)]
    assert summarise(students, trend=trend).new_this_week == 2
    assert summarise(students, trend=trend[-2:]).new_this_week == 1
    assert summarise(students).new_this_week == 0


def test_what_is_said_follows_the_settings() -> None:
    """Annual, silence, clock and pace are said from the numbers that Settings have; by default not before."""
    one = StudentView("id9", "Kim Lee", annual=TODAY + timedelta(days=40), pace=-20, last_seen=TODAY, school_days_since_seen=6, clock=4)
    assert reasons(one, TODAY) == []
    speak = Speak(annual=45, silent=5, clock=4, behind=20)
    said = ["Annual in 40 days.", "Last seen 6 school days ago; parents may have to be told.", "20 min behind."]
    assert reasons(one, TODAY, speak) == said
    assert "parents" not in reasons(one, TODAY, Speak(silent=5, clock=5))[0], "the clock leaves out days on which the student was away"


def test_progress_reports_are_announced_on_top_once_they_come_near() -> None:
    """Three weeks before the day that the Calendar tells."""
    one = StudentView("id9", "Kim Lee", progress_report=TODAY + timedelta(days=21))
    assert "progress reports by" in four_lines([one], summarise([one]), TODAY)[2]
    later = StudentView("id9", "Kim Lee", progress_report=TODAY + timedelta(days=22))
    assert "progress reports" not in four_lines([later], summarise([later]), TODAY)[2]


def test_consult_and_services_for_both_are_told_apart_on_top() -> None:
    """Consult is never in the direct minutes; what is owed for direct and consult together says so."""
    ava = StudentView("a", "Ava", owed_month=120, given_month=30, pace=0, together=120)
    ben = StudentView("b", "Ben", owed_month=0, consult=(15, 5))
    month = four_lines([ava, ben], summarise([ava, ben]), TODAY)[1]
    assert "30 of 30 min expected by today (120 of the month for direct and consult together)" in month
    assert month.endswith("Consult beside it: 5 of 15 min this month")
    assert reasons(ben, TODAY) == ["Consult: 5 of 15 min this month."]


def test_small_print_says_from_when_sessions_count() -> None:
    """Without days off it says that as well."""
    assert hints(summarise([], count_from=date(2026, 8, 1))) == "Sessions are counted from 8/1/26, by Count sessions from in Settings"
    assert hints(summarise([], calendar_empty=True)) == "Calendar has no days off yet: pace counts every weekday"
