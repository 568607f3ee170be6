"""A school's or a therapist's .ics file as rows for the tab Calendar. Only what is sure becomes a row; everything else is listed with why.

Dates by RFC 5545: an all-day event's DTEND is the first day that no longer belongs to it; a time with a zone is told in the workbook's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

import recurring_ical_events
from icalendar import Calendar as IcsCalendar
from icalendar import Event, vRecur

from otsync.caseload.calendar import DAY, MYSELF, Span
from otsync.caseload.calendar_words import is_event_too, meaning_of, plain_words

MOST_EVENTS = 5_000
"""Events of one file that are looked at; a district's year has some hundreds."""
TERM_DAYS = 14
"""A term is longer than this; a shorter event of its name marks its beginning or end."""
_SCHOOL = r"(?:school|classes|instruction|for\s+students)"
_FIRST = re.compile(rf"\b(?:first|1st)\s+(?:student\s+)?day\s+(?:of\s+)?{_SCHOOL}\b|\b(?:school|classes)\s+begins?\b")
_LAST = re.compile(rf"\blast\s+(?:student\s+)?day\s+(?:of\s+)?{_SCHOOL}\b|\b(?:school|classes)\s+ends?\b")
_ONE_END = re.compile(r"\b(?:begins?|starts?|ends?|resumes?|returns?|reopens?|before|after|back|first\s+day|last\s+day)\b")
OFTEN = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
EARLIEST = 1990
"""No rule that is still in use began earlier."""

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What the libraries raise over a file that is not as RFC 5545 has it."""

TIMED = "it takes only part of the day; type a row if it cancels sessions"
EVENT = "only you know whether it cancels sessions; type a row if it does"
UNKNOWN = "it does not say whether there is school"


@dataclass(frozen=True, slots=True)
class IcsRow:
    """A row for the tab Calendar, as people write one: `last` is the last day."""

    first: date
    last: date
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event that becomes no row."""

    day: date | None
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class IcsReading:
    rows: tuple[IcsRow, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    outside: int = 0
    """Events that lie outside the days that were asked for."""
    trouble: str = ""
    """Why the file cannot be read at all; blank for most."""


@dataclass(frozen=True, slots=True)
class _Occurrence:
    what: str
    first: date
    last: date
    timed: bool


def read_ics(data: bytes, *, zone: tzinfo, window: Span, who: str = "all") -> IcsReading:
    """Events within `window`, one after another in the order of their days. `who`: for whom the file speaks ("all", a school, "me").

    Total: any bytes give a reading; an event that the library cannot read is listed.
    """
    try:
        calendars = IcsCalendar.from_ical(_text(data), multiple=True)
    except UNREADABLE:
        return IcsReading(trouble="This is no .ics file that can be read. Export the calendar again, as iCalendar (.ics).")
    if not calendars or not any(isinstance(one, IcsCalendar) for one in calendars):
        return IcsReading(trouble="There is no calendar in this file. Export the calendar as iCalendar (.ics).")
    found: list[_Occurrence] = []
    left: list[LeftOut] = []
    outside = 0
    for calendar in calendars:
        for series in _series(calendar):
            got, why = _occurrences(series, calendar, zone, window)
            if why:
                left.append(LeftOut(_start_day(series[0], zone), _summary(series[0]), why))
            elif not got:
                outside += 1
            found += got
    rows: list[IcsRow] = []
    ends: list[_Occurrence] = []
    for one in sorted(found, key=lambda each: (each.first, each.last, each.what)):
        words = plain_words(one.what)
        if not one.timed and one.first == one.last and (_FIRST.search(words) or _LAST.search(words)):
            ends.append(one)
        elif why := _why_not(one, who):
            left.append(LeftOut(one.first, one.what, why))
        else:
            rows.append(IcsRow(one.first, one.last, who, one.what))
    years, loose = _years(ends, who)
    rows = _joined([*rows, *years])
    left += loose
    return IcsReading(
        tuple(sorted(rows, key=lambda row: (row.first, row.last, row.what))),
        tuple(sorted(left, key=lambda one: (one.day or date.min, one.what))),
        outside,
    )


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _series(calendar: IcsCalendar) -> list[list[Event]]:
    """Events by UID: a repeating event and its exceptions belong together; one without a UID is by itself."""
    groups: dict[str, list[Event]] = {}
    for at, event in enumerate(calendar.walk("VEVENT")):
        if at < MOST_EVENTS and isinstance(event, Event):
            groups.setdefault(str(event.get("UID") or f"\x00{at}"), []).append(event)
    return list(groups.values())


def _occurrences(series: Sequence[Event], calendar: IcsCalendar, zone: tzinfo, window: Span) -> tuple[list[_Occurrence], str]:
    """(what of the series lies in the window, why none of it can be read)."""
    try:
        if all(str(one.get("STATUS", "")).upper() == "CANCELLED" for one in series):
            return [], "it was cancelled"
        if any(not one.get("DTSTART") for one in series):
            return [], "it has no date that can be read"
        if any(_odd_rule(one) for one in series):
            return [], "how it repeats cannot be read"
        if any(_zone_unknown(one) for one in series):
            return [], "its time zone is not known, so its day cannot be told for sure"
        alone = IcsCalendar()
        for key in ("PRODID", "VERSION", "X-WR-TIMEZONE"):
            if key in calendar:
                alone.add(key, str(calendar[key]))
        for part in (*calendar.walk("VTIMEZONE"), *series):
            alone.add_component(part)
        # A day more on either side: a zone may move an event across midnight.
        events = recurring_ical_events.of(alone).between(window.start - DAY, window.end + DAY)
        made = [_occurrence(one, zone) for one in events if str(one.get("STATUS", "")).upper() != "CANCELLED"]
    except UNREADABLE:
        return [], "its dates cannot be read"
    inside: list[_Occurrence] = []
    for one in made:
        if one.last >= window.start and one.first < window.end:
            inside.append(replace(one, first=max(one.first, window.start), last=min(one.last, window.last)))
    return inside, ""


def _odd_rule(event: Event) -> bool:
    """A rule that repeats within the day, or that no calendar program writes and that would be counted through for ever."""
    rules = event.get("RRULE")
    listed = rules if isinstance(rules, list) else [rules] if rules is not None else []
    for rule in listed:
        if not isinstance(rule, vRecur) or [str(freq).upper() in OFTEN for freq in rule.get("FREQ", [])] != [True]:
            return True
        numbers = [number for key in ("INTERVAL", "COUNT") for number in rule.get(key, [])]
        if any(not isinstance(number, int) or not 1 <= number <= MOST_EVENTS for number in numbers):
            return True
        if any(key.startswith("BY") and key not in ("BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS") for key in rule):
            return True
        if not isinstance(first := getattr(event.get("DTSTART"), "dt", None), date) or first.year < EARLIEST:
            return True
    return False


def _zone_unknown(event: Event) -> bool:
    """A time that names a zone which neither the file nor the computer knows."""
    start = event.get("DTSTART")
    value = getattr(start, "dt", None)
    return isinstance(value, datetime) and value.tzinfo is None and "TZID" in getattr(start, "params", {})


def _occurrence(event: Event, zone: tzinfo) -> _Occurrence:
    start, end = event.start, event.end
    summary = _summary(event)
    if not isinstance(start, datetime):
        last = end - DAY if end > start else start
        return _Occurrence(summary, start, last, timed=False)
    here, there = _local(start, zone), _local(end if isinstance(end, datetime) else start, zone)
    if here.time() == there.time() == time(0) and there > here:
        # Some programs write an all-day event as one from midnight to midnight.
        return _Occurrence(summary, here.date(), there.date() - DAY, timed=False)
    last = there.date() - DAY * (there.time() == time(0) and there > here)
    return _Occurrence(summary, here.date(), max(here.date(), last), timed=True)


def _local(moment: datetime, zone: tzinfo) -> datetime:
    """As a clock in the workbook's zone shows it; a time without a zone is meant there."""
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _summary(event: Event) -> str:
    return " ".join(str(event.get("SUMMARY") or "").split())[:200] or "(no title)"


def _start_day(event: Event, zone: tzinfo) -> date | None:
    try:
        value = getattr(event.get("DTSTART"), "dt", None)
    except UNREADABLE:
        return None
    if isinstance(value, datetime):
        return _local(value, zone).date()
    return value if isinstance(value, date) else None


def _why_not(one: _Occurrence, who: str) -> str:
    """Why an occurrence becomes no row; blank where it does."""
    meaning = meaning_of(one.what, who)
    if meaning is None:
        return UNKNOWN
    days = (one.last - one.first).days + 1
    if meaning.sort in ("year", "esy", "term"):
        return "" if days > TERM_DAYS and not one.timed else "it marks one end of a term; type a row with both days"
    if meaning.sort in ("cycle", "cycle_other", "reports"):
        return ""
    if meaning.reason != "school_closed" and plain_words(who) not in MYSELF:
        return EVENT if meaning.reason == "school_event" else UNKNOWN
    if is_event_too(one.what) and meaning.part == "whole":
        return EVENT
    if one.timed and meaning.part == "whole":
        return TIMED
    if days == 1 and meaning.part == "whole" and _ONE_END.search(plain_words(one.what)):
        return "it names one end of something; type a row with both days"
    return ""


def _years(ends: Iterable[_Occurrence], who: str) -> tuple[list[IcsRow], list[LeftOut]]:
    """The first and the last day of school make the school year; alone, or where there are two of them, they are left to a person."""
    firsts = [one for one in ends if _FIRST.search(plain_words(one.what))]
    lasts = [one for one in ends if one not in firsts]
    if len({one.first for one in firsts}) == len({one.first for one in lasts}) == 1 and firsts[0].first < lasts[0].first:
        return [IcsRow(firsts[0].first, lasts[0].first, who, "school year")], []
    return [], [LeftOut(one.first, one.what, "the school year needs one first and one last day; type a row with both") for one in ends]


def _joined(rows: Sequence[IcsRow]) -> list[IcsRow]:
    """Days of one name that follow one another, over a weekend too, are one row; a row that is there twice is there once."""
    joined: list[IcsRow] = []
    last: dict[str, int] = {}
    for row in sorted(set(rows), key=lambda each: (each.first, each.last, each.what)):
        at = last.get(row.what)
        if at is not None and row.first <= _next_weekday(joined[at].last) and (row.last - row.first).days < TERM_DAYS:
            joined[at] = replace(joined[at], last=max(joined[at].last, row.last))
        else:
            last[row.what] = len(joined)
            joined.append(row)
    return joined


def _next_weekday(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() >= 5:
        following += DAY
    return following
