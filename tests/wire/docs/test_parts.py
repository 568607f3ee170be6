"""Tabs, lists and chips."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.docs.bench import Bench, check_document, erase, insert, name, run_text, table

Json = dict[str, Any]


def add(bench: Bench, **properties: Any) -> Json:
    reply: Json = bench.send({"addDocumentTab": {"tabProperties": properties}})["replies"][0]["addDocumentTab"]["tabProperties"]
    return reply


def test_without_include_tabs_content_only_the_first_tab_is_seen() -> None:
    """The older fields hold the first tab and no tabs; with includeTabsContent it is the other way round."""
    bench = Bench("first")
    second = add(bench, title="Notes")
    bench.send(insert(1, "second", tabId=second["tabId"]), insert(1, "very "))
    older, newer = bench.legacy(), bench.get()
    assert "tabs" not in older and "body" not in newer
    assert older["body"] == newer["tabs"][0]["documentTab"]["body"] and bench.text() == "very first\n"
    assert newer["tabs"][1]["documentTab"]["body"]["content"][1]["paragraph"]["elements"][0]["textRun"]["content"] == "second\n"
    assert list(newer)[:4] == ["title", "revisionId", "suggestionsViewMode", "documentId"] and list(newer)[-1] == "commentsViewMode"
    assert list(older) == ["title", "body", "documentStyle", "namedStyles", "revisionId", "suggestionsViewMode", "documentId",
                           "commentsViewMode"]


def test_tabs_are_added_renamed_moved_and_deleted() -> None:
    """Indexes follow; children go with their parent; the last tab stays."""
    bench = Bench()
    plan, notes = bench.get()["tabs"][0]["tabProperties"], add(bench, title="Notes", iconEmoji="📝")
    assert plan == {"tabId": "t.0", "title": "Tab 1", "index": 0}
    assert notes == {"tabId": notes["tabId"], "title": "Notes", "index": 1, "iconEmoji": "📝"}
    child = add(bench, title="Old notes", parentTabId=notes["tabId"])
    assert (child["nestingLevel"], child["index"], child["parentTabId"]) == (1, 0, notes["tabId"])
    add(bench, title="E-mails", index=0)
    bench.send({"updateDocumentTabProperties": {"tabProperties": {"tabId": "t.0", "title": "Plan", "index": 0}, "fields": "title,index"}})
    assert [tab["tabProperties"]["title"] for tab in bench.get()["tabs"]] == ["Plan", "E-mails", "Notes"]
    assert list(bench.get()["tabs"][2]) == ["tabProperties", "childTabs", "documentTab"]
    check_document(bench.get())
    bench.send({"deleteTab": {"tabId": notes["tabId"]}}, {"deleteTab": {"tabId": "t.0"}})
    assert [tab["tabProperties"]["title"] for tab in bench.get()["tabs"]] == ["E-mails"]
    assert "last tab" in bench.refused({"deleteTab": {"tabId": bench.get()["tabs"][0]["tabProperties"]["tabId"]}})


@pytest.mark.parametrize(("icon", "taken"), [
    *((icon, True) for icon in ("📝", "👩‍🏫", "🇺🇸", "❤️", "1️⃣")), *((text, False) for text in ("ab", "📝📝", "📝 ", "1", "é")),
])
def test_the_icon_of_a_tab_is_one_emoji(icon: str, taken: bool) -> None:
    """Anything but a single emoji is refused, when a tab is added and when it is changed."""
    bench = Bench()
    changed = {"updateDocumentTabProperties": {"tabProperties": {"tabId": "t.0", "iconEmoji": icon}, "fields": "iconEmoji"}}
    for asked in ({"addDocumentTab": {"tabProperties": {"iconEmoji": icon}}}, changed):
        if taken:
            bench.send(asked)
        else:
            assert "emoji" in bench.refused(asked)


@pytest.mark.parametrize("asked", [
    insert(1, "x", tabId="t.none"),
    {"deleteTab": {"tabId": "t.none"}},
    {"addDocumentTab": {"tabProperties": {"parentTabId": "t.none"}}},
    {"addDocumentTab": {"tabProperties": {"index": 2}}},
    {"updateDocumentTabProperties": {"tabProperties": {"tabId": "t.0"}, "fields": "title"}},
    {"updateDocumentTabProperties": {"tabProperties": {"tabId": "t.0", "title": "x"}, "fields": "nestingLevel"}},
    {"replaceAllText": {"containsText": {"text": "x"}, "tabsCriteria": {"tabIds": ["t.none"]}}},
])
def test_tabs_that_are_not_there_are_refused(asked: Json) -> None:
    """An unknown id, a place past the end, an empty title, a read-only property."""
    assert Bench("x").refused(asked).startswith("Invalid requests[0].")


def test_an_edit_can_follow_in_the_tab_just_made_only_in_the_next_batch() -> None:
    """The server makes the id, so a batch cannot know it beforehand; an id of one's own is refused."""
    assert "assigned by the server" in Bench().refused({"addDocumentTab": {"tabProperties": {"tabId": "t.mine"}}})


def bullets(start: int, end: int, preset: str = "BULLET_DISC_CIRCLE_SQUARE") -> Json:
    return {"createParagraphBullets": {"range": {"startIndex": start, "endIndex": end}, "bulletPreset": preset}}


def test_leading_tabs_become_nesting_and_go() -> None:
    """The indexes behind them move, named ranges too."""
    bench = Bench("one\n\ttwo\n\t\tthree\nend")
    bench.send(name("n", 6, 9), bullets(1, 12))
    assert bench.text() == "one\ntwo\nthree\nend\n" and bench.ranges() == {"n": [(5, 8)]}
    levels = [part.get("bullet", {}).get("nestingLevel", 0) if "bullet" in part else None for part in bench.paragraphs()]
    assert levels == [0, 1, 2, None]
    assert bench.paragraphs()[1]["paragraphStyle"]["indentStart"]["magnitude"] == 72
    assert len({part["bullet"]["listId"] for part in bench.paragraphs()[:3]}) == 1
    check_document(bench.get())


def test_a_paragraph_after_a_list_of_the_same_preset_joins_it() -> None:
    """Another preset starts another list."""
    bench = Bench("one\ntwo\nthree")
    bench.send(bullets(1, 2), bullets(5, 6), bullets(9, 10, "NUMBERED_DECIMAL_ALPHA_ROMAN"))
    ids = [part["bullet"]["listId"] for part in bench.paragraphs()]
    assert ids[0] == ids[1] != ids[2]
    levels = bench.tab()["lists"][ids[2]]["listProperties"]["nestingLevels"]
    assert len(levels) == 9 and levels[0]["glyphType"] == "DECIMAL" and levels[0]["glyphFormat"] == "%0."
    assert bench.tab()["lists"][ids[0]]["listProperties"]["nestingLevels"][0]["glyphSymbol"] == "●"


def test_a_checklist_shows_no_glyph() -> None:
    """BULLET_CHECKBOX reads back without a symbol: ticked or not cannot be told."""
    bench = Bench("one")
    bench.send(bullets(1, 2, "BULLET_CHECKBOX"))
    level = bench.tab()["lists"][bench.paragraphs()[0]["bullet"]["listId"]]["listProperties"]["nestingLevels"][0]
    assert level["glyphType"] == "GLYPH_TYPE_UNSPECIFIED" and "glyphSymbol" not in level


def test_bullets_go_and_nesting_stays_as_indent() -> None:
    """deleteParagraphBullets keeps the depth to the eye."""
    bench = Bench("one\n\ttwo")
    bench.send(bullets(1, 7), {"deleteParagraphBullets": {"range": {"startIndex": 1, "endIndex": 8}}})
    first, second = bench.paragraphs()
    assert "bullet" not in first and "bullet" not in second
    assert "indentStart" not in first["paragraphStyle"] and second["paragraphStyle"]["indentStart"]["magnitude"] == 36


def date(index: int, **properties: Any) -> Json:
    return {"insertDate": {"location": {"index": index}, "dateElementProperties": properties}}


def test_a_chip_is_one_unit_whatever_it_shows() -> None:
    """Dates, people: one unit each, deleted as one, styled like the text before them."""
    bench = Bench("on  with ")
    bench.send(date(4, timestamp="2026-10-07T12:00:00Z"),
               {"insertPerson": {"location": {"index": 11}, "personProperties": {"email": "ot@district.example", "name": "Ana"}}})
    elements = bench.paragraphs()[0]["elements"]
    assert [next(key for key in element if "Index" not in key) for element in elements] == [
        "textRun", "dateElement", "textRun", "person", "textRun"]
    assert elements[1]["dateElement"]["dateElementProperties"] == {
        "timestamp": "2026-10-07T12:00:00Z", "locale": "en", "dateFormat": "DATE_FORMAT_MONTH_DAY_YEAR_ABBREVIATED",
        "timeFormat": "TIME_FORMAT_DISABLED", "displayText": "Oct 7, 2026"}
    assert elements[3]["person"]["personProperties"] == {"name": "Ana", "email": "ot@district.example"}
    check_document(bench.get())
    bench.send(erase(4, 5))
    assert "".join(run_text(block) for block in bench.content()[1:]) == "on  with \ufffc\n"


@pytest.mark.parametrize(("properties", "shown"), [
    ({"timestamp": "1970-01-01T05:00:00Z", "dateFormat": "DATE_FORMAT_ISO8601", "timeFormat": "TIME_FORMAT_HOUR_MINUTE"},
     "1970-01-01 5:00 AM"),
    ({"timestamp": "1970-01-01T05:00:00Z", "dateFormat": "DATE_FORMAT_ISO8601", "timeFormat": "TIME_FORMAT_HOUR_MINUTE",
      "timeZoneId": "America/New_York"}, "1970-01-01 12:00 AM"),
    ({"timestamp": "2026-10-07T02:00:00Z", "timeZoneId": "America/Los_Angeles"}, "Oct 6, 2026"),
    ({"timestamp": "2026-10-07T12:00:00+02:00", "dateFormat": "DATE_FORMAT_MONTH_DAY_FULL"}, "October 7"),
])
def test_a_date_chip_shows_its_own_time_zone(properties: Json, shown: str) -> None:
    """The examples of DateElementProperties.timestamp, and a zone in which it is still yesterday."""
    bench = Bench()
    bench.send(date(1, **properties))
    assert bench.paragraphs()[0]["elements"][0]["dateElement"]["dateElementProperties"]["displayText"] == shown


@pytest.mark.parametrize("asked", [
    date(1), date(1, timestamp="yesterday"), date(1, timestamp="2026-10-07T12:00:00Z", timeZoneId="Mars/Base"),
    {"insertPerson": {"location": {"index": 1}, "personProperties": {}}}, {"insertPerson": {"personProperties": {"email": "a@b.c"}}},
])
def test_chips_that_say_nothing_are_refused(asked: Json) -> None:
    """A date without a moment, a zone that is none, a person without an address, no place."""
    assert Bench().refused(asked).startswith("Invalid requests[0].insert")


def test_a_page_break_is_followed_by_a_newline_and_stays_out_of_tables() -> None:
    """One unit and a newline."""
    bench = Bench("ab")
    bench.send({"insertPageBreak": {"location": {"index": 2}}})
    assert bench.content()[1]["paragraph"]["elements"][1]["pageBreak"] == {"textStyle": {}}
    assert bench.text() == "a\nb\n"
    check_document(bench.get())
    bench.send(table(1, 1, 1))
    assert "inside a table" in bench.refused({"insertPageBreak": {"location": {"index": 5}}})
