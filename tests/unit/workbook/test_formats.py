"""Cells as they are written: typed, and never a formula that a person's words have made."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from otsync.workbook.formats import Cell, entered, hyperlink, quoted, rewrite_requests, serial_time, to_row_data


@given(st.text(min_size=1))
def test_text_stays_text(text: str) -> None:
    """Whatever a person wrote is written as a string value, "=1+1" too."""
    assert entered(Cell(text)) == {"stringValue": text}


@given(st.text())
def test_a_string_in_a_formula_ends_where_it_should(text: str) -> None:
    """Quotes are doubled, so that a literal holds everything that was put in and nothing follows from it."""
    literal = quoted(text)
    assert literal[0] == literal[-1] == '"'
    assert literal[1:-1].replace('""', "").count('"') == 0
    assert literal[1:-1].replace('""', '"') == text.replace("\n", " ")


def test_only_web_addresses_become_links() -> None:
    """A link that is none is shown as its words."""
    assert hyperlink('https://docs.example/d/"x"', "open") == '=HYPERLINK("https://docs.example/d/""x""","open")'
    assert hyperlink("javascript:alert(1)", "open") == ""
    assert entered(Cell("plan", link="javascript:alert(1)")) == {"stringValue": "plan"}


def test_dates_and_times_are_serial_numbers_with_their_format() -> None:
    """A day is a whole number with a date format, a time has its fraction of a day."""
    day, moment = to_row_data([[Cell(day=date(2026, 11, 10)), Cell(at=datetime(2026, 11, 10, 12, 0))]])[0]["values"]
    assert day["userEnteredValue"] == {"numberValue": 46336}
    assert day["userEnteredFormat"]["numberFormat"] == {"type": "DATE", "pattern": "m/d/yy"}
    assert moment["userEnteredValue"] == {"numberValue": 46336.5}
    assert serial_time(datetime(1899, 12, 30, 6, 0)) == 0.25


def test_zero_is_a_value_and_blank_is_none() -> None:
    """0 minutes are written; a cell without a value is emptied."""
    assert entered(Cell(number=0)) == {"numberValue": 0}
    assert entered(Cell()) is None
    assert "userEnteredValue" not in to_row_data([[Cell(amber=True)]])[0]["values"][0]


@given(st.integers(0, 30), st.integers(1, 30), st.integers(1, 6))
def test_a_rewrite_covers_the_whole_tab(rows: int, grid: int, columns: int) -> None:
    """The grid grows where it is too small, each row is padded, and what stood below is emptied: nothing of yesterday stays."""
    requests = rewrite_requests(9, [[Cell("x")]] * rows, grid_rows=grid, columns=columns)
    grown = sum(one["appendDimension"]["length"] for one in requests if "appendDimension" in one)
    written = next(one["updateCells"] for one in requests if "start" in one.get("updateCells", {}))
    cleared = [one["updateCells"]["range"] for one in requests if "range" in one.get("updateCells", {})]
    assert grid + grown >= rows
    assert [len(row["values"]) for row in written["rows"]] == [columns] * rows
    assert (cleared == []) == (rows >= grid)
    for below in cleared:
        assert below["startRowIndex"] == rows and below["endColumnIndex"] == columns and "endRowIndex" not in below
