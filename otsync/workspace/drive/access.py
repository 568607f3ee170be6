"""Who may see and change which file, and in whose words a refusal is made."""

from __future__ import annotations

import sqlite3

from ..call import Call, Caller
from ..errors import ApiError
from .files import root_id
from .tables import DOC, SHEET

ROLES = ("", "reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
"""Weakest first. Shared drives have organizers, My Drive has owners."""
_RANK = {role: rank for rank, role in enumerate(ROLES)}


ABOVE = (
    "WITH RECURSIVE above (id, depth) AS (SELECT ?, 0 UNION ALL "
    "SELECT parent, depth + 1 FROM files JOIN above USING (id) WHERE parent IS NOT NULL AND depth < 100)"
)
"""SQL: a file (the one value it takes) and the folders above it."""
MINE = "(type = 'anyone' OR (type IN ('user', 'group') AND who = ?) OR (type = 'domain' AND who = ?))"
"""SQL: permissions that reach a user: their address, their domain."""


def rank(role: str) -> int:
    return _RANK[role]


def domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def role_of(tx: sqlite3.Connection, row: sqlite3.Row, caller: Caller) -> str:
    """The caller's role on a file: their own, or one that a folder above or the shared drive gives them."""
    if caller.unlimited:
        return "organizer" if row["drive"] else "owner"
    if row["owner"] == caller.user and not row["drive"]:
        return "owner"
    roles = tx.execute(
        f"{ABOVE} SELECT role FROM permissions JOIN above ON file = above.id WHERE {MINE}", (row["id"], caller.user, domain(caller.user))
    )
    return max((found["role"] for found in roles), key=rank, default="")


def visible_to_app(call: Call, file_id: str) -> bool:
    """Under drive.file an app sees what it made or was handed."""
    handed = "SELECT 1 FROM granted WHERE client = ? AND file = ?"
    return call.caller.broad(call.method) or call.tx.execute(handed, (call.caller.client, file_id)).fetchone() is not None


def hand(tx: sqlite3.Connection, client: str, file_id: str) -> None:
    """The app may see this file from now on: it made it, or the user picked it."""
    if client:
        tx.execute("INSERT OR IGNORE INTO granted (client, file) VALUES (?, ?)", (client, file_id))


def not_found(file_id: str) -> ApiError:
    return ApiError(404, f"File not found: {file_id}.", reason="notFound", location="fileId")


def insufficient() -> ApiError:
    return ApiError(403, "The user does not have sufficient permissions for this file.", reason="insufficientFilePermissions")


def drive_file(call: Call, file_id: str, need: str = "reader") -> sqlite3.Row:
    """The file's row for a Drive method, or Drive's 404 or 403. `root` is the user's My Drive."""
    if file_id == "root":
        file_id = root_id(call.caller.user)
    row: sqlite3.Row | None = call.tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    if row is None:
        raise not_found(file_id)
    knows_drives = call.params.get("supportsAllDrives") or "supportsAllDrives" not in call.method.params
    role = role_of(call.tx, row, call.caller) if knows_drives or not row["drive"] else ""
    if not role:
        raise not_found(file_id)
    if not row["is_root"] and not visible_to_app(call, file_id):
        if not call.ctx.switches.unpicked_file_is_forbidden:
            raise not_found(file_id)
        app, verb = call.caller.client.partition("-")[0], "read" if need == "reader" else "write"
        text = f"The user has not granted the app {app} {verb} access to the file {file_id}."
        raise ApiError(403, text, reason="appNotAuthorizedToFile", location="Authorization")
    if rank(role) < rank(need):
        raise insufficient()
    return row


def editor_file(call: Call, file_id: str, need: str) -> str:
    """The caller's role, where a Docs or Sheets method may reach the file: their 404 and 403 know no more than one sentence each."""
    row = call.tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    seen = row is not None and visible_to_app(call, file_id)
    if row is None or row["mime"] != (DOC if call.method.api == "docs" else SHEET):
        raise ApiError(404, "Requested entity was not found.")
    if not seen and not call.ctx.switches.unpicked_file_is_forbidden:
        raise ApiError(404, "Requested entity was not found.")
    role = role_of(call.tx, row, call.caller)
    if not seen or rank(role) < rank(need):
        raise ApiError(403, "The caller does not have permission")
    return role
