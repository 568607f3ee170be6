"""The plan's page on a tab of its own, in a Doc that exists already."""

from __future__ import annotations

from pathlib import Path

from otsync.caseload.fields import load_plan
from otsync.caseload.rows import Placed
from otsync.document.body import tabs_of
from otsync.document.own_tab import add_tab_request, fresh_page, is_blank, is_ours, tab_title
from otsync.document.read import read_plan
from otsync.document.write import CellWrite, fill_requests
from tests.house import house

FORM = load_plan()


def test_page_stands_where_it_was_reckoned_to(tmp_path: Path) -> None:
    """Every cell of the page that Google made is where the pure reckoning put it, and her own tab is as it was."""
    with house(tmp_path) as home:
        doc = home.people.create_doc("Ava Romero OT")["documentId"]
        home.people.write_doc(doc, [{"insertText": {"location": {"index": 1}, "text": "DOB: 3/1/17 🦈\n10/2 30 pull-out"}}])
        before = home.people.read_doc(doc)["tabs"][0]
        made = home.people.write_doc(doc, [add_tab_request("Plan", 1)]).body
        tab = made["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
        assert is_blank(tabs_of(home.people.read_doc(doc))[1])
        requests, page = fresh_page(FORM, tab)
        home.people.write_doc(doc, requests)
        there = read_plan(home.people.read_doc(doc), FORM)
        assert (there.plan_tab, there.problems) == (tab, ())
        for key, cell in page.fields.items():
            real = there.fields[key]
            assert (cell.label.start, cell.label.end, cell.label.text) == (real.label.start, real.label.end, real.label.text), key
            assert (cell.value.start, cell.value.end, cell.value.table_start) == (real.value.start, real.value.end, real.value.table_start)
            assert (cell.value.row, cell.value.column) == (real.value.row, real.value.column)
        for key, table in page.tables.items():
            places = [(cell.start, cell.end, cell.text) for row in table.table.rows for cell in row]
            assert places == [(cell.start, cell.end, cell.text) for row in there.tables[key].table.rows for cell in row], key
        assert home.people.read_doc(doc)["tabs"][0] == before


def test_filled_in_the_batch_that_makes_it(tmp_path: Path) -> None:
    """Values, rows and anchors go in with the page, in one batch."""
    with house(tmp_path) as home:
        doc = home.people.create_doc("Ava Romero OT")["documentId"]
        made = home.people.write_doc(doc, [add_tab_request("Plan", 1)]).body
        tab = made["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
        requests, page = fresh_page(FORM, tab)
        writes = {
            "name": CellWrite(value="Élî 🦈"),
            "precautions": CellWrite(value="Seizure plan\nEpiPen"),
            "diagnoses": CellWrite(tint="#FFF3CD"),
            "goals": CellWrite(rows=(Placed(("Write", "OT", "", ""), None), Placed(("Cut", "", "", ""), None))),
        }
        home.people.write_doc(doc, [*requests, *fill_requests(page, writes, anchor=True, name_tab=True)])
        there = read_plan(home.people.read_doc(doc), FORM)
        assert there.text("name") == "Élî 🦈"
        assert there.text("precautions") == "Seizure plan\nEpiPen"
        assert there.fields["diagnoses"].value.tint == "#FFF3CD"
        assert there.tables["goals"].rows == (("Write", "OT", "", ""), ("Cut", "", "", ""))
        assert all(cell.anchored for cell in there.fields.values())
        assert all(table.anchored for table in there.tables.values())
        assert is_ours(tabs_of(home.people.read_doc(doc))[1])
        assert not tabs_of(home.people.read_doc(doc))[0].named_ranges


def test_title_is_free() -> None:
    """A tab of hers that is called Plan keeps its name to itself."""
    assert tab_title(["Tab 1"]) == "Plan"
    assert tab_title(["Tab 1", " plan "]) == "Plan (otsync)"
    assert tab_title(["Plan", "PLAN (OTSYNC)"]) == "Plan (otsync 2)"
