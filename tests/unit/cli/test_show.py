"""The summary that a therapist reads."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.cli import show
from otsync.google.counts import KINDS
from otsync.sync.report import Report


def test_a_first_night_reads_like_this(capsys: pytest.CaptureFixture[str]) -> None:
    """Plans, what is missing most, sessions, what to look at, requests."""
    report = Report(
        students=60, docs_created=50, docs_updated=8, fields_missing=120, minutes_appended=112, needs_look=7, complete=18, active=60,
        wrote=True,
        missing_most=[("Discharge plan", 31), ("Strategies", 28), ("Goals", 9), ("Room", 1)], session_minutes=3360, seconds=4.04,
        requests={"docs_read": 10, "docs_write": 51, "sheets_read": 2, "sheets_write": 3, "drive_read": 1, "drive_write": 51},
    )  # fmt: skip
    show.summary(report, datetime(2026, 10, 7, 2, 4))
    said = capsys.readouterr()
    assert said.out == ""
    text = " ".join(said.err.split())
    assert text.startswith("Wednesday, October 7, 2:04 am")
    for words in (
        "50 new plans made · 8 changed · 18 of 60 complete · 120 to fill",
        "discharge plan (31), strategies (28), goals (9)",
        "112 rows logged, 3,360 minutes of direct service",
        "7 things in Needs a look",
        "118 (Docs 10 read, 51 written; Sheets 2 read, 3 written; Drive 1 read, 51 written), 4.0 s",
    ):
        assert words in text


def test_a_quiet_run_says_that_nothing_changed() -> None:
    """Not a list of zeros."""
    said = dict(show.lines(Report(students=60, active=60, complete=60, requests=dict.fromkeys(KINDS, 0) | {"sheets_read": 1})))
    assert said["Changed"] == "nothing: everything was up to date" and said["To look at"] == "nothing"
    assert said["Requests"].startswith("1 (Sheets 1 read)") and set(said) == {"Plans", "To look at", "Changed", "Requests"}


def test_what_needs_a_person_comes_first() -> None:
    """Failed students and held questions stand on top."""
    said = show.lines(Report(failed=1, held=2, needs_look=3, docs_updated=1))
    assert said[0] == ("Not done", "1 student could not be brought up to date; the next run tries again")
    assert said[1][0] == "Waiting" and said[1][1].startswith("2 questions held for your answer")


FIGURES = ("students", "docs_created", "docs_updated", "fields_missing", "roster_to_doc", "doc_to_roster", "conflicts", "minutes_appended",
           "corrections", "needs_look", "held", "failed")  # fmt: skip
REPORTS = st.fixed_dictionaries({name: st.integers(0, 3000) for name in FIGURES}).map(lambda figures: Report(**figures))


@given(REPORTS, st.booleans())
def test_any_report_can_be_told(report: Report, plan: bool) -> None:
    """One thing is never plural, many never singular; a plan tells what would be, not what was."""
    nouns = "student|question|value|row|correction|thing|new plan"
    for _, words in show.lines(report, plan=plan):
        assert not re.search(rf"\b1 ({nouns})s\b", words) and not re.search(rf"\b(0|[2-9]|\d*\d\d) ({nouns})\b(?!s)", words), words
        assert not (plan and re.search(r"(?<!to be )(made|logged)", words)), words
