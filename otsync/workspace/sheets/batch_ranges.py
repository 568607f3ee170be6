"""Requests on named and protected ranges."""

from __future__ import annotations

import copy
import re
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets import a1
from otsync.workspace.sheets.book import Book, Sheet
from otsync.workspace.sheets.masks import merge, wanted

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


def find_object(book: Book, key: str, name: str, own: int, what: str) -> tuple[Sheet, Json]:
    """The sheet and the object of that id in its list `key`; 400 when there is none."""
    for sheet in book.sheets:
        for entry in sheet.data.get(key, []):
            if entry[name] == own:
                return sheet, entry
    raise invalid(f"No {what} with id: {own}")


def own_id(book: Book, key: str, name: str, given: Json, what: str) -> int:
    """The id that a new object asks for, else a fresh one; 400 when it is taken."""
    own = given.get(name)
    if own and any(entry[name] == own for sheet in book.sheets for entry in sheet.data.get(key, [])):
        raise invalid(f"Cannot add {what} with ID {own}, a {what} with that ID already exists.")
    return int(own or book.fresh_id())


_PROTECTED = ("protectedRanges", "protectedRangeId")


def add_protected_range(book: Book, request: Json) -> Json:
    given = request.get("protectedRange") or {}
    entry: Json = {"protectedRangeId": own_id(book, *_PROTECTED, given, "protected range")} | _protection(book, given)
    book.sheet(entry["range"].get("sheetId")).data.setdefault("protectedRanges", []).append(entry)
    return {"protectedRange": copy.deepcopy(entry)}


def _protection(book: Book, given: Json) -> Json:
    given = {name: copy.deepcopy(part) for name, part in given.items() if name != "protectedRangeId"}
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


def update_protected_range(book: Book, request: Json) -> None:
    given = request.get("protectedRange") or {}
    sheet, entry = find_object(book, *_PROTECTED, given.get("protectedRangeId", 0), "protected range")
    fresh = merge(copy.deepcopy(entry), given, wanted(request.get("fields"), "ProtectedRange"))
    fresh = {"protectedRangeId": entry["protectedRangeId"], **_protection(book, fresh)}
    sheet.data["protectedRanges"].remove(entry)
    book.sheet(fresh["range"].get("sheetId")).data.setdefault("protectedRanges", []).append(fresh)


def delete_protected_range(book: Book, request: Json) -> None:
    sheet, entry = find_object(book, *_PROTECTED, request.get("protectedRangeId", 0), "protected range")
    sheet.data["protectedRanges"].remove(entry)


HANDLERS = {
    "addNamedRange": add_named_range, "updateNamedRange": update_named_range, "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range, "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
}
