"""A spreadsheets.get body as grids of cells, by sheet id: titles may be changed by people, ids may not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.roster import Cell

Json = Mapping[str, Any]

FIELDS = (
    "spreadsheetId,properties(title,timeZone,locale),namedRanges(namedRangeId,name),"
    "sheets(properties(sheetId,title,index,hidden,gridProperties(rowCount,columnCount)),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,formattedValue,chipRuns))))"
)
"""What a run reads of a tab: values as entered and as shown, formulas, chips."""

TABS_ONLY = "spreadsheetId,properties(title,timeZone,locale),namedRanges(namedRangeId,name),sheets(properties)"


@dataclass(frozen=True, slots=True)
class Sheet:
    id: int
    title: str
    hidden: bool
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Book:
    """What was read of a workbook at one moment."""

    spreadsheet_id: str
    title: str
    time_zone: str
    sheets: Mapping[int, Sheet]
    named_ranges: Mapping[str, str]
    """Name -> id."""
    grids: Mapping[int, Sequence[Sequence[Cell]]]

    def by_title(self, title: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets.values() if sheet.title == title), None)


def read_book(body: Json) -> Book:
    sheets: dict[int, Sheet] = {}
    grids: dict[int, list[list[Cell]]] = {}
    for one in body.get("sheets", []):
        properties = one.get("properties", {})
        sheet_id = properties.get("sheetId", 0)
        size = properties.get("gridProperties", {})
        sheets[sheet_id] = Sheet(
            sheet_id, properties.get("title", ""), properties.get("hidden", False), size.get("rowCount", 0), size.get("columnCount", 0)
        )
        if "data" in one:
            grids[sheet_id] = _grid(one["data"])
    properties = body.get("properties", {})
    return Book(
        spreadsheet_id=body.get("spreadsheetId", ""),
        title=properties.get("title", ""),
        time_zone=properties.get("timeZone", ""),
        sheets=sheets,
        named_ranges={one["name"]: one["namedRangeId"] for one in body.get("namedRanges", []) if "name" in one and "namedRangeId" in one},
        grids=grids,
    )


BLANK = Cell()
ERRORS = frozenset(("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#ERROR!", "#NUM!", "#NULL!", "Loading..."))
"""What a formula shows that came to nothing; it is text where a person pasted it as a value."""


def _grid(data: Sequence[Json]) -> list[list[Cell]]:
    grid: list[list[Cell]] = []
    for block in data:
        top, left = block.get("startRow", 0), block.get("startColumn", 0)
        for offset, row in enumerate(block.get("rowData", [])):
            while len(grid) <= top + offset:
                grid.append([])
            line = grid[top + offset]
            values = row.get("values", [])
            line.extend([BLANK] * (left + len(values) - len(line)))
            for at, value in enumerate(values):
                if value:  # most cells of a tab hold nothing
                    line[left + at] = cell_of(value)
    while grid and not any(cell.text or cell.formula for cell in grid[-1]):
        grid.pop()  # rows that only have a format
    return grid


def _chip_link(run: Json) -> str:
    return str(run.get("chip", {}).get("richLinkProperties", {}).get("uri", ""))


def cell_of(value: Json) -> Cell:
    """One CellData. A cell that shows something nobody entered is part of an array: as little to be written as a formula."""
    entered, effective = value.get("userEnteredValue") or {}, value.get("effectiveValue") or {}
    number = effective.get("numberValue", entered.get("numberValue"))
    return Cell(
        text=value.get("formattedValue", ""),
        number=number,
        formula="formulaValue" in entered or (not entered and bool(effective)),
        chip=any("chip" in run for run in value.get("chipRuns", [])),
        entered=entered.get("formulaValue", ""),
        error="errorValue" in effective or value.get("formattedValue") in ERRORS,
        link=next((uri for run in value.get("chipRuns", []) if (uri := _chip_link(run))), ""),
    )
