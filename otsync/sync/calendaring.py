"""Rows for the tab Calendar from a file: shown first, added only when asked. What stands there already is not added again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from otsync.caseload.calendar import DAY, Span, known_who
from otsync.caseload.calendar_rows import CalendarRow, span_of
from otsync.caseload.calendar_words import Meaning, meaning_of, plain_words
from otsync.caseload.ics import IcsReading, IcsRow, LeftOut, read_ics
from otsync.caseload.values import short_day
from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.sync.batch import appended, changes_requests
from otsync.sync.model import Change, SyncSettings
from otsync.sync.read import check_home, read_tabs, roster_in
from otsync.sync.rules import calendar_rows
from otsync.workbook import layout
from otsync.workbook.state import read_state
from otsync.workbook.write import day_value, text_value

Json = dict[str, Any]

NEXT_YEAR_FROM = 6
"""From June on a file is read up to the end of the next school year: that is what people set up then."""


@dataclass(frozen=True, slots=True)
class CalendarImport:
    window: Span
    """The days that were looked at."""
    rows: tuple[IcsRow, ...] = ()
    """New ones, in the order of their days."""
    already: int = 0
    left_out: tuple[LeftOut, ...] = ()
    outside: int = 0
    written: bool = False

    def as_dict(self) -> Json:
        """For --json."""
        return {
            "rows": [{"from": one.first.isoformat(), "to": one.last.isoformat(), "who": one.who, "what": one.what} for one in self.rows],
            "already": self.already,
            "left_out": [{"day": one.day.isoformat() if one.day else None, "what": one.what, "why": one.why} for one in self.left_out],
            "outside": self.outside,
            "written": self.written,
        }


def import_calendar(
    google: Google, settings: SyncSettings, now: datetime, files: Sequence[bytes], *, who: str = "all", add: bool = False
) -> CalendarImport:
    """What the files would add to the tab Calendar or, with `add`, what was added. One request, or two.

    `now` is local. PersonMustAct where a file cannot be read at all: then nothing of any file is added.
    """
    window = window_of(now.date())
    readings = [read_ics(data, zone=ZoneInfo(settings.time_zone), window=window, who=who) for data in files]
    for at, reading in enumerate(readings, 1):
        if reading.trouble:
            raise PersonMustAct(f"{f'File {at}: ' if len(files) > 1 else ''}{reading.trouble}")
    book, sheet = read_tabs(google, settings, minutes=False)
    check_home(book, read_state(book.grids.get(layout.STATE.sheet_id, ())))
    form = settings.form
    people = roster_in(book, sheet, form).rows
    if not known_who(who, {row.text(form, key) for row in people for key in ("school", "therapist")}):
        raise PersonMustAct(f"Nobody in the roster is at {who} or has such a therapist. Write it as the roster does, or all, or me.")
    found = compare(readings, calendar_rows(book.grids.get(layout.CALENDAR.sheet_id, ())), window)
    if not add or not found.rows:
        return found
    change = [Change("", "everyone", "Calendar", one.what, "", said(one)) for one in found.rows]
    cells = [[day_value(one.first), day_value(one.last), text_value(one.who), text_value(one.what)] for one in found.rows]
    requests = appended(layout.CALENDAR, book, cells) + changes_requests(change, now, 0, book)
    google.write_sheet(settings.spreadsheet_id, requests, fields="spreadsheetId")
    return replace(found, written=True)


def window_of(today: date) -> Span:
    """August to July of the school year of today; in June and July with the next one."""
    first = today.year if today.month >= 8 else today.year - 1
    return Span(date(first, 8, 1), date(first + 1 + (NEXT_YEAR_FROM <= today.month < 8), 8, 1))


def compare(readings: Sequence[IcsReading], there: Sequence[CalendarRow], window: Span) -> CalendarImport:
    """The rows of all files that the tab does not have yet. A row is there if one says the same of the same days and people."""
    known = {key for row in there if (key := _key(row)) is not None}
    years = [span for row in there if (span := span_of(row)) and _sort(row) == "year"]
    fresh: list[IcsRow] = []
    left = [one for reading in readings for one in reading.left_out]
    already = 0
    for row in (row for reading in readings for row in reading.rows):
        typed = CalendarRow(row.first, row.last, row.who, row.what)
        key = _key(typed)
        if key in known:
            already += 1
        elif _sort(typed) == "year" and any(span.meet(Span(row.first, row.last + DAY)).days for span in years):
            left.append(LeftOut(row.first, said(row), "Calendar has a school year for these days already"))
        else:
            fresh.append(row)
            if key is not None:
                known.add(key)
    fresh.sort(key=lambda row: (row.first, row.last, row.what))
    left.sort(key=lambda one: (one.day or date.min, one.what))
    return CalendarImport(window, tuple(fresh), already, tuple(left), sum(reading.outside for reading in readings))


def said(row: IcsRow) -> str:
    """ "11/23/26 to 11/27/26, all: Thanksgiving Break"."""
    days = short_day(row.first) if row.first == row.last else f"{short_day(row.first)} to {short_day(row.last)}"
    return f"{days}, {row.who or 'all'}: {row.what}"


def _key(row: CalendarRow) -> tuple[Span, str, Meaning] | None:
    span, meaning = span_of(row), meaning_of(row.what, row.who)
    return (span, plain_words(row.who) or "all", meaning) if span and meaning else None


def _sort(row: CalendarRow) -> str:
    meaning = meaning_of(row.what, row.who)
    return meaning.sort if meaning else ""
