"""Cells as otsync writes them: typed values, so that nothing a person wrote is ever parsed as a formula, a date or a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from otsync.caseload.values import SERIAL_EPOCH, day_serial

Json = dict[str, Any]

AMBER = "#FFF3CD"
"""To fill or to answer."""
GREY = "#EEF0F2"
"""For information."""
HEADER = "#F5F6F4"
OWN_HEADER = "#E4E6E9"
INK, SOFT, LINE = "#202124", "#6B6F76", "#D7DADF"

DATE_PATTERN = "m/d/yy"
TIME_PATTERN = "m/d/yy h:mm am/pm"

CELL_MASK = "userEnteredValue,userEnteredFormat"
"""What a cell of a tab that otsync alone writes is made of: the `fields` of an updateCells that rewrites it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to be written. At most one of formula, link, at, day, number, text is its value, in that order."""

    text: str = ""
    number: float | None = None
    day: date | None = None
    at: datetime | None = None
    """Local wall time of the workbook; a zone is not looked at."""
    link: str = ""
    """Address that `text` (or "open") leads to."""
    formula: str = ""
    """otsync's own words only, never a person's."""
    date: bool = False
    """What the formula gives is a day."""
    bold: bool = False
    grey: bool = False
    """Small print: for information."""
    amber: bool = False
    """To fill or to answer."""
    band: bool = False
    """A heading across the table."""
    head: bool = False
    """A column header."""
    size: int = 0
    """Points; 0 is the workbook's own."""
    wrap: bool = True
    clip: bool = False
    """Cut at the cell's edge, however long the text."""
    align: Literal["", "LEFT", "RIGHT"] = ""
    """Empty: as Sheets does by itself, but dates, times and links at the left."""


def color(code: str) -> Json:
    """#RRGGBB as a ColorStyle."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}


def quoted(text: str) -> str:
    """Text as a string literal of a formula."""
    return '"' + text.replace('"', '""').replace("\n", " ") + '"'


def hyperlink(address: str, words: str) -> str:
    """A formula that shows `words` and leads to `address`; empty for anything but a web address."""
    if not address.startswith(("https://", "http://")):
        return ""
    return f"=HYPERLINK({quoted(address)},{quoted(words)})"


def serial_time(moment: datetime) -> float:
    """Local wall time as a spreadsheet's serial number of days."""
    day = (moment.date() - SERIAL_EPOCH).days
    return day + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400


def entered(cell: Cell) -> Json | None:
    """The ExtendedValue of a cell; None for a blank one."""
    if cell.formula:
        return {"formulaValue": cell.formula}
    if cell.link and (formula := hyperlink(cell.link, cell.text or "open")):
        return {"formulaValue": formula}
    if cell.at is not None:
        return {"numberValue": round(serial_time(cell.at), 6)}
    if cell.day is not None:
        return {"numberValue": day_serial(cell.day)}
    if cell.number is not None:
        return {"numberValue": cell.number}
    return {"stringValue": cell.text} if cell.text else None


def cell_format(cell: Cell) -> Json:
    """The CellFormat of a cell."""
    if cell.head:
        return header_format()
    words: Json = {"foregroundColorStyle": color(SOFT if cell.grey else INK)}
    if cell.bold or cell.band:
        words["bold"] = True
    if cell.size:
        words["fontSize"] = cell.size
    strategy = "CLIP" if cell.clip else "WRAP" if cell.wrap else "OVERFLOW_CELL"
    form: Json = {"textFormat": words, "verticalAlignment": "TOP", "wrapStrategy": strategy}
    if cell.amber:
        form["backgroundColorStyle"] = color(AMBER)
    elif cell.band:
        form["backgroundColorStyle"] = color(GREY)
    if cell.at is not None:
        form["numberFormat"] = {"type": "DATE_TIME", "pattern": TIME_PATTERN}
    elif cell.day is not None or cell.date:
        form["numberFormat"] = {"type": "DATE", "pattern": DATE_PATTERN}
    if cell.align:
        form["horizontalAlignment"] = cell.align
    elif cell.at is not None or cell.day is not None or cell.formula:
        form["horizontalAlignment"] = "LEFT"
    return form


def to_row_data(rows: Sequence[Sequence[Cell]]) -> list[Json]:
    """RowData of an updateCells with the mask CELL_MASK."""
    data: list[Json] = []
    for row in rows:
        values: list[Json] = []
        for cell in row:
            one: Json = {"userEnteredFormat": cell_format(cell)}
            if (value := entered(cell)) is not None:
                one["userEnteredValue"] = value
            values.append(one)
        data.append({"values": values})
    return data


def header_format(*, own: bool = False) -> Json:
    """CellFormat of a header cell; grey words on a grey ground where the column is otsync's own."""
    return {
        "backgroundColorStyle": color(OWN_HEADER if own else HEADER),
        "textFormat": {"bold": True, "foregroundColorStyle": color(SOFT if own else INK)},
        "wrapStrategy": "WRAP",
        "verticalAlignment": "MIDDLE",
        "borders": {"bottom": {"style": "SOLID", "colorStyle": color(LINE)}},
    }


def rewrite_requests(
    sheet_id: int, rows: Sequence[Sequence[Cell]], *, grid_rows: int, columns: int, grid_columns: int | None = None
) -> list[Json]:
    """Requests that make a tab hold exactly `rows` from its first row on, in its first `columns` columns: the grid grows where it is too
    small (`grid_rows`, `grid_columns`: what it has now; None: enough), and what stood below the rows is emptied."""
    requests: list[Json] = []
    if grid_columns is not None and columns > grid_columns:
        requests.append({"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": columns - grid_columns}})
    if len(rows) > grid_rows:
        requests.append({"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": len(rows) - grid_rows}})
    padded = [[*row, *(Cell() for _ in range(columns - len(row)))] for row in rows]
    requests.append(
        {"updateCells": {"start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0}, "rows": to_row_data(padded), "fields": CELL_MASK}}
    )
    if len(rows) < grid_rows:
        below = {"sheetId": sheet_id, "startRowIndex": len(rows), "startColumnIndex": 0, "endColumnIndex": columns}
        requests.append({"updateCells": {"range": below, "fields": CELL_MASK}})
    return requests
