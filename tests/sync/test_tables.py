"""Tables that stand on both sides: goals, what was tried, what is open for the teacher."""

from __future__ import annotations

import pytest

from otsync.workbook import layout
from tests.house import House

AVA = "Ava Romero"


def quiet(home: House) -> None:
    report = home.sync()
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0
    assert sum(report.requests.values()) <= 3


@pytest.fixture
def goals(home: House) -> House:
    """A roster to which someone added the column Goals, with two of Ava's in it, agreed on both sides."""
    home.add_column("Goals")
    home.set_roster(AVA, "Goals", "Cut on a line | OT | art\nWrite 5 sentences | shared")
    home.sync()
    quiet(home)
    return home


def test_lines_of_the_roster_become_rows(goals: House) -> None:
    """One line a row, its columns parted by bars; the amber goes."""
    assert goals.rows(AVA, "goals") == [("Cut on a line", "OT", "art", ""), ("Write 5 sentences", "shared", "", "")]
    table = goals.doc(AVA).tables["goals"].table
    assert [row[0].tint for row in table.rows[1:]] == ["", ""]
    assert "goal" not in goals.doc(AVA).text("status_line")


def test_a_row_added_on_one_side_is_added_on_the_other(goals: House) -> None:
    """Both ways in one night."""
    goals.add_row(AVA, "goals", "Zip a coat", "OT", "recess")
    goals.set_roster(AVA, "Goals", "Tie shoes\nCut on a line | OT | art\nWrite 5 sentences | shared")
    goals.sync()
    want = ["Tie shoes", "Cut on a line | OT | art", "Write 5 sentences | shared", "Zip a coat | OT | recess"]
    assert goals.cell(AVA, "Goals").split("\n") == want
    assert [row[0] for row in goals.rows(AVA, "goals")] == ["Tie shoes", "Cut on a line", "Write 5 sentences", "Zip a coat"]
    quiet(goals)


def test_a_row_changed_on_one_side_changes_on_the_other(goals: House) -> None:
    """Each way, and Changes tells it."""
    goals.type_cell(AVA, "goals", 1, 3, "4 of 5")
    goals.set_roster(AVA, "Goals", "Cut on a line | OT | art\nWrite 6 sentences | shared")
    goals.sync()
    assert goals.cell(AVA, "Goals") == "Cut on a line | OT | art | 4 of 5\nWrite 6 sentences | shared"
    assert [row[0] for row in goals.rows(AVA, "goals")] == ["Cut on a line", "Write 6 sentences"]
    told = [row for row in goals.records(layout.CHANGES) if row["Field"] == "Goals"]
    assert {row["Where"] for row in told[-2:]} == {"Doc", "roster"}
    quiet(goals)


def test_a_row_changed_on_both_sides_is_listed_and_settled_by_a_choice(goals: House) -> None:
    """Both stay; one row asks, once; the answer settles it and the other rows are not touched."""
    goals.type_cell(AVA, "goals", 1, 3, "4 of 5")
    goals.set_roster(AVA, "Goals", "Cut on a line | OT | art | 2 of 5\nWrite 5 sentences | shared")
    assert goals.sync().conflicts == 1
    quiet(goals)
    rows = [row for row in goals.looks() if "Goals" in row["What I saw"]]
    assert [(row["In your Doc"], row["In the roster"]) for row in rows] == [
        ("Cut on a line | OT | art | 4 of 5", "Cut on a line | OT | art | 2 of 5")
    ]
    goals.answer("Goals", "Use the roster")
    goals.sync()
    assert goals.rows(AVA, "goals")[0] == ("Cut on a line", "OT", "art", "2 of 5")
    assert not [row for row in goals.looks() if "Goals" in row["What I saw"]]
    quiet(goals)


def test_a_row_taken_away_goes_on_the_other_side(goals: House) -> None:
    """From either side; the formatting of the rows that stay is not touched."""
    doc = goals.doc(AVA)
    cell = doc.tables["goals"].table.rows[2][0]
    bold = {
        "range": {"startIndex": cell.start, "endIndex": cell.start + 5, "tabId": doc.plan_tab},
        "textStyle": {"bold": True},
        "fields": "bold",
    }
    goals.people.write_doc(goals.doc_id(AVA), [{"updateTextStyle": bold}])
    goals.tick()
    goals.set_roster(AVA, "Goals", "Write 5 sentences | shared")
    goals.sync()
    assert [row[0] for row in goals.rows(AVA, "goals")] == ["Write 5 sentences"]
    assert bold_words(goals) == ["Write"]
    goals.add_row(AVA, "goals", "Zip a coat")
    goals.sync()
    goals.delete_row(AVA, "goals", 1)
    goals.sync()
    assert goals.cell(AVA, "Goals") == "Zip a coat"
    quiet(goals)


def bold_words(home: House) -> list[str]:
    doc = home.doc(AVA)
    span = doc.tables["goals"].table.rows[1][0]
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            bold = "textRun" in value and value["textRun"].get("textStyle", {}).get("bold")
            if bold and span.start <= value.get("startIndex", 0) < span.end:
                found.append(value["textRun"]["content"].strip())
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    plan = next(tab for tab in home.body(AVA)["tabs"] if tab["tabProperties"]["tabId"] == doc.plan_tab)
    walk(plan)
    return found


def test_goals_that_are_all_gone_are_asked_about(goals: House) -> None:
    """A table that the plan needs is never emptied by the other side; an answer puts it back or clears both."""
    goals.set_roster(AVA, "Goals", "")
    goals.sync()
    assert len(goals.rows(AVA, "goals")) == 2
    quiet(goals)
    goals.answer("Every row", "Put it back")
    goals.sync()
    assert goals.cell(AVA, "Goals").startswith("Cut on a line")
    quiet(goals)
    for row in (2, 1):
        goals.delete_row(AVA, "goals", row)
    goals.sync()
    assert goals.cell(AVA, "Goals").startswith("Cut on a line")
    goals.answer("taken out of the Doc", "Clear it on both sides")
    goals.sync()
    assert goals.cell(AVA, "Goals") == ""
    quiet(goals)


def test_a_formula_cell_of_a_table_is_never_written(home: House) -> None:
    """Rows that the Doc has and the formula has not are listed."""
    home.add_column("Goals")
    home.set_roster(AVA, "Goals", '="Cut on a line"', formula=True)
    home.sync()
    assert [row[0] for row in home.rows(AVA, "goals")] == ["Cut on a line"]
    home.add_row(AVA, "goals", "Zip a coat")
    home.sync()
    assert home.cell(AVA, "Goals") == "Cut on a line"
    assert any("formula" in row["What I saw"] for row in home.looks())
    quiet(home)


def test_tried_lines_reach_the_roster_in_the_same_run(home: House) -> None:
    """A Tried: line becomes a row of the Plan and a line of the roster's column, and the next run has nothing to do."""
    home.add_column("What was tried")
    home.add_column("For the teacher")
    home.sync()
    home.write_notes(AVA, "10/6 30 min push-in\nTried: slant board; helps\nTeacher: list of hand activities")
    home.sync()
    assert home.cell(AVA, "What was tried") == "10/6 | slant board | helps"
    assert home.cell(AVA, "For the teacher") == "10/6 | list of hand activities"
    quiet(home)
    home.set_roster(AVA, "For the teacher", "10/6 | list of hand activities | done 10/8")
    home.sync()
    assert home.rows(AVA, "open_items") == [("10/6", "list of hand activities", "done 10/8")]
    quiet(home)


def test_a_new_plan_takes_the_rosters_rows(home: House) -> None:
    """A student whose goals stand in the roster has them on the first night."""
    home.add_column("Goals")
    home.add_students({"Name": "Dana New", "Plan type": "IEP", "Goals": "Cut on a line | OT\nZip a coat"})
    home.sync()
    assert home.rows("Dana New", "goals") == [("Cut on a line", "OT", "", ""), ("Zip a coat", "", "", "")]
    quiet(home)


def test_a_sorted_column_of_lines_is_no_change(goals: House) -> None:
    """The order of rows is each side's own."""
    goals.set_roster(AVA, "Goals", "Write 5 sentences | shared\nCut on a line | OT | art")
    report = goals.sync()
    assert (report.docs_updated, report.doc_to_roster, report.requests["docs_read"]) == (0, 0, 0)
    quiet(goals)
