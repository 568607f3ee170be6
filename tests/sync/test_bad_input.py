"""Bad input: refused or listed in a sentence, and the rest goes on."""

from __future__ import annotations

import pytest

from otsync.errors import PersonMustAct
from otsync.google.connect import connect
from otsync.google.errors import Unavailable
from otsync.workbook import layout
from tests.house import BEN, House


def test_future_birthdate_is_listed(home: House) -> None:
    """A birthdate in the future is listed; the rest of the row is done."""
    home.add_students(BEN | {"Name": "Dana Future", "Birthdate": "5/6/2031"})
    report = home.sync()
    assert report.docs_created == 1
    assert any("future" in row["What I saw"] for row in home.looks())


def test_row_without_a_name_gets_no_doc(home: House) -> None:
    """A row without a name is listed by its number and gets neither Doc nor ID."""
    home.add_students({"Birthdate": "5/6/2015", "Plan type": "IEP"})
    report = home.sync()
    assert report.docs_created == 0
    assert any("Row 5" in row["What I saw"] for row in home.looks())
    home.add_students(BEN | {"Name": "Dana Later"})
    assert home.sync().docs_created == 1


def test_words_that_are_no_date_stay_where_they_were_typed(home: House) -> None:
    """A date that cannot be read stays on its side and is listed."""
    home.type_value("Ava Romero", "annual", "sometime in March")
    home.sync()
    assert home.cell("Ava Romero", "Annual") == "3/4/27"
    assert home.doc("Ava Romero").text("annual") == "sometime in March"
    assert any("date" in row["What I saw"] and row["In your Doc"] == "sometime in March" for row in home.looks())


def test_formula_cell_is_never_written(home: House) -> None:
    """A roster cell that holds a formula keeps it; a differing Doc value is listed."""
    home.set_roster("Ava Romero", "Room", '=CONCATENATE("1","2")', formula=True)
    home.sync()
    home.type_value("Ava Romero", "room", "33")
    home.sync()
    row = home.find("Ava Romero")
    sheet = home.people.read_sheet(home.spreadsheet_id, fields="sheets(data(rowData(values(userEnteredValue))))", ranges=["'Roster'"])
    cell = sheet["sheets"][0]["data"][0]["rowData"][row]["values"][home.column("Room")]
    assert "formulaValue" in cell["userEnteredValue"]
    assert any("formula" in one["What I saw"] for one in home.looks())


@pytest.mark.parametrize("text", ["=1+1", "+1 555 0100", "'12", "@home", "-3", "007"])
def test_text_stays_text(home: House, text: str) -> None:
    """A value that looks like a formula or a number reaches the roster as the text it is."""
    home.type_value("Ava Romero", "room", text)
    home.sync()
    assert home.cell("Ava Romero", "Room") == text
    assert sum(home.sync().requests.values()) <= 3


def test_very_long_value(home: House) -> None:
    """40,000 characters go from the roster to the Doc; a Doc text that no cell can hold is listed and stays."""
    long = "Seizure plan with nurse. " * 1600
    home.set_roster("Ava Romero", "Precautions", long)
    home.sync()
    assert home.doc("Ava Romero").text("precautions").strip() == long.strip()
    home.type_value("Ben Tran", "precautions", "x" * 50_001)
    report = home.sync()
    assert report.exit_code == 0
    assert home.cell("Ben Tran", "Precautions") == ""
    assert any("longer than a cell" in row["What I saw"] for row in home.looks())


def test_trashed_doc_is_listed_and_not_made_again(home: House) -> None:
    """A Doc in the trash is told once; no second one is made; put back, it goes on."""
    doc = home.doc_id("Ava Romero")
    home.people.update_file(doc, {"trashed": True}, fields="id")
    home.tick()
    report = home.sync()
    assert report.docs_created == 0
    assert any("trash" in row["What I saw"] for row in home.looks())
    assert sum(home.sync().requests.values()) <= 3
    home.people.update_file(doc, {"trashed": False}, fields="id")
    home.tick()
    home.set_roster("Ava Romero", "Room", "15")
    home.sync()
    assert home.doc("Ava Romero").text("room") == "15"
    assert not any("trash" in row["What I saw"] for row in home.looks())


def test_deleted_workbook(home: House) -> None:
    """A workbook that is gone ends the run with a sentence that says what to do."""
    home.spreadsheet_id = "gone"
    with pytest.raises(PersonMustAct, match="gone cannot be opened"):
        home.sync()


def test_copied_workbook(home: House) -> None:
    """In a copy of the workbook nothing is written, and the sentence says what to do."""
    home.spreadsheet_id = str(home.people.copy_file(home.spreadsheet_id, {"name": "copy"}, fields="id")["id"])
    with pytest.raises(PersonMustAct, match="copy"):
        home.sync()


def test_renamed_workbook_and_tab(home: House) -> None:
    """Titles are a person's: renaming the workbook or a tab changes nothing."""
    home.people.update_file(home.spreadsheet_id, {"name": "My kids"}, fields="id")
    properties = {"sheetId": layout.MINUTES.sheet_id, "title": "My minutes"}
    home.people.write_sheet(home.spreadsheet_id, [{"updateSheetProperties": {"properties": properties, "fields": "title"}}])
    home.write_notes("Ava Romero", "10/6 30 min push-in")
    assert home.sync().minutes_appended == 1


def test_doubled_header(home: House) -> None:
    """Two columns Name end the run with a sentence; nothing is guessed."""
    start = {"sheetId": layout.ROSTER.sheet_id, "rowIndex": 0, "columnIndex": layout.ROSTER.column("Your note")}
    value = {"userEnteredValue": {"stringValue": "Name"}}
    home.people.write_sheet(
        home.spreadsheet_id, [{"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}}]
    )
    with pytest.raises(PersonMustAct, match="Name"):
        home.sync()


def test_her_own_workbook(home: House) -> None:
    """Her own roster is used as it is: otsync adds its tabs and its own columns at the right, and no others."""
    made = home.people.create_sheet({"properties": {"title": "Caseload"}, "sheets": [{"properties": {"sheetId": 7, "title": "Kids"}}]})
    rows = [["My caseload"], [], ["DOB", "Student", "Shoe size", "Rm"], ["", "LINCOLN ELEM"], ["3/1/2017", "Ava Romero", "31", "12"]]
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}} if text else {} for text in row]} for row in rows]
    start = {"sheetId": 7, "rowIndex": 0, "columnIndex": 0}
    home.people.write_sheet(made["spreadsheetId"], [{"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}])
    home.spreadsheet_id, home.tab = made["spreadsheetId"], "Kids"
    report = home.sync()
    assert (report.docs_created, report.students) == (1, 1)
    grid = next(iter(home.book("Kids").grids.values()))
    assert [cell.text for cell in grid[2]][:4] == ["DOB", "Student", "Shoe size", "Rm"]
    assert [cell.text for cell in grid[2]][4:] == ["Read as", "To fill", "Plan (Doc)", "otsync ID"]
    assert [cell.text for cell in grid[3]] == ["", "LINCOLN ELEM"]
    assert sum(home.sync().requests.values()) <= 3


def test_google_unreachable(home: House) -> None:
    """Without Google the run ends with 75 and a sentence."""
    nowhere = connect(endpoint="http://127.0.0.1:9", credentials=None, limits=False, sleep=lambda _: None)
    with pytest.raises(Unavailable) as caught:
        home.sync(google=nowhere)
    assert caught.value.exit_code == 75


def test_row_that_lost_its_id_gets_no_second_doc(home: House) -> None:
    """A row whose otsync ID was cleared fits an orphan Doc: it is asked about, never linked and never doubled."""
    otsync_id = home.cell("Ava Romero", "otsync ID")
    home.set_roster("Ava Romero", "otsync ID", "")
    report = home.sync()
    assert report.docs_created == 0
    assert any(otsync_id in row["What I saw"] and row["Student"] == "Ava Romero" for row in home.looks())
    assert home.sync().docs_created == 0
    home.set_roster("Ava Romero", "otsync ID", otsync_id)
    home.set_roster("Ava Romero", "Room", "15")
    home.sync()
    assert home.doc("Ava Romero").text("room") == "15"
    assert not [row for row in home.looks() if otsync_id in row["What I saw"]]
