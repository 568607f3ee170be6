"""Calendars as schools export them, read into rows: only what is sure becomes one, and nothing is passed over in silence."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.caseload.calendar import Span
from otsync.caseload.ics import IcsReading, read_ics

ZONE = ZoneInfo("America/Chicago")
YEAR = Span(date(2026, 8, 1), date(2027, 8, 1))
PACIFIC = (
    "BEGIN:VTIMEZONE\r\nTZID:Pacific Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0700\r\n"
    "TZOFFSETTO:-0800\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0800\r\n"
    "TZOFFSETTO:-0700\r\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def ics(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{at}\r\n{event.strip()}\r\nEND:VEVENT\r\n" for at, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//district//EN\r\n{head}{body}END:VCALENDAR\r\n".encode()


def all_day(first: str, end: str, summary: str, *more: str) -> str:
    lines = [f"DTSTART;VALUE=DATE:{first}", *([f"DTEND;VALUE=DATE:{end}"] if end else []), f"SUMMARY:{summary}", *more]
    return "\r\n".join(lines)


def timed(start: str, end: str, summary: str, *more: str) -> str:
    return "\r\n".join([f"DTSTART{start}", f"DTEND{end}", f"SUMMARY:{summary}", *more])


def read(*events: str, head: str = "", who: str = "all") -> IcsReading:
    return read_ics(ics(*events, head=head), zone=ZONE, window=YEAR, who=who)


def rows(reading: IcsReading) -> list[tuple[str, str, str]]:
    return [(one.first.isoformat(), one.last.isoformat(), one.what) for one in reading.rows]


def left(reading: IcsReading) -> list[str]:
    return [one.what for one in reading.left_out]


def test_the_end_of_an_all_day_event_is_the_day_after_it() -> None:
    """A break of a week ends on its Friday; one day, written with or without an end, is that day."""
    got = read(all_day("20261123", "20261128", "Thanksgiving Break"), all_day("20260907", "20260908", "Labor Day - No School"),
               all_day("20261111", "", "Veterans Day"))  # fmt: skip
    assert rows(got) == [("2026-09-07", "2026-09-07", "Labor Day - No School"), ("2026-11-11", "2026-11-11", "Veterans Day"),
                         ("2026-11-23", "2026-11-27", "Thanksgiving Break")]  # fmt: skip
    assert got.left_out == ()


def test_days_of_one_name_become_one_row_over_a_weekend() -> None:
    """A feed that lists each day of a break."""
    days = ("20261217", "20261218", "20261221", "20261222", "20270104")
    got = read(*(all_day(day, "", "Winter Break") for day in days))
    assert rows(got) == [("2026-12-17", "2026-12-22", "Winter Break"), ("2027-01-04", "2027-01-04", "Winter Break")]


def test_early_release_every_wednesday_and_its_exceptions() -> None:
    """A repeating event gives a row for each of its days in the year; deleted ones are not there, and a moved one is where it moved to."""
    rule = "RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20261028T000000Z"
    weekly = timed(";TZID=America/Chicago:20261007T130000", ";TZID=America/Chicago:20261007T150000", "Early Release", rule,
                   "EXDATE;TZID=America/Chicago:20261014T130000")  # fmt: skip
    moved = weekly.replace(rule + "\r\n", "").replace("EXDATE;TZID=America/Chicago:20261014T130000", "")
    moved = moved.replace("20261007T", "20261022T") + "\r\nRECURRENCE-ID;TZID=America/Chicago:20261021T130000"
    body = ics(weekly, moved).replace(b"UID:1", b"UID:0")
    got = read_ics(body, zone=ZONE, window=YEAR)
    assert [one[0] for one in rows(got)] == ["2026-10-07", "2026-10-22"]
    assert {one[2] for one in rows(got)} == {"Early Release"}


def test_a_rule_without_an_end_stops_with_the_school_year() -> None:
    """Every Monday for ever: those of the window alone."""
    got = read(all_day("20250901", "", "Late Start", "RRULE:FREQ=WEEKLY;BYDAY=MO"))
    found = [one[0] for one in rows(got)]
    assert found[0] == "2026-08-03" and found[-1] == "2027-07-26" and len(found) == 52


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (";TZID=America/Chicago:20261012T000000", ";TZID=America/Chicago:20261013T000000", "2026-10-12", "2026-10-12"),
        (":20261012T050000Z", ":20261014T050000Z", "2026-10-12", "2026-10-13"),
        (":20261012T000000", ":20261013T000000", "2026-10-12", "2026-10-12"),
    ],
)
def test_from_midnight_to_midnight_is_all_day(start: str, end: str, first: str, last: str) -> None:
    """With a zone, in UTC (which is another day there) or floating."""
    assert rows(read(timed(start, end, "No School"))) == [(first, last, "No School")]


def test_a_zone_of_the_file_moves_the_day() -> None:
    """11 pm in California is the next day in Chicago."""
    event = timed(";TZID=Pacific Standard Time:20261012T230000", ";TZID=Pacific Standard Time:20261012T233000", "Early release")
    assert rows(read(event, head=PACIFIC))[0][0] == "2026-10-13"


def test_a_zone_that_nobody_knows_is_listed() -> None:
    """Without it the day cannot be told for sure."""
    got = read(timed(";TZID=Planet/Mars:20261012T230000", ";TZID=Planet/Mars:20261012T233000", "Early release"))
    assert got.rows == () and "time zone" in got.left_out[0].why


@pytest.mark.parametrize(
    "summary",
    ["Veterans Day Assembly", "Thanksgiving Feast", "Picture Day", "Spring Break Book Fair", "State Testing", "Staff Meeting", "PTA Night",
     "Winter Break Begins", "Classes resume after break", "Professional Development Day", "End of Quarter 1", "Trimester 1"],
)  # fmt: skip
def test_what_may_not_close_the_school_closes_nothing(summary: str) -> None:
    """A day's name with something else beside it, an event, one end of something: no row, and listed."""
    got = read(all_day("20261111", "", summary))
    assert got.rows == () and left(got) == [summary]


def test_part_of_a_day_is_left_to_a_person_unless_it_is_a_half() -> None:
    """A closure from nine to ten is no day off; an early release is the afternoon."""
    got = read(timed(":20261012T140000Z", ":20261012T150000Z", "No school bus service"),
               timed(":20261013T180000Z", ":20261013T200000Z", "Early Dismissal"))  # fmt: skip
    assert left(got) == ["No school bus service"] and rows(got) == [("2026-10-13", "2026-10-13", "Early Dismissal")]


def test_the_first_and_the_last_day_make_the_school_year() -> None:
    """Together they are one row; one of them alone is listed."""
    first, last = all_day("20260817", "", "First Day of School"), all_day("20270604", "20270605", "Last day of school (early release)")
    assert rows(read(first, last)) == [("2026-08-17", "2027-06-04", "school year")]
    alone = read(first)
    assert alone.rows == () and "first and one last day" in alone.left_out[0].why


def test_terms_with_both_their_days_are_rows() -> None:
    """A trimester that spans its days."""
    assert rows(read(all_day("20260817", "20261107", "Trimester 1"))) == [("2026-08-17", "2026-11-06", "Trimester 1")]


def test_her_own_calendar_says_when_she_is_out() -> None:
    """For "me" a sick day and an all-day training are rows; a meeting of an hour is not."""
    got = read(all_day("20261012", "", "Out sick"), all_day("20261013", "", "Training"),
               timed(":20261014T150000Z", ":20261014T160000Z", "IEP meeting"), who="me")  # fmt: skip
    assert [one[2] for one in rows(got)] == ["Out sick", "Training"] and left(got) == ["IEP meeting"]
    assert {one.who for one in got.rows} == {"me"}


def test_cancelled_and_unreadable_events_are_listed_and_the_rest_is_read() -> None:
    """One bad event stops no other."""
    got = read(all_day("20261012", "", "No School", "STATUS:CANCELLED"), all_day("2026-13-99", "", "No School"),
               all_day("20261013", "", "No School"), all_day("20261014", "", "No School", "RRULE:FREQ=SECONDLY"))  # fmt: skip
    assert rows(got) == [("2026-10-13", "2026-10-13", "No School")]
    assert len(got.left_out) == 3


def test_other_years_are_counted_and_left() -> None:
    """Last year's break is outside."""
    got = read(all_day("20251124", "20251129", "Thanksgiving Break"))
    assert (got.rows, got.left_out, got.outside) == ((), (), 1)


def test_a_mark_of_bytes_and_old_encodings_are_read() -> None:
    """A byte order mark in front, and letters of Windows."""
    event = all_day("20261012", "", "Día de los Muertos - No School")
    assert rows(read_ics(b"\xef\xbb\xbf" + ics(event), zone=ZONE, window=YEAR))[0][2].startswith("Día")
    assert rows(read_ics(ics(event).decode().encode("cp1252"), zone=ZONE, window=YEAR))[0][2].startswith("Día")


@pytest.mark.parametrize("data", [b"", b"hello", b"BEGIN:VCALENDAR", b"\x00\xff\xfe" * 50, b"From,To\n1,2\n", b"BEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_said(data: bytes) -> None:
    """A sentence, and no row."""
    got = read_ics(data, zone=ZONE, window=YEAR)
    assert got.rows == () and "Export" in got.trouble


LINES = st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20261012", "DTSTART:20261012T090000Z", "DTEND;VALUE=DATE:20261001",
     "DTEND:20261012T100000", "DURATION:P1D", "DURATION:-P3D", "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;COUNT=-1", "RRULE:FREQ=NEVER",
     "RRULE:FREQ=DAILY;INTERVAL=0", "EXDATE:20261012T090000Z", "RDATE;VALUE=DATE:20261015", "SUMMARY:No School", "SUMMARY", ":",
     "STATUS:TENTATIVE", "RRULE:FREQ=YEARLY;BYYEARDAY=366", "RECURRENCE-ID:20261012T090000Z", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "TZID:X",
     "BEGIN:VALARM", "END:VALARM",
     "DTSTART;TZID=X:20261012T010000"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=14), st.booleans())
def test_any_lines_give_a_reading(lines: list[str], whole: bool) -> None:
    """Never an error, and every row lies within the window with its days in order."""
    inner = ["BEGIN:VEVENT", *lines, "END:VEVENT"] if whole else lines
    body = "\r\n".join(["BEGIN:VCALENDAR", *inner, "END:VCALENDAR", ""])
    got = read_ics(body.encode(), zone=ZONE, window=YEAR)
    assert all(one.first <= one.last and one.first in YEAR and one.last in YEAR for one in got.rows)
