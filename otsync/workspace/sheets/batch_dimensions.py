"""Requests on rows and columns: insert, delete, move, append, size, sort."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.masks import Mask, merge, wanted
from otsync.workspace.sheets.moving import delete, insert, move
from otsync.workspace.sheets.reading import COLUMN_WIDTH, ROW_HEIGHT
from otsync.workspace.sheets.refs import shifted
from otsync.workspace.sheets.showing import View

Json = dict[str, Any]


def _span(book: Book, found: Json) -> tuple[Sheet, str, int, int]:
    sheet = book.sheet(found.get("sheetId"))
    dimension = found.get("dimension")
    if dimension not in ("ROWS", "COLUMNS"):
        raise invalid("No dimension specified.")
    size = sheet.rows if dimension == "ROWS" else sheet.columns
    first, last = found.get("startIndex", 0), found.get("endIndex", size)
    if first < 0 or last < 0:
        raise invalid("The start and end indexes must not be negative.")
    return sheet, dimension, first, last


def _some(first: int, last: int) -> None:
    if last <= first:
        raise invalid(f"Invalid range: startIndex {first} must be less than endIndex {last}.")


def insert_dimension(book: Book, request: Json) -> None:
    sheet, dimension, first, last = _span(book, request.get("range") or {})
    _some(first, last)
    insert(book, sheet, dimension, first, last - first, inherit=bool(request.get("inheritFromBefore")))


def delete_dimension(book: Book, request: Json) -> None:
    sheet, dimension, first, last = _span(book, request.get("range") or {})
    _some(first, last)
    delete(book, sheet, dimension, first, last)


def move_dimension(book: Book, request: Json) -> None:
    sheet, dimension, first, last = _span(book, request.get("source") or {})
    _some(first, last)
    move(book, sheet, dimension, first, last, request.get("destinationIndex", 0))


def append_dimension(book: Book, request: Json) -> None:
    sheet, dimension, _, _ = _span(book, request)
    count = request.get("length", 0)
    if count < 1:
        raise invalid("The length must be greater than zero.")
    rows = dimension == "ROWS"
    sheet.resize(sheet.rows + (count if rows else 0), sheet.columns + (0 if rows else count))


def update_dimension_properties(book: Book, request: Json) -> None:
    sheet, dimension, first, last = _span(book, request.get("range") or {})
    mask = wanted(request.get("fields"), "DimensionProperties")
    given = {name: part for name, part in (request.get("properties") or {}).items() if name in ("pixelSize", "hiddenByUser")}
    if not mask:
        mask = {name: {} for name in given}
    if mask.keys() - {"pixelSize", "hiddenByUser"}:
        raise invalid(f"Invalid field: {sorted(mask.keys() - {'pixelSize', 'hiddenByUser'})[0]}")
    if "pixelSize" in mask and given.get("pixelSize", 1) < 0:
        raise invalid("The pixel size must not be negative.")
    size = sheet.rows if dimension == "ROWS" else sheet.columns
    if last > size:
        raise invalid(f"The end index {last} is larger than the current grid size ({size}).")
    for index in range(first, last):
        _resized(sheet, dimension, index, given, mask)


def _resized(sheet: Sheet, dimension: str, index: int, given: Json, mask: Mask) -> None:
    rows = dimension == "ROWS"
    props = sheet.touch(index).props if rows else sheet.column_props.setdefault(str(index), {})
    fresh = merge(dict(props), given, mask)
    if fresh.get("pixelSize") == (ROW_HEIGHT if rows else COLUMN_WIDTH):
        del fresh["pixelSize"]
    if not fresh.get("hiddenByUser"):
        fresh.pop("hiddenByUser", None)
    props.clear()
    props.update(fresh)
    if not rows and not props:
        del sheet.column_props[str(index)]


def auto_resize_dimensions(book: Book, request: Json) -> None:
    """Columns as wide as their longest shown text; about 7 pixels a character of Arial 10 (Google measures the glyphs)."""
    sheet, dimension, first, last = _span(book, request.get("dimensions") or {})
    size = sheet.rows if dimension == "ROWS" else sheet.columns
    last = min(last, size)
    longest: dict[int, int] = {}
    if dimension == "COLUMNS":
        view = View(book)
        for index, row in sheet.scan():
            for column in range(first, min(last, len(row.cells))):
                lines = view.text(sheet, index, column, row.cells[column]).split("\n")
                longest[column] = max(longest.get(column, 0), *(len(line) for line in lines))
    for index in range(first, last):
        size = ROW_HEIGHT if dimension == "ROWS" else max(longest.get(index, 0) * 7 + 8, 21) if longest.get(index) else COLUMN_WIDTH
        _resized(sheet, dimension, index, {"pixelSize": size}, {"pixelSize": {}})


def sort_range(book: Book, request: Json) -> None:
    """Numbers before text before booleans before errors, blanks last in either order; equal rows keep their order."""
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    sort(book, sheet, area, request.get("sortSpecs") or [])


def sort(book: Book, sheet: Sheet, area: Area, specs: list[Json]) -> None:
    assert area.bottom is not None and area.right is not None
    left, right = area.left, area.right
    view = View(book)
    rows = {index: row for index, row in sheet.scan(area.top, area.bottom)}
    keys: dict[int, list[Any]] = {}
    for spec in specs:
        if not left <= spec.get("dimensionIndex", 0) < right:
            raise invalid(f"Invalid sortSpecs: the column {spec.get('dimensionIndex', 0)} is outside the range.")
    for index, row in rows.items():
        columns = (spec.get("dimensionIndex", 0) for spec in specs)
        keys[index] = [_key(view.value(sheet, index, column, row.get(column))) for column in columns]
    blank = [(4, 0)] * len(specs)

    def compare(one: int, two: int) -> int:
        for place, spec in enumerate(specs):
            a, b = keys.get(one, blank)[place], keys.get(two, blank)[place]
            if a != b:
                if 4 in (a[0], b[0]):
                    return -1 if a < b else 1
                return (-1 if a < b else 1) * (-1 if spec.get("sortOrder") == "DESCENDING" else 1)
        return 0

    empty = [index for index in range(area.top, area.bottom) if index not in rows]
    order = sorted(rows, key=cmp_to_key(compare))
    if empty:
        order = sorted([*order, *empty[:max(0, _last_needed(rows, area) - len(order))]], key=cmp_to_key(compare))
    taken: list[tuple[list[Cell | None], list[Json], int]] = []
    for index in order:
        row = sheet.row(index)
        cells = [dict(cell) if cell else None for cell in (row.get(column) for column in range(left, right))]
        taken.append((cells, list(row.marks), index))
    slots = sorted(order)
    carries = bool(book.ctx.switches.sort_moves_row_metadata)
    for target, (cells, marks, source) in zip(slots, taken, strict=True):
        row = sheet.touch(target, moved=True)
        for column, cell in enumerate(cells, left):
            if cell and isinstance(cell.get("v"), dict) and "f" in cell["v"]:
                cell["v"] = {"f": shifted(cell["v"]["f"], target - source, 0)}
            row.put(column, cell)
        if carries:
            row.marks = marks


def _last_needed(rows: dict[int, Any], area: Area) -> int:
    """How many rows take part: down to the last stored one, so that gaps inside move to the end."""
    return max(rows) + 1 - area.top if rows else 0


def _key(value: Any) -> tuple[int, Any]:
    if value is None or value == "":
        return 4, 0
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, dict):
        return 3, 0
    return (1, (value.casefold(), value)) if isinstance(value, str) else (0, value)


HANDLERS = {
    "insertDimension": insert_dimension, "deleteDimension": delete_dimension, "moveDimension": move_dimension,
    "appendDimension": append_dimension, "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize_dimensions, "sortRange": sort_range,
}
