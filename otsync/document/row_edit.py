"""Rows of a table put in, changed and taken out, from the last to the first; rows that stay are not touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from otsync.caseload.rows import Placed, plain
from otsync.document.body import TableCell
from otsync.document.edit import clean, edit_requests, span, units, where
from otsync.document.read import RowTable

Json = dict[str, Any]
Cells = tuple[str, ...]


def even(table: RowTable) -> bool:
    """Every row has as many cells as the headers: none is merged, and a row put in has its cells where they are looked for."""
    rows = table.table.rows
    return len({len(row) for row in rows}) == 1


def row_requests(table: RowTable, wanted: Sequence[Placed] | None, tab: str | None) -> list[Json]:
    """Requests that make the filled rows of a table `wanted`. Blank rows are filled before others are put in; one is always left."""
    if wanted is None:
        return []
    rows = table.table.rows
    after, words, gone = _plan(rows, wanted)
    requests: list[Json] = []
    for at in range(len(rows) - 1, -1, -1):
        for cells in reversed(after.get(at, ())):
            # Below the headers a row would look like them: it is put in above the first row, if there is one.
            above = at == 0 and len(rows) > 1
            start = rows[1][0].start - 2 if above else rows[at][-1].end
            requests += _put_in(table.table.start, 1 if above else at, start, len(rows[at]), cells, tab, below=not above)
        if at in gone:
            location = {"tableStartLocation": where(table.table.start, tab), "rowIndex": at, "columnIndex": 0}
            requests.append({"deleteTableRow": {"tableCellLocation": location}})
        elif at in words:
            for cell, text in reversed(list(zip(rows[at], words[at], strict=False))):
                requests += edit_requests(cell, text, tab, one_line=True)
    return requests


def _plan(rows: Sequence[Sequence[TableCell]], wanted: Sequence[Placed]) -> tuple[dict[int, list[Cells]], dict[int, Cells], set[int]]:
    """By row of the table (0: the headers): rows to put in behind it; what a row is to say; rows to take out."""
    blank = {at for at in range(1, len(rows)) if not any(cell.text.strip() for cell in rows[at])}
    kept = {placed.at + 1 for placed in wanted if placed.at is not None}
    gone = set(range(1, len(rows))) - blank - kept
    words: dict[int, Cells] = {}
    after: dict[int, list[Cells]] = {}
    here = 0
    for placed in wanted:
        if placed.at is not None:
            here = placed.at + 1
            if plain(placed.row) != plain([cell.text for cell in rows[here]]):
                words[here] = placed.row
        elif here + 1 in blank and here not in after:
            here += 1
            blank.discard(here)
            words[here] = placed.row
        else:
            after.setdefault(here, []).append(placed.row)
    if 0 in after and 1 in gone:
        first, *more = after.pop(0)
        gone.discard(1)
        words[1] = first
        after[1] = [*more, *after.get(1, [])]
    if not kept and not blank and not words and not after and gone:
        words[min(gone)] = tuple("" for _ in rows[0])
        gone.discard(min(gone))
    return after, words, gone


def _put_in(table: int, beside: int, start: int, columns: int, cells: Cells, tab: str | None, *, below: bool) -> list[Json]:
    """A row of C cells that starts at `start`: empty it is 1 + 2C units wide, and its cell c begins at its start + 2 + 2c."""
    location = {"tableStartLocation": where(table, tab), "rowIndex": beside, "columnIndex": 0}
    requests: list[Json] = [{"insertTableRow": {"tableCellLocation": location, "insertBelow": below}}]
    for column in range(min(columns, len(cells)) - 1, -1, -1):
        if text := clean(cells[column]):
            at = start + 2 + 2 * column
            requests.append({"insertText": {"location": where(at, tab), "text": text}})
            # A new row's cells have the Doc's own size, not the size of the rows above.
            size = {"fontSize": {"magnitude": 10, "unit": "PT"}}
            requests.append({"updateTextStyle": {"range": span(at, at + units(text), tab), "textStyle": size, "fields": "fontSize"}})
    return requests
