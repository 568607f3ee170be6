"""The people of the demonstration, typing into a served workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httplib2
import pytest
from googleapiclient import discovery

from otsync.caseload.fields import load_plan
from otsync.caseload.roster import Roster, read_roster
from otsync.demo.caseload import Caseload, Student, make_caseload
from otsync.demo.notes import TABLE_HEADER
from otsync.demo.people import People
from otsync.document.body import tabs_of
from otsync.document.read import read_plan
from otsync.document.template import guide_requests, template_requests
from otsync.workbook import layout
from otsync.workbook.read import FIELDS, read_book
from otsync.workspace.clock import Clock
from otsync.workspace.server import Workspace, serve

FORM = load_plan()


@dataclass
class Office:
    """A workbook in which one student has a plan Doc, and the means to look at both."""

    people: People
    caseload: Caseload
    student: Student
    doc: str
    docs: Any
    sheets: Any

    def roster(self) -> Roster:
        body = self.sheets.get(spreadsheetId=self.people.spreadsheet_id, ranges=["Roster"], fields=FIELDS).execute()
        return read_roster(read_book(body).grids[layout.ROSTER.sheet_id], FORM)

    def body(self) -> dict[str, Any]:
        return dict(self.docs.get(documentId=self.doc, includeTabsContent=True).execute())

    def notes(self) -> list[Any]:
        return list(next(tab for tab in tabs_of(self.body()) if tab.title == "Notes").blocks)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = Clock(datetime(2026, 11, 6, 15, 0))
    workspace = Workspace(tmp_path, clock=clock)
    with serve(workspace) as served:
        options = {"api_endpoint": served.url}
        docs = discovery.build(
            "docs", "v1", http=httplib2.Http(), client_options=options, static_discovery=True, cache_discovery=False
        ).documents()
        sheets = discovery.build(
            "sheets", "v4", http=httplib2.Http(), client_options=options, static_discovery=True, cache_discovery=False
        ).spreadsheets()
        book = sheets.create(body=layout.spreadsheet_body("OT", "America/Los_Angeles", "en_US")).execute()["spreadsheetId"]
        sheets.batchUpdate(spreadsheetId=book, body={"requests": layout.dress_requests()}).execute()
        doc = docs.create(body={"title": "plan"}).execute()["documentId"]
        first = tabs_of(docs.get(documentId=doc, includeTabsContent=True).execute())[0].id
        docs.batchUpdate(documentId=doc, body={"requests": template_requests(FORM)}).execute()
        tabs = {tab.title: tab.id for tab in tabs_of(docs.get(documentId=doc, includeTabsContent=True).execute())}
        docs.batchUpdate(documentId=doc, body={"requests": guide_requests(first, tabs["Notes"], tabs["E-mails"])}).execute()
        caseload = make_caseload(20)
        people = People(served.url, book, clock.set)
        people.lay_out_roster(caseload)
        people.write_lines(caseload.lines, lambda line: True)
        student = next(one for one in caseload.students if one.goals)
        yield Office(people, caseload, student, doc, docs, sheets)
    workspace.close()


def test_the_typed_roster_reads_as_the_caseload(office: Office) -> None:
    """Title, separators, her own columns and the row without a name are passed over; every student's values arrive as typed."""
    roster = office.roster()
    assert roster.fatal == ""
    assert roster.header_row == 1
    by_row = {row.row: row for row in roster.rows}
    assert len(by_row) == 20
    for at, line in enumerate(office.caseload.lines):
        if line.student:
            row = by_row[2 + at]
            assert row.text(FORM, "name") == line.student.name
            for key, value in line.student.values.items():
                said = row.text(FORM, key)
                assert said == value if isinstance(value, str) else said != ""
    assert [problem.code for problem in roster.problems] == ["no_name"]


def test_a_student_is_found_after_the_roster_was_sorted(office: Office) -> None:
    """Sorting moves rows and separators about; a name, or a name with its birthdate, still finds the row."""
    people = office.people
    before = people.roster()
    people.sort_roster(("school", "name"))
    after = people.roster()
    assert [row for row in before.rows] != [row for row in after.rows]
    for student in office.caseload.students:
        row = after.rows[after.row(student)]
        assert row[after.column("Name")] == student.name
        assert row[after.column("Room")] == student.values["room"]


def test_values_typed_into_the_plan_are_found_under_their_fields(office: Office) -> None:
    """A value goes into the cell beside its label, over what stood there, and its neighbours keep theirs."""
    office.people.fill_doc(office.doc, office.student.doc_values.items())
    office.people.fill_doc(office.doc, [("interests", "the 🌊 ocean")])
    plan = read_plan(office.body(), FORM)
    assert plan.text("interests") == "the 🌊 ocean"
    for key, text in office.student.doc_values.items():
        if key != "interests":
            assert plan.text(key) == text


def test_two_goals_stand_in_two_rows(office: Office) -> None:
    """The goal table grows by a row when there are more goals than rows."""
    goals = office.student.goals
    office.people.fill_goals(office.doc, goals)
    assert read_plan(office.body(), FORM).tables["goals"].rows == goals


def test_notes_go_on_top_below_the_first_line(office: Office) -> None:
    """Each new note stands above the older ones and below the line that is not hers."""
    office.people.write_notes(office.doc, ["10/2 30 pull-out", "Next: laces"])
    office.people.write_notes(office.doc, ["10/7 30 push-in"])
    texts = [block.text for block in office.notes()]
    assert texts[1:4] == ["10/7 30 push-in", "10/2 30 pull-out", "Next: laces"]
    office.people.mend_note(office.doc, "10/2 30 pull-out", "10/2 25 pull-out")
    assert [block.text for block in office.notes()][2] == "10/2 25 pull-out"


def test_her_own_table_takes_a_new_row_on_top(office: Office) -> None:
    """A table on the tab Notes has its headers first and the newest visit below them."""
    office.people.write_table(office.doc, [("10/6", "9:15", "9:45", "30", "PI", "scissors")])
    office.people.add_table_row(office.doc, ("10/13", "", "", "", "", "No school"))
    table = next(block for block in office.notes() if not hasattr(block, "text"))
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        TABLE_HEADER,
        ("10/13", "", "", "", "", "No school"),
        ("10/6", "9:15", "9:45", "30", "PI", "scissors"),
    ]
