"""The school calendar: which days are school days, and which stretch of days a week, a month or a trimester is.

Every range of days in otsync's rules is half-open: `end` is the first day that no longer belongs to it. People write the last day; it is
turned around where their words are read (`calendar_rows`), and nowhere else.
A week is a school week, Monday to Sunday; it counts while it has a school day. What nobody entered is assumed in the open: each assumption
is a sentence in `Calendar.assumed` or `Stretch.assumed`, to be shown beside the numbers that rest on it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Literal

from otsync.caseload.services.model import Period
from otsync.caseload.values import short_day

DAY = timedelta(days=1)

TermKind = Literal["term", "quarter", "trimester", "semester", "grading_period", "nine_weeks"]
Part = Literal["whole", "am", "pm"]

TERMS_A_YEAR: dict[str, int] = {"semester": 2, "trimester": 3, "quarter": 4, "nine_weeks": 4}
"""Into how many parts a school year falls; nine weeks are a quarter of the usual 36."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    @property
    def days(self) -> int:
        return max(0, (self.end - self.start).days)

    @property
    def last(self) -> date:
        """The last day, as people say it."""
        return self.end - DAY

    def meet(self, other: Span) -> Span:
        """What both have in common; an empty span (`days` 0) where that is nothing."""
        start = max(self.start, other.start)
        return Span(start, max(start, min(self.end, other.end)))


@dataclass(frozen=True, slots=True)
class Term:
    kind: TermKind
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Away:
    """A row that accounts for days: a closed school, an assembly, a therapist who was out."""

    span: Span
    who: str
    """As typed: "all", a school, a therapist, "me"; "" is all."""
    reason: str
    """A code of the table of reasons (`reasons.REASONS`)."""
    what: str
    """The exact words."""
    part: Part = "whole"

    def touches(self, school: str, therapist: str) -> bool:
        """It is about this school or therapist, or about everyone."""
        who = _plain(self.who)
        return who in EVERYONE or who in (_plain(school), _plain(therapist)) or (who in MYSELF and self.reason.startswith("provider"))


EVERYONE = frozenset({"", "all", "everyone", "everybody", "district", "all schools", "district wide", "districtwide", "whole district"})
MYSELF = frozenset({"me", "i", "myself", "ot", "therapist"})


def known_who(who: str, names: Iterable[str]) -> bool:
    """Whether a row about `who` is about anybody: everyone, the therapist herself, or one of the schools and therapists in `names`."""
    plain = _plain(who)
    return plain in EVERYONE or plain in MYSELF or plain in {_plain(name) for name in names}


def _plain(text: str) -> str:
    return " ".join(text.replace("-", " ").casefold().split())


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period of a service: a week, a month, a trimester."""

    name: str
    """In words: "week of 10/5/26", "October 2026", "trimester 1"."""
    span: Span
    assumed: str = ""
    """What had to be assumed to know its days; blank where nothing was."""


Demand = tuple[Stretch, int, int]
"""(period, minutes required, minutes for the days that had school)."""


@dataclass(frozen=True)
class Calendar:
    """`years` are school years; a day outside them is no school day. All tuples are in the order of their days."""

    years: tuple[Span, ...]
    terms: tuple[Term, ...] = ()
    away: tuple[Away, ...] = ()
    esy: tuple[Span, ...] = ()
    cycle_starts: tuple[date, ...] = ()
    """First days of N-day cycles (day 1)."""
    assumed: tuple[str, ...] = ()
    reports: tuple[Away, ...] = ()
    """Days on which progress reports are due."""

    @cached_property
    def closed(self) -> frozenset[date]:
        """Days on which no school is open; half days are school days."""
        return frozenset(
            one.span.start + DAY * at
            for one in self.away
            if one.reason == "school_closed" and one.part == "whole" and _plain(one.who) in EVERYONE
            for at in range(one.span.days)
        )

    def for_whom(self, school: str, therapist: str) -> Calendar:
        """The calendar of one school and therapist: only rows that are about them, each as if it were about everyone."""

        def mine(rows: tuple[Away, ...]) -> tuple[Away, ...]:
            return tuple(replace(one, who="") for one in rows if one.touches(school, therapist))

        return replace(self, away=mine(self.away), reports=mine(self.reports))

    def report_due(self, day: date) -> date | None:
        """When the next progress report is due: as a row says, else with the report card at the end of the term that `day` is in."""
        rows = [one.span.last for one in self.reports if one.span.last >= day]
        if rows:
            return min(rows)
        return min((term.span.last for term in self.terms if day in term.span), default=None)

    @property
    def has_days_off(self) -> bool:
        return any(one.reason == "school_closed" for one in self.away)

    @cached_property
    def _reach(self) -> Span:
        spans = [*self.years, *self.esy]
        return Span(min(one.start for one in spans), max(one.end for one in spans)) if spans else Span(date.min, date.min)

    @cached_property
    def _before(self) -> list[int]:
        """How many school days lie before each day of the reach: counting costs the same for a day and for a year."""
        reach = self._reach
        return [0, *accumulate(int(self.is_school_day(reach.start + DAY * at)) for at in range(reach.days))]

    def is_school_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed and any(day in span for span in (*self.years, *self.esy))

    def school_days(self, span: Span) -> int:
        """How many school days `span` has."""
        before, first = self._before, self._reach.start.toordinal()
        last = len(before) - 1
        start = min(max(span.start.toordinal() - first, 0), last)
        return before[max(start, min(span.end.toordinal() - first, last))] - before[start]

    def last_school_day(self, span: Span) -> date:
        """The last school day of `span`, else its last day."""
        day = span.last
        while day > span.start and not self.is_school_day(day):
            day -= DAY
        return day if self.is_school_day(day) else span.last

    @cached_property
    def without_esy(self) -> Calendar:
        return replace(self, esy=()) if self.esy else self

    @cached_property
    def of_esy(self) -> Calendar:
        return replace(self, years=self.esy, esy=())

    @cached_property
    def _extended(self) -> dict[tuple[Span, ...], Calendar]:
        return {}

    def reaching(self, span: Span) -> Calendar:
        """This calendar with the usual school year wherever `span` reaches into one that nobody entered; itself where none is missing."""
        missing = []
        for year in range(span.start.year - 1, span.end.year + 1):
            august = Span(date(year, 8, 1), date(year + 1, 8, 1))
            if august.meet(span).days and not any(one.meet(august).days for one in self.years):
                missing.append(usual_year(date(year, 9, 1)))
        key = tuple(missing)
        if key not in self._extended:
            self._extended[key] = replace(self, years=tuple(sorted((*self.years, *missing)))) if missing else self
        return self._extended[key]

    @cached_property
    def demands(self) -> dict[Hashable, tuple[Demand, ...]]:
        """What lines require, kept by those who work it out (`periods`): children of one school have few different lines."""
        return {}

    @cached_property
    def _known(self) -> dict[tuple[Period, Span, date | None], list[Stretch]]:
        return {}

    def back(self, day: date, school_days: int) -> date:
        """The day d from which `school_days` school days have passed before `day`: [d, day) has so many, and d is the latest such day.

        Where there were never so many, the first day of all years.
        """
        reach = self._reach
        at = min(max((day - reach.start).days, 0), reach.days)
        wanted = self._before[at] - school_days
        while at > 0 and self._before[at] > wanted:
            at -= 1
        return reach.start + DAY * at if school_days else day

    def year_of(self, day: date) -> Span | None:
        """The school year that `day` is in, else the latest that is over, else the next."""
        past = [span for span in self.years if span.start <= day]
        return past[-1] if past else (self.years[0] if self.years else None)

    def stretches(self, period: Period, window: Span, *, anchor: date | None = None) -> list[Stretch]:
        """The periods that overlap `window` and have a school day, in order, each whole (also beyond the window).

        `anchor` is the first day of a service: runs of two or four weeks are counted from its week, else from the first week of the school
        year. Runs count school weeks: a week without school takes no part. `iep_term` is not known to a calendar and gives none; `cycle`
        gives none where no cycle days are listed.
        """
        # Most of a caseload asks for the same few periods.
        key = (period, window, anchor)
        if key not in self._known:
            self._known[key] = self._stretches(period, window, anchor)
        return self._known[key]

    def _stretches(self, period: Period, window: Span, anchor: date | None) -> list[Stretch]:
        if period == "day":
            return [
                Stretch(short_day(day), Span(day, day + DAY)) for day in _days(window) if self.is_school_day(day)
            ]
        if period == "week":
            return [_week(monday) for monday in self._weeks(window)]
        if period == "month":
            months = (Stretch(f"{span.start:%B} {span.start.year}", span) for span in _months(window))
            return [one for one in months if self.school_days(one.span)]
        if period == "cycle":
            return [
                Stretch(f"cycle from {short_day(start)}", Span(start, end))
                for start, end in pairwise(self.cycle_starts)
                if Span(start, end).meet(window).days
            ]
        found: list[Stretch] = []
        for year in self.years:
            if year.meet(window).days:
                found += self._in_year(period, year, anchor)
        return [one for one in found if one.span.meet(window).days and self.school_days(one.span)]

    def _in_year(self, period: Period, year: Span, anchor: date | None) -> list[Stretch]:
        if period == "year":
            return [Stretch(f"school year {year.start.year}-{year.last.year % 100:02d}", year)]
        if period in ("two_weeks", "four_weeks"):
            return self._runs(2 if period == "two_weeks" else 4, year, anchor)
        if period == "iep_term":
            return []
        return self._terms(period, year)

    def _weeks(self, span: Span) -> Iterator[date]:
        """Mondays of the weeks that touch `span` and have a school day."""
        monday = monday_of(span.start)
        while monday < span.end:
            if self.school_days(Span(monday, monday + 7 * DAY)):
                yield monday
            monday += 7 * DAY

    def _runs(self, size: int, year: Span, anchor: date | None) -> list[Stretch]:
        first = max(year.start, anchor) if anchor and anchor in year else year.start
        mondays = list(self._weeks(Span(monday_of(first), year.end)))
        bounds = [*mondays[::size], monday_of(year.last) + 7 * DAY] if mondays else []
        assumed = "" if anchor and anchor in year else f"{size} weeks at a time are counted from the first week of the school year"
        return [Stretch(f"{size} weeks from {short_day(start)}", Span(start, end), assumed) for start, end in pairwise(bounds)]

    def _terms(self, period: str, year: Span) -> list[Stretch]:
        inside = [term for term in self.terms if term.span.meet(year).days]
        own = [term for term in inside if term.kind == period]
        if own:
            return [Stretch(term.name, term.span) for term in own]
        count = TERMS_A_YEAR.get(period, 0)
        kinds = ("term", "nine_weeks", "quarter", "grading_period", "trimester", "semester")
        for kind in kinds:
            some = [term for term in inside if term.kind == kind]
            if some and (len(some) == count or not count):
                return [Stretch(term.name, term.span, f"{term.name} of the Calendar is taken as the {_words(period)}") for term in some]
            if period == "semester" and len(some) == 4:
                return [
                    Stretch(f"semester {at + 1}", Span(some[2 * at].span.start, some[2 * at + 1].span.end), "two quarters make a semester")
                    for at in (0, 1)
                ]
        return self._parts(period, year, count or 4)

    def _parts(self, period: str, year: Span, count: int) -> list[Stretch]:
        """The school year cut into equal parts at Mondays, since nobody entered the terms."""
        mondays = list(self._weeks(year))
        cuts = [mondays[round(at * len(mondays) / count)] for at in range(1, count)] if len(mondays) >= count else []
        bounds = [year.start, *cuts, year.end]
        assumed = f"The Calendar has no {_words(period)}s: the school year is cut into {len(bounds) - 1} equal parts"
        return [Stretch(f"{_words(period)} {at}", Span(start, end), assumed) for at, (start, end) in enumerate(pairwise(bounds), 1)]


def _words(period: str) -> str:
    return {"nine_weeks": "nine-week period", "grading_period": "grading period"}.get(period, period)


def monday_of(day: date) -> date:
    return day - DAY * day.weekday()


def week_of(day: date) -> Span:
    """The week, Monday to Sunday, that `day` is in."""
    monday = monday_of(day)
    return Span(monday, monday + 7 * DAY)


def month_of(day: date) -> Span:
    start = day.replace(day=1)
    return Span(start, (start + 31 * DAY).replace(day=1))


def weekdays(span: Span) -> int:
    """Mondays to Fridays of a span, school or not."""
    weeks, rest = divmod(span.days, 7)
    return weeks * 5 + sum((span.start.weekday() + at) % 7 < 5 for at in range(rest))


def _week(monday: date) -> Stretch:
    return Stretch(f"week of {short_day(monday)}", Span(monday, monday + 7 * DAY))


def _months(span: Span) -> Iterator[Span]:
    month = month_of(span.start)
    while month.start < span.end:
        yield month
        month = month_of(month.end)


def _days(span: Span) -> Iterator[date]:
    return (span.start + DAY * at for at in range(span.days))


def usual_year(today: date) -> Span:
    """The school year taken where nobody entered one: 15 August to 15 June, of the year from August that `today` is in."""
    first = today.year if today.month >= 8 else today.year - 1
    return Span(date(first, 8, 15), date(first + 1, 6, 16))


def spans_less(spans: Sequence[Span], hole: Span) -> tuple[Span, ...]:
    """`spans` without the days of `hole`."""
    kept: list[Span] = []
    for span in spans:
        for piece in (Span(span.start, min(span.end, hole.start)), Span(max(span.start, hole.end), span.end)):
            if piece.days and piece.start < piece.end:
                kept.append(piece)
    return tuple(kept)
