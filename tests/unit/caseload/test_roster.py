"""A person's own grid, read as students."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.fields import load_plan
from otsync.caseload.roster import Cell, Roster, read_roster

FORM = load_plan()


def grid(*rows: str) -> list[list[Cell]]:
    return [[Cell(cell.strip()) for cell in row.split("|")] for row in rows]


def read(*rows: str) -> Roster:
    return read_roster(grid(*rows), FORM)


def test_title_separators_totals_and_blanks_are_passed_over() -> None:
    """Only rows with a name and a birthdate or plan type are students; headers are known by their aliases, wherever they stand."""
    roster = read(
        "My caseload 26/27||",
        "||",
        "DOB | Student name | Rm | Shoe size",
        "|LINCOLN ELEM||",
        "3/1/17 | Ava R. | 12 | 31",
        "||",
        "| Total: 1||",
        "|Ben T.|4|",
    )
    assert [(row.row, row.text(FORM, "name"), row.text(FORM, "room")) for row in roster.rows] == [(4, "Ava R.", "12")]
    assert roster.header_row == 2
    assert roster.passed_over == (3, 6, 7)
    assert not roster.problems


def test_row_without_a_name_is_listed() -> None:
    """A row that has facts but no name gets no plan, and is listed by its number."""
    roster = read("Name | Birthdate", " | 3/1/17")
    assert not roster.rows
    assert [(problem.code, problem.row) for problem in roster.problems] == [("no_name", 1)]


def test_missing_and_doubled_name_column_end_the_run() -> None:
    """Without one column Name nothing can be done, and the sentence says so."""
    assert "Name" in read("Birthdate | Room", "3/1/17 | 4").fatal
    assert "twice" in read("Name | Name | Birthdate", "A | B | 3/1/17").fatal
    assert read("hello", "world").fatal


def test_doubled_header_of_another_field_is_listed_and_not_read() -> None:
    """Two columns that mean the same field are never guessed between."""
    roster = read("Name | Birthdate | Rm | Classroom", "Ava | 3/1/17 | 4 | 5")
    assert "room" not in roster.columns
    assert [problem.code for problem in roster.problems] == ["header_twice"]
    assert read("Name | Birthdate | Room | Classroom", "Ava | 3/1/17 | 4 | 5").columns["room"] == 2


def test_date_cell_without_a_year_is_read_by_its_number() -> None:
    """A date shown as Mar-4 is the whole day that the cell holds."""
    rows = grid("Name | Birthdate")
    rows.append([Cell("Ava"), Cell("Mar-4", number=42798)])
    assert read_roster(rows, FORM).rows[0].text(FORM, "birthdate") == "3/4/17"


def test_one_id_in_two_rows_is_listed() -> None:
    """A copied row keeps its ID: the first one is used, the other is listed."""
    roster = read("Name | Birthdate | otsync ID", "Ava | 3/1/17 | k7q2", "Ben | 4/1/17 | k7q2")
    assert len(roster.rows) == 1
    assert [problem.code for problem in roster.problems] == ["id_twice"]


@given(
    st.lists(
        st.lists(st.one_of(st.sampled_from(["Name", "DOB", "Plan type", "IEP", "Ava", ""]), st.text(max_size=8)), max_size=6), max_size=8
    )
)
def test_any_grid(rows: list[list[str]]) -> None:
    """Any grid is read without an error, and every student row has a name."""
    roster = read_roster([[Cell(text) for text in row] for row in rows], FORM)
    assert all(row.text(FORM, "name").strip() for row in roster.rows)
