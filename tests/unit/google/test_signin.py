"""Signing in and staying signed in. The test is the person with the browser; the tokens come from a server on a real socket."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google.oauth2.credentials
import pytest
import requests

from otsync.errors import PersonMustAct
from otsync.google import signin
from otsync.google.connect import connect
from otsync.google.errors import SignInNeeded
from tests.unit.google.conftest import Server, answer

TOKEN = {"access_token": "a1", "refresh_token": "r1", "expires_in": 3600, "token_type": "Bearer", "scope": signin.SCOPES[0]}


@pytest.fixture
def client_file(server: Server, tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    uris = {"auth_uri": f"{server.url}/o/oauth2/auth", "token_uri": f"{server.url}/token", "redirect_uris": ["http://localhost"]}
    path.write_text(json.dumps({"installed": {"client_id": "id", "client_secret": "secret", **uris}}))
    return path


class Signing(threading.Thread):
    """`sign_in` in the background, while the test plays the browser."""

    def __init__(self, client_file: Path, **options: Any) -> None:
        super().__init__(daemon=True)
        self.client_file, self.options = client_file, options
        self.done: signin.SignedIn | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.done = signin.sign_in(self.client_file, browser=False, **self.options)
        except BaseException as error:
            self.error = error


def asked(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The parameters of the address that the person is told to open."""
    words = ""
    for _ in range(500):
        words += capsys.readouterr().err
        if found := re.search(r"http://\S+/o/oauth2/auth\?\S+\s", words):
            return {key: values[0] for key, values in parse_qs(urlsplit(found.group(0).strip()).query).items()}
        time.sleep(0.01)
    raise AssertionError(words)


def test_signing_in_asks_for_one_scope_and_keeps_the_result_for_its_owner_alone(
    client_file: Path, server: Server, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Scope drive.file, prompt=consent, offline; the file has mode 0600 and loads again."""
    server.script = [answer(TOKEN)]
    signing = Signing(client_file)
    signing.start()
    request = asked(capsys)
    assert request["scope"] == "https://www.googleapis.com/auth/drive.file"
    assert request["prompt"] == "consent" and request["access_type"] == "offline" and "trigger_onepick" not in request
    page = requests.get(request["redirect_uri"], params={"code": "c", "state": request["state"]}, timeout=5)
    assert "close this page" in page.text
    signing.join(5)
    assert signing.done is not None, signing.error
    token = tmp_path / "deep" / "token.json"
    signin.save(token, signing.done.credentials)
    assert token.stat().st_mode & 0o777 == 0o600
    assert signin.load(token).refresh_token == "r1"
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ


def test_picked_files_come_back(client_file: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """With --pick Google lets the person choose files, and names them in the redirect."""
    server.script = [answer(TOKEN)]
    signing = Signing(client_file, pick=True)
    signing.start()
    request = asked(capsys)
    assert request["trigger_onepick"] == "true"
    answered = {"code": "c", "state": request["state"], "picked_file_ids": "file1,file2"}
    requests.get(request["redirect_uri"], params=answered, timeout=5)
    signing.join(5)
    assert signing.done is not None and signing.done.picked == ("file1", "file2")


@pytest.mark.parametrize(
    ("redirect", "token", "words"),
    [
        ({"error": "access_denied"}, None, "was not given"),
        ({"code": "c"}, answer({**TOKEN, "scope": "openid"}), "permission"),
        ({"code": "c"}, answer({"error": "invalid_grant"}, 400), "invalid_grant"),
        ({"code": "c"}, answer({k: v for k, v in TOKEN.items() if k != "refresh_token"}), "lasting"),
    ],
)
def test_a_sign_in_that_fails_says_why_and_what_to_do(
    client_file: Path, server: Server, capsys: pytest.CaptureFixture[str], redirect: dict[str, str], token: Any, words: str
) -> None:
    """Refused, box not ticked, code not taken, no refresh token: exit code 2 and a sentence."""
    server.script = [token] if token else []
    signing = Signing(client_file)
    signing.start()
    request = asked(capsys)
    requests.get(request["redirect_uri"], params={**redirect, "state": request["state"]}, timeout=5)
    signing.join(5)
    assert isinstance(signing.error, PersonMustAct), signing.error
    assert words in str(signing.error) and "otsync login" in str(signing.error)


def test_nobody_answering_is_told(client_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The wait ends."""
    with pytest.raises(PersonMustAct, match="Nobody signed in"):
        signin.sign_in(client_file, browser=False, wait_seconds=0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no"),
        ("{", "not a JSON file"),
        ("[]", "Desktop app"),
        ('{"web": {}}', "Desktop app"),
        ('{"installed": {"client_id": "x"}}', "Desktop app"),
        ('{"type": "service_account"}', "service account"),
    ],
)
def test_a_wrong_client_file_is_explained(tmp_path: Path, content: str | None, words: str) -> None:
    """Each says which file and what to put there."""
    path = tmp_path / "credentials.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(PersonMustAct, match=words) as caught:
        signin.client(path)
    assert str(path) in str(caught.value) or content == "{"


def test_plain_http_is_refused_beyond_this_computer(tmp_path: Path) -> None:
    """A sign-in never travels readable."""
    path = tmp_path / "credentials.json"
    uris = {"auth_uri": "http://example.org/a", "token_uri": "https://example.org/t"}
    path.write_text(json.dumps({"installed": {"client_id": "i", "client_secret": "s", **uris}}))
    with pytest.raises(PersonMustAct, match="not encrypted"):
        signin.sign_in(path, browser=False)


@pytest.mark.parametrize(
    "content", [None, "", "{}", "[1]", '{"refresh_token": 5}', '{"client_id": "c", "client_secret": "s", "refresh_token": ""}']
)
def test_a_missing_or_damaged_sign_in_asks_for_a_new_one(tmp_path: Path, content: str | None) -> None:
    """Whatever the file holds, the answer is `otsync login`."""
    path = tmp_path / "token.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SignInNeeded, match="run `otsync login`"):
        signin.load(path)


def credentials(server: Server, *, expired: bool) -> google.oauth2.credentials.Credentials:
    """A kept sign-in whose access token is an hour from, or past, its end."""
    end = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=-1 if expired else 1)
    return google.oauth2.credentials.Credentials(  # type: ignore[no-untyped-call]
        token="old", refresh_token="r1", token_uri=f"{server.url}/token", client_id="id", client_secret="s", scopes=None, expiry=end
    )


def test_an_expired_access_token_is_renewed_once_for_both_libraries(server: Server) -> None:
    """The refresh is no counted request; what follows carries the new token."""
    google_ = connect(endpoint=server.url, credentials=credentials(server, expired=True), limits=False)
    server.script = [answer({"access_token": "new", "expires_in": 3600, "token_type": "Bearer"})]
    google_.read_doc("D")
    google_.read_sheet("S", fields="sheets")
    assert [one.path.split("?")[0] for one in server.seen] == ["/token", "/v1/documents/D", "/v4/spreadsheets/S"]
    assert [one.headers.get("authorization") for one in server.seen[1:]] == ["Bearer new", "Bearer new"]
    assert google_.counts.total == 2
    google_.close()


@pytest.mark.parametrize("call", ["doc", "sheet"])
def test_a_token_that_google_stopped_accepting_is_replaced(server: Server, call: str) -> None:
    """A 401 on a token that looks valid: one refresh, one more try, for reads and writes alike."""
    google_ = connect(endpoint=server.url, credentials=credentials(server, expired=False), limits=False)
    server.script = [answer({}, 401), answer({"access_token": "new", "expires_in": 3600, "token_type": "Bearer"}), answer({})]
    google_.write_doc("D", []) if call == "doc" else google_.write_sheet("S", [])
    assert [one.headers.get("authorization") for one in server.seen] == ["Bearer old", None, "Bearer new"]
    google_.close()


def test_a_revoked_sign_in_asks_for_a_new_one(server: Server) -> None:
    """invalid_grant is for a person; nothing else is asked."""
    google_ = connect(endpoint=server.url, credentials=credentials(server, expired=True), limits=False)
    server.script = [answer({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, 400)]
    with pytest.raises(SignInNeeded, match="run `otsync login`"):
        google_.read_doc("D")
    assert len(server.seen) == 1
    google_.close()


def test_without_a_sign_in_there_is_no_google() -> None:
    """Only a server of one's own may be asked anonymously."""
    with pytest.raises(SignInNeeded, match="run `otsync login`"):
        connect(endpoint=None, credentials=None)
