"""The tab Records: until when the record of each student who left is kept. Rows are added and kept true, and never taken away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from otsync.caseload.dates import parse_day
from otsync.caseload.retention import Retention, keep_until
from otsync.caseload.roster import Cell
from otsync.caseload.values import compared, serial_day
from otsync.sync.batch import appended
from otsync.sync.model import Decision, Snapshot, StudentDecision
from otsync.workbook import layout
from otsync.workbook.columns import find_columns
from otsync.workbook.state import StudentState
from otsync.workbook.write import VALUE_AND_FORMAT, by_header, day_value, link_value, text_value

Json = dict[str, Any]

LEFT = ("discharged", "moved")
LEGAL_HOLD = "on hold (legal)"


def records_requests(snap: Snapshot, decision: Decision, states: Mapping[str, StudentState]) -> list[Json]:
    """Rows for students who were discharged, moved away or are under a legal hold; a row that is there already follows the roster, also
    when a student comes back. A student who is no longer in the roster keeps the row as it was."""
    tab = layout.RECORDS
    if tab.sheet_id not in snap.book.sheets:
        return []
    grid = snap.book.grids.get(tab.sheet_id, ())
    columns = find_columns(tab, grid)
    shown_in = {index: columns.said(row) for index, row in enumerate(grid) if index > columns.header_row}
    there = {said["otsync ID"].text.strip(): index for index, said in shown_in.items() if "otsync ID" in said and said["otsync ID"].text}
    requests: list[Json] = []
    fresh: list[list[Json]] = []
    for one in decision.students:
        status = _status(snap, one)
        place = there.get(one.otsync_id)
        if place is None and status not in (*LEFT, LEGAL_HOLD):
            continue
        shown, cells = _row(snap, one, status, states[one.otsync_id].link)
        if place is None:
            fresh.append(cells)
            continue
        said = shown_in[place]
        if any(_said(said[header]) != words for header, words in zip(tab.headers, shown, strict=True) if header in said):
            requests += columns.put(place, dict(zip(tab.headers, cells, strict=True)), VALUE_AND_FORMAT)
    return requests + appended(tab, snap.book, fresh)


def retention(status: str, birthdate: date | None, status_date: date | None) -> Retention:
    """By the roster's Status: the status date of a discharge or a move is the day the service ended."""
    return keep_until(birthdate, status_date if status in LEFT else None, legal_hold=status == LEGAL_HOLD)


def _text(snap: Snapshot, one: StudentDecision, key: str) -> str:
    return one.roster_writes.get(key, one.row.text(snap.form, key)).strip()


def _status(snap: Snapshot, one: StudentDecision) -> str:
    return compared(snap.form.fields["status"], _text(snap, one, "status")) or "active"


def _row(snap: Snapshot, one: StudentDecision, status: str, link: str) -> tuple[list[str], list[Json]]:
    """What the row says, to be compared, and its cells."""
    born, ended = parse_day(_text(snap, one, "birthdate")), parse_day(_text(snap, one, "status_date"))
    ended = ended if status in LEFT else None
    kept = retention(status, born, ended)
    why = "There is no date of the discharge: fill in Status date." if status in LEFT and ended is None else kept.reason
    name = _text(snap, one, "name")
    said: dict[str, tuple[str, Json]] = {
        "Student": (name, text_value(name)),
        "Birthdate": (_iso(born), day_value(born)),
        "Status": (status, text_value(status)),
        "Discharged": (_iso(ended), day_value(ended)),
        "Keep until": (_iso(kept.until), day_value(kept.until)),
        "Why": (why, text_value(why)),
        "Plan": ("open" if link else "", link_value(link)),
        "otsync ID": (one.otsync_id, text_value(one.otsync_id)),
    }
    headers = layout.RECORDS.headers
    return [said[header][0] for header in headers], by_header(headers, {header: cell for header, (_, cell) in said.items()})


def _said(cell: Cell) -> str:
    day = serial_day(cell.number) if cell.number is not None else None
    return _iso(day) if day else cell.text.strip()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
