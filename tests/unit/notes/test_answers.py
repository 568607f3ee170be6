"""Answers in Needs a look, turned into sessions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.notes.answers import settle
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.reader import read_notes
from tests.unit.notes.lines import REF, cases

SAID = [
    # line, answer, (date, status, minutes, kind, setting or reason)
    ("10/7 saw M in class", "30 direct", ("10/7", "delivered", 30, "direct", "push-in")),
    ("10/7 saw M in class", "20", ("10/7", "delivered", 20, "direct", "push-in")),
    ("10/7 saw M in class", "15 min consult.", ("10/7", "delivered", 15, "consult", "push-in")),
    ("30 min push-in", "10/7 30 direct", ("10/7", "delivered", 30, "direct", "push-in")),
    ("30 min push-in", "10/7: 30", ("10/7", "delivered", 30, "direct", "push-in")),
    ("10/? 30 min PO", "10/9/25 30 direct", ("10/9", "delivered", 30, "direct", "pull-out")),
    ("8/30/25 30min", "30 direct", ("8/30", "delivered", 30, "direct", None)),
    ("10/7/24 30 min", "30 direct", ("10/7/2024", "delivered", 30, "direct", None)),
    ("Friday 10/7 30 min PI", "30 direct", ("10/7", "delivered", 30, "direct", "push-in")),
    ("10/30 9:15-9:45 (45 min)", "45 direct", ("10/30", "delivered", 45, "direct", None)),
    ("10/30 30-45 min", "45 direct", ("10/30", "delivered", 45, "direct", None)),
    ("[ ] 10/7 30 min push-in", "10/7 30 direct", ("10/7", "delivered", 30, "direct", "push-in")),
    ("10/22 observed in class 20 min", "20 evaluation", ("10/22", "delivered", 20, "evaluation", "push-in")),
    ("10/30 2u PO", "30 direct", ("10/30", "delivered", 30, "direct", "pull-out")),
    ("10/30 30 min fire drill", "missed", ("10/30", "missed", 0, "direct", None)),
    ("10/30 30 min fire drill", "School event", ("10/30", "missed", 0, "direct", "school_event")),
    ("10/28 no session", "student absent", ("10/28", "missed", 0, "direct", "student_absent")),
    ("10/28 attempted 30 min", "I was away", ("10/28", "missed", 0, "direct", "provider_absent")),
    ("Absent today", "10/28 student absent", ("10/28", "missed", 0, "direct", "student_absent")),
]


def day(text: str) -> date:
    month, number, *year = text.split("/")
    return date(int(year[0]) if year else 2025, int(month), int(number))


@pytest.mark.parametrize(("line", "answer", "wanted"), SAID, ids=[f"{one[0]}: {one[1]}" for one in SAID])
def test_an_answer_settles_a_flag(line: str, answer: str, wanted: tuple[str, str, int, str, str | None]) -> None:
    """The answer gives the session on the line's day, or on the day that it names, with the line's own words; nothing waits any more."""
    reading = read_notes([Line(line, "here")], ref_date=REF)
    assert reading.flags
    settled = settle(reading, lambda _: answer, REF)
    (entry,) = settled.entries
    told = entry.setting if entry.status == "delivered" else entry.reason
    assert (entry.date, entry.status, entry.minutes, entry.kind, told) == (day(wanted[0]), *wanted[1:])
    assert entry.place == "here" and settled.waiting == ()
    assert entry.as_written in line


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("30 min push-in", "30 direct"),
        ("Week of 10/20 60 min", "60 direct"),
        ("11/4 30 min push-in", "30 direct"),
        ("10/7 saw M in class", "I fixed it"),
        ("10/7 saw M in class", "half an hour?"),
        ("9/31 30 min", "30 direct"),
        ("10/7 saw M in class", "0"),
        ("30 min PI", "11/20/25 30 direct"),
    ],
)
def test_an_answer_that_says_no_day_keeps_waiting(line: str, answer: str) -> None:
    """What cannot be counted on a day, or not yet, keeps waiting; nothing is counted."""
    reading = read_notes([Line(line)], ref_date=REF)
    settled = settle(reading, lambda _: answer, REF)
    assert settled.entries == reading.entries and settled.waiting == reading.flags


def test_twins_and_lists() -> None:
    """“Count both” counts the second line too; “30 each day” counts every day of a list; “Count one” settles."""
    twins = read_notes([Line("10/23 30 min push-in", "a"), Line("10/23 30 min push-in", "b")], ref_date=REF)
    both = settle(twins, lambda _: "Count both", REF)
    assert [(one.minutes, one.place) for one in both.entries] == [(30, "a"), (30, "b")] and both.waiting == ()
    assert settle(twins, lambda _: "Count one", REF).entries == twins.entries
    days = settle(read_notes([Line("10/7 & 10/9 30 min push-in")], ref_date=REF), lambda _: "30 each day", REF)
    assert [(one.date.day, one.minutes) for one in days.entries] == [(7, 30), (9, 30)]


def test_a_debt_without_its_session() -> None:
    """“Add the missed session” puts a missed session, with its make-up owed, on the day that the debt names."""
    reading = read_notes([Line("10/21 30 min PO, still owe 30 from 10/14")], ref_date=REF)
    settled = settle(reading, lambda _: "Add the missed session", REF)
    assert [(one.date.day, one.status, one.makeup_owed) for one in settled.entries] == [(21, "delivered", None), (14, "missed", True)]


ANSWERS = st.text(max_size=30) | st.sampled_from(["30 direct", "10/7 30", "missed", "count both"])


@given(st.sampled_from([one.text for one in cases()]), ANSWERS)
def test_any_answer(line: str, answer: str) -> None:
    """Any answer to any line is taken or waits, without an error, and nothing is counted in the future."""
    reading = read_notes([Line(one) for one in line.split("\n")], ref_date=REF)
    settled = settle(reading, lambda _: answer, REF)
    assert len(settled.waiting) <= len(reading.flags)
    assert all(one.date <= REF for one in settled.entries)
