"""Bulleted and numbered lists."""

from __future__ import annotations

from otsync.workspace.docs.defaults import points
from otsync.workspace.docs.edit import consolidate, split
from otsync.workspace.docs.editor import Editor, TabEditor
from otsync.workspace.docs.geometry import Refusal, Spot, paragraphs
from otsync.workspace.docs.model import Json, Paragraph, Segment
from otsync.workspace.docs.styles import PARAGRAPH_ORDER

LEVELS = 9
INDENT = 36.0
_DISC, _CIRCLE, _SQUARE, _DIAMONDX, _ARROW3D, _ARROW, _DIAMOND = "●", "○", "■", "❖", "➢", "➔", "◆"
_STAR, _LEFTTRIANGLE, _HOLLOW, _BOX = "★", "◀", "◇", "☐"
_SYMBOLS = {
    "BULLET_DISC_CIRCLE_SQUARE": (_DISC, _CIRCLE, _SQUARE),
    "BULLET_DIAMONDX_ARROW3D_SQUARE": (_DIAMONDX, _ARROW3D, _SQUARE),
    "BULLET_CHECKBOX": (_BOX, _BOX, _BOX),
    "BULLET_ARROW_DIAMOND_DISC": (_ARROW, _DIAMOND, _DISC),
    "BULLET_STAR_CIRCLE_SQUARE": (_STAR, _CIRCLE, _SQUARE),
    "BULLET_ARROW3D_CIRCLE_SQUARE": (_ARROW3D, _CIRCLE, _SQUARE),
    "BULLET_LEFTTRIANGLE_DIAMOND_DISC": (_LEFTTRIANGLE, _DIAMOND, _DISC),
    "BULLET_DIAMONDX_HOLLOWDIAMOND_SQUARE": (_DIAMONDX, _HOLLOW, _SQUARE),
    "BULLET_DIAMOND_CIRCLE_SQUARE": (_DIAMOND, _CIRCLE, _SQUARE),
}
_NUMBERS = {
    "NUMBERED_DECIMAL_ALPHA_ROMAN": (("DECIMAL", "ALPHA", "ROMAN"), "."),
    "NUMBERED_DECIMAL_ALPHA_ROMAN_PARENS": (("DECIMAL", "ALPHA", "ROMAN"), ")"),
    "NUMBERED_DECIMAL_NESTED": (("DECIMAL", "DECIMAL", "DECIMAL"), "."),
    "NUMBERED_UPPERALPHA_ALPHA_ROMAN": (("UPPER_ALPHA", "ALPHA", "ROMAN"), "."),
    "NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL": (("UPPER_ROMAN", "UPPER_ALPHA", "DECIMAL"), "."),
    "NUMBERED_ZERODECIMAL_ALPHA_ROMAN": (("ZERO_DECIMAL", "ALPHA", "ROMAN"), "."),
}


def _level(preset: str, level: int) -> Json:
    made: Json = {"bulletAlignment": "START"}
    if preset in _SYMBOLS:
        # A checklist reads back with no glyph at all: neither its box nor whether it is ticked can be seen.
        if preset == "BULLET_CHECKBOX":
            made |= {"glyphType": "GLYPH_TYPE_UNSPECIFIED", "glyphFormat": f"%{level}"}
        else:
            made |= {"glyphSymbol": _SYMBOLS[preset][level % 3], "glyphFormat": f"%{level}"}
    else:
        glyphs, end = _NUMBERS[preset]
        nested = preset == "NUMBERED_DECIMAL_NESTED"
        shown = "".join(f"%{depth}{end}" for depth in range(level + 1)) if nested else f"%{level}{end}"
        made |= {"glyphType": glyphs[level % 3], "glyphFormat": shown}
    made |= {"indentFirstLine": points(INDENT * (level + 1) - 18), "indentStart": points(INDENT * (level + 1))}
    made["textStyle"] = {"underline": False}
    if preset in _NUMBERS:
        made["startNumber"] = 1
    return made


def list_properties(preset: str) -> Json:
    return {"listProperties": {"nestingLevels": [_level(preset, level) for level in range(LEVELS)]}}


def _glyphs(entry: Json) -> list[tuple[object, object, object]]:
    levels = entry.get("listProperties", {}).get("nestingLevels", [])
    return [(level.get("glyphType"), level.get("glyphSymbol"), level.get("glyphFormat")) for level in levels]


def _before(segment: Segment, spot: Spot) -> Json | None:
    """The bullet of the paragraph right before the spot's."""
    if spot.at == 0:
        return None
    block = spot.holder.blocks[spot.at - 1]
    bullet: Json | None = block.body.get("bullet") if isinstance(block, Paragraph) else None
    return bullet


def create_paragraph_bullets(editor: Editor, asked: Json) -> Json:
    """Leading tabs give the nesting level and are taken out, which moves what follows."""
    preset = asked.get("bulletPreset", "")
    if preset not in _SYMBOLS and preset not in _NUMBERS:
        raise Refusal("The bullet preset must be specified.")
    tab, segment, start, end = editor.styled_range(asked.get("range", {}))
    lists = tab.document.setdefault("lists", {})
    wanted = list_properties(preset)
    spots = paragraphs(segment, start, end)
    previous = _before(segment, spots[0]) if spots else None
    list_id = previous.get("listId") if previous is not None else None
    if list_id is None or _glyphs(lists.get(list_id, {})) != _glyphs(wanted):
        list_id = editor.mint("kix.")
        lists[list_id] = wanted
    for spot in reversed(spots):
        _bullet(tab, segment, spot, list_id)
    return {}


def _bullet(tab: TabEditor, segment: Segment, spot: Spot, list_id: str) -> None:
    paragraph = spot.paragraph
    assert paragraph is not None
    text = (paragraph.inlines[0].text or "") if paragraph.inlines else ""
    tabs = len(text) - len(text.lstrip("\t"))
    bullet: Json = {"listId": list_id}
    level = min(tabs, LEVELS - 1)
    if level:
        bullet["nestingLevel"] = level
    bullet["textStyle"] = paragraph.body.get("bullet", {}).get("textStyle", {})
    style = {**paragraph.style, "indentFirstLine": points(INDENT * (level + 1) - 18), "indentStart": points(INDENT * (level + 1))}
    _rewrite(paragraph, {key: style[key] for key in (*PARAGRAPH_ORDER, *style) if key in style}, bullet)
    if tabs:
        del paragraph.inlines[: split(paragraph, tabs)]
        paragraph.width -= tabs
        consolidate(paragraph)
        spot.grow(-tabs)
        tab.ranges.deleted(segment.segment_id, spot.start, spot.start + tabs)


def _rewrite(paragraph: Paragraph, style: Json, bullet: Json | None) -> None:
    body = {key: value for key, value in paragraph.body.items() if key != "bullet"}
    body["paragraphStyle"] = style
    if bullet is not None:
        body["bullet"] = bullet
    paragraph.node = {**paragraph.node, "paragraph": body}


def delete_paragraph_bullets(editor: Editor, asked: Json) -> Json:
    """Nested items keep their depth to the eye: it becomes an indent."""
    _, segment, start, end = editor.styled_range(asked.get("range", {}))
    for spot in paragraphs(segment, start, end):
        paragraph = spot.paragraph
        assert paragraph is not None
        bullet = paragraph.body.get("bullet")
        if bullet is None:
            continue
        style = {key: value for key, value in paragraph.style.items() if key not in ("indentFirstLine", "indentStart")}
        level = bullet.get("nestingLevel", 0)
        if level:
            style |= {"indentFirstLine": points(INDENT * level), "indentStart": points(INDENT * level)}
        _rewrite(paragraph, {key: style[key] for key in (*PARAGRAPH_ORDER, *style) if key in style}, None)
    return {}
