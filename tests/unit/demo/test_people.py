"""The people of the demonstration, typing into a served workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
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
from otsync.workspace.server import Served, Workspace, serve

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
        body = self.sheets.get(spreadsheetId=self.people.book.spreadsheet_id, ranges=["Roster"], fields=FIELDS).execute()
        return read_roster(read_book(body).grids[layout.ROSTER.sheet_id], FORM)

    def body(self) -> dict[str, Any]:
        return dict(self.docs.get(documentId=self.doc, includeTabsContent=True).execute())

    def notes(self) -> list[Any]:
        return list(next(tab for tab in tabs_of(self.body()) if tab.title == "Notes").blocks)


def _service(name: str, version: str, url: str) -> Any:
    return discovery.build(
        name, version, http=httplib2.Http(), client_options={"api_endpoint": url}, static_discovery=True, cache_discovery=False
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    workspace = Workspace(tmp_path_factory.mktemp("workspace"), clock=Clock(datetime(2026, 11, 6, 15, 0)))
    with serve(workspace) as server:
        yield server
    workspace.close()


@pytest.fixture(scope="module")
def office(served: Served) -> Office:
    docs, sheets = _service("docs", "v1", served.url).documents(), _service("sheets", "v4", served.url).spreadsheets()
    book = sheets.create(body=layout.spreadsheet_body("OT", "America/Los_Angeles", "en_US")).execute()["spreadsheetId"]
    sheets.batchUpdate(spreadsheetId=book, body={"requests": layout.dress_requests()}).execute()
    caseload = make_caseload(20)
    people = People(served.url, book, served.workspace.clock.set)
    people.book.lay_out_roster(caseload)
    student = next(one for one in caseload.students if one.goals)
    return Office(people, caseload, student, "", docs, sheets)


@pytest.fixture
def desk(office: Office) -> Office:
    """The same office with a plan Doc of its own."""
    docs = office.docs
    doc = docs.create(body={"title": "plan"}).execute()["documentId"]
    first = tabs_of(docs.get(documentId=doc, includeTabsContent=True).execute())[0].id
    docs.batchUpdate(documentId=doc, body={"requests": template_requests(FORM)}).execute()
    tabs = {tab.title: tab.id for tab in tabs_of(docs.get(documentId=doc, includeTabsContent=True).execute())}
    docs.batchUpdate(documentId=doc, body={"requests": guide_requests(first, tabs["Notes"], tabs["E-mails"])}).execute()
    return replace(office, doc=doc)


def test_the_typed_roster_reads_as_the_caseload(office: Office) -> None:
    """Title, separators, her own columns and the row without a name are passed over; every student's values arrive as typed."""
    office.people.book.write_lines(office.caseload.lines, lambda line: True)
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
    people.book.write_lines(office.caseload.lines, lambda line: True)
    before = people.book.roster()
    people.book.sort_roster(("school", "name"))
    after = people.book.roster()
    assert [row for row in before.rows] != [row for row in after.rows]
    for student in office.caseload.students:
        row = after.rows[after.row(student)]
        assert row[after.column("Name")] == student.name
        assert row[after.column("Room")] == student.values["room"]


def test_values_typed_into_the_plan_are_found_under_their_fields(desk: Office) -> None:
    """A value goes into the cell beside its label, over what stood there, and its neighbours keep theirs."""
    desk.people.docs.fill_doc(desk.doc, desk.student.doc_values.items())
    desk.people.docs.fill_doc(desk.doc, [("interests", "the 🌊 ocean")])
    plan = read_plan(desk.body(), FORM)
    assert plan.text("interests") == "the 🌊 ocean"
    for key, text in desk.student.doc_values.items():
        if key != "interests":
            assert plan.text(key) == text


def test_two_goals_stand_in_two_rows(desk: Office) -> None:
    """The goal table grows by a row when there are more goals than rows."""
    goals = desk.student.goals
    desk.people.docs.fill_goals(desk.doc, goals)
    assert read_plan(desk.body(), FORM).tables["goals"].rows == goals


def test_notes_go_on_top_below_the_first_line(desk: Office) -> None:
    """Each new note stands above the older ones and below the line that is not hers."""
    desk.people.docs.write_notes(desk.doc, ["10/2 30 pull-out", "Next: laces"])
    desk.people.docs.write_notes(desk.doc, ["10/7 30 push-in"])
    texts = [block.text for block in desk.notes()]
    assert texts[1:4] == ["10/7 30 push-in", "10/2 30 pull-out", "Next: laces"]
    desk.people.docs.mend_note(desk.doc, "10/2 30 pull-out", "10/2 25 pull-out")
    assert [block.text for block in desk.notes()][2] == "10/2 25 pull-out"


def test_her_own_table_takes_a_new_row_on_top(desk: Office) -> None:
    """A table on the tab Notes has its headers first and the newest visit below them."""
    desk.people.docs.write_table(desk.doc, [("10/6", "9:15", "9:45", "30", "PI", "scissors")])
    desk.people.docs.add_table_row(desk.doc, ("10/13", "", "", "", "", "No school"))
    table = next(block for block in desk.notes() if not hasattr(block, "text"))
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        TABLE_HEADER,
        ("10/13", "", "", "", "", "No school"),
        ("10/6", "9:15", "9:45", "30", "PI", "scissors"),
    ]
