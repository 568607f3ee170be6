"""Read: one spreadsheets.get, one files.list, and documents.get of the Docs that may have changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from otsync.caseload.fields import PlanForm, normal
from otsync.caseload.log import LogRow
from otsync.caseload.roster import Cell, Roster, read_roster
from otsync.document.read import PlanDoc, read_plan
from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused
from otsync.sync.ask import UNDO_REQUEST
from otsync.sync.decide import FORBIDDEN, GONE, TRASHED
from otsync.sync.model import DocFile, Snapshot, SyncSettings
from otsync.sync.notes import counted_since
from otsync.sync.rules import ids_by_name
from otsync.sync.student import paused, roster_changed
from otsync.sync.work import HELD
from otsync.workbook import layout
from otsync.workbook.changes import Undo, last_run, read_changes, undo_of
from otsync.workbook.columns import find_columns
from otsync.workbook.look import GO_AHEAD, read_look
from otsync.workbook.minutes import NEEDED, read_log
from otsync.workbook.read import FIELDS, TABS_ONLY, Book, Sheet, read_book
from otsync.workbook.settings import count_sessions_from
from otsync.workbook.state import State, StudentState, read_state

OVERLAP = timedelta(hours=24)
"""Docs changed since the last listing less this are listed again: lists lag."""
SETTLE = timedelta(minutes=15)
"""A poll leaves a Doc alone until so long after its last change: a half-typed line is not a session."""
UNSURE_A_DAY = 2
"""Docs that each day's first run reads again because a person may have typed within the second of our own write."""
MARK, ROSTER_MARK, TEMPLATE_MARK, ADOPTED_MARK = "otsync_student", "otsync_roster", "otsync_template", "otsync_adopted"
FILE_FIELDS = "id,modifiedTime,createdTime,trashed,appProperties,webViewLink,lastModifyingUser(me)"
THREADS = 8

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ReadResult:
    snap: Snapshot
    roster_sheet: Sheet
    listed: Mapping[str, DocFile]
    """Every Doc that was listed, by Doc id."""
    failed: frozenset[str] = frozenset()
    """Students whose Doc could not be read this time, for a reason that may pass."""
    fresh_ids: Mapping[int, str] = field(default_factory=dict)
    """Roster row -> the otsync ID that this run gives it."""


def read_tabs(google: Google, settings: SyncSettings, *, minutes: bool, mend: bool = False) -> tuple[Book, Sheet]:
    """The workbook's tabs that a run needs, found by title, and by sheet id where a person renamed one. mend: add missing ones."""
    spreadsheet_id = settings.spreadsheet_id
    wanted = [layout.LOOK, layout.STATE, layout.SETTINGS, layout.CALENDAR, *([layout.MINUTES, layout.RECORDS] if minutes else [])]
    # Of some only the size is needed, of others the headers.
    sized = [(layout.DASHBOARD, "A1"), (layout.THIS_WEEK, "A1"), (layout.CHANGES, "1:1"), *([] if minutes else [(layout.MINUTES, "1:1")])]
    roster_title = settings.tab or layout.ROSTER.title
    ranges = [quoted(roster_title), *(quoted(one.title) for one in wanted), *(f"{quoted(one.title)}!{part}" for one, part in sized)]
    try:
        body = google.read_sheet(spreadsheet_id, fields=FIELDS, ranges=ranges)
    except (Missing, Forbidden):
        raise PersonMustAct(
            f"The workbook {spreadsheet_id} cannot be opened: it was deleted, or this account may no longer see it. "
            "Restore or share it, or clear `spreadsheet_id` in the configuration to have a new one made."
        ) from None
    except Refused:
        found = read_book(google.read_sheet(spreadsheet_id, fields=TABS_ONLY))
        if mend and add_missing_tabs(google, found):
            found = read_book(google.read_sheet(spreadsheet_id, fields=TABS_ONLY))
        parts = {one.sheet_id: "" for one in wanted} | {one.sheet_id: f"!{part}" for one, part in sized}
        there = [quoted(found.sheets[key].title) + part for key, part in parts.items() if key in found.sheets]
        ranges = [quoted(roster_of(found, settings).title), *there]
        body = google.read_sheet(spreadsheet_id, fields=FIELDS, ranges=ranges)
    book = read_book(body)
    return book, roster_of(book, settings)


def add_missing_tabs(google: Google, book: Book) -> bool:
    """Add the tabs that a workbook lacks (her own roster's, or one whose hidden tab was deleted). True: some were."""
    missing = [tab for tab in layout.TABS if tab.sheet_id not in book.sheets and tab is not layout.ROSTER]
    if not missing:
        return False
    google.write_sheet(
        book.spreadsheet_id, layout.add_tabs_requests(missing, {sheet.title for sheet in book.sheets.values()}), fields="spreadsheetId"
    )
    return True


def roster_of(book: Book, settings: SyncSettings) -> Sheet:
    """The tab that holds the roster: by the configured title, else otsync's own by its id."""
    found = book.by_title(settings.tab) if settings.tab else None
    found = found or book.sheets.get(layout.ROSTER.sheet_id) or book.by_title(layout.ROSTER.title)
    if found is None:
        raise PersonMustAct(
            f"The workbook has no tab {settings.tab or layout.ROSTER.title}. "
            "Name the tab that holds the roster in the configuration, as `tab` under [roster]."
        )
    return found


def quoted(title: str) -> str:
    """A tab's title in A1 notation."""
    return "'" + title.replace("'", "''") + "'"


def read_all(
    google: Google,
    settings: SyncSettings,
    now: datetime,
    *,
    force: bool,
    polling: bool,
    minutes: bool,
    mend: bool = False,
    docs: bool = True,
    undo: UndoAsk | None = None,
) -> ReadResult:
    """Everything that a run decides from; for `undo`, everything that it alone is decided from.

    docs False: all Docs are listed and none is read. Raises PersonMustAct where the workbook is not what the configuration says.
    """
    form = settings.form
    book, sheet = read_tabs(google, settings, minutes=minutes, mend=mend)
    state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
    check_home(book, state)
    check_log(book)
    roster, fresh = with_ids(read_roster(book.grids.get(sheet.id, ()), form))
    if roster.fatal:
        raise PersonMustAct(roster.fatal)
    first_of_day = state.meta.last_day != now.date().isoformat()
    full = first_of_day or not state.known or not state.meta.watermark or not docs
    listed = list_docs(google, book.spreadsheet_id, "" if full else state.meta.watermark)
    files, spares = _by_student(listed, state)
    snap = Snapshot(
        form=form,
        book=book,
        roster=roster,
        state=state,
        look=read_look(book.grids.get(layout.LOOK.sheet_id, ())),
        files=files,
        spares=spares,
        spare_docs={},
        docs={},
        unreadable={},
        log=log_of(book, roster, form) if minutes else None,
        now=now,
        full=full,
        first_of_day=first_of_day,
        count_from=count_sessions_from(book.grids.get(layout.SETTINGS.sheet_id, ()), now.date()),
        force=force,
    )
    snap = _with_undo(google, settings, snap, undo)
    read, unreadable, failed = _read_docs(google, snap, _docs_to_read(snap, polling=polling) if docs else {})
    spare_docs = _read_spares(google, snap) if docs and undo is None else {}
    return ReadResult(replace(snap, docs=read, unreadable=unreadable, spare_docs=spare_docs), sheet, listed, failed, fresh)


@dataclass(frozen=True, slots=True)
class UndoAsk:
    """Which run is to be undone (None: the last that changed something), and for which student (empty: all)."""

    run: int | None = None
    otsync_id: str = ""


def _with_undo(google: Google, settings: SyncSettings, snap: Snapshot, undo: UndoAsk | None) -> Snapshot:
    """What an undo that is asked for here, or in the roster's column Ask otsync, is about. One request more, only then."""
    asks = {
        row.otsync_id: text
        for row in snap.roster.rows
        if row.otsync_id in snap.state.students and normal(text := row.text(snap.form, "ask")) == normal(UNDO_REQUEST)
    }
    if undo is None and not asks:
        return snap
    rows = read_changes(_changes_grid(google, settings))
    if undo is not None:
        run = undo.run if undo.run is not None else last_run(rows, undo.otsync_id)
        made = undo_of(rows, run, undo.otsync_id) if run is not None else {}
        return replace(snap, undo=made, undo_for=f"{run} {undo.otsync_id}".strip() if made else "", only_undo=True)
    asked: dict[str, Undo] = {}
    for otsync_id in asks:
        run = last_run(rows, otsync_id)
        asked[otsync_id] = undo_of(rows, run, otsync_id)[otsync_id] if run is not None else Undo(0)
    return replace(snap, undo=asked, asks=asks)


def _changes_grid(google: Google, settings: SyncSettings) -> Sequence[Sequence[Cell]]:
    """The tab Changes, by its title, and by its id where a person renamed it."""
    tab = layout.CHANGES
    try:
        body = google.read_sheet(settings.spreadsheet_id, fields=FIELDS, ranges=[quoted(tab.title)])
    except Refused:
        found = read_book(google.read_sheet(settings.spreadsheet_id, fields=TABS_ONLY))
        if tab.sheet_id not in found.sheets:
            return ()
        body = google.read_sheet(settings.spreadsheet_id, fields=FIELDS, ranges=[quoted(found.sheets[tab.sheet_id].title)])
    return read_book(body).grids.get(tab.sheet_id, ())


def check_home(book: Book, state: State) -> None:
    """A copied workbook carries the state of the one it was copied from: nothing may be written there."""
    if state.known and state.meta.spreadsheet_id != book.spreadsheet_id:
        raise PersonMustAct(
            "This workbook is a copy of another one that otsync keeps, and its Docs belong to that one. Nothing was changed. "
            "Use the original, or, for a "
            "new start in the copy, delete its hidden tab _otsync and clear its column otsync ID: then every student gets a new Doc."
        )


def check_log(book: Book) -> None:
    """Without some of its columns the log cannot be told from what people added to it: nothing may be appended then."""
    columns = find_columns(layout.MINUTES, book.grids.get(layout.MINUTES.sheet_id, ()))
    if gone := [header for header in columns.missing if header in NEEDED]:
        raise PersonMustAct(
            f"The tab Minutes has no column {', '.join(gone)} any more, or it is called otherwise there. Nothing is logged until it is "
            "back: undo that in the workbook (Edit > Undo, or File > Version history), then run otsync again."
        )


def log_of(book: Book, roster: Roster, form: PlanForm) -> dict[str, list[LogRow]]:
    """The log, with rows that people added for a student whom they named."""
    return read_log(book.grids.get(layout.MINUTES.sheet_id, ()), ids_by_name(roster, form))


def roster_in(book: Book, sheet: Sheet, form: PlanForm) -> Roster:
    return read_roster(book.grids.get(sheet.id, ()), form)


def with_ids(roster: Roster) -> tuple[Roster, dict[int, str]]:
    """Give a random otsync ID to each student row that has none. It is never reused."""
    fresh = {row.row: new_id() for row in roster.rows if not row.otsync_id}
    rows = tuple(replace(row, otsync_id=fresh.get(row.row, row.otsync_id)) for row in roster.rows)
    return replace(roster, rows=rows), fresh


def new_id() -> str:
    """Twelve letters and digits that are not easily mistaken for one another: 58 bits."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(12))


def list_docs(google: Google, spreadsheet_id: str, watermark: str) -> dict[str, DocFile]:
    """Docs that carry this workbook's mark, all of them or those changed since the watermark less the overlap."""
    query = f"appProperties has {{ key='{ROSTER_MARK}' and value='{spreadsheet_id}' }}"
    if watermark:
        since = datetime.fromisoformat(watermark.replace("Z", "+00:00")) - OVERLAP
        query += f" and modifiedTime > '{since.strftime('%Y-%m-%dT%H:%M:%S')}'"
    found: dict[str, DocFile] = {}
    for file in google.list_files(query, fields=FILE_FIELDS):
        marks = file.get("appProperties", {})
        found[file["id"]] = DocFile(
            id=file["id"],
            otsync_id=marks.get(MARK, ""),
            time=file.get("modifiedTime", ""),
            created=file.get("createdTime", ""),
            trashed=file.get("trashed", False),
            link=file.get("webViewLink", ""),
            by_me=file.get("lastModifyingUser", {}).get("me", False),
            adopted=marks.get(ADOPTED_MARK, ""),
        )
    return found


def _by_student(listed: Mapping[str, DocFile], state: State) -> tuple[dict[str, DocFile], dict[str, list[DocFile]]]:
    """Of two Docs for one student the one in the state counts, else the earliest made that is not in the trash."""
    groups: dict[str, list[DocFile]] = {}
    for file in listed.values():
        if file.otsync_id:
            groups.setdefault(file.otsync_id, []).append(file)
    files: dict[str, DocFile] = {}
    spares: dict[str, list[DocFile]] = {}
    for key, group in groups.items():
        known = state.students.get(key, StudentState()).doc
        group.sort(key=lambda file: (file.trashed, file.created, file.id))
        chosen = next((file for file in group if file.id == known), None) or (group[0] if not known else None)
        if chosen:
            files[key] = chosen
        spares[key] = [file for file in group if file is not chosen]
    return files, {key: group for key, group in spares.items() if group}


def _docs_to_read(snap: Snapshot, *, polling: bool) -> dict[str, str]:
    """Student -> Doc to read: changed since it was known, or its roster row changed, or an answer or a half-done write waits."""
    wanted: dict[str, str] = {}
    held: dict[str, str] = {}
    answered = {row.key.split(":")[0] for row in snap.look.values() if row.waits and (row.answer or row.typed)}
    released = any(row.waits and row.answer == GO_AHEAD and row.key.startswith("-:w:") for row in snap.look.values())
    unsure = [key for key, state in snap.state.students.items() if state.doc and not state.sure] if snap.first_of_day else []
    for row in snap.roster.rows:
        state = snap.state.students.get(row.otsync_id, StudentState())
        if snap.only_undo and row.otsync_id not in snap.undo:
            continue
        file = snap.files.get(row.otsync_id)
        doc = state.doc or (file.id if file else "")
        if not doc or state.adopting or (file and file.trashed):
            continue
        if row.otsync_id in snap.undo:
            wanted[row.otsync_id] = doc
            continue
        changed = file is not None and (file.time != state.time or not state.doc)
        if changed and polling and file and _just_now(file.time, snap.now):
            continue
        again = row.otsync_id in unsure[:UNSURE_A_DAY]
        back = state.trouble == TRASHED and file is not None
        if state.trouble and not (changed or back or snap.first_of_day):
            continue
        moved = not paused(snap.form, row) and roster_changed(snap.form, row, state)
        # A day that was still to come may have come; more of the notes may count than when they were read.
        again = again or (state.ahead and snap.first_of_day) or counted_since(snap, row).isoformat() < state.since
        if changed or back or again or moved or state.begun or row.otsync_id in answered or released:
            wanted[row.otsync_id] = doc
        elif any(HELD in pair for pair in state.open.values()):
            held[row.otsync_id] = doc
    # What is held together is decided together: one of these students alone would be no accident.
    together = held and any(HELD in pair for key in wanted for pair in snap.state.students.get(key, StudentState()).open.values())
    return {**wanted, **held} if together else wanted


def _just_now(time: str, now: datetime) -> bool:
    try:
        return timedelta(0) <= now - datetime.fromisoformat(time.replace("Z", "+00:00")) < SETTLE
    except ValueError:
        return False


def _read_docs(google: Google, snap: Snapshot, wanted: Mapping[str, str]) -> tuple[dict[str, PlanDoc], dict[str, str], frozenset[str]]:
    docs: dict[str, PlanDoc] = {}
    unreadable: dict[str, str] = {}
    failed: set[str] = set()

    def one(item: tuple[str, str]) -> tuple[str, PlanDoc | str | None]:
        otsync_id, doc = item
        try:
            known = snap.state.students.get(otsync_id, StudentState())
            return otsync_id, read_plan(google.read_doc(doc), snap.form, known.tab, hers=known.hers)
        except Missing:
            return otsync_id, GONE
        except Forbidden:
            return otsync_id, FORBIDDEN
        except Refused:
            return otsync_id, None

    for otsync_id, answer in in_threads(one, wanted.items()):
        if isinstance(answer, PlanDoc):
            docs[otsync_id] = answer
        elif isinstance(answer, str):
            unreadable[otsync_id] = answer
        else:
            failed.add(otsync_id)
    return docs, unreadable, frozenset(failed)


def _read_spares(google: Google, snap: Snapshot) -> dict[str, PlanDoc]:
    """Further Docs of a student that are new or were changed since they were looked at."""
    wanted = [
        file
        for otsync_id, group in snap.spares.items()
        for file in group
        if not file.trashed and snap.state.students.get(otsync_id, StudentState()).spares.get(file.id) != file.time
    ]

    def one(file: DocFile) -> tuple[str, PlanDoc | None]:
        try:
            return file.id, read_plan(google.read_doc(file.id), snap.form)
        except (Missing, Forbidden, Refused):
            return file.id, None

    return {doc_id: doc for doc_id, doc in in_threads(one, wanted) if doc is not None}


def in_threads(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Bounded threads; the first error that is not the work's own to handle ends all."""
    todo: Sequence[T] = list(items)
    if min(len(todo), THREADS) < 2:
        return [work(item) for item in todo]
    with ThreadPoolExecutor(max_workers=min(THREADS, len(todo))) as pool:
        return list(pool.map(work, todo))
