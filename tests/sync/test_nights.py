"""The evening of a therapist: a first night, people typing on both sides, and the nights after."""

from __future__ import annotations

from otsync.workbook import layout
from tests.house import AVA, BEN, ELI, House

AMBER = "#FFF3CD"


def test_first_run_makes_the_workbook(empty: House) -> None:
    """Without a workbook otsync makes one, remembers its id, and a second run finds nothing to do."""
    report = empty.sync()
    assert report.exit_code == 0
    assert empty.spreadsheet_id
    assert report.students == 0
    again = empty.sync()
    assert sum(count for kind, count in again.requests.items() if kind.endswith("write")) == 0


def test_first_night_makes_one_doc_a_student(home: House) -> None:
    """Each student has one Doc with the roster's values, amber cells for what is missing, and a link in the roster."""
    assert len(home.docs()) == 3
    ava = home.doc("Ava Romero")
    assert ava.text("precautions") == AVA["Precautions"]
    assert ava.text("birthdate") == "3/1/17"
    assert ava.fields["diagnoses"].value.tint == AMBER
    assert ava.fields["precautions"].value.tint == ""
    assert ava.fields["interests"].value.tint == ""
    assert ava.tables["goals"].table.rows[1][0].tint == AMBER
    assert "to fill" in ava.text("status_line")
    assert home.cell("Ava Romero", "Plan (Doc)") == "open"
    assert home.cell("Ava Romero", "To fill") == str(len([1 for cell in ava.fields.values() if cell.value.tint == AMBER]) + 1)
    assert home.doc("Élî O'Neill 🦈").text("name") == "Élî O'Neill 🦈"
    assert all(cell.anchored for cell in ava.fields.values())


def test_second_run_writes_nothing(home: House) -> None:
    """Run again on the same day without an outside change: at most three requests, none of them a write."""
    report = home.sync()
    assert sum(report.requests.values()) <= 3
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0
    assert report.docs_unchanged == 3


def test_amber_cell_filled_in_the_doc(home: House) -> None:
    """A value typed into an amber cell loses the tint, reaches the roster, and is told in Changes."""
    home.type_value("Ben Tran", "diagnoses", "ADHD, combined")
    report = home.sync()
    assert report.doc_to_roster == 1
    assert home.cell("Ben Tran", "Diagnoses") == "ADHD, combined"
    ben = home.doc("Ben Tran")
    assert ben.fields["diagnoses"].value.tint == ""
    assert "diagnoses" not in ben.text("status_line")
    assert any(row["Field"] == "Diagnoses" and row["To"] == "ADHD, combined" for row in home.records(layout.CHANGES))
    assert sum(home.sync().requests.values()) <= 3


def test_roster_change_reaches_the_doc(home: House) -> None:
    """A room that changes in the roster changes in the Doc, and nothing else there but the grey line."""
    before = home.body("Ava Romero")
    home.set_roster("Ava Romero", "Room", "14B")
    report = home.sync()
    assert (report.docs_updated, report.roster_to_doc) == (1, 1)
    after = home.doc("Ava Romero")
    assert after.text("room") == "14B"
    assert texts(before, {"12"}) == texts(home.body("Ava Romero"), {"14B"})
    assert report.requests["docs_read"] + report.requests["docs_write"] == 2
    assert sum(home.sync().requests.values()) <= 3


def texts(body: dict[str, object], but: set[str]) -> list[str]:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "textRun" in value:
                text = str(value["textRun"]["content"])
                if "otsync last changed" not in text and text.strip() not in but:
                    found.append(text)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(body)
    return found


def test_sessions_are_logged_once(home: House) -> None:
    """New lines on the tab Notes become rows of Minutes, exactly once; what cannot be read counts nothing and is listed."""
    home.write_notes(
        "Ava Romero", "10/6 9:15-9:45 push-in, writing. Pencil dot for the thumb.\n10/2 30 pull-out. Animal yoga\n10/1 saw her in class"
    )
    report = home.sync()
    assert report.minutes_appended == 2
    rows = home.minutes()
    assert sorted((row["Date"], row["Minutes"], row["Setting"]) for row in rows) == [
        ("10/2/26", "30", "pull-out"),
        ("10/6/26", "30", "push-in"),
    ]
    assert any("10/1" in row["In your Doc"] for row in home.looks())
    again = home.sync()
    assert again.minutes_appended == 0
    assert len(home.minutes()) == 2


def test_corrected_session_is_reversed(home: House) -> None:
    """A corrected length is a reversal row and a new row: any plain sum over the tab is right."""
    home.write_notes("Ava Romero", "10/2 30 pull-out. Animal yoga")
    home.sync()
    home.change_note("Ava Romero", "30 pull-out", "25 pull-out")
    report = home.sync()
    assert report.corrections == 1
    assert sum(int(row["Minutes"]) for row in home.minutes()) == 25
    assert [row["Minutes"] for row in home.minutes()] == ["30", "-30", "25"]


def test_conflict_is_listed_once_and_settled_by_a_choice(home: House) -> None:
    """Both sides changed: both stay, one row asks, and the answer settles it."""
    home.type_value("Ava Romero", "room", "21")
    home.set_roster("Ava Romero", "Room", "22")
    assert home.sync().conflicts == 1
    home.sync()
    rows = [row for row in home.looks() if "Room" in row["What I saw"]]
    assert [(row["In your Doc"], row["In the roster"]) for row in rows] == [("21", "22")]
    assert sum(home.sync().requests.values()) <= 3
    home.answer("Room", "Use the Doc")
    home.sync()
    assert home.cell("Ava Romero", "Room") == "21"
    assert not [row for row in home.looks() if "Room" in row["What I saw"]]


def test_clearing_precautions_never_spreads(home: House) -> None:
    """An allergy that is cleared in the roster stays in the Doc, and is asked about."""
    home.set_roster("Ava Romero", "Precautions", "")
    home.sync()
    assert home.doc("Ava Romero").text("precautions") == AVA["Precautions"]
    assert any("cleared" in row["What I saw"] for row in home.looks())
    home.answer("cleared", "Put it back")
    home.sync()
    assert home.cell("Ava Romero", "Precautions") == AVA["Precautions"]


def test_plan_writes_nothing(home: House) -> None:
    """`plan` says what would change, student by student, and changes nothing."""
    home.set_roster("Ava Romero", "Room", "14B")
    home.write_notes("Ben Tran", "10/5 consult with teacher 15 min")
    report = home.sync(write=False)
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0
    assert report.roster_to_doc == 1
    assert report.minutes_appended == 1
    assert len(report.changes) == 2
    assert not any("Ava" in line for line in report.changes)
    assert home.doc("Ava Romero").text("room") == "12"


def test_sorted_roster_keeps_rows_and_ids_together(home: House) -> None:
    """Sorting whole rows changes nothing."""
    where = {"sheetId": layout.ROSTER.sheet_id, "startRowIndex": 1, "endRowIndex": 4}
    home.people.write_sheet(
        home.spreadsheet_id, [{"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}]
    )
    report = home.sync()
    assert (report.docs_updated, report.doc_to_roster, report.needs_look) == (0, 0, 0)


def test_names_stand_in_no_report(home: House) -> None:
    """Nothing that a run reports names a student."""
    said = repr(home.sync().as_dict()) + " ".join(home.sync(write=False).changes)
    assert not any(one["Name"] in said for one in (AVA, BEN, ELI))


def test_many_values_changed_at_once_are_held(empty: House) -> None:
    """More than 30 % of the values changed is an accident until someone says "Go ahead": once, for that exact plan."""
    empty.sync()
    empty.add_students(*(BEN | {"Name": f"Child {at}", "Room": str(at), "Teacher(s)": f"T{at}", "Grade": str(at)} for at in range(6)))
    empty.sync()
    for at in range(6):
        for header in ("Room", "Teacher(s)", "Grade", "School"):
            empty.set_roster(f"Child {at}", header, f"new {at} {header}")
    report = empty.sync()
    assert (report.held, report.docs_updated, report.exit_code) == (1, 0, 3)
    assert empty.doc("Child 3").text("room") == "3"
    quiet = empty.sync()
    assert sum(quiet.requests.values()) <= 3
    assert [row["Student"] for row in empty.looks()] == ["everyone"]
    empty.answer("This run would change", "Go ahead")
    report = empty.sync()
    assert (report.held, report.docs_updated) == (0, 6)
    assert empty.doc("Child 3").text("room") == "new 3 Room"
    assert not empty.looks()


def test_tried_and_teacher_lines_become_rows_once(home: House) -> None:
    """Tried: and Teacher: lines are collected as rows of the Plan, once; a row that a person takes away does not come back."""
    home.write_notes(
        "Ava Romero",
        "10/6 30 min push-in, writing.\nTried: Twist N Write pencil; not effective yet\n"
        "Teacher: list of hand activities\nTried: slant board",
    )
    home.sync()
    ava = home.doc("Ava Romero")
    assert ava.tables["tried"].rows == (("10/6", "slant board", ""), ("10/6", "Twist N Write pencil", "not effective yet"))
    assert ava.tables["open_items"].rows == (("10/6", "list of hand activities", ""),)
    assert sum(home.sync().requests.values()) <= 3
    row = ava.tables["tried"].table.rows[2]
    place = {
        "tableStartLocation": {"index": ava.tables["tried"].table.start, "tabId": ava.plan_tab},
        "rowIndex": row[0].row,
        "columnIndex": 0,
    }
    home.people.write_doc(home.doc_id("Ava Romero"), [{"deleteTableRow": {"tableCellLocation": place}}])
    home.tick()
    home.sync()
    assert home.doc("Ava Romero").tables["tried"].rows == (("10/6", "slant board", ""),)
    assert any("Tried: Twist" in line.text for line in home.notes_tab("Ava Romero")[1])
