"""What a page needs while it answers one request: who is asking, and the workspace's own REST API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from werkzeug import Request, Response

from .guard import Visit
from .people import Person

Json: TypeAlias = dict[str, Any]
Api: TypeAlias = Callable[[str, str, "Json | None", str], tuple[int, Json]]
Params: TypeAlias = Mapping[str, "str | int | bool | Sequence[str]"]


class PageError(Exception):
    """A page that cannot be shown, or a change that was not made: an HTTP status and a sentence for the person."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Desk:
    """One request. `call` speaks REST: a path under the workspace's address, JSON bodies in and out."""

    request: Request
    api: Api
    visit: Visit
    person: Person
    people: tuple[Person, ...]
    edits: Callable[[str], dict[int, list[Json]]]
    """Of a file: revision number -> what was changed in it."""

    def call(self, method: str, path: str, params: Params | None = None, body: Json | None = None) -> tuple[int, Json]:
        """The API's own status and body, whatever they are."""
        return self.api(method, path + _query(params), body, self.person.email)

    def get(self, path: str, params: Params | None = None, *, what: str = "file") -> Json:
        """A body that was found, or a PageError in words."""
        status, body = self.call("GET", path, params)
        if status != 200:
            raise PageError(status if status in (400, 401, 403, 404, 429, 501) else 502, sentence_of(status, body, what))
        return body

    def about(self, file_id: str) -> Json:
        """When a file was last changed and by whom; never an error, the page shows the rest without it."""
        fields: Params = {"fields": "modifiedTime,lastModifyingUser", "supportsAllDrives": True}
        found = self.call("GET", f"/drive/v3/files/{segment(file_id)}", fields)[1]
        return {"id": segment(file_id), "modifiedTime": found.get("modifiedTime"), "lastModifyingUser": found.get("lastModifyingUser")}

    def wants_json(self) -> bool:
        """Did our own script ask (it shows the answer in place), or a plain form?"""
        return self.request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def segment(text: str) -> str:
    """An id or a range as one path segment."""
    return quote(text, safe="")


def sentence_of(status: int, body: Json, what: str) -> str:
    """Google's error body as a sentence for a person."""
    if status == 404:
        return f"There is no such {what} in this workspace, or it is not shared with you. Choose another under Files."
    if status == 403:
        return f"This {what} is not shared with you. Choose who you are at the top of the page, or open another {what}."
    if status == 401:
        return "This workspace was started with --require-auth, and its pages cannot sign in. Start it without to look at it."
    error = body.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return f"The workspace could not do this: {message}" if message else f"The workspace could not do this (status {status})."


def _query(params: Params | None) -> str:
    if not params:
        return ""
    plain = {k: str(v).lower() if isinstance(v, bool) else v for k, v in params.items()}
    return "?" + urlencode(plain, doseq=True)


def redirect(to: str) -> Response:
    """303 to a path of our own, so that a reload does not repeat the form."""
    return Response(status=303, headers={"Location": to})
