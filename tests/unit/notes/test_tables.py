"""Session tables with any sensible headers and column order."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lines import REF, Case, differs, wanted

from otsync.caseload.notes.model import Line, TableRow
from otsync.caseload.notes.reader import read_notes

RECORDS = [json.loads(line) for line in Path(__file__).with_name("tables.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: " | ".join(one["header"])[:40] + " : " + " | ".join(one["rows"][0])[:60])
def test_rows_are_read_by_their_headers(record: dict[str, Any]) -> None:
    """Each table of tables.jsonl gives what stands beside it."""
    header = tuple(record["header"])
    rows = [TableRow(header, tuple(Line(cell) for cell in cells)) for cells in record["rows"]]
    entries, flags = wanted(record["want"])
    problem = differs(Case(0, "", "", entries, flags), read_notes(rows, ref_date=REF))
    assert problem is None, problem
