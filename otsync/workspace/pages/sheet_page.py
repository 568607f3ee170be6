"""A workbook as a page: the tab strip, the bar in which a cell is typed, the grid and its charts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug import Response

from . import a1, charts, links, sheet_views
from .desk import Desk, Json, segment
from .markup import Child, Styles, join, tag
from .sheet_data import WINDOW, Window, pick, place, window, workbook
from .sheet_grid import Grid, anchors
from .shell import hidden, icon, page, token_field
from .times import clock


def show(desk: Desk, file_id: str) -> Response:
    """`/s/ID`, `?gid=SHEETID`, `?cell=B3` (and its page of rows), `?row=501`."""
    args = desk.request.args
    book = workbook(desk, file_id)
    sheet = pick(book, args.get("gid"))
    at = a1.parse(args.get("cell", ""))
    row = at[0] if at else int(args["row"]) - 1 if args.get("row", "").isdecimal() and len(args["row"]) < 9 else 0
    shown = window(desk, file_id, sheet, row)
    view = sheet_views.find(sheet, args.get("view"))
    left_out = sheet_views.arrange(shown, view) if view else 0
    styles = Styles()
    titles = {int(s["properties"].get("sheetId") or 0): str(s["properties"].get("title") or "") for s in book.get("sheets") or []}
    drawn = [(c, _figure(desk, file_id, c, titles, styles)) for c in sheet.get("charts") or []]
    held, loose = anchors(shown, drawn, styles)
    offered: dict[str, list[str] | None] = {}

    def options(condition: Json) -> list[str] | None:
        key = repr(condition)
        if key not in offered:
            offered[key] = _options(desk, file_id, condition, shown.title)
        return offered[key]

    grid = Grid(file_id, shown, styles, held, options)
    table = grid.html()
    name = str((book.get("properties") or {}).get("title") or "Untitled workbook")
    main = join(
        _bar(desk, file_id, shown, at, grid),
        _views(file_id, shown, view, left_out),
        tag(
            "div",
            {"class": "gridbox", "tabindex": "0", "role": "region", "aria-label": f"{shown.title}, cells"},
            tag("div", {"class": "loose"}, loose) if loose else None,
            table,
            _below(file_id, shown, grid),
        ),
        [tag("template", {"id": f"list-{n}"}, [tag("option", {"value": o}, o) for o in one]) for one, n in grid.lists.items()],
        _strip(file_id, book, shown),
    )
    return page(
        desk, f"{shown.title} · {name}", main, kind="sheet", styles=styles, scripts=["sheet.js"], head=_title_bar(desk, file_id, name)
    )


def _figure(desk: Desk, file_id: str, chart: Json, titles: dict[int, str], styles: Styles) -> Markup:
    found = charts.gather(desk, file_id, chart.get("spec") or {}, titles)
    _, _, width, height, _, _ = place(chart)
    if isinstance(found, str):
        return tag("figure", {"class": "chart undrawn"}, tag("figcaption", None, found))
    return charts.draw(found, str(chart.get("chartId") or 0), styles, width, height)


def _options(desk: Desk, file_id: str, condition: Json, title: str) -> list[str] | None:
    """The choices that a cell's validation offers; None when it is no list."""
    values = [str(v.get("userEnteredValue") or "") for v in condition.get("values") or []]
    if condition.get("type") == "ONE_OF_LIST":
        return values
    if condition.get("type") != "ONE_OF_RANGE" or not values:
        return None
    range_ = values[0].removeprefix("=")
    range_ = range_ if "!" in range_ else a1.on(title, range_)
    status, body = desk.call("GET", f"/v4/spreadsheets/{segment(file_id)}/values/{segment(range_)}", {})
    if status != 200:
        return None
    found: dict[str, None] = {}
    for row in body.get("values") or []:
        found.update((str(v), None) for v in row if v not in (None, ""))
    return list(found)


def _title_bar(desk: Desk, file_id: str, name: str) -> Markup:
    about = desk.call(
        "GET", f"/drive/v3/files/{segment(file_id)}", {"fields": "modifiedTime,lastModifyingUser", "supportsAllDrives": True}
    )[1]
    by = about.get("lastModifyingUser") or {}
    who = by.get("displayName") or by.get("emailAddress")
    return join(
        tag("div", {"class": "titlebar"}, icon("sheet"), tag("h1", {"class": "filename"}, name)),
        tag(
            "nav",
            {"class": "tools", "aria-label": "This workbook"},
            tag(
                "a",
                {"href": f"/changes/{segment(file_id)}", "class": "changed"},
                "Changed ",
                clock(about.get("modifiedTime")) or "",
                f" by {who}" if who else "",
            ),
        ),
    )


def _bar(desk: Desk, file_id: str, shown: Window, at: tuple[int, int] | None, grid: Grid) -> Markup:
    """The bar above the grid. With script it follows the chosen cell; without, it is how a cell is changed."""
    name = a1.cell(*at) if at else "A1"
    entered, choices = grid.entered(*at) if at else grid.entered(0, 0)
    box = (
        tag("select", {"id": "entry", "name": "value"}, [tag("option", {"value": o, "selected": o == entered}, o) for o in ["", *choices]])
        if choices and at
        else tag("input", {"id": "entry", "name": "value", "value": entered, "autocomplete": "off", "spellcheck": "false"})
    )
    return tag(
        "form",
        {"id": "bar", "class": "bar", "method": "post", "action": f"/s/{segment(file_id)}/cell", "autocomplete": "off"},
        token_field(desk),
        hidden("gid", shown.gid),
        tag("label", {"for": "cell", "class": "unseen"}, "Cell"),
        tag("input", {"id": "cell", "name": "cell", "value": name, "size": 6, "spellcheck": "false"}),
        tag("label", {"for": "entry", "class": "fx"}, "fx", tag("span", {"class": "unseen"}, " What stands in the cell")),
        box,
        tag("button", {"type": "submit", "class": "quiet"}, "Save"),
        tag("noscript", None, tag("button", {"class": "quiet", "formmethod": "get", "formaction": f"/s/{segment(file_id)}"}, "Go to cell")),
    )


def _views(file_id: str, shown: Window, view: Json | None, left_out: int) -> Markup | None:
    """The tab's ready filter views; they move no row for anyone else."""
    views = shown.sheet.get("filterViews") or []
    if not views:
        return None
    here = str((view or {}).get("filterViewId") or 0) if view else ""
    whole = links.sheet(file_id, shown.gid)
    items = [("", "As it stands", whole)]
    items += [
        (str(v.get("filterViewId") or 0), str(v.get("title") or "View"), f"{whole}&view={int(v.get('filterViewId') or 0)}") for v in views
    ]
    return tag(
        "nav",
        {"class": "views", "aria-label": "Filter views"},
        tag("span", {"class": "muted", "aria-hidden": "true"}, "View"),
        tag(
            "ul",
            None,
            [tag("li", None, tag("a", {"href": href, "aria-current": "true" if key == here else None}, name)) for key, name, href in items],
        ),
        tag("span", {"class": "muted"}, f"{left_out} {'row' if left_out == 1 else 'rows'} not in this view") if left_out else None,
    )


def _below(file_id: str, shown: Window, grid: Grid) -> Child:
    parts: list[Child] = []
    if shown.total_rows > WINDOW:
        last = min(shown.total_rows, shown.first + WINDOW)
        earlier = links.sheet(file_id, shown.gid) + f"&row={shown.first - WINDOW + 1}" if shown.first else None
        later = links.sheet(file_id, shown.gid) + f"&row={last + 1}" if last < shown.total_rows else None
        parts.append(
            tag(
                "nav",
                {"class": "pager", "aria-label": "Rows"},
                tag("a", {"href": earlier, "rel": "prev"}, "Earlier rows") if earlier else None,
                tag("span", None, f"Rows {shown.first + 1:,} to {last:,} of {shown.total_rows:,}"),
                tag("a", {"href": later, "rel": "next"}, "Later rows") if later else None,
            )
        )
    count = grid.rules.unjudged
    if count:
        parts.append(
            tag(
                "p",
                {"class": "muted"},
                f"{count} conditional {'format' if count == 1 else 'formats'} of this tab need a formula that these pages do not compute; "
                "they colour nothing here.",
            )
        )
    return tag("div", {"class": "below"}, parts) if parts else None


def _strip(file_id: str, book: Json, shown: Window) -> Markup:
    sheets = sorted(book.get("sheets") or [], key=lambda s: int(s["properties"].get("index") or 0))

    def item(properties: dict[str, Any]) -> Markup:
        gid = int(properties.get("sheetId") or 0)
        return tag(
            "li",
            None,
            tag(
                "a",
                {"href": links.sheet(file_id, gid), "aria-current": "page" if gid == shown.gid else None},
                str(properties.get("title") or ""),
            ),
        )

    seen = [item(s["properties"]) for s in sheets if not s["properties"].get("hidden")]
    unseen = [item(s["properties"]) for s in sheets if s["properties"].get("hidden")]
    inside_hidden = bool(shown.sheet["properties"].get("hidden"))
    return tag(
        "nav",
        {"class": "strip", "aria-label": "Tabs of this workbook"},
        tag("ul", None, seen),
        tag(
            "details",
            {"class": "hiddentabs", "open": inside_hidden},
            tag("summary", None, f"{len(unseen)} hidden {'tab' if len(unseen) == 1 else 'tabs'}"),
            tag("ul", None, unseen),
        )
        if unseen
        else None,
    )


def address(file_id: str, gid: int, cell: str) -> str:
    """The page of a cell, with its row's page."""
    return f"/s/{segment(file_id)}?" + urlencode({"gid": gid, "cell": cell})
