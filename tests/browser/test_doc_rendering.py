"""How a Doc becomes a page: escaped, styled, with its lists, tables, chips and suggestions."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.workspace.docs.markers import numeral
from otsync.workspace.pages import links
from otsync.workspace.pages.doc_body import Body
from otsync.workspace.pages.markup import Styles, tag
from tests.browser.conftest import Site
from tests.browser.samples.docs import odd, plan
from tests.browser.samples.paper import document, p, run


class Outline(HTMLParser):
    """The elements of a page, each with its attributes and the text directly in it and below."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def body_of(document_: dict[str, Any]) -> tuple[Body, str, str]:
    styles = Styles()
    body = Body(document_["tabs"][0]["documentTab"], styles, editable=True)
    return body, str(body.html()), str(styles.css())


def one(*parts: str | dict[str, Any], **style: Any) -> tuple[Body, str, str]:
    return body_of(document("d", "D", [("t.0", "T", [p(*parts, **style)])]))


def test_nothing_in_a_doc_becomes_an_element() -> None:
    """Script, images and handlers written as text stay text."""
    _, html, css = body_of(odd())
    found = Outline(html)
    assert {name for name, _ in found.elements} & {"script", "img", "iframe", "object"} == set()
    assert not [k for _, attrs in found.elements for k in attrs if k.startswith("on") or k == "style"]
    assert "A <script>alert(1)</script> Doc" in found.words
    assert "<" not in css


def test_names_are_escaped_on_every_page(site: Site) -> None:
    """A file named like an attack is shown by its name, on each page that names it."""
    for path in ("/", f"/d/{site.odd}", f"/changes/{site.odd}", f"/s/{site.book}"):
        found = Outline(site.client().get(path, base_url="http://127.0.0.1").text)
        assert not [a for name, a in found.elements if name == "img" or (name == "script" and "src" not in a)]


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Whatever a run holds comes back as the same text, whatever it looks like."""
    kept = "".join(mark for mark in text if mark not in "\n\v\r\x00")
    _, html, _ = one(kept + ".")
    assert kept + "." in Outline(html.replace("<noscript>", "").split('<a class="edit"')[0]).words


@given(st.text(max_size=40), st.text(max_size=40))
def test_styles_cannot_be_broken_out_of(name: str, value: str) -> None:
    """A style sheet holds only declarations of ours, whatever a document gives as a value."""
    styles = Styles()
    styles.name([f"font-family:'{name}'"], [f"color:{value}"])
    css = str(styles.css())
    assert css.count("{") == css.count("}") and "<" not in css and "url(" not in css.lower() and "@import" not in css


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
    "vbscript:x", "//evil.test",
    "file:///etc/passwd",
    "/relative", "http:///nohost", "https://\x00evil", "blob:x", "\x01javascript:x", 5, None, "",
])  # fmt: skip
def test_links_that_could_run_are_text(url: object) -> None:
    """Only web, mail and telephone addresses become links."""
    assert links.safe(url) is None


@pytest.mark.parametrize(("url", "href"), [
    ("https://example.test/a?b=c", "https://example.test/a?b=c"), ("mailto:a@example.test", "mailto:a@example.test"),
    ("https://docs.google.com/document/d/abc/edit?tab=t.1#heading=h.2", "/d/abc?tab=t.1#h.2"),
    ("https://docs.google.com/document/d/abc", "/d/abc"),
    ("https://docs.google.com/spreadsheets/d/abc/edit#gid=7&range=B3", "/s/abc?gid=7&cell=B3"),
    ("https://docs.google.com/spreadsheets/d/abc/edit?gid=7#gid=7", "/s/abc?gid=7"),
    ("https://drive.google.com/file/d/abc/view", "/open/abc"),
    ("https://docs.google.com.evil.test/document/d/abc", "https://docs.google.com.evil.test/document/d/abc"),
])  # fmt: skip
def test_google_addresses_lead_to_the_pages_here(url: str, href: str) -> None:
    """A link to a Doc or a tab of a workbook opens it in this workspace; any other web address stays as it is."""
    assert links.safe(url) == href


def test_the_tint_of_a_cell_has_a_legible_twin_at_night() -> None:
    """The amber of a missing value is #fff3cd by day and a deep amber by night."""
    _, _, css = body_of(plan())
    assert "background-color:#fff3cd" in css
    night = css.split("prefers-color-scheme:dark")[1]
    assert re.search(r"background-color:#4[0-9a-f]3[0-9a-f]1[0-9a-f]", night)


def test_numbers_and_signs_stand_before_list_items() -> None:
    """Counted lists count by level, ticked boxes show as ticked."""
    _, html, _ = body_of(odd())
    markers = re.findall(r'<span class="marker[^>]*>([^<]*)</span>', html)
    assert markers == ["●", "○", "●", "1.", "a)", "b)", "2.", "☑", "☐"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [(4, "ROMAN", "iv"), (1994, "UPPER_ROMAN", "MCMXCIV"), (27, "ALPHA", "aa"), (7, "ZERO_DECIMAL", "07"), (3, "DECIMAL", "3")],
)
def test_numerals(number: int, kind: str, text: str) -> None:
    """List numbers are written as their glyph type says."""
    assert numeral(number, kind) == text


def test_merged_cells_span_and_hide_what_they_cover() -> None:
    """A merged cell spans; the covered cells that the API lists are not drawn."""
    _, html, _ = body_of(odd())
    assert 'colspan="2"' in html and 'rowspan="2"' in html and "covered" not in html


def test_pending_suggestions_are_marked_and_counted() -> None:
    """Both sides of a suggestion are shown as such, one suggestion counted once."""
    body, html, _ = body_of(odd())
    assert re.search(r"<del [^>]*>will </del>", html) and re.search(r"<ins [^>]*>did </ins>", html)
    assert body.suggestions == {"suggest.1"}


def test_chips_keep_their_width() -> None:
    """Each chip carries the number of indexes it occupies, so that typing around it hits the right place."""
    _, html, _ = body_of(odd())
    chips = [a for name, a in Outline(html).elements if "data-units" in a]
    assert [a["data-units"] for a in chips] == ["1"] * 4


def test_an_unknown_element_is_shown_by_its_name() -> None:
    """An element of a kind that is not known here still stands in its place."""
    body, html, _ = one("before ", {"hologram": {}}, " after")
    assert "hologram" in html and not body.suggestions


def test_headings_make_the_outline() -> None:
    """Headings appear beside the page, the title does not."""
    body, _, _ = body_of(odd())
    assert [text for _, text, _ in body.outline] == ["Words of many kinds", "Lists", "Tables"]


def test_a_font_that_is_no_name_is_left_out() -> None:
    """A font name with anything but letters, digits and spaces sets no font."""
    _, _, css = one(run("x", weightedFontFamily={"fontFamily": "a';}body{color:red"}))
    assert "red" not in css


@pytest.mark.parametrize("attribute", ["id", "title", "href"])
def test_attributes_are_escaped(attribute: str) -> None:
    """A quote in an attribute does not end it."""
    assert str(tag("p", {attribute: '"><script>'})) == f'<p {attribute}="&#34;&gt;&lt;script&gt;"></p>'


def test_a_doc_without_tabs_is_shown(site: Site) -> None:
    """A body in the older form, without tabs, is one page."""
    from otsync.workspace.pages.doc_page import tabs_of

    older = plan()["tabs"][0]["documentTab"]
    assert [t.tab_id for t in tabs_of({"title": "x", **older})] == [""]
