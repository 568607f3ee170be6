"""The grid of a tab as an HTML table: letters and numbers, frozen rows in its head, cells with their formats."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from . import a1, links
from .desk import Json
from .markup import Attr, Child, Styles, classes, join, tag
from .sheet_data import Window, place
from .sheet_format import cell_css, overlay, text_css, wraps
from .sheet_rules import Rules, inside
from .shell import icon

NUMBERS = 46  # pixels of the column of row numbers


class Grid:
    """Draws one window. `choices` collects the drop-down lists that its cells offer: condition -> number of the list."""

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
        self._css: dict[str, str | None] = {}
        self._formats: dict[str, tuple[Json, str | None, str, str]] = {}
        self.rules = Rules(window.sheet.get("conditionalFormats") or [], window.value)
        self.lists: dict[tuple[str, ...], int] = {}
        self._spans, self._covered = _merges(window)
        self._filter = (window.sheet.get("basicFilter") or {}).get("range")

    def html(self) -> Markup:
        """The table."""
        w = self._window
        name = self._styles.name
        offsets = self._offsets()
        cols = [
            tag("col", {"class": name([f"width:{NUMBERS}px"])}),
            *(tag("col", {"class": name([f"width:{w.widths.get(c, 100)}px"])}) for c in w.columns),
        ]
        total = NUMBERS + sum(w.widths.get(c, 100) for c in w.columns)
        letters = tag(
            "tr",
            {"class": "letters"},
            tag("td", {"class": "corner"}),
            [
                tag("th", {"scope": "col", "class": classes("fixed", offsets[c]) if c in offsets else None}, a1.letters(c))
                for c in w.columns
            ],
        )
        head = [self._row(r, offsets) for r in w.rows if r < w.frozen_rows]
        body = [self._row(r, offsets) for r in w.rows if r >= w.frozen_rows]
        lines = (w.sheet["properties"].get("gridProperties") or {}).get("hideGridlines")
        return tag(
            "table",
            {
                "role": "grid",
                "id": "grid",
                "class": classes("cells", "bare" if lines else None, name([f"width:{total}px"])),
                "aria-label": w.title,
                "aria-rowcount": w.total_rows,
                "aria-colcount": len(w.columns),
                "data-gid": w.gid,
            },
            tag("colgroup", None, cols),
            tag("thead", None, letters, head),
            tag("tbody", None, body),
        )

    def entered(self, row: int, column: int) -> tuple[str, tuple[str, ...]]:
        """What stands in a cell (zero-based) when it is opened, and the choices that it offers."""
        cell = self._window.cells.get((row, column)) or {}
        rule = cell.get("dataValidation")
        return _entered(cell, _shown(cell)), tuple((self._options(rule.get("condition") or {}) if rule else None) or ())

    def _offsets(self) -> dict[int, str | None]:
        """Frozen columns and the class that holds each in place."""
        found: dict[int, str | None] = {}
        left = NUMBERS
        for c in self._window.columns:
            if c >= self._window.frozen_columns:
                break
            found[c] = self._styles.name([f"inset-inline-start:{left}px"])
            left += self._window.widths.get(c, 100)
        return found

    def _row(self, r: int, offsets: dict[int, str | None]) -> Markup:
        w = self._window
        height = w.heights.get(r)
        cells = [self._cell(r, n, c, offsets) for n, c in enumerate(w.columns) if (r, c) not in self._covered]
        last = classes("last-frozen" if r == w.frozen_rows - 1 else None, self._styles.name([f"height:{height}px"]) if height else None)
        return tag("tr", {"aria-rowindex": r + 1, "class": last}, tag("th", {"scope": "row", "class": "number"}, r + 1), cells)

    def _cell(self, r: int, n: int, c: int, offsets: dict[int, str | None]) -> Markup:
        w = self._window
        cell = w.cells.get((r, c)) or {}
        format_, name, wrap, across = self._format(cell, r, c)
        shown = _shown(cell)
        spans = self._spans.get((r, c))
        kinds = [
            offsets.get(c) if c in offsets else None,
            "fixed" if c in offsets else None,
            "edge" if c == w.frozen_columns - 1 else None,
            name,
            "wrap" if wrap == "wrap" else None,
            across,
        ]
        attrs: dict[str, Attr] = {"role": "gridcell", "aria-colindex": c + 1}
        if spans:
            attrs |= {"rowspan": spans[0] if spans[0] > 1 else None, "colspan": spans[1] if spans[1] > 1 else None}
        if not cell and (r, c) not in self._charts:
            return tag("td", {**attrs, "class": classes(*kinds)})
        inner = self._inner(cell, shown, format_)
        entered = _entered(cell, shown)
        rule = cell.get("dataValidation")
        number = self._list_of(rule) if rule else None
        if number is not None or _is_box(rule):
            kinds.append("choice" if number is not None else "check")
        if shown:
            kinds.append("full")
        if shown and wrap == "spill" and not across and not spans:
            inner = self._spill(inner, shown, r, n, c, format_)
        if _is_box(rule):
            inner = tag(
                "span",
                {"class": "tick", "role": "img", "aria-label": "ticked" if w.value(r, c) is True else "not ticked"},
                "☑" if w.value(r, c) is True else "☐",
            )
        if self._filter and r == int(self._filter.get("startRowIndex") or 0) and inside(self._filter, r, c):
            inner = join(inner, tag("span", {"class": "funnel", "aria-hidden": "true"}, "▾"))
        note = cell.get("note")
        if note:
            kinds.append("noted")
        charts = self._charts.get((r, c))
        attrs |= {
            "class": classes(*kinds, "anchor" if charts else None),
            "data-in": entered if entered != shown else None,
            "data-list": number,
            "data-box": _is_box(rule),
            "title": str(note) if note else None,
        }
        return tag("td", attrs, inner, charts)

    def _format(self, cell: Json, r: int, c: int) -> tuple[Json, str | None, str, str]:
        """A cell's format with the conditional one laid over it: (format, class, wrapping, class of its alignment)."""
        base: Json = cell.get("effectiveFormat") or {}
        extra = self.rules.format_at(r, c)
        band = self._band(r, c) if not extra and not _tinted(base) else None
        format_ = overlay(overlay(base, band) if band else base, extra) if extra else overlay(base, band) if band else base
        key = repr(format_)
        held = self._formats.get(key)
        if held is None:
            held = (format_, self._styles.name(*cell_css(format_)), wraps(format_), "")
            self._formats[key] = held
        value = cell.get("effectiveValue") or {}
        default = (
            ""
            if format_.get("horizontalAlignment") or not value
            else "num"
            if "numberValue" in value
            else "mid"
            if "boolValue" in value or "errorValue" in value
            else ""
        )
        stated = format_.get("horizontalAlignment")
        return held[0], held[1], held[2], default or ("aligned" if stated in ("CENTER", "RIGHT") else "")

    def _band(self, r: int, c: int) -> Json | None:
        for banded in self._window.sheet.get("bandedRanges") or []:
            span, rows = banded.get("range") or {}, banded.get("rowProperties")
            if rows and inside(span, r, c):
                at = r - int(span.get("startRowIndex") or 0)
                head = "headerColor" in rows or "headerColorStyle" in rows
                field = "headerColor" if head and at == 0 else "firstBandColor" if (at - head) % 2 == 0 else "secondBandColor"
                style = {k.replace(field, "backgroundColor"): v for k, v in rows.items() if k in (field, field + "Style")}
                return style or None
        return None

    def _inner(self, cell: Json, shown: str, format_: Json) -> Markup:
        chips = [run for run in cell.get("chipRuns") or [] if run.get("chip")]
        if chips:
            return self._chips(shown, cell["chipRuns"])
        runs = cell.get("textFormatRuns") or []
        if runs and shown:
            return self._runs(shown, runs)
        target = cell.get("hyperlink") or ((format_.get("textFormat") or {}).get("link") or {}).get("uri")
        href = links.safe(target, file_id=self._file)
        return _link(href, shown) if href and shown else join(shown)

    def _runs(self, shown: str, runs: list[Json]) -> Markup:
        """Text whose parts differ in style; starts are UTF-16 indexes."""
        raw = shown.encode("utf-16-le")
        starts = [int(run.get("startIndex") or 0) for run in runs]
        parts: list[Child] = [raw[: starts[0] * 2].decode("utf-16-le", "replace")] if starts[0] else []
        for n, run in enumerate(runs):
            end = starts[n + 1] if n + 1 < len(runs) else len(raw) // 2
            text = raw[starts[n] * 2 : end * 2].decode("utf-16-le", "replace")
            style = run.get("format") or {}
            href = links.safe((style.get("link") or {}).get("uri"), file_id=self._file)
            name = self._styles.name(*text_css(style))
            parts.append(_link(href, text, name) if href else tag("span", {"class": name}, text) if name else text)
        return join(parts)

    def _chips(self, shown: str, runs: list[Json]) -> Markup:
        """Smart chips among text; each takes the text from its start to the next run's."""
        raw = shown.encode("utf-16-le")
        starts = [int(run.get("startIndex") or 0) for run in runs]
        parts: list[Child] = [raw[: starts[0] * 2].decode("utf-16-le", "replace")]
        for n, run in enumerate(runs):
            end = starts[n + 1] if n + 1 < len(runs) else len(raw) // 2
            text = raw[starts[n] * 2 : end * 2].decode("utf-16-le", "replace")
            chip = run.get("chip")
            if not chip:
                parts.append(text)
                continue
            rich = chip.get("richLinkProperties") or {}
            href = links.safe(rich.get("uri"))
            inner = join(icon("person" if chip.get("personProperties") else "doc"), tag("span", None, text or str(rich.get("uri") or "")))
            parts.append(tag("a" if href else "span", {"class": "chip", "href": href}, inner))
        return join(parts)

    def _spill(self, inner: Markup, shown: str, r: int, n: int, c: int, format_: Json) -> Markup:
        """Text wider than its cell runs on over empty neighbours, and is cut at the first that holds something."""
        w = self._window
        size = (format_.get("textFormat") or {}).get("fontSize") or 10
        need = max(len(line) for line in shown.split("\n")) * 0.72 * size + 10
        own = w.widths.get(c, 100)
        room = own
        plain = not _tinted(format_)
        for other in w.columns[n + 1 :]:
            if need <= room or (r, other) in self._covered or (r, other) in self._spans or _shown(w.cells.get((r, other)) or {}):
                break
            room += w.widths.get(other, 100)
            beside = w.cells.get((r, other)) or {}
            plain = plain and not _tinted(beside.get("effectiveFormat") or {})
        if need <= own or room == own:
            return inner
        return tag("span", {"class": classes("spill", "over" if plain else None, self._styles.name([f"width:{room - 9}px"]))}, inner)

    def _list_of(self, rule: Json) -> int | None:
        offered = self._options(rule.get("condition") or {})
        if offered is None:
            return None
        return self.lists.setdefault(tuple(offered), len(self.lists))


def _shown(cell: Json) -> str:
    """The text of a cell as Sheets shows it."""
    if "formattedValue" in cell:
        return str(cell["formattedValue"] or "")
    held = cell.get("effectiveValue") or {}
    if "stringValue" in held:
        return str(held["stringValue"])
    if "numberValue" in held:
        number = float(held["numberValue"])
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if "boolValue" in held:
        return "TRUE" if held["boolValue"] else "FALSE"
    return "#ERROR!" if "errorValue" in held else ""


def _entered(cell: Json, shown: str) -> str:
    """What stands in the cell when it is opened: a formula as typed, a plain number in full, anything else as it is shown."""
    held = cell.get("userEnteredValue") or {}
    if "formulaValue" in held:
        return str(held["formulaValue"])
    kind = ((cell.get("effectiveFormat") or {}).get("numberFormat") or {}).get("type")
    if "numberValue" in held and kind in (None, "NUMBER", "TEXT"):
        number = float(held["numberValue"])
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if "stringValue" in held:
        return str(held["stringValue"])
    return shown


def _tinted(format_: Json) -> bool:
    ground = format_.get("backgroundColor")
    return bool(ground) and ground != {"red": 1, "green": 1, "blue": 1}


def _is_box(rule: Json | None) -> bool:
    return bool(rule) and (rule or {}).get("condition", {}).get("type") == "BOOLEAN"


def _link(href: str, text: str, name: str | None = None) -> Markup:
    away = links.outside(href)
    return tag(
        "a",
        {
            "href": href,
            "class": classes("link", name),
            "tabindex": "-1",
            "rel": "noopener noreferrer" if away else None,
            "target": "_blank" if away else None,
        },
        text,
    )


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
