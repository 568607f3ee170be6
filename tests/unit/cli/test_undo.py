"""`otsync undo` as it is typed and as scripts call it, on an embedded workspace that it starts itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from otsync.cli.main import main
from otsync.workbook import layout
from tests.adopt.old_docs import AVA_PAGE, Desk
from tests.house import AVA, BEN, House, house

NAME = "Ava Romero"


@pytest.fixture(scope="module")
def made(quick: Path) -> Path:
    """A configuration; a run wrote a room to one Doc, the next a room to another."""
    folder = quick / "cli_undo"
    with house(folder / "data") as home:
        home.sync()
        home.add_students(AVA, BEN)
        home.sync()
        for name, room in ((NAME, "14B"), ("Ben Tran", "9")):
            home.set_roster(name, "Room", room)
            home.sync()
        said = f"workspace = 'data'\n[roster]\nspreadsheet_id = '{home.spreadsheet_id}'\n[schedule]\ntime_zone = 'America/Los_Angeles'\n"
    (folder / "otsync.toml").write_text(said)
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, for one test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("OTSYNC_NOW", "2026-10-07T08:00")
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)
    folder = tmp_path / "here"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


@contextmanager
def inside(here: Path) -> Iterator[House]:
    """The same workspace, between two commands."""
    with house(here / "data") as home:
        home.spreadsheet_id = (here / "otsync.toml").read_text().split("spreadsheet_id = '")[1].split("'")[0]
        yield home


def rooms(here: Path) -> tuple[str, str]:
    with inside(here) as home:
        return home.doc(NAME).text("room"), home.doc("Ben Tran").text("room")


def run_of(here: Path, room: str) -> int:
    """The run that wrote this room."""
    with inside(here) as home:
        return next(int(row["Run"]) for row in home.records(layout.CHANGES) if row["To"] == room)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    code = main(["undo", *arguments, "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert isinstance(shown, dict)
    return {**shown, "code": code}


def writes(shown: dict[str, Any]) -> int:
    return sum(count for kind, count in shown["requests"].items() if kind.endswith("_write"))


def test_without_a_run_the_last_one_goes_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run tells it and writes nothing; then it is done, told without a name, and Changes tells it too."""
    last = run_of(here, "9")
    planned = answer(capsys, "--dry-run")
    assert (planned["code"], planned["error"], planned["run"], planned["dry_run"], planned["values"]) == (0, None, last, True, 1)
    assert writes(planned) == 0 and rooms(here) == ("14B", "9")
    capsys.readouterr()
    assert main(["undo"]) == 0
    said = capsys.readouterr()
    assert f"Run {last} undone" in said.err and "Room in the Doc" in said.err and "Needs a look" in said.err
    assert rooms(here) == ("14B", "")
    with inside(here) as home:
        assert [(row["Field"], row["From"], row["To"]) for row in home.records(layout.CHANGES)][-1] == ("Room", "9", "")
    for word in ("Ava", "Romero", "Tran", "14B"):
        assert word not in said.out + said.err + json.dumps(planned)


def test_a_run_by_its_number(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That one alone; asked for again there is nothing left to put back, and nothing is written."""
    run = run_of(here, "14B")
    done = answer(capsys, str(run))
    assert (done["code"], done["run"], done["values"], done["students"]) == (0, run, 1, 1)
    assert rooms(here) == ("12", "9")
    again = answer(capsys, str(run))
    assert (again["code"], again["values"]) == (0, 0)
    assert rooms(here) == ("12", "9")
    assert set(done) == set(again)


def test_a_run_that_is_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 and a sentence that says where the numbers stand; nothing is written; a word is a usage mistake."""
    wrong = answer(capsys, "77")
    assert wrong["code"] == 2 and "no run 77" in wrong["error"] and "column Run" in wrong["error"]
    assert writes(wrong) == 0
    assert main(["undo", "yesterday"]) == 2
    assert rooms(here) == ("14B", "9")


def test_one_student_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Her last run that changed something, whatever came after it for others; an ID that Changes does not know is a sentence."""
    with inside(here) as home:
        ava = home.cell(NAME, "otsync ID")
    done = answer(capsys, "--student", ava)
    assert (done["code"], done["run"], rooms(here)) == (0, run_of(here, "14B"), ("12", "9"))
    assert all(ava in sentence for sentence in done["undone"])
    unknown = answer(capsys, "--student", "nobody")
    assert unknown["code"] == 2 and "for nobody" in unknown["error"]


def test_what_cannot_go_back_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An undone adoption clears what it filled in, and says that the tab Plan stays; her page is as it was."""
    with inside(here) as home:
        home.add_students({"Name": "Cal Whitfield", "Birthdate": "3/1/2017", "Plan type": "IEP"})
        desk = Desk(home)
        doc = desk.doc("Cal Whitfield", AVA_PAGE.replace("Ava Romero", "Cal Whitfield"))
        page = desk.page(doc)
    assert main(["adopt", doc, "--yes"]) == 0
    with inside(here) as home:
        assert home.doc("Cal Whitfield").text("diagnoses") == "ADHD, combined"
    done = answer(capsys)
    assert (done["code"], done["stays"]) == (0, 1)
    assert "as it is: the tab Plan stays behind the pages that were there" in done["undone"][0]
    with inside(here) as home:
        desk = Desk(home)
        assert (desk.tabs(doc), desk.page(doc)) == (["Tab 1", "Plan"], page)
        assert home.doc("Cal Whitfield").text("diagnoses") == home.cell("Cal Whitfield", "Diagnoses") == ""
        assert any("the tab Plan stays behind the pages that were there" in row["What I saw"] for row in home.looks())
