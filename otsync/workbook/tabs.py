"""The tabs of a workbook that otsync makes: their columns, widths and fixed sheet ids, in the order in which people see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from otsync.caseload.fields import PlanForm, load_plan

ColumnKind = Literal["text", "number", "date", "time", "minutes", "link"]


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    width: int
    """Pixels."""
    kind: ColumnKind = "text"
    own: bool = False
    """Written by otsync alone: grey header, and a warning before a person changes it."""
    wrap: bool = True


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    sheet_id: int
    """Survives a rename by a person; the title does not."""
    columns: tuple[Column, ...]
    rows: int
    """Rows of the grid when it is new; it grows."""
    header_row: int = 0
    """0-based row of the column headers."""
    frozen_rows: int = 1
    frozen_columns: int = 0
    hidden: bool = False
    own: bool = False
    """The whole tab is rewritten by otsync."""
    headed: bool = True
    """Has a row of column headers at all."""

    def column(self, header: str) -> int:
        """0-based index of a column by its header."""
        return next(at for at, one in enumerate(self.columns) if one.header == header)

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(one.header for one in self.columns)


def letter(column: int) -> str:
    """A1 letters of a 0-based column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


START_HERE = Tab(
    "Start here",
    1101,
    (Column("", 30), Column("", 760)),
    rows=30,
    frozen_rows=0,
    own=True,
    headed=False,
)

THIS_WEEK = Tab(
    "This week",
    1102,
    (
        Column("When", 95),
        Column("Student", 125),
        Column("!", 24),
        Column("Room, teacher", 120),
        Column("Owed", 105, "minutes"),
        Column("Logged", 130),
        Column("Make-up", 64, "minutes"),
        Column("Next time", 210),
        Column("For the teacher", 180),
        Column("Notes", 55, "link"),
    ),
    rows=100,
    header_row=3,
    frozen_rows=4,
    own=True,
)

LOOK = Tab(
    "Needs a look",
    1104,
    (
        Column("Found", 70, "date", own=True),
        Column("Student", 125, own=True),
        Column("What I saw", 330, own=True),
        Column("In your Doc", 220, own=True),
        Column("In the roster", 150, own=True),
        Column("Open", 60, "link", own=True),
        Column("Your answer", 140),
        Column("Or type it", 170),
        Column("State", 110, own=True),
        Column("Key", 90, own=True, wrap=False),
    ),
    rows=200,
)

ONE_STUDENT = Tab(
    "One student",
    1105,
    (
        Column("", 130),
        Column("", 90),
        Column("", 80),
        Column("", 90),
        Column("", 90),
        Column("", 130),
        Column("", 330),
        Column("", 20),
        Column("", 620),
    ),
    rows=250,
    frozen_rows=1,
    headed=False,
)

DASHBOARD = Tab(
    "Dashboard",
    1106,
    (
        Column("School", 120),
        Column("Student", 150),
        Column("Plan type", 64),
        Column("To fill", 54, "number"),
        Column("What", 230),
        Column("Annual (days)", 64, "number"),
        Column("Triennial (days)", 72, "number"),
        Column("Progress report", 80, "date"),
        Column("Owed", 54, "minutes"),
        Column("Given", 54, "minutes"),
        Column("Missed, make-up owed", 84, "minutes"),
        Column("Missed, none owed", 78, "minutes"),
        Column("No note yet", 64, "minutes"),
        Column("Ahead/behind", 106, "minutes"),
        Column("Last seen (school days)", 84, "number"),
        Column("Why it is here", 290),
        Column("Your note", 160),
        Column("Plan", 55, "link"),
    ),
    rows=120,
    header_row=5,
    frozen_rows=6,
    frozen_columns=2,
    own=True,
)

CHART_DATA = 28
"""First column (0-based) of the figures behind the Dashboard's charts: hidden columns."""
CHART_HEADERS = ("Day", "Complete", "Plans", "Week of", "Given", "Expected")
IDS = CHART_DATA + len(CHART_HEADERS)
"""Hidden column of the Dashboard with each row's otsync ID: names alone do not tell two children apart."""
MAKE_UP, PRECAUTIONS, NEXT_TIME, FOR_TEACHER, TRIED, ACCOUNT = range(IDS + 1, IDS + 7)
"""Further hidden columns, for the tab One student."""
HIDDEN_COLUMNS = ACCOUNT + 1 - CHART_DATA

MINUTES = Tab(
    "Minutes",
    1107,
    (
        Column("Date", 70, "date", own=True),
        Column("Student", 140, own=True),
        Column("Minutes", 62, "minutes", own=True),
        Column("Kind", 75, own=True),
        Column("Setting", 80, own=True),
        Column("Where", 95, own=True),
        Column("Start", 55, own=True),
        Column("End", 55, own=True),
        Column("Status", 80, own=True),
        Column("Reason", 130, own=True),
        Column("Make-up for", 80, "date", own=True),
        Column("Group", 55, "number", own=True),
        Column("Provider", 100, own=True),
        Column("Supervisor", 100, own=True),
        Column("CPT", 60, own=True),
        Column("As written", 300, own=True),
        Column("Open", 55, "link", own=True),
        Column("Your comment", 180),
        Column("Entry", 95, own=True, wrap=False),
        Column("Rev", 40, "number", own=True),
        Column("Change", 90, own=True),
        Column("Logged at", 120, "time", own=True),
        Column("otsync ID", 115, own=True, wrap=False),
    ),
    rows=500,
    frozen_columns=2,
)

CALENDAR = Tab(
    "Calendar",
    1108,
    (Column("From", 90, "date"), Column("To", 90, "date"), Column("Who or where", 170), Column("What", 240)),
    rows=120,
)

SETTINGS = Tab(
    "Settings",
    1109,
    (Column("Setting", 270), Column("Value", 130), Column("What it does", 400), Column("Source", 400)),
    rows=60,
)

CHANGES = Tab(
    "Changes",
    1110,
    (
        Column("When", 130, "time", own=True),
        Column("Student", 140, own=True),
        Column("Where", 65, own=True),
        Column("Field", 130, own=True),
        Column("From", 280, own=True),
        Column("To", 280, own=True),
        Column("Run", 110, own=True, wrap=False),
        Column("otsync ID", 115, own=True, wrap=False),
        Column("Ref", 90, own=True, wrap=False),
    ),
    rows=300,
    own=True,
)

RECORDS = Tab(
    "Records",
    1111,
    (
        Column("Student", 150, own=True),
        Column("Birthdate", 80, "date", own=True),
        Column("Status", 95, own=True),
        Column("Discharged", 85, "date", own=True),
        Column("Keep until", 85, "date", own=True),
        Column("Why", 360, own=True),
        Column("Plan", 55, "link", own=True),
        Column("otsync ID", 115, own=True, wrap=False),
    ),
    rows=120,
    own=True,
)

STATE = Tab(
    "_otsync", 1112, (Column("Key", 200, own=True, wrap=False), Column("Value", 600, own=True, wrap=False)), rows=120, hidden=True, own=True
)

_ROSTER_ORDER = (
    "name",
    "birthdate",
    "school",
    "grade",
    "room",
    "teachers",
    "case_manager",
    "plan_type",
    "eligibilities",
    "diagnoses",
    "precautions",
    "service_minutes",
    "usual_times",
    "annual",
    "triennial",
    "starts",
    "status",
    "status_date",
    "ask",
    "note",
)
_ROSTER_WIDTHS = {
    "name": 165,
    "birthdate": 80,
    "school": 120,
    "grade": 54,
    "room": 60,
    "teachers": 125,
    "case_manager": 110,
    "plan_type": 72,
    "eligibilities": 140,
    "diagnoses": 180,
    "precautions": 200,
    "service_minutes": 215,
    "usual_times": 115,
    "annual": 74,
    "triennial": 74,
    "starts": 74,
    "status": 95,
    "status_date": 84,
    "ask": 125,
    "note": 180,
}
_ROSTER_OWN = {"read_as": 235, "to_fill": 58, "plan": 80, "otsync_id": 115}


def roster_tab(form: PlanForm) -> Tab:
    """The roster of a workbook that otsync makes: the form's columns that are always there, otsync's own at the right."""
    always = [field for field in form.fields.values() if field.always]
    always.sort(key=lambda field: _ROSTER_ORDER.index(field.id) if field.id in _ROSTER_ORDER else len(_ROSTER_ORDER) - 2)
    columns = [Column(field.header, _ROSTER_WIDTHS.get(field.id, 130), "date" if field.kind == "date" else "text") for field in always]
    for key, header in form.own.items():
        kind: ColumnKind = "number" if key == "to_fill" else "link" if key == "plan" else "text"
        columns.append(Column(header, _ROSTER_OWN.get(key, 110), kind, own=True, wrap=key != "otsync_id"))
    return Tab("Roster", 1103, tuple(columns), rows=200, frozen_columns=1)


ROSTER = roster_tab(load_plan())

TABS = (START_HERE, THIS_WEEK, ROSTER, LOOK, ONE_STUDENT, DASHBOARD, MINUTES, CALENDAR, SETTINGS, CHANGES, RECORDS, STATE)
"""In the order of the workbook."""
