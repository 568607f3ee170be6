"""What the tabs Settings and Calendar hold when they are new: every default with its source, every blank with a word on what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from otsync.workbook.formats import Cell
from otsync.workbook.settings import COUNT_FROM

CONTACT = "Whom to call"
GRACE_DAYS = "Grace days"
SILENT_DAYS = "Say when no service for"
CLOCK_DAYS = "No service at the latest after"

DISTRICT = "Your district may have another rule: change it here"


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    value: str | int
    does: str
    source: str
    kind: Literal["text", "number", "date", "yes_no"] = "text"


SETTINGS_ROWS: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    (
        "General",
        (
            Setting(CONTACT, "", "Shown on the Dashboard when otsync has not run", "Yours"),
            Setting(COUNT_FROM, "", "Older lines are neither logged nor listed. Blank: 1 August of this school year", "Yours", "date"),
            Setting(GRACE_DAYS, 5, "School days until a session without a note counts as no note yet", "Usual practice of leads", "number"),
            Setting(SILENT_DAYS, 7, "School days without service after which the Dashboard says so", DISTRICT, "number"),
            Setting(
                CLOCK_DAYS,
                10,
                "School days without service after which parents may have to be told",
                "Illinois, 23 Ill. Adm. Code 226",
                "number",
            ),
        ),
    ),
    (
        "Is a make-up owed when a session was missed because ...",
        (
            Setting("therapist absent", "yes", "provider_absent", DISTRICT, "yes_no"),
            Setting("therapist unavailable", "yes", "provider_unavailable: a meeting, an evaluation", DISTRICT, "yes_no"),
            Setting("school event", "yes", "school_event: assembly, drill, field trip, testing", DISTRICT, "yes_no"),
            Setting("student absent", "no", "student_absent", DISTRICT, "yes_no"),
            Setting("student or family declined", "no", "student_refused", DISTRICT, "yes_no"),
            Setting("student unavailable", "no", "student_unavailable: asleep, in the office, suspended", DISTRICT, "yes_no"),
            Setting("school closed", "no", "school_closed: holiday, snow day", DISTRICT, "yes_no"),
        ),
    ),
)

CALENDAR_KINDS = ("school year", "term", "no school", "assembly", "testing", "out sick", "early release")


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
