"""kill -9, two processes, damaged stores: nothing half-applied, nothing lost that was answered."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from otsync.workspace.server import Served, Workspace, serve
from otsync.workspace.store import VERSION, StoreError
from tests.wire.conftest import clients
from tests.wire.core.test_files import make

_SERVE = """
import sys
from otsync.workspace.server import Workspace, serve
served = serve(Workspace(sys.argv[1]), 0)
print(served.url, flush=True)
served.wait()
"""


class Process:
    """A workspace served by a process of its own."""

    def __init__(self, directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(directory)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=os.getcwd(),
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


def pair(number: int) -> dict[str, Any]:
    """One batch of two inserts: after it the text holds both marks or neither."""
    return {
        "requests": [
            {"insertText": {"text": f"<{number}", "location": {"index": 1}}},
            {"insertText": {"text": f"{number}>", "endOfSegmentLocation": {}}},
        ]
    }


@pytest.mark.parametrize("delay", [0.15, 0.3, 0.6])
def test_kill_nine_during_writes(tmp_path: Path, delay: float) -> None:
    """A served process killed at any moment: each answered batch is there, each batch is whole, and the next process goes on."""
    running = Process(tmp_path)
    api = clients(running.url)
    docs = [make(api, f"Plan {index}") for index in range(3)]
    answered: list[list[int]] = [[] for _ in docs]

    def write(index: int) -> None:
        session = requests.Session()
        for number in range(10_000):
            try:
                answer = session.post(f"{running.url}/v1/documents/{docs[index]}:batchUpdate", json=pair(number), timeout=10)
            except requests.RequestException:
                return
            assert answer.status_code == 200
            answered[index].append(number)

    threads = [threading.Thread(target=write, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    threading.Event().wait(delay)
    running.kill()
    for thread in threads:
        thread.join(30)
    again = Process(tmp_path)
    api = clients(again.url)
    try:
        for index, doc in enumerate(docs):
            text = requests.get(f"{again.url}/drive/v3/files/{doc}/export?mimeType=text/plain", timeout=10).content.decode("utf-8-sig")
            for number in answered[index]:
                assert f"<{number}" in text and f"{number}>" in text
            assert text.count("<") == text.count(">"), "a batch was half applied"
            assert text.count("<") in (len(answered[index]), len(answered[index]) + 1)
            version = int(api.files.get(fileId=doc, fields="version").execute()["version"])
            assert version == 1 + text.count("<"), "the bookkeeping and the text disagree"
        api.docs.batchUpdate(documentId=docs[0], body=pair(99_999)).execute()
    finally:
        again.kill()


def test_two_processes_on_one_directory(tmp_path: Path) -> None:
    """A served workspace and another process on its directory see each other's writes at once, and none is lost."""
    workspace = Workspace(tmp_path)
    other = Process(tmp_path)
    try:
        with serve(workspace) as served:
            apis = [clients(served.url), clients(other.url)]
            doc = make(apis[0])
            urls, counts = [served.url, other.url], [0, 0]

            def write(index: int) -> None:
                session = requests.Session()
                for number in range(40):
                    answer = session.post(f"{urls[index]}/v1/documents/{doc}:batchUpdate", json=pair(index * 1000 + number), timeout=60)
                    assert answer.status_code == 200, answer.text
                    counts[index] += 1

            threads = [threading.Thread(target=write, args=(index,)) for index in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
            assert counts == [40, 40]
            for api in apis:
                file = api.files.get(fileId=doc, fields="version").execute()
                text = api.files.export(fileId=doc, mimeType="text/plain").execute().decode()
                assert file["version"] == "81" and text.count("<") == text.count(">") == 80
    finally:
        other.kill()
        workspace.close()


def test_two_processes_share_the_quota(tmp_path: Path) -> None:
    """Requests of one user through two processes are counted together, failed ones too; another user's only by the project."""
    first, second = Process(tmp_path), Process(tmp_path)
    try:
        apis = [clients(running.url) for running in (first, second)]
        doc = make(apis[0])
        token = (tmp_path / "control-token").read_text().strip()
        limits = {"enabled": True, "limits": {"docs.write": [6, 10]}}
        answer = requests.post(f"{first.url}/_control/quota", json=limits, headers={"X-Control-Token": token}, timeout=10)
        assert answer.json() == limits
        bodies = [pair(1), {"requests": [{"insertText": {"text": "x", "location": {"index": 10_000}}}]}]

        def write(number: int, user: str) -> int:
            url = (first, second)[number % 2].url
            who = {"X-Workspace-User": user}
            return requests.post(f"{url}/v1/documents/{doc}:batchUpdate", json=bodies[number % 3 == 1], headers=who, timeout=10).status_code

        assert [write(number, "owner@example.org") for number in range(8)] == [200, 400, 200, 200, 400, 200, 429, 429]
        assert [write(number, "pat@example.org") for number in (0, 2, 0, 2)] == [200, 200, 429, 429]
        assert apis[1].docs.get(documentId=doc).execute()
    finally:
        first.kill()
        second.kill()


def test_threads_write_at_once(served: Served) -> None:
    """Eight clients that write one file at once all succeed, and every write has its own revision."""
    api = clients(served.url)
    doc = make(api)
    failed: list[Any] = []

    def write() -> None:
        for number in range(10):
            answer = requests.post(f"{served.url}/v1/documents/{doc}:batchUpdate", json=pair(number), timeout=60)
            if answer.status_code != 200:
                failed.append(answer.text)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    times = [entry["modifiedTime"] for entry in api.drive.revisions().list(fileId=doc, pageSize=1000).execute()["revisions"]]
    assert len(times) == len(set(times)) == 81 and times == sorted(times)


def test_a_torn_log_of_writes(tmp_path: Path) -> None:
    """A write-ahead log cut off in the middle opens as of its last whole transaction."""
    running = Process(tmp_path)
    api = clients(running.url)
    doc = make(api)
    for number in range(20):
        api.docs.batchUpdate(documentId=doc, body=pair(number)).execute()
    running.kill()
    log = tmp_path / "workspace.sqlite3-wal"
    size = log.stat().st_size
    os.truncate(log, size - size // 4)
    workspace = Workspace(tmp_path)
    status, body = workspace.call("GET", f"/drive/v3/files/{doc}?fields=version")
    assert status == 200
    with workspace.store.read() as tx:
        assert tx.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        revisions = tx.execute("SELECT COUNT(*) FROM revisions WHERE file = ?", (doc,)).fetchone()[0]
    assert int(body["version"]) == revisions
    workspace.close()


def test_a_store_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """A store that the first version wrote opens: files, marks, sharing and history are there, and it goes on."""
    with closing(sqlite3.connect(tmp_path / "workspace.sqlite3")) as connection:
        connection.executescript((Path(__file__).parent / "store_v1.sql").read_text(encoding="utf-8"))
    workspace = Workspace(tmp_path)
    doc, sheet = "doc-of-version-1", "sheet-of-version-1"
    fields = "name,parents,starred,version,modifiedTime,appProperties,permissions(role,emailAddress),lastModifyingUser(emailAddress)"
    assert workspace.call("GET", f"/drive/v3/files/{doc}?fields={fields}")[1] == {
        "name": "Plan",
        "parents": ["folder-of-version-1"],
        "starred": True,
        "version": "3",
        "modifiedTime": "2026-10-07T02:00:00.001Z",
        "appProperties": {"k": "v"},
        "permissions": [{"role": "owner", "emailAddress": "owner@example.org"}, {"role": "reader", "emailAddress": "pat@example.org"}],
        "lastModifyingUser": {"emailAddress": "pat@example.org"},
    }
    assert workspace.call("GET", "/drive/v3/drives")[1]["drives"][0]["name"] == "District"
    assert len(workspace.call("GET", f"/drive/v3/files/{doc}/revisions")[1]["revisions"]) == 2
    assert "otsync.name" in workspace.call("GET", f"/v1/documents/{doc}")[1]["namedRanges"]
    values = workspace.call("GET", f"/v4/spreadsheets/{sheet}/values/A1:C2?valueRenderOption=FORMULA")[1]["values"]
    assert values[0] == ["a", 1, "=B1+1"]
    assert workspace.call("POST", f"/v1/documents/{doc}:batchUpdate", pair(1))[0] == 200
    assert workspace.call("POST", f"/drive/v3/files/{sheet}/copy", {"name": "Next"})[0] == 200
    workspace.close()
    again = Workspace(tmp_path)
    assert again.call("GET", f"/drive/v3/files/{doc}?fields=version")[1] == {"version": "4"}
    again.close()


def test_stores_that_cannot_be_opened(tmp_path: Path) -> None:
    """A newer store, a stranger's database and a file that is none are refused with a sentence and left as they are."""
    newer = tmp_path / "newer"
    Workspace(newer).close()
    with sqlite3.connect(newer / "workspace.sqlite3") as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match="newer otsync"):
        Workspace(newer)
    older = tmp_path / "older"
    Workspace(older).close()
    with sqlite3.connect(older / "workspace.sqlite3") as connection:
        connection.execute("ALTER TABLE files DROP COLUMN starred")
    with pytest.raises(StoreError, match="table files"):
        Workspace(older)
    strange = tmp_path / "strange"
    strange.mkdir()
    with sqlite3.connect(strange / "workspace.sqlite3") as connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreError, match="not a workspace"):
        Workspace(strange)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "workspace.sqlite3").write_text("Dear diary" * 500, encoding="utf-8")
    with pytest.raises(StoreError, match="not a workspace"):
        Workspace(tmp_path / "text")
    assert (tmp_path / "text" / "workspace.sqlite3").read_text(encoding="utf-8").startswith("Dear diary")


def test_the_store_is_its_owners_alone(tmp_path: Path) -> None:
    """Other users of the machine cannot read the store."""
    workspace = Workspace(tmp_path / "w")
    assert workspace.store.path.stat().st_mode & 0o077 == 0
    workspace.close()
