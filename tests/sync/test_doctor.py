"""`otsync doctor`: what it sees, what it puts back, and what it leaves to a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from otsync.document.body import tabs_of
from otsync.sync.doctor.examine import examine
from otsync.sync.doctor.finding import Diagnosis
from otsync.sync.doctor.live import try_google
from otsync.workbook import layout
from tests.direct import connect_directly
from tests.house import House
from tests.sync.forms import form_of
from tests.sync.test_anchors import label, lay, span, words

Json = dict[str, Any]
AVA, BEN, ELI = "Ava Romero", "Ben Tran", "Élî O'Neill 🦈"


def look(home: House, *, repair: bool = False, new_plan: bool = False) -> Diagnosis:
    home.tick()
    google = connect_directly(home.workspace)
    try:
        found = examine(google, home.settings(), home.now, repair=repair, new_plan=new_plan)
    finally:
        google.close()
    said = " ".join(one.says + one.advice for one in found.findings)
    assert not any(name.split()[0] in said for name in (AVA, BEN, ELI)), "a student is named"
    return found


def codes(found: Diagnosis, *levels: str) -> set[str]:
    return {one.code for one in found.findings if one.level in levels}


def writes(found: Diagnosis) -> int:
    return sum(count for kind, count in found.requests.items() if kind.endswith("write"))


def edit(home: House, *requests: Json, name: str = AVA) -> None:
    home.people.write_doc(home.doc_id(name), list(requests))
    home.tick()


def sheet(home: House, *requests: Json) -> None:
    home.people.write_sheet(home.spreadsheet_id, list(requests))
    home.tick()


def quiet(home: House) -> None:
    report = home.sync()
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0


def test_all_is_well(home: House) -> None:
    """A caseload whose first night is over: nothing to do, nothing written, exit 0."""
    found = look(home)
    assert (found.exit_code, writes(found)) == (0, 0)
    assert codes(found, "act", "mend", "repaired") == set()
    assert {"tabs", "headers", "own_columns", "docs", "anchors", "template", "last_run"} <= codes(found, "well")


def test_no_workbook_yet(empty: House) -> None:
    """Before the first run there is nothing wrong."""
    found = look(empty)
    assert (found.exit_code, codes(found, "note")) == (0, {"none"})


def test_ranges_are_laid_again(home: House) -> None:
    """Gone, doubled, split or in another tab: repaired without a word of anybody changing, told in Changes, and then all is well."""
    notes, paragraphs = home.notes_tab(AVA)
    where = label(home, "grade")
    edit(
        home,
        {"deleteNamedRange": {"name": "otsync.room"}},
        lay("school", label(home, "school")),
        {"deleteNamedRange": {"name": "otsync.grade"}},
        lay("grade", where | {"endIndex": where["startIndex"] + 2}),
        lay("grade", label(home, "strategies")),
        lay("annual", span(paragraphs[0].start, paragraphs[0].start + 3, notes)),
        {"deleteNamedRange": {"name": "otsync.goals"}},
    )
    found = look(home)
    assert (found.exit_code, codes(found, "mend"), writes(found)) == (2, {"ranges"}, 0)
    before = words(home)
    found = look(home, repair=True)
    assert (found.exit_code, codes(found, "repaired")) == (0, {"ranges"})
    assert words(home) == before
    doc = home.doc(AVA)
    assert all(one.anchored for one in (*doc.fields.values(), *doc.tables.values()))
    tabs = {tab.id: tab for tab in tabs_of(home.body(AVA))}
    assert not tabs[notes].named_ranges
    assert any(row["Field"] == "mark" and "“Room”" in row["To"] for row in home.records(layout.CHANGES))
    assert codes(look(home), "act", "mend") == set()
    home.sync()
    quiet(home)


def test_someone_types_while_ranges_are_laid(home: House) -> None:
    """The Doc is read again; the words stand, the marks lie."""
    edit(home, {"deleteNamedRange": {"name": "otsync.room"}})
    cell = home.doc(AVA).fields["interests"].value
    typed = {"insertText": {"location": {"index": cell.start, "tabId": home.doc(AVA).plan_tab}, "text": "trains"}}
    request = {"method": "POST", "path": f"/v1/documents/{home.doc_id(AVA)}:batchUpdate", "body": {"requests": [typed]}}
    home.workspace.faults.add("edit", "docs.documents.batchUpdate", count=1, request=request)
    assert look(home, repair=True).exit_code == 0
    assert home.doc(AVA).text("interests") == "trains" and home.doc(AVA).fields["room"].anchored


def test_on_hold_is_not_repaired(home: House) -> None:
    """A Doc of a student on hold stays byte for byte."""
    home.set_roster(AVA, "Status", "on hold (legal)")
    edit(home, {"deleteNamedRange": {"name": "otsync.room"}})
    before = home.body(AVA)
    assert look(home, repair=True).exit_code == 0
    assert home.body(AVA) == before


def test_what_only_a_person_can_mend(home: House) -> None:
    """A row deleted and a label twice: told with what to do, and left as they are by a repair."""
    doc = home.doc(AVA)
    cell = doc.fields["supports"].label
    where = {"tableStartLocation": {"index": cell.table_start, "tabId": doc.plan_tab}, "rowIndex": cell.row, "columnIndex": 0}
    twice = doc.fields["scope"].value
    edit(
        home,
        {"deleteTableRow": {"tableCellLocation": where}},
        {"insertText": {"location": {"index": twice.start, "tabId": doc.plan_tab}, "text": "Discharge plan"}},
    )
    before = home.body(AVA)
    found = look(home, repair=True)
    assert (found.exit_code, codes(found, "act")) == (2, {"lost", "twice"})
    lost = next(one for one in found.findings if one.code == "lost")
    assert "“Supports in place”" in lost.says and "--put-back" in lost.advice and lost.otsync_ids == (home.cell(AVA, "otsync ID"),)
    assert home.body(AVA) == before


def test_hidden_tab_deleted(home: House) -> None:
    """The version history is named first; a repair makes an empty tab, and the next run rebuilds it: no second Doc, no second session."""
    home.write_notes(AVA, "10/6 30 min push-in")
    home.sync()
    docs, minutes = home.docs(), home.minutes()
    sheet(home, {"deleteSheet": {"sheetId": layout.STATE.sheet_id}})
    found = look(home)
    assert (found.exit_code, codes(found, "mend")) == (2, {"state_gone"})
    assert "version history" in next(one for one in found.findings if one.code == "state_gone").advice
    assert look(home, repair=True).exit_code == 0
    home.sync()
    assert (home.docs(), home.minutes()) == (docs, minutes)
    home.tick(20)
    home.sync()
    assert codes(look(home), "act", "mend") == set()


def test_tabs_headers_and_columns(home: House) -> None:
    """A tab deleted, a header cleared, the hidden tab shown, own columns gone: put back, and filled by the next run."""
    look_sheet, roster = layout.LOOK.sheet_id, layout.ROSTER.sheet_id
    at = home.column("To fill")
    blank = {"start": {"sheetId": look_sheet, "rowIndex": 0, "columnIndex": 2}, "rows": [{"values": [{}]}], "fields": "userEnteredValue"}
    changes = {"sheetId": layout.CHANGES.sheet_id, "dimension": "COLUMNS"}
    sheet(
        home,
        {"deleteDimension": {"range": changes | {"startIndex": len(layout.CHANGES.columns) - 1}}},
        {"deleteSheet": {"sheetId": layout.RECORDS.sheet_id}},
        {"updateCells": blank},
        {"updateSheetProperties": {"properties": {"sheetId": layout.STATE.sheet_id, "hidden": False}, "fields": "hidden"}},
        {"deleteDimension": {"range": {"sheetId": roster, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}}},
    )
    found = look(home)
    assert codes(found, "mend") == {"tabs_gone", "headers", "shown", "own_columns"}
    found = look(home, repair=True)
    assert (found.exit_code, codes(found, "repaired")) == (0, {"tabs_gone", "headers", "shown", "own_columns"})
    assert [cell.text for cell in home.grid(look_sheet)[0]] == list(layout.LOOK.headers)
    assert [cell.text for cell in home.grid(layout.CHANGES.sheet_id)[0]] == list(layout.CHANGES.headers)
    home.sync()
    assert all(row["To fill"] for row in home.roster())
    assert codes(look(home), "act", "mend") == set()


def test_columns_in_another_order(home: House) -> None:
    """Columns that somebody moved are well: they are found by their headers. One that is called otherwise is left to a person."""
    where = {"sheetId": layout.MINUTES.sheet_id, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    sheet(home, {"moveDimension": {"source": where, "destinationIndex": 6}})
    assert codes(look(home), "act", "mend") == set()
    start = {"sheetId": layout.MINUTES.sheet_id, "rowIndex": 0, "columnIndex": layout.MINUTES.column("Minutes")}
    sheet(home, {"updateCells": {"start": start, "rows": [{"values": [{"userEnteredValue": {"stringValue": "Min"}}]}], "fields": "*"}})
    found = look(home, repair=True)
    assert (found.exit_code, codes(found, "act")) == (2, {"headers"})


def test_lost_ids_are_left_to_a_person(home: House) -> None:
    """Without the column of IDs a repair would make strangers of everybody: the version history is named."""
    at = home.column("otsync ID")
    where = {"sheetId": layout.ROSTER.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    sheet(home, {"deleteDimension": {"range": where}})
    found = look(home, repair=True)
    assert "own_columns" in codes(found, "act")
    assert "otsync ID" not in [cell.text for cell in home.grid(layout.ROSTER.sheet_id)[0]]


def test_duplicate_ids(home: House) -> None:
    """Two rows with one otsync ID."""
    home.set_roster(BEN, "otsync ID", home.cell(AVA, "otsync ID"))
    assert "id_twice" in codes(look(home), "act")


def test_a_run_that_died_and_old_markers(home: House) -> None:
    """A lease that has expired and markers of earlier days are taken away; a lease in force is respected."""
    home.set_roster(AVA, "Room", "14B")
    home.workspace.faults.add("500", "docs.documents.batchUpdate")
    home.workspace.faults.add("500", "sheets.spreadsheets.batchUpdate", skip=1)
    with pytest.raises(Exception, match=r"."):
        home.sync()
    home.workspace.faults.clear()
    assert "lease" in codes(look(home), "note")
    where = {"sheetId": layout.STATE.sheet_id, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    sheet(home, {"addNamedRange": {"namedRange": {"namedRangeId": "otsync-gen-7", "name": "otsync.gen.7", "range": where}}})
    home.tick(20)
    assert {"lease", "markers"} == codes(look(home), "mend")
    found = look(home, repair=True)
    assert (found.exit_code, codes(found, "repaired")) == (0, {"lease", "markers"})
    assert "begun" in codes(found, "note")
    home.sync()
    assert home.doc(AVA).text("room") == "14B"
    assert codes(look(home), "act", "mend") == set()


def test_a_run_at_work_is_not_disturbed(home: House) -> None:
    """Repairs wait while a lease is in force: 75, and nothing is written."""
    home.set_roster(AVA, "Room", "14B")
    home.workspace.faults.add("500", "docs.documents.batchUpdate")
    home.workspace.faults.add("500", "sheets.spreadsheets.batchUpdate", skip=1)
    with pytest.raises(Exception, match=r"."):
        home.sync()
    home.workspace.faults.clear()
    edit(home, {"deleteNamedRange": {"name": "otsync.room"}})
    with pytest.raises(Exception, match="Another run holds"):
        look(home, repair=True)
    assert not home.doc(AVA).fields["room"].anchored


def test_docs_in_trouble(home: House) -> None:
    """Trashed, shared by link, moved, doubled, left over: each with its otsync ID and what to do; nothing is changed."""
    ava, ben, eli = (home.doc_id(name) for name in (AVA, BEN, ELI))
    ids = {name: home.cell(name, "otsync ID") for name in (AVA, BEN, ELI)}
    home.people.update_file(ava, {"trashed": True}, fields="id")
    folder = home.people.create_file({"name": "hers", "mimeType": "application/vnd.google-apps.folder"}, fields="id")["id"]
    parents = home.people.get_file(ben, fields="parents")["parents"]
    home.people.update_file(ben, {}, fields="id", add_parents=folder, remove_parents=parents)
    home.people.copy_file(ben, {"name": "Copy"}, fields="id")
    home.share_by_link(eli)
    home.share_by_link(home.spreadsheet_id)
    found = look(home, repair=True)
    said = {(one.code, one.level): one for one in found.findings}
    assert said["trashed", "act"].otsync_ids == (ids[AVA],)
    assert said["moved", "note"].otsync_ids == (ids[BEN],)
    assert said["spare", "act"].otsync_ids == (ids[BEN],)
    links = [one for one in found.findings if one.code == "link_anyone"]
    assert {one.otsync_ids for one in links} == {(ids[ELI],), ()} and all("Restricted" in one.advice for one in links)
    assert found.exit_code == 2


def test_unmarked_docs_are_marked_again(home: House) -> None:
    """A Doc that the state knows and whose marks are gone: the marks come back, so that a lost state could be rebuilt."""
    ava = home.doc_id(AVA)
    home.people.update_file(ava, {"appProperties": {"otsync_student": None, "otsync_roster": None}}, fields="id")
    assert codes(look(home), "mend") == {"unmarked"}
    assert look(home, repair=True).exit_code == 0
    assert home.doc_id(AVA) == ava


def test_no_plan_tab(home: House) -> None:
    """The version history comes first, and a repair makes no new tab by itself. With --new-plan it does: what the roster knows comes
    back to it, and nothing is taken for cleared, neither a required value nor an optional one."""
    home.type_value(AVA, "strategies", "Pencil grips")
    home.sync()
    roster = home.roster()
    edit(home, {"deleteTab": {"tabId": home.doc(AVA).plan_tab}})
    home.sync()
    found = look(home, repair=True)
    said = next(one for one in found.findings if one.code == "no_plan")
    assert found.exit_code == 2 and said.advice.index("Version history") < said.advice.index("--new-plan")
    assert home.doc(AVA).plan_tab is None
    found = look(home, repair=True, new_plan=True)
    assert found.exit_code == 0 and "new_plan" in codes(found, "repaired")
    assert [tab.title for tab in tabs_of(home.body(AVA))] == ["Plan", "Notes", "E-mails"]
    home.sync()
    doc = home.doc(AVA)
    assert doc.problems == () and all(cell.anchored for cell in doc.fields.values())
    assert (doc.text("room"), doc.text("precautions"), doc.text("strategies")) == ("12", "Peanut allergy, EpiPen Rm 12", "")
    assert [{**row, "To fill": ""} for row in home.roster()] == [{**row, "To fill": ""} for row in roster]
    quiet(home)


def test_version_history_after_a_new_plan(home: House) -> None:
    """The therapist restores the Doc of the morning after a new tab was made: her words are back, and nothing is lost on either side."""
    home.type_value(AVA, "strategies", "Pencil grips")
    home.sync()
    whole = home.body(AVA)
    edit(home, {"deleteTab": {"tabId": home.doc(AVA).plan_tab}})
    home.sync()
    look(home, repair=True, new_plan=True)
    home.sync()
    home.put_back(home.doc_id(AVA), whole)
    home.sync()
    assert (home.doc(AVA).text("strategies"), home.doc(AVA).text("room")) == ("Pencil grips", "12")
    assert home.cell(AVA, "Room") == "12"


def test_an_earlier_form(home: House, tmp_path: Path) -> None:
    """Docs and template of an earlier form are a matter of `otsync upgrade`: told, not repaired, and no alarm."""
    home.form = form_of(tmp_path)
    found = look(home)
    assert found.exit_code == 0 and {"older", "template"} <= codes(found, "note")


def test_a_copied_workbook(home: House) -> None:
    """A copy belongs to the original's Docs: said, and nothing is touched."""
    home.spreadsheet_id = home.people.copy_file(home.spreadsheet_id, {"name": "Copy of the caseload"}, fields="id")["id"]
    found = look(home, repair=True)
    assert (found.exit_code, codes(found, "act"), writes(found)) == (2, {"unusable"}, 0)


def test_a_missed_night(home: House) -> None:
    """Two days without a run."""
    home.tick(60 * 48)
    assert codes(look(home), "act") == {"late"}


def test_live(home: House) -> None:
    """Each thing that otsync depends on is tried in scratch files, which are in the trash afterwards."""
    google = connect_directly(home.workspace)
    found = try_google(google)
    google.close()
    assert {one.code for one in found if one.level == "well"} == {"dotted_name", "fence", "text", "doc_range"}
    assert {one.code for one in found if one.level == "note"} == {"revision", "edges", "copy", "list"}
    left = home.people.list_files("name contains 'otsync scratch' and trashed = false", fields="id,name")
    assert left == []
