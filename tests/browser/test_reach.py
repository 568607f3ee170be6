"""Reachable for everyone: keyboard, screen reader, phone, night, paper, and a browser without script."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from otsync.workspace.call import DRIVE_FILE
from otsync.workspace.oauth import add_client
from tests.browser.conftest import Site

PAGES = ("/", "/d/{plan}", "/d/{odd}", "/s/{book}", "/s/{book}?gid=3", "/changes/{book}", "/nothing")


def address(path: str, site: Site) -> str:
    return path.format(plan=site.plan, odd=site.odd, book=site.book)


def focused(page: Page) -> str:
    return str(page.evaluate("(e => e.id || e.textContent.trim().slice(0, 30) || e.tagName)(document.activeElement)"))


def test_the_tab_key_goes_through_the_files_in_order(site: Site, page: Page) -> None:
    """Skip link, Files, who you are, the search box, then the lists from top to bottom."""
    page.goto("/")
    order = []
    for _ in range(7):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[:7] == ["Skip to the page", "Files", "who", "q", "Name", "Changed", "Caseload 2026-27"]


def test_the_skip_link_leads_to_the_page(site: Site, page: Page) -> None:
    """Enter on the first stop moves on to the page itself."""
    page.goto(f"/s/{site.book}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "main"


def test_a_grid_is_one_stop(site: Site, page: Page) -> None:
    """Of a thousand cells one is a tab stop; the arrows lead to the others, and the next stop is the tab strip."""
    page.goto(f"/s/{site.book}")
    assert page.locator("#grid [tabindex='0']").count() == 1
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='2']").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-colindex')") == "5"
    page.keyboard.press("Tab")
    assert focused(page) == "Roster"


def test_focus_can_be_seen(site: Site, page: Page) -> None:
    """Whatever has the focus is outlined."""
    page.goto(f"/d/{site.plan}")
    for _ in range(6):
        page.keyboard.press("Tab")
        style = page.evaluate("(s => [s.outlineStyle, s.outlineWidth, s.boxShadow])(getComputedStyle(document.activeElement))")
        seen = (style[0] != "none" and float(style[1].removesuffix("px")) >= 2) or style[2] != "none"
        assert seen, focused(page)


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_a_name(site: Site, page: Page, path: str) -> None:
    """Links, buttons, fields and lists have a name for screen readers; there is one h1 and one main."""
    page.goto(address(path, site))
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [role=textbox], [role=img]')]
            .filter(e => e.checkVisibility() && !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby')
                || (e.labels && e.labels.length && e.labels[0].textContent.trim())))
            .map(e => e.outerHTML.slice(0, 120))""")  # fmt: skip
    assert nameless == []
    assert page.locator("h1").count() == 1 and page.locator("main").count() == 1
    doubled = page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, n) => ids.indexOf(id) !== n) }"
    )
    assert doubled == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_the_network(site: Site, page: Page, path: str) -> None:
    """A page asks this workspace only, and everything that it asks for is there."""
    asked: list[tuple[str, int]] = []
    page.on("response", lambda response: asked.append((response.url, response.status)))
    page.goto(address(path, site))
    assert len(asked) >= 3
    assert [url for url, _ in asked if not url.startswith(site.url)] == []
    assert [url for url, status in asked[1:] if status != 200] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_is_wide_enough(site: Site, page: Page, path: str) -> None:
    """At 360 pixels nothing but a grid's own box has to be moved sideways."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address(path, site))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_amber_is_deep_at_night(site: Site, page: Page) -> None:
    """In dark mode the tint of a missing value is a deep amber and the words beside it are light."""
    page.emulate_media(color_scheme="dark")
    page.goto(f"/d/{site.plan}")
    cell = page.locator(".para[data-label='Diagnoses']")
    red, green, blue = (
        int(n) for n in cell.evaluate("p => getComputedStyle(p.closest('td')).backgroundColor").removeprefix("rgb(").rstrip(")").split(",")
    )
    assert 50 < red < 110 and red > green > blue
    assert cell.evaluate("p => getComputedStyle(p).color") == "rgb(235, 232, 226)"


def test_paper_shows_the_doc_alone(site: Site, page: Page) -> None:
    """Printed, a Doc is its paper under the line that says what it is: no bars, light tints."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"/d/{site.plan}")
    expect(page.locator(".paper")).to_be_visible()
    expect(page.get_by_text("A practice workspace for made-up students")).to_be_visible()
    for part in (".top", ".doctabs"):
        expect(page.locator(part)).to_be_hidden()
    assert (
        page.locator(".para[data-label='Diagnoses']").evaluate("p => getComputedStyle(p.closest('td')).backgroundColor")
        == "rgb(255, 243, 205)"
    )


def test_a_wide_tab_fits_on_paper(site: Site, page: Page) -> None:
    """A tab that is wider than a sheet of paper is printed smaller, all its columns on the sheet."""
    page.set_viewport_size({"width": 960, "height": 740})
    page.emulate_media(media="print")
    page.goto(f"/s/{site.book}")
    width = page.locator("#grid tr").last.evaluate("r => r.lastElementChild.getBoundingClientRect().right")
    assert page.locator("#grid").evaluate("g => parseFloat(getComputedStyle(g).width)") > 1200 and width <= 960


def test_the_heads_of_a_tab_are_its_column_headers(site: Site, page: Page) -> None:
    """To a screen reader the last frozen row names the columns, and a cell with choices says that it has them."""
    page.goto(f"/s/{site.book}")
    expect(page.get_by_role("columnheader", name="Birthdate")).to_be_visible()
    assert page.locator("tr[aria-rowindex='2'] td[aria-colindex='6']").get_attribute("aria-haspopup") == "listbox"


def test_the_page_at_which_one_signs_in(site: Site, page: Page) -> None:
    """It says what it is and what the app asks for, every field has a name, its styles are this server's, and Cancel goes back."""
    with site.workspace.store.write() as tx:
        client = add_client(tx, "otsync <b>", site.url)["installed"]["client_id"]
    asked = {"client_id": client, "redirect_uri": f"{site.url}/nothing", "response_type": "code", "scope": DRIVE_FILE}
    page.goto(f"/o/oauth2/auth?{urlencode({**asked, 'trigger_onepick': 'true'})}")
    expect(page.get_by_role("note")).to_contain_text("Not Google.")
    expect(page.get_by_role("heading", level=1)).to_have_text("otsync <b> wants access to your account")
    expect(page.get_by_label("Sign in as")).to_have_value("owner@example.org")
    expect(page.get_by_label("that you use with this app")).to_be_checked()
    assert page.get_by_role("group", name="Files for this app").get_by_role("checkbox").count() == 3
    assert page.locator(".banner").evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(255, 243, 205)"
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url("**/nothing?error=access_denied")


@pytest.fixture
def bare(chromium: Browser, site: Site) -> Iterator[Page]:
    """A browser without script."""
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


def test_without_script_a_cell_is_typed_in_the_bar(site: Site, bare: Page) -> None:
    """The bar above the grid takes a cell's name and its new words."""
    bare.goto(f"/s/{site.book}")
    bare.locator("#cell").fill("F3")
    bare.locator("#entry").fill("RTI")
    bare.get_by_role("button", name="Save").click()
    bare.wait_for_url("**cell=F3")
    assert site.value("Roster!F3") == "RTI"


def test_the_search_box_filters_as_one_types(site: Site, page: Page) -> None:
    """Only files whose names hold the words stay, and the count follows."""
    page.goto("/")
    page.locator("#q").fill("mateo")
    expect(page.locator("tr[data-name]:visible")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 of 3 files")
    page.locator("#q").fill("")
    expect(page.locator("tr[data-name]:visible")).to_have_count(3)


def test_trashed_files_are_apart(site: Site, page: Page) -> None:
    """A trashed Doc leaves the lists and stands under "In the trash"."""
    site.call("PATCH", f"/drive/v3/files/{site.odd}", {"trashed": True})
    page.goto("/")
    expect(page.locator(".listing tbody tr:visible")).to_have_count(2)
    page.get_by_text("In the trash (1)").click()
    expect(page.locator(".trash tbody tr")).to_have_count(1)
