"""The two batches of a run, begin and commit, as requests: each all or nothing, each fenced by a generation marker."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from otsync.caseload.log import LogRow
from otsync.caseload.roster import Roster
from otsync.caseload.undo_log import write_refs
from otsync.sync.model import Change, Snapshot
from otsync.workbook import layout
from otsync.workbook.changes import MINUTES
from otsync.workbook.columns import find_columns
from otsync.workbook.look import WAITING, LookChange
from otsync.workbook.minutes import log_cells
from otsync.workbook.read import Book, Sheet
from otsync.workbook.state import META, SEEN, STUDENT, Meta, State, StudentState
from otsync.workbook.write import CELL_LIMIT, append, day_value, link_value, number_value, put, stamp_value, text_value

Json = dict[str, Any]

LEASE = "otsync.lease"
LEASE_TIME = timedelta(minutes=10)
MARKER = "otsync.gen."
MARKERS_STAY = timedelta(hours=24)
NEW = ("new", "first import")
REFS = 1_000
"""Rows of Minutes that one row of Changes names: a cell holds 50,000 characters."""


def next_meta(meta: Meta, book: Book, now: datetime) -> tuple[Meta, list[Json]]:
    """The meta row of the next generation, and the requests that fence it: a marker whose name and id must not exist yet.

    Two decisions made from one generation cannot both land, and a replay cannot land twice. Markers go after 24 hours.
    """
    taken = [int(name.removeprefix(MARKER)) for name in book.named_ranges if name.removeprefix(MARKER).isdigit()]
    generation = meta.generation + 1 if meta.generation else max([first_generation(now), *(one + 1 for one in taken)])
    marks = {key: when for key, when in meta.marks.items() if now - datetime.fromisoformat(when) < MARKERS_STAY}
    gone = [name for name in (MARKER + key for key in meta.marks if key not in marks) if name in book.named_ranges]
    requests: list[Json] = [_named_range(MARKER + str(generation), f"otsync-gen-{generation}")]
    requests += [{"deleteNamedRange": {"namedRangeId": book.named_ranges[name]}} for name in gone]
    fresh = replace(
        meta,
        spreadsheet_id=book.spreadsheet_id,
        generation=generation,
        fingerprint=secrets.token_hex(12),
        marks={**marks, str(generation): now.isoformat(timespec="seconds")},
    )
    return fresh, requests


def first_generation(now: datetime) -> int:
    """Where a workbook without state starts counting: minutes, so that markers of a state that was lost are never met again."""
    return int(now.timestamp() // 60)


def _named_range(name: str, range_id: str) -> Json:
    where = {"sheetId": layout.STATE.sheet_id, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    return {"addNamedRange": {"namedRange": {"namedRangeId": range_id, "name": name, "range": where}}}


def take_lease(meta: Meta, book: Book, holder: str, now: datetime) -> tuple[Meta, list[Json]]:
    """A fixed name with a fresh id. One that has expired is taken over: its id is deleted and ours added, in the same batch."""
    requests: list[Json] = []
    if LEASE in book.named_ranges:
        requests.append({"deleteNamedRange": {"namedRangeId": book.named_ranges[LEASE]}})
    lease_id = f"otsync-lease-{secrets.token_hex(8)}"
    requests.append(_named_range(LEASE, lease_id))
    until = (now + LEASE_TIME).isoformat(timespec="seconds")
    return replace(meta, lease_id=lease_id, lease_holder=holder, lease_until=until), requests


def drop_lease(meta: Meta, book: Book) -> tuple[Meta, list[Json]]:
    """Our own, or that of a run that died and has expired."""
    requests = [{"deleteNamedRange": {"namedRangeId": meta.lease_id}}] if meta.lease_id in book.named_ranges.values() else []
    return replace(meta, lease_id="", lease_holder="", lease_until=""), requests


def state_requests(
    state: State, meta: Meta, students: Mapping[str, StudentState], seen: Mapping[str, str] | None = None
) -> list[Json]:
    """Rows of the hidden tab: known ones in their place, new ones behind the last. `seen`: lines of adopted Docs, by student."""
    sheet = layout.STATE.sheet_id
    rows = {META: meta.to_json()} | {STUDENT + key: one.to_json() for key, one in students.items()}
    rows |= {SEEN + key: text for key, text in (seen or {}).items()}
    requests = [put(sheet, state.rows[key], 1, [[text_value(text)]]) for key, text in rows.items() if key in state.rows]
    return requests + append(sheet, [[text_value(key), text_value(text)] for key, text in rows.items() if key not in state.rows])


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """otsync's columns of the roster: where they are, and the requests that add the missing ones at the right."""

    at: Mapping[str, int]
    requests: tuple[Json, ...]


def own_columns(roster: Roster, sheet: Sheet, own: Mapping[str, str]) -> OwnColumns:
    at = {key: roster.columns[key] for key in own if key in roster.columns}
    missing = [key for key in own if key not in at]
    if not missing:
        return OwnColumns(at, ())
    requests: list[Json] = []
    if (more := roster.width + len(missing) - sheet.columns) > 0:
        requests.append({"appendDimension": {"sheetId": sheet.id, "dimension": "COLUMNS", "length": more}})
    cells = []
    for offset, key in enumerate(missing):
        at[key] = roster.width + offset
        grey = {"red": 0.91, "green": 0.92, "blue": 0.93}
        cells.append(text_value(own[key]) | {"userEnteredFormat": {"textFormat": {"bold": True}, "backgroundColor": grey}})
    fields = "userEnteredValue,userEnteredFormat(textFormat.bold,backgroundColor)"
    requests.append(put(sheet.id, roster.header_row, roster.width, [cells], fields))
    return OwnColumns(at, tuple(requests))


def minutes_requests(rows: Sequence[LogRow], links: Mapping[str, str], now: datetime, book: Book) -> list[Json]:
    """New sessions by their day, then corrections, each reversal before what corrects it."""
    fresh = sorted((row for row in rows if row.change in NEW), key=lambda row: row.date)
    rows = [*fresh, *(row for row in rows if row.change not in NEW)]
    return appended(layout.MINUTES, book, [log_cells(row, now, links.get(row.otsync_id, "")) for row in rows])


def appended(tab: layout.Tab, book: Book, rows: Sequence[Sequence[Json]]) -> list[Json]:
    """Rows, their cells in the order that otsync gives the tab, each cell under its header wherever that stands now."""
    if not rows:
        return []
    columns, requests = find_columns(tab, book.grids.get(tab.sheet_id, ())).mended(book.sheets.get(tab.sheet_id))
    return requests + append(tab.sheet_id, [columns.line(row) for row in rows])


def changes_requests(changes: Sequence[Change], now: datetime, run: int, book: Book) -> list[Json]:
    """Rows of the tab Changes. A tab that lacks columns gets them."""
    rows = [
        [
            stamp_value(now),
            text_value(one.name),
            text_value(one.where),
            text_value(one.field),
            text_value(one.before[:CELL_LIMIT]),
            text_value(one.after[:CELL_LIMIT]),
            number_value(run),
            text_value(one.otsync_id),
            text_value(one.ref),
        ]
        for one in changes
    ]
    return appended(layout.CHANGES, book, rows)


def sessions_told(otsync_id: str, name: str, rows: Sequence[LogRow]) -> list[Change]:
    """Rows of Minutes as rows of Changes: how many, and which, so that they can be undone."""
    told: list[Change] = []
    for at in range(0, len(rows), REFS):
        some = rows[at : at + REFS]
        words = f"{len(some)} {'row' if len(some) == 1 else 'rows'}, {sum(row.minutes for row in some)} min"
        told.append(Change(otsync_id, name, MINUTES, "sessions", "", words, write_refs(some)))
    return told


def look_requests(change: LookChange, snap: Snapshot) -> list[Json]:
    if not change.add and not change.states:
        return []
    sheet = layout.LOOK.sheet_id
    grid = snap.book.grids.get(sheet, ())
    columns, requests = find_columns(layout.LOOK, grid).mended(snap.book.sheets.get(sheet))
    for row, words in change.states:
        requests += columns.put(row, {"State": text_value(words)})
    rows = [
        [
            day_value(snap.today),
            text_value(item.name or item.otsync_id or "Roster"),
            text_value(item.saw),
            text_value(item.in_doc),
            text_value(item.in_roster),
            link_value(item.link),
            {},
            {},
            text_value(WAITING),
            text_value(item.key),
        ]
        for item in change.add
    ]
    requests += append(sheet, [columns.line(row) for row in rows])
    last, answers = len(grid), columns.at["Your answer"]
    for offset, item in enumerate(change.add):
        if item.choices and last + offset < snap.book.sheets[sheet].rows:
            values = [{"userEnteredValue": choice} for choice in item.choices]
            where = {
                "sheetId": sheet,
                "startRowIndex": last + offset,
                "endRowIndex": last + offset + 1,
                "startColumnIndex": answers,
                "endColumnIndex": answers + 1,
            }
            rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True, "strict": False}
            requests.append({"setDataValidation": {"range": where, "rule": rule}})
    return requests
