"""How a workbook becomes a page: cells, formats, rules, views, charts, windows of rows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from otsync.workspace.pages import charts, colours
from otsync.workspace.pages.markup import Styles
from otsync.workspace.sheets import a1
from tests.browser.conftest import Site
from tests.browser.test_doc_rendering import Outline

BASE = "http://127.0.0.1:8711"


@pytest.mark.parametrize(("formula", "rows"), [
    ('=$G2="waiting for you"', [2, 3]), ('=$G2="WAITING FOR YOU"', [2, 3]), ('=AND($A2<>"",$G2="settled")', [4]),
    ("=ISBLANK($F2)", [2, 3, 4]),
])  # fmt: skip
def test_conditional_colours_are_those_of_the_api(site: Site, formula: str, rows: list[int]) -> None:
    """A conditional format tints on the page the cells that it tints in the API's effective format."""
    rule = {"ranges": [{"sheetId": 2, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 5, "endColumnIndex": 6}], "booleanRule": {
        "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}, "format": {"backgroundColor": {"green": 1}}}}
    site.call("POST", f"/v4/spreadsheets/{site.book}:batchUpdate", {"requests": [{"addConditionalFormatRule": {"rule": rule}}]})
    html = site.client().get(f"/s/{site.book}?gid=2", base_url=BASE).text
    name = re.search(r"\.(z\d+)\{[^}]*background-color:#00ff00", html)
    assert name is not None
    tinted = re.findall(r'aria-rowindex="(\d+)".*?aria-colindex="6" class="([^"]*)"', html)
    assert [int(row) for row, held in tinted if name[1] in held.split()] == rows


def test_a_formula_that_is_not_computed_stands_as_its_text(site: Site) -> None:
    """What the workspace does not compute is shown as typed, in grey, and says why; it is never a made-up value."""
    site.call("PUT", f"/v4/spreadsheets/{site.book}/values/Roster!G8?valueInputOption=USER_ENTERED", {"values": [['=QUERY(A:B,"<b>")']]})
    html = site.client().get(f"/s/{site.book}", base_url=BASE).text
    assert '<span class="formula">=QUERY(A:B,&#34;&lt;b&gt;&#34;)</span>' in html and "does not compute QUERY" in html


def test_cells_show_their_formatted_value(site: Site) -> None:
    """Dates and numbers stand as Sheets formats them, script in a name as text."""
    page = Outline(site.client().get(f"/s/{site.book}", base_url=BASE).text)
    assert "=1+1 <script>alert(1)</script>" in page.words and "3/14/2019" in page.words
    assert "10/1/25" in Outline(site.client().get(f"/s/{site.book}?gid=4", base_url=BASE).text).words


def test_frozen_rows_head_the_table(site: Site) -> None:
    """Frozen rows stand in the table's head, frozen columns are held in place."""
    html = site.client().get(f"/s/{site.book}", base_url=BASE).text
    head = html.split("<thead>")[1].split("</thead>")[0]
    assert "Birthdate" in head and "Ava Rivera" not in head
    assert re.search(r'<td role="gridcell" aria-colindex="1" class="[^"]*fixed edge', html)


def test_long_tabs_come_in_windows(site: Site) -> None:
    """A long tab shows 250 rows with its frozen head, ways to the others, and opens the window of a cell that is asked for."""
    client = site.client()
    second = client.get(f"/s/{site.book}?gid=4&row=251", base_url=BASE).text
    assert "line 250<" in second and "line 499<" in second and "line 249<" not in second and "As written" in second
    assert "Rows 251 to 500 of 1,201" in second and "&amp;row=1\"" in second and "&amp;row=501" in second
    assert "line 1100" in client.get(f"/s/{site.book}?gid=4&cell=B1101", base_url=BASE).text


def test_hidden_tabs_are_apart(site: Site) -> None:
    """A hidden tab is not in the strip but behind a toggle, and can be opened."""
    html = site.client().get(f"/s/{site.book}", base_url=BASE).text
    assert "_otsync" in html.split("<details")[1] and "_otsync" not in html.split("<details")[0]
    assert '<details class="hiddentabs" open>' in site.client().get(f"/s/{site.book}?gid=5", base_url=BASE).text


def test_merged_cells_span(site: Site) -> None:
    """A merged area is one cell as wide as its columns."""
    assert 'colspan="6"' in site.client().get(f"/s/{site.book}?gid=3", base_url=BASE).text


def test_google_addresses_lead_here(site: Site) -> None:
    """Google's own address of a tab or a Doc leads to its page."""
    client = site.client()
    assert client.get(f"/spreadsheets/d/{site.book}/edit?gid=3", base_url=BASE).location == f"/s/{site.book}?gid=3"
    assert client.get(f"/document/d/{site.plan}/edit?tab=t.notes", base_url=BASE).location == f"/d/{site.plan}?tab=t.notes"
    assert client.get(f"/open/{site.book}", base_url=BASE).location == f"/s/{site.book}"


def test_the_fragment_of_a_google_address_opens_its_tab(site: Site, page: Page) -> None:
    """`#gid=` is carried along by the browser and opens that tab and cell."""
    page.goto(f"/spreadsheets/d/{site.book}/edit#gid=2&range=C3")
    page.wait_for_url(f"**/s/{site.book}?gid=2&cell=C3")
    assert page.locator("#entry").input_value() == "Annual date differs"


@pytest.mark.parametrize(
    "path",
    [
        "/s/{book}?gid=99",
        "/s/none",
        "/d/none",
        "/changes/none",
        "/d/{plan}?tab=none",
        "/?folder=none",
        "/s/{book}?view=9",
        "/x",
    ],
)
def test_what_is_not_there_is_a_sentence(site: Site, path: str) -> None:
    """An address of something that is gone answers 404 with a sentence and a way back."""
    answer = site.client().get(path.format(book=site.book, plan=site.plan), base_url=BASE)
    assert answer.status_code == 404
    assert "Back to Files" in answer.text


@pytest.mark.parametrize("query", ["row=-1", "row=99999999999", "row=x", "cell=ZZZZ9", "cell=", "gid=abc", "view=x", "row=1200"])
def test_odd_addresses_never_break(site: Site, query: str) -> None:
    """A query that makes no sense shows the tab or says so; it is never an error of ours."""
    assert site.client().get(f"/s/{site.book}?{query}", base_url=BASE).status_code in (200, 404)


@pytest.mark.parametrize(
    "data", [{"cell": "A0"}, {"cell": "A1:B2"}, {"cell": "ZZZ1"}, {"cell": "A9999999"}, {"gid": "77", "cell": "A1"}, {}]
)
def test_a_cell_that_is_not_there_changes_nothing(site: Site, data: dict[str, str]) -> None:
    """A form that names no cell of the tab is refused in a sentence."""
    client = site.client()
    token = re.search(r'name="token" value="(\w+)"', client.get("/", base_url=BASE).text)
    assert token is not None
    answer = client.post(
        f"/s/{site.book}/cell", data={"token": token[1], "gid": "1", "value": "x", **data}, base_url=BASE, headers={"Origin": BASE}
    )
    assert answer.status_code in (400, 404)


def test_a_filter_view_sorts_and_hides_for_the_eye_only(site: Site) -> None:
    """A view shows rows in its order and leaves out what it filters; the rows themselves stay where they are."""
    many = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "0"}]}}
    view = {"filterViewId": 11, "title": "Fewest left first", "range": {"sheetId": 1, "startRowIndex": 0, "endColumnIndex": 12},
            "sortSpecs": [{"dimensionIndex": 10, "sortOrder": "DESCENDING"}],
            "filterSpecs": [{"columnIndex": 10, "filterCriteria": many}]}  # fmt: skip
    site.call("POST", f"/v4/spreadsheets/{site.book}:batchUpdate", {"requests": [{"addFilterView": {"filter": view}}]})
    html = site.client().get(f"/s/{site.book}?view=11", base_url=BASE).text
    assert re.findall(r'aria-rowindex="(\d+)"', html)[:5] == ["1", "5", "4", "2", "3"]
    assert "Noor Haddad" not in html and "4 rows not in this view" in html
    assert site.value("Roster!A2") == "Ava Rivera"


def chart(*numbers: list[float | None], kind: str = "LINE") -> charts.Chart:
    series = [charts.Series(f"S{n} <b>", kind, list(one)) for n, one in enumerate(numbers)]
    return charts.Chart("T <script>", [str(n) for n in range(len(numbers[0]))], series)


def test_charts_are_drawn_with_their_numbers_beside(site: Site) -> None:
    """The dashboard's charts are drawings with a description and a table of the same numbers."""
    html = site.client().get(f"/s/{site.book}?gid=3", base_url=BASE).text
    assert html.count('<svg viewBox="0 0 520') == 2 and html.count("<figure") == 2
    assert "Given: from 1,320 (9/1) to 1,450 (10/6)" in html and "<td>1,275</td>" in html


@pytest.mark.parametrize("kind", [
    {"pieChart": {"legendPosition": "NO_LEGEND"}}, {"basicChart": {"chartType": "AREA"}},
    {"basicChart": {"chartType": "COLUMN", "stackedType": "STACKED"}}, {"basicChart": {"chartType": "COMBO", "series": [{"type": "AREA"}]}},
])  # fmt: skip
def test_a_chart_of_another_kind_says_so(site: Site, kind: dict[str, Any]) -> None:
    """A chart that cannot be drawn leaves a sentence in its place."""
    place = {"overlayPosition": {"anchorCell": {"sheetId": 2, "rowIndex": 8, "columnIndex": 0}}}
    chart = {"spec": {"title": "Shares", **kind}, "position": place}
    site.call("POST", f"/v4/spreadsheets/{site.book}:batchUpdate", {"requests": [{"addChart": {"chart": chart}}]})
    assert "Shares: a chart of a kind" in site.client().get(f"/s/{site.book}?gid=2", base_url=BASE).text


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=30), st.sampled_from(["LINE", "COLUMN"])
)
def test_any_numbers_can_be_drawn(numbers: list[float | None], kind: str) -> None:
    """Gaps, negative and huge numbers stay inside the drawing."""
    html = str(charts.draw(chart(numbers, kind=kind), "1", Styles(), 600, 300))
    assert "nan" not in html and "inf" not in html and "<script>" not in html
    for y in re.findall(r' (?:y|cy|y1)="(-?[\d.]+)"', html):
        assert -1 <= float(y) <= 240


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_cover_the_numbers(low: float, span: float) -> None:
    """The scale begins at or below the least number and ends at or above the greatest, in at most a handful of steps."""
    found = charts.ticks(low, low + span)
    tolerance = 1e-6 * max(1.0, abs(low), span)
    assert found[0] <= low + tolerance and found[-1] >= low + span - tolerance and len(found) <= 8


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_words_stay_legible_at_night(ink: tuple[float, float, float]) -> None:
    """Whatever colour a text has, its twin for dark mode stands out from the dark paper."""
    paper = (0x24 / 255, 0x23 / 255, 0x20 / 255)
    assert colours.contrast(colours.dark_ink(ink), paper) >= 4.5


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_tints_carry_light_words_at_night(tint: tuple[float, float, float]) -> None:
    """Whatever tint a cell has, the page's light ink can be read on its twin for dark mode."""
    assert colours.contrast(colours.dark_ground(tint), (0xEB / 255, 0xE8 / 255, 0xE2 / 255)) >= 4.5


@given(st.integers(0, 18277), st.integers(0, 99999))
def test_cell_names_round_trip(column: int, row: int) -> None:
    """A cell's name leads back to its row and column."""
    assert a1.one(a1.cell(row, column)) == (row, column)


def test_an_options_list_from_a_range(site: Site, page: Page) -> None:
    """A drop-down whose choices stand in cells offers what those cells hold, each once."""
    rule: dict[str, Any] = {
        "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Roster!$C$2:$C$7"}]},
        "showCustomUi": True,
    }
    area = {"sheetId": 2, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 4, "endColumnIndex": 5}
    site.call("POST", f"/v4/spreadsheets/{site.book}:batchUpdate", {"requests": [{"setDataValidation": {"range": area, "rule": rule}}]})
    page.goto(f"/s/{site.book}?gid=2")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='5']").click()
    assert page.locator(".pen option").all_inner_texts() == ["", "Lincoln", "Garfield"]
