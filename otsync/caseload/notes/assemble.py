"""The second pass: years, checks of the day, entries, flags, twins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from otsync.caseload.notes.attributes import provider_in
from otsync.caseload.notes.blocks import Pass
from otsync.caseload.notes.decide import clock_text
from otsync.caseload.notes.flags import flag
from otsync.caseload.notes.found import Found
from otsync.caseload.notes.items import DateText
from otsync.caseload.notes.model import Collected, Entry, Flag, Reading
from otsync.caseload.notes.outcome import Draft
from otsync.caseload.notes.tokens import fold, line_key
from otsync.caseload.notes.years import Resolved, exists, near, resolve

_SAME = re.compile(r"[^\w+]+")
_FOLD_FROM = 4
"""So many flags of one cause in one Doc become one question."""
_DAY_IN_DOUBT = ("date_weekend", "date_weekday", "date_before_year")
"""Days that stand on the line and may be right all the same."""
_FOLDED = ("date_before_year", "date_year", "date_future")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def assemble(
    state: Pass, ref: date, year_start: date, count_from: date | None, seen: Mapping[str, Sequence[date]], therapist: str | None
) -> Reading:
    """Everything that the first pass found, with its days."""
    _remember(state, seen)
    days = resolve(state.dates, ref)
    entries: list[Entry] = []
    flags: list[Flag] = [flag(code, line.text, place=line.place) for code, line in state.flags_now]
    owed: list[tuple[Found, date, DateText]] = []
    made: list[tuple[Found, date, DateText]] = []
    twins: dict[tuple[Any, ...], int] = {}
    for found in state.found:
        _one(found, days, ref, year_start, count_from, therapist, entries, flags, owed, made, twins)
    _settle(entries, flags, owed, made)
    collected = tuple(Collected(one.what, _day_of(one.found, days), one.text, one.line.place) for one in state.gathered)
    return Reading(tuple(entries), tuple(_fold(flags)), collected)


def _remember(state: Pass, seen: Mapping[str, Sequence[date]]) -> None:
    """A line that was given its day earlier keeps it: the n-th line with this text has the n-th remembered day that fits."""
    if not seen:
        return
    used: dict[str, list[date]] = {}
    parts = {id(one): one for one in state.found}
    by_index: dict[int, str] = {}
    for found in parts.values():
        if found.index and found.index[0] >= 0 and found.index[0] not in by_index:
            last = max([draft.last for draft in found.outcome.drafts], default=0)
            if last > found.a:
                by_index[found.index[0]] = line_key(found.text[found.a : last])
    for at, dated in enumerate(state.dates):
        if dated.text.chip is not None or dated.text.year is not None:
            continue
        for key in (line_key(state.keys[at]), by_index.get(at)):
            if key is None or key not in seen:
                continue
            left = used.setdefault(key, list(seen[key]))
            fitting = [day for day in left if (day.month, day.day) == (dated.text.month, dated.text.day)]
            if fitting:
                dated.seen = fitting[0]
                if len(fitting) > 1:
                    left.remove(fitting[0])
                break


def _day_of(found: Found | None, days: Sequence[Resolved]) -> date | None:
    if found is None or not found.index or found.index[0] < 0:
        return None
    day = days[found.index[0]].day
    return _in_week(day, found.offset) if day is not None and found.offset is not None else day


def _in_week(day: date, weekday: int) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(days=weekday)


def _resolved(found: Found, days: Sequence[Resolved]) -> list[Resolved]:
    """The days of a stretch: the first from the document's walk, the others near it."""
    out: list[Resolved] = []
    anchor = days[found.base].day if found.base >= 0 else None
    for text, index in zip(found.leads, found.index, strict=False):
        if index >= 0:
            one = days[index]
        elif not exists(text):
            one = Resolved(None, "date_invalid")
        else:
            one = Resolved(near(text, anchor) if anchor else None)
        if one.day is not None and anchor is None:
            anchor = one.day
        out.append(one)
    return out


def _one(
    found: Found,
    days: Sequence[Resolved],
    ref: date,
    year_start: date,
    count_from: date | None,
    therapist: str | None,
    entries: list[Entry],
    flags: list[Flag],
    owed: list[tuple[Found, date, DateText]],
    made: list[tuple[Found, date, DateText]],
    twins: dict[tuple[Any, ...], int],
) -> None:
    said = found.text[found.a : found.b].strip()
    place = found.line.place
    outcome = found.outcome
    if found.code is not None:
        if found.code == "asked":
            flags.extend(flag(code, said, choices, place) for code, choices in outcome.flags)
        elif found.code == "period_total" and _closed_range(found):
            return
        elif found.code not in ("week_of", "period_total") or _has_numbers(found) or _missed_week(found) or outcome.treated:
            choices = [f"{one.minutes} {one.kind}" for one in outcome.drafts if one.minutes]
            if found.code != "date_unreadable" or found.counts or _has_numbers(found):
                flags.append(flag(found.code, said, (*choices, "Not a session"), place))
        return
    if not outcome.drafts and not outcome.flags:
        return
    resolved = _resolved(found, days)
    if found.index and not resolved:
        return
    if found.offset is not None and resolved and resolved[0].day is not None:
        resolved = [Resolved(_in_week(resolved[0].day, found.offset))]
    if len(resolved) > 1 and not found.each and any(one.status == "delivered" for one in outcome.drafts):
        if not all(one.day and count_from and one.day < count_from for one in resolved):
            flags.append(flag("date_list", said, [f"{one.minutes} each day" for one in outcome.drafts[:1]], place))
        return
    anchor: date | None = None
    for one in resolved:
        day = one.day
        if day is not None and count_from is not None and day < count_from:
            continue
        if one.latest is not None and count_from is not None and one.latest < count_from:
            continue
        code = one.code or _check(day, found, ref, year_start, count_from, len(resolved))
        if code is not None:
            extra = ""
            if code == "date_weekday" and day is not None:
                extra = f"{day:%b} {day.day}, {day.year} is a {_DAY_NAMES[day.weekday()]}"
            if code == "date_future" and (outcome.blank_row or not _sessions(found)):
                # A meeting that is coming, a row printed ahead: nothing to ask yet.
                continue
            likely = [f"{draft.minutes} {draft.kind}" for draft in outcome.drafts if draft.minutes]
            flags.append(flag(code, said, likely, place, extra, day if code in _DAY_IN_DOUBT else None))
            continue
        if day is None:
            continue
        anchor = anchor or day
        _take(found, day, therapist, said, entries, flags, twins)
        if outcome.owed_for is not None:
            owed.append((found, day, outcome.owed_for))
        if outcome.made_up_on is not None:
            made.append((found, day, outcome.made_up_on))
    if anchor is not None:
        flags.extend(flag(asked, said, offered, place, day=anchor) for asked, offered in outcome.flags)


def _has_numbers(found: Found) -> bool:
    return any(character.isdigit() for character in found.narrative) or any(one.status == "delivered" for one in found.outcome.drafts)


def _missed_week(found: Found) -> bool:
    """`Week of 10/20: no OT`: which days were missed, and why? A holiday week asks nothing."""
    reasons = {one.reason for one in found.outcome.drafts if one.status == "missed"}
    return found.code == "week_of" and bool(reasons) and reasons != {"school_closed"}


def _closed_range(found: Found) -> bool:
    return bool(found.outcome.silent) or any(one.reason == "school_closed" for one in found.outcome.drafts)


def _sessions(found: Found) -> bool:
    return bool(found.outcome.drafts) or any(code != "minutes_missing" for code, _ in found.outcome.flags) or found.outcome.treated


def _check(day: date | None, found: Found, ref: date, year_start: date, count_from: date | None, many: int) -> str | None:
    """The flag code of a day on which no session can be, else None."""
    if day is None:
        return "date_unreadable"
    if found.weekday is not None and many == 1 and day.weekday() != found.weekday:
        return "date_weekday"
    if day > ref:
        return "date_future"
    if count_from is None and day < year_start:
        return "date_before_year"
    if day.weekday() >= 5:
        return "date_weekend"
    return None


def _take(
    found: Found, day: date, therapist: str | None, said: str, entries: list[Entry], flags: list[Flag], twins: dict[tuple[Any, ...], int]
) -> None:
    drafts = found.outcome.drafts
    if not drafts:
        return
    key = (day, _SAME.sub("", fold(found.narrative)))
    if key in twins:
        flags.append(flag("possible_duplicate", said, ("Count both", "Count one"), found.line.place, day=day))
        return
    twins[key] = len(entries)
    last = max([draft.last for draft in drafts if draft.last] or [found.b])
    last = min(max(last, found.a), found.b)
    written = found.text[found.a : last].strip().strip(" -,;:|") if last > found.a else said
    tail = found.text[found.a : min(found.b, last + 24)]
    provider = provider_in(tail) or therapist
    for draft in drafts:
        entries.append(_entry(draft, day, written, found, draft.initials or provider))


def _entry(draft: Draft, day: date, written: str, found: Found, provider: str | None) -> Entry:
    return Entry(
        date=day,
        status=cast(Any, draft.status),
        kind=cast(Any, draft.kind),
        minutes=draft.minutes if draft.status == "delivered" else 0,
        start=clock_text(draft.start),
        end=clock_text(draft.end),
        setting=cast(Any, draft.setting),
        where=draft.where,
        reason=draft.reason,
        makeup=draft.makeup,
        makeup_for=near(draft.makeup_for, day) if draft.makeup_for is not None else None,
        makeup_owed=draft.makeup_owed,
        scheduled_minutes=draft.scheduled,
        group_size=draft.group_size,
        group=draft.group,
        provider=provider,
        cpt=draft.cpt,
        as_written=written,
        line=found.line.text,
        place=found.line.place,
    )


def _settle(
    entries: list[Entry], flags: list[Flag], owed: Sequence[tuple[Found, date, DateText]], made: Sequence[tuple[Found, date, DateText]]
) -> None:
    """Debts and deliveries that point to another day: fine when that day has its own line, else asked about."""
    for found, day, text in owed:
        other = near(text, day)
        if other == day or any(one.date == other and one.status == "missed" for one in entries):
            continue
        choices = ("Add the missed session", "Leave it")
        flags.append(flag("owed_elsewhere", found.text[found.a : found.b], choices, found.line.place, day=other))
    for found, day, text in made:
        other = near(text, day)
        if other is None or other == day or any(one.date == other and one.status == "delivered" for one in entries):
            continue
        flags.append(flag("makeup_elsewhere", found.text[found.a : found.b], (), found.line.place))


def _fold(flags: Sequence[Flag]) -> list[Flag]:
    """Many flags of one cause about years become one question."""
    out: list[Flag] = []
    for code in _FOLDED:
        same = [one for one in flags if one.code == code]
        if len(same) >= _FOLD_FROM:
            first = same[0]
            says = f"{first.says} There are {len(same)} such lines in this Doc; the first is quoted."
            flags = [one for one in flags if one.code != code or one is first]
            flags = [replace(one, says=says) if one is first else one for one in flags]
    out.extend(flags)
    return out
