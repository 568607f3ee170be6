"""One API request on its way from the wire to a handler."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from .context import Context
from .discovery import Json, Method
from .masks import Tree

_SCOPE = "https://www.googleapis.com/auth/"
DRIVE_FILE = _SCOPE + "drive.file"
_NAMES = ["drive", "drive.readonly", "drive.metadata", "drive.metadata.readonly"]
_NAMES += ["documents", "documents.readonly", "spreadsheets", "spreadsheets.readonly"]
_BROAD = frozenset(_SCOPE + name for name in _NAMES)
SCOPES = _BROAD | {DRIVE_FILE}
"""Scopes that this workspace hands out, besides openid and the user's address."""


@dataclass(frozen=True)
class Caller:
    """Who stands behind a request. `scopes` is None for a request without a token that this workspace issued: it has the owner's reach."""

    user: str
    client: str = ""
    scopes: frozenset[str] | None = None
    service: bool = False
    """A service account: it has no storage of its own."""

    @property
    def unlimited(self) -> bool:
        return self.scopes is None

    def broad(self, method: Method) -> bool:
        """May it see every file of its user (not only those that the app made or was handed) in this method?"""
        return self.scopes is None or bool(self.scopes & method.scopes & _BROAD)


@dataclass(frozen=True)
class Media:
    """An exported file."""

    data: bytes
    kind: str


@dataclass
class Call:
    """`params` are typed and camelCase; `body` is validated. `tx` is the request's one transaction."""

    tx: sqlite3.Connection
    method: Method
    params: dict[str, Any]
    body: Json
    caller: Caller
    ctx: Context
    base: str
    """Address of this server, with its last slash."""
    mask: str | None = None
    tree: Tree | None = None
    """`fields`, checked and parsed; None when the request has none."""
    lag: int = 0
    """Milliseconds by which lists are out of date."""


Answer: TypeAlias = "Json | Media | None"
Handler: TypeAlias = Callable[[Call], Answer]
"""What a handler returns: a JSON body, bytes, or None for 204."""
