"""Usual times as a roster cell words them: "Tue 9:15", "M/W 10-10:30", "TTh 1:15, Fri 8:30". They say on which days a session stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly time. `start` and `end` are minutes since midnight, None where not written."""

    weekday: int
    """Monday is 0."""
    start: int | None = None
    end: int | None = None

    @property
    def minutes(self) -> int | None:
        length = self.end - self.start if self.start is not None and self.end is not None else 0
        return length if 5 <= length <= 180 else None

    @property
    def half(self) -> str:
        """ "am" or "pm"; "" where the time is not known."""
        return "" if self.start is None else "am" if self.start < 12 * 60 else "pm"


_NAMES: Mapping[str, int] = {
    "mondays": 0, "monday": 0, "mon": 0, "mo": 0, "m": 0, "tuesdays": 1, "tuesday": 1, "tues": 1, "tue": 1, "tu": 1, "t": 1,
    "wednesdays": 2, "wednesday": 2, "weds": 2, "wed": 2, "we": 2, "w": 2, "thursdays": 3, "thursday": 3, "thurs": 3, "thur": 3, "thu": 3,
    "th": 3, "r": 3, "fridays": 4, "friday": 4, "fri": 4, "fr": 4, "f": 4,
}  # fmt: skip
_EVERY = frozenset({"daily", "everyday", "m-f", "mon-fri"})
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_DAYS = rf"(?:{_NAME})(?:(?:\s*(?:/|,|&|\+|and)\s*|\s+)?(?:{_NAME}))*"
_TOKEN = re.compile(
    rf"(?P<every>(?<![a-z])(?:daily|every\s*day|m(?:on)?\s*-\s*f(?:ri)?)(?![a-z]))|(?<![a-z])(?P<days>{_DAYS})(?![a-z])\.?|"
    r"(?P<time>(?<!\d)(?P<h>\d{1,2})(?::(?P<m>\d{2}))?\s*(?P<ap>[ap])?\.?m?\.?(?![a-z\d])"
    r"(?:\s*(?:-|–|—|to)\s*(?P<h2>\d{1,2})(?::(?P<m2>\d{2}))?\s*(?P<ap2>[ap])?\.?m?\.?(?![a-z\d]))?)",
    re.IGNORECASE,
)
_NOT_WEEKLY = re.compile(
    r"\b(?:every\s+(?:other|2nd|second|3rd|third|two|2)|alternat\w*|bi-?weekly|odd|even|(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|last)"
    r"\s+(?:and|&|week|wk|mon|tue|wed|thu|fri)\w*|[ab]\s*[-/]?\s*(?:days?|weeks?)|week\s*[ab12]\b)",
    re.IGNORECASE,
)
"""Days that are not those of every week: which weeks they are, nobody can tell from here."""
_TIME_FIRST = re.compile(
    rf"^\s*(\d{{1,2}}(?::\d{{2}})?\s*(?:[ap]\.?m?\.?)?(?:\s*(?:-|–|—|to)\s*\d{{1,2}}(?::\d{{2}})?\s*(?:[ap]\.?m?\.?)?)?)\s*,?\s+(?:on\s+)?({_DAYS})\s*$",
    re.IGNORECASE,
)
_ROOM = re.compile(r"\b(?:rm|room)\.?\s*#?\s*\w+", re.IGNORECASE)
_EACH = re.compile(rf"{_NAME}", re.IGNORECASE)


def parse_usual(text: str) -> tuple[Slot, ...]:
    """The weekly times that the text names, in its order; () where it names no day, or days of some weeks only. Never raises. Hours before
    7 are afternoons."""
    slots: list[Slot] = []
    days: list[int] = []
    timed = True
    plain = _ROOM.sub(" ", text[:400])
    if _NOT_WEEKLY.search(plain):
        return ()
    plain = _TIME_FIRST.sub(r"\2 \1", plain)
    for match in _TOKEN.finditer(plain):
        if match["time"] is None:
            if not timed:
                slots += [Slot(day) for day in days]
                if match["days"] and days:
                    slots = slots[: -len(days)]
                    days += _days(match["days"])
                    continue
            days = list(range(5)) if match["every"] else _days(match["days"])
            timed = False
        elif days and (start := _minute(match["h"], match["m"], match["ap"] or match["ap2"])) is not None:
            end = _minute(match["h2"], match["m2"], match["ap2"]) if match["h2"] else None
            if end is not None and end < start and match["ap"] is None and start >= 12 * 60:
                start -= 12 * 60
            slots += [Slot(day, start, end if end is not None and end > start else None) for day in days]
            timed = True
    if not timed:
        slots += [Slot(day) for day in days]
    return tuple(dict.fromkeys(slots))


def _days(words: str) -> list[int]:
    return list(dict.fromkeys(_NAMES[found.lower()] for found in _EACH.findall(words) if found.lower() in _NAMES))


def _minute(hour: str | None, minute: str | None, half: str | None) -> int | None:
    if hour is None or int(hour) > 23 or int(minute or 0) > 59:
        return None
    number = int(hour)
    if half:
        number = number % 12 + (12 if half.lower() == "p" else 0)
    elif number < 7:
        number += 12
    return number * 60 + int(minute or 0)
