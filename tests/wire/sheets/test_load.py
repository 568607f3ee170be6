"""Import of spreadsheets.get bodies."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from otsync.workspace import sheets

from .conftest import Desk, Json, grid

WHITE = {"red": 1, "green": 1, "blue": 1}


def effective(**parts: Any) -> Json:
    return {
        "backgroundColor": WHITE, "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3}, "horizontalAlignment": "LEFT",
        "verticalAlignment": "BOTTOM", "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": {"foregroundColor": {}, "fontFamily": "Arial", "fontSize": 10, "bold": False, "italic": False, "strikethrough": False,
                       "underline": False, "foregroundColorStyle": {"rgbColor": {}}},
        "hyperlinkDisplayType": "PLAIN_TEXT", "backgroundColorStyle": {"rgbColor": WHITE}, **parts}


@pytest.fixture
def body(desk: Desk) -> Json:
    """A body as Google gives it, with parts that the engine does not model: a pivot table, a slicer, a table, column groups, QUERY."""
    found = copy.deepcopy(desk.get())
    found["sheets"] = [
        {"properties": {"sheetId": 508836992, "title": "Mi hoja", "index": 0, "sheetType": "GRID",
                        "gridProperties": {"rowCount": 5, "columnCount": 3, "frozenRowCount": 1}, "tabColor": {"red": 0.3}},
         "data": [{
             "rowData": [
                 {"values": [{"userEnteredValue": {"stringValue": "a1"}, "effectiveValue": {"stringValue": "a1"}, "formattedValue": "a1",
                              "effectiveFormat": effective()}, {}, {"note": "n"}]},
                 {},
                 {"values": [{"userEnteredValue": {"formulaValue": '=QUERY(A:A,"select A")'}, "effectiveValue": {"numberValue": 7},
                              "formattedValue": "7", "effectiveFormat": effective(horizontalAlignment="RIGHT")},
                             {"effectiveValue": {"stringValue": "spilled"}, "formattedValue": "spilled", "effectiveFormat": effective()},
                             {"pivotTable": {"rows": [{"sourceColumnOffset": 0}]}}]},
                 {"values": [{"userEnteredValue": {"numberValue": 1.5}, "effectiveValue": {"numberValue": 1.5}, "formattedValue": "1,5 €",
                              "userEnteredFormat": {"numberFormat": {"type": "CURRENCY", "pattern": "#,##0.0 [$€-C0A]"}},
                              "effectiveFormat": effective(horizontalAlignment="RIGHT")}, {}]},
             ],
             "rowMetadata": [{"pixelSize": 40}, {"pixelSize": 21}, {"pixelSize": 21, "hiddenByUser": True}, {"pixelSize": 21},
                 {"pixelSize": 21}],
             "columnMetadata": [{"pixelSize": 100}, {"pixelSize": 60}, {"pixelSize": 100}]}],
         "merges": [grid(3, 1, 5, 3, 508836992)], "slicers": [{"slicerId": 4, "spec": {"title": "s"}}],
         "columnGroups": [{"range": {"sheetId": 508836992, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}, "depth": 1}],
         "tables": [{"tableId": "t1", "name": "T", "range": grid(0, 0, 2, 2, 508836992)}]},
        {"properties": {"sheetId": 3, "title": "Chart", "index": 1, "sheetType": "OBJECT"},
            "charts": [{"chartId": 1, "spec": {"title": "c"}}]},
    ]
    found["namedRanges"] = [{"namedRangeId": "1505157600", "name": "N", "range": grid(0, 0, 2, 2, 508836992)}]
    found["dataSources"] = [{"dataSourceId": "d"}]
    found["properties"]["locale"] = "es_ES"
    found["properties"]["iterativeCalculationSettings"] = {"maxIterations": 5}
    return found


def loaded(tmp_path: Path, body: Json) -> Desk:
    desk = Desk(tmp_path / "other")
    with desk.store.write() as tx:
        sheets.delete(tx, "S1")
        sheets.load(tx, "S1", body, desk.ctx)
    return desk


def test_served_back_equal(tmp_path: Path, body: Json) -> None:
    """An imported body comes back equal, parts that are not modelled and values that cannot be computed included."""
    before = copy.deepcopy(body)
    assert loaded(tmp_path, body).everything() == before and body == before


def test_edited_with_everything_else_as_it_was(tmp_path: Path, body: Json) -> None:
    """After an edit elsewhere the rest is as it was; a cell that is written loses what was given for its old value."""
    desk = loaded(tmp_path, body)
    desk.put("'Mi hoja'!A4", [[2]])
    data = desk.everything()["sheets"][0]["data"][0]
    written = data["rowData"][3]["values"][0]
    assert written["effectiveValue"] == {"numberValue": 2} and written["formattedValue"] == "2.0 €"
    assert data["rowData"][:3] == body["sheets"][0]["data"][0]["rowData"][:3]
    assert desk.values("'Mi hoja'!A3:B3") == [["7", "spilled"]]
    desk.batch({"insertDimension": {"range": {"sheetId": 508836992, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}}})
    sheet = desk.sheet()
    assert sheet["columnGroups"][0]["range"]["startIndex"] == 2 and sheet["tables"][0]["range"]["startColumnIndex"] == 1


def test_a_body_without_grid_data_or_properties(tmp_path: Path) -> None:
    """A body of a narrow field mask loads too; a tab without a size is made large enough for what it holds."""
    desk = loaded(tmp_path, {"sheets": [{"data": [{"startRow": 1200, "rowData": [{"values": [{"formattedValue": "x"}]}]}]}]})
    assert desk.values("Sheet1!A1201") == [["x"]] and desk.sheet()["properties"]["gridProperties"]["rowCount"] == 1201


def test_two_ranges_of_one_tab(tmp_path: Path) -> None:
    """A body with several GridData of one tab puts each at its place."""
    def part(row: int, text: str) -> Json:
        return {"startRow": row, "startColumn": 1, "rowData": [{"values": [{"userEnteredValue": {"stringValue": text}}]}]}
    desk = loaded(tmp_path, {"sheets": [{"properties": {"title": "T"}, "data": [part(1, "x"), part(4, "y")]}]})
    assert desk.values("T!B1:B9") == [[], ["x"], [], [], ["y"]]
