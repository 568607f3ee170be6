"""What a service line requires, period by period, before anything was given: whole periods, and the cut ones at either end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from otsync.caseload.balance_model import Force, PeriodBalance
from otsync.caseload.calendar import DAY, Calendar, Demand, Span, Stretch, weekdays
from otsync.caseload.services.model import Service
from otsync.caseload.values import short_day

WHOLE = ("day", "week", "month")
"""Periods that a week or a month of a roll-up takes whole (a day and a week also a month); all others are spread by school days."""
SHORT = ("day", "week", "two_weeks", "four_weeks", "cycle", "month")
"""Periods of which "no note yet" is said once they and the days of grace are over; longer ones are looked at while they run."""
LONG = ("month", "quarter", "nine_weeks", "grading_period", "trimester", "semester", "year", "iep_term")
"""Periods for which it matters what was given in them before counting began."""
IEP_ASSUMED = "An amount for the IEP's term is spread over its school days; a school year that the Calendar lacks is taken as 8/15 to 6/15"
ENDS_NEVER = date(2999, 1, 1)


def share(minutes: int, part: int, whole: int) -> int:
    """`minutes` x part / whole in whole minutes, halves up; 0 of 0 is 0."""
    return (2 * minutes * part + whole) // (2 * whole) if whole else 0


@dataclass(slots=True)
class Line:
    """A service line with its periods in order. `calendar` is that of the line: ESY and the school year do not mix."""

    index: int
    service: Service
    calendar: Calendar
    spans: tuple[Span, ...] = ()
    """Half-open days on which both the student and the line are in force."""
    periods: list[PeriodBalance] = field(default_factory=list)
    starts: list[date] = field(default_factory=list)
    unbalanced: str = ""

    def at(self, day: date) -> int | None:
        """The index of the period that `day` is in; None where the line requires nothing then."""
        found = bisect_right(self.starts, day) - 1
        return found if found >= 0 and day in self.periods[found].span else None

    def days(self, span: Span) -> int:
        """School days of `span` on which the line is in force."""
        if len(self.spans) == 1 and self.spans[0].start <= span.start and span.end <= self.spans[0].end:
            return self.calendar.school_days(span)
        return sum(self.calendar.school_days(span.meet(one)) for one in self.spans)

    def due(self, period: PeriodBalance, day: date) -> int:
        """Minutes of the period that are due by the start of `day`: by its school days in force."""
        if day >= period.span.end:
            return period.required
        if day <= period.span.start:
            return 0
        return share(period.required, self.days(Span(period.span.start, day)), self.days(period.span))


def make_line(
    index: int, service: Service, calendar: Calendar, force: Force, until: date, annual: date | None, *, whole_first: bool = False
) -> Line:
    """The line with what each period requires, up to the periods that begin before `until`. Never raises.

    annual: the next annual review; an amount "in the IEP's term" belongs to the year before it. whole_first: the period in which counting
    begins is required in full, since it is known what was given in it before (`Opening.given`).
    """
    own = calendar.of_esy if service.esy else calendar.without_esy
    line = Line(index, service, own)
    line.unbalanced = _why_not(service, own, annual)
    if line.unbalanced:
        return line
    line.spans = tuple(met for span in force.spans if (met := span.meet(service_span(service))).days)
    if not line.spans:
        return line
    if service.period == "iep_term" and annual:
        # A term runs through two school years, of which the Calendar knows one: its minutes are shared out over both.
        line.calendar = own = own.reaching(_iep_reach(annual, line.spans[0].start, until))
    if whole_first and service.period in LONG:
        line.spans = (Span(_running_since(line, own, annual), line.spans[0].end), *line.spans[1:])
    window = Span(line.spans[0].start, min(line.spans[-1].end, until))
    if not window.days:
        return line
    key = (service, line.spans, window, annual if service.period == "iep_term" else None)
    if key not in own.demands:
        by_term = annual if service.period == "iep_term" else None
        stretches = _iep_terms(by_term, window) if by_term else own.stretches(service.period, window, anchor=service.start)
        own.demands[key] = tuple(found for stretch in stretches if (found := _require(line, stretch)))
    line.periods = [
        PeriodBalance(stretch.name, stretch.span, required, prorated, assumed=stretch.assumed)
        for stretch, required, prorated in own.demands[key]
    ]
    line.starts = [one.span.start for one in line.periods]
    return line


def _running_since(line: Line, calendar: Calendar, annual: date | None) -> date:
    """The first day, for this line, of the period that its first day is in."""
    first = line.spans[0].start
    window = Span(first, first + DAY)
    found = (
        _iep_terms(annual, window)
        if line.service.period == "iep_term" and annual
        else calendar.stretches(line.service.period, window, anchor=line.service.start)
    )
    return max([service_span(line.service).start, *(one.span.start for one in found[:1])]) if found else first


def service_span(service: Service) -> Span:
    """The days of a line, half-open: people write its last day."""
    start = service.start or date.min
    if service.end is not None:
        return Span(start, max(start, service.end + DAY))
    if service.weeks and service.start:
        return Span(start, start + 7 * service.weeks * DAY)
    return Span(start, ENDS_NEVER)


def _why_not(service: Service, calendar: Calendar, annual: date | None) -> str:
    if service.kind == "observation":
        return "Observations are no kind of session in the log, so they cannot be balanced."
    if service.weeks and not service.start and service.end is None:
        return "It runs for some weeks, and its first day is not written: write “from” and the day."
    if service.esy and not calendar.years:
        return "The Calendar has no ESY dates: add a row ESY with its days."
    if service.period == "cycle" and not calendar.cycle_starts:
        return "The Calendar lists no cycle days: add a row “day 1” for the first day of each cycle."
    if service.period == "iep_term" and annual is None:
        return "The IEP's term is not known: fill in the next annual date."
    return ""


def _iep_terms(annual: date, window: Span) -> list[Stretch]:
    """The years before each annual date; 29 February counts as the 28th where a year has none."""
    found: list[Stretch] = []
    for year in range(window.start.year, window.end.year + 2):
        first, last = _in_year(annual, year - 1), _in_year(annual, year)
        if Span(first, last).meet(window).days:
            found.append(Stretch(f"IEP term to {short_day(last)}", Span(first, last), IEP_ASSUMED))
    return found


def _iep_reach(annual: date, first: date, until: date) -> Span:
    """From the first to the last day of the terms that [first, until) touches."""
    terms = _iep_terms(annual, Span(first, max(until, first + DAY)))
    return Span(terms[0].span.start, terms[-1].span.end) if terms else Span(first, until)


def _in_year(day: date, year: int) -> date:
    year = min(max(year, 1), 9998)
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and year % 4 else day.replace(year=year)


def _require(line: Line, stretch: Stretch) -> Demand | None:
    whole, part = line.calendar.school_days(stretch.span), line.days(stretch.span)
    if not part:
        return None
    minutes = line.service.minutes_per_period
    required = minutes if part == whole else share(minutes, part, whole)
    # Days off shorten the other figure only, in weeks (and two or four of them): a month or a term is what the calendar makes it.
    prorated = required
    if line.service.period in ("week", "two_weeks", "four_weeks"):
        prorated = min(required, share(required, part, sum(weekdays(stretch.span.meet(span)) for span in line.spans)))
    return stretch, required, prorated


def accept(lines: Sequence[Line], kind: str, setting: str | None, group: str | None) -> list[tuple[int, Line]]:
    """Lines that a session of this kind can count for, best first, each with how badly it fits: 0 as planned, 1 another setting or group
    size, 2 a line for direct and consult together."""
    found: list[tuple[int, int, Line]] = []
    for line in lines:
        service = line.service
        if line.unbalanced or not (service.kind == kind or (service.kind == "combined" and kind in ("direct", "consult"))):
            continue
        other = (setting and service.setting and setting != service.setting) or (group and service.group and group != service.group)
        named = bool(setting and service.setting == setting) + bool(group and service.group == group)
        found.append((2 if service.kind == "combined" else 1 if other else 0, -named, line))
    found.sort(key=lambda one: (one[0], one[1], one[2].index))
    return [(fit, line) for fit, _, line in found]
