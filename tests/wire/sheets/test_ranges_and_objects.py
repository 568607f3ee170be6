"""Named and protected ranges, filters, conditional formats, charts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from otsync.workspace.errors import ApiError

from .conftest import Desk, Json, grid

NAMED: Json = {"addNamedRange": {"namedRange": {"namedRangeId": "lease-1", "name": "otsync.lease", "range": grid(0, 0, 1, 1)}}}


def test_named_ranges(small: Desk) -> None:
    """A named range keeps its chosen id and a name with dots, is listed, renamed, moved and deleted."""
    assert small.batch(NAMED) == [{"addNamedRange": {"namedRange": {
        "namedRangeId": "lease-1", "name": "otsync.lease",
        "range": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}}}}]
    small.batch({"updateNamedRange": {"namedRange": {"namedRangeId": "lease-1", "name": "free", "range": grid(1, 1, 2, 2, 7)},
                "fields": "name,range"}})
    assert small.get()["namedRanges"] == [{"namedRangeId": "lease-1", "name": "free", "range": grid(1, 1, 2, 2, 7)}]
    small.batch({"deleteNamedRange": {"namedRangeId": "lease-1"}})
    assert "namedRanges" not in small.get()


@pytest.mark.parametrize(("request_", "message"), [
    ({"namedRangeId": "lease-1", "name": "other", "range": grid(0, 0, 1, 1)},
     "Cannot add named range with ID lease-1, a named range with that ID already exists."),
    ({"namedRangeId": "lease-2", "name": "OTSYNC.lease", "range": grid(0, 0, 1, 1)},
     "Cannot add named range with name OTSYNC.lease, a named range with that name already exists."),
    ({"name": "A1", "range": grid(0, 0, 1, 1)}, "Invalid name: A1"),
    ({"name": "two words", "range": grid(0, 0, 1, 1)}, "Invalid name: two words"),
    ({"name": "ok", "range": grid(0, 0, 1, 1, 55)}, "No grid with id: 55"), ({"name": "ok"}, "No range specified."),
])
def test_a_taken_id_or_name_fails_the_whole_batch(small: Desk, request_: Json, message: str) -> None:
    """An id or a name that exists (names without regard to case) refuses the whole batch, as does a name that is none."""
    small.batch(NAMED)
    before = small.everything()
    append = {"appendCells": {"sheetId": 0, "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
            "fields": "userEnteredValue"}}
    assert small.refused(append, {"addNamedRange": {"namedRange": request_}}) == f"Invalid requests[1].addNamedRange: {message}"
    assert small.everything() == before


def test_a_replayed_marker_lands_once(small: Desk) -> None:
    """A batch with a marker cannot land twice; one that deletes the marker first can."""
    batch: list[Json] = [NAMED, {"appendCells": {"sheetId": 7, "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
                "fields": "userEnteredValue"}}]
    small.batch(*batch)
    small.refused(*batch)
    small.batch({"deleteNamedRange": {"namedRangeId": "lease-1"}}, *batch)
    assert small.values("Other") == [["x"], ["x"]]


def test_deleting_a_named_range_that_is_not_there(small: Desk) -> None:
    """Deleting an id that is not there is refused or does nothing, by switch."""
    gone = {"deleteNamedRange": {"namedRangeId": "nope"}}
    assert small.refused(gone) == "Invalid requests[0].deleteNamedRange: No NamedRange with id: nope"
    small.switch(delete_missing_named_range_is_error=False)
    assert small.batch(gone) == [{}]


def test_protected_ranges(small: Desk) -> None:
    """A protected range keeps its id, names the caller among its editors, is changed by mask and deleted."""
    reply = small.batch({"addProtectedRange": {"protectedRange": {"protectedRangeId": 4, "range": grid(0, 0, 1, 4),
                    "description": "head"}}})
    entry = reply[0]["addProtectedRange"]["protectedRange"]
    assert entry["editors"] == {"users": ["ot@example.org"]} and entry["requestingUserCanEdit"] is True
    assert "already exists" in small.refused({"addProtectedRange": {"protectedRange": {"protectedRangeId": 4, "range": {"sheetId": 7}}}})
    small.batch({"updateProtectedRange": {"protectedRange": {"protectedRangeId": 4, "warningOnly": True}, "fields": "warningOnly"}},
                {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 7}, "warningOnly": True}}})
    entry = small.sheet()["protectedRanges"][0]
    assert entry["warningOnly"] is True and "editors" not in entry and entry["description"] == "head"
    assert small.sheet(1)["protectedRanges"][0]["range"] == {"sheetId": 7}
    small.batch({"deleteProtectedRange": {"protectedRangeId": 4}})
    assert "protectedRanges" not in small.sheet()
    again = small.refused({"deleteProtectedRange": {"protectedRangeId": 4}})
    assert again == "Invalid requests[0].deleteProtectedRange: No protected range with id: 4"


PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."
)


def test_a_protected_range_keeps_others_out(small: Desk) -> None:
    """Who is neither the file's owner nor among its editors changes nothing in it, by no way, nor takes the protection away."""
    protection = {"protectedRangeId": 4, "range": grid(0, 0, 2, 4), "editors": {"users": ["pat@example.org"]}}
    small.batch({"addProtectedRange": {"protectedRange": {**protection, "unprotectedRanges": [grid(1, 0, 2, 1)]}}})
    before, mine = small.values("A1:D4"), small.ctx
    small.ctx = replace(mine, user="kim@example.org", owns=False)
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    for kind, body in {
        "updateCells": {"range": grid(0, 0, 1, 1), "fields": "userEnteredValue"},
        "repeatCell": {"range": grid(0, 0, 9, 1), "cell": {"note": "x"}, "fields": "note"},
        "findReplace": {"find": before[0][0], "replacement": "?", "allSheets": True},
        "sortRange": {"range": grid(0, 0, 4, 4), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]},
        "deleteDimension": {"range": rows},
        "mergeCells": {"range": grid(1, 1, 3, 2), "mergeType": "MERGE_ALL"},
        "deleteSheet": {"sheetId": 0},
        "deleteProtectedRange": {"protectedRangeId": 4},
        "updateProtectedRange": {"protectedRange": {"protectedRangeId": 4, "warningOnly": True}, "fields": "warningOnly"},
    }.items():
        assert small.refused({kind: body}) == f"Invalid requests[0].{kind}: {PROTECTED}"
    with pytest.raises(ApiError, match="protected cell"):
        small.put("A2:B2", [["free", "not free"]])
    entry = small.sheet()["protectedRanges"][0]
    assert "editors" not in entry and "requestingUserCanEdit" not in entry
    assert small.values("A1:D4") == before
    small.put("A2", [["free"]])
    small.batch({"repeatCell": {"range": grid(1, 0, 2, 1), "cell": {"note": "x"}, "fields": "note"}})
    small.ctx = replace(mine, user="pat@example.org", owns=False)
    small.put("A1", [["by an editor"]])
    small.ctx = mine
    small.put("A1", [["by the owner"]])
    small.batch({"updateProtectedRange": {"protectedRange": {"protectedRangeId": 4, "warningOnly": True}, "fields": "warningOnly"}})
    small.ctx = replace(mine, user="kim@example.org", owns=False)
    small.put("A1", [["warned, but let in"]])


def test_basic_filter_hides_rows(small: Desk) -> None:
    """A basic filter hides rows by value and by condition, never its header row, and is cleared."""
    small.batch({"setBasicFilter": {"filter": {"range": grid(0, 0, 4, 4), "criteria": {"0": {"hiddenValues": ["a1", "a3"]}}}}})
    sheet = small.sheet(includeGridData=True)
    assert [row.get("hiddenByFilter", False) for row in sheet["data"][0]["rowMetadata"]] == [False, False, True, False, False, False]
    assert sheet["basicFilter"]["filterSpecs"] == [{"filterCriteria": {"hiddenValues": ["a1", "a3"]}, "columnIndex": 0}]
    criteria = {"1": {"condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "2"}]}}}
    small.batch({"setBasicFilter": {"filter": {"range": grid(0, 0, 4, 4), "criteria": criteria}}})
    rows = small.sheet(includeGridData=True)["data"][0]["rowMetadata"]
    assert [row.get("hiddenByFilter", False) for row in rows] == [False, False, True, True, False, False]
    small.batch({"clearBasicFilter": {"sheetId": 0}})
    assert "basicFilter" not in small.sheet()


def test_filter_views(small: Desk) -> None:
    """Filter views take a chosen id and title, are changed by mask and deleted; two of one title are refused."""
    view = {"filterViewId": 9, "title": "Fewest left first", "range": grid(0, 0, 4, 4),
        "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "ASCENDING"}]}
    assert small.batch({"addFilterView": {"filter": view}})[0]["addFilterView"]["filter"]["filterViewId"] == 9
    assert "already exists" in small.refused({"addFilterView": {"filter": view}})
    small.batch({"updateFilterView": {"filter": {"filterViewId": 9, "title": "Behind"}, "fields": "title"}})
    assert [(entry["title"], entry["sortSpecs"][0]["dimensionIndex"]) for entry in small.sheet()["filterViews"]] == [("Behind", 1)]
    small.batch({"deleteFilterView": {"filterId": 9}})
    assert "filterViews" not in small.sheet() and small.refused({"deleteFilterView": {"filterId": 9}}).endswith("No filter view with id: 9")


def rule(kind: str, *values: str, color: Json | None = None, area: Json | None = None) -> Json:
    return {"ranges": [area or grid(0, 0, 6, 4)], "booleanRule": {
        "condition": {"type": kind, **({"values": [{"userEnteredValue": value} for value in values]} if values else {})},
        "format": {"backgroundColor": color or {"red": 1, "green": 0.95, "blue": 0.8}}}}


def test_conditional_format_rules_are_ordered(small: Desk) -> None:
    """Rules are added at, moved to, changed at and deleted from their index; an index that is not there is refused."""
    small.batch({"addConditionalFormatRule": {"rule": rule("BLANK"), "index": 0}},
        {"addConditionalFormatRule": {"rule": rule("NOT_BLANK"), "index": 0}})
    reply = small.batch({"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})[0]["updateConditionalFormatRule"]
    assert (reply["oldIndex"], reply["newIndex"], reply["newRule"]) == (0, 1, reply["oldRule"])
    assert reply["newRule"]["booleanRule"]["condition"] == {"type": "NOT_BLANK"}
    kinds = [entry["booleanRule"]["condition"]["type"] for entry in small.sheet()["conditionalFormats"]]
    assert kinds == ["BLANK", "NOT_BLANK"]
    small.batch({"updateConditionalFormatRule": {"index": 1, "rule": rule("TEXT_EQ", "x")}},
        {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert [entry["booleanRule"]["condition"]["type"] for entry in small.sheet()["conditionalFormats"]] == ["TEXT_EQ"]
    assert small.refused({"deleteConditionalFormatRule": {"sheetId": 0,
                "index": 1}}).endswith("No conditional format on sheet: 0 at index: 1")


def background(cell: Json) -> Json:
    found: Json = cell["effectiveFormat"]["backgroundColor"]
    return found


@pytest.mark.parametrize(("kind", "values", "tinted"), [
    ("BLANK", (), {"B1", "B2"}), ("NOT_BLANK", (), {"A1", "A2"}), ("TEXT_EQ", ("Held",), {"A1"}), ("TEXT_CONTAINS", ("el",), {"A1"}),
    ("NUMBER_GREATER", ("4",), {"A2"}), ("NUMBER_BETWEEN", ("6", "9"), set()), ("CUSTOM_FORMULA", ('=$A1="held"',), {"A1", "B1"}),
    ("CUSTOM_FORMULA", ("=AND(ISBLANK(B1),$A1=5)",), {"A2", "B2"}),
    ("CUSTOM_FORMULA", ("=ROW()=2",), set()), ("CUSTOM_FORMULA", ("=1/0",), set()),
])
def test_conditional_formats_show_in_the_effective_format(small: Desk, kind: str, values: tuple[str, ...], tinted: set[str]) -> None:
    """A rule that holds tints its cells, empty ones too; custom formulas are read relative to the range's first cell."""
    small.put("Other!A1", [["held"], [5]])
    small.batch({"addConditionalFormatRule": {"rule": rule(kind, *values, color={"red": 1}, area=grid(0, 0, 2, 2, 7)), "index": 0}})
    found = set()
    for row, line in enumerate(small.cells("Other!A1:B2"), 1):
        found |= {f"{'AB'[column]}{row}" for column, cell in enumerate(line) if cell and background(cell) == {"red": 1}}
    assert found == tinted


def test_the_first_rule_that_holds_wins(small: Desk) -> None:
    """Of two rules that hold the earlier one gives the color; the cell's own format stays what it was."""
    for color in ({"red": 1}, {"blue": 1}):
        small.batch({"addConditionalFormatRule": {"rule": rule("NOT_BLANK", color=color), "index": 0}})
    cell = small.cell("Sheet1!A1")
    assert background(cell) == {"blue": 1} and "userEnteredFormat" not in cell


@pytest.mark.parametrize(("points", "shades"), [
    ({"minpoint": {"type": "MIN", "color": {}}, "maxpoint": {"type": "MAX", "color": {"red": 1}}}, [0, 128, 255]),
    ({"minpoint": {"type": "NUMBER", "value": "10", "color": {}}, "midpoint": {"type": "PERCENTILE", "value": "50", "color": {"red": 1}},
      "maxpoint": {"type": "PERCENT", "value": "100", "color": {"red": 1}}}, [0, 255, 255]),
])
def test_a_gradient_shades_numbers(small: Desk, points: Json, shades: list[int]) -> None:
    """A gradient rule is kept, and shades numbers between its points; other cells stay as they are."""
    small.put("Other!A1", [[10], [15], [20], ["x"]])
    small.batch({"addConditionalFormatRule": {"rule": {"ranges": [grid(0, 0, 6, 1, 7)], "gradientRule": points}}})
    cells = [row[0] for row in small.cells("Other!A1:A4")]
    assert [round(background(cell).get("red", 0) * 255) for cell in cells[:3]] == shades
    assert background(cells[3]) == {"red": 1, "green": 1, "blue": 1}
    assert set(small.sheet(1)["conditionalFormats"][0]["gradientRule"]) == set(points)


def test_charts(small: Desk) -> None:
    """A chart takes a chosen id, its spec and place are changed, it follows inserted rows, and it is deleted."""
    def series(column: int) -> Json:
        return {"sourceRange": {"sources": [grid(0, column, 4, column + 1)]}}
    chart: Json = {"chartId": 12, "spec": {"title": "Plans", "basicChart": {
        "chartType": "LINE", "domains": [{"domain": series(0)}], "series": [{"series": series(1)}]}},
        "position": {"overlayPosition": {"anchorCell": {"sheetId": 7, "rowIndex": 1, "columnIndex": 1}}}}
    reply = small.batch({"addChart": {"chart": chart}})[0]["addChart"]["chart"]
    assert reply["chartId"] == 12 and reply["position"]["overlayPosition"]["widthPixels"] == 600
    assert "already exists" in small.refused({"addChart": {"chart": chart}})
    small.batch({"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}})
    found = small.sheet(1)["charts"][0]
    assert found["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0]["startRowIndex"] == 2
    small.batch(
        {"updateChartSpec": {"chartId": 12, "spec": {**chart["spec"], "title": "Minutes"}}},
        {"updateEmbeddedObjectPosition": {"objectId": 12, "newPosition": {"overlayPosition": {"widthPixels": 300}},
                "fields": "widthPixels"}})
    found = small.sheet(1)["charts"][0]
    assert found["spec"]["title"] == "Minutes" and found["position"]["overlayPosition"] == {
        "anchorCell": {"sheetId": 7, "rowIndex": 1, "columnIndex": 1}, "widthPixels": 300, "heightPixels": 371}
    small.batch({"deleteEmbeddedObject": {"objectId": 12}})
    assert "charts" not in small.sheet(1)
    assert small.refused({"deleteEmbeddedObject": {"objectId": 12}}).endswith("No embedded object with id: 12")
