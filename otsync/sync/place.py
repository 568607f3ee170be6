"""Cells of the roster that otsync writes for a student: which, what, and that they landed in that student's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from otsync.caseload.roster import Cell, Roster
from otsync.caseload.services import in_words, read_services
from otsync.google.connect import Google
from otsync.sync.misplaced import ANSWER_FIELDS, Before, Placed, grid_after, put_right
from otsync.sync.model import Decision, Snapshot, StudentDecision, SyncSettings
from otsync.sync.read import quoted, read_tabs
from otsync.sync.send import send
from otsync.workbook.read import Book, Sheet
from otsync.workbook.write import VALUE_AND_FORMAT, VALUE_ONLY, field_value, link_value, number_value, put, text_value

Json = dict[str, Any]


def put_placed(placed: Sequence[Placed], sheet: Sheet) -> list[Json]:
    return [put(sheet.id, one.row, one.column, [[one.value]], one.fields) for one in placed]


def send_placed(
    google: Google, settings: SyncSettings, requests: list[Json], fingerprint: str, placed: Sequence[Placed], before: Before, sheet: Sheet
) -> None:
    """Send a batch that holds these cells, and put right what landed in a wrong one because somebody moved rows or columns meanwhile."""
    if not placed:
        send(google, settings, requests, fingerprint)
        return
    answer = send(google, settings, requests, fingerprint, fields=ANSWER_FIELDS, ranges=[quoted(sheet.title)], grid=True)
    if answer is None:
        book, _ = read_tabs(google, settings, minutes=False)
        after = book.grids.get(sheet.id, ())
    else:
        after = grid_after(answer, sheet)
    if mend := put_right(placed, before, after, sheet):
        google.write_sheet(settings.spreadsheet_id, mend, fields="spreadsheetId")


def id_cells(roster: Roster, book: Book, sheet: Sheet, at: Mapping[str, int]) -> list[Placed]:
    """otsync IDs that the roster does not show yet."""
    column = at["otsync_id"]
    return [
        Placed(row.otsync_id, row.row, column, text_value(row.otsync_id), VALUE_ONLY, row.cells["name"].text.strip())
        for row in roster.rows
        if cell_at(book, sheet, row.row, column).text.strip() != row.otsync_id
    ]


def asked_cells(snap: Snapshot, decision: Decision) -> list[Placed]:
    """Requests in the column Ask otsync that are done with: the cell is emptied where it still holds that request and nothing else."""
    column = snap.roster.columns.get("ask")
    return [
        Placed(one.otsync_id, one.row.row, column, {}, VALUE_ONLY)
        for one in decision.students
        if column is not None and one.asked and one.row.text(snap.form, "ask") == one.asked
    ]


def roster_cells(snap: Snapshot, decision: Decision) -> list[Placed]:
    """Values that the Docs gave the roster, each in the row that carries the student's otsync ID now."""
    placed: list[Placed] = []
    for one in decision.students:
        for key, text in one.roster_writes.items():
            wanted = snap.form.fields[key]
            fields = VALUE_AND_FORMAT if wanted.kind == "date" else VALUE_ONLY
            placed.append(Placed(one.otsync_id, one.row.row, snap.roster.columns[key], field_value(wanted, text), fields))
    return placed


def own_cells(
    snap: Snapshot, book: Book, sheet: Sheet, at: Mapping[str, int], decision: Decision, links: Mapping[str, str]
) -> list[Placed]:
    """otsync's own columns: how the service time is read, how much is to fill, the link. Only cells that say something else now.

    The address of a Doc that someone put there for a student without one stays: it asks for that Doc to be adopted.
    """
    placed: list[Placed] = []
    for one in decision.students:
        link = links.get(one.otsync_id, "")
        words = service_words(one, snap)
        wanted: dict[str, tuple[str, Json]] = {
            "read_as": (words, text_value(words)),
            "to_fill": (str(len(one.missing)), number_value(len(one.missing))) if link else ("", {}),
            "plan": ("open", link_value(link)) if link else ("", {}),
        }
        placed += [
            Placed(one.otsync_id, one.row.row, at[key], value, VALUE_ONLY)
            for key, (shown, value) in wanted.items()
            if (there := cell_at(book, sheet, one.row.row, at[key]).text) != shown and (shown or key != "plan" or "/" not in there)
        ]
    return placed


def service_words(one: StudentDecision, snap: Snapshot) -> str:
    """How the service time of the row, as it will stand, is read."""
    text = one.text(snap.form, "service_minutes")
    return in_words(read_services(text)) if text.strip() else ""


def cell_at(book: Book, sheet: Sheet, row: int, column: int) -> Cell:
    grid = book.grids.get(sheet.id, ())
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else Cell()
