"""The rows of the Calendar tab (From, To, who or where, what) as a Calendar. A row that cannot be read is said, and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from otsync.caseload.calendar import DAY, EVERYONE, MYSELF, Away, Calendar, Part, Span, Term, TermKind, usual_year
from otsync.caseload.dates import parse_day
from otsync.caseload.values import short_day

LONGEST_YEAR = 380
"""Days that a school year can have at most, summer included."""


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One row as typed. A cell that holds a date is a date; anything else is its text. `row` is counted from 1, as people see it."""

    first: date | str | None
    last: date | str | None
    who: str
    what: str
    row: int = 0


Known = Literal["year", "esy", "cycle"]

_YEAR = re.compile(r"\b(?:school|academic)\s+year\b|^year$")
_ESY = re.compile(r"\besy\b|\bextended\s+school\s+year\b|\bsummer\s+school\b")
_REPORTS = re.compile(r"\b(?:progress\s+reports?|progress\s+notes?|report\s+cards?|pr\s+due)\b")
_CYCLE = re.compile(r"(?:cycle\s+)?day\s*1|cycle(?:\s+(?:start|begin)\w*)?|new\s+cycle")
_CYCLE_OTHER = re.compile(r"(?:cycle\s+)?day\s*\d{1,2}")
_TERMS: tuple[tuple[TermKind, re.Pattern[str]], ...] = (
    ("trimester", re.compile(r"(?:trimester|tri)\s*#?\s*[1-3]|(?:1st|2nd|3rd|first|second|third)\s+trimester|t[1-3]")),
    ("quarter", re.compile(r"(?:quarter|qtr)\s*#?\s*[1-4]|(?:1st|2nd|3rd|4th|first|second|third|fourth)\s+quarter|q[1-4]")),
    ("semester", re.compile(r"(?:semester|sem)\s*#?\s*[12]|(?:1st|2nd|first|second|fall|spring)\s+semester|s[12]")),
    (
        "nine_weeks",
        re.compile(r"(?:nine|9)[\s-]*weeks?\s*#?\s*[1-4]|(?:1st|2nd|3rd|4th|first|second|third|fourth)\s+(?:nine|9)[\s-]*weeks?"),
    ),
    ("grading_period", re.compile(r"(?:grading|marking|reporting)\s+period\s*#?\s*\d|(?:gp|mp)\s*\d")),
    ("term", re.compile(r"term\s*#?\s*\d|(?:1st|2nd|3rd|4th|first|second|third|fourth)\s+term")),
)
_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("provider_absent", re.compile(r"\b(?:therapist|ot|provider)\s+(?:absent|out|sick|ill)\b")),
    ("provider_unavailable", re.compile(r"\b(?:therapist|ot|provider)\s+(?:unavailable|at|in)\b")),
    ("school_event", re.compile(r"\bschool\s+event\b")),
    (
        "school_closed",
        re.compile(
            r"\bno\s+(?:school|students|classes|kids)\b|\bholidays?\b|\b(?:winter|spring|fall|summer|thanksgiving|christmas|mid-?winter|"
            r"february|presidents'?)\s+(?:break|recess|vacation)\b|\bbreak\b|\brecess\b|\bclos(?:ed|ure)\b|\bsnow\s+day\b|\b(?:labor|"
            r"columbus|veterans?'?|memorial|presidents?'?|mlk|indigenous\s+peoples'?|new\s+year'?s?|election)\s+day\b|\bmartin\s+luther\b|"
            r"\bthanksgiving\b|\bchristmas\b|\bjuneteenth\b|\bnon-?\s*student\b|\bstudent-?\s*free\b|\bteacher\s+(?:work|records?)\s*day\b|"
            r"\b(?:early|half)\W+(?:release|dismissal|out|day)\b|\bminimum\s+day\b|\bhalf\s+day\b|\blate\s+(?:start|opening)\b|"
            r"\b(?:2|two)\W*h(?:ou)?r\W+delay\b|\bdelayed\s+(?:start|opening)\b"
        ),
    ),
    (
        "provider_absent",
        re.compile(r"\b(?:out\s+sick|sick|ill|out|absent|personal(?:\s+day)?|jury(?:\s+duty)?|bereavement|leave|pto|vacation|appointment)\b"),
    ),
    (
        "school_event",
        re.compile(
            r"\b(?:assembl(?:y|ies)|test(?:s|ing)?|state\s+tests?|field\s+(?:trip|day)|picture\s+day|photos?|drills?|lock-?down|events?|"
            r"concert|part(?:y|ies)|parade|performance|rehearsal|spirit|book\s+fair|carnival|graduation|show|science\s+fair|career\s+day|"
            r"screenings?|map|sbac|caaspp|staar|parcc)\b"
        ),
    ),
    (
        "provider_unavailable",
        re.compile(r"\b(?:meetings?|trainings?|conferences?|workshop|evals?|evaluations?|ieps?|in-?\s*service|pd|professional\s+development)\b"),
    ),
)
_DEVELOPMENT = re.compile(r"\b(?:in-?\s*service|pd|professional\s+development|conferences?|teacher\s+work)\b")
_AFTERNOON = re.compile(r"\b(?:early\W+(?:release|dismissal|out)|half\W+day|minimum\s+day|pm|afternoon|p\.m\.)\b")
_MORNING = re.compile(r"\b(?:late\s+(?:start|opening)|delay(?:ed)?|am|morning|a\.m\.)\b")


def parse_calendar(rows: Sequence[CalendarRow], today: date) -> tuple[Calendar, tuple[str, ...]]:
    """(the calendar, a sentence for each row that could not be read). Never raises.

    `today` is used only where no school year of now is entered: 15 August to 15 June is taken then, and said in `Calendar.assumed`.
    Rows without dates and without a To are the tab's own blanks and are passed over.
    """
    years: list[Span] = []
    terms: list[Term] = []
    away: list[Away] = []
    esy: list[Span] = []
    reports: list[Away] = []
    cycles: set[date] = set()
    problems: list[str] = []
    for row in rows:
        what = " ".join(row.what.casefold().replace("’", "'").split())
        if not _filled(row.first) and not _filled(row.last):
            continue
        span = _span(row, what, problems)
        if span is None:
            continue
        if _ESY.search(what):
            esy.append(span)
        elif _YEAR.search(what):
            _add_year(years, span, row, problems)
        elif kind := next((kind for kind, pattern in _TERMS if pattern.fullmatch(what)), None):
            if any(term.kind == kind and term.span.meet(span).days for term in terms):
                problems.append(f"Calendar, row {row.row}: {row.what.strip()} overlaps another {row.what.split()[0]}; it was passed over.")
            else:
                terms.append(Term(kind, row.what.strip(), span))
        elif _REPORTS.search(what):
            reports.append(Away(span, row.who.strip(), "", row.what.strip()))
        elif _CYCLE.fullmatch(what):
            cycles.add(span.start)
        elif not _CYCLE_OTHER.fullmatch(what):
            _account(row, what, span, away, problems)
    assumed = _assume(years, away, today)
    calendar = Calendar(
        tuple(sorted(years)),
        tuple(sorted(terms, key=lambda term: (term.span, term.kind))),
        tuple(sorted(away, key=lambda one: (one.span, one.what))),
        tuple(sorted(esy)),
        tuple(sorted(cycles)),
        assumed,
        tuple(sorted(reports, key=lambda one: (one.span, one.what))),
    )
    return calendar, tuple(problems)


def _filled(cell: date | str | None) -> bool:
    return isinstance(cell, date) or bool(cell and cell.strip())


def _day(cell: date | str | None) -> date | None:
    return cell if isinstance(cell, date) else parse_day(cell or "")


def _span(row: CalendarRow, what: str, problems: list[str]) -> Span | None:
    first = _day(row.first)
    last = _day(row.last) if _filled(row.last) else first
    trouble = ""
    if first is None or last is None or not (2000 <= first.year < 2100 and 2000 <= last.year < 2100):
        shown = row.first if first is None or not 2000 <= first.year < 2100 else row.last
        trouble = f"“{shown or ''}” is no date I can read; write it like 10/14/2026"
    elif last < first:
        trouble = f"it ends ({short_day(last)}) before it begins ({short_day(first)})"
    elif (last - first).days > LONGEST_YEAR:
        trouble = f"{short_day(first)} to {short_day(last)} is longer than a school year"
    elif not what:
        trouble = f"{short_day(first)} has no word in What; write no school, assembly, testing or out sick"
    else:
        return Span(first, last + DAY)
    problems.append(f"Calendar, row {row.row}: {trouble}. The row was passed over.")
    return None


def _add_year(years: list[Span], span: Span, row: CalendarRow, problems: list[str]) -> None:
    if any(year.meet(span).days for year in years):
        problems.append(f"Calendar, row {row.row}: this school year overlaps another one. The row was passed over.")
    else:
        years.append(span)


def _account(row: CalendarRow, what: str, span: Span, away: list[Away], problems: list[str]) -> None:
    who = " ".join(row.who.casefold().split())
    reason = next((reason for reason, pattern in _REASONS if pattern.search(what)), None)
    if reason == "school_closed" and who in MYSELF and not re.search(r"\bno\s+school\b", what):
        reason = "provider_absent"
    if reason == "provider_unavailable" and _DEVELOPMENT.search(what) and who in EVERYONE:
        reason = None
    if reason is None:
        problems.append(
            f"Calendar, row {row.row}: I could not tell what “{row.what.strip()}” means for sessions. Write no school, early release, "
            "assembly, testing, out sick or meeting; until then the row counts for nothing."
        )
        return
    part: Part = "pm" if _AFTERNOON.search(what) else "am" if _MORNING.search(what) else "whole"
    away.append(Away(span, row.who.strip(), reason, row.what.strip(), part))


def _assume(years: list[Span], away: Sequence[Away], today: date) -> tuple[str, ...]:
    """Takes the usual school year where none of now is entered, and says what was assumed."""
    said: list[str] = []
    usual = usual_year(today)
    if not any(year.meet(Span(date(usual.start.year, 8, 1), date(usual.start.year + 1, 8, 1))).days for year in years):
        years.append(usual)
        said.append(f"The Calendar has no school year of now: {short_day(usual.start)} to {short_day(usual.last)} is taken")
    if not any(one.reason == "school_closed" for one in away):
        said.append("The Calendar has no days off yet: every weekday counts as a school day")
    return tuple(said)
