"""Who changed what, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from otsync.workspace.docs.model import lines
from otsync.workspace.edits import changed
from tests.browser.conftest import Site

BASE = "http://127.0.0.1:8711"


def said(site: Site, file_id: str) -> list[dict[str, Any]]:
    """All edits of a file, oldest first."""
    return [edit for _, found in sorted(site.workspace.edits(file_id).items()) for edit in found]


def batch(site: Site, *requests: dict[str, Any]) -> None:
    site.call("POST", f"/v4/spreadsheets/{site.book}:batchUpdate", {"requests": list(requests)})


def test_a_cell_is_told_with_what_stood_there_before(site: Site) -> None:
    """A typed value names its tab and cell, the old words and the new ones as they are shown, dates as dates."""
    site.call("PUT", f"/v4/spreadsheets/{site.book}/values/Roster!G4?valueInputOption=USER_ENTERED", {"values": [["EpiPen"]]})
    site.call("PUT", f"/v4/spreadsheets/{site.book}/values/Minutes!A2:B2?valueInputOption=USER_ENTERED", {"values": [["10/7/26", None]]})
    assert said(site, site.book) == [
        {"where": "Roster G4", "tab": 1, "at": "G4", "old": "", "new": "EpiPen"},
        {"where": "Minutes A2", "tab": 4, "at": "A2", "old": "10/1/25", "new": "10/7/26"},
    ]


def test_whole_rows_and_more_than_cells(site: Site) -> None:
    """A row that is new or gone is one edit; what changes more than cells is said in words; a hidden tab is passed over."""
    site.call("POST", f"/v4/spreadsheets/{site.book}/values/Roster!A1:append?valueInputOption=RAW", {"values": [["Zoe", "", "Lincoln"]]})
    batch(site, {"updateCells": {"range": {"sheetId": 2, "startRowIndex": 1, "endRowIndex": 2}, "fields": "userEnteredValue"}},
          {"addSheet": {"properties": {"sheetId": 77, "title": "New"}}},
          {"insertDimension": {"range": {"sheetId": 1, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
          {"updateCells": {"start": {"sheetId": 5}, "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
                           "fields": "userEnteredValue"}})  # fmt: skip
    found = said(site, site.book)
    assert [(edit["where"], edit.get("said"), edit.get("new")) for edit in found] == [
        ("Roster, row 8", None, "Zoe · Lincoln"), ("New", "a new tab", None), ("Needs a look, row 2", None, ""),
        ("Roster", "rows or columns put in", None),
    ]  # fmt: skip
    assert found[2]["old"].startswith("10/8 · Mateo L. · I could not tell")


def test_a_paragraph_is_told_by_its_tab_and_label(site: Site) -> None:
    """In a Doc an edit names the tab, and in a table the label beside it; a batch that changes no words says nothing."""
    notes = next(element for element in site.document(site.plan)["tabs"][1]["documentTab"]["body"]["content"] if "9/30" in str(element))
    at = {"index": notes["startIndex"], "tabId": "t.notes"}
    path = f"/v1/documents/{site.plan}:batchUpdate"
    site.call("POST", path, {"requests": [{"insertText": {"location": at, "text": "Tue "}}]})
    span = {"startIndex": at["index"], "endIndex": at["index"] + 3, "tabId": "t.notes"}
    style = {"range": span, "textStyle": {"bold": True}, "fields": "bold"}
    site.call("POST", path, {"requests": [{"updateTextStyle": style}]})
    assert said(site, site.plan) == [{"where": "Notes", "tab": "t.notes", "at": "", "old": "9/30 absent", "new": "Tue 9/30 absent"}]


def test_a_refused_batch_leaves_no_trace(site: Site) -> None:
    """What was not done is not told."""
    status, _ = site.workspace.call("POST", f"/v4/spreadsheets/{site.book}:batchUpdate", {"requests": [
        {"addSheet": {"properties": {"title": "New"}}}, {"deleteSheet": {"sheetId": 999}}]})  # fmt: skip
    assert status == 400 and said(site, site.book) == []


@pytest.mark.parametrize(("old", "new", "found"), [
    (["a", "b"], ["a", "c"], [("b", "c")]), (["a"], ["a", "b"], [("", "b")]), (["a", "b", "c"], ["a", "c"], [("b", "")]),
    (["a", "b"], ["b", "a"], [("", "b"), ("b", "")]), (["a"], ["a", ""], []), ([], [], []),
])  # fmt: skip
def test_paragraphs_that_differ(old: list[str], new: list[str], found: list[tuple[str, str]]) -> None:
    """Paragraphs that stay are not told; a changed one is told with both its texts; an empty one is nothing."""
    before, after = ([("", text) for text in texts] for texts in (old, new))
    assert [(edit["old"], edit["new"]) for edit in changed("t", "Notes", before, after)] == found


def test_lines_of_a_table_are_named_by_their_label() -> None:
    """A value's paragraph carries the words of the cell before it."""
    def cell(text: str) -> dict[str, Any]:
        return {"content": [{"paragraph": {"elements": [{"textRun": {"content": text + "\n"}}]}}]}
    assert lines([{"table": {"tableRows": [{"tableCells": [cell("Room"), cell("12")]}]}}]) == [("", "Room"), (" · Room", "12")]


def test_a_deleted_tab_lost_its_text(site: Site) -> None:
    """The paragraphs of a tab that was deleted are told as they stood before the batch."""
    path = f"/v1/documents/{site.plan}:batchUpdate"
    at = {"index": 1, "tabId": "t.notes"}
    site.call("POST", path, {"requests": [{"insertText": {"location": at, "text": "never seen"}}, {"deleteTab": {"tabId": "t.notes"}}]})
    found = said(site, site.plan)
    assert {"where": "Notes", "tab": "t.notes", "at": "", "old": "9/30 absent", "new": ""} in found
    assert all(edit["new"] == "" and "never" not in edit["old"] for edit in found)


def test_days_are_those_of_the_reader(site: Site, chromium: Browser) -> None:
    """Two days by the server's clock that are one for the reader stand under one heading."""
    for moment in (datetime(2030, 10, 7, 22, tzinfo=UTC), datetime(2030, 10, 8, 1, tzinfo=UTC)):
        site.workspace.clock.set(moment)
        site.call("PUT", f"/v4/spreadsheets/{site.book}/values/Roster!A2?valueInputOption=RAW", {"values": [[str(moment)]]})
    context = chromium.new_context(base_url=site.url, timezone_id="America/Los_Angeles")
    page = context.new_page()
    page.goto(f"/changes/{site.book}")
    days = [text for text in page.locator(".day h2").all_inner_texts() if text == "Oct 7, 2030"]
    hours = page.locator(".day", has_text="Oct 7, 2030").locator(".when").all_inner_texts()
    context.close()
    assert days == ["Oct 7, 2030"] and hours == ["6:00 pm", "3:00 pm"]


def test_the_page_lists_who_what_and_when(site: Site, page: Page) -> None:
    """The page of changes shows the words that went in and out, escaped, and leads to the cell."""
    site.call("PUT", f"/v4/spreadsheets/{site.book}/values/Roster!A2?valueInputOption=RAW", {"values": [["<b>Ava</b> Rivera"]]})
    page.goto(f"/changes/{site.book}")
    line = page.locator(".what li").first
    expect(line.locator("del")).to_have_text("Ava Rivera")
    expect(line.locator("ins")).to_have_text("<b>Ava</b> Rivera")
    line.get_by_role("link", name="Roster A2").click()
    page.wait_for_url("**/s/*?gid=1&cell=A2")
    expect(page.locator("#entry")).to_have_value("<b>Ava</b> Rivera")
