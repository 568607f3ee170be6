"""What a person typed into a cell, written as if typed into Sheets (USER_ENTERED)."""

from __future__ import annotations

import json

from werkzeug import Response

from . import a1
from .desk import Desk, PageError, redirect, segment, sentence_of
from .sheet_data import pick, workbook
from .sheet_page import address


def save(desk: Desk, file_id: str) -> Response:
    """POST /s/ID/cell: gid, cell (`B3`), value."""
    form = desk.request.form
    at = a1.parse(form.get("cell", ""))
    if at is None:
        raise PageError(400, "Nothing was changed: name one cell, such as B3.")
    sheet = pick(workbook(desk, file_id), form.get("gid", ""))
    properties = sheet["properties"]
    grid = properties.get("gridProperties") or {}
    if at[0] >= int(grid.get("rowCount") or 0) or at[1] >= int(grid.get("columnCount") or 0):
        raise PageError(400, f"Nothing was changed: this tab has no cell {a1.cell(*at)}.")
    value = form.get("value", "").replace("\r\n", "\n")
    range_ = a1.on(str(properties.get("title") or ""), a1.cell(*at))
    path = f"/v4/spreadsheets/{segment(file_id)}/values/{segment(range_)}"
    status, body = desk.call(
        "PUT", path, {"valueInputOption": "USER_ENTERED"}, {"range": range_, "majorDimension": "ROWS", "values": [[value]]}
    )
    if status != 200:
        raise PageError(status if status in (403, 404, 429) else 502, sentence_of(status, body, "workbook"))
    if desk.wants_json():
        return Response(json.dumps({"saved": True}), content_type="application/json")
    return redirect(address(file_id, int(properties.get("sheetId") or 0), a1.cell(*at)))
