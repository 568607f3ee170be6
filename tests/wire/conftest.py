"""A workspace served on a free port, and Google's own clients that talk to it unmodified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import google.auth.credentials
import google.auth.transport.requests
import google.oauth2.credentials
import gspread
import httplib2
import pytest
import requests
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from requests.adapters import HTTPAdapter
from werkzeug import Request

from otsync.workspace.call import Answer
from otsync.workspace.clock import Clock
from otsync.workspace.errors import ApiError
from otsync.workspace.routes import Route
from otsync.workspace.server import Served, Workspace, serve
from otsync.workspace.validate import validate

START = datetime(2026, 10, 7, 2, 0, tzinfo=UTC)


class LoopbackHttp(httplib2.Http):
    """httplib2 that takes every request to the served workspace, uploads and batches included."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=30)
        self.base = urlsplit(base)

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(urlunsplit(urlsplit(uri)._replace(scheme=self.base.scheme, netloc=self.base.netloc)), *args, **kwargs)


class LoopbackAdapter(HTTPAdapter):
    """The same for requests, hence for gspread."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = urlsplit(base)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = urlunsplit(urlsplit(request.url)._replace(scheme=self.base.scheme, netloc=self.base.netloc))
        return super().send(request, *args, **kwargs)


@dataclass
class Clients:
    """Resource objects of the unmodified clients; making them is slow, so they are kept."""

    docs: Any
    sheets: Any
    drive: Any
    files: Any
    sheet: gspread.Client

    @property
    def values(self) -> Any:
        return self.sheets.values()


class Pool:
    """Google's resource objects, which take 0.3 s to make: a test takes sets that an earlier one is done with."""

    def __init__(self) -> None:
        self.made: list[tuple[AuthorizedHttp, tuple[Any, Any, Any, Any]]] = []
        self.taken = 0

    def take(self, base: str, credentials: google.auth.credentials.Credentials) -> tuple[Any, Any, Any, Any]:
        """Docs, Sheets, Drive and its files, led to `base` with these credentials."""
        if self.taken == len(self.made):
            http = AuthorizedHttp(credentials, http=LoopbackHttp(base))

            def service(name: str, version: str) -> Any:
                return build(name, version, http=http, static_discovery=True)

            docs, sheets, drive = service("docs", "v1").documents(), service("sheets", "v4").spreadsheets(), service("drive", "v3")
            self.made.append((http, (docs, sheets, drive, drive.files())))
        http, services = self.made[self.taken]
        http.credentials, http.http.base = credentials, urlsplit(base)
        self.taken += 1
        return services


POOL = Pool()


@pytest.fixture(autouse=True)
def pool() -> Iterator[None]:
    """What a test took of the pool the next one may have."""
    before = POOL.taken
    yield
    POOL.taken = before


def clients(base: str, credentials: google.auth.credentials.Credentials | None = None) -> Clients:
    """Clients of the workspace at `base`; without credentials they send a token that it did not issue."""
    credentials = credentials or google.oauth2.credentials.Credentials(token="not-issued-here")  # type: ignore[no-untyped-call]
    return Clients(*POOL.take(base, credentials), spreadsheet_client(base, credentials))


def spreadsheet_client(base: str | None, credentials: google.auth.credentials.Credentials) -> gspread.Client:
    """gspread on the workspace at `base`, or on Google."""
    session = google.auth.transport.requests.AuthorizedSession(credentials)
    if base is not None:
        session.mount("https://", LoopbackAdapter(base))
        session.mount("http://", LoopbackAdapter(base))
    return gspread.Client(auth=credentials, session=session)


class CheckedWorkspace(Workspace):
    """Holds every answer against Google's discovery documents; one that does not fit becomes a 500 and fails its test."""

    def run(self, request: Request, route: Route, *rest: Any) -> Answer:
        answer = super().run(request, route, *rest)
        if isinstance(answer, dict) and route.method.response is not None:
            try:
                validate(route.method.api, route.method.response, answer)
            except ApiError as error:
                raise AssertionError(f"the answer of {route.name} is none of Google's: {error.message}") from error
        return answer


@pytest.fixture
def clock() -> Clock:
    """Stands still at 2026-10-07 02:00 UTC until a test moves it."""
    return Clock(START)


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    made = CheckedWorkspace(tmp_path / "workspace", clock=clock)
    yield made
    made.close()


@pytest.fixture
def served(workspace: Workspace) -> Iterator[Served]:
    with serve(workspace) as running:
        yield running


@pytest.fixture
def api(served: Served) -> Clients:
    return clients(served.url)
