"""Sharing: permissions.create, list, get, update, delete."""

from __future__ import annotations

import re
import sqlite3

from ..call import Answer, Call
from ..discovery import Json
from ..errors import ApiError, invalid, not_implemented
from .access import ABOVE, drive_file, insufficient, rank, role_of
from .files import bump
from .people import permission_id, user

DEFAULT = ("id", "type", "kind", "role")
_MY_DRIVE = ("reader", "commenter", "writer")
_SHARED = (*_MY_DRIVE, "fileOrganizer", "organizer")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def listed(tx: sqlite3.Connection, row: sqlite3.Row) -> list[Json]:
    """The file's permissions: its owner first, then those set on it and on the folders above it, the strongest of each grantee."""
    found: dict[str, Json] = {}
    if not row["drive"]:
        owner = {"type": "user", "role": "owner", "who": row["owner"], "file": row["id"], "discoverable": 0}
        found[permission_id("user", row["owner"])] = {"id": permission_id("user", row["owner"]), **owner}
    for entry in tx.execute(f"{ABOVE} SELECT p.* FROM permissions p JOIN above ON file = above.id ORDER BY depth, p.id", (row["id"],)):
        if entry["id"] not in found or rank(entry["role"]) > rank(found[entry["id"]]["role"]):
            found[entry["id"]] = dict(entry)
    return list(found.values())


def resource(tx: sqlite3.Connection, entry: Json) -> Json:
    """A whole `Permission`."""
    body = {"id": entry["id"], "type": entry["type"], "kind": "drive#permission", "role": entry["role"], "pendingOwner": False}
    if entry["type"] in ("user", "group"):
        return body | {"emailAddress": entry["who"], "displayName": user(tx, entry["who"], "")["displayName"], "deleted": False}
    found = {"domain": entry["who"], "displayName": entry["who"]} if entry["type"] == "domain" else {}
    return body | found | {"allowFileDiscovery": bool(entry["discoverable"])}


def _shown(call: Call, entry: Json) -> Json:
    body = resource(call.tx, entry)
    return body if call.tree is not None else {name: body[name] for name in DEFAULT}


def _find(call: Call, row: sqlite3.Row, wanted: str) -> Json:
    for entry in listed(call.tx, row):
        if entry["id"] == wanted:
            return entry
    raise ApiError(404, f"Permission not found: {wanted}.", reason="notFound", location="permissionId")


def list_permissions(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    if call.params.get("pageToken"):
        raise ApiError(400, "Invalid Value", reason="invalid", location="pageToken")
    return {"kind": "drive#permissionList", "permissions": [_shown(call, entry) for entry in listed(call.tx, row)]}


def get(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    return _shown(call, _find(call, row, call.params["permissionId"]))


def create(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    body = call.body
    kind, role = body.get("type"), body.get("role")
    if kind not in ("user", "group", "domain", "anyone"):
        raise ApiError(400, "The permission type field is required.", reason="required", location="permission.type")
    who = _grantee(body, kind)
    _check_role(call, row, role)
    _only_lasting(call)
    entry = {"id": permission_id(kind, who), "file": row["id"], "type": kind, "role": role, "who": who}
    entry["discoverable"] = int(body.get("allowFileDiscovery", False))
    if kind in ("user", "group") and who == row["owner"] and not row["drive"]:
        return _shown(call, listed(call.tx, row)[0])
    columns = f"({', '.join(entry)}) VALUES ({', '.join(f':{name}' for name in entry)})"
    call.tx.execute(f"INSERT OR REPLACE INTO permissions {columns}", entry)
    bump(call.tx, row["id"])
    return _shown(call, entry)


def _only_lasting(call: Call) -> None:
    if call.body.get("expirationTime"):
        raise not_implemented("permissions that expire")
    if call.params.get("transferOwnership"):
        raise not_implemented("transfer of ownership")


def _grantee(body: Json, kind: str) -> str:
    if kind in ("user", "group"):
        address = str(body.get("emailAddress", "")).strip().lower()
        if not _EMAIL.fullmatch(address):
            text = "The specified emailAddress is invalid or not applicable for the given permission type."
            raise ApiError(400, text, reason="invalidSharingRequest")
        return address
    if kind == "domain" and not body.get("domain"):
        text = "The specified domain is invalid or not applicable for the given permission type."
        raise ApiError(400, text, reason="invalid", location="permission.domain")
    return str(body["domain"]).lower() if kind == "domain" else ""


def _check_role(call: Call, row: sqlite3.Row, role: str | None) -> None:
    if role == "owner":
        raise not_implemented("transfer of ownership")
    if not role:
        raise ApiError(400, "The permission role field is required.", reason="required", location="permission.role")
    if role not in (_SHARED if row["drive"] else _MY_DRIVE):
        text = "The specified role is invalid or not supported for this file."
        raise ApiError(400, text, reason="invalid", location="permission.role")
    mine = rank(role_of(call.tx, row, call.caller))
    if rank(role) > mine or (row["is_root"] and mine < rank("organizer")):
        raise insufficient()
    if row["is_root"] and not row["drive"]:
        raise invalid("My Drive itself cannot be shared; share a folder in it.")


def update(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"], "writer")
    entry = _own(call, row)
    _only_lasting(call)
    if set(call.body) - {"role", "kind"}:
        raise ApiError(403, "The resource body includes fields which are not directly writable.", reason="fieldNotWritable")
    role = call.body.get("role", entry["role"])
    _check_role(call, row, role)
    call.tx.execute("UPDATE permissions SET role = ? WHERE file = ? AND id = ?", (role, row["id"], entry["id"]))
    bump(call.tx, row["id"])
    return _shown(call, {**entry, "role": role})


def _own(call: Call, row: sqlite3.Row) -> Json:
    """A permission set on this very file: inherited ones and the owner's cannot be changed here."""
    entry = _find(call, row, call.params["permissionId"])
    if entry["file"] == row["id"] and entry["role"] != "owner":
        return entry
    reason = "cannotRemoveOwner" if entry["role"] == "owner" else "cannotModifyInheritedPermission"
    raise ApiError(403, "The permission cannot be changed on this file: it is the owner's, or inherited from a folder.", reason=reason)


def delete(call: Call) -> Answer:
    row = drive_file(call, call.params["fileId"])
    entry = _own(call, row)
    if rank(role_of(call.tx, row, call.caller)) < rank("writer") and entry["who"] != call.caller.user:
        raise insufficient()
    call.tx.execute("DELETE FROM permissions WHERE file = ? AND id = ?", (row["id"], entry["id"]))
    bump(call.tx, row["id"])
    return None
