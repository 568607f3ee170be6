"""What the first pass finds: a stretch with what it says, a dated block, a collected line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from otsync.caseload.notes.items import DateText
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.prepare import Prepared


@dataclass(slots=True)
class Found:
    """One stretch read: its dates as written, what it says, and where its words stand."""

    line: Line
    text: str
    outcome: Outcome
    leads: list[DateText] = field(default_factory=list)
    index: list[int] = field(default_factory=list)
    """Places of `leads` in the list of dates that are resolved together; -1 for a date resolved near the first."""
    weekday: int | None = None
    a: int = 0
    b: int = 0
    code: str | None = None
    each: bool = False
    offset: int | None = None
    """Below a week heading: the weekday of the line; its day is that of the heading's week."""
    narrative: str = ""
    """The words of the stretch without its dates, for telling twins."""
    base: int = -1
    """The first date of the line, near which this stretch's own date lies."""

    @property
    def counts(self) -> bool:
        """Whether it holds a session, given or missed."""
        return bool(self.outcome.drafts) or bool(self.outcome.flags)


@dataclass(slots=True)
class Block:
    """A dated line and what stands below it until the next dated line."""

    found: Found
    ready: Prepared
    open: bool
    """Whether the session's length is still looked for."""
    form: bool
    """Whether its lines are labelled (`Time in:`)."""
    gap: bool = False
    """Whether an empty line has passed."""
    fields: list[Prepared] = field(default_factory=list)
    doubt: bool = False
    """Whether a line below says that the session whose length is given did not take place."""
    hold: Found | None = None
    makeup: bool = False
    """Whether a line below the head says that it is a make-up."""
    makeup_for: DateText | None = None


@dataclass(slots=True)
class Gathered:
    """A collected line and the block whose day it has."""

    what: Literal["next", "tried", "teacher"]
    text: str
    line: Line
    found: Found | None
