"""Accidents are held, each as one question with figures and examples; Go ahead releases exactly that plan, once."""

from __future__ import annotations

from tests.house import AVA, BEN, House

NAME = "Ava Romero"


def empty_cells(home: House, *fields: str) -> None:
    for one in fields:
        home.type_value(NAME, one, "")


LOST = ("school", "grade", "room", "teachers", "precautions")


def test_a_doc_that_lost_a_third_of_its_values_is_one_question(home: House) -> None:
    """Nothing is carried over from its Plan or written there; its notes are still read; a quiet run stays quiet."""
    empty_cells(home, *LOST)
    home.write_notes(NAME, "10/6 30 min push-in")
    report = home.sync()
    assert (report.held, report.doc_to_roster, report.minutes_appended) == (1, 0, 1)
    rows = home.looks()
    assert [row["What I saw"][:10] for row in rows] == ["This Doc l"]
    assert "5 of 12 values" in rows[0]["What I saw"] and "grade" in rows[0]["What I saw"]
    assert home.cell(NAME, "School") == "Lincoln"
    assert sum(home.sync().requests.values()) <= 3


def test_go_ahead_releases_that_plan_and_no_other(home: House) -> None:
    """What would be lost otherwise is asked about again; a required value is never cleared by it."""
    empty_cells(home, *LOST)
    home.sync()
    home.answer("This Doc lost", "Go ahead")
    empty_cells(home, "eligibilities")
    assert home.sync().held == 1
    assert home.cell(NAME, "School") == "Lincoln"
    waiting = [row for row in home.looks() if "This Doc lost" in row["What I saw"]]
    assert len(waiting) == 1 and "6 of 12" in waiting[0]["What I saw"]
    home.answer("lost 6 of 12", "Go ahead")
    report = home.sync()
    assert (report.held, report.doc_to_roster) == (0, 4)
    assert home.cell(NAME, "School") == ""
    assert home.cell(NAME, "Precautions") == AVA["Precautions"]
    assert sum(home.sync().requests.values()) <= 3


def test_a_doc_put_back_settles_its_question(home: House) -> None:
    """The version history undoes what was lost, and nothing is left to answer."""
    empty_cells(home, *LOST)
    home.sync()
    for one, header in zip(LOST, ("School", "Grade", "Room", "Teacher(s)", "Precautions"), strict=True):
        home.type_value(NAME, one, AVA[header])
    home.sync()
    assert not home.looks()
    assert home.cell(NAME, "School") == "Lincoln"


def many(home: House) -> None:
    home.sync()
    home.add_students(*(BEN | {"Name": f"Child {at}", "Room": str(at), "Teacher(s)": f"T{at}", "Grade": str(at)} for at in range(6)))
    home.sync()


def test_go_ahead_carries_both_ways_in_one_run(empty: House) -> None:
    """A plan that writes Docs and the roster is released whole: the commit does not ask again about its own half."""
    many(empty)
    empty.set_rosters({(f"Child {at}", header): f"new {at}" for at in range(6) for header in ("Room", "Grade")})
    for at in range(6):
        empty.type_value(f"Child {at}", "teachers", f"Teacher {at}")
        empty.type_value(f"Child {at}", "school", f"School {at}")
    assert empty.sync().held == 1
    [row] = empty.looks()
    assert "For example Child" in row["What I saw"] and "→" in row["What I saw"]
    empty.answer("This run would change", "Go ahead")
    report = empty.sync()
    assert (report.held, report.roster_to_doc, report.doc_to_roster) == (0, 12, 12)
    assert (empty.doc("Child 3").text("room"), empty.cell("Child 3", "School")) == ("new 3", "School 3")
    assert not empty.looks()


def test_the_same_accident_again_is_asked_about_again(empty: House) -> None:
    """Go ahead was for then."""
    many(empty)
    headers = ("Room", "Teacher(s)", "Grade", "School")

    def change(word: str) -> None:
        empty.set_rosters({(f"Child {at}", header): f"{word} {at} {header}" for at in range(6) for header in headers})

    for word in ("one", "two", "one", "two"):
        change(word)
        assert empty.sync().held == 1
        row = len(empty.records_of_looks()) - 1
        empty.answer_row(row, "Go ahead")
        report = empty.sync()
        assert (report.held, report.docs_updated) == (0, 6)
    assert len(empty.records_of_looks()) == 4


def test_another_plan_is_not_released(empty: House) -> None:
    """One more value changed since the question: it is another plan."""
    many(empty)
    headers = ("Room", "Teacher(s)", "Grade", "School")
    empty.set_rosters({(f"Child {at}", header): f"new {at} {header}" for at in range(6) for header in headers})
    empty.sync()
    empty.answer("This run would change", "Go ahead")
    empty.set_roster("Child 0", "Service minutes", "30 min weekly")
    report = empty.sync()
    assert (report.held, report.docs_updated) == (1, 0)
    assert sum("This run would change" in row["What I saw"] for row in empty.looks()) == 1


def test_force_goes_ahead(home: House) -> None:
    """`--force` does what is held."""
    empty_cells(home, "school", "grade", "room", "teachers", "eligibilities")
    assert home.sync(force=True).held == 0
    assert home.cell(NAME, "School") == ""


def test_ids_swapped_are_held_and_told_with_the_row(home: House) -> None:
    """Two rows whose otsync IDs changed places: neither is touched until someone says so."""
    ava, ben = home.cell(NAME, "otsync ID"), home.cell("Ben Tran", "otsync ID")
    home.set_roster(NAME, "otsync ID", ben)
    home.set_roster("Ben Tran", "otsync ID", ava)
    report = home.sync()
    assert (report.held, report.docs_updated) == (2, 0)
    assert home.people.read_doc(home.docs()[ava])["title"] == "Ava Romero · OT plan"
    assert all("birthdate" in row["What I saw"] for row in home.looks())
    home.set_roster(NAME, "otsync ID", ava)
    home.set_roster("Ben Tran", "otsync ID", ben)
    home.sync()
    assert not home.looks()
