"""Any text, any table, any Docs elements: never an exception, never a hang, never minutes out of bounds."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.caseload.notes.jsonl import line_of, read_record
from otsync.caseload.notes.model import Line, Reading, TableRow
from otsync.caseload.notes.reader import read_notes

REF = date(2025, 10, 31)
_PIECES = [
    "10/7",
    "10/7/25",
    "Oct 7",
    "2/30",
    "30/10",
    "99/99/99",
    "30",
    "30 min",
    "2 x 15",
    "20/30 min",
    "9:15-9:45",
    "3:00-2:30",
    "@ 9:15",
    ".5 hr",
    "1h15m",
    "half hour",
    "push-in",
    "PO",
    "absent",
    "OT sick",
    "no school",
    "will make up",
    "MU",
    "owe 30 from 10/14",
    "didn't happen",
    "fire drill",
    "consult",
    "IEP meeting",
    "BOT-2",
    "group of 3",
    "?",
    "~",
    "maybe",
    "[ ]",
    "[x]",
    "☐",
    "~~",
    ",",
    ".",
    ";",
    "-",
    "+",
    "&",
    "and",
    "(",
    ")",
    ":",
    "\n",
    "|",
    "week of",
    "total",
    "each",
    "same",
    '"',
    "min A",
    "4/5 trials",
    "Next:",
    "S:",
    "P:",
    "From: a@b.c",
    "Subject: x",
    "> ",
    "2024-2025",
    "Mon",
    "sat for",
    "\ue907",
    "½",
    "from",
    "to",
    "of",
    "x",
    "x2",
    "u",
    "97530",
    "Rm 12",
    "1:1",
    "0",
    "999999999999999999",
]
_TEXT = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(_PIECES), max_size=18).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=14).map("".join),
)
_DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


def check(reading: Reading, ref: date = REF) -> None:
    """What holds for any reading."""
    for entry in reading.entries:
        assert entry.date <= ref and entry.date.weekday() < 5
        assert entry.minutes == 0 if entry.status == "missed" else 5 <= entry.minutes <= 180
        if entry.start and entry.end:
            assert "07:00" <= entry.start < entry.end <= "17:00"
    for one in reading.flags:
        assert one.code and one.says.endswith((".", "?", ")"))


@settings(max_examples=150, deadline=None)
@given(st.lists(_TEXT, max_size=6))
def test_any_lines_are_read(texts: list[str]) -> None:
    """Lines of any characters and of any mixture of the trade's words are read without an exception."""
    check(read_notes([Line(text) for text in texts], ref_date=REF))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Line,
            text=_TEXT,
            place=st.just("t"),
            heading=st.integers(-1, 9),
            bullet=st.booleans(),
            struck=st.lists(st.tuples(st.integers(-5, 200), st.integers(-5, 200)), max_size=3).map(tuple),
            dates=st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60), _DAYS), max_size=2).map(tuple),
        ),
        max_size=5,
    ),
    st.dates(date(2, 1, 1), date(9990, 12, 31)),
    st.one_of(st.none(), _DAYS),
    st.dictionaries(_TEXT, st.lists(_DAYS, max_size=3), max_size=3),
)
def test_any_spans_days_and_memory_are_taken(lines: list[Line], ref: date, start: date | None, seen: dict[str, list[date]]) -> None:
    """Spans beyond the line, chips of any day, any day of reading and any remembered days are read without an exception."""
    read_notes(lines, ref_date=ref, count_from=start, school_year_start=start, seen=seen, therapist="KR")


_HEADER = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "Date",
            "Time In",
            "Time Out",
            "Min",
            "Setting",
            "Notes",
            "Seen?",
            "Status",
            "Week",
            "Mon",
            "Tue",
            "Wed",
            "10/6",
            "10/13",
            "Total",
            "",
            "Hours",
        ]
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_HEADER, max_size=8), st.lists(st.lists(_TEXT, max_size=9), max_size=4))
def test_any_table_is_read(header: list[str], rows: list[list[str]]) -> None:
    """Tables of any headers and cells, ragged or empty, are read without an exception."""
    source = [TableRow(tuple(header), tuple(Line(cell) for cell in row)) for row in rows]
    check(read_notes(source, ref_date=REF))


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=20),
        st.sampled_from(["10/7 30 min", "2025-10-03T12:00:00Z", "Oct 3"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.text(max_size=8),
                st.sampled_from(
                    [
                        "textRun",
                        "content",
                        "dateElement",
                        "dateElementProperties",
                        "timestamp",
                        "displayText",
                        "timeZoneId",
                        "textStyle",
                        "strikethrough",
                        "person",
                        "dropdown",
                        "dropdownProperties",
                        "displayValue",
                        "suggestedInsertionIds",
                    ]
                ),
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_JSON, max_size=5))
def test_any_docs_elements_are_read(elements: list[Any]) -> None:
    """Paragraph elements of any shape are read without an exception."""
    line = line_of(elements)
    check(read_notes([line], ref_date=REF))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "ref_date", "form", "text", "header", "cells", "elements"]), _JSON, max_size=6))
def test_any_record_is_answered(record: dict[str, Any]) -> None:
    """A JSON record of any shape gets an answer with its id."""
    answer = read_record(record)
    assert answer["id"] == record.get("id") and isinstance(answer["entries"], list)


_HOSTILE = [
    "10/7 ",
    "30 min ",
    "9:15-9:45 ",
    "absent ",
    "1",
    "a",
    " ",
    "-",
    "? ",
    "10/7, ",
    "(",
    "MU ",
    "+ 10 ",
    "x 2 ",
    "consult ",
    "10/7/",
    "of ",
    "~~",
    "will make up ",
    "\n",
    "10/7 30 min\n",
    "| ",
]


@pytest.mark.parametrize("piece", _HOSTILE, ids=repr)
def test_reading_time_grows_with_the_text(piece: str) -> None:
    """Forty thousand characters of one repeated piece are read in seconds, and no more than linearly slower than ten thousand."""

    def spent(size: int) -> float:
        text = "10/7 " + piece * (size // len(piece))
        begin = time.process_time()
        read_notes([Line(text)], ref_date=REF)
        return time.process_time() - begin

    small, large = spent(10_000), spent(40_000)
    assert large < 0.3 + small * 8, (small, large)


def test_many_lines_are_read_in_linear_time() -> None:
    """Twice as many dated lines take about twice as long."""

    def spent(count: int) -> float:
        lines = [Line(f"{1 + n % 12}/{1 + n % 28} 30 min PO {n}") for n in range(count)]
        begin = time.process_time()
        read_notes(lines, ref_date=REF, count_from=date(1900, 1, 1))
        return time.process_time() - begin

    small, large = spent(1500), spent(3000)
    assert large < 0.5 + small * 4, (small, large)
