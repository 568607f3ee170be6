"""The wire: one line is an httplib2 connection (Docs, Drive) and a requests session (Sheets) that share credentials, endpoint and counts.

Two libraries, one behaviour. Each sends a request once and says which of three things happened when no good answer came (see `errors`):
Answered, NotSent, Lost. httplib2 by itself sends a request again when a connection drops, POST or not, and after a time-out leaves a
connection whose next answer belongs to the request before; both are put right here.
"""

from __future__ import annotations

import http.client
import select
import socket
import time
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import google.auth.credentials
import google.auth.transport.requests
import google_auth_httplib2
import gspread
import httplib2
import requests
import requests.adapters
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from otsync.google.counts import Counts, Kind
from otsync.google.errors import Answered, Lost, NotSent, read_problem

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
SHEET_WRITE_SECONDS = 190.0
"""Sheets cuts a request after 180 s (limits page): waiting a little longer means that its own answer is the one we get."""


def redirected(url: str, endpoint: str | None) -> str:
    """The same request at another host: scheme and host are the endpoint's, path and query stay."""
    if endpoint is None:
        return url
    to, of = urlsplit(endpoint), urlsplit(url)
    return urlunsplit((to.scheme, to.netloc, to.path.rstrip("/") + of.path, of.query, of.fragment))


class Http(httplib2.Http):  # type: ignore[misc]
    """httplib2 that sends once, rewrites the host, counts, and says exactly how it failed."""

    def __init__(self, endpoint: str | None, count: Callable[[], None]) -> None:
        super().__init__(timeout=READ_SECONDS, **({"proxy_info": None} if endpoint else {}))
        self._endpoint = endpoint
        self._count = count
        self.redirect_codes = frozenset({300, 301, 302, 303, 307})  # 308 is "resume incomplete" in Google's upload protocol

    def request(self, uri: str, method: str = "GET", *args: Any, **kwargs: Any) -> Any:
        return super().request(redirected(uri, self._endpoint), method, *args, **kwargs)

    def _conn_request(self, conn: Any, request_uri: str, method: str, body: Any, headers: Any) -> Any:
        if conn.sock is not None and _dropped(conn.sock):
            conn.close()
        if conn.sock is None:
            try:
                conn.connect()
            except (OSError, httplib2.HttpLib2Error, http.client.HTTPException) as error:
                conn.close()
                raise NotSent(type(error).__name__) from None
        self._count()
        try:
            conn.request(method, request_uri, body, headers)
            answer = conn.getresponse()
            content = _unpacked(answer.read(), answer.getheader("content-encoding") or "")
            response = httplib2.Response(answer)
        except (OSError, httplib2.HttpLib2Error, http.client.HTTPException, zlib.error) as error:
            conn.close()
            raise Lost(type(error).__name__) from None
        return response, content


def _unpacked(content: bytes, encoding: str) -> bytes:
    if encoding.lower() not in ("gzip", "deflate"):
        return content
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    whole = unpacking.decompress(content) + unpacking.flush()
    if not unpacking.eof:
        raise zlib.error("cut short")
    return whole


def _dropped(sock: socket.socket) -> bool:
    """Whether an idle connection was closed by the other side: nothing was asked, so anything to be read is its end."""
    try:
        return bool(select.select([sock], [], [], 0)[0])
    except (OSError, ValueError):
        return True


class Adapter(requests.adapters.HTTPAdapter):
    """The same for requests."""

    def __init__(self, endpoint: str | None, count: Callable[[], None]) -> None:
        super().__init__(max_retries=0)
        self._endpoint = endpoint
        self._count = count

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = redirected(request.url or "", self._endpoint)
        try:
            response = super().send(request, *args, **kwargs)
        except requests.exceptions.RequestException as error:
            if _never_left(error):
                raise NotSent(type(error).__name__) from None
            self._count()
            raise Lost(type(error).__name__) from None
        self._count()
        return response


def _never_left(error: requests.exceptions.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | ConnectTimeoutError) or isinstance(
        error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError
    )


class Line:
    """What one request at a time uses. Not for two threads at once: the gateway lends a line to one caller, then to the next."""

    def __init__(self, endpoint: str | None, credentials: google.auth.credentials.Credentials, counts: Counts) -> None:
        self.kind: Kind = "docs_read"
        self._counts = counts
        self._http = Http(endpoint, self._count)
        # A 401 is answered by the gateway, once for both libraries: neither refreshes on its own.
        self._authorized = google_auth_httplib2.AuthorizedHttp(credentials, http=self._http, max_refresh_attempts=0)
        self._session = google.auth.transport.requests.AuthorizedSession(credentials, max_refresh_attempts=0)  # type: ignore[no-untyped-call]
        self._session.mount("https://", Adapter(endpoint, self._count))
        self._session.hooks["response"].append(_check_session)
        if endpoint:
            self._session.trust_env = False
        self.sheets_reader = gspread.Client(auth=credentials, session=self._session)
        self.sheets_reader.set_timeout((CONNECT_SECONDS, READ_SECONDS))
        self.sheets_writer = gspread.Client(auth=credentials, session=self._session)
        self.sheets_writer.set_timeout((CONNECT_SECONDS, SHEET_WRITE_SECONDS))

    def _count(self) -> None:
        self._counts.add(self.kind)

    def request(self, uri: str, method: str = "GET", **kwargs: Any) -> Any:
        """What googleapiclient calls; its answers of 400 and above are raised before it looks at them, for it logs what they hold."""
        response, content = self._authorized.request(uri, method, **kwargs)
        if response.status >= 400:
            raise Answered(read_problem(response.status, response.get("retry-after"), content, now=time.time()))
        return response, content

    def close(self) -> None:
        self._http.close()
        self._session.close()  # type: ignore[no-untyped-call]


def _check_session(response: requests.Response, *_: Any, **__: Any) -> requests.Response:
    if response.status_code >= 400:
        try:
            content = response.content
        except requests.exceptions.RequestException:
            content = b""
        raise Answered(read_problem(response.status_code, response.headers.get("retry-after"), content, now=time.time()))
    return response


def token_request(endpoint: str | None) -> google.auth.transport.requests.Request:
    """For fetching access tokens: not one of the counted kinds, not limited."""
    session = requests.Session()
    if endpoint:
        session.trust_env = False
        session.mount("https://", Adapter(endpoint, lambda: None))
    return google.auth.transport.requests.Request(session=session)
