"""Made-up notes: a term of sessions, and how one therapist or another writes them down, newest on top."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from otsync.demo import words

Style = Literal["clock", "short", "weekday", "minutes", "iso", "soap", "tick", "group", "consult", "table"]
STYLES: tuple[Style, ...] = ("clock", "short", "weekday", "minutes", "iso", "soap", "tick", "group", "consult", "table")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
TABLE_HEADER = ("Date", "Time In", "Time Out", "Min", "Setting", "Notes")

MISSED: tuple[tuple[str, str], ...] = (
    ("student_absent", "absent"),
    ("student_absent", "absent, out sick"),
    ("school_event", "fire drill, no session"),
    ("school_event", "assembly, not seen"),
    ("provider_absent", "OT out sick"),
    ("student_refused", "refused, no session"),
    ("provider_unavailable", "OT in IEP meeting, no session"),
)
"""Reason, and how it is written behind a date."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A usual time: weekday (0 is Monday), minute of the day, minutes, push-in or pull-out."""

    weekday: int
    start: int
    minutes: int
    setting: str


@dataclass(frozen=True, slots=True)
class Session:
    """What happened, whatever is written about it."""

    day: date
    minutes: int
    """0 for a missed session."""
    kind: Literal["direct", "consult"] = "direct"
    status: Literal["delivered", "missed"] = "delivered"
    reason: str = ""
    makeup_for: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One visit as it stands in the Doc. A table's row is in `cells`, else it is `lines`."""

    lines: tuple[str, ...]
    cells: tuple[str, ...] = ()
    told: Session | None = None
    """What a reader should log; None where the words leave it open, so that nothing may be counted."""


def days_off(year: int) -> list[tuple[date, date, str]]:
    """Days without school from August to December of `year`: first, last, why."""
    labor = date(year, 9, 1)
    labor += timedelta(days=-labor.weekday() % 7)
    thanks = date(year, 11, 1)
    thanks += timedelta(days=(3 - thanks.weekday()) % 7 + 21)
    return [
        (labor, labor, "no school, Labor Day"),
        (date(year, 10, 12), date(year, 10, 12), "no school"),
        (date(year, 11, 11), date(year, 11, 11), "no school, Veterans Day"),
        (thanks, thanks + timedelta(days=1), "no school, Thanksgiving"),
        (date(year, 12, 21), date(year, 12, 31), "no school, winter break"),
    ]


def school_days_off(year: int) -> frozenset[date]:
    """The same, each day by itself."""
    return frozenset(first + timedelta(days=at) for first, last, _ in days_off(year) for at in range((last - first).days + 1))


def clock(minute: int) -> str:
    """9:15; afternoons as 1:15, as people write them."""
    hour = minute // 60
    return f"{hour - 12 if hour > 12 else hour}:{minute % 60:02d}"


def short_setting(setting: str) -> str:
    return "PI" if setting == "push-in" else "PO"


def written(rng: random.Random, style: Style, day: date, slot: Slot) -> Note:
    """One delivered session in one therapist's manner."""
    direct = Session(day, slot.minutes)
    what = rng.choice(words.PUSH_IN if slot.setting == "push-in" else words.PULL_OUT)
    short = f"{day.month}/{day.day}"
    start, end = clock(slot.start), clock(slot.start + slot.minutes)
    if style == "clock":
        return Note((f"{short} {start}-{end} {slot.setting}, {what}.",), told=direct)
    if style == "short":
        return Note((f"{short} {slot.minutes} {slot.setting}. {what[0].upper()}{what[1:]}.",), told=direct)
    if style == "weekday":
        return Note((f"{DAYS[day.weekday()]} {short} {slot.minutes} min {short_setting(slot.setting)} - {what}",), told=direct)
    if style == "minutes":
        return Note((f"{short} {slot.minutes} min {slot.setting}; {what}",), told=direct)
    if style == "iso":
        return Note((f"{day.isoformat()} {slot.minutes} min {slot.setting}. {what[0].upper()}{what[1:]}.",), told=direct)
    if style == "tick":
        return Note((f"{short} {slot.minutes}' {slot.setting} {what}",), told=direct)
    if style == "group":
        return Note(
            (f"{short} {slot.minutes} min {slot.setting}, group of {rng.choice((2, 3, 3))}. {what[0].upper()}{what[1:]}.",), told=direct
        )
    if style == "consult":
        teacher = rng.choice(("Ms. Alvarez", "Mr. Ito", "Ms. Gold"))
        about = rng.choice(("slant board", "seating", "the writing block", "scissors"))
        return Note((f"{short} consult w/ {teacher} re: {about}, {slot.minutes} min",), told=Session(day, slot.minutes, "consult"))
    if style == "table":
        cells = (short, start, end, str(slot.minutes), short_setting(slot.setting), what)
        return Note((), cells, direct)
    place = "General ed classroom" if slot.setting == "push-in" else "Therapy room"
    lines = (
        f"Date: {day.month}/{day.day}/{day.year}",
        f"Time in: {start}  Time out: {end}",
        f"Setting: {place}",
        f"S: {rng.choice(('tired after PE', 'in good spirits', 'quiet today'))}",
        f"O: {what}",
        "A: progressing",
        "P: continue",
        "",
    )
    return Note(lines, told=direct)


def missed(rng: random.Random, style: Style, day: date) -> tuple[Note, bool]:
    """A session that did not take place, and whether a make-up is owed for it."""
    reason, how = rng.choice(MISSED)
    short = f"{day.month}/{day.day}"
    told = Session(day, 0, status="missed", reason=reason)
    if style == "table":
        return Note((), (short, "", "", "", "", how), told), reason.startswith(("provider", "school_event"))
    head = day.isoformat() if style == "iso" else f"{DAYS[day.weekday()]} {short}" if style == "weekday" else short
    return Note((f"{head} {how}",), told=told), reason.startswith(("provider", "school_event"))


def unclear(rng: random.Random, day: date, first: str) -> Note:
    """A line that no one can count for sure."""
    short = f"{day.month}/{day.day}"
    return Note(
        (
            rng.choice(
                (f"{short} saw {first[:1]} in class", f"{short} saw w/ sub, not sure how long, maybe 20", f"{short} seen, wrote well")
            ),
        )
    )


def email(rng: random.Random, day: date, first: str) -> tuple[str, ...]:
    """A pasted e-mail: dates, times and minutes in it, none of them a session."""
    subject, body = rng.choice(words.EMAILS)
    teacher = rng.choice(("Ana Alvarez", "Dana Gold", "Ken Ito"))
    address = teacher.split()[1].lower() + "@school.example"
    head = (
        f"From: {teacher} <{address}>",
        f"Date: {DAYS[day.weekday()]}, {day:%b} {day.day}, {day.year} at 2:15 PM",
        f"Subject: Re: {subject}",
    )
    said = body.format(he="He", first=first).split("\n")
    return (*head, *said, f"Thanks, {teacher.split()[0]}", "")


def term(rng: random.Random, style: Style, slots: Sequence[Slot], first: str, start: date, end: date) -> list[Note]:
    """All notes from `start` to `end` (both may hold one), newest first, with what is written around them."""
    off = school_days_off(start.year)
    notes: list[Note] = []
    owed: list[tuple[date, Slot]] = []
    mails = 0
    day = start
    while day <= end:
        for slot in slots:
            if slot.weekday != day.weekday():
                continue
            notes += _visit(rng, style, day, slot, owed, day in off)
        free = day.weekday() < 5 and day not in off and all(slot.weekday != day.weekday() for slot in slots)
        if owed and free and day > owed[0][0] and style != "table" and rng.random() < 0.35:
            since, slot = owed.pop(0)
            line = f"{day.month}/{day.day} made up {slot.minutes} min from {since.month}/{since.day}"
            notes.append(Note((line,), told=Session(day, slot.minutes, makeup_for=since)))
        if style not in ("table", "soap") and day.weekday() == 3 and rng.random() < 0.06:
            notes.append(unclear(rng, day, first))
        if style not in ("table", "soap") and day.weekday() == 2 and mails < 2 and rng.random() < 0.15:
            notes.append(Note(("", *email(rng, day, first))))
            mails += 1
        day += timedelta(days=1)
    notes.reverse()
    return notes


def _visit(rng: random.Random, style: Style, day: date, slot: Slot, owed: list[tuple[date, Slot]], off: bool) -> list[Note]:
    if off:
        if style == "consult" or rng.random() < 0.5:
            return []
        closed = Session(day, 0, status="missed", reason="school_closed")
        cells = (f"{day.month}/{day.day}", "", "", "", "", "No school") if style == "table" else ()
        return [Note(() if cells else (f"{day.month}/{day.day} no school",), cells, closed)]
    chance = rng.random()
    if style not in ("consult", "soap") and chance < 0.14:
        note, owes = missed(rng, style, day)
        if owes:
            owed.append((day, slot))
        return [note]
    note = written(rng, style, day, slot)
    if style in ("table", "soap"):
        return [note]
    extra: list[str] = []
    if rng.random() < 0.15:
        extra.append(f"Next: {rng.choice(words.NEXT)}")
    if rng.random() < 0.06:
        extra.append(f"Tried: {rng.choice(words.TRIED)}")
    if rng.random() < 0.07:
        extra.append(f"Teacher: {rng.choice(words.FOR_TEACHER)}")
    return [Note((*note.lines, *extra), told=note.told)]
