"""A workbook as a page: the tab strip, the bar in which a cell is typed, the grid and its charts; and what was typed, saved."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug import Response

from otsync.workspace.sheets import a1

from . import charts, links, sheet_views
from .desk import Desk, Json, PageError, redirect, segment, sentence_of
from .markup import Styles, tag
from .sheet_data import WINDOW, pick, place, sheets_of, window, workbook
from .sheet_grid import Grid, anchors
from .shell import page


def show(desk: Desk, file_id: str) -> Response:
    """`/s/ID`, `?gid=SHEETID`, `?cell=B3` (and its page of rows), `?row=501`, `?view=FILTERVIEWID`."""
    args = desk.request.args
    book = workbook(desk, file_id)
    sheet = pick(book, args.get("gid"))
    at = a1.one(args.get("cell", ""))
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
    tabs = [one["properties"] for one in sheets_of(book)]
    return page(
        desk, "sheet.html", f"{shown.title} · {name}", layout="sheet", styles=styles, name=name, about=desk.about(file_id), file_id=file_id,
        shown=shown, here=links.sheet(file_id, shown.gid), cell=a1.cell(*(at or (0, 0))), entered=grid.entered(*(at or (0, 0))),
        views=sheet.get("filterViews"), view=view, left_out=left_out, loose=loose, table=table, lists=grid.lists, step=WINDOW,
        last=min(shown.total_rows, shown.first + WINDOW), seen=[one for one in tabs if not one.get("hidden")],
        unseen=[one for one in tabs if one.get("hidden")],
    )  # fmt: skip


def save(desk: Desk, file_id: str) -> Response:
    """POST /s/ID/cell: gid, cell (`B3`), value; written as if typed into Sheets (USER_ENTERED)."""
    form = desk.request.form
    at = a1.one(form.get("cell", ""))
    if at is None:
        raise PageError(400, "Nothing was changed: name one cell, such as B3.")
    properties = pick(workbook(desk, file_id), form.get("gid", ""))["properties"]
    grid = properties.get("gridProperties") or {}
    cell = a1.cell(*at)
    if at[0] >= int(grid.get("rowCount") or 0) or at[1] >= int(grid.get("columnCount") or 0):
        raise PageError(400, f"Nothing was changed: this tab has no cell {cell}.")
    range_ = f"{a1.title(str(properties.get('title') or ''))}!{cell}"
    path = f"/v4/spreadsheets/{segment(file_id)}/values/{segment(range_)}"
    typed = {"range": range_, "majorDimension": "ROWS", "values": [[form.get("value", "").replace("\r\n", "\n")]]}
    status, body = desk.call("PUT", path, {"valueInputOption": "USER_ENTERED"}, typed)
    if status != 200:
        raise PageError(status if status in (400, 403, 404, 429) else 502, sentence_of(status, body, "workbook"))
    if desk.wants_json():
        return Response(json.dumps({"saved": True}), content_type="application/json")
    return redirect(f"/s/{segment(file_id)}?" + urlencode({"gid": int(properties.get("sheetId") or 0), "cell": cell}))


def _figure(desk: Desk, file_id: str, chart: Json, titles: dict[int, str], styles: Styles) -> Markup:
    found = charts.gather(desk, file_id, chart.get("spec") or {}, titles)
    if isinstance(found, str):
        return tag("figure", {"class": "chart undrawn"}, tag("figcaption", None, found))
    _, _, width, height, _, _ = place(chart)
    return charts.draw(found, str(chart.get("chartId") or 0), styles, width, height)


def _options(desk: Desk, file_id: str, condition: Json, title: str) -> list[str] | None:
    """The choices that a cell's validation offers; None when it is no list."""
    values = [str(v.get("userEnteredValue") or "") for v in condition.get("values") or []]
    if condition.get("type") == "ONE_OF_LIST":
        return values
    if condition.get("type") != "ONE_OF_RANGE" or not values:
        return None
    range_ = values[0].removeprefix("=")
    range_ = range_ if "!" in range_ else f"{a1.title(title)}!{range_}"
    status, body = desk.call("GET", f"/v4/spreadsheets/{segment(file_id)}/values/{segment(range_)}", {})
    if status != 200:
        return None
    return list(dict.fromkeys(str(value) for row in body.get("values") or [] for value in row if value not in (None, "")))
