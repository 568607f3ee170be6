"""What otsync may not touch in a Doc: everything but the value cells of its fields on the tab Plan."""

from __future__ import annotations

from typing import Any

from otsync.document.read import read_plan
from tests.house import FORM

Json = dict[str, Any]
PLACES = ("startIndex", "endIndex", "revisionId", "index")


def sacred(body: Json) -> Any:
    """The Doc without its value cells, without places and ids that move when a cell's text does."""
    plan = read_plan(body, FORM)
    cells = {cell.value.start for cell in plan.fields.values()}
    for table in plan.tables.values():
        cells |= {cell.start for row in table.table.rows[1:] for cell in row}
    rows = {table.table.start for table in plan.tables.values()}

    def tab(one: Json) -> Json:
        inside = one.get("documentTab", {})
        ours = one.get("tabProperties", {}).get("tabId") == plan.plan_tab
        kept: Json = {key: bare(value) for key, value in inside.items() if key not in ("body", "namedRanges", "lists")}
        kept["content"] = [element(piece, ours=ours) for piece in inside.get("body", {}).get("content", [])]
        kept["title"] = one.get("tabProperties", {}).get("title")
        kept["inside"] = [tab(child) for child in one.get("childTabs", [])]
        return kept

    def element(piece: Json, *, ours: bool) -> Any:
        if not ours or "table" not in piece:
            return bare(piece)
        found = []
        for row in piece["table"].get("tableRows", []):
            values = ["value" if _text_at(cell) in cells else bare(cell) for cell in row.get("tableCells", [])]
            # Rows that otsync adds to its row tables hold values alone.
            if not (piece.get("startIndex") in rows and all(value == "value" for value in values)):
                found.append(values)
        return {"table": found}

    return {"title": body.get("title"), "tabs": [tab(one) for one in body.get("tabs", [])]}


def _text_at(cell: Json) -> int:
    return int(cell["content"][0].get("startIndex", 0))


def bare(value: Any) -> Any:
    """Without indexes and revision ids."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if key not in PLACES}
    return [bare(one) for one in value] if isinstance(value, list) else value
