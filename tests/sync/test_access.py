"""otsync's own account, apart from the therapist's: Docs that it may no longer read or change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.oauth2.credentials import Credentials

from otsync.errors import PersonMustAct
from otsync.google.connect import Google, connect
from otsync.workbook import layout
from otsync.workspace import auth
from tests.house import House

ACCOUNT = "otsync@district.example"
SCOPES = " ".join(f"https://www.googleapis.com/auth/{name}" for name in ("drive", "documents", "spreadsheets"))


@pytest.fixture
def worker(home: House) -> Callable[[], Google]:
    """Connections of otsync's account, with which all files of the first night are shared for editing."""
    # Not the folder: what is shared there is shared with all that lies in it.
    docs = home.people.list_files("mimeType = 'application/vnd.google-apps.document'", fields="id")
    for file in [home.spreadsheet_id, *(one["id"] for one in docs)]:
        share(home, file, "writer")

    def signed_in() -> Google:
        workspace = home.workspace
        with workspace.store.write() as tx:
            token = auth.issue(tx, client="otsync", user=ACCOUNT, scopes=SCOPES, now=workspace.clock.now())
        return connect(endpoint=home.served.url, credentials=Credentials(token=token), limits=False, sleep=lambda _: None)

    return signed_in


def share(home: House, file: str, role: str | None) -> None:
    """Give otsync's account this role, or none any more."""
    status, found = home.workspace.call("GET", f"/drive/v3/files/{file}/permissions?fields=permissions(id,emailAddress)")
    assert status == 200
    held = next((one["id"] for one in found["permissions"] if one.get("emailAddress") == ACCOUNT), None)
    base = f"/drive/v3/files/{file}/permissions"
    if role is None:
        status, _ = home.workspace.call("DELETE", f"{base}/{held}")
    elif held:
        status, _ = home.workspace.call("PATCH", f"{base}/{held}", {"role": role})
    else:
        status, _ = home.workspace.call("POST", base, {"type": "user", "role": role, "emailAddress": ACCOUNT})
    assert status in (200, 204), status
    home.tick()


@pytest.mark.parametrize("role", ["reader", "commenter", None])
def test_doc_that_may_no_longer_be_changed(home: House, worker: Callable[[], Google], role: str | None) -> None:
    """A Doc that was unshared, or turned read-only, is told once; the rest is done; shared again, it goes on."""
    home.set_roster("Ava Romero", "Room", "13")
    assert home.sync(google=worker()).docs_updated == 1
    share(home, home.doc_id("Ava Romero"), role)
    home.set_roster("Ava Romero", "Room", "14")
    home.set_roster("Ben Tran", "Room", "7")
    report = home.sync(google=worker())
    assert home.doc("Ben Tran").text("room") == "7"
    assert report.docs_created == 0
    told = [row for row in home.looks() if "Share it" in row["What I saw"] or "share it" in row["What I saw"]]
    assert len(told) == 1, home.looks()
    home.sync(google=worker())
    again = home.sync(google=worker())
    assert not any(count for kind, count in again.requests.items() if kind.endswith("write"))
    share(home, home.doc_id("Ava Romero"), "writer")
    home.tick(24 * 60)
    home.sync(google=worker())
    assert home.doc("Ava Romero").text("room") == "14"
    assert not [row for row in home.looks() if row["Student"] == "Ava Romero"]


def test_access_lost_within_a_run(home: House, worker: Callable[[], Google]) -> None:
    """A Doc that is no longer otsync's to change between reading and writing is told, and fails alone."""
    home.set_roster("Ava Romero", "Room", "14")
    home.set_roster("Ben Tran", "Room", "7")
    home.sync(google=worker())
    home.set_roster("Ava Romero", "Room", "15")
    file = f"/drive/v3/files/{home.doc_id('Ava Romero')}/permissions"
    held = next(one["id"] for one in home.workspace.call("GET", f"{file}?fields=permissions")[1]["permissions"] if one["role"] == "writer")
    request = {"method": "PATCH", "path": f"{file}/{held}", "body": {"role": "reader"}}
    home.workspace.faults.add("edit", "docs.documents.batchUpdate", count=1, request=request)
    report = home.sync(google=worker())
    assert (report.failed, report.exit_code) == (1, 1)
    assert [row["Student"] for row in home.looks() if "would not take a change" in row["What I saw"]] == ["Ava Romero"]
    share(home, home.doc_id("Ava Romero"), "writer")
    assert home.sync(google=worker()).failed == 0
    assert home.doc("Ava Romero").text("room") == "15"
    assert home.looks() == []


@pytest.mark.parametrize("tab", [layout.CHANGES, layout.STATE])
def test_a_tab_that_is_protected_against_otsync(home: House, worker: Callable[[], Google], tab: layout.Tab) -> None:
    """The run ends with a sentence that says what to do; once otsync is let in, the next one brings all to where it belongs, once."""
    asked = {"addProtectedRange": {"protectedRange": {"protectedRangeId": 77, "range": {"sheetId": tab.sheet_id}}}}
    home.people.write_sheet(home.spreadsheet_id, [asked])
    home.set_roster("Ava Romero", "Room", "13")
    with pytest.raises(PersonMustAct, match="Protected sheets and ranges"):
        home.sync(google=worker())
    home.people.write_sheet(home.spreadsheet_id, [{"deleteProtectedRange": {"protectedRangeId": 77}}])
    home.tick(30)
    home.sync(google=worker())
    assert home.doc("Ava Romero").text("room") == "13"
    assert sum("13" in one.values() for one in home.records(layout.CHANGES)) == 1
    assert home.sync(google=worker()).docs_updated == 0
