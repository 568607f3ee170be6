"""Charts of a spreadsheet as drawings in the page, with their numbers as a table for those who cannot see them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from otsync.workspace.sheets import a1

from . import colours
from .desk import Desk, Json, segment
from .markup import Attr, Child, Styles, classes, tag

_DRAWN = frozenset({"LINE", "COLUMN", "COMBO"})  # what otsync makes; of another kind the page says so


@dataclass(frozen=True)
class Series:
    """One row of numbers of a chart; None is a gap."""

    name: str
    kind: str
    numbers: list[float | None]
    colour: colours.Rgb | None = None


@dataclass(frozen=True)
class Chart:
    """What a chart shows: its title, categories along the bottom, and series."""

    title: str
    categories: list[str]
    series: list[Series]
    alt: str = ""


def gather(desk: Desk, file_id: str, spec: Json, titles: dict[int, str]) -> Chart | str:
    """The chart with its numbers, read in one request; or a sentence when this page cannot draw it. `titles`: tab titles by sheet id."""
    basic = spec.get("basicChart")
    kind = str((basic or {}).get("chartType") or "")
    title = str(spec.get("title") or "Chart")
    kinds = {kind, *(str(one.get("type") or kind) for one in (basic or {}).get("series") or [])}
    if not basic or not kinds <= _DRAWN or str(basic.get("stackedType") or "NOT_STACKED") != "NOT_STACKED":
        return f"{title}: a chart of a kind that these pages do not draw."
    domain = next((_range((d.get("domain") or {}), titles) for d in basic.get("domains") or []), None)
    spans = [(s, _range(s.get("series") or {}, titles)) for s in basic.get("series") or []]
    wanted = [r for r in (domain, *(r for _, r in spans)) if r]
    if not wanted or any(r is None for _, r in spans):
        return f"{title}: the cells that this chart is made from are gone."
    path = f"/v4/spreadsheets/{segment(file_id)}/values:batchGet"
    raw = _columns(desk, path, wanted, "UNFORMATTED_VALUE")
    words = _columns(desk, path, wanted[:1], "FORMATTED_VALUE")[0] if domain else []
    series_columns = raw[1:] if domain else raw
    heads = int(basic.get("headerCount") or 0)
    longest = max((len(c) for c in raw), default=0)
    series = []
    for n, ((one, _), column) in enumerate(zip(spans, series_columns, strict=True), 1):
        numbers = [v if isinstance(v, (int, float)) and not isinstance(v, bool) else None for v in column[heads:]]
        name = str(column[0]) if heads and column and column[0] not in (None, "") else f"Series {n}"
        series.append(
            Series(name, str(one.get("type") or kind), [*numbers, *[None] * (longest - heads - len(numbers))], colours.styled(one, "color"))
        )
    categories = [str(w) for w in words[heads:]] or [str(n + 1) for n in range(longest - heads)]
    while categories and not categories[-1] and all(s.numbers[len(categories) - 1 : len(categories)] in ([], [None]) for s in series):
        categories.pop()
    return Chart(title, categories, series, str(spec.get("altText") or ""))


def _range(data: Json, titles: dict[int, str]) -> str | None:
    sources = (data.get("sourceRange") or {}).get("sources") or []
    if not sources or int(sources[0].get("sheetId") or 0) not in titles:
        return None
    span = sources[0]
    top, left = int(span.get("startRowIndex") or 0), int(span.get("startColumnIndex") or 0)
    area = a1.Area(int(span.get("sheetId") or 0), top, left, span.get("endRowIndex"), span.get("endColumnIndex", left + 1))
    return a1.text(titles[area.sheet_id], area)


def _columns(desk: Desk, path: str, ranges: list[str], render: str) -> list[list[Any]]:
    """The cells of each range as one list, top to bottom or left to right."""
    body = desk.get(path, {"ranges": ranges, "valueRenderOption": render}, what="workbook")
    found = []
    for one in body.get("valueRanges") or []:
        rows = one.get("values") or []
        found.append([v for row in rows for v in row] if len(rows) == 1 else [row[0] if row else None for row in rows])
    return found


def draw(chart: Chart, key: str, styles: Styles, width: int, height: int) -> Markup:
    """A <figure> of that many pixels: the drawing, a legend in words, and the numbers on request."""
    title_id, alt_id = f"chart-{key}", f"chart-{key}-alt"
    picture = tag(
        "svg",
        {"viewBox": f"0 0 {width} {max(80, height - 62)}", "role": "img", "aria-labelledby": f"{title_id} {alt_id}"},
        tag("desc", {"id": alt_id}, _described(chart)),
        _plot(chart, styles, width, max(80, height - 62)),
    )
    legend = tag(
        "ul",
        {"class": "legend"},
        [
            tag(
                "li",
                None,
                tag(
                    "svg",
                    {"viewBox": "0 0 18 8", "aria-hidden": "true", "class": "key"},
                    tag("rect", {"class": classes("fill", *_paint(s, n, styles)), "x": 0, "y": 1, "width": 18, "height": 6, "rx": 2}),
                ),
                s.name,
            )
            for n, s in enumerate(chart.series)
        ],
    )
    rows = [
        tag(
            "tr",
            None,
            tag("th", {"scope": "row"}, c),
            [tag("td", None, _number(s.numbers[n]) if n < len(s.numbers) else "") for s in chart.series],
        )
        for n, c in enumerate(chart.categories)
    ]
    table = tag(
        "table",
        None,
        tag("thead", None, tag("tr", None, tag("td"), [tag("th", {"scope": "col"}, s.name) for s in chart.series])),
        tag("tbody", None, rows),
    )
    size = styles.name([f"width:{width}px", f"height:{height}px"])
    return tag(
        "figure",
        {"class": classes("chart", size)},
        tag("figcaption", {"id": title_id}, chart.title),
        legend,
        picture,
        tag("details", None, tag("summary", None, "Numbers"), table),
    )


def _described(chart: Chart) -> str:
    parts = []
    for s in chart.series:
        known = [(c, v) for c, v in zip(chart.categories, s.numbers, strict=False) if v is not None]
        if known:
            parts.append(f"{s.name}: from {_number(known[0][1])} ({known[0][0]}) to {_number(known[-1][1])} ({known[-1][0]})")
    said = chart.alt if chart.alt and chart.alt != chart.title else chart.title
    return f"{said.rstrip('.')}. " + ("; ".join(parts) + "." if parts else "No numbers yet.")


def _paint(series: Series, n: int, styles: Styles) -> tuple[str | None, ...]:
    """Classes for a series: its own colour, or amber and greys in turn."""
    if series.colour is None:
        return (f"c{n % 4}",)
    night = colours.css(colours.dark_ink(series.colour))
    day = colours.css(series.colour)
    return ("own", styles.name([f"color:{day}"], [f"color:{night}"]))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`, four to six of them."""
    span = high - low
    if span <= 1e-9 * max(1.0, abs(low), abs(high)):
        span = 1.0
    step = 10.0 ** math.floor(math.log10(span / 4))
    for factor in (1, 2, 2.5, 5, 10):
        if span / (step * factor) <= 5:
            step *= factor
            break
    first = math.floor(low / step)
    return [n * step for n in range(first, math.ceil(high / step - 1e-9) + 1)]


def _plot(chart: Chart, styles: Styles, width: int, height: int) -> list[Child]:
    flat = [v for s in chart.series for v in s.numbers if v is not None]
    scale = ticks(min(0.0, *flat, 0.0), max(0.0, *flat, 0.0)) if flat else [0.0, 1.0]
    left = 14.0 + max(len(_number(t)) for t in scale) * 6.6
    top, right, bottom = 8.0, width - 14.0, height - 26.0
    low, high = scale[0], scale[-1] if scale[-1] > scale[0] else scale[0] + 1.0

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    count = max(1, len(chart.categories))
    slot = (right - left) / count
    parts: list[Child] = []
    for t in scale:
        parts.append(tag("line", {"class": "rule" if t else "base", "x1": _px(left), "x2": _px(right), "y1": _px(y(t)), "y2": _px(y(t))}))
        parts.append(tag("text", {"x": _px(left - 7), "y": _px(y(t) + 4), "text-anchor": "end"}, _number(t)))
    longest = max((len(c) for c in chart.categories), default=1)
    every = max(1, math.ceil((longest * 6.4 + 12) / slot))
    for n, name in enumerate(chart.categories):
        if n % every == 0:
            parts.append(tag("text", {"x": _px(left + slot * (n + 0.5)), "y": _px(height - 8.0), "text-anchor": "middle"}, name))
    columns = [s for s in chart.series if s.kind in ("COLUMN", "COMBO")]
    bar = min(46.0, slot * 0.72 / max(1, len(columns)))
    for n, s in enumerate(chart.series):
        paint = _paint(s, n, styles)
        middles = [(left + slot * (i + 0.5), v) for i, v in enumerate(s.numbers[:count])]
        if s not in columns:
            for run in _runs(middles):
                points = " ".join(f"{_px(x)},{_px(y(v))}" for x, v in run)
                parts.append(tag("polyline", {"class": classes("stroke", *paint), "points": points}))
        for i, (x, v) in enumerate(middles):
            if v is None or (s not in columns and count > 40):
                continue
            mark: dict[str, Attr] = {"cx": _px(x), "cy": _px(y(v)), "r": 2.75 if count <= 24 else 1.75}
            if s in columns:
                at, upper, lower = x + (columns.index(s) - len(columns) / 2) * bar, y(max(0.0, v)), y(min(0.0, v))
                mark = {"x": _px(at + 0.75), "y": _px(upper), "width": _px(max(1.0, bar - 1.5)), "height": _px(lower - upper), "rx": 1.5}
            words = tag("title", None, f"{s.name}, {chart.categories[i]}: {_number(v)}")
            parts.append(tag("rect" if s in columns else "circle", {"class": classes("fill", *paint), **mark}, words))
    return parts


def _runs(points: list[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The stretches without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, v in points:
        if v is None:
            runs.append([])
        else:
            runs[-1].append((x, v))
    return [r for r in runs if r]


def _px(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
