"""A Doc as plain text and Markdown, as Drive exports it: every tab, with its title when there is more than one.

Nothing that is only suggested is in an export.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from otsync.workspace.context import Switches
from otsync.workspace.docs import store
from otsync.workspace.docs.editor import Editor, walk_tabs
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.suggestions import preview

HEADINGS = {"TITLE": 1, "SUBTITLE": 2, **{f"HEADING_{level}": level for level in range(1, 7)}}
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Span:
    """A piece of a paragraph as it is shown: its text, its text style, and where it links to."""

    text: str
    style: Json
    url: str = ""


def export_tabs(tx: sqlite3.Connection, file_id: str) -> list[Json]:
    """The tabs in the order people see, without suggestions."""
    doc = store.read(tx, file_id)
    preview(Editor(file_id, doc.tabs, doc.minted, Switches()), accepted=False)
    return [tab for _, tab in walk_tabs(doc.tabs)]


def spans(paragraph: Json) -> Iterator[Span]:
    """What a paragraph shows: text, and for chips the words on them. Its newline is not part of it."""
    for element in paragraph.get("elements", []):
        if "textRun" in element:
            run = element["textRun"]
            text = run.get("content", "").replace("\n", "").replace("\u000b", "\n").replace("\ue907", "")
            style = run.get("textStyle", {})
            if text:
                yield Span(text, style, style.get("link", {}).get("url", ""))
        elif "person" in element:
            person = element["person"].get("personProperties", {})
            yield Span(person.get("name") or person.get("email", ""), {}, f"mailto:{person['email']}" if person.get("email") else "")
        elif "dateElement" in element:
            yield Span(element["dateElement"].get("dateElementProperties", {}).get("displayText", ""), {})
        elif "richLink" in element:
            link = element["richLink"].get("richLinkProperties", {})
            yield Span(link.get("title") or link.get("uri", ""), {}, link.get("uri", ""))
        elif "dropdown" in element:
            yield Span(element["dropdown"].get("dropdownProperties", {}).get("displayValue", ""), {})


def plain(paragraph: Json) -> str:
    return "".join(span.text for span in spans(paragraph))


class Counter:
    """Numbers of list items, per list and level."""

    def __init__(self, lists: Json) -> None:
        self.lists = lists
        self._seen: dict[str, list[int]] = {}

    def level(self, bullet: Json) -> Json:
        levels = self.lists.get(bullet.get("listId", ""), {}).get("listProperties", {}).get("nestingLevels", [])
        depth = bullet.get("nestingLevel", 0)
        found: Json = levels[depth] if depth < len(levels) else {}
        return found

    def numbered(self, bullet: Json) -> bool:
        return self.level(bullet).get("glyphType", "GLYPH_TYPE_UNSPECIFIED") not in ("GLYPH_TYPE_UNSPECIFIED", "NONE")

    def marker(self, bullet: Json) -> str:
        """The item's bullet or number, as it is shown."""
        depth = bullet.get("nestingLevel", 0)
        seen = self._seen.setdefault(bullet.get("listId", ""), [0] * 9)
        seen[depth] += 1
        seen[depth + 1 :] = [0] * (8 - depth)
        if not self.numbered(bullet):
            return "*"
        level = self.level(bullet)
        kind = level.get("glyphType", "")
        return re.sub(r"%(\d)", lambda found: _glyph(kind, max(seen[int(found[1])], 1)), level.get("glyphFormat", "%0."))


def _glyph(kind: str, number: int) -> str:
    if kind in ("ALPHA", "UPPER_ALPHA"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif kind in ("ROMAN", "UPPER_ROMAN"):
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
    elif kind == "ZERO_DECIMAL":
        text = f"{number:02d}"
    else:
        text = str(number)
    return text.upper() if kind.startswith("UPPER") else text


def to_text(tx: sqlite3.Connection, file_id: str) -> str:
    """Plain text as Drive gives it: a byte order mark, CRLF, cells parted by tabs."""
    tabs = export_tabs(tx, file_id)
    lines: list[str] = []
    for tab in tabs:
        if len(tabs) > 1:
            lines += [tab["tabProperties"].get("title", ""), ""]
        content = tab.get("documentTab", {})
        lines += _text(content.get("body", {}).get("content", []), Counter(content.get("lists", {})))
    return "\ufeff" + "\r\n".join(lines).replace("\r\n", "\n").replace("\n", "\r\n")


def _text(content: list[Json], counter: Counter) -> Iterator[str]:
    for block in content:
        if "paragraph" in block:
            bullet = block["paragraph"].get("bullet")
            lead = "" if bullet is None else "   " * bullet.get("nestingLevel", 0) + counter.marker(bullet) + " "
            yield lead + plain(block["paragraph"])
        elif "table" in block:
            for row in block["table"].get("tableRows", []):
                yield "\t".join(" ".join(_text(cell.get("content", []), counter)) for cell in row.get("tableCells", []))


def to_markdown(tx: sqlite3.Connection, file_id: str) -> str:
    """Markdown: headings, emphasis, links, nested lists and pipe tables; the first row of a table is its head."""
    tabs = export_tabs(tx, file_id)
    text, in_list = "", False
    for tab in tabs:
        content = tab.get("documentTab", {})
        head = [("# " + _escaped(tab["tabProperties"].get("title", "")), False)] if len(tabs) > 1 else []
        for part, item in [*head, *_markdown(content.get("body", {}).get("content", []), Counter(content.get("lists", {})))]:
            text += ("" if not text else "\n" if item and in_list else "\n\n") + part
            in_list = item
    return text + "\n"


def _markdown(content: list[Json], counter: Counter) -> Iterator[tuple[str, bool]]:
    """Blocks of Markdown, and whether each is an item of a list."""
    for block in content:
        if "paragraph" in block:
            paragraph = block["paragraph"]
            text = _inline(paragraph).replace("\n", "  \n")
            bullet = paragraph.get("bullet")
            level = HEADINGS.get(paragraph.get("paragraphStyle", {}).get("namedStyleType", ""))
            if bullet is not None:
                marker = "1." if counter.numbered(bullet) else "*"
                yield "   " * bullet.get("nestingLevel", 0) + marker + " " + text, True
            elif text.strip():
                yield f"{'#' * level} {text}" if level else text, False
        elif "table" in block:
            yield _pipes(block["table"]), False


def _pipes(table: Json) -> str:
    rows = [[_cell(cell) for cell in row.get("tableCells", [])] for row in table.get("tableRows", [])]
    width = max((len(row) for row in rows), default=0)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([*lines[:1], "| " + " | ".join([":---"] * width) + " |", *lines[1:]])


def _cell(cell: Json) -> str:
    texts: list[str] = []
    for block in cell.get("content", []):
        if "paragraph" in block:
            texts.append(_inline(block["paragraph"]).replace("\n", "<br>"))
        elif "table" in block:
            texts += [" ".join(_cell(inner) for inner in row.get("tableCells", [])) for row in block["table"].get("tableRows", [])]
    return "<br>".join(texts).strip()


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _inline(paragraph: Json) -> str:
    text = ""
    for span in spans(paragraph):
        core = span.text.strip(" ")
        if not core:
            text += span.text
            continue
        lead, tail = span.text[: len(span.text) - len(span.text.lstrip(" "))], span.text[len(span.text.rstrip(" ")) :]
        marked = _escaped(core)
        for name, mark in (("strikethrough", "~~"), ("italic", "*"), ("bold", "**")):
            if span.style.get(name):
                marked = mark + marked + mark
        text += lead + (f"[{marked}]({span.url})" if span.url else marked) + tail
    return text
