"""files.create, get, copy, update, delete and export, and revisions.list, as Drive v3 answers them."""

from __future__ import annotations

import sqlite3
from typing import Any

from ..call import Answer, Call
from ..clock import millis, moment, rfc3339
from ..discovery import Json
from ..engines import ENGINES
from ..errors import ApiError, not_implemented
from . import files
from .access import drive_file, hand, insufficient, rank, role_of
from .export import export_bytes
from .resource import Resources
from .tables import FOLDER, KINDS, PUBLIC

_WRITABLE = frozenset(
    {"name", "mimeType", "description", "starred", "trashed", "parents", "properties", "appProperties", "createdTime", "modifiedTime", "id"}
)
_ELSEWHERE = frozenset(
    {"contentRestrictions", "copyRequiresWriterPermission", "writersCanShare", "folderColorRgb", "originalFilename", "contentHints"}
    | {"shortcutDetails", "labelInfo", "downloadRestrictions", "clientEncryptionDetails", "inheritedPermissionsDisabled"}
)
"""Fields that Drive lets be written and this workspace does not."""


def get(call: Call) -> Answer:
    return Resources(call, call.tree).of(drive_file(call, call.params["fileId"]))


def export(call: Call) -> Answer:
    return export_bytes(call, drive_file(call, call.params["fileId"]), call.params["mimeType"])


def create(call: Call) -> Answer:
    body = _checked(call)
    mime = body.get("mimeType", "application/octet-stream")
    parent, drive = place(call, body.get("parents") or [])
    if mime not in KINDS:
        raise not_implemented(f"files of the type {mime}")
    file_id = _new_id(call, body, mime, drive)
    name = body.get("name", "Untitled")
    files.insert(call.tx, call.ctx, file_id=file_id, name=name, mime=mime, parent=parent, drive=drive, **_times(body))
    _apply(call, file_id, body)
    hand(call.tx, call.caller.client, file_id)
    inside = ENGINES.get(mime)
    if inside is not None:
        inside.create(call.tx, file_id, call.ctx, {"title": name} if mime.endswith("document") else {"properties": {"title": name}})
    return shown(call, file_id)


def shown(call: Call, file_id: str) -> Json:
    """The file as the answer to a write shows it."""
    return Resources(call, call.tree).of(call.tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone())


def no_storage() -> ApiError:
    text = "Service Accounts do not have storage quota. Leverage shared drives "
    text += "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth delegation "
    return ApiError(403, text + "(http://support.google.com/a/answer/7281227) instead.", reason="storageQuotaExceeded")


def _new_id(call: Call, body: Json, mime: str, drive: str | None) -> str:
    if drive is None and call.caller.service:
        raise no_storage()
    if "id" in body and mime != FOLDER:
        raise ApiError(400, "Generated IDs are not supported for Docs Editors formats.", reason="invalid", location="file.id")
    if "id" in body:
        raise not_implemented("ids that the caller chooses")
    return files.new_id(mime)


def _checked(call: Call) -> Json:
    """The body, less what cannot be written: 403 as Drive refuses it."""
    body = {name: value for name, value in call.body.items() if name != "kind"}
    for name in body:
        if name in _ELSEWHERE:
            raise not_implemented(f"the field {name} of a file")
        if name not in _WRITABLE:
            raise ApiError(403, "The resource body includes fields which are not directly writable.", reason="fieldNotWritable")
    return body


def _times(body: Json) -> dict[str, int]:
    """createdTime and modifiedTime may be set by the caller: RFC 3339 -> ms since 1970."""
    found: dict[str, int] = {}
    for name, column in (("createdTime", "created"), ("modifiedTime", "modified")):
        try:
            found |= {column: millis(moment(body[name]))} if name in body else {}
        except (ValueError, OverflowError):
            raise ApiError(400, f"Invalid value for: {name}", reason="invalid", location=name) from None
    return found


def place(call: Call, parents: list[str]) -> tuple[str, str | None]:
    """(parent id, shared drive id or None) for what is made or copied; the user's My Drive when no parent is named."""
    if len(parents) > 1:
        raise ApiError(403, "Increasing the number of parents is not allowed", reason="cannotAddParent")
    if not parents:
        return files.root_id(call.caller.user), None
    row = drive_file(call, parents[0])
    if row["mime"] != FOLDER:
        raise ApiError(403, "The specified parent is not a folder.", reason="parentNotAFolder")
    if rank(role_of(call.tx, row, call.caller)) < rank("writer"):
        raise ApiError(403, "Insufficient permissions for the specified parent.", reason="insufficientParentPermissions")
    return row["id"], row["drive"]


def _apply(call: Call, file_id: str, body: Json) -> None:
    """The metadata of a body that is neither name, type nor place."""
    tx = call.tx
    if "description" in body:
        tx.execute("UPDATE files SET description = ? WHERE id = ?", (body["description"] or None, file_id))
    if "starred" in body:
        tx.execute("UPDATE files SET starred = ? WHERE id = ?", (int(body["starred"]), file_id))
    row = tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    if "trashed" in body and bool(row["trashed"]) != body["trashed"]:
        files.set_trashed(tx, row, body["trashed"], call.ctx)
    files.set_properties(tx, file_id, PUBLIC, body.get("properties", {}))
    files.set_properties(tx, file_id, call.caller.client, body.get("appProperties", {}))


def copy(call: Call) -> Answer:
    source = drive_file(call, call.params["fileId"])
    inside, body, mime = ENGINES.get(source["mime"]), _checked(call), source["mime"]
    if inside is None:
        raise ApiError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    if call.params.get("copyComments"):
        raise not_implemented("copyComments")
    if body.get("mimeType", mime) != mime:
        raise not_implemented("conversion while copying")
    parent, drive = _copy_place(call, source, body)
    file_id = _new_id(call, body, mime, drive)
    columns = {"description": source["description"], **_times(body)}
    name = body.get("name", f"Copy of {source['name']}")
    files.insert(call.tx, call.ctx, file_id=file_id, name=name, mime=mime, parent=parent, drive=drive, **columns)
    files.carry_properties(call.tx, source["id"], file_id, private=call.ctx.switches.copy_keeps_app_properties)
    _apply(call, file_id, body)
    hand(call.tx, call.caller.client, file_id)
    inside.copy(call.tx, source["id"], file_id, call.ctx)
    return shown(call, file_id)


def _copy_place(call: Call, source: sqlite3.Row, body: Json) -> tuple[str, str | None]:
    """Where a copy goes: the named parent, else the source's where the caller may add to it, else their My Drive."""
    if not body.get("parents") and source["parent"]:
        above = call.tx.execute("SELECT * FROM files WHERE id = ?", (source["parent"],)).fetchone()
        if above is not None and rank(role_of(call.tx, above, call.caller)) >= rank("writer"):
            return above["id"], above["drive"]
    return place(call, body.get("parents") or [])


def update(call: Call) -> Answer:
    row, body = drive_file(call, call.params["fileId"]), _checked(call)
    moves = bool(call.params.get("addParents") or call.params.get("removeParents"))
    beyond_star = bool(set(body) - {"starred"}) or moves
    role = rank(role_of(call.tx, row, call.caller))
    if beyond_star and role < rank("writer"):
        raise insufficient()
    if row["is_root"] and beyond_star:
        raise ApiError(403, "The operation is not allowed on the root folder.", reason="cannotUpdateRootFolder")
    if "id" in body:
        raise ApiError(403, "The resource body includes fields which are not directly writable.", reason="fieldNotWritable")
    if "parents" in body:
        text = "The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead."
        raise ApiError(403, text, reason="fieldNotWritable")
    if body.get("mimeType", row["mime"]) != row["mime"]:
        raise not_implemented("changing a file's type")
    if "trashed" in body and bool(row["trashed"]) != body["trashed"] and role < rank("fileOrganizer" if row["drive"] else "owner"):
        raise insufficient()
    _move(call, row)
    _apply(call, row["id"], body)
    _note(call, row["id"], body, moves)
    return shown(call, row["id"])


def _note(call: Call, file_id: str, body: Json, moves: bool) -> None:
    """The name, and what an update leaves in the file's history; whether marks and moves count as edits is a switch."""
    if "name" in body:
        call.tx.execute("UPDATE files SET name = ? WHERE id = ?", (body["name"], file_id))
    if body.keys() & {"name", "description"} or ((body or moves) and call.ctx.switches.properties_change_modified_time):
        files.touch(call.tx, file_id, call.ctx, content=False)
    elif body or moves:
        files.bump(call.tx, file_id)
    for column, value in _times(body).items():
        call.tx.execute(f"UPDATE files SET {column} = ? WHERE id = ?", (value, file_id))


def _move(call: Call, row: sqlite3.Row) -> None:
    """addParents with removeParents moves; a file has one parent."""
    add, drop = (_ids(call.params.get(name), call) for name in ("addParents", "removeParents"))
    held = {row["parent"]} if row["parent"] else set()
    stays = (held - drop) | add
    if stays == held:
        return
    if len(stays) > 1:
        raise ApiError(403, "Increasing the number of parents is not allowed", reason="cannotAddParent")
    if not stays:
        raise ApiError(403, "A file must have at least one parent.", reason="cannotRemoveLastParent")
    parent, drive = place(call, list(stays))
    if parent == row["id"] or parent in files.below(call.tx, row["id"]):
        raise ApiError(403, "A folder cannot be moved into itself or one of its own folders.", reason="cyclicFolder")
    if drive != row["drive"] and row["mime"] == FOLDER:
        raise not_implemented("moving a folder into or out of a shared drive")
    call.tx.execute("UPDATE files SET parent = ?, drive = ? WHERE id = ?", (parent, drive, row["id"]))


def _ids(text: str | None, call: Call) -> set[Any]:
    found = (part.strip() for part in (text or "").split(","))
    return {files.root_id(call.caller.user) if part == "root" else part for part in found if part}


def delete(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    if row["is_root"] or rank(role_of(call.tx, row, call.caller)) < rank("organizer" if row["drive"] else "owner"):
        raise insufficient()
    files.remove(call.tx, row["id"])
    return None


def revisions_list(call: Call) -> Answer:
    """A page token is the id of the last revision of the page before."""
    row = drive_file(call, call.params["fileId"], "writer")
    after, size, made = call.params.get("pageToken", "0"), call.params.get("pageSize", 200), Resources(call, None)
    if not after.isascii() or not after.isdigit() or len(after) > 15:
        raise ApiError(400, "Invalid Value", reason="invalid", location="pageToken")
    wanted = "SELECT * FROM revisions WHERE file = ? AND content = 1 AND id > ? ORDER BY id LIMIT ?"
    rows = call.tx.execute(wanted, (row["id"], int(after), size + 1)).fetchall()
    found: list[Json] = []
    for one in rows[:size]:
        more = {} if call.tree is None else {"lastModifyingUser": made.user(one["who"]), "published": False, "exportLinks": {}}
        time = rfc3339(one["modified"])
        found.append({"id": str(one["id"]), "mimeType": row["mime"], "kind": "drive#revision", "modifiedTime": time, **more})
    body: Json = {"kind": "drive#revisionList", "revisions": found}
    return body | ({"nextPageToken": str(rows[size - 1]["id"])} if len(rows) > size else {})
