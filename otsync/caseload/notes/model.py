"""What the note reader is given and what it answers: plain typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Day = date
"""A local calendar day."""
Status = Literal["delivered", "missed"]
Kind = Literal["direct", "consult", "indirect", "evaluation", "meeting"]
Setting = Literal["push-in", "pull-out", "teletherapy"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as a person sees it. Spans are half-open and count Python characters of `text`."""

    text: str
    """What is shown, without its final newline; chips as they show; a U+000B line break as a newline."""
    place: str = ""
    """Where it stands, given back unchanged with each entry and flag (tab id and UTF-16 start index)."""
    heading: int = 0
    """0 for body text, 1-6 for a heading, 7 for a title."""
    bullet: bool = False
    struck: tuple[tuple[int, int], ...] = ()
    """Spans that are struck through, or a pending suggestion: not a person's final word."""
    dates: tuple[tuple[int, int, date], ...] = ()
    """Spans that are a date chip, with its day."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table that a person made, below its header row."""

    header: tuple[str, ...]
    cells: tuple[Line, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One session, delivered or missed. What the line does not say is None."""

    date: Day
    status: Status
    kind: Kind
    minutes: int
    """0 for a missed session."""
    start: str | None = None
    """HH:MM, 24 hours."""
    end: str | None = None
    setting: Setting | None = None
    where: str | None = None
    reason: str | None = None
    """student_absent, student_refused, student_unavailable, provider_absent, provider_unavailable, school_event, school_closed."""
    makeup: bool | None = None
    makeup_for: Day | None = None
    makeup_owed: bool | None = None
    scheduled_minutes: int | None = None
    group_size: int | None = None
    group: str | None = None
    provider: str | None = None
    cpt: str | None = None
    as_written: str = ""
    """The session part of the line alone, in its exact words, not the narrative."""
    line: str = ""
    """The whole line."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that could not be read, or not for sure: it counts as 0 until someone answers."""

    code: str
    text: str
    """The exact words."""
    says: str = ""
    """A sentence for a person."""
    choices: tuple[str, ...] = ()
    """Likely readings to choose from, such as "30 direct"."""
    place: str = ""
    day: Day | None = None
    """The day of the line, where it can be told: what an answer such as "30 direct" is counted on."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A line that begins with Next:, Tried: or Teacher:."""

    what: Literal["next", "tried", "teacher"]
    date: Day | None
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    entries: tuple[Entry, ...] = ()
    flags: tuple[Flag, ...] = ()
    collected: tuple[Collected, ...] = field(default=())


Source = Sequence[Line | TableRow]
