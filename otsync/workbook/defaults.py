"""What the tabs Settings and Calendar hold when they are new: every default with its source, every blank with a word on what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from otsync.caseload.balance import GRACE
from otsync.caseload.reasons import REASONS
from otsync.workbook.formats import Cell
from otsync.workbook.settings import COUNT_FROM

CONTACT = "Whom to call"
GRACE_DAYS = "Grace days"
SILENT_DAYS = "Say when no service for"
CLOCK_DAYS = "No service at the latest after"
ANNUAL_DAYS = "Say when an annual comes within"
TRIENNIAL_DAYS = "Say when a triennial comes within"
BEHIND_MINUTES = "Say when behind by"

PRACTICE = "Usual practice; change it as you like"
YOURS = "Yours"


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    value: str | int
    does: str
    source: str
    kind: Literal["text", "number", "date", "yes_no"] = "text"
    most: int = 0
    """The largest number that makes sense."""


NUMBERS: tuple[Setting, ...] = (
    Setting(GRACE_DAYS, GRACE, "School days until minutes without a note count as no note yet", PRACTICE, "number", 60),
    Setting(SILENT_DAYS, 7, "School days without service after which the Dashboard says so", PRACTICE, "number", 200),
    Setting(
        CLOCK_DAYS,
        10,
        "School days without service (the student's absences left out) after which parents may have to be told",
        "Illinois, 105 ILCS 5/14-8.02f(d-5): notice within 3 school days; your state may have another rule or none",
        "number",
        200,
    ),
    Setting(ANNUAL_DAYS, 30, "Days before an annual review from which the Dashboard says so", PRACTICE, "number", 400),
    Setting(TRIENNIAL_DAYS, 60, "Days before a triennial from which the Dashboard says so", "60 days for an evaluation: 34 CFR 300.301(c)",
            "number", 1200),
    Setting(BEHIND_MINUTES, 30, "Minutes behind the pace from which the Dashboard says so", PRACTICE, "number", 10_000),
)  # fmt: skip

SETTINGS_ROWS: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    (
        "General",
        (
            Setting(CONTACT, "", "Shown on the Dashboard when otsync has not run", YOURS),
            Setting(
                COUNT_FROM,
                "",
                "Older lines are neither logged nor listed. Blank: 1 August of this school year. What was owed on that day goes into a "
                "roster column Brought forward: “60 owed”, “250 given”",
                YOURS,
                "date",
            ),
            *NUMBERS,
        ),
    ),
    (
        "Is a make-up owed when a session was missed because ...",
        tuple(Setting(one.words, "yes" if one.owed else "no", one.means, one.source, "yes_no") for one in REASONS),
    ),
)

CALENDAR_KINDS = (
    "school year",
    "term",
    "progress reports",
    "no school",
    "early release",
    "late start",
    "assembly",
    "testing",
    "out sick",
    "meeting",
)


def settings_cells() -> list[list[Cell]]:
    """Rows below the headers of Settings."""
    rows: list[list[Cell]] = []
    for title, settings in SETTINGS_ROWS:
        rows.append([Cell(title, band=True, wrap=False), *(Cell(band=True) for _ in range(3))])
        for one in settings:
            value = Cell(number=one.value, align="LEFT") if isinstance(one.value, int) else Cell(one.value)
            rows.append([Cell(one.name), value, Cell(one.does, grey=True), Cell(one.source, grey=True)])
    return rows


def calendar_cells() -> list[list[Cell]]:
    """Rows below the headers of Calendar: the school year and its terms, to be dated by a person."""
    return [[Cell(), Cell(), Cell("all"), Cell(what)] for what in ("school year", "term 1", "term 2", "term 3")]
