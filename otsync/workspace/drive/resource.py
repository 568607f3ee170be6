"""A file's row as Drive's `File` resource: each field is made only where it is asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from ..call import Call
from ..clock import rfc3339
from ..discovery import Json
from ..masks import Tree, apply, names
from .access import rank, role_of, visible_to_app
from .export import EXPORTS
from .people import user
from .permissions import listed, resource
from .tables import DOC, FOLDER, PUBLIC, SHEET

DEFAULT = frozenset({"kind", "id", "name", "mimeType"})


def link(row: sqlite3.Row) -> str:
    """The file's address as Google writes it. It is the same whatever port serves it today; our pages know it as theirs."""
    kind = {DOC: "document", SHEET: "spreadsheets"}.get(row["mime"])
    return f"https://docs.google.com/{kind}/d/{row['id']}/edit?usp=drivesdk" if kind else f"https://drive.google.com/drive/folders/{row['id']}"


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
        fields = _FIELDS if wanted is None else [name for name in _FIELDS if name in wanted]
        result = {name: value for name in fields if (value := _FIELDS[name](self, row)) is not None}
        return result if self.tree is None else dict(apply(self.tree, result))

    def user(self, email: str) -> Json:
        if email not in self._users:
            self._users[email] = user(self.tx, email, self.call.caller.user)
        return self._users[email]

    def properties(self, row: sqlite3.Row, app: str) -> Json | None:
        found = self.tx.execute("SELECT key, value FROM properties WHERE file = ? AND app = ?", (row["id"], app))
        return {entry["key"]: entry["value"] for entry in found} or None

    def shared(self, row: sqlite3.Row) -> bool:
        return bool(row["drive"]) or self.tx.execute("SELECT 1 FROM permissions WHERE file = ?", (row["id"],)).fetchone() is not None

    def by_me(self, row: sqlite3.Row) -> int | None:
        """When the caller last changed it, ms."""
        mine = "SELECT MAX(modified) FROM revisions WHERE file = ? AND who = ?"
        found: int | None = self.tx.execute(mine, (row["id"], self.call.caller.user)).fetchone()[0]
        return found

    def capabilities(self, row: sqlite3.Row) -> dict[str, bool]:
        role, folder = rank(role_of(self.tx, row, self.call.caller)), row["mime"] == FOLDER
        write, own = role >= rank("writer"), role >= rank("fileOrganizer") and not row["is_root"]
        held = {"canEdit": write, "canRename": write, "canModifyContent": write, "canShare": write, "canCopy": not folder}
        held |= {"canComment": role >= rank("commenter"), "canDownload": True, "canReadRevisions": write and not folder}
        held |= {"canListChildren": folder, "canAddChildren": folder and write, "canTrash": own, "canUntrash": own}
        return held | {"canDelete": own and role >= rank("organizer")}

    def permissions(self, row: sqlite3.Row) -> list[Json] | None:
        """Told to those who may change the file; what lies in a shared drive has none of its own here."""
        if row["drive"] or rank(role_of(self.tx, row, self.call.caller)) < rank("writer"):
            return None
        return [resource(self.tx, entry) for entry in listed(self.tx, row)]

    def export_links(self, row: sqlite3.Row) -> dict[str, str] | None:
        base = f"{self.call.base}drive/v3/files/{row['id']}/export?mimeType="
        return {kind: base + kind for kind in EXPORTS.get(row["mime"], ())} or None


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
    "trashedTime": lambda made, row: rfc3339(row["trashed_at"]) if row["trashed_at"] is not None else None,
    "parents": lambda made, row: [row["parent"]] if row["parent"] else None,
    "properties": lambda made, row: made.properties(row, PUBLIC),
    "appProperties": lambda made, row: made.properties(row, made.call.caller.client),
    "spaces": lambda made, row: ["drive"],
    "version": lambda made, row: str(row["version"]),
    "webViewLink": lambda made, row: link(row),
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
    "permissionIds": lambda made, row: [one["id"] for one in found] if (found := made.permissions(row)) is not None else None,
    "size": lambda made, row: None if row["mime"] == FOLDER else "1024",
    "quotaBytesUsed": lambda made, row: "0",
    "exportLinks": lambda made, row: made.export_links(row),
    "isAppAuthorized": lambda made, row: not made.call.caller.client or visible_to_app(made.call, row["id"]),
}
