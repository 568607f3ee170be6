"""`otsync read`: the readers, from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from otsync.cli import reading
from otsync.cli.main import main

ROOT = Path(__file__).parents[3]


def test_a_line_is_told_in_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Unquoted words are one line; the year comes from the clock."""
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-08T10:00")
    assert main(["read", "notes", "10/7", "9:15-9:45", "push-in,", "writing"]) == 0
    assert capsys.readouterr().out == "2026-10-07 · 30 minutes, direct · 09:15-09:45 · push-in\n"


def test_quoted_lines_are_read_each_by_itself(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is said, and counts as nothing."""
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-08T10:00")
    assert main(["read", "notes", "9/30 absent", "10/7 saw M in class"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "2026-09-30 · missed, student absent"
    assert second.startswith("to look at: ") and second.endswith("10/7 saw M in class")


def test_service_minutes_are_told_as_the_roster_tells_them(capsys: pytest.CaptureFixture[str]) -> None:
    """The words of the column "Read as", and what was not read beside them."""
    assert main(["read", "services", "30 min wkly PO + 15 consult/mo", "twice sometimes"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "direct 30 a week, pull-out; consult 15 a month" and second.startswith("to look at: ")


@pytest.mark.parametrize("arguments", [["read"], ["read", "minutes", "x"], ["read", "notes"], ["read", "notes", "x", "--jsonl"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With a sentence."""
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.err and not shown.out


def test_one_record_out_for_each_record_in() -> None:
    """In order, with its id; a line that is no record is answered too, and stops nothing."""
    records = [
        {"id": "a", "form": "line", "ref_date": "2026-10-08", "text": "10/7 30 push-in"},
        {"id": "b", "form": "line", "ref_date": "2026-10-08", "text": "Mateo loves the ocean"},
    ]
    lines = [json.dumps(records[0]), "", "{not json", "[1]", json.dumps(records[1])]
    command = [sys.executable, "-m", "otsync", "read", "notes", "--jsonl"]
    run = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False, cwd=ROOT)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [one["id"] for one in answers] == ["a", None, None, "b"]
    assert answers[0]["entries"][0]["minutes"] == 30
    assert answers[1] == {"id": None, "entries": [], "flags": [{"code": "unreadable_record", "text": ""}]}
    assert run.returncode == 1 and run.stderr.count("\n") == 2


def test_bytes_that_are_no_text_and_half_characters_stop_nothing() -> None:
    """Whatever the locale, UTF-8 in and out; each record has its answer."""
    half = b'{"id": "half", "ref_date": "2026-10-08", "text": "10/7 saw \\ud83d M in class"}'
    command = [sys.executable, "-m", "otsync", "read", "notes", "--jsonl"]
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    given = b"\xff\xfe\n" + half + '\n{"id": "é", "text": "Zoë"}\n'.encode()
    run = subprocess.run(command, input=given, capture_output=True, check=False, cwd=ROOT, env=environment)
    assert [json.loads(line)["id"] for line in run.stdout.decode().splitlines()] == [None, "half", "é"]


def test_a_reader_that_fails_is_no_end_and_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is answered with a flag; the message holds no text of the note."""

    def fail(record: object) -> dict[str, object]:
        raise KeyError("Mateo was seen")

    monkeypatch.setattr(reading, "reader", lambda what: fail)
    out, err = StringIO(), StringIO()
    assert reading.answer("notes", ['{"id": 7}'], out, err) == 1
    assert json.loads(out.getvalue())["id"] == 7 and "Mateo" not in err.getvalue()
