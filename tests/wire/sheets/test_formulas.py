"""Formulas that are computed, and how the others are shown."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from otsync.workbook.dashboard import dashboard_cells
from otsync.workbook.dress import dress
from otsync.workbook.one_student import one_student_cells
from otsync.workbook.tabs import TABS
from otsync.workbook.views import Summary
from otsync.workspace.sheets.formulas.functions import FUNCTIONS, LAZY

from .conftest import Desk, grid

ONE_OR_MORE = re.compile(r"\b([A-Z]{2,})\(")

LOG: list[list[Any]] = [
    ["Date", "Student", "Minutes", "Kind"],
    [46300, "Ava R.", 30, "direct"], [46301, "Ben", 20, "direct"], [46302, "Ava R.", 15, "consult"], [46303, "ava r.", -30, "direct"],
    [46304, "Cy", None, "direct"],
]


@pytest.fixture
def log(desk: Desk) -> Desk:
    desk.batch({"addSheet": {"properties": {"title": "Log 1", "sheetId": 3}}})
    desk.put("'Log 1'!A1", LOG)
    desk.batch({"repeatCell": {"range": {"sheetId": 3, "startColumnIndex": 0, "endColumnIndex": 1, "startRowIndex": 1},
                               "cell": {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "M/d/yy"}}},
                               "fields": "userEnteredFormat.numberFormat"}})
    return desk


@pytest.mark.parametrize(("formula", "shows"), [
    ("=1+2*3^2", "19"), ("=-2^2", "4"), ("=(1+2)*3", "9"), ("=10%", "0.1"), ("=1/3", "0.3333333333"), ('="a"&1&TRUE', "a1TRUE"),
    ("=1=1", "TRUE"), ('="A"="a"', "TRUE"), ("=2<>3", "TRUE"), ('="a">5', "TRUE"), ("=1/0", "#DIV/0!"), ('="x"+1', "#VALUE!"),
    ('="3/4/2026"+1', "46086"), ("=(0-2)^0.5", "#NUM!"), ("=#N/A", "#N/A"),
    ("=SUM('Log 1'!C:C)", "35"), ("=SUM('Log 1'!C2:C3,5,\"2\")", "57"), ("=COUNTA('Log 1'!B2:B)", "5"),
    ("=SUMIFS('Log 1'!C:C,'Log 1'!B:B,\"Ava R.\")", "15"), ("=SUMIFS('Log 1'!C:C,'Log 1'!B:B,\"ava*\",'Log 1'!D:D,\"direct\")", "0"),
    ("=SUMIFS('Log 1'!C:C,'Log 1'!A:A,\">=\"&46301,'Log 1'!C:C,\">0\")", "35"), ("=SUMIFS('Log 1'!C:C,'Log 1'!A:A)", "#N/A"),
    ("=SUMIFS('Log 1'!C:C,'Log 1'!A:B,1)", "#VALUE!"),
    ("=COUNTIFS('Log 1'!D:D,\"<>direct\",'Log 1'!B:B,\"<>\")", "2"), ("=COUNTIFS('Log 1'!C2:C6,\"\")", "1"),
    ("=COUNTIFS('Log 1'!B:B,\"b?n\")", "1"), ("=COUNTIFS('Log 1'!C:C,30)", "1"), ("=COUNTIFS('Log 1'!B2:B6,\">b\")", "2"),
    ("=IF(SUM(1,2)>2,\"yes\",1/0)", "yes"), ("=IF(FALSE,1)", "FALSE"), ("=IF(TRUE,,2)", "0"), ("=IF(1)", "#N/A"), ("=AND(TRUE,1)", "TRUE"),
    ("=OR(FALSE,0)", "FALSE"), ("=NOT(TRUE)", "FALSE"), ("=AND(\"x\")", "#VALUE!"),
    ("=IFERROR(1/0,\"none\")", "none"), ("=IFERROR(5,1)", "5"), ("=IFERROR(1/0)", "0"),
    ("=INDEX('Log 1'!C:C,MATCH(\"Ben\",'Log 1'!B:B,0))", "20"), ("=INDEX('Log 1'!A2:D2,2)", "Ava R."),
    ("=INDEX('Log 1'!A2:D3,2,4)", "direct"), ("=INDEX('Log 1'!A2:D3,9)", "#REF!"), ("=SUM(INDEX('Log 1'!C2:C6,0))", "35"),
    ("=MATCH(46301.5,'Log 1'!A2:A6,1)", "2"), ("=MATCH(\"be*\",'Log 1'!B:B,0)", "3"), ("=MATCH(\"Zed\",'Log 1'!B:B,0)", "#N/A"),
    ("=MAX('Log 1'!A:A)", "10/9/26"), ("=MAX('Log 1'!A:A)-MIN('Log 1'!A:A)", "4"), ("=TODAY()", "10/7/2026"),
    ("=NOW()", "10/7/2026 14:30:00"), ("=TODAY()-7", "9/30/2026"), ("=ISBLANK('Log 1'!C6)", "TRUE"), ("=ISBLANK('Log 1'!C5)", "FALSE"),
    ("=A99", "0"), ("='Log 1'!B2:B6", "#VALUE!"), ("=NoSuch!A1", "#REF!"), ("=nonsense_name", "#NAME?"),
    ("=1+", "#ERROR!"), ("=(1", "#ERROR!"),
    ("=SUM(FILTER('Log 1'!C2:C6,'Log 1'!B2:B6=\"Ava R.\"))", "15"), ("=FILTER('Log 1'!C2:C6,'Log 1'!B2:B6=\"Zed\")", "#N/A"),
    ("=IFERROR(SORT(FILTER({'Log 1'!A2:A,'Log 1'!C2:C},'Log 1'!B2:B=\"Zed\"),1,FALSE),\"No entries yet\")", "No entries yet"),
    ("=SORT('Log 1'!B2:B6,3,TRUE)", "#VALUE!"), ("={1,2;3}", "#VALUE!"),
])
def test_computed(log: Desk, formula: str, shows: str) -> None:
    """The formula shows what Sheets shows."""
    log.type("A1", formula)
    cell = log.cell("A1")
    assert cell.get("formattedValue") == shows
    assert cell["userEnteredValue"] == {"formulaValue": formula}


def test_hyperlink(desk: Desk) -> None:
    """HYPERLINK shows its label and gives the address as the cell's hyperlink, in the link colour."""
    desk.type("A1", '=HYPERLINK("https://docs.google.com/document/d/x/edit","open")', '=IF(TRUE,HYPERLINK("#gid=7"))', "=A1")
    one, two, three = (row[0] for row in desk.cells("A1:A3"))
    assert one["hyperlink"] == "https://docs.google.com/document/d/x/edit" and one["formattedValue"] == "open"
    assert one["effectiveValue"] == {"stringValue": "open"} and one["effectiveFormat"]["hyperlinkDisplayType"] == "LINKED"
    assert (two["hyperlink"], two["formattedValue"]) == ("#gid=7", "#gid=7") and "hyperlink" not in three


def test_filter_and_sort_spill(log: Desk) -> None:
    """An array fills the cells below and beside; dates keep their format; the spilled cells have no value of their own."""
    log.type("A1", "=SORT(FILTER('Log 1'!A2:C,'Log 1'!B2:B=\"Ava R.\"),1,FALSE)")
    assert log.values("A1:C9") == [["10/8/26", "ava r.", "-30"], ["10/7/26", "Ava R.", "15"], ["10/5/26", "Ava R.", "30"]]
    rows = log.cells("A1:C3")
    assert [row[1]["formattedValue"] for row in rows] == ["ava r.", "Ava R.", "Ava R."]
    assert [row[2]["effectiveValue"] for row in rows] == [{"numberValue": -30}, {"numberValue": 15}, {"numberValue": 30}]
    assert "userEnteredValue" not in rows[1][0] and rows[1][0]["formattedValue"] == "10/7/26"
    log.type("E1", "=SUM(C1:C3)")
    assert log.values("E1") == [["15"]]


def test_an_array_never_overwrites(log: Desk) -> None:
    """An array whose cells are taken is #REF! and leaves them alone."""
    log.type("A1", "=FILTER('Log 1'!B2:B6,'Log 1'!D2:D6=\"direct\")")
    log.put("A3", [["mine"]])
    assert log.values("A1:A4") == [["#REF!"], [], ["mine"]]


def test_circles_are_ref_errors(desk: Desk) -> None:
    """Formulas that need each other show #REF! and nothing hangs."""
    desk.type("A1", "=B1+1", "=A2")
    desk.type("B1", "=A1+1")
    assert desk.values("A1:B2") == [["#REF!", "#REF!"], ["#REF!"]]
    assert desk.cell("A1")["effectiveValue"]["errorValue"]["type"] == "REF"


def test_a_long_chain(desk: Desk) -> None:
    """A running total over 900 rows is computed, from whichever end it is looked at."""
    desk.put("A1", [[1] for _ in range(900)])
    desk.type("B1", "=A1", *(f"=B{row - 1}+A{row}" for row in range(2, 901)))
    assert desk.values("B900") == [["900"]] and desk.values("B450:B451") == [["450"], ["451"]]


def test_what_is_not_computed_is_kept_and_shown_honestly(desk: Desk) -> None:
    """A formula that is not computed here is kept as typed and says so; no formula around it passes off a made-up value."""
    desk.type("A1", '=QUERY(B:B,"select B")', '=IFERROR(A1,"?")', "=SUM(A1,2)", "=ISBLANK(A1)", "=B1:B2 B3")
    for row, formula in enumerate(['=QUERY(B:B,"select B")', '=IFERROR(A1,"?")', "=SUM(A1,2)", "=ISBLANK(A1)"]):
        cell = desk.cell(f"A{row + 1}")
        assert cell["userEnteredValue"] == {"formulaValue": formula} and cell["formattedValue"] == "#ERROR!"
        assert cell["effectiveValue"] == {"errorValue": {
            "type": "ERROR", "message": "This practice workspace does not compute QUERY. The formula is kept as it was typed."}}
    assert desk.values("A5") == [["#ERROR!"]] and desk.values("A5", valueRenderOption="FORMULA") == [["=B1:B2 B3"]]


def test_all_that_otsync_writes_is_computed(desk: Desk) -> None:
    """Every formula of the tabs that otsync makes is computed here, conditional formats included."""
    day, now = date(2026, 10, 7), datetime(2026, 10, 7, 2)
    seen = ONE_OR_MORE.findall(str([one_student_cells(), dashboard_cells([], Summary(1, 1, last_run=now), day), dress(TABS)]))
    assert len(seen) > 5 and set(seen) <= FUNCTIONS.keys() | LAZY.keys()


def test_named_ranges_in_formulas(desk: Desk) -> None:
    """A named range is a range in a formula, dots included."""
    desk.put("C1", [[4], [5]])
    desk.batch({"addNamedRange": {"namedRange": {"name": "otsync.total", "range": grid(0, 2, 2, 3)}}})
    desk.type("A1", "=SUM(otsync.total)")
    assert desk.values("A1") == [["9"]]


@pytest.mark.parametrize(("change", "formula"), [
    ({"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}}}, "=SUM(B1:B5)+$B$5+Sheet1!B5"),
    ({"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}}, "=SUM(B1:B2)+$B$2+Sheet1!B2"),
    ({"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}}}, "=SUM(B1:B2)+#REF!+#REF!"),
    ({"insertDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}}, "=SUM(C1:C3)+$C$3+Sheet1!C3"),
    ({"updateSheetProperties": {"properties": {"sheetId": 0, "title": "New name"}, "fields": "title"}}, "=SUM(B1:B3)+$B$3+'New name'!B3"),
])
def test_references_follow(desk: Desk, change: dict[str, Any], formula: str) -> None:
    """Formulas follow inserted, deleted and renamed things; what is gone is #REF!."""
    desk.type("A1", "=SUM(B1:B3)+$B$3+Sheet1!B3")
    desk.batch(change)
    assert desk.values("A1", valueRenderOption="FORMULA") == [[formula]]


def test_strings_are_no_references(desk: Desk) -> None:
    """What looks like a reference inside quotes stays as it is."""
    desk.type("A5", '="B3 is "&B3')
    desk.batch({"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}})
    assert desk.values("A6", valueRenderOption="FORMULA") == [['="B3 is "&B4']]


def test_sums_over_a_long_log(desk: Desk) -> None:
    """Criteria on a long column find the same rows with the index as by looking at each one."""
    desk.batch({"appendCells": {"sheetId": 0, "fields": "userEnteredValue", "rows": [
        {"values": [{"userEnteredValue": {"stringValue": f"S{row % 7}"}}, {"userEnteredValue": {"numberValue": row}}]}
            for row in range(700)]}})
    desk.type("D1", '=SUMIFS(B:B,A:A,"s3")', '=SUMIFS(B:B,A:A,"S3*")', '=MATCH("S3",A:A,0)', "=COUNTIFS(B:B,69,A:A,\"S6\")")
    total = sum(row for row in range(700) if row % 7 == 3)
    assert desk.values("D1:D4") == [[str(total)], [str(total)], ["4"], ["1"]]


def test_formulas_in_rules_follow(desk: Desk) -> None:
    """The source of a drop-down and a rule's custom formula follow inserted rows and a tab's new name."""
    desk.batch(
        {"addSheet": {"properties": {"title": "Lists", "sheetId": 4}}},
        {"setDataValidation": {"range": grid(0, 0, 1, 1), "rule": {
            "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Lists!$B$5:$B"}]}}}},
        {"addConditionalFormatRule": {"rule": {"ranges": [grid(0, 0, 9, 1)], "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$C$3>0"}]}, "format": {}}}}},
        {"insertDimension": {"range": {"sheetId": 4, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}},
        {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
        {"updateSheetProperties": {"properties": {"sheetId": 4, "title": "All lists"}, "fields": "title"}})
    sheet = desk.sheet(includeGridData=True)
    source = sheet["data"][0]["rowData"][0]["values"][0]["dataValidation"]["condition"]["values"]
    assert source == [{"userEnteredValue": "='All lists'!$B$7:$B"}]
    assert sheet["conditionalFormats"][0]["booleanRule"]["condition"]["values"] == [{"userEnteredValue": "=$C$4>0"}]
