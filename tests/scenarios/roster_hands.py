"""What people do in the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.caseload.fields import normal
from otsync.workbook import layout
from otsync.workbook.columns import Columns, find_columns
from tests.house import BEN, House, typed
from tests.scenarios.language import one_of, says

Json = dict[str, Any]
ROSTER = layout.ROSTER.sheet_id


class RosterHands:
    if TYPE_CHECKING:
        home: House
        lines: list[str]
        kept: dict[str, Any]

    def who(self, said: str) -> str:
        """A student's name as it stands in the roster."""
        return one_of([row["Name"] for row in self.home.roster() if row["Name"]], said)

    def _sheet(self, *requests: Json) -> None:
        self.home.people.write_sheet(self.home.spreadsheet_id, list(requests))
        self.home.tick()

    def _cell(self, row: int, column: int, value: Json) -> None:
        start = {"sheetId": ROSTER, "rowIndex": row, "columnIndex": column}
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        self._sheet({"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": fields}})

    @says("roster set", "roster clear")
    def roster_set(self, who: str, header: str, text: str = "") -> None:
        words = "\n".join([text, *self.lines]).strip("\n")
        self._cell(*self.home.place(self.who(who), header), typed(words))

    @says("roster type into row")
    def roster_type_into_row(self, row: str, header: str, text: str = "") -> None:
        """By the row's number, as people count."""
        self._cell(int(row) - 1, self.home.column(header), typed(text))

    @says("roster formula")
    def roster_formula(self, who: str, header: str, formula: str) -> None:
        self._cell(*self.home.place(self.who(who), header), {"userEnteredValue": {"formulaValue": formula}})

    @says("roster set every")
    def roster_set_every(self, header: str, pattern: str) -> None:
        """`#` stands for a number that goes up."""
        for at, row in enumerate(self.home.roster(), start=1):
            self._cell(*self.home.place(row["Name"], header), typed(pattern.replace("#", str(at))))

    @says("roster add")
    def roster_add(self, name: str, *cells: str) -> None:
        """Another student: Header: text, and what Ben has where nothing is said."""
        said = dict(cell.split(": ", 1) for cell in cells)
        self.home.add_students(BEN | {"Name": name} | said)

    @says("roster add many")
    def roster_add_many(self, count: str) -> None:
        self.home.add_students(
            *(
                BEN | {"Name": f"Kid {at:02} Lane", "Birthdate": f"{at % 12 + 1}/{at}/2016", "Room": str(100 + at), "Teacher(s)": f"T{at}"}
                for at in range(1, int(count) + 1)
            )
        )

    @says("roster delete row")
    def roster_delete(self, who: str) -> None:
        row = self.home.find(self.who(who))
        self._sheet({"deleteDimension": {"range": {"sheetId": ROSTER, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}}})

    @says("roster delete rows")
    def roster_delete_rows(self, *people: str) -> None:
        for who in people:
            self.roster_delete(who)

    @says("roster insert row above")
    def roster_insert_row(self, who: str) -> None:
        row = self.home.find(self.who(who))
        self._sheet({"insertDimension": {"range": {"sheetId": ROSTER, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}}})

    @says("roster paste row of")
    def roster_paste_row(self, who: str) -> None:
        """The whole row, otsync's own cells included, copied below the last one."""
        row, end = self.home.find(self.who(who)), len(self.home.grid(ROSTER))
        width = len(self.home.grid(ROSTER)[0])
        source = {"sheetId": ROSTER, "startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": 0, "endColumnIndex": width}
        target = source | {"startRowIndex": end, "endRowIndex": end + 1}
        self._sheet({"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_NORMAL"}})

    @says("roster cut row of")
    def roster_cut_row(self, who: str) -> None:
        """The whole row cut and pasted below the last one."""
        row, end = self.home.find(self.who(who)), len(self.home.grid(ROSTER))
        width = len(self.home.grid(ROSTER)[0])
        source = {"sheetId": ROSTER, "startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": 0, "endColumnIndex": width}
        target = {"sheetId": ROSTER, "rowIndex": end, "columnIndex": 0}
        self._sheet({"cutPaste": {"source": source, "destination": target, "pasteType": "PASTE_NORMAL"}})

    @says("roster swap IDs of")
    def roster_swap(self, one: str, other: str) -> None:
        column, ids = self.home.column("otsync ID"), [self.home.cell(self.who(who), "otsync ID") for who in (one, other)]
        for who, otsync_id in zip((other, one), ids, strict=True):
            self._cell(self.home.find(self.who(who)), column, typed(otsync_id))

    @says("sort rows by")
    def sort_rows(self, header: str, order: str = "ascending") -> None:
        grid = self.home.grid(ROSTER)
        where = {"sheetId": ROSTER, "startRowIndex": 1, "endRowIndex": len(grid)}
        self._sort(where, self.home.column(header), order)

    @says("sort alone the column")
    def sort_column(self, header: str, order: str = "ascending") -> None:
        grid, column = self.home.grid(ROSTER), self.home.column(header)
        where = {"sheetId": ROSTER, "startRowIndex": 1, "endRowIndex": len(grid), "startColumnIndex": column, "endColumnIndex": column + 1}
        self._sort(where, column, order)

    def _sort(self, where: Json, column: int, order: str) -> None:
        self._sheet({"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": column, "sortOrder": order.upper()}]}})

    @says("filter rows by")
    def filter_rows(self, header: str, hidden: str) -> None:
        """A filter of hers hides the rows that say this."""
        grid, column = self.home.grid(ROSTER), self.home.column(header)
        where = {"sheetId": ROSTER, "startRowIndex": 0, "endRowIndex": len(grid)}
        criteria = [{"columnIndex": column, "filterCriteria": {"hiddenValues": [hidden]}}]
        self._sheet({"setBasicFilter": {"filter": {"range": where, "filterSpecs": criteria}}})

    @says("column insert before")
    def column_insert(self, header: str, title: str) -> None:
        at = self.home.column(header)
        self._sheet({"insertDimension": {"range": {"sheetId": ROSTER, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}}})
        self._cell(0, at, typed(title))

    @says("column delete")
    def column_delete(self, header: str) -> None:
        at = self.home.column(header)
        self._sheet({"deleteDimension": {"range": {"sheetId": ROSTER, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}}})

    @says("column rename")
    def column_rename(self, header: str, title: str) -> None:
        self._cell(0, self.home.column(header), typed(title))

    @says("column move")
    def column_move(self, header: str, before: str) -> None:
        at = self.home.column(header)
        where = {"sheetId": ROSTER, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        self._sheet({"moveDimension": {"source": where, "destinationIndex": self.home.column(before)}})

    @says("tab rename")
    def tab_rename(self, title: str, new: str) -> None:
        self._sheet({"updateSheetProperties": {"properties": {"sheetId": self._tab(title), "title": new}, "fields": "title"}})

    @says("tab delete")
    def tab_delete(self, title: str) -> None:
        self._sheet({"deleteSheet": {"sheetId": self._tab(title)}})

    @says("tab insert column")
    def tab_insert_column(self, tab: str, before: str, title: str = "") -> None:
        """A column of hers in one of otsync's tabs."""
        kept, at = self._column(tab, before)
        where = {"sheetId": kept.tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        start = {"sheetId": kept.tab.sheet_id, "rowIndex": kept.header_row, "columnIndex": at}
        self._sheet(
            {"insertDimension": {"range": where}},
            {"updateCells": {"start": start, "rows": [{"values": [typed(title)]}], "fields": "userEnteredValue"}},
        )

    @says("tab delete column")
    def tab_delete_column(self, tab: str, header: str) -> None:
        kept, at = self._column(tab, header)
        where = {"sheetId": kept.tab.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        self._sheet({"deleteDimension": {"range": where}})

    @says("tab insert row on top of")
    def tab_insert_row(self, tab: str, title: str) -> None:
        """A title above the headers."""
        sheet_id = self._kept(tab).sheet_id
        start = {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0}
        self._sheet(
            {"insertDimension": {"range": {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
            {"updateCells": {"start": start, "rows": [{"values": [typed(title)]}], "fields": "userEnteredValue"}},
        )

    @says("tab type")
    def tab_type(self, tab: str, row: str, header: str, text: str = "") -> None:
        """The cell below `header` in the first row that holds the words `row`."""
        kept, at = self._column(tab, header)
        grid = self.home.grid(kept.tab.sheet_id)
        found = next(index for index, cells in enumerate(grid) if index > kept.header_row and any(row in cell.text for cell in cells))
        start = {"sheetId": kept.tab.sheet_id, "rowIndex": found, "columnIndex": at}
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        self._sheet({"updateCells": {"start": start, "rows": [{"values": [typed(text)]}], "fields": fields}})

    def _kept(self, title: str) -> layout.Tab:
        return next(tab for tab in layout.TABS if tab.title == title)

    def _column(self, title: str, header: str) -> tuple[Columns, int]:
        tab = self._kept(title)
        found = find_columns(tab, self.home.grid(tab.sheet_id))
        shown = [cell.text for cell in self.home.grid(tab.sheet_id)[found.header_row]]
        return found, shown.index(header)

    def _tab(self, title: str) -> int:
        body = self.home.people.read_sheet(self.home.spreadsheet_id, fields="sheets.properties(sheetId,title)")
        return int(next(one["properties"]["sheetId"] for one in body["sheets"] if one["properties"]["title"] == title))

    @says("workbook copy")
    def workbook_copy(self) -> None:
        """Make a copy, and otsync's configuration names the copy."""
        self.home.spreadsheet_id = str(self.home.people.copy_file(self.home.spreadsheet_id, {"name": "next year"}, fields="id")["id"])
        self.home.tick()

    @says("workbook remember")
    def workbook_remember(self) -> None:
        """As the version history keeps it."""
        self.kept["workbook"] = self.home.people.read_sheet(self.home.spreadsheet_id, fields="*")

    @says("workbook restore")
    def workbook_restore(self) -> None:
        """Back to the version that was remembered: every tab of it."""
        self.home.put_back(self.home.spreadsheet_id, self.kept["workbook"])

    @says("answer")
    def answer(self, saw: str, answer: str) -> None:
        self.home.answer(saw, answer)

    @says("answer by typing")
    def answer_typed(self, saw: str, text: str) -> None:
        self.home.answer(saw, text, column="Or type it")

    @says("minutes add")
    def minutes_add(self, who: str, day: str, minutes: str) -> None:
        """A row of her own below the last one."""
        name = self.who(who)
        self._minutes_add(name, day, minutes, self.home.cell(name, "otsync ID"))

    @says("minutes add by name")
    def minutes_add_by_name(self, name: str, day: str, minutes: str) -> None:
        """The same, without the otsync ID and with the name as she types it."""
        self._minutes_add(name, day, minutes, "")

    def _minutes_add(self, name: str, day: str, minutes: str, otsync_id: str) -> None:
        values = {"Date": typed(day), "Student": typed(name), "Minutes": {"userEnteredValue": {"numberValue": float(minutes)}}}
        values |= {"Kind": typed("direct"), "otsync ID": typed(otsync_id)}
        cells = [values.get(one.header, {}) for one in layout.MINUTES.columns]
        fields = "userEnteredValue,userEnteredFormat.numberFormat"
        self._sheet({"appendCells": {"sheetId": layout.MINUTES.sheet_id, "rows": [{"values": cells}], "fields": fields}})

    @says("minutes delete row")
    def minutes_delete(self, words: str) -> None:
        row = self._minutes_row(words)
        where = {"sheetId": layout.MINUTES.sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
        self._sheet({"deleteDimension": {"range": where}})

    @says("minutes paste row")
    def minutes_paste(self, words: str) -> None:
        """A row of otsync's copied below the last one."""
        row, end = self._minutes_row(words), len(self.home.grid(layout.MINUTES.sheet_id))
        source = {"sheetId": layout.MINUTES.sheet_id, "startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": 0}
        source["endColumnIndex"] = len(layout.MINUTES.columns)
        target = source | {"startRowIndex": end, "endRowIndex": end + 1}
        self._sheet({"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_NORMAL"}})

    @says("minutes alter")
    def minutes_alter(self, words: str, header: str, text: str) -> None:
        number = text.lstrip("-").isdigit()
        value = {"userEnteredValue": {"numberValue": int(text)}} if number else typed(text)
        start = {"sheetId": layout.MINUTES.sheet_id, "rowIndex": self._minutes_row(words), "columnIndex": layout.MINUTES.column(header)}
        self._sheet({"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}})

    def _minutes_row(self, words: str) -> int:
        at = layout.MINUTES.column("As written")
        grid = self.home.grid(layout.MINUTES.sheet_id)
        return next(index for index, row in enumerate(grid) if len(row) > at and words in row[at].text)

    @says("students stand")
    def students_stand(self) -> None:
        """The roster's rows as they are, kept under their names: what a later line compares with."""
        self.kept["roster"] = self.home.roster()

    @says("expect header")
    def expect_header(self, header: str) -> None:
        assert normal(header) in [normal(cell.text) for cell in self.home.grid(ROSTER)[0]], f"no column {header}"
