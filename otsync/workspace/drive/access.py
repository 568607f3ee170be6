"""Who may see and change which file, and in whose words a refusal is made."""

from __future__ import annotations

import sqlite3

from ..call import Call, Caller
from ..discovery import Json
from ..errors import ApiError
from .files import root_id
from .tables import DOC, SHEET

ROLES = ("", "reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
"""Weakest first. Shared drives have organizers, My Drive has owners."""
_RANK = {role: rank for rank, role in enumerate(ROLES)}


def rank(role: str) -> int:
    return _RANK[role]


def strongest(roles: list[str]) -> str:
    return max(roles, key=rank, default="")


def domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def role_of(tx: sqlite3.Connection, row: sqlite3.Row, caller: Caller) -> str:
    """The caller's role on a file: their own, or one that a folder above or the shared drive gives them."""
    if caller.unlimited:
        return "organizer" if row["drive"] else "owner"
    if row["owner"] == caller.user and not row["drive"]:
        return "owner"
    found: list[str] = []
    above: str | None = row["id"]
    for _ in range(100):
        if above is None:
            break
        found += [
            entry["role"]
            for entry in tx.execute(
                "SELECT role FROM permissions WHERE file = ? "
                "AND (type = 'anyone' OR (type IN ('user', 'group') AND who = ?) OR (type = 'domain' AND who = ?))",
                (above, caller.user, domain(caller.user)),
            )
        ]
        parent = tx.execute("SELECT parent, owner, is_root, drive FROM files WHERE id = ?", (above,)).fetchone()
        above = parent["parent"] if parent else None
    return strongest(found)


def visible_to_app(tx: sqlite3.Connection, file_id: str, caller: Caller, broad: bool) -> bool:
    """Under drive.file an app sees what it made or was handed."""
    if broad:
        return True
    return tx.execute("SELECT 1 FROM granted WHERE client = ? AND file = ?", (caller.client, file_id)).fetchone() is not None


def hand(tx: sqlite3.Connection, client: str, file_id: str) -> None:
    """The app may see this file from now on: it made it, or the user picked it."""
    if client:
        tx.execute("INSERT OR IGNORE INTO granted (client, file) VALUES (?, ?)", (client, file_id))


def not_found(file_id: str) -> ApiError:
    return ApiError(404, f"File not found: {file_id}.", reason="notFound", location="fileId")


def insufficient() -> ApiError:
    return ApiError(403, "The user does not have sufficient permissions for this file.", reason="insufficientFilePermissions")


def _not_handed(call: Call, file_id: str, need: str) -> ApiError:
    app, verb = call.caller.client.partition("-")[0], "read" if need == "reader" else "write"
    return ApiError(
        403,
        f"The user has not granted the app {app} {verb} access to the file {file_id}.",
        reason="appNotAuthorizedToFile",
        location="Authorization",
    )


def drive_file(call: Call, file_id: str, need: str = "reader") -> sqlite3.Row:
    """The file's row for a Drive method, or Drive's 404 or 403. `root` is the user's My Drive."""
    if file_id == "root":
        file_id = root_id(call.caller.user)
    row: sqlite3.Row | None = call.tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    if row is None:
        raise not_found(file_id)
    if (
        row["drive"]
        and not (call.params.get("supportsAllDrives") or call.params.get("supportsTeamDrives"))
        and "supportsAllDrives" in call.method.params
    ):
        raise not_found(file_id)
    role = role_of(call.tx, row, call.caller)
    if not role:
        raise not_found(file_id)
    if not row["is_root"] and not visible_to_app(call.tx, file_id, call.caller, call.caller.broad(call.method)):
        raise _not_handed(call, file_id, need) if call.ctx.switches.unpicked_file_is_forbidden else not_found(file_id)
    if rank(role) < rank(need):
        raise insufficient()
    return row


def editor_file(call: Call, file_id: str, need: str) -> Json:
    """Checks that a Docs or Sheets method may reach the file: their 404 and 403 know no more than one sentence each."""
    row = call.tx.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    mime = DOC if call.method.api == "docs" else SHEET
    if row is None or row["mime"] != mime:
        raise ApiError(404, "Requested entity was not found.")
    if not visible_to_app(call.tx, file_id, call.caller, call.caller.broad(call.method)):
        if call.ctx.switches.unpicked_file_is_forbidden:
            raise ApiError(403, "The caller does not have permission")
        raise ApiError(404, "Requested entity was not found.")
    role = role_of(call.tx, row, call.caller)
    if rank(role) < rank(need) or (need == "writer" and row["locked"]):
        raise ApiError(403, "The caller does not have permission")
    return dict(row)
