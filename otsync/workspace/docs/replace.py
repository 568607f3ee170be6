"""replaceAllText: in every segment of the tabs asked for, within paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from otsync.workspace.docs.edit import delete_range, inherited_style, insert_text
from otsync.workspace.docs.editor import Editor, TabEditor
from otsync.workspace.docs.geometry import Refusal, Spot, paragraphs
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.text import clean, units

CHIP = "\ue907"


def _pattern(criteria: Json) -> re.Pattern[str]:
    text = criteria.get("text", "")
    if not text:
        raise Refusal("The text to replace must be specified.")
    flags = 0 if criteria.get("matchCase") else re.IGNORECASE
    try:
        return re.compile(text if criteria.get("searchByRegex") else re.escape(text), flags)
    except re.error as error:
        raise Refusal(f"Invalid regular expression: {error}.") from error


def _matches(spot: Spot, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, Json]]:
    """(index, width, text style) of each match in one paragraph; a chip is a character that nothing matches, as wide as it is."""
    paragraph = spot.paragraph
    assert paragraph is not None
    text = "".join(inline.text if inline.text is not None else CHIP * inline.width for inline in paragraph.inlines)
    for found in pattern.finditer(text.removesuffix("\n")):
        if found[0] and CHIP not in found[0]:
            start = units(text[: found.start()])
            yield spot.start + start, units(found[0]), inherited_style(paragraph, start + 1)


def _replace(tab: TabEditor, segment_id: str, pattern: re.Pattern[str], text: str) -> int:
    segment = tab.segment(segment_id)
    found = [match for spot in paragraphs(segment, 0, segment.width) for match in _matches(spot, pattern)]
    for start, length, style in reversed(found):
        pieces, edges = list(tab.ranges.pieces), [(piece.start, piece.end) for piece in tab.ranges.pieces]
        insert_text(tab, segment, start + length, text, style)
        delete_range(tab, segment, start, start + length)
        if tab.switches.replaced_text_keeps_named_range:
            tab.ranges.pieces = pieces
            for piece, (first, last) in zip(pieces, edges, strict=True):
                piece.start, piece.end = first, last
            tab.ranges.replaced(segment_id, start, start + length, units(text))
    return len(found)


def replace_all_text(editor: Editor, asked: Json) -> Json:
    pattern = _pattern(asked.get("containsText", {}))
    text = clean(asked.get("replaceText", ""))
    changed = sum(
        _replace(tab, segment_id, pattern, text)
        for tab in editor.tabs_matching(asked.get("tabsCriteria"))
        for segment_id in tab.segment_ids()
    )
    return {"replaceAllText": {"occurrencesChanged": changed} if changed else {}}
