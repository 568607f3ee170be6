"""What a balance is made of: minutes required, given, missed and owed, line by line and period by period, each figure with its why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from otsync.caseload.calendar import Span
from otsync.caseload.services.model import Service

Day = date
"""A local calendar day."""
CALENDAR = "Calendar: "
"""How the key of a session begins that a row of the Calendar accounts for."""
BY_HAND = "row added by hand"
"""The key of a session that a person put into the tab Minutes."""


@dataclass(frozen=True, slots=True)
class Given:
    """One session as the balance needs it, delivered or missed. Minutes are whole minutes."""

    date: Day
    status: Literal["delivered", "missed"]
    kind: str
    """direct, consult, indirect, evaluation, meeting."""
    minutes: int
    """Minutes that took place; 0 for a missed session. Negative where a person took some back by a row of her own."""
    reason: str | None = None
    makeup: bool = False
    makeup_for: Day | None = None
    makeup_owed: bool | None = None
    """What the note itself says about a make-up; None: the table of reasons decides."""
    scheduled: int | None = None
    """Minutes that were planned, where the note says so ("20 of 30")."""
    setting: str | None = None
    group: Literal["individual", "group"] | None = None
    key: str = ""
    """The entry's ID in the log, or where the session comes from; given back in the explanation."""


@dataclass(slots=True)
class Debt:
    """A make-up that is owed, and what was made up of it. Ordinary sessions never shorten it."""

    date: Day
    minutes: int
    reason: str
    kind: str
    """The kind of service it is owed for: direct, consult, combined."""
    line: int | None
    period: int | None
    """Which period of the line was short of these minutes; None for what is owed from before counting began."""
    made_up: int = 0

    @property
    def open(self) -> int:
        return self.minutes - self.made_up


@dataclass(slots=True)
class PeriodBalance:
    """One service line in one period, or a roll-up of several. Always:

    required + beyond = brought + delivered + missed + not_accounted + remaining     (`beyond` is 0 where one of the last two is not)
    missed            = missed_owed + missed_not_owed + missed_unclear = the sum of `missed_by`
    """

    name: str
    span: Span
    required: int = 0
    """As the plan says it: a holiday week is owed in full; only a period that the service or the student joins or leaves is cut."""
    prorated: int = 0
    """The same for the days that had school: the other figure, for those who want it."""
    brought: int = 0
    """Given before counting began, in a period that was running then: not in the log."""
    delivered: int = 0
    """Ordinary sessions, and make-ups of minutes of which no other note speaks."""
    missed_owed: int = 0
    missed_not_owed: int = 0
    missed_unclear: int = 0
    """No reason is written, so nobody can say whether a make-up is owed."""
    missed_by: dict[str, int] = field(default_factory=dict)
    """Reason ("" where none is written) -> minutes."""
    made_up: int = 0
    """Of `missed_owed`, what was made up, whenever that was."""
    expected: int = 0
    """Of `required`, what was due by the start of today: spread evenly over the school days of the period."""
    not_accounted: int = 0
    """The days of grace are over, and no note speaks of these minutes."""
    remaining: int = 0
    beyond: int = 0
    """More was given and missed than required."""
    assumed: str = ""
    makeup_given: int = 0
    """Roll-ups only: make-up minutes given in these days, whatever they make up for, that are not in `delivered`."""
    outside: int = 0
    """Roll-ups only: minutes given on days for which no line requires anything."""

    @property
    def missed(self) -> int:
        return self.missed_owed + self.missed_not_owed + self.missed_unclear

    @property
    def room(self) -> int:
        """Required minutes of which no note speaks yet; negative where more was noted."""
        return self.required - self.brought - self.delivered - self.missed

    @property
    def given(self) -> int:
        """All minutes in the log that took place."""
        return self.delivered + self.makeup_given + self.outside

    @property
    def pace(self) -> int:
        """Minutes ahead (or, negative, behind): what was given or made up of these periods, and what was missed and is not owed, against
        what was due by today. Making up an older debt does not put anyone ahead."""
        return self.brought + self.delivered + self.outside + self.made_up + self.missed_not_owed - self.expected


@dataclass(frozen=True, slots=True)
class LineBalance:
    service: Service
    periods: tuple[PeriodBalance, ...] = ()
    unbalanced: str = ""
    """Why this line is shown and not balanced; blank for most."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reason behind a number: an entry or a rule, and what it did. Without names."""

    date: Day | None
    line: int | None
    """The service line, counted from 0; None where it is about the student."""
    minutes: int
    text: str
    key: str = ""
    """The entry's ID in the log, where the step comes from one."""


@dataclass(frozen=True, slots=True)
class WeekPoint:
    monday: Day
    given: int
    expected: int


@dataclass(frozen=True, slots=True)
class Balance:
    """How one student stands by the start of `today`. Roll-ups are by kind of service: direct and consult are never one sum.

    Identities, over everything that was handed in, kind by kind:
    minutes that took place = the lines' delivered + made up of debts + makeup_extra + outside + beside
    each debt: minutes = made_up + open
    """

    today: Day
    lines: tuple[LineBalance, ...]
    debts: tuple[Debt, ...]
    week: Mapping[str, PeriodBalance]
    """Kind of service -> the week that today is in."""
    month: Mapping[str, PeriodBalance]
    """Kind of service -> the calendar month that today is in (`rollup.MONTH_RULE`)."""
    year: Mapping[str, PeriodBalance]
    """Kind of service -> all periods that have begun."""
    beside: Mapping[str, int]
    """Kind of entry -> minutes that took place and belong to no service line: evaluations, meetings, consult beside a direct line."""
    outside: Mapping[str, int]
    """Kind of entry -> minutes on days for which no line of that kind requires anything (a holiday week, before it began)."""
    makeup_extra: int
    """Make-up minutes for which there was no debt and no room: given, more than owed."""
    weeks: tuple[WeekPoint, ...]
    """Direct minutes by week up to the week of today, for a chart."""
    last_seen: Day | None
    """The last day of a direct session, or of one of another kind that a service line names."""
    school_days_since_seen: int | None
    """School days since then that are over; since the service began where there was no session yet; None where nothing is in force."""
    school_days_without_service: int | None
    """The same without the days on which the student was noted as absent, or declined: those are not the school's to answer for."""
    explanation: tuple[Step, ...]
    assumed: tuple[str, ...]

    @property
    def makeup_open(self) -> int:
        return sum(debt.open for debt in self.debts)

    @property
    def not_accounted(self) -> int:
        return sum(period.not_accounted for line in self.lines for period in line.periods)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a student brings along from before counting began, of one kind of service, in whole minutes (`opening.read_opening`)."""

    kind: str
    owed: int = 0
    """Make-up owed from before."""
    given: int | None = None
    """Given before in the period that counting began in: that period is then required in full, and these minutes count for it."""
    words: str = ""
    """As written."""


@dataclass(frozen=True, slots=True)
class Force:
    """When a student is served at all."""

    spans: tuple[Span, ...]
    """Half-open, in order: from the first day up to the hold, the move or the discharge."""
    says: str = ""
