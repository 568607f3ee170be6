"""Docs styles as CSS: text, paragraphs and table cells. Lengths are points, as Docs states them."""

from __future__ import annotations

import re
from typing import Any

from . import colours
from .markup import Styles

Json = dict[str, Any]

_FONT = re.compile(r"[A-Za-z0-9 _-]{1,60}")
_SERIF = frozenset({"Times New Roman", "Georgia", "Merriweather", "Playfair Display", "EB Garamond", "Lora", "Cambria", "Garamond"})
_MONO = frozenset({"Courier New", "Roboto Mono", "Consolas", "Source Code Pro", "Inconsolata"})
_DASH = {"DOT": "dotted", "DASH": "dashed"}
_ALIGN = {"START": "start", "CENTER": "center", "END": "end", "JUSTIFIED": "justify"}


class StyleBook:
    """The named styles of one tab: what "Normal text" and "Heading 2" mean in it."""

    def __init__(self, document_tab: Json, styles: Styles) -> None:
        self.styles = styles
        self._text: dict[str, Json] = {}
        self._paragraph: dict[str, Json] = {}
        for style in (document_tab.get("namedStyles") or {}).get("styles") or []:
            kind = str(style.get("namedStyleType"))
            self._text[kind] = style.get("textStyle") or {}
            self._paragraph[kind] = style.get("paragraphStyle") or {}

    def paragraph(self, style: Json, *, bulleted: bool = False, size: float | None = None) -> str | None:
        """The class of a paragraph, its named style and its own settings together; `size` in points where its text has another."""
        kind = str(style.get("namedStyleType") or "NORMAL_TEXT")
        text = {**self._text.get("NORMAL_TEXT", {}), **self._text.get(kind, {})}
        merged = {**self._paragraph.get("NORMAL_TEXT", {}), **self._paragraph.get(kind, {}), **style}
        if size:
            text["fontSize"] = {"magnitude": size, "unit": "PT"}
        light, dark = text_css(text)
        more_light, more_dark = paragraph_css(merged, bulleted=bulleted)
        return self.styles.name([*light, *more_light], [*dark, *more_dark])

    def text(self, style: Json) -> str | None:
        """The class of a run of text inside its paragraph."""
        return self.styles.name(*text_css(style))


def points(dimension: Json | None) -> float:
    """A `Dimension` in points; what is absent is 0."""
    return float((dimension or {}).get("magnitude") or 0.0)


def number(value: float) -> str:
    """A CSS number without trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_css(style: Json) -> tuple[list[str], list[str]]:
    """CSS (light, dark) of a Docs or Sheets text style; only what it sets."""
    css: list[str] = []
    if "bold" in style:
        css.append(f"font-weight:{700 if style['bold'] else 400}")
    weight = (style.get("weightedFontFamily") or {}).get("weight")
    if weight and not style.get("bold"):
        css.append(f"font-weight:{int(weight)}")
    if "italic" in style:
        css.append(f"font-style:{'italic' if style['italic'] else 'normal'}")
    marks = [word for key, word in (("underline", "underline"), ("strikethrough", "line-through")) if style.get(key)]
    if marks or "underline" in style or "strikethrough" in style:
        css.append(f"text-decoration:{' '.join(marks) or 'none'}")
    if style.get("smallCaps"):
        css.append("font-variant-caps:small-caps")
    if style.get("fontSize"):
        css.append(f"font-size:{number(points(style['fontSize']))}pt")
    shift = {"SUPERSCRIPT": "super", "SUBSCRIPT": "sub"}.get(str(style.get("baselineOffset")))
    if shift:
        css += [f"vertical-align:{shift}", *([] if style.get("fontSize") else ["font-size:0.7em"])]
    family = font((style.get("weightedFontFamily") or {}).get("fontFamily"))
    if family:
        css.append(family)
    light, dark = colours.ink(colours.optional(style.get("foregroundColor")))
    back_light, back_dark = colours.ground(colours.optional(style.get("backgroundColor")))
    return [*css, *light, *back_light], [*dark, *back_dark]


def font(name: object) -> str | None:
    """A font-family declaration with system fonts behind the named one; nothing is ever fetched."""
    if not isinstance(name, str) or _FONT.fullmatch(name) is None:
        return None
    behind = "Georgia,serif" if name in _SERIF else "ui-monospace,monospace" if name in _MONO else "Arial,'Liberation Sans',sans-serif"
    return f"font-family:'{name}',{behind}"


def paragraph_css(style: Json, *, bulleted: bool) -> tuple[list[str], list[str]]:
    """CSS (light, dark) of a paragraph style. Of a list item the indents are left to the list."""
    css: list[str] = []
    if style.get("alignment") in _ALIGN:
        css.append(f"text-align:{_ALIGN[style['alignment']]}")
    if style.get("lineSpacing"):
        css.append(f"line-height:{number(float(style['lineSpacing']) / 100 * 1.2)}")
    for key, prop in (("spaceAbove", "margin-top"), ("spaceBelow", "margin-bottom")):
        if style.get(key) is not None:
            css.append(f"{prop}:{number(points(style[key]))}pt")
    if not bulleted:
        start = points(style.get("indentStart"))
        first = points(style.get("indentFirstLine"))
        if start:
            css.append(f"padding-inline-start:{number(start)}pt")
        if first != start:
            css.append(f"text-indent:{number(first - start)}pt")
    if points(style.get("indentEnd")):
        css.append(f"padding-inline-end:{number(points(style['indentEnd']))}pt")
    if style.get("direction") == "RIGHT_TO_LEFT":
        css.append("direction:rtl")
    light, dark = colours.ground(colours.optional((style.get("shading") or {}).get("backgroundColor")))
    for side in ("Top", "Right", "Bottom", "Left"):
        edge_light, edge_dark = border_css(style.get(f"border{side}"), side.lower())
        css += edge_light
        dark = [*dark, *edge_dark]
    return [*css, *light], dark


def border_css(border: Json | None, side: str, *, bare: bool = False) -> tuple[list[str], list[str]]:
    """CSS (light, dark) of one edge. `bare`: a table cell without a stated border has the thin line that Docs draws."""
    if border is None:
        return ([], []) if not bare else ([f"border-{side}:1px solid #a29c92"], [f"border-{side}-color:#6d685f"])
    width = points(border.get("width"))
    if width <= 0:
        return [f"border-{side}:0"], []
    shown, at_night = colours.line(colours.optional(border.get("color")))
    style = _DASH.get(str(border.get("dashStyle")), "solid")
    return [f"border-{side}:{number(max(width, 0.75))}pt {style} {shown}"], [f"border-{side}-color:{at_night}"]


def cell_css(style: Json) -> tuple[list[str], list[str]]:
    """CSS (light, dark) of a table cell: tint, edges, padding, alignment."""
    light, dark = colours.ground(colours.optional(style.get("backgroundColor")))
    light, dark = list(light), list(dark)
    for side in ("Top", "Right", "Bottom", "Left"):
        edge_light, edge_dark = border_css(style.get(f"border{side}"), side.lower(), bare=True)
        light += edge_light
        dark += edge_dark
        padding = style.get(f"padding{side}")
        light.append(f"padding-{side.lower()}:{number(points(padding) if padding is not None else 5)}pt")
    align = {"MIDDLE": "middle", "BOTTOM": "bottom"}.get(str(style.get("contentAlignment")))
    if align:
        light.append(f"vertical-align:{align}")
    return light, dark
