"""The people of the simulated week at their keyboards: plain calls of the REST API, as made by anyone but otsync.

They find a student's row by the name, the Doc by the link in the roster, and a cell by the words beside it. Nothing here
knows about anchors, states or what otsync remembers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httplib2
from googleapiclient import discovery

from otsync.caseload.fields import PlanForm, load_plan, normal
from otsync.caseload.values import day_serial
from otsync.demo import week
from otsync.demo.caseload import ADDED_COLUMNS, OWN_COLUMN, Caseload, Line, Student, Value
from otsync.demo.notes import TABLE_HEADER, Note
from otsync.document.body import Tab, Table, TableCell, tabs_of

Json = dict[str, Any]

PERSON = "pat.therapist@example.test"
USER_HEADER = "X-Workspace-User"
ADDED_HEADERS = {"strategies": "Treatment strategies", "evaluation": "OT eval"}
PLAN, NOTES, EMAILS = "Plan", "Notes", "E-mails"
DOC_LINK = re.compile(r"/d/([\w-]+)")


class _Keyboard(httplib2.Http):  # type: ignore[misc]
    """An HTTP client that says who is typing."""

    def __init__(self, person: str) -> None:
        super().__init__(timeout=60)
        self._person = person

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **options: Any) -> Any:
        return super().request(uri, method, body, {**(headers or {}), USER_HEADER: self._person}, **options)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The roster as it stands: formulas as formulas, dates as serial numbers."""

    rows: Sequence[Sequence[Any]]
    header: int

    def column(self, *headers: str) -> int:
        wanted = {normal(header) for header in headers}
        return next(at for at, text in enumerate(self.rows[self.header]) if normal(str(text)) in wanted)

    def cell(self, row: int, column: int) -> Any:
        return self.rows[row][column] if column < len(self.rows[row]) else ""

    def row(self, student: Student) -> int:
        """Where the student stands now; two of one name are told apart by their birthdates."""
        name, born = self.column("Name"), self.column("Birthdate")
        found = [at for at in range(self.header + 1, len(self.rows)) if str(self.cell(at, name)) == student.name]
        birthdate = student.values["birthdate"]
        if len(found) > 1 and isinstance(birthdate, date):
            found = [at for at in found if self.cell(at, born) == day_serial(birthdate)]
        return found[0]


class People:
    """Applies edits to one workbook and its Docs. `clock` is told the local time of each edit before it is made."""

    def __init__(self, address: str, spreadsheet_id: str, clock: Callable[[datetime], None], person: str = PERSON) -> None:
        self.http = _Keyboard(person)
        options = {"api_endpoint": address}
        self._docs = self._service("docs", "v1", options).documents()
        self._sheets = self._service("sheets", "v4", options).spreadsheets()
        self._values = self._sheets.values()
        self.spreadsheet_id = spreadsheet_id
        self.form: PlanForm = load_plan()
        self._clock = clock
        self._roster_id: int | None = None

    def _service(self, name: str, version: str, options: Json) -> Any:
        return discovery.build(name, version, http=self.http, client_options=options, static_discovery=True, cache_discovery=False)

    # The workbook

    def roster(self) -> _Grid:
        answer = self._values.get(spreadsheetId=self.spreadsheet_id, range="Roster", valueRenderOption="FORMULA").execute()
        rows = answer.get("values", [])
        header = next(at for at, row in enumerate(rows) if "Name" in row and "Birthdate" in row)
        return _Grid(rows, header)

    def _update(self, requests: Sequence[Json]) -> None:
        self._sheets.batchUpdate(spreadsheetId=self.spreadsheet_id, body={"requests": list(requests)}).execute()

    @property
    def roster_id(self) -> int:
        if self._roster_id is None:
            answer = self._sheets.get(spreadsheetId=self.spreadsheet_id, fields="sheets.properties(sheetId,title)").execute()
            found = [one["properties"] for one in answer["sheets"] if one["properties"]["title"] == "Roster"]
            self._roster_id = found[0].get("sheetId", 0)
        return self._roster_id

    def lay_out_roster(self, caseload: Caseload) -> None:
        """A title above the headers, and her own columns between otsync's."""
        grid = self.roster()
        sheet = self.roster_id
        after = grid.column("Service minutes") + 1
        headers = [*(ADDED_HEADERS[key] for key in ADDED_COLUMNS), OWN_COLUMN]
        rows = {"sheetId": sheet, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
        columns = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": after, "endIndex": after + len(headers)}
        title = {"userEnteredValue": {"stringValue": caseload.title}, "userEnteredFormat": {"textFormat": {"bold": True, "fontSize": 13}}}
        frozen = {"sheetId": sheet, "gridProperties": {"frozenRowCount": grid.header + 2}}
        self._update(
            [
                {"insertDimension": {"range": rows, "inheritFromBefore": False}},
                {"insertDimension": {"range": columns, "inheritFromBefore": True}},
                _put(sheet, 0, 0, [title], "userEnteredValue,userEnteredFormat"),
                _put(sheet, grid.header + 1, after, [_typed(text) for text in headers], "userEnteredValue"),
                {"updateSheetProperties": {"properties": frozen, "fields": "gridProperties.frozenRowCount"}},
            ]
        )

    def write_lines(self, lines: Sequence[Line], wanted: Callable[[Line], bool]) -> None:
        """Type those `lines` of the roster that are `wanted`, each where it belongs among all of them."""
        grid = self.roster()
        sheet = self.roster_id
        first = grid.header + 1
        columns = self._columns(grid)
        width = max(columns.values()) + 1
        size = self._sheets.get(spreadsheetId=self.spreadsheet_id, fields="sheets.properties(sheetId,gridProperties.rowCount)").execute()
        have = next(
            one["properties"]["gridProperties"]["rowCount"] for one in size["sheets"] if one["properties"].get("sheetId", 0) == sheet
        )
        requests: list[Json] = []
        if have < first + len(lines):
            requests.append({"appendDimension": {"sheetId": sheet, "dimension": "ROWS", "length": first + len(lines) - have}})
        for at, line in enumerate(lines):
            if wanted(line):
                requests.append(
                    _put(sheet, first + at, 0, _line_cells(line, columns, width), "userEnteredValue,userEnteredFormat.numberFormat")
                )
        self._update(requests)

    def _columns(self, grid: _Grid) -> dict[str, int]:
        """Field id -> column, for the columns that are hers."""
        names = self.form.header_names()
        own = {normal(header) for header in self.form.own.values()}
        columns: dict[str, int] = {}
        for at, text in enumerate(grid.rows[grid.header]):
            header = normal(str(text))
            if header == normal(OWN_COLUMN):
                columns[OWN_COLUMN] = at
            elif header in names and header not in own:
                columns[names[header]] = at
        return columns

    def fill_roster(self, student: Student, field: str, value: Value) -> None:
        grid = self.roster()
        place = self._columns(grid)[field]
        self._update([_put(self.roster_id, grid.row(student), place, [_typed(value)], "userEnteredValue,userEnteredFormat.numberFormat")])

    def sort_roster(self, fields: Sequence[str]) -> None:
        grid = self.roster()
        columns = self._columns(grid)
        where = {
            "sheetId": self.roster_id,
            "startRowIndex": grid.header + 1,
            "endRowIndex": len(grid.rows),
            "startColumnIndex": 0,
            "endColumnIndex": len(grid.rows[grid.header]),
        }
        specs = [{"dimensionIndex": columns[field], "sortOrder": "ASCENDING"} for field in fields]
        self._update([{"sortRange": {"range": where, "sortSpecs": specs}}])

    def rename_workbook(self, title: str) -> None:
        self._update([{"updateSpreadsheetProperties": {"properties": {"title": title}, "fields": "title"}}])

    # The Docs

    def doc_of(self, student: Student) -> str:
        """The id of the student's Doc, from the link in the roster."""
        grid = self.roster()
        link = str(grid.cell(grid.row(student), grid.column(self.form.own["plan"])))
        found = DOC_LINK.search(link)
        if not found:
            raise LookupError(f"there is no link to a plan in row {grid.row(student) + 1} of the roster")
        return found.group(1)

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

    def do(self, edit: week.Edit) -> None:
        """Make one edit at its time."""
        self._clock(edit.at)
        match edit:
            case week.FillDoc():
                self.fill_doc(self.doc_of(edit.student), [(edit.field, edit.text)])
            case week.FillGoals():
                self.fill_goals(self.doc_of(edit.student), edit.goals)
            case week.WriteNotes() if edit.cells:
                self.add_table_row(self.doc_of(edit.student), edit.cells)
            case week.WriteNotes():
                self.write_notes(self.doc_of(edit.student), edit.lines)
            case week.MendNote():
                self.mend_note(self.doc_of(edit.student), edit.old, edit.new)
            case week.PasteEmail():
                self.paste_email(self.doc_of(edit.student), edit.lines)
            case week.FillRoster():
                self.fill_roster(edit.student, edit.field, edit.value)
            case week.SortRoster():
                self.sort_roster(edit.fields)
            case week.RenameWorkbook():
                self.rename_workbook(edit.title)
            case _:
                raise TypeError(f"nobody knows how to do {type(edit).__name__}")


def _typed(value: Value) -> Json:
    if isinstance(value, date):
        return {
            "userEnteredValue": {"numberValue": day_serial(value)},
            "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "m/d/yy"}},
        }
    return {"userEnteredValue": {"stringValue": value}} if value else {}


def _put(sheet: int, row: int, column: int, cells: Sequence[Json], fields: str) -> Json:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": list(cells)}], "fields": fields}}


def _line_cells(line: Line, columns: dict[str, int], width: int) -> list[Json]:
    cells: list[Json] = [{} for _ in range(width)]
    if line.words:
        cells[0] = _typed(line.words)
    values: dict[str, Value] = dict(line.student.values if line.student else line.cells)
    if line.student:
        values[OWN_COLUMN] = line.student.bus
    for key, value in values.items():
        if key in columns:
            cells[columns[key]] = _typed(value)
    return cells


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
