"""Requests on tabs, rows and columns."""

from __future__ import annotations

from typing import Any

import pytest

from otsync.workspace.errors import ApiError

from .conftest import Desk, Json, grid


def rows(start: int, end: int, sheet_id: int = 0, dimension: str = "ROWS") -> Json:
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def titles(desk: Desk) -> list[str]:
    return [sheet["properties"]["title"] for sheet in desk.get(fields="sheets.properties")["sheets"]]


def test_add_sheet(desk: Desk) -> None:
    """A tab takes a chosen id, title, place and size and answers with its properties."""
    reply = desk.batch({"addSheet": {"properties": {
        "sheetId": 42, "title": "Roster", "index": 0, "gridProperties": {"rowCount": 10, "columnCount": 3, "frozenRowCount": 1},
        "tabColor": {"red": 1}}}})
    assert reply == [{"addSheet": {"properties": {
        "sheetId": 42, "title": "Roster", "index": 0, "sheetType": "GRID",
        "gridProperties": {"rowCount": 10, "columnCount": 3, "frozenRowCount": 1},
        "tabColor": {"red": 1}, "tabColorStyle": {"rgbColor": {"red": 1}}}}}]
    assert titles(desk) == ["Roster", "Sheet1"]
    own = desk.batch({"addSheet": {}})[0]["addSheet"]["properties"]
    assert own["sheetId"] > 0 and own["title"] == "Sheet3"


@pytest.mark.parametrize(("request_", "message"), [
    ({"addSheet": {"properties": {"title": "sheet1"}}},
        'addSheet: A sheet with the name "sheet1" already exists. Please enter another name.'),
    ({"addSheet": {"properties": {"sheetId": 7}}}, "addSheet: Cannot add sheet with ID 7, a sheet with that ID already exists."),
    ({"addSheet": {"properties": {"title": "x" * 101}}}, "addSheet: The sheet name cannot be greater than 100 characters."),
    ({"addSheet": {"properties": {"gridProperties": {"rowCount": 1, "frozenRowCount": 1}}}},
        "addSheet: You can't freeze all visible rows on the sheet."),
    ({"addSheet": {"properties": {"gridProperties": {"rowCount": 10_000_000, "columnCount": 2}}}},
     "addSheet: This action would increase the number of cells in the workbook above the limit of 10000000 cells."),
    ({"deleteSheet": {"sheetId": 99}}, "deleteSheet: No sheet with id: 99"),
    ({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "x"}}},
     "updateSheetProperties: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"),
    ({"updateSheetProperties": {"properties": {"sheetId": 0}, "fields": "nope"}}, "updateSheetProperties: Invalid field: nope"),
    ({"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Other"}},
     'duplicateSheet: A sheet with the name "Other" already exists. Please enter another name.'),
    ({"insertDimension": {"range": rows(0, 1, 999999)}}, "insertDimension: No grid with id: 999999"),
    ({"deleteDimension": {"range": rows(5, 8)}},
     "deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 7 but there are only 6 rows."),
    ({"deleteDimension": {"range": rows(0, 6)}}, "deleteDimension: You can't delete all the rows on the sheet."),
    ({"insertDimension": {"range": rows(6, 7)}},
     "insertDimension: range.startIndex must be less than the grid size if inheritFromBefore is false."),
    ({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 0}}, "appendDimension: The length must be greater than zero."),
])
def test_refused(small: Desk, request_: Json, message: str) -> None:
    """What makes no sense is a 400 that names the request, and nothing has changed."""
    before = small.everything()
    assert small.refused({"addSheet": {"properties": {"title": "First"}}}, request_) == f"Invalid requests[1].{message}"
    assert small.everything() == before


def test_delete_and_hide_sheets(small: Desk) -> None:
    """A tab goes with its rows; the last one, and the last one shown, stay."""
    hide: Json = {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}
    small.batch(hide)
    assert small.refused({"deleteSheet": {"sheetId": 7}}).endswith("You can't remove all the visible sheets in a document.")
    hide["updateSheetProperties"]["properties"]["sheetId"] = 7
    assert small.refused(hide) == "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document."
    small.batch({"deleteSheet": {"sheetId": 0}})
    assert titles(small) == ["Other"]
    assert small.refused({"deleteSheet": {"sheetId": 7}}).endswith("You can't remove all the sheets in a document.")
    assert small.run(lambda tx: tx.execute("SELECT count(*) FROM sheets_row").fetchone()[0]) == 0


def test_update_sheet_properties(small: Desk) -> None:
    """Only masked fields change; a smaller grid loses what is outside; index moves the tab."""
    small.batch({"updateSheetProperties": {
        "properties": {"sheetId": 0, "title": "ignored", "gridProperties": {"rowCount": 2, "columnCount": 3, "frozenRowCount": 1}},
        "fields": "gridProperties(rowCount,columnCount,frozenRowCount)"}})
    assert small.sheet()["properties"]["gridProperties"] == {"rowCount": 2, "columnCount": 3, "frozenRowCount": 1}
    assert small.values("Sheet1") == [["a1", "b1", "c1"], ["a2", "b2", "c2"]]
    small.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "index": 2, "hidden": True}, "fields": "index,hidden"}})
    assert titles(small) == ["Other", "Sheet1"] and small.sheet(1)["properties"]["hidden"] is True
    small.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "index": 0}, "fields": "index"}})
    assert titles(small) == ["Sheet1", "Other"]
    smaller: Json = {"updateSheetProperties": {"properties": {"sheetId": 0, "gridProperties": {"rowCount": 1}},
            "fields": "gridProperties.rowCount"}}
    assert small.refused(smaller).endswith("You can't freeze all visible rows on the sheet.")


def test_duplicate_sheet(small: Desk) -> None:
    """A duplicate has the values, formats and rules under new ids; named ranges stay with the original."""
    small.batch(
        {"addNamedRange": {"namedRange": {"name": "n", "range": grid(0, 0, 1, 1)}}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}},
        {"mergeCells": {"range": grid(4, 0, 5, 2)}},
        {"addFilterView": {"filter": {"filterViewId": 11, "title": "v", "range": grid(0, 0, 4, 4),
                                      "criteria": {"1": {"hiddenValues": ["b1"]}}}}})
    reply = small.batch({"duplicateSheet": {"sourceSheetId": 0, "insertSheetIndex": 1, "newSheetId": 8, "newSheetName": "Twin"}})
    assert reply[0]["duplicateSheet"]["properties"]["title"] == "Twin" and titles(small) == ["Sheet1", "Twin", "Other"]
    twin = small.sheet(1)
    assert twin["merges"] == [grid(4, 0, 5, 2, 8)] and twin["filterViews"][0]["filterViewId"] != 11
    assert twin["protectedRanges"][0]["range"] == {"sheetId": 8}
    assert twin["filterViews"][0]["filterSpecs"] == [{"filterCriteria": {"hiddenValues": ["b1"]}, "columnIndex": 1}]
    small.put("Twin!A1", [["changed"]])
    assert small.values("Sheet1!A1") == [["a1"]] and len(small.get()["namedRanges"]) == 1


def test_spreadsheet_properties(desk: Desk) -> None:
    """Title, time zone and locale change; the title is the file's name."""
    desk.batch({"updateSpreadsheetProperties": {"properties": {"title": "T", "timeZone": "America/New_York"}, "fields": "title,timeZone"}})
    assert desk.get()["properties"]["title"] == "T" and desk.get()["properties"]["timeZone"] == "America/New_York"
    assert desk.run(lambda tx: tx.execute("SELECT name FROM files").fetchone()[0]) == "T"
    desk.type("A1", "=NOW()")
    assert desk.values("A1") == [["10/7/2026 10:30:00"]]
    unknown = {"updateSpreadsheetProperties": {"properties": {"timeZone": "Mars/Base"}, "fields": "timeZone"}}
    assert desk.refused(unknown) == "Invalid requests[0].updateSpreadsheetProperties: Invalid time zone: Mars/Base"
    with pytest.raises(ApiError, match="Invalid time zone"):
        desk.new("S2", {"properties": {"timeZone": "Mars/Base"}})
    desk.batch({"updateSpreadsheetProperties": {"properties": {"timeZone": "GMT-07:00"}, "fields": "timeZone"}})


def test_insert_rows_moves_everything_below(small: Desk) -> None:
    """Inserted rows are empty; rows, named ranges, merges, rules, filters and metadata below move down with their data."""
    small.batch(
        {"addNamedRange": {"namedRange": {"name": "second", "range": grid(1, 0, 2, 4)}}},
        {"addNamedRange": {"namedRange": {"name": "over", "range": grid(0, 0, 4, 1)}}},
        {"addNamedRange": {"namedRange": {"name": "column", "range": {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}}}},
        {"mergeCells": {"range": grid(4, 0, 6, 2)}}, {"setBasicFilter": {"filter": {"range": grid(0, 0, 4, 4)}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [grid(1, 0, 4, 1)], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}},
                "index": 0}})
    small.mark_row(2)
    small.batch({"insertDimension": {"range": rows(1, 3)}})
    assert small.values("Sheet1!A1:A6") == [["a1"], [], [], ["a2"], ["a3"], ["a4"]]
    named = {entry["name"]: entry["range"] for entry in small.get()["namedRanges"]}
    assert (named["second"]["startRowIndex"], named["second"]["endRowIndex"]) == (3, 4)
    assert (named["over"]["startRowIndex"], named["over"]["endRowIndex"]) == (0, 6)
    assert named["column"] == {"startColumnIndex": 1, "endColumnIndex": 2}
    sheet = small.sheet(includeGridData=True)
    assert sheet["merges"][0]["startRowIndex"] == 6 and sheet["basicFilter"]["range"]["endRowIndex"] == 6
    assert sheet["conditionalFormats"][0]["ranges"][0]["startRowIndex"] == 3
    mark = sheet["data"][0]["rowMetadata"][4]["developerMetadata"][0]
    assert mark["metadataId"] == 5 and mark["location"]["dimensionRange"] == {"dimension": "ROWS", "startIndex": 4, "endIndex": 5}


def test_inserted_rows_inherit_formats(small: Desk) -> None:
    """inheritFromBefore takes the formats of the row above, without it those of the row below; values never."""
    small.batch({"repeatCell": {"range": grid(0, 0, 1, 4), "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                "fields": "userEnteredFormat"}})
    small.batch({"insertDimension": {"range": rows(1, 2), "inheritFromBefore": True}})
    assert small.cell("A2")["userEnteredFormat"] == {"textFormat": {"bold": True}} and "userEnteredValue" not in small.cell("A2")
    small.batch({"insertDimension": {"range": rows(1, 2)}}, {"insertDimension": {"range": rows(3, 4)}})
    assert small.cells("A4:A4") == [] and small.cell("A2")["userEnteredFormat"] == {"textFormat": {"bold": True}}


def test_delete_rows(small: Desk) -> None:
    """Deleted rows take their named ranges along; the name of a broken one stays taken, by default, though it is not listed."""
    add = {"addNamedRange": {"namedRange": {"namedRangeId": "x", "name": "gone", "range": grid(1, 0, 2, 4)}}}
    small.batch(add, {"addNamedRange": {"namedRange": {"name": "rest", "range": grid(0, 0, 4, 1)}}},
        {"deleteDimension": {"range": rows(1, 3)}})
    assert small.values("Sheet1") == [["a1", "b1", "c1", "d1"], ["a4", "b4", "c4", "d4"]]
    assert [(entry["name"], entry["range"]["endRowIndex"]) for entry in small.get()["namedRanges"]] == [("rest", 2)]
    assert small.sheet()["properties"]["gridProperties"]["rowCount"] == 4
    assert "already exists" in small.refused(add)
    small.switch(broken_named_ranges_block_their_name=False)
    small.batch(add)


def test_columns_come_and_go(small: Desk) -> None:
    """Columns are inserted and deleted with their cells, widths and filter columns."""
    small.batch(
        {"updateDimensionProperties": {"range": rows(2, 3, dimension="COLUMNS"), "properties": {"pixelSize": 200}, "fields": "pixelSize"}},
        {"addFilterView": {"filter": {"filterViewId": 3, "title": "v", "range": grid(0, 0, 4, 4), "sortSpecs": [{"dimensionIndex": 2}]}}},
        {"insertDimension": {"range": rows(1, 2, dimension="COLUMNS")}})
    assert small.values("Sheet1!A1:E1") == [["a1", "", "b1", "c1", "d1"]]
    sheet = small.sheet(includeGridData=True)
    assert [column["pixelSize"] for column in sheet["data"][0]["columnMetadata"]] == [100, 100, 100, 200, 100]
    assert sheet["filterViews"][0]["sortSpecs"] == [{"dimensionIndex": 3, "sortOrder": "ASCENDING"}]
    small.batch({"deleteDimension": {"range": rows(0, 3, dimension="COLUMNS")}})
    assert small.values("Sheet1!A1:B1") == [["c1", "d1"]] and small.sheet()["filterViews"][0]["sortSpecs"][0]["dimensionIndex"] == 0


@pytest.mark.parametrize(("source", "to", "order"), [
    ((0, 1), 3, "2314"), ((2, 4), 0, "3412"), ((1, 2), 4, "1342"), ((1, 3), 1, "1234"), ((1, 3), 3, "1234"), ((3, 4), 1, "1423"),
])
@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
def test_move_dimension(small: Desk, source: tuple[int, int], to: int, order: str, dimension: str) -> None:
    """Rows and columns move to before the given index, counted before the move; named ranges go with them."""
    small.batch({"addNamedRange": {"namedRange": {"name": "n", "range": grid(0, 0, 1, 1)}}},
                {"moveDimension": {"source": rows(*source, dimension=dimension), "destinationIndex": to}})
    if dimension == "ROWS":
        assert [row[0] for row in small.values("Sheet1!A1:A4")] == [f"a{sign}" for sign in order]
        assert small.get()["namedRanges"][0]["range"]["startRowIndex"] == order.index("1")
    else:
        assert small.values("Sheet1!A1:D1") == [[f"{'abcd'[int(sign) - 1]}1" for sign in order]]
        assert small.get()["namedRanges"][0]["range"]["startColumnIndex"] == order.index("1")


def test_sizes(small: Desk) -> None:
    """Pixel sizes and hidden rows and columns are set by mask; auto-resize makes a column fit its longest text."""
    small.put("B2", [["a rather long text in this cell"]])
    small.batch(
        {"updateDimensionProperties": {"range": rows(1, 2), "properties": {"pixelSize": 50, "hiddenByUser": True}, "fields": "*"}},
        {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 2}},
        {"autoResizeDimensions": {"dimensions": rows(1, 2, dimension="COLUMNS")}})
    data = small.sheet(includeGridData=True)["data"][0]
    assert data["rowMetadata"][1] == {"pixelSize": 50, "hiddenByUser": True} and data["rowMetadata"][0] == {"pixelSize": 21}
    assert len(data["columnMetadata"]) == 6 and data["columnMetadata"][1]["pixelSize"] > 150


def test_sort_range(desk: Desk) -> None:
    """Numbers come before texts before booleans, blanks last in either order; whole rows of the range move, formats and notes too."""
    desk.put("A1", [["b", 1], [None, 2], [10, 3], [True, 4], ["A", 5], [2, 6]])
    desk.batch({"updateCells": {"start": {"sheetId": 0, "rowIndex": 4}, "rows": [{"values": [{"note": "mine"}]}], "fields": "note"}})
    desk.batch({"sortRange": {"range": grid(0, 0, 6, 2), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}})
    assert [row[-1] for row in desk.values("A1:B6", valueRenderOption="UNFORMATTED_VALUE")] == [6, 3, 5, 1, 4, 2]
    assert desk.cell("A3")["note"] == "mine"
    desk.batch({"sortRange": {"range": grid(0, 0, 6, 2), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}})
    assert [row[-1] for row in desk.values("A1:B6", valueRenderOption="UNFORMATTED_VALUE")] == [4, 1, 5, 3, 6, 2]


@pytest.mark.parametrize("carried", [True, False])
def test_sort_and_row_metadata(small: Desk, carried: bool) -> None:
    """Whether a sort carries row metadata with the data is a switch; named ranges stay where they are."""
    small.switch(sort_moves_row_metadata=carried)
    small.mark_row(0)
    small.batch(
        {"addNamedRange": {"namedRange": {"name": "n", "range": grid(0, 0, 1, 1)}}},
        {"sortRange": {"range": grid(0, 0, 4, 4), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}})
    data: Any = small.sheet(includeGridData=True)["data"][0]
    where = [index for index, row in enumerate(data["rowMetadata"]) if "developerMetadata" in row]
    assert where == [3 if carried else 0] and small.values("n") == [["a4"]]
