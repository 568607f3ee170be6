"""Requests on named ranges, protected ranges and developer metadata."""

from __future__ import annotations

import copy
import re
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets import a1, filters
from otsync.workspace.sheets.book import Book, Sheet
from otsync.workspace.sheets.masks import merge, wanted
from otsync.workspace.sheets.reading import marks_of

Json = dict[str, Any]
_NAME = re.compile(r"[^\W\d][\w.]{0,249}\Z")


def plain_range(book: Book, found: Json | None) -> Json:
    """A GridRange checked against its sheet, as Google gives it back (sheetId 0 left out)."""
    if not found:
        raise invalid("No range specified.")
    sheet, _ = book.area(found)
    kept: Json = {name: found[name] for name in ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex") if name in found}
    for low, high in (("startRowIndex", "endRowIndex"), ("startColumnIndex", "endColumnIndex")):
        if high in kept and kept.get(low, 0) >= kept[high]:
            raise invalid(f"Invalid range: {low} must be less than {high}.")
    return ({"sheetId": sheet.id} if sheet.id else {}) | kept


def _check_name(book: Book, name: str, own: str | None, verb: str) -> None:
    try:
        a1.cells(name)
        is_reference = True
    except ValueError:
        is_reference = False
    if not _NAME.match(name) or is_reference or name.upper() in ("TRUE", "FALSE"):
        raise invalid(f"Invalid name: {name}" if name else "The name must not be empty.")
    taken = [entry for entry in (*book.named, *_broken(book)) if entry["name"].casefold() == name.casefold()]
    if any(entry["namedRangeId"] != own for entry in taken):
        raise invalid(f"Cannot {verb} named range with name {name}, a named range with that name already exists.")


def _broken(book: Book) -> list[Json]:
    """Named ranges whose cells are gone: not listed, but their names stay taken (seen in Google's service) unless switched off."""
    found: list[Json] = book.data.get("broken", []) if book.ctx.switches.broken_named_ranges_block_their_name else []
    return found


def add_named_range(book: Book, request: Json) -> Json:
    given = request.get("namedRange") or {}
    own = given.get("namedRangeId") or str(book.fresh_id())
    if any(entry["namedRangeId"] == own for entry in (*book.named, *_broken(book))):
        raise invalid(f"Cannot add named range with ID {own}, a named range with that ID already exists.")
    _check_name(book, given.get("name", ""), None, "add")
    entry = {"namedRangeId": own, "name": given["name"], "range": plain_range(book, given.get("range"))}
    book.named.append(entry)
    return {"namedRange": copy.deepcopy(entry)}


def _named(book: Book, own: str) -> Json:
    for entry in book.named:
        if entry["namedRangeId"] == own:
            return entry
    raise invalid(f"No NamedRange with id: {own}")


def update_named_range(book: Book, request: Json) -> None:
    given = request.get("namedRange") or {}
    entry = _named(book, given.get("namedRangeId", ""))
    mask = wanted(request.get("fields"), "NamedRange")
    if not mask or "name" in mask:
        _check_name(book, given.get("name", ""), entry["namedRangeId"], "update")
        entry["name"] = given["name"]
    if not mask or "range" in mask:
        area = merge(dict(entry["range"]), given.get("range") or {}, mask.get("range") or {})
        entry["range"] = plain_range(book, area)


def delete_named_range(book: Book, request: Json) -> None:
    own = request.get("namedRangeId", "")
    broken = book.data.get("broken", [])
    if any(entry["namedRangeId"] == own for entry in broken):
        book.data["broken"] = [entry for entry in broken if entry["namedRangeId"] != own]
        return
    if not any(entry["namedRangeId"] == own for entry in book.named) and not book.ctx.switches.delete_missing_named_range_is_error:
        return
    book.named.remove(_named(book, own))


def add_protected_range(book: Book, request: Json) -> Json:
    given = copy.deepcopy(request.get("protectedRange") or {})
    taken = {part["protectedRangeId"] for sheet in book.sheets for part in sheet.data.get("protectedRanges", [])}
    if given.get("protectedRangeId") in taken:
        raise invalid(
            f"Cannot add protected range with ID {given['protectedRangeId']}, a protected range with that ID already exists."
        )
    entry: Json = {"protectedRangeId": given.pop("protectedRangeId", None) or book.fresh_id()}
    entry |= _protection(book, given)
    book.sheet(entry["range"].get("sheetId")).data.setdefault("protectedRanges", []).append(entry)
    return {"protectedRange": copy.deepcopy(entry)}


def _protection(book: Book, given: Json) -> Json:
    if given.get("namedRangeId"):
        given["range"] = dict(_named(book, given["namedRangeId"])["range"])
    else:
        given["range"] = _whole_range(book, given.get("range"))
    if "unprotectedRanges" in given:
        given["unprotectedRanges"] = [plain_range(book, area) for area in given["unprotectedRanges"]]
    if given.get("warningOnly"):
        given.pop("editors", None)
    else:
        given.pop("warningOnly", None)
        editors = given.setdefault("editors", {})
        users = editors.setdefault("users", [])
        if book.ctx.user and book.ctx.user not in users:
            users.append(book.ctx.user)
    given["requestingUserCanEdit"] = True
    return given


def _whole_range(book: Book, found: Json | None) -> Json:
    if found is not None and not found.keys() - {"sheetId"}:
        sheet = book.sheet(found.get("sheetId"))
        return {"sheetId": sheet.id} if sheet.id else {}
    return plain_range(book, found)


def _protected(book: Book, own: int) -> tuple[Sheet, Json]:
    for sheet in book.sheets:
        for entry in sheet.data.get("protectedRanges", []):
            if entry["protectedRangeId"] == own:
                return sheet, entry
    raise invalid(f"No protected range with id: {own}")


def update_protected_range(book: Book, request: Json) -> None:
    given = request.get("protectedRange") or {}
    sheet, entry = _protected(book, given.get("protectedRangeId", 0))
    mask = wanted(request.get("fields"), "ProtectedRange")
    fresh = merge(copy.deepcopy(entry), given, mask) | {"protectedRangeId": entry["protectedRangeId"]}
    own = fresh.pop("protectedRangeId")
    fresh = {"protectedRangeId": own, **_protection(book, fresh)}
    sheet.data["protectedRanges"].remove(entry)
    book.sheet(fresh["range"].get("sheetId")).data.setdefault("protectedRanges", []).append(fresh)


def delete_protected_range(book: Book, request: Json) -> None:
    sheet, entry = _protected(book, request.get("protectedRangeId", 0))
    sheet.data["protectedRanges"].remove(entry)


def create_developer_metadata(book: Book, request: Json) -> Json:
    """Row metadata lives with its row, so it moves and goes with it."""
    given = request.get("developerMetadata") or {}
    if not given.get("metadataKey"):
        raise invalid("No metadata key specified.")
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("No visibility specified.")
    own = given.get("metadataId") or book.fresh_id()
    if "metadataId" in given and any(mark.get("metadataId") == own for mark, *_ in filters.metadata(book)):
        raise invalid(f"Cannot add developer metadata with ID {own}, developer metadata with that ID already exists.")
    mark = {"metadataId": own, "metadataKey": given["metadataKey"]}
    if given.get("metadataValue"):
        mark["metadataValue"] = given["metadataValue"]
    mark["visibility"] = given["visibility"]
    place = given.get("location") or {}
    span = place.get("dimensionRange")
    if place.get("spreadsheet"):
        mark["location"] = {"locationType": "SPREADSHEET", "spreadsheet": True}
        book.data.setdefault("developerMetadata", []).append(mark)
    elif span is not None:
        mark = _on_dimension(book, mark, span)
    elif "sheetId" in place:
        sheet = book.sheet(place["sheetId"])
        mark["location"] = {"locationType": "SHEET", "sheetId": sheet.id}
        sheet.data.setdefault("developerMetadata", []).append(mark)
    else:
        raise invalid("No location specified.")
    return {"developerMetadata": copy.deepcopy(mark)}


def _on_dimension(book: Book, mark: Json, span: Json) -> Json:
    sheet = book.sheet(span.get("sheetId"))
    first, last = span.get("startIndex", 0), span.get("endIndex")
    if last is None or last - first != 1:
        raise invalid("The dimensionRange must span exactly one row or column.")
    rows = span.get("dimension") == "ROWS"
    if last > (sheet.rows if rows else sheet.columns):
        raise invalid("The dimensionRange is outside the grid.")
    if rows:
        sheet.touch(first).marks.append(mark)
    else:
        sheet.column_props.setdefault(str(first), {}).setdefault("developerMetadata", []).append(mark)
    return marks_of(sheet, "ROWS" if rows else "COLUMNS", first, [mark])[0]


def delete_developer_metadata(book: Book, request: Json) -> Json:
    """Deletes all that the filter selects and answers with it; none is no error."""
    gone = []
    for entry in filters.found_by(book, request.get("dataFilter") or {}):
        mark, kind, sheet, index = entry
        gone.append(copy.deepcopy(shown(entry)))
        if kind == "SPREADSHEET":
            book.data["developerMetadata"].remove(mark)
        elif sheet is not None and index is None:
            sheet.data["developerMetadata"].remove(mark)
        elif sheet is not None and index is not None and kind == "ROW":
            sheet.touch(index).marks.remove(mark)
        elif sheet is not None:
            sheet.column_props[str(index)]["developerMetadata"].remove(mark)
    return {"deletedDeveloperMetadata": gone} if gone else {}


def shown(entry: filters.Found) -> Json:
    """DeveloperMetadata with its location."""
    mark, kind, sheet, index = entry
    if sheet is None or index is None:
        return mark
    return marks_of(sheet, "ROWS" if kind == "ROW" else "COLUMNS", index, [mark])[0]


HANDLERS = {
    "addNamedRange": add_named_range, "updateNamedRange": update_named_range, "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range, "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range, "createDeveloperMetadata": create_developer_metadata,
    "deleteDeveloperMetadata": delete_developer_metadata,
}
