"""Carry what stands in one cell to another: its words, text styles, links and lists, or nothing at all.

Docs has no request that moves a row. So a value is written again from what documents.get says of it, and only where all of it can be
said again: anything else (a chip, a picture, a footnote, a checklist, a suggestion, a soft line break) makes it stay where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from otsync.document.edit import clean, units

Json = dict[str, Any]

TEXT_STYLE = (
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "smallCaps",
    "backgroundColor",
    "foregroundColor",
    "fontSize",
    "weightedFontFamily",
    "baselineOffset",
    "link",
)
PARAGRAPH_STYLE = (
    *("namedStyleType", "alignment", "lineSpacing", "direction", "spacingMode", "spaceAbove", "spaceBelow"),
    *("borderBetween", "borderTop", "borderBottom", "borderLeft", "borderRight"),
    *("indentFirstLine", "indentStart", "indentEnd"),
    *("keepLinesTogether", "keepWithNext", "avoidWidowAndOrphan", "shading", "pageBreakBefore"),
)

_DISC, _CIRCLE, _SQUARE = "●", "○", "■"
_SYMBOLS = {
    "BULLET_DISC_CIRCLE_SQUARE": (_DISC, _CIRCLE, _SQUARE),
    "BULLET_DIAMONDX_ARROW3D_SQUARE": ("❖", "➢", _SQUARE),
    "BULLET_ARROW_DIAMOND_DISC": ("➔", "◆", _DISC),
    "BULLET_STAR_CIRCLE_SQUARE": ("★", _CIRCLE, _SQUARE),
    "BULLET_ARROW3D_CIRCLE_SQUARE": ("➢", _CIRCLE, _SQUARE),
    "BULLET_LEFTTRIANGLE_DIAMOND_DISC": ("◀", "◆", _DISC),
}
_NUMBERS = {
    "NUMBERED_DECIMAL_ALPHA_ROMAN": (("DECIMAL", "ALPHA", "ROMAN"), "."),
    "NUMBERED_DECIMAL_ALPHA_ROMAN_PARENS": (("DECIMAL", "ALPHA", "ROMAN"), ")"),
    "NUMBERED_UPPERALPHA_ALPHA_ROMAN": (("UPPER_ALPHA", "ALPHA", "ROMAN"), "."),
    "NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL": (("UPPER_ROMAN", "UPPER_ALPHA", "DECIMAL"), "."),
}
"""The presets of createParagraphBullets (Docs v1, BulletGlyphPreset) whose levels read back as what they are; a checklist's do not."""


def carry_requests(content: Sequence[Mapping[str, Any]], lists: Mapping[str, Any], at: int, tab: str) -> list[Json] | None:
    """Requests that write `content` (the content of a TableCell) into an empty cell whose text begins at `at`; None where it cannot all
    be carried. `lists`: the tab's lists, by id."""
    paragraphs = [element.get("paragraph") for element in content]
    if not all(paragraph is not None and _whole(paragraph) for paragraph in paragraphs):
        return None
    known = [paragraph for paragraph in paragraphs if paragraph is not None]
    presets = [_preset(paragraph, lists) for paragraph in known]
    if None in presets:
        return None
    for before, after in zip(range(len(known)), range(1, len(known)), strict=False):
        # Google joins a new list to one of the same look right above it: two lists would become one.
        if presets[after] and presets[before] == presets[after] and _list_id(known[before]) != _list_id(known[after]):
            return None
    texts = [_text(paragraph) for paragraph in known]
    tabs = ["\t" * _level(paragraph) for paragraph in known]
    if any(_list_id(paragraph) and text.startswith("\t") for paragraph, text in zip(known, texts, strict=True)):
        return None
    joined = "\n".join(lead + text for lead, text in zip(tabs, texts, strict=True))
    if clean(joined) != joined or "\x0b" in joined:
        return None
    requests: list[Json] = []
    if joined:
        requests.append({"insertText": {"location": {"index": at, "tabId": tab}, "text": joined}})
    requests += _bullets(known, presets, texts, tabs, at, tab)
    return requests + _styles(known, texts, at, tab)


def _bullets(
    known: Sequence[Mapping[str, Any]], presets: Sequence[str | None], texts: Sequence[str], tabs: Sequence[str], at: int, tab: str
) -> list[Json]:
    """Lists from the last to the first: making one takes its leading tabs out, which moves what follows."""
    starts = [at]
    for lead, text in zip(tabs, texts, strict=True):
        starts.append(starts[-1] + units(lead + text) + 1)
    requests: list[Json] = []
    last = len(known)
    while last:
        first = last - 1
        while first and _list_id(known[first]) and _list_id(known[first - 1]) == _list_id(known[first]):
            first -= 1
        if _list_id(known[first]):
            where = {"startIndex": starts[first], "endIndex": starts[last], "tabId": tab}
            requests.append({"createParagraphBullets": {"range": where, "bulletPreset": presets[first]}})
        last = first
    return requests


def _styles(known: Sequence[Mapping[str, Any]], texts: Sequence[str], at: int, tab: str) -> list[Json]:
    requests: list[Json] = []
    for paragraph, text in zip(known, texts, strict=True):
        end = at + units(text) + 1
        style = {key: value for key, value in paragraph.get("paragraphStyle", {}).items() if key in PARAGRAPH_STYLE}
        if style:
            where = {"startIndex": at, "endIndex": end, "tabId": tab}
            requests.append({"updateParagraphStyle": {"range": where, "paragraphStyle": style, "fields": ",".join(style)}})
        start = at
        for element in paragraph.get("elements", []):
            run = element["textRun"]
            width = units(run.get("content", ""))
            where = {"startIndex": start, "endIndex": start + width, "tabId": tab}
            requests.append({"updateTextStyle": {"range": where, "textStyle": run.get("textStyle", {}), "fields": ",".join(TEXT_STYLE)}})
            start += width
        at = end
    return requests


def _whole(paragraph: Mapping[str, Any]) -> bool:
    """Nothing in it but text runs of styles that can be written again."""
    if set(paragraph) - {"elements", "paragraphStyle", "bullet"}:
        return False
    style = paragraph.get("paragraphStyle", {})
    if set(style) - {*PARAGRAPH_STYLE} or style.get("namedStyleType", "NORMAL_TEXT") != "NORMAL_TEXT":
        return False
    if set(paragraph.get("bullet", {})) - {"listId", "nestingLevel", "textStyle"}:
        return False
    for element in paragraph.get("elements", []):
        run = element.get("textRun")
        if run is None or set(run) - {"content", "textStyle"} or set(run.get("textStyle", {})) - {*TEXT_STYLE}:
            return False
        if "link" in run.get("textStyle", {}) and set(run["textStyle"]["link"]) != {"url"}:
            return False
    return True


def _text(paragraph: Mapping[str, Any]) -> str:
    return "".join(element["textRun"].get("content", "") for element in paragraph.get("elements", [])).removesuffix("\n")


def _list_id(paragraph: Mapping[str, Any]) -> str:
    return str(paragraph.get("bullet", {}).get("listId", ""))


def _level(paragraph: Mapping[str, Any]) -> int:
    return int(paragraph.get("bullet", {}).get("nestingLevel", 0))


def _preset(paragraph: Mapping[str, Any], lists: Mapping[str, Any]) -> str | None:
    """The preset that makes this paragraph's list; empty: it is in none; None: no preset makes it."""
    if not _list_id(paragraph):
        return ""
    levels = lists.get(_list_id(paragraph), {}).get("listProperties", {}).get("nestingLevels", [])
    if not levels or any(level.get("startNumber", 1) not in (0, 1) for level in levels):
        return None
    symbols = [level.get("glyphSymbol") for level in levels]
    for preset, wanted in _SYMBOLS.items():
        if symbols == [wanted[at % 3] for at in range(len(levels))]:
            return preset
    glyphs = [(level.get("glyphType"), level.get("glyphFormat")) for level in levels]
    for preset, (types, end) in _NUMBERS.items():
        if glyphs == [(types[at % 3], f"%{at}{end}") for at in range(len(levels))]:
            return preset
    return None
