"""What otsync rests on in Sheets: typed writes, answers with the spreadsheet in them, appends, ids and names that are taken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.endpoint import Endpoint
from tests.live.test_switches import GRID, send, spreadsheet
from tests.wire.conftest import Clients
from tests.wire.core.test_files import refusal


def cells(*values: str) -> dict[str, Any]:
    return {"values": [{"userEnteredValue": {"stringValue": value}} for value in values]}


def write(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"updateCells": {"start": {"sheetId": 0}, "rows": list(rows), "fields": "userEnteredValue"}}


def test_a_new_spreadsheet(api: Clients) -> None:
    """Locale en_US, time zone Etc/GMT, one tab Sheet1 with id 0, 1000 x 26."""
    made = api.sheets.get(spreadsheetId=spreadsheet(api)).execute()
    assert (made["properties"]["locale"], made["properties"]["timeZone"]) == ("en_US", "Etc/GMT")
    (only,) = (sheet["properties"] for sheet in made["sheets"])
    assert (only["sheetId"], only["title"], only["gridProperties"]) == (0, "Sheet1", {"rowCount": 1000, "columnCount": 26})


def test_typed_text_stays_text(api: Clients) -> None:
    """A stringValue is neither formula, number nor date; read back as entered and as shown."""
    sheet, words = spreadsheet(api), ("=1+1", "007", "3-4", "+1", "TRUE", "'quoted")
    send(api, sheet, write(cells(*words)))
    mask = "sheets.data.rowData.values(userEnteredValue,formattedValue)"
    row = api.sheets.get(spreadsheetId=sheet, ranges="A1:F1", fields=mask).execute()["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert row == [{"userEnteredValue": {"stringValue": word}, "formattedValue": word} for word in words]


def test_the_answer_holds_the_spreadsheet(api: Clients) -> None:
    """includeSpreadsheetInResponse with a range and a mask answers with what stands there after the write."""
    asked = {"requests": [write(cells("a", "b"))], "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
    asked["responseRanges"] = ["Sheet1!A1:B1"]
    mask = "updatedSpreadsheet.sheets.data.rowData.values.formattedValue"
    answer = api.sheets.batchUpdate(spreadsheetId=spreadsheet(api), body=asked, fields=mask).execute()
    (row,) = answer["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowData"]
    assert row == {"values": [{"formattedValue": "a"}, {"formattedValue": "b"}]}


def test_a_refused_request_undoes_its_batch(api: Clients) -> None:
    """What came before it in the batch is not there; the message names the request."""
    sheet = spreadsheet(api)
    wrong = {"updateCells": {"start": {"sheetId": 999999}, "rows": [cells("x")], "fields": "userEnteredValue"}}
    body = {"requests": [write(cells("a")), {"addSheet": {"properties": {"title": "New"}}}, wrong]}
    assert refusal(api.sheets.batchUpdate(spreadsheetId=sheet, body=body))[:2] == (
        400, "Invalid requests[2].updateCells: No grid with id: 999999")
    assert "values" not in api.values.get(spreadsheetId=sheet, range="A1").execute()
    assert len(api.sheets.get(spreadsheetId=sheet, fields="sheets.properties.title").execute()["sheets"]) == 1


@pytest.mark.parametrize("again", [
    {"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}},
    {"addSheet": {"properties": {"sheetId": 8, "title": "Mine"}}},
    {"addNamedRange": {"namedRange": {"name": "mine", "range": GRID}}},
    {"addNamedRange": {"namedRange": {"name": "other", "namedRangeId": "mine7", "range": GRID}}},
    {"addProtectedRange": {"protectedRange": {"protectedRangeId": 7, "range": GRID, "warningOnly": True}}},
])
def test_what_is_taken_is_refused(api: Clients, again: dict[str, Any]) -> None:
    """Ids that the caller chose and names are taken once: the second batch fails whole."""
    sheet = spreadsheet(api)
    send(
        api, sheet, {"addSheet": {"properties": {"sheetId": 7, "title": "Mine"}}},
        {"addNamedRange": {"namedRange": {"name": "mine", "namedRangeId": "mine7", "range": GRID}}},
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 7, "range": GRID, "warningOnly": True}}},
    )  # fmt: skip
    assert refusal(api.sheets.batchUpdate(spreadsheetId=sheet, body={"requests": [write(cells("a")), again]}))[0] == 400
    assert "values" not in api.values.get(spreadsheetId=sheet, range="A1").execute()


@pytest.mark.parametrize(("place", "landed"), [("Sheet1", "Sheet1!C2:E2"), ("Sheet1!A1", "Sheet1!A2:C2")])
def test_where_an_append_lands(api: Clients, place: str, landed: str) -> None:
    """After a row with a blank in it the table begins behind the blank, unless the range points at the first column."""
    sheet = spreadsheet(api)
    empty = api.values.append(spreadsheetId=sheet, range="Sheet1", valueInputOption="RAW", body={"values": [["a", "", "c"]]}).execute()
    assert "tableRange" not in empty
    answer = api.values.append(spreadsheetId=sheet, range=place, valueInputOption="RAW", body={"values": [["x", "y", "z"]]}).execute()
    assert answer["updates"]["updatedRange"] == landed and "tableRange" in answer


def test_append_cells_goes_below_the_data(endpoint: Endpoint, api: Clients) -> None:
    """appendCells writes after the last row that holds data, and grows the sheet at its end."""
    sheet = spreadsheet(api)
    send(api, sheet, write(cells("a"), cells("b")), {"appendCells": {"sheetId": 0, "rows": [cells("c")], "fields": "userEnteredValue"}})
    assert api.values.get(spreadsheetId=sheet, range="A1:A9").execute()["values"] == [["a"], ["b"], ["c"]]


def test_unknown_ranges_in_googles_words(api: Clients) -> None:
    """A range that cannot be read is named."""
    found = refusal(api.values.get(spreadsheetId=spreadsheet(api), range="NOPE!A5:F15"))
    assert found[:2] == (400, "Unable to parse range: NOPE!A5:F15")
