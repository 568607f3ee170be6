"""Files as rows: made, changed, trashed, deleted. Every change leaves a version; a change of content or name a revision too."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import string
from datetime import datetime
from typing import Any

from ..clock import millis
from ..context import Context
from ..discovery import Json
from ..engines import ENGINES
from ..errors import ApiError
from .tables import FOLDER, PUBLIC

_LETTERS = string.ascii_letters + string.digits + "-_"
APP_LIMIT, ALL_LIMIT, BYTES_LIMIT = 30, 100, 124
"""Properties: of one app (or public), of a file in all, and bytes of one (key and value in UTF-8)."""


def new_id(mime: str = "") -> str:
    """A file id that looks like Google's: 44 characters for a Doc or Sheet, 33 for a folder."""
    return "1" + "".join(secrets.choice(_LETTERS) for _ in range(32 if mime in ("", FOLDER) else 43))


def root_id(user: str) -> str:
    """The id of a user's My Drive folder: the same in every process."""
    return "0A" + hashlib.sha256(f"root:{user}".encode()).hexdigest()[:15] + "PVA"


def ensure_root(tx: sqlite3.Connection, user: str, now: datetime) -> None:
    """Makes the user's My Drive folder when they have none yet."""
    when = millis(now)
    columns = "(id, name, mime, is_root, created, modified, owner, modifier) VALUES (?, 'My Drive', ?, 1, ?, ?, ?, ?)"
    tx.execute(f"INSERT OR IGNORE INTO files {columns}", (root_id(user), FOLDER, when, when, user, user))


def insert(
    tx: sqlite3.Connection, ctx: Context, *, file_id: str, name: str, mime: str, parent: str | None, drive: str | None = None, **more: Any
) -> None:
    """A new row with its first revision. `more` are further columns."""
    now = millis(ctx.now)
    row = {"id": file_id, "name": name, "mime": mime, "parent": parent, "drive": drive, "created": now, "modified": now}
    row |= {"owner": ctx.user, "modifier": ctx.user, "client": ctx.client, **more}
    tx.execute(f"INSERT INTO files ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    tx.execute("INSERT INTO revisions (file, id, modified, who, content) VALUES (?, 1, ?, ?, 1)", (file_id, row["modified"], ctx.user))


def touch(tx: sqlite3.Connection, file_id: str, ctx: Context, *, content: bool = True) -> None:
    """After each successful write: a later modifiedTime (never the same twice), version + 1, who did it, a revision."""
    row = tx.execute("SELECT modified FROM files WHERE id = ?", (file_id,)).fetchone()
    modified = max(millis(ctx.now), int(row["modified"]) + 1)
    tx.execute("UPDATE files SET modified = ?, version = version + 1, modifier = ? WHERE id = ?", (modified, ctx.user, file_id))
    tx.execute(
        "INSERT INTO revisions (file, id, modified, who, content) "
        "SELECT ?, COALESCE(MAX(id), 0) + 1, ?, ?, ? FROM revisions WHERE file = ?",
        (file_id, modified, ctx.user, int(content), file_id),
    )


def bump(tx: sqlite3.Connection, file_id: str) -> None:
    """A change that is no edit (sharing, a star): version + 1, no new modifiedTime."""
    tx.execute("UPDATE files SET version = version + 1 WHERE id = ?", (file_id,))


def set_properties(tx: sqlite3.Connection, file_id: str, app: str, values: Json) -> None:
    """Merges `values` into the file's properties of one app (or the public ones); null clears. 403 beyond Drive's limits."""
    for key, value in values.items():
        if value is None:
            tx.execute("DELETE FROM properties WHERE file = ? AND app = ? AND key = ?", (file_id, app, key))
            continue
        if len(key.encode()) + len(value.encode()) > BYTES_LIMIT:
            text = "Properties and app properties are limited to 124 bytes in UTF-8 encoding, counting both the key and the value."
            raise ApiError(403, text, reason="propertyLengthLimitExceeded")
        tx.execute("INSERT OR REPLACE INTO properties (file, app, key, value) VALUES (?, ?, ?, ?)", (file_id, app, key, value))
    counts = dict(tx.execute("SELECT app, COUNT(*) FROM properties WHERE file = ? GROUP BY app", (file_id,)).fetchall())
    if counts.get(app, 0) > APP_LIMIT or sum(counts.values()) > ALL_LIMIT:
        raise ApiError(403, "The maximum number of properties on this file has been reached.", reason="propertyCountLimitExceeded")


def carry_properties(tx: sqlite3.Connection, source: str, target: str, *, private: bool) -> None:
    """A copy's properties: the public ones, and by a switch those of every app."""
    tx.execute(
        "INSERT INTO properties (file, app, key, value) SELECT ?, app, key, value FROM properties WHERE file = ? AND (? OR app = ?)",
        (target, source, private, PUBLIC),
    )


def below(tx: sqlite3.Connection, folder: str) -> list[str]:
    """Every file under a folder, at any depth."""
    tree = "SELECT id FROM files WHERE parent = ? UNION SELECT files.id FROM files JOIN tree ON files.parent = tree.id"
    return [row[0] for row in tx.execute(f"WITH RECURSIVE tree (id) AS ({tree}) SELECT id FROM tree", (folder,))]


def set_trashed(tx: sqlite3.Connection, row: sqlite3.Row, trashed: bool, ctx: Context) -> None:
    """Into the trash or out of it; what lies in a trashed folder counts as trashed (2), but not explicitly (1)."""
    when = millis(ctx.now) if trashed else None
    tx.execute("UPDATE files SET trashed = ?, trashed_at = ? WHERE id = ?", (int(trashed), when, row["id"]))
    for inner in below(tx, row["id"]) if row["mime"] == FOLDER else []:
        was, now = (0, 2) if trashed else (2, 0)
        tx.execute("UPDATE files SET trashed = ?, trashed_at = ? WHERE id = ? AND trashed = ?", (now, when, inner, was))


def remove(tx: sqlite3.Connection, file_id: str) -> None:
    """Gone for good, with everything below it."""
    for one in [*below(tx, file_id), file_id]:
        inside = ENGINES.get(tx.execute("SELECT mime FROM files WHERE id = ?", (one,)).fetchone()["mime"])
        if inside is not None:
            inside.delete(tx, one)
        for table in ("properties", "permissions", "revisions", "granted", "edits"):
            tx.execute(f"DELETE FROM {table} WHERE file = ?", (one,))
        tx.execute("DELETE FROM files WHERE id = ?", (one,))
