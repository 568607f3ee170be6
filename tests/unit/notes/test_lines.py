"""Lines as therapists write them, read as a sensible colleague would read them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lines import Case, cases, differs, read


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.section}:{case.number}")
def test_a_line_is_read_as_a_colleague_would(case: Case) -> None:
    """Each line of lines.txt gives the entries and the flags that stand beside it, no more and no fewer."""
    problem = differs(case, read(case.text))
    assert problem is None, f"{case.text!r}: {problem}"


def test_there_are_enough_lines() -> None:
    """The collection stays well beyond four hundred lines."""
    assert len(cases()) > 400
