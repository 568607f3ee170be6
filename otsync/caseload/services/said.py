"""What a part of a line of service time says, gathered from its phrases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Attached = Literal["rate", "adverb", ""]


@dataclass(slots=True)
class Said:
    """What a part says. Minutes are whole; `flags` are codes of what cannot be counted, the first one found is told."""

    minutes: list[int] = field(default_factory=list)
    attached: Attached = ""
    """Whether a period stands right behind the first minutes: "60 min/wk" (rate), "60 min weekly" (adverb)."""
    totals: list[int] = field(default_factory=list)
    per_session: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    loose: bool = False
    """A count of sessions stands behind minutes that already had their period: "60 min/wk, 2 sessions"."""
    one: bool = False
    """ "a 30-minute session": one a period where no number is named."""
    divided: int | None = None
    each: bool = False
    bare: list[float] = field(default_factory=list)
    bare_total: list[float] = field(default_factory=list)
    pairs: list[tuple[float, float]] = field(default_factory=list)
    """ "2 x 30" without a unit."""
    periods: list[str] = field(default_factory=list)
    slashed: bool = False
    """ "weekly/monthly"."""
    adverb: bool = False
    """ "weekly": each week has one session where sessions are named without a number."""
    span: str = ""
    """ "for the school year": a period only where no other is named."""
    of_weeks: tuple[int, int] | None = None
    weeks: int | None = None
    per: list[tuple[int, str, str]] = field(default_factory=list)
    """(3, week, month): three weeks a month; (5, day, week)."""
    cycle_days: int | None = None
    weekdays: int = 0
    kinds: list[str] = field(default_factory=list)
    kind_joined: str = ""
    """Signs between two kinds that stand side by side."""
    settings: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    group_max: int | None = None
    start: date | None = None
    end: date | None = None
    then: bool = False
    esy: bool = False
    plan: Literal["504", "RTI"] | None = None
    qualifier: Literal["minimum", "approximate"] | None = None
    model: bool = False
    nth_week: int | None = None
    ot: bool = False
    other: bool = False
    mixed: bool = False
    """Another discipline's amount stands behind one that is complete: "30 min weekly (speech 60 min weekly)"."""
    flags: list[str] = field(default_factory=list)
    headings: bool = False

    @property
    def amount(self) -> bool:
        """Minutes of its own, not just a total."""
        return bool(self.minutes or self.per_session or self.pairs or self.counts_bare)

    @property
    def counts_bare(self) -> bool:
        return any(number >= 10 for number in self.bare)

    @property
    def has_period(self) -> bool:
        """Says per what, in whatever words."""
        return bool(self.periods or self.of_weeks or self.per or self.weekdays or self.span or self.weeks)

    @property
    def anything(self) -> bool:
        amount = self.amount or self.totals or self.counts or self.bare
        return bool(amount or self.periods or self.kinds or self.flags or self.per or self.weekdays)
