"""The whole demonstration, small: two nights and a week over sockets."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from otsync.caseload.values import serial_day
from otsync.demo.caseload import Caseload, make_caseload
from otsync.demo.notes import Session
from otsync.demo.people import People
from otsync.demo.run import FIRST_NIGHT, SET_UP, ZONE, DemoResult, run_demo
from otsync.demo.week import MendNote, WriteNotes, make_week
from otsync.google.connect import connect
from otsync.sync.model import SyncSettings
from otsync.sync.run import run
from otsync.workspace.clock import Clock
from otsync.workspace.server import Served, Workspace, serve

STUDENTS, SEED = 13, 7


@dataclass
class Stage:
    result: DemoResult
    caseload: Caseload
    served: Served
    people: People


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    result = run_demo(tmp_path_factory.mktemp("demo"), STUDENTS, SEED)
    workspace = Workspace(result.directory, clock=Clock(result.now))
    with serve(workspace) as served:
        people = People(served.url, result.spreadsheet_id, lambda moment: None)
        yield Stage(result, make_caseload(STUDENTS, SEED, SET_UP), served, people)
    workspace.close()


def _log(stage: Stage) -> list[tuple[date | None, str, int, str, str]]:
    """(date, student, minutes, kind, change) of all rows of Minutes."""
    rows = stage.people.book.values("Minutes")
    at = {name: rows[0].index(name) for name in ("Date", "Student", "Minutes", "Kind", "Change")}
    return [
        (serial_day(row[at["Date"]]), row[at["Student"]], int(row[at["Minutes"]]), row[at["Kind"]], row[at["Change"]])
        for row in rows[1:]
        if row[0]
    ]


def test_both_nights_did_what_there_was_to_do(stage: Stage) -> None:
    """The first makes a plan for everyone who had none, the second makes none and carries values both ways."""
    first, second = stage.result.nights
    assert first.students == second.students == STUDENTS
    assert first.docs_created == STUDENTS - 10 and second.docs_created == 0
    assert first.failed == second.failed == 0 and first.held == second.held == 0
    assert second.doc_to_roster and second.roster_to_doc and second.conflicts == 1
    assert second.fields_missing < first.fields_missing


def _told(stage: Stage) -> tuple[list[tuple[str, Session, str]], list[MendNote]]:
    """(student, session, its line) of all that is in the notes, and the lines that were mended."""
    week = make_week(stage.caseload, FIRST_NIGHT.date(), SEED)
    told = [
        (student.name, note.told, " ".join(note.lines[:1])) for student in stage.caseload.students for note in student.notes if note.told
    ]
    told += [(edit.student.name, edit.told, " ".join(edit.lines[:1])) for edit in week if isinstance(edit, WriteNotes) and edit.told]
    return told, [edit for edit in week if isinstance(edit, MendNote)]


def test_every_session_is_logged_as_it_took_place_or_asked_about(stage: Stage) -> None:
    """Minutes says what the made-up notes mean, day by day; the few lines that were not counted stand in Needs a look, word for word."""
    told, mended = _told(stage)
    asked = {(row[1], row[3]) for row in stage.people.book.values("Needs a look")[1:]}
    wanted: Counter[tuple[date | None, str]] = Counter()
    listed = 0
    for student, session, line in told:
        if (student, line) in asked:
            listed += 1
        else:
            wanted[session.day, student] += session.minutes
    for edit in mended:
        month, of_month = edit.old.split()[0].split("/")
        wanted[date(SET_UP.year, int(month), int(of_month)), edit.student.name] -= 5
    sums: Counter[tuple[date | None, str]] = Counter()
    for day, student, minutes, _, _ in _log(stage):
        sums[day, student] += minutes
    assert +sums == +wanted
    assert listed <= len(told) / 20
    assert sum(change in ("new", "first import") for *_, change in _log(stage)) == len(told) - listed


def test_a_mended_line_is_a_reversal_and_a_new_row(stage: Stage) -> None:
    """The old minutes are taken back by a row of their own, and the new ones stand beside them."""
    _, mended = _told(stage)
    changes = Counter(change for *_, change in _log(stage))
    assert changes["reversed"] == changes["corrected"] == len(mended) == 1


def test_notes_stand_as_they_were_typed(stage: Stage) -> None:
    """After two nights a Doc's notes are word for word what people wrote there, in their order."""
    week = make_week(stage.caseload, FIRST_NIGHT.date(), SEED)
    for student in (one for one in stage.caseload.students if one.has_plan and one.style != "table"):
        lines = [line for note in student.notes for line in note.lines]
        for edit in week:
            if isinstance(edit, WriteNotes) and edit.student == student:
                lines = [*edit.lines, *lines]
            elif isinstance(edit, MendNote) and edit.student == student:
                lines = [edit.new if line == edit.old else line for line in lines]
        tab = stage.people.docs.tab(stage.people.book.doc_of(student), "Notes")
        assert [block.text for block in tab.blocks[1 : len(lines) + 1] if hasattr(block, "text")] == lines


def test_it_leaves_a_configuration_that_commands_can_use(stage: Stage) -> None:
    """The file names the workspace and the workbook; the answer for scripts has both nights and the simulated time."""
    said = stage.result.as_dict()
    config = tomllib.loads((stage.result.directory / "otsync.toml").read_text(encoding="utf-8"))
    assert Path(config["workspace"]) == stage.result.directory.absolute()
    assert config["roster"]["spreadsheet_id"] == said["spreadsheet_id"] == stage.result.spreadsheet_id
    assert said["now"] == "2026-11-17T02:00" and said["dir"] == str(stage.result.directory)
    assert [night["students"] for night in said["nights"]] == [STUDENTS, STUDENTS]


def test_a_further_run_on_that_day_writes_nothing(stage: Stage) -> None:
    """The second night left everything agreed: the same hour again costs at most three requests, none of them a write."""
    google = connect(endpoint=stage.served.url, credentials=None, limits=False)
    settings = SyncSettings(stage.result.spreadsheet_id, "Roster", ZONE, "test")
    report = run(google, settings, datetime(2026, 11, 17, 3, 0, tzinfo=ZoneInfo(ZONE)), write=True)
    google.close()
    assert not report.wrote and report.minutes_appended == 0
    assert sum(report.requests.values()) <= 3
    assert not any(count for kind, count in report.requests.items() if kind.endswith("_write"))
