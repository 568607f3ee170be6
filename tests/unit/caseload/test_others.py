"""Names of other children in a child's line."""

from __future__ import annotations

import pytest

from otsync.caseload.others import names_of, without_others

NAMES = names_of(["Ava Romero", "Ben Tran", "Élî O'Neill 🦈", "Lopez, Mateo", "Cher"])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("10/7 30 PO group w/ Ben Tran", "10/7 30 PO group w/ another student"),
        ("10/7 30 PO group w/ Ben T. and Mateo L.", "10/7 30 PO group w/ another student and another student"),
        ("10/7 group with Tran, Ben, 30 min", "10/7 group with another student, 30 min"),
        ("10/7 Ava Romero 30 PO with Élî O'Neill", "10/7 Ava Romero 30 PO with another student"),
        ("10/7 Ava R. 30 PO", "10/7 Ava R. 30 PO"),
        ("10/7 30 PO with Ben", "10/7 30 PO with Ben"),
        ("10/7 30 PI, ben tan paper", "10/7 30 PI, ben tan paper"),
        ("10/7 30 PI", "10/7 30 PI"),
        ("", ""),
    ],
)
def test_other_children_are_not_named(line: str, shown: str) -> None:
    """A name of another child on the roster becomes "another student"; her own, a first name alone and other words stay."""
    assert without_others(line, NAMES, "Ava Romero") == shown
