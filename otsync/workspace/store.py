"""SQLite underneath: every accepted write is durable before its answer; safe against kill -9 and two processes."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = 2
"""Of the tables' meaning. A store of an older version is brought up to date by `MIGRATIONS`; a newer one is refused."""

MIGRATIONS: dict[int, str] = {
    1: """DROP TABLE changes;
ALTER TABLE files DROP COLUMN locked;
ALTER TABLE files DROP COLUMN size;
ALTER TABLE files DROP COLUMN md5;
ALTER TABLE files DROP COLUMN extra;
ALTER TABLE drives DROP COLUMN hidden""",
}
"""From version n to n + 1: SQL statements separated by ";\\n". 1: the feed of changes and plain files were given up; the bytes
of plain files that an old store holds stay in its table `contents`, unused."""


class StoreError(Exception):
    """The directory cannot serve as a workspace; the message is a sentence that says why and what to do."""


class Store:
    """One workspace directory. A connection a thread; writers queue up behind BEGIN IMMEDIATE, across processes too."""

    def __init__(self, directory: Path, schema: str, *, durable: bool = True) -> None:
        """durable False: an answer does not wait for the disk (tests)."""
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / "workspace.sqlite3"
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._synchronous = "FULL" if durable else "OFF"
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            self._prepare(schema)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{self.path} is not a workspace that otsync can open ({error}). Move it away or name another directory."
            ) from error

    def _prepare(self, schema: str) -> None:
        with self.write() as tx:
            tables = {row[0] for row in tx.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            version = int(tx.execute("PRAGMA user_version").fetchone()[0])
            if version > VERSION:
                raise StoreError(
                    f"{self.path} was written by a newer otsync (store version {version}; this one knows {VERSION}). "
                    "Upgrade otsync, or name another directory."
                )
            if version == 0 and tables:
                raise StoreError(f"{self.path} is an SQLite file, but not a workspace of otsync's. Name another directory.")
            for step in range(version, VERSION) if version else ():
                _run(tx, MIGRATIONS[step])
            _run(tx, schema)
            strange = _strange(tx, schema)
            if strange:
                raise StoreError(
                    f"{self.path} was written by another otsync: its table {strange} is not built as this one builds it. "
                    "Use the otsync that made it, or name another directory."
                )
            tx.execute(f"PRAGMA user_version = {VERSION}")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=60, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA busy_timeout=60000")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA synchronous={self._synchronous}")
            connection.create_function("words_start", 2, words_start, deterministic=True)
            connection.create_function("fold", 1, str.casefold, deterministic=True)
            self._local.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: committed and on disk when the block ends, rolled back when it raises."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One snapshot."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def close(self) -> None:
        """Closes every thread's connection. Call it when no request is under way."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()


def _run(tx: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            tx.execute(statement)


def _strange(tx: sqlite3.Connection, schema: str) -> str | None:
    """A table that exists, but with other columns than `schema` gives it: CREATE TABLE IF NOT EXISTS passes over it silently."""
    pattern = sqlite3.connect(":memory:")
    try:
        _run(pattern, schema)
        for (name,) in pattern.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
            columns = [[tuple(row)[1:] for row in db.execute(f"PRAGMA table_info({name})")] for db in (pattern, tx)]
            if columns[0] != columns[1]:
                return str(name)
    finally:
        pattern.close()
    return None


def words_start(text: str, wanted: str) -> bool:
    """Drive's `name contains`: each word wanted begins a word of the text; letter case and punctuation do not count."""
    words = _words(text)
    return all(any(word.startswith(start) for word in words) for start in _words(wanted))


def _words(text: str) -> list[str]:
    return "".join(mark if mark.isalnum() else " " for mark in text.casefold()).split()
