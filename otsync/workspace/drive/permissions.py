"""Sharing: permissions.create, list, get, update, delete."""

from __future__ import annotations

import re
import sqlite3

from ..call import Answer, Call
from ..discovery import Json
from ..errors import ApiError, invalid, not_implemented
from ..masks import apply
from .access import drive_file, insufficient, rank, role_of
from .files import bump
from .resource import permission_id, user

_DEFAULT = ("id", "type", "kind", "role")
_TYPES = ("user", "group", "domain", "anyone")
_MY_DRIVE = ("reader", "commenter", "writer")
_SHARED = (*_MY_DRIVE, "fileOrganizer", "organizer")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def listed(tx: sqlite3.Connection, row: sqlite3.Row) -> list[sqlite3.Row]:
    """The file's permissions: its owner first, then those set on it and on the folders above it."""
    found: dict[str, sqlite3.Row] = {}
    above: str | None = row["id"]
    for _ in range(100):
        if above is None:
            break
        for entry in tx.execute("SELECT * FROM permissions WHERE file = ? ORDER BY id", (above,)):
            if entry["id"] not in found or rank(entry["role"]) > rank(found[entry["id"]]["role"]):
                found[entry["id"]] = entry
        parent = tx.execute("SELECT parent FROM files WHERE id = ?", (above,)).fetchone()
        above = parent["parent"] if parent else None
    owner = (
        []
        if row["drive"]
        else tx.execute(
            "SELECT ? AS id, ? AS file, 'user' AS type, 'owner' AS role, ? AS who, 0 AS discoverable",
            (permission_id("user", row["owner"]), row["id"], row["owner"]),
        ).fetchall()
    )
    return [*owner, *(entry for entry in found.values() if not owner or entry["id"] != owner[0]["id"])]


def resource(tx: sqlite3.Connection, entry: sqlite3.Row, me: str) -> Json:
    """A whole `Permission`."""
    body: Json = {"id": entry["id"], "type": entry["type"], "kind": "drive#permission", "role": entry["role"], "pendingOwner": False}
    if entry["type"] in ("user", "group"):
        body |= {"emailAddress": entry["who"], "displayName": user(tx, entry["who"], me)["displayName"], "deleted": False}
    elif entry["type"] == "domain":
        body |= {"domain": entry["who"], "displayName": entry["who"], "allowFileDiscovery": bool(entry["discoverable"])}
    else:
        body["allowFileDiscovery"] = bool(entry["discoverable"])
    return body


def _shown(call: Call, body: Json) -> Json:
    if call.tree is None:
        return {name: body[name] for name in _DEFAULT}
    masked: Json = apply(call.tree, body)
    return masked


def _find(call: Call, row: sqlite3.Row) -> sqlite3.Row:
    wanted = call.params["permissionId"]
    for entry in listed(call.tx, row):
        if entry["id"] == wanted:
            return entry
    raise ApiError(404, f"Permission not found: {wanted}.", reason="notFound", location="permissionId")


def list_permissions(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    found = [resource(call.tx, entry, call.caller.user) for entry in listed(call.tx, row)]
    if call.params.get("pageToken"):
        raise ApiError(400, "Invalid Value", reason="invalid", location="pageToken")
    body: Json = {"kind": "drive#permissionList", "permissions": found}
    if call.tree is None:
        body["permissions"] = [{name: entry[name] for name in _DEFAULT} for entry in found]
    return body


def get(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    return _shown(call, resource(call.tx, _find(call, row), call.caller.user))


def create(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    body = call.body
    kind, role = body.get("type"), body.get("role")
    if kind not in _TYPES:
        raise ApiError(400, "The permission type field is required.", reason="required", location="permission.type")
    who = _grantee(body, kind)
    _check_role(call, row, role)
    if body.get("expirationTime"):
        raise not_implemented("permissions that expire")
    if call.params.get("transferOwnership"):
        raise not_implemented("transfer of ownership")
    if kind in ("user", "group") and who == row["owner"] and not row["drive"]:
        return _shown(call, resource(call.tx, listed(call.tx, row)[0], call.caller.user))
    entry_id = permission_id("user" if kind == "group" else kind, who)
    call.tx.execute(
        "INSERT OR REPLACE INTO permissions (id, file, type, role, who, discoverable) VALUES (?, ?, ?, ?, ?, ?)",
        (entry_id, row["id"], kind, role, who, int(body.get("allowFileDiscovery", False))),
    )
    bump(call.tx, row["id"], call.ctx)
    return _shown(call, resource(call.tx, _held(call, row["id"], entry_id), call.caller.user))


def _held(call: Call, file_id: str, entry_id: str) -> sqlite3.Row:
    entry: sqlite3.Row = call.tx.execute("SELECT * FROM permissions WHERE file = ? AND id = ?", (file_id, entry_id)).fetchone()
    return entry


def _grantee(body: Json, kind: str) -> str:
    if kind in ("user", "group"):
        address = str(body.get("emailAddress", "")).strip().lower()
        if not _EMAIL.fullmatch(address):
            raise ApiError(
                400,
                "The specified emailAddress is invalid or not applicable for the given permission type.",
                reason="invalidSharingRequest",
            )
        return address
    if kind == "domain":
        if not body.get("domain"):
            raise ApiError(
                400,
                "The specified domain is invalid or not applicable for the given permission type.",
                reason="invalid",
                location="permission.domain",
            )
        return str(body["domain"]).lower()
    return ""


def _check_role(call: Call, row: sqlite3.Row, role: str | None) -> None:
    if role == "owner":
        raise not_implemented("transfer of ownership")
    if role is None or role not in (_SHARED if row["drive"] else _MY_DRIVE):
        raise ApiError(
            400,
            "The specified role is invalid or not supported for this file." if role else "The permission role field is required.",
            reason="invalid" if role else "required",
            location="permission.role",
        )
    mine = role_of(call.tx, row, call.caller)
    if rank(role) > rank(mine) or (row["is_root"] and rank(mine) < rank("organizer")):
        raise insufficient()
    if row["is_root"] and not row["drive"]:
        raise invalid("My Drive itself cannot be shared; share a folder in it.")


def update(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    entry = _own(call, row)
    if call.body.get("expirationTime"):
        raise not_implemented("permissions that expire")
    if set(call.body) - {"role", "kind"}:
        raise ApiError(403, "The resource body includes fields which are not directly writable.", reason="fieldNotWritable")
    role = call.body.get("role", entry["role"])
    _check_role(call, row, role)
    call.tx.execute("UPDATE permissions SET role = ? WHERE file = ? AND id = ?", (role, row["id"], entry["id"]))
    bump(call.tx, row["id"], call.ctx)
    return _shown(call, resource(call.tx, _held(call, row["id"], entry["id"]), call.caller.user))


def _own(call: Call, row: sqlite3.Row) -> sqlite3.Row:
    """A permission set on this very file: inherited ones and the owner's cannot be changed here."""
    entry = _find(call, row)
    if entry["file"] != row["id"] or entry["role"] == "owner":
        raise ApiError(
            403,
            "The permission cannot be changed on this file: it is the owner's, or inherited from a folder.",
            reason="cannotModifyInheritedPermission" if entry["role"] != "owner" else "cannotRemoveOwner",
        )
    return entry


def delete(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    entry = _own(call, row)
    if rank(role_of(call.tx, row, call.caller)) < rank("writer") and entry["who"] != call.caller.user:
        raise insufficient()
    call.tx.execute("DELETE FROM permissions WHERE file = ? AND id = ?", (row["id"], entry["id"]))
    bump(call.tx, row["id"], call.ctx)
    return None
