"""The rules that all students share, as the tabs Calendar and Settings say them; what cannot be read there is listed, not guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from otsync.caseload.calendar import Calendar, known_who
from otsync.caseload.calendar_rows import CalendarRow, parse_calendar
from otsync.caseload.dates import parse_day
from otsync.caseload.fields import PlanForm, normal
from otsync.caseload.reasons import DEFAULT_OWED, REASONS
from otsync.caseload.roster import Cell, Roster
from otsync.caseload.values import folded, serial_day, short_day
from otsync.sync.model import Snapshot
from otsync.workbook import layout
from otsync.workbook.columns import find_columns
from otsync.workbook.defaults import (
    ANNUAL_DAYS,
    BEHIND_MINUTES,
    CLOCK_DAYS,
    GRACE_DAYS,
    NUMBERS,
    SILENT_DAYS,
    TRIENNIAL_DAYS,
)
from otsync.workbook.settings import COUNT_FROM, count_sessions_from, setting
from otsync.workbook.views import Speak, display_name


@dataclass
class Rules:
    """Made once a run."""

    calendar: Calendar
    problems: tuple[str, ...]
    """Rows of Calendar and Settings that could not be read, a sentence each."""
    table: Mapping[str, bool]
    """Reason -> whether a make-up is owed."""
    grace: int
    speak: Speak
    narrowed: dict[tuple[str, str], Calendar] = field(default_factory=dict)

    def for_whom(self, school: str, therapist: str) -> Calendar:
        """One calendar a school and therapist: its counts of school days are made once."""
        if not any(one.who for one in (*self.calendar.away, *self.calendar.reports)):
            school = therapist = ""
        key = (school.casefold(), therapist.casefold())
        if key not in self.narrowed:
            self.narrowed[key] = self.calendar.for_whom(school, therapist)
        return self.narrowed[key]


def rules_of(snap: Snapshot) -> Rules:
    """Calendar and Settings as they stand."""
    calendar, problems = parse_calendar(calendar_rows(snap.book.grids.get(layout.CALENDAR.sheet_id, ())), snap.today)
    settings = snap.book.grids.get(layout.SETTINGS.sheet_id, ())
    numbers, unread = _numbers(settings)
    table, unsaid = _table(settings)
    speak = Speak(
        annual=numbers[ANNUAL_DAYS],
        triennial=numbers[TRIENNIAL_DAYS],
        silent=numbers[SILENT_DAYS],
        clock=numbers[CLOCK_DAYS],
        behind=numbers[BEHIND_MINUTES],
    )
    return Rules(calendar, (*problems, *unread, *unsaid, *_count_from(settings, snap.today)), table, numbers[GRACE_DAYS], speak)


def calendar_rows(grid: Sequence[Sequence[Cell]]) -> list[CalendarRow]:
    """The rows of the tab Calendar below its headers."""
    return list(_rows(grid))


def _rows(grid: Sequence[Sequence[Cell]]) -> Iterable[CalendarRow]:
    columns = find_columns(layout.CALENDAR, grid)
    for at, row in enumerate(grid[columns.header_row + 1 :], columns.header_row + 2):
        said = columns.said(row)
        cells = [said.get(header, Cell()) for header in layout.CALENDAR.headers]
        yield CalendarRow(_day(cells[0]), _day(cells[1]), cells[2].text.strip(), cells[3].text.strip(), at)


def _day(cell: Cell) -> date | str:
    return (serial_day(cell.number) if cell.number is not None else None) or cell.text


def ids_by_name(roster: Roster, form: PlanForm) -> dict[str, str]:
    """Name, as typed and the other way round ("Lopez, Mateo"), -> otsync ID; only names that one student alone has."""
    found: dict[str, set[str]] = {}
    for row in roster.rows:
        name = row.text(form, "name")
        for words in (name, display_name(name)):
            found.setdefault(normal(folded(words)), set()).add(row.otsync_id)
    return {name: next(iter(ids)) for name, ids in found.items() if name and len(ids) == 1}


def nobodys_rows(snap: Snapshot, rules: Rules) -> list[str]:
    """A sentence for each Calendar row that is about a school or a therapist whom the roster does not know: a slip that would count for
    nobody."""
    told = {key: one.told for key, one in snap.state.students.items()}
    names = {row.text(snap.form, key) for row in snap.roster.rows for key in ("school", "therapist") if key in snap.form.fields}
    names |= {said[key] for said in told.values() for key in ("school", "therapist") if key in said}
    return [
        f"Calendar, {short_day(one.span.start)}, “{one.what}”: nobody in the roster is at “{one.who}” or has a therapist of that name, so "
        "the row counts for no one. Write it as the roster has it, or all, or me"
        for one in (*rules.calendar.away, *rules.calendar.reports)
        if snap.roster.rows and not known_who(one.who, names)
    ]


def _numbers(grid: Sequence[Sequence[Cell]]) -> tuple[dict[str, int], list[str]]:
    found: dict[str, int] = {}
    problems: list[str] = []
    for one in NUMBERS:
        cell, default = setting(grid, one.name), int(one.value)
        found[one.name] = default
        number = cell.number if cell.number is not None else float(cell.text) if cell.text.strip().isdecimal() else None
        if number is not None and 0 <= number <= one.most and number == int(number):
            found[one.name] = int(number)
        elif cell.text.strip():
            problems.append(f"Settings, {one.name}: “{cell.text.strip()}” is no number from 0 to {one.most}; {default} is used")
    return found, problems


def _table(grid: Sequence[Sequence[Cell]]) -> tuple[dict[str, bool], list[str]]:
    table = dict(DEFAULT_OWED)
    problems: list[str] = []
    for one in REASONS:
        text = setting(grid, one.words).text.strip()
        said = text.casefold().rstrip(".")
        if said in ("yes", "y", "true", "owed"):
            table[one.code] = True
        elif said in ("no", "n", "false", "not owed"):
            table[one.code] = False
        elif said:
            problems.append(f"Settings, {one.words}: “{text}” is neither yes nor no; {'yes' if one.owed else 'no'} is used")
    return table, problems


def _count_from(grid: Sequence[Sequence[Cell]], today: date) -> list[str]:
    cell = setting(grid, COUNT_FROM)
    if not cell.text.strip():
        return []
    if cell.number is not None or parse_day(cell.text):
        day = count_sessions_from(grid, today)
        return [f"Settings, {COUNT_FROM}: {short_day(day)} is still to come; until then no session is logged"] if day > today else []
    return [f"Settings, {COUNT_FROM}: “{cell.text.strip()}” is no date I can read; write it like 1/5/2027. 1 August is used"]
