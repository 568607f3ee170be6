"""`otsync doctor --live`: the things that otsync depends on, tried on the real service in a scratch Doc and a scratch workbook.

What nobody has measured is only reported ("Google does ..."); what otsync cannot do without is a finding for a person where it fails.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from otsync.document.body import tabs_of
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, GoogleError, Missing, Refused, SignInNeeded, Unavailable
from otsync.sync.doctor.finding import Finding
from otsync.workbook.write import put, text_value

Json = dict[str, Any]
DOC, SHEET = "application/vnd.google-apps.document", "application/vnd.google-apps.spreadsheet"
SCRATCH = "otsync scratch (may be deleted)"


@dataclass
class _Scratch:
    google: Google
    doc: str
    sheet: str


def try_google(google: Google, folder_id: str = "") -> list[Finding]:
    """Each question with its answer. The scratch files go to the trash at the end, whatever happens. Unavailable, SignInNeeded."""
    found: list[Finding] = []
    with _scratch(google, folder_id) as scratch:
        for ask in (_sheet_range, _sheet_range_twice, _sheet_text, _doc_range, _stale_revision, _edge_growth, _copy, _list):
            try:
                found.append(ask(scratch))
            except (SignInNeeded, Unavailable):
                raise
            except GoogleError as error:
                says = f"{(ask.__doc__ or '').strip().rstrip('.')}: not answered ({str(error).rstrip('.')})"
                found.append(Finding("Google", ask.__name__.strip("_"), "act", says))
    return found


@contextlib.contextmanager
def _scratch(google: Google, folder_id: str) -> Iterator[_Scratch]:
    made: list[str] = []

    def make(mime: str) -> str:
        body: Json = {"name": SCRATCH, "mimeType": mime} | ({"parents": [folder_id]} if folder_id else {})
        made.append(str(google.create_file(body, fields="id")["id"]))
        return made[-1]

    try:
        yield _Scratch(google, make(DOC), make(SHEET))
    finally:
        for file_id in made:
            with contextlib.suppress(GoogleError):
                google.update_file(file_id, {"trashed": True}, fields="id")


def _must(code: str, ok: bool, works: str, fails: str) -> Finding:
    if ok:
        return Finding("Google", code, "well", works)
    return Finding("Google", code, "act", fails, "Please report this: otsync depends on it")


def _told(code: str, says: str) -> Finding:
    return Finding("Google", code, "note", says)


def _add_range(name: str, range_id: str) -> Json:
    where = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    return {"addNamedRange": {"namedRange": {"namedRangeId": range_id, "name": name, "range": where}}}


def _refused(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Refused:
        return True
    return False


def _sheet_range(scratch: _Scratch) -> Finding:
    """A named range whose name has dots (otsync.gen.1), the fence of every batch."""
    try:
        scratch.google.write_sheet(scratch.sheet, [_add_range("otsync.gen.1", "otsync-gen-1")], fields="spreadsheetId")
    except Refused:
        return _must("dotted_name", False, "", "Google refuses a named range with dots in its name (otsync.gen.1)")
    return _must("dotted_name", True, "A named range with dots in its name (otsync.gen.1) is taken", "")


def _sheet_range_twice(scratch: _Scratch) -> Finding:
    """The same named range a second time is refused, with all of its batch."""
    google = scratch.google
    typed = put(0, 4, 0, [[text_value("twice")]])
    same_id, same_name = _add_range("otsync.gen.other", "otsync-gen-1"), _add_range("otsync.gen.1", "otsync-gen-9")
    by_id = _refused(lambda: google.write_sheet(scratch.sheet, [typed, same_id], fields="spreadsheetId"))
    by_name = _refused(lambda: google.write_sheet(scratch.sheet, [typed, same_name], fields="spreadsheetId"))
    body = google.read_sheet(scratch.sheet, fields="sheets(data(rowData(values(formattedValue))))", ranges=["A5"])
    clean = "twice" not in str(body)
    return _must(
        "fence",
        by_id and by_name and clean,
        "A second batch with the same marker is refused as a whole, by its id and by its name",
        f"A second batch with the same marker is not refused as a whole (by id: {by_id}, by name: {by_name}, nothing written: {clean})",
    )


def _sheet_text(scratch: _Scratch) -> Finding:
    """A text that begins with = stays text."""
    google = scratch.google
    google.write_sheet(scratch.sheet, [put(0, 0, 0, [[text_value("=1+1")]])], fields="spreadsheetId")
    body = google.read_sheet(scratch.sheet, fields="sheets(data(rowData(values(userEnteredValue))))", ranges=["A1"])
    kept = "'stringValue': '=1+1'" in str(body)
    return _must("text", kept, "A text that begins with = stays text", "A text that begins with = becomes a formula")


def _type(scratch: _Scratch, index: int, text: str) -> Json:
    return {"insertText": {"location": {"index": index}, "text": text}}


def _doc_range(scratch: _Scratch) -> Finding:
    """A named range in a Doc moves with its words."""
    google = scratch.google
    range_ = {"createNamedRange": {"name": "otsync.room", "range": {"startIndex": 3, "endIndex": 7}}}
    google.write_doc(scratch.doc, [_type(scratch, 1, "__Room__"), range_])
    google.write_doc(scratch.doc, [_type(scratch, 1, "new ")])
    pieces = _pieces(scratch)
    works, fails = "A mark in a Doc moves with the words that it lies on", f"A mark in a Doc does not move as it should ({pieces})"
    return _must("doc_range", pieces == ((7, 11),), works, fails)


def _pieces(scratch: _Scratch, name: str = "otsync.room", doc: str = "") -> tuple[tuple[int, int], ...]:
    return tuple(tabs_of(scratch.google.read_doc(doc or scratch.doc))[0].named_ranges.get(name, ()))


def _stale_revision(scratch: _Scratch) -> Finding:
    """A write under a revision that is not the latest is refused."""
    google = scratch.google
    old = str(google.read_doc(scratch.doc)["revisionId"])
    google.write_doc(scratch.doc, [_type(scratch, 1, "x")])
    try:
        google.write_doc(scratch.doc, [_type(scratch, 1, "y")], required_revision=old)
    except Refused as error:
        known = error.about == "stale_revision"
        return _told("revision", "A write under an old revision is refused" + ("" if known else ", in words that otsync does not know"))
    return _must("revision", False, "", "A write under an old revision is not refused")


def _edge_growth(scratch: _Scratch) -> Finding:
    """Whether a mark grows when somebody types at its edges (otsync relies on neither)."""
    (start, end), *_ = _pieces(scratch)
    scratch.google.write_doc(scratch.doc, [_type(scratch, end, "s")])
    (_, after), *_ = _pieces(scratch)
    scratch.google.write_doc(scratch.doc, [_type(scratch, start, "a")])
    (first, _), *_ = _pieces(scratch)
    late, early = ("grows" if grew else "does not grow" for grew in (after > end, first == start))
    return _told("edges", f"When somebody types at the edge of a mark, it {late} at its end and {early} at its start")


def _copy(scratch: _Scratch) -> Finding:
    """What a copy of a Doc takes along."""
    google = scratch.google
    google.update_file(scratch.doc, {"appProperties": {"otsync_probe": "1"}}, fields="id")
    made = google.copy_file(scratch.doc, {"name": SCRATCH}, fields="id,appProperties")
    try:
        marks = bool((made.get("appProperties") or {}).get("otsync_probe"))
        before, after = tabs_of(google.read_doc(scratch.doc)), tabs_of(google.read_doc(str(made["id"])))
        ranges, ids = bool(after[0].named_ranges), [tab.id for tab in before] == [tab.id for tab in after]
    finally:
        with contextlib.suppress(GoogleError):
            google.update_file(str(made["id"]), {"trashed": True}, fields="id")
    took = ((marks, "the file's marks"), (ranges, "the marks on labels"), (ids, "the ids of tabs"))
    return _told("copy", "A copy of a Doc " + ", ".join(f"{'keeps' if kept else 'loses'} {what}" for kept, what in took))


def _list(scratch: _Scratch) -> Finding:
    """How soon a file that was just marked is found by its mark."""
    google, mark = scratch.google, secrets.token_hex(6)
    try:
        google.update_file(scratch.doc, {"appProperties": {"otsync_probe": mark}}, fields="id")
        found = google.list_files(f"appProperties has {{ key='otsync_probe' and value='{mark}' }} and trashed = false", fields="id")
    except (Missing, Forbidden):
        return _must("list", False, "", "A file of otsync's own cannot be marked or listed")
    return _told("list", f"A file that was just marked is {'found at once' if found else 'not found at once'} by its mark")
