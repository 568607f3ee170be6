"""Faults, quotas and the control address, over real sockets."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import gspread
import httplib2
import pytest
import requests
from googleapiclient.errors import HttpError

from otsync.workspace.clock import Clock
from otsync.workspace.faults import KINDS, Faults
from otsync.workspace.server import Served, Workspace
from tests.wire.conftest import Clients
from tests.wire.core.test_files import SHEET, make, refusal


def body_of(doc: str, api: Clients) -> str:
    return str(api.files.export(fileId=doc, mimeType="text/plain").execute().decode("utf-8-sig").replace("\ufeff", "").strip())


def insert(text: str) -> dict[str, Any]:
    return {"requests": [{"insertText": {"text": text, "location": {"index": 1}}}]}


def post(served: Served, doc: str, text: str) -> requests.Response:
    """A write without any client's own retries."""
    return requests.post(f"{served.url}/v1/documents/{doc}:batchUpdate", json=insert(text), timeout=10)


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [("429", 429, "RESOURCE_EXHAUSTED"), ("500", 500, "INTERNAL"), ("503", 503, "UNAVAILABLE"), ("expired_token", 401, "UNAUTHENTICATED")],
)
def test_refusals_before_the_work(api: Clients, served: Served, kind: str, code: int, status: str) -> None:
    """429, 500, 503 and an expired token come in Google's envelope, once, and nothing was done."""
    doc = make(api)
    served.workspace.faults.add(kind, "docs.documents.batchUpdate", count=1)
    answer = post(served, doc, "x")
    assert (answer.status_code, answer.json()["error"]["status"]) == (code, status)
    assert body_of(doc, api) == ""
    assert post(served, doc, "y").status_code == 200
    assert body_of(doc, api) == "y"


def test_html_page(api: Clients, served: Served) -> None:
    """A front end's 502 is HTML, not JSON."""
    served.workspace.faults.add("html_502", "drive.files.list", count=1)
    answer = requests.get(f"{served.url}/drive/v3/files", timeout=10)
    assert answer.status_code == 502 and answer.headers["Content-Type"].startswith("text/html")
    assert api.files.list().execute()["files"] == []


def test_connection_lost_before_and_after(api: Clients, served: Served) -> None:
    """drop_before does nothing and drop_after does everything; either way the client has no answer."""
    doc = make(api)
    served.workspace.faults.add("drop_before", "docs.*", count=1)
    with pytest.raises(requests.ConnectionError):
        post(served, doc, "before")
    assert body_of(doc, api) == ""
    served.workspace.faults.add("drop_after", "docs.*", count=1)
    with pytest.raises(requests.ConnectionError):
        post(served, doc, "after")
    assert body_of(doc, api) == "after"


def test_truncated_answer(api: Clients, served: Served) -> None:
    """A truncated answer breaks off half-way though the write was done."""
    doc = make(api)
    served.workspace.faults.add("truncated", "docs.documents.batchUpdate", count=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        post(served, doc, "whole")
    assert body_of(doc, api) == "whole"


def test_a_503_that_lies(api: Clients, served: Served) -> None:
    """503_after answers 503 although the write was done."""
    doc = make(api)
    served.workspace.faults.add("503_after", "docs.documents.batchUpdate", count=1)
    assert post(served, doc, "done").status_code == 503
    assert body_of(doc, api) == "done"


def test_slow(api: Clients, served: Served) -> None:
    """A slow answer comes after its delay, and a client's time-out does not undo the write."""
    doc = make(api)
    served.workspace.faults.add("slow", "docs.documents.batchUpdate", count=1, delay=0.6)
    with pytest.raises(requests.Timeout):
        requests.post(f"{served.url}/v1/documents/{doc}:batchUpdate", json=insert("late"), timeout=0.2)
    time.sleep(0.8)
    assert body_of(doc, api) == "late"


def test_a_person_types_in_between(api: Clients, served: Served) -> None:
    """An edit that comes between a read and a write makes the write's required revision stale."""
    doc = make(api)
    revision = api.docs.get(documentId=doc).execute()["revisionId"]
    served.workspace.faults.add(
        "edit",
        "docs.documents.batchUpdate",
        count=1,
        request={"method": "POST", "path": f"/v1/documents/{doc}:batchUpdate", "body": insert("typed"), "user": "pat@example.org"},
    )
    request = api.docs.batchUpdate(documentId=doc, body={**insert("machine"), "writeControl": {"requiredRevisionId": revision}})
    code, message, _ = refusal(request)
    assert code == 400 and "does not match the latest revision" in message
    assert body_of(doc, api) == "typed"
    assert (
        api.files.get(fileId=doc, fields="lastModifyingUser/emailAddress").execute()["lastModifyingUser"]["emailAddress"]
        == "pat@example.org"
    )


def test_stale_list(api: Clients, served: Served, clock: Clock) -> None:
    """A stale list leaves out what was made within the delay."""
    make(api)
    served.workspace.faults.add("stale_list", "drive.files.list", count=1, delay=30)
    assert api.files.list().execute()["files"] == []
    assert len(api.files.list().execute()["files"]) == 1


def test_seeds_replay() -> None:
    """The same seed draws the same requests, another seed others; count and skip bound them; each is logged."""

    def drawn(seed: int) -> list[int]:
        faults = Faults()
        faults.add("500", "docs.*", probability=0.3, count=10, skip=2, seed=seed)
        return [index for index in range(100) if faults.draw("docs.documents.get")]

    assert drawn(1) == drawn(1) != drawn(2)
    assert len(drawn(1)) == 10 and min(drawn(1)) >= 2
    faults = Faults()
    faults.add("429", "sheets.*", count=1)
    assert not faults.draw("docs.documents.get") and faults.draw("sheets.spreadsheets.get")
    assert faults.log == [(2, "429", "sheets.spreadsheets.get")]


def test_a_run_is_played_again_by_what_the_log_says(caplog: pytest.LogCaptureFixture) -> None:
    """The rules that a log tells do the same to each method's requests, in whatever order the methods come."""
    first = Faults()
    first.add("500", "docs.*", probability=0.5, seed=11)
    first.add("429", "*", probability=0.3, seed=12)
    calls = ["docs.documents.get", "docs.documents.batchUpdate", "drive.files.list"] * 20
    with caplog.at_level("WARNING", "otsync.workspace.faults"):
        met = [(name, [rule.kind for rule in first.draw(name)]) for name in calls]
    told = {record.getMessage().partition("by the rule ")[2] for record in caplog.records}
    again = Faults()
    again.load(sorted((json.loads(rule) for rule in told), key=lambda rule: rule["seed"]))
    later = [(name, [rule.kind for rule in again.draw(name)]) for name in sorted(calls)]
    assert len(told) == 2 and any(kinds for _, kinds in met)
    for method in set(calls):
        assert [kinds for name, kinds in met if name == method] == [kinds for name, kinds in later if name == method]


@pytest.mark.parametrize(
    "wrong", [{"kind": "flood"}, {"kind": "500", "probability": 2}, {"kind": "edit"}, {"kind": "500", "colour": "red"}]
)
def test_wrong_rules_are_refused(wrong: dict[str, Any]) -> None:
    """A rule that cannot be meant is refused with a sentence."""
    with pytest.raises(ValueError, match=r"fault|kind"):
        Faults().load([wrong])


def test_httplib2_repeats_a_write_whose_connection_was_lost(api: Clients, served: Served) -> None:
    """The client library itself sends a POST again when a kept connection closes without an answer: the text lands twice."""
    doc = make(api)
    served.workspace.faults.add("drop_after", "docs.documents.batchUpdate", count=1)
    http = httplib2.Http(timeout=10)
    http.request(f"{served.url}/v1/documents/{doc}")
    answer, _ = http.request(
        f"{served.url}/v1/documents/{doc}:batchUpdate", "POST", json.dumps(insert("x")), {"Content-Type": "application/json"}
    )
    assert answer.status == 200 and body_of(doc, api) == "xx"


def test_docs_quota_in_googles_words(api: Clients, workspace: Workspace, clock: Clock) -> None:
    """The 61st write of a minute is 429 with Google's body, a refused write counts too, and a minute later it goes on."""
    doc = make(api)
    workspace.quota.set(enabled=True)
    for index in range(60):
        request = api.docs.batchUpdate(
            documentId=doc, body=insert("x") if index else {"requests": [{"insertText": {"text": "x", "location": {"index": 99}}}]}
        )
        if index:
            request.execute()
        else:
            assert refusal(request)[0] == 400
    with pytest.raises(HttpError) as caught:
        api.docs.batchUpdate(documentId=doc, body=insert("x")).execute()
    assert caught.value.status_code == 429
    assert caught.value.reason == (
        "Quota exceeded for quota metric 'Quota group for write operations' "
        "and limit 'Quota group for write operations per minute per user' "
        "of service 'docs.googleapis.com' for consumer 'project_number:100000000001'."
    )
    info = caught.value.error_details[0]
    assert (info["reason"], info["metadata"]["quota_limit"]) == ("RATE_LIMIT_EXCEEDED", "WriteRequestsPerMinutePerUser")
    assert api.docs.get(documentId=doc).execute()
    clock.advance(timedelta(seconds=61))
    api.docs.batchUpdate(documentId=doc, body=insert("x")).execute()


def test_sheets_quota_reaches_gspread(api: Clients, workspace: Workspace) -> None:
    """gspread meets Sheets' own words, and Drive's quota is a 403 with a usageLimits reason."""
    sheet = make(api, kind=SHEET)
    workspace.quota.set(enabled=True, limits={"sheets.read": (1, 10), "drive": (100, 1000)})
    book = api.sheet.open_by_key(sheet)
    with pytest.raises(
        gspread.exceptions.APIError, match=r"'Read requests' and limit 'Read requests per minute per user' of service 'sheets"
    ):
        book.worksheets()
    api.files.list().execute()
    assert refusal(api.files.list())[::2] == (403, "userRateLimitExceeded")


def control(served: Served, name: str, body: dict[str, Any] | None = None, token: str | None = None) -> requests.Response:
    headers = {"X-Control-Token": served.workspace.control_token if token is None else token}
    url = f"{served.url}/_control/{name}"
    return requests.get(url, headers=headers, timeout=10) if body is None else requests.post(url, json=body, headers=headers, timeout=10)


def test_control_is_guarded(served: Served, workspace: Workspace) -> None:
    """Without the directory's token nothing is shown or changed; the token's file is its owner's alone."""
    assert control(served, "clock", {"now": None}, token="").status_code == 403
    assert control(served, "clock", token="guess").status_code == 403
    assert control(served, "nothing").status_code == 404
    assert (workspace.directory / "control-token").stat().st_mode & 0o777 == 0o600
    assert Workspace(workspace.directory).control_token == workspace.control_token


def test_control_of_a_running_workspace(api: Clients, served: Served) -> None:
    """Clock, faults, switches, quota, people and tokens change while it runs; what is wrong is refused with a sentence."""
    assert control(served, "clock", {"now": "2027-01-02T03:04"}).json()["now"] == "2027-01-02T03:04:00+00:00"
    assert requests.get(f"{served.url}/drive/v3/files", timeout=10).headers["Date"] == "Sat, 02 Jan 2027 03:04:00 GMT"
    control(served, "clock", {"advance_seconds": 60})
    doc = make(api)
    assert api.files.get(fileId=doc, fields="createdTime").execute()["createdTime"] == "2027-01-02T03:05:00.000Z"
    assert control(served, "faults", {"add": [{"kind": "503", "method": "drive.*", "count": 1}]}).status_code == 200
    assert refusal(api.files.list())[0] == 503
    assert control(served, "faults").json()["log"] == [{"request": 1, "kind": "503", "method": "drive.files.list"}]
    assert control(served, "faults", {"clear": True}).json()["rules"] == []
    assert control(served, "switches", {"list_lag_seconds": 5}).json()["list_lag_seconds"] == 5
    assert control(served, "switches", {"list_lag": 5}).status_code == 400
    assert control(served, "switches", {"list_lag_seconds": "5"}).status_code == 400
    assert control(served, "quota", {"limits": {"docs.nap": [1, 1]}}).status_code == 400
    for name, odd in (("quota", {"limits": 5}), ("quota", {"limits": {"drive": [1]}}), ("identity", {"people": 5}),
                      ("clock", {"advance_seconds": 1e300})):
        assert control(served, name, odd).status_code == 400
    control(served, "identity", {"people": {"Owner@example.org": "Rosa Diaz"}})
    assert api.files.get(fileId=doc, fields="owners/displayName").execute() == {"owners": [{"displayName": "Rosa Diaz"}]}
    issued = control(served, "tokens", {"issue": {"user": "pat@example.org", "scopes": "https://www.googleapis.com/auth/drive"}}).json()[
        "access_token"
    ]
    header = {"Authorization": f"Bearer {issued}"}
    assert requests.get(f"{served.url}/v1/documents/{doc}", headers=header, timeout=10).status_code == 403
    control(served, "tokens", {"expire": "all"})
    assert requests.get(f"{served.url}/v1/documents/{doc}", headers=header, timeout=10).status_code == 401
    assert set(KINDS) >= {"429", "500", "503", "slow", "drop_before", "drop_after", "truncated", "html_502", "expired_token", "stale_list"}
