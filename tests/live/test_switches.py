"""What nobody has measured: each test holds one setting true of the endpoint. An embedded workspace is set to it; Google answers."""

from __future__ import annotations

import os
import time
from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from otsync.workspace import docs, importer
from otsync.workspace.context import Context, Switches
from otsync.workspace.errors import ApiError
from tests.live.endpoint import DOC, Endpoint
from tests.wire.conftest import Clients
from tests.wire.core.test_files import make, refusal
from tests.wire.docs.bench import Bench, insert, name

BOTH = pytest.mark.parametrize("setting", [True, False])
GRID = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
STRANGER = "OTSYNC_LIVE_STRANGER"
"""Names a Doc of the account's that the app was not handed."""


def test_every_switch_names_the_test_that_settles_it() -> None:
    """The table of unmeasured behaviour says of each switch what is unknown, the default, and a test that exists."""
    for switch in fields(Switches):
        assert switch.metadata["unknown"].startswith(("Whether", "Which", "How long")), switch.name
        module, _, function = switch.metadata["settled_by"].partition("::")
        assert callable(getattr(import_module(module.removesuffix(".py").replace("/", ".")), function)), switch.name


def copied(bench: Bench, api: Clients) -> dict[str, Any]:
    """The Doc and its copy, in the tabs form."""
    twin = api.files.copy(fileId=bench.file_id, body={"name": "copy"}, fields="id").execute()["id"]
    return {"source": bench.get(), "copy": bench.get(twin)}


def range_ids(document: dict[str, Any]) -> list[str]:
    groups = document["tabs"][0]["documentTab"].get("namedRanges", {}).values()
    return [named["namedRangeId"] for group in groups for named in group["namedRanges"]]


@BOTH
def test_named_ranges_through_a_copy(api: Clients, setting: bool) -> None:
    """files.copy carries named ranges, or leaves them behind."""
    bench = Bench("label value", copy_keeps_named_ranges=setting)
    bench.send(name("otsync.name", 1, 6))
    assert bool(range_ids(copied(bench, api)["copy"])) is setting


@BOTH
def test_ids_of_named_ranges_through_a_copy(api: Clients, setting: bool) -> None:
    """Carried ranges keep their ids, or have new ones."""
    bench = Bench("label value", copy_keeps_named_range_ids=setting)
    bench.send(name("otsync.name", 1, 6))
    both = copied(bench, api)
    assert (range_ids(both["copy"]) == range_ids(both["source"])) is setting


@BOTH
def test_tab_ids_through_a_copy(api: Clients, setting: bool) -> None:
    """A second tab keeps its id in the copy, or has a new one."""
    bench = Bench("first", copy_keeps_tab_ids=setting)
    bench.send({"addDocumentTab": {"tabProperties": {"title": "Notes"}}})
    both = copied(bench, api)
    ids = [[tab["tabProperties"]["tabId"] for tab in document["tabs"]] for document in both.values()]
    assert (ids[0] == ids[1]) is setting


@BOTH
def test_app_properties_through_a_copy(endpoint: Endpoint, api: Clients, setting: bool) -> None:
    """appProperties that the request does not name are carried, or not."""
    endpoint.hold({"copy_keeps_app_properties": setting})
    source = make(api, appProperties={"k": "v"})
    answer = api.files.copy(fileId=source, body={}, fields="id,appProperties").execute()
    assert (answer.get("appProperties") == {"k": "v"}) is setting


@BOTH
def test_marks_and_the_modified_time(endpoint: Endpoint, api: Clients, setting: bool) -> None:
    """New appProperties give a file a new modifiedTime, or do not."""
    endpoint.hold({"properties_change_modified_time": setting})
    doc = make(api)
    before = api.files.get(fileId=doc, fields="modifiedTime").execute()
    time.sleep(0.01)
    after = api.files.update(fileId=doc, body={"appProperties": {"k": "v"}}, fields="modifiedTime").execute()
    assert (after != before) is setting


@BOTH
def test_a_file_that_was_not_handed_over(endpoint: Endpoint, api: Clients, setting: bool) -> None:
    """Under drive.file a user's other file is forbidden (403), or not there (404)."""
    if endpoint.workspace is not None:
        stranger = endpoint.workspace.call("POST", "/drive/v3/files", {"name": "hers", "mimeType": DOC})[1]["id"]
    else:
        stranger = os.environ.get(STRANGER)
        if stranger is None:
            pytest.skip(f"{STRANGER} names no Doc")
    endpoint.hold({"unpicked_file_is_forbidden": setting})
    try:
        assert (refusal(api.files.get(fileId=stranger))[0] == 403) is setting
    finally:
        if endpoint.workspace is not None:
            endpoint.workspace.call("DELETE", f"/drive/v3/files/{stranger}")


@BOTH
def test_deleting_suggested_text(endpoint: Endpoint, setting: bool) -> None:
    """Deleting text with a pending suggestion in it is an internal error, or simply done."""
    bench = Bench("abcdef", delete_of_suggested_text_fails=setting)
    if endpoint.workspace is None:
        bench.ground.batch_update(bench.file_id, {"requests": [insert(3, "new")], "writeControl": {"writeMode": "SUGGEST"}})
    else:  # it takes no suggestions over the wire
        workspace = endpoint.workspace
        with workspace.store.write() as tx:
            context = Context(workspace.owner, workspace.clock.now(), workspace.switches)
            docs.seed_suggestion(tx, bench.file_id, context, index=3, insert="new")
    try:
        bench.send({"deleteContentRange": {"range": {"startIndex": 2, "endIndex": 8}}})
        failed = False
    except ApiError as error:
        assert error.code == 500
        failed = True
    assert failed is setting


@pytest.mark.parametrize("seconds", [0, 1])
def test_how_soon_a_new_file_is_listed(endpoint: Endpoint, api: Clients, seconds: int) -> None:
    """The time from files.create to the list that has the file, found by its appProperties."""
    if endpoint.workspace is not None:
        endpoint.workspace.with_switches(list_lag_seconds=seconds)
    mark = f"{time.time():.6f}"
    begin = time.monotonic()
    make(api, appProperties={"mark": mark})
    while not api.files.list(q=f"appProperties has {{key='mark' and value='{mark}'}} and trashed = false").execute()["files"]:
        assert time.monotonic() - begin < 300, "the file was not listed within five minutes"
        time.sleep(0.05)
    lag = time.monotonic() - begin
    endpoint.found("list_lag_seconds", f"{lag:.1f}")
    assert endpoint.workspace is None or lag >= seconds


def spreadsheet(api: Clients) -> str:
    return str(api.sheets.create(body={"properties": {"title": "live"}}, fields="spreadsheetId").execute()["spreadsheetId"])


def send(api: Clients, sheet: str, *requests: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = api.sheets.batchUpdate(spreadsheetId=sheet, body={"requests": list(requests)}).execute()
    return answer


@BOTH
def test_a_broken_named_range_and_its_name(endpoint: Endpoint, api: Clients, setting: bool) -> None:
    """The name of a range whose cells were deleted stays taken, or is free again."""
    endpoint.hold({"broken_named_ranges_block_their_name": setting})
    sheet, named = spreadsheet(api), {"addNamedRange": {"namedRange": {"name": "gone", "range": GRID}}}
    send(api, sheet, named, {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}})
    try:
        send(api, sheet, named)
        blocked = False
    except HttpError as error:
        assert error.status_code == 400
        blocked = True
    assert blocked is setting


@BOTH
def test_a_write_that_validation_forbids(endpoint: Endpoint, api: Clients, setting: bool) -> None:
    """Strict data validation refuses an API write, or lets it pass."""
    endpoint.hold({"strict_validation_refuses_api_writes": setting})
    sheet = spreadsheet(api)
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}, "strict": True}
    send(api, sheet, {"setDataValidation": {"range": GRID, "rule": rule}})
    try:
        api.values.update(spreadsheetId=sheet, range="A1", valueInputOption="RAW", body={"values": [["b"]]}).execute()
        refused = False
    except HttpError as error:
        assert error.status_code == 400
        refused = True
    assert refused is setting


@BOTH
def test_row_metadata_under_a_sort(endpoint: Endpoint, api: Clients, setting: bool) -> None:
    """Developer metadata of a row goes with the row's values when rows are sorted, or stays where it was."""
    sheet = spreadsheet(api)
    api.values.update(spreadsheetId=sheet, range="A1:A2", valueInputOption="RAW", body={"values": [["b"], ["a"]]}).execute()
    if endpoint.workspace is None:
        place = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}
        mark = {"metadataKey": "row", "metadataValue": "b", "location": place, "visibility": "DOCUMENT"}
        send(api, sheet, {"createDeveloperMetadata": {"developerMetadata": mark}})
    else:  # it makes none, but keeps what a loaded spreadsheet has
        body = api.sheets.get(spreadsheetId=sheet, includeGridData=True).execute()
        mark = {"metadataId": 7, "metadataKey": "row", "metadataValue": "b", "visibility": "DOCUMENT"}
        body["sheets"][0]["data"][0]["rowMetadata"][0]["developerMetadata"] = [mark]
        sheet = importer.load(endpoint.workspace, body)
        with endpoint.workspace.store.write() as tx:
            tx.execute("INSERT INTO granted (client, file) SELECT client, ? FROM granted LIMIT 1", (sheet,))
        endpoint.made.append(sheet)
    endpoint.hold({"sort_moves_row_metadata": setting})
    send(api, sheet, {"sortRange": {"range": GRID, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}})
    found = api.sheets.get(spreadsheetId=sheet, ranges="A1:A2", fields="sheets.data.rowMetadata.developerMetadata").execute()
    rows = found["sheets"][0]["data"][0]["rowMetadata"]
    assert [bool(row.get("developerMetadata")) for row in rows[:2]] == ([False, True] if setting else [True, False])


def test_dots_in_the_name_of_a_sheets_named_range(endpoint: Endpoint, api: Clients) -> None:
    """otsync marks each commit with a named range such as otsync.gen.12: whether the name may hold dots decides what it can be called."""
    named = {"name": "otsync.gen.12", "namedRangeId": "otsyncgen12", "range": GRID}
    try:
        send(api, spreadsheet(api), {"addNamedRange": {"namedRange": named}})
        endpoint.found("dots in the name of a spreadsheet's named range", "taken")
    except HttpError as error:
        assert error.status_code == 400
        endpoint.found("dots in the name of a spreadsheet's named range", f"refused: {error.reason}")


def test_an_id_that_is_taken(endpoint: Endpoint, api: Clients) -> None:
    """A repeated namedRangeId fails the whole batch (documented as an error; its words are not)."""
    sheet = spreadsheet(api)
    one = {"addNamedRange": {"namedRange": {"name": "one", "namedRangeId": "taken1", "range": GRID}}}
    two = {"addNamedRange": {"namedRange": {"name": "two", "namedRangeId": "taken1", "range": GRID}}}
    send(api, sheet, one)
    code, message, _ = refusal(api.sheets.batchUpdate(spreadsheetId=sheet, body={"requests": [two]}))
    assert code == 400
    endpoint.found("a namedRangeId that is taken", message)


def test_emptied_and_filled_again(endpoint: Endpoint) -> None:
    """What becomes of a label's named range when all its words are deleted and typed anew in one batch."""
    bench = Bench("label value")
    bench.send(name("n", 1, 6), {"deleteContentRange": {"range": {"startIndex": 1, "endIndex": 6}}}, insert(1, "label"))
    endpoint.found("a named range after its words were deleted and typed anew", bench.ranges() or "gone")
