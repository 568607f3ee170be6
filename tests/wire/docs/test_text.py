"""insertText, deleteContentRange and replaceAllText."""

from __future__ import annotations

import pytest

from tests.wire.docs.bench import Bench, check_document, erase, insert, name, style, table

BOLD = {"bold": True}


def test_control_and_private_use_characters_are_stripped() -> None:
    """U+0000-0008, U+000C-001F and U+E000-F8FF go; tab, newline and the soft line break stay."""
    bench = Bench("a\x00\x07\x0c\r\x1f\ue000\uf8ffb\tc\x0bd")
    assert bench.text() == "ab\tc\x0bd\n"


def test_insertion_within_a_grapheme_cluster_is_refused() -> None:
    """Not between surrogates, before a combining mark, before a skin tone, or inside a flag; between two flags it is fine."""
    for text, offset in (("🙂", 1), ("e\u0301", 1), ("👍🏽", 2), ("🇺🇸🇨🇦", 2), ("👩‍🏫", 3)):
        message = Bench(text).refused(insert(1 + offset, "x"))
        assert message == "Invalid requests[0].insertText: The insertion index cannot be within a grapheme cluster.", text
    halves = Bench("e\u0301")
    halves.send(style(1, 2, "bold", **BOLD))
    assert "grapheme cluster" in halves.refused(insert(2, "x")), "two styles within a cluster do not part it"
    flags = Bench("🇺🇸🇨🇦")
    flags.send(insert(5, "x"))
    assert flags.text() == "🇺🇸x🇨🇦\n"


def test_a_doc_is_full_at_last() -> None:
    """1.02 million characters, all tabs together; more is refused, and what is there can still be made less."""
    bench = Bench("x" * 1_019_990)
    assert "1020000 characters" in bench.refused({"addDocumentTab": {}}, insert(1, "y" * 20))
    assert "1020000 characters" in bench.refused(insert(1, "🙂" * 10))
    bench.send(insert(1, "y" * 5))
    bench.send(erase(1, 1000))


def test_empty_text_is_refused() -> None:
    """insertText has to say what to insert; a text of which nothing is left changes nothing."""
    bench = Bench("ab")
    assert bench.refused(insert(1, "")) == "Invalid requests[0].insertText: Insert text requests must specify text to insert."
    bench.send(insert(1, "\ue000"))
    assert bench.text() == "ab\n"


def test_text_takes_the_style_of_what_stands_before_it() -> None:
    """Within a paragraph the style before the index is carried on; at its start, that of what follows."""
    bench = Bench("abcd")
    bench.send(style(1, 3, "bold", **BOLD))
    bench.send(insert(3, "X"))
    assert bench.runs() == [("abX", BOLD), ("cd\n", {})]
    bench.send(insert(1, "Y"))
    assert bench.runs() == [("YabX", BOLD), ("cd\n", {})]
    bench.send(insert(6, "Z"))
    assert bench.runs() == [("YabX", BOLD), ("cZd\n", {})]


def test_a_cue_in_the_text_colours_what_is_typed_after_it() -> None:
    """A highlighted word passes its highlight on, which is why cues stand in cells."""
    bench = Bench("fill me")
    yellow = {"backgroundColor": {"color": {"rgbColor": {"red": 1, "green": 1}}}}
    bench.send(style(1, 8, "backgroundColor", **yellow), insert(8, " in"))
    assert bench.runs() == [("fill me in", yellow), ("\n", {})]


def test_a_link_is_not_carried_on() -> None:
    """Text right after a link is not part of it, nor looks like it."""
    bench = Bench("link")
    bench.send(style(1, 5, "link", link={"url": "https://example.org/"}))
    bench.send(insert(5, " after"))
    assert bench.runs()[1] == (" after\n", {})
    bench.send(insert(3, "x"))
    assert bench.runs()[0][0] == "lixnk"


def test_a_newline_copies_the_paragraph_style_and_the_bullet() -> None:
    """Both halves keep style and bullet; a heading's id is not doubled."""
    bench = Bench("one two")
    bench.send({"updateParagraphStyle": {"range": {"startIndex": 1, "endIndex": 2}, "fields": "namedStyleType,alignment",
                                         "paragraphStyle": {"namedStyleType": "HEADING_2", "alignment": "CENTER"}}},
               {"createParagraphBullets": {"range": {"startIndex": 1, "endIndex": 2}, "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"}})
    bench.send(insert(4, "\nand"))
    first, second = bench.paragraphs()
    assert [element["textRun"]["content"] for part in (first, second) for element in part["elements"]] == ["one\n", "and two\n"]
    assert first["paragraphStyle"]["alignment"] == second["paragraphStyle"]["alignment"] == "CENTER"
    assert first["bullet"] == second["bullet"]
    assert first["paragraphStyle"]["headingId"] != second["paragraphStyle"]["headingId"]


@pytest.mark.parametrize("keeps_first", [True, False])
def test_deleting_across_paragraphs_joins_them(keeps_first: bool) -> None:
    """What is left of both becomes one paragraph; whose style it keeps is a switch."""
    center = {"updateParagraphStyle": {"range": {"startIndex": 1, "endIndex": 2}, "paragraphStyle": {"alignment": "CENTER"},
                                       "fields": "alignment"}}
    bench = Bench("abc\ndef\nghi", merged_paragraph_keeps_first_style=keeps_first)
    bench.send(center, erase(2, 10))
    assert bench.text() == "ahi\n"
    assert (bench.paragraphs()[0]["paragraphStyle"].get("alignment") == "CENTER") is keeps_first
    check_document(bench.get())


def test_deleting_whole_paragraphs_leaves_the_next_one_alone() -> None:
    """A paragraph that goes with its newline takes its style with it."""
    bench = Bench("abc\ndef")
    bench.send({"updateParagraphStyle": {"range": {"startIndex": 1, "endIndex": 2}, "paragraphStyle": {"alignment": "CENTER"},
                                         "fields": "alignment"}}, erase(1, 5))
    assert bench.text() == "def\n" and "alignment" not in bench.paragraphs()[0]["paragraphStyle"]


NO = "Invalid requests[0].deleteContentRange: Invalid deletion range. Cannot delete the requested range."


@pytest.mark.parametrize(("start", "end", "message"), [
    (2, 2, "Invalid requests[0].deleteContentRange: The range should not be empty."),
    (5, 2, "Invalid requests[0].deleteContentRange: Invalid range: end index cannot be less than start index"),
    (4, 5, NO),      # the newline before the table
    (1, 6, NO),      # into the table
    (5, 6, NO),      # its start alone
    (6, 12, NO),     # a row
    (8, 10, NO),     # a cell's last newline with its text
    (8, 12, NO),     # from one cell to the next
    (9, 17, NO),     # out of the table
    (14, 15, NO),    # half of an emoji
    (0, 3, "Invalid requests[0].deleteContentRange: Cannot operate on the first section break in the document."),
    (1, 18, "Invalid requests[0].deleteContentRange: The range cannot include the newline character at the end of the segment."),
])
def test_deletions_that_would_break_the_doc_are_refused(start: int, end: int, message: str) -> None:
    """The documented 400s of deleteContentRange: 'abc', a table of one row, '🙂z'."""
    bench = Bench("abc\n🙂z")
    bench.send(table(4, 1, 2), insert(8, "A"), insert(11, "B"))
    bench.send(erase(14, 15))  # the empty paragraph that was left of the split
    assert bench.content()[2]["startIndex"] == 5 and bench.content()[2]["endIndex"] == 14
    assert bench.content()[-1]["endIndex"] == 18
    assert bench.refused(erase(start, end)) == message


def test_a_table_can_be_deleted_whole() -> None:
    """The element with all its rows, alone or with text around it."""
    for start, end, left in ((4, 9, "ab\n\ncd\n"), (3, 9, "ab\ncd\n"), (2, 9, "a\ncd\n"), (4, 10, "ab\ncd\n")):
        bench = Bench("ab\ncd")
        bench.send(table(3, 1, 1))
        found = bench.table()
        assert (found["startIndex"], found["endIndex"]) == (4, 9)
        bench.send(erase(start, end))
        assert bench.text() == left
        check_document(bench.get())


def test_the_text_of_a_cell_can_be_deleted() -> None:
    """All but the cell's last newline."""
    bench = Bench()
    bench.send(table(1, 1, 1), insert(5, "one\ntwo"), erase(5, 12))
    assert bench.cell_texts() == [["\n"]]
    check_document(bench.get())


def test_replace_all_text_counts_and_keeps_the_style_of_the_match() -> None:
    """Case is ignored unless asked for; matches run across runs; the reply counts, and is empty where nothing matched."""
    bench = Bench("Name: {{name}}, again {{NAME}}")
    bench.send(style(7, 9, "bold", **BOLD))
    replies = bench.send({"replaceAllText": {"containsText": {"text": "{{name}}"}, "replaceText": "Zoë"}},
                         {"replaceAllText": {"containsText": {"text": "nothing"}, "replaceText": ""}})["replies"]
    assert replies == [{"replaceAllText": {"occurrencesChanged": 2}}, {"replaceAllText": {}}]
    assert bench.text() == "Name: Zoë, again Zoë\n"
    assert ("Zoë", BOLD) in bench.runs()
    exact = Bench("aA")
    exact.send({"replaceAllText": {"containsText": {"text": "A", "matchCase": True}, "replaceText": "bb"}})
    assert exact.text() == "abb\n"


def test_replace_all_text_reaches_cells_and_all_tabs_unless_told() -> None:
    """tabsCriteria left out means all tabs, unlike a location without a tabId; a tab named twice is searched once."""
    bench = Bench("x")
    made = bench.send({"addDocumentTab": {"tabProperties": {"title": "Notes"}}})["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
    bench.send(table(1, 1, 1), insert(5, "x"), insert(1, "x", tabId=made))
    asked = {"containsText": {"text": "x"}, "replaceText": "xy"}
    assert bench.send({"replaceAllText": {**asked, "tabsCriteria": {"tabIds": [made, made]}}})["replies"][0]["replaceAllText"] == {
        "occurrencesChanged": 1}
    assert bench.send({"replaceAllText": asked})["replies"][0]["replaceAllText"]["occurrencesChanged"] == 3
    assert bench.cell_texts() == [["xy\n"]]


@pytest.mark.parametrize("keeps", [True, False])
def test_a_named_range_over_replaced_text_is_a_switch(keeps: bool) -> None:
    """It covers the new text, or vanishes with the old."""
    bench = Bench("an old word", replaced_text_keeps_named_range=keeps)
    bench.send(name("n", 4, 7), {"replaceAllText": {"containsText": {"text": "old"}, "replaceText": "newer"}})
    assert bench.ranges() == ({"n": [(4, 9)]} if keeps else {})
