"""What is owed, through a whole run: days that the Calendar accounts for, Settings, what is brought forward, what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otsync.cli.main import main
from otsync.workbook import layout
from tests.house import House
from tests.sync.test_standing import AVA, dashboard, fill

NINE = ("Ana One", "Bo Two", "Cy Three", "Di Four", "Ed Five", "Flo Six", "Gus Seven", "Hal Eight", "Ivy Nine")


def week(home: House, name: str) -> dict[str, str]:
    return next(row for row in home.records(layout.THIS_WEEK) if row["Student"].startswith(name))


def calendar(home: House, *rows: tuple[str, str, str, str]) -> None:
    """Type rows below what stands in the tab Calendar."""
    fill(home, layout.CALENDAR, len(home.grid(layout.CALENDAR.sheet_id)), 0, *rows)
    home.tick()


def set_to(home: House, name: str, value: str) -> None:
    row = next(at for at, cells in enumerate(home.grid(layout.SETTINGS.sheet_id)) if cells and cells[0].text == name)
    fill(home, layout.SETTINGS, row, 1, (value,))
    home.tick()


def student(name: str, usual: str, school: str = "Lincoln", **more: str) -> dict[str, str]:
    return {"Name": name, "Birthdate": "3/1/2018", "School": school, "Plan type": "504", "Service minutes": "30 min weekly",
            "Usual times": usual, "Starts": "10/5/2026", "Status": "active", **more}  # fmt: skip


@pytest.fixture
def nine(home: House) -> House:
    """Nine students of one school on Tuesdays, four of them after noon, and one of another school."""
    home.add_students(
        *(student(name, "Tue 9:15-9:45" if at < 5 else "Tue 1:15-1:45") for at, name in enumerate(NINE)),
        student("Oz Other", "Tue 9:15-9:45", "Oak"),
    )
    fill(home, layout.CALENDAR, 1, 0, ("8/12/2026", "6/4/2027"))
    home.sync()
    return home


def test_one_row_settles_nine_sessions(nine: House) -> None:
    """An assembly at one school: each of the nine is owed a make-up by the usual times and the reasons, the tenth is not; at the next run,
    on the same day."""
    calendar(nine, ("10/6/2026", "", "Lincoln", "assembly"))
    nine.sync()
    assert [dashboard(nine, name)["Missed, make-up owed"] for name in NINE] == ["30"] * 9
    assert [week(nine, name.split()[0])["Make-up"] for name in NINE] == ["30"] * 9
    assert dashboard(nine, "Oz Other")["Missed, make-up owed"] == ""
    assert not nine.sync().wrote, "and then nothing is left to write"


def test_half_a_day_settles_the_sessions_of_that_half(nine: House) -> None:
    """The therapist is out in the afternoon, everywhere: four sessions are owed, those of the morning are not touched."""
    calendar(nine, ("10/6/2026", "", "me", "out sick pm"))
    nine.sync()
    assert [dashboard(nine, name)["Missed, make-up owed"] for name in NINE] == [""] * 5 + ["30"] * 4
    set_to(nine, "therapist absent", "no")
    nine.sync()
    assert [dashboard(nine, name)["Missed, none owed"] for name in NINE] == [""] * 5 + ["30"] * 4


def test_early_release_settles_the_afternoon_and_owes_nothing(nine: House) -> None:
    """By the reasons a closed school owes no make-up; the morning's sessions are still to be noted."""
    calendar(nine, ("10/6/2026", "", "all", "early release"))
    nine.sync()
    assert [dashboard(nine, name)["Missed, none owed"] for name in NINE] == [""] * 5 + ["30"] * 4


def test_a_note_speaks_before_the_calendar(nine: House) -> None:
    """Whoever was seen all the same is not counted as missed."""
    nine.write_notes(NINE[0], "10/6 9:15-9:45 push-in, she came to the assembly with us")
    calendar(nine, ("10/6/2026", "", "all", "assembly"))
    nine.sync()
    row = dashboard(nine, NINE[0])
    assert (row["Given"], row["Missed, make-up owed"]) == ("30", "")
    assert dashboard(nine, NINE[1])["Missed, make-up owed"] == "30"


def test_rows_that_cannot_be_read_are_listed_and_settle(home: House) -> None:
    """A Calendar row and a setting that nobody can read stand in Needs a look with what is used instead, and go when they are mended."""
    calendar(home, ("10/12/2026", "", "all", "donut delight"), ("soon", "", "all", "no school"))
    set_to(home, "Grace days", "five")
    set_to(home, "student absent", "perhaps")
    home.sync()
    saw = [row["What I saw"] for row in home.looks()]
    assert any("donut delight" in one and "counts for nothing" in one for one in saw)
    assert any("“soon” is no date" in one for one in saw)
    assert any("Grace days" in one and "5 is used" in one for one in saw)
    assert any("student absent" in one and "no is used" in one for one in saw)
    at = len(home.grid(layout.CALENDAR.sheet_id))
    fill(home, layout.CALENDAR, at - 2, 3, ("no school",))
    fill(home, layout.CALENDAR, at - 1, 0, ("10/13/2026",))
    set_to(home, "Grace days", "4")
    set_to(home, "student absent", "yes")
    home.sync()
    assert not [row for row in home.looks() if "Calendar" in row["What I saw"] or "Settings" in row["What I saw"]]


def test_settings_decide_when_the_dashboard_speaks(home: House) -> None:
    """Days without service, of the annual and of the clock are said from the number that Settings have."""
    home.set_roster(AVA, "Starts", "9/29/2026")
    home.set_roster(AVA, "Annual", "11/30/2026")
    home.sync()
    assert "school days" not in dashboard(home, AVA)["Why it is here"]
    set_to(home, "Say when no service for", "6")
    set_to(home, "No service at the latest after", "6")
    set_to(home, "Say when an annual comes within", "60")
    home.sync()
    why = dashboard(home, AVA)["Why it is here"]
    assert "Annual in 54 days." in why
    assert "No session noted in 6 school days; parents may have to be told." in why


def test_brought_forward_is_a_column_of_her_own(home: House) -> None:
    """She adds the column when she starts in mid-year: what is owed waits as a make-up; a bare number is asked about."""
    column = len(home.grid(layout.ROSTER.sheet_id)[0])
    sheet = home.book("Roster").sheets[layout.ROSTER.sheet_id]
    home.people.write_sheet(home.spreadsheet_id, [{"appendDimension": {"sheetId": sheet.id, "dimension": "COLUMNS", "length": 1}}])
    fill(home, layout.ROSTER, 0, column, ("Brought forward",), ("60 owed",), ("45",))
    home.tick()
    home.sync()
    assert week(home, "Ava")["Make-up"] == "60"
    (asked,) = [row for row in home.looks() if "Brought forward" in row["What I saw"]]
    assert asked["Student"] == "Ben Tran" and asked["In the roster"] == "45"
    home.set_roster("Ben Tran", "Brought forward", "45 consult owed")
    home.sync()
    assert not [row for row in home.looks() if "Brought forward" in row["What I saw"]]


def test_a_service_for_direct_and_consult_together_is_owed(home: House) -> None:
    """Owed shows its amount, both kinds count for it, and the sentence says that it is for both."""
    home.set_roster(AVA, "Service minutes", "120 min/month direct and consult")
    home.set_roster(AVA, "Starts", "10/1/2026")
    home.write_notes(AVA, "10/6 30 push-in\n10/5 15 min consult with the teacher")
    home.sync()
    row = dashboard(home, AVA)
    assert (row["Owed"], row["Given"]) == ("120", "45")
    assert "Owed for direct and consult together." in row["Why it is here"]
    assert week(home, "Ava")["Logged"] == "45 (10/5 consult, 10/6 push-in)"


def test_precautions_that_nobody_filled_in_are_not_none(home: House) -> None:
    """! for precautions, ? for nothing filled in yet, and a blank only for "none known"."""
    assert [week(home, name)["!"] for name in ("Ava", "Ben", "Élî")] == ["!", "?", ""]


def test_the_doc_speaks_for_columns_that_the_roster_lacks(home: House) -> None:
    """A roster of her own without Service minutes and Precautions: This week and the Dashboard take them from the Doc."""
    for header in ("Service minutes", "Precautions"):
        column = home.column(header)
        where = {"sheetId": layout.ROSTER.sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
        home.people.write_sheet(home.spreadsheet_id, [{"deleteDimension": {"range": where}}])
    home.tick(24 * 60)
    home.sync(force=True)
    home.type_value(AVA, "service_minutes", "45 min weekly")
    home.sync()
    row = week(home, "Ava")
    assert (row["!"], row["Owed"]) == ("!", "45")
    assert home.cell(AVA, "Read as") == "direct 45 a week"


def test_what_was_cleared_counts_until_somebody_answers(home: House) -> None:
    """Service minutes and Precautions cleared in the roster still stand in the Doc: This week keeps both until “Clear it on both sides”."""
    before = week(home, "Ava")
    for header in ("Service minutes", "Precautions"):
        home.set_roster(AVA, header, "")
    home.sync()
    home.tick(24 * 60)
    home.sync()
    row = week(home, "Ava")
    assert (row["!"], row["Owed"]) == ("!", before["Owed"]) and before["Owed"]
    home.answer("Service minutes was cleared", "Clear it on both sides")
    home.sync()
    row = week(home, "Ava")
    assert (row["!"], row["Owed"]) == ("!", "")


ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Lincoln//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261006\r
DTEND;VALUE=DATE:20261007\r
SUMMARY:No School - Staff Day\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;VALUE=DATE:20261123\r
DTEND;VALUE=DATE:20261128\r
SUMMARY:Thanksgiving Break\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:3\r
DTSTART;VALUE=DATE:20261030\r
SUMMARY:Costume Parade\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_an_ics_file_is_shown_first_and_then_added_once(
    nine: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --add nothing is written; with it the days off stand in Calendar, in Changes and in the numbers; a second time adds none."""
    path, config = tmp_path / "district.ics", tmp_path / "otsync.toml"
    path.write_bytes(ICS)
    config.write_text(
        f"workspace = '{tmp_path / 'workspace'}'\n[roster]\nspreadsheet_id = '{nine.spreadsheet_id}'\n"
        "[schedule]\ntime_zone = 'America/Los_Angeles'\n"
    )
    monkeypatch.setenv("OTSYNC_GOOGLE_ENDPOINT", nine.served.url)
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-07T06:00")

    def command(*more: str) -> tuple[int, str, str]:
        code = main(["calendar", str(path), "--config", str(config), *more])
        said = capsys.readouterr()
        return code, said.out, said.err

    before = nine.grid(layout.CALENDAR.sheet_id)
    code, out, _ = command()
    assert code == 0 and "11/23/26 to 11/27/26, all: Thanksgiving Break" in out and "Nothing was written" in out
    assert "Costume Parade: only you know" in out
    assert nine.grid(layout.CALENDAR.sheet_id) == before
    code, out, _ = command("--add", "--json")
    found = json.loads(out)
    assert (code, found["written"], len(found["rows"]), len(found["left_out"]), found["error"]) == (0, True, 2, 1, None)
    typed = [[cell.text for cell in row] for row in nine.grid(layout.CALENDAR.sheet_id)][-2:]
    assert typed == [["10/6/26", "10/6/26", "all", "No School - Staff Day"], ["11/23/26", "11/27/26", "all", "Thanksgiving Break"]]
    changed = [row["To"] for row in nine.records(layout.CHANGES) if row["Where"] == "Calendar"]
    assert changed == ["10/6/26, all: No School - Staff Day", "11/23/26 to 11/27/26, all: Thanksgiving Break"]
    nine.sync()
    assert [dashboard(nine, name)["Missed, none owed"] for name in NINE] == ["30"] * 9
    code, out, _ = command("--add")
    assert "There is nothing to add" in out and "There already: 2." in out
    assert command("--for", "Lincon")[0] == 2
    path.write_bytes(b"not a calendar")
    code, _, err = command("--add")
    assert code == 2 and "Export the calendar again" in err


def test_a_row_about_nobody_is_listed(nine: House) -> None:
    """A slip in a school's name would count for no one: it is said."""
    calendar(nine, ("10/6/2026", "", "Lincon", "assembly"))
    nine.sync()
    (row,) = [row for row in nine.looks() if "Lincon" in row["What I saw"]]
    assert "counts for no one" in row["What I saw"]


def test_this_week_says_what_is_left_of_longer_periods(home: House) -> None:
    """A monthly amount is no share of a week: what is left of it stands there with its last day, and consult by itself."""
    home.set_roster(AVA, "Service minutes", "60 min/month; 15 min consult monthly")
    home.set_roster("Ben Tran", "Service minutes", "30 min weekly; 15 min consult monthly")
    home.write_notes(AVA, "10/6 20 push-in")
    home.sync()
    assert week(home, "Ava")["Owed"] == "40 by 10/30, consult 15 by 10/30"
    assert week(home, "Ben")["Owed"] == "30, consult 15 by 10/30"


def minutes_row(home: House, **cells: str) -> None:
    """A row as a person adds one to the tab Minutes."""
    at = len(home.grid(layout.MINUTES.sheet_id))
    fill(home, layout.MINUTES, at, 0, tuple(cells.get(header.replace(" ", "_"), "") for header in layout.MINUTES.headers))
    home.tick()


def test_a_row_added_with_a_name_alone_counts(home: House) -> None:
    """She types date, name and minutes, and not the otsync ID: it counts for the only student of that name, and `explain` tells it."""
    home.set_roster(AVA, "Starts", "10/1/2026")
    minutes_row(home, Date="10/5/2026", Student="Romero, Ava", Minutes="25 min")
    minutes_row(home, Date="10/6/2026", Student="Somebody Else", Minutes="30")
    minutes_row(home, Date="10/6/2026", Student=AVA, Minutes="half an hour")
    home.tick(24 * 60)
    home.sync()
    assert dashboard(home, AVA)["Given"] == "25"
    saw = [row["What I saw"] for row in home.looks() if row["What I saw"].startswith("Minutes, row")]
    assert len(saw) == 2
    assert any("row 3" in one and "no single student" in one for one in saw)
    assert any("row 4" in one and "“half an hour” is no number" in one for one in saw)
    fill(home, layout.MINUTES, 2, layout.MINUTES.column("otsync ID"), (home.cell(AVA, "otsync ID"),))
    fill(home, layout.MINUTES, 3, layout.MINUTES.column("Minutes"), ("30",))
    home.tick(24 * 60)
    home.sync()
    assert dashboard(home, AVA)["Given"] == "85"
    assert not [row for row in home.looks() if row["What I saw"].startswith("Minutes, row")]


def test_usual_times_without_a_day_are_asked_about(home: House) -> None:
    """ "9:15" alone settles no session of an assembly day: listed; "varies" is an answer."""
    home.set_roster(AVA, "Usual times", "9:15")
    home.set_roster("Ben Tran", "Usual times", "varies")
    home.sync()
    (row,) = [row for row in home.looks() if "usual times" in row["What I saw"]]
    assert (row["Student"], row["In the roster"]) == (AVA, "9:15")
    home.set_roster(AVA, "Usual times", "Tue 9:15")
    home.sync()
    assert not [row for row in home.looks() if "usual times" in row["What I saw"]]


def test_service_minutes_that_change_without_a_date_are_asked_about(home: House) -> None:
    """The new amount would count for the whole year: asked once; with dates in the cell, or an answer, it is settled. A correction within
    days is none."""
    home.set_roster(AVA, "Service minutes", "30 min weekly pull-out")
    home.sync()
    assert not [row for row in home.looks() if "without a date" in row["What I saw"]]
    home.tick(20 * 24 * 60)
    home.sync()
    for name in (AVA, "Ben Tran"):
        home.set_roster(name, "Service minutes", "45 min weekly pull-out")
    for _ in range(2):
        home.sync()
        asked = [row for row in home.looks() if "without a date" in row["What I saw"]]
        assert {row["Student"] for row in asked} == {AVA, "Ben Tran"} and len(asked) == 2
    home.set_roster(AVA, "Service minutes", "30 min weekly pull-out until 10/30/26, then 45 min weekly pull-out")
    home.answer("from “consult 15 a quarter” to", "It was always so")
    home.sync()
    assert not [row for row in home.looks() if "without a date" in row["What I saw"]]
    home.sync()
    assert not home.sync().wrote and not [row for row in home.looks() if "without a date" in row["What I saw"]]
