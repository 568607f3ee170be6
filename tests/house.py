"""A served workspace with one caseload in it, and the people who type there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import load_plan, normal
from otsync.caseload.roster import Cell
from otsync.caseload.values import day_serial
from otsync.document.body import Paragraph, tabs_of
from otsync.document.read import PlanDoc, read_plan
from otsync.google.connect import Google, connect
from otsync.sync.model import SyncSettings
from otsync.sync.report import Report
from otsync.sync.run import run
from otsync.sync.undo import UndoReport, undo
from otsync.workbook import layout
from otsync.workbook.columns import find_columns
from otsync.workbook.read import FIELDS, Book, read_book
from otsync.workbook.state import State, read_state
from otsync.workspace import docs, sheets
from otsync.workspace.context import Context, Switches
from otsync.workspace.drive import files
from otsync.workspace.server import Served, Workspace, serve
from tests.direct import connect_directly
from tests.wire.conftest import CheckedWorkspace

Json = dict[str, Any]

ZONE = ZoneInfo("America/Los_Angeles")
NIGHT = datetime(2026, 10, 7, 2, 0, tzinfo=ZONE)
FORM = load_plan()


class House:
    """One workbook, its Docs, and a clock that moves a minute with each thing that is done."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._served: Served | None = None
        self.people: Google = connect_directly(workspace, threads=1)
        self.spreadsheet_id = ""
        self.tab = ""
        self.form = FORM
        self.template = ""
        """Id of a person's own template."""
        self.now = NIGHT
        self.tick(0)

    def close(self) -> None:
        self.people.close()
        if self._served:
            self._served.close()
        self.workspace.close()

    @property
    def served(self) -> Served:
        """The workspace on a port of its own, from the first time that somebody asks for it."""
        self._served = self._served or serve(self.workspace, 0)
        return self._served

    def connect(self) -> Google:
        """Over the wire, for one worker."""
        return connect(endpoint=self.served.url, credentials=None, limits=False, sleep=lambda _: None)

    def tick(self, minutes: float = 1) -> None:
        self.now += timedelta(minutes=minutes)
        self.workspace.clock.set(self.now)

    # the worker

    def settings(self, holder: str = "test") -> SyncSettings:
        return SyncSettings(
            self.spreadsheet_id,
            self.tab,
            "America/Los_Angeles",
            holder,
            template_id=self.template,
            remember=self._remember,
            form=self.form,
        )

    def _remember(self, spreadsheet_id: str) -> None:
        self.spreadsheet_id = spreadsheet_id

    def sync(self, *, write: bool = True, force: bool = False, polling: bool = False, google: Google | None = None) -> Report:
        self.tick()
        google = google or connect_directly(self.workspace)
        young = not self.spreadsheet_id
        try:
            return run(google, self.settings(), self.now, write=write, force=force, polling=polling)
        finally:
            google.close()
            if young and self.spreadsheet_id:
                self.shrink()

    def undo(self, run: int | None = None, otsync_id: str = "", *, write: bool = True, google: Google | None = None) -> UndoReport:
        self.tick()
        google = google or connect_directly(self.workspace)
        try:
            return undo(google, self.settings(), self.now, run=run, otsync_id=otsync_id, write=write)
        finally:
            google.close()

    def shrink(self, rows: int = 30) -> None:
        """A young workbook keeps few blank rows: it grows where it must, and is quick to read."""
        tabs = (layout.ROSTER, layout.MINUTES, layout.LOOK, layout.CHANGES, layout.CALENDAR, layout.RECORDS, layout.STATE)
        sheets = {tab.sheet_id: self.book(tab.title).sheets[tab.sheet_id].rows for tab in tabs}
        where = [{"sheetId": one, "dimension": "ROWS", "startIndex": rows, "endIndex": there} for one, there in sheets.items()]
        requests = [{"deleteDimension": {"range": one}} for one in where if one["endIndex"] > rows]
        if requests:
            self.people.write_sheet(self.spreadsheet_id, requests)

    # the roster

    def add_students(self, *students: Mapping[str, str]) -> None:
        """Rows below the last one: header -> text as a person would type it (dates become dates)."""
        header = self.grid(layout.ROSTER.sheet_id)[0]
        rows = [{"values": [typed(student.get(cell.text, "")) for cell in header]} for student in students]
        body = {
            "appendCells": {"sheetId": layout.ROSTER.sheet_id, "rows": rows, "fields": "userEnteredValue,userEnteredFormat.numberFormat"}
        }
        self.people.write_sheet(self.spreadsheet_id, [body])
        self.tick()

    def set_roster(self, name: str, header: str, text: str, *, formula: bool = False) -> None:
        row, column = self.place(name, header)
        value = {"userEnteredValue": {"formulaValue": text}} if formula else typed(text)
        start = {"sheetId": layout.ROSTER.sheet_id, "rowIndex": row, "columnIndex": column}
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        self.people.write_sheet(self.spreadsheet_id, [{"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": fields}}])
        self.tick()

    def set_rosters(self, values: Mapping[tuple[str, str], str]) -> None:
        """(Name, header) -> text, as somebody pastes a whole block."""
        grid = self.grid(layout.ROSTER.sheet_id)
        headers = [normal(cell.text) for cell in grid[0]]
        rows = {cells[headers.index("name")].text: at for at, cells in enumerate(grid) if cells}
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        requests = []
        for (name, header), text in values.items():
            start = {"sheetId": layout.ROSTER.sheet_id, "rowIndex": rows[name], "columnIndex": headers.index(normal(header))}
            requests.append({"updateCells": {"start": start, "rows": [{"values": [typed(text)]}], "fields": fields}})
        self.people.write_sheet(self.spreadsheet_id, requests)
        self.tick()

    def add_column(self, header: str) -> None:
        """A column of hers at the right of the roster."""
        sheet = layout.ROSTER.sheet_id
        row = self.grid(sheet)[0]
        start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": len(row)}
        self.people.write_sheet(
            self.spreadsheet_id,
            [
                {"appendDimension": {"sheetId": sheet, "dimension": "COLUMNS", "length": 1}},
                {"updateCells": {"start": start, "rows": [{"values": [typed(header)]}], "fields": "userEnteredValue"}},
            ],
        )
        self.tick()

    def state(self) -> State:
        """What otsync remembers."""
        return read_state(self.grid(layout.STATE.sheet_id))

    def template_id(self) -> str:
        return self.state().meta.template_id

    def book(self, *titles: str) -> Book:
        return read_book(self.people.read_sheet(self.spreadsheet_id, fields=FIELDS, ranges=[f"'{title}'" for title in titles]))

    def grid(self, sheet_id: int) -> Sequence[Sequence[Cell]]:
        titles = self.people.read_sheet(self.spreadsheet_id, fields="sheets.properties(sheetId,title)")
        title = next(one["properties"]["title"] for one in titles["sheets"] if one["properties"]["sheetId"] == sheet_id)
        return self.book(title).grids.get(sheet_id, [])

    def records(self, tab: layout.Tab) -> list[dict[str, str]]:
        """The rows of a tab below its headers, as header -> shown text."""
        grid = self.grid(tab.sheet_id)
        grid = grid[find_columns(tab, grid).header_row :]
        header = [cell.text for cell in grid[0]]
        return [
            dict(zip(header, [cell.text for cell in row] + [""] * len(header), strict=False))
            for row in grid[1:]
            if any(cell.text for cell in row)
        ]

    def roster(self) -> list[dict[str, str]]:
        return self.records(layout.ROSTER)

    def column(self, header: str) -> int:
        return [normal(cell.text) for cell in self.grid(layout.ROSTER.sheet_id)[0]].index(normal(header))

    def find(self, name: str) -> int:
        return self.place(name, "Name")[0]

    def place(self, name: str, header: str) -> tuple[int, int]:
        """Row and column of a student's cell, 0-based."""
        grid = self.grid(layout.ROSTER.sheet_id)
        headers = [normal(cell.text) for cell in grid[0]]
        at = headers.index(normal("Name"))
        row = next(index for index, cells in enumerate(grid) if len(cells) > at and cells[at].text == name)
        return row, headers.index(normal(header))

    def cell(self, name: str, header: str) -> str:
        return next(row for row in self.roster() if row["Name"] == name)[header]

    def minutes(self) -> list[dict[str, str]]:
        return self.records(layout.MINUTES)

    def looks(self, *, waiting: bool = True) -> list[dict[str, str]]:
        return [row for row in self.records(layout.LOOK) if not waiting or row["State"] == "waiting for you"]

    def records_of_looks(self) -> list[dict[str, str]]:
        """Every row of Needs a look, settled ones as well."""
        return self.looks(waiting=False)

    def answer_row(self, row: int, answer: str) -> None:
        """Choose an answer in a row by its number, 0 being the first below the headers."""
        start = {"sheetId": layout.LOOK.sheet_id, "rowIndex": row + 1, "columnIndex": layout.LOOK.column("Your answer")}
        value = {"userEnteredValue": {"stringValue": answer}}
        self.people.write_sheet(
            self.spreadsheet_id, [{"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}}]
        )
        self.tick()

    def answer(self, saw: str, answer: str, *, column: str = "Your answer") -> None:
        """Choose (or type) an answer in the first row whose words contain `saw`."""
        grid = self.grid(layout.LOOK.sheet_id)
        columns = find_columns(layout.LOOK, grid)
        row = next(index for index, cells in enumerate(grid) if saw in columns.said(cells)["What I saw"].text)
        start = {"sheetId": layout.LOOK.sheet_id, "rowIndex": row, "columnIndex": columns.at[column]}
        value = {"userEnteredValue": {"stringValue": answer}}
        self.people.write_sheet(
            self.spreadsheet_id, [{"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}}]
        )
        self.tick()

    # the Docs

    def docs(self) -> dict[str, str]:
        """otsync ID -> Doc id, of Docs that are not in the trash."""
        query = f"appProperties has {{ key='otsync_roster' and value='{self.spreadsheet_id}' }} and trashed=false"
        files = self.people.list_files(query, fields="id,appProperties")
        return {file["appProperties"]["otsync_student"]: file["id"] for file in files if "otsync_student" in file["appProperties"]}

    def docs_in_order(self) -> dict[str, str]:
        """As `docs`; of two Docs for one student the one made first."""
        query = f"appProperties has {{ key='otsync_roster' and value='{self.spreadsheet_id}' }} and trashed=false"
        files = self.people.list_files(query, fields="id,createdTime,appProperties")
        files.sort(key=lambda one: one["createdTime"], reverse=True)
        return {file["appProperties"]["otsync_student"]: file["id"] for file in files if "otsync_student" in file["appProperties"]}

    def doc_id(self, name: str) -> str:
        return self.docs()[self.cell(name, "otsync ID")]

    def body(self, name: str) -> Json:
        return self.people.read_doc(self.doc_id(name))

    def doc(self, name: str) -> PlanDoc:
        return read_plan(self.body(name), self.form)

    def type_value(self, name: str, field_id: str, text: str) -> None:
        """Replace what stands in a field's cell."""
        doc = self.doc(name)
        cell = doc.fields[field_id].value
        requests: list[Json] = []
        if cell.end - 1 > cell.start:
            requests.append({"deleteContentRange": {"range": {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": doc.plan_tab}}})
        if text:
            requests.append({"insertText": {"location": {"index": cell.start, "tabId": doc.plan_tab}, "text": text}})
        self.people.write_doc(self.doc_id(name), requests)
        self.tick()

    @contextmanager
    def recorded(self) -> Iterator[list[Json]]:
        """What people would send, kept instead of sent: edits for the workspace to carry out between two requests of a run."""
        kept: list[Json] = []
        people = self.people

        def sheet(spreadsheet_id: str, requests: Sequence[Json], **_: Any) -> Json:
            kept.append({"method": "POST", "path": f"/v4/spreadsheets/{spreadsheet_id}:batchUpdate", "body": {"requests": list(requests)}})
            return {}

        def doc(document_id: str, requests: Sequence[Json], **_: Any) -> Json:
            kept.append({"method": "POST", "path": f"/v1/documents/{document_id}:batchUpdate", "body": {"requests": list(requests)}})
            return {}

        people.write_sheet, people.write_doc = sheet, doc  # type: ignore[method-assign, assignment]
        try:
            yield kept
        finally:
            del people.write_sheet, people.write_doc

    def share_by_link(self, file_id: str) -> None:
        """In Share: anyone who has the link may read."""
        asked = {"type": "anyone", "role": "reader"}
        answer = requests.post(f"{self.served.url}/drive/v3/files/{file_id}/permissions", json=asked, timeout=10)
        answer.raise_for_status()
        self.tick()

    def put_back(self, file_id: str, body: Json) -> None:
        """A file's content as it once was, as the version history restores it: under the same id, as a new change."""
        workspace = self.workspace
        context = Context(workspace.owner, workspace.clock.now(), workspace.switches)
        with workspace.store.write() as tx:
            if "sheets" in body:
                sheets.delete(tx, file_id)
                sheets.load(tx, file_id, body, context)
            else:
                docs.load(tx, file_id, body, context)
            files.touch(tx, file_id, context)
        self.tick()

    def suggest(self, document_id: str, index: int, text: str, tab_id: str | None) -> None:
        """Text typed in suggesting mode at a UTF-16 index: it waits to be accepted."""
        workspace = self.workspace
        context = Context(workspace.owner, workspace.clock.now(), workspace.switches)
        with workspace.store.write() as tx:
            docs.seed_suggestion(tx, document_id, context, index=index, insert=text, tab_id=tab_id)
            files.touch(tx, document_id, context)

    def rows(self, name: str, field_id: str) -> list[tuple[str, ...]]:
        """The filled rows of a table of the Plan."""
        return [row for row in self.doc(name).tables[field_id].rows if any(cell.strip() for cell in row)]

    def row_place(self, name: str, field_id: str, row: int) -> Json:
        """A TableCellLocation; row 0 is the headers."""
        doc = self.doc(name)
        start = {"index": doc.tables[field_id].table.start, "tabId": doc.plan_tab}
        return {"tableStartLocation": start, "rowIndex": row, "columnIndex": 0}

    def type_cell(self, name: str, field_id: str, row: int, column: int, text: str) -> None:
        """Replace what stands in a cell of a table of the Plan; row 0 is the headers."""
        doc = self.doc(name)
        cell = doc.tables[field_id].table.rows[row][column]
        requests: list[Json] = []
        if cell.end - 1 > cell.start:
            requests.append({"deleteContentRange": {"range": {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": doc.plan_tab}}})
        if text:
            requests.append({"insertText": {"location": {"index": cell.start, "tabId": doc.plan_tab}, "text": text}})
        self.people.write_doc(self.doc_id(name), requests)
        self.tick()

    def add_row(self, name: str, field_id: str, *cells: str) -> None:
        """A row behind the last one of a table of the Plan."""
        last = len(self.doc(name).tables[field_id].table.rows) - 1
        place = self.row_place(name, field_id, last)
        self.people.write_doc(self.doc_id(name), [{"insertTableRow": {"tableCellLocation": place, "insertBelow": True}}])
        for column, text in enumerate(cells):
            self.type_cell(name, field_id, last + 1, column, text)

    def delete_row(self, name: str, field_id: str, row: int) -> None:
        self.people.write_doc(self.doc_id(name), [{"deleteTableRow": {"tableCellLocation": self.row_place(name, field_id, row)}}])
        self.tick()

    def notes_tab(self, name: str) -> tuple[str, list[Paragraph]]:
        tab = next(tab for tab in tabs_of(self.body(name)) if tab.title == "Notes")
        return tab.id, [block for block in tab.blocks if isinstance(block, Paragraph)]

    def write_notes(self, name: str, text: str) -> None:
        """Type lines on top of the tab Notes, below its grey line."""
        tab, paragraphs = self.notes_tab(name)
        self.people.write_doc(
            self.doc_id(name), [{"insertText": {"location": {"index": paragraphs[1].start, "tabId": tab}, "text": text + "\n"}}]
        )
        self.tick()

    def change_note(self, name: str, old: str, new: str) -> None:
        tab, paragraphs = self.notes_tab(name)
        line = next(one for one in paragraphs if old in one.text)
        at = line.start + len(line.text[: line.text.index(old)].encode("utf-16-le")) // 2
        end = at + len(old.encode("utf-16-le")) // 2
        requests: list[Json] = [{"deleteContentRange": {"range": {"startIndex": at, "endIndex": end, "tabId": tab}}}]
        if new:
            requests.append({"insertText": {"location": {"index": at, "tabId": tab}, "text": new}})
        self.people.write_doc(self.doc_id(name), requests)
        self.tick()


def typed(text: str) -> Json:
    """A cell as the Sheets page would enter it: dates become numbers with a date format, the rest stays text."""
    day = parse_day(text) if "/" in text else None
    if day:
        return {
            "userEnteredValue": {"numberValue": day_serial(day)},
            "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "m/d/yy"}},
        }
    return {"userEnteredValue": {"stringValue": text}} if text else {}


@contextmanager
def house(directory: Path, *, switches: Switches | None = None, checked: bool = False) -> Iterator[House]:
    """Its files are gone with the test: nothing waits for the disk. `checked`: every answer is held against Google's documents."""
    home = House((CheckedWorkspace if checked else Workspace)(directory, switches=switches or Switches(), durable=False))
    try:
        yield home
    finally:
        home.close()


AVA = {
    "Name": "Ava Romero",
    "Birthdate": "3/1/2017",
    "School": "Lincoln",
    "Grade": "4",
    "Room": "12",
    "Teacher(s)": "Alvarez",
    "Plan type": "IEP",
    "Eligibilities": "OHI",
    "Precautions": "Peanut allergy, EpiPen Rm 12",
    "Service minutes": "30 min weekly push-in",
    "Annual": "3/4/2027",
    "Triennial": "3/4/2028",
    "Status": "active",
}
BEN = {"Name": "Ben Tran", "Birthdate": "5/6/2015", "School": "Lincoln", "Plan type": "504", "Service minutes": "OT consult 15 min/quarter"}
ELI = {"Name": "Élî O'Neill 🦈", "Birthdate": "7/8/2018", "School": "Oak", "Plan type": "RTI", "Precautions": "none known"}
