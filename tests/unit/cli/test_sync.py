"""The commands that do the job, on an embedded workspace that they start themselves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from otsync import config
from otsync.cli.main import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration that names a workspace beside it, at a fixed time."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-07T02:00")
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "otsync.toml").write_text("workspace = 'data'  # to try it\n[schedule]\ntime_zone = 'America/Los_Angeles'\n")
    monkeypatch.chdir(folder)
    return folder


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The object that a command prints with --json."""
    code = main([*arguments, "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert isinstance(shown, dict)
    return {**shown, "code": code}


def test_the_first_run_makes_the_workbook_and_the_second_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its id goes into the configuration, whose comments stay; a quiet run is at most three requests, none of them a write."""
    assert main(["status"]) == 0
    assert "no workbook yet" in capsys.readouterr().out
    first = answer(capsys, "sync")
    assert first["code"] == 0 and first["error"] is None
    path = here / "otsync.toml"
    assert config.load(path).roster.spreadsheet_id == first["spreadsheet_id"] and "# to try it" in path.read_text()
    second = answer(capsys, "sync")
    assert second["spreadsheet_id"] == first["spreadsheet_id"]
    spent = second["requests"]
    assert sum(spent.values()) <= 3 and spent["docs_write"] + spent["sheets_write"] + spent["drive_write"] == 0
    assert main(["status"]) == 0
    shown = capsys.readouterr().out
    assert first["spreadsheet_id"] in shown and "2026-10-07 02:00" in shown


def test_plan_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even the workbook."""
    before = (here / "otsync.toml").read_text()
    shown = answer(capsys, "plan")
    assert shown["code"] == 0 and shown["spreadsheet_id"] in (None, "")
    assert (here / "otsync.toml").read_text() == before
    assert all(count == 0 for kind, count in shown["requests"].items() if kind.endswith("_write"))


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """Cron sends mail only when something is wrong."""
    assert main(["sync", "--quiet"]) == 0
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""


def test_a_workbook_that_is_gone_says_what_to_do(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and the key to change."""
    config.write_value(here / "otsync.toml", "roster.spreadsheet_id", "1" * 44)
    shown = answer(capsys, "sync")
    assert shown["code"] == 2 and "spreadsheet_id" in shown["error"]


def test_the_demonstration_serves_the_next_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """Two nights in JSON; the folder's configuration works at once; a run at the same time finds nothing to do."""
    folder = tmp_path / "demo"
    shown = answer(capsys, "demo", "--dir", str(folder), "--students", "6")
    first, second = shown["nights"]
    assert shown["code"] == 0 and shown["error"] is None and shown["dir"] == str(folder)
    assert first["docs_created"] + first["docs_updated"] + first["docs_unchanged"] >= 5 and second["docs_created"] == 0
    monkeypatch.setenv("OTSYNC_NOW", shown["now"])
    again = answer(capsys, "sync", "--config", str(folder / "otsync.toml"))
    assert again["spreadsheet_id"] == shown["spreadsheet_id"] and again["students"] == second["students"]
    assert again["requests"]["sheets_write"] == again["requests"]["docs_write"] == again["minutes_appended"] == 0


def test_the_demonstration_touches_no_folder_that_is_in_use(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It makes up everything in its folder, so that must be new."""
    assert answer(capsys, "demo", "--dir", str(here))["code"] == 2
    assert (here / "otsync.toml").read_text().startswith("workspace = 'data'")


def test_the_demonstration_without_a_folder_or_terminal_ends_and_leaves_none(capsys: pytest.CaptureFixture[str]) -> None:
    """What `make demo` does in a script."""
    shown = answer(capsys, "demo", "--students", "4", "--no-serve")
    assert shown["code"] == 0 and not Path(shown["dir"]).exists()


def test_the_worker_catches_up_on_starting_and_ends_when_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one: it makes the first run at once, then waits; SIGTERM ends it with exit code 0, and the run stands in the workbook."""
    monkeypatch.delenv("OTSYNC_NOW")
    command = [sys.executable, "-m", "otsync", "worker"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as worker:
        assert worker.stderr is not None
        said = []
        for line in worker.stderr:
            said.append(line)
            if line.startswith("Requests"):
                break
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    assert said[0].startswith("otsync: otsync works every night at 02:00 (America/Los_Angeles)")
    assert config.load(here / "otsync.toml").roster.spreadsheet_id
