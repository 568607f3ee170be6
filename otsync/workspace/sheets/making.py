"""Whole spreadsheets: made, copied, imported, exported, deleted."""

from __future__ import annotations

import copy
import csv
import io
import sqlite3
from datetime import UTC, datetime
from typing import Any

from otsync.workspace.context import Context
from otsync.workspace.errors import not_implemented
from otsync.workspace.sheets import batch_objects, batch_ranges, colors
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.batch_cells import merge_area
from otsync.workspace.sheets.batch_sheets import new_sheet
from otsync.workspace.sheets.book import Book, Sheet
from otsync.workspace.sheets.cells import patched
from otsync.workspace.sheets.reading import spreadsheet
from otsync.workspace.sheets.showing import View
from otsync.workspace.sheets.values import value_range

Json = dict[str, Any]
OBJECTS = batch_objects.HANDLERS | batch_ranges.HANDLERS
_ADDED = {
    "conditionalFormats": ("addConditionalFormatRule", "rule"), "filterViews": ("addFilterView", "filter"),
    "protectedRanges": ("addProtectedRange", "protectedRange"), "charts": ("addChart", "chart"),
}
_MADE = {"properties", "data", "merges", "basicFilter", *_ADDED}


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


def create(tx: sqlite3.Connection, file_id: str, ctx: Context, body: Json) -> Json:
    """Fills the spreadsheet `file_id` from a spreadsheets.create body and answers with the Spreadsheet (without grid data)."""
    given = body.get("properties") or {}
    kept = {name: given[name] for name in ("locale", "timeZone", "autoRecalc", "iterativeCalculationSettings") if given.get(name)}
    if given.get("title"):
        tx.execute("UPDATE files SET name=? WHERE id=?", (given["title"], file_id))
    book = Book(tx, file_id, {"properties": default_properties() | kept, "sheets": [], "namedRanges": []}, ctx)
    for part in body.get("sheets") or [{}]:
        strange = sorted(name for name in part.keys() - _MADE if part[name])
        if strange:
            raise not_implemented(f"spreadsheets.create with {strange[0]}")
        props = dict(part.get("properties") or {})
        _fit(props, part.get("data") or [])
        sheet = new_sheet(book, props)
        for grid in part.get("data") or []:
            _fill(sheet, grid)
        for name, (kind, field) in _ADDED.items():
            for index, entry in enumerate(part.get(name) or []):
                OBJECTS[kind](book, {field: _placed(entry, sheet), **({"index": index} if field == "rule" else {})})
        if part.get("basicFilter"):
            OBJECTS["setBasicFilter"](book, {"filter": _placed(part["basicFilter"], sheet)})
        for area in part.get("merges") or []:
            merge_area(sheet, book.area({**area, "sheetId": sheet.id})[1].clip(sheet.rows, sheet.columns))
    for entry in body.get("namedRanges") or []:
        batch_ranges.add_named_range(book, {"namedRange": entry})
    book.save()
    return spreadsheet(book, [], {}, False)


def _fit(props: Json, data: list[Json]) -> None:
    """A grid without a size is at least as large as its data."""
    grid = dict(props.get("gridProperties") or {})
    rows = max((part.get("startRow", 0) + len(part.get("rowData") or []) for part in data), default=0)
    columns = max(
        (part.get("startColumn", 0) + len(row.get("values") or []) for part in data for row in part.get("rowData") or []), default=0
    )
    grid["rowCount"] = max(grid.get("rowCount") or 1000, rows)
    grid["columnCount"] = max(grid.get("columnCount") or 26, columns)
    props["gridProperties"] = grid


def _fill(sheet: Sheet, grid: Json) -> None:
    top, left = grid.get("startRow", 0), grid.get("startColumn", 0)
    for offset, line in enumerate(grid.get("rowData") or []):
        for column, data in enumerate(line.get("values") or [], left):
            cell = patched(None, data, {})
            if cell:
                sheet.touch(top + offset).put(column, cell)
    for offset, props in enumerate(grid.get("rowMetadata") or []):
        kept = {name: props[name] for name in ("pixelSize", "hiddenByUser") if name in props and props[name] not in (21, False)}
        if kept:
            sheet.touch(top + offset).props.update(kept)
    for column, props in enumerate(grid.get("columnMetadata") or [], left):
        kept = {name: props[name] for name in ("pixelSize", "hiddenByUser") if name in props and props[name] not in (100, False)}
        if kept:
            sheet.column_props[str(column)] = kept


def _placed(part: Json, sheet: Sheet) -> Json:
    """A rule, filter, protection or chart of a sheet that did not exist when it was written."""
    placed = copy.deepcopy(part)
    if "spec" in placed:
        placed.setdefault("position", {}).setdefault("overlayPosition", {}).setdefault("anchorCell", {})["sheetId"] = sheet.id
    elif "ranges" in placed:
        placed["ranges"] = [{**area, "sheetId": sheet.id} for area in placed["ranges"]]
    else:
        placed["range"] = {**placed.get("range", {}), "sheetId": sheet.id}
    return placed


def copy_book(tx: sqlite3.Connection, source_id: str, target_id: str, ctx: Context) -> None:
    """files.copy: sheet ids, named ranges, metadata and all else stay as they are; the title is the new file's."""
    Book.open(tx, source_id, ctx)
    tx.execute("INSERT OR REPLACE INTO sheets_book (file_id, json) SELECT ?, json FROM sheets_book WHERE file_id=?", (target_id, source_id))
    tx.execute(
        "INSERT INTO sheets_row (file_id, sheet_id, row, filled, formulas, json)"
        " SELECT ?, sheet_id, row, filled, formulas, json FROM sheets_row WHERE file_id=?",
        (target_id, source_id),
    )


def delete(tx: sqlite3.Connection, file_id: str) -> None:
    """Removes all that is stored of the spreadsheet."""
    tx.execute("DELETE FROM sheets_row WHERE file_id=?", (file_id,))
    tx.execute("DELETE FROM sheets_book WHERE file_id=?", (file_id,))


def to_csv(tx: sqlite3.Connection, file_id: str, sheet_id: int | None = None, ctx: Context | None = None) -> str:
    """One tab (default: the first) as CSV of shown texts, CRLF between rows, none at the end."""
    book = Book.open(tx, file_id, ctx or Context("", datetime.now(UTC)))
    sheet = book.sheets[0] if sheet_id is None else book.sheet(sheet_id)
    rows = value_range(View(book), sheet, Area(sheet.id, 0, 0, None, None), {}).get("values", [])
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().removesuffix("\r\n")
