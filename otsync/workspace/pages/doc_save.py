"""What a person typed into a paragraph, as the smallest change to the Doc.

Only the part that differs is taken out and put in, under the revision of the page: text, styles, chips and named
ranges around it stay, and if anyone changed the Doc meanwhile nothing is written and the typed words are kept.
"""

from __future__ import annotations

import json

from werkzeug import Response

from otsync.workspace.docs.text import inside_cluster
from otsync.workspace.docs.text import units as width

from . import links
from .desk import Desk, Json, PageError, redirect, segment, sentence_of
from .doc_page import pick, read, show, tabs_of
from .doc_place import Place, find
from .doc_text import OBJECT, units

CONFLICT = "Someone changed this Doc while you typed; your words are kept here:"


def save(desk: Desk, file_id: str) -> Response:
    """POST /d/ID/paragraph: tab, start (UTF-16 index), revision, text, action (save, delete or join)."""
    form = desk.request.form
    tab_id, revision, action = form.get("tab", ""), form.get("revision", ""), form.get("action", "save")
    typed = form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    if not form.get("start", "").isdecimal() or action not in ("save", "delete", "join"):
        raise PageError(400, "Nothing was changed: the form did not say which paragraph. Load the page again.")
    document = read(desk, file_id)
    if str(document.get("revisionId") or "") != revision:
        return _conflict(desk, file_id, typed)
    here = pick(tabs_of(document), tab_id)
    place = find((here.content.get("body") or {}).get("content") or [], int(form["start"]))
    if place is None:
        return _conflict(desk, file_id, typed)
    requests = changes(place, typed, action, here.tab_id)
    if requests:
        path = f"/v1/documents/{segment(file_id)}:batchUpdate"
        status, body = desk.call("POST", path, None, {"requests": requests, "writeControl": {"requiredRevisionId": revision}})
        if status == 400 and "revision ID" in str((body.get("error") or {}).get("message")):
            return _conflict(desk, file_id, typed)
        if status != 200:
            raise PageError(status if status in (403, 404, 429) else 502, sentence_of(status, body, "Doc"))
        revision = str((body.get("writeControl") or {}).get("requiredRevisionId") or "")
    if desk.wants_json():
        return Response(json.dumps({"saved": bool(requests), "revision": revision}), content_type="application/json")
    return redirect(links.doc(file_id, here.tab_id or None) + f"#p-{form['start']}")


def changes(place: Place, typed: str, action: str, tab_id: str) -> list[Json]:
    """batchUpdate requests, at most two; none when nothing differs. Indexes are UTF-16 units of the tab."""
    if action == "delete":
        return _delete_paragraph(place, tab_id)
    if action == "join":
        before = place.before
        return [_delete(place.start - 1, place.start, tab_id)] if before and "paragraph" in before else []
    old = units(place.element["paragraph"])
    first, last_old, new = middle(old, typed)
    start, end = place.start + width(old[:first]), place.start + width(old[:last_old])
    new = new.replace(OBJECT, "")  # a chip cannot be typed
    requests: list[Json] = []
    if new:  # put in behind what it replaces, so that it takes that text's style
        requests.append({"insertText": {"location": _location(end, tab_id), "text": new}})
    if end > start:
        requests.append(_delete(start, end, tab_id))
    return requests


def middle(old: str, new: str) -> tuple[int, int, str]:
    """Where `old` and `new` differ: (start in old, end in old, the words between in new), in code points.

    The common start and end are kept. No cut goes through a character that people see as one (a letter with its
    accent, an emoji with its skin tone), because Docs deletes such a character as a whole.
    """
    limit = min(len(old), len(new))
    first = 0
    while first < limit and old[first] == new[first]:
        first += 1
    while first and (inside_cluster(old, first) or inside_cluster(new, first)):
        first -= 1
    behind = 0
    while behind < limit - first and old[len(old) - 1 - behind] == new[len(new) - 1 - behind]:
        behind += 1
    while behind and (inside_cluster(old, len(old) - behind) or inside_cluster(new, len(new) - behind)):
        behind -= 1
    return first, len(old) - behind, new[first : len(new) - behind]


def _delete_paragraph(place: Place, tab_id: str) -> list[Json]:
    """The whole paragraph where that is possible; the last of a cell or page, or one in front of a table, is emptied."""
    if place.after is not None and "paragraph" in place.after:
        return [_delete(place.start, place.end, tab_id)]
    if place.after is None and place.before is not None and "paragraph" in place.before:
        return [_delete(place.start - 1, place.end - 1, tab_id)]
    return [_delete(place.start, place.end - 1, tab_id)] if place.end - 1 > place.start else []


def _location(index: int, tab_id: str) -> Json:
    return {"index": index, "tabId": tab_id} if tab_id else {"index": index}


def _delete(start: int, end: int, tab_id: str) -> Json:
    span: Json = {"startIndex": start, "endIndex": end}
    if tab_id:
        span["tabId"] = tab_id
    return {"deleteContentRange": {"range": span}}


def _conflict(desk: Desk, file_id: str, typed: str) -> Response:
    if desk.wants_json():
        return Response(json.dumps({"error": CONFLICT, "kept": typed}), status=409, content_type="application/json")
    return show(desk, file_id, kept=typed, conflict=CONFLICT)
