"""The one door to Google: twelve calls on Sheets, Docs and Drive, the same for Google and for any server that speaks its wire.

Sheets go through gspread's HTTP client, Docs and Drive through google-api-python-client. Reads are repeated while that may help; a write is
sent once, and again only when the first surely changed nothing. Every method may be called from any thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import google.auth.credentials
import httplib2
from googleapiclient import discovery
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEETS_API_V4_BASE_URL

from otsync.google.caller import Caller
from otsync.google.errors import SIGN_IN, Lost, SignInNeeded
from otsync.google.limiter import GOOGLE_PER_MINUTE, Limiter
from otsync.google.transport import Line

Json = dict[str, Any]
Ids = Iterable[str] | str


@dataclass(frozen=True)
class Written:
    """The answer to a write on a Doc."""

    body: Json
    at: datetime | None
    """The server's own time when it answered (Date header, whole seconds, aware UTC)."""


class Google:
    """See the module. Made by `connect`; `counts` holds what was spent so far.

    Errors: those of `otsync.google.errors`, with scrubbed messages. `Unsure` comes from writes alone.
    """

    def __init__(self, caller: Caller) -> None:
        self._call = caller.call
        self.close = caller.close
        self.counts = caller.counts

    # Sheets

    def read_sheet(self, spreadsheet_id: str, *, fields: str, ranges: Sequence[str] = ()) -> Json:
        """spreadsheets.get. `fields` is a field mask (it decides about grid data as well), `ranges` are in A1 notation."""
        params: dict[str, Any] = {"fields": fields}
        if ranges:
            params["ranges"] = list(ranges)

        def send(line: Line) -> Json:
            return _object(line.sheets_reader.http_client.fetch_sheet_metadata(spreadsheet_id, params=dict(params)))

        return self._call("sheets_read", send)

    def write_sheet(
        self, spreadsheet_id: str, requests: Sequence[Json], *, fields: str | None = None, ranges: Sequence[str] = (), grid: bool = False
    ) -> Json:
        """spreadsheets.batchUpdate, all or nothing.

        With `fields` (a mask of the answer, such as "replies,updatedSpreadsheet.sheets.data"), `ranges` (A1) or `grid` the answer holds
        `updatedSpreadsheet` as it stood right after the write, limited to `ranges` and with cell data if `grid`.
        """
        body: Json = {"requests": list(requests)}
        if ranges or grid or (fields and "updatedSpreadsheet" in fields):
            body["includeSpreadsheetInResponse"] = True
            if ranges:
                body["responseRanges"] = list(ranges)
            if grid:
                body["responseIncludeGridData"] = True
        return self._post(SPREADSHEET_BATCH_UPDATE_URL % spreadsheet_id, body, fields)

    def create_sheet(self, body: Json, *, fields: str | None = None) -> Json:
        """spreadsheets.create: a new workbook in the account's My Drive."""
        return self._post(SPREADSHEETS_API_V4_BASE_URL, body, fields)

    def _post(self, url: str, body: Json, fields: str | None) -> Json:
        params: dict[str, Any] | None = {"fields": fields} if fields else None

        def send(line: Line) -> Json:
            return _object(line.sheets_writer.http_client.request("post", url, params=params, json=body).json())

        return self._call("sheets_write", send)

    # Docs

    def read_doc(self, document_id: str, *, fields: str | None = None) -> Json:
        """documents.get with all tabs, suggestions inline: the one view whose indexes (UTF-16) serve for writing."""
        options = _some(fields=fields, includeTabsContent=True, suggestionsViewMode="SUGGESTIONS_INLINE")
        return self._call("docs_read", lambda line: _execute(_documents().get(documentId=document_id, **options), line))

    def write_doc(self, document_id: str, requests: Sequence[Json], *, required_revision: str | None = None) -> Written:
        """documents.batchUpdate, all or nothing; refused (about "stale_revision") if the Doc is not at `required_revision` any more."""
        body: Json = {"requests": list(requests)}
        if required_revision is not None:
            body["writeControl"] = {"requiredRevisionId": required_revision}

        def send(line: Line) -> Written:
            times: list[datetime | None] = []
            request = _documents().batchUpdate(documentId=document_id, body=body)
            request.add_response_callback(lambda response: times.append(_date(response)))
            answer = _execute(request, line)
            return Written(answer, times[0] if times else None)

        return self._call("docs_write", send)

    def create_doc(self, title: str) -> Json:
        """documents.create: an empty Doc in the account's My Drive."""
        return self._call("docs_write", lambda line: _execute(_documents().create(body={"title": title}), line))

    # Drive

    def list_files(self, q: str, *, fields: str, order_by: str | None = None, drive_id: str | None = None) -> list[Json]:
        """files.list, all pages (a request for each 1000 files). `fields` is the mask of *one* file, such as "id,name,modifiedTime"."""
        options = _some(
            q=q, fields=f"nextPageToken,files({fields})", orderBy=order_by, pageSize=1000, spaces="drive",
            supportsAllDrives=True, includeItemsFromAllDrives=True, **({"corpora": "drive", "driveId": drive_id} if drive_id else {}),
        )  # fmt: skip
        found: list[Json] = []
        token: str | None = None
        while True:
            page = self._list_page(options, token)
            found.extend(page.get("files", []))
            token = page.get("nextPageToken")
            if not token:
                return found

    def _list_page(self, options: Json, token: str | None) -> Json:
        return self._call("drive_read", lambda line: _execute(_files().list(**_some(pageToken=token, **options)), line))

    def get_file(self, file_id: str, *, fields: str) -> Json:
        """files.get: what Drive knows of one file."""
        options = {"fileId": file_id, "fields": fields, "supportsAllDrives": True}
        return self._call("drive_read", lambda line: _execute(_files().get(**options), line))

    def copy_file(self, file_id: str, body: Json, *, fields: str) -> Json:
        """files.copy. Give name, parents and every appProperty: what is left out comes from the source."""
        options = {"fileId": file_id, "body": body, "fields": fields, "supportsAllDrives": True}
        return self._call("drive_write", lambda line: _execute(_files().copy(**options), line))

    def create_file(self, body: Json, *, fields: str) -> Json:
        """files.create without content: a folder, an empty Doc or Sheet in a given place."""
        options = {"body": body, "fields": fields, "supportsAllDrives": True}
        return self._call("drive_write", lambda line: _execute(_files().create(**options), line))

    def update_file(
        self, file_id: str, body: Json, *, fields: str, add_parents: Ids | None = None, remove_parents: Ids | None = None
    ) -> Json:
        """files.update of metadata: name, appProperties, trashed, place."""
        options = _some(fields=fields, addParents=_joined(add_parents), removeParents=_joined(remove_parents), supportsAllDrives=True)
        return self._call("drive_write", lambda line: _execute(_files().update(fileId=file_id, body=body, **options), line))


def connect(
    *,
    endpoint: str | None,
    credentials: google.auth.credentials.Credentials | None,
    threads: int = 8,
    limits: Mapping[str, int] | bool = True,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Google:
    """A connection to Google, or to the server at `endpoint` (scheme, host, port), with at most `threads` requests under way at once.

    `limits`: requests a minute by kind, True for Google's own, False for none. `credentials` may be None for an endpoint alone.
    """
    if credentials is None:
        if endpoint is None:
            raise SignInNeeded(f"Nobody is signed in to Google: {SIGN_IN}.")
        credentials = google.auth.credentials.AnonymousCredentials()  # type: ignore[no-untyped-call]
    rates = GOOGLE_PER_MINUTE if limits is True else limits or {}
    limiter = Limiter(rates, clock=clock, sleep=sleep)
    return Google(Caller(endpoint=endpoint, credentials=credentials, threads=threads, limiter=limiter, sleep=sleep))


_resources: dict[str, Any] = {}
_resources_lock = threading.Lock()


def _resource(api: str, version: str, name: str) -> Any:
    # Building one costs 25-50 ms of CPU. It holds neither connection nor endpoint (each call brings its own): the whole process shares it.
    with _resources_lock:
        if name not in _resources:
            service = discovery.build(api, version, http=httplib2.Http(), static_discovery=True, cache_discovery=False)
            _resources[name] = getattr(service, name)()
        return _resources[name]


def _documents() -> Any:
    return _resource("docs", "v1", "documents")


def _files() -> Any:
    return _resource("drive", "v3", "files")


def _execute(request: Any, line: Line) -> Json:
    return _object(request.execute(http=line))


def _object(answer: Any) -> Json:
    # googleapiclient hands on what is not JSON as text, instead of failing.
    if not isinstance(answer, dict):
        raise Lost(f"{type(answer).__name__} for a JSON object")
    return answer


def _some(**options: Any) -> Json:
    return {name: value for name, value in options.items() if value is not None}


def _joined(ids: Ids | None) -> str | None:
    return ids if ids is None or isinstance(ids, str) else ",".join(ids)


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
