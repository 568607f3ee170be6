"""The pages of the embedded Google Workspace: what a person sees who opens its address in a browser.

`handle` answers every path that no API route takes. It knows no engine: it reads and writes through `api`, the
workspace's own REST interface called in-process, so that what is typed here takes the road that every client takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from . import changes, doc_page, doc_save, links, listing, sheet_page
from .desk import Api, Desk, Json, PageError, redirect, segment
from .guard import BODY_LIMIT, check_reader, check_writer, open_visit, seal
from .people import COOKIE, PEOPLE, sitting
from .shell import asset_answer, message_page

__all__ = ["handle"]

_ID = r"([A-Za-z0-9_-]{1,200})"
_GET: list[tuple[re.Pattern[str], Callable[..., Response]]] = [
    (re.compile(r"/"), listing.show),
    (re.compile(rf"/d/{_ID}"), doc_page.show),
    (re.compile(rf"/s/{_ID}"), sheet_page.show),
    (re.compile(rf"/changes/{_ID}"), changes.show),
]
_POST: list[tuple[re.Pattern[str], Callable[..., Response]]] = [
    (re.compile(rf"/d/{_ID}/paragraph"), doc_save.save),
    (re.compile(rf"/s/{_ID}/cell"), sheet_page.save),
]
_GOOGLE = re.compile(rf"/(document|spreadsheets)/(?:u/\d+/)?d/{_ID}(?:/[a-z]*)?")


def handle(request: Request, api: Api, secret: bytes, edits: Callable[[str], dict[int, list[Json]]]) -> Response:
    """One page, or one change and the way back to its page.

    `api(method, path with query, JSON body or None, user e-mail or "" for the owner)` gives (status, JSON body).
    `edits(file id)` tells what each of its revisions changed, as the workspace's edits.py describes it.
    `secret` signs the form tokens: at least 16 random bytes, the same while the server runs.
    Never raises for what a browser may send; every answer carries the security headers.
    """
    request.max_content_length = BODY_LIMIT
    request.max_form_memory_size = BODY_LIMIT
    visit = open_visit(request, secret)
    desk = Desk(request, api, visit, sitting(request), PEOPLE, edits)
    try:
        stranger = check_reader(request)
        if stranger:  # plain words: no form, token or cookie of ours for a name that is not this computer's
            return seal(Response(stranger.sentence, status=stranger.status, content_type="text/plain"), replace(visit, new=False))
        refusal = check_writer(request, secret) if request.method == "POST" else None
        response = _failed(desk, refusal.status, refusal.sentence, stale=refusal.stale) if refusal else _route(desk)
    except PageError as error:
        response = _failed(desk, error.status, error.sentence)
    except RequestEntityTooLarge:
        response = _failed(desk, 413, "Nothing was changed: that is more text than one cell or paragraph can hold.")
    except HTTPException as error:
        response = _failed(desk, error.code or 400, "This page could not be shown: the address or the form is not one of ours.")
    return seal(response, visit)


def _route(desk: Desk) -> Response:
    request = desk.request
    path = request.path
    if request.method == "POST":
        if path == "/who":
            return _change_person(desk)
        return _find(_POST, desk, path)
    if request.method not in ("GET", "HEAD"):
        return _failed(desk, 405, "This page can only be read, or changed by its own forms.")
    if path.startswith("/_pages/"):
        answer = asset_answer(path.removeprefix("/_pages/"))
        if answer is not None:
            return answer
    google = _GOOGLE.fullmatch(path)
    if google:
        return _google(desk, google)
    if path.startswith("/open/"):
        return _open(desk, path.removeprefix("/open/"))
    return _find(_GET, desk, path)


def _find(routes: list[tuple[re.Pattern[str], Callable[..., Response]]], desk: Desk, path: str) -> Response:
    for pattern, answer in routes:
        match = pattern.fullmatch(path)
        if match:
            return answer(desk, *match.groups())
    return _failed(desk, 404, "There is no such page here.")


def _google(desk: Desk, match: re.Match[str]) -> Response:
    """Google's own address of a Doc or a workbook. What stands after # stays with the browser, which carries it along."""
    if match[1] == "document":
        return redirect(links.doc(match[2], desk.request.args.get("tab")))
    gid = desk.request.args.get("gid", "")
    return redirect(links.sheet(match[2], int(gid) if gid.isdecimal() and len(gid) < 12 else None))


def _open(desk: Desk, file_id: str) -> Response:
    file = desk.get(f"/drive/v3/files/{segment(file_id)}", {"fields": "id,mimeType", "supportsAllDrives": True})
    return redirect(links.file(file) or "/")


def _change_person(desk: Desk) -> Response:
    wanted = desk.request.form.get("as", "")
    back = desk.request.form.get("back", "/")
    local = back.startswith("/") and not back.startswith(("//", "/\\")) and all(ord(mark) > 31 for mark in back)
    response = redirect(back if local else "/")
    if any(p.email == wanted for p in desk.people):
        response.set_cookie(COOKIE, wanted, httponly=True, samesite="Strict", path="/")
    return response


def _failed(desk: Desk, status: int, sentence: str, *, stale: bool = False) -> Response:
    if desk.request.method == "POST" and desk.wants_json():
        return Response(json.dumps({"error": sentence, "stale": stale}), status=status, content_type="application/json")
    titles = {403: "Refused", 404: "Not found", 409: "Someone else was here", 413: "Too much"}
    return message_page(desk, status, sentence, title=titles.get(status, "Not shown"))
