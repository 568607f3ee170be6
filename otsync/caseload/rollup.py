"""Roll-ups of service lines: a week, a month, and the weeks of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from otsync.caseload.balance_model import Debt, PeriodBalance, WeekPoint
from otsync.caseload.calendar import DAY, Span, monday_of
from otsync.caseload.periods import WHOLE, Line

MONTH_RULE = (
    "A week of a weekly service belongs, with its sessions, to the month that its Wednesday is in; longer services are spread over their "
    "school days, their sessions counted by date."
)

What = Literal["delivered", "owed", "not_owed", "unclear", "made_up", "extra", "outside", "beside", "brought"]

BY_DATE = ("made_up", "extra", "outside")
"""Minutes that a roll-up takes by their own day, whatever period they belong to."""


@dataclass(frozen=True, slots=True)
class Part:
    """Minutes of one entry and where they were counted."""

    date: date
    kind: str
    line: int | None
    period: int
    minutes: int
    what: What
    reason: str = ""


def kind_of(part: Part, lines: Sequence[Line]) -> str:
    """The kind of service that minutes belong to: that of their line; without one their own, or "combined" where only a line for direct
    and consult together asks for them."""
    if part.line is not None:
        return lines[part.line].service.kind
    return home_of(part.kind, lines)


def home_of(kind: str, lines: Sequence[Line]) -> str:
    """The kind of service that minutes of this kind count for where no line has taken them."""
    kinds = {line.service.kind for line in lines if not line.unbalanced}
    return "combined" if kind not in kinds and kind in ("direct", "consult") and "combined" in kinds else kind


def belongs(line: Line, period: PeriodBalance, days: Span) -> bool:
    """Whether a roll-up over `days` (a week or a month) takes the period whole."""
    if line.service.period == "month":
        return period.span == days
    return period.span.start + 2 * DAY * (line.service.period == "week") in days


def roll_up(
    name: str, days: Span, kind: str, lines: Sequence[Line], parts: Sequence[Part], debts: Sequence[Debt], today: date
) -> PeriodBalance:
    """The lines of one kind over a week or a calendar month, by MONTH_RULE. A service by the month or longer is spread by its school
    days in a roll-up that is no whole period of it: its figures there are a share, rounded so that the shares of a period sum to it."""
    total = PeriodBalance(name, days)
    whole: set[tuple[int, int]] = set()
    spread: set[int] = set()
    for line in lines:
        if line.service.kind != kind:
            continue
        by_whole = line.service.period in WHOLE and not (line.service.period == "month" and days.days <= 7)
        if not by_whole:
            spread.add(line.index)
        for at, period in enumerate(line.periods):
            if by_whole and belongs(line, period, days):
                whole.add((line.index, at))
                total.required += period.required
                total.prorated += period.prorated
                total.expected += period.expected
                total.not_accounted += period.not_accounted
            elif not by_whole and period.span.meet(days).days:
                before = line.due(period, days.start)
                part = line.due(period, days.end) - before
                total.required += part
                total.prorated += part
                total.expected += max(0, line.due(period, min(today, days.end)) - before)
                if period.span.end <= days.end or today in days:
                    total.not_accounted += period.not_accounted
    for part_ in parts:
        if part_.what in BY_DATE:
            if part_.date in days and kind_of(part_, lines) == kind:
                _take(total, part_)
        elif part_.line is not None and ((part_.line, part_.period) in whole or (part_.line in spread and part_.date in days)):
            _take(total, part_)
    for debt in debts:
        if debt.line is not None and ((debt.line, debt.period) in whole or (debt.line in spread and debt.date in days)):
            total.made_up += debt.made_up
    left = total.room
    total.not_accounted = min(total.not_accounted, max(0, left))
    total.remaining = max(0, left) - total.not_accounted
    total.beyond = max(0, -left)
    return total


def _take(total: PeriodBalance, part: Part) -> None:
    if part.what in ("made_up", "extra"):
        total.makeup_given += part.minutes
    elif part.what == "outside":
        total.outside += part.minutes
    elif part.what == "brought":
        total.brought += part.minutes
    elif part.what == "delivered":
        total.delivered += part.minutes
    elif part.what != "beside":
        total.missed_by[part.reason] = total.missed_by.get(part.reason, 0) + part.minutes
        if part.what == "owed":
            total.missed_owed += part.minutes
        elif part.what == "not_owed":
            total.missed_not_owed += part.minutes
        else:
            total.missed_unclear += part.minutes


def week_points(lines: Sequence[Line], parts: Sequence[Part], today: date) -> tuple[WeekPoint, ...]:
    """Direct minutes given, by date, and expected, week by week up to the start of today; with those of lines for direct and consult
    together, as such a line counts them."""
    given: dict[date, int] = {}
    expected: dict[date, int] = {}
    for part in parts:
        mine = part.kind == "direct" or kind_of(part, lines) == "combined"
        if mine and part.what in ("delivered", "made_up", "extra", "outside", "beside") and part.date <= today:
            monday = monday_of(part.date)
            given[monday] = given.get(monday, 0) + part.minutes
    for line in lines:
        if line.service.kind not in ("direct", "combined"):
            continue
        for period in line.periods:
            monday, done = monday_of(period.span.start), 0
            while monday < min(period.span.end, today):
                due = line.due(period, min(monday + 7 * DAY, today))
                if due > done:
                    expected[monday] = expected.get(monday, 0) + due - done
                done = due
                monday += 7 * DAY
    return tuple(WeekPoint(monday, given.get(monday, 0), expected.get(monday, 0)) for monday in sorted({*given, *expected}))
