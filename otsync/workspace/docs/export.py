"""A Doc as Drive exports it: HTML made here; Markdown, plain text and PDF. Every tab, with its title when there is more than one.

Nothing that is only suggested is in an export. The HTML fetches nothing, and links lead only to web and mail addresses.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from otsync.workspace.context import Context, Switches
from otsync.workspace.docs import store
from otsync.workspace.docs.editor import Editor, walk_tabs
from otsync.workspace.docs.markers import Counter
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.suggestions import preview
from otsync.workspace.errors import not_implemented

HEADINGS = {"TITLE": "h1", "SUBTITLE": "h2", **{f"HEADING_{level}": f"h{level}" for level in range(1, 7)}}
_STYLE = (
    "body{font-family:Arial,sans-serif;font-size:11pt;line-height:1.15;max-width:468pt;margin:72pt auto}p{margin:0;min-height:1em}"
    "table{border-collapse:collapse;width:100%}td{border:1px solid #000;padding:5pt;vertical-align:top}"
    "@page{size:letter;margin:72pt}@media print{body{margin:0;max-width:none}}"
)
_SAFE = ("http://", "https://", "mailto:")
_ALIGN = {"CENTER": "center", "END": "right", "JUSTIFIED": "justify"}
_MARKS = (("bold", "b"), ("italic", "i"), ("underline", "u"), ("strikethrough", "s"))
_GLYPHS = {"ALPHA": "a", "UPPER_ALPHA": "A", "ROMAN": "i", "UPPER_ROMAN": "I"}
_CHIPS = {
    "person": ("personProperties", ("name", "email")),
    "dateElement": ("dateElementProperties", ("displayText",)),
    "richLink": ("richLinkProperties", ("title", "uri")),
    "dropdown": ("dropdownProperties", ("displayValue",)),
}


def _tabs(tx: sqlite3.Connection, file_id: str) -> Iterator[tuple[str, list[Json], Json]]:
    """Title (empty for an only tab), blocks and lists of each tab in the order people see, without suggestions."""
    doc = store.read(tx, file_id)
    preview(Editor(doc, Switches()), accepted=False)
    tabs = [tab for _, tab in walk_tabs(doc.tabs)]
    for tab in tabs:
        content = tab.get("documentTab", {})
        title = tab["tabProperties"].get("title", "") if len(tabs) > 1 else ""
        yield title, content.get("body", {}).get("content", []), content.get("lists", {})


def spans(paragraph: Json) -> Iterator[tuple[str, Json, str]]:
    """What a paragraph shows: (text, its style, where it links to); chips as the words on them. Its newline is not part of it."""
    for element in paragraph.get("elements", []):
        kind = next((kind for kind in _CHIPS if kind in element), "")
        if kind:
            part, names = _CHIPS[kind]
            shown = element[kind].get(part, {})
            text = next((shown[name] for name in names if shown.get(name)), "")
            yield text, {}, f"mailto:{shown['email']}" if kind == "person" and "email" in shown else shown.get("uri", "")
        elif "textRun" in element:
            style = element["textRun"].get("textStyle", {})
            text = element["textRun"].get("content", "").replace("\n", "").replace("\u000b", "\n").replace("\ue907", "")
            yield text, style, style.get("link", {}).get("url", "")


def _level(lists: Json, bullet: Json) -> Json:
    levels = lists.get(bullet.get("listId", ""), {}).get("listProperties", {}).get("nestingLevels", [])
    depth = bullet.get("nestingLevel", 0)
    found: Json = levels[depth] if depth < len(levels) else {}
    return found


def _numbered(level: Json) -> bool:
    return level.get("glyphType", "GLYPH_TYPE_UNSPECIFIED") not in ("GLYPH_TYPE_UNSPECIFIED", "NONE")


# HTML


def to_html(tx: sqlite3.Connection, file_id: str, ctx: Context | None = None) -> str:
    """One page with no scripts and nothing to fetch."""
    page = Element("html")
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "title").text = store.title(tx, file_id)
    SubElement(head, "style").text = _STYLE
    body = SubElement(page, "body")
    for title, blocks, lists in _tabs(tx, file_id):
        if title:
            SubElement(body, "h1").text = title
        _blocks(body, blocks, lists)
    return "<!DOCTYPE html>" + tostring(page, encoding="unicode", method="html")


def _blocks(parent: Element, blocks: list[Json], lists: Json) -> None:
    open_lists: list[Element] = []
    for block in blocks:
        paragraph: Json = block.get("paragraph", {})
        bullet = paragraph.get("bullet")
        depth = bullet.get("nestingLevel", 0) + 1 if bullet is not None else 0
        level = _level(lists, bullet or {})
        kind = "ol" if _numbered(level) else "ul"
        del open_lists[depth - 1 if 0 < depth <= len(open_lists) and open_lists[depth - 1].tag != kind else depth :]
        while len(open_lists) < depth:
            above = open_lists[-1] if open_lists else None
            made = SubElement(parent if above is None else above[-1] if len(above) else SubElement(above, "li"), kind)
            if _GLYPHS.get(level.get("glyphType", "")):
                made.set("type", _GLYPHS[level["glyphType"]])
            open_lists.append(made)
        if bullet is not None:
            _words(SubElement(open_lists[-1], "li"), paragraph)
        elif "paragraph" in block:
            style = paragraph.get("paragraphStyle", {})
            made = SubElement(parent, HEADINGS.get(style.get("namedStyleType", ""), "p"))
            if style.get("alignment") in _ALIGN:
                made.set("style", f"text-align:{_ALIGN[style['alignment']]}")
            _words(made, paragraph)
        elif "table" in block:
            rows = SubElement(SubElement(parent, "table"), "tbody")
            for row in block["table"].get("tableRows", []):
                _row(SubElement(rows, "tr"), row, lists)


def _row(parent: Element, row: Json, lists: Json) -> None:
    for cell in row.get("tableCells", []):
        made, style = SubElement(parent, "td"), cell.get("tableCellStyle", {})
        for name, attribute in (("rowSpan", "rowspan"), ("columnSpan", "colspan")):
            if style.get(name, 1) > 1:
                made.set(attribute, str(style[name]))
        if _colour(style.get("backgroundColor")):
            made.set("style", f"background-color:{_colour(style['backgroundColor'])}")
        _blocks(made, cell.get("content", []), lists)


def _colour(colour: Json | None) -> str:
    """An OptionalColor as #rrggbb; empty when it is transparent or not set."""
    rgb = ((colour or {}).get("color") or {}).get("rgbColor")
    return "" if rgb is None else "#" + "".join(f"{round(rgb.get(part, 0) * 255):02x}" for part in ("red", "green", "blue"))


def _words(parent: Element, paragraph: Json) -> None:
    for text, style, url in spans(paragraph):
        made = parent
        if url.startswith(_SAFE):
            made = SubElement(made, "a", href=url)
        for name, tag in _MARKS:
            if style.get(name) and not (name == "underline" and url):
                made = SubElement(made, tag)
        colours = [("color", _colour(style.get("foregroundColor"))), ("background-color", _colour(style.get("backgroundColor")))]
        if style.get("fontSize", {}).get("magnitude"):
            colours.append(("font-size", f"{style['fontSize']['magnitude']:g}pt"))
        look = ";".join(f"{name}:{value}" for name, value in colours if value)
        _put(SubElement(made, "span", style=look) if look and not url else made, text)


def _put(parent: Element, text: str) -> None:
    """Text at the end of an element, a soft line break as one."""
    for number, line in enumerate(text.split("\n")):
        if number:
            SubElement(parent, "br")
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + line
        else:
            parent.text = (parent.text or "") + line


# Markdown and PDF, by libraries that read the HTML


def to_markdown(tx: sqlite3.Connection, file_id: str, ctx: Context | None = None) -> str:
    """Headings, emphasis, links, nested lists and pipe tables; the first row of a table is its head."""
    from markdownify import markdownify  # slow to load

    body = to_html(tx, file_id).partition("</head>")[2]
    text: str = markdownify(body, heading_style="ATX", bullets="*", table_infer_header=True, escape_misc=True)
    return text.strip() + "\n"


def to_pdf(tx: sqlite3.Connection, file_id: str, ctx: Context | None = None) -> bytes:
    """US letter. 501 with a sentence where the system's own library of text layout is missing."""
    try:
        from weasyprint import HTML
    except OSError:
        raise not_implemented("export as PDF without Pango (on Debian: apt install libpangoft2-1.0-0 libharfbuzz-subset0)") from None
    made: bytes = HTML(string=to_html(tx, file_id), url_fetcher=_nothing).write_pdf(presentational_hints=True)
    return made


def _nothing(url: str) -> Any:
    raise ValueError(f"nothing is fetched for a PDF, {url[:100]} neither")


# Plain text


def to_text(tx: sqlite3.Connection, file_id: str, ctx: Context | None = None) -> str:
    """Plain text as Drive gives it: a byte order mark, CRLF, cells parted by tabs."""
    lines: list[str] = []
    for title, blocks, lists in _tabs(tx, file_id):
        lines += [title, ""] if title else []
        lines += _lines(blocks, Counter(lists))
    return "\ufeff" + "\r\n".join(line.replace("\n", "\r\n") for line in lines)


def _lines(blocks: list[Json], counter: Counter) -> Iterator[str]:
    for block in blocks:
        paragraph: Json = block.get("paragraph", {})
        bullet = paragraph.get("bullet")
        if "paragraph" in block:
            lead = ""
            if bullet is not None:
                sign = counter.marker(bullet)[0]
                lead = "   " * bullet.get("nestingLevel", 0) + (sign if _numbered(_level(counter.lists, bullet)) else "*") + " "
            yield lead + "".join(text for text, _, _ in spans(paragraph))
        for row in block.get("table", {}).get("tableRows", []):
            yield "\t".join(" ".join(_lines(cell.get("content", []), counter)) for cell in row.get("tableCells", []))
