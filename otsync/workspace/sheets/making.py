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
from otsync.workspace.sheets import batch_objects, batch_ranges
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.batch_cells import merge_area
from otsync.workspace.sheets.batch_sheets import check_zone, new_sheet
from otsync.workspace.sheets.book import Book, Sheet
from otsync.workspace.sheets.loading import default_properties, extent, fill
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


def create(tx: sqlite3.Connection, file_id: str, ctx: Context, body: Json) -> Json:
    """Fills the spreadsheet `file_id` from a spreadsheets.create body and answers with the Spreadsheet (without grid data)."""
    given = body.get("properties") or {}
    kept = {name: given[name] for name in ("locale", "timeZone", "autoRecalc", "iterativeCalculationSettings") if given.get(name)}
    if "timeZone" in kept:
        check_zone(kept["timeZone"])
    if given.get("title"):
        tx.execute("UPDATE files SET name=? WHERE id=?", (given["title"], file_id))
    book = Book(tx, file_id, {"properties": default_properties() | kept, "sheets": [], "namedRanges": []}, ctx)
    for part in body.get("sheets") or [{}]:
        strange = sorted(name for name in part.keys() - _MADE if part[name])
        if strange:
            raise not_implemented(f"spreadsheets.create with {strange[0]}")
        data, props = copy.deepcopy(part.get("data") or []), dict(part.get("properties") or {})
        size, (rows, columns) = props.get("gridProperties") or {}, extent(data)
        least = {"rowCount": max(size.get("rowCount") or 1000, rows), "columnCount": max(size.get("columnCount") or 26, columns)}
        sheet = new_sheet(book, props | {"gridProperties": size | least})
        for grid in data:
            fill(sheet, grid)
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
