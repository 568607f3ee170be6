"""Sign-in and what it opens, with Google's real auth libraries: consent, codes, refresh, revocation, service accounts, scopes."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google.auth.exceptions
import google.oauth2.credentials
import google.oauth2.service_account
import pytest
import requests
from google.auth.transport.requests import Request
from google_auth_oauthlib.flow import InstalledAppFlow
from googleapiclient.errors import HttpError

from otsync.workspace.clock import Clock
from otsync.workspace.oauth import add_client, add_service_account
from otsync.workspace.server import Served, Workspace
from tests.wire.conftest import Clients, clients
from tests.wire.core.test_files import DOC, FOLDER, make, refusal

FILE = "https://www.googleapis.com/auth/drive.file"
DRIVE = "https://www.googleapis.com/auth/drive"
DOCS = "https://www.googleapis.com/auth/documents"
INSERT = {"requests": [{"insertText": {"text": "x", "location": {"index": 1}}}]}


@pytest.fixture
def secrets(workspace: Workspace, served: Served, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with workspace.store.write() as tx:
        return add_client(tx, "otsync", served.url)


def allow(url: str, user: str = "owner@example.org", *, answer: str = "allow", files: tuple[str, ...] = ()) -> str:
    """Does what a person does at the consent page; the address that the browser is sent to."""
    page = requests.get(url, timeout=10)
    assert page.status_code == 200, page.text
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token is not None
    form = [("token", token[1]), ("user", user), ("answer", answer), *(("file", one) for one in files)]
    form += [("scope", one) for one in re.findall(r'name="scope" value="([^"]+)" checked', page.text)]
    sent = requests.post(url, data=form, timeout=10, allow_redirects=False)
    assert sent.status_code == 302, sent.text
    return sent.headers["Location"]


def sign_in(secrets: dict[str, Any], *scopes: str, user: str = "owner@example.org", **extra: Any) -> google.oauth2.credentials.Credentials:
    flow = InstalledAppFlow.from_client_config(secrets, scopes, redirect_uri="http://localhost:1/", autogenerate_code_verifier=True)
    files = extra.pop("files", ())
    url, _ = flow.authorization_url(access_type="offline", prompt="consent", **extra)
    flow.fetch_token(authorization_response=allow(url, user, files=files))
    return flow.credentials


def test_the_whole_installed_app_flow(secrets: dict[str, Any], served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """run_local_server of google-auth-oauthlib, with PKCE and a free port, ends with credentials that work."""

    def browser(url: str, **_: Any) -> bool:
        threading.Thread(target=lambda: requests.get(allow(url), timeout=10)).start()
        return True

    monkeypatch.setattr("webbrowser.get", lambda *_: type("Browser", (), {"open": staticmethod(browser)}))
    flow = InstalledAppFlow.from_client_config(secrets, [FILE])
    credentials = flow.run_local_server(port=0, prompt="consent", timeout_seconds=20)
    assert credentials.refresh_token and credentials.scopes == [FILE]
    assert make(clients(served.url, credentials))


def test_cancel_and_tampering(secrets: dict[str, Any]) -> None:
    """Cancel sends access_denied back; a stranger's form, a wrong verifier, a used code and a foreign redirect get nothing."""
    flow = InstalledAppFlow.from_client_config(secrets, [FILE], redirect_uri="http://localhost:1/", autogenerate_code_verifier=True)
    url, _ = flow.authorization_url()
    assert parse_qs(urlsplit(allow(url, answer="deny")).query)["error"] == ["access_denied"]
    for guess in ("guess", "é"):
        assert requests.post(url, data={"answer": "allow", "token": guess}, timeout=10).status_code == 400
    for place in ("evil.example", "%5B", "localhost%3A1%2F%23top"):
        assert requests.get(url.replace("localhost%3A1", place), timeout=10).status_code == 400, place
    code = parse_qs(urlsplit(allow(url)).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "http://localhost:1/",
        "client_id": secrets["installed"]["client_id"],
        "client_secret": secrets["installed"]["client_secret"],
    }
    endpoint = secrets["installed"]["token_uri"]
    wrong = requests.post(endpoint, data={**form, "code_verifier": "w" * 50}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    for guess in ("no", "né"):
        assert requests.post(endpoint, data={**form, "client_secret": guess}, timeout=10).json()["error"] == "invalid_client"
    wrong = requests.post(endpoint, data={**form, "code_verifier": "é" * 50}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    right = {**form, "code_verifier": flow.code_verifier}
    assert requests.post(endpoint, data=right, timeout=10).status_code == 200
    assert requests.post(endpoint, data=right, timeout=10).json()["error"] == "invalid_grant"


def test_who_unticks_everything_allows_nothing(secrets: dict[str, Any]) -> None:
    """Of the scopes asked for those ticked are granted; none ticked is a refusal."""
    flow = InstalledAppFlow.from_client_config(secrets, [FILE, DOCS], redirect_uri="http://localhost:1/")
    url, _ = flow.authorization_url()
    token = re.search(r'name="token" value="([^"]+)"', requests.get(url, timeout=10).text)
    assert token is not None
    form = {"token": token[1], "user": "owner@example.org", "answer": "allow"}
    for ticked, said in (([DOCS], ("scope", [DOCS])), ([], ("error", ["access_denied"]))):
        sent = requests.post(url, data={**form, "scope": ticked}, timeout=10, allow_redirects=False)
        assert said in parse_qs(urlsplit(sent.headers["Location"]).query).items()


def test_refresh_token_only_when_asked_again(secrets: dict[str, Any]) -> None:
    """A second consent without prompt=consent yields no refresh token, as at Google."""
    assert sign_in(secrets, FILE).refresh_token
    flow = InstalledAppFlow.from_client_config(secrets, [FILE], redirect_uri="http://localhost:1/")
    url, _ = flow.authorization_url(access_type="offline")
    flow.fetch_token(authorization_response=allow(url))
    assert flow.credentials.refresh_token is None


def test_expiry_and_refresh(secrets: dict[str, Any], served: Served, clock: Clock) -> None:
    """After an hour a token is refused with 401 and the client library refreshes it by itself."""
    credentials = sign_in(secrets, FILE)
    api = clients(served.url, credentials)
    doc, token = make(api), credentials.token
    clock.advance(timedelta(hours=2))
    assert requests.get(f"{served.url}/v1/documents/{doc}", headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 401
    assert api.docs.get(documentId=doc).execute()["documentId"] == doc
    assert credentials.token != token


def test_revocation_ends_everything(secrets: dict[str, Any], served: Served) -> None:
    """Revoking one token ends all that the user granted to the app; refreshing then fails for good."""
    credentials, other = sign_in(secrets, FILE), sign_in(secrets, FILE)
    assert requests.post(f"{served.url}/revoke", data={"token": credentials.token}, timeout=10).status_code == 200
    with pytest.raises(google.auth.exceptions.RefreshError) as caught:
        other.refresh(Request())
    assert "invalid_grant" in str(caught.value) and not caught.value.retryable
    assert requests.post(f"{served.url}/revoke", data={"token": credentials.token}, timeout=10).json()["error"] == "invalid_token"


def test_sign_in_may_be_out_of_order(secrets: dict[str, Any], workspace: Workspace) -> None:
    """A token endpoint that answers 503 for a while is a failure that google-auth calls worth retrying; then it works."""
    credentials = sign_in(secrets, FILE)
    rule = workspace.faults.add("503", "oauth.token")
    with pytest.raises(google.auth.exceptions.RefreshError) as caught:
        credentials.refresh(Request())
    assert caught.value.retryable and rule.hits > 1
    workspace.faults.clear()
    credentials.refresh(Request())
    assert credentials.valid


def test_seven_days_of_testing(secrets: dict[str, Any], workspace: Workspace, clock: Clock) -> None:
    """For an app in testing a refresh token dies after seven days."""
    workspace.refresh_days = 7
    credentials = sign_in(secrets, FILE)
    clock.advance(timedelta(days=6))
    credentials.refresh(Request())
    clock.advance(timedelta(days=1, seconds=1))
    with pytest.raises(google.auth.exceptions.RefreshError):
        credentials.refresh(Request())


def test_drive_file_reaches_only_its_own(secrets: dict[str, Any], api: Clients, served: Served) -> None:
    """Under drive.file an app finds what it made, not the user's other files: 404 in each API's words, and lists leave them out."""
    theirs = make(api, "Theirs")
    app = clients(served.url, sign_in(secrets, FILE))
    mine = make(app, "Mine", appProperties={"k": "v"})
    assert refusal(app.files.get(fileId=theirs)) == (404, f"File not found: {theirs}.", "notFound")
    assert refusal(app.docs.get(documentId=theirs))[:2] == (404, "Requested entity was not found.")
    assert refusal(app.files.copy(fileId=theirs, body={}))[0] == 404
    assert [entry["id"] for entry in app.files.list().execute()["files"]] == [mine]
    assert app.files.get(fileId=mine, fields="isAppAuthorized,appProperties").execute() == {
        "isAppAuthorized": True,
        "appProperties": {"k": "v"},
    }


def test_files_not_handed_over_may_be_forbidden(secrets: dict[str, Any], workspace: Workspace, api: Clients, served: Served) -> None:
    """Under the other setting of the switch the same files are 403, in Drive with reason appNotAuthorizedToFile."""
    theirs = make(api, "Theirs")
    app = clients(served.url, sign_in(secrets, FILE))
    workspace.with_switches(unpicked_file_is_forbidden=True)
    code, message, reason = refusal(app.files.get(fileId=theirs))
    assert (code, reason) == (403, "appNotAuthorizedToFile") and "has not granted the app" in message
    assert refusal(app.docs.get(documentId=theirs))[:2] == (403, "The caller does not have permission")
    assert refusal(app.docs.get(documentId="nope"))[0] == 404


def test_app_properties_are_the_apps_own(secrets: dict[str, Any], workspace: Workspace, served: Served, api: Clients) -> None:
    """Another app sees neither the private properties nor finds files by them."""
    with workspace.store.write() as tx:
        second = add_client(tx, "other", served.url)
    first, other = (clients(served.url, sign_in(one, DRIVE)) for one in (secrets, second))
    doc = make(first, appProperties={"k": "v"}, properties={"open": "yes"})
    assert other.files.get(fileId=doc, fields="appProperties,properties").execute() == {"properties": {"open": "yes"}}
    query = "appProperties has {key='k' and value='v'}"
    assert other.files.list(q=query).execute()["files"] == [] and len(first.files.list(q=query).execute()["files"]) == 1


def test_picked_files(secrets: dict[str, Any], api: Clients, served: Served) -> None:
    """With trigger_onepick the person hands files over while signing in; their ids come back and the app can use them."""
    roster, other = make(api, "Roster"), make(api, "Other")
    flow = InstalledAppFlow.from_client_config(secrets, [FILE], redirect_uri="http://localhost:1/")
    url, _ = flow.authorization_url(access_type="offline", prompt="consent", trigger_onepick="true", mimetypes=DOC)
    back = allow(url, files=(roster,))
    assert parse_qs(urlsplit(back).query)["picked_file_ids"] == [roster]
    flow.fetch_token(authorization_response=back)
    app = clients(served.url, flow.credentials)
    app.docs.batchUpdate(documentId=roster, body=INSERT).execute()
    assert refusal(app.docs.get(documentId=other))[0] == 404
    mixed, _ = InstalledAppFlow.from_client_config(secrets, [FILE, DOCS], redirect_uri="http://localhost:1/").authorization_url(
        trigger_onepick="true"
    )
    assert requests.get(mixed, timeout=10).status_code == 400


def test_missing_scope(secrets: dict[str, Any], served: Served, api: Clients) -> None:
    """A token without the method's scope meets 403 ACCESS_TOKEN_SCOPE_INSUFFICIENT."""
    app = clients(served.url, sign_in(secrets, DOCS))
    doc = make(api)
    assert app.docs.get(documentId=doc).execute()["documentId"] == doc
    with pytest.raises(HttpError) as caught:
        app.files.list().execute()
    assert caught.value.status_code == 403 and b"ACCESS_TOKEN_SCOPE_INSUFFICIENT" in caught.value.content
    with pytest.raises(HttpError) as caught:
        app.sheets.create(body={}).execute()
    assert caught.value.error_details[0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_people_and_their_rights(secrets: dict[str, Any], served: Served) -> None:
    """Another person sees nothing, then reads, comments, writes, as the file (or a folder above it) is shared with them."""
    owner, guest = (clients(served.url, sign_in(secrets, DRIVE, DOCS, user=user)) for user in ("owner@example.org", "pat@example.org"))
    folder = make(owner, "Folder", FOLDER)
    doc = make(owner, parents=[folder])
    assert refusal(guest.docs.get(documentId=doc))[:2] == (403, "The caller does not have permission")
    assert refusal(guest.files.get(fileId=doc))[0] == 404
    shared = (
        owner.drive.permissions()
        .create(fileId=folder, body={"type": "user", "role": "reader", "emailAddress": "pat@example.org"})
        .execute()
    )
    assert set(shared) == {"kind", "id", "type", "role"}
    assert guest.docs.get(documentId=doc).execute()["documentId"] == doc
    assert [entry["id"] for entry in guest.files.list(orderBy="folder").execute()["files"]] == [folder, doc]
    assert refusal(guest.docs.batchUpdate(documentId=doc, body=INSERT))[:2] == (403, "The caller does not have permission")
    assert refusal(guest.files.update(fileId=doc, body={"name": "x"}))[2] == "insufficientFilePermissions"
    owner.drive.permissions().update(fileId=folder, permissionId=shared["id"], body={"role": "writer"}).execute()
    guest.docs.batchUpdate(documentId=doc, body=INSERT).execute()
    assert refusal(guest.files.delete(fileId=doc))[2] == "insufficientFilePermissions"
    assert refusal(guest.files.update(fileId=doc, body={"trashed": True}))[2] == "insufficientFilePermissions"
    roles = {
        entry["emailAddress"]: entry["role"]
        for entry in owner.drive.permissions().list(fileId=doc, fields="permissions(emailAddress,role)").execute()["permissions"]
    }
    assert roles == {"owner@example.org": "owner", "pat@example.org": "writer"}
    owner.drive.permissions().delete(fileId=folder, permissionId=shared["id"]).execute()
    assert refusal(guest.docs.get(documentId=doc))[0] == 403


def test_sharing_needs_a_whole_body(api: Clients) -> None:
    """A permission without type, role or address is refused; the owner's cannot be taken away."""
    doc, permissions = make(api), api.drive.permissions()
    expiring = {"type": "user", "role": "reader", "emailAddress": "a@b.org", "expirationTime": "2026-12-01T00:00:00Z"}
    assert refusal(permissions.create(fileId=doc, body=expiring))[0] == 501
    for body in (
        {"role": "reader"},
        {"type": "user", "emailAddress": "a@b.org"},
        {"type": "user", "role": "reader", "emailAddress": "nobody"},
        {"type": "user", "role": "organizer", "emailAddress": "a@b.org"},
    ):
        assert refusal(permissions.create(fileId=doc, body=body))[0] == 400
    mine = permissions.list(fileId=doc).execute()["permissions"][0]["id"]
    assert refusal(permissions.delete(fileId=doc, permissionId=mine))[0] == 403
    assert permissions.get(fileId=doc, permissionId=mine).execute()["role"] == "owner"
    anyone = permissions.create(fileId=doc, body={"type": "anyone", "role": "reader"}).execute()
    assert anyone["id"] == "anyoneWithLink"


def test_service_accounts(workspace: Workspace, served: Served, api: Clients) -> None:
    """The real service-account code signs in; the account edits what is shared with it and owns nothing in My Drive."""
    with workspace.store.write() as tx:
        info = add_service_account(tx, "robot", served.url)
        delegated = add_service_account(tx, "delegate", served.url, delegated=True)
    robot = clients(served.url, google.oauth2.service_account.Credentials.from_service_account_info(info, scopes=[DRIVE]))
    doc = make(api)
    assert refusal(robot.docs.get(documentId=doc))[0] == 403
    api.drive.permissions().create(fileId=doc, body={"type": "user", "role": "writer", "emailAddress": info["client_email"]}).execute()
    robot.docs.batchUpdate(documentId=doc, body=INSERT).execute()
    assert refusal(robot.files.create(body={"name": "x", "mimeType": DOC}))[2] == "storageQuotaExceeded"
    drive = api.drive.drives().create(requestId="r", body={"name": "District"}).execute()["id"]
    api.drive.permissions().create(
        fileId=drive, supportsAllDrives=True, body={"type": "user", "role": "writer", "emailAddress": info["client_email"]}
    ).execute()
    assert robot.files.create(body={"name": "x", "mimeType": DOC, "parents": [drive]}, supportsAllDrives=True).execute()["id"]
    someone = google.oauth2.service_account.Credentials.from_service_account_info(delegated, scopes=[DRIVE], subject="owner@example.org")
    assert clients(served.url, someone).docs.get(documentId=doc).execute()["documentId"] == doc
    refused = google.oauth2.service_account.Credentials.from_service_account_info(info, scopes=[DRIVE], subject="owner@example.org")
    with pytest.raises(google.auth.exceptions.RefreshError, match="unauthorized_client"):
        refused.refresh(Request())
    forged = google.oauth2.service_account.Credentials.from_service_account_info(
        {**info, "private_key": delegated["private_key"]}, scopes=[DRIVE]
    )
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        forged.refresh(Request())


def test_require_auth(workspace: Workspace, served: Served, secrets: dict[str, Any]) -> None:
    """Where tokens are required, none and an unknown one are 401 in each API's envelope; an issued one works."""
    workspace.require_auth = True
    for header in ({}, {"Authorization": "Bearer made-up"}):
        drive = requests.get(f"{served.url}/drive/v3/files", headers=header, timeout=10)
        assert drive.status_code == 401 and drive.json()["error"]["errors"][0]["location"] == "Authorization"
        docs = requests.get(f"{served.url}/v1/documents/x", headers=header, timeout=10)
        assert docs.json()["error"]["status"] == "UNAUTHENTICATED" and "errors" not in docs.json()["error"]
    assert make(clients(served.url, sign_in(secrets, FILE)))


def test_stored_tokens_are_hashes(workspace: Workspace, secrets: dict[str, Any]) -> None:
    """No token, refresh token or code can be read out of the store's file."""
    credentials = sign_in(secrets, FILE)
    with workspace.store.write() as tx:
        tx.execute("SELECT 1")
    held = b"".join(path.read_bytes() for path in workspace.directory.glob("workspace.sqlite3*"))
    assert credentials.token.encode() not in held and credentials.refresh_token.encode() not in held
