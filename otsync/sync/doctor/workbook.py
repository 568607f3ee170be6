"""What the workbook itself shows: tabs, headers, otsync's own columns, the state, the lease and old markers. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from otsync.caseload.fields import PlanForm, normal
from otsync.caseload.roster import Roster
from otsync.sync.batch import LEASE, MARKER, MARKERS_STAY, own_columns
from otsync.sync.doctor.finding import Finding
from otsync.workbook import layout
from otsync.workbook.columns import find_columns
from otsync.workbook.read import Book, Sheet
from otsync.workbook.state import State
from otsync.workbook.write import put, text_value

Json = dict[str, Any]

LATE = timedelta(hours=36)
"""A nightly job that has not run for so long has missed a night."""
MOST_CELLS = 10_000_000
"""Cells that a spreadsheet can hold (support.google.com/drive/answer/37603)."""
HEADED = (layout.LOOK, layout.MINUTES, layout.CALENDAR, layout.SETTINGS, layout.CHANGES, layout.RECORDS)


@dataclass(frozen=True)
class Mend:
    """A finding that requests on the workbook put right."""

    finding: Finding
    done: str
    """What is said once it is."""
    requests: tuple[Json, ...]


def missing_tabs(book: Book) -> list[layout.Tab]:
    return [tab for tab in layout.TABS if tab.sheet_id not in book.sheets and tab is not layout.ROSTER]


def tabs(book: Book) -> Iterator[Finding]:
    """Tabs that are gone. Adding them is a matter of its own: what is read afterwards depends on it."""
    gone = missing_tabs(book)
    if layout.STATE in gone:
        yield Finding(
            "Workbook",
            "state_gone",
            "mend",
            "The hidden tab _otsync is gone, and with it what otsync remembers. Everything can be built again from the Roster, the Docs "
            "and Minutes; where Doc and roster differ, both are kept and listed",
            "Google's version history of the workbook has it, if that was today; else `otsync doctor --repair` makes an empty one",
        )
    others = [tab.title for tab in gone if tab is not layout.STATE]
    if others:
        yield Finding(
            "Workbook",
            "tabs_gone",
            "mend",
            f"These tabs are gone: {', '.join(others)}",
            "What people wrote there is in the version history alone; `otsync doctor --repair` adds empty ones",
        )
    if not gone:
        yield Finding("Workbook", "tabs", "well", f"All {len(layout.TABS)} tabs are there")


def size(book: Book, time_zone: str) -> Iterator[Finding]:
    cells = sum(sheet.rows * sheet.columns for sheet in book.sheets.values())
    if cells > MOST_CELLS * 0.8:
        yield Finding(
            "Workbook",
            "size",
            "act",
            f"The workbook has {cells:,} cells; Google allows {MOST_CELLS:,}",
            "Start a new workbook for the new school year, and keep this one as it is",
        )
    if book.time_zone and book.time_zone != time_zone:
        yield Finding(
            "Workbook",
            "time_zone",
            "act",
            f"The workbook counts its days in {book.time_zone}, otsync in {time_zone}: near midnight they mean different days",
            "Set the same in File > Settings of the workbook, or as `time_zone` under [schedule] in the configuration",
        )


def headers(book: Book) -> Iterator[Finding | Mend]:
    """Headers of the tabs that otsync reads and writes by their words: moved columns are well, missing ones are not."""
    whole = True
    for tab in HEADED:
        grid = book.grids.get(tab.sheet_id)
        if grid is None:
            continue
        columns = find_columns(tab, grid)
        row = grid[tab.header_row] if len(grid) > tab.header_row else []
        said = [cell.text.strip() for cell in row] + [""] * len(tab.columns)
        there = columns.at if columns.found else {}
        wrong = [at for at, header in enumerate(tab.headers) if normal(said[at]) != normal(header) and header not in there]
        if not wrong:
            continue
        whole = False
        title = book.sheets[tab.sheet_id].title
        named = ", ".join(tab.headers[at] for at in wrong)
        blank = all(not said[at] for at in wrong) and len(wrong) < len(tab.columns)
        if blank:
            finding = Finding("Workbook", "headers", "mend", f"{title} has lost the headers of these columns: {named}",
                              "`otsync doctor --repair` types them again")  # fmt: skip
            short = len(tab.columns) - book.sheets[tab.sheet_id].columns
            more = {"appendDimension": {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "length": short}}
            typed = [put(tab.sheet_id, tab.header_row, at, [[text_value(tab.headers[at])]]) for at in wrong]
            requests = (*([more] if short > 0 else []), *typed)
            yield Mend(finding, f"{title}: the headers {named} are there again", requests)
        else:
            yield Finding(
                "Workbook",
                "headers",
                "act",
                f"In {title} these columns are gone, or are called otherwise: {named}",
                f"The order is {' | '.join(tab.headers)}. Put the columns back as they were; Edit > Undo or the version history does it",
            )
    if whole:
        yield Finding("Workbook", "headers", "well", "The columns of otsync's tabs are where they belong")


def own(roster: Roster, sheet: Sheet, form: PlanForm) -> Iterator[Finding | Mend]:
    columns = own_columns(roster, sheet, form.own)
    missing = [header for key, header in form.own.items() if key not in roster.columns]
    if not columns.requests:
        yield Finding("Roster", "own_columns", "well", "otsync's own columns are there")
        return
    lost_ids = "otsync_id" not in roster.columns
    advice = (
        "If the column was deleted, undo that in the version history: without the IDs each row would be taken for a new student, and "
        "asked about. `otsync doctor --repair` leaves this to you"
        if lost_ids
        else "`otsync doctor --repair` adds them at the right; the next run fills them"
    )
    named = ", ".join(missing)
    finding = Finding("Roster", "own_columns", "act" if lost_ids else "mend", f"The roster lacks otsync's own columns: {named}", advice)
    if lost_ids:
        yield finding
    else:
        yield Mend(finding, f"The roster has its columns {named} again", columns.requests)


def roster(found: Roster) -> Iterator[Finding]:
    for problem in found.problems:
        yield Finding(
            "Roster",
            problem.code,
            "act" if problem.code in ("id_twice", "header_twice") else "note",
            problem.says.rstrip("."),
            otsync_ids=(problem.otsync_id,) if problem.otsync_id else (),
        )
    said = f"{len(found.rows)} students"
    if found.passed_over:
        said += f"; {len(found.passed_over)} rows with something in them are passed over, for they do not look like students"
    yield Finding("Roster", "students", "well", said)


def state(book: Book, known: State, now: datetime) -> Iterator[Finding | Mend]:
    """What otsync remembers, its lease, and the markers that fence its batches."""
    meta = known.meta
    if known.damaged:
        says = "Some rows of the tab _otsync cannot be read; what they said is built again by the next run"
        yield Finding("State", "damaged", "note", says)
    sheet = book.sheets.get(layout.STATE.sheet_id)
    if sheet is not None and not sheet.hidden:
        hide = {"sheetId": sheet.id, "hidden": True}
        yield Mend(
            Finding("State", "shown", "mend", "The tab _otsync is not hidden", "`otsync doctor --repair` hides it again"),
            "The tab _otsync is hidden again",
            ({"updateSheetProperties": {"properties": hide, "fields": "hidden"}},),
        )
    if not known.known:
        yield Finding("State", "no_state", "note", "otsync remembers nothing of this workbook yet: the next run builds it")
        return
    if LEASE in book.named_ranges:
        until = datetime.fromisoformat(meta.lease_until) if meta.lease_until else None
        if until is not None and until > now:
            yield Finding("State", "lease", "note", f"A run holds the workbook until {until:%H:%M} ({meta.lease_holder})")
        else:
            yield Mend(
                Finding("State", "lease", "mend", "A run that did not end left its mark of being at work; it has expired",
                        "Nothing is lost: the next run takes it over, or `otsync doctor --repair` takes it away"),
                "The mark that a run left behind is gone",
                ({"deleteNamedRange": {"namedRangeId": book.named_ranges[LEASE]}},),
            )  # fmt: skip
    fresh = {key for key, when in meta.marks.items() if now - datetime.fromisoformat(when) < MARKERS_STAY} | {str(meta.generation)}
    old = [name for name in book.named_ranges if name.startswith(MARKER) and name.removeprefix(MARKER) not in fresh]
    if old:
        yield Mend(
            Finding("State", "markers", "mend", f"{len(old)} old markers of earlier runs are left",
                    "They do no harm; `otsync doctor --repair` takes them away"),
            f"{len(old)} old markers of earlier runs are gone",
            tuple({"deleteNamedRange": {"namedRangeId": book.named_ranges[name]}} for name in sorted(old)),
        )  # fmt: skip
    begun = sorted(key for key, one in known.students.items() if one.begun or one.intent or one.upgrading)
    if begun:
        number = f"{len(begun)} {'Doc' if len(begun) == 1 else 'Docs'}"
        says = f"A run was stopped while it wrote to {number}; the next run goes on from what is there"
        yield Finding("State", "begun", "note", says, otsync_ids=tuple(begun))


def schedule(known: State, now: datetime, words: str) -> Iterator[Finding]:
    """The last good run, against what the worker is told to do (`words`)."""
    if not known.meta.last_run:
        says = f"otsync has not run on this workbook yet. {words}"
        yield Finding("Schedule", "never", "note", says.strip(), "Run `otsync sync`, or start `otsync worker`")
        return
    then = datetime.fromisoformat(known.meta.last_run).astimezone(now.tzinfo)
    said = f"Last good run {then:%a %b} {then.day}, {then:%H:%M}"
    if now - then > LATE:
        yield Finding(
            "Schedule",
            "late",
            "act",
            f"{said}: a night was missed. Nothing is lost",
            "Start `otsync worker` again, or see why it stops; `otsync sync` catches up at once",
        )
    else:
        yield Finding("Schedule", "last_run", "well", f"{said}. {words}")
