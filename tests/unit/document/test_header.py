"""How therapists head the pages that they keep: each way read, and what is not surely a field left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.fields import load_plan
from otsync.document.body import Paragraph, Tab, Table, TableCell
from otsync.document.header import Header, read_header

FORM = load_plan()
TODAY = date(2026, 10, 7)
Block = str | tuple[str, dict[str, Any]] | list[list[str]]


def paragraph(text: str, **look: Any) -> Paragraph:
    return Paragraph(text, 0, len(text) + 1, **look)


def table(rows: Sequence[Sequence[str]]) -> Table:
    return Table(
        0,
        tuple(
            tuple(TableCell("t", 0, r, c, 0, 0, tuple(paragraph(line) for line in text.split("\n"))) for c, text in enumerate(row))
            for r, row in enumerate(rows)
        ),
    )


def read(*blocks: Block) -> Header:
    made: list[Paragraph | Table] = []
    for block in blocks:
        if isinstance(block, list):
            made.append(table(block))
        elif isinstance(block, tuple):
            made.append(paragraph(block[0], **block[1]))
        else:
            made += [paragraph(line) for line in block.split("\n")]
    return read_header([Tab("t", "Tab 1", tuple(made), {})], FORM, today=TODAY)


def goals(header: Header) -> list[str]:
    return [row[0] for row in header.rows.get("goals", ())]


BULLET: dict[str, Any] = {"bullet": True}
H2: dict[str, Any] = {"heading": 2}

WAYS: list[tuple[str, dict[str, str]]] = [
    ("DOB: 3/1/2017", {"birthdate": "3/1/2017"}),
    ("D.O.B.: 3/1/17", {"birthdate": "3/1/17"}),
    ("Date of Birth - March 1, 2017", {"birthdate": "March 1, 2017"}),
    ("Birthdate\t3/1/2017", {"birthdate": "3/1/2017"}),
    ("DOB=2017-03-01", {"birthdate": "2017-03-01"}),
    ("dob: 3/1/17 (9 yrs)", {"birthdate": "3/1/17"}),
    ("DOB: 3/1/17, age 9", {"birthdate": "3/1/17"}),
    ("• DOB: 3/1/17", {"birthdate": "3/1/17"}),
    ("1. DOB: 3/1/17", {"birthdate": "3/1/17"}),
    ("Student's DOB: 3/1/17", {"birthdate": "3/1/17"}),
    ("DOB:3/1/17", {"birthdate": "3/1/17"}),
    ("DOB\uff1a 3/1/17", {"birthdate": "3/1/17"}),
    ("DOB: 3/1/17   Grade: 4   Rm: 12", {"birthdate": "3/1/17", "grade": "4", "room": "12"}),
    ("DOB: 3/1/17\tGrade: 4\tTeacher: Ms. Alvarez", {"birthdate": "3/1/17", "grade": "4", "teachers": "Ms. Alvarez"}),
    ("DOB: 3/1/17 | Gr 4 | Rm 12 | IEP", {"birthdate": "3/1/17", "grade": "4", "room": "12", "plan_type": "IEP"}),
    ("DOB: 3/1/17, Grade: 4, School: Lincoln", {"birthdate": "3/1/17", "grade": "4", "school": "Lincoln"}),
    ("DOB: 3/1/17 Grade: 4 School: Lincoln Elem", {"birthdate": "3/1/17", "grade": "4", "school": "Lincoln Elem"}),
    ("Name: Ava Romero | DOB: 3/1/17", {"birthdate": "3/1/17"}),
    ("Ava Romero - 3/1/17 - 4th grade", {"birthdate": "3/1/17", "grade": "4th grade"}),
    ("Romero, Ava - 3/1/17 - Rm 12", {"birthdate": "3/1/17", "room": "12"}),
    ("Ava Romero (DOB 3/1/17)", {"birthdate": "3/1/17"}),
    ("Ava Romero | DOB 3/1/17 | Gr. 4 | 504", {"birthdate": "3/1/17", "grade": "4", "plan_type": "504"}),
    ("Ava Romero, DOB: 3/1/17", {"birthdate": "3/1/17"}),
    ("Eligibility: OHI", {"eligibilities": "OHI"}),
    ("Primary Disability: Autism; SLI", {"eligibilities": "Autism; SLI"}),
    ("Minutes: 30/wk", {"service_minutes": "30/wk"}),
    ("OT: 30 min weekly PO", {"service_minutes": "30 min weekly PO"}),
    ("OT: J. Doe, OTR/L", {"therapist": "J. Doe, OTR/L"}),
    ("Frequency: 2x30 min/month + 15 consult", {"service_minutes": "2x30 min/month + 15 consult"}),
    ("OT minutes (per IEP): 120/mo", {"service_minutes": "120/mo"}),
    ("Service time = 3 of 4 weeks, 30 min", {"service_minutes": "3 of 4 weeks, 30 min"}),
    ("Precautions: none known", {"precautions": "none known"}),
    ("ALLERGIES: peanuts", {"precautions": "peanuts"}),
    ("Precautions/Alerts: seizure plan with nurse", {"precautions": "seizure plan with nurse"}),
    ("Dx: ADHD, combined; DCD", {"diagnoses": "ADHD, combined; DCD"}),
    ("CM: Kim", {"case_manager": "Kim"}),
    ("Case manager: Ms. Kim / Mr. Lee", {"case_manager": "Ms. Kim / Mr. Lee"}),
    ("Teacher(s): Alvarez and Okafor", {"teachers": "Alvarez and Okafor"}),
    ("Gen Ed Teacher: Mrs. O'Neill", {"teachers": "Mrs. O'Neill"}),
    ("Annual due: 3/4/27", {"annual": "3/4/27"}),
    ("Annual/Tri: 3/4/27 / 3/4/28", {"annual": "3/4/27", "triennial": "3/4/28"}),
    ("School/Grade: Lincoln / 4th", {"school": "Lincoln", "grade": "4th"}),
    ("Grade/Teacher: 4/Alvarez", {"grade": "4", "teachers": "Alvarez"}),
    ("Interests: the ocean, Minecraft", {"interests": "the ocean, Minecraft"}),
    ("Strategies: short pencil, slant board", {"strategies": "short pencil, slant board"}),
    ("Discharge criteria: independent with keyboard", {"discharge_plan": "independent with keyboard"}),
    ("Plan type: 504", {"plan_type": "504"}),
    ("IEP/504: IEP", {"plan_type": "IEP"}),
    # the value on the next line
    ("DOB:\n3/1/17", {"birthdate": "3/1/17"}),
    ("PRECAUTIONS\nPeanut allergy", {"precautions": "Peanut allergy"}),
    ("Strategies:\nslant board\nshort pencil\n\nLikes trains", {"strategies": "slant board\nshort pencil"}),
    ("Strategies:\n\n- slant board\n- short pencil", {"strategies": "slant board\nshort pencil"}),
    ("Precautions: Peanut allergy,\nEpiPen\nRoom: 12", {"precautions": "Peanut allergy,\nEpiPen", "room": "12"}),
    ("Diagnoses: ADHD\n- DCD", {"diagnoses": "ADHD\nDCD"}),
    # told in parts
    ("Precautions: seizure plan\nAllergies: bees", {"precautions": "seizure plan\nAllergies: bees"}),
    ("DOB: 3/1/17\nBirthdate: 3/1/2017", {"birthdate": "3/1/17"}),
    ("Grade: 4\nGr: 4th", {"grade": "4"}),
    # other scripts and writing directions
    ("\u202bDOB: 3/1/2017\u202c", {"birthdate": "3/1/2017"}),
    ("Precautions: אלרגיה לבוטנים", {"precautions": "אלרגיה לבוטנים"}),
    ("Interests: 🦈 und Züge", {"interests": "🦈 und Züge"}),
    # not a field
    ("Fecha de nacimiento: 3/1/2017", {}),
    ("תאריך לידה: 3/1/2017", {}),
    ("Parent: Maria 555-1234", {}),
    ("DOB: TBD", {}),
    ("Precautions: see IEP", {}),
    ("Plan: continue hand strengthening", {}),
    ("We saw that minutes: he likes clocks", {}),
    ("Time: 9:15", {}),
    ("The goal: to have fun", {}),
    ("Ava had a good day. Grade: A", {}),
    ("Notes: likes trains", {}),
    ("https://docs.google.com/document/d/abc?dob=3/1/17", {}),
]


@pytest.mark.parametrize(("page", "values"), WAYS, ids=[repr(page)[:50] for page, _ in WAYS])
def test_ways_of_writing(page: str, values: dict[str, str]) -> None:
    """Each way gives its fields, and nothing else."""
    assert dict(read(page).values) == values


LEFT: list[tuple[str, list[tuple[str, str]]]] = [
    ("DOB: spring 2016", [("birthdate", "type")]),
    ("DOB: 13/45/2017", [("birthdate", "type")]),
    ("Plan type: IEP (initial)", [("plan_type", "type")]),
    ("Minutes: blue", [("service_minutes", "type")]),
    ("Teacher: send list of activities", [("teachers", "person")]),
    ("IEP date: 3/4/26", [("annual", "past")]),
    ("Grade: 4\nGrade: 5", [("grade", "twice"), ("grade", "twice")]),
    ("School/Grade: Lincoln", [("school", "shared")]),
    ("Precautions: seizure plan.\nSaw the nurse about it", [("precautions", "more")]),
    ("Room: " + "the big one at the end of the corridor beside the gym " * 3, [("room", "long")]),
]


@pytest.mark.parametrize(("page", "left"), LEFT, ids=[page[:40] for page, _ in LEFT])
def test_what_names_a_field_and_is_not_sure_is_told(page: str, left: list[tuple[str, str]]) -> None:
    """The line is listed with its reason; a value that is not of its kind is not taken."""
    header = read(page)
    assert [(one.field_id, one.why) for one in header.left] == left
    assert not {field for field, why in left if why != "more"} & set(header.values)


def test_dated_lines_and_what_is_below_them_are_never_header() -> None:
    """From the first line that begins with a day on, labels belong to notes."""
    header = read("DOB: 3/1/17", "10/7 30 min push-in", "Strategies: short pencil", "Goal: hold pencil")
    assert dict(header.values) == {"birthdate": "3/1/17"}
    assert goals(header) == []
    assert dict(read("Tue 10/7 Room: 12").values) == {}
    assert dict(read(("10/7", H2), "Minutes: 30", ("Goals", {"heading": 3}), "write").values) == {}
    assert dict(read("Notes", "DOB: 3/1/17").values) == {}


def test_heading_below_the_notes_begins_a_header_again() -> None:
    """A heading in heading style that names a field stands outside the notes; the same words as plain text do not."""
    header = read("10/7 30 push-in", ("Goals", H2), ("Write 4 of 5 letters", BULLET), ("Strategies", H2), "slant board")
    assert goals(header) == ["Write 4 of 5 letters"]
    assert dict(header.values) == {"strategies": "slant board"}
    assert goals(read("10/7 30 push-in", "Goals", ("Write 4 of 5 letters", BULLET))) == []


def test_pasted_mail_is_never_header() -> None:
    """Neither the head of an e-mail nor its body, nor a quoted line."""
    assert dict(read("From: Kim <kim@school.org>\nSubject: Ava\nDOB: 3/1/2017\nGrade: 4").values) == {}
    assert dict(read("> DOB: 3/1/2017").values) == {}
    assert dict(read("Hi Ms. Alvarez,\nRoom: 12 is free").values) == {}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([("Goals", H2), ("Write", BULLET), ("Cut", BULLET)], ["Write", "Cut"]),
        (["Goals:", "1. Write 4 of 5", "2) Cut a line"], ["Write 4 of 5", "Cut a line"]),
        (["Goals", "- Write", "- Cut"], ["Write", "Cut"]),
        (["Goal 1: By 3/27 write 5 of 5", "Goal #2 - cut a line", "LTG: dress"], ["By 3/27 write 5 of 5", "cut a line", "dress"]),
        (["IEP Goals: write"], ["write"]),
        (["Goals: TBD"], []),
        (["Goal: no goal (consult)"], ["no goal (consult)"]),
        ([[["Goal", "Progress"], ["Write", "3/5"], ["Cut", ""]]], ["Write", "Cut"]),
        ([[["Goals", "1. Write\n2. Cut"], ["DOB", "3/1/17"]]], ["Write", "Cut"]),
    ],
)
def test_goals(lines: list[Block], wanted: list[str]) -> None:
    """A list, numbered lines, labelled lines, a table: one row a goal."""
    assert goals(read(*lines)) == wanted


def test_columns_of_a_goals_table() -> None:
    """What a goals table says besides goes into the plan's own columns."""
    header = read([["IEP goal", "Who", "Progress"], ["Write 4 of 5", "OT", "3/5 trials"]])
    assert header.rows["goals"] == (("Write 4 of 5", "OT", "", "3/5 trials"),)


@pytest.mark.parametrize(
    "rows",
    [
        [["DOB", "3/1/17"], ["Grade", "4"], ["Eligibility", "OHI"]],
        [["DOB:", "3/1/17", "Grade:", "4"], ["Eligibility:", "OHI", "", ""]],
        [["DOB", "Grade", "Eligibility"], ["3/1/17", "4", "OHI"]],
        [["DOB: 3/1/17", "Grade: 4"], ["Eligibility: OHI", "Parent: Maria"]],
        [["DOB: 3/1/17\nGrade: 4\nEligibility: OHI"]],
        [["Student information", ""], ["DOB", "3/1/17"], ["Grade", "4"], ["Eligibility", "OHI"]],
    ],
)
def test_tables(rows: list[list[str]]) -> None:
    """Two columns, four columns, a header row above one row, labelled lines inside cells."""
    assert dict(read(rows).values) == {"birthdate": "3/1/17", "grade": "4", "eligibilities": "OHI"}


def test_tables_of_notes_are_no_header() -> None:
    """A log with days in its first column, whatever its headers are called."""
    assert read([["Date", "Minutes", "Room"], ["10/2", "30", "12"]]) == Header()
    assert dict(read([["When", "Minutes"], ["10/2", "30"], ["10/9", "30"]]).values) == {}


def test_bold_labels() -> None:
    """A bold label needs no colon; a bold line that is a label heads what follows."""
    assert dict(read(("DOB 3/1/17", {"bold": 3})).values) == {"birthdate": "3/1/17"}
    assert dict(read(("Strategies", {"bold": 10}), "slant board").values) == {"strategies": "slant board"}
    assert dict(read("Strategies", "slant board").values) == {}


def test_struck_and_suggested_words_are_not_taken() -> None:
    """What is struck through is gone; a line with a suggestion that waits is listed."""
    assert dict(read(("DOB: 3/1/17", {"struck": ((0, 11),)})).values) == {}
    assert dict(read(("Grade: 4 5", {"struck": ((7, 8),)})).values) == {"grade": "5"}
    pending = read(("DOB: 3/1/17", {"pending": True}))
    assert (dict(pending.values), [one.why for one in pending.left]) == ({}, ["pending"])


def test_names_are_for_matching_alone() -> None:
    """The student's name on the page tells whose it is and is never a value of the plan."""
    header = read("Ava Romero - OT notes 26-27", "Name: Romero, Ava")
    assert header.names == ("Ava Romero", "Romero, Ava")
    assert "name" not in header.values


@given(st.lists(st.text(alphabet=st.sampled_from("abDOB:GradeMinutes 0123456789/-|\t\n\x0b•😀אé"), max_size=40), max_size=8))
def test_never_raises_and_takes_only_what_stands_there(lines: list[str]) -> None:
    """Whatever a page says, each value is words of it."""
    header = read(*lines)
    text = "".join(ch for ch in "\n".join(lines) if not ch.isspace())
    for value in header.values.values():
        for part in value.split("\n"):
            assert "".join(ch for ch in part.split(": ", 1)[-1] if not ch.isspace()) in text
