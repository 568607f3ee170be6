"""What the doctor reads: the workbook, what Drive says of every Doc, and the Docs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from otsync.caseload.roster import Roster, read_roster
from otsync.document.page import Page, read_page
from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused
from otsync.sync.doctor import docs, workbook
from otsync.sync.model import SyncSettings
from otsync.sync.read import MARK, ROSTER_MARK, in_threads, quoted, roster_of
from otsync.sync.student import paused
from otsync.workbook import layout
from otsync.workbook.read import FIELDS, TABS_ONLY, Book, Sheet, read_book
from otsync.workbook.state import State, StudentState, read_state

Json = Mapping[str, Any]
Progress = Callable[[str], None]


@dataclass
class Seen:
    """What was read."""

    book: Book
    sheet: Sheet
    roster: Roster
    state: State
    students: dict[str, str] = field(default_factory=dict)
    """otsync ID -> Doc, of students in the roster."""
    resting: frozenset[str] = frozenset()
    """Students on hold or no longer on the caseload: nothing is written in their Docs."""
    files: dict[str, Json] = field(default_factory=dict)
    """Doc -> Drive's words on it."""
    gone: dict[str, str] = field(default_factory=dict)
    """otsync ID -> missing | forbidden."""
    pages: dict[str, Page] = field(default_factory=dict)
    """otsync ID -> Doc."""


def tabs_of(google: Google, settings: SyncSettings) -> Book:
    try:
        return read_book(google.read_sheet(settings.spreadsheet_id, fields=TABS_ONLY))
    except (Missing, Forbidden):
        raise PersonMustAct(
            f"The workbook {settings.spreadsheet_id} cannot be opened: it was deleted, or this account may no longer see it. Restore or "
            "share it, or clear `spreadsheet_id` in the configuration to have a new one made."
        ) from None


def read_workbook(google: Google, settings: SyncSettings, book: Book) -> Seen:
    """Roster and state whole, of the other tabs the row of their headers."""
    sheet = roster_of(book, settings)
    ranges = [quoted(sheet.title)]
    state = book.sheets.get(layout.STATE.sheet_id)
    if state is not None:
        ranges.append(quoted(state.title))
    for tab in workbook.HEADED:
        if tab.sheet_id in book.sheets:
            ranges.append(f"{quoted(book.sheets[tab.sheet_id].title)}!{tab.header_row + 1}:{tab.header_row + 1}")
    read = read_book(google.read_sheet(settings.spreadsheet_id, fields=FIELDS, ranges=ranges))
    # Tabs that were not asked for do not come back: what there is of them is known from before.
    read = replace(read, sheets={**book.sheets, **read.sheets})
    return Seen(
        read,
        roster_of(read, settings),
        read_roster(read.grids.get(sheet.id, ()), settings.form),
        read_state(read.grids.get(layout.STATE.sheet_id, ())),
    )


def read_docs(google: Google, settings: SyncSettings, seen: Seen, say: Progress) -> None:
    query = f"appProperties has {{ key='{ROSTER_MARK}' and value='{seen.book.spreadsheet_id}' }}"
    for file in google.list_files(query, fields=docs.FIELDS):
        seen.files[file["id"]] = file
    by_mark = {
        (file.get("appProperties") or {}).get(MARK, ""): key
        for key, file in sorted(seen.files.items(), key=lambda one: str(one[1].get("createdTime", "")), reverse=True)
        if not file.get("trashed")
    }
    for row in seen.roster.rows:
        doc = seen.state.students.get(row.otsync_id, StudentState()).doc or by_mark.get(row.otsync_id, "")
        if doc:
            seen.students[row.otsync_id] = doc
    seen.resting = frozenset(row.otsync_id for row in seen.roster.rows if paused(settings.form, row))
    for key, doc in seen.students.items():
        if doc not in seen.files:
            try:
                seen.files[doc] = google.get_file(doc, fields=docs.FIELDS)
            except Missing:
                seen.gone[key] = "missing"
            except Forbidden:
                seen.gone[key] = "forbidden"
    todo = [(key, doc) for key, doc in seen.students.items() if key not in seen.gone and not seen.files[doc].get("trashed")]
    say(f"Reading {len(todo)} Docs")

    def one(item: tuple[str, str]) -> tuple[str, Page | str]:
        key, doc = item
        known = seen.state.students.get(key, StudentState())
        try:
            return key, read_page(google.read_doc(doc), settings.form, known.tab, known.hers)
        except Missing:
            return key, "missing"
        except (Forbidden, Refused):
            return key, "forbidden"

    for key, answer in in_threads(one, todo):
        if isinstance(answer, Page):
            seen.pages[key] = answer
        else:
            seen.gone[key] = answer
