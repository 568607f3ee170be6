"""Where the columns of otsync's own tabs stand now: people put title rows above the headers, and insert, move and delete columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.fields import normal
from otsync.caseload.roster import Cell
from otsync.workbook.read import Sheet
from otsync.workbook.tabs import Tab
from otsync.workbook.write import VALUE_ONLY, put, text_value

Json = dict[str, Any]

HEADER_ROWS = 10
"""Headers are looked for in so many first rows."""
FEWEST = 2
"""Headers that make a row the header row."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the headers of a tab stand: known by their words alone, never by position."""

    tab: Tab
    header_row: int
    """0-based."""
    at: Mapping[str, int]
    """Header -> 0-based column. Headers that are gone are absent."""
    width: int
    """Columns in use: behind them there is room."""
    found: bool = True
    """There is such a row at all."""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(header for header in self.tab.headers if header not in self.at)

    def said(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """A row's cells by header."""
        return {header: row[place] if place < len(row) else Cell() for header, place in self.at.items()}

    def line(self, cells: Sequence[Json]) -> list[Json]:
        """Cells that are in the order of the tab as otsync makes it, as a row to append; other people's columns stay blank."""
        placed = {self.at[header]: cell for header, cell in zip(self.tab.headers, cells, strict=False) if header in self.at}
        return [placed.get(column, {}) for column in range(max(placed, default=-1) + 1)]

    def put(self, row: int, cells: Mapping[str, Json], fields: str = VALUE_ONLY) -> list[Json]:
        """Cells of one row by header, each in its place and no other cell touched."""
        placed = sorted((self.at[header], cell) for header, cell in cells.items() if header in self.at)
        blocks: list[tuple[int, list[Json]]] = []
        for column, cell in placed:
            if blocks and blocks[-1][0] + len(blocks[-1][1]) == column:
                blocks[-1][1].append(cell)
            else:
                blocks.append((column, [cell]))
        return [put(self.tab.sheet_id, row, column, [block], fields) for column, block in blocks]

    def mended(self, sheet: Sheet | None) -> tuple[Columns, list[Json]]:
        """With the headers that are gone put at the right again, and the requests that do it. What stood in those columns is gone."""
        if not self.missing or sheet is None:
            return self, []
        requests: list[Json] = []
        if (more := self.width + len(self.missing) - sheet.columns) > 0:
            requests.append({"appendDimension": {"sheetId": sheet.id, "dimension": "COLUMNS", "length": more}})
        requests.append(put(sheet.id, self.header_row, self.width, [[text_value(header) for header in self.missing]]))
        at = dict(self.at) | {header: self.width + offset for offset, header in enumerate(self.missing)}
        return Columns(self.tab, self.header_row, at, self.width + len(self.missing)), requests


def find_columns(tab: Tab, grid: Sequence[Sequence[Cell]]) -> Columns:
    """By the row, of the first ten, that holds most of the tab's headers. No such row (an empty tab): as otsync makes the tab."""
    names = {normal(header): header for header in tab.headers}
    best: Columns | None = None
    for index, row in enumerate(grid[:HEADER_ROWS]):
        at: dict[str, int] = {}
        for place, cell in enumerate(row):
            header = names.get(normal(cell.text)) if cell.text.strip() else None
            if header:
                at.setdefault(header, place)
        if len(at) >= FEWEST and (best is None or len(at) > len(best.at)):
            best = Columns(tab, index, at, max(len(one) for one in grid))
    return best or Columns(tab, tab.header_row, {header: place for place, header in enumerate(tab.headers)}, len(tab.headers), False)
