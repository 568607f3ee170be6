"""Requests on whole tabs and on the spreadsheet's properties."""

from __future__ import annotations

import copy
import re
from typing import Any
from zoneinfo import ZoneInfo

from otsync.workspace.errors import invalid, not_implemented
from otsync.workspace.sheets.book import OURS, Book, Sheet
from otsync.workspace.sheets.colors import paired, twins
from otsync.workspace.sheets.following import rewrite_all
from otsync.workspace.sheets.masks import Mask, merge, wanted
from otsync.workspace.sheets.reading import sheet_properties
from otsync.workspace.sheets.refs import retitled

Json = dict[str, Any]
MAX_COLUMNS = 18_278


def new_sheet(book: Book, given: Json) -> Sheet:
    """A tab from SheetProperties, put at its index (default: last). 400 for a taken id or title."""
    props = paired({name: part for name, part in given.items() if name != "index"})
    if "sheetId" in props:
        if props["sheetId"] < 0:
            raise invalid(f"Invalid sheetId: {props['sheetId']}")
        if any(sheet.id == props["sheetId"] for sheet in book.sheets):
            raise invalid(f"Cannot add sheet with ID {props['sheetId']}, a sheet with that ID already exists.")
    else:
        props["sheetId"] = book.fresh_id() if book.sheets else 0
    if props.get("title"):
        check_title(book, props["title"], None)
    else:
        taken = {sheet.title for sheet in book.sheets}
        props["title"] = next(f"Sheet{n}" for n in range(len(book.sheets) + 1, 10**6) if f"Sheet{n}" not in taken)
    props["sheetType"] = props.get("sheetType") or "GRID"
    if props["sheetType"] != "GRID":
        raise not_implemented(f"a tab of the type {props['sheetType']} that no chart was put on")
    grid = dict(props.get("gridProperties") or {})
    rows, columns = grid.get("rowCount") or 1000, grid.get("columnCount") or 26
    props["gridProperties"] = {**grid, "rowCount": 0, "columnCount": 0}
    sheet = Sheet(book, {"properties": props})
    index = given.get("index")
    book.sheets.insert(len(book.sheets) if index is None else min(max(index, 0), len(book.sheets)), sheet)
    set_size(sheet, rows, columns)
    check_frozen(sheet)
    return sheet


def check_title(book: Book, title: str, own: Sheet | None) -> None:
    if not title:
        raise invalid("You can't have an empty sheet name.")
    if len(title) > 100:
        raise invalid("The sheet name cannot be greater than 100 characters.")
    other = book.titled(title)
    if other is not None and other is not own:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def set_size(sheet: Sheet, rows: int, columns: int) -> None:
    if rows < 1 or columns < 1:
        raise invalid("The grid must have at least one row and one column.")
    if columns > MAX_COLUMNS:
        raise invalid(f"Invalid number of columns: {columns}. The maximum is {MAX_COLUMNS}.")
    sheet.resize(rows, columns)


def check_frozen(sheet: Sheet) -> None:
    for name, size, kind in (("frozenRowCount", sheet.rows, "rows"), ("frozenColumnCount", sheet.columns, "columns")):
        if sheet.grid.get(name, 0) >= size:
            raise invalid(f"You can't freeze all visible {kind} on the sheet.")


def add_sheet(book: Book, request: Json) -> Json:
    return {"properties": sheet_properties(new_sheet(book, request.get("properties") or {}))}


def delete_sheet(book: Book, request: Json) -> None:
    sheet = _sheet(book, request.get("sheetId"))
    if len(book.sheets) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    if not any(other is not sheet and not other.data["properties"].get("hidden") for other in book.sheets):
        raise invalid("You can't remove all the visible sheets in a document.")
    drop_rows(sheet)
    book.sheets.remove(sheet)
    gone = [entry for entry in book.named if entry["range"].get("sheetId", 0) == sheet.id]
    book.data["namedRanges"] = [entry for entry in book.named if entry not in gone]
    if gone:
        book.data.setdefault("broken", []).extend({"namedRangeId": entry["namedRangeId"], "name": entry["name"]} for entry in gone)
    _retitle(book, sheet.title, None)


def _sheet(book: Book, sheet_id: int | None) -> Sheet:
    for sheet in book.sheets:
        if sheet.id == (sheet_id or 0):
            return sheet
    raise invalid(f"No sheet with id: {sheet_id or 0}")


def drop_rows(sheet: Sheet) -> None:
    sheet.forget()
    sheet.book.tx.execute("DELETE FROM sheets_row WHERE file_id=? AND sheet_id=?", (sheet.book.file_id, sheet.id))


def update_sheet_properties(book: Book, request: Json) -> None:
    given = paired(request.get("properties") or {})
    sheet = _sheet(book, given.get("sheetId"))
    mask = twins(wanted(request.get("fields"), "SheetProperties"))
    if not mask:
        mask = {name: {} for name in given}
    if not mask:
        return
    old_title = sheet.title
    if "title" in mask:
        check_title(book, given.get("title", ""), sheet)
    if mask.get("sheetId") == {} and given.get("sheetId", 0) != sheet.id:
        raise invalid("The sheetId cannot be changed.")
    _check_grid(sheet, given, mask)
    before = sheet.rows, sheet.columns
    fresh = copy.deepcopy(sheet.data["properties"])
    if mask.keys() != {"index"}:
        fresh = merge(fresh, {**given, "sheetId": sheet.id}, {name: tree for name, tree in mask.items() if name != "index"})
    fresh.setdefault("gridProperties", {})
    rows, columns = fresh["gridProperties"].get("rowCount", before[0]), fresh["gridProperties"].get("columnCount", before[1])
    fresh["gridProperties"] |= {"rowCount": before[0], "columnCount": before[1]}
    fresh.pop("index", None)
    sheet.data["properties"] = fresh
    if (rows, columns) != before:
        _resize(book, sheet, rows, columns)
    check_frozen(sheet)
    if all(other.data["properties"].get("hidden") for other in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    if "index" in mask:
        old, index = book.sheets.index(sheet), given.get("index", 0)
        if not 0 <= index <= len(book.sheets):
            raise invalid(f"Invalid index: {index}.")
        book.sheets.remove(sheet)
        book.sheets.insert(index - 1 if index > old else index, sheet)
    if sheet.title != old_title:
        _retitle(book, old_title, sheet.title)


def _check_grid(sheet: Sheet, given: Json, mask: Mask) -> None:
    tree = mask.get("gridProperties")
    if tree is None:
        return
    grid = given.get("gridProperties") or {}
    for name in ("rowCount", "columnCount"):
        if (name in tree or not tree) and grid.get(name, 0 if name in tree else 1) < 1:
            raise invalid("The grid must have at least one row and one column.")


def _resize(book: Book, sheet: Sheet, rows: int, columns: int) -> None:
    """A smaller grid loses its last rows and columns, as if they were deleted."""
    from otsync.workspace.sheets.moving import delete
    if rows < sheet.rows:
        check_frozen_against(sheet, "frozenRowCount", rows, "rows")
        delete(book, sheet, "ROWS", rows, sheet.rows)
    if columns < sheet.columns:
        check_frozen_against(sheet, "frozenColumnCount", columns, "columns")
        delete(book, sheet, "COLUMNS", columns, sheet.columns)
    set_size(sheet, rows, columns)


def check_frozen_against(sheet: Sheet, name: str, size: int, kind: str) -> None:
    if sheet.grid.get(name, 0) >= size:
        raise invalid(f"You can't freeze all visible {kind} on the sheet.")


def _retitle(book: Book, old: str, new: str | None) -> None:
    """Formulas follow a tab's new name; after its deletion they become #REF!."""
    rewrite_all(book, lambda _: lambda text: retitled(text, old, new) if new else _lost(text, old))


def _lost(formula: str, title: str) -> str:
    marked = retitled(formula, title, "\0")
    return re.sub(r"'\0'![$A-Za-z0-9]+(:[$A-Za-z0-9]+)?", "#REF!", marked)


def duplicate_sheet(book: Book, request: Json) -> Json:
    source = _sheet(book, request.get("sourceSheetId"))
    source.flush()
    props = {name: part for name, part in copy.deepcopy(source.data["properties"]).items() if name not in ("sheetId", "title", "hidden")}
    if "newSheetId" in request:
        props["sheetId"] = request["newSheetId"]
    title = request.get("newSheetName")
    if not title:
        taken = {sheet.title for sheet in book.sheets}
        names = [f"Copy of {source.title}", *(f"Copy of {source.title} {n}" for n in range(2, 1000))]
        title = next(name for name in names if name not in taken)
    props["title"] = title
    sheet = new_sheet(book, {**props, "index": request.get("insertSheetIndex", 0)})
    for name, part in source.data.items():
        if name != "properties":
            sheet.data[name] = copy.deepcopy(part) if name in OURS else renumbered(book, part, source.id, sheet.id)
    book.tx.execute(
        "INSERT INTO sheets_row (file_id, sheet_id, row, filled, formulas, json)"
        " SELECT file_id, ?, row, filled, formulas, json FROM sheets_row WHERE file_id=? AND sheet_id=?",
        (sheet.id, book.file_id, source.id),
    )
    return {"properties": sheet_properties(sheet)}


_IDS = {"protectedRangeId", "filterViewId", "chartId", "bandedRangeId", "metadataId", "slicerId"}


def renumbered(book: Book, part: Any, old: int, new: int) -> Any:
    """A copy's parts: sheet ids that mean the old tab mean the new one, and ids that must be unique are fresh."""
    if isinstance(part, list):
        return [renumbered(book, item, old, new) for item in part]
    if not isinstance(part, dict):
        return part
    found: Json = {}
    for name, value in part.items():
        if name in _IDS and isinstance(value, int):
            found[name] = book.fresh_id()
        elif name in ("range", "anchorCell") and isinstance(value, dict) and value.get("sheetId", 0) == old:
            found[name] = {**value, "sheetId": new}  # the whole tab 0 is an empty GridRange
        elif name not in ("sheetId", "tableId"):
            found[name] = renumbered(book, value, old, new)
    sheet_id = part.get("sheetId", 0)
    if _is_place(part):
        sheet_id = new if sheet_id == old else sheet_id
        if sheet_id or name_is_position(part):
            found = {"sheetId": sheet_id, **found}
    return found


_AREA = {"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}
_CELL = {"sheetId", "rowIndex", "columnIndex"}


def _is_place(part: Json) -> bool:
    """A GridRange, GridCoordinate, DimensionRange or anything else that names its sheet."""
    names = set(part)
    return "sheetId" in names or "dimension" in names or (bool(names) and names <= _AREA) or (len(names) > 1 and names <= _CELL)


def name_is_position(part: Json) -> bool:
    return "overlayPosition" in part or "locationType" in part


def check_zone(name: str) -> None:
    """400 for what is neither a time zone of CLDR nor a custom one such as GMT-07:00."""
    try:
        if not re.fullmatch(r"GMT[+-]\d{1,2}:\d{2}", name):
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise invalid(f"Invalid time zone: {name}") from None


def update_spreadsheet_properties(book: Book, request: Json) -> None:
    given = request.get("properties") or {}
    mask = wanted(request.get("fields"), "SpreadsheetProperties") or {name: {} for name in given}
    if "title" in mask:
        if not given.get("title"):
            raise invalid("The title cannot be empty.")
        book.tx.execute("UPDATE files SET name=? WHERE id=?", (given["title"], book.file_id))
    if "defaultFormat" in mask or ("spreadsheetTheme" in mask and not given.get("spreadsheetTheme")):
        raise invalid("Cannot update field: defaultFormat" if "defaultFormat" in mask else "Cannot clear field: spreadsheetTheme")
    if given.get("timeZone") and "timeZone" in mask:
        check_zone(given["timeZone"])
    rest = {name: child for name, child in mask.items() if name != "title"}
    if rest:
        book.data["properties"] = merge(book.properties, given, rest)


HANDLERS = {
    "addSheet": add_sheet, "deleteSheet": delete_sheet, "updateSheetProperties": update_sheet_properties,
    "duplicateSheet": duplicate_sheet, "updateSpreadsheetProperties": update_spreadsheet_properties,
}
