"""Requests on cells: write, append, repeat, merge, borders, validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.a1 import Area, area_of, grid_range
from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.cells import patcher, permitted, with_value
from otsync.workspace.sheets.colors import paired
from otsync.workspace.sheets.masks import wanted
from otsync.workspace.sheets.refs import shifted

Json = dict[str, Any]
Patch = Callable[["Cell | None", Json], Cell]


def update_cells(book: Book, request: Json) -> None:
    """`start` writes what the rows give; `range` also clears what they leave out. Beyond range or grid: 400."""
    patch = patcher(wanted(request.get("fields"), "CellData"))
    rows = request.get("rows") or []
    width = max((len(row.get("values") or []) for row in rows), default=0)
    whole = request.get("range") is not None
    if whole:
        sheet, area = book.area(request["range"])
        area = area.clip(sheet.rows, sheet.columns)
    elif request.get("start") is None:
        raise invalid("No area specified.")
    else:
        start = request["start"]
        sheet = book.sheet(start.get("sheetId"))
        area = Area(sheet.id, start.get("rowIndex", 0), start.get("columnIndex", 0), sheet.rows, sheet.columns)
        if rows:
            book.inside(sheet, Area(sheet.id, area.top, area.left, area.top + len(rows), area.left + max(width, 1)))
    assert area.bottom is not None and area.right is not None
    if area.top + len(rows) > area.bottom:
        raise invalid(f"Attempting to write row: {area.bottom}, beyond the last requested row of: {area.bottom - 1}")
    if area.left + width > area.right:
        raise invalid(f"Attempting to write column: {area.right}, beyond the last requested column of: {area.right - 1}")
    if not whole:
        for offset, data in enumerate(rows):
            _write(sheet, area.top + offset, area.left, data.get("values") or [], patch)
        return
    stored = dict(sheet.scan(area.top, area.bottom))
    for index in range(area.top, area.bottom):
        values = list((rows[index - area.top].get("values") or []) if index - area.top < len(rows) else [])
        if index in stored or values:
            have = len(stored[index].cells) if index in stored else 0
            values += [{}] * (min(area.right, max(have, area.left)) - area.left - len(values))
            _write(sheet, index, area.left, values, patch)


def _write(sheet: Sheet, index: int, left: int, values: list[Json], patch: Patch) -> None:
    if values:
        row = sheet.touch(index)
        for column, data in enumerate(values, left):
            row.put(column, permitted(sheet.book, index, column, patch(row.get(column), data)))


def append_cells(book: Book, request: Json) -> None:
    """After the last row that holds a value; the grid grows as needed."""
    sheet = book.sheet(request.get("sheetId"))
    patch = patcher(wanted(request.get("fields"), "CellData"))
    rows = request.get("rows") or []
    width = max((len(row.get("values") or []) for row in rows), default=0)
    if width > sheet.columns:
        raise invalid(f"Attempting to write column: {sheet.columns}, beyond the last requested column of: {sheet.columns - 1}")
    top = sheet.last_row()
    if top + len(rows) > sheet.rows:
        sheet.resize(top + len(rows), sheet.columns)
    for offset, data in enumerate(rows):
        _write(sheet, top + offset, 0, data.get("values") or [], patch)


def repeat_cell(book: Book, request: Json) -> None:
    """One cell's data over a range; a formula's relative references move with it. A range may end beyond the grid."""
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    patch = patcher(wanted(request.get("fields"), "CellData"))
    data = request.get("cell") or {}
    formula = (data.get("userEnteredValue") or {}).get("formulaValue")
    assert area.bottom is not None and area.right is not None
    clears = not any(data.get(name) for name in data)
    indexes = [index for index, _ in sheet.scan(area.top, area.bottom)] if clears else range(area.top, area.bottom)
    for index in indexes:
        row = sheet.touch(index)
        for column in range(area.left, min(area.right, len(row.cells)) if clears else area.right):
            if formula:
                data = {**data, "userEnteredValue": {"formulaValue": shifted(formula, index - area.top, column - area.left)}}
            row.put(column, patch(row.get(column), data))


def merge_cells(book: Book, request: Json) -> None:
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    kind = request.get("mergeType") or "MERGE_ALL"
    assert area.bottom is not None and area.right is not None
    parts = [area]
    if kind == "MERGE_ROWS":
        parts = [Area(sheet.id, row, area.left, row + 1, area.right) for row in range(area.top, area.bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [Area(sheet.id, area.top, column, area.bottom, column + 1) for column in range(area.left, area.right)]
    for part in parts:
        merge_area(sheet, part)


def merge_area(sheet: Sheet, area: Area, *, keep_values: bool = False) -> None:
    assert area.bottom is not None and area.right is not None
    if (area.bottom - area.top) * (area.right - area.left) <= 1:
        return
    kept = _apart(sheet, area)
    sheet.data["merges"] = [*kept, grid_range(area)]
    for index, row in list(sheet.scan(area.top, area.bottom)) if not keep_values else []:
        for column in range(area.left, min(area.right, len(row.cells))):
            if (index, column) != (area.top, area.left) and row.cells[column]:
                sheet.touch(index).put(column, with_value(row.cells[column], None))


def unmerge_cells(book: Book, request: Json) -> None:
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    sheet.data["merges"] = _apart(sheet, area)


def _apart(sheet: Sheet, area: Area) -> list[Json]:
    """The merges that lie outside the area; 400 when one lies only partly in it."""
    merges = sheet.data.get("merges", [])
    if any(area.meets(area_of(merge)) and not area.holds(area_of(merge)) for merge in merges):
        raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    return [merge for merge in merges if not area.meets(area_of(merge))]


def update_borders(book: Book, request: Json) -> None:
    """Sides that the request names; NONE takes a border away. An inner line is set on both cells that share it."""
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    names = ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical")
    lines = {name: _border(request[name]) for name in names if name in request}
    assert area.bottom is not None and area.right is not None
    for index in range(area.top, area.bottom):
        row = sheet.touch(index)
        for column in range(area.left, area.right):
            sides = {
                "top": lines.get("top" if index == area.top else "innerHorizontal", ...),
                "bottom": lines.get("bottom" if index == area.bottom - 1 else "innerHorizontal", ...),
                "left": lines.get("left" if column == area.left else "innerVertical", ...),
                "right": lines.get("right" if column == area.right - 1 else "innerVertical", ...),
            }
            sides = {name: line for name, line in sides.items() if line is not ...}
            if not sides:
                continue
            cell = dict(row.get(column) or {})
            shape = dict(cell.get("f") or {})
            borders = {**(shape.get("borders") or {}), **sides}
            shape["borders"] = {name: line for name, line in borders.items() if line}
            if not shape["borders"]:
                del shape["borders"]
            cell.pop("f", None)
            row.put(column, {**cell, "f": shape} if shape else cell)


_WIDTHS = {"SOLID": 1, "DOTTED": 1, "DASHED": 1, "SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}


def _border(line: Json) -> Json | None:
    if line.get("style") in (None, "NONE", "STYLE_UNSPECIFIED"):
        return None
    found: Json = paired(line)
    found["width"] = _WIDTHS.get(line["style"], 1)
    found.setdefault("color", {})
    found.setdefault("colorStyle", {"rgbColor": {}})
    return found


def set_data_validation(book: Book, request: Json) -> None:
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    rule = request.get("rule")
    kind = ((rule or {}).get("condition") or {}).get("type")
    if rule is not None and not kind:
        raise invalid("No condition type specified.")
    if rule and kind in ("ONE_OF_LIST", "ONE_OF_RANGE") and not rule["condition"].get("values"):
        raise invalid(f"ConditionType '{kind}' requires at least one ConditionValue.")
    assert area.bottom is not None and area.right is not None
    indexes = range(area.top, area.bottom) if rule else [index for index, _ in sheet.scan(area.top, area.bottom)]
    for index in indexes:
        row = sheet.touch(index)
        for column in range(area.left, area.right if rule else min(area.right, len(row.cells))):
            cell = {key: part for key, part in (row.get(column) or {}).items() if key != "d"}
            if rule:
                cell["d"] = rule
                if kind == "BOOLEAN" and "v" not in cell and not rule["condition"].get("values"):
                    cell["v"] = False
            row.put(column, cell)


HANDLERS = {
    "updateCells": update_cells, "appendCells": append_cells, "repeatCell": repeat_cell, "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells, "updateBorders": update_borders, "setDataValidation": set_data_validation,
}
