"""Minutes balanced against what is owed: each session finds its service line and period, each missed one its reason, each make-up its debt.

Nothing is netted: a debt is only shortened by a session that is written as a make-up. Consult, indirect, evaluation and meeting minutes are
never part of a direct line. What is decided here is said in `Balance.explanation`, entry by entry and rule by rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from otsync.caseload.balance_model import CALENDAR, Balance, Debt, Force, Given, LineBalance, Opening, PeriodBalance, Step
from otsync.caseload.calendar import DAY, Calendar, Span, monday_of, month_of
from otsync.caseload.periods import LONG, SHORT, Line, accept, make_line
from otsync.caseload.reasons import BEFORE, DEFAULT_OWED, WORDS, makeup_owed
from otsync.caseload.rollup import Part, What, home_of, kind_of, roll_up, week_points
from otsync.caseload.services.model import Service
from otsync.caseload.usual import Slot
from otsync.caseload.values import short_day

NOT_THE_SCHOOLS = ("student_absent", "student_refused", "student_unavailable")
"""Days on which the service was offered: a clock of days without service leaves them out (23 Ill. Adm. Code 226.220(b))."""
GRACE = 5
"""School days after a period within which a missing note is nobody's fault."""


@dataclass
class _Work:
    lines: list[Line]
    calendar: Calendar
    today: date
    table: Mapping[str, bool]
    debts: list[Debt] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    makeup_extra: int = 0
    usual_length: int | None = None

    def say(self, entry: Given, line: int | None, minutes: int, text: str) -> None:
        self.steps.append(Step(entry.date, line, minutes, text, entry.key))

    def places(self, entry: Given, day: date) -> list[tuple[int, Line, int]]:
        """(how badly it fits, line, period) for a session of that day, best first."""
        fits = accept(self.lines, entry.kind, entry.setting, entry.group)
        return [(fit, line, at) for fit, line in fits if (at := line.at(day)) is not None]


def balance(
    services: Sequence[Service],
    entries: Sequence[Given],
    calendar: Calendar,
    force: Force,
    today: date,
    *,
    slots: Sequence[Slot] = (),
    table: Mapping[str, bool] = DEFAULT_OWED,
    grace: int = GRACE,
    annual: date | None = None,
    openings: Sequence[Opening] = (),
) -> Balance:
    """How the student stands by the start of `today`.

    calendar: as `Calendar.for_whom` narrows it. slots: the usual times; they say which session a day off, an assembly or a sick day cost.
    table: reason code -> whether a make-up is owed. openings: what the student brings along from before counting began.
    Pure and total: any entries give a balance.
    """
    until = month_of(today).end
    whole_first = {one.kind for one in openings if one.given is not None}
    lines = [
        make_line(index, one, calendar, force, until, annual, whole_first=one.kind in whole_first) for index, one in enumerate(services)
    ]
    work = _Work(lines, calendar, today, table)
    work.usual_length = next((slot.minutes for slot in slots if slot.minutes), None)
    for opening in openings:
        _bring(work, opening, force)
    ordered = sorted(entries, key=lambda one: (one.date, one.key))
    _deliver(work, [one for one in ordered if one.status == "delivered" and not one.makeup])
    for entry in ordered:
        if entry.status == "missed":
            _miss(work, entry)
        elif not entry.makeup and entry.scheduled is not None and entry.scheduled > entry.minutes:
            _miss(work, replace(entry, status="missed", minutes=0, scheduled=entry.scheduled - entry.minutes))
    _days_off(work, slots, ordered, force)
    # Those that name their day first: they must not find it paid by one that names none.
    for entry in sorted(ordered, key=lambda one: one.makeup_for is None):
        if entry.status == "delivered" and entry.makeup:
            _make_up(work, entry)
    for line in lines:
        cutoff = line.calendar.back(today, grace)
        for period in line.periods:
            _close(line, period, cutoff, today)
    for debt in work.debts:
        if debt.line is not None and debt.period is not None:
            lines[debt.line].periods[debt.period].made_up += debt.made_up
    return _told(work, ordered, force, services)


def _bring(work: _Work, opening: Opening, force: Force) -> None:
    """What is owed from before is a debt like any other; what was given before counts for the long period that was running then."""
    if not force.spans or force.spans[0].start > work.today:
        return
    first, said = force.spans[0].start, f"“{opening.words}” under Brought forward: "
    if opening.owed:
        work.debts.append(Debt(first, opening.owed, BEFORE, home_of(opening.kind, work.lines), None, None))
        work.steps.append(Step(first, None, opening.owed, f"{said}{opening.owed} min {opening.kind} are owed from before counting began"))
    left = opening.given or 0
    for line in work.lines:
        at = line.at(first) if line.service.kind == opening.kind and line.service.period in LONG and not line.unbalanced else None
        if at is None or left <= 0:
            continue
        period = line.periods[at]
        minutes = min(left, period.room)
        left -= minutes
        period.brought += minutes
        work.parts.append(Part(first, opening.kind, line.index, at, minutes, "brought"))
        text = f"{said}{minutes} min were given before; {period.name} is required in full"
        work.steps.append(Step(first, line.index, minutes, text))
    if left:
        text = f"{said}{left} min count nowhere: no {opening.kind} line by the month or longer lacked them when counting began"
        work.steps.append(Step(first, None, 0, text))


def _deliver(work: _Work, entries: Sequence[Given]) -> None:
    """Sessions fill the line that they fit best; what is too much there goes to another line that still lacks minutes, else stays."""
    rest: list[tuple[Given, int]] = []
    for entry in entries:
        places = work.places(entry, entry.date)
        left = entry.minutes
        for fit, line, at in places:
            if fit == 0 and left > 0:
                left -= _put(work, entry, line, at, min(left, line.periods[at].room))
        if left or not places:
            rest.append((entry, left))
    for entry, left in rest:
        places = work.places(entry, entry.date)
        for fit, line, at in places:
            if left > 0:
                why = " (another setting or group than that line names)" if fit == 1 else ""
                left -= _put(work, entry, line, at, min(left, line.periods[at].room), why)
        if left and places:
            _, line, at = places[0]
            _put(work, entry, line, at, left, ", more than it requires" if left > 0 else "")
        elif left:
            _without_place(work, entry, left)


def _without_place(work: _Work, entry: Given, minutes: int) -> None:
    if accept(work.lines, entry.kind, None, None):
        work.outside[entry.kind] = work.outside.get(entry.kind, 0) + minutes
        work.parts.append(Part(entry.date, entry.kind, None, 0, minutes, "outside"))
        work.say(entry, None, minutes, f"{minutes} min {entry.kind} given on a day for which no line requires minutes")
    else:
        work.beside[entry.kind] = work.beside.get(entry.kind, 0) + minutes
        work.parts.append(Part(entry.date, entry.kind, None, 0, minutes, "beside"))
        work.say(entry, None, minutes, f"{minutes} min {entry.kind} given; no service line asks for {entry.kind}, so it stands by itself")


def _put(work: _Work, entry: Given, line: Line, at: int, minutes: int, why: str = "") -> int:
    """Count minutes as delivered in a period; gives the minutes that were counted."""
    if minutes == 0 or (minutes < 0 <= entry.minutes):
        return 0
    period = line.periods[at]
    period.delivered += minutes
    work.parts.append(Part(entry.date, entry.kind, line.index, at, minutes, "delivered"))
    if entry.minutes == minutes and not why:
        work.usual_length = minutes if minutes > 0 else work.usual_length
    work.say(entry, line.index, minutes, f"{minutes} min given, counted for {period.name}{why}")
    return minutes


def _miss(work: _Work, entry: Given, *, only_room: bool = False) -> None:
    """A session that did not take place, or the rest of one that was shorter than planned."""
    if entry.makeup:
        work.say(entry, None, 0, "a make-up that did not take place: the debt stays as it was")
        return
    places = work.places(entry, entry.date)
    if not places:
        work.say(entry, None, 0, "missed on a day for which no line requires minutes: counts nothing")
        return
    with_room = [place for place in places if place[1].periods[place[2]].room > 0]
    if only_room and not with_room:
        why = WORDS.get(entry.reason or "", "missed")
        work.say(entry, places[0][1].index, 0, f"{why}; the minutes of that period are accounted for already")
        return
    _, line, at = (with_room or places)[0]
    period = line.periods[at]
    minutes = _planned(work, entry, line)
    if only_room:
        minutes = min(minutes, period.room)
    if minutes <= 0:
        work.say(entry, line.index, 0, "missed; how long it would have been is not known, so it counts 0")
        return
    owed = makeup_owed(entry.reason, entry.makeup_owed, work.table)
    reason = entry.reason or ""
    period.missed_by[reason] = period.missed_by.get(reason, 0) + minutes
    words = WORDS.get(reason, reason) or "no reason written"
    if owed:
        period.missed_owed += minutes
        work.debts.append(Debt(entry.date, minutes, reason, line.service.kind, line.index, at))
        what = "a make-up is owed"
    elif owed is None:
        period.missed_unclear += minutes
        what = "whether a make-up is owed is not known until a reason is written"
    else:
        period.missed_not_owed += minutes
        what = "no make-up is owed"
    rule = "as the note says" if entry.makeup_owed is not None else "by the reasons in Settings" if owed is not None else ""
    kind: What = "owed" if owed else "unclear" if owed is None else "not_owed"
    work.parts.append(Part(entry.date, entry.kind, line.index, at, minutes, kind, reason))
    work.say(entry, line.index, minutes, f"{minutes} min missed ({words}), {period.name}: {what}{', ' + rule if rule else ''}")


def _planned(work: _Work, entry: Given, line: Line) -> int:
    """How long a missed session would have been: as written, as the line says, else the usual length."""
    service = line.service
    if entry.scheduled is not None:
        return entry.scheduled
    if service.minutes_per_session is not None:
        return service.minutes_per_session
    if service.period in ("day", "week") and not service.sessions_per_period:
        return service.minutes_per_period
    return min(work.usual_length or 0, service.minutes_per_period)


def _days_off(work: _Work, slots: Sequence[Slot], entries: Sequence[Given], force: Force) -> None:
    """A row of the Calendar accounts for the sessions that stood on its days by the usual times and of which no note speaks."""
    kinds = [line.service.kind for line in work.lines if not line.unbalanced]
    if not slots or not kinds or not force.spans:
        return
    kind = "direct" if "direct" in kinds or "combined" in kinds else kinds[0]
    noted: dict[date, int] = {}
    for entry in entries:
        if entry.kind == kind and not (entry.makeup and entry.status == "delivered"):
            noted[entry.date] = noted.get(entry.date, 0) + 1
    seen: set[tuple[date, Slot]] = set()
    for away in work.calendar.away:
        span = away.span.meet(Span(force.spans[0].start, work.today))
        for at in range(span.days):
            day = span.start + DAY * at
            here = [slot for slot in slots if slot.weekday == day.weekday() and (away.part == "whole" or slot.half == away.part)]
            here = [slot for slot in here if (day, slot) not in seen and any(day in one for one in force.spans)]
            for slot in here[: max(0, len(here) - noted.get(day, 0))]:
                seen.add((day, slot))
                # A slot without an end leaves the length to the line.
                lost = Given(day, "missed", kind, 0, away.reason, scheduled=slot.minutes, key=CALENDAR + away.what)
                if work.places(lost, day):
                    _miss(work, lost, only_room=True)


def _make_up(work: _Work, entry: Given) -> None:
    """A make-up pays the debt of the day it names, else the oldest open ones of its kind; what is left counts where minutes are lacking."""
    left = entry.minutes
    mine = [debt for debt in work.debts if debt.kind == entry.kind or (debt.kind == "combined" and entry.kind in ("direct", "consult"))]
    named = [debt for debt in mine if debt.date == entry.makeup_for]
    older = sorted((debt for debt in mine if debt.date <= entry.date), key=lambda debt: debt.date)
    for debt in named if entry.makeup_for else older:
        paid = min(left, debt.open)
        if paid > 0:
            debt.made_up += paid
            left -= paid
            work.parts.append(Part(entry.date, entry.kind, debt.line, debt.period or 0, paid, "made_up"))
            owed = f"{debt.minutes} owed from {short_day(debt.date)}"
            work.say(entry, debt.line, paid, f"{paid} min made up of the {owed}; {debt.open} still owed")
    day = entry.makeup_for or entry.date
    for _, line, at in work.places(entry, day):
        if left > 0:
            left -= _put(work, entry, line, at, min(left, line.periods[at].room), " (a make-up of minutes of which no other note speaks)")
    if not left:
        return
    if accept(work.lines, entry.kind, None, None):
        work.makeup_extra += left
        work.parts.append(Part(entry.date, entry.kind, None, 0, left, "extra"))
        work.say(entry, None, left, f"{left} min made up for which nothing was owed: given, and more than owed")
    else:
        _without_place(work, entry, left)


def _close(line: Line, period: PeriodBalance, cutoff: date, today: date) -> None:
    """What is left of a period: not accounted for once the grace is over (`cutoff`), still to give before; what was due by today."""
    period.expected = line.due(period, today)
    room = period.room
    period.beyond = max(0, -room)
    if line.service.period in SHORT:
        lacking = max(0, room) if period.span.end <= cutoff else 0
    else:
        # A term is looked at while it runs, in whole sessions: nobody gives a fifth of one a day.
        lacking = max(0, min(room, line.due(period, cutoff) - period.brought - period.delivered - period.missed))
        each = line.service.minutes_per_session
        if each and period.span.end > cutoff:
            lacking -= lacking % each
    period.not_accounted = lacking
    period.remaining = max(0, room) - lacking


def _told(work: _Work, entries: Sequence[Given], force: Force, services: Sequence[Service]) -> Balance:
    today, lines = work.today, work.lines
    week = Span(monday_of(today), monday_of(today) + 7 * DAY)
    kinds = list(dict.fromkeys(line.service.kind for line in lines))
    wanted = {"direct", *kinds, *(["consult"] if "combined" in kinds else [])}
    seen = max((one.date for one in entries if one.status == "delivered" and one.minutes > 0 and one.kind in wanted), default=None)
    since = seen + DAY if seen else force.spans[0].start if force.spans else None
    serving = any(today in span for span in force.spans)
    since_seen = work.calendar.school_days(Span(since, max(since, today))) if since and serving else None
    away = {one.date for one in entries if one.status == "missed" and one.reason in NOT_THE_SCHOOLS}
    excused = {day for day in away if since and since <= day < today and work.calendar.is_school_day(day)}
    work.steps.sort(key=lambda step: (step.date or date.min, step.key))
    assumed = [*work.calendar.assumed, *(period.assumed for line in lines for period in line.periods if period.assumed)]
    return Balance(
        today=today,
        lines=tuple(LineBalance(line.service, tuple(line.periods), line.unbalanced) for line in lines),
        debts=tuple(work.debts),
        week={kind: roll_up("this week", week, kind, lines, work.parts, work.debts, today) for kind in kinds},
        month={kind: roll_up(f"{today:%B} {today.year}", month_of(today), kind, lines, work.parts, work.debts, today) for kind in kinds},
        year={kind: _year(kind, work, force) for kind in kinds},
        beside=work.beside,
        outside=work.outside,
        makeup_extra=work.makeup_extra,
        weeks=week_points(lines, work.parts, today),
        last_seen=seen,
        school_days_since_seen=since_seen,
        school_days_without_service=None if since_seen is None else since_seen - len(excused),
        explanation=tuple([Step(None, None, 0, force.says)] if force.says else []) + tuple(work.steps),
        assumed=tuple(dict.fromkeys(assumed)),
    )


def _year(kind: str, work: _Work, force: Force) -> PeriodBalance:
    """All periods that have begun, and every entry."""
    periods = [one for line in work.lines if line.service.kind == kind for one in line.periods if one.span.start < work.today]
    first = min((one.span.start for one in periods), default=force.spans[0].start if force.spans else work.today)
    total = PeriodBalance("since counting began", Span(min(first, work.today), work.today))
    for period in periods:
        add(total, period)
    for part in work.parts:
        if part.what in ("made_up", "extra") and kind_of(part, work.lines) == kind:
            total.makeup_given += part.minutes
    total.outside = sum(minutes for own, minutes in work.outside.items() if home_of(own, work.lines) == kind)
    return total


def add(total: PeriodBalance, period: PeriodBalance) -> None:
    """Add a period's figures to a sum."""
    total.required += period.required
    total.prorated += period.prorated
    total.brought += period.brought
    total.delivered += period.delivered
    total.missed_owed += period.missed_owed
    total.missed_not_owed += period.missed_not_owed
    total.missed_unclear += period.missed_unclear
    total.made_up += period.made_up
    total.expected += period.expected
    total.not_accounted += period.not_accounted
    total.remaining += period.remaining
    total.beyond += period.beyond
    for reason, minutes in period.missed_by.items():
        total.missed_by[reason] = total.missed_by.get(reason, 0) + minutes
