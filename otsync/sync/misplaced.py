"""Rows that a person sorted while a batch was on its way: found in its answer, and put right.

Sheets has no way to refuse a stale write to a cell. The answer to a commit shows the column of otsync IDs right after it; where
a row carries another ID than the one that was meant, the value went to the wrong student's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.roster import Cell, Roster
from otsync.workbook.read import Json, Sheet, read_book
from otsync.workbook.write import put

ANSWER_FIELDS = (
    "updatedSpreadsheet(spreadsheetId,sheets(properties(sheetId,title),data(startRow,startColumn,rowData(values(formattedValue)))))"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell that was written for one student."""

    otsync_id: str
    row: int
    column: int
    value: dict[str, Any]
    fields: str


def ids_after(answer: Json, sheet: Sheet, column: int) -> list[str]:
    """The otsync IDs by row, as they stood right after the batch."""
    grid = read_book(answer.get("updatedSpreadsheet", {})).grids.get(sheet.id, ())
    return [row[column].text.strip() if column < len(row) else "" for row in grid]


def put_right(
    placed: Sequence[Placed], ids: Sequence[str], before: Roster, grid: Sequence[Sequence[Cell]], sheet: Sheet
) -> list[dict[str, Any]]:
    """Requests that give a wrong row its own value back, and the right row its new one. Empty where all went well.

    `before` and `grid` are the roster as it was re-read just before the batch: what a row held then is what it gets back.
    """
    now = {otsync_id: row for row, otsync_id in enumerate(ids) if otsync_id}
    was = {row.otsync_id: row.row for row in before.rows}
    wrong = [one for one in placed if one.row >= len(ids) or ids[one.row] != one.otsync_id]
    meant = {(one.otsync_id, one.column) for one in placed}
    requests: list[dict[str, Any]] = []
    for one in wrong:
        other = ids[one.row] if one.row < len(ids) else ""
        if other in was and (other, one.column) not in meant:
            requests.append(put(sheet.id, one.row, one.column, [[_as_entered(grid, was[other], one.column)]]))
    for one in wrong:
        if one.otsync_id in now:
            requests.append(put(sheet.id, now[one.otsync_id], one.column, [[one.value]], one.fields))
    return requests


def _as_entered(grid: Sequence[Sequence[Cell]], row: int, column: int) -> dict[str, Any]:
    cell = grid[row][column] if row < len(grid) and column < len(grid[row]) else Cell()
    if cell.number is not None:
        return {"userEnteredValue": {"numberValue": cell.number}}
    return {"userEnteredValue": {"stringValue": cell.text}} if cell.text else {}
