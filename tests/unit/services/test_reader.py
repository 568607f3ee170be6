"""Service time in the words of IEPs, 504 plans and RTI."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.services import in_words, read_services
from otsync.caseload.services.jsonl import read_record
from otsync.caseload.services.model import Service, ServiceReading

LINES = [
    line.replace("\\n", "\n").rsplit(" => ", 1)
    for line in (Path(__file__).parent / "lines.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def said(text: str) -> str:
    reading = read_services(text)
    words = "; ".join(in_words(ServiceReading((one,))) for one in reading.services)
    return f"{words} {[flag.code for flag in reading.flags] if reading.flags else ''}".strip()


@pytest.mark.parametrize(("text", "expected"), LINES, ids=[line[0] for line in LINES])
def test_line(text: str, expected: str) -> None:
    """Each line is read as a therapist would, or asked about."""
    assert said(text) == expected.strip()


def test_other_disciplines_are_passed_over() -> None:
    """Lines of speech or physical therapy beside ours are not ours, and are no question either."""
    reading = read_services("OT: 30 min/wk\nSLP: 60 min/wk\nCounseling 30 min weekly")
    assert [(one.kind, one.minutes_per_period) for one in reading.services] == [("direct", 30)]
    assert not reading.flags


def test_phases() -> None:
    """Dated lines are services of their own; "then" begins on the day after."""
    reading = read_services("30 min weekly until 12/19/25, then 30 min monthly")
    assert [(one.start, one.end) for one in reading.services] == [(None, date(2025, 12, 19)), (date(2025, 12, 20), None)]


def test_three_to_one() -> None:
    """Three weeks direct and the fourth consult are two services over four weeks."""
    reading = read_services("3:1 model: 30 min weekly direct x3 weeks, 30 min consult 4th week")
    assert reading.services == (Service("direct", "four_weeks", 90, 3, 30), Service("consult", "four_weeks", 30, 1, 30))


def test_record_leaves_out_what_is_not_said() -> None:
    """A record states only what the words state."""
    assert read_record({"id": "a", "text": "30 min weekly"}) == {
        "id": "a", "services": [{"kind": "direct", "period": "week", "minutes_per_period": 30}], "flags": []
    }  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from([line[0] for line in LINES]), max_size=4).map(" ".join)))
def test_any_text(text: str) -> None:
    """Any text is read without an error; a service has minutes; the words can always be said."""
    reading = read_services(text)
    assert all(one.minutes_per_period > 0 for one in reading.services)
    assert isinstance(in_words(reading), str)


@pytest.mark.parametrize("piece", ["/", "= ", "A ", "per ", "1/2 ", "in an ", "(", "3 of ", "30 min weekly, ", "x 2 ", "8/25/25 to "])
@pytest.mark.parametrize("length", [900, 3900, 100_000])
def test_never_long(piece: str, length: int) -> None:
    """However long and odd a cell is, it is read or asked about at once."""
    text = piece * (length // len(piece))
    begin = time.process_time()
    reading = read_services(text)
    assert time.process_time() - begin < 1.0
    assert reading.flags or reading.services
