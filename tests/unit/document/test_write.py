"""The least change to a cell's text."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otsync.document.write import _replace, clean, common_ends

TEXT = st.text(alphabet=st.sampled_from("ab é🦈\u0301\u200d\nש."), max_size=20)


def carry_out(requests: list[dict[str, Any]], text: str, start: int) -> str:
    units = text.encode("utf-16-le")
    for request in requests:
        if "deleteContentRange" in request:
            span = request["deleteContentRange"]["range"]
            assert span["startIndex"] < span["endIndex"]
            units = units[: 2 * (span["startIndex"] - start)] + units[2 * (span["endIndex"] - start) :]
        else:
            at = 2 * (request["insertText"]["location"]["index"] - start)
            units = units[:at] + request["insertText"]["text"].encode("utf-16-le") + units[at:]
    return units.decode("utf-16-le")


@given(TEXT, TEXT)
def test_replace_gives_the_new_text(old: str, new: str) -> None:
    """The requests turn the old text into the new one, in UTF-16 units, whatever stands in both."""
    end = 7 + len(old.encode("utf-16-le")) // 2
    assert carry_out(_replace(old, new, 7, end, None, plain=True), old, 7) == new


@given(TEXT, TEXT)
def test_ends_do_not_overlap(old: str, new: str) -> None:
    """What both texts share is counted once."""
    head, tail = common_ends(old, new)
    assert head + tail <= min(len(old), len(new))
    assert old[:head] == new[:head]
    assert tail == 0 or old[-tail:] == new[-tail:]


def test_a_word_beside_the_change_is_not_touched() -> None:
    """Only the words that differ are taken out: a bold word or a link beside them stays."""
    requests = _replace("Peanut allergy, EpiPen Rm 12", "Peanut allergy, EpiPen Rm 14", 10, 38, "t.0", plain=True)
    assert requests == [
        {"deleteContentRange": {"range": {"startIndex": 36, "endIndex": 38, "tabId": "t.0"}}},
        {"insertText": {"location": {"index": 36, "tabId": "t.0"}, "text": "14"}},
    ]


def test_clean_keeps_what_google_keeps() -> None:
    """Control characters and the private use area are not sent; line breaks, tabs and emoji are."""
    assert clean("a\x00b\ue907c\r\nd\te🦈") == "abc\nd\te🦈"
