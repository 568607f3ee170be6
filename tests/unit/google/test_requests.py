"""What goes over the wire, and through which library."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest

from otsync.google.connect import Google
from otsync.google.errors import GoogleError
from tests.unit.google.conftest import Server, answer


def query(path: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(path).query)


def test_reading_a_sheet_asks_once_for_the_named_fields_and_ranges(google: Google, server: Server) -> None:
    """spreadsheets.get carries the mask and each range, through gspread."""
    body = {"spreadsheetId": "S", "sheets": []}
    server.script = [answer(body)]
    assert google.read_sheet("S", fields="spreadsheetId,sheets.data", ranges=["'Roster'", "Minutes!A1:C"]) == body
    (seen,) = server.seen
    assert urlsplit(seen.path).path == "/v4/spreadsheets/S"
    assert query(seen.path) == {"fields": ["spreadsheetId,sheets.data"], "ranges": ["'Roster'", "Minutes!A1:C"]}
    assert google.counts.as_dict()["sheets_read"] == 1


def test_writing_a_sheet_sends_one_batch_and_asks_for_what_it_needs_back(google: Google, server: Server) -> None:
    """The answer holds the spreadsheet only where ranges, grid or mask ask for it."""
    google.write_sheet("S", [{"addSheet": {}}], fields="replies")
    google.write_sheet("S", [{"addSheet": {}}], fields="updatedSpreadsheet.sheets.data", ranges=["Roster!A1:B2"], grid=True)
    first, second = server.seen
    assert urlsplit(first.path).path == "/v4/spreadsheets/S:batchUpdate"
    assert first.json == {"requests": [{"addSheet": {}}]} and query(first.path) == {"fields": ["replies"]}
    assert second.json["includeSpreadsheetInResponse"] is True
    assert second.json["responseIncludeGridData"] is True and second.json["responseRanges"] == ["Roster!A1:B2"]
    assert google.counts.as_dict()["sheets_write"] == 2


def test_creating_a_workbook_posts_its_body(google: Google, server: Server) -> None:
    """spreadsheets.create goes to the collection."""
    server.script = [answer({"spreadsheetId": "new"})]
    assert google.create_sheet({"properties": {"title": "Caseload"}})["spreadsheetId"] == "new"
    assert server.seen[0].path.split("?")[0] == "/v4/spreadsheets" and server.seen[0].json["properties"]["title"] == "Caseload"


def test_reading_a_doc_asks_for_all_tabs_with_suggestions_inline(google: Google, server: Server) -> None:
    """Any other view has indexes that do not serve for writing."""
    server.script = [answer({"documentId": "D"})]
    assert google.read_doc("D", fields="tabs,revisionId") == {"documentId": "D"}
    asked = query(server.seen[0].path)
    assert asked["includeTabsContent"] == ["true"] and asked["suggestionsViewMode"] == ["SUGGESTIONS_INLINE"]
    assert asked["fields"] == ["tabs,revisionId"]


def test_writing_a_doc_names_the_required_revision_and_tells_the_servers_time(google: Google, server: Server) -> None:
    """The Date header comes back as an aware time."""
    server.script = [answer({"documentId": "D", "writeControl": {"requiredRevisionId": "r2"}})]
    written = google.write_doc("D", [{"insertText": {"text": "x"}}], required_revision="r1")
    assert server.seen[0].json == {"requests": [{"insertText": {"text": "x"}}], "writeControl": {"requiredRevisionId": "r1"}}
    assert written.body["writeControl"]["requiredRevisionId"] == "r2"
    assert written.at is not None and abs((written.at - datetime.now(UTC)).total_seconds()) < 5


def test_listing_files_follows_every_page(google: Google, server: Server) -> None:
    """Each page is one request; shared drives are always included."""
    server.script = [answer({"files": [{"id": "1"}], "nextPageToken": "p2"}), answer({"files": [{"id": "2"}]})]
    assert google.list_files("trashed=false", fields="id", order_by="name") == [{"id": "1"}, {"id": "2"}]
    first, second = (query(one.path) for one in server.seen)
    assert "pageToken" not in first and second["pageToken"] == ["p2"]
    assert first["fields"] == ["nextPageToken,files(id)"] and first["pageSize"] == ["1000"]
    assert first["supportsAllDrives"] == first["includeItemsFromAllDrives"] == ["true"]
    assert google.counts.as_dict()["drive_read"] == 2


@pytest.mark.parametrize("call", ["get", "copy", "create", "update"])
def test_every_drive_call_supports_shared_drives(google: Google, server: Server, call: str) -> None:
    """Without that flag a file in a shared drive is "not found"."""
    {
        "get": lambda: google.get_file("F", fields="id"),
        "copy": lambda: google.copy_file("F", {"name": "n"}, fields="id"),
        "create": lambda: google.create_file({"name": "n"}, fields="id"),
        "update": lambda: google.update_file("F", {"name": "n"}, fields="id", add_parents=["a", "b"], remove_parents="c"),
    }[call]()
    asked = query(server.seen[0].path)
    assert asked["supportsAllDrives"] == ["true"] and asked["fields"] == ["id"]
    if call == "update":
        assert asked["addParents"] == ["a,b"] and asked["removeParents"] == ["c"]


def test_threads_share_a_bounded_number_of_connections(google: Google, server: Server) -> None:
    """Forty callers, eight lines: at most eight requests at once, all answered, each answer its own."""
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.01)
        answer({"documentId": handler.path.split("/")[3].split("?")[0]})(handler)

    server.script = [slow] * 40
    got: dict[int, str] = {}

    def read(number: int) -> None:
        got[number] = google.read_doc(f"doc{number}")["documentId"]

    threads = [threading.Thread(target=read, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {number: f"doc{number}" for number in range(40)}
    assert server.most_at_once <= 8
    assert google.counts.as_dict()["docs_read"] == 40


def test_a_long_list_query_is_still_one_read(google: Google, server: Server) -> None:
    """Beyond 2048 characters googleapiclient turns GET into POST; it stays a read and is counted as one."""
    google.list_files(" or ".join(f"'{number:040d}' in parents" for number in range(60)), fields="id")
    assert server.seen[0].method == "POST" and server.seen[0].headers["x-http-method-override"] == "GET"
    assert google.counts.as_dict()["drive_read"] == 1 and google.counts.total == 1


def test_a_closed_connection_says_so(google: Google) -> None:
    """Use after close is an error, not a hang."""
    google.close()
    with pytest.raises(GoogleError, match="closed"):
        google.read_doc("D")
