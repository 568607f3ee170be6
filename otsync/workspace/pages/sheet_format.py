"""A cell's format as CSS: colours, type, alignment, wrapping, edges."""

from __future__ import annotations

from typing import Any

from . import colours
from .doc_style import font

Json = dict[str, Any]

_WIDTH = {
    "SOLID": "1px solid",
    "SOLID_MEDIUM": "2px solid",
    "SOLID_THICK": "3px solid",
    "DOTTED": "1px dotted",
    "DASHED": "1px dashed",
    "DOUBLE": "3px double",
}
_ACROSS = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
_DOWN = {"TOP": "top", "MIDDLE": "middle", "BOTTOM": "bottom"}


def text_css(style: Json) -> tuple[list[str], list[str]]:
    """CSS (light, dark) of a `TextFormat`."""
    css: list[str] = []
    if style.get("bold"):
        css.append("font-weight:700")
    if style.get("italic"):
        css.append("font-style:italic")
    marks = [word for key, word in (("underline", "underline"), ("strikethrough", "line-through")) if style.get(key)]
    if marks:
        css.append(f"text-decoration:{' '.join(marks)}")
    size = style.get("fontSize")
    if isinstance(size, int) and 0 < size <= 400 and size != 10:
        css += [f"font-size:{round(size * 1.3)}px", f"line-height:{round(size * 1.3 * 1.23)}px"]
    family = font(style.get("fontFamily"))
    if family and style.get("fontFamily") != "Arial":
        css.append(family)
    light, dark = colours.ink(colours.styled(style, "foregroundColor"))
    return css + light, dark


def cell_css(format_: Json) -> tuple[list[str], list[str]]:
    """CSS (light, dark) of a `CellFormat`, without what is Sheets' default."""
    css, dark = text_css(format_.get("textFormat") or {})
    light, at_night = colours.ground(colours.styled(format_, "backgroundColor"))
    css, dark = [*css, *light], [*dark, *at_night]
    if format_.get("horizontalAlignment") in _ACROSS:
        css.append(f"text-align:{_ACROSS[format_['horizontalAlignment']]}")
        css += ["font-variant-numeric:tabular-nums"] if format_["horizontalAlignment"] == "RIGHT" else []
    if format_.get("verticalAlignment") in ("TOP", "MIDDLE"):
        css.append(f"vertical-align:{_DOWN[format_['verticalAlignment']]}")
    for side in ("top", "right", "bottom", "left"):
        border = (format_.get("borders") or {}).get(side) or {}
        if border.get("style") in _WIDTH:
            shown, night = colours.line(colours.styled(border, "color"))
            css.append(f"border-{side}:{_WIDTH[border['style']]} {shown}")
            dark.append(f"border-{side}-color:{night}")
    angle = (format_.get("textRotation") or {}).get("angle")
    if (format_.get("textRotation") or {}).get("vertical") or (isinstance(angle, int) and abs(angle) == 90):
        css.append("writing-mode:vertical-rl")
    return css, dark


def wraps(format_: Json) -> str:
    """`wrap`, `clip` or `spill` (over empty neighbours)."""
    return {"WRAP": "wrap", "CLIP": "clip"}.get(str(format_.get("wrapStrategy")), "spill")
