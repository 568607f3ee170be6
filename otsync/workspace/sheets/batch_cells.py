"""Requests on cells: write, append, repeat, paste, find and replace, merge, borders, validation."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.cells import patcher, with_value
from otsync.workspace.sheets.colors import paired
from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.masks import wanted
from otsync.workspace.sheets.refs import shifted
from otsync.workspace.sheets.showing import View
from otsync.workspace.sheets.local import local_now

Json = dict[str, Any]
Patch = Callable[["Cell | None", Json], Cell]


def update_cells(book: Book, request: Json) -> None:
    """`start` writes what the rows give; `range` also clears what they leave out. Beyond range or grid: 400."""
    patch = patcher(wanted(request.get("fields"), "CellData"))
    rows = request.get("rows") or []
    width = max((len(row.get("values") or []) for row in rows), default=0)
    whole = "range" in request
    if whole:
        sheet, area = book.area(request["range"])
        area = area.clip(sheet.rows, sheet.columns)
    else:
        start = request.get("start") or {}
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
            row.put(column, patch(row.get(column), data))


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
    if turned:
        block = [list(line) for line in zip(*block, strict=True)]
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
        if any(_touches(found, area) for found in rule.get("ranges", [])):
            added = {
                "sheetId": target.id, "startRowIndex": place.top, "endRowIndex": place.bottom,
                "startColumnIndex": place.left, "endColumnIndex": place.right,
            }
            if not target.id:
                del added["sheetId"]
            if source is target:
                rule["ranges"].append(added)
            else:
                target.data.setdefault("conditionalFormats", []).append({**copy.deepcopy(rule), "ranges": [added]})


def _touches(found: Json, area: Area) -> bool:
    far = 1 << 30
    return (
        found.get("startRowIndex", 0) < (area.bottom or far) and found.get("endRowIndex", far) > area.top
        and found.get("startColumnIndex", 0) < (area.right or far) and found.get("endColumnIndex", far) > area.left
    )


def _copy_merges(
    source: Sheet, area: Area, target: Sheet, place: Area, height: int, width: int, down: int, across: int,
) -> None:
    inside = [
        merge for merge in source.data.get("merges", [])
        if merge["startRowIndex"] >= area.top and merge["endRowIndex"] <= (area.bottom or 0)
        and merge["startColumnIndex"] >= area.left and merge["endColumnIndex"] <= (area.right or 0)
    ]
    for merge in inside:
        for step in range(down):
            for side in range(across):
                rows, columns = place.top - area.top + step * height, place.left - area.left + side * width
                _merge(target, Area(
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
    _grow(target, top + len(block), left + len(block[0]))
    for down, line in enumerate(block):
        for across, (cell, _, _) in enumerate(line):
            _paste(target, top + down, left + across, (cell, top + down, left + across), kind)


def find_replace(book: Book, request: Json) -> Json:
    """Counts of what was changed; the replacement is read as if typed."""
    find = request.get("find", "")
    if not find:
        raise invalid("The find text must not be empty.")
    scopes = [name for name in ("range", "sheetId", "allSheets") if name in request]
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
    view, now = View(book), local_now(book)
    for sheet, area in places:
        area = area.clip(sheet.rows, sheet.columns)
        rows = sum(_replace_row(view, sheet, index, area, pattern, replacement, request, totals, now) for index, _ in sheet.scan(area.top, area.bottom))
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
    view: View, sheet: Sheet, index: int, area: Area, pattern: re.Pattern[str], replacement: str, request: Json, totals: Json, now: datetime,
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
        _merge(sheet, part)


def _merge(sheet: Sheet, area: Area, *, keep_values: bool = False) -> None:
    assert area.bottom is not None and area.right is not None
    if (area.bottom - area.top) * (area.right - area.left) <= 1:
        return
    kept = []
    for merge in sheet.data.get("merges", []):
        if not _touches(merge, area):
            kept.append(merge)
        elif not (
            merge["startRowIndex"] >= area.top and merge["endRowIndex"] <= area.bottom
            and merge["startColumnIndex"] >= area.left and merge["endColumnIndex"] <= area.right
        ):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    found = {
        "sheetId": sheet.id, "startRowIndex": area.top, "endRowIndex": area.bottom,
        "startColumnIndex": area.left, "endColumnIndex": area.right,
    }
    if not sheet.id:
        del found["sheetId"]
    sheet.data["merges"] = [*kept, found]
    for index, row in list(sheet.scan(area.top, area.bottom)) if not keep_values else []:
        for column in range(area.left, min(area.right, len(row.cells))):
            if (index, column) != (area.top, area.left) and row.cells[column]:
                sheet.touch(index).put(column, with_value(row.cells[column], None))


def unmerge_cells(book: Book, request: Json) -> None:
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    kept = []
    for merge in sheet.data.get("merges", []):
        if not _touches(merge, area):
            kept.append(merge)
        elif merge["startRowIndex"] < area.top or merge["endRowIndex"] > (area.bottom or 0) or (
            merge["startColumnIndex"] < area.left or merge["endColumnIndex"] > (area.right or 0)
        ):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.data["merges"] = kept


def update_borders(book: Book, request: Json) -> None:
    """Sides that the request names; NONE takes a border away. An inner line is set on both cells that share it."""
    sheet, area = book.area(request.get("range") or {})
    area = area.clip(sheet.rows, sheet.columns)
    lines = {name: _border(request[name]) for name in ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical") if name in request}
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
    "updateCells": update_cells, "appendCells": append_cells, "repeatCell": repeat_cell, "copyPaste": copy_paste,
    "cutPaste": cut_paste, "findReplace": find_replace, "mergeCells": merge_cells, "unmergeCells": unmerge_cells,
    "updateBorders": update_borders, "setDataValidation": set_data_validation,
}
