"""Who changed a file, and when: the revisions that Drive keeps."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup
from werkzeug import Response

from . import links
from .desk import Desk, Json, segment
from .listing import DOC, SHEET
from .markup import join, tag
from .shell import icon, page
from .times import clock, day, parse

_KEEP = 400  # newest revisions shown


def show(desk: Desk, file_id: str) -> Response:
    """`/changes/ID`: newest first, by day; what one person changed within minutes is one line."""
    path = f"/drive/v3/files/{segment(file_id)}"
    file = desk.get(path, {"fields": "id,name,mimeType,createdTime,owners", "supportsAllDrives": True})
    revisions = _revisions(desk, path)
    name = str(file.get("name", ""))
    href = {DOC: links.doc(file_id), SHEET: links.sheet(file_id)}.get(str(file.get("mimeType")), "/")
    newest = list(reversed(revisions))[:_KEEP]
    days = [
        tag(
            "section",
            {"class": "day"},
            tag("h2", None, clock(group[0].get("modifiedTime"), only="day") or label),
            tag("ol", None, _sittings(group)),
        )
        for label, group in ((key, list(found)) for key, found in groupby(newest, key=_day))
    ]
    main = tag(
        "div",
        {"class": "changes"},
        tag("h1", None, "Changes"),
        tag(
            "p",
            {"class": "muted"},
            "Who changed ",
            tag("a", {"href": href}, name),
            " and when; newest first. ",
            f"{len(revisions)} {'version' if len(revisions) == 1 else 'versions'}.",
            f" The newest {_KEEP} are shown." if len(revisions) > _KEEP else "",
        ),
        days or tag("p", {"class": "card empty"}, "Nobody has changed this file yet."),
    )
    head = join(
        tag("a", {"class": "filename", "href": href}, icon("sheet" if file.get("mimeType") == SHEET else "doc"), tag("span", None, name))
    )
    return page(desk, f"Changes · {name}", main, head=head)


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


def _who(revision: Json) -> str:
    user = revision.get("lastModifyingUser") or {}
    return str(user.get("displayName") or user.get("emailAddress") or "Someone")


def _sittings(revisions: list[Json]) -> list[Markup]:
    """Neighbouring revisions by one person, at most ten minutes apart, as one line with a count."""
    groups: list[list[Json]] = []
    for revision in revisions:
        if groups and _who(groups[-1][-1]) == _who(revision) and _apart(groups[-1][-1], revision) <= 600:
            groups[-1].append(revision)
        else:
            groups.append([revision])
    return [_line(group) for group in groups]


def _apart(later: Json, earlier: Json) -> float:
    one, two = parse(later.get("modifiedTime")), parse(earlier.get("modifiedTime"))
    return abs((one - two).total_seconds()) if one and two else float("inf")


def _line(group: list[Json]) -> Markup:
    who = _who(group[0])
    times: list[Markup | str | None] = [clock(group[-1].get("modifiedTime"), only="hour")]
    if len(group) > 1 and str(group[0].get("modifiedTime"))[:16] != str(group[-1].get("modifiedTime"))[:16]:  # another minute
        times += [" to ", clock(group[0].get("modifiedTime"), only="hour")]
    count = f"{len(group)} changes" if len(group) > 1 else "1 change"
    versions = f"version {group[0].get('id')}" if len(group) == 1 else f"versions {group[-1].get('id')} to {group[0].get('id')}"
    return tag(
        "li",
        None,
        tag("span", {"class": "face", "aria-hidden": "true"}, who[:1].upper()),
        tag("span", {"class": "who-did"}, who),
        tag("span", {"class": "when"}, times),
        tag("span", {"class": "muted"}, f"{count} · {versions}"),
    )
