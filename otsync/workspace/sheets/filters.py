"""Data filters (what a request picks) and row filters (what a filter hides)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import Book, Sheet

if TYPE_CHECKING:
    from otsync.workspace.sheets.showing import View

Found = tuple[dict[str, Any], str, "Sheet | None", int | None]  # metadata, location type, sheet, row or column


def metadata(book: Book) -> list[Found]:
    """All developer metadata with its place."""
    found: list[Found] = [(mark, "SPREADSHEET", None, None) for mark in book.data.get("developerMetadata", [])]
    for sheet in book.sheets:
        found += [(mark, "SHEET", sheet, None) for mark in sheet.data.get("developerMetadata", [])]
        for column, props in sheet.column_props.items():
            found += [(mark, "COLUMN", sheet, int(column)) for mark in props.get("developerMetadata", [])]
        for index, row in sheet.scan():
            found += [(mark, "ROW", sheet, index) for mark in row.marks]
    return found


def matches(entry: Found, lookup: dict[str, Any]) -> bool:
    """Whether a DeveloperMetadataLookup matches; unset fields match everything."""
    mark, kind, sheet, index = entry
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in lookup and mark.get(name) != lookup[name]:
            return False
    if lookup.get("locationType", kind) != kind:
        return False
    place = lookup.get("metadataLocation")
    if not place:
        return True
    if place.get("spreadsheet"):
        return kind == "SPREADSHEET" or lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION"
    span = place.get("dimensionRange")
    sheet_id = span.get("sheetId", 0) if span else place.get("sheetId", 0)
    if sheet is None or sheet.id != sheet_id:
        return False
    if not span:
        return kind == "SHEET" or lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION"
    if index is None or kind != {"ROWS": "ROW", "COLUMNS": "COLUMN"}.get(span.get("dimension", "")):
        return False
    return bool(span.get("startIndex", 0) <= index < span.get("endIndex", 1 << 30))


def found_by(book: Book, data_filter: dict[str, Any]) -> list[Found]:
    """The developer metadata that a DataFilter selects."""
    if "developerMetadataLookup" in data_filter:
        return [entry for entry in metadata(book) if matches(entry, data_filter["developerMetadataLookup"])]
    places = areas_of(book, data_filter)
    return [
        entry for entry in metadata(book)
        if any(_within(entry, sheet, area) for sheet, area in places)
    ]


def _within(entry: Found, sheet: Sheet, area: Area) -> bool:
    _, kind, own, index = entry
    if own is not sheet or index is None:
        return False
    low, high = (area.top, area.bottom) if kind == "ROW" else (area.left, area.right)
    return low <= index and (high is None or index < high)


def areas_of(book: Book, data_filter: dict[str, Any]) -> list[tuple[Sheet, Area]]:
    """The areas that a DataFilter selects."""
    if "a1Range" in data_filter:
        return [book.range(data_filter["a1Range"])]
    if "gridRange" in data_filter:
        return [book.area(data_filter["gridRange"])]
    if "developerMetadataLookup" not in data_filter:
        raise invalid("Invalid dataFilter: no filter set.")
    found: list[tuple[Sheet, Area]] = []
    for _, kind, sheet, index in found_by(book, data_filter):
        if kind == "SPREADSHEET":
            found += [(every, Area(every.id, 0, 0, None, None)) for every in book.sheets]
        elif sheet is not None and index is None:
            found.append((sheet, Area(sheet.id, 0, 0, None, None)))
        elif sheet is not None and index is not None:
            across = kind == "ROW"
            found.append((sheet, Area(sheet.id, index, 0, index + 1, None) if across else Area(sheet.id, 0, index, None, index + 1)))
    return found


def hidden_rows(view: View, sheet: Sheet, area: Area) -> list[int]:
    """The rows of `area` that the sheet's basic filter hides (hidden values only; conditions are kept, not applied)."""
    basic = sheet.data.get("basicFilter")
    if not basic:
        return []
    hidden: dict[int, set[str]] = {}
    for spec in basic.get("filterSpecs", []):
        hidden[spec.get("columnIndex", 0)] = set(spec.get("filterCriteria", {}).get("hiddenValues", []))
    for column, criteria in basic.get("criteria", {}).items():
        hidden[int(column)] = set(criteria.get("hiddenValues", []))
    hidden = {column: values for column, values in hidden.items() if values}
    if not hidden:
        return []
    _, place = sheet.book.area(basic.get("range", {"sheetId": sheet.id}), inside=False)
    place = place.clip(sheet.rows, sheet.columns)
    assert place.bottom is not None and area.bottom is not None
    first, last = max(place.top + 1, area.top), min(place.bottom, area.bottom)
    rows = dict(sheet.scan(first, last))
    found = []
    for index in range(first, last):
        row = rows.get(index)
        if any(view.text(sheet, index, column, row.get(column) if row else None) in values for column, values in hidden.items()):
            found.append(index)
    return found
