"""What the live suite runs against: Google itself, or an embedded workspace that is being served; and what it found out there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import google.auth.credentials
import httplib2
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest

from otsync.workspace.errors import ApiError
from otsync.workspace.server import Workspace
from tests.wire.conftest import Clients, LoopbackHttp, spreadsheet_client

Json = dict[str, Any]
FOLDER = "application/vnd.google-apps.folder"
DOC = "application/vnd.google-apps.document"
_MAKES = {
    "drive.files.create": "id",
    "drive.files.copy": "id",
    "docs.documents.create": "documentId",
    "sheets.spreadsheets.create": "spreadsheetId",
}
_WAITS = (15.0, 30.0, 65.0)
"""Seconds between tries when Google says that the minute's quota is used up (429: nothing was done)."""


@dataclass
class Endpoint:
    """One account. `base` is the address of an embedded workspace, None for Google; `workspace` is set where its switches can be."""

    credentials: google.auth.credentials.Credentials
    base: str | None = None
    workspace: Workspace | None = None
    folder: str = ""
    made: list[str] = field(default_factory=list)
    switches: Json = field(default_factory=dict)
    """Settings of switches that the running test holds true of this endpoint."""
    findings: list[tuple[str, str]] = field(default_factory=list)
    """(what was unknown, what was seen)."""

    def __post_init__(self) -> None:
        http = LoopbackHttp(self.base) if self.base else httplib2.Http(timeout=180)
        authorized = AuthorizedHttp(self.credentials, http=http)
        make: Callable[..., Any] = lambda *args, **more: _Request(self, *args, **more)  # noqa: E731

        def service(name: str, version: str) -> Any:
            return build(name, version, http=authorized, static_discovery=True, requestBuilder=make)

        drive = service("drive", "v3")
        docs, sheets = service("docs", "v1").documents(), service("sheets", "v4").spreadsheets()
        self.api = Clients(docs, sheets, drive, drive.files(), spreadsheet_client(self.base, self.credentials))

    def open(self) -> None:
        """Makes the scratch folder, in which everything else goes."""
        name = time.strftime("otsync live test, %Y-%m-%d %H:%M, may be deleted")
        self.folder = self.api.files.create(body={"name": name, "mimeType": FOLDER}, fields="id").execute()["id"]

    def sweep(self) -> None:
        """Deletes all that was made, the folder last; then nothing of it may be left."""
        for file_id in reversed(self.made):
            try:
                self.api.files.delete(fileId=file_id, supportsAllDrives=True).execute()
            except HttpError as error:
                if error.status_code != 404:
                    raise
        left = self.api.files.list(q=f"'{self.folder}' in parents and trashed = false").execute()["files"]
        assert left == [], "the scratch folder is not empty"

    def hold(self, switches: Json) -> None:
        """The running test says: here it is like this. An embedded workspace is set to it, Google is put to the test."""
        self.switches = {**self.switches, **switches}
        if self.workspace is not None and switches:
            self.workspace.with_switches(**switches)

    def found(self, what: str, seen: Any) -> None:
        """An answer that needs no setting to be tried."""
        self.findings.append((what, str(seen)))


class _Request(HttpRequest):
    """Remembers what is made, puts it into the scratch folder, and waits where a minute's quota is used up."""

    def __init__(self, endpoint: Endpoint, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.endpoint = endpoint
        if endpoint.folder and self.methodId == "drive.files.create":  # a copy goes where its source is
            self.body = json.dumps({"parents": [endpoint.folder], **json.loads(self.body or "{}")})
            self.body_size = len(self.body)

    def execute(self, http: Any = None, num_retries: int = 0) -> Any:
        for wait in (*_WAITS, None):
            try:
                answer = super().execute(http=http)
            except HttpError as error:
                if error.status_code != 429 or wait is None:
                    raise
                time.sleep(wait)
            else:
                if self.methodId in _MAKES and _MAKES[self.methodId] in answer:
                    self.endpoint.made.append(answer[_MAKES[self.methodId]])
                return answer
        raise AssertionError("unreachable")


class Wire:
    """A ground for `tests.wire.docs.bench.Bench`: each Doc is a file of the endpoint's."""

    def __init__(self, endpoint: Endpoint, switches: Json) -> None:
        self.api = endpoint.api
        endpoint.hold(switches)

    def make(self, title: str) -> str:
        return str(self.api.files.create(body={"name": title, "mimeType": DOC}, fields="id").execute()["id"])

    def batch_update(self, file_id: str, body: Json) -> Json:
        return self._sent(self.api.docs.batchUpdate(documentId=file_id, body=body))

    def get(self, file_id: str, params: Json) -> Json:
        return self._sent(self.api.docs.get(documentId=file_id, **params))

    def state(self, file_id: str) -> Json:
        return self.get(file_id, {"includeTabsContent": True})

    def _sent(self, request: Any) -> Json:
        try:
            answer: Json = request.execute()
        except HttpError as error:
            told = json.loads(error.content)["error"]
            raise ApiError(told["code"], told["message"], details=told.get("details")) from error
        return answer
