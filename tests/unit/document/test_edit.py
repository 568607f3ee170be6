"""The least change to a cell's text: what stays keeps its look, what is new says what it should."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.caseload.values import folded_as_typed
from otsync.document.body import TableCell, tabs_of
from otsync.document.edit import changes, clean, edit_requests, split, units

Json = dict[str, Any]
WORDS = st.sampled_from(["a", "be", "Peanut", "é", "e\u0301", "🦈", "👩\u200d🏫", "שלום", "\u0301", "12", "水", "“x”", "it's"])
SPACES = st.sampled_from([" ", "  ", "\n", " \n", "\t"])
TEXT = st.lists(st.one_of(WORDS, SPACES), max_size=14).map("".join)


def cell_of(text: str, start: int = 7) -> TableCell:
    """A cell of plain paragraphs, as documents.get shows it."""
    content, at = [], start
    for line in text.split("\n"):
        end = at + units(line) + 1
        run = {"startIndex": at, "endIndex": end, "textRun": {"content": line + "\n", "textStyle": {}}}
        content.append({"startIndex": at, "endIndex": end, "paragraph": {"elements": [run]}})
        at = end
    table = {"tableRows": [{"tableCells": [{"content": content, "startIndex": start - 1, "endIndex": at}]}]}
    return next(tabs_of({"body": {"content": [{"startIndex": start - 3, "table": table}]}})[0].tables()).rows[0][0]


def carry_out(requests: list[Json], text: str, start: int = 7) -> str:
    said = text.encode("utf-16-le")
    for request in requests:
        if "deleteContentRange" in request:
            span = request["deleteContentRange"]["range"]
            assert start <= span["startIndex"] < span["endIndex"] <= start + len(said) // 2
            said = said[: 2 * (span["startIndex"] - start)] + said[2 * (span["endIndex"] - start) :]
        else:
            at = 2 * (request["insertText"]["location"]["index"] - start)
            said = said[:at] + request["insertText"]["text"].encode("utf-16-le") + said[at:]
    return said.decode("utf-16-le")


@given(TEXT, TEXT)
def test_requests_give_the_new_text(old: str, new: str) -> None:
    """The requests turn the old text into the new one, in UTF-16 units, whatever stands in both."""
    assert folded_as_typed(carry_out(edit_requests(cell_of(old), new, None), old)) == folded_as_typed(new)


@given(TEXT)
def test_same_text_is_no_change(text: str) -> None:
    """A value that is there already asks for nothing."""
    assert edit_requests(cell_of(text), text, None) == []


def test_an_accent_of_its_own_is_no_chip() -> None:
    """A letter with an accent of its own takes two units like some chips; it is text all the same."""
    for text in ("ae\u0301 e\u0301", "e\u0301 ae\u0301 \xe9"):
        assert edit_requests(cell_of(text), text, None) == []


@given(TEXT)
def test_pieces_make_the_text(text: str) -> None:
    """Taken apart and put together again, a text is itself."""
    assert "".join(split(text)) == text


@given(st.lists(st.sampled_from("ab \n"), max_size=20), st.lists(st.sampled_from("ab \n"), max_size=20))
@settings(max_examples=200)
def test_what_stands_between_changes_is_the_same(old: list[str], new: list[str]) -> None:
    """The stretches are in order, and all else is equal in both."""
    at_old = at_new = 0
    for a, b, c, d in changes(old, new):
        assert old[at_old:a] == new[at_new:c]
        at_old, at_new = b, d
    assert old[at_old:] == new[at_new:]


def test_a_word_takes_the_place_and_the_look_of_the_old_one() -> None:
    """The new word goes in at the old one's end, where it takes its style, and then the old one goes."""
    old = "Peanut allergy, EpiPen Rm 12"
    assert edit_requests(cell_of(old, 10), "Peanut allergy, EpiPen Rm 14", "t.0") == [
        {"insertText": {"location": {"index": 38, "tabId": "t.0"}, "text": "14"}},
        {"deleteContentRange": {"range": {"startIndex": 36, "endIndex": 38, "tabId": "t.0"}}},
    ]


def test_words_between_two_changes_are_not_touched() -> None:
    """A change at the start and one at the end leave the middle alone."""
    requests = edit_requests(cell_of("Rm 12, EpiPen in the office, 30 min"), "Rm 14, EpiPen in the office, 45 min", None)
    assert [one["insertText"]["text"] for one in requests if "insertText" in one] == ["45", "14,"]


def test_a_line_that_goes_takes_its_own_line_end() -> None:
    """The paragraph behind it keeps its bullet, and so does the one before."""
    requests = edit_requests(cell_of("one\ntwo\nthree"), "one\nthree", None)
    assert requests == [{"deleteContentRange": {"range": {"startIndex": 11, "endIndex": 15}}}]


def test_autocorrected_words_stay_as_they_are() -> None:
    """Curly quotes that Docs put in are not straightened when another word changes."""
    requests = edit_requests(cell_of("“good” pencil, Rm 1"), '"good" pencil, Rm 2', None)
    assert [one["insertText"]["text"] for one in requests if "insertText" in one] == ["2"]


def test_a_chip_stays_where_its_words_stay() -> None:
    """A person chip beside a changed word is neither deleted nor retyped."""
    elements = [
        {"startIndex": 7, "endIndex": 8, "person": {"personProperties": {"name": "Kim Alvarez", "email": "k@example.org"}}},
        {"startIndex": 8, "endIndex": 16, "textRun": {"content": ", Smith\n", "textStyle": {}}},
    ]
    content = [{"startIndex": 7, "endIndex": 16, "paragraph": {"elements": elements}}]
    table = {"tableRows": [{"tableCells": [{"content": content, "startIndex": 6, "endIndex": 16}]}]}
    cell = next(tabs_of({"body": {"content": [{"startIndex": 4, "table": table}]}})[0].tables()).rows[0][0]
    assert cell.text == "Kim Alvarez, Smith"
    requests = edit_requests(cell, "Kim Alvarez, Jones", None)
    assert [one["deleteContentRange"]["range"] for one in requests if "deleteContentRange" in one] == [{"startIndex": 10, "endIndex": 15}]


def test_clean_keeps_what_google_keeps() -> None:
    """Control characters and the private use area are not sent; line breaks, tabs and emoji are."""
    assert clean("a\x00b\ue907c\r\nd\te🦈") == "abc\nd\te🦈"
