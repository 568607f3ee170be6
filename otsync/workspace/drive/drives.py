"""Shared drives: drives.create (with its idempotent requestId), get and list."""

from __future__ import annotations

import secrets
import sqlite3

from ..call import Answer, Call
from ..clock import millis, rfc3339
from ..discovery import Json
from ..errors import ApiError, not_implemented
from .access import MINE, domain, role_of
from .people import permission_id
from .tables import FOLDER


def _shown(call: Call, row: sqlite3.Row) -> Json:
    body = {"id": row["id"], "name": row["name"], "kind": "drive#drive"}
    return body if call.tree is None else body | {"createdTime": rfc3339(row["created"]), "hidden": False}


def create(call: Call) -> Answer:
    name, request, tx, user = call.body.get("name", "").strip(), call.params["requestId"], call.tx, call.caller.user
    if not name:
        raise ApiError(400, "The name field is required.", reason="required", location="drive.name")
    if call.caller.service:
        raise ApiError(403, "The user cannot create new shared drives.", reason="userCannotCreateTeamDrives")
    held = tx.execute("SELECT * FROM drives WHERE creator = ? AND request = ?", (user, request)).fetchone()
    if held is not None:
        if held["name"] != name:
            raise ApiError(409, "A shared drive was already created with this request ID.", reason="duplicate", location="requestId")
        return _shown(call, held)
    drive, now = "0A" + secrets.token_hex(7)[:14] + "Uk9PVA", millis(call.ctx.now)
    tx.execute("INSERT INTO drives (id, name, created, request, creator) VALUES (?, ?, ?, ?, ?)", (drive, name, now, request, user))
    columns = "(id, name, mime, drive, is_root, created, modified, owner, modifier) VALUES (?, 'Drive', ?, ?, 1, ?, ?, '', ?)"
    tx.execute(f"INSERT INTO files {columns}", (drive, FOLDER, drive, now, now, user))
    first = (permission_id("user", user), drive, user)
    tx.execute("INSERT INTO permissions (id, file, type, role, who) VALUES (?, ?, 'user', 'organizer', ?)", first)
    return _shown(call, tx.execute("SELECT * FROM drives WHERE id = ?", (drive,)).fetchone())


def get(call: Call) -> Answer:
    drive = call.params["driveId"]
    row = call.tx.execute("SELECT * FROM drives WHERE id = ?", (drive,)).fetchone()
    if row is None or not role_of(call.tx, call.tx.execute("SELECT * FROM files WHERE id = ?", (drive,)).fetchone(), call.caller):
        raise ApiError(404, f"Shared drive not found: {drive}", reason="notFound", location="driveId")
    return _shown(call, row)


def list_drives(call: Call) -> Answer:
    """A page token is the id of the last drive of the page before."""
    if call.params.get("q"):
        raise not_implemented("q of drives.list")
    size, user = call.params.get("pageSize", 10), call.caller.user
    rows = call.tx.execute(
        f"SELECT * FROM drives WHERE id > ? AND (? OR id IN (SELECT file FROM permissions WHERE {MINE})) ORDER BY id LIMIT ?",
        (call.params.get("pageToken", ""), call.caller.unlimited, user, domain(user), size + 1),
    ).fetchall()
    body: Json = {"kind": "drive#driveList", "drives": [_shown(call, row) for row in rows[:size]]}
    return body | ({"nextPageToken": rows[size - 1]["id"]} if len(rows) > size else {})
