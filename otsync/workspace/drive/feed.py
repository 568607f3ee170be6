"""Revisions, the feed of changes, and about.get."""

from __future__ import annotations

import sqlite3

from ..call import Answer, Call
from ..clock import rfc3339
from ..discovery import Json
from ..errors import ApiError
from ..masks import apply
from .access import drive_file, role_of, visible_to_app
from .resource import EXPORTS, Resources, user

_REVISION = ("id", "mimeType", "kind", "modifiedTime")


def _page(call: Call, default: int) -> tuple[int, int]:
    """(what to go on after, page size) from a numeric page token."""
    token = call.params.get("pageToken", "0")
    if not token.isascii() or not token.isdigit() or len(token) > 15:
        raise ApiError(400, "Invalid Value", reason="invalid", location="pageToken")
    return int(token), call.params.get("pageSize", default)


def _revision(call: Call, row: sqlite3.Row, entry: sqlite3.Row, full: bool) -> Json:
    body: Json = {"id": str(entry["id"]), "mimeType": row["mime"], "kind": "drive#revision", "modifiedTime": rfc3339(entry["modified"])}
    if full:
        body["lastModifyingUser"] = user(call.tx, entry["who"], call.caller.user)
        if row["mime"] in EXPORTS:
            body |= {"published": False, "exportLinks": {}}
        elif row["size"] is not None:
            body |= {"keepForever": False, "originalFilename": row["name"], "size": str(row["size"]), "md5Checksum": row["md5"]}
    return body


def revisions_list(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    after, size = _page(call, 200)
    found = call.tx.execute(
        "SELECT * FROM revisions WHERE file = ? AND content = 1 AND id > ? ORDER BY id LIMIT ?", (row["id"], after, size + 1)
    ).fetchall()
    body: Json = {"kind": "drive#revisionList", "revisions": [_revision(call, row, entry, call.tree is not None) for entry in found[:size]]}
    if len(found) > size:
        body["nextPageToken"] = str(found[size - 1]["id"])
    return body


def revisions_get(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    wanted = call.params["revisionId"]
    entry = call.tx.execute(
        "SELECT * FROM revisions WHERE file = ? AND content = 1 AND id = (CASE WHEN ? = 'head' THEN "
        "(SELECT MAX(id) FROM revisions WHERE file = ? AND content = 1) ELSE CAST(? AS INTEGER) END)",
        (row["id"], wanted, row["id"], wanted if wanted.isdigit() and len(wanted) < 16 else "-1"),
    ).fetchone()
    if entry is None:
        raise ApiError(404, f"Revision not found: {wanted}.", reason="notFound", location="revisionId")
    return _revision(call, row, entry, call.tree is not None)


def start_page_token(call: Call) -> Answer:
    latest = call.tx.execute("SELECT COALESCE(MAX(seq), 0) FROM changes").fetchone()[0]
    return {"kind": "drive#startPageToken", "startPageToken": str(latest + 1)}


def changes_list(call: Call) -> Answer:
    """A token names the first change not yet seen; the last page hands out the one to start from next time."""
    start, size = _page(call, 100)
    rows = call.tx.execute("SELECT * FROM changes WHERE seq >= ? ORDER BY seq LIMIT ?", (start, size + 1)).fetchall()
    below = call.tree.get("changes") if call.tree else None
    made = Resources(call, below["file"] if below and below.get("file") else {"*": {}} if call.tree is not None else None)
    found = [change for row in rows[:size] if (change := _change(call, row, made)) is not None]
    body: Json = {"kind": "drive#changeList", "changes": found}
    if len(rows) > size:
        body["nextPageToken"] = str(rows[size]["seq"])
    else:
        body["newStartPageToken"] = str((rows[-1]["seq"] if rows else start - 1) + 1)
    return body


def _change(call: Call, row: sqlite3.Row, made: Resources) -> Json | None:
    body: Json = {
        "kind": "drive#change",
        "changeType": "file",
        "type": "file",
        "time": rfc3339(row["at"]),
        "removed": bool(row["removed"]),
        "fileId": row["file"],
    }
    if row["removed"]:
        return body if call.caller.unlimited and call.params.get("includeRemoved", True) else None
    file = call.tx.execute("SELECT * FROM files WHERE id = ?", (row["file"],)).fetchone()
    if (
        file is None
        or not role_of(call.tx, file, call.caller)
        or not visible_to_app(call.tx, row["file"], call.caller, call.caller.broad(call.method))
    ):
        return None
    if file["drive"] and not call.params.get("includeItemsFromAllDrives"):
        return None
    return body | {"file": made.of(file)}


def comments_list(call: Call) -> Answer:
    """Empty: no comment can be made here (comments.create is not implemented), and clients list them when they copy."""
    drive_file(call, call.params["fileId"])
    if call.tree is None:
        raise ApiError(400, "The 'fields' parameter is required for this method.", reason="required", location="fields")
    return {"kind": "drive#commentList", "comments": []}


def about(call: Call) -> Answer:
    if call.tree is None:
        raise ApiError(400, "The 'fields' parameter is required for this method.", reason="required", location="fields")
    email = call.caller.user
    used = call.tx.execute("SELECT COALESCE(SUM(size), 0) FROM files WHERE owner = ? AND drive IS NULL", (email,)).fetchone()[0]
    limit = {"limit": "0" if call.caller.service else str(15 * 2**30)}
    body: Json = {
        "kind": "drive#about",
        "user": user(call.tx, email, email),
        "canCreateDrives": not call.caller.service,
        "appInstalled": True,
        "storageQuota": {**limit, "usage": str(used), "usageInDrive": str(used), "usageInDriveTrash": "0"},
        "maxUploadSize": str(5 * 2**40),
        "exportFormats": {mime: list(kinds) for mime, kinds in EXPORTS.items()},
        "importFormats": {},
        "maxImportSizes": {},
        "folderColorPalette": [],
        "driveThemes": [],
    }
    masked: Json = apply(call.tree, body)
    return masked
