"""The two rooms that know what is inside a Doc and a Sheet, reached by name so that Drive need not know them."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from typing import Any, Protocol, cast

from .context import Context
from .drive.tables import DOC, SHEET

NAMES = {DOC: "otsync.workspace.docs", SHEET: "otsync.workspace.sheets"}


class Engine(Protocol):
    """What Drive asks of either engine. All of it happens inside one transaction."""

    SCHEMA: str

    def create(self, tx: sqlite3.Connection, file_id: str, ctx: Context, body: dict[str, Any]) -> Any: ...
    def copy(self, tx: sqlite3.Connection, source_id: str, target_id: str, ctx: Context) -> None: ...
    def delete(self, tx: sqlite3.Connection, file_id: str) -> None: ...
    def load(self, tx: sqlite3.Connection, file_id: str, body: dict[str, Any], ctx: Context) -> None: ...


def engine(mime: str) -> Engine | None:
    """The engine of a Google editor's type; None for folders and plain files."""
    return cast(Engine, import_module(NAMES[mime])) if mime in NAMES else None


def schemas() -> list[str]:
    """The tables of both engines."""
    return [cast(Engine, import_module(name)).SCHEMA for name in NAMES.values()]
