"""Tables that are no plain log: a column for each weekday or day, no date column, a form of labels and values."""

from __future__ import annotations

from otsync.caseload.notes import structure
from otsync.caseload.notes.blocks import Pass
from otsync.caseload.notes.cells import BLANK, CODES, LENGTH_ROLES, minutes_of, shown
from otsync.caseload.notes.found import Found
from otsync.caseload.notes.items import DateText
from otsync.caseload.notes.model import Line, TableRow
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.pieces import dated_piece
from otsync.caseload.notes.prepare import Prepared, prepare
from otsync.caseload.notes.scan import scan
from otsync.caseload.notes.tokens import fold


def ask_row(state: Pass, row: TableRow, cells: list[str], code: str) -> None:
    """Count nothing in this row and ask."""
    text = shown(cells)
    state.found.append(Found(Line(text, place=row.place), text, Outcome(flags=[(code, ())]), code="asked", b=len(text)))


def grid(state: Pass, row: TableRow, header: tuple[str, ...], roles: list[str | None], cells: list[str]) -> bool:
    """A weekly grid (week | Mon | Tue ...) or one column per date: each filled cell is a session of its own."""
    days = {n: day for n, one in enumerate(header) if (day := weekday_header(one)) is not None}
    if len(days) >= 3:
        start = next((n for n, role in enumerate(roles) if n not in days and role in ("week", "date")), None)
        if start is None or start >= len(cells):
            return False
        scanned = scan(cells[start])
        lead = next((one for one in scanned.items if one.tag in ("date", "ab")), None)
        words = shown(cells)
        if lead is None:
            if any(character.isdigit() for n, cell in enumerate(cells) if n in days for character in cell):
                ask_row(state, row, cells, "date_missing")
            return True
        index = state.date_index(lead.val, Line(words, place=row.place))
        for n, day in days.items():
            if n < len(cells) and fold(cells[n]).strip() not in BLANK:
                _grid_cell(state, row, lead.val, index, day, header[n], cells[n], words)
        return True
    dated = {
        n: one.items
        for n, text in enumerate(header)
        if len((one := scan(text)).items) <= 2 and any(item.tag in ("date", "ab") for item in one.items)
    }
    if len(dated) >= 2 and not any(role in LENGTH_ROLES for role in roles):
        for n in dated:
            if n < len(cells) and fold(cells[n]).strip() not in BLANK:
                ready = prepare(Line(f"{header[n]} {minutes_of(cells[n])}", place=row.place))
                if ready is not None:
                    state.dated(ready)
                    state.close()
        return True
    return False


def weekday_header(text: str) -> int | None:
    items = scan(text.strip()).items
    if len(items) == 1 and items[0].tag == "weekday":
        return int(items[0].val)
    return {"m": 0, "t": 1, "tu": 1, "w": 2, "th": 3, "r": 3, "f": 4}.get(fold(text).strip())


def _grid_cell(state: Pass, row: TableRow, lead: DateText, index: int, day: int, name: str, cell: str, words: str) -> None:
    said = CODES.get(fold(cell).strip().strip("."), minutes_of(cell))
    ready = prepare(Line(f"{lead.month}/{lead.day} {said}", place=row.place))
    if ready is None or not ready.pieces:
        return
    found = dated_piece(ready, ready.pieces[0])
    found.index, found.offset, found.leads = [index], day, [lead]
    found.line = Line(words, place=row.place)
    found.text = f"{name} {cell}".strip()
    found.narrative = f"{day} {cell}"
    found.a, found.b = 0, len(found.text)
    for draft in found.outcome.drafts:
        draft.last = found.b
    if found.outcome.missing and not found.outcome.drafts and not found.outcome.flags:
        found.outcome.flags.append(("minutes_missing", ("30 direct", "Not a session")))
    state.found.append(found)


def form_row(state: Pass, row: TableRow, header: tuple[str, ...], cells: list[str]) -> bool:
    """A form laid out as label and value (`Time in: | 10:05`), whose header row is its first field."""

    def labelled(label: str) -> bool:
        return structure.field_label(fold(label).strip().rstrip(":") + ":") is not None

    if not labelled(header[0]) or not labelled(cells[0]):
        return False
    if state.block is None or not state.block.form:
        head: Prepared | None = prepare(Line(f"{header[0].strip().rstrip(':')}: {header[1]}", place=row.place))
        if head is None or not head.pieces or not head.pieces[0].leads:
            return False
        state.dated(head)
    ready = prepare(Line(f"{cells[0].strip().rstrip(':')}: {cells[1]}", place=row.place))
    if ready is not None:
        state.below(ready, False)
    return True
