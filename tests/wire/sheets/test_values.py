"""spreadsheets.values.*"""

from __future__ import annotations

from typing import Any

import pytest

from otsync.workspace.errors import ApiError

from .conftest import Desk


def test_rows_are_ragged(desk: Desk) -> None:
    """Trailing empty rows and cells are left out; the answered range is cut at the grid."""
    desk.put("A1", [["a", "", "c"], [], ["d"]])
    assert desk.value_range("Sheet1") == {
        "range": "Sheet1!A1:Z1000", "majorDimension": "ROWS", "values": [["a", "", "c"], [], ["d"]]}
    assert desk.value_range("B2:C9") == {"range": "Sheet1!B2:C9", "majorDimension": "ROWS"}


def test_columns_first(desk: Desk) -> None:
    """majorDimension COLUMNS turns the table, for reading and for writing."""
    desk.put("A1", [["a", "b"], ["c"]])
    assert desk.values("A1:B2", majorDimension="COLUMNS") == [["a", "c"], ["b"]]
    desk.call("BatchUpdateValuesResponse", "values_batch_update", {
        "valueInputOption": "RAW", "data": [{"range": "D1", "majorDimension": "COLUMNS", "values": [["x", "y"], ["z"]]}]})
    assert desk.values("D1:E2") == [["x", "z"], ["y"]]


def test_raw_keeps_text_as_it_is(desk: Desk) -> None:
    """RAW never parses: a text that begins with = stays a text."""
    desk.put("A1", [["=1+1", "3/4/2026", "007", True, 2.5]])
    assert [cell["userEnteredValue"] for cell in desk.cells("A1:E1")[0]] == [
        {"stringValue": "=1+1"}, {"stringValue": "3/4/2026"}, {"stringValue": "007"}, {"boolValue": True}, {"numberValue": 2.5}]


def test_null_skips_and_empty_clears(desk: Desk) -> None:
    """null leaves a cell as it is, "" empties it; only written cells are counted."""
    desk.put("A1", [["a", "b", "c"]])
    answer = desk.put("A1:C1", [[None, "", "x"]])
    assert answer == {"spreadsheetId": "S1", "updatedRange": "Sheet1!A1:C1", "updatedRows": 1, "updatedColumns": 2, "updatedCells": 2}
    assert desk.values("A1:C1") == [["a", "", "x"]]


@pytest.mark.parametrize(("range_", "rows", "message"), [
    ("NOPE!A5:F15", [["x"]], "Unable to parse range: NOPE!A5:F15"),
    ("A1:B2:C3", [["x"]], "Unable to parse range: A1:B2:C3"),
    ("Sheet1!A1:B1", [["x", "y", "z"]], "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]"),
    ("Sheet1!A1:B1", [["x"], ["y"]], "Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]"),
    ("Sheet1!A1001", [["x"]], "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ("Sheet1!A1000", [["x"], ["y"]], "Requested writing within range [Sheet1!A1000], but tried writing to row [1001]"),
    ("A1", [[["nested"]]], "Invalid values[0][0]: list_value"),
])
def test_refused_writes(desk: Desk, range_: str, rows: list[list[Any]], message: str) -> None:
    """A range that does not parse or does not hold the values is refused in Google's words."""
    with pytest.raises(ApiError) as caught:
        desk.put(range_, rows)
    assert caught.value.code == 400 and caught.value.message.startswith(message)
    assert desk.values("Sheet1") == []


def test_update_answers_with_values_on_request(desk: Desk) -> None:
    """includeValuesInResponse brings the written range back under the response's render option."""
    answer = desk.put("A1", [["$5.5"]], "USER_ENTERED", includeValuesInResponse=True, responseValueRenderOption="UNFORMATTED_VALUE")
    assert answer["updatedData"] == {"range": "Sheet1!A1", "majorDimension": "ROWS", "values": [[5.5]]}


def test_batch_update_is_all_or_nothing(desk: Desk) -> None:
    """One bad range names its place and nothing at all is written."""
    body = {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [["x"]]}, {"range": "NoSuchTab!A1", "values": [["y"]]}]}
    with pytest.raises(ApiError) as caught:
        desk.call("BatchUpdateValuesResponse", "values_batch_update", body)
    assert caught.value.message == "Invalid data[1]: Unable to parse range: NoSuchTab!A1"
    assert desk.values("A1") == []
    body["data"] = [{"range": "A1", "values": [["x"]]}, {"range": "B2:C2", "values": [["y", "z"]]}]
    answer = desk.call("BatchUpdateValuesResponse", "values_batch_update", body)
    assert (answer["totalUpdatedCells"], answer["totalUpdatedRows"], answer["totalUpdatedSheets"]) == (3, 2, 1)


def test_batch_get(desk: Desk) -> None:
    """batchGet gives one ValueRange for each range, in order."""
    desk.put("A1", [["a", "b"]])
    answer = desk.call("BatchGetValuesResponse", "values_batch_get", {"ranges": ["B1", "A1:A1"]})
    assert [part.get("values") for part in answer["valueRanges"]] == [[["b"]], [["a"]]]


def test_clear_leaves_formats_and_notes(desk: Desk) -> None:
    """clear and batchClear take values away and leave format, note and validation."""
    desk.batch({"updateCells": {"start": {"sheetId": 0}, "rows": [{"values": [
        {"userEnteredValue": {"stringValue": "x"}, "note": "n", "userEnteredFormat": {"textFormat": {"bold": True}}}]}], "fields": "*"}})
    assert desk.call("ClearValuesResponse", "values_clear", "Sheet1!A1:B2") == {"spreadsheetId": "S1", "clearedRange": "Sheet1!A1:B2"}
    cell = desk.cell("A1")
    assert "userEnteredValue" not in cell and cell["note"] == "n" and cell["userEnteredFormat"]["textFormat"] == {"bold": True}
    desk.put("A1", [["x"]])
    answer = desk.call("BatchClearValuesResponse", "values_batch_clear", {"ranges": ["A1", "Sheet1!C:C"]})
    assert answer["clearedRanges"] == ["Sheet1!A1", "Sheet1!C1:C1000"] and desk.values("Sheet1") == []


def test_append_without_a_table(desk: Desk) -> None:
    """On an empty range the rows land at its start and there is no tableRange."""
    assert desk.append("Sheet1!B3", [["x", "y"]]) == {"spreadsheetId": "S1", "updates": {
        "spreadsheetId": "S1", "updatedRange": "Sheet1!B3:C3", "updatedRows": 1, "updatedColumns": 2, "updatedCells": 2}}


def test_append_finds_the_last_table_as_measured(desk: Desk) -> None:
    """With a blank interior cell the whole tab means the last block of cells, an anchor means the block it lies in."""
    desk.put("A1", [["a", "", "c"]])
    assert desk.append("Sheet1", [["x", "y", "z"]])["updates"]["updatedRange"] == "Sheet1!C2:E2"
    desk.call("ClearValuesResponse", "values_clear", "Sheet1!A2:Z2")
    answer = desk.append("Sheet1!A1", [["x", "y", "z"]])
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!A1", "Sheet1!A2:C2")


@pytest.mark.parametrize(("range_", "lands"), [
    ("Sheet1", "B7:C7"), ("C4", "B7:C7"), ("C5:D5", "B7:C7"), ("B2:D4", "B7:C7"), ("A3:G10", "B7:C7"), ("A1", "A3:B3"), ("E4", "E4:F4"),
    ("A4", "A4:B4"),
])
def test_append_in_googles_own_example(desk: Desk, range_: str, lands: str) -> None:
    """Google's guide: tables A1:C2 and B4:D6, and where each range appends."""
    desk.put("A1", [["x", "y", "z"], ["x", "y", "z"], [], [None, "x", "y", "y"], [None, "x", "y", "z"], [None, "z", "y", "z"]])
    assert desk.append(range_, [["1", "2"]])["updates"]["updatedRange"] == f"Sheet1!{lands}"


def test_append_insert_rows_shifts_what_is_below(desk: Desk) -> None:
    """INSERT_ROWS makes room below the table; OVERWRITE writes over what is there."""
    desk.put("A1", [["head"], [None], ["below"]])
    desk.append("A1", [["new"]], insertDataOption="INSERT_ROWS")
    assert desk.values("A1:A5") == [["head"], ["new"], [], ["below"]]
    assert desk.sheet()["properties"]["gridProperties"]["rowCount"] == 1001


def test_append_grows_the_grid(small: Desk) -> None:
    """Rows appended beyond the last row of the grid make the grid grow by just what is needed."""
    small.append("Sheet1", [["x"]] * 5)
    assert small.sheet()["properties"]["gridProperties"]["rowCount"] == 9


def test_render_options(desk: Desk) -> None:
    """A date cell shows text, a serial number, or its formula, and its text again under FORMATTED_STRING."""
    desk.type("A1", "3/4/2026", "=A1+1", "50%")
    assert desk.values("A1:A3") == [["3/4/2026"], ["3/5/2026"], ["50%"]]
    assert desk.values("A1:A3", valueRenderOption="UNFORMATTED_VALUE") == [[46085], [46086], [0.5]]
    assert desk.values("A1:A3", valueRenderOption="FORMULA") == [[46085], ["=A1+1"], [0.5]]
    assert desk.values("A1:A3", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING") == [["3/4/2026"],
        ["3/5/2026"], [0.5]]


def test_ranges_of_every_form(small: Desk) -> None:
    """Whole rows and columns, open ends, quoted titles, R1C1 and named ranges are all ranges."""
    small.batch({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "It's 1"}, "fields": "title"}},
                {"addNamedRange": {"namedRange": {"name": "corner", "range": {
                    "sheetId": 0, "startRowIndex": 3, "endRowIndex": 4, "startColumnIndex": 3, "endColumnIndex": 4}}}})
    assert small.value_range("'It''s 1'!3:3")["range"] == "'It''s 1'!A3:D3"
    assert small.values("'It''s 1'!C3:C") == [["c3"], ["c4"]]
    assert small.values("It's 1!A:A") == [["a1"], ["a2"], ["a3"], ["a4"]]
    assert small.values("R2C2:R2C3") == [["b2", "c2"]] and small.values("D4:C3") == [["c3", "d3"], ["c4", "d4"]]
    assert small.values("corner") == [["d4"]] and small.values("It's 1") == small.values("A1:D6")


def test_a_body_range_must_be_the_requested_one(desk: Desk) -> None:
    """A ValueRange that names another range than the address is refused."""
    with pytest.raises(ApiError) as caught:
        desk.call("UpdateValuesResponse", "values_update", "Sheet1!A1", {"range": "Sheet1!A2", "values": [["x"]]},
            {"valueInputOption": "RAW"})
    assert caught.value.message == "Request range[Sheet1!A1] does not match value's range[Sheet1!A2]"


def test_values_by_data_filter(small: Desk) -> None:
    """The *ByDataFilter methods read, write and clear what an A1 or grid range selects; a look-up of metadata is refused with 501."""
    column, corner = {"gridRange": {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}}, {"a1Range": "A1:B1"}
    found = small.call("BatchGetValuesByDataFilterResponse", "values_batch_get_by_data_filter", {"dataFilters": [column, corner]})
    assert [part["valueRange"]["values"][0] for part in found["valueRanges"]] == [["b1"], ["a1", "b1"]]
    assert found["valueRanges"][0]["dataFilters"] == [column]
    answer = small.call("BatchUpdateValuesByDataFilterResponse", "values_batch_update_by_data_filter", {
        "valueInputOption": "RAW", "data": [{"dataFilter": corner, "values": [["x", "y"]]}]})
    assert answer["totalUpdatedCells"] == 2 and small.values("A1:B1") == [["x", "y"]]
    cleared = small.call("BatchClearValuesByDataFilterResponse", "values_batch_clear_by_data_filter", {"dataFilters": [corner]})
    assert cleared["clearedRanges"] == ["Sheet1!A1:B1"] and small.values("A1:C1") == [["", "", "c1"]]
    with pytest.raises(ApiError) as caught:
        small.call("X", "values_batch_get_by_data_filter", {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "k"}}]})
    assert caught.value.code == 501


@pytest.mark.parametrize("refuses", [False, True])
def test_strict_validation_by_switch(small: Desk, refuses: bool) -> None:
    """Whether an API write of a value that a strict list forbids is refused is a switch; a value on the list always passes."""
    small.switch(strict_validation_refuses_api_writes=refuses)
    small.batch({"setDataValidation": {"range": {"sheetId": 7}, "rule": {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "active"}]}, "strict": True}}})
    small.put("Other!A1", [["active"]])
    if not refuses:
        small.put("Other!A2", [["nonsense"]])
        return
    with pytest.raises(ApiError) as caught:
        small.put("Other!A2", [["nonsense"]])
    assert "violates the data validation rules" in caught.value.message
