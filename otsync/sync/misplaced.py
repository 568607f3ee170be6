"""Rows and columns that a person moved while a batch was on its way: found in its answer, and put right.

Sheets has no way to refuse a stale write to a cell. The answer to a commit shows the roster right after it; where a row carries
another otsync ID, or a column another header, than was meant, the value went to a wrong cell: what that cell held gets back into
it, and the value goes where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.roster import Cell, Roster
from otsync.sync.model import Snapshot
from otsync.workbook.read import Json, Sheet, read_book
from otsync.workbook.write import put

ANSWER_FIELDS = (
    "updatedSpreadsheet(spreadsheetId,sheets(properties(sheetId,title),data(startRow,startColumn,rowData(values(formattedValue)))))"
)
Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell that was written for one student. `name`: the row's name, for a write that gives the row its otsync ID."""

    otsync_id: str
    row: int
    column: int
    value: dict[str, Any]
    fields: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """The roster as it was re-read just before the batch, with the columns that the batch itself adds (`own`: id -> column)."""

    roster: Roster
    grid: Grid
    own: Mapping[str, int]
    headers: Mapping[str, str]
    """otsync's own columns: id -> header."""

    @classmethod
    def of(cls, snap: Snapshot, sheet: Sheet, own: Mapping[str, int]) -> Before:
        return cls(snap.roster, snap.book.grids.get(sheet.id, ()), own, snap.form.own)

    def header(self) -> dict[int, str]:
        row = self.grid[self.roster.header_row] if self.roster.header_row < len(self.grid) else ()
        found = {column: cell.text.strip() for column, cell in enumerate(row) if cell.text.strip()}
        return found | {column: found.get(column, self.headers[key]) for key, column in self.own.items()}


def grid_after(answer: Json, sheet: Sheet) -> Grid:
    """The roster as the answer shows it."""
    return read_book(answer.get("updatedSpreadsheet", {})).grids.get(sheet.id, ())


def put_right(placed: Sequence[Placed], before: Before, after: Grid, sheet: Sheet) -> list[dict[str, Any]]:
    """Requests that give a wrong cell its own value back, and the right cell its new one. Empty where all went well."""
    moved = _columns(before, after)
    came_from = {new: old for old, new in moved.items() if new is not None}
    was = {row.otsync_id: row.row for row in before.roster.rows}
    given = {one.row: one for one in placed if one.name}
    owners = [_owner(at, after, given, before, moved) for at in range(max([len(after), *(one.row + 1 for one in placed)]))]
    now = {owner: row for row, owner in enumerate(owners) if owner}
    wrong = [one for one in placed if owners[one.row] != one.otsync_id or moved.get(one.column, one.column) != one.column]
    meant = {(one.otsync_id, one.column) for one in placed}
    requests: list[dict[str, Any]] = []
    for one in wrong:
        owner = owners[one.row]
        column = came_from.get(one.column, None if one.column in moved else one.column)
        if (owner, column) not in meant:
            there = _as_entered(before.grid, was[owner], column) if owner in was and column is not None else {}
            requests.append(put(sheet.id, one.row, one.column, [[there]]))
    for one in wrong:
        column = moved.get(one.column, one.column)
        if one.otsync_id in now and column is not None:
            requests.append(put(sheet.id, now[one.otsync_id], column, [[one.value]], one.fields))
    return requests


def _columns(before: Before, after: Grid) -> dict[int, int | None]:
    """Column before -> column after (None: gone), for headers that stand once; of others nothing is known."""
    header = before.header()
    words = set(header.values())
    row = max(after[: before.roster.header_row + 30], key=lambda cells: len(words & {cell.text.strip() for cell in cells}), default=())
    shown = [cell.text.strip() for cell in row]
    said = list(header.values())
    return {
        column: shown.index(text) if text in shown else None
        for column, text in header.items()
        if said.count(text) == 1 and shown.count(text) <= 1
    }


def _owner(at: int, after: Grid, given: Mapping[int, Placed], before: Before, moved: Mapping[int, int | None]) -> str:
    """The otsync ID of the student whose row this is right after the batch; empty for a row that is nobody's.

    A row that the batch gave its ID to is that student's only if the name is the same: else the ID hides whose row it is.
    """

    def text(column: int) -> str:
        place = moved.get(column, column)
        return after[at][place].text.strip() if at < len(after) and place is not None and place < len(after[at]) else ""

    name = text(before.roster.columns["name"])
    there = text(before.own["otsync_id"])
    one = given.get(at)
    if there and (one is None or one.name == name or one.otsync_id != there):
        return there
    found = {row.otsync_id for row in before.roster.rows if row.cells["name"].text.strip() == name and name}
    return next(iter(found)) if len(found) == 1 else ""


def _as_entered(grid: Grid, row: int, column: int) -> dict[str, Any]:
    cell = grid[row][column] if row < len(grid) and column < len(grid[row]) else Cell()
    if cell.entered:
        return {"userEnteredValue": {"formulaValue": cell.entered}}
    if cell.number is not None:
        return {"userEnteredValue": {"numberValue": cell.number}}
    return {"userEnteredValue": {"stringValue": cell.text}} if cell.text else {}
