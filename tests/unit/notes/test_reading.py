"""What a reading holds beside minutes: exact words, places, collected lines, who and where."""

from __future__ import annotations

from datetime import date

import pytest

from otsync.caseload.notes.flags import SAYS
from otsync.caseload.notes.model import Line, Reading
from otsync.caseload.notes.reader import read_line, read_notes

REF = date(2025, 10, 31)


def read(*texts: str, **more: object) -> Reading:
    """Lines with places p0, p1 ..."""
    return read_notes([Line(text, place=f"p{n}") for n, text in enumerate(texts)], ref_date=REF, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("10/2 30 pull-out. Animal yoga, clothespin spelling.", "10/2 30 pull-out"),
        ("10/7 9:15-9:45 push-in, writing. Pencil dot for the thumb.", "10/7 9:15-9:45 push-in, writing"),
        ("10/30 push-in 30 min; wrote 12 min without a break, 3/4 trials", "10/30 push-in 30 min"),
        ("9/30 absent", "9/30 absent"),
        ("10/28 sub in class, lockdown drill. No tx. Very loud.", "10/28 sub in class, lockdown drill. No tx"),
        ("10/30 30 min PO, mother says he is tired of school", "10/30 30 min PO"),
    ],
)
def test_as_written_is_the_session_part_alone(line: str, written: str) -> None:
    """The narrative never reaches the log."""
    assert [one.as_written for one in read_line(line, REF).entries] == [written]


def test_entries_and_flags_carry_their_line_and_place() -> None:
    """An entry has its whole line and place; a flag its exact text, place and a sentence."""
    reading = read("10/7 30 PI. Cutting.", "10/8 push-in")
    assert [(one.line, one.place) for one in reading.entries] == [("10/7 30 PI. Cutting.", "p0")]
    assert [(one.text, one.place, one.says) for one in reading.flags] == [("10/8 push-in", "p1", SAYS["minutes_missing"])]


def test_next_tried_and_teacher_lines_are_collected_with_their_day() -> None:
    """They have the day of the note they stand in, and are never sessions."""
    reading = read(
        "10/7 30 PI",
        "Next: hand strengthening 10 min",
        "Tried: lap pad, helped",
        "teacher: list of activities by 10/20",
        "",
        "10/2 30 PO",
        "Next: scissors",
    )
    assert [(one.what, one.date, one.text) for one in reading.collected] == [
        ("next", date(2025, 10, 7), "hand strengthening 10 min"),
        ("tried", date(2025, 10, 7), "lap pad, helped"),
        ("teacher", date(2025, 10, 7), "list of activities by 10/20"),
        ("next", date(2025, 10, 2), "scissors"),
    ]
    assert len(reading.entries) == 2 and reading.flags == ()


def test_the_teachers_name_in_a_header_is_not_collected() -> None:
    """`Teacher: Ms. Alvarez` above the notes is a fact, not an open item."""
    assert read("Teacher: Ms. Alvarez", "10/7 30 PI").collected == ()


def test_the_provider_is_the_lines_initials_else_the_therapist() -> None:
    """Initials on the line win over the roster's therapist."""
    reading = read("10/7 30 PI - KR", "10/8 30 PI", therapist="J. Moss, OTR/L")
    assert [one.provider for one in reading.entries] == ["KR", "J. Moss, OTR/L"]


def test_the_place_is_in_the_lines_words() -> None:
    """Where the session was is kept as written."""
    assert [one.where for one in read("10/7 30 PI, writing. Tired.", "10/8 30 min in Rm 12").entries] == ["writing", "Rm 12"]


def test_every_flag_is_a_sentence() -> None:
    """Each code has a sentence that ends."""
    assert all(text[0].isupper() and text[-1] in ".?" for text in SAYS.values())


def test_a_range_offers_its_ends_as_choices() -> None:
    """The choices of a flag are likely readings."""
    flag = read("10/30 30-45 min").flags[0]
    assert flag.choices == ("45 direct", "30 direct", "Not a session")


def test_plan_sections_hold_no_sessions() -> None:
    """Below a heading such as Goals nothing is read until a dated note."""
    source = [
        Line("Goals", heading=2),
        Line("Write 5 sentences in 15 min, push-in"),
        Line("Services", heading=2),
        Line("30 min push-in weekly"),
        Line("Notes", heading=2),
        Line("10/7 30 PI"),
    ]
    reading = read_notes(source, ref_date=REF)
    assert [one.minutes for one in reading.entries] == [30] and reading.flags == ()


def test_line_breaks_inside_a_paragraph_are_lines() -> None:
    """Shift+Enter makes lines like any other."""
    assert [one.date.day for one in read("10/7 30 PI\u000b10/8 30 PO").entries] == [7, 8]


def test_a_pasted_mail_ends_at_her_next_note() -> None:
    """Below an e-mail an empty line and a dated note begin her own words again; a heading or a chip does too."""
    mail = ["From: A <a@example.org>", "Subject: grips", "10/14 he wrote 30 min push-in today", "Thanks"]
    reading = read("10/13 30 PI", *mail, "", "10/15 30 PO")
    assert [one.date.day for one in reading.entries] == [13, 15]
    assert [one.code for one in reading.flags] == ["in_email"]


def test_twins_of_one_day_count_once_and_others_twice() -> None:
    """Only lines that differ in nothing are twins; time, setting or words make two sessions."""
    assert [one.minutes for one in read("10/23 30 PI", "10/23 30 PI").entries] == [30]
    assert [one.minutes for one in read("10/23 30 PI", "10/23 30 PI, centers").entries] == [30, 30]
    assert [one.code for one in read("10/23 30 PI", "10/23: 30 PI.").flags] == ["possible_duplicate"]
