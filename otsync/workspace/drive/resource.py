"""A file's row as Drive's `File` resource: each field is made only where it is asked for."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from typing import Any

from ..call import Call
from ..clock import rfc3339
from ..discovery import Json
from ..masks import Tree, apply, names
from .access import rank, role_of
from .tables import DOC, FOLDER, GOOGLE, PUBLIC, SHEET

DEFAULT = frozenset({"kind", "id", "name", "mimeType"})
EXPORTS = {
    DOC: ("text/plain", "text/markdown", "text/html"),
    SHEET: ("text/csv", "text/tab-separated-values"),
}


def user(tx: sqlite3.Connection, email: str, me: str) -> Json:
    """A `User`: its name is one that the workspace was told, else made from the address."""
    row = tx.execute("SELECT name FROM people WHERE email = ?", (email,)).fetchone()
    name = row["name"] if row else email.partition("@")[0].replace(".", " ").replace("_", " ").title()
    return {
        "kind": "drive#user",
        "displayName": name,
        "me": email == me,
        "permissionId": permission_id("user", email),
        "emailAddress": email,
    }


def permission_id(kind: str, who: str) -> str:
    """Drive's permission ids: the same for one grantee on every file."""
    if kind == "anyone":
        return "anyoneWithLink"
    digits = int.from_bytes(hashlib.sha256(f"{kind}:{who}".encode()).digest()[:8])
    return f"{digits % 10**20:020d}" + ("k" if kind == "domain" else "")


def link(row: sqlite3.Row) -> str:
    """The file's address as Google writes it. It is the same whatever port serves it today; our pages know it as theirs."""
    file_id, kind = str(row["id"]), {DOC: "document", SHEET: "spreadsheets"}.get(str(row["mime"]))
    if kind:
        return f"https://docs.google.com/{kind}/d/{file_id}/edit?usp=drivesdk"
    return f"https://drive.google.com/drive/folders/{file_id}" if row["mime"] == FOLDER else f"https://drive.google.com/file/d/{file_id}/view?usp=drivesdk"


class Resources:
    """Builds resources for one request; keeps what several rows share."""

    def __init__(self, call: Call, tree: Tree | None) -> None:
        self.call = call
        self.tx = call.tx
        self.tree = tree
        self.wanted = names(tree, DEFAULT)
        self._users: dict[str, Json] = {}

    def of(self, row: sqlite3.Row) -> Json:
        """The resource under the mask; without one: kind, id, name, mimeType (and the drive's id for what lies in one)."""
        wanted = self.wanted
        if self.tree is None and row["drive"]:
            wanted = DEFAULT | {"driveId", "teamDriveId"}
        result: Json = {}
        for field, make in _FIELDS.items():
            if wanted is None or field in wanted:
                value = make(self, row)
                if value is not None:
                    result[field] = value
        body: Json = apply(self.tree, result) if self.tree is not None else result
        return body

    def user(self, email: str) -> Json:
        if email not in self._users:
            self._users[email] = user(self.tx, email, self.call.caller.user)
        return self._users[email]

    def role(self, row: sqlite3.Row) -> str:
        return role_of(self.tx, row, self.call.caller)

    def properties(self, row: sqlite3.Row, app: str) -> Json | None:
        found = {
            entry["key"]: entry["value"]
            for entry in self.tx.execute("SELECT key, value FROM properties WHERE file = ? AND app = ?", (row["id"], app))
        }
        return found or None

    def extra(self, row: sqlite3.Row) -> Json:
        found: Json = json.loads(row["extra"])
        return found

    def shared(self, row: sqlite3.Row) -> bool:
        return (
            bool(row["drive"])
            or self.tx.execute("SELECT 1 FROM permissions WHERE file = ? AND role != 'owner'", (row["id"],)).fetchone() is not None
        )

    def by_me(self, row: sqlite3.Row) -> int | None:
        found = self.tx.execute(
            "SELECT MAX(modified) FROM revisions WHERE file = ? AND who = ?", (row["id"], self.call.caller.user)
        ).fetchone()
        return int(found[0]) if found[0] is not None else None

    def head(self, row: sqlite3.Row) -> str:
        return str(self.tx.execute("SELECT MAX(id) FROM revisions WHERE file = ? AND content = 1", (row["id"],)).fetchone()[0] or 1)

    def authorized(self, row: sqlite3.Row) -> bool:
        return (
            not self.call.caller.client
            or self.tx.execute("SELECT 1 FROM granted WHERE client = ? AND file = ?", (self.call.caller.client, row["id"])).fetchone()
            is not None
        )

    def capabilities(self, row: sqlite3.Row) -> dict[str, bool]:
        role = rank(self.role(row))
        write = role >= rank("writer") and not row["locked"]
        own = role >= rank("fileOrganizer")
        folder = row["mime"] == FOLDER
        movable = not row["is_root"]
        return {
            "canEdit": write,
            "canComment": role >= rank("commenter"),
            "canCopy": not folder,
            "canDownload": True,
            "canRename": write,
            "canModifyContent": write,
            "canShare": role >= rank("writer"),
            "canListChildren": folder,
            "canAddChildren": folder and write,
            "canRemoveChildren": folder and write,
            "canReadRevisions": not folder and write,
            "canTrash": own and movable,
            "canUntrash": own and movable,
            "canDelete": movable and role >= rank("organizer"),
            "canChangeCopyRequiresWriterPermission": own,
            "canModifyContentRestriction": role >= rank("writer"),
            "canMoveItemWithinDrive": write and movable,
        }

    def permissions(self, row: sqlite3.Row) -> list[Json] | None:
        from .permissions import listed, resource

        if row["drive"] or rank(self.role(row)) < rank("writer"):
            return None
        return [resource(self.tx, entry, self.call.caller.user) for entry in listed(self.tx, row)]


def _link_ids(made: Resources, row: sqlite3.Row) -> list[str] | None:
    found = made.permissions(row)
    return None if found is None else [entry["id"] for entry in found]


def _blob(make: Callable[[sqlite3.Row], Any]) -> Callable[[Resources, sqlite3.Row], Any]:
    return lambda made, row: make(row) if row["size"] is not None else None


def _extension(row: sqlite3.Row) -> str | None:
    return row["name"].rpartition(".")[2] if "." in row["name"] else None


def _exports(row: sqlite3.Row, base: str) -> dict[str, str] | None:
    kinds = EXPORTS.get(row["mime"])
    return {kind: f"{base}drive/v3/files/{row['id']}/export?mimeType={kind}" for kind in kinds} if kinds else None


def _restrictions(made: Resources, row: sqlite3.Row) -> list[Json]:
    return [{"readOnly": True, **json.loads(row["locked"])}] if row["locked"] else [{"readOnly": False}]


_FIELDS: dict[str, Callable[[Resources, sqlite3.Row], Any]] = {
    "kind": lambda made, row: "drive#file",
    "driveId": lambda made, row: row["drive"],
    "teamDriveId": lambda made, row: row["drive"],
    "id": lambda made, row: row["id"],
    "name": lambda made, row: row["name"],
    "mimeType": lambda made, row: row["mime"],
    "description": lambda made, row: row["description"],
    "starred": lambda made, row: bool(row["starred"]),
    "trashed": lambda made, row: bool(row["trashed"]),
    "explicitlyTrashed": lambda made, row: row["trashed"] == 1,
    "trashedTime": lambda made, row: rfc3339(row["trashed_at"]) if row["trashed"] and row["trashed_at"] else None,
    "parents": lambda made, row: [row["parent"]] if row["parent"] else None,
    "properties": lambda made, row: made.properties(row, PUBLIC),
    "appProperties": lambda made, row: made.properties(row, made.call.caller.client),
    "spaces": lambda made, row: ["drive"],
    "version": lambda made, row: str(row["version"]),
    "webViewLink": lambda made, row: link(row),
    "webContentLink": lambda made, row: f"{made.call.base}drive/v3/files/{row['id']}?alt=media" if row["size"] is not None else None,
    "hasThumbnail": lambda made, row: False,
    "thumbnailVersion": lambda made, row: "0",
    "createdTime": lambda made, row: rfc3339(row["created"]),
    "modifiedTime": lambda made, row: rfc3339(row["listed"] if "listed" in row.keys() else row["modified"]),  # noqa: SIM118 (a Row is no dict)
    "modifiedByMe": lambda made, row: made.by_me(row) is not None,
    "modifiedByMeTime": lambda made, row: rfc3339(found) if (found := made.by_me(row)) is not None else None,
    "owners": lambda made, row: None if row["drive"] else [made.user(row["owner"])],
    "ownedByMe": lambda made, row: None if row["drive"] else row["owner"] == made.call.caller.user,
    "lastModifyingUser": lambda made, row: made.user(row["modifier"]),
    "shared": lambda made, row: made.shared(row),
    "capabilities": lambda made, row: made.capabilities(row),
    "permissions": lambda made, row: made.permissions(row),
    "permissionIds": _link_ids,
    "viewersCanCopyContent": lambda made, row: not made.extra(row).get("copyRequiresWriterPermission", False),
    "copyRequiresWriterPermission": lambda made, row: made.extra(row).get("copyRequiresWriterPermission", False),
    "writersCanShare": lambda made, row: None if row["drive"] else made.extra(row).get("writersCanShare", True),
    "folderColorRgb": lambda made, row: made.extra(row).get("folderColorRgb") if row["mime"] == FOLDER else None,
    "contentRestrictions": _restrictions,
    "originalFilename": _blob(lambda row: json.loads(row["extra"]).get("originalFilename", row["name"])),
    "fullFileExtension": _blob(_extension),
    "fileExtension": _blob(_extension),
    "md5Checksum": _blob(lambda row: row["md5"]),
    "size": lambda made, row: str(row["size"]) if row["size"] is not None else None if row["mime"] == FOLDER else "1024",
    "quotaBytesUsed": lambda made, row: str(row["size"]) if row["size"] is not None else "0",
    "headRevisionId": lambda made, row: made.head(row) if row["size"] is not None else None,
    "exportLinks": lambda made, row: _exports(row, made.call.base),
    "isAppAuthorized": lambda made, row: made.authorized(row),
}


def plain_type(mime: str) -> bool:
    """Does a file of this type hold bytes (rather than a Google editor's content)?"""
    return not mime.startswith(GOOGLE)
