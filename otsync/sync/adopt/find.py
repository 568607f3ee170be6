"""Find the Docs that are to be adopted, and read them. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from otsync.caseload.fields import PlanForm, normal
from otsync.caseload.notes.seen import MOST_LINES, pieces_of
from otsync.document.body import Tab, Table, tabs_of
from otsync.document.header import read_header
from otsync.document.own_tab import is_ours
from otsync.document.read import is_emails, notes_of
from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused
from otsync.sync.adopt.model import FoundDoc, HerPage, Wish
from otsync.sync.model import SyncSettings
from otsync.sync.read import MARK, ROSTER_MARK, ReadResult, in_threads, quoted
from otsync.sync.setup import DOC, FOLDER

Json = dict[str, Any]

WORD = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/vnd.oasis.opendocument.text",
    "application/rtf",
)
SHORTCUT = "application/vnd.google-apps.shortcut"
FILE = (
    "id,name,mimeType,trashed,appProperties,webViewLink,createdTime,capabilities(canEdit),contentRestrictions(readOnly),"
    "shortcutDetails(targetId)"
)
LINKS = (
    "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(hyperlink,formattedValue,"
    "chipRuns,textFormatRuns(format(link(uri)))))))"
)
LONGEST = 1_000_000
"""UTF-16 units: Google's own limit is 1.02 million characters."""
MOST_TABS = 100
DEEPEST = 6
"""Folders below folders that are looked into."""

_ADDRESS = re.compile(r"(?:/d/|/folders/|[?&]id=)([A-Za-z0-9_-]{5,})")
_DOC_ADDRESS = re.compile(r"https?://[^\s\"']*?(?:/document/d/|/file/d/|google\.com/open\?id=)([A-Za-z0-9_-]{5,})")
_BARE = re.compile(r"[A-Za-z0-9_-]{5,}")


def file_id(text: str) -> str:
    """The id in an address, or the id itself. PersonMustAct where it is neither."""
    found = _ADDRESS.search(text)
    if found:
        return found[1]
    if _BARE.fullmatch(text.strip()):
        return text.strip()
    raise PersonMustAct(f"{text!r} is neither the address nor the id of a Doc or a folder.")


def doc_ids_in(text: str) -> list[str]:
    """Ids of files that an address in a text leads to."""
    return _DOC_ADDRESS.findall(text)


def links_of(google: Google, settings: SyncSettings, result: ReadResult) -> tuple[dict[int, set[str]], dict[int, dict[int, set[str]]]]:
    """Files that the roster links to: row -> ids, and row -> column -> ids."""
    body = google.read_sheet(settings.spreadsheet_id, fields=LINKS, ranges=[quoted(result.roster_sheet.title)])
    cells: dict[int, dict[int, set[str]]] = {}
    for sheet in body.get("sheets", []):
        if sheet.get("properties", {}).get("sheetId", 0) != result.roster_sheet.id:
            continue
        for block in sheet.get("data", []):
            for offset, row in enumerate(block.get("rowData", [])):
                for at, value in enumerate(row.get("values", [])):
                    ids = set(_linked(value))
                    if ids:
                        cells.setdefault(block.get("startRow", 0) + offset, {})[block.get("startColumn", 0) + at] = ids
    return {row: set().union(*columns.values()) for row, columns in cells.items()}, cells


def _linked(value: Mapping[str, Any]) -> Iterable[str]:
    texts = [value.get("hyperlink", ""), value.get("formattedValue", "")]
    texts += [run.get("chip", {}).get("richLinkProperties", {}).get("uri", "") for run in value.get("chipRuns", [])]
    texts += [run.get("format", {}).get("link", {}).get("uri", "") for run in value.get("textFormatRuns", [])]
    return (one for text in texts for one in doc_ids_in(text or ""))


def column_of(result: ReadResult, header: str) -> int:
    """The roster column with that header. PersonMustAct where there is none."""
    grid = result.snap.book.grids.get(result.roster_sheet.id, ())
    row = grid[result.snap.roster.header_row]
    at = [index for index, cell in enumerate(row) if normal(cell.text) == normal(header)]
    if len(at) != 1:
        raise PersonMustAct(f"The roster has no single column {header!r}. Name the column that holds the links to the Docs.")
    return at[0]


def find_docs(google: Google, result: ReadResult, wish: Wish, in_column: Iterable[str]) -> tuple[list[FoundDoc], int]:
    """Everything that was asked for, each once, in order; and how many files were passed over because they are no Docs."""
    found: dict[str, FoundDoc] = {}
    passed = 0
    for thing in (*wish.things, *in_column, *wish.pairs):
        wanted = file_id(thing)
        if wanted in found:
            continue
        try:
            file = google.get_file(wanted, fields=FILE)
        except (Missing, Forbidden):
            found[wanted] = FoundDoc(wanted, link=_address(wanted), problem="missing")
            continue
        if file.get("mimeType") == FOLDER:
            inside = _in_folder(google, wanted, 0)
            if not inside:
                found[wanted] = FoundDoc(wanted, file.get("name", ""), file.get("webViewLink", ""), problem="empty")
            for one in inside:
                doc = _file(one, result)
                if doc.counts:
                    found.setdefault(doc.id, doc)
                else:
                    passed += 1
        else:
            doc = _file(file, result)
            found[doc.id] = doc if doc.counts else replace(doc, problem="no_doc", counts=True)
    return list(found.values()), passed


def _address(doc: str) -> str:
    return f"https://docs.google.com/document/d/{doc}/edit"


def _in_folder(google: Google, folder: str, depth: int) -> list[Json]:
    files = google.list_files(f"'{folder}' in parents and trashed = false", fields=FILE, order_by="name")
    inside: list[Json] = []
    for file in files:
        if file.get("mimeType") == FOLDER:
            inside += _in_folder(google, file["id"], depth + 1) if depth < DEEPEST else []
        else:
            inside.append(file)
    return inside


def _file(file: Json, result: ReadResult) -> FoundDoc:
    doc = FoundDoc(
        id=file["id"], title=file.get("name", ""), link=file.get("webViewLink") or _address(file["id"]), created=file.get("createdTime", "")
    )
    mime = file.get("mimeType", "")
    if mime == SHORTCUT:
        target = file.get("shortcutDetails", {}).get("targetId", "")
        return replace(doc, id=target or doc.id, link=_address(target or doc.id)) if target else replace(doc, counts=False)
    if mime in WORD:
        return replace(doc, problem="word")
    if mime != DOC:
        return replace(doc, counts=False)
    marks = file.get("appProperties", {})
    known = result.snap.state.students
    of = next((key for key, state in known.items() if state.doc == doc.id and not state.adopting), "")
    begun = any(state.doc == doc.id and state.adopting for state in known.values())
    if of:
        return replace(doc, already=of)
    if marks.get(ROSTER_MARK) and marks[ROSTER_MARK] != result.snap.book.spreadsheet_id:
        return replace(doc, problem="other_roster")
    if marks.get(MARK) and not begun:
        kept = known.get(marks[MARK])
        return replace(doc, problem="spare") if kept and kept.doc else replace(doc, already=marks[MARK])
    if "otsync_template" in marks:
        return replace(doc, counts=False)
    if file.get("trashed"):
        return replace(doc, problem="trashed")
    locked = any(one.get("readOnly") for one in file.get("contentRestrictions", []))
    if locked or not file.get("capabilities", {}).get("canEdit", True):
        return replace(doc, problem="read_only")
    return doc


def read_docs(google: Google, result: ReadResult, docs: list[FoundDoc], today: date) -> list[FoundDoc]:
    """The Docs with their pages read; those with a problem, or adopted already, as they are."""
    hers = {state.doc: tuple(state.hers) for state in result.snap.state.students.values() if state.adopting}

    def one(doc: FoundDoc) -> FoundDoc:
        if doc.problem or doc.already:
            return doc
        try:
            page = read_page(google, doc.id, result.snap.form, today, hers.get(doc.id, ()))
        except (Missing, Forbidden):
            return replace(doc, problem="unreadable")
        except Refused:
            return replace(doc, problem="refused")
        if page.size > LONGEST or len(pieces_of("", page.notes)) > MOST_LINES:
            return replace(doc, problem="long")
        if len(page.tabs) >= MOST_TABS and len(page.tabs) == len(page.hers):
            return replace(doc, problem="tabs")
        return replace(doc, page=page)

    return in_threads(one, docs)


def read_page(google: Google, doc: str, form: PlanForm, today: date, hers: tuple[str, ...] = ()) -> HerPage:
    """One Doc. `hers`: ids of her own tabs where an earlier run recorded them; else all but one that carries otsync's anchors."""
    body = google.read_doc(doc)
    tabs = tuple(tabs_of(body))
    mine = [tab for tab in tabs if (tab.id in hers if hers else not is_ours(tab))]
    return HerPage(
        revision=str(body.get("revisionId", "")),
        tabs=tabs,
        roots=len(body.get("tabs", ())) or 1,
        hers=tuple(tab.id for tab in mine),
        header=read_header([tab for tab in mine if not is_emails(tab)], form, today=today),
        notes=notes_of([tab for tab in tabs if not is_ours(tab)]),
        size=max((_end(tab) for tab in tabs), default=0),
    )


def _end(tab: Tab) -> int:
    last = tab.blocks[-1] if tab.blocks else None
    if isinstance(last, Table):
        return last.rows[-1][-1].end if last.rows and last.rows[-1] else last.start
    return last.end if last else 0
