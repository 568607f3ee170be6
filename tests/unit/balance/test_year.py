"""A year's caseload, written as notes, read, logged and balanced: equal to the truth it was made from, to the minute."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from otsync.caseload.fields import load_plan
from otsync.caseload.log import LogRow, decide_log, live_rows
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.reader import read_notes
from otsync.caseload.roster import Cell, Roster, RosterRow
from otsync.caseload.values import day_serial, short_day
from otsync.sync.minutes import given_of, standing, student_balance
from otsync.sync.model import Snapshot, StudentDecision
from otsync.sync.rules import rules_of
from otsync.workbook import layout
from otsync.workbook.read import Book
from otsync.workbook.state import Meta, State, StudentState
from tests.year import CALENDAR_ROWS, TODAY, Noted, Pupil, Year

NOW = datetime.combine(TODAY, datetime.min.time()).replace(hour=2)
COUNT_FROM = date(2026, 8, 1)


def day_cell(day: date) -> Cell:
    return Cell(short_day(day), day_serial(day))


def snapshot() -> Snapshot:
    grid = [[Cell("From"), Cell("To"), Cell("Who or where"), Cell("What")]]
    grid += [[day_cell(first), day_cell(last), Cell(who), Cell(what)] for first, last, who, what in CALENDAR_ROWS]
    book = Book("book", "", "", {}, {}, {layout.CALENDAR.sheet_id: grid})
    return Snapshot(
        form=load_plan(), book=book, roster=Roster(0, {}, 0), state=State(Meta(), {}, {}), look={}, files={}, spares={}, spare_docs={},
        docs={}, unreadable={}, log={}, now=NOW, full=False, first_of_day=True, count_from=COUNT_FROM,
    )  # fmt: skip


def student(pupil: Pupil, key: str) -> StudentDecision:
    texts = {"name": pupil.name, "school": pupil.school, "service_minutes": pupil.services, "usual_times": pupil.usual}
    cells = {key: Cell(text) for key, text in {**texts, "status": "moved" if pupil.left else "active"}.items()}
    if pupil.starts:
        cells["starts"] = day_cell(pupil.starts)
    if pupil.left:
        cells["status_date"] = day_cell(pupil.left)
    return StudentDecision(key, RosterRow(1, key, cells), StudentState())


def logged(pupil: Pupil, key: str) -> list[LogRow]:
    """The Doc's lines through the reader and the log; read a second time they add nothing."""
    lines = [Line(text, f"line {at}") for at, text in enumerate(pupil.note.split("\n"))]
    rows: list[LogRow] = []
    for first in (True, False):
        seen: dict[str, list[date]] = {}
        reading = read_notes(lines, ref_date=TODAY, count_from=COUNT_FROM, seen=seen)
        assert not reading.flags, [(flag.code, flag.text) for flag in reading.flags]
        decided = decide_log(key, rows, reading.entries, now=NOW, first_import=first, today=TODAY)
        assert not decided.held and (first or not decided.append)
        rows += decided.append
    return rows


def noted(key: str, rows: list[LogRow]) -> Counter[Noted]:
    assert len(live_rows(key, rows)) == len(rows)
    return Counter(
        (one.date, one.status, one.kind, one.minutes, one.reason or "", one.makeup_for, one.scheduled) for one in given_of(key, rows)
    )


def test_a_years_caseload_equals_its_truth_to_the_minute() -> None:
    """60 students, some 4,000 sessions, holidays, sick days, assemblies, absences, short visits, make-ups, phases, joiners and leavers."""
    pupils = Year(2026).caseload(60)
    assert len(pupils) == 60 and sum(sum(pupil.noted.values()) for pupil in pupils) > 4000
    snap = snapshot()
    rules = rules_of(snap)
    assert rules.problems == ()
    for at, pupil in enumerate(pupils):
        key = f"s{at}"
        rows = logged(pupil, key)
        assert noted(key, rows) == pupil.noted, pupil.name
        one = student(pupil, key)
        made, reading = student_balance(snap, one, given_of(key, rows), rules)
        assert not reading.flags and not any(line.unbalanced for line in made.lines)
        for kind, year in made.year.items():
            said = (year.required, year.delivered, year.not_accounted, year.remaining, year.beyond, year.outside)
            truth = (pupil.required[kind], pupil.delivered[kind], pupil.silent[kind], pupil.remaining[kind], 0, 0)
            assert said == truth, (pupil.name, pupil.services, kind)
        assert set(made.year) == {kind for kind, minutes in pupil.required.items() if minutes}
        if "direct" in made.year:
            year = made.year["direct"]
            assert year.missed_by == {reason: minutes for reason, minutes in pupil.missed.items() if minutes}, pupil.name
            assert (year.missed_owed, year.made_up, year.makeup_given) == (pupil.owed, pupil.made_up, pupil.made_up), pupil.name
        assert sorted((debt.date, debt.minutes) for debt in made.debts) == sorted(pupil.debts)
        assert made.makeup_open == pupil.owed - pupil.made_up and made.makeup_extra == 0
        assert made.beside == {kind: minutes for kind, minutes in pupil.beside.items() if minutes}
        shown = standing(snap, one, rows, rules)
        assert shown.makeup == made.makeup_open
        took_place = sum(key[3] * count for key, count in pupil.noted.items() if key[2] == "direct")
        assert sum(shown.weeks_given.values()) == took_place + (sum(pupil.delivered.values()) - took_place) * ("combined" in made.year)
