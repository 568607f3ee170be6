"""People's hands for the state machine: everything they do is done at a place, not for a name that may have changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from otsync.caseload.fields import Field
from otsync.caseload.roster import Roster, RosterRow, read_roster
from otsync.caseload.values import compared
from otsync.document.body import Paragraph, tabs_of
from otsync.document.read import PlanDoc, read_plan
from otsync.workbook import layout
from tests.house import FORM, House, typed

Json = dict[str, Any]
ROSTER = layout.ROSTER.sheet_id
ANSWERS = ("Use the Doc", "Use the roster", "Put it back", "Clear it on both sides", "Go ahead", "No", "Withdraw", "Moved, keep them")
CELL = "userEnteredValue,userEnteredFormat.numberFormat"


@dataclass
class Line:
    """A session line that a person keeps on the tab Notes. `minutes` is what a plain sum should hold for it."""

    token: str
    day: date
    minutes: int
    gone: bool = False


@dataclass
class Hands:
    """What people do, and the session lines that they keep by student."""

    home: House
    lines: dict[str, list[Line]] = field(default_factory=dict)
    count: int = 0

    def token(self) -> str:
        self.count += 1
        return f"w{self.count}"

    # reading

    def roster(self) -> Roster:
        return read_roster(self.home.grid(ROSTER), FORM)

    def students(self) -> list[RosterRow]:
        return [row for row in self.roster().rows if row.otsync_id]

    def student(self, at: int) -> RosterRow | None:
        rows = self.students()
        return rows[at % len(rows)] if rows else None

    def doc_of(self, at: int) -> tuple[str, str, PlanDoc, Json] | None:
        """(otsync ID, Doc id, as read, body) of a student whose Doc has its tab Plan."""
        row = self.student(at)
        doc = self.home.docs_in_order().get(row.otsync_id) if row else None
        if row is None or doc is None:
            return None
        body = self.home.people.read_doc(doc)
        return row.otsync_id, doc, read_plan(body, FORM), body

    # roster

    def sheet(self, *requests: Json) -> None:
        self.home.people.write_sheet(self.home.spreadsheet_id, list(requests))
        self.home.tick()

    def put(self, row: int, column: int, value: Json) -> None:
        start = {"sheetId": ROSTER, "rowIndex": row, "columnIndex": column}
        self.sheet({"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": CELL}})

    def type_roster(self, at: int, wanted: Field, text: str) -> bool:
        roster = self.roster()
        rows = [row for row in roster.rows if row.otsync_id]
        if not rows or wanted.id not in roster.columns:
            return False
        self.put(rows[at % len(rows)].row, roster.columns[wanted.id], typed(text))
        return True

    def sort(self, column: str, order: str, *, alone: bool) -> None:
        roster = self.roster()
        if column not in roster.columns:
            return
        at = roster.columns[column]
        where = {"sheetId": ROSTER, "startRowIndex": roster.header_row + 1, "endRowIndex": max(row.row for row in roster.rows) + 1}
        if alone:
            where |= {"startColumnIndex": at, "endColumnIndex": at + 1}
        self.sheet({"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": at, "sortOrder": order}]}})

    def insert_row(self, at: int) -> None:
        row = self.students()[at % len(self.students())].row
        self.sheet({"insertDimension": {"range": {"sheetId": ROSTER, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}}})

    def delete_row(self, at: int) -> None:
        row = self.students()[at % len(self.students())].row
        self.sheet({"deleteDimension": {"range": {"sheetId": ROSTER, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}}})

    def move_column(self, at: int, to: int) -> None:
        width = self.roster().width
        start, end = at % width, to % width
        where = {"sheetId": ROSTER, "dimension": "COLUMNS", "startIndex": start, "endIndex": start + 1}
        if end not in (start, start + 1):
            self.sheet({"moveDimension": {"source": where, "destinationIndex": end}})

    def insert_column(self, at: int) -> None:
        place = at % self.roster().width
        where = {"sheetId": ROSTER, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
        self.sheet({"insertDimension": {"range": where}})
        self.put(self.roster().header_row, place, typed(f"Her own {self.token()}"))

    def rename_column(self, wanted: Field, title: str) -> None:
        roster = self.roster()
        if wanted.id in roster.columns:
            self.put(roster.header_row, roster.columns[wanted.id], typed(title))

    def rename_tab(self, tab: layout.Tab, title: str) -> None:
        self.sheet({"updateSheetProperties": {"properties": {"sheetId": tab.sheet_id, "title": title}, "fields": "title"}})

    def own_minutes(self, at: int, minutes: int) -> None:
        row = self.student(at)
        if row is None:
            return
        number = {"userEnteredValue": {"numberValue": minutes}}
        values = {"Date": typed("10/5/2026"), "Minutes": number, "otsync ID": typed(row.otsync_id), "As written": typed(self.token())}
        cells = [values.get(one, {}) for one in layout.MINUTES.headers]
        self.sheet({"appendCells": {"sheetId": layout.MINUTES.sheet_id, "rows": [{"values": cells}], "fields": CELL}})

    def answer(self, at: int, choice: int) -> str | None:
        """Choose one of the answers that a waiting question offers; its otsync ID ("" for the whole caseload)."""
        return self._answer(at, "Your answer", ANSWERS[choice % len(ANSWERS)])

    def answer_by_typing(self, at: int, text: str) -> str | None:
        """Type into "Or type it" of a waiting question; its otsync ID ("" for the whole caseload)."""
        return self._answer(at, "Or type it", text)

    def _answer(self, at: int, header: str, text: str) -> str | None:
        grid = self.home.grid(layout.LOOK.sheet_id)
        state, key, column = (layout.LOOK.column(name) for name in ("State", "Key", header))
        waits = [index for index, row in enumerate(grid) if len(row) > key and row[state].text == "waiting for you"]
        if not waits:
            return None
        row = waits[at % len(waits)]
        start = {"sheetId": layout.LOOK.sheet_id, "rowIndex": row, "columnIndex": column}
        value = {"userEnteredValue": {"stringValue": text}}
        self.sheet({"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}})
        return grid[row][key].text.split(":")[0].strip("-")

    # Docs

    def write(self, doc: str, *requests: Json) -> None:
        self.home.people.write_doc(doc, list(requests))
        self.home.tick()

    def type_doc(self, at: int, wanted: Field, text: str) -> bool:
        """Replace what stands in a value cell."""
        found = self.doc_of(at)
        if found is None or wanted.id not in found[2].fields or found[2].fields[wanted.id].value.pending:
            return False
        cell, tab = found[2].fields[wanted.id].value, found[2].plan_tab
        requests: list[Json] = []
        if cell.end - 1 > cell.start:
            requests.append({"deleteContentRange": {"range": {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": tab}}})
        if text:
            requests.append({"insertText": {"location": {"index": cell.start, "tabId": tab}, "text": text}})
        if requests:
            self.write(found[1], *requests)
        return True

    def insert_doc(self, at: int, wanted: Field, text: str, share: int) -> bool:
        """Type within what stands there, between two characters."""
        found = self.doc_of(at)
        if found is None or wanted.id not in found[2].fields or found[2].fields[wanted.id].value.pending:
            return False
        paragraph = found[2].fields[wanted.id].value.paragraphs[0]
        if not paragraph.plain:
            return False
        place = paragraph.start + units(paragraph.text[: share % (len(paragraph.text) + 1)])
        self.write(found[1], {"insertText": {"location": {"index": place, "tabId": found[2].plan_tab}, "text": text}})
        return True

    def style_doc(self, at: int, wanted: Field, style: str) -> None:
        found = self.doc_of(at)
        if found is None or wanted.id not in found[2].fields:
            return
        cell = found[2].fields[wanted.id].value
        where = {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": found[2].plan_tab}
        if cell.end - 1 <= cell.start:
            return
        given: dict[str, Json] = {
            "bold": {"updateTextStyle": {"range": where, "textStyle": {"bold": True}, "fields": "bold"}},
            "link": {"updateTextStyle": {"range": where, "textStyle": {"link": {"url": "https://example.org/"}}, "fields": "link"}},
            "bullets": {"createParagraphBullets": {"range": where, "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"}},
        }
        self.write(found[1], given[style])

    def suggest(self, at: int, wanted: Field) -> None:
        found = self.doc_of(at)
        if found and wanted.id in found[2].fields:
            self.home.suggest(found[1], found[2].fields[wanted.id].value.start, f"maybe {self.token()} ", found[2].plan_tab)

    def drop_anchor(self, at: int, wanted: Field) -> None:
        found = self.doc_of(at)
        if found and wanted.id in found[2].fields and found[2].fields[wanted.id].anchored:
            self.write(found[1], {"deleteNamedRange": {"name": f"otsync.{wanted.id}"}})

    def delete_plan_row(self, at: int, wanted: Field) -> None:
        found = self.doc_of(at)
        if found is None or wanted.id not in found[2].fields:
            return
        cell = found[2].fields[wanted.id].label
        start = {"index": cell.table_start, "tabId": found[2].plan_tab}
        if len(next(one for tab in tabs_of(found[3]) for one in tab.tables() if one.start == cell.table_start).rows) > 1:
            where = {"tableStartLocation": start, "rowIndex": cell.row, "columnIndex": 0}
            self.write(found[1], {"deleteTableRow": {"tableCellLocation": where}})

    def type_above(self, at: int, text: str) -> None:
        found = self.doc_of(at)
        if found is None:
            return
        tab = next(one for one in tabs_of(found[3]) if one.id == found[2].plan_tab)
        first = next((one for one in tab.blocks if isinstance(one, Paragraph)), None)
        if first:
            self.write(found[1], {"insertText": {"location": {"index": first.start, "tabId": tab.id}, "text": text + "\n"}})

    def rename_doc_tab(self, at: int, title: str) -> None:
        found = self.doc_of(at)
        if found:
            change = {"tabProperties": {"tabId": found[2].plan_tab, "title": title}, "fields": "title"}
            self.write(found[1], {"updateDocumentTabProperties": change})

    def copy_doc(self, at: int) -> None:
        found = self.doc_of(at)
        if found:
            self.home.people.copy_file(found[1], {"name": f"Copy {self.token()}"}, fields="id")
            self.home.tick()

    def trash(self, at: int) -> str | None:
        found = self.doc_of(at)
        if found:
            self.home.people.update_file(found[1], {"trashed": True}, fields="id")
            self.home.tick()
        return found[1] if found else None

    def put_back(self, doc: str) -> None:
        self.home.people.update_file(doc, {"trashed": False}, fields="id")
        self.home.tick()

    def move(self, at: int) -> None:
        found = self.doc_of(at)
        if found:
            folder = self.home.people.create_file({"name": "hers", "mimeType": "application/vnd.google-apps.folder"}, fields="id")["id"]
            parents = self.home.people.get_file(found[1], fields="parents")["parents"]
            self.home.people.update_file(found[1], {}, fields="id", add_parents=folder, remove_parents=parents)
            self.home.tick()

    # notes

    def _notes(self, at: int) -> tuple[str, str, str, list[Paragraph]] | None:
        found = self.doc_of(at)
        tab = next((one for one in tabs_of(found[3]) if one.title == "Notes"), None) if found else None
        if found is None or tab is None:
            return None
        return found[0], found[1], tab.id, [one for one in tab.blocks if isinstance(one, Paragraph)]

    def add_note(self, at: int, back: int, minutes: int, more: str) -> None:
        """A session of one of the last days, at most one line a day for each student."""
        found = self._notes(at)
        if found is None:
            return
        day = self.home.now.date() - timedelta(days=back)
        kept = self.lines.setdefault(found[0], [])
        if any(one.day == day for one in kept):
            return
        line = Line(self.token(), day, minutes)
        kept.append(line)
        text = f"{day.month}/{day.day}/{day.year} {minutes} min push-in {line.token}{more}\n"
        self.write(found[1], {"insertText": {"location": {"index": found[3][1].start, "tabId": found[2]}, "text": text}})

    def _line(self, at: int, which: int) -> tuple[str, str, Line, Paragraph] | None:
        found = self._notes(at)
        kept = [line for line in self.lines.get(found[0], ()) if not line.gone] if found else []
        if found is None or not kept:
            return None
        line = kept[which % len(kept)]
        words = re.compile(rf" {line.token}\b")
        paragraph = next((one for one in found[3] if words.search(one.text)), None)
        return (found[1], found[2], line, paragraph) if paragraph else None

    def change_note(self, at: int, which: int, minutes: int) -> None:
        found = self._line(at, which)
        if found is None:
            return
        doc, tab, line, paragraph = found
        old = f" {line.minutes} min"
        start = paragraph.start + units(paragraph.text[: paragraph.text.index(old)])
        self.write(
            doc,
            {"deleteContentRange": {"range": {"startIndex": start, "endIndex": start + units(old), "tabId": tab}}},
            {"insertText": {"location": {"index": start, "tabId": tab}, "text": f" {minutes} min"}},
        )
        line.minutes = minutes

    def strike_note(self, at: int, which: int) -> None:
        found = self._line(at, which)
        if found is None:
            return
        doc, tab, line, paragraph = found
        where = {"startIndex": paragraph.start, "endIndex": paragraph.end - 1, "tabId": tab}
        self.write(doc, {"updateTextStyle": {"range": where, "textStyle": {"strikethrough": True}, "fields": "strikethrough"}})
        line.gone = True

    def delete_note(self, at: int, which: int) -> None:
        found = self._line(at, which)
        if found is None:
            return
        doc, tab, line, paragraph = found
        self.write(doc, {"deleteContentRange": {"range": {"startIndex": paragraph.start, "endIndex": paragraph.end, "tabId": tab}}})
        line.gone = True


def same(wanted: Field, one: str, two: str) -> bool:
    return compared(wanted, one) == compared(wanted, two)


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
