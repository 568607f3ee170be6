"""What people do in the simulated week, as data: each edit with its time, in order. Same caseload and seed, same week."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from otsync.demo import words
from otsync.demo.caseload import Caseload, Goal, Student, Value
from otsync.demo.notes import Session, Slot, email, missed, school_days_off, written


@dataclass(frozen=True, slots=True)
class Edit:
    """Something a person does at `at` (local wall time)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FillDoc(Edit):
    """Type a value into a cell on the tab Plan: an amber one, or in place of what stands there."""

    student: Student
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class FillGoals(Edit):
    student: Student
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class WriteNotes(Edit):
    """Type on top of the tab Notes: lines, or a row of her table."""

    student: Student
    lines: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    told: Session | None = None


@dataclass(frozen=True, slots=True)
class MendNote(Edit):
    """Correct a line that was logged already."""

    student: Student
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PasteEmail(Edit):
    student: Student
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FillRoster(Edit):
    """Type into a roster cell; an empty value clears it."""

    student: Student
    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class SortRoster(Edit):
    """Sort everything below the headers, separators too."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenameWorkbook(Edit):
    title: str


SIMPLE = {
    "diagnoses": ("ADHD, combined type", "Autism, level 1", "Developmental coordination disorder", "none known beyond the eligibility"),
    "precautions": ("none known", "Peanut allergy, EpiPen in the office", "Asthma, inhaler in the office"),
    "strategies": words.STRATEGIES,
    "scope": words.SCOPES,
    "outcomes": words.OUTCOMES,
    "discharge_plan": words.DISCHARGES,
    "evaluation": words.EVALUATIONS,
    "eligibilities": ("OHI", "AU", "SLD"),
    "service_minutes": ("30 min weekly", "30 min weekly pull-out"),
}
IN_ROSTER = ("annual", "triennial", "eligibilities", "precautions", "diagnoses")


def make_week(caseload: Caseload, first: date, seed: int) -> list[Edit]:
    """Edits of the seven days from `first` on (a day whose small hours saw a run), in the order of time."""
    rng = random.Random(seed * 1000 + 1)
    days = [first + timedelta(days=at) for at in range(7)]
    open_days = [day for day in days if day.weekday() < 5 and day not in school_days_off(day.year)]
    students = caseload.students
    kept = [one for one in students if one.has_plan]
    fresh = [one for one in students if not one.has_plan and one.values.get("status") == "active"]
    rng.shuffle(fresh)
    edits: list[Edit] = [
        *_notes(rng, kept, open_days),
        *_notes(rng, fresh[:12], open_days),
        *_fills(rng, fresh, open_days),
        *_roster(rng, students, open_days),
        *_oddities(rng, caseload, kept, fresh, open_days),
    ]
    return sorted(edits, key=lambda edit: edit.at)


def _at(rng: random.Random, day: date, low: int = 8, high: int = 16) -> datetime:
    return datetime.combine(day, time(rng.randrange(low, high), rng.randrange(60), rng.randrange(60)))


def _notes(rng: random.Random, students: Sequence[Student], days: Sequence[date]) -> Iterator[Edit]:
    """Each visit of the week, written down the same afternoon; now and then one that did not take place."""
    for student in students:
        for day in days:
            for slot in student.slots:
                if slot.weekday == day.weekday():
                    yield _visit(rng, student, day, slot)


def _visit(rng: random.Random, student: Student, day: date, slot: Slot) -> WriteNotes:
    note = written(rng, student.style, day, slot)
    if student.style not in ("consult", "soap") and rng.random() < 0.12:
        note, _ = missed(rng, student.style, day)
    lines = note.lines
    if lines and student.style != "soap" and note.told and note.told.minutes and rng.random() < 0.3:
        lines = (*lines, f"Next: {rng.choice(words.NEXT)}")
    end = datetime.combine(day, time()) + timedelta(minutes=slot.start + slot.minutes + rng.randrange(3, 50))
    return WriteNotes(end, student, lines, note.cells, note.told)


def _fills(rng: random.Random, fresh: Sequence[Student], days: Sequence[date]) -> Iterator[Edit]:
    """A little bit every day: amber cells in a dozen Docs, two plans from end to end, and six cells in the roster."""
    for student in [one for one in fresh if one.missing][:12]:
        keys = sorted(key for key in student.missing if key in SIMPLE)
        for key in rng.sample(keys, min(2, len(keys))):
            yield FillDoc(_at(rng, rng.choice(days)), student, key, rng.choice(SIMPLE[key]))
    whole = [one for one in fresh if one.missing and one.missing <= {*SIMPLE, "goals"}][12:14]
    for student in whole:
        for key in sorted(student.missing - {"goals"}):
            yield FillDoc(_at(rng, days[0]), student, key, rng.choice(SIMPLE[key]))
        if "goals" in student.missing:
            yield FillGoals(_at(rng, days[0]), student, tuple(rng.sample(words.GOALS[:-1], rng.choice((1, 2)))))
    done = {one.number for one in whole}
    left = 6
    for student in fresh[12:]:
        key = next((key for key in IN_ROSTER if key in student.missing), "")
        if left and key and student.number not in done:
            left -= 1
            day = rng.choice(days)
            value: Value = day + timedelta(days=rng.randrange(30, 300)) if key in ("annual", "triennial") else rng.choice(SIMPLE[key])
            yield FillRoster(_at(rng, day), student, key, value)


def _roster(rng: random.Random, students: Sequence[Student], days: Sequence[date]) -> Iterator[Edit]:
    """Rooms change, mostly in the roster, twice in the Doc; then the roster is sorted."""
    moving = rng.sample(list(students), min(8, len(students)))
    for at, student in enumerate(moving):
        room = f"{rng.randint(35, 60)}"
        if at < 6:
            yield FillRoster(_at(rng, days[0], 15, 17), student, "room", room)
        else:
            yield FillDoc(_at(rng, rng.choice(days)), student, "room", room)
    yield SortRoster(datetime.combine(days[len(days) // 2], time(17, 30)), ("school", "name"))


def _oddities(
    rng: random.Random, caseload: Caseload, kept: Sequence[Student], fresh: Sequence[Student], days: Sequence[date]
) -> Iterator[Edit]:
    """A date that differs on both sides, a cleared value, a mended note, a pause, pasted e-mails, a new title."""
    dated = next((one for one in kept if isinstance(one.values.get("annual"), date) and "annual" not in one.missing), None)
    if dated and isinstance(day := dated.values["annual"], date):
        yield FillRoster(_at(rng, days[0]), dated, "annual", day + timedelta(days=10))
        other = day + timedelta(days=14)
        yield FillDoc(_at(rng, days[-1]), dated, "annual", f"{other.month}/{other.day}/{other.year % 100}")
    cleared = next((one for one in reversed(kept) if one.values.get("diagnoses") and "diagnoses" not in one.missing), None)
    if cleared:
        yield FillRoster(_at(rng, days[-1]), cleared, "diagnoses", "")
    if mended := _mended(kept):
        yield MendNote(_at(rng, days[0]), *mended)
    for student in rng.sample(list(kept), min(2, len(kept))):
        day = rng.choice(days)
        first = next(part for part in student.name.replace(",", " ").split() if part)
        yield PasteEmail(_at(rng, day), student, email(rng, day, first))
    if fresh:
        pausing = _at(rng, days[1])
        yield FillRoster(pausing, fresh[-1], "status", "on hold")
        yield FillRoster(pausing + timedelta(seconds=40), fresh[-1], "note", "with grandparents until January")
        yield PasteEmail(_at(rng, days[-1]), fresh[0], email(rng, days[-1], "She"))
    yield RenameWorkbook(_at(rng, days[0], 12, 13), "OT caseload 2026-27 (P. Marlow)")


def _mended(kept: Sequence[Student]) -> tuple[Student, str, str] | None:
    """The first line that says its minutes in so many words, five minutes shorter."""
    for student in kept:
        if student.style != "minutes":
            continue
        for note in student.notes[2:]:
            if note.told and note.told.minutes == 30 and note.told.makeup_for is None and note.lines and "30 min" in note.lines[0]:
                return student, note.lines[0], note.lines[0].replace("30 min", "25 min", 1)
    return None
