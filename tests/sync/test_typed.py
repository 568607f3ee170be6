"""A third value, typed beside a conflict, reaches both sides whatever happens to the run that takes it over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import otsync.sync.read
from otsync.workbook import layout
from tests.direct import connect_directly
from tests.house import House
from tests.proof.ends import settle
from tests.proof.stories import Killed, Mortal
from tests.sync.test_landed import dies_after_its_write_to_the_doc

NAME = "Ava Romero"
Do = Callable[[House], None]


@pytest.fixture
def asked(home: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Both sides changed the room, and a third one was typed in Needs a look."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)
    home.set_roster(NAME, "Room", "22")
    home.type_value(NAME, "room", "21")
    home.tick(20)
    home.sync()
    home.answer("Room differs", "23", column="Or type it")
    return home


def both(home: House) -> tuple[str, str]:
    return home.cell(NAME, "Room"), home.doc(NAME).text("room")


def nothing(_: House) -> None:
    pass


def doc_changed(home: House) -> None:
    home.type_value(NAME, "room", "30")


def doc_as_it_was(home: House) -> None:
    home.type_value(NAME, "room", "21")


def roster_changed(home: House) -> None:
    home.set_roster(NAME, "Room", "31")


@pytest.mark.parametrize(("people", "ends"), [(nothing, "23"), (doc_changed, "30"), (doc_as_it_was, "21"), (roster_changed, "31")])
def test_a_run_that_dies_once_the_doc_has_it(asked: House, people: Do, ends: str) -> None:
    """What people do after it is a change of the typed value, as if the run had ended."""
    dies_after_its_write_to_the_doc(asked)
    assert both(asked) == ("22", "23")
    people(asked)
    asked.tick(20)
    settle(asked)
    assert both(asked) == (ends, ends)
    assert not [row for row in asked.looks() if "Room" in row["What I saw"]]


@pytest.mark.parametrize("at", range(1, 8))
def test_dead_at_any_request(asked: House, at: int) -> None:
    """The next run ends what it began, and tells each side's change in Changes once."""
    with pytest.raises(Killed):
        asked.sync(google=Mortal(connect_directly(asked.workspace), at, after=True))  # type: ignore[arg-type]
    asked.tick(20)
    settle(asked)
    assert both(asked) == ("23", "23")
    told = sorted(row["Where"] for row in asked.records(layout.CHANGES) if (row["Field"], row["To"]) == ("Room", "23"))
    assert told == ["Doc", "roster"]


def test_the_typed_value_is_what_both_had_agreed_on(home: House) -> None:
    """A run died before it could write it: neither value is taken for a change of it."""
    agreed = home.cell(NAME, "Room")
    home.set_roster(NAME, "Room", "22")
    home.type_value(NAME, "room", "21")
    home.sync()
    home.answer("Room differs", agreed, column="Or type it")
    home.workspace.faults.add("500", "docs.documents.batchUpdate")
    home.sync()
    home.workspace.faults.clear()
    assert both(home) == ("22", "21")
    home.tick(20)
    settle(home)
    assert both(home) == (agreed, agreed)


def test_someone_types_in_the_doc_before_the_write(asked: House) -> None:
    """The write is refused; the new pair is asked about, and nothing is written over it."""
    with asked.recorded() as requests:
        asked.type_value(NAME, "room", "40")
    for request in requests:
        asked.workspace.faults.add("edit", "docs.documents.batchUpdate", count=1, request=request)
    asked.sync()
    asked.workspace.faults.clear()
    assert both(asked) == ("22", "40")
    assert [row["In your Doc"] for row in asked.looks() if row["What I saw"].startswith("Room differs")] == ["40"]


def test_on_hold_nothing_is_taken_before_the_return(asked: House) -> None:
    """Nothing is written in the Doc of a student on hold: the answer waits, and is taken then."""
    asked.set_roster(NAME, "Status", "on hold")
    settle(asked)
    assert both(asked) == ("22", "21")
    asked.set_roster(NAME, "Status", "active")
    settle(asked)
    assert both(asked) == ("23", "23")


def test_a_value_that_was_cleared_is_typed_anew(home: House) -> None:
    """The question about a required value that was cleared takes another value as well."""
    home.set_roster(NAME, "Precautions", "Latex")
    home.sync()
    home.set_roster(NAME, "Precautions", "")
    home.sync()
    home.answer("was cleared in the roster", "Latex and bees", column="Or type it")
    settle(home)
    assert (home.cell(NAME, "Precautions"), home.doc(NAME).text("precautions")) == ("Latex and bees", "Latex and bees")
    assert not [row for row in home.looks() if "cleared" in row["What I saw"]]


def test_a_formula_is_not_typed_over(home: House) -> None:
    """The roster's side cannot be written: both stay, and why is listed."""
    home.type_value(NAME, "room", "21")
    row, column = home.place(NAME, "Room")
    start = {"sheetId": layout.ROSTER.sheet_id, "rowIndex": row, "columnIndex": column}
    cell = {"userEnteredValue": {"formulaValue": "=20+2"}}
    request = {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}
    home.people.write_sheet(home.spreadsheet_id, [request])
    home.tick(20)
    home.sync()
    home.answer("Room differs", "23", column="Or type it")
    settle(home)
    assert both(home) == ("22", "21")
    assert [row for row in home.looks() if "was not taken: this column is fed by a formula" in row["What I saw"]]
