"""Which year a bare `10/7` belongs to: from headings, written years and the order of the lines, else the nearest past day.

The dates of a document are walked from its newest end; each bare date is the latest one that is not after its newer neighbour (give or
take a month of disorder). Where a walk from a known older date disagrees, or a written year jumps out of line, the year is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from otsync.caseload.dates import MONTHS, make_day
from otsync.caseload.notes.items import DateText

SLACK = timedelta(days=31)
"""How far out of order a line may stand."""
AHEAD = timedelta(days=60)
"""A bare date up to so many days ahead is asked about; farther ahead it is last year's."""
_SUMMER = 110
"""Days: no notes for longer than this means that something is missing in between."""
_JUMP = timedelta(days=300)

Window = tuple[date, date]


@dataclass(slots=True)
class Dated:
    """A date as written, where its line may lie (`window`), and what was decided for this very line earlier (`seen`)."""

    text: DateText
    window: Window | None = None
    seen: date | None = None


@dataclass(slots=True)
class Resolved:
    """The day, or None with a flag code that says why not. `future`: not yet come."""

    day: date | None
    code: str | None = None
    latest: date | None = None
    """Where the year is asked for: the latest day it can be."""


_SCHOOL_YEAR = re.compile(
    r"(?:\bsy|school year|year)?\s*'?((?:20)?\d\d)\s*[-/]\s*'?((?:20)?\d\d)(?:\s*(?:school year|sy|notes|ot notes|sessions))?\s*:?"
)
_SEASON = re.compile(r"(fall|autumn|winter|spring|summer|esy)\s*,?\s*(20\d\d)\s*:?")
_MONTH_YEAR = re.compile(r"([a-z]{3,9})\.?\s*,?\s*(20\d\d)(?:\s*(?:notes|sessions|log))?\s*:?")
_YEAR = re.compile(r"(?:notes\s+)?(20\d\d)(?:\s*(?:notes|sessions))?\s*:?")


def window_of(folded: str) -> Window | None:
    """The span of days that a year heading covers (`2024-2025`, `SY 24-25`, `2025`, `Fall 2024`, `October 2025`), else None."""
    text = folded.strip(" *-=_#")
    if not 4 <= len(text) <= 40:
        return None
    if match := _SCHOOL_YEAR.fullmatch(text):
        first, second = int(match[1]) % 100, int(match[2]) % 100
        plain = (
            len(match[1]) == 2
            and not text.startswith(("sy", "school", "year"))
            and not text.rstrip(": ").endswith(("year", "sy", "notes", "sessions"))
        )
        if second == (first + 1) % 100 and not plain:
            return date(2000 + first, 7, 1), date(2001 + first, 7, 31)
    if match := _SEASON.fullmatch(text):
        year = int(match[2])
        if match[1] in ("fall", "autumn"):
            return date(year, 7, 1), date(year + 1, 1, 31)
        if match[1] == "winter":
            return date(year - 1, 12, 1), date(year + 1, 3, 31)
        return (date(year, 1, 1), date(year, 7, 31)) if match[1] == "spring" else (date(year, 5, 15), date(year, 9, 15))
    if (match := _MONTH_YEAR.fullmatch(text)) and match[1] in MONTHS:
        middle = date(int(match[2]), MONTHS[match[1]], 15)
        return middle - timedelta(days=60), middle + timedelta(days=60)
    if match := _YEAR.fullmatch(text):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    return None


def candidates(text: DateText, around: int) -> list[date]:
    """The days that a bare date can be, in the years around `around`, oldest first."""
    days = [make_day(year, text.month, text.day) for year in range(around - 4, around + 2)]
    return [day for day in days if day is not None]


def exists(text: DateText) -> bool:
    """Whether there is such a day at all (in its year, or in some year)."""
    if text.year is not None:
        return make_day(text.year, text.month, text.day) is not None
    return make_day(2024, text.month, text.day) is not None


def near(text: DateText, day: date) -> date | None:
    """The day nearest to `day` that a date with or without a year means: for the day that a make-up is for."""
    if text.chip is not None:
        return text.chip
    if text.year is not None:
        return make_day(text.year, text.month, text.day)
    return min(candidates(text, day.year), key=lambda one: (abs((one - day).days), one > day), default=None)


def _apart(a: DateText, b: DateText) -> int:
    """Days from b to a around the year, from -182 to 183: positive when a is later."""
    first = make_day(2024, a.month, a.day) or date(2024, a.month, 28)
    second = make_day(2024, b.month, b.day) or date(2024, b.month, 28)
    days = (first - second).days % 366
    return days - 366 if days > 183 else days


def resolve(dates: Sequence[Dated], ref: date) -> list[Resolved]:
    """A day for each date, in the order of the document. `ref` is the day of reading."""
    known = [_known(one) for one in dates]
    answers = [Resolved(day) for day in known]
    usable = [k for k, one in enumerate(dates) if exists(one.text)]
    for k, one in enumerate(dates):
        if not exists(one.text):
            answers[k] = Resolved(None, "date_invalid")
    order = usable if _newest_first(dates, usable, known, ref) else usable[::-1]
    trusted = _trusted(dates, order, known, ref)
    for k in order:
        if known[k] is not None and k not in trusted:
            answers[k] = Resolved(None, "date_year")
    _walk(dates, order, trusted, ref, answers)
    return answers


def _known(one: Dated) -> date | None:
    if one.seen is not None:
        return one.seen
    if one.text.chip is not None:
        return one.text.chip
    if not exists(one.text):
        return None
    if one.text.year is not None:
        return make_day(one.text.year, one.text.month, one.text.day)
    if one.window is not None:
        inside = [day for day in candidates(one.text, one.window[1].year) if one.window[0] <= day <= one.window[1]]
        return inside[0] if len(inside) == 1 else None
    return None


def _newest_first(dates: Sequence[Dated], usable: Sequence[int], known: Sequence[date | None], ref: date) -> bool:
    score = far = 0
    for a, b in pairwise(usable):
        first, second = known[a], known[b]
        gap = (first - second).days if first and second else _apart(dates[a].text, dates[b].text)
        if gap and abs(gap) <= 120:
            score += 1 if gap > 0 else -1
        elif gap and not score:
            # Too far apart to tell, where nothing else tells: as the nearest past days stand to each other.
            last, next_ = known[a] or _latest(dates[a].text, ref), known[b] or _latest(dates[b].text, ref)
            far += 0 if last is None or next_ is None else 1 if last >= next_ else -1
    return score > 0 or (score == 0 and far >= 0)


def _trusted(dates: Sequence[Dated], order: Sequence[int], known: Sequence[date | None], ref: date) -> dict[int, date]:
    """The known days that fit their neighbours. A written year that is one off between lines that agree is not trusted."""
    trusted = {k: day for k in order if (day := known[k]) is not None}
    explicit = [
        k for k in order if k in trusted and dates[k].seen is None and dates[k].text.chip is None and dates[k].text.year is not None
    ]
    position = {k: at for at, k in enumerate(order)}
    for k in explicit:
        day = trusted[k]
        at = position[k]
        newer = next((trusted[j] for j in reversed(order[max(0, at - 12) : at]) if j in trusted), None)
        older = next((trusted[j] for j in order[at + 1 : at + 13] if j in trusted), None)
        for year in (-1, 1):
            moved = make_day(day.year + year, day.month, day.day)
            if moved is None or newer is None or older is None or newer - older > _JUMP:
                continue
            if older - SLACK <= moved <= newer + SLACK and not older - SLACK <= day <= newer + SLACK:
                del trusted[k]
                break
    for k in explicit:
        # Between bare neighbours: a day that is a year away from a neighbour next to it in the calendar.
        if k not in trusted:
            continue
        at = position[k]
        if at == 0 or at + 1 >= len(order) or order[at - 1] in trusted or order[at + 1] in trusted:
            continue
        close = abs(_apart(dates[order[at - 1]].text, dates[k].text)) <= 45 and abs(_apart(dates[k].text, dates[order[at + 1]].text)) <= 45
        if not close or at > 8 or ref - trusted[k] <= _JUMP or any(j in trusted for j in order[:at]):
            continue
        later = next((trusted[j] for j in order[at + 1 :] if j in trusted), None)
        if later is None or later > trusted[k] + SLACK:
            del trusted[k]
    return trusted


def _latest(text: DateText, limit: date) -> date | None:
    days = (make_day(limit.year - back, text.month, text.day) for back in range(5))
    return next((day for day in days if day is not None and day <= limit), None)


def _earliest(text: DateText, limit: date) -> date | None:
    days = [day for day in candidates(text, limit.year + 1) if day >= limit]
    return days[0] if days else None


def _walk(dates: Sequence[Dated], order: Sequence[int], trusted: dict[int, date], ref: date, answers: list[Resolved]) -> None:
    forward: dict[int, date] = {}
    gaps: dict[int, int] = {}
    newer: date | None = None
    widest = 0
    ahead: list[int] = []
    for k in order:
        if k in trusted:
            newer = trusted[k] if newer is None or trusted[k] <= newer + SLACK else newer
            widest = 0
            continue
        if answers[k].code:
            continue
        day = _latest(dates[k].text, min(newer + SLACK, ref + AHEAD) if newer else ref + AHEAD)
        if day is None:
            answers[k] = Resolved(None, "date_year")
            continue
        forward[k] = day
        if day > ref:
            ahead.append(k)
            if len(ahead) >= 3 and newer is None:
                # Three in a row: not written ahead, but last year's notes.
                newer = make_day(day.year - 1, day.month, min(day.day, 28))
            continue
        widest = max(widest, ((newer or ref) - day).days)
        gaps[k] = widest
        newer = min(newer, day) if newer else day
    older: date | None = None
    backward: dict[int, tuple[date, int]] = {}
    widest = 0
    for k in reversed(order):
        if k in trusted:
            older, widest = trusted[k], 0
            continue
        if older is None or k not in forward:
            continue
        day = _earliest(dates[k].text, older - SLACK)
        if day is not None:
            widest = max(widest, (day - older).days)
            backward[k] = day, widest
            older = max(older, day)
    for k, day in forward.items():
        back, behind = backward.get(k, (None, 0))
        if day > ref:
            answers[k] = Resolved(None, "date_year") if back is not None and back <= ref else Resolved(day, "date_future")
        elif back is not None and back != day:
            # The two walks differ by a year that nobody wrote: the one without a gap longer than a summer is right.
            ahead_fits, back_fits = gaps[k] <= _SUMMER, behind <= _SUMMER
            doubt = Resolved(None, "date_year", max(day, back))
            answers[k] = Resolved(day if ahead_fits else back) if ahead_fits != back_fits else doubt
        else:
            answers[k] = Resolved(day)
