"""Drive files over a real socket, through the unmodified client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from otsync.workspace.clock import Clock
from otsync.workspace.server import Workspace
from tests.wire.conftest import Clients

DOC = "application/vnd.google-apps.document"
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"


def make(api: Clients, name: str = "Plan", kind: str = DOC, **body: Any) -> str:
    return str(api.files.create(body={"name": name, "mimeType": kind, **body}).execute()["id"])


def refusal(call: Any) -> tuple[int, str, str]:
    with pytest.raises(HttpError) as caught:
        call.execute()
    details = caught.value.error_details
    reason = details[0]["reason"] if isinstance(details, list) and details and "reason" in details[0] else ""
    return caught.value.status_code, caught.value.reason, reason


def test_create_answers_four_fields(api: Clients) -> None:
    """files.create answers kind, id, name and mimeType, and more only where `fields` asks for it."""
    body = {"name": "Plan", "mimeType": DOC, "appProperties": {"k": "v"}}
    assert set(api.files.create(body=body).execute()) == {"kind", "id", "name", "mimeType"}
    asked = api.files.create(body=body, fields="id,appProperties,parents").execute()
    assert set(asked) == {"id", "appProperties", "parents"} and asked["appProperties"] == {"k": "v"}


def test_created_doc_and_sheet_open_in_their_apis(api: Clients) -> None:
    """A Doc or Sheet that Drive made is one that Docs or Sheets opens under its name, and the other way round."""
    assert api.docs.get(documentId=make(api, "A plan")).execute()["title"] == "A plan"
    assert api.sheets.get(spreadsheetId=make(api, "A book", SHEET)).execute()["properties"]["title"] == "A book"
    doc = api.docs.create(body={"title": "From Docs"}).execute()["documentId"]
    assert api.files.get(fileId=doc).execute()["name"] == "From Docs"
    sheet = api.sheets.create(body={"properties": {"title": "From Sheets"}}).execute()["spreadsheetId"]
    assert api.files.get(fileId=sheet).execute()["name"] == "From Sheets"


def test_a_rename_in_drive_is_the_title(api: Clients) -> None:
    """files.update with a name changes the Doc's title."""
    doc = make(api)
    api.files.update(fileId=doc, body={"name": "Other"}).execute()
    assert api.docs.get(documentId=doc).execute()["title"] == "Other"


def test_one_id_is_a_doc_or_a_sheet(api: Clients) -> None:
    """A spreadsheet's id means nothing to Docs, and a Doc's nothing to Sheets: 404 in their one sentence."""
    doc, sheet = make(api), make(api, kind=SHEET)
    assert refusal(api.docs.get(documentId=sheet))[:2] == (404, "Requested entity was not found.")
    assert refusal(api.sheets.get(spreadsheetId=doc))[:2] == (404, "Requested entity was not found.")


def test_unknown_file_in_drives_words(api: Clients) -> None:
    """Drive says which file it did not find, with reason notFound."""
    assert refusal(api.files.get(fileId="nope")) == (404, "File not found: nope.", "notFound")
    assert refusal(api.files.copy(fileId="nope", body={})) == (404, "File not found: nope.", "notFound")
    assert refusal(api.files.create(body={"name": "x", "parents": ["nope"]}))[:2] == (404, "File not found: nope.")


def test_every_write_leaves_a_later_time_version_and_revision(api: Clients, clock: Clock) -> None:
    """With the clock standing still modifiedTime still grows by a millisecond at each write; version and revisions grow too."""
    doc = make(api)
    seen = []
    for index in range(3):
        api.docs.batchUpdate(documentId=doc, body={"requests": [{"insertText": {"text": "x", "location": {"index": 1 + index}}}]}).execute()
        seen.append(api.files.get(fileId=doc, fields="modifiedTime,version").execute())
    assert [entry["modifiedTime"] for entry in seen] == [f"2026-10-07T02:00:00.00{n}Z" for n in (1, 2, 3)]
    assert [int(entry["version"]) for entry in seen] == [2, 3, 4]
    revisions = api.drive.revisions().list(fileId=doc).execute()["revisions"]
    assert [entry["id"] for entry in revisions] == ["1", "2", "3", "4"]
    assert set(revisions[0]) == {"id", "mimeType", "kind", "modifiedTime"}
    clock.advance(timedelta(hours=1))
    api.files.update(fileId=doc, body={"name": "Later"}).execute()
    assert api.files.get(fileId=doc, fields="modifiedTime").execute()["modifiedTime"] == "2026-10-07T03:00:00.000Z"


def test_a_refused_write_changes_nothing(api: Clients) -> None:
    """A batch that is refused leaves time, version and revisions as they were."""
    doc = make(api)
    before = api.files.get(fileId=doc, fields="modifiedTime,version,headRevisionId").execute()
    refusal(api.docs.batchUpdate(documentId=doc, body={"requests": [{"insertText": {"text": "x", "location": {"index": 900}}}]}))
    assert api.files.get(fileId=doc, fields="modifiedTime,version,headRevisionId").execute() == before


def test_who_changed_it_last(api: Clients, workspace: Workspace) -> None:
    """lastModifyingUser and revisions name the person whom X-Workspace-User named; `me` is true for the owner only."""
    doc = make(api)
    body = {"requests": [{"insertText": {"text": "x", "location": {"index": 1}}}]}
    assert workspace.call("POST", f"/v1/documents/{doc}:batchUpdate", body, "pat@example.org")[0] == 200
    last = api.files.get(fileId=doc, fields="lastModifyingUser,owners").execute()
    assert (last["lastModifyingUser"]["emailAddress"], last["lastModifyingUser"]["me"]) == ("pat@example.org", False)
    assert last["owners"][0]["me"] is True
    shown = api.drive.revisions().list(fileId=doc, fields="revisions(lastModifyingUser/emailAddress)").execute()["revisions"]
    assert [entry["lastModifyingUser"]["emailAddress"] for entry in shown] == ["owner@example.org", "pat@example.org"]


def test_copy_carries_and_clears_properties(api: Clients) -> None:
    """A copy keeps the source's properties and parent, sets those it names, and a null clears one."""
    folder = make(api, "Folder", FOLDER)
    source = make(api, appProperties={"kept": "1", "cleared": "2", "set": "3"}, properties={"p": "q"}, parents=[folder])
    api.docs.batchUpdate(documentId=source, body={"requests": [{"insertText": {"text": "Hello", "location": {"index": 1}}}]}).execute()
    body = {"name": "Copy", "appProperties": {"cleared": None, "set": "4"}}
    copied = api.files.copy(fileId=source, body=body, fields="id,name,parents,appProperties,properties").execute()
    assert (copied["name"], copied["parents"]) == ("Copy", [folder])
    assert copied["appProperties"] == {"kept": "1", "set": "4"} and copied["properties"] == {"p": "q"}
    assert api.files.export(fileId=copied["id"], mimeType="text/plain").execute().decode("utf-8-sig").strip() == "Hello"
    api.docs.batchUpdate(documentId=copied["id"], body={"requests": [{"insertText": {"text": "Oh. ", "location": {"index": 1}}}]}).execute()
    assert api.files.export(fileId=source, mimeType="text/plain").execute().decode("utf-8-sig").strip() == "Hello"


def test_marks_and_modified_time(api: Clients, workspace: Workspace, clock: Clock) -> None:
    """Whether new appProperties give a file a new modifiedTime is a switch; the version grows either way."""
    doc = make(api)
    for switch, minute in ((False, "00"), (True, "02")):
        workspace.with_switches(properties_change_modified_time=switch)
        clock.advance(timedelta(minutes=1))
        before = int(api.files.get(fileId=doc, fields="version").execute()["version"])
        after = api.files.update(fileId=doc, body={"appProperties": {"k": minute}}, fields="version,modifiedTime").execute()
        assert (int(after["version"]), after["modifiedTime"]) == (before + 1, f"2026-10-07T02:{minute}:00.000Z")


def test_copy_without_app_properties_when_switched(api: Clients, workspace: Workspace) -> None:
    """Under the other setting of the switch a copy carries public properties alone."""
    source = make(api, appProperties={"a": "1"}, properties={"p": "q"})
    workspace.with_switches(copy_keeps_app_properties=False)
    copied = api.files.copy(fileId=source, body={}, fields="name,appProperties,properties").execute()
    assert copied == {"name": "Copy of Plan", "properties": {"p": "q"}}


def test_property_limits(api: Clients) -> None:
    """124 bytes of key and value in UTF-8 pass, 125 do not; the 31st private property is refused; nothing of a refused write stays."""
    doc = make(api)
    assert api.files.update(fileId=doc, body={"appProperties": {"k": "é" * 61 + "x"}}, fields="appProperties").execute()["appProperties"]
    code, message, reason = refusal(api.files.update(fileId=doc, body={"name": "never", "appProperties": {"k": "é" * 62}}))
    assert (code, reason) == (403, "propertyLengthLimitExceeded") and "124 bytes" in message
    assert refusal(api.files.update(fileId=doc, body={"appProperties": {f"p{n}": "v" for n in range(30)}}))[0] == 403
    assert api.files.get(fileId=doc).execute()["name"] == "Plan"


def test_trash_and_delete(api: Clients) -> None:
    """What lies in a trashed folder is trashed with it, not explicitly, and comes back with it; delete answers 204 and is final."""
    folder = make(api, "Folder", FOLDER)
    doc = make(api, parents=[folder])
    fields = "trashed,explicitlyTrashed"
    api.files.update(fileId=folder, body={"trashed": True}).execute()
    assert api.files.get(fileId=doc, fields=fields).execute() == {"trashed": True, "explicitlyTrashed": False}
    assert api.files.list(q="trashed = false").execute()["files"] == []
    api.files.update(fileId=folder, body={"trashed": False}).execute()
    assert api.files.get(fileId=doc, fields=fields).execute() == {"trashed": False, "explicitlyTrashed": False}
    assert api.files.delete(fileId=folder).execute() == ""
    assert refusal(api.files.get(fileId=doc))[0] == 404
    assert refusal(api.docs.get(documentId=doc))[0] == 404


def test_moving(api: Clients) -> None:
    """addParents with removeParents moves; a second parent is refused; a folder does not go into itself."""
    one, two = make(api, "One", FOLDER), make(api, "Two", FOLDER)
    doc = make(api, parents=[one])
    assert refusal(api.files.update(fileId=doc, addParents=two))[2] == "cannotAddParent"
    assert api.files.update(fileId=doc, addParents=two, removeParents=one, fields="parents").execute() == {"parents": [two]}
    inner = make(api, "Inner", FOLDER, parents=[two])
    above = api.files.get(fileId=two, fields="parents").execute()["parents"][0]
    assert refusal(api.files.update(fileId=two, addParents=inner, removeParents=above))[0] == 403
    assert refusal(api.files.create(body={"name": "x", "parents": [doc]}))[2] == "parentNotAFolder"


def test_root_is_a_folder(api: Clients) -> None:
    """`root` is My Drive, which holds what was made without a parent and does not list itself."""
    root = api.files.get(fileId="root").execute()
    assert (root["name"], root["mimeType"]) == ("My Drive", FOLDER)
    doc = make(api)
    assert api.files.get(fileId=doc, fields="parents").execute() == {"parents": [root["id"]]}
    assert [entry["id"] for entry in api.files.list(q="'root' in parents").execute()["files"]] == [doc]
    assert refusal(api.files.delete(fileId="root"))[0] == 403


def test_fields_that_cannot_be_written(api: Clients) -> None:
    """A body with an output-only field is refused with fieldNotWritable; a name that is no field is passed over, as by Drive."""
    assert refusal(api.files.create(body={"name": "x", "version": "7"}))[2] == "fieldNotWritable"
    assert api.files.create(body={"nmae": "x", "mimeType": DOC}).execute()["name"] == "Untitled"
    assert refusal(api.files.create(body={"name": "x", "mimeType": DOC, "folderColorRgb": "#ff0000"}))[0] == 501
    assert refusal(api.files.create(body={"name": 5}))[:2] == (400, "Invalid value at 'name' (TYPE_STRING), 5")


def test_exports(api: Clients) -> None:
    """A Doc comes out as text, Markdown, HTML and PDF, a workbook as CSV; anything else is refused plainly."""
    doc, sheet = make(api), make(api, kind=SHEET)
    api.docs.batchUpdate(documentId=doc, body={"requests": [{"insertText": {"text": "Grüße", "location": {"index": 1}}}]}).execute()
    api.values.update(spreadsheetId=sheet, range="A1", valueInputOption="RAW", body={"values": [["a", 'b"c']]}).execute()
    for kind in ("text/plain", "text/markdown", "text/html"):
        assert "Grüße" in api.files.export(fileId=doc, mimeType=kind).execute().decode("utf-8-sig")
    assert api.files.export(fileId=doc, mimeType="application/pdf").execute().startswith(b"%PDF-")
    assert api.files.export(fileId=sheet, mimeType="text/csv").execute().decode().strip() == 'a,"b""c"'
    assert refusal(api.files.export(fileId=sheet, mimeType="text/html"))[0] == 501
    assert refusal(api.files.export(fileId=doc, mimeType="nonsense"))[0] == 400
    assert refusal(api.files.export(fileId=make(api, "F", FOLDER), mimeType="text/plain"))[0] == 403


def test_files_of_other_types_are_refused(api: Clients) -> None:
    """A file that holds bytes, and an upload, are 501s that say so; nothing is made."""
    assert refusal(api.files.create(body={"name": "photo", "mimeType": "image/png"}))[0] == 501
    upload = MediaInMemoryUpload(b"bytes", mimetype="text/plain")
    assert refusal(api.files.create(body={"name": "x"}, media_body=upload))[0] == 501
    assert api.files.list().execute()["files"] == []


def test_links_do_not_change_with_the_port(api: Clients, workspace: Workspace) -> None:
    """webViewLink is Google's own address of the file, which the pages here take for theirs; spreadsheetUrl leads to this server's page."""
    doc, sheet = make(api), make(api, kind=SHEET)
    assert api.files.get(fileId=doc, fields="webViewLink").execute()["webViewLink"] == f"https://docs.google.com/document/d/{doc}/edit?usp=drivesdk"
    assert api.sheets.get(spreadsheetId=sheet).execute()["spreadsheetUrl"].endswith(f"/s/{sheet}")


