"""files.list: the query, what the caller may see, the order, and pages that go on from where the last one ended."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from ..call import Answer, Call
from ..clock import millis
from ..discovery import Json
from ..errors import ApiError, not_implemented
from .access import domain
from .files import root_id
from .query import Asker, Condition, parse
from .resource import Resources

_ORDER = {
    "createdTime": "created",
    "modifiedTime": "listed",
    "name": "fold(name)",
    "name_natural": "fold(name)",
    "starred": "starred",
    "folder": "(mime != 'application/vnd.google-apps.folder')",
    "quotaBytesUsed": "COALESCE(size, 0)",
    "recency": "listed",
    "modifiedByMeTime": "COALESCE((SELECT MAX(r.modified) FROM revisions r WHERE r.file = id AND r.who = :me), 0)",
}
_PAGE = 100


def list_files(call: Call) -> Answer:
    params = call.params
    query = params.get("q", "").strip()
    asker = Asker(call.caller.client, call.caller.user, root_id(call.caller.user))
    conditions = [parse(query, asker)] if query else []
    conditions += [Condition("is_root = 0"), *_corpus(call), *_reach(call)]
    order = _order(params.get("orderBy", ""), call.caller.user)
    stamp = _stamp(call, query)
    if params.get("pageToken"):
        conditions.append(_after(order, _open_token(params["pageToken"], stamp, len(order))))
    size = params.get("pageSize", _PAGE)
    rows = _rows(call, conditions, order, size + 1)
    made = Resources(call, call.tree.get("files") if call.tree and "files" in call.tree else None)
    body: Json = {}
    if len(rows) > size:
        last = rows[size - 1]
        body["nextPageToken"] = _token(stamp, [last[f"o{index}"] for index in range(len(order))])
    body |= {"kind": "drive#fileList", "incompleteSearch": False}
    if call.tree is None or "files" in call.tree or "*" in call.tree:
        if call.tree and "files" not in call.tree:
            made = Resources(call, {"*": {}})
        body["files"] = [made.of(row) for row in rows[:size]]
    return body


def _rows(call: Call, conditions: list[Condition], order: list[tuple[Condition, bool]], limit: int) -> list[Any]:
    source, values = "SELECT *, modified AS listed FROM files", ()
    if call.lag:
        cut = millis(call.ctx.now) - call.lag
        source = (
            "SELECT *, CASE WHEN modified <= ? THEN modified ELSE COALESCE((SELECT MAX(r.modified) FROM revisions r "
            "WHERE r.file = files.id AND r.modified <= ?), created) END AS listed FROM files WHERE created <= ?"
        )
        values = (cut, cut, cut)  # type: ignore[assignment]
    keys = ", ".join(f"{key.sql} AS o{index}" for index, (key, _) in enumerate(order))
    where = " AND ".join(condition.sql for condition in conditions)
    direction = ", ".join(f"o{index} {'DESC' if down else 'ASC'}" for index, (_, down) in enumerate(order))
    everything = (
        [value for key, _ in order for value in key.values]
        + list(values)
        + [value for condition in conditions for value in condition.values]
    )
    return call.tx.execute(f"SELECT *, {keys} FROM ({source}) WHERE {where} ORDER BY {direction} LIMIT {int(limit)}", everything).fetchall()


def _corpus(call: Call) -> list[Condition]:
    """Shared drives are searched only when the request says so, in each of Google's three ways."""
    params = call.params
    every = params.get("includeItemsFromAllDrives") or params.get("includeTeamDriveItems")
    supports = params.get("supportsAllDrives") or params.get("supportsTeamDrives")
    corpora, drive = params.get("corpora", "user"), params.get("driveId") or params.get("teamDriveId")
    if every and not supports:
        raise _wrong("The supportsAllDrives parameter must be set to true when includeItemsFromAllDrives is true.", "supportsAllDrives")
    if corpora not in ("user", "drive", "allDrives", "domain"):
        raise _wrong("Invalid Value", "corpora")
    if drive and corpora != "drive":
        raise _wrong("The driveId parameter must be specified if and only if corpora is set to drive.", "driveId")
    if corpora in ("drive", "allDrives") and not every:
        raise _wrong(
            "The includeItemsFromAllDrives parameter must be set to true when corpora is drive or allDrives.", "includeItemsFromAllDrives"
        )
    if corpora == "domain":
        raise not_implemented("corpora=domain")
    if params.get("spaces", "drive") != "drive":
        raise not_implemented("spaces other than drive")
    if corpora != "drive":
        return [] if every else [Condition("drive IS NULL")]
    if not drive:
        raise _wrong("The driveId parameter must be specified if and only if corpora is set to drive.", "driveId")
    if call.tx.execute("SELECT 1 FROM drives WHERE id = ?", (drive,)).fetchone() is None:
        raise ApiError(404, f"Shared drive not found: {drive}", reason="notFound", location="driveId")
    return [Condition("drive = ?", (drive,))]


def _reach(call: Call) -> list[Condition]:
    """What the caller may see: their own, what is shared with them (folders hand down), their shared drives; an app only its files."""
    caller = call.caller
    if caller.unlimited:
        return []
    mine = "(type = 'anyone' AND discoverable) OR (type IN ('user', 'group') AND who = ?) OR (type = 'domain' AND who = ?)"
    shared = (
        "WITH RECURSIVE open (id) AS (SELECT file FROM permissions WHERE "
        + mine
        + " UNION SELECT f.id FROM files f JOIN open ON f.parent = open.id) SELECT id FROM open"
    )
    found = [Condition(f"((owner = ? AND drive IS NULL) OR id IN ({shared}))", (caller.user, caller.user, domain(caller.user)))]
    if not caller.broad(call.method):
        found.append(Condition("id IN (SELECT file FROM granted WHERE client = ?)", (caller.client,)))
    return found


def _wrong(message: str, location: str) -> ApiError:
    return ApiError(400, message, reason="invalid", location=location)


def _order(text: str, me: str) -> list[tuple[Condition, bool]]:
    """Sort keys with their direction (True: descending); the id decides last, so that pages never overlap."""
    keys: list[tuple[Condition, bool]] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, direction = part.partition(" ")
        if name in ("viewedByMeTime", "sharedWithMeTime"):
            raise not_implemented(f"orderBy={name}")
        if name not in _ORDER or direction not in ("", "desc", "asc"):
            raise _wrong("Invalid Value", "orderBy")
        sql = _ORDER[name]
        keys.append((Condition(sql.replace(":me", "?"), (me,) if ":me" in sql else ()), direction == "desc"))
    if not keys:
        keys = [(Condition("listed"), True)]
    return [*keys, (Condition("id"), False)]


def _stamp(call: Call, query: str) -> str:
    """A page token goes on with the same question only."""
    asked = [
        query,
        call.params.get("orderBy"),
        call.params.get("corpora"),
        call.params.get("driveId"),
        call.params.get("includeItemsFromAllDrives"),
        call.caller.user,
        call.caller.client,
    ]
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


def _after(order: list[tuple[Condition, bool]], values: list[Any]) -> Condition:
    """Rows that come after the one with these sort keys."""
    options: list[str] = []
    held: list[Any] = []
    for index, (key, down) in enumerate(order):
        same = [f"{order[before][0].sql} = ?" for before in range(index)]
        for before in range(index):
            held += [*order[before][0].values, values[before]]
        options.append("(" + " AND ".join([*same, f"{key.sql} {'<' if down else '>'} ?"]) + ")")
        held += [*key.values, values[index]]
    return Condition("(" + " OR ".join(options) + ")", tuple(held))
