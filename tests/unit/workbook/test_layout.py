"""The workbook's tabs as request bodies, accepted by the embedded Sheets."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest

from otsync.caseload.fields import load_plan, normal
from otsync.caseload.roster import read_roster
from otsync.workbook import layout
from otsync.workbook.read import read_book
from otsync.workbook.tabs import letter
from otsync.workspace import sheets
from otsync.workspace.context import Context
from otsync.workspace.errors import ApiError
from otsync.workspace.validate import validate

CTX = Context(user="pat@example.test", now=datetime(2026, 11, 10, 10, 4, tzinfo=UTC))
FORM = load_plan()


@pytest.fixture
def tx() -> sqlite3.Connection:
    """A database with the Sheets engine's tables and two empty files."""
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.row_factory = sqlite3.Row
    found.execute("CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT, mime TEXT)")
    for statement in sheets.SCHEMA.split(";\n"):
        if statement.strip():
            found.execute(statement)
    found.executemany("INSERT INTO files VALUES (?, ?, ?)", [("new", "OT", "x"), ("hers", "Mine", "x")])
    return found


def update(tx: sqlite3.Connection, file_id: str, requests: list[dict[str, Any]]) -> None:
    """One batchUpdate, checked against the discovery document, all or nothing."""
    body = validate("sheets", "BatchUpdateSpreadsheetRequest", {"requests": requests})
    tx.execute("BEGIN")
    try:
        sheets.batch_update(tx, file_id, body, CTX)
    except BaseException:
        tx.execute("ROLLBACK")
        raise
    tx.execute("COMMIT")


def make(tx: sqlite3.Connection) -> None:
    sheets.create(tx, "new", CTX, validate("sheets", "Spreadsheet", layout.spreadsheet_body("OT", "America/Los_Angeles", "en_US")))


def test_the_workbook_is_made_with_all_tabs_in_order(tx: sqlite3.Connection) -> None:
    """All tabs stand in the order people see, with their fixed ids, frozen rows and widths; only the last is hidden."""
    make(tx)
    update(tx, "new", layout.dress_requests(("Hand-off page",)))
    body = sheets.get(tx, "new", {"includeGridData": True}, CTX)
    made = [one["properties"] for one in body["sheets"]]
    assert [(one["title"], one["sheetId"]) for one in made] == [(tab.title, tab.sheet_id) for tab in layout.TABS]
    assert [one["title"] for one in made if one.get("hidden")] == ["_otsync"]
    assert [one["gridProperties"].get("frozenRowCount", 0) for one in made] == [tab.frozen_rows for tab in layout.TABS]
    for one, tab in zip(body["sheets"], layout.TABS, strict=True):
        widths = [column["pixelSize"] for column in one["data"][0]["columnMetadata"]]
        assert widths[: len(tab.columns)] == [column.width for column in tab.columns]


def test_headers_stand_where_they_are_looked_for(tx: sqlite3.Connection) -> None:
    """Each tab's headers are read back from its header row; the roster's are understood as fields and otsync's own columns."""
    make(tx)
    book = read_book(sheets.get(tx, "new", {"includeGridData": True}, CTX))
    for tab in layout.TABS:
        if tab.headed:
            row = book.grids[tab.sheet_id][tab.header_row]
            assert tuple(cell.text for cell in row[: len(tab.columns)]) == tab.headers
    roster = read_roster(book.grids[layout.ROSTER.sheet_id], FORM)
    assert roster.fatal == "" and roster.problems == ()
    assert set(roster.columns) == {one.id for one in FORM.fields.values() if one.always} | set(FORM.own)


def test_dressing_twice_is_refused_as_a_whole(tx: sqlite3.Connection) -> None:
    """Ids are fixed: a repeated dressing changes nothing and never makes a second chart or drop-down view."""
    make(tx)
    update(tx, "new", layout.dress_requests())
    before = sheets.get(tx, "new", {"includeGridData": True}, CTX)
    with pytest.raises(ApiError):
        update(tx, "new", layout.dress_requests())
    assert sheets.get(tx, "new", {"includeGridData": True}, CTX) == before


def test_missing_tabs_are_added_behind_her_own(tx: sqlite3.Connection) -> None:
    """Her own workbook keeps its tabs first; a title that she uses herself is not taken from her."""
    sheets.create(tx, "hers", CTX, validate("sheets", "Spreadsheet", {"sheets": [{"properties": {"title": "dashboard", "sheetId": 5}}]}))
    wanted = [tab for tab in layout.TABS if tab is not layout.ROSTER]
    update(tx, "hers", layout.add_tabs_requests(wanted, {"dashboard"}))
    titles = [one["properties"]["title"] for one in sheets.get(tx, "hers", {}, CTX)["sheets"]]
    assert titles[0] == "dashboard"
    assert "Dashboard otsync" in titles and "Dashboard" not in titles
    assert len(titles) == len(wanted) + 1
    book = read_book(sheets.get(tx, "hers", {"includeGridData": True}, CTX))
    assert [cell.text for cell in book.grids[layout.SETTINGS.sheet_id][0][:2]] == ["Setting", "Value"]


def test_without_something_to_ask_there_is_no_choice_to_ask() -> None:
    """Ask otsync offers exactly what this otsync can do."""

    def lists(requests: list[dict[str, Any]]) -> list[list[str]]:
        rules = [one["setDataValidation"]["rule"]["condition"] for one in requests if "setDataValidation" in one]
        return [[value["userEnteredValue"] for value in rule["values"]] for rule in rules]

    assert ["Undo last change here"] in lists(layout.dress_requests(("Undo last change here",)))
    assert all("Undo last change here" not in options for options in lists(layout.dress_requests()))


def test_otsyncs_own_columns_are_at_the_right_of_the_roster() -> None:
    """Read as, To fill, Plan (Doc), otsync ID: grey, last, and warned about."""
    own = [column.own for column in layout.ROSTER.columns]
    assert own == sorted(own)
    assert [normal(one.header) for one in layout.ROSTER.columns if one.own] == [normal(header) for header in FORM.own.values()]
    ranges = [one["addProtectedRange"]["protectedRange"] for one in layout.dress_requests() if "addProtectedRange" in one]
    assert all(one["warningOnly"] for one in ranges)
    mine = [one["range"] for one in ranges if one["range"]["sheetId"] == layout.ROSTER.sheet_id]
    assert [(one["startColumnIndex"], one["endColumnIndex"]) for one in mine] == [(own.index(True), len(own))]


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (34, "AI"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(column: int, letters: str) -> None:
    """Columns count in letters as Sheets does."""
    assert letter(column) == letters
