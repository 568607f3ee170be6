"""Files as rows: made, changed, moved, trashed, copied, deleted. Every change leaves a version, a revision and a change."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import string
from datetime import datetime
from typing import Any

from ..clock import millis
from ..context import Context
from ..discovery import Json
from ..engines import engine
from ..errors import ApiError
from .tables import FOLDER, GOOGLE, PUBLIC

_LETTERS = string.ascii_letters + string.digits + "-_"
MEMBER_LIMIT, APP_LIMIT, ALL_LIMIT, BYTES_LIMIT = 30, 30, 100, 124
"""Properties: public ones a file, private ones an app, all of a file, and bytes of one (key and value in UTF-8)."""


def new_id(mime: str = "") -> str:
    """A file id that looks like Google's: 44 characters for a Doc or Sheet, 33 for folders and plain files."""
    return "1" + "".join(secrets.choice(_LETTERS) for _ in range(43 if mime.startswith(GOOGLE) and mime != FOLDER else 32))


def root_id(user: str) -> str:
    """The id of a user's My Drive folder: the same in every process."""
    return "0A" + hashlib.sha256(f"root:{user}".encode()).hexdigest()[:15] + "PVA"


def ensure_root(tx: sqlite3.Connection, user: str, now: datetime) -> None:
    """Makes the user's My Drive folder when they have none yet."""
    when = millis(now)
    tx.execute(
        "INSERT OR IGNORE INTO files (id, name, mime, is_root, created, modified, owner, modifier) "
        "VALUES (?, 'My Drive', ?, 1, ?, ?, ?, ?)",
        (root_id(user), FOLDER, when, when, user, user),
    )


def insert(
    tx: sqlite3.Connection,
    ctx: Context,
    *,
    file_id: str,
    name: str,
    mime: str,
    parent: str | None,
    drive: str | None = None,
    fields: dict[str, Any] | None = None,
) -> None:
    """A new row with its first revision. `fields` are further columns."""
    now = millis(ctx.now)
    row = {
        "id": file_id,
        "name": name,
        "mime": mime,
        "parent": parent,
        "drive": drive,
        "created": now,
        "modified": now,
        "version": 1,
        "owner": ctx.user,
        "modifier": ctx.user,
        "client": ctx.client,
        **(fields or {}),
    }
    tx.execute(f"INSERT INTO files ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    tx.execute("INSERT INTO revisions (file, id, modified, who, content) VALUES (?, 1, ?, ?, 1)", (file_id, row["modified"], ctx.user))
    note_change(tx, file_id, row["modified"])


def touch(tx: sqlite3.Connection, file_id: str, ctx: Context, *, content: bool = True) -> int:
    """After each successful write: a later modifiedTime (never the same twice), version + 1, who did it, a revision.

    Returns the new modifiedTime, ms.
    """
    row = tx.execute("SELECT modified FROM files WHERE id = ?", (file_id,)).fetchone()
    modified = max(millis(ctx.now), int(row["modified"]) + 1)
    tx.execute("UPDATE files SET modified = ?, version = version + 1, modifier = ? WHERE id = ?", (modified, ctx.user, file_id))
    tx.execute(
        "INSERT INTO revisions (file, id, modified, who, content) "
        "SELECT ?, COALESCE(MAX(id), 0) + 1, ?, ?, ? FROM revisions WHERE file = ?",
        (file_id, modified, ctx.user, int(content), file_id),
    )
    note_change(tx, file_id, modified)
    return modified


def bump(tx: sqlite3.Connection, file_id: str, ctx: Context) -> None:
    """A change that is no edit (sharing, a star): version + 1, no new modifiedTime."""
    tx.execute("UPDATE files SET version = version + 1 WHERE id = ?", (file_id,))
    note_change(tx, file_id, millis(ctx.now))


def note_change(tx: sqlite3.Connection, file_id: str, at: int, *, removed: bool = False) -> None:
    """The feed of changes.list: only a file's latest change stays in it."""
    tx.execute("INSERT OR REPLACE INTO changes (file, at, removed) VALUES (?, ?, ?)", (file_id, at, int(removed)))


def set_properties(tx: sqlite3.Connection, file_id: str, app: str, values: Json) -> bool:
    """Merges `values` into the file's properties of one app (or the public ones); null clears. 403 beyond Drive's limits."""
    changed = False
    for key, value in values.items():
        if value is None:
            changed |= tx.execute("DELETE FROM properties WHERE file = ? AND app = ? AND key = ?", (file_id, app, key)).rowcount > 0
            continue
        if len(key.encode()) + len(value.encode()) > BYTES_LIMIT:
            raise ApiError(
                403,
                "Properties and app properties are limited to 124 bytes in UTF-8 encoding, counting both the key and the value.",
                reason="propertyLengthLimitExceeded",
            )
        tx.execute(
            "INSERT INTO properties (file, app, key, value) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (file, app, key) DO UPDATE SET value = excluded.value",
            (file_id, app, key, value),
        )
        changed = True
    counts = dict(tx.execute("SELECT app, COUNT(*) FROM properties WHERE file = ? GROUP BY app", (file_id,)).fetchall())
    if counts.get(app, 0) > (MEMBER_LIMIT if app == PUBLIC else APP_LIMIT) or sum(counts.values()) > ALL_LIMIT:
        raise ApiError(403, "The maximum number of properties on this file has been reached.", reason="propertyCountLimitExceeded")
    return changed


def set_content(tx: sqlite3.Connection, file_id: str, data: bytes) -> None:
    """The bytes of a plain file."""
    tx.execute("INSERT OR REPLACE INTO contents (file, data) VALUES (?, ?)", (file_id, data))
    tx.execute(
        "UPDATE files SET size = ?, md5 = ? WHERE id = ?", (len(data), hashlib.md5(data, usedforsecurity=False).hexdigest(), file_id)
    )


def set_extra(tx: sqlite3.Connection, file_id: str, values: Json) -> None:
    """Metadata that nothing here acts on, kept and given back."""
    held = json.loads(tx.execute("SELECT extra FROM files WHERE id = ?", (file_id,)).fetchone()[0])
    tx.execute("UPDATE files SET extra = ? WHERE id = ?", (json.dumps({**held, **values}), file_id))


def below(tx: sqlite3.Connection, folder: str) -> list[str]:
    """Every file under a folder, at any depth."""
    return [
        row[0]
        for row in tx.execute(
            "WITH RECURSIVE tree (id) AS (SELECT id FROM files WHERE parent = ? "
            "UNION SELECT files.id FROM files JOIN tree ON files.parent = tree.id) "
            "SELECT id FROM tree",
            (folder,),
        )
    ]


def set_trashed(tx: sqlite3.Connection, row: sqlite3.Row, trashed: bool, ctx: Context) -> None:
    """Into the trash or out of it; what lies in a trashed folder counts as trashed, but not explicitly."""
    when = millis(ctx.now)
    tx.execute("UPDATE files SET trashed = ?, trashed_at = ? WHERE id = ?", (int(trashed), when if trashed else None, row["id"]))
    if row["mime"] == FOLDER:
        for inner in below(tx, row["id"]):
            if trashed:
                tx.execute("UPDATE files SET trashed = 2, trashed_at = ? WHERE id = ? AND trashed = 0", (when, inner))
            else:
                tx.execute("UPDATE files SET trashed = 0, trashed_at = NULL WHERE id = ? AND trashed = 2", (inner,))
            note_change(tx, inner, when)


def remove(tx: sqlite3.Connection, file_id: str, now: datetime) -> None:
    """Gone for good, with everything below it."""
    for one in [*below(tx, file_id), file_id]:
        row = tx.execute("SELECT mime FROM files WHERE id = ?", (one,)).fetchone()
        if row is None:
            continue
        inside = engine(row["mime"])
        if inside is not None:
            inside.delete(tx, one)
        for table in ("contents", "properties", "permissions", "revisions", "granted"):
            tx.execute(f"DELETE FROM {table} WHERE file = ?", (one,))
        tx.execute("DELETE FROM files WHERE id = ?", (one,))
        note_change(tx, one, millis(now), removed=True)
