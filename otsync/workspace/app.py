"""The workspace: one directory, one WSGI application that speaks Docs, Sheets, Drive and OAuth, with pages for people."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import orjson
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.test import EnvironBuilder

from . import auth, control, edits, masks, oauth, params
from .call import Answer, Call, Caller, Media
from .clock import http_date
from .context import Context
from .core import Core
from .discovery import Json
from .drive import files
from .errors import ApiError, envelope, not_implemented
from .faults import Rule
from .quota import exceeded
from .routes import Route, url_map
from .validate import parse, validate

log = logging.getLogger("otsync.workspace")

BODY_LIMIT = 64 * 1024 * 1024
"""Bytes of any request; Docs takes 10 MiB only, as Google does."""
_DOCS_LIMIT = 10 * 1024 * 1024
_BODY_FIELD = {
    "docs.documents.create": "document",
    "sheets.spreadsheets.create": "spreadsheet",
    "sheets.spreadsheets.values.update": "data",
    "sheets.spreadsheets.values.append": "data",
}
"""Methods whose HTTP body fills one field of the request message: its name begins the paths in errors."""
_API_PATHS = ("/v1/", "/v4/", "/drive/", "/upload/", "/resumable/", "/batch")


class Dropped(ConnectionResetError):
    """In-process callers meet a lost connection as this."""


class Workspace(Core):
    """The workspace as a WSGI application."""

    def __init__(self, directory: Path | str, **options: Any) -> None:
        """`options` are those of Core."""
        super().__init__(directory, **options)
        self._rooted: set[str] = set()
        self._map = url_map()

    @property
    def app(self) -> Workspace:
        """The WSGI callable."""
        return self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = BODY_LIMIT
        try:
            response = self.respond(request)
        except Dropped:
            drop = environ.get("otsync.drop")
            if drop is None:
                raise
            drop()
            response = Response(status=500)
        response.headers["Date"] = http_date(self.clock.now())
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        """Any path: control, OAuth, batch, an API method, or a page."""
        if "X-Http-Method-Override" in request.headers:
            request = _overridden(request)
        path = request.path
        if path.startswith("/_control/"):
            return control.handle(self, request)
        if path in oauth.PATHS:
            return self._sign_in(request)
        adapter = self._map.bind("workspace", path_info=path, default_method=request.method)
        try:
            route, found = adapter.match(method=request.method)
        except HTTPException as error:
            if isinstance(error, NotFound | MethodNotAllowed) and path.startswith(_API_PATHS):
                refused = ApiError(404, "The requested URL was not found on this server.", reason="notFound")
                if path.startswith("/batch"):
                    refused = not_implemented("several requests in one")
                return _error("drive" if "drive" in path else "docs", _foreign(request) or refused)
            from . import pages

            return pages.handle(request, self.call, self.form_secret, self.edits)
        foreign = _foreign(request)
        return self._method(request, route, found) if foreign is None else _error(route.method.api, foreign)

    def edits(self, file_id: str) -> dict[int, list[Json]]:
        """What each revision of a file changed; for a page that has found the file through the API."""
        with self.store.read() as tx:
            return edits.of(tx, file_id)

    def call(self, method: str, path: str, body: Json | None = None, user: str = "") -> tuple[int, Json]:
        """One API request in-process, as `user` (the owner when empty): (status, JSON body). For the pages, the demo and tests."""
        path, _, query = path.partition("?")
        headers = [("X-Workspace-User", user)] if user else []
        data = None if body is None else orjson.dumps(body)
        builder = EnvironBuilder(path, query_string=query, method=method, headers=headers, data=data, content_type="application/json")
        request = Request(builder.get_environ())
        request.environ["otsync.inside"] = True
        response = self.respond(request)
        found = response.get_data()
        return response.status_code, orjson.loads(found) if found and response.mimetype == "application/json" else {}

    def _method(self, request: Request, route: Route, found: Mapping[str, Any]) -> Response:
        drawn = self.faults.draw(route.name) if "otsync.inside" not in request.environ else []
        try:
            late = self._before(drawn, route)
            lag = max((int((rule.delay or 60) * 1000) for rule in drawn if rule.kind == "stale_list"), default=0)
            response = _response(self.run(request, route, found, lag))
        except ApiError as error:
            return _error(route.method.api, error)
        except (Dropped, HTTPException):
            raise
        except Exception:
            log.exception("%s failed inside the workspace", route.name)
            return _error(route.method.api, ApiError(500, "Internal error encountered.", reason="internalError"))
        return self._after(late, route.method.api, response)

    def _sign_in(self, request: Request) -> Response:
        """OAuth's addresses; faults know them as oauth.auth, oauth.token and oauth.revoke."""
        drawn = self.faults.draw("oauth." + request.path.rpartition("/")[2])
        try:
            late = self._before([rule for rule in drawn if rule.kind not in ("429", "expired_token")], None)
        except ApiError as error:
            return _error("docs", error)
        return self._after(late, "docs", oauth.handle(self, request))

    def _before(self, drawn: list[Rule], route: Route | None) -> list[Rule]:
        """Faults that come before the work; the others are handed back."""
        for rule in drawn:
            if rule.kind == "slow":
                time.sleep(rule.delay)
            elif rule.kind == "edit" and rule.request is not None:
                self.call(rule.request.get("method", "POST"), rule.request["path"], rule.request.get("body"), rule.request.get("user", ""))
            elif rule.kind == "drop_before":
                raise Dropped("connection dropped before the request was carried out")
            elif rule.kind == "429" and route is not None:
                raise exceeded(route)
            elif rule.kind == "expired_token":
                raise auth.unauthenticated()
            elif rule.kind in ("500", "503"):
                raise _unavailable(rule.kind)
            elif rule.kind == "html_502":
                raise HtmlPage()
        return [rule for rule in drawn if rule.kind in ("drop_after", "truncated", "503_after")]

    def _after(self, late: list[Rule], api: str, response: Response) -> Response:
        for rule in late:
            if rule.kind == "drop_after":
                raise Dropped("connection dropped after the request was carried out")
            if rule.kind == "503_after":
                return _error(api, _unavailable("503"))
            if rule.kind == "truncated":
                whole = response.get_data()
                response.set_data(whole[: len(whole) // 2])
                response.headers["Content-Length"] = str(len(whole))
        return response

    def run(self, request: Request, route: Route, found: Mapping[str, Any], lag: int) -> Answer:
        """One method: who asks, what, may they, and then its handler, all in one transaction."""
        method, now = route.method, self.clock.now()
        person = request.headers.get("X-Workspace-User", "").strip().lower() or None
        with self.store.read() as tx:
            caller = auth.caller_of(tx, _token(request), owner=self.owner, person=person, required=self.require_auth, now=now)
        if "otsync.inside" not in request.environ:
            self.quota.charge(route, caller.user, caller.client)
        auth.check_scopes(caller, method)
        if route.handler is None:
            raise not_implemented(f"{method.api}.{method.id}")
        body = _payload(request, route)
        query = params.read(method, found, request.args)
        checked: Json = {}
        if method.request:
            checked = validate(method.api, method.request, body, _BODY_FIELD.get(route.name, ""), ignore_unknown=method.api == "drive")
        mask = request.args.get("fields") or None
        tree = masks.tree_of(method.api, method.response, mask) if mask and method.response else None
        self._root(caller, now)
        context = Context(caller.user, now, self.switches, caller.client)
        lag = max(lag, self.switches.list_lag_seconds * 1000)
        with self.store.write() if route.writes else self.store.read() as tx:
            answer = route.handler(Call(tx, method, query, checked, caller, context, request.host_url, mask, tree, lag))
        return masks.apply(tree, answer) if isinstance(answer, dict) and tree is not None else answer

    def _root(self, caller: Caller, now: Any) -> None:
        """Everyone has a My Drive."""
        if caller.user not in self._rooted:
            with self.store.write() as tx:
                files.ensure_root(tx, caller.user, now)
            self._rooted.add(caller.user)


class HtmlPage(ApiError):
    """A front end's error page instead of an answer of the API."""

    def __init__(self) -> None:
        super().__init__(
            502,
            "<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> <ins>That's an error.</ins>\n"
            "<p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.\n",
        )


def _error(api: str, error: ApiError) -> Response:
    if isinstance(error, HtmlPage):
        return Response(error.message, status=error.code, content_type="text/html; charset=UTF-8")
    return _response(envelope(api, error), error.code)


def _unavailable(kind: str) -> ApiError:
    if kind == "500":
        return ApiError(500, "Internal error encountered.", reason="internalError")
    return ApiError(503, "The service is currently unavailable.", reason="backendError")


def _response(answer: Answer, status: int = 200) -> Response:
    """JSON, an exported file, or 204 for nothing."""
    if answer is None:
        return Response(status=204)
    if isinstance(answer, Media):
        kind = answer.kind + ("; charset=UTF-8" if answer.kind.startswith("text/") else "")
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
        return Response(answer.data, content_type=kind, headers=headers)
    kind = "application/json; charset=UTF-8"
    return Response(orjson.dumps(answer), status=status, content_type=kind, headers={"Cache-Control": "private"})


def _payload(request: Request, route: Route) -> Any:
    if request.method in ("GET", "DELETE", "HEAD"):
        return {}
    data = request.get_data()
    if route.method.api == "docs" and len(data) > _DOCS_LIMIT:
        raise ApiError(400, f"Request payload size exceeds the limit: {_DOCS_LIMIT} bytes.")
    return parse(data)


def _overridden(request: Request) -> Request:
    """Google's clients send a GET whose address would be too long as a POST with the query in its body."""
    environ = dict(request.environ)
    if request.method == "POST" and environ.pop("HTTP_X_HTTP_METHOD_OVERRIDE").upper() == "GET":
        query = request.get_data(as_text=True)
        environ |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query, "wsgi.input": BytesIO(b""), "CONTENT_LENGTH": "0"}
    environ.pop("HTTP_X_HTTP_METHOD_OVERRIDE", None)
    return Request(environ)


def _token(request: Request) -> str | None:
    header = request.headers.get("Authorization", "")
    if header[:7].lower() == "bearer ":
        return header[7:].strip()
    return request.args.get("access_token") or request.args.get("oauth_token")


def _foreign(request: Request) -> ApiError | None:
    """Another site's script may neither read nor write here."""
    origin = request.headers.get("Origin", request.host_url).rstrip("/").lower()
    if origin == request.host_url.rstrip("/").lower() and request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        return None
    return ApiError(403, "This workspace answers no requests that another site makes.", reason="forbidden")
