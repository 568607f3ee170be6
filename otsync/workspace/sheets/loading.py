"""Import of a spreadsheets.get body: served back as it was, computed parts included, until a cell is written."""

from __future__ import annotations

import copy
import sqlite3
from typing import Any

from otsync.workspace.context import Context
from otsync.workspace.sheets import colors
from otsync.workspace.sheets.book import Book, Sheet
from otsync.workspace.sheets.cells import patched
from otsync.workspace.sheets.reading import COLUMN_WIDTH, ROW_HEIGHT
from otsync.workspace.sheets.showing import View, wanted_parts

Json = dict[str, Any]


def default_properties() -> Json:
    """What Google gives a new spreadsheet (recorded answers of spreadsheets.get)."""
    white = {"red": 1, "green": 1, "blue": 1}
    return {
        "locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT",
        "defaultFormat": {
            "backgroundColor": dict(white), "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
            "verticalAlignment": "BOTTOM", "wrapStrategy": "OVERFLOW_CELL",
            "textFormat": {
                "foregroundColor": {}, "fontFamily": "arial,sans,sans-serif", "fontSize": 10, "bold": False, "italic": False,
                "strikethrough": False, "underline": False, "foregroundColorStyle": {"rgbColor": {}},
            },
            "backgroundColorStyle": {"rgbColor": dict(white)},
        },
        "spreadsheetTheme": {
            "primaryFontFamily": "Arial",
            "themeColors": [{"colorType": name, "color": {"rgbColor": dict(color)}} for name, color in colors.THEME.items()],
        },
    }


def load(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> None:
    """Fills the spreadsheet `file_id`. Parts that the engine does not model are kept where they stood."""
    body = copy.deepcopy(body)
    props = body.pop("properties", None)
    if props and props.get("title"):
        tx.execute("UPDATE files SET name=? WHERE id=?", (props.pop("title"), file_id))
    sheets = body.pop("sheets", None) or [{}]
    for name in ("spreadsheetId", "spreadsheetUrl"):
        body.pop(name, None)
    kept = {"properties": default_properties() | (props or {}), **body, "sheets": []}
    book = Book(tx, file_id, kept, ctx)
    given: list[tuple[Sheet, int, int, Json]] = []
    sheets.sort(key=lambda part: part.get("properties", {}).get("index", 0))
    for number, part in enumerate(sheets):
        grids = part.pop("data", None) or []
        sheet = Sheet(book, part)
        _complete(sheet, number, grids)
        book.sheets.append(sheet)
        for grid in grids:
            given += fill(sheet, grid, given=True)
        sheet.flush()
    view = View(book)
    for sheet, index, column, data in given:
        _differences(view, sheet, index, column, data)
    book.save()


def _complete(sheet: Sheet, number: int, grids: list[Json]) -> None:
    props = sheet.data.setdefault("properties", {})
    props.pop("index", None)
    props.setdefault("sheetId", number)
    props.setdefault("title", f"Sheet{number + 1}")
    if props.get("sheetType", "GRID") != "GRID":
        return
    grid, (rows, columns) = props.setdefault("gridProperties", {}), extent(grids)
    grid.setdefault("rowCount", max(rows, 1000))
    grid.setdefault("columnCount", max(columns, 26))


def extent(grids: list[Json]) -> tuple[int, int]:
    """Rows and columns that GridData reaches."""
    rows = max((part.get("startRow", 0) + len(part.get("rowData", [])) for part in grids), default=0)
    lines = ((part.get("startColumn", 0), row) for part in grids for row in part.get("rowData", []))
    return rows, max((left + len(row.get("values", [])) for left, row in lines), default=0)


def fill(sheet: Sheet, grid: Json, *, given: bool = False) -> list[tuple[Sheet, int, int, Json]]:
    """Puts GridData into a sheet and answers with its cells; with `given` the last cell of a row is kept even if empty."""
    top, left = grid.get("startRow", 0), grid.get("startColumn", 0)
    found = []
    for index, line in enumerate(grid.get("rowData", []), top):
        values = line.get("values", [])
        for column, data in enumerate(values, left):
            cell = patched(None, data, {})
            if data or (given and column == left + len(values) - 1):
                sheet.touch(index).put(column, cell or ({"x": {}} if given else None))
                found.append((sheet, index, column, data))
    for index, props in enumerate(grid.get("rowMetadata", []), top):
        marks = [{name: part for name, part in mark.items() if name != "location"} for mark in props.pop("developerMetadata", [])]
        own = {name: part for name, part in props.items() if (name, part) != ("pixelSize", ROW_HEIGHT)}
        if own or marks:
            row = sheet.touch(index)
            row.props, row.marks = own, marks
    for column, props in enumerate(grid.get("columnMetadata", []), left):
        for mark in props.get("developerMetadata", []):
            mark.pop("location", None)
        own = {name: part for name, part in props.items() if (name, part) != ("pixelSize", COLUMN_WIDTH)}
        if own:
            sheet.column_props[str(column)] = own
    return found


def _differences(view: View, sheet: Sheet, index: int, column: int, data: Json) -> None:
    """What the body says of a cell otherwise than we would is kept beside it."""
    row = sheet.row(index)
    cell = row.get(column)
    assert cell is not None
    ours = view.data(sheet, index, column, cell, wanted_parts({}))
    known = isinstance(cell.get("v"), dict) and view.evaluator.knows(cell)
    kept = {
        name: copy.deepcopy(data.get(name)) for name in {*ours, *data}
        if ours.get(name) != data.get(name) and not (known and name in ("effectiveValue", "formattedValue"))
    }
    if kept:
        sheet.touch(index).put(column, {**cell, "x": {**cell.get("x", {}), **kept}})
