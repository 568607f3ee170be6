"""What a person does in a Doc: she finds a cell by the words beside it, and writes notes on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import httplib2

from otsync.caseload.fields import PlanForm, load_plan, normal
from otsync.demo.book_desk import service
from otsync.demo.notes import TABLE_HEADER, Note
from otsync.document.body import Tab, Table, TableCell, tabs_of

Json = dict[str, Any]

PLAN, NOTES, EMAILS = "Plan", "Notes", "E-mails"


class DocDesk:
    """Her hands on the Docs, each named by its id."""

    def __init__(self, address: str, http: httplib2.Http) -> None:
        self._docs = service("docs", "v1", address, http).documents()
        self.form: PlanForm = load_plan()

    def tab(self, doc: str, title: str) -> Tab:
        body = self._docs.get(documentId=doc, includeTabsContent=True).execute()
        return next(tab for tab in tabs_of(body) if normal(tab.title) == normal(title))

    def _type(self, doc: str, requests: Sequence[Json]) -> None:
        self._docs.batchUpdate(documentId=doc, body={"requests": list(requests)}).execute()

    def fill_doc(self, doc: str, values: Iterable[tuple[str, str]]) -> None:
        """Type values (by field id) into the cells beside their labels, over what stands there."""
        tab = self.tab(doc, PLAN)
        cells = [(_beside(tab, self.form.fields[field].label), text) for field, text in values]
        requests: list[Json] = []
        for cell, text in sorted(cells, key=lambda pair: -pair[0].start):
            requests += _retype(cell, text)
        self._type(doc, requests)

    def fill_goals(self, doc: str, goals: Sequence[Sequence[str]]) -> None:
        tab = self.tab(doc, PLAN)
        table = _headed(tab, self.form.fields["goals"].columns)
        if len(goals) > len(table.rows) - 1:
            where = {"tableStartLocation": {"index": table.start, "tabId": tab.id}, "rowIndex": len(table.rows) - 1, "columnIndex": 0}
            more = len(goals) - len(table.rows) + 1
            self._type(doc, [{"insertTableRow": {"tableCellLocation": where, "insertBelow": True}} for _ in range(more)])
            table = _headed(self.tab(doc, PLAN), self.form.fields["goals"].columns)
        self._type(doc, _fill_rows(table, 1, goals))

    def write_notes(self, doc: str, lines: Sequence[str]) -> None:
        self._write_on_top(doc, NOTES, lines)

    def paste_email(self, doc: str, lines: Sequence[str]) -> None:
        self._write_on_top(doc, EMAILS, lines)

    def _write_on_top(self, doc: str, title: str, lines: Sequence[str]) -> None:
        """Below the first line of the tab, which is not hers."""
        tab = self.tab(doc, title)
        first = tab.blocks[0]
        index = tab.blocks[1].start if len(tab.blocks) > 1 and not isinstance(tab.blocks[1], Table) else getattr(first, "end", 1)
        self._type(doc, [{"insertText": {"location": {"index": index, "tabId": tab.id}, "text": "\n".join(lines) + "\n"}}])

    def write_table(self, doc: str, rows: Sequence[Sequence[str]]) -> None:
        """A table of her own on the tab Notes, headers first."""
        tab = self.tab(doc, NOTES)
        place = {"index": tab.blocks[1].start, "tabId": tab.id}
        self._type(doc, [{"insertTable": {"rows": len(rows) + 1, "columns": len(TABLE_HEADER), "location": place}}])
        self._type(doc, _fill_rows(_headed_or_first(self.tab(doc, NOTES)), 0, [TABLE_HEADER, *rows]))

    def add_table_row(self, doc: str, row: Sequence[str]) -> None:
        """A row below the headers of that table: newest on top."""
        tab = self.tab(doc, NOTES)
        table = _headed_or_first(tab)
        where = {"tableStartLocation": {"index": table.start, "tabId": tab.id}, "rowIndex": 0, "columnIndex": 0}
        self._type(doc, [{"insertTableRow": {"tableCellLocation": where, "insertBelow": True}}])
        self._type(doc, _fill_rows(_headed_or_first(self.tab(doc, NOTES)), 1, [row]))

    def mend_note(self, doc: str, old: str, new: str) -> None:
        tab = self.tab(doc, NOTES)
        criteria = {"containsText": {"text": old, "matchCase": True}, "replaceText": new, "tabsCriteria": {"tabIds": [tab.id]}}
        self._type(doc, [{"replaceAllText": criteria}])

    def write_term(self, doc: str, notes: Sequence[Note]) -> None:
        """All notes of a term at once, newest first."""
        rows = [note.cells for note in notes if note.cells]
        if rows:
            self.write_table(doc, rows)
        lines = [line for note in notes for line in note.lines]
        if lines:
            self.write_notes(doc, lines)


def _beside(tab: Tab, label: str) -> TableCell:
    for table in tab.tables():
        for row in table.rows:
            for at, cell in enumerate(row[:-1]):
                if normal(cell.label) == normal(label):
                    return row[at + 1]
    raise LookupError(f"there is no cell {label} on the tab {tab.title}")


def _headed(tab: Tab, headers: Sequence[str]) -> Table:
    for table in tab.tables():
        if table.rows and [normal(cell.label) for cell in table.rows[0]] == [normal(name) for name in headers]:
            return table
    raise LookupError(f"there is no table {headers[0]} on the tab {tab.title}")


def _headed_or_first(tab: Tab) -> Table:
    return next(iter(tab.tables()))


def _retype(cell: TableCell, text: str) -> list[Json]:
    requests: list[Json] = []
    if cell.end - 1 > cell.start:
        span = {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": cell.tab_id}
        requests.append({"deleteContentRange": {"range": span}})
    if text:
        requests.append({"insertText": {"location": {"index": cell.start, "tabId": cell.tab_id}, "text": text}})
    return requests


def _fill_rows(table: Table, first: int, rows: Sequence[Sequence[str]]) -> list[Json]:
    """From the last cell to the first, so that nothing shifts what is still to be typed."""
    requests: list[Json] = []
    for offset in reversed(range(len(rows))):
        for column in reversed(range(len(rows[offset]))):
            if rows[offset][column]:
                requests += _retype(table.rows[first + offset][column], rows[offset][column])
    return requests
