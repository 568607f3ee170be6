"""The grid of a tab as an HTML table: letters and numbers, frozen rows in its head, cells with their formats."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from markupsafe import Markup

from otsync.workspace.sheets import a1

from . import links
from .desk import Json
from .markup import Attr, Child, Styles, classes, join, tag
from .sheet_data import Window, place
from .sheet_format import cell_css, text_css, wraps
from .shell import icon

NUMBERS = 46  # pixels of the column of row numbers


class Grid:
    """Draws one window. `lists` collects the drop-down lists that its cells offer: choices -> number of the list."""

    def __init__(
        self,
        file_id: str,
        window: Window,
        styles: Styles,
        charts: dict[tuple[int, int], list[Markup]],
        options: Callable[[Json], list[str] | None],
    ) -> None:
        self._file = file_id
        self._window = window
        self._styles = styles
        self._charts = charts
        self._options = options
        self._formats: dict[bytes, str | None] = {}
        self.lists: dict[tuple[str, ...], int] = {}
        self._spans, self._covered = _merges(window)
        self._filter = (window.sheet.get("basicFilter") or {}).get("range")
        self._fixed: dict[int, str | None] = {}
        left = NUMBERS
        for c in window.columns:
            if c >= window.frozen_columns:
                break
            edge = "edge" if c == window.frozen_columns - 1 else None
            self._fixed[c] = classes("fixed", edge, styles.name([f"inset-inline-start:{left}px"]))
            left += window.widths.get(c, 100)
        self._blank = {c: tag("td", {"role": "gridcell", "aria-colindex": c + 1, "class": self._fixed.get(c)}) for c in window.columns}

    def html(self) -> Markup:
        """The table."""
        w, name = self._window, self._styles.name
        widths = [w.widths.get(c, 100) for c in w.columns]
        letters = [tag("th", {"scope": "col", "class": self._fixed.get(c)}, a1.letters(c)) for c in w.columns]
        whole = NUMBERS + sum(widths)
        bare = (w.sheet["properties"].get("gridProperties") or {}).get("hideGridlines")
        attrs: dict[str, Attr] = {
            "role": "grid",
            "id": "grid",
            "class": classes("cells", "bare" if bare else None, name([f"width:{whole}px", f"--wide:{whole}"])),
            "aria-label": w.title,
            "aria-rowcount": w.total_rows,
            "aria-colcount": len(w.columns),
            "data-gid": w.gid,
        }
        head = [self._row(r) for r in w.rows if r < w.frozen_rows]
        body = [self._row(r) for r in w.rows if r >= w.frozen_rows]
        return tag(
            "table",
            attrs,
            tag("colgroup", None, [tag("col", {"class": name([f"width:{width}px"])}) for width in (NUMBERS, *widths)]),
            tag("thead", None, tag("tr", {"class": "letters"}, tag("td", {"class": "corner"}), letters), head),
            tag("tbody", None, body),
        )

    def entered(self, row: int, column: int) -> str:
        """What stands in a cell (zero-based) when it is opened."""
        cell = self._window.cells.get((row, column)) or {}
        return _entered(cell, _shown(cell))

    def _row(self, r: int) -> Markup:
        w = self._window
        height = w.heights.get(r)
        cells = [self._cell(r, n, c) for n, c in enumerate(w.columns) if (r, c) not in self._covered]
        last = classes("last-frozen" if r == w.frozen_rows - 1 else None, self._styles.name([f"height:{height}px"]) if height else None)
        return tag("tr", {"aria-rowindex": r + 1, "class": last}, tag("th", {"scope": "row", "class": "number"}, r + 1), cells)

    def _cell(self, r: int, n: int, c: int) -> Markup:
        w = self._window
        cell = w.cells.get((r, c))
        charts, spans = self._charts.get((r, c)), self._spans.get((r, c))
        if not (cell or charts or spans):
            return self._blank[c]
        cell = cell or {}
        format_: Json = cell.get("effectiveFormat") or {}
        shown, wrap, across = _shown(cell), wraps(format_), format_.get("horizontalAlignment") in ("CENTER", "RIGHT")
        entered, rule, note = _entered(cell, shown), cell.get("dataValidation"), cell.get("note")
        number = self._list_of(rule) if rule else None
        box = bool(rule) and (rule or {}).get("condition", {}).get("type") == "BOOLEAN"
        unread = shown == "#ERROR!" and entered.startswith("=")
        inner: Child = self._inner(cell, shown, format_)
        if unread:  # a formula that is not computed here stands as its own text
            inner = tag("span", {"class": "formula"}, entered)
        elif box:
            sign, words = ("☑", "ticked") if w.value(r, c) is True else ("☐", "not ticked")
            inner = tag("span", {"class": "tick", "role": "img", "aria-label": words}, sign)
        elif shown and wrap == "spill" and not across and not spans:
            inner = self._spill(inner, shown, r, n, c, format_)
        if self._filter and r == int(self._filter.get("startRowIndex") or 0) and _within(self._filter, c):
            inner = join(inner, tag("span", {"class": "funnel", "aria-hidden": "true"}, "▾"))
        attrs: dict[str, Attr] = {
            "role": "columnheader" if r == w.frozen_rows - 1 and shown else "gridcell",
            "aria-colindex": c + 1,
            "class": classes(
                self._fixed.get(c),
                self._class_of(format_),
                "wrap" if wrap == "wrap" else None,
                "choice" if number is not None and (shown or _tinted(format_)) else "check" if box else None,
                "noted" if note else None,
                "anchor" if charts else None,
            ),
        }
        if spans:
            attrs |= {"rowspan": spans[0] if spans[0] > 1 else None, "colspan": spans[1] if spans[1] > 1 else None}
        if entered != shown:
            attrs["data-in"] = entered
        if rule:
            attrs |= {"data-list": number, "data-box": box, "aria-haspopup": None if number is None else "listbox"}
        if note or unread:
            attrs["title"] = str(note) if note else _message(cell)
        return tag("td", attrs, inner, charts)

    def _class_of(self, format_: Json) -> str | None:
        key = orjson.dumps(format_)
        if key not in self._formats:
            self._formats[key] = self._styles.name(*cell_css(format_))
        return self._formats[key]

    def _inner(self, cell: Json, shown: str, format_: Json) -> Child:
        """The words of a cell with their links; where it holds chips or runs of another style, each of them."""
        chips = cell.get("chipRuns") or []
        pieces = chips if any(run.get("chip") for run in chips) else cell.get("textFormatRuns")
        if not pieces or not shown:
            target = cell.get("hyperlink") or ((format_.get("textFormat") or {}).get("link") or {}).get("uri")
            href = links.safe(target, file_id=self._file) if target else None
            return _link(href, shown) if href and shown else shown
        raw = shown.encode("utf-16-le")
        starts = [int(run.get("startIndex") or 0) for run in pieces]
        parts: list[Child] = [raw[: starts[0] * 2].decode("utf-16-le", "replace")]
        for run, start, end in zip(pieces, starts, [*starts[1:], len(raw) // 2], strict=True):
            text = raw[start * 2 : end * 2].decode("utf-16-le", "replace")
            parts.append(_chip(run["chip"], text) if run.get("chip") else self._run(run.get("format") or {}, text))
        return join(parts)

    def _run(self, style: Json, text: str) -> Child:
        href = links.safe((style.get("link") or {}).get("uri"), file_id=self._file)
        name = self._styles.name(*text_css(style))
        return _link(href, text, name) if href else tag("span", {"class": name}, text) if name else text

    def _spill(self, inner: Child, shown: str, r: int, n: int, c: int, format_: Json) -> Child:
        """Text wider than its cell runs on over empty neighbours, and is cut at the first that holds something."""
        w = self._window
        size = (format_.get("textFormat") or {}).get("fontSize") or 10
        need = max(len(line) for line in shown.split("\n")) * 0.72 * size + 10
        room = own = w.widths.get(c, 100)
        plain = not _tinted(format_)
        for other in w.columns[n + 1 :] if need > own else ():
            beside = w.cells.get((r, other)) or {}
            if need <= room or (r, other) in self._covered or (r, other) in self._spans or _shown(beside):
                break
            room += w.widths.get(other, 100)
            plain = plain and not _tinted(beside.get("effectiveFormat") or {})
        if room == own:
            return inner
        return tag("span", {"class": classes("spill", "over" if plain else None, self._styles.name([f"width:{room - 9}px"]))}, inner)

    def _list_of(self, rule: Json) -> int | None:
        offered = self._options(rule.get("condition") or {})
        return None if offered is None else self.lists.setdefault(tuple(offered), len(self.lists))


def _shown(cell: Json) -> str:
    """The text of a cell as Sheets shows it."""
    return str(cell.get("formattedValue") or "")


def _message(cell: Json) -> str | None:
    """What an error value says of itself."""
    said = ((cell.get("effectiveValue") or {}).get("errorValue") or {}).get("message")
    return str(said) if said else None


def _entered(cell: Json, shown: str) -> str:
    """What stands in the cell when it is opened: a formula as typed, a plain number in full, anything else as it is shown."""
    held = cell.get("userEnteredValue") or {}
    if "stringValue" in held:
        return str(held["stringValue"])
    if "formulaValue" in held:
        return str(held["formulaValue"])
    kind = ((cell.get("effectiveFormat") or {}).get("numberFormat") or {}).get("type")
    if "numberValue" in held and kind in (None, "NUMBER", "TEXT"):
        number = float(held["numberValue"])
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return shown


def _tinted(format_: Json) -> bool:
    ground = format_.get("backgroundColor")
    return bool(ground) and ground != {"red": 1, "green": 1, "blue": 1}


def _within(span: Json, column: int) -> bool:
    return int(span.get("startColumnIndex") or 0) <= column < int(span.get("endColumnIndex") or 1 << 30)


def _chip(chip: Json, text: str) -> Markup:
    uri = (chip.get("richLinkProperties") or {}).get("uri")
    href = links.safe(uri)
    inner = join(icon("person" if chip.get("personProperties") else "doc"), tag("span", None, text or str(uri or "")))
    return tag("a" if href else "span", {"class": "chip", "href": href}, inner)


def _link(href: str, text: str, name: str | None = None) -> Markup:
    return tag("a", {"href": href, "class": classes("link", name), "tabindex": "-1", **links.away(href)}, text)


def _merges(w: Window) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Merged cells of the window: (rows, columns) by their first shown cell, and the cells that they cover."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for merge in w.sheet.get("merges") or []:
        rows = [r for r in w.rows if int(merge.get("startRowIndex") or 0) <= r < int(merge.get("endRowIndex") or 0)]
        columns = [c for c in w.columns if int(merge.get("startColumnIndex") or 0) <= c < int(merge.get("endColumnIndex") or 0)]
        rows = [r for r in rows if (r < w.frozen_rows) == (rows[0] < w.frozen_rows)]
        if not rows or not columns or len(rows) * len(columns) == 1:
            continue
        spans[rows[0], columns[0]] = (len(rows), len(columns))
        covered.update((r, c) for r in rows for c in columns if (r, c) != (rows[0], columns[0]))
    return spans, covered


def anchors(w: Window, drawn: list[tuple[Json, Markup]], styles: Styles) -> tuple[dict[tuple[int, int], list[Markup]], list[Markup]]:
    """Charts by the cell in which they hang, and those that hang in none of this window."""
    held: dict[tuple[int, int], list[Markup]] = {}
    loose: list[Markup] = []
    for chart, figure in drawn:
        row, column, _, _, x, y = place(chart)
        if row in w.unsorted and column in w.columns and w.rows:
            row = w.rows[min(w.unsorted.index(row), len(w.rows) - 1)]  # a chart stays in its place when a view moves rows
            where = styles.name([f"margin-inline-start:{x}px", f"margin-block-start:{y}px"]) if x or y else None
            held.setdefault((row, column), []).append(tag("div", {"class": classes("hung", where)}, figure))
        elif row < 0 or w.first == 0:
            loose.append(figure)
    return held, loose
