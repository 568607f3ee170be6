"""`otsync upgrade` on a caseload: what reaches the Docs, what is left, and that it comes to rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from otsync.cli.show import lines
from otsync.document.body import Table
from otsync.document.page import read_page
from otsync.sync.upgrade import UpgradeReport, upgrade
from otsync.workbook import layout
from tests.direct import connect_directly
from tests.house import FORM, House
from tests.sync.forms import GROWN, form_of


def upgraded(home: House, *, write: bool = True, first: int | None = None, put_back: bool = False) -> UpgradeReport:
    home.tick()
    google = connect_directly(home.workspace)
    try:
        return upgrade(google, home.settings(), home.now, write=write, first=first, put_back=put_back)
    finally:
        google.close()


def writes(requests: dict[str, int]) -> int:
    return sum(count for kind, count in requests.items() if kind.endswith("write"))


@pytest.fixture
def grown(home: House, tmp_path: Path) -> House:
    """A caseload with plans of the shipped form, and values in what is to move and to retire."""
    home.type_value("Ava Romero", "diagnoses", "ADHD")
    home.type_value("Ava Romero", "reasoning", "sensory first")
    home.type_value("Ben Tran", "case_manager", "R. Diaz")
    home.sync()
    home.form = form_of(tmp_path)
    return home


def test_a_dry_run_writes_nothing_and_says_what_each_doc_would_get(grown: House) -> None:
    """Every active student's Doc with its steps, by row and otsync ID; the only requests are readings."""
    report = upgraded(grown, write=False)
    assert writes(report.requests) == 0
    assert (report.students, report.todo, report.done, report.fit) == (3, 3, 0, 0)
    ava = next(one for one in report.plans if one.otsync_id == grown.cell("Ava Romero", "otsync ID"))
    assert ava.row == 2
    assert any("“Diagnoses” moves" in words for words in ava.gets)
    assert any("“Reasoning” keeps its words" in words for words in ava.gets)
    assert not any("Ava" in words or "ADHD" in words for one in report.plans for words in (*one.gets, *one.left))
    assert report.template


def test_an_upgrade_reaches_every_doc_and_comes_to_rest(grown: House) -> None:
    """Rows, labels and moves are there, values went along, the new required cell is amber; the next run writes nothing."""
    report = upgraded(grown)
    assert (report.done, report.failed, report.exit_code) == (3, 0, 0)
    ava = grown.doc("Ava Romero")
    assert ava.problems == () and all(cell.anchored for cell in ava.fields.values())
    assert ava.text("diagnoses") == "ADHD"
    assert ava.fields["bus"].value.tint == FORM.tint_to_fill
    assert grown.doc("Ben Tran").fields["bus"].value.tint == ""
    assert grown.doc("Ben Tran").fields["case_manager"].label.label == "Case carrier"
    assert grown.doc("Ben Tran").text("case_manager") == "R. Diaz"
    assert "bus" in ava.text("status_line").lower()
    again = grown.sync()
    assert writes(again.requests) == 0
    assert again.older == 0
    once_more = upgraded(grown)
    assert (once_more.todo, once_more.fit, writes(once_more.requests)) == (0, 3, 0)


def test_what_an_upgrade_did_stands_in_changes(grown: House) -> None:
    """One row for each thing that a Doc got."""
    upgraded(grown)
    rows = [row for row in grown.records(layout.CHANGES) if row["Field"] == "form"]
    assert {row["Student"] for row in rows} == {"Ava Romero", "Ben Tran", "Élî O'Neill 🦈"}
    assert any(row["To"].startswith("“Reasoning” keeps its words") for row in rows)


def test_a_sync_before_the_upgrade_asks_nothing_about_new_fields(grown: House) -> None:
    """A field that a Doc never had is not lost: nothing is listed, the rest of the Doc is kept in step."""
    grown.set_roster("Ava Romero", "Room", "14B")
    before = len(grown.looks())
    report = grown.sync()
    assert len(grown.looks()) == before
    assert report.older == 3
    assert any("otsync upgrade" in words for _, words in lines(report))
    assert grown.doc("Ava Romero").text("room") == "14B"


def test_values_of_the_roster_reach_a_new_row(grown: House) -> None:
    """A column that the therapist adds for the new field fills it in the same go, and is kept in step from then on."""
    grown.add_column("Bus")
    grown.set_roster("Ava Romero", "Bus", "7, leaves 2:40")
    upgraded(grown)
    assert grown.doc("Ava Romero").text("bus") == "7, leaves 2:40"
    grown.type_value("Ben Tran", "bus", "walks home")
    grown.sync()
    assert grown.cell("Ben Tran", "Bus") == "walks home"


def test_students_on_hold_are_left_alone_and_listed(grown: House) -> None:
    """On hold, a legal hold included: the Doc stays byte for byte; the rest is done."""
    grown.set_roster("Ava Romero", "Status", "on hold (legal)")
    before = grown.body("Ava Romero")
    report = upgraded(grown)
    assert grown.body("Ava Romero") == before
    assert report.done == 2
    ava = next(one for one in report.plans if one.row == 2)
    assert not ava.gets and "on hold" in ava.left[0]


def test_first_n(grown: House) -> None:
    """--first 1 changes one Doc, the first of the roster that needs it; the next upgrade does the rest."""
    report = upgraded(grown, first=1)
    assert report.done == 1
    assert "bus" in grown.doc("Ava Romero").fields and "bus" not in grown.doc("Ben Tran").fields
    assert upgraded(grown).done == 2


def test_a_pending_suggestion_keeps_its_table_as_it_is(grown: House) -> None:
    """Where a suggestion waits nothing is moved or added; other tables of the Doc are done, and it is listed."""
    doc = grown.doc("Ava Romero")
    cell = doc.fields["room"].value
    grown.suggest(grown.doc_id("Ava Romero"), cell.start, "3", doc.plan_tab)
    report = upgraded(grown)
    ava = next(one for one in report.plans if one.row == 2)
    assert any("suggestion waits" in words for words in ava.left)
    after = grown.doc("Ava Romero")
    assert "bus" not in after.fields and "equipment" in after.fields
    assert writes(grown.sync().requests) == 0


def test_someone_types_while_the_upgrade_works(grown: House) -> None:
    """A Doc that changed since it was read is read again and decided again; the typed words stand."""
    ben = grown.doc("Ben Tran")
    cell = ben.fields["interests"].value
    typed = {"insertText": {"location": {"index": cell.start, "tabId": ben.plan_tab}, "text": "trains"}}
    request = {"method": "POST", "path": f"/v1/documents/{grown.doc_id('Ben Tran')}:batchUpdate", "body": {"requests": [typed]}}
    grown.workspace.faults.add("edit", "docs.documents.batchUpdate", count=1, request=request)
    report = upgraded(grown)
    assert (report.done, report.failed) == (3, 0)
    ben = grown.doc("Ben Tran")
    assert ben.text("interests") == "trains" and "bus" in ben.fields


def test_new_plans_are_of_the_new_form(grown: House) -> None:
    """The template is renewed where it stands, so that what a therapist changed of its look stays; a copy has the new rows at once."""
    before = grown.template_id()
    upgraded(grown)
    assert grown.template_id() == before
    grown.add_students({"Name": "Dana New", "Birthdate": "2/3/2018", "Plan type": "IEP"})
    grown.sync()
    dana = grown.doc("Dana New")
    assert dana.problems == () and dana.fields["bus"].value.tint == FORM.tint_to_fill
    assert dana.fields["case_manager"].label.label == "Case carrier"
    assert upgraded(grown, write=False).todo == 0


def test_a_deleted_row_stays_deleted_unless_asked_for(home: House, tmp_path: Path) -> None:
    """Rows that a person deleted come back with --put-back alone, with their value from the roster."""
    doc = home.doc("Ava Romero")
    label = doc.fields["precautions"].label
    where = {"tableStartLocation": {"index": label.table_start, "tabId": doc.plan_tab}, "rowIndex": label.row, "columnIndex": 0}
    home.people.write_doc(home.doc_id("Ava Romero"), [{"deleteTableRow": {"tableCellLocation": where}}])
    home.tick()
    home.sync()
    assert any("“PRECAUTIONS”" in row["What I saw"] for row in home.looks())
    report = upgraded(home)
    assert report.todo == 0 and any("was deleted there" in words for one in report.plans for words in one.left)
    assert upgraded(home, put_back=True).done == 1
    assert home.doc("Ava Romero").text("precautions") == "Peanut allergy, EpiPen Rm 12"
    assert not any("“PRECAUTIONS”" in row["What I saw"] for row in home.looks())


def test_back_to_the_former_form(grown: House, tmp_path: Path) -> None:
    """A form that loses a field again takes the empty row away where it is told to, and never a word."""
    upgraded(grown)
    grown.type_value("Ava Romero", "bus", "7")
    grown.sync()
    grown.form = form_of(tmp_path, GROWN + '[retired.bus]\nlabel = "Bus"\nkind = "line"\nsection = "facts"\n')
    upgraded(grown)
    words = [cell.text for tab in _tables(grown, "Ava Romero") for row in tab.rows for cell in row]
    assert "Bus (no longer used)" in words and "7" in words
    assert not any("Bus" in cell.text for tab in _tables(grown, "Ben Tran") for row in tab.rows for cell in row)


def _tables(home: House, name: str) -> list[Table]:
    page = read_page(home.body(name), home.form)
    assert page.tab is not None and page.plan.problems == ()
    return list(page.tab.tables())


def test_plans_of_her_own_template_get_no_rows(empty: House, tmp_path: Path) -> None:
    """A template of the therapist's own decides which fields its plans have: nothing is missed there, and an upgrade adds nothing."""
    mine = empty.people.create_doc("My template")["documentId"]
    rows = (("Child", "{{name}}"), ("Where", "{{room}}"), ("Case manager", "{{case_manager}}"))
    requests = [{"insertTable": {"rows": 3, "columns": 2, "location": {"index": 1}}}]
    cells = [(5 + r * 5 + 2 * c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    requests += [{"insertText": {"location": {"index": at}, "text": text}} for at, text in reversed(cells)]
    empty.people.write_doc(mine, requests)
    empty.template = mine
    empty.sync()
    empty.add_students({"Name": "Ava Romero", "Birthdate": "3/1/2017", "Plan type": "IEP", "Room": "12"})
    empty.sync()
    empty.set_roster("Ava Romero", "Room", "14B")
    report = empty.sync()
    assert empty.doc("Ava Romero").text("room") == "14B"
    assert not empty.looks() and report.older == 0
    empty.form = form_of(tmp_path)
    report = upgraded(empty)
    ava = next(one for one in report.plans if one.row == 2)
    assert ava.gets == ("the label “Case manager” becomes “Case carrier”",)
    assert set(empty.doc("Ava Romero").fields) == {"name", "room", "case_manager"}
    assert writes(empty.sync().requests) == 0
