"""What every command shares: answers, sentences, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from otsync import logs
from otsync.cli import app as commands
from otsync.cli.main import main
from otsync.errors import AnswerAwaited, OtsyncError, PersonMustAct, TryLater
from otsync.google.counts import KINDS

INTEGERS = (
    "students", "docs_created", "docs_updated", "docs_unchanged", "fields_missing", "roster_to_doc", "doc_to_roster", "conflicts",
    "minutes_appended", "corrections", "needs_look", "held", "failed",
)  # fmt: skip


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the person who runs the tests is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)


@pytest.mark.parametrize("command", ["sync", "plan"])
def test_json_is_one_whole_object_even_when_nothing_could_be_done(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No configuration: every key is there, `error` is a sentence, the exit code is 2."""
    code = main([command, "--json"])
    shown = capsys.readouterr()
    answer = json.loads(shown.out)
    assert shown.out.count("\n") == 1 and code == 2
    assert all(answer[key] == 0 for key in INTEGERS) and set(answer["requests"]) == set(KINDS)
    assert "no configuration" in answer["error"] and answer["spreadsheet_id"] is None
    assert "no configuration" in shown.err


@pytest.mark.parametrize("arguments", [["sync", "--bogus"], ["sync", "extra"], ["sync", "--config=x", "--force=maybe"]])
def test_wrong_usage_is_told_in_json_too(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts get their object whatever they were called with; the exit code is 2."""
    assert main([*arguments, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"] and answer["students"] == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [(OtsyncError("a"), 1), (PersonMustAct("b"), 2), (AnswerAwaited("c"), 3), (TryLater("d"), 75), (KeyboardInterrupt("Stopped."), 130)],
)
def test_each_kind_of_error_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence on standard error, the code of its kind, and nothing else."""

    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(commands.config, "find", fail)
    assert main(["config", "show"]) == code
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err == f"otsync: {error}\n"


def test_an_unexpected_error_tells_where_but_not_what(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Its message may quote a student's words; its place is enough to find it."""

    def fail(_: object) -> None:
        raise RuntimeError("Mateo Lopez was seen 10/7")

    monkeypatch.setattr(commands.config, "find", fail)
    assert main(["sync", "--json"]) == 1
    shown = capsys.readouterr()
    assert "Mateo" not in shown.err + shown.out
    assert "RuntimeError at" in json.loads(shown.out)["error"]


def test_nothing_else_reaches_standard_output_with_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A library that prints cannot spoil the object."""

    def chatter(_: object) -> None:
        print("chatter")
        raise PersonMustAct("no")

    monkeypatch.setattr(commands.config, "find", chatter)
    main(["plan", "--json"])
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"] == "no" and "chatter" in shown.err


def test_help_and_version_as_a_program() -> None:
    """`python -m otsync` answers without a configuration; no command at all is a usage error that shows the help."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "otsync", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])

    shown = run("--help")
    assert shown.returncode == 0 and "sync" in shown.stdout and shown.stderr == ""
    assert run("--version").stdout.strip()
    bare = run()
    assert bare.returncode == 2 and "Usage:" in bare.stderr and bare.stdout == ""


def test_config_show_prints_what_is_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Defaults included, with the file's path."""
    (tmp_path / "otsync.toml").write_text("[schedule]\nat = '03:30'\n")
    assert main(["config", "show"]) == 0
    shown = capsys.readouterr().out
    assert 'at = "03:30"' in shown and 'tab = "Roster"' in shown and str(tmp_path / "otsync.toml") in shown


def test_an_unreachable_google_is_try_later(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 75, and the sentence says to check the network."""
    monkeypatch.setattr("otsync.google.retry.back_off", lambda *_: 0.0)
    (tmp_path / "otsync.toml").write_text("[google]\nendpoint = 'http://127.0.0.1:1'\n[roster]\nspreadsheet_id = 'x'\n")
    assert main(["sync", "--json"]) == 75
    assert "cannot be reached" in json.loads(capsys.readouterr().out)["error"]


def test_google_without_a_sign_in_asks_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and the command to run."""
    (tmp_path / "otsync.toml").write_text("")
    assert main(["sync"]) == 2
    assert "otsync login" in capsys.readouterr().err


def test_the_second_run_on_one_computer_leaves_with_75(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lock is the configuration's, and goes with its holder."""
    from otsync.cli.lock import only_one

    path = tmp_path / "otsync.toml"
    path.write_text("")
    with only_one(str(path.resolve())):
        assert main(["sync"]) == 75
    assert "at work" in capsys.readouterr().err
    assert main(["sync"]) == 2


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    """kill -9 does not need cleaning up after."""
    from otsync.cli.lock import only_one

    hold = "import time\nfrom otsync.cli.lock import only_one\nwith only_one('book'):\n    print('held', flush=True)\n    time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    with pytest.raises(TryLater), only_one("book"):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with only_one("book", "other"):
        pass


def test_logs_show_ids_and_numbers_and_hide_text(capsys: pytest.CaptureFixture[str]) -> None:
    """The last guard against a student's words."""
    import logging

    import structlog

    logs.set_up(verbose=True)
    structlog.get_logger("x").info("google.again", student="k7q2m3n4p5q6", note="10/7 saw Mateo", name="Zoë", seconds=2.0)
    logging.getLogger("googleapiclient.http").warning("body: Mateo")
    shown = capsys.readouterr().err
    assert "k7q2m3n4p5q6" in shown and "2.0" in shown and "google.again" in shown
    assert "Mateo" not in shown and "Zo" not in shown
