"""Requests that carry cells elsewhere or change their text: copy, cut, find and replace."""

from __future__ import annotations

import copy
import re
from datetime import datetime
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.a1 import Area, area_of, grid_range
from otsync.workspace.sheets.batch_cells import merge_area
from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.cells import with_value
from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.refs import shifted
from otsync.workspace.sheets.showing import View

Json = dict[str, Any]
_PASTES: dict[str, tuple[str, ...]] = {
    "PASTE_NORMAL": ("v", "f", "n", "d", "r", "k", "o", "x"), "PASTE_NO_BORDERS": ("v", "f", "n", "d", "r", "k", "o", "x"),
    "PASTE_VALUES": ("v", "r", "k"), "PASTE_FORMULA": ("v", "r", "k"), "PASTE_FORMAT": ("f",), "PASTE_DATA_VALIDATION": ("d",),
}


def copy_paste(book: Book, request: Json) -> None:
    """The source repeated over the destination, which grows to hold it once."""
    source, area = book.area(request.get("source") or {})
    target, place = book.area(request.get("destination") or {})
    area, place = area.clip(source.rows, source.columns), place.clip(target.rows, target.columns)
    kind = request.get("pasteType") or "PASTE_NORMAL"
    assert area.bottom is not None and area.right is not None and place.bottom is not None and place.right is not None
    view = View(book)
    block = [[_taken(view, source, row, column, kind) for column in range(area.left, area.right)] for row in range(area.top, area.bottom)]
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    if turned and block:
        block = [list(line) for line in zip(*block, strict=True)]
    if not block or not block[0]:
        return
    height, width = len(block), len(block[0])
    down, across = max((place.bottom - place.top) // height, 1), max((place.right - place.left) // width, 1)
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        _paste_rules(source, area, target, Area(target.id, place.top, place.left, place.top + height * down, place.left + width * across))
        return
    _grow(target, place.top + height * down, place.left + width * across)
    for row in range(height * down):
        for column in range(width * across):
            _paste(target, place.top + row, place.left + column, block[row % height][column % width], kind)
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_FORMAT") and not turned:
        _copy_merges(source, area, target, place, height, width, down, across)


def _taken(view: View, sheet: Sheet, row: int, column: int, kind: str) -> tuple[Cell | None, int, int]:
    cell = copy.deepcopy(sheet.row(row).get(column))
    if cell and kind == "PASTE_VALUES" and isinstance(cell.get("v"), dict):
        value = view.value(sheet, row, column, cell)
        cell = with_value(cell, value)
    return cell, row, column


def _paste(sheet: Sheet, row_index: int, column: int, taken: tuple[Cell | None, int, int], kind: str) -> None:
    cell, from_row, from_column = taken
    row = sheet.touch(row_index)
    found = dict(row.get(column) or {})
    borders = (found.get("f") or {}).get("borders")
    for key in _PASTES[kind]:
        found.pop(key, None)
        if cell and key in cell:
            found[key] = copy.deepcopy(cell[key])
    if "v" in _PASTES[kind]:
        found = {key: part for key, part in found.items() if key != "x" or kind == "PASTE_NORMAL"}
        if isinstance(found.get("v"), dict) and "f" in found["v"]:
            found["v"] = {"f": shifted(found["v"]["f"], row_index - from_row, column - from_column)}
    if kind == "PASTE_NO_BORDERS":
        shape = {name: part for name, part in (found.get("f") or {}).items() if name != "borders"}
        if borders:
            shape["borders"] = borders
        found.pop("f", None)
        if shape:
            found["f"] = shape
    row.put(column, found)


def _grow(sheet: Sheet, rows: int, columns: int) -> None:
    if rows > sheet.rows or columns > sheet.columns:
        sheet.resize(max(rows, sheet.rows), max(columns, sheet.columns))


def _paste_rules(source: Sheet, area: Area, target: Sheet, place: Area) -> None:
    for rule in list(source.data.get("conditionalFormats", [])):
        if any(area.meets(area_of(found)) for found in rule.get("ranges", [])):
            if source is target:
                rule["ranges"].append(grid_range(place))
            else:
                target.data.setdefault("conditionalFormats", []).append({**copy.deepcopy(rule), "ranges": [grid_range(place)]})


def _copy_merges(
    source: Sheet, area: Area, target: Sheet, place: Area, height: int, width: int, down: int, across: int,
) -> None:
    for merge in [merge for merge in source.data.get("merges", []) if area.holds(area_of(merge))]:
        for step in range(down):
            for side in range(across):
                rows, columns = place.top - area.top + step * height, place.left - area.left + side * width
                merge_area(target, Area(
                    target.id, merge["startRowIndex"] + rows, merge["startColumnIndex"] + columns,
                    merge["endRowIndex"] + rows, merge["endColumnIndex"] + columns,
                ), keep_values=True)


def cut_paste(book: Book, request: Json) -> None:
    """The source's cells move; formulas elsewhere that point at them follow."""
    source, area = book.area(request.get("source") or {})
    area = area.clip(source.rows, source.columns)
    start = request.get("destination") or {}
    target = book.sheet(start.get("sheetId"))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    book.inside(target, Area(target.id, top, left, None, None))
    kind = request.get("pasteType") or "PASTE_NORMAL"
    if kind not in _PASTES:
        raise invalid(f"Cannot cut and paste with {kind}.")
    assert area.bottom is not None and area.right is not None
    view = View(book)
    block = [[_taken(view, source, row, column, kind) for column in range(area.left, area.right)] for row in range(area.top, area.bottom)]
    for index, _ in list(source.scan(area.top, area.bottom)):
        row = source.touch(index)
        for column in range(area.left, min(area.right, len(row.cells))):
            row.put(column, {key: part for key, part in (row.get(column) or {}).items() if key not in _PASTES[kind]})
    if not block:
        return
    _grow(target, top + len(block), left + len(block[0]))
    for down, line in enumerate(block):
        for across, (cell, _, _) in enumerate(line):
            _paste(target, top + down, left + across, (cell, top + down, left + across), kind)


def find_replace(book: Book, request: Json) -> Json:
    """Counts of what was changed; the replacement is read as if typed."""
    find = request.get("find", "")
    if not find:
        raise invalid("The find text must not be empty.")
    scopes = [name for name in ("range", "sheetId", "allSheets") if name in request and request[name] is not False]
    if len(scopes) != 1:
        raise invalid("Exactly one of range, sheetId and allSheets must be set.")
    if "range" in request:
        places = [book.area(request["range"])]
    else:
        sheets = book.sheets if request.get("allSheets") else [book.sheet(request["sheetId"])]
        places = [(sheet, Area(sheet.id, 0, 0, None, None)) for sheet in sheets]
    pattern = _pattern(request, find)
    replacement = request.get("replacement", "")
    if request.get("searchByRegex"):
        replacement = re.sub(r"\$(\d)", r"\\g<\1>", replacement.replace("\\", "\\\\"))
    else:
        replacement = replacement.replace("\\", "\\\\")
    totals = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    view, now = View(book), book.now
    for sheet, area in places:
        area = area.clip(sheet.rows, sheet.columns)
        rows = sum(
            _replace_row(view, sheet, index, area, pattern, replacement, request, totals, now)
            for index, _ in sheet.scan(area.top, area.bottom)
        )
        totals["rowsChanged"] += rows
        totals["sheetsChanged"] += rows > 0
    return {name: count for name, count in totals.items() if count}


def _pattern(request: Json, find: str) -> re.Pattern[str]:
    text = find if request.get("searchByRegex") else re.escape(find)
    try:
        return re.compile(rf"(?:{text})\Z" if request.get("matchEntireCell") else text, 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error:
        raise invalid(f"Invalid regular expression: {find}") from None


def _replace_row(
    view: View, sheet: Sheet, index: int, area: Area, pattern: re.Pattern[str], replacement: str, request: Json, totals: Json,
    now: datetime,
) -> bool:
    row, changed = sheet.row(index), False
    for column in range(area.left, min(area.right or 0, len(row.cells))):
        cell = row.cells[column]
        if not cell or "v" not in cell:
            continue
        formula = cell["v"].get("f") if isinstance(cell["v"], dict) else None
        if formula is not None and not request.get("includeFormulas"):
            continue
        text = formula if formula is not None else view.text(sheet, index, column, cell)
        if request.get("matchEntireCell") and not pattern.match(text):
            continue
        fresh, count = pattern.subn(replacement, text)
        if not count or fresh == text:
            continue
        value, number_format = typed(fresh, (cell.get("f") or {}).get("numberFormat"), now) if fresh else (None, None)
        new = with_value(cell, value)
        if number_format:
            new["f"] = {**(cell.get("f") or {}), "numberFormat": number_format}
        sheet.touch(index).put(column, new)
        totals["occurrencesChanged"] += count
        totals["formulasChanged" if formula is not None else "valuesChanged"] += 1
        changed = True
    return changed


HANDLERS = {"copyPaste": copy_paste, "cutPaste": cut_paste, "findReplace": find_replace}
