"""The tab Settings: what a person may choose, each with the source of its default."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from otsync.caseload.dates import parse_day, school_year_start
from otsync.caseload.fields import normal
from otsync.caseload.roster import Cell
from otsync.caseload.values import serial_day
from otsync.workbook.columns import find_columns
from otsync.workbook.tabs import SETTINGS

COUNT_FROM = "Count sessions from"


def setting(grid: Sequence[Sequence[Cell]], name: str) -> Cell:
    """The value that stands beside a setting's name; an empty cell where the setting is not there."""
    columns = find_columns(SETTINGS, grid)
    for row in grid:
        said = columns.said(row)
        if "Value" in said and normal(said.get("Setting", Cell()).text) == normal(name):
            return said["Value"]
    return Cell()


def count_sessions_from(grid: Sequence[Sequence[Cell]], today: date) -> date:
    """The day from which sessions count: as set, else the first of August of this school year."""
    cell = setting(grid, COUNT_FROM)
    day = serial_day(cell.number) if cell.number is not None else parse_day(cell.text)
    return day or school_year_start(today)


def contact(grid: Sequence[Sequence[Cell]]) -> str:
    """Whom to call when otsync has not run: "Pat, x1234"."""
    return setting(grid, "Whom to call").text.strip()
