"""Write requests for a plan's Doc: values, tints and anchors, and nothing else.

Every request names its tab (but for the first fill of a new copy, which goes to the first tab by default), and cells are
written from the last to the first, so that no index is shifted by a request before it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from otsync.document.read import RANGE_PREFIX, FieldCell, PlanDoc, RowTable
from otsync.document.template import color, units

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CellWrite:
    """What one field's cell becomes. `value` None: its text stays. `tint` None: its tint stays; empty: no tint."""

    value: str | None = None
    tint: str | None = None
    row_tints: Mapping[int, str] = field(default_factory=dict)
    """For a field of kind `rows`: row of its table -> tint of that row's first cell."""
    rows: tuple[tuple[str, ...], ...] = ()
    """For a field of kind `rows`: rows to add at its end."""


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
            todo.append((table.table.start, tints + _add_rows(table, writes[field_id].rows, tab)))
    for _, of_cell in sorted(todo, key=lambda one: one[0], reverse=True):
        requests += of_cell
    return requests


def _where(index: int, tab: str | None) -> Json:
    return {"index": index} | ({"tabId": tab} if tab else {})


def _range(start: int, end: int, tab: str | None) -> Json:
    return {"startIndex": start, "endIndex": end} | ({"tabId": tab} if tab else {})


def remove_range(field_id: str, tab: str | None) -> Json:
    """Every range of the field's name in that tab goes; only where one is known to be there, for Google may refuse it otherwise."""
    where = {"tabsCriteria": {"tabIds": [tab]}} if tab else {}
    return {"deleteNamedRange": {"name": RANGE_PREFIX + field_id} | where}


def _anchor(cell: FieldCell, tab: str | None) -> Json:
    start, end = cell.label.label_range
    return {"createNamedRange": {"name": RANGE_PREFIX + cell.field_id, "range": _range(start, end, tab)}}


def _table_anchor(table: RowTable, tab: str | None) -> Json:
    start, end = table.table.rows[0][0].label_range
    return {"createNamedRange": {"name": RANGE_PREFIX + table.field_id, "range": _range(start, end, tab)}}


def _add_rows(table: RowTable, rows: Sequence[tuple[str, ...]], tab: str | None) -> list[Json]:
    """A blank last row is filled; every further row is inserted below it.

    An empty row of C cells is 1 + 2C units wide, and the text of its cell c begins at its start + 2 + 2c.
    """
    requests: list[Json] = []
    there = table.table.rows
    blank = len(there) > 1 and not any(cell.text.strip() for cell in there[-1])
    at, last, columns = there[-1][-1].end, len(there) - 1, len(there[-1])
    for number, row in enumerate(rows):
        words = [clean(text) for text in row[:columns]]
        if number == 0 and blank:
            places = [cell.start for cell in there[-1]]
            at += sum(units(text) for text in words)
        else:
            location = {"tableStartLocation": _where(table.table.start, tab), "rowIndex": last, "columnIndex": 0}
            requests.append({"insertTableRow": {"tableCellLocation": location, "insertBelow": True}})
            places = [at + 2 + 2 * column for column in range(columns)]
            at += 1 + 2 * columns + sum(units(text) for text in words)
            last += 1
        cells = list(zip(places, words, strict=False))
        requests += [{"insertText": {"location": _where(place, tab), "text": text}} for place, text in reversed(cells) if text]
    return requests


def _tint(table_start: int, row: int, column: int, tint: str | None, tab: str | None) -> list[Json]:
    if tint is None:
        return []
    location = {"tableStartLocation": _where(table_start, tab), "rowIndex": row, "columnIndex": column}
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
        requests = _replace(value.text, clean(write.value), value.start, value.end - 1, tab, plain=value.plain)
    return requests + _tint(value.table_start, value.row, value.column, write.tint, tab)


def clean(text: str) -> str:
    """What Google keeps of inserted text: control characters and the private use area are stripped, so they are not sent."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ch for ch in text if ch in "\n\t\x0b" or not (unicodedata.category(ch) in ("Cc", "Cs") or "\ue000" <= ch <= "\uf8ff"))


def _replace(old: str, new: str, start: int, end: int, tab: str | None, *, plain: bool) -> list[Json]:
    """Only the words that differ are taken out and put in, so that a bold word or a link beside them stays as it is."""
    head, tail = common_ends(old, new) if plain and units(old) == end - start else (0, 0)
    first = start + units(old[:head])
    last = end - units(old[len(old) - tail :] if tail else "")
    inserted = new[head : len(new) - tail]
    requests: list[Json] = []
    if last > first:
        requests.append({"deleteContentRange": {"range": _range(first, last, tab)}})
    if inserted:
        requests.append({"insertText": {"location": _where(first, tab), "text": inserted}})
    return requests


def common_ends(old: str, new: str) -> tuple[int, int]:
    """Characters that both texts share at their start and end, cut back to whole words: never inside a grapheme cluster."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    while head and not (_edge(old, head) and _edge(new, head)):
        head -= 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while tail and not (_edge(old, len(old) - tail) and _edge(new, len(new) - tail)):
        tail -= 1
    return head, tail


def _edge(text: str, at: int) -> bool:
    """A place between two characters of which one is a plain space and neither combines with the other."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    return (before == " " or after == " ") and unicodedata.category(after)[0] != "M" and after not in "\u200d\ufe0f" and before != "\u200d"


def status_line(missing: list[str], differs: list[tuple[str, str]], stamp: str) -> str:
    """The grey line of the Plan: what is left to fill, what differs from the roster, when otsync last changed the page."""
    left = f"{len(missing)} to fill: {', '.join(missing)}" if missing else "Complete: nothing to fill"
    said = [f"{label}: roster says “{value}”; choose in Needs a look" for label, value in differs]
    return " · ".join([left, *said, f"otsync last changed this page {stamp}"])
