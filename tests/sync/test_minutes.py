"""The tab Minutes as people use it: they alter rows, delete them, answer what is asked, and every plain sum stays right."""

from __future__ import annotations

from typing import Any

import pytest

from otsync.workbook import layout
from tests.house import House

AVA = "Ava Romero"
MINUTES = layout.MINUTES


@pytest.fixture
def noted(home: House) -> House:
    """Two sessions of one child are logged."""
    home.write_notes(AVA, "10/6 9:15-9:45 push-in, writing\n10/2 30 pull-out. Animal yoga")
    home.sync()
    return home


def place(home: House, day: str) -> int:
    """The sheet row of the last row of that day."""
    grid = home.grid(MINUTES.sheet_id)
    return max(at for at, row in enumerate(grid) if row and row[0].text == day)


def alter(home: House, day: str, minutes: int) -> None:
    """A person types another number of minutes."""
    start = {"sheetId": MINUTES.sheet_id, "rowIndex": place(home, day), "columnIndex": MINUTES.column("Minutes")}
    value = {"userEnteredValue": {"numberValue": minutes}}
    write(home, {"updateCells": {"start": start, "rows": [{"values": [value]}], "fields": "userEnteredValue"}})


def delete(home: House, day: str) -> None:
    """A person deletes the row."""
    at = place(home, day)
    rows = {"sheetId": MINUTES.sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    write(home, {"deleteDimension": {"range": rows}})


def write(home: House, request: dict[str, Any]) -> None:
    home.people.write_sheet(home.spreadsheet_id, [request])
    home.tick()


def next_day(home: House) -> None:
    home.tick(24 * 60)
    home.sync()


def total(home: House) -> int:
    return sum(int(row["Minutes"]) for row in home.minutes())


def asked(home: House) -> list[str]:
    return [row["What I saw"] for row in home.looks() if "Minutes" in row["What I saw"]]


def test_an_altered_row_is_listed_the_next_day_and_kept(noted: House) -> None:
    """The first run of a day sees an altered row although its Doc was not touched; nothing is undone, and it is asked about once."""
    alter(noted, "10/2/26", 20)
    next_day(noted)
    assert total(noted) == 50 and len(asked(noted)) == 1 and "10/2" in asked(noted)[0]
    next_day(noted)
    assert total(noted) == 50 and len(asked(noted)) == 1


def test_keep_mine_settles_it_for_good(noted: House) -> None:
    """“Keep mine”: the row stays, and is not asked about again."""
    alter(noted, "10/2/26", 20)
    next_day(noted)
    noted.answer("altered by hand", "Keep mine")
    noted.sync()
    next_day(noted)
    assert total(noted) == 50 and asked(noted) == []


def test_use_the_doc_reverses_what_stands(noted: House) -> None:
    """“Use the Doc”: the altered row is reversed as it stands and the Doc's session given, so the sum is the Doc's."""
    alter(noted, "10/2/26", 20)
    next_day(noted)
    noted.answer("altered by hand", "Use the Doc")
    noted.sync()
    assert total(noted) == 60 and asked(noted) == []
    assert [row["Minutes"] for row in noted.minutes() if row["Date"] == "10/2/26"] == ["20", "-20", "30"]
    next_day(noted)
    assert total(noted) == 60 and asked(noted) == []


def test_a_deleted_row_is_not_written_again(noted: House) -> None:
    """A deleted row is noticed the next day and named by its day; a run that reads the Doc again does not bring it back."""
    delete(noted, "10/2/26")
    next_day(noted)
    assert total(noted) == 30 and len(asked(noted)) == 1 and "10/2" in asked(noted)[0]
    noted.write_notes(AVA, "10/7 15 push-in")
    noted.sync()
    assert total(noted) == 45 and len(asked(noted)) == 1


def test_restore_it(noted: House) -> None:
    """“Restore it” writes the row again, under its old entry ID, once."""
    entry = next(row["Entry"] for row in noted.minutes() if row["Date"] == "10/2/26")
    delete(noted, "10/2/26")
    next_day(noted)
    noted.answer("was deleted", "Restore it")
    noted.sync()
    noted.sync()
    row = next(row for row in noted.minutes() if row["Date"] == "10/2/26")
    assert (row["Minutes"], row["Change"], row["Entry"]) == ("30", "restored", entry)
    next_day(noted)
    assert total(noted) == 60 and asked(noted) == []


def test_leave_it_out(noted: House) -> None:
    """“Leave it out”: the session stays out of the log, whatever run comes, until its line is changed."""
    delete(noted, "10/2/26")
    next_day(noted)
    noted.answer("was deleted", "Leave it out")
    noted.sync()
    noted.write_notes(AVA, "10/7 15 push-in")
    noted.sync()
    next_day(noted)
    assert total(noted) == 45 and asked(noted) == []
    noted.change_note(AVA, "30 pull-out", "25 pull-out")
    noted.sync()
    assert total(noted) == 70


def test_a_deleted_reversal_is_put_back(noted: House) -> None:
    """One half of a correction deleted makes a sum wrong: it is asked about, and the answer makes it right."""
    noted.change_note(AVA, "30 pull-out", "25 pull-out")
    noted.sync()
    assert total(noted) == 55
    grid = noted.grid(MINUTES.sheet_id)
    at = next(at for at, row in enumerate(grid) if len(row) > 2 and row[MINUTES.column("Minutes")].text == "-30")
    rows = {"sheetId": MINUTES.sheet_id, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    write(noted, {"deleteDimension": {"range": rows}})
    next_day(noted)
    assert total(noted) == 85 and len(asked(noted)) == 1
    noted.answer("was deleted", "Restore it")
    noted.sync()
    assert total(noted) == 55 and asked(noted) == []


def test_a_cleared_tab_is_one_question_a_student(noted: House) -> None:
    """Many deleted rows of one student are one question, and “Restore them” brings all of them back."""
    noted.write_notes(AVA, "10/5 20 PI\n10/1 20 PI\n9/30 20 PI")
    noted.sync()
    before = total(noted)
    rows = {"sheetId": MINUTES.sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": len(noted.grid(MINUTES.sheet_id))}
    write(noted, {"deleteDimension": {"range": rows}})
    next_day(noted)
    assert total(noted) == 0 and len(asked(noted)) == 1
    noted.answer("were deleted", "Restore them")
    noted.sync()
    assert total(noted) == before and asked(noted) == []


def add_own(home: House, day: str, minutes: int, **said: str) -> None:
    """A person writes a row of her own below the last one."""
    row = {"Date": day, "Student": AVA, "Minutes": str(minutes), "Kind": "direct", **said}
    start = {"sheetId": MINUTES.sheet_id, "rowIndex": len(home.minutes()) + 1, "columnIndex": 0}
    values = [
        {"userEnteredValue": {"numberValue": int(row[name])} if name == "Minutes" else {"stringValue": row[name]}} if name in row else {}
        for name in (column.header for column in MINUTES.columns)
    ]
    write(home, {"updateCells": {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}})


def test_her_own_row_of_the_same_session_is_asked_about(noted: House) -> None:
    """A row of her own of the day and length of a session in the Doc is asked about, once; “One session” counts hers alone, for good."""
    add_own(noted, "10/2/26", 30)
    next_day(noted)
    assert total(noted) == 90 and len(asked(noted)) == 1 and "10/2" in asked(noted)[0]
    next_day(noted)
    assert len(asked(noted)) == 1
    noted.answer("row of your own", "One session")
    noted.sync()
    assert total(noted) == 60 and asked(noted) == []
    noted.write_notes(AVA, "10/7 15 push-in")
    noted.sync()
    next_day(noted)
    assert total(noted) == 75 and asked(noted) == []


def test_her_own_row_may_be_another_session(noted: House) -> None:
    """“Two sessions”: both count, and nothing is asked again."""
    add_own(noted, "10/2/26", 30)
    next_day(noted)
    noted.answer("row of your own", "Two sessions")
    noted.sync()
    next_day(noted)
    assert total(noted) == 90 and asked(noted) == []


@pytest.mark.parametrize(("day", "minutes", "said"), [("10/2/26", 20, {}), ("10/1/26", 30, {}), ("10/2/26", 30, {"Setting": "push-in"})])
def test_her_own_row_that_differs_is_another_session(noted: House, day: str, minutes: int, said: dict[str, str]) -> None:
    """Another day, length or setting: nothing to ask."""
    add_own(noted, day, minutes, **said)
    next_day(noted)
    assert total(noted) == 60 + minutes and asked(noted) == []


def test_a_sorted_tab_changes_nothing(noted: House) -> None:
    """People sort the tab: no row is appended, nothing is asked."""
    noted.change_note(AVA, "30 pull-out", "25 pull-out")
    noted.sync()
    everything = {"sheetId": MINUTES.sheet_id, "startRowIndex": 1, "endRowIndex": len(noted.grid(MINUTES.sheet_id))}
    order = [{"dimensionIndex": MINUTES.column("Minutes"), "sortOrder": "DESCENDING"}]
    write(noted, {"sortRange": {"range": everything, "sortSpecs": order}})
    next_day(noted)
    noted.write_notes(AVA, "10/7 15 push-in")
    noted.sync()
    assert total(noted) == 70 and asked(noted) == []


def test_a_line_without_a_date_is_answered_with_one(home: House) -> None:
    """ "10/5 20 direct" typed beside a line that has no date logs that session once; putting the date into the line changes nothing."""
    home.write_notes(AVA, "20 min push-in, scissors")
    home.sync()
    assert home.minutes() == []
    home.answer("no date", "10/5 20 direct", column="Or type it")
    home.sync()
    row = home.minutes()[0]
    assert (row["Date"], row["Minutes"], row["Setting"], row["As written"]) == ("10/5/26", "20", "push-in", "20 min push-in, scissors")
    assert [one for one in home.looks() if "no date" in one["What I saw"]] == []
    home.change_note(AVA, "20 min", "10/5 20 min")
    home.sync()
    assert total(home) == 20


def test_a_reason_answered_is_the_rows_reason(home: House) -> None:
    """ "I was away" beside a missed session without a reason corrects its row: then a make-up is owed."""
    home.write_notes(AVA, "10/5 not seen")
    home.sync()
    assert [row["Reason"] for row in home.minutes()] == [""]
    home.answer("no reason", "I was away")
    home.sync()
    assert home.minutes()[-1]["Reason"] == "provider_absent"


def test_other_children_are_not_named_in_a_row(home: House) -> None:
    """A group line that names another child of the roster is logged with its size and without that name, once."""
    home.write_notes(AVA, "10/5 30 min PO group of 2 w/ Ben Tran, 97150")
    home.sync()
    home.sync()
    (row,) = home.minutes()
    assert (row["Minutes"], row["Group"]) == ("30", "2")
    assert "Ben" not in row["As written"] and row["As written"].startswith("10/5 30 min PO group of 2")
