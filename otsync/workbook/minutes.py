"""The tab Minutes: otsync's rows read back, and rows to append."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import normal
from otsync.caseload.log import LogRow
from otsync.caseload.roster import Cell
from otsync.caseload.values import folded, serial_day
from otsync.workbook.columns import find_columns
from otsync.workbook.tabs import MINUTES
from otsync.workbook.views import display_name
from otsync.workbook.write import by_header, day_value, link_value, number_value, stamp_value, text_value

NEEDED = frozenset(MINUTES.headers) - {"Student", "Provider", "Supervisor", "Open", "Your comment", "Logged at"}
"""Columns without which a row of otsync's would not say what it said when it was appended."""
NUMBER = re.compile(r"\s*(-?\d{1,4}(?:\.\d+)?)\s*(?:m|mins?|minutes?)?\.?\s*", re.IGNORECASE)
"""A length as people type it: "30", "30 min"."""


def read_log(grid: Sequence[Sequence[Cell]], names: Mapping[str, str] | None = None) -> dict[str, list[LogRow]]:
    """Student -> rows in the order of the tab. Rows that people added have no Entry; they count, and are not otsync's to correct.

    names: name (folded, then `fields.normal`) -> otsync ID of the only student of that name: whose a row is that was added without the ID.
    """
    log: dict[str, list[LogRow]] = {}
    for _, said in _rows(grid):
        otsync_id = _whose(said, names or {})
        day = _day(said.get("date", Cell()))
        if otsync_id and day:
            log.setdefault(otsync_id, []).append(_row(said, otsync_id, day))
    return log


@dataclass(frozen=True, slots=True)
class LooseRow:
    """A row that a person added and that cannot be counted as it stands."""

    row: int
    """As people count."""
    student: str
    says: str
    about: str


def loose_rows(grid: Sequence[Sequence[Cell]], names: Mapping[str, str]) -> list[LooseRow]:
    """Rows that people added and that count for nobody or count 0, each with what would mend it."""
    found: list[LooseRow] = []
    for at, said in _rows(grid):
        words = {name: said.get(name, Cell()).text.strip() for name in ("date", "student", "minutes", "entry", "otsync id")}
        if words["entry"] or not words["minutes"]:
            continue
        trouble = ""
        if not _whose(said, names):
            trouble = "the roster has no single student of that name, so it counts for nobody. Put the otsync ID into its last column"
        elif _day(said.get("date", Cell())) is None:
            trouble = f"“{words['date']}” is no date that can be read, so it does not count. Write it like 10/14/2026"
        elif _number(said.get("minutes", Cell())) is None:
            trouble = f"“{words['minutes']}” is no number of minutes, so it counts 0. Write the number alone"
        elif (number := _number(said.get("minutes", Cell())) or 0) != round(number):
            trouble = f"“{words['minutes']}” is not a whole number of minutes; it counts {round(number)}"
        if trouble:
            found.append(LooseRow(at + 1, words["student"], f"Minutes, row {at + 1}: {trouble}", repr(sorted(words.items()))))
    return found


def _rows(grid: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, dict[str, Cell]]]:
    columns = find_columns(MINUTES, grid)
    for index, row in enumerate(grid[columns.header_row + 1 :], columns.header_row + 1):
        yield index, {normal(header): cell for header, cell in columns.said(row).items()}


def _whose(said: Mapping[str, Cell], names: Mapping[str, str]) -> str:
    otsync_id = said.get("otsync id", Cell()).text.strip()
    if otsync_id or said.get("entry", Cell()).text.strip():
        return otsync_id
    typed = folded(said.get("student", Cell()).text)
    return names.get(normal(typed), "") or names.get(normal(display_name(typed)), "")


def _number(cell: Cell) -> float | None:
    if cell.number is not None:
        return cell.number
    match = NUMBER.fullmatch(cell.text)
    return float(match.group(1)) if match else None


def _row(said: dict[str, Cell], otsync_id: str, day: date) -> LogRow:
    def text(name: str) -> str:
        return said.get(name, Cell()).text.strip()

    def number(name: str) -> int:
        return round(_number(said.get(name, Cell())) or 0)

    return LogRow(
        date=day,
        student=text("student"),
        minutes=number("minutes"),
        kind=text("kind"),
        setting=text("setting"),
        where=text("where"),
        start=text("start"),
        end=text("end"),
        status=text("status"),
        reason=text("reason"),
        makeup_for=_makeup(said.get("make-up for", Cell())),
        group=text("group"),
        provider=text("provider"),
        supervisor=text("supervisor"),
        cpt=text("cpt"),
        as_written=said.get("as written", Cell()).text,
        open=text("open"),
        comment=text("your comment"),
        entry=text("entry"),
        rev=number("rev"),
        change=text("change"),
        otsync_id=otsync_id,
    )


def _makeup(cell: Cell) -> date | Literal["yes"] | None:
    """The day that is made up for; "yes" where the line names none."""
    return _day(cell) or ("yes" if cell.text.strip() else None)


def _day(cell: Cell) -> date | None:
    return serial_day(cell.number) if cell.number is not None else parse_day(cell.text)


def log_cells(row: LogRow, now: datetime, link: str) -> list[dict[str, Any]]:
    """One row to append, typed."""
    return by_header(
        MINUTES.headers,
        {
            "Date": day_value(row.date),
            "Student": text_value(row.student),
            "Minutes": number_value(row.minutes),
            "Kind": text_value(row.kind),
            "Setting": text_value(row.setting),
            "Where": text_value(row.where),
            "Start": text_value(row.start),
            "End": text_value(row.end),
            "Status": text_value(row.status),
            "Reason": text_value(row.reason),
            "Make-up for": day_value(row.makeup_for) if isinstance(row.makeup_for, date) else text_value(row.makeup_for or ""),
            "Group": text_value(row.group),
            "Provider": text_value(row.provider),
            "Supervisor": text_value(row.supervisor),
            "CPT": text_value(row.cpt),
            "As written": text_value(row.as_written),
            "Open": link_value(link),
            "Entry": text_value(row.entry),
            "Rev": number_value(row.rev),
            "Change": text_value(row.change),
            "Logged at": stamp_value(now),
            "otsync ID": text_value(row.otsync_id),
        },
    )
