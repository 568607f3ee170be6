"""The commands around the embedded workspace, as programs over real sockets: serving, loading, signing in to it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from otsync.cli.main import main
from otsync.google import signin
from otsync.google.connect import connect
from otsync.google.errors import SignInNeeded

ROOT = Path(__file__).parents[3]
SHEET = {"spreadsheetId": "elsewhere", "properties": {"title": "Caseload"}, "sheets": [{"properties": {"sheetId": 0, "title": "Roster"}}]}


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)
    monkeypatch.chdir(tmp_path)


@contextmanager
def program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`otsync ...` running beside the test, in its folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "otsync", *arguments]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`workspace serve` on a free port: its address, from the first line of standard output."""
    with program("workspace", "serve", "--dir", str(folder), "--port", "0", *more) as running:
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address), address
        yield address, running


def control(address: str, folder: Path, action: str, body: dict[str, Any]) -> Any:
    """What a test may do to the workspace that no user of Google may."""
    token = (folder / "control-token").read_text().strip()
    reply = requests.post(f"{address}/_control/{action}", json=body, headers={"X-Control-Token": token}, timeout=10)
    assert reply.ok, reply.text
    return reply.json()


def test_it_serves_until_told_to_stop(tmp_path: Path) -> None:
    """SIGTERM ends it cleanly, with exit code 0, and it leaves no trace of its port."""
    with serving(tmp_path / "ws") as (address, running):
        google = connect(endpoint=address, credentials=None, limits=False)
        assert google.list_files("trashed=false", fields="id") == []
        google.close()
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
    assert not list((tmp_path / "state" / "otsync").glob("served-*"))


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, with what to do."""
    with serving(tmp_path / "ws") as (address, _):
        assert main(["workspace", "serve", "--dir", str(tmp_path / "other"), "--port", address.rsplit(":", 1)[1]]) == 2
    assert "--port" in capsys.readouterr().err


def test_bodies_are_loaded_beside_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """The endpoint in the environment is enough to find the folder; --dir and the configuration serve as well."""
    body = tmp_path / "book.json"
    body.write_text(json.dumps(SHEET))
    folder = tmp_path / "ws"
    with serving(folder) as (address, _):
        monkeypatch.setenv("OTSYNC_GOOGLE_ENDPOINT", address)
        assert main(["workspace", "import", str(body), str(body)]) == 0
        first, second = capsys.readouterr().out.split()
        google = connect(endpoint=address, credentials=None, limits=False)
        assert google.read_sheet(first, fields="properties.title") == {"properties": {"title": "Caseload"}}
        google.close()
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT")
    (tmp_path / "otsync.toml").write_text("workspace = 'ws'\n")
    assert main(["workspace", "import", str(body)]) == 0
    assert main(["workspace", "import", "--dir", str(folder), str(body)]) == 0
    assert len({first, second, *capsys.readouterr().out.split()}) == 4


@pytest.mark.parametrize("content", ["{", "[]", '{"documentId": "d", "bogus": 1}'])
def test_a_body_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """Exit code 2, the file, and why."""
    body = tmp_path / "body.json"
    body.write_text(content)
    assert main(["workspace", "import", "--dir", str(tmp_path / "ws"), str(body)]) == 2
    shown = capsys.readouterr()
    assert "body.json" in shown.err and shown.out == ""


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is overwritten."""
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "workspace.sqlite3").write_text("not a database, but somebody's file" * 100)
    assert main(["workspace", "serve", "--dir", str(tmp_path / "ws"), "--port", "0"]) == 2
    assert "workspace" in capsys.readouterr().err


def test_signing_in_end_to_end_and_losing_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workspace that wants tokens: `otsync login`; then the access token ends (renewed unseen), then all is revoked (asked for)."""
    folder = tmp_path / "ws"
    with serving(folder, "--require-auth") as (address, _):
        client = control(address, folder, "clients", {"name": "otsync"})
        (tmp_path / "credentials.json").write_text(json.dumps(client))
        (tmp_path / "otsync.toml").write_text(f"[google]\nendpoint = '{address}'\n[roster]\nspreadsheet_id = 'nothing'\n")
        with program("login", "--no-browser") as login:
            assert login.stderr is not None
            allow(next(line.strip() for line in login.stderr if line.startswith("http")))
            assert login.wait(20) == 0
        token = tmp_path / "token.json"
        assert token.stat().st_mode & 0o777 == 0o600
        google = connect(endpoint=address, credentials=signin.load(token), limits=False)
        made = google.create_doc("A plan")
        control(address, folder, "tokens", {"expire": "access"})
        assert google.read_doc(made["documentId"], fields="title") == {"title": "A plan"}
        assert google.counts.as_dict()["docs_read"] == 2
        control(address, folder, "tokens", {"expire": "all"})
        with pytest.raises(SignInNeeded, match="otsync login"):
            google.read_doc(made["documentId"])
        google.close()
        assert main(["sync", "--json"]) == 2
        assert "otsync login" in json.loads(capsys.readouterr().out)["error"]
        token.unlink()
        assert main(["status"]) == 2
    assert "otsync login" in capsys.readouterr().err


def test_a_permission_that_is_not_given_is_named(tmp_path: Path) -> None:
    """Who unticks the box on the page, or cancels, reads which permission is missing; no sign-in is kept."""
    folder = tmp_path / "ws"
    with serving(folder, "--require-auth") as (address, _):
        (tmp_path / "credentials.json").write_text(json.dumps(control(address, folder, "clients", {"name": "otsync"})))
        (tmp_path / "otsync.toml").write_text(f"[google]\nendpoint = '{address}'\n[roster]\nspreadsheet_id = 'nothing'\n")
        with program("login", "--no-browser") as login:
            assert login.stderr is not None
            allow(next(line.strip() for line in login.stderr if line.startswith("http")), ticked=False)
            assert login.wait(20) == 2
            assert "The permission to see, edit, create and delete the files that you use with otsync was not given" in login.stderr.read()
    assert not (tmp_path / "token.json").exists()


def allow(address: str, *, ticked: bool = True) -> None:
    """What a person does on the consent page: look at it, untick what they will not allow, and press Allow."""
    page = requests.get(address, timeout=10).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token is not None, page
    scopes = re.findall(r'name="scope" value="([^"]+)" checked', page)
    requests.post(address, data={"token": token.group(1), "answer": "allow", "scope": scopes if ticked else []}, timeout=10)


def test_faults_come_from_a_file_and_are_told(tmp_path: Path) -> None:
    """`--faults FILE` plays them; each is told on standard error with its rule, which can be put into a file again."""
    rule = {"kind": "503", "method": "drive.files.list", "count": 1, "seed": 7}
    (tmp_path / "faults.json").write_text(json.dumps([rule]), encoding="utf-8")
    with serving(tmp_path / "ws", "--faults", str(tmp_path / "faults.json")) as (address, running):
        assert [requests.get(f"{address}/drive/v3/files", timeout=10).status_code for _ in range(2)] == [503, 200]
        running.send_signal(signal.SIGTERM)
        told = running.communicate(timeout=10)[1]
    line = next(line for line in told.splitlines() if "fault 503 on drive.files.list" in line)
    assert rule.items() <= json.loads(line.partition("by the rule ")[2]).items()
