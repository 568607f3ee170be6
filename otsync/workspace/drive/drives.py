"""Shared drives: drives.create (with its idempotent requestId), get, list, update, delete."""

from __future__ import annotations

import secrets
import sqlite3

from ..call import Answer, Call
from ..clock import millis, rfc3339
from ..discovery import Json
from ..errors import ApiError, not_implemented
from ..masks import apply
from .access import domain, insufficient, rank, role_of
from .files import remove
from .resource import permission_id
from .tables import FOLDER

_DEFAULT = ("id", "name", "kind")


def _resource(row: sqlite3.Row) -> Json:
    return {
        "id": row["id"],
        "name": row["name"],
        "kind": "drive#drive",
        "createdTime": rfc3339(row["created"]),
        "hidden": bool(row["hidden"]),
    }


def _shown(call: Call, row: sqlite3.Row) -> Json:
    body = _resource(row)
    if call.tree is None:
        return {name: body[name] for name in _DEFAULT}
    masked: Json = apply(call.tree, body)
    return masked


def create(call: Call) -> Answer:
    name, request = call.body.get("name", "").strip(), call.params["requestId"]
    if not name:
        raise ApiError(400, "The name field is required.", reason="required", location="drive.name")
    if call.caller.service:
        raise ApiError(403, "The user cannot create new shared drives.", reason="userCannotCreateTeamDrives")
    held = call.tx.execute("SELECT * FROM drives WHERE creator = ? AND request = ?", (call.caller.user, request)).fetchone()
    if held is not None:
        if held["name"] != name:
            raise ApiError(409, "A shared drive was already created with this request ID.", reason="duplicate", location="requestId")
        return _shown(call, held)
    drive_id, now = "0A" + secrets.token_hex(7)[:14] + "Uk9PVA", millis(call.ctx.now)
    call.tx.execute(
        "INSERT INTO drives (id, name, created, request, creator) VALUES (?, ?, ?, ?, ?)", (drive_id, name, now, request, call.caller.user)
    )
    call.tx.execute(
        "INSERT INTO files (id, name, mime, drive, is_root, created, modified, owner, modifier) VALUES (?, 'Drive', ?, ?, 1, ?, ?, '', ?)",
        (drive_id, FOLDER, drive_id, now, now, call.caller.user),
    )
    call.tx.execute(
        "INSERT INTO permissions (id, file, type, role, who) VALUES (?, ?, 'user', 'organizer', ?)",
        (permission_id("user", call.caller.user), drive_id, call.caller.user),
    )
    return _shown(call, _row(call, drive_id))


def _row(call: Call, drive_id: str, need: str = "reader") -> sqlite3.Row:
    row: sqlite3.Row | None = call.tx.execute("SELECT * FROM drives WHERE id = ?", (drive_id,)).fetchone()
    role = "" if row is None else role_of(call.tx, call.tx.execute("SELECT * FROM files WHERE id = ?", (drive_id,)).fetchone(), call.caller)
    if row is None or not role:
        raise ApiError(404, f"Shared drive not found: {drive_id}", reason="notFound", location="driveId")
    if rank(role) < rank(need):
        raise insufficient()
    return row


def get(call: Call) -> Answer:
    return _shown(call, _row(call, call.params["driveId"]))


def list_drives(call: Call) -> Answer:
    if call.params.get("q"):
        raise not_implemented("q of drives.list")
    token, size = call.params.get("pageToken", ""), call.params.get("pageSize", 10)
    where, values = (
        ("1", ())
        if call.caller.unlimited
        else (
            "id IN (SELECT file FROM permissions WHERE (type IN ('user', 'group') AND who = ?) OR (type = 'domain' AND who = ?))",
            (call.caller.user, domain(call.caller.user)),
        )
    )
    rows = call.tx.execute(f"SELECT * FROM drives WHERE id > ? AND {where} ORDER BY id LIMIT ?", (token, *values, size + 1)).fetchall()
    body: Json = {
        "kind": "drive#driveList",
        "drives": [_resource(row) if call.tree is not None else {name: _resource(row)[name] for name in _DEFAULT} for row in rows[:size]],
    }
    if len(rows) > size:
        body["nextPageToken"] = rows[size - 1]["id"]
    return body


def update(call: Call) -> Answer:
    row = _row(call, call.params["driveId"], "organizer")
    if set(call.body) - {"name", "kind"}:
        raise not_implemented("settings of shared drives other than the name")
    call.tx.execute("UPDATE drives SET name = ? WHERE id = ?", (call.body.get("name", row["name"]), row["id"]))
    return _shown(call, _row(call, row["id"]))


def delete(call: Call) -> Answer:
    row = _row(call, call.params["driveId"], "organizer")
    if call.tx.execute("SELECT 1 FROM files WHERE drive = ? AND is_root = 0 AND trashed = 0", (row["id"],)).fetchone():
        raise ApiError(403, "The shared drive is not empty.", reason="teamDriveNotEmpty")
    remove(call.tx, row["id"], call.ctx.now)
    call.tx.execute("DELETE FROM drives WHERE id = ?", (row["id"],))
    return None
