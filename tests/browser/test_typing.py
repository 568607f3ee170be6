"""Typing into Docs and workbooks in a real browser, read back through the API."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site


def plan_cell(page: Page, label: str) -> str:
    return f".para[data-label='{label}']"


def eventually(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Fails unless the condition comes true within that time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(0.05)


def saved(page: Page) -> None:
    expect(page.locator("#said")).to_have_text("Saved")


def test_a_missing_value_is_tinted_amber(site: Site, page: Page) -> None:
    """The empty cell of a required field shows the tint #FFF3CD."""
    page.goto(f"/d/{site.plan}")
    colour = page.locator(plan_cell(page, "Diagnoses")).evaluate("p => getComputedStyle(p.closest('td')).backgroundColor")
    assert colour == "rgb(255, 243, 205)"


def test_words_typed_into_a_cell_of_a_doc_are_saved(site: Site, page: Page) -> None:
    """What is typed into an empty cell stands in the Doc afterwards, and nothing else has changed."""
    before = site.text(site.plan).split("\n")
    page.goto(f"/d/{site.plan}")
    page.locator(plan_cell(page, "Diagnoses")).click()
    page.keyboard.type("Dysgraphia; ADHD")
    page.keyboard.press("Control+s")
    saved(page)
    after = site.text(site.plan).split("\n")
    assert [b for a, b in zip(before, after, strict=True) if a != b] == ["Dysgraphia; ADHD"]


def test_typing_keeps_the_styles_around_it(site: Site, page: Page) -> None:
    """A word changed inside a paragraph of many styles leaves every other run as it was."""
    page.goto(f"/d/{site.odd}")
    line = page.locator(".para", has_text="Plain, bold")
    line.click()
    page.keyboard.press("Home")
    page.keyboard.type("Very ")
    page.keyboard.press("Control+s")
    saved(page)
    content = site.document(site.odd)["tabs"][0]["documentTab"]["body"]["content"]
    runs = next(e["paragraph"]["elements"] for e in content if "Very " in json.dumps(e))
    texts = [r["textRun"]["content"] for r in runs]
    assert texts[:4] == ["Very Plain, ", "bold", ", ", "italic"]
    assert runs[1]["textRun"]["textStyle"]["bold"] is True
    assert runs[-2]["textRun"]["textStyle"]["link"] == {"url": "javascript:alert(document.domain)"}


def test_enter_makes_a_paragraph_and_backspace_takes_it_back(site: Site, page: Page) -> None:
    """Enter splits a paragraph at the caret, typing goes on in the new one, and Backspace at its start joins them."""
    page.goto(f"/d/{site.plan}?tab=t.notes")
    page.locator(".para", has_text="hand strengthening").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    saved(page)
    page.keyboard.type("Tried: putty")
    page.keyboard.press("Control+s")
    expect(page.locator(".para.saving")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Saved")
    assert "Next: hand strengthening\nTried: putty\n10/2 30" in site.text(site.plan, 1)
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    expect(page.locator(".para", has_text="hand strengtheningTried: putty")).to_be_visible()
    assert "Next: hand strengtheningTried: putty\n10/2 30" in site.text(site.plan, 1)


def test_an_emptied_paragraph_can_be_deleted(site: Site, page: Page) -> None:
    """Backspace in an empty paragraph removes the paragraph itself."""
    page.goto(f"/d/{site.plan}?tab=t.notes")
    page.locator(".para", has_text="9/30 absent").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+s")
    saved(page)
    page.keyboard.press("Backspace")
    expect(page.locator(".para")).to_have_count(4)
    assert site.text(site.plan, 1).endswith("10/2 30 pull-out. Animal yoga, clothespin spelling.")


def test_a_chip_in_the_line_survives_typing_beside_it(site: Site, page: Page) -> None:
    """Words typed behind a chip do not touch the chip."""
    page.goto(f"/d/{site.odd}")
    page.locator(".para", has_text="On ").locator("nth=0").click(position={"x": 4, "y": 8})
    line = page.locator(".para", has_text="In progress")
    line.evaluate("p => p.focus()")
    page.keyboard.press("End")
    page.keyboard.type(" Done")
    page.keyboard.press("Control+s")
    saved(page)
    assert "On \ufffc with \ufffc see \ufffc, state \ufffc. Done" in site.text(site.odd)


def test_a_conflict_keeps_the_typed_words(site: Site, page: Page) -> None:
    """When someone else changed the Doc meanwhile nothing is written, and the page says so and keeps the words."""
    page.goto(f"/d/{site.plan}?tab=t.notes")
    page.locator(".para", has_text="9/30 absent").click()
    page.keyboard.press("End")
    page.keyboard.type(", fever")
    site.call(
        "POST",
        f"/v1/documents/{site.plan}:batchUpdate",
        {"requests": [{"insertText": {"location": {"index": 1, "tabId": "t.mail"}, "text": "Hello. "}}]},
    )
    page.keyboard.press("Control+s")
    kept = page.locator(".kept")
    expect(kept).to_contain_text("Someone changed this Doc while you typed; your words are kept here:")
    expect(kept.locator("textarea")).to_have_value("9/30 absent, fever")
    assert "fever" not in site.text(site.plan, 1)


def test_typing_in_two_paragraphs_loses_neither(site: Site, page: Page) -> None:
    """Leaving one paragraph for another saves the first while the second is being typed."""
    page.goto(f"/d/{site.plan}")
    page.locator(plan_cell(page, "Diagnoses")).click()
    page.keyboard.type("ADHD")
    page.locator(plan_cell(page, "Strategies")).click()
    page.keyboard.type("short pencil")
    expect(page.locator("#said")).to_have_text("Saved")
    page.keyboard.press("Control+s")
    expect(page.locator(".para", has_text="short pencil").last).to_be_visible()
    eventually(lambda: "ADHD" in site.text(site.plan) and "short pencil" in site.text(site.plan))


def test_a_cell_typed_into_is_saved_as_sheets_would_take_it(site: Site, page: Page) -> None:
    """A number typed into a cell of the workbook is a number afterwards."""
    page.goto(f"/s/{site.book}")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='4']").click()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    saved(page)
    rows = site.call("GET", f"/v4/spreadsheets/{site.book}/values/Roster!D2?valueRenderOption=UNFORMATTED_VALUE")["values"]
    assert rows == [[4]]


def test_arrow_keys_and_enter_open_a_cell(site: Site, page: Page) -> None:
    """From a focused cell the arrows move, Enter opens, Escape leaves everything as it was."""
    page.goto(f"/s/{site.book}")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='2']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".pen")).to_have_value("11/19/2017")
    page.keyboard.type("1/1/2011")
    page.keyboard.press("Escape")
    assert site.value("Roster!B3") == "11/19/2017"
    assert page.locator("#cell").input_value() == "B3"


def test_a_drop_down_offers_its_choices(site: Site, page: Page) -> None:
    """A cell with a list opens as a list, and the choice is saved."""
    page.goto(f"/s/{site.book}")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='6']").click()
    assert page.locator(".pen option").all_inner_texts() == ["", "IEP", "504", "RTI"]
    page.locator(".pen").select_option("504")
    saved(page)
    assert site.value("Roster!F2") == "504"


def test_a_drop_down_by_keyboard(site: Site, page: Page) -> None:
    """Enter opens it, the arrows pass over its choices, Enter takes the one they stopped at; nothing before is saved."""
    page.goto(f"/s/{site.book}")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='6']").focus()
    for key in ("Enter", "Home", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".pen")).to_have_value("RTI")
    assert site.value("Roster!F2") == "IEP"
    page.keyboard.press("Enter")
    saved(page)
    assert site.value("Roster!F2") == "RTI" and page.locator("#cell").input_value() == "F3"


def test_a_tick_box_is_ticked_by_a_click(site: Site, page: Page) -> None:
    """A click on a tick box turns it."""
    page.goto(f"/s/{site.book}")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='10']").click()
    saved(page)
    assert site.value("Roster!J2") == "TRUE"


def test_a_conditional_colour_follows_what_is_typed(site: Site, page: Page) -> None:
    """The amber of "To fill" goes when its number becomes 0."""
    page.goto(f"/s/{site.book}")
    cell = page.locator("tr[aria-rowindex='2'] td[aria-colindex='11']")
    assert cell.evaluate("c => getComputedStyle(c).backgroundColor") == "rgb(255, 243, 205)"
    cell.click()
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    saved(page)
    assert (
        page.locator("tr[aria-rowindex='2'] td[aria-colindex='11']").evaluate("c => getComputedStyle(c).backgroundColor")
        == "rgba(0, 0, 0, 0)"
    )


def test_the_change_is_listed_under_who_made_it(site: Site, page: Page) -> None:
    """Who sits at the keyboard is named in the list of changes."""
    page.goto("/")
    with page.expect_navigation():
        page.locator("#who").select_option(label="Pat, therapist")
    page.goto(f"/s/{site.book}")
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='5']").click()
    page.keyboard.type("15")
    page.keyboard.press("Enter")
    saved(page)
    page.goto(f"/changes/{site.book}")
    assert "pat" in page.locator(".who-did").first.inner_text().lower()
