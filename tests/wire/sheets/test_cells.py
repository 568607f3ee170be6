"""Requests on cells."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Desk, Json, grid


def text(value: str, **parts: Any) -> Json:
    return {"userEnteredValue": {"stringValue": value}, **parts}


def test_update_cells_writes_only_masked_parts(small: Desk) -> None:
    """updateCells at a start writes what the mask names: values typed as given, formats field by field, colors in both fields."""
    small.batch({"updateCells": {
        "start": {"sheetId": 0, "rowIndex": 1, "columnIndex": 1},
        "rows": [{"values": [text("=not a formula", note="ignored"),
                    {"userEnteredFormat": {"backgroundColor": {"red": 1, "green": 0.953, "blue": 0.804}}}]}],
        "fields": "userEnteredValue,userEnteredFormat.backgroundColor"}})
    one, two = small.cells("Sheet1!B2:C2")[0]
    assert one["userEnteredValue"] == one["effectiveValue"] == {"stringValue": "=not a formula"} and "note" not in one
    assert "userEnteredValue" not in two
    amber = {"red": 1, "green": 0.9529412, "blue": 0.8039216}
    assert two["userEnteredFormat"] == {"backgroundColor": amber, "backgroundColorStyle": {"rgbColor": amber}}
    small.batch({"updateCells": {"start": {"sheetId": 0, "rowIndex": 1, "columnIndex": 2}, "rows": [{"values": [{}]}],
                                 "fields": "userEnteredFormat.backgroundColor"}})
    assert small.cells("Sheet1!C2:C2") == []


def test_update_cells_with_a_range_clears_the_rest(small: Desk) -> None:
    """With a range, masked fields of cells that the rows do not cover are cleared."""
    small.batch({"updateCells": {"range": grid(0, 0, 3, 3), "rows": [{"values": [text("new")]}], "fields": "userEnteredValue"}})
    assert small.values("Sheet1") == [["new", "", "", "d1"], ["", "", "", "d2"], ["", "", "", "d3"], ["a4", "b4", "c4", "d4"]]


@pytest.mark.parametrize(("request_", "message"), [
    ({"updateCells": {"start": {"sheetId": 999999}, "rows": [], "fields": "*"}}, "updateCells: No grid with id: 999999"),
    ({"updateCells": {"start": {"sheetId": 0, "columnIndex": 3}, "rows": [{"values": [text("x"), text("y")]}],
                "fields": "userEnteredValue"}},
     "updateCells: Attempting to write column: 4, beyond the last requested column of: 3"),
    ({"updateCells": {"start": {"sheetId": 0, "rowIndex": 5}, "rows": [{"values": [text("x")]}] * 2, "fields": "userEnteredValue"}},
     "updateCells: Attempting to write row: 6, beyond the last requested row of: 5"),
    ({"updateCells": {"range": grid(0, 0, 1, 1), "rows": [{"values": [text("x"), text("y")]}], "fields": "userEnteredValue"}},
     "updateCells: Attempting to write column: 1, beyond the last requested column of: 0"),
    ({"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [text("x")]}]}},
     "updateCells: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"),
    ({"updateCells": {"start": {"sheetId": 0}, "rows": [], "fields": "userEnteredValue,colour"}}, "updateCells: Invalid field: colour"),
    ({"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [text("x" * 50_001)]}], "fields": "*"}},
     "updateCells: Your input contains more than the maximum of 50000 characters in a single cell."),
    ({"repeatCell": {"range": {"sheetId": 0, "startRowIndex": 6, "startColumnIndex": 0, "endColumnIndex": 2}, "cell": {}, "fields": "*"}},
     "repeatCell: Range (Sheet1!A7:B) exceeds grid limits. Max rows: 6, max columns: 4"),
    ({"appendCells": {"sheetId": 3, "rows": [], "fields": "*"}}, "appendCells: No grid with id: 3"),
    ({"findReplace": {"find": "", "replacement": "x", "allSheets": True}}, "findReplace: The find text must not be empty."),
    ({"setDataValidation": {"range": grid(0, 0, 1, 1), "rule": {"condition": {"type": "ONE_OF_LIST"}}}},
     "setDataValidation: ConditionType 'ONE_OF_LIST' requires at least one ConditionValue."),
])
def test_refused(small: Desk, request_: Json, message: str) -> None:
    """What does not fit is a 400 that names the request by its place, and nothing has changed."""
    before = small.everything()
    first: Json = {"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [text("changed")]}], "fields": "userEnteredValue"}}
    assert small.refused(first, request_) == f"Invalid requests[1].{message}"
    assert small.everything() == before


def test_unknown_requests_are_501(small: Desk) -> None:
    """A request kind that is not implemented is refused with 501, never nodded at; an empty one is a 400."""
    from otsync.workspace.errors import ApiError
    with pytest.raises(ApiError) as caught:
        small.batch({"addSlicer": {}})
    assert caught.value.code == 501
    assert small.refused({"addSheet": {}}, {}) == "Invalid requests[1]: No request set."
    assert small.refused() == "Must specify at least one request."


def test_append_cells(small: Desk) -> None:
    """appendCells goes below the last row with a value, wherever formats lie, and makes the grid longer as needed."""
    small.batch({"repeatCell": {"range": grid(4, 0, 6, 1), "cell": {"userEnteredFormat": {"textFormat": {"bold": True}}},
                "fields": "userEnteredFormat"}})
    append: Json = {"appendCells": {"sheetId": 0, "rows": [{"values": [text("x"), {}, {"userEnteredValue": {"numberValue": 2}}]}] * 3,
            "fields": "userEnteredValue"}}
    assert small.batch(append) == [{}]
    assert small.values("Sheet1!A5:D7") == [["x", "", "2"]] * 3
    assert small.sheet()["properties"]["gridProperties"]["rowCount"] == 7
    assert small.cell("Sheet1!A5")["userEnteredFormat"] == {"textFormat": {"bold": True}}


def test_a_new_value_takes_text_runs_and_chips_away(desk: Desk) -> None:
    """Text runs and chip runs belong to the value: they are kept until another value is written; a link chip gives the hyperlink."""
    runs = [{"format": {}}, {"startIndex": 2, "format": {"bold": True}}]
    chips = [{"chip": {"richLinkProperties": {"uri": "https://docs.google.com/document/d/1"}}}]
    desk.batch({"updateCells": {"start": {"sheetId": 0},
                "rows": [{"values": [text("abcd", textFormatRuns=runs), text("@", chipRuns=chips)]}],
                                "fields": "userEnteredValue,textFormatRuns,chipRuns"}})
    one, two = desk.cells("A1:B1")[0]
    assert one["textFormatRuns"] == runs and two["chipRuns"] == chips and two["hyperlink"] == "https://docs.google.com/document/d/1"
    desk.put("A1", [["new", "new"]])
    assert all("textFormatRuns" not in cell and "chipRuns" not in cell for cell in desk.cells("A1:B1")[0])


def test_repeat_cell(small: Desk) -> None:
    """repeatCell fills a range, may end beyond the grid, and moves relative references along."""
    small.batch({"repeatCell": {"range": {"sheetId": 7, "startRowIndex": 0, "endRowIndex": 99, "startColumnIndex": 1, "endColumnIndex": 3},
                                "cell": {"userEnteredValue": {"formulaValue": "=A1&$A$1"}}, "fields": "userEnteredValue"}})
    assert small.values("Other", valueRenderOption="FORMULA")[4:] == [["", "=A5&$A$1", "=B5&$A$1"], ["", "=A6&$A$1", "=B6&$A$1"]]
    assert small.sheet(1)["properties"]["gridProperties"]["rowCount"] == 6
    small.batch({"repeatCell": {"range": {"sheetId": 0}, "cell": {}, "fields": "userEnteredValue"}})
    assert small.values("Sheet1") == []


@pytest.mark.parametrize(("kind", "value", "bold", "note"), [
    ("PASTE_NORMAL", "=B2", True, "n"), ("PASTE_VALUES", "b1", False, None), ("PASTE_FORMAT", "d4", True, None),
    ("PASTE_FORMULA", "=B2", False, None),
])
def test_copy_paste(small: Desk, kind: str, value: str, bold: bool, note: str | None) -> None:
    """Paste types take values, formulas (moved along), formats and notes as their names say."""
    small.batch({"updateCells": {"start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 2}, "fields": "*", "rows": [{"values": [
        {"userEnteredValue": {"formulaValue": "=B1"}, "userEnteredFormat": {"textFormat": {"bold": True}}, "note": "n"}]}]}})
    small.put("C2", [["d4"]])
    small.batch({"copyPaste": {"source": grid(0, 2, 1, 3), "destination": grid(1, 2, 2, 3), "pasteType": kind}})
    cell = small.cell("Sheet1!C2")
    entered = cell["userEnteredValue"]
    assert (entered.get("formulaValue") or entered.get("stringValue")) == value
    assert cell.get("userEnteredFormat", {}).get("textFormat", {}).get("bold", False) is bold and cell.get("note") == note


def test_copy_paste_repeats_and_transposes(small: Desk) -> None:
    """A larger destination is filled with copies; TRANSPOSE turns the block."""
    small.batch({"copyPaste": {"source": grid(0, 0, 1, 2), "destination": grid(0, 0, 4, 2, 7)}},
                {"copyPaste": {"source": grid(0, 0, 1, 3), "destination": grid(0, 3, 1, 4, 7), "pasteOrientation": "TRANSPOSE"}})
    assert small.values("Other") == [["a1", "b1", "", "a1"], ["a1", "b1", "", "b1"], ["a1", "b1", "", "c1"], ["a1", "b1"]]


def test_cut_paste(small: Desk) -> None:
    """Cut cells leave nothing behind and land with values and formats."""
    small.batch({"cutPaste": {"source": grid(0, 0, 2, 2), "destination": {"sheetId": 7, "rowIndex": 1, "columnIndex": 1}}})
    assert small.values("Other") == [[], ["", "a1", "b1"], ["", "a2", "b2"]]
    assert small.values("Sheet1")[:2] == [["", "", "c1", "d1"], ["", "", "c2", "d2"]]


def test_find_replace(small: Desk) -> None:
    """Counts are given; case, whole cell, regular expressions with groups, formulas and scope are honoured."""
    reply = small.batch({"findReplace": {"find": "A", "replacement": "x", "allSheets": True}})[0]["findReplace"]
    assert reply == {"valuesChanged": 4, "rowsChanged": 4, "sheetsChanged": 1, "occurrencesChanged": 4}
    assert small.batch({"findReplace": {"find": "X", "replacement": "y", "matchCase": True, "sheetId": 0}}) == [{}]
    assert small.batch({"findReplace": {"find": "x", "replacement": "y", "matchEntireCell": True, "sheetId": 0}}) == [{}]
    small.batch({"findReplace": {"find": r"^b(\d)$", "replacement": "$1/1/2026", "searchByRegex": True, "range": grid(0, 0, 2, 4)}})
    assert small.values("Sheet1!B1:B3", valueRenderOption="UNFORMATTED_VALUE") == [[46023], [46054], ["b3"]]
    small.type("D1", "=A1&\"d\"")
    assert small.batch({"findReplace": {"find": "d", "replacement": "e", "includeFormulas": True,
                "range": grid(0, 3, 1, 4)}})[0]["findReplace"]["formulasChanged"] == 1
    assert small.values("D1", valueRenderOption="FORMULA") == [["=A1&\"e\""]]


def test_merges(small: Desk) -> None:
    """A merge keeps the first value, takes merges inside it up, and refuses to cut one; unmerging needs all of it."""
    small.batch({"mergeCells": {"range": grid(0, 0, 2, 2), "mergeType": "MERGE_ROWS"}})
    assert small.sheet()["merges"] == [
        {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": 0, "endColumnIndex": 2} for row in range(2)]
    assert small.values("Sheet1!A1:B2") == [["a1"], ["a2"]]
    assert small.refused({"mergeCells": {"range": grid(0, 1, 2, 3)}}) == (
        "Invalid requests[0].mergeCells: You must select all cells in a merged range to merge or unmerge them.")
    small.batch({"mergeCells": {"range": grid(0, 0, 2, 2)}})
    assert len(small.sheet()["merges"]) == 1
    small.batch({"unmergeCells": {"range": {"sheetId": 0}}})
    assert "merges" not in small.sheet()


def test_borders(small: Desk) -> None:
    """Outer and inner borders are set on the cells they belong to; NONE takes them away again."""
    line = {"style": "SOLID_MEDIUM", "color": {"red": 1}}
    small.batch({"updateBorders": {"range": grid(0, 0, 2, 2), "top": line, "innerVertical": {"style": "DOTTED"}}})
    borders = small.cell("Sheet1!A1")["userEnteredFormat"]["borders"]
    assert borders["top"] == {"style": "SOLID_MEDIUM", "width": 2, "color": {"red": 1}, "colorStyle": {"rgbColor": {"red": 1}}}
    assert set(borders) == {"top", "right"} and set(small.cell("Sheet1!B2")["userEnteredFormat"]["borders"]) == {"left"}
    small.batch({"updateBorders": {"range": grid(0, 0, 2, 2), "top": {"style": "NONE"}, "innerVertical": {"style": "NONE"}}})
    assert "userEnteredFormat" not in small.cell("Sheet1!A1")


def test_data_validation(small: Desk) -> None:
    """Validation is kept with the cell, also an empty one, and is taken away by a request without a rule; a checkbox is FALSE."""
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "active"}, {"userEnteredValue": "on hold"}]},
        "strict": True, "showCustomUi": True}
    small.batch({"setDataValidation": {"range": grid(3, 0, 5, 1), "rule": rule}},
                {"setDataValidation": {"range": grid(0, 0, 1, 1, 7), "rule": {"condition": {"type": "BOOLEAN"}}}})
    assert small.cell("Sheet1!A5") == {"dataValidation": rule} and small.cell("Sheet1!A4")["formattedValue"] == "a4"
    assert small.cell("Other!A1")["effectiveValue"] == {"boolValue": False}
    small.batch({"setDataValidation": {"range": grid(0, 0, 6, 4)}})
    assert small.cells("Sheet1!A5:A5") == []


def test_include_spreadsheet_in_response(small: Desk) -> None:
    """The answer carries the spreadsheet as it is after the batch, with grid data of the ranges asked for."""
    answer = small.update({"appendCells": {"sheetId": 7, "rows": [{"values": [text("x")]}], "fields": "userEnteredValue"}},
                          includeSpreadsheetInResponse=True, responseRanges=["Other!A:A"], responseIncludeGridData=True)
    assert answer["commentUpdateState"] == "NO_UPDATES_REQUESTED" and answer["replies"] == [{}]
    found = answer["updatedSpreadsheet"]["sheets"]
    assert len(found) == 1 and found[0]["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "x"


def test_cells_that_share_a_format_change_apart(small: Desk) -> None:
    """Cells of one look, kept once for the tab, are cells of their own: one changes, in a copied tab too, and the others stay."""
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    small.batch({"repeatCell": {"range": grid(0, 0, 4, 4), "cell": bold, "fields": "userEnteredFormat"}},
                {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 9, "newSheetName": "Copy"}})
    stored = small.run(lambda tx: [row[0] for row in tx.execute("SELECT json FROM sheets_row WHERE sheet_id IN (0, 9)")])
    assert len(stored) == 8 and not any("bold" in text for text in stored)
    red = {"userEnteredFormat": {"backgroundColor": {"red": 1}}}
    small.batch({"repeatCell": {"range": grid(0, 0, 1, 1, 9), "cell": red, "fields": "userEnteredFormat.backgroundColor"}})
    looks = [set(small.cell(name)["userEnteredFormat"]) for name in ("Copy!A1", "Copy!B1", "Sheet1!A1")]
    assert looks == [{"textFormat", "backgroundColor", "backgroundColorStyle"}, {"textFormat"}, {"textFormat"}]


def test_rows_of_an_older_store(small: Desk) -> None:
    """A row whose formats and rules stand in it, as earlier versions stored them, is read and written on."""
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}]}}
    cell = {"v": "old", "f": {"textFormat": {"bold": True}}, "d": rule}
    small.run(lambda tx: tx.execute("UPDATE sheets_row SET json = ? WHERE sheet_id = 0 AND row = 0", (json.dumps({"c": [cell]}),)))
    small.put("Sheet1!B1", [["new"]])
    found = small.cell("Sheet1!A1")
    assert (found["userEnteredFormat"], found["dataValidation"]) == (cell["f"], rule) and small.values("Sheet1!A1:B1") == [["old", "new"]]
