"""Whose Doc it is: sure by a link, a title, a birthdate inside; asked where it is not sure; never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.matching import NONE, PART, SURE, Candidate, Student, fit, match

BORN = date(2017, 3, 1)
AVA = Student("ava", "Ava Romero", BORN)
BEN = Student("ben", "Ben Tran", date(2015, 5, 6))


@pytest.mark.parametrize(
    ("name", "title", "how"),
    [
        ("Ava Romero", "Ava Romero", SURE),
        ("Ava Romero", "Romero, Ava", SURE),
        ("Romero, Ava", "Ava Romero OT notes 25-26", SURE),
        ("Ava Romero", "OT - ROMERO ava (gr 4)", SURE),
        ("Ava Marie Romero", "Ava Romero", SURE),
        ("Ava Romero", "Ava Marie Romero", SURE),
        ("José Núñez", "Jose Nunez", SURE),
        ("Élî O'Neill 🦈", "Eli ONeill", SURE),
        ("Mateo Lopez-Garcia", "Mateo Lopez", SURE),
        ("Lopez Garcia, Mateo", "Mateo Garcia", SURE),
        ("דנה לוי", "דנה לוי OT", SURE),
        ("Mateo Lopez Garcia", "Mateo Lopez", PART),
        ("Ava Marie Romero", "Ava Marie Tran", PART),
        ("Ava Romero", "Ava R.", PART),
        ("Ava Romero", "Ava", PART),
        ("Ava Romero", "Romero", PART),
        ("Ava Romero", "A.R.", PART),
        ("Ava Romero", "AR notes", PART),
        ("Abigail Romero", "Abby Romero", PART),
        ("Abigail Romero", "Abby R", PART),
        ("Robert Tran", "Bobby Tran", PART),
        ("Samuel Tran", "Sam T", PART),
        ("Ava Romero", "Eva Romano", NONE),
        ("Ava Romero", "OT schedule", NONE),
        ("Ava Romero", "Lava rocks", NONE),
        ("Sam Tran", "sample plan", NONE),
        ("Ava Romero", "", NONE),
    ],
)
def test_how_a_title_fits(name: str, title: str, how: int) -> None:
    """First and last name in any order are sure; nicknames, initials and halves are doubtful."""
    assert fit(name, title) == how


def outcome(students: list[Student], *docs: Candidate) -> list[tuple[str, str]]:
    return [(one.student, one.how or one.asked) for one in match(students, docs)]


def test_title_settled_or_denied_by_the_birthdate_inside() -> None:
    """A birthdate that agrees or is missing leaves the title sure; another one is asked about."""
    assert outcome([AVA, BEN], Candidate("d", "Ava Romero")) == [("ava", "title")]
    assert outcome([AVA, BEN], Candidate("d", "Ava Romero", birthdate=BORN)) == [("ava", "title")]
    [one] = match([AVA, BEN], [Candidate("d", "Ava Romero", birthdate=date(2015, 5, 6))])
    assert (one.student, one.asked, one.choices) == ("", "birthdate", ("ava", "ben"))


def test_same_name_twice() -> None:
    """Two students of one name: the birthdate inside settles it, else it is asked."""
    other = Student("ava2", "Romero, Ava", date(2016, 1, 1))
    assert outcome([AVA, other], Candidate("d", "Ava Romero")) == [("", "several")]
    assert outcome([AVA, other], Candidate("d", "Ava Romero", birthdate=BORN)) == [("ava", "birthdate")]
    twin = Student("ava3", "Ava Romero", BORN)
    assert outcome([AVA, twin], Candidate("d", "Ava Romero", birthdate=BORN)) == [("", "several")]


def test_doubtful_title_needs_the_birthdate() -> None:
    """A part of the name is asked about; with the birthdate inside of that one student it is sure."""
    assert outcome([AVA, BEN], Candidate("d", "Ava R.")) == [("", "part")]
    assert outcome([AVA, BEN], Candidate("d", "Ava R.", birthdate=BORN)) == [("ava", "birthdate")]
    assert outcome([AVA, BEN], Candidate("d", "Ava R.", birthdate=date(2010, 1, 1))) == [("", "part")]
    assert outcome([AVA, BEN], Candidate("d", "OT notes", birthdate=BORN)) == [("", "only_birthdate")]
    assert outcome([AVA, BEN], Candidate("d", "OT notes", ("Ava Romero",), BORN)) == [("ava", "birthdate")]
    assert outcome([AVA, BEN], Candidate("d", "OT notes", ("Ava Romero",))) == [("", "part")]
    assert outcome([AVA, BEN], Candidate("d", "Ava Romero", ("Ben Tran",))) == [("", "name")]
    assert outcome([AVA, BEN], Candidate("d", "Ava and Ben group")) == [("", "several")]
    assert outcome([AVA, BEN], Candidate("d", "OT schedule")) == [("", "")]


def test_link_outweighs_the_title() -> None:
    """A link in the roster is sure, whatever the title says; a link in two rows is asked about; another Doc of that title waits."""
    linked = Student("ava", "Ava Romero", BORN, frozenset({"d"}))
    assert outcome([linked, BEN], Candidate("d", "Ben Tran")) == [("ava", "link")]
    assert outcome([linked, BEN], Candidate("d", "x"), Candidate("e", "Ava Romero")) == [("ava", "link"), ("", "taken")]
    also = Student("ben", "Ben Tran", None, frozenset({"d"}))
    assert outcome([linked, also], Candidate("d", "Ava Romero")) == [("", "twice")]


def test_two_docs_for_one_student_are_both_asked_about() -> None:
    """Neither is taken, however well both fit."""
    found = match([AVA], [Candidate("d", "Ava Romero"), Candidate("e", "Ava Romero 24-25")])
    assert [(one.student, one.asked, one.choices) for one in found] == [("", "shared", ("ava",))] * 2


def test_an_answer_settles_it() -> None:
    """A person's answer is sure; "none of these" leaves the Doc alone; an answer about a student who is gone counts as none."""
    docs = [Candidate("d", "Ava Romero"), Candidate("e", "Ava Romero 24-25")]
    found = match([AVA], docs, {"d": "ava", "e": ""})
    assert [(one.student, one.how, one.asked) for one in found] == [("ava", "answer", ""), ("", "", "")]
    assert match([AVA], docs[:1], {"d": "gone"})[0].student == ""
    linked = Student("ava", "Ava Romero", BORN, frozenset({"e"}))  # put into the roster after "none of these"
    assert match([linked], docs[1:], {"e": ""})[0].student == "ava"


@given(
    st.lists(st.sampled_from(["Ava Romero", "Romero, Ava", "Ben Tran", "Ava", "A R", "notes"]), min_size=1, max_size=5),
    st.lists(st.sampled_from(["Ava Romero", "Ben Tran", "Ava Tran", "Romero Ben"]), min_size=1, max_size=4),
)
def test_no_student_gets_two_docs_and_no_doc_two_students(titles: list[str], names: list[str]) -> None:
    """Whatever stands in a folder, what is sure is one to one."""
    students = [Student(str(at), name) for at, name in enumerate(names)]
    found = match(students, [Candidate(str(at), title) for at, title in enumerate(titles)])
    sure = [one.student for one in found if one.student]
    assert len(sure) == len(set(sure))
    for one in found:
        assert not (one.student and one.asked)
        if one.student:
            assert fit(students[int(one.student)].name, titles[int(one.doc)]) == SURE
