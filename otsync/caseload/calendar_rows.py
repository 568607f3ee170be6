"""The rows of the Calendar tab (From, To, who or where, what) as a Calendar. A row that cannot be read is said, and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from otsync.caseload.calendar import DAY, Away, Calendar, Span, Term, usual_year
from otsync.caseload.calendar_words import meaning_of
from otsync.caseload.dates import parse_day
from otsync.caseload.values import short_day

_BETWEEN = re.compile(r"\s*(?:[-–—]|\bto\b|\bthrough\b)\s*")
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
        if not _filled(row.first) and not _filled(row.last):
            continue
        span = _span(row, problems)
        if span is None:
            continue
        meaning = meaning_of(row.what, row.who)
        if meaning is None:
            problems.append(
                f"Calendar, row {row.row}: I could not tell what “{row.what.strip()}” means for sessions. Write no school, early release, "
                "assembly, testing, out sick or meeting; until then the row counts for nothing"
            )
        elif meaning.sort == "esy":
            esy.append(span)
        elif meaning.sort == "year":
            _add_year(years, span, row, problems)
        elif meaning.sort == "term":
            if any(term.kind == meaning.term and term.span.meet(span).days for term in terms):
                problems.append(f"Calendar, row {row.row}: {row.what.strip()} overlaps another {row.what.split()[0]}; it was passed over")
            else:
                terms.append(Term(meaning.term, row.what.strip(), span))
        elif meaning.sort == "reports":
            reports.append(Away(span, row.who.strip(), "", row.what.strip()))
        elif meaning.sort == "cycle":
            cycles.add(span.start)
        elif meaning.sort == "away":
            away.append(Away(span, row.who.strip(), meaning.reason, row.what.strip(), meaning.part))
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


def _both(text: str) -> tuple[date | None, date | None]:
    """Two days pasted into one cell: "11/23/26 - 11/27/26", "12/21-1/1/27", "Nov 23-27, 2026". The year may stand once, behind."""
    parts = _BETWEEN.split(text.strip(), maxsplit=1)
    if len(parts) != 2:
        return None, None
    month = re.match(r"[A-Za-z]+\.?\s", parts[0])
    last = parse_day(parts[1]) or (parse_day(month[0] + parts[1]) if month else None)
    first = parse_day(parts[0])
    if first is None and last is not None:
        behind = ", {}" if month else "/{}"
        tried = [parse_day(parts[0] + behind.format(year)) for year in (last.year, last.year - 1)]
        first = next((day for day in tried if day and day <= last), None)
    return (first, last) if first and last else (None, None)


def span_of(row: CalendarRow) -> Span | None:
    """The days of a row; None where they cannot be read."""
    return _span(row, []) if _filled(row.first) or _filled(row.last) else None


def _span(row: CalendarRow, problems: list[str]) -> Span | None:
    first = _day(row.first)
    last = _day(row.last) if _filled(row.last) else first
    if first is None and isinstance(row.first, str) and not _filled(row.last):
        first, last = _both(row.first)
    trouble = ""
    if first is None or last is None or not (2000 <= first.year < 2100 and 2000 <= last.year < 2100):
        shown = row.first if first is None or not 2000 <= first.year < 2100 else row.last
        trouble = f"“{shown or ''}” is no date I can read; write it like 10/14/2026"
    elif last < first:
        trouble = f"it ends ({short_day(last)}) before it begins ({short_day(first)})"
    elif (last - first).days > LONGEST_YEAR:
        trouble = f"{short_day(first)} to {short_day(last)} is longer than a school year"
    elif not row.what.strip():
        trouble = f"{short_day(first)} has no word in What; write no school, assembly, testing or out sick"
    else:
        return Span(first, last + DAY)
    problems.append(f"Calendar, row {row.row}: {trouble}. The row was passed over")
    return None


def _add_year(years: list[Span], span: Span, row: CalendarRow, problems: list[str]) -> None:
    if any(year.meet(span).days for year in years):
        problems.append(f"Calendar, row {row.row}: this school year overlaps another one. The row was passed over")
    else:
        years.append(span)


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
