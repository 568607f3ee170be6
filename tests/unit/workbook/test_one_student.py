"""The tab One student, computed by the embedded Sheets."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

from otsync.workbook import layout
from otsync.workbook.dashboard import dashboard_requests
from otsync.workbook.formats import Cell, to_row_data
from otsync.workbook.one_student import LIST_ROW, SIDE
from otsync.workbook.read import read_book
from otsync.workbook.tabs import DASHBOARD, MINUTES, ONE_STUDENT
from otsync.workbook.views import StudentView, summarise
from otsync.workspace import sheets
from otsync.workspace.context import Context
from otsync.workspace.validate import validate

CTX = Context(user="pat@example.test", now=datetime(2026, 11, 10, 18, 0, tzinfo=UTC))
TODAY = date(2026, 11, 10)
EMMA = StudentView("e1", "Emma Johnson", "Lincoln Elem", "IEP", missing=("diagnoses",), owed_month=120, given_month=55, missed_owed=30)
EMMA = replace(
    EMMA,
    precautions="Seizure plan with nurse",
    tried=("3/12 Twist N Write pencil: not effective",),
    next_time="hand strengthening",
    for_teacher="list of activities",
    makeup=30,
    account="Line 1, week of 10/5/26: 30 required.\nRule: a week is a week.",
)
OTHER = StudentView("e2", "Emma Johnson", "Mission High", "504", owed_month=60)
ROWS = (
    (date(2026, 10, 2), "e1", 30, "direct", "delivered", "10/2 30 pull-out"),
    (date(2026, 10, 9), "e1", 25, "direct", "delivered", "10/9 25 pull-out"),
    (date(2026, 10, 16), "e1", 0, "direct", "missed", "10/16 absent"),
    (date(2026, 10, 20), "e1", 10, "consult", "delivered", "10/20 consult, 10 min"),
    (date(2026, 10, 5), "e2", 45, "direct", "delivered", "10/5 45 push-in"),
    (date(2026, 10, 6), "e2", 20, "", "", ""),
    (date(2026, 10, 7), "e2", 15, "evaluation", "delivered", "10/7 eval, 15"),
)


def _log_row(day: date, otsync_id: str, minutes: int, kind: str, status: str, words: str) -> list[Cell]:
    cells = {
        "Date": Cell(day=day), "Student": Cell("Emma Johnson"), "Minutes": Cell(number=minutes), "Kind": Cell(kind), "Status": Cell(status),
        "As written": Cell(words), "otsync ID": Cell(otsync_id),
    }  # fmt: skip
    return [cells.get(header, Cell()) for header in MINUTES.headers]


def _shown(chosen: str) -> list[list[str]]:
    tx = sqlite3.connect(":memory:", isolation_level=None)
    tx.row_factory = sqlite3.Row
    tx.execute("CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT, mime TEXT)")
    tx.execute("INSERT INTO files VALUES ('book', 'OT', 'x')")
    for statement in sheets.SCHEMA.split(";\n"):
        if statement.strip():
            tx.execute(statement)
    sheets.create(tx, "book", CTX, validate("sheets", "Spreadsheet", layout.spreadsheet_body("OT", "America/Los_Angeles", "en_US")))
    requests = layout.dress_requests()
    students = [EMMA, OTHER]
    requests += dashboard_requests(students, summarise(students), TODAY, sheet_id=DASHBOARD.sheet_id, grid_rows=DASHBOARD.rows)
    rows = to_row_data([_log_row(*row) for row in ROWS])
    requests.append({"appendCells": {"sheetId": MINUTES.sheet_id, "rows": rows, "fields": "userEnteredValue,userEnteredFormat"}})
    if chosen:
        start = {"sheetId": ONE_STUDENT.sheet_id, "rowIndex": 0, "columnIndex": 1}
        rows = to_row_data([[Cell(chosen)]])
        requests.append({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
    sheets.batch_update(tx, "book", validate("sheets", "BatchUpdateSpreadsheetRequest", {"requests": requests}), CTX)
    body = sheets.get(tx, "book", {"includeGridData": True, "ranges": [ONE_STUDENT.title]}, CTX)
    return [[cell.text for cell in row] for row in read_book(body).grids[ONE_STUDENT.sheet_id]]


def test_a_chosen_name_shows_this_child_alone() -> None:
    """Of two children of one name only the chosen one's figures and entries appear, newest first, consult apart from direct minutes."""
    shown = _shown("Emma Johnson (Lincoln Elem)")
    facts = {row[at]: row[to] for row in shown[:LIST_ROW] for at, to in ((0, 1), (4, 6)) if len(row) > to and row[at]}
    assert facts["School"] == "Lincoln Elem"
    assert facts["To fill"] == "diagnoses"
    assert (facts["Owed this month"], facts["Given this month"], facts["Missed, make-up owed"]) == ("120", "55", "30")
    assert (facts["PRECAUTIONS"], facts["Next time"], facts["To make up now"]) == ("Seizure plan with nurse", "hand strengthening", "30")
    assert (facts["For the teacher"], facts["Tried"]) == ("list of activities", "3/12 Twist N Write pencil: not effective")
    assert shown[1][SIDE] == "Line 1, week of 10/5/26: 30 required.\nRule: a week is a week."
    assert (facts["Direct, all told"], facts["Consult, all told"]) == ("55", "10")
    assert shown[LIST_ROW - 1][0] == "Date"
    entries = [row for row in shown[LIST_ROW:] if any(row)]
    assert entries[0][0] == "10/20/26"
    assert [(row[1], row[2], row[6]) for row in entries] == [
        ("10", "consult", "10/20 consult, 10 min"),
        ("0", "direct", "10/16 absent"),
        ("25", "direct", "10/9 25 pull-out"),
        ("30", "direct", "10/2 30 pull-out"),
    ]


def test_without_a_name_nothing_is_shown() -> None:
    """An empty chooser leaves every figure blank, and no error."""
    shown = _shown("")
    assert not any(text.startswith("#") for row in shown for text in row)
    assert all(row[1] == "" for row in shown if len(row) > 1 and row[0] in ("PRECAUTIONS", "School", "Tried"))
    assert all(row[6] == "" for row in shown if len(row) > 6 and row[4] in ("Given this month", "Direct, all told"))


def test_minutes_that_a_person_added_without_a_kind_are_direct() -> None:
    """The sum of all told is that of the Dashboard: a row without kind or status is a direct session."""
    shown = _shown("Emma Johnson (Mission High)")
    facts = {row[4]: row[6] for row in shown[:LIST_ROW] if len(row) > 6}
    assert (facts["Direct, all told"], facts["Other, all told"]) == ("65", "15")
