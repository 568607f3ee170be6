"""What is owed, as people see it after a night: Dashboard, This week, Records, and `otsync explain`."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from otsync.caseload.fields import load_plan
from otsync.caseload.log import LogRow
from otsync.caseload.roster import Cell, Roster, RosterRow
from otsync.caseload.values import day_serial
from otsync.cli.main import main
from otsync.sync.minutes import rules_of, standing
from otsync.sync.model import Snapshot, StudentDecision
from otsync.workbook import layout
from otsync.workbook.read import Book
from otsync.workbook.state import Meta, State, StudentState
from tests.house import House, typed

NOTES = """10/6 30 push-in, letters
10/1 30 push-in, lines
9/24 20 push-in, make-up for 9/15
9/22 absent
9/15 no OT, assembly
9/8 30 push-in"""
AVA = "Ava Romero"


def dashboard(home: House, name: str) -> dict[str, str]:
    """A student's row, header -> shown text; the figures behind the charts have headers of the same names further right."""
    headers = layout.DASHBOARD.headers
    rows = [dict(zip(headers, [cell.text for cell in row], strict=False)) for row in home.grid(layout.DASHBOARD.sheet_id)]
    return next(row for row in rows if row.get("Student") == name)


def fill(home: House, tab: layout.Tab, row: int, column: int, *rows: tuple[str, ...]) -> None:
    start = {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": column}
    cells = [{"values": [typed(text) for text in texts]} for texts in rows]
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    home.people.write_sheet(home.spreadsheet_id, [{"updateCells": {"start": start, "rows": cells, "fields": fields}}])


@pytest.fixture
def noted(home: House) -> House:
    """A September of Ava's, with the Calendar filled in, after a run."""
    home.write_notes(AVA, NOTES)
    home.set_roster(AVA, "Starts", "9/7/2026")
    below = len(home.grid(layout.CALENDAR.sheet_id))
    fill(home, layout.CALENDAR, 1, 0, ("8/12/2026", "6/4/2027"))
    fill(home, layout.CALENDAR, below, 0, ("9/7/2026", "", "all", "no school"), ("9/30/2026", "", "me", "out sick"))
    home.sync()
    return home


def test_dashboard_and_this_week_show_what_is_owed(noted: House) -> None:
    """October's weeks are owed, this week's session is in; the assembly is owed, 20 of it made up; the absence is nobody's debt."""
    row = dashboard(noted, AVA)
    assert (row["Owed"], row["Given"], row["Ahead/behind"]) == ("120", "30", "18")
    assert (row["Missed, make-up owed"], row["Missed, none owed"], row["No note yet"]) == ("", "", "")
    assert row["Last seen (school days)"] == "0"
    assert row["Why it is here"] == "10 min to make up."
    week = next(row for row in noted.records(layout.THIS_WEEK) if row["Student"] == "Ava R.")
    assert (week["Owed"], week["Logged"], week["Make-up"]) == ("30", "30 (10/6 push-in)", "10")


def test_a_reason_that_the_settings_say_is_owed(noted: House) -> None:
    """The district owes make-ups for absences too: the next night says so."""
    row = next(at for at, cells in enumerate(noted.grid(layout.SETTINGS.sheet_id)) if cells and cells[0].text == "student absent")
    fill(noted, layout.SETTINGS, row, 1, ("yes",))
    noted.tick(24 * 60)
    noted.sync()
    week = next(row for row in noted.records(layout.THIS_WEEK) if row["Student"] == "Ava R.")
    assert week["Make-up"] == "40"


def test_rows_that_people_add_count(noted: House) -> None:
    """A session typed into the tab Minutes, without a kind, is direct; taken out again it counts no more."""
    at = len(noted.grid(layout.MINUTES.sheet_id))
    values = {"Date": "10/5/2026", "Student": AVA, "otsync ID": noted.cell(AVA, "otsync ID")}
    fill(noted, layout.MINUTES, at, 0, tuple(values.get(header, "") for header in layout.MINUTES.headers))
    number = {"values": [{"userEnteredValue": {"numberValue": 15}}]}
    start = {"sheetId": layout.MINUTES.sheet_id, "rowIndex": at, "columnIndex": layout.MINUTES.column("Minutes")}
    body = {"updateCells": {"start": start, "rows": [number], "fields": "userEnteredValue"}}
    noted.people.write_sheet(noted.spreadsheet_id, [body])
    noted.tick(24 * 60)
    noted.sync()
    row = dashboard(noted, AVA)
    assert row["Given"] == "45"


def test_the_retention_register_is_kept_and_outlives_a_return(noted: House) -> None:
    """A discharge adds one row with its day and why; a second night adds none; back on the caseload the row stays and says so."""
    assert noted.records(layout.RECORDS) == []
    noted.set_roster(AVA, "Status", "discharged")
    noted.set_roster(AVA, "Status date", "10/2/2026")
    for _ in range(2):
        noted.tick(24 * 60)
        noted.sync()
    (row,) = noted.records(layout.RECORDS)
    assert (row["Student"], row["Status"], row["Discharged"], row["Keep until"]) == (AVA, "discharged", "10/2/26", "3/1/36")
    assert "19th birthday" in row["Why"] and row["otsync ID"] == noted.cell(AVA, "otsync ID")
    noted.set_roster(AVA, "Status", "on hold (legal)")
    noted.tick(24 * 60)
    noted.sync()
    (row,) = noted.records(layout.RECORDS)
    assert row["Keep until"] == "" and "legal hold" in row["Why"]


def test_explain_gives_numbers_entries_and_rules(
    noted: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each entry stands there with what it did, and no name; an ID that nobody has is a sentence and not an error report."""
    path = tmp_path / "otsync.toml"
    path.write_text(
        f"workspace = '{tmp_path / 'workspace'}'\n[roster]\nspreadsheet_id = '{noted.spreadsheet_id}'\n"
        "[schedule]\ntime_zone = 'America/Los_Angeles'\n"
    )
    monkeypatch.setenv("OTSYNC_GOOGLE_ENDPOINT", noted.served.url)
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-07T06:00")
    otsync_id = noted.cell(AVA, "otsync ID")
    assert main(["explain", otsync_id, "--config", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Direct, October 2026: 120 required, 30 given" in said
    assert "20 min made up of the 30 owed from 9/15/26; 10 still owed" in said
    assert "Starts" in said and "belongs, with its sessions, to the month that its Wednesday is in" in said
    entries = {row["Entry"] for row in noted.minutes()}
    assert len(entries) == 6 and all(f"[{entry}]" in said for entry in entries)
    assert "Ava" not in said and "Romero" not in said
    assert main(["explain", "nobody", "--config", str(path)]) != 0
    assert "otsync ID nobody" in capsys.readouterr().err


def caseload(students: int, entries: int) -> tuple[Snapshot, list[StudentDecision], dict[str, list[LogRow]]]:
    """A school year's end, without a workbook around it."""
    form = load_plan()
    day = date(2026, 8, 12)
    grid: list[list[Cell]] = [[Cell("From"), Cell("To"), Cell("Who or where"), Cell("What")]]
    grid.append([Cell("8/12/26", day_serial(day)), Cell("6/4/27", day_serial(date(2027, 6, 4))), Cell("all"), Cell("school year")])
    made: list[StudentDecision] = []
    log: dict[str, list[LogRow]] = {}
    for at in range(students):
        key = f"student{at}"
        cells = {
            "name": Cell(key),
            "school": Cell(f"School {at % 5}"),
            "service_minutes": Cell("30 min weekly push-in; 15 min consult monthly"),
            "usual_times": Cell("Tue 9:15-9:45"),
            "status": Cell("active"),
        }
        made.append(StudentDecision(key, RosterRow(at + 1, key, cells), StudentState()))
        log[key] = [
            LogRow(day + timedelta(days=6 * one), minutes=30, entry=f"e{at}.{one}", rev=1, change="new", otsync_id=key)
            for one in range(entries)
        ]
    now = datetime(2027, 5, 20, 2, 0)
    book = Book("book", "", "", {}, {}, {layout.CALENDAR.sheet_id: grid})
    snap = Snapshot(
        form=form, book=book, roster=Roster(0, {}, 0), state=State(Meta(), {}, {}), look={}, files={}, spares={}, spare_docs={},
        docs={}, unreadable={}, log=log, now=now, full=False, first_of_day=True, count_from=date(2026, 8, 1),
    )  # fmt: skip
    return snap, made, log


def test_six_hundred_students_take_a_moment() -> None:
    """The standing of 600 students with 40 entries each takes less than three seconds of CPU on any machine (about one here)."""
    snap, students, log = caseload(600, 40)
    started = time.process_time()
    rules = rules_of(snap)
    stands = [standing(snap, one, log[one.otsync_id], rules) for one in students]
    assert time.process_time() - started < 3
    assert {one.owed_month for one in stands} == {120} and all(sum(one.weeks_given.values()) == 1200 for one in stands)


@pytest.mark.parametrize(
    ("words", "owed", "pace", "unread"),
    [("", None, None, False), ("30 min biweekly", None, None, True), ("15 min consult monthly", 0, 0, False)],
)
def test_what_is_not_known_is_not_zero(words: str, owed: Any, pace: Any, unread: bool) -> None:
    """Blank or unclear service minutes owe nothing that could be named; a consult service owes no direct minutes."""
    snap, (one,), _ = caseload(1, 0)
    row = replace(one.row, cells={**one.row.cells, "service_minutes": Cell(words)})
    found = standing(snap, replace(one, row=row), ())
    assert (found.owed_month, found.owed_week, found.pace, found.service_unread) == (owed, owed, pace, unread)
