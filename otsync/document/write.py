"""Write requests for a plan's Doc: values, tints and anchors, and nothing else.

Every request names its tab (but for the first fill of a new copy, which goes to the first tab by default), and cells are
written from the last to the first, so that no index is shifted by a request before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from otsync.caseload.rows import Placed
from otsync.document.edit import edit_requests, span, where
from otsync.document.read import RANGE_PREFIX, FieldCell, PlanDoc, RowTable
from otsync.document.row_edit import row_requests
from otsync.document.template import color

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CellWrite:
    """What one field's cell becomes. `value` None: its text stays. `tint` None: its tint stays; empty: no tint."""

    value: str | None = None
    tint: str | None = None
    row_tints: Mapping[int, str] = field(default_factory=dict)
    """For a field of kind `rows`: row of its table -> tint of that row's first cell."""
    rows: tuple[Placed, ...] | None = None
    """For a field of kind `rows`: its filled rows as they are to be, places counted among the rows below the headers. None: as they are."""
    begun: str = ""
    """For a field of kind `rows`: what begin records of it."""


def fill_requests(doc: PlanDoc, writes: Mapping[str, CellWrite], *, anchor: bool, name_tab: bool) -> list[Json]:
    """Requests that carry out `writes` in a Doc that reads as `doc`.

    anchor: also lay a named range on the label of every surely found field that has none. name_tab: address the tab by its id;
    without it Google takes the first tab (the id that a copy's tab gets is not known before it is read).
    """
    tab = doc.plan_tab if name_tab else None
    requests: list[Json] = []
    if anchor:
        requests += [remove_range(key, tab) for key in sorted(doc.stray)]
        requests += [_anchor(cell, tab) for cell in doc.fields.values() if not cell.anchored]
        requests += [_table_anchor(table, tab) for table in doc.tables.values() if not table.anchored]
    todo = [(cell.value.start, _cell(cell, writes[field_id], tab)) for field_id, cell in doc.fields.items() if field_id in writes]
    for field_id, table in doc.tables.items():
        if field_id in writes:
            tints = [one for at, tint in writes[field_id].row_tints.items() for one in _tint(table.table.start, at, 0, tint, tab)]
            todo.append((table.table.start, tints + row_requests(table, writes[field_id].rows, tab)))
    for _, of_cell in sorted(todo, key=lambda one: one[0], reverse=True):
        requests += of_cell
    return requests


def remove_range(field_id: str, tab: str | None) -> Json:
    """Every range of the field's name in that tab goes; only where one is known to be there, for Google may refuse it otherwise."""
    where = {"tabsCriteria": {"tabIds": [tab]}} if tab else {}
    return {"deleteNamedRange": {"name": RANGE_PREFIX + field_id} | where}


def _anchor(cell: FieldCell, tab: str | None) -> Json:
    start, end = cell.label.label_range
    return {"createNamedRange": {"name": RANGE_PREFIX + cell.field_id, "range": span(start, end, tab)}}


def _table_anchor(table: RowTable, tab: str | None) -> Json:
    start, end = table.table.rows[0][0].label_range
    return {"createNamedRange": {"name": RANGE_PREFIX + table.field_id, "range": span(start, end, tab)}}


def _tint(table_start: int, row: int, column: int, tint: str | None, tab: str | None) -> list[Json]:
    if tint is None:
        return []
    location = {"tableStartLocation": where(table_start, tab), "rowIndex": row, "columnIndex": column}
    style = {"backgroundColor": color(tint)} if tint else {}
    return [
        {
            "updateTableCellStyle": {
                "tableRange": {"tableCellLocation": location, "rowSpan": 1, "columnSpan": 1},
                "tableCellStyle": style,
                "fields": "backgroundColor",
            }
        }
    ]


def _cell(cell: FieldCell, write: CellWrite, tab: str | None) -> list[Json]:
    requests: list[Json] = []
    value = cell.value
    if write.value is not None and write.value != value.text:
        requests = edit_requests(value, write.value, tab)
    return requests + _tint(value.table_start, value.row, value.column, write.tint, tab)


def status_line(missing: list[str], differs: list[tuple[str, str]], stamp: str) -> str:
    """The grey line of the Plan: what is left to fill, what differs from the roster, when otsync last changed the page."""
    left = f"{len(missing)} to fill: {', '.join(missing)}" if missing else "Complete: nothing to fill"
    said = [f"{label}: roster says “{value}”; choose in Needs a look" for label, value in differs]
    return " · ".join([left, *said, f"otsync last changed this page {stamp}"])
