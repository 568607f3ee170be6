"""Formulas that are computed, and how the others are shown."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Desk, grid

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
    ('="3/4/2026"+1', "46086"),
    ("=SUM('Log 1'!C:C)", "35"), ("=SUM('Log 1'!C2:C3,5,\"2\")", "57"), ("=COUNT('Log 1'!C:C)", "4"), ("=COUNTA('Log 1'!B2:B)", "5"),
    ("=SUMIFS('Log 1'!C:C,'Log 1'!B:B,\"Ava R.\")", "15"), ("=SUMIFS('Log 1'!C:C,'Log 1'!B:B,\"ava*\",'Log 1'!D:D,\"direct\")", "0"),
    ("=SUMIFS('Log 1'!C:C,'Log 1'!A:A,\">=\"&DATE(2026,10,6),'Log 1'!C:C,\">0\")", "35"),
    ("=COUNTIFS('Log 1'!D:D,\"<>direct\",'Log 1'!B:B,\"<>\")", "2"),
    ("=COUNTIF('Log 1'!C2:C6,\"\")", "1"), ("=COUNTIF('Log 1'!B:B,\"b?n\")", "1"), ("=SUMIF('Log 1'!D:D,\"consult\",'Log 1'!C:C)", "15"),
    ("=IF(SUM(1,2)>2,\"yes\",1/0)", "yes"), ("=IF(FALSE,1)", "FALSE"), ("=AND(TRUE,1)", "TRUE"), ("=OR(FALSE,0)", "FALSE"),
    ("=NOT(TRUE)", "FALSE"),
    ("=IFERROR(1/0,\"none\")", "none"), ("=IFERROR(VLOOKUP(\"Zed\",'Log 1'!B:C,2,FALSE),0)", "0"), ("=IFS(FALSE,1,TRUE,2)", "2"),
    ("=INDEX('Log 1'!C:C,MATCH(\"Ben\",'Log 1'!B:B,0))", "20"), ("=VLOOKUP(\"ben\",'Log 1'!B2:D6,3,FALSE)", "direct"),
    ("=XLOOKUP(\"Cy\",'Log 1'!B:B,'Log 1'!A:A,\"no\")", "10/9/26"), ("=XLOOKUP(\"Zed\",'Log 1'!B:B,'Log 1'!A:A,\"no\")", "no"),
    ("=MATCH(46301.5,'Log 1'!A2:A6,1)", "2"),
    ("=MAX('Log 1'!A:A)", "10/9/26"), ("=MAX('Log 1'!A:A)-MIN('Log 1'!A:A)", "4"), ("=TODAY()", "10/7/2026"),
    ("=NOW()", "10/7/2026 14:30:00"),
    ("=TODAY()-7", "9/30/2026"), ("=TEXT(TODAY(),\"ddd m/d\")", "Wed 10/7"), ("=TEXT(0.256,\"0%\")", "26%"), ("=LEN(\"abc\")", "3"),
    ("=ISBLANK('Log 1'!C6)", "TRUE"), ("=ISBLANK('Log 1'!C5)", "FALSE"), ("=ROW()", "1"), ("=ROW('Log 1'!A5)", "5"), ("=COLUMN(C1)", "3"),
    ("=ROWS(A1:A7)", "7"),
    ("=DATEVALUE(\"3/4/2026\")", "46085"), ("=EOMONTH(DATE(2026,2,3),0)", "2/28/2026"), ("=WEEKDAY(DATE(2026,10,7))", "4"),
    ("=YEAR(TODAY())", "2026"),
    ("=NETWORKDAYS(DATE(2026,10,5),DATE(2026,10,11))", "5"), ("=ROUND(2.345,2)", "2.35"), ("=ROUND(-2.5,0)", "-3"), ("=MOD(-3,2)", "1"),
    ("=INT(-1.5)", "-2"),
    ("=UPPER(TRIM(\"  a   b \"))", "A B"), ("=SUBSTITUTE(\"a-b-c\",\"-\",\"+\",2)", "a-b+c"),
    ("=TEXTJOIN(\", \",TRUE,'Log 1'!B2:B4)", "Ava R., Ben, Ava R."),
    ("=REGEXEXTRACT(\"30 min\",\"\\d+\")", "30"), ("=SUMPRODUCT(('Log 1'!B2:B6=\"Ben\")*('Log 1'!C2:C6))", "20"),
    ("=SWITCH(2,1,\"a\",2,\"b\",\"c\")", "b"),
    ("=LET(x,5,x*x)", "25"), ("=A99", "0"), ("=NoSuch!A1", "#REF!"), ("=nonsense_name", "#NAME?"), ("=1+", "#ERROR!"), ("=NA()", "#N/A"),
    ("=(1", "#ERROR!"),
    ("=SUM(FILTER('Log 1'!C2:C6,'Log 1'!B2:B6=\"Ava R.\"))", "15"), ("=COUNTA(UNIQUE('Log 1'!D2:D6))", "2"),
    ("=AVERAGE('Log 1'!C2:C3)", "25"),
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


def test_an_unknown_function_is_kept_and_shown_honestly(desk: Desk) -> None:
    """A formula that is not computed here is kept as typed and shows #NAME?; a formula around it does not fail."""
    desk.type("A1", '=QUERY(B:B,"select B")', '=IFERROR(A1,"?")')
    cell = desk.cell("A1")
    assert cell["userEnteredValue"] == {"formulaValue": '=QUERY(B:B,"select B")'}
    assert cell["effectiveValue"]["errorValue"]["type"] == "NAME" and cell["formattedValue"] == "#NAME?"
    assert desk.values("A2") == [["?"]]


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
