"""A connection without sockets: otsync's own client code on one side, the workspace's own application on the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import google.auth.credentials
import httplib2
import requests
import requests.adapters
from requests.structures import CaseInsensitiveDict
from werkzeug import Request
from werkzeug.test import EnvironBuilder

from otsync.google.caller import Caller
from otsync.google.connect import Google
from otsync.google.errors import Lost
from otsync.google.limiter import Limiter
from otsync.google.transport import Line
from otsync.workspace.app import Dropped, Workspace
from otsync.workspace.clock import http_date

ENDPOINT = "http://127.0.0.1"
Watch = Callable[[str, str], None]


class Exchange:
    """One workspace's answers. `before` and `after` are told of each request (HTTP method, path): what they raise gets to the worker."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.before: Watch | None = None
        self.after: Watch | None = None
        self.count = 0
        self.wrote: list[bool] = []
        """Of each request so far, whether it is a write."""

    def ask(self, method: str, url: str, body: Any, headers: Mapping[str, Any]) -> tuple[int, dict[str, str], bytes]:
        self.count += 1
        self.wrote.append(method != "GET")
        parts = urlsplit(url)
        if self.before:
            self.before(method, parts.path)
        data = body.encode() if isinstance(body, str) else body
        kept = {str(key): str(value) for key, value in headers.items() if str(key).lower() not in ("content-length", "accept-encoding")}
        builder = EnvironBuilder(path=parts.path, query_string=parts.query, method=method, base_url=ENDPOINT, headers=kept, data=data)
        try:
            response = self.workspace.respond(Request(builder.get_environ()))
        except Dropped as error:
            raise Lost(type(error).__name__) from None
        content = response.get_data()
        if "Content-Length" in response.headers and int(response.headers["Content-Length"]) > len(content):
            raise Lost("cut short")
        if self.after:
            self.after(method, parts.path)
        said = {key.lower(): value for key, value in response.headers.items()} | {"date": http_date(self.workspace.clock.now())}
        return response.status_code, said, content


class _Http:
    """What a line's httplib2 half asks."""

    def __init__(self, exchange: Exchange, count: Callable[[], None]) -> None:
        self.exchange, self.count = exchange, count
        self.connections: dict[str, Any] = {}

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any) -> Any:
        self.count()
        status, said, content = self.exchange.ask(method, uri, body, headers or {})
        return httplib2.Response(said | {"status": str(status)}), content

    def close(self) -> None:
        pass


class _Adapter(requests.adapters.BaseAdapter):
    """What its requests half asks."""

    def __init__(self, exchange: Exchange, count: Callable[[], None]) -> None:
        super().__init__()
        self.exchange, self.count = exchange, count

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.count()
        status, said, content = self.exchange.ask(request.method or "GET", request.url or "", request.body, request.headers)
        response = requests.Response()
        response.status_code, response._content, response.request = status, content, request
        response.url, response.headers, response.encoding = request.url or "", CaseInsensitiveDict(said), "utf-8"
        return response

    def close(self) -> None:
        pass


class _Line(Line):
    def __init__(self, exchange: Exchange, caller: Caller) -> None:
        super().__init__(ENDPOINT, google.auth.credentials.AnonymousCredentials(), caller.counts)  # type: ignore[no-untyped-call]
        self._http = _Http(exchange, self._count)  # type: ignore[assignment]
        self._authorized.http = self._http
        self._session.mount("https://", _Adapter(exchange, self._count))


def connect_directly(workspace: Workspace, exchange: Exchange | None = None, *, threads: int = 8) -> Google:
    """As `connect`, without a network between. Nothing is waited for between two tries."""
    exchange = exchange or Exchange(workspace)
    nothing = lambda _: None  # noqa: E731
    caller = Caller(
        endpoint=ENDPOINT,
        credentials=google.auth.credentials.AnonymousCredentials(),  # type: ignore[no-untyped-call]
        threads=0,
        limiter=Limiter({}, clock=lambda: 0.0, sleep=nothing),
        sleep=nothing,
    )
    for _ in range(threads):
        caller._lines.put(_Line(exchange, caller))
    return Google(caller)
