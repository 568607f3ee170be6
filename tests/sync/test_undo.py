"""Undo: what a run wrote goes back where it still stands as written; what people changed since stays."""

from __future__ import annotations

import pytest

from otsync.errors import PersonMustAct
from otsync.workbook import layout
from tests.house import AVA, House

NAME = "Ava Romero"


def quiet(home: House) -> None:
    report = home.sync()
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0, report.requests
    assert sum(report.requests.values()) <= 3


def rest(home: House) -> None:
    home.sync()
    quiet(home)


@pytest.fixture
def changed(home: House) -> House:
    """A run that wrote on both sides: a room to the Doc, a diagnosis to the roster, one session, one row of what was tried."""
    home.set_roster(NAME, "Room", "14B")
    home.type_value(NAME, "diagnoses", "ADHD")
    home.write_notes(NAME, "10/6 30 min push-in\nTried: slant board")
    home.sync()
    quiet(home)
    return home


def total(home: House) -> int:
    return sum(int(row["Minutes"]) for row in home.minutes())


def test_what_a_run_wrote_goes_back(changed: House) -> None:
    """Doc, roster, rows and sessions; the difference is listed once, and no run carries it over again."""
    report = changed.undo()
    assert (report.values, report.sessions, report.stays, report.failed) == (3, 1, 0, 0)
    ava = changed.doc(NAME)
    assert (ava.text("room"), changed.cell(NAME, "Room")) == ("12", "14B")
    assert (ava.text("diagnoses"), changed.cell(NAME, "Diagnoses")) == ("ADHD", "")
    assert changed.rows(NAME, "tried") == []
    assert total(changed) == 0
    assert len(changed.minutes()) == 2
    rest(changed)
    assert total(changed) == 0
    assert (changed.doc(NAME).text("room"), changed.cell(NAME, "Room"), changed.cell(NAME, "Diagnoses")) == ("12", "14B", "")
    listed = [row["What I saw"] for row in changed.looks()]
    assert sum("Room was put back" in saw for saw in listed) == 1
    assert sum("Diagnoses was put back" in saw for saw in listed) == 1
    assert sum("was undone" in saw for saw in listed) == 1


def test_a_dry_run_writes_nothing(changed: House) -> None:
    """It says what would go back, by otsync ID."""
    report = changed.undo(write=False)
    assert (report.values, report.sessions) == (3, 1)
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0
    assert changed.cell(NAME, "otsync ID") in report.sentences[0]
    assert "Ava" not in " ".join(report.sentences)
    assert changed.doc(NAME).text("room") == "14B"


def test_what_people_changed_since_stays(changed: House) -> None:
    """A value that someone typed over what the run wrote is left, and told."""
    changed.type_value(NAME, "room", "15")
    changed.sync()
    changed.set_roster(NAME, "Diagnoses", "ADHD, anxiety")
    first = min(int(row["Run"]) for row in changed.records(layout.CHANGES) if row["To"] == "14B")
    report = changed.undo(first)
    assert (changed.doc(NAME).text("room"), changed.cell(NAME, "Diagnoses")) == ("15", "ADHD, anxiety")
    assert report.stays == 2
    assert any("changed since" in row["What I saw"] for row in changed.looks())


def test_an_undo_is_undone(changed: House) -> None:
    """What it wrote stands in Changes: undone again, all is as it was before it."""
    changed.undo()
    changed.undo()
    ava = changed.doc(NAME)
    assert (ava.text("room"), changed.cell(NAME, "Diagnoses"), total(changed)) == ("14B", "ADHD", 30)
    assert changed.rows(NAME, "tried") == [("10/6", "slant board", "")]
    rest(changed)
    assert total(changed) == 30
    assert not [row for row in changed.looks() if "put back" in row["What I saw"] or "undone" in row["What I saw"]]


def test_a_change_after_the_undo_is_carried_over(changed: House) -> None:
    """The pair is held only until someone changes one of them."""
    changed.undo()
    changed.sync()
    changed.set_roster(NAME, "Room", "16")
    changed.type_value(NAME, "diagnoses", "ADHD, combined")
    rest(changed)
    assert changed.doc(NAME).text("room") == "16"
    assert changed.cell(NAME, "Diagnoses") == "ADHD, combined"
    assert not [row for row in changed.looks() if "put back" in row["What I saw"]]


def test_an_answer_settles_an_undone_pair(changed: House) -> None:
    """Use the roster, and the Doc follows it again; an undone session counts again when the Doc is said to be right."""
    changed.undo()
    changed.sync()
    changed.answer("Room was put back", "Use the roster")
    changed.answer("was undone", "Use the Doc")
    rest(changed)
    assert changed.doc(NAME).text("room") == "14B"
    assert total(changed) == 30


def test_a_changed_line_of_an_undone_session_counts(changed: House) -> None:
    """Seen and not counted is the line as it was."""
    changed.undo()
    changed.change_note(NAME, "30 min", "20 min")
    rest(changed)
    assert total(changed) == 20


def test_a_correction_is_undone(home: House) -> None:
    """The length that stood before counts again, and the corrected line is not read into the log once more."""
    home.write_notes(NAME, "10/6 30 min push-in")
    home.sync()
    home.change_note(NAME, "30 min", "25 min")
    home.sync()
    assert total(home) == 25
    home.undo()
    assert total(home) == 30
    rest(home)
    assert total(home) == 30
    home.change_note(NAME, "25 min", "35 min")
    rest(home)
    assert total(home) == 35


def test_a_withdrawal_is_undone(home: House) -> None:
    """The session counts again though its line is gone."""
    home.write_notes(NAME, "10/6 30 min push-in")
    home.sync()
    home.change_note(NAME, "10/6 30 min push-in", "")
    home.sync()
    assert total(home) == 0
    home.undo()
    rest(home)
    assert total(home) == 30


def test_one_student_alone(changed: House) -> None:
    """Another student's values of the same run stay."""
    changed.set_roster(NAME, "Room", "15")
    changed.set_roster("Ben Tran", "Room", "9")
    changed.sync()
    changed.undo(otsync_id=changed.cell("Ben Tran", "otsync ID"))
    assert (changed.doc(NAME).text("room"), changed.doc("Ben Tran").text("room")) == ("15", "")


def test_nothing_to_undo(home: House) -> None:
    """A run that does not exist is told in a sentence, and a new plan stays."""
    with pytest.raises(PersonMustAct, match="no run 5"):
        home.undo(5)
    with pytest.raises(PersonMustAct, match="nothing that an undo could put back"):
        home.undo()
    assert len(home.docs()) == 3


def test_an_undo_leaves_what_was_typed_meanwhile_to_the_next_run(changed: House) -> None:
    """It decides nothing else; the next run finds it."""
    changed.type_value(NAME, "interests", "the ocean")
    changed.set_roster("Ben Tran", "Room", "9")
    changed.undo()
    assert changed.doc("Ben Tran").text("room") == ""
    rest(changed)
    assert changed.doc("Ben Tran").text("room") == "9"
    assert changed.doc(NAME).text("interests") == "the ocean"
    assert changed.doc(NAME).text("room") == "12"


def test_a_student_on_hold_is_not_written(changed: House) -> None:
    """Nothing is written in the Doc, and that is told."""
    changed.set_roster(NAME, "Status", "on hold (legal)")
    report = changed.undo()
    assert changed.doc(NAME).text("room") == "14B"
    assert report.stays >= 1
    assert any("on hold" in row["What I saw"] for row in changed.looks())


def test_she_asks_in_the_roster(changed: House) -> None:
    """The request is carried out at the next pass and taken out of its cell; the answer stands in Needs a look."""
    changed.set_roster(NAME, "Ask otsync", "Undo last change here")
    changed.set_roster("Ben Tran", "Room", "9")
    changed.sync()
    assert changed.cell(NAME, "Ask otsync") == ""
    assert (changed.doc(NAME).text("room"), changed.cell(NAME, "Diagnoses"), total(changed)) == ("12", "", 0)
    assert changed.doc("Ben Tran").text("room") == "9"
    assert any("Put back as asked" in row["What I saw"] and row["Student"] == NAME for row in changed.looks())
    quiet(changed)
    changed.answer("Put back as asked", "Seen")
    changed.sync()
    assert not any("Put back as asked" in row["What I saw"] for row in changed.looks())
    quiet(changed)


def test_words_of_hers_beside_a_request_stay(changed: House) -> None:
    """A cell that says anything else is neither a request nor emptied."""
    changed.set_roster(NAME, "Ask otsync", "undo the room please")
    changed.sync()
    assert changed.cell(NAME, "Ask otsync") == "undo the room please"
    assert changed.doc(NAME).text("room") == "14B"


def test_a_precaution_goes_back_word_for_word(home: House) -> None:
    """The text that stood there before, whole."""
    home.set_roster(NAME, "Precautions", "None known")
    home.sync()
    assert home.doc(NAME).text("precautions") == "None known"
    home.undo()
    assert home.doc(NAME).text("precautions") == AVA["Precautions"]
