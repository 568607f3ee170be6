"""Import: a body that an API answered comes back equal from a new file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from otsync.workspace.errors import ApiError
from otsync.workspace.importer import load, load_file
from otsync.workspace.server import Workspace
from tests.wire.conftest import Clients
from tests.wire.core.test_files import SHEET, make


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


@pytest.mark.parametrize("tabs", [True, False])
def test_a_document_comes_back_equal(api: Clients, workspace: Workspace, tabs: bool) -> None:
    """A Doc in the tabs form and in the older body form is served back equal, but for its ids."""
    doc = make(api, "Plan")
    api.docs.batchUpdate(
        documentId=doc,
        body={
            "requests": [
                {"insertText": {"text": "Strengths\nwrites 🧩", "location": {"index": 1}}},
                {"insertTable": {"rows": 2, "columns": 2, "location": {"index": 1}}},
                {"createNamedRange": {"name": "otsync.name", "range": {"startIndex": 5, "endIndex": 6}}},
            ]
        },
    ).execute()
    before = api.docs.get(documentId=doc, includeTabsContent=tabs).execute()
    again = api.docs.get(documentId=load(workspace, before), includeTabsContent=tabs).execute()
    assert without(again, "documentId", "revisionId") == without(before, "documentId", "revisionId")


def test_a_spreadsheet_comes_back_equal(api: Clients, workspace: Workspace) -> None:
    """A workbook with its grid is served back equal, but for its id and address."""
    sheet = make(api, "Book", SHEET)
    api.values.update(
        spreadsheetId=sheet, range="A1", valueInputOption="USER_ENTERED", body={"values": [["a", "2", "=1+1"], ["10/7/2026"]]}
    ).execute()
    before = api.sheets.get(spreadsheetId=sheet, includeGridData=True).execute()
    again = api.sheets.get(spreadsheetId=load(workspace, before), includeGridData=True).execute()
    assert without(again, "spreadsheetId", "spreadsheetUrl") == without(before, "spreadsheetId", "spreadsheetUrl")


def test_what_is_neither_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """Another JSON file, a body with unknown fields and no JSON at all are refused with a sentence; nothing is made."""
    for body in ({"name": "x"}, [], {"documentId": "d", "wrong": 1}, {"sheets": "x"}):
        with pytest.raises(ApiError):
            load(workspace, body)
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(ApiError, match=r"broken\.json"):
        load_file(workspace, tmp_path / "broken.json")
    assert workspace.call("GET", "/drive/v3/files")[1]["files"] == []
