"""The wire itself: validation in Google's grammars, masks, batches, long addresses, who may talk to the server at all."""

from __future__ import annotations

import http.client
import json
import socket
import time
from typing import Any

import pytest
import requests
from googleapiclient.errors import HttpError

from otsync.workspace import app as app_module
from otsync.workspace.discovery import DOCUMENTS, load
from otsync.workspace.routes import HANDLERS
from otsync.workspace.server import Served, Workspace, serve
from otsync.workspace.validate import validate
from tests.wire.conftest import Clients
from tests.wire.core.test_files import DOC, SHEET, make, refusal


def error(served: Served, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    answer = requests.request(method, served.url + path, data=data, timeout=10, **more)
    assert answer.status_code >= 400
    found: dict[str, Any] = answer.json()["error"]
    assert found["code"] == answer.status_code
    return found


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"requests": [{"insertText": {"text": "a"}}, {"insert_txt": {}}]},
            "Invalid JSON payload received. Unknown name \"insert_txt\" at 'requests[1]': Cannot find field.",
        ),
        ({"x": 1}, 'Invalid JSON payload received. Unknown name "x": Cannot find field.'),
        (
            {"requests": [{"insertText": {"location": {"index": "abc"}}}]},
            "Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), \"abc\"",
        ),
        (
            {"requests": [{"insertText": {"location": {"index": 1.5}}}]},
            "Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), 1.5",
        ),
        (
            {"requests": [{"insertText": {"location": {"index": True}}}]},
            "Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), true",
        ),
        ({"requests": [{"insertText": {"text": 5}}]}, "Invalid value at 'requests[0].insert_text.text' (TYPE_STRING), 5"),
        (
            {"requests": [{"updateParagraphStyle": {"paragraphStyle": {"namedStyleType": "BIG"}}}]},
            "Invalid value at 'requests[0].update_paragraph_style.paragraph_style.named_style_type' "
            '(type.googleapis.com/google.apps.docs.v1.NamedStyleType), "BIG"',
        ),
        (
            {"requests": [{"insertText": {}, "deleteContentRange": {}}]},
            "Invalid value at 'requests[0]' (oneof), oneof field 'request' is already set. Cannot set 'deleteContentRange'",
        ),
    ],
)
def test_parsing_errors(api: Clients, served: Served, body: Any, message: str) -> None:
    """Unknown fields, wrong types, bad enums and two of a oneof come in the grammar of Google's parser, with their path."""
    found = error(served, "POST", f"/v1/documents/{make(api)}:batchUpdate", body)
    assert (found["message"], found["status"]) == (message, "INVALID_ARGUMENT")
    assert found["details"][0]["fieldViolations"][0]["description"] == message


def test_every_violation_is_told(api: Clients, served: Served) -> None:
    """Two mistakes in one body are told in one answer."""
    found = error(served, "POST", f"/v1/documents/{make(api)}:batchUpdate", {"a": 1, "b": 2})
    assert len(found["details"][0]["fieldViolations"]) == 2 and found["message"].count("\n") == 1


def test_snake_case_is_taken(api: Clients, served: Served) -> None:
    """Names may be sent in snake_case, integers as whole floats or digits, and null means absent."""
    doc = make(api)
    body = {
        "requests": [
            {"insert_text": {"text": "hi", "location": {"index": 1.0, "tab_id": None}}},
            {"insertText": {"text": "a", "location": {"index": "1"}}},
        ]
    }
    answer = requests.post(f"{served.url}/v1/documents/{doc}:batchUpdate", json=body, timeout=10)
    assert answer.status_code == 200 and len(answer.json()["replies"]) == 2


def test_values_must_be_rows(api: Clients, served: Served) -> None:
    """A row that is no list is refused with the path that the values methods use."""
    found = error(served, "PUT", f"/v4/spreadsheets/{make(api, kind=SHEET)}/values/A1?valueInputOption=RAW", {"values": ["X"]})
    assert found["message"] == "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"X\""


@pytest.mark.parametrize(
    "payload", [b"{", b"[]", b'"x"', b"{]", b"\xff\xfe", b'{"requests": NaN}', b"[" * 100_000, b'{"a":' * 50_000, b'{"title": "\\ud800"}']
)
def test_payloads_that_are_no_message(served: Served, payload: bytes) -> None:
    """What is no JSON object is a 400 of the parser's, never a 500."""
    assert error(served, "POST", "/v1/documents", payload)["status"] == "INVALID_ARGUMENT"


def test_query_parameters(api: Clients, served: Served) -> None:
    """Unknown, mistyped and missing query parameters are refused in their grammar."""
    doc = make(api)
    unknown = error(served, "GET", f"/v1/documents/{doc}?wrong=1")
    assert unknown["message"] == (
        'Invalid JSON payload received. Unknown name "wrong": Cannot bind query parameter. '
        "Field 'wrong' could not be found in request message."
    )
    enum = error(served, "GET", f"/v1/documents/{doc}?suggestionsViewMode=X")
    assert (
        enum["message"] == "Invalid value at 'suggestions_view_mode' (type.googleapis.com/google.apps.docs.v1.SuggestionsViewMode), \"X\""
    )
    assert error(served, "GET", f"/v1/documents/{doc}?includeTabsContent=maybe")["status"] == "INVALID_ARGUMENT"
    assert error(served, "GET", "/drive/v3/files?pageSize=0")["errors"][0]["location"] == "pageSize"
    assert error(served, "GET", f"/drive/v3/files/{doc}/export")["errors"][0]["reason"] == "required"


def test_drive_passes_over_parameters_that_it_does_not_know(api: Clients) -> None:
    """files.get takes includeItemsFromAllDrives, a parameter of files.list: gspread asks so for the time of the last change."""
    workbook = api.sheet.create("Roster")
    assert workbook.get_lastUpdateTime() == workbook.creationTime


def test_masks(api: Clients) -> None:
    """Masks choose; one that names no field is refused with the path that was not found."""
    doc, sheet = make(api, "T"), make(api, kind=SHEET)
    assert api.docs.get(documentId=doc, fields="title").execute() == {"title": "T"}
    assert set(api.docs.get(documentId=doc, fields="tabs(tabProperties/tabId)").execute()) == {"tabs"}
    assert api.sheets.get(spreadsheetId=sheet, fields="sheets.properties(sheetId,title)").execute() == {
        "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}]
    }
    with pytest.raises(HttpError) as caught:
        api.sheets.get(spreadsheetId=sheet, fields="sheets.sheetProperties").execute()
    assert caught.value.reason == "Request contains an invalid argument."
    assert caught.value.error_details[0]["fieldViolations"][0]["description"] == (
        "Error expanding 'fields' parameter. Cannot find matching fields for path 'sheets.sheetProperties'."
    )
    for wrong in ("a(", "title,,body", "title)", "(title)", "title(x", "title/x"):
        assert refusal(api.docs.get(documentId=doc, fields=wrong))[0] == 400


def test_other_methods_say_so(served: Served, api: Clients) -> None:
    """Every method of the discovery documents that is not implemented answers 501 and its name; nothing nods."""
    missing = [(name, method) for name in DOCUMENTS for method in load(name).methods.values() if f"{name}.{method.id}" not in HANDLERS]
    assert missing
    for name, method in missing:
        path = method.path
        for param in method.params.values():
            path = path.replace("{" + param.name + "}", "1")
        found = error(served, method.verb, path, {} if method.verb in ("POST", "PATCH", "PUT") else None)
        assert found["code"] == 501 and f"{name}.{method.id}" in found["message"]


def test_every_handler_is_a_method_of_google() -> None:
    """No route is made up: each handler's name stands in a discovery document."""
    assert {name for name in HANDLERS if name.partition(".")[2] not in load(name.partition(".")[0]).methods} == set()


def test_unknown_paths(served: Served) -> None:
    """A path under an API that is no method's is a JSON 404."""
    for path in ("/v1/documents/x/y", "/v4/nothing", "/drive/v3/nothing", "/drive/v2/files"):
        assert error(served, "GET", path)["code"] == 404
    assert error(served, "PUT", "/v1/documents", {})["code"] == 404


def test_batches_and_uploads_say_so(served: Served) -> None:
    """Several requests in one and uploads are 501s, not pages."""
    for path in ("/batch", "/batch/drive/v3", "/upload/drive/v3/files?uploadType=multipart", "/resumable/upload/drive/v3/files"):
        assert error(served, "POST", path, {})["code"] == 501


def test_addresses_that_are_too_long(api: Clients) -> None:
    """The client sends a GET with a very long query as a POST; it is answered as the GET it is."""
    make(api, "A")
    query = " or ".join(f"name = '{index:0100d}'" for index in range(40)) + " or name = 'A'"
    assert [entry["name"] for entry in api.files.list(q=query).execute()["files"]] == ["A"]


def test_ranges_in_paths(api: Clients) -> None:
    """A1 ranges with spaces, quotes, slashes, colons and umlauts come through the path."""
    sheet = make(api, kind=SHEET)
    api.sheets.batchUpdate(spreadsheetId=sheet, body={"requests": [{"addSheet": {"properties": {"title": "Ä/B: 'x'"}}}]}).execute()
    place = "'Ä/B: ''x'''!A1:B2"
    api.values.append(spreadsheetId=sheet, range=place, valueInputOption="RAW", body={"values": [["a", "b"]]}).execute()
    assert api.values.get(spreadsheetId=sheet, range=place).execute()["values"] == [["a", "b"]]
    api.values.clear(spreadsheetId=sheet, range=place).execute()
    assert "values" not in api.values.get(spreadsheetId=sheet, range=place).execute()


def test_gspread_unmodified(api: Clients) -> None:
    """gspread makes, opens, fills, reads and shares a workbook."""
    book = api.sheet.create("Caseload")
    tab = book.sheet1
    tab.update([["Name", "Minutes"], ["A. B.", "007"]])
    tab.append_row(["C. D.", "30"])
    assert tab.get_all_records(numericise_ignore=["all"]) == [{"Name": "A. B.", "Minutes": "007"}, {"Name": "C. D.", "Minutes": "30"}]
    book.share("pat@example.org", perm_type="user", role="reader")
    assert {entry["role"] for entry in book.list_permissions()} == {"owner", "reader"}
    assert api.sheet.open("Caseload").id == book.id
    assert api.sheet.copy(book.id, title="Second", copy_comments=False).title == "Second"
    api.sheet.del_spreadsheet(book.id)
    assert [entry["name"] for entry in api.sheet.list_spreadsheet_files()] == ["Second"]


def test_answers_fit_the_discovery_documents(api: Clients) -> None:
    """What is answered is what Google's own documents say may be answered."""
    doc = make(api, appProperties={"k": "v"})
    validate("drive", "File", api.files.get(fileId=doc, fields="*").execute())
    validate("drive", "FileList", api.files.list(fields="*").execute())
    validate("drive", "PermissionList", api.drive.permissions().list(fileId=doc, fields="*").execute())
    validate("drive", "RevisionList", api.drive.revisions().list(fileId=doc, fields="*").execute())
    validate("drive", "Drive", api.drive.drives().create(requestId="r", body={"name": "D"}, fields="*").execute())
    validate("docs", "Document", api.docs.get(documentId=doc, includeTabsContent=True).execute())
    validate("sheets", "Spreadsheet", api.sheets.get(spreadsheetId=make(api, kind=SHEET), includeGridData=True).execute())


def test_only_this_computer_by_its_name(served: Served) -> None:
    """Another Host (a stranger's name that points here) is refused, and the socket listens on 127.0.0.1 alone."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("GET", "/drive/v3/files", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 403
    assert served._server.socket.getsockname()[0] == "127.0.0.1"
    other = socket.socket()
    other.settimeout(2)
    assert other.connect_ex(("127.0.0.2", served.port)) != 0
    other.close()


def test_another_sites_script_is_refused(api: Clients, served: Served) -> None:
    """A request that another origin's page makes neither reads nor writes, whatever its content type."""
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert error(served, "GET", "/drive/v3/files", headers=headers)["code"] == 403
        assert error(served, "POST", "/v1/documents", {"title": "x"}, headers={**headers, "Content-Type": "text/plain"})["code"] == 403
        assert error(served, "POST", "/drive/v3/files", {"name": "x"}, headers=headers)["code"] == 403
    assert api.files.list().execute()["files"] == []
    own = requests.get(f"{served.url}/drive/v3/files", headers={"Origin": served.url, "Sec-Fetch-Site": "same-origin"}, timeout=10)
    assert own.status_code == 200


def test_bodies_have_a_limit(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docs takes ten megabytes, as Google does; more is refused before it is read as JSON."""
    found = error(served, "POST", "/v1/documents", b'{"title": "' + b"x" * app_module._DOCS_LIMIT + b'"}')
    assert found["message"] == "Request payload size exceeds the limit: 10485760 bytes."


def test_in_process_calls(workspace: Workspace) -> None:
    """Workspace.call speaks the same REST without a socket, as any person."""
    status, made = workspace.call("POST", "/drive/v3/files?fields=id,owners", {"name": "x", "mimeType": DOC}, "dana@example.org")
    assert status == 200 and made["owners"][0]["emailAddress"] == "dana@example.org"
    assert workspace.call("GET", "/v1/documents/nope")[0] == 404
    assert workspace.call("DELETE", f"/drive/v3/files/{made['id']}") == (204, {})


def test_pages_answer_at_the_root(served: Served) -> None:
    """Paths that no API takes are pages for people."""
    page = requests.get(served.url + "/", timeout=10)
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert requests.get(served.url + "/nothing-here", timeout=10).status_code == 404


def test_it_closes_while_its_loop_is_awake(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The serving thread, woken by another one, does not close the pipe under the hand that is still writing to it."""
    served = serve(workspace)
    trigger = served._server.trigger
    write = trigger._physical_pull

    def slowly() -> None:
        for _ in range(2):
            write()
            time.sleep(0.1)

    monkeypatch.setattr(trigger, "_physical_pull", slowly)
    served.close()
    assert not served._thread.is_alive()
