"""files.create, get, copy, update, delete and their like, as Drive v3 answers them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from .. import auth
from ..call import Answer, Call, Media
from ..clock import millis, moment
from ..discovery import Json
from ..engines import engine
from ..errors import ApiError, invalid, not_implemented
from . import files
from .access import drive_file, hand, insufficient, not_found, rank, role_of
from .export import export_bytes
from .resource import Resources, plain_type
from .tables import FOLDER, PUBLIC

_KEPT = frozenset({"copyRequiresWriterPermission", "writersCanShare", "folderColorRgb", "originalFilename", "inheritedPermissionsDisabled"})
_WRITABLE = _KEPT | {
    "name",
    "mimeType",
    "description",
    "starred",
    "trashed",
    "parents",
    "properties",
    "appProperties",
    "createdTime",
    "modifiedTime",
    "id",
    "contentRestrictions",
    "kind",
    "viewersCanCopyContent",
    "contentHints",
}
_ELSEWHERE = frozenset({"shortcutDetails", "labelInfo", "downloadRestrictions", "clientEncryptionDetails"})


def get(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    if call.params.get("alt") == "media":
        return download(call, row)
    return Resources(call, call.tree).of(row)


def download(call: Call, row: sqlite3.Row) -> Media:
    """The bytes of a plain file; a scope for metadata alone does not open them."""
    scopes = call.caller.scopes
    if scopes is not None and all(scope.partition(".metadata")[1] for scope in scopes & call.method.scopes):
        raise auth.insufficient_scopes(call.method)
    if row["size"] is None:
        raise ApiError(
            403,
            "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
            reason="fileNotDownloadable",
            location="alt",
        )
    found = call.tx.execute("SELECT data FROM contents WHERE file = ?", (row["id"],)).fetchone()
    return Media(bytes(found[0]) if found else b"", row["mime"])


def export(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    return export_bytes(call, row, call.params["mimeType"])


def create(call: Call) -> Answer:
    body = _checked(call)
    media = call.media
    mime = body.get("mimeType") or (media.kind if media else "application/octet-stream")
    if media is not None and not plain_type(mime):
        raise not_implemented(f"conversion of an upload to {mime}")
    if not plain_type(mime) and mime != FOLDER and engine(mime) is None:
        raise not_implemented(f"files of the type {mime}")
    parent, drive = place(call, body.get("parents") or [])
    if drive is None and call.caller.service:
        raise no_storage()
    file_id = _chosen_id(call, body, mime)
    files.insert(
        call.tx, call.ctx, file_id=file_id, name=body.get("name", "Untitled"), mime=mime, parent=parent, drive=drive, fields=_times(body)
    )
    _apply(call, file_id, body)
    hand(call.tx, call.caller.client, file_id)
    inside = engine(mime)
    if inside is not None:
        inside.create(
            call.tx,
            file_id,
            call.ctx,
            {"title": body.get("name", "Untitled")}
            if mime.endswith("document")
            else {"properties": {"title": body.get("name", "Untitled")}},
        )
    elif plain_type(mime):
        files.set_content(call.tx, file_id, media.data if media else b"")
    return shown(call, file_id)


def shown(call: Call, file_id: str) -> Json:
    """The file as the answer to a write shows it."""
    return Resources(call, call.tree).of(call.tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone())


def no_storage() -> ApiError:
    return ApiError(
        403,
        "Service Accounts do not have storage quota. Leverage shared drives "
        "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth delegation "
        "(http://support.google.com/a/answer/7281227) instead.",
        reason="storageQuotaExceeded",
    )


def _chosen_id(call: Call, body: Json, mime: str) -> str:
    wanted = body.get("id")
    if wanted is None:
        return files.new_id(mime)
    if not plain_type(mime) and mime != FOLDER:
        raise ApiError(400, "Generated IDs are not supported for Docs Editors formats.", reason="invalid", location="file.id")
    if call.tx.execute("SELECT 1 FROM files WHERE id = ?", (wanted,)).fetchone():
        raise ApiError(409, "A file already exists with the provided ID.", reason="fileIdInUse", location="file.id")
    if not 20 <= len(wanted) <= 100 or not all(mark.isalnum() or mark in "-_" for mark in wanted) or not wanted.isascii():
        raise ApiError(400, "The provided file ID is not usable.", reason="invalid", location="file.id")
    return str(wanted)


def _checked(call: Call) -> Json:
    """The body, less what cannot be written: 403 as Drive refuses it."""
    body = {name: value for name, value in call.body.items() if name != "kind"}
    for name in body:
        if name in _ELSEWHERE:
            raise not_implemented(f"the field {name} of a file")
        if name not in _WRITABLE:
            raise ApiError(403, "The resource body includes fields which are not directly writable.", reason="fieldNotWritable")
    if "name" in body and len(body["name"]) > 32_767:
        raise invalid("The name of a file is too long.")
    return body


def _times(body: Json) -> dict[str, Any]:
    """createdTime and modifiedTime may be set by the caller."""
    return {column: when(body[name], name) for name, column in (("createdTime", "created"), ("modifiedTime", "modified")) if name in body}


def when(text: str, name: str) -> int:
    """RFC 3339 -> ms since 1970; 400 in Drive's words."""
    try:
        return millis(moment(text))
    except (ValueError, OverflowError):
        raise ApiError(400, f"Invalid value for: {name}", reason="invalid", location=name) from None


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
    if body.get("trashed"):
        files.set_trashed(tx, tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone(), True, call.ctx)
    if "properties" in body:
        files.set_properties(tx, file_id, PUBLIC, body["properties"])
    if "appProperties" in body:
        files.set_properties(tx, file_id, call.caller.client, body["appProperties"])
    if "contentRestrictions" in body:
        _restrict(call, file_id, body["contentRestrictions"])
    kept = {name: body[name] for name in _KEPT if name in body}
    if "viewersCanCopyContent" in body:
        kept.setdefault("copyRequiresWriterPermission", not body["viewersCanCopyContent"])
    if kept:
        files.set_extra(tx, file_id, kept)


def _restrict(call: Call, file_id: str, restrictions: list[Json]) -> None:
    import json

    held = next((entry for entry in restrictions if entry.get("readOnly")), None)
    reason = {name: held[name] for name in ("reason", "ownerRestricted") if name in held} if held else None
    call.tx.execute("UPDATE files SET locked = ? WHERE id = ?", (json.dumps(reason) if reason is not None else None, file_id))


def copy(call: Call) -> Answer:
    source = drive_file(call, call.params["fileId"])
    if source["mime"] == FOLDER:
        raise ApiError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    if call.params.get("copyComments"):
        raise not_implemented("copyComments")
    body = _checked(call)
    if body.get("mimeType", source["mime"]) != source["mime"]:
        raise not_implemented("conversion while copying")
    parent, drive = _copy_place(call, source, body)
    if drive is None and call.caller.service:
        raise no_storage()
    file_id = _chosen_id(call, body, source["mime"])
    name = body.get("name", f"Copy of {source['name']}")
    files.insert(
        call.tx,
        call.ctx,
        file_id=file_id,
        name=name,
        mime=source["mime"],
        parent=parent,
        drive=drive,
        fields={"description": source["description"], **_times(body)},
    )
    _carry_properties(call, source["id"], file_id)
    _apply(call, file_id, body)
    hand(call.tx, call.caller.client, file_id)
    inside = engine(source["mime"])
    if inside is not None:
        inside.copy(call.tx, source["id"], file_id, call.ctx)
        call.tx.execute("UPDATE files SET name = ? WHERE id = ?", (name, file_id))
    elif source["size"] is not None:
        data = call.tx.execute("SELECT data FROM contents WHERE file = ?", (source["id"],)).fetchone()
        files.set_content(call.tx, file_id, bytes(data[0]))
    return shown(call, file_id)


def _copy_place(call: Call, source: sqlite3.Row, body: Json) -> tuple[str, str | None]:
    """Where a copy goes: the named parent, else the source's where the caller may add to it, else their My Drive."""
    if body.get("parents"):
        return place(call, body["parents"])
    if source["parent"]:
        above = call.tx.execute("SELECT * FROM files WHERE id = ?", (source["parent"],)).fetchone()
        if above is not None and rank(role_of(call.tx, above, call.caller)) >= rank("writer"):
            return above["id"], above["drive"]
    return place(call, [])


def _carry_properties(call: Call, source: str, target: str) -> None:
    """Properties go along; a null in the request clears them afterwards."""
    where = "" if call.ctx.switches.copy_keeps_app_properties else f"AND app = '{PUBLIC}'"
    call.tx.execute(
        f"INSERT INTO properties (file, app, key, value) SELECT ?, app, key, value FROM properties WHERE file = ? {where}", (target, source)
    )


def update(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    body = _checked(call)
    role = rank(role_of(call.tx, row, call.caller))
    only_star = set(body) <= {"starred"} and call.media is None and not _moves(call)
    if not only_star and role < rank("writer"):
        raise insufficient()
    if row["is_root"] and (set(body) - {"starred"} or _moves(call)):
        raise ApiError(403, "The operation is not allowed on the root folder.", reason="cannotUpdateRootFolder")
    if "id" in body or "parents" in body:
        raise ApiError(
            403,
            "The resource body includes fields which are not directly writable."
            if "id" in body
            else "The parents field is not directly writable in update requests. Use the addParents and removeParents parameters instead.",
            reason="fieldNotWritable",
        )
    if row["locked"] and "contentRestrictions" not in body and (call.media or "name" in body):
        raise ApiError(403, "The content of this file is restricted and cannot be changed.", reason="fileContentRestricted")
    mime = body.get("mimeType", row["mime"])
    if mime != row["mime"] and not (plain_type(mime) and plain_type(row["mime"])):
        raise not_implemented("changing a file's type")
    if "trashed" in body and bool(row["trashed"]) != body["trashed"]:
        if role < rank("fileOrganizer" if row["drive"] else "owner"):
            raise insufficient()
        files.set_trashed(call.tx, row, body["trashed"], call.ctx)
    _move(call, row)
    _rewrite(call, row, body, mime)
    return shown(call, row["id"])


def _rewrite(call: Call, row: sqlite3.Row, body: Json, mime: str) -> None:
    tx, file_id = call.tx, row["id"]
    if "name" in body or mime != row["mime"]:
        tx.execute("UPDATE files SET name = ?, mime = ? WHERE id = ?", (body.get("name", row["name"]), mime, file_id))
    _apply(call, file_id, {name: value for name, value in body.items() if name != "trashed"})
    if call.media is not None:
        if row["size"] is None:
            raise not_implemented("uploads into a Google editor's file")
        files.set_content(tx, file_id, call.media.data)
    edits = call.media is not None or "name" in body or "description" in body
    edits |= call.ctx.switches.properties_change_modified_time and bool(body or _moves(call))
    if edits:
        files.touch(tx, file_id, call.ctx, content=call.media is not None)
    elif body or _moves(call):
        files.bump(tx, file_id, call.ctx)
    times = _times(body)
    if times:
        tx.execute(f"UPDATE files SET {', '.join(f'{column} = ?' for column in times)} WHERE id = ?", (*times.values(), file_id))


def _moves(call: Call) -> bool:
    return bool(call.params.get("addParents") or call.params.get("removeParents"))


def _move(call: Call, row: sqlite3.Row) -> None:
    """addParents with removeParents moves; a file has one parent."""
    add, drop = (_ids(call.params.get(name), call) for name in ("addParents", "removeParents"))
    if not add and not drop:
        return
    held = {row["parent"]} if row["parent"] else set()
    stays = (held - drop) | add
    if len(stays) > 1:
        raise ApiError(403, "Increasing the number of parents is not allowed", reason="cannotAddParent")
    if not stays:
        raise ApiError(403, "A file must have at least one parent.", reason="cannotRemoveLastParent")
    if stays == held:
        return
    parent, drive = place(call, list(stays))
    if parent == row["id"] or parent in files.below(call.tx, row["id"]):
        raise ApiError(403, "A folder cannot be moved into itself or one of its own folders.", reason="cyclicFolder")
    if drive != row["drive"] and row["mime"] == FOLDER:
        raise not_implemented("moving a folder into or out of a shared drive")
    call.tx.execute("UPDATE files SET parent = ?, drive = ? WHERE id = ?", (parent, drive, row["id"]))


def _ids(text: str | None, call: Call) -> set[str]:
    found: Iterable[str] = (part.strip() for part in (text or "").split(",") if part.strip())
    return {files.root_id(call.caller.user) if part == "root" else part for part in found}


def delete(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    if row["is_root"]:
        raise insufficient()
    if rank(role_of(call.tx, row, call.caller)) < rank("organizer" if row["drive"] else "owner"):
        raise insufficient()
    files.remove(call.tx, row["id"], call.ctx.now)
    return None


def empty_trash(call: Call) -> Answer:
    drive = call.params.get("driveId")
    if drive is not None and call.tx.execute("SELECT 1 FROM drives WHERE id = ?", (drive,)).fetchone() is None:
        raise not_found(drive)
    where, values = ("drive = ?", (drive,)) if drive else ("drive IS NULL AND owner = ?", (call.caller.user,))
    for row in call.tx.execute(f"SELECT id FROM files WHERE trashed = 1 AND {where}", values).fetchall():
        files.remove(call.tx, row["id"], call.ctx.now)
    return None


def generate_ids(call: Call) -> Answer:
    count = call.params.get("count", 10)
    kind = call.params.get("type", "files")
    if kind != "files":
        raise not_implemented(f"generateIds for {kind}")
    return {"kind": "drive#generatedIds", "space": call.params.get("space", "drive"), "ids": [files.new_id() for _ in range(count)]}
