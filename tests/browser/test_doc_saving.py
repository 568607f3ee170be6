"""The smallest change: only what differs is written, in UTF-16 units, and it comes out as typed."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from otsync.workspace.pages.doc_place import find
from otsync.workspace.pages.doc_save import changes, middle
from tests.browser.conftest import Site
from tests.browser.samples.paper import lay, p

BASE = "http://127.0.0.1:8711"
WORDS = st.text(alphabet="ab \n\v\ufffcé\u0301\u200d👩🏽🎨🇫🇷", max_size=12)


def carried_out(text: str, requests: list[dict[str, Any]], start: int) -> str:
    """What a Doc's paragraph holds after insertText and deleteContentRange requests."""
    units = text.encode("utf-16-le")
    for request in requests:
        if "insertText" in request:
            at = (request["insertText"]["location"]["index"] - start) * 2
            units = units[:at] + request["insertText"]["text"].encode("utf-16-le") + units[at:]
        else:
            span = request["deleteContentRange"]["range"]
            units = units[: (span["startIndex"] - start) * 2] + units[(span["endIndex"] - start) * 2 :]
    return units.decode("utf-16-le")


@given(WORDS, WORDS)
@example("a👩🏽b", "a👩b")
@example("e\u0301", "e")
def test_the_change_gives_what_was_typed(old: str, new: str) -> None:
    """Whatever was typed stands in the paragraph afterwards; chips can be taken out but not typed."""
    old, new = old.replace("\n", ""), new
    element = lay([p(old)])["content"][1]
    place = find([element], 1)
    assert place is not None
    first, last, typed = middle(old, new)
    requests = changes(place, new, "save", "t.0")
    assert carried_out(old, requests, 1) == old[:first] + typed.replace("\ufffc", "") + old[last:]
    if typed.count("\ufffc") == 0:
        assert carried_out(old, requests, 1) == new
    assert len(requests) <= 2


@given(WORDS, st.text(alphabet="xyz", min_size=1, max_size=5), WORDS)
def test_only_the_middle_is_written(before: str, typed: str, after: str) -> None:
    """Text in front of and behind what was typed is not written again."""
    first, last, new = middle(before + after, before + typed + after)
    assert last - first <= len(new)
    assert new.count("x") + new.count("y") + new.count("z") == len(typed)


def form(site: Site, file_id: str, tab: str, **fields: str) -> tuple[Client, dict[str, str]]:
    client = site.client()
    answer = client.get(f"/d/{file_id}?tab={tab}", base_url=BASE).text
    token, revision = re.search(r'name="token" value="(\w+)"', answer), re.search(r'data-revision="([^"]*)"', answer)
    assert token is not None and revision is not None
    return client, {"token": token[1], "tab": tab, "revision": revision[1], **fields}


def send(site: Site, client: Client, file_id: str, data: dict[str, str]) -> TestResponse:
    return client.post(f"/d/{file_id}/paragraph", data=data, base_url=BASE, headers={"Origin": BASE})


def start_of(site: Site, file_id: str, tab: int, words: str) -> str:
    content = site.document(file_id)["tabs"][tab]["documentTab"]["body"]["content"]
    return str(next(e["startIndex"] for e in content if words in str(e.get("paragraph"))))


def test_a_form_saves_and_leads_back(site: Site) -> None:
    """A form that is sent whole saves its paragraph and leads back to it; a new line is a new paragraph."""
    start = start_of(site, site.plan, 1, "9/30 absent")
    client, data = form(site, site.plan, "t.notes", start=start, text="9/30 absent, fever\r\nNext: putty", action="save")
    answer = send(site, client, site.plan, data)
    assert answer.status_code == 303 and answer.location.startswith(f"/d/{site.plan}?tab=t.notes#p-")
    assert site.text(site.plan, 1).endswith("9/30 absent, fever\nNext: putty")


def test_a_line_break_inside_a_paragraph_stays_one(site: Site) -> None:
    """A line break inside a paragraph stays what it is when the words beside it change."""
    start = start_of(site, site.odd, 0, "Two lines")
    client, data = form(site, site.odd, "t.0", start=start, text="Two long lines\vin one paragraph, 👩🏽‍🎨 and é.", action="save")
    assert send(site, client, site.odd, data).status_code == 303
    assert "Two long lines\vin one paragraph, 👩🏽‍🎨 and é.\n" in site.text(site.odd)


def test_unchanged_text_writes_nothing(site: Site) -> None:
    """Saving a paragraph as it was makes no new revision."""
    before = site.document(site.plan)["revisionId"]
    client, data = form(site, site.plan, "t.notes", start=start_of(site, site.plan, 1, "9/30"), text="9/30 absent", action="save")
    assert send(site, client, site.plan, data).status_code == 303
    assert site.document(site.plan)["revisionId"] == before


def test_a_paragraph_is_deleted_whole(site: Site) -> None:
    """Delete takes the paragraph and its newline; the last one of a page takes the newline before it."""
    client, data = form(site, site.plan, "t.notes", start=start_of(site, site.plan, 1, "Next: hand"), text="", action="delete")
    send(site, client, site.plan, data)
    assert "hand" not in site.text(site.plan, 1) and len(site.text(site.plan, 1).split("\n")) == 4
    client, data = form(site, site.plan, "t.notes", start=start_of(site, site.plan, 1, "9/30"), text="", action="delete")
    send(site, client, site.plan, data)
    assert site.text(site.plan, 1).endswith("clothespin spelling.")


def test_a_paragraph_in_front_of_a_table_is_emptied(site: Site) -> None:
    """Docs refuses to take the newline before a table: the words go, the paragraph stays."""
    client, data = form(site, site.plan, "t.plan", start=start_of(site, site.plan, 0, "Facts"), text="", action="delete")
    assert send(site, client, site.plan, data).status_code == 303
    assert "Facts" not in site.text(site.plan)


def test_a_stale_page_shows_the_words_again(site: Site) -> None:
    """Without script, too, a conflict writes nothing and gives the words back."""
    client, data = form(site, site.plan, "t.notes", start=start_of(site, site.plan, 1, "9/30"), text="9/30 fever", action="save")
    insert = {"insertText": {"location": {"index": 1, "tabId": "t.mail"}, "text": "x"}}
    site.call("POST", f"/v1/documents/{site.plan}:batchUpdate", {"requests": [insert]})
    answer = send(site, client, site.plan, data)
    assert answer.status_code == 409
    assert "Someone changed this Doc while you typed; your words are kept here:" in answer.text and "9/30 fever</textarea>" in answer.text
    assert "fever" not in site.text(site.plan, 1)


def test_a_form_that_names_no_paragraph_changes_nothing(site: Site) -> None:
    """A missing or impossible place is a sentence, not a guess."""
    for start in ("", "x", "-1"):
        client, data = form(site, site.plan, "t.notes", start=start, text="lost", action="save")
        assert send(site, client, site.plan, data).status_code == 400
    client, data = form(site, site.plan, "t.notes", start="3", text="lost", action="save")
    assert send(site, client, site.plan, data).status_code == 409
    assert "lost" not in site.text(site.plan, 1)
