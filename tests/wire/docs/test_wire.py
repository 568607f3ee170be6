"""The Docs API over a real socket, with Google's unmodified client."""

from __future__ import annotations

import json
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from otsync.workspace.importer import load
from otsync.workspace.server import Workspace
from tests.wire.conftest import Clients
from tests.wire.docs.bench import check_document, insert, name, table
from tests.wire.docs.test_load import tabs_body


def error(caught: pytest.ExceptionInfo[HttpError]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(caught.value.content)["error"]
    return found


def test_a_doc_is_made_edited_and_read_back(api: Clients) -> None:
    """create, batchUpdate under a revision, get in both forms, files.copy."""
    made = api.docs.create(body={"title": "Plan"}).execute()
    doc = made["documentId"]
    assert made["title"] == "Plan" and made["body"]["content"][-1]["endIndex"] == 2
    answer = api.docs.batchUpdate(documentId=doc, body={
        "requests": [insert(1, "Zoë 🙂"), table(1, 1, 2), name("n", 5, 6)],
        "writeControl": {"requiredRevisionId": made["revisionId"]}}).execute()
    whole = api.docs.get(documentId=doc, includeTabsContent=True).execute()
    check_document(whole)
    assert whole["revisionId"] == answer["writeControl"]["requiredRevisionId"] != made["revisionId"]
    assert "tabs" not in api.docs.get(documentId=doc).execute()
    assert set(api.docs.get(documentId=doc, fields="title,tabs(tabProperties)").execute()) == {"title", "tabs"}
    copied = api.files.copy(fileId=doc, body={"name": "Copy"}).execute()["id"]
    again = api.docs.get(documentId=copied, includeTabsContent=True).execute()
    assert again["title"] == "Copy" and again["tabs"][0]["documentTab"]["body"] == whole["tabs"][0]["documentTab"]["body"]


def test_refusals_come_in_google_s_envelope(api: Clients) -> None:
    """code, message and status; a stale revision without a prefix; nothing written."""
    made = api.docs.create(body={"title": "Plan"}).execute()
    doc = made["documentId"]
    with pytest.raises(HttpError) as caught:
        api.docs.batchUpdate(documentId=doc, body={"requests": [insert(1, "x"), insert(9, "y")]}).execute()
    assert error(caught) == {"code": 400, "status": "INVALID_ARGUMENT", "message":
                             "Invalid requests[1].insertText: Index 9 must be less than the end index of the referenced segment, 3."}
    assert api.docs.get(documentId=doc).execute() == made
    api.docs.batchUpdate(documentId=doc, body={"requests": [insert(1, "x")]}).execute()
    with pytest.raises(HttpError) as caught:
        api.docs.batchUpdate(documentId=doc, body={
            "requests": [insert(1, "y")], "writeControl": {"requiredRevisionId": made["revisionId"]}}).execute()
    assert error(caught)["message"] == f"The required revision ID '{made['revisionId']}' does not match the latest revision."
    with pytest.raises(HttpError) as caught:
        api.docs.batchUpdate(documentId=doc, body={"requests": [{"mergeTableCells": {}}]}).execute()
    assert error(caught)["code"] == 501


def test_an_imported_doc_is_served_and_edited(workspace: Workspace, api: Clients) -> None:
    """A documents.get body loaded through the importer comes back equal over the wire, and after an edit taken back."""
    body = tabs_body()
    for tab in (*body["tabs"], *body["tabs"][0]["childTabs"]):
        del tab["documentTab"]["documentStyle"]["somethingNew"]  # not in the discovery document
    doc = load(workspace, json.loads(json.dumps(body)))
    assert api.docs.get(documentId=doc, includeTabsContent=True).execute()["tabs"] == body["tabs"]
    api.docs.batchUpdate(documentId=doc, body={"requests": [insert(3, "x\ny"), {"deleteContentRange": {"range": {
        "startIndex": 3, "endIndex": 6}}}]}).execute()
    assert api.docs.get(documentId=doc, includeTabsContent=True).execute()["tabs"] == body["tabs"]
