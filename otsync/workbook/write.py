"""Write requests for the workbook. Values are typed, never parsed: a text that begins with "=" stays that text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import Field
from otsync.caseload.values import day_serial, folded

Json = dict[str, Any]

DATE_FORMAT = {"type": "DATE", "pattern": "m/d/yy"}
STAMP_FORMAT = {"type": "DATE_TIME", "pattern": "m/d/yy h:mm am/pm"}
VALUE_ONLY = "userEnteredValue"
VALUE_AND_FORMAT = "userEnteredValue,userEnteredFormat.numberFormat"
CELL_LIMIT = 50_000
"""Characters that a cell can hold (support.google.com/drive/answer/37603)."""


def text_value(text: str) -> Json:
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def number_value(number: float) -> Json:
    return {"userEnteredValue": {"numberValue": number}}


def day_value(day: date | None) -> Json:
    if day is None:
        return {}
    return {"userEnteredValue": {"numberValue": day_serial(day)}, "userEnteredFormat": {"numberFormat": DATE_FORMAT}}


def stamp_value(moment: datetime) -> Json:
    """A local time as a serial number with its fraction of a day."""
    fraction = (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400
    return {
        "userEnteredValue": {"numberValue": day_serial(moment.date()) + round(fraction, 6)},
        "userEnteredFormat": {"numberFormat": STAMP_FORMAT},
    }


def link_value(url: str, words: str = "open") -> Json:
    """A link: the one formula besides the dashboard's that otsync writes; its address is Drive's own, its words are otsync's."""
    if not url:
        return {}
    quoted = url.replace('"', '""')
    return {"userEnteredValue": {"formulaValue": f'=HYPERLINK("{quoted}","{words}")'}}


def field_value(field: Field, text: str) -> Json:
    """A plan value for the roster: a date as a date, everything else as its text."""
    plain = folded(text)
    if field.kind == "date" and (day := parse_day(plain)):
        return day_value(day)
    return text_value(text.strip("\n"))


def put(sheet_id: int, row: int, column: int, rows: Sequence[Sequence[Json]], fields: str = VALUE_ONLY) -> Json:
    """updateCells of a block whose top left cell is (row, column), 0-based."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": list(values)} for values in rows], "fields": fields}}


def append(sheet_id: int, rows: Sequence[Sequence[Json]], fields: str = VALUE_AND_FORMAT) -> list[Json]:
    """appendCells behind the last row with data: nobody's row is overwritten, whoever typed one since the tab was read."""
    if not rows:
        return []
    return [{"appendCells": {"sheetId": sheet_id, "rows": [{"values": list(values)} for values in rows], "fields": fields}}]


def by_header(columns: Sequence[str], values: Mapping[str, Json]) -> list[Json]:
    """Cells in the order of a tab's columns."""
    return [values.get(name, {}) for name in columns]
