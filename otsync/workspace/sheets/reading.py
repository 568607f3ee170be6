"""spreadsheets.get: only what is asked for is built."""

from __future__ import annotations

import copy
import sqlite3
from typing import Any

from otsync.workspace.context import Context
from otsync.workspace.masks import tree_of
from otsync.workspace.sheets import protection
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import OURS, Book, Sheet
from otsync.workspace.sheets.masks import Mask, below
from otsync.workspace.sheets.showing import View, wanted_parts

_NOT_SENT = ("properties", "developerMetadata", *OURS)
ROW_HEIGHT, COLUMN_WIDTH = 21, 100


def get(tx: sqlite3.Connection, file_id: str, params: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A Spreadsheet. params: ranges (A1, list), includeGridData, fields. With `fields` the mask alone says whether grid data comes."""
    book = Book.open(tx, file_id, ctx)
    ranges = params.get("ranges") or []
    picked = [book.range(text) for text in ([ranges] if isinstance(ranges, str) else ranges)]
    mask = tree_of("sheets", "Spreadsheet", params["fields"]) if params.get("fields") else {}
    grid = below(mask, "sheets", "data") is not None if mask else bool(params.get("includeGridData"))
    return spreadsheet(book, picked, mask, grid)


def spreadsheet(book: Book, picked: list[tuple[Sheet, Area]], mask: Mask, grid: bool) -> dict[str, Any]:
    """The Spreadsheet of the API; with `picked` only those sheets and areas."""
    view = View(book)
    found: dict[str, Any] = {"spreadsheetId": book.file_id}
    if below(mask, "properties") is not None:
        found["properties"] = properties(book)
    tree = below(mask, "sheets")
    if tree is not None:
        sheets = []
        for sheet in book.sheets:
            areas = [area for other, area in picked if other is sheet]
            if picked and not areas:
                continue
            sheets.append(_sheet(view, sheet, areas or [Area(sheet.id, 0, 0, None, None)], tree, grid))
        if sheets:
            found["sheets"] = sheets
    for name, part in book.data.items():
        if name not in ("properties", "sheets", "broken") and part and below(mask, name) is not None:
            found[name] = part
    if below(mask, "spreadsheetUrl") is not None:
        found["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.file_id}/edit"
    return found


def properties(book: Book) -> dict[str, Any]:
    """SpreadsheetProperties; the title is the file's name."""
    named = book.tx.execute("SELECT name FROM files WHERE id=?", (book.file_id,)).fetchone()
    return {"title": named[0] if named else "", **{name: part for name, part in book.properties.items() if name != "title"}}


def sheet_properties(sheet: Sheet) -> dict[str, Any]:
    """SheetProperties with its index, zero counts and false flags left out as Google does."""
    kept = sheet.data["properties"]
    found = {"sheetId": sheet.id, "title": sheet.title, "index": sheet.book.sheets.index(sheet), "sheetType": kept.get("sheetType", "GRID")}
    found |= {name: part for name, part in kept.items() if name not in found and part not in (False, None)}
    if "gridProperties" in kept:
        found["gridProperties"] = {name: part for name, part in kept["gridProperties"].items() if part}
    return copy.deepcopy(found)


def _sheet(view: View, sheet: Sheet, areas: list[Area], mask: Mask, grid: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if below(mask, "properties") is not None:
        found["properties"] = sheet_properties(sheet)
    tree = below(mask, "data")
    if grid and tree is not None and sheet.data["properties"].get("sheetType", "GRID") == "GRID":
        found["data"] = [_grid(view, sheet, area.clip(sheet.rows, sheet.columns), tree) for area in areas]
    for name, part in sheet.data.items():
        if name not in _NOT_SENT and part and below(mask, name) is not None:
            found[name] = part
    if "protectedRanges" in found:
        found["protectedRanges"] = [protection.seen(sheet.book, entry) for entry in found["protectedRanges"]]
    if sheet.data.get("developerMetadata") and below(mask, "developerMetadata") is not None:
        found["developerMetadata"] = sheet.data["developerMetadata"]
    return found


def _grid(view: View, sheet: Sheet, area: Area, mask: Mask) -> dict[str, Any]:
    assert area.bottom is not None and area.right is not None
    found: dict[str, Any] = {}
    if area.top:
        found["startRow"] = area.top
    if area.left:
        found["startColumn"] = area.left
    tree = below(mask, "rowData")
    if tree is not None:
        data = _row_data(view, sheet, area, below(tree, "values"))
        if data:
            found["rowData"] = data
    if below(mask, "rowMetadata") is not None:
        plain: dict[str, Any] = {"pixelSize": ROW_HEIGHT}
        heights = [plain] * max(area.bottom - area.top, 0)
        for index, row in sheet.scan(area.top, area.bottom):
            if row.props or row.marks:
                heights[index - area.top] = _measures(sheet, "ROWS", index, row.props, row.marks)
        for index in _filtered(view, sheet, area):
            heights[index - area.top] = {"hiddenByFilter": True, **heights[index - area.top]}
        found["rowMetadata"] = heights
    if below(mask, "columnMetadata") is not None:
        found["columnMetadata"] = [
            _measures(sheet, "COLUMNS", column, props, props.get("developerMetadata", []))
            for column, props in ((column, sheet.column_props.get(str(column), {})) for column in range(area.left, area.right))
        ]
    return found


def _filtered(view: View, sheet: Sheet, area: Area) -> list[int]:
    """The rows of `area` that the sheet's basic filter hides, by value or by condition."""
    basic = sheet.data.get("basicFilter") or {}
    criteria = {int(column): part for column, part in basic.get("criteria", {}).items()}
    criteria |= {spec.get("columnIndex", 0): spec.get("filterCriteria", {}) for spec in basic.get("filterSpecs", [])}
    if not any(criteria.values()):
        return []
    place = sheet.book.area(basic.get("range", {"sheetId": sheet.id}), inside=False)[1].clip(sheet.rows, sheet.columns)
    first, last = max(place.top + 1, area.top), min(place.bottom or 0, area.bottom or 0)
    origin, rows, tints = Area(sheet.id, place.top + 1, 0, None, None), dict(sheet.scan(first, last)), view.tints(sheet)

    def hidden(index: int, column: int, part: dict[str, Any]) -> bool:
        cell = rows[index].get(column) if index in rows else None
        if view.text(sheet, index, column, cell) in part.get("hiddenValues", []):
            return True
        return "condition" in part and not tints.judge(part["condition"], origin, index, column, cell)
    return [index for index in range(first, last) if any(hidden(index, column, part) for column, part in criteria.items())]


def marks_of(sheet: Sheet, dimension: str, index: int, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The developer metadata of a row or column with its place."""
    place = {"dimension": dimension, "startIndex": index, "endIndex": index + 1}
    if sheet.id:
        place = {"sheetId": sheet.id, **place}
    return [{**mark, "location": {"locationType": dimension[:-1], "dimensionRange": place}} for mark in marks]


def _measures(sheet: Sheet, dimension: str, index: int, props: dict[str, Any], marks: list[dict[str, Any]]) -> dict[str, Any]:
    """DimensionProperties."""
    found = {"pixelSize": ROW_HEIGHT if dimension == "ROWS" else COLUMN_WIDTH, **props}
    if marks:
        found["developerMetadata"] = marks_of(sheet, dimension, index, marks)
    return found


_UNSEEN = frozenset("fd")
"""Format and validation: all that most cells of a tab that is ready for a year hold."""


def _row_data(view: View, sheet: Sheet, area: Area, mask: Mask | None) -> list[dict[str, Any]]:
    """rowData from the area's top to its last row that holds anything; trailing empty cells are left out."""
    assert area.bottom is not None and area.right is not None
    found: list[dict[str, Any]] = []
    view.evaluator.spread(sheet)
    wide = {row for row in view.evaluator.spill_rows(sheet) if area.top <= row < area.bottom}
    wanted = frozenset[str]() if mask is None else wanted_parts(mask)
    values_only = wanted.isdisjoint(("userEnteredFormat", "effectiveFormat", "hyperlink", "dataValidation"))
    if "effectiveFormat" in wanted:
        wide |= view.tints(sheet).rows(area)
    for index, row in sheet.lines(area.top, area.bottom, wide):
        cells = row.cells
        end = area.right if index in wide else min(area.right, len(cells))
        if mask is None:
            if any(cells[area.left:end]):
                found += [{}] * (index - area.top + 1 - len(found))
            continue
        if values_only and index not in wide:
            values = [{} if not cell or _UNSEEN.issuperset(cell) else view.data(sheet, index, column, cell, wanted)
                    for column, cell in enumerate(cells[area.left:end], area.left)]
        else:
            values = [view.data(sheet, index, column, cells[column] if column < len(cells) else None, wanted)
                    for column in range(area.left, end)]
        while values and not values[-1] and (area.left + len(values) > len(cells) or cells[area.left + len(values) - 1] is None):
            values.pop()
        if values:
            found += [{} for _ in range(index - area.top - len(found))]
            found.append({"values": values})
    return found
