"""spreadsheets.create and get."""

from __future__ import annotations

from pathlib import Path

import pytest

from otsync.workspace import sheets
from otsync.workspace.errors import ApiError

from .conftest import Desk, grid


def test_new_spreadsheet_is_what_google_makes(desk: Desk) -> None:
    """A new spreadsheet is en_US, Etc/GMT, with one tab Sheet1 of 1000 x 26 and the id 0."""
    found = desk.created
    assert found["properties"]["locale"] == "en_US" and found["properties"]["timeZone"] == "Etc/GMT"
    assert found["sheets"] == [{"properties": {
        "sheetId": 0, "title": "Sheet1", "index": 0, "sheetType": "GRID", "gridProperties": {"rowCount": 1000, "columnCount": 26}}}]
    assert found["spreadsheetUrl"].endswith("/S1/edit")


def test_create_with_everything(tmp_path: Path) -> None:
    """create takes chosen sheet ids, data with formats and sizes, merges, rules and named ranges."""
    desk = Desk(tmp_path, {
        "properties": {"title": "Caseload", "timeZone": "America/New_York"},
        "sheets": [
            {"properties": {"sheetId": 5, "title": "Roster", "gridProperties": {"frozenRowCount": 1}},
             "data": [{"startRow": 1, "rowData": [{"values": [{"userEnteredValue": {"stringValue": "x"}, "note": "n"}]}],
                       "columnMetadata": [{"pixelSize": 240}]}],
             "merges": [grid(3, 0, 4, 2, 5)],
             "conditionalFormats": [{"ranges": [grid(0, 0, 5, 1, 5)], "booleanRule": {
                 "condition": {"type": "NOT_BLANK"}, "format": {"backgroundColor": {"red": 1}}}}]},
            {"properties": {"sheetId": 9, "title": "Log"}},
        ],
        "namedRanges": [{"namedRangeId": "n1", "name": "otsync.gen.1", "range": grid(0, 0, 1, 1, 9)}],
    })
    found = desk.get(includeGridData=True, ranges=["Roster!A1:B5"])
    assert found["properties"]["title"] == "Caseload" and found["properties"]["timeZone"] == "America/New_York"
    sheet = found["sheets"][0]
    assert sheet["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 26, "frozenRowCount": 1}
    assert sheet["data"][0]["rowData"][1]["values"][0]["note"] == "n"
    assert sheet["data"][0]["columnMetadata"][0] == {"pixelSize": 240}
    assert sheet["merges"] == [grid(3, 0, 4, 2, 5)]
    assert sheet["conditionalFormats"][0]["booleanRule"]["format"]["backgroundColorStyle"] == {"rgbColor": {"red": 1}}
    assert found["namedRanges"] == [{"namedRangeId": "n1", "name": "otsync.gen.1", "range": grid(0, 0, 1, 1, 9)}]


def test_get_of_a_missing_spreadsheet(desk: Desk) -> None:
    """An id that is no spreadsheet is 404 in Google's words."""
    desk.file_id = "nowhere"
    with pytest.raises(ApiError) as caught:
        desk.get()
    assert (caught.value.code, caught.value.message) == (404, "Requested entity was not found.")


def test_grid_data_of_a_range(small: Desk) -> None:
    """A range gives its startRow and startColumn, row and column sizes, and no trailing empties."""
    data = small.get(ranges=["Sheet1!C3:D6"], includeGridData=True)["sheets"][0]["data"][0]
    assert (data["startRow"], data["startColumn"]) == (2, 2)
    assert [[cell["formattedValue"] for cell in row["values"]] for row in data["rowData"]] == [["c3", "d3"], ["c4", "d4"]]
    assert data["rowMetadata"] == [{"pixelSize": 21}] * 4 and data["columnMetadata"] == [{"pixelSize": 100}] * 2


def test_holes_are_empty_objects(desk: Desk) -> None:
    """An empty cell before a filled one and an empty row above a filled one come back as {}."""
    desk.put("C3", [["x"]])
    data = desk.get(ranges=["A1:E9"], includeGridData=True)["sheets"][0]["data"][0]
    assert data["rowData"][:2] == [{}, {}] and data["rowData"][2]["values"][:2] == [{}, {}]
    assert len(data["rowData"]) == 3 and len(data["rowData"][2]["values"]) == 3


def test_ranges_pick_sheets(small: Desk) -> None:
    """With ranges only the tabs they lie on are given, with one GridData for each range, in order."""
    found = small.get(ranges=["Sheet1!B2", "Sheet1!A1"], includeGridData=True)["sheets"]
    assert [sheet["properties"]["title"] for sheet in found] == ["Sheet1"]
    assert [part["rowData"][0]["values"][0]["formattedValue"] for part in found[0]["data"]] == ["b2", "a1"]


def test_fields_decide_on_grid_data(small: Desk) -> None:
    """With a field mask includeGridData is ignored: sheets.data in the mask brings the grid, and only the cell parts named."""
    assert "data" not in small.sheet(fields="sheets.properties", includeGridData=True)
    cell = small.sheet(fields="sheets(data(rowData(values(userEnteredValue,formattedValue))))")["data"][0]["rowData"][0]["values"][0]
    assert cell == {"userEnteredValue": {"stringValue": "a1"}, "formattedValue": "a1"}


def test_effective_format_has_the_defaults_and_the_alignment_of_the_value(desk: Desk) -> None:
    """The effective format is the default one with the cell's own on top; text is left, numbers right, booleans centred."""
    desk.put("A1", [["t", 1, True]])
    row = desk.cells("A1:C1")[0]
    assert [cell["effectiveFormat"]["horizontalAlignment"] for cell in row] == ["LEFT", "RIGHT", "CENTER"]
    assert row[0]["effectiveFormat"]["textFormat"]["fontFamily"] == "Arial"
    assert row[0]["effectiveFormat"]["hyperlinkDisplayType"] == "PLAIN_TEXT" and "userEnteredFormat" not in row[0]


def test_copy_keeps_everything_and_is_apart(small: Desk) -> None:
    """A copy has the same tabs, ids and values, and a change to one does not touch the other."""
    before = small.everything()
    with small.store.write() as tx:
        tx.execute("INSERT INTO files (id, name) VALUES ('S2', 'Copy')")
        sheets.copy(tx, "S1", "S2", small.ctx)
    small.put("A1", [["changed"]])
    small.file_id = "S2"
    after = small.everything()
    assert after["sheets"] == before["sheets"] and after["properties"]["title"] == "Copy"
    small.run(lambda tx: sheets.delete(tx, "S2"))
    with pytest.raises(ApiError):
        small.get()


def test_csv_has_shown_texts(desk: Desk) -> None:
    """CSV export gives what the cells show, quoted where needed, rows of equal width, CRLF between them."""
    desk.put("A1", [["Name", "Minutes"], ['Ava "A", R', "30", "x"]])
    desk.type("B2", "1/2/2026")
    assert desk.run(lambda tx: sheets.to_csv(tx, "S1", 0)) == 'Name,Minutes,\r\n"Ava ""A"", R",1/2/2026,x'


def test_a_theme_is_taken_as_it_is(desk: Desk) -> None:
    """A spreadsheet's theme, whose colors are styles already, comes back as it was given."""
    theme = {"primaryFontFamily": "Lora", "themeColors": [{"colorType": "TEXT", "color": {"rgbColor": {"red": 1}}}]}
    desk.batch({"updateSpreadsheetProperties": {"properties": {"spreadsheetTheme": theme}, "fields": "spreadsheetTheme"}})
    assert desk.get()["properties"]["spreadsheetTheme"] == theme
