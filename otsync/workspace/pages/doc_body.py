"""The page of a Doc's tab: paragraphs, headings, lists and tables, in the order in which they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from otsync.workspace.docs.markers import Counter

from .desk import Json
from .doc_style import StyleBook, cell_css, number, points
from .doc_text import Writer, units
from .markup import Attr, Child, Styles, classes, join, tag

_TAGS = {"TITLE": "h2", "HEADING_1": "h2", "HEADING_2": "h3", "HEADING_3": "h4", "HEADING_4": "h5", "HEADING_5": "h6", "HEADING_6": "h6"}


_HEADING = re.compile(r"h\.[\w.-]{1,80}")


class Body:
    """One tab of a Doc as HTML. After `html` has run, `outline` holds its headings and `suggestions` the pending ones."""

    def __init__(self, document_tab: Json, styles: Styles, *, editable: bool) -> None:
        self._tab = document_tab
        self._styles = styles
        self._editable = editable
        self._book = StyleBook(document_tab, styles)
        self._writer = Writer(document_tab, self._book)
        self._counter = Counter(document_tab.get("lists") or {})
        self._count = 0
        self.outline: list[tuple[str, str, int]] = []

    @property
    def suggestions(self) -> set[str]:
        return self._writer.suggestions

    def html(self) -> Markup:
        """The sheet of paper: header, text, footnotes, footer. Only the text can be edited here."""
        style = self._tab.get("documentStyle") or {}
        text = self.content((self._tab.get("body") or {}).get("content") or [])
        return join(
            self._segment("headers", style.get("defaultHeaderId"), "running head"),
            text,
            self._footnotes(),
            self._segment("footers", style.get("defaultFooterId"), "running foot"),
        )

    def content(self, elements: Sequence[Json], *, editable: bool | None = None, label: str | None = None) -> Markup:
        """Structural elements; neighbouring items of a list stand in one list for screen readers."""
        able = self._editable if editable is None else editable
        parts: list[Child] = []
        items: list[Markup] = []

        def close() -> None:
            if items:
                parts.append(tag("div", {"role": "list", "class": "list"}, list(items)))
                items.clear()

        for n, element in enumerate(elements):
            if "paragraph" in element:
                shown = self._paragraph(element, editable=able, label=label)
                if "bullet" in element["paragraph"]:
                    items.append(shown)
                else:
                    close()
                    parts.append(shown)
                continue
            close()
            if "table" in element:
                parts.append(self._table(element, editable=able))
            elif "tableOfContents" in element:
                inside = self.content(element["tableOfContents"].get("content") or [], editable=False)
                parts.append(tag("nav", {"class": "toc", "aria-label": "Table of contents"}, inside))
            elif "sectionBreak" in element and n:
                parts.append(tag("hr", {"class": "section"}))
        close()
        return join(parts)

    def _paragraph(self, element: Json, *, editable: bool, label: str | None) -> Markup:
        paragraph = element["paragraph"]
        style = paragraph.get("paragraphStyle") or {}
        kind = str(style.get("namedStyleType") or "NORMAL_TEXT")
        start = int(element.get("startIndex") or 0)
        if paragraph.get("suggestedParagraphStyleChanges"):
            self.suggestions.update(paragraph["suggestedParagraphStyleChanges"])
        line = self._writer.line(paragraph)
        heading = style.get("headingId") if _HEADING.fullmatch(str(style.get("headingId"))) else None
        name = _TAGS.get(kind, "p")
        bullet = paragraph.get("bullet")
        attrs: dict[str, Attr] = {
            "id": heading or (f"p-{start}" if editable else None),
            "class": classes(
                "para",
                kind.lower().replace("_", "-") if kind != "NORMAL_TEXT" else None,
                self._book.paragraph(style, bulleted=bool(bullet), size=_size(paragraph)),
            ),
            "dir": "auto" if style.get("direction") != "RIGHT_TO_LEFT" else "rtl",
        }
        if editable:
            attrs |= {"data-start": start, "data-n": self._count, "data-label": label}
            self._count += 1
        if name != "p" and kind != "TITLE" and line != tag("br"):
            self.outline.append((str(attrs["id"] or ""), line.striptags(), int(name[1]) - 1))
        shown = tag(name, attrs, line)
        if bullet:
            shown = self._item(bullet, shown, paragraph)
        return shown

    def _item(self, bullet: Json, shown: Markup, paragraph: Json) -> Markup:
        marker, first, start = self._counter.marker(bullet)
        box = marker == "☐"
        if box and _struck(paragraph):
            marker = "☑"
        place = self._styles.name([f"padding-inline-start:{number(start)}pt"])
        size = self._styles.name(
            [f"width:{number(max(12.0, start - first))}pt", f"margin-inline-start:-{number(max(12.0, start - first))}pt"]
        )
        words = {"☐": "not done", "☑": "done"}.get(marker)
        sign = tag(
            "span",
            {
                "class": classes("marker", "box" if box else None, size),
                "aria-hidden": None if words else "true",
                "role": "img" if words else None,
                "aria-label": words,
            },
            marker,
        )
        return tag("div", {"role": "listitem", "class": classes("item", place)}, sign, shown)

    def _table(self, element: Json, *, editable: bool) -> Markup:
        table = element["table"]
        rows = table.get("tableRows") or []
        widths = _widths(table)
        total = sum(widths)
        cols = [tag("col", {"class": self._styles.name([f"width:{number(w / total * 100)}%"])}) for w in widths] if total else []
        covered: set[tuple[int, int]] = set()
        head: list[Markup] = []
        body: list[Markup] = []
        grid = _is_grid(rows)
        titles = [_plain(c) for c in rows[0].get("tableCells") or []] if rows and grid else []
        for r, row in enumerate(rows):
            pinned = bool((row.get("tableRowStyle") or {}).get("tableHeader"))
            shown = tag("tr", {"class": self._row_class(row)}, self._cells(r, row, covered, editable, pinned or (grid and r == 0), titles))
            (head if pinned and len(head) == r else body).append(shown)
        full = total >= 440 or not total
        name = classes("grid" if grid else "facts", self._styles.name([f"width:{number(total)}pt"]) if not full else None)
        ids = [*(table.get("suggestedInsertionIds") or []), *(table.get("suggestedDeletionIds") or [])]
        self.suggestions.update(ids)
        inner = tag(
            "table",
            {"class": name},
            tag("colgroup", None, cols) if cols else None,
            tag("thead", None, head) if head else None,
            tag("tbody", None, body),
        )
        return tag(
            "div", {"class": classes("tablebox", "suggested" if ids else None), "id": f"t-{int(element.get('startIndex') or 0)}"}, inner
        )

    def _row_class(self, row: Json) -> str | None:
        least = points((row.get("tableRowStyle") or {}).get("minRowHeight"))
        return self._styles.name([f"height:{number(least)}pt"]) if least else None

    def _cells(self, r: int, row: Json, covered: set[tuple[int, int]], editable: bool, heading: bool, titles: list[str]) -> list[Markup]:
        shown: list[Markup] = []
        before: str | None = None
        for c, cell in enumerate(row.get("tableCells") or []):
            if (r, c) in covered:
                continue
            style = cell.get("tableCellStyle") or {}
            down, across = max(1, int(style.get("rowSpan") or 1)), max(1, int(style.get("columnSpan") or 1))
            covered.update((r + y, c + x) for y in range(down) for x in range(across))
            content = cell.get("content") or []
            label = titles[c] if c < len(titles) and not heading else before
            words = _plain(cell)
            attrs: dict[str, Attr] = {
                "class": classes(self._styles.name(*cell_css(style)), "blank" if not words else None),
                "rowspan": down if down > 1 else None,
                "colspan": across if across > 1 else None,
                "scope": "col" if heading else None,
            }
            shown.append(tag("th" if heading else "td", attrs, self.content(content, editable=editable, label=label)))
            before = words.split("\n")[0] or None
        return shown

    def _segment(self, kind: str, key: object, name: str) -> Markup | None:
        found = (self._tab.get(kind) or {}).get(str(key)) if key else None
        content = (found or {}).get("content") or []
        return (
            tag("div", {"class": name}, self.content(content, editable=False)) if any(_plain({"content": [e]}) for e in content) else None
        )

    def _footnotes(self) -> Markup | None:
        held = self._tab.get("footnotes") or {}
        notes = [
            tag("li", {"id": f"note-{n}"}, self.content((held.get(key) or {}).get("content") or [], editable=False))
            for n, key in enumerate(self._writer.notes, 1)
        ]
        return tag("ol", {"class": "footnotes", "aria-label": "Footnotes"}, notes) if notes else None


def _plain(cell: Json) -> str:
    """The text of a cell, paragraphs joined by newlines; chips as the object sign."""
    return "\n".join(units(e["paragraph"]) for e in cell.get("content") or [] if "paragraph" in e).strip()


def _is_grid(rows: list[Json]) -> bool:
    """Is the first row a heading row (rows of a log), or is this a table of label and value? A pinned row says so."""
    return bool(rows) and bool((rows[0].get("tableRowStyle") or {}).get("tableHeader"))


def _size(paragraph: Json) -> float | None:
    """The largest type size of a paragraph, in points, when each of its runs states one: its lines are no higher than that."""
    texts = [e["textRun"] for e in paragraph.get("elements") or [] if "textRun" in e]
    texts = [t for t in texts if t.get("content") != "\n"] or texts  # the newline makes no line higher
    runs = [t.get("textStyle") or {} for t in texts]
    sizes = [points(style["fontSize"]) for style in runs if style.get("fontSize")]
    return max(sizes) if sizes and len(sizes) == len(runs) else None


def _struck(paragraph: Json) -> bool:
    runs = [e["textRun"] for e in paragraph.get("elements") or [] if str((e.get("textRun") or {}).get("content") or "").strip()]
    return bool(runs) and all((r.get("textStyle") or {}).get("strikethrough") for r in runs)


def _widths(table: Json) -> list[float]:
    """Column widths in points; columns without one share the rest of the 468 points between the margins."""
    properties = (table.get("tableStyle") or {}).get("tableColumnProperties") or []
    columns = int(table.get("columns") or len(properties) or 0)
    stated = [points(p.get("width")) if p.get("widthType") == "FIXED_WIDTH" else 0.0 for p in properties[:columns]]
    stated += [0.0] * (columns - len(stated))
    unstated = stated.count(0.0)
    share = max(36.0, (468.0 - sum(stated)) / unstated) if unstated else 0.0
    return [w or share for w in stated]
