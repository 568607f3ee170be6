"""A person's keyboard, and what she does in the workbook: plain calls of the REST API, as made by anyone but otsync."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import httplib2
from googleapiclient import discovery

from otsync.caseload.fields import PlanForm, load_plan, normal
from otsync.caseload.values import day_serial
from otsync.demo.caseload import ADDED_COLUMNS, OWN_COLUMN, Caseload, Line, Student, Value

Json = dict[str, Any]

USER_HEADER = "X-Workspace-User"
ADDED_HEADERS = {"strategies": "Treatment strategies", "evaluation": "OT eval"}
DOC_LINK = re.compile(r"/d/([\w-]+)")


class Keyboard(httplib2.Http):  # type: ignore[misc]
    """An HTTP client that says who is typing."""

    def __init__(self, person: str) -> None:
        super().__init__(timeout=60)
        self._person = person

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **options: Any) -> Any:
        return super().request(uri, method, body, {**(headers or {}), USER_HEADER: self._person}, **options)


def service(name: str, version: str, address: str, http: httplib2.Http) -> Any:
    """A client of one API at `address`, from the discovery documents that ship with the library."""
    options = {"api_endpoint": address}
    return discovery.build(name, version, http=http, client_options=options, static_discovery=True, cache_discovery=False)


@dataclass(frozen=True, slots=True)
class Grid:
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


class BookDesk:
    """Her hands on the workbook. A row is found by the student's name."""

    def __init__(self, address: str, spreadsheet_id: str, http: httplib2.Http) -> None:
        self._sheets = service("sheets", "v4", address, http).spreadsheets()
        self._values = self._sheets.values()
        self.spreadsheet_id = spreadsheet_id
        self.form: PlanForm = load_plan()
        self._ids: dict[str, int] = {}

    def values(self, title: str) -> list[list[Any]]:
        """A tab as it stands: formulas as formulas, dates as serial numbers; rows end with their last value."""
        answer = self._values.get(spreadsheetId=self.spreadsheet_id, range=title, valueRenderOption="FORMULA").execute()
        return list(answer.get("values", []))

    def roster(self) -> Grid:
        rows = self.values("Roster")
        header = next(at for at, row in enumerate(rows) if "Name" in row and "Birthdate" in row)
        return Grid(rows, header)

    def _update(self, requests: Sequence[Json]) -> None:
        self._sheets.batchUpdate(spreadsheetId=self.spreadsheet_id, body={"requests": list(requests)}).execute()

    def _sheet(self, title: str) -> int:
        """The id of a tab."""
        if title not in self._ids:
            answer = self._sheets.get(spreadsheetId=self.spreadsheet_id, fields="sheets.properties(sheetId,title)").execute()
            self._ids = {one["properties"]["title"]: one["properties"].get("sheetId", 0) for one in answer["sheets"]}
        return self._ids[title]

    @property
    def roster_id(self) -> int:
        return self._sheet("Roster")

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
                _put(sheet, grid.header + 1, after, [typed(text) for text in headers], "userEnteredValue"),
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

    def _columns(self, grid: Grid) -> dict[str, int]:
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
        self._update([_put(self.roster_id, grid.row(student), place, [typed(value)], "userEnteredValue,userEnteredFormat.numberFormat")])

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

    def fill_calendar(self, year: tuple[date, date], days: Sequence[tuple[date, date, str]]) -> None:
        """Date the school year, and write the days off below what stands there."""
        rows = self.values("Calendar")
        sheet = self._sheet("Calendar")
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        at = next(index for index, row in enumerate(rows) if row and row[-1] == "school year")
        requests = [_put(sheet, at, 0, [typed(year[0]), typed(year[1])], fields)]
        for offset, (first, last, why) in enumerate(days):
            requests.append(_put(sheet, len(rows) + offset, 0, [typed(first), typed(last), typed("all"), typed(why)], fields))
        self._update(requests)

    def fill_setting(self, name: str, value: str) -> None:
        at = next(index for index, row in enumerate(self.values("Settings")) if row and row[0] == name)
        self._update([_put(self._sheet("Settings"), at, 1, [typed(value)], "userEnteredValue")])

    def rename_workbook(self, title: str) -> None:
        self._update([{"updateSpreadsheetProperties": {"properties": {"title": title}, "fields": "title"}}])

    def doc_of(self, student: Student) -> str:
        """The id of the student's Doc, from the link in the roster."""
        grid = self.roster()
        link = str(grid.cell(grid.row(student), grid.column(self.form.own["plan"])))
        found = DOC_LINK.search(link)
        if not found:
            raise LookupError(f"there is no link to a plan in row {grid.row(student) + 1} of the roster")
        return found.group(1)


def typed(value: Value) -> Json:
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
        cells[0] = typed(line.words)
    values: dict[str, Value] = dict(line.student.values if line.student else line.cells)
    if line.student:
        values[OWN_COLUMN] = line.student.bus
    for key, value in values.items():
        if key in columns:
            cells[columns[key]] = typed(value)
    return cells
