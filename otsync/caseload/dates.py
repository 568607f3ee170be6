"""A person's written dates, as they stand in a roster cell or a plan field: `3/4/26`, `2026-03-04`, `Mar 4, 2026`.

Month first, always: `30/10/25` is no date here, because swapping silently turns one child's annual review into another day.
A date without a year is no date either; note lines, whose years follow from the lines around them, have a reader of their own.
"""

from __future__ import annotations

import re
from datetime import date

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names and their usual short forms, in lower case."""

WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        ("mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday", "fri friday", "sat saturday", "sun sunday")
    )
    for name in names.split()
}
"""Weekday names and their usual short forms, in lower case; Monday is 0, as in `date.weekday`."""

PIVOT_AHEAD = 20
"""A two-digit year is at most this many years after the reference day, else it belongs to the last century."""

_DEFAULT_REFERENCE = date(2025, 1, 1)
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " "})
_NUMERIC = re.compile(r"(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s?(\d{1,2})(?:st|nd|rd|th)?\s?,?\s?(\d{4}|'?\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]([A-Za-z]{3,9})\.?,?[\s\-](\d{4}|'?\d{2})")
_WEEKDAY = re.compile(r"([A-Za-z]{3,9})\.?,?\s+(?=\S)")
_SPACES = re.compile(r"\s+")


def make_day(year: int, month: int, day: int) -> date | None:
    """The calendar day, or None where there is no such day (9/31, 2/29 of a common year)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(written: str, reference: date | None = None) -> int:
    """The year that a two- or four-digit text means: at most 20 years after the reference day, else last century."""
    digits = written.lstrip("'")
    number = int(digits)
    if len(digits) > 2:
        return number
    latest = (reference or _DEFAULT_REFERENCE).year + PIVOT_AHEAD
    return latest - (latest - number) % 100


def parse_day(text: str, *, reference: date | None = None) -> date | None:
    """The local day that `text` alone states, or None where it states none, states none that exists, or lacks its year.

    `reference` only decides the century of a two-digit year. A leading weekday is passed over when it agrees, else None.
    """
    plain = _SPACES.sub(" ", text.translate(_DASHES)).strip().rstrip(".,;")
    if not plain or len(plain) > 60:
        return None
    weekday: int | None = None
    lead = _WEEKDAY.match(plain)
    if lead and lead[1].lower() in WEEKDAYS:
        weekday = WEEKDAYS[lead[1].lower()]
        plain = plain[lead.end() :]
    found = _day(plain, reference)
    if found is not None and weekday is not None and found.weekday() != weekday:
        return None
    return found


def _day(plain: str, reference: date | None) -> date | None:
    if match := _ISO.fullmatch(plain):
        return make_day(int(match[1]), int(match[3]), int(match[4]))
    if match := _NUMERIC.fullmatch(plain):
        return make_day(full_year(match[4], reference), int(match[1]), int(match[3]))
    if match := _MONTH_FIRST.fullmatch(plain):
        month = MONTHS.get(match[1].lower())
        return make_day(full_year(match[3], reference), month, int(match[2])) if month else None
    if match := _DAY_FIRST.fullmatch(plain):
        month = MONTHS.get(match[2].lower())
        return make_day(full_year(match[3], reference), month, int(match[1])) if month else None
    return None


def school_year_start(today: date) -> date:
    """1 August: every district's school year begins after it and ends before it."""
    return date(today.year if today.month >= 8 else today.year - 1, 8, 1)
