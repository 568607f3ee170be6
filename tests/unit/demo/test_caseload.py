"""The made-up caseload and its week."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from otsync.caseload.notes.model import Line, TableRow
from otsync.caseload.notes.reader import read_notes
from otsync.demo.caseload import make_caseload
from otsync.demo.notes import TABLE_HEADER
from otsync.demo.week import FillDoc, FillGoals, FillRoster, MendNote, SortRoster, WriteNotes, make_week

FIRST = date(2026, 11, 10)


def test_same_seed_same_caseload_and_week() -> None:
    """A seed decides everything; another seed makes other children."""
    assert make_caseload(30, 3) == make_caseload(30, 3)
    assert make_caseload(30, 3) != make_caseload(30, 4)
    assert make_week(make_caseload(30, 3), FIRST, 3) == make_week(make_caseload(30, 3), FIRST, 3)


def test_sixty_students_as_in_life() -> None:
    """All kinds of plans and service, trouble and names, and about seven in ten plans with something missing."""
    students = make_caseload().students
    assert len(students) == 60
    kinds = Counter(one.values["plan_type"] for one in students)
    assert set(kinds) == {"IEP", "504", "RTI"} and kinds["IEP"] > 35
    missing = sum(bool(one.missing) for one in students)
    assert 0.6 <= missing / 60 <= 0.8
    names = Counter(one.name for one in students)
    assert names["Emma Johnson"] == 2 and max(names.values()) == 2
    words = " ".join(str(one.values["precautions"]) for one in students)
    assert "Seizure plan" in words and "Peanut allergy" in words and "none known" in words
    services = " ".join(str(one.values["service_minutes"]) for one in students)
    assert "push-in" in services and "pull-out" in services and "consult" in services
    assert any(isinstance(born := one.values["birthdate"], date) and born > FIRST for one in students)
    everyone = "".join(names)
    assert any("\u0590" <= sign <= "\u06ff" for sign in everyone) and any(ord(sign) > 0xFFFF for sign in everyone) and "'" in everyone
    assert sum(one.has_plan for one in students) == 10


def test_two_of_one_name_can_be_told_apart() -> None:
    """Their birthdates differ, so that a row can be found."""
    emmas = [one for one in make_caseload().students if one.name == "Emma Johnson"]
    assert emmas[0].values["birthdate"] != emmas[1].values["birthdate"]


def test_the_roster_has_rows_that_are_no_students() -> None:
    """Separators, blank rows, a total, and a row without a name."""
    lines = make_caseload().lines
    separators = [line.words for line in lines if line.words]
    assert "LINCOLN ELEM" in separators and "Total 60" in separators
    assert any(not line.student and not line.words and not line.cells for line in lines)
    assert [sorted(line.cells) for line in lines if line.cells] == [["birthdate", "note", "plan_type", "room"]]


@pytest.mark.parametrize("number", range(10))
def test_a_reader_finds_the_sessions_that_took_place(number: int) -> None:
    """Each of the ten writes in another manner; read as a Doc's lines, the notes say exactly what happened, pasted e-mails or not."""
    student = next(one for one in make_caseload().students if one.number == number)
    source: list[Line | TableRow] = [
        TableRow(TABLE_HEADER, tuple(Line(cell) for cell in note.cells)) for note in student.notes if note.cells
    ]
    source += [Line(line) for note in student.notes for line in note.lines]
    reading = read_notes(source, ref_date=FIRST, count_from=date(2026, 8, 1))
    told = Counter((one.day, one.minutes, one.kind, one.status) for one in student.sessions)
    assert Counter((one.date, one.minutes, one.kind, one.status) for one in reading.entries) == told
    assert len(told) > 8
    unclear = sum(note.told is None and not any("@" in line for line in note.lines) for note in student.notes)
    assert len(reading.flags) == unclear


def test_the_week_is_in_order_and_leaves_no_kind_of_edit_out() -> None:
    """Amber cells, notes, rooms, a sort, a mended line: all between two nights, in the order of time."""
    week = make_week(make_caseload(), FIRST, 7)
    assert [edit.at for edit in week] == sorted(edit.at for edit in week)
    assert all(datetime(2026, 11, 10, 7) < edit.at < datetime(2026, 11, 16, 18) for edit in week)
    counted = Counter(type(edit) for edit in week)
    assert (
        counted[FillDoc] >= 10 and counted[FillGoals] and counted[FillRoster] >= 6 and counted[SortRoster] == 1 and counted[MendNote] == 1
    )
    assert counted[WriteNotes] >= 10
    assert all(edit.at.date() != date(2026, 11, 11) for edit in week), "Veterans Day"


@pytest.mark.parametrize("students", [1, 5, 12, 200])
def test_other_sizes(students: int) -> None:
    """A caseload of any size is made, with at most ten existing plans."""
    caseload = make_caseload(students)
    assert len(caseload.students) == students
    assert sum(one.has_plan for one in caseload.students) == min(students, 10)
    assert make_week(caseload, FIRST, 7)
