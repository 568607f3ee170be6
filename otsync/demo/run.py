"""The demonstration: a caseload, a first night, a week of people, a second night; all of it in an embedded workspace."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from otsync import config
from otsync.demo.caseload import Caseload, Line, Student, make_caseload
from otsync.demo.notes import days_off
from otsync.demo.people import People
from otsync.demo.week import make_week
from otsync.google.connect import connect
from otsync.sync.model import SyncSettings
from otsync.sync.report import Report
from otsync.sync.run import run
from otsync.workbook.defaults import CONTACT
from otsync.workspace.clock import Clock
from otsync.workspace.server import Workspace, serve

ZONE = "America/Los_Angeles"
SET_UP = date(2026, 11, 6)
"""A Friday: the ten plans are made and hold their notes up to this day."""
FIRST_NIGHT = datetime(2026, 11, 10, 2, 0)
"""Local time."""

Progress = Callable[[str], None]
NightDone = Callable[[int, Report, datetime], None]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration leaves: two reports and a directory that further commands can use."""

    nights: tuple[Report, Report]
    directory: Path
    spreadsheet_id: str
    now: datetime
    """Simulated local time (aware) at which it ended."""

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`."""
        return {
            "nights": [report.as_dict() for report in self.nights],
            "dir": str(self.directory),
            "spreadsheet_id": self.spreadsheet_id,
            "now": self.now.replace(tzinfo=None).isoformat(timespec="minutes"),
        }


def run_demo(
    directory: Path, students: int = 60, seed: int = 7, progress: Progress | None = None, night_done: NightDone | None = None
) -> DemoResult:
    """Run it in `directory`, which must be empty or new. Each night goes over sockets to a server on loopback.

    `progress` hears what is being done; `night_done` gets each night (1 or 2), its report and its local time.
    """
    say = progress or (lambda _: None)
    directory.mkdir(parents=True, exist_ok=True)
    stage = _Stage(directory, say)
    caseload = make_caseload(students, seed, SET_UP)
    try:
        say("Making up a caseload")
        stage.set_up(caseload)
        say("The first night")
        first = stage.night(FIRST_NIGHT)
        if night_done:
            night_done(1, first, stage.local())
        say("A week in which people type")
        for edit in make_week(caseload, FIRST_NIGHT.date(), seed):
            stage.people.do(edit)
        say("The second night")
        second = stage.night(FIRST_NIGHT + timedelta(days=7))
        if night_done:
            night_done(2, second, stage.local())
        return DemoResult((first, second), directory, stage.settings.spreadsheet_id, stage.local())
    finally:
        stage.close()


class _Stage:
    """A served workspace whose clock stands still between the acts, and the two who act on it: people and otsync."""

    def __init__(self, directory: Path, say: Progress) -> None:
        self.zone = ZoneInfo(ZONE)
        self.clock = Clock(datetime.combine(SET_UP, time(15, 0), self.zone))
        self.workspace = Workspace(directory, clock=self.clock)
        self.served = serve(self.workspace)
        self.say = say
        self.config = directory / config.FILE_NAME
        where = json.dumps(str(directory.absolute()), ensure_ascii=False)
        self.config.write_text(
            "# A made-up caseload in an embedded workspace. Nobody in it exists.\n"
            f'workspace = {where}\n\n[roster]\ntab = "Roster"\n\n[schedule]\nat = "02:00"\ntime_zone = "{ZONE}"\n',
            encoding="utf-8",
        )
        self.settings = SyncSettings("", "Roster", ZONE, "demo", remember=self._remember)
        self._people: People | None = None

    def _remember(self, spreadsheet_id: str) -> None:
        config.write_value(self.config, "roster.spreadsheet_id", spreadsheet_id)
        self.settings = replace(self.settings, spreadsheet_id=spreadsheet_id)

    @property
    def people(self) -> People:
        if self._people is None:
            self._people = People(self.served.url, self.settings.spreadsheet_id, self.set)
        return self._people

    def set(self, moment: datetime) -> None:
        """Local time."""
        self.clock.set(moment.replace(tzinfo=self.zone))

    def local(self) -> datetime:
        return self.clock.now().astimezone(self.zone)

    def night(self, moment: datetime) -> Report:
        """One run of otsync at a local time, with its own connection, so that its requests are counted by themselves."""
        self.set(moment)
        google = connect(endpoint=self.served.url, credentials=None, limits=False)
        try:
            return run(google, self.settings, self.local(), write=True, progress=self.say)
        finally:
            google.close()

    def set_up(self, caseload: Caseload) -> None:
        """What was there before the first night: the workbook, the ten plans with their notes, the roster."""
        self.say("Making the workbook")
        self.night(datetime.combine(SET_UP, time(15, 0)))
        self.set(datetime.combine(SET_UP, time(15, 10)))
        self.people.book.lay_out_roster(caseload)
        self.people.book.write_lines(caseload.lines, _has_plan)
        self.people.book.fill_calendar((date(SET_UP.year, 8, 12), date(SET_UP.year + 1, 6, 4)), days_off(SET_UP.year))
        self.people.book.fill_setting(CONTACT, "Pat, x1234")
        self.say("Ten plans that are there already")
        self.night(datetime.combine(SET_UP, time(15, 30)))
        for student in caseload.students:
            if student.has_plan:
                self.set(datetime.combine(SET_UP, time(16, student.number % 60)))
                self._fill_plan(student)
        self.set(datetime.combine(SET_UP, time(17, 0)))
        self.people.book.write_lines(caseload.lines, lambda line: not _has_plan(line))

    def _fill_plan(self, student: Student) -> None:
        people = self.people.docs
        doc = self.people.book.doc_of(student)
        people.fill_doc(doc, student.doc_values.items())
        if student.goals:
            people.fill_goals(doc, student.goals)
        people.write_term(doc, student.notes)
        if student.emails:
            people.paste_email(doc, student.emails)

    def close(self) -> None:
        self.served.close()
        self.workspace.close()


def _has_plan(line: Line) -> bool:
    return line.student is not None and line.student.has_plan
