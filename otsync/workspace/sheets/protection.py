"""Protected ranges: nobody changes what is in one but its editors and the owner of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.workspace.errors import ApiError, invalid
from otsync.workspace.sheets.a1 import Area, area_of

if TYPE_CHECKING:
    from otsync.workspace.sheets.book import Book, Row, Sheet

Json = dict[str, Any]
_PLACES = {
    "deleteDimension": "range", "insertDimension": "range", "moveDimension": "source", "sortRange": "range", "mergeCells": "range",
    "unmergeCells": "range", "updateDimensionProperties": "range", "updateCells": "range", "repeatCell": "range",
    "setDataValidation": "range", "updateBorders": "range",
}
"""Request kinds -> the field that says where; what other kinds change shows in the rows."""
_ENTRY = {"updateProtectedRange": ("protectedRange", "protectedRangeId"), "deleteProtectedRange": ("", "protectedRangeId")}


def may_edit(book: Book, entry: Json) -> bool:
    """Whether the user may change a protected range and what is in it."""
    editors = entry.get("editors") or {}
    return bool(
        book.ctx.owns or entry.get("warningOnly") or editors.get("domainUsersCanEdit") or book.ctx.user in (editors.get("users") or ())
    )


def locked(sheet: Sheet) -> list[Json]:
    """The protected ranges of a tab that the user may not change."""
    return [entry for entry in sheet.data.get("protectedRanges", []) if not may_edit(sheet.book, entry)]


def seen(book: Book, entry: Json) -> Json:
    """A protected range as the user sees it: only those who may change it are told who else may."""
    if may_edit(book, entry):
        return entry
    return {name: part for name, part in entry.items() if name not in ("editors", "requestingUserCanEdit")}


def check_row(sheet: Sheet, locks: list[Json], index: int, before: Row, after: Row) -> None:
    """400 when a cell of the row changed that lies in one of `locks`."""
    for column in range(max(len(before.cells), len(after.cells))):
        if before.get(column) != after.get(column):
            for entry in locks:
                _check(entry, Area(sheet.id, index, column, index + 1, column + 1))


def check_request(book: Book, kind: str, body: Json) -> None:
    """400 when a request would move, delete or join cells of a range that the user may not change, or the protection itself."""
    if book.ctx.owns:
        return
    if kind in _ENTRY:
        part, name = _ENTRY[kind]
        wanted = (body.get(part) or {} if part else body).get(name)
        if any(entry["protectedRangeId"] == wanted for sheet in book.sheets for entry in locked(sheet)):
            raise refusal()
    if kind == "deleteSheet" and any(sheet.id == body.get("sheetId", 0) and locked(sheet) for sheet in book.sheets):
        raise refusal()
    place = body.get(_PLACES.get(kind, ""))
    if not isinstance(place, dict):
        return
    touched = area_of(place)
    for sheet in book.sheets:
        for entry in locked(sheet) if sheet.id == touched.sheet_id else ():
            _check(entry, touched)


def _check(entry: Json, touched: Area) -> None:
    free = entry.get("unprotectedRanges", [])
    if area_of(entry.get("range") or {}).meets(touched) and not any(area_of(hole).holds(touched) for hole in free):
        raise refusal()


def refusal() -> ApiError:
    return invalid(
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."
    )
