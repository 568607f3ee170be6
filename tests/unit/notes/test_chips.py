"""Lines as Docs paragraph elements: date chips, drop-downs, people, struck and suggested text."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lines import REF, Case, differs, wanted

from otsync.caseload.notes.jsonl import line_of, read_record
from otsync.caseload.notes.reader import read_notes

RECORDS = [json.loads(line) for line in Path(__file__).with_name("chips.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("number", range(len(RECORDS)))
def test_elements_are_read_as_they_show(number: int) -> None:
    """Each record of chips.jsonl gives what stands beside it."""
    record: dict[str, Any] = RECORDS[number]
    entries, flags = wanted(record["want"])
    problem = differs(Case(0, "", "", entries, flags), read_notes([line_of(record["elements"])], ref_date=REF))
    assert problem is None, problem


def test_a_record_is_answered_in_the_agreed_words() -> None:
    """`read_record` gives the id, entries without what a line does not say, and flags with code and exact text."""
    answer = read_record({"id": "x1", "form": "line", "ref_date": "2025-10-31", "text": "10/28 OT sick, owe 30"})
    assert answer["id"] == "x1"
    assert answer["entries"] == [
        {
            "date": "2025-10-28",
            "status": "missed",
            "kind": "direct",
            "minutes": 0,
            "reason": "provider_absent",
            "makeup_owed": True,
            "scheduled_minutes": 30,
        }
    ]
    asked = read_record({"id": "x2", "form": "line", "ref_date": "2025-10-31", "text": "10/28 push-in"})
    assert asked["entries"] == [] and asked["flags"] == [{"code": "minutes_missing", "text": "10/28 push-in"}]
