"""`otsync adopt`, on an embedded workspace that it starts itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from otsync.cli.main import main
from tests.adopt.conftest import CAL
from tests.adopt.old_docs import AVA_PAGE, Desk
from tests.house import BEN, house


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A configuration, a roster of three, and the id of a folder with one Doc that is surely Ava's and one that may be Cal's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-07T08:00")
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)
    monkeypatch.chdir(tmp_path)
    with house(tmp_path / "data") as home:
        home.sync()
        home.add_students({"Name": "Ava Romero", "Birthdate": "3/1/2017", "Plan type": "IEP"}, BEN, CAL)
        desk = Desk(home)
        made = desk.folder()
        desk.doc("Ava Romero OT notes", AVA_PAGE, made)
        desk.doc("Cal W.", "", made)
        spreadsheet_id = home.spreadsheet_id
    (tmp_path / "otsync.toml").write_text(
        f"workspace = 'data'\n[roster]\nspreadsheet_id = '{spreadsheet_id}'\n[schedule]\ntime_zone = 'America/Los_Angeles'\n"
    )
    return made


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code = main([*arguments, "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert isinstance(shown, dict)
    return {**shown, "code": code}


def test_shown_then_done(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run tells what each Doc would get; the run does it; again there is nothing to do. No name, no title, no value is printed."""
    assert main(["adopt", folder, "--dry-run"]) == 0
    said = capsys.readouterr()
    assert "Row 2: would get a tab Plan (by its title)\n    from its own page: precautions, birthdate" in said.out
    assert "Row 4: to ask: only a part of the name fits\n" in said.out
    assert "Nothing was written." in said.out
    done = answer(capsys, "adopt", folder)
    assert (done["code"], done["error"], done["adopted"], done["asked"]) == (0, None, 1, 1)
    assert done["docs"][0]["otsync_id"] and done["requests"]["docs_write"] == 2
    again = answer(capsys, "adopt", f"https://drive.google.com/drive/folders/{folder}?usp=sharing")
    assert (again["adopted"], again["already"]) == (0, 1)
    assert again["requests"]["docs_write"] + again["requests"]["sheets_write"] + again["requests"]["drive_write"] == 0
    for word in ("Ava", "Romero", "Whitfield", "Peanut", "OT notes"):
        assert word not in said.out + said.err + json.dumps([done, again])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say which Docs"),
        (["x y"], "neither the address nor the id"),
        (["--column", "Favourite"], "has no single column"),
        (["--column", "Room"], "links to no Doc"),
        (["FOLDER", "--minutes-since", "October"], "takes a day with its year"),
    ],
)
def test_what_cannot_be_understood(folder: str, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence and exit 2; with --json the same keys as ever."""
    shown = answer(capsys, "adopt", *(folder if one == "FOLDER" else one for one in arguments))
    assert shown["code"] == 2
    assert sentence in shown["error"]
    assert shown["adopted"] == 0 and shown["docs"] == []


def test_column_of_links(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Links in a roster column say whose each Doc is, whatever its title."""
    with house(tmp_path / "data") as home:
        home.spreadsheet_id = str(home.people.list_files("name = 'OT caseload'", fields="id")[0]["id"])
        doc = Desk(home).doc("untitled", AVA_PAGE)
        home.set_roster("Cal Whitfield", "Your note", f"https://docs.google.com/document/d/{doc}/edit")
    shown = answer(capsys, "adopt", "--column", "Your note", "--dry-run")
    assert [(one["row"], one["outcome"], one["says"]) for one in shown["docs"]] == [(4, "would adopt", "by the link in the roster")]


def test_no_roster_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a workbook there is nobody to adopt Docs for, and the sentence says what comes first."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "otsync.toml").write_text("workspace = 'data'\n")
    shown = answer(capsys, "adopt", "1AbCdEfGhIjK")
    assert shown["code"] == 2 and "adopt before the next sync" in shown["error"]
