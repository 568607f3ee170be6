"""The workbook that otsync makes, as request bodies: all tabs at once, or those that a person's own workbook lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from otsync.workbook.defaults import calendar_cells, settings_cells
from otsync.workbook.dress import dress
from otsync.workbook.formats import CELL_MASK, Cell, Json, header_format, to_row_data
from otsync.workbook.one_student import one_student_cells
from otsync.workbook.start_here import start_here_cells
from otsync.workbook.tabs import (
    CALENDAR,
    CHANGES,
    CHART_DATA,
    DASHBOARD,
    HIDDEN_COLUMNS,
    LOOK,
    MINUTES,
    ONE_STUDENT,
    RECORDS,
    ROSTER,
    SETTINGS,
    START_HERE,
    STATE,
    TABS,
    THIS_WEEK,
    Column,
    Tab,
)

__all__ = [
    "CALENDAR",
    "CHANGES",
    "DASHBOARD",
    "LOOK",
    "MINUTES",
    "ONE_STUDENT",
    "RECORDS",
    "ROSTER",
    "SETTINGS",
    "START_HERE",
    "STATE",
    "TABS",
    "THIS_WEEK",
    "Column",
    "Tab",
    "add_tabs_requests",
    "dress_requests",
    "spreadsheet_body",
]


def spreadsheet_body(title: str, time_zone: str, locale: str) -> Json:
    """Body of spreadsheets.create: every tab with its headers, widths, frozen rows and first contents."""
    return {
        "properties": {"title": title, "timeZone": time_zone, "locale": locale, "autoRecalc": "HOUR"},
        "sheets": [
            {
                "properties": properties(tab, index),
                "data": [{"startRow": 0, "startColumn": 0, "rowData": first_rows(tab), "columnMetadata": column_metadata(tab)}],
            }
            for index, tab in enumerate(TABS)
        ],
    }


def dress_requests(asks: Sequence[str] = ()) -> list[Json]:
    """One batchUpdate for a workbook just made from `spreadsheet_body`. Ids are fixed: sent twice, the second is refused as a whole.

    `asks`: the choices that the column Ask otsync offers; none, no drop-down.
    """
    return dress(TABS, asks)


def add_tabs_requests(tabs: Sequence[Tab], taken: Collection[str]) -> list[Json]:
    """One batchUpdate that adds `tabs` behind the tabs a workbook has. A title that is `taken` gets "otsync" behind it."""
    requests: list[Json] = []
    for tab in tabs:
        title = tab.title
        while title.casefold() in {one.casefold() for one in taken}:
            title += " otsync"
        made = properties(tab, None) | {"title": title}
        requests.append({"addSheet": {"properties": made}})
        rows = first_rows(tab)
        if rows:
            start = {"sheetId": tab.sheet_id, "rowIndex": 0, "columnIndex": 0}
            requests.append({"updateCells": {"start": start, "rows": rows, "fields": CELL_MASK}})
        for at, one in enumerate(column_metadata(tab)):
            where = {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
            requests.append({"updateDimensionProperties": {"range": where, "properties": one, "fields": ",".join(one)}})
    return requests + dress(tabs)


def properties(tab: Tab, index: int | None) -> Json:
    """SheetProperties."""
    columns = CHART_DATA + HIDDEN_COLUMNS if tab is DASHBOARD else len(tab.columns)
    grid: Json = {"rowCount": tab.rows, "columnCount": columns, "frozenRowCount": tab.frozen_rows, "frozenColumnCount": tab.frozen_columns}
    if tab in (START_HERE, THIS_WEEK, ONE_STUDENT):
        grid["hideGridlines"] = True
    found: Json = {"sheetId": tab.sheet_id, "title": tab.title, "sheetType": "GRID", "hidden": tab.hidden, "gridProperties": grid}
    return found if index is None else found | {"index": index}


def column_metadata(tab: Tab) -> list[Json]:
    """Widths; behind the Dashboard's charts, the hidden columns of their figures."""
    found: list[Json] = [{"pixelSize": one.width} for one in tab.columns]
    if tab is DASHBOARD:
        found += [{"pixelSize": 24}, *({"pixelSize": 72} for _ in range(CHART_DATA - len(found) - 1))]
        found += [{"pixelSize": 72, "hiddenByUser": True} for _ in range(HIDDEN_COLUMNS)]
    return found


def header_row(tab: Tab) -> Json:
    """RowData of the column headers."""
    return {
        "values": [
            {"userEnteredValue": {"stringValue": one.header}, "userEnteredFormat": header_format(own=one.own)} for one in tab.columns
        ]
    }


def first_rows(tab: Tab) -> list[Json]:
    """RowData from the tab's first row on, as it stands before the first run."""
    if tab is START_HERE:
        return to_row_data(start_here_cells())
    if tab is ONE_STUDENT:
        return to_row_data(one_student_cells())
    rows: list[Json] = to_row_data([[Cell()] for _ in range(tab.header_row)])
    rows.append(header_row(tab))
    below = {SETTINGS.sheet_id: settings_cells, CALENDAR.sheet_id: calendar_cells}.get(tab.sheet_id)
    return rows + (to_row_data(below()) if below else [])
