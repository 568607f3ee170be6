"""A Doc as HTML: one page with no scripts and nothing to fetch, every word escaped, links only to web and mail addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from html import escape

from otsync.workspace.docs import store
from otsync.workspace.docs.export import HEADINGS, Counter, Span, export_tabs, spans
from otsync.workspace.docs.model import Json

_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><style>'
    "body{{font-family:Arial,sans-serif;font-size:11pt;line-height:1.15;max-width:468pt;margin:72pt auto}}p{{margin:0;min-height:1em}}"
    "table{{border-collapse:collapse;width:100%}}td{{border:1px solid #000;padding:5pt;vertical-align:top}}"
    "</style></head><body>{body}</body></html>"
)
_SAFE = ("http://", "https://", "mailto:")
_ALIGN = {"CENTER": "center", "END": "right", "JUSTIFIED": "justify"}


def css_colour(colour: Json | None) -> str:
    """An OptionalColor as #rrggbb; empty when it is transparent or not set."""
    rgb = ((colour or {}).get("color") or {}).get("rgbColor")
    if rgb is None:
        return ""
    return "#" + "".join(f"{round(rgb.get(part, 0) * 255):02x}" for part in ("red", "green", "blue"))


def to_html(tx: sqlite3.Connection, file_id: str) -> str:
    tabs = export_tabs(tx, file_id)
    parts: list[str] = []
    for tab in tabs:
        if len(tabs) > 1:
            parts.append(f"<h1>{escape(tab['tabProperties'].get('title', ''))}</h1>")
        content = tab.get("documentTab", {})
        parts += _blocks(content.get("body", {}).get("content", []), Counter(content.get("lists", {})))
    return _PAGE.format(title=escape(store.title(tx, file_id)), body="".join(parts))


def _blocks(content: list[Json], counter: Counter) -> Iterator[str]:
    open_lists: list[str] = []
    for block in content:
        paragraph = block.get("paragraph")
        bullet = None if paragraph is None else paragraph.get("bullet")
        depth = 0 if bullet is None else bullet.get("nestingLevel", 0) + 1
        kind = "" if bullet is None else ("ol" if counter.numbered(bullet) else "ul")
        while len(open_lists) > depth or (open_lists and len(open_lists) == depth and open_lists[-1] != kind):
            yield f"</{open_lists.pop()}>"
        while len(open_lists) < depth:
            open_lists.append(kind)
            yield f"<{kind}>"
        if paragraph is not None:
            yield _paragraph(paragraph, "li" if bullet is not None else "")
        elif "table" in block:
            yield "<table>" + "".join(_row(row, counter) for row in block["table"].get("tableRows", [])) + "</table>"
    yield from (f"</{kind}>" for kind in reversed(open_lists))


def _paragraph(paragraph: Json, tag: str) -> str:
    style = paragraph.get("paragraphStyle", {})
    level = HEADINGS.get(style.get("namedStyleType", ""))
    name = tag or (f"h{level}" if level else "p")
    align = _ALIGN.get(style.get("alignment", ""), "")
    return f"<{name}{_style({'text-align': align})}>{''.join(_span(span) for span in spans(paragraph))}</{name}>"


def _row(row: Json, counter: Counter) -> str:
    cells = ""
    for cell in row.get("tableCells", []):
        style = cell.get("tableCellStyle", {})
        merged = "".join(f' {name}="{int(style[key])}"' for name, key in (("rowspan", "rowSpan"), ("colspan", "columnSpan"))
                         if style.get(key, 1) > 1)
        look = _style({"background-color": css_colour(style.get("backgroundColor"))})
        cells += f"<td{merged}{look}>{''.join(_blocks(cell.get('content', []), counter))}</td>"
    return f"<tr>{cells}</tr>"


def _style(declared: dict[str, str]) -> str:
    text = ";".join(f"{name}:{value}" for name, value in declared.items() if value)
    return f' style="{escape(text)}"' if text else ""


def _span(span: Span) -> str:
    text = escape(span.text).replace("\n", "<br>")
    style = span.style
    size = style.get("fontSize", {}).get("magnitude")
    lines = " ".join(word for word, name in (("underline", "underline"), ("line-through", "strikethrough")) if style.get(name))
    family = style.get("weightedFontFamily", {}).get("fontFamily", "")
    text_look = _style({
        "font-weight": "bold" if style.get("bold") else "",
        "font-style": "italic" if style.get("italic") else "",
        "text-decoration": lines,
        "color": css_colour(style.get("foregroundColor")),
        "background-color": css_colour(style.get("backgroundColor")),
        "font-size": f"{size:g}pt" if size else "",
        "font-family": "".join(char for char in family if char.isalnum() or char in " -"),
    })
    if text_look:
        text = f"<span{text_look}>{text}</span>"
    if span.url.lower().startswith(_SAFE):
        text = f'<a href="{escape(span.url)}">{text}</a>'
    return text
