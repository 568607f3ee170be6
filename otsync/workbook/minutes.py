"""The tab Minutes: otsync's rows read back, and rows to append."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import normal
from otsync.caseload.log import LogRow
from otsync.caseload.roster import Cell
from otsync.caseload.values import serial_day
from otsync.workbook.write import by_header, day_value, link_value, number_value, stamp_value, text_value

COLUMNS = (
    "Date",
    "Student",
    "Minutes",
    "Kind",
    "Setting",
    "Where",
    "Start",
    "End",
    "Status",
    "Reason",
    "Make-up for",
    "Group",
    "Provider",
    "Supervisor",
    "CPT",
    "As written",
    "Open",
    "Your comment",
    "Entry",
    "Rev",
    "Change",
    "Logged at",
    "otsync ID",
)


def read_log(grid: Sequence[Sequence[Cell]]) -> dict[str, list[LogRow]]:
    """Student -> rows in the order of the tab. Rows that people added have no Entry; they count, and are not otsync's to correct."""
    header_at = next((at for at, row in enumerate(grid[:10]) if "entry" in [normal(cell.text) for cell in row]), None)
    if header_at is None:
        return {}
    at = {normal(cell.text): place for place, cell in enumerate(grid[header_at]) if cell.text}
    log: dict[str, list[LogRow]] = {}
    for row in grid[header_at + 1 :]:
        said = {name: row[place] if place < len(row) else Cell() for name, place in at.items()}
        otsync_id = said.get("otsync id", Cell()).text.strip()
        day = _day(said.get("date", Cell()))
        if otsync_id and day:
            log.setdefault(otsync_id, []).append(_row(said, otsync_id, day))
    return log


def _row(said: dict[str, Cell], otsync_id: str, day: date) -> LogRow:
    def text(name: str) -> str:
        return said.get(name, Cell()).text.strip()

    def number(name: str) -> int:
        cell = said.get(name, Cell())
        try:
            return round(cell.number if cell.number is not None else float(cell.text))
        except ValueError:
            return 0

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
        COLUMNS,
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
