"""files.list: the query, what the caller may see, the order, and pages that go on from where the last one ended."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import sqlite3
from typing import Any, TypeAlias

from ..call import Answer, Call
from ..clock import millis
from ..discovery import Json
from ..errors import ApiError, not_implemented
from .access import MINE, domain
from .files import root_id
from .query import Condition, parse, too_complex
from .resource import Resources
from .tables import FOLDER

_ORDER = {
    "createdTime": "created",
    "modifiedTime": "listed",
    "recency": "listed",
    "name": "fold(name)",
    "name_natural": "fold(name)",
    "starred": "starred",
    "folder": f"(mime != '{FOLDER}')",
}
_ELSEWHERE = ("modifiedByMeTime", "quotaBytesUsed", "sharedWithMeTime", "viewedByMeTime")
Order: TypeAlias = list[tuple[str, bool]]
"""Sort keys (SQL) with their direction (True: descending)."""


def list_files(call: Call) -> Answer:
    params = call.params
    query = params.get("q", "").strip()
    conditions = [parse(query, call.caller.client, root_id(call.caller.user))] if query else []
    conditions += [Condition("is_root = 0"), *_corpus(call), *_reach(call)]
    order = _order(params.get("orderBy", ""))
    stamp = _stamp(call, query)
    if params.get("pageToken"):
        conditions.append(_after(order, _open_token(params["pageToken"], stamp, len(order))))
    size = params.get("pageSize", 100)
    rows = _rows(call, conditions, order, size + 1)
    made = Resources(call, None if call.tree is None else call.tree.get("files", {}))
    body: Json = {}
    if len(rows) > size:
        body["nextPageToken"] = _token(stamp, [rows[size - 1][f"o{index}"] for index in range(len(order))])
    return body | {"kind": "drive#fileList", "incompleteSearch": False, "files": [made.of(row) for row in rows[:size]]}


def _rows(call: Call, conditions: list[Condition], order: Order, limit: int) -> list[Any]:
    """The rows, with the sort keys as o0, o1 and so on; `listed` is the modified time as lists show it, which may lag."""
    source, values = "SELECT *, modified AS listed FROM files", list[Any]()
    if call.lag:
        source = (
            "SELECT *, CASE WHEN modified <= ? THEN modified ELSE COALESCE((SELECT MAX(r.modified) FROM revisions r "
            "WHERE r.file = files.id AND r.modified <= ?), created) END AS listed FROM files WHERE created <= ?"
        )
        values = [millis(call.ctx.now) - call.lag] * 3
    values += [value for condition in conditions for value in condition.values]
    keys = ", ".join(f"{key} AS o{index}" for index, (key, _) in enumerate(order))
    where = " AND ".join(condition.sql for condition in conditions)
    direction = ", ".join(f"o{index} {'DESC' if down else 'ASC'}" for index, (_, down) in enumerate(order))
    try:
        return call.tx.execute(f"SELECT *, {keys} FROM ({source}) WHERE {where} ORDER BY {direction} LIMIT {int(limit)}", values).fetchall()
    except sqlite3.OperationalError as error:
        if any(words in str(error) for words in ("stack overflow", "too large", "too many")):
            raise too_complex() from None
        raise


def _corpus(call: Call) -> list[Condition]:
    """Shared drives are searched only when the request says so, in each of Google's three ways."""
    params = call.params
    every, corpora, drive = params.get("includeItemsFromAllDrives"), params.get("corpora", "user"), params.get("driveId")
    if every and not params.get("supportsAllDrives"):
        raise _wrong("The supportsAllDrives parameter must be set to true when includeItemsFromAllDrives is true.", "supportsAllDrives")
    if corpora not in ("user", "drive", "allDrives", "domain"):
        raise _wrong("Invalid Value", "corpora")
    if bool(drive) != (corpora == "drive"):
        raise _wrong("The driveId parameter must be specified if and only if corpora is set to drive.", "driveId")
    if corpora in ("drive", "allDrives") and not every:
        text = "The includeItemsFromAllDrives parameter must be set to true when corpora is drive or allDrives."
        raise _wrong(text, "includeItemsFromAllDrives")
    if corpora == "domain":
        raise not_implemented("corpora=domain")
    if params.get("spaces", "drive") != "drive":
        raise not_implemented("spaces other than drive")
    if corpora != "drive":
        return [] if every else [Condition("drive IS NULL")]
    if call.tx.execute("SELECT 1 FROM drives WHERE id = ?", (drive,)).fetchone() is None:
        raise ApiError(404, f"Shared drive not found: {drive}", reason="notFound", location="driveId")
    return [Condition("drive = ?", (drive,))]


def _reach(call: Call) -> list[Condition]:
    """What the caller may see: their own, what is shared with them (folders hand down), their shared drives; an app only its files."""
    caller = call.caller
    if caller.unlimited:
        return []
    handed = f"SELECT file FROM permissions WHERE {MINE} UNION SELECT f.id FROM files f JOIN open ON f.parent = open.id"
    shared = f"WITH RECURSIVE open (id) AS ({handed}) SELECT id FROM open"
    found = [Condition(f"((owner = ? AND drive IS NULL) OR id IN ({shared}))", (caller.user, caller.user, domain(caller.user)))]
    if not caller.broad(call.method):
        found.append(Condition("id IN (SELECT file FROM granted WHERE client = ?)", (caller.client,)))
    return found


def _wrong(message: str, location: str) -> ApiError:
    return ApiError(400, message, reason="invalid", location=location)


def _order(text: str) -> Order:
    """The id decides last, so that pages never overlap."""
    keys: Order = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, direction = part.partition(" ")
        if name in _ELSEWHERE:
            raise not_implemented(f"orderBy={name}")
        if name not in _ORDER or direction not in ("", "desc", "asc"):
            raise _wrong("Invalid Value", "orderBy")
        keys.append((_ORDER[name], direction == "desc"))
    return [*(keys or [("listed", True)]), ("id", False)]


def _stamp(call: Call, query: str) -> str:
    """A page token goes on with the same question only."""
    asked = [call.params.get(name) for name in ("orderBy", "corpora", "driveId", "includeItemsFromAllDrives")]
    asked += [query, call.caller.user, call.caller.client]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def _token(stamp: str, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([stamp, values]).encode()).decode()


def _open_token(token: str, stamp: str, count: int) -> list[Any]:
    try:
        held, values = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError, binascii.Error):
        raise _wrong("Invalid Value", "pageToken") from None
    if held != stamp or not isinstance(values, list) or len(values) != count or not all(isinstance(value, str | int) for value in values):
        raise _wrong("Invalid Value", "pageToken")
    return values


def _after(order: Order, values: list[Any]) -> Condition:
    """Rows that come after the one with these sort keys."""
    options: list[str] = []
    held: list[Any] = []
    for index, (key, down) in enumerate(order):
        same = [f"{before} = ?" for before, _ in order[:index]]
        options.append("(" + " AND ".join([*same, f"{key} {'<' if down else '>'} ?"]) + ")")
        held += values[: index + 1]
    return Condition("(" + " OR ".join(options) + ")", tuple(held))
