"""A Doc in the database: one row, its tabs as the JSON that documents.get gives back.

`tabs` is always the tabs form. `shape` keeps what a loaded body had beside the tabs, so that it is given back equal.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

import orjson

from otsync.workspace.docs.defaults import STYLES_MARK, STYLES_TEXT
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.text import identifier
from otsync.workspace.errors import ApiError

SCHEMA = """CREATE TABLE IF NOT EXISTS docs_documents (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    minted INTEGER NOT NULL,
    tabs TEXT NOT NULL,
    shape TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass
class Stored:
    """One Doc. `revision` counts its changes, `minted` the ids it has handed out."""

    file_id: str
    tabs: list[Json]
    revision: int = 1
    minted: int = 0
    shape: Json = field(default_factory=dict)

    @property
    def revision_id(self) -> str:
        """Opaque to callers; the same exactly as long as the Doc is."""
        return identifier("AL", self.file_id, "revision", self.revision) + identifier("", self.revision, self.file_id)


def read(tx: sqlite3.Connection, file_id: str) -> Stored:
    row = tx.execute("SELECT revision, minted, tabs, shape FROM docs_documents WHERE id = ?", (file_id,)).fetchone()
    if row is None:
        raise ApiError(404, "Requested entity was not found.", reason="notFound")
    revision, minted, tabs, shape = row
    return Stored(file_id, orjson.loads(tabs.replace(STYLES_MARK, STYLES_TEXT)), revision, minted, orjson.loads(shape))


def write(tx: sqlite3.Connection, doc: Stored) -> None:
    tabs = orjson.dumps(doc.tabs).decode().replace(STYLES_TEXT, STYLES_MARK)
    tx.execute(
        "INSERT INTO docs_documents (id, revision, minted, tabs, shape) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, minted = excluded.minted, tabs = excluded.tabs, "
        "shape = excluded.shape",
        (doc.file_id, doc.revision, doc.minted, tabs, orjson.dumps(doc.shape).decode()),
    )


def remove(tx: sqlite3.Connection, file_id: str) -> None:
    tx.execute("DELETE FROM docs_documents WHERE id = ?", (file_id,))


def title(tx: sqlite3.Connection, file_id: str) -> str:
    row = tx.execute("SELECT name FROM files WHERE id = ?", (file_id,)).fetchone()
    return str(row[0]) if row is not None and row[0] is not None else ""
