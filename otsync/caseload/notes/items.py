"""The spans that a line is made of once it is classified."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple


class Item:
    """A classified span: what it is, what it is worth, and where it stands (half-open character offsets)."""

    __slots__ = ("a", "b", "clause", "gap", "j", "sentence", "tag", "val")

    def __init__(self, tag: str, val: Any, a: int, b: int, gap: bool, j: int = 0) -> None:
        self.tag = tag
        """`date`, `ab` (3/4: a date or a score), `time`, `clock`, `dur`, `num`, `w` (a plain word), `p` (a mark), or a tag of vocab.py."""
        self.val = val
        self.a = a
        self.b = b
        self.gap = gap
        """Whether white space stands before it."""
        self.j = j
        """The token behind it."""
        self.clause = 0
        self.sentence = 0

    def __repr__(self) -> str:
        return f"{self.tag}={self.val!r}"


class DateText(NamedTuple):
    """A date as it is written: month and day, a year only when it says so. `day` is set for a date chip."""

    month: int
    day: int
    year: int | None = None
    chip: date | None = None
    loose: bool = False
    """Written as `10-7` or `10.7`: a date only where a date is expected."""


class Span(NamedTuple):
    """A start and an end as minutes since midnight, local time of day."""

    start: int
    end: int
    stated: bool
    """Whether am or pm (or 24-hour digits) was written."""


class Length(NamedTuple):
    """A length in minutes. `low` differs from `minutes` in a range (`30-45 min`); `of` is the planned length in `20 of 30 min`."""

    minutes: float
    low: float | None = None
    of: float | None = None
    bare: bool = False
    """A number without a unit."""
    parts: int = 1
    wrong_sum: bool = False


def hhmm(minutes: int) -> str:
    """Minutes since midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
