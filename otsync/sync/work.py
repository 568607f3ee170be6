"""What is being gathered for one student while field after field is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from otsync.caseload.fields import Field
from otsync.document.write import CellWrite
from otsync.sync.model import Change
from otsync.workbook.look import LookItem
from otsync.workbook.state import StudentState

HELD = "held"
"""Third part of a listed difference that waits for a "Go ahead" about the whole caseload."""
UNDONE = "undone"
"""Third part of a difference that an undo made: it stays until someone changes or answers it."""


@dataclass
class Work:
    """Writes, changes, differences to list, what to remember."""

    writes: dict[str, CellWrite] = field(default_factory=dict)
    roster_writes: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    looks: list[LookItem] = field(default_factory=list)
    base: dict[str, str] = field(default_factory=dict)
    open: dict[str, Sequence[str]] = field(default_factory=dict)
    changed_values: list[tuple[str, str, str]] = field(default_factory=list)
    values: int = 0
    to_doc: int = 0
    to_roster: int = 0
    conflicts: int = 0
    after: dict[str, str] = field(default_factory=dict)
    """Field -> what its cell in the Doc says once the writes are done."""
    differs: dict[str, str] = field(default_factory=dict)
    """Field -> the roster's words, where both sides differ."""
    typed: dict[str, str] = field(default_factory=dict)
    """Field -> hash of the roster's words, where a value that a person typed for both sides goes to the Doc."""
    undone: list[str] = field(default_factory=list)
    """What an undo put back, in words."""
    stays: list[str] = field(default_factory=list)
    """What an undo left as it is, and why."""
    unfinished: bool = False
    """Something that an undo was to write has not been written yet."""


def undone_pair(state: StudentState, wanted: Field) -> tuple[str, str] | None:
    """The hashes of roster and Doc that an undo left; None where none did."""
    pair = state.open.get(wanted.id, ())
    return (pair[0], pair[1]) if len(pair) > 2 and pair[2] == UNDONE else None
