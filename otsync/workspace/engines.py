"""The two rooms that know what is inside a Doc and a spreadsheet."""

from __future__ import annotations

import sqlite3
from typing import Any, Protocol

from . import docs, sheets
from .context import Context
from .drive.tables import DOC, SHEET


class Engine(Protocol):
    """What Drive asks of either engine. All of it happens inside one transaction."""

    def create(self, tx: sqlite3.Connection, file_id: str, ctx: Context, body: dict[str, Any]) -> Any: ...
    def copy(self, tx: sqlite3.Connection, source_id: str, target_id: str, ctx: Context) -> None: ...
    def delete(self, tx: sqlite3.Connection, file_id: str) -> None: ...
    def load(self, tx: sqlite3.Connection, file_id: str, body: dict[str, Any], ctx: Context) -> None: ...


ENGINES: dict[str, Engine] = {DOC: docs, SHEET: sheets}
"""By a file's type; folders have none."""
SCHEMAS = (docs.SCHEMA, sheets.SCHEMA)
