"""What a person answered to a flag, turned into sessions: the line itself need not be touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from otsync.caseload.notes.model import Entry, Flag, Line, Reading
from otsync.caseload.notes.reader import read_notes
from otsync.caseload.notes.scan import scan
from otsync.caseload.notes.years import near

_KINDS = "direct|consult|indirect|evaluation|eval|meeting"
_LENGTH = re.compile(rf"(\d{{1,3}})\s*(?:min\w*\.?)?\s*({_KINDS})?\W*", re.IGNORECASE)
_DAY_LEADS = re.compile(r"\W*(?:on\s+)?")
REASONS = {
    "student absent": "student_absent",
    "absent": "student_absent",
    "i was away": "provider_absent",
    "i was absent": "provider_absent",
    "ot absent": "provider_absent",
    "i was in a meeting": "provider_unavailable",
    "school event": "school_event",
    "student refused": "student_refused",
    "refused": "student_refused",
    "student unavailable": "student_unavailable",
    "student not available": "student_unavailable",
    "no school": "school_closed",
    "school closed": "school_closed",
}
"""The answers that say why a session was missed."""
SILENCED = frozenset({"count one", "leave it", "not a session"})
"""Answers that leave the reading as it is."""
_TEN_YEARS = 3650


@dataclass(frozen=True, slots=True)
class Settled:
    """The reading's sessions with those that answers add or complete, and the flags that still wait."""

    entries: tuple[Entry, ...]
    waiting: tuple[Flag, ...]


def settle(reading: Reading, said: Callable[[Flag], str], today: date) -> Settled:
    """Take the answers in. `said` gives what a person answered to a flag, "" for nothing yet; what cannot be acted on keeps waiting."""
    entries = list(reading.entries)
    waiting: list[Flag] = []
    for one in reading.flags:
        answer = " ".join(said(one).split())
        if not answer or not _take(entries, one, answer, today):
            waiting.append(one)
    return Settled(tuple(entries), tuple(waiting))


def _take(entries: list[Entry], flag: Flag, answer: str, today: date) -> bool:
    plain = answer.casefold().rstrip(".")
    if plain in SILENCED:
        return True
    day, rest = _day_first(answer, today)
    day = day or flag.day
    reason = REASONS.get(rest.casefold().rstrip("."))
    if reason or rest.casefold() == "missed":
        return _missed(entries, flag, day, reason)
    if plain == "count both":
        return _again(entries, flag)
    if plain == "add the missed session" and flag.day is not None:
        owed = Entry(flag.day, "missed", "direct", 0, makeup_owed=True, as_written=flag.text, line=flag.text, place=flag.place)
        entries.append(owed)
        return True
    if plain.endswith("each day"):
        return _read_as(entries, f"{flag.text} each", flag, today)
    length = _LENGTH.fullmatch(rest)
    if length is None or day is None or day > today or not 1 <= int(length[1]) <= 600:
        return False
    kind = {"eval": "evaluation"}.get((length[2] or "direct").casefold(), (length[2] or "direct").casefold())
    entries.append(_given(flag, day, int(length[1]), kind, today))
    return True


def _day_first(answer: str, today: date) -> tuple[date | None, str]:
    """ "10/7 30 direct": the day that the answer names, not later than today, and what it says behind it."""
    items = scan(answer).items
    first = next((one for one in items if one.tag in ("date", "ab")), None)
    if first is None or _DAY_LEADS.fullmatch(answer[: first.a]) is None:
        return None, answer
    day = near(first.val, today)
    if day is not None and day > today and first.val.year is None:
        day = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else None
    if day is None or (today - day).days > _TEN_YEARS:
        return None, answer
    return day, answer[first.b :].strip(" ,:;-")


def _missed(entries: list[Entry], flag: Flag, day: date | None, reason: str | None) -> bool:
    """A missed session: the one that was read without a reason gets it; a flagged line becomes one."""
    for at, one in enumerate(entries):
        if one.status == "missed" and one.place == flag.place and one.date == (day or one.date) and one.as_written in flag.text:
            entries[at] = replace(one, reason=reason or one.reason)
            return True
    if day is None:
        return False
    entries.append(Entry(day, "missed", "direct", 0, reason=reason, as_written=flag.text, line=flag.text, place=flag.place))
    return True


def _again(entries: list[Entry], flag: Flag) -> bool:
    """The twin of a line of the same day counts as well."""
    twins = [one for one in entries if one.date == flag.day and one.as_written in flag.text]
    if not twins:
        return False
    first = twins[0].place
    entries.extend(replace(one, place=flag.place) for one in twins if one.place == first)
    return True


def _read_as(entries: list[Entry], text: str, flag: Flag, today: date) -> bool:
    again = read_notes([Line(text, flag.place)], ref_date=today)
    if again.flags or not again.entries:
        return False
    entries.extend(replace(one, as_written=flag.text, line=flag.text) for one in again.entries)
    return True


def _given(flag: Flag, day: date, minutes: int, kind: str, today: date) -> Entry:
    """A session of that length; setting, times and group as the line says them where it agrees."""
    words = "" if kind == "direct" else f" {kind}"
    again = read_notes([Line(f"{flag.text} {minutes} min{words}", flag.place)], ref_date=today, count_from=date.min)
    known = again.entries[0] if len(again.entries) == 1 and not again.flags else None
    if known is None or known.status != "delivered" or known.minutes != minutes:
        known = Entry(day, "delivered", "direct", minutes, setting=_setting(flag.text))
    return replace(known, date=day, kind=cast(Any, kind), minutes=minutes, as_written=flag.text, line=flag.text, place=flag.place)


def _setting(text: str) -> Any:
    found: Sequence[Any] = [one.val for one in scan(text).items if one.tag == "setting"]
    return found[0] if len(set(found)) == 1 else None
