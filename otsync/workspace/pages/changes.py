"""Who changed a file, when, and what: the revisions that Drive keeps, with the words that went in and out."""

from __future__ import annotations

from itertools import groupby

from werkzeug import Response

from . import links
from .desk import Desk, Json, segment
from .shell import page
from .times import day, parse

_KEEP = 400  # newest revisions shown
_FEW = 6  # edits of one sitting that are shown at once
_SITTING = 600  # seconds between two changes of one person that stand in one line


def show(desk: Desk, file_id: str) -> Response:
    """`/changes/ID`: newest first, by day; what one person changed within minutes is one entry."""
    path = f"/drive/v3/files/{segment(file_id)}"
    file = {"name": "", **desk.get(path, {"fields": "id,name,mimeType", "supportsAllDrives": True})}
    revisions, edits = _revisions(desk, path), desk.edits(file_id)
    newest = list(reversed(revisions))[:_KEEP]
    days = [(group[0].get("modifiedTime"), _sittings(group, edits)) for group in (list(found) for _, found in groupby(newest, key=_day))]
    return page(
        desk, "changes.html", f"Changes · {file['name']}", file=file, href=links.file(file) or "/", days=days, total=len(revisions),
        kept=_KEEP, few=_FEW,
    )  # fmt: skip


def _revisions(desk: Desk, path: str) -> list[Json]:
    """Every revision, oldest first as Drive gives them."""
    found: list[Json] = []
    params: dict[str, str | int] = {"fields": "nextPageToken,revisions(id,modifiedTime,lastModifyingUser)", "pageSize": 1000}
    for _ in range(50):
        body = desk.get(path + "/revisions", params)
        found.extend(body.get("revisions") or [])
        if not body.get("nextPageToken"):
            break
        params["pageToken"] = str(body["nextPageToken"])
    return found


def _day(revision: Json) -> str:
    moment = parse(revision.get("modifiedTime"))
    return day(moment) if moment else ""


def _sittings(revisions: list[Json], edits: dict[int, list[Json]]) -> list[Json]:
    """Neighbouring revisions by one person, at most ten minutes apart, as one entry: who, first, last, count, edits (oldest first)."""
    found: list[Json] = []
    previous = None
    for revision in revisions:
        user, moment = revision.get("lastModifyingUser") or {}, parse(revision.get("modifiedTime"))
        who = str(user.get("displayName") or user.get("emailAddress") or "Someone")
        if not (found and found[-1]["who"] == who and moment and previous and (previous - moment).total_seconds() <= _SITTING):
            found.append({"who": who, "latest": revision.get("modifiedTime"), "count": 0, "edits": []})
        one, previous = found[-1], moment
        one |= {"first": revision.get("modifiedTime"), "count": one["count"] + 1}
        one["edits"] = edits.get(int(revision["id"]), []) + one["edits"]
    for one in found:
        one["last"] = one["latest"] if str(one["latest"])[:16] != str(one["first"])[:16] else None  # another minute
    return found
