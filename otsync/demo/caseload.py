"""A made-up caseload: sixty students as a travelling therapist might find them in her roster. Same seed, same caseload."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from otsync.caseload.fields import load_plan
from otsync.demo import names, words
from otsync.demo.notes import STYLES, Note, Session, Slot, Style, clock, term

Value = str | date
"""A roster cell as typed: a real date, or text."""
Goal = tuple[str, str, str, str]
"""Goal, whose, where in the school day, how it is going."""

TITLE = "OT caseload 2026-27, updated in August"
ADDED_COLUMNS = ("strategies", "evaluation")
"""Columns of the plan that she has in her roster besides those that are always there."""
OWN_COLUMN = "Bus"
"""A column of hers that otsync knows nothing of."""
WITH_PLAN = 10
"""Students whose plan Doc otsync keeps already."""


@dataclass(frozen=True, slots=True)
class Student:
    """One made-up child. `values` are roster cells by field id, `doc_values` what stands only in an existing Doc."""

    number: int
    name: str
    school: str
    values: Mapping[str, Value]
    bus: str
    slots: tuple[Slot, ...]
    style: Style
    has_plan: bool = False
    doc_values: Mapping[str, str] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    notes: tuple[Note, ...] = ()
    """Newest first."""
    emails: tuple[str, ...] = ()
    """Lines on the tab E-mails."""
    missing: frozenset[str] = frozenset()
    """Required fields that neither the roster nor an existing Doc has."""

    @property
    def sessions(self) -> list[Session]:
        """What a reader of the notes should log, newest first."""
        return [note.told for note in self.notes if note.told]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the roster below its headers: a student, or the words of a separator, or some cells of a row without a name."""

    student: Student | None = None
    words: str = ""
    cells: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caseload:
    title: str
    lines: tuple[Line, ...]
    """In the order of the roster."""
    today: date
    seed: int

    @property
    def students(self) -> list[Student]:
        return [line.student for line in self.lines if line.student]


def make_caseload(students: int = 60, seed: int = 7, today: date = date(2026, 11, 6)) -> Caseload:
    """`students` made-up children on `today`, in a school year that began in August; the first ten of them (in the order of
    making, not of the roster) have a plan Doc already, with a term of notes up to `today`."""
    rng = random.Random(seed)
    made = [_student(rng, number, name, today) for number, name in enumerate(_names(rng, students))]
    return Caseload(TITLE, tuple(_lines(rng, made)), today, seed)


def _names(rng: random.Random, count: int) -> list[str]:
    """Two of one name, the names that trip software up, and ordinary ones; the first ten are of all three kinds."""
    special = list(names.SPECIAL_NAMES)
    rng.shuffle(special)
    firsts = rng.sample(names.FIRST, len(names.FIRST))
    ordinary = [f"{firsts[at % len(firsts)]} {rng.choice(names.LAST)}" for at in range(count)]
    mixed = ["Mateo Lopez", names.TWINS, *special[:3], *ordinary[:7], names.TWINS, *special[3:], *ordinary[7:]]
    return list(mixed[:count])


def _pick_plan_type(rng: random.Random, number: int) -> str:
    if number < WITH_PLAN:
        return {4: "504", 7: "RTI"}.get(number, "IEP")
    return rng.choices(("IEP", "504", "RTI"), (66, 19, 15))[0]


def _student(rng: random.Random, number: int, name: str, today: date) -> Student:
    school, _, low, high = words.SCHOOLS[rng.choices(range(len(words.SCHOOLS)), (5, 4, 3, 2))[0]]
    grade = rng.randint(low, high)
    plan_type = _pick_plan_type(rng, number)
    eligibility, diagnoses = rng.choice(words.CONDITIONS)
    diagnosis = rng.choice(diagnoses)
    style = STYLES[number] if number < WITH_PLAN else "minutes"
    slots = _slots(rng, style)
    first = next(part for part in name.replace(",", " ").split() if part)
    values: dict[str, Value] = {
        "name": name,
        "birthdate": _birthdate(rng, grade, today),
        "school": school,
        "grade": "K" if grade == 0 else str(grade),
        "room": rng.choice((str(rng.randint(1, 34)), f"{rng.randint(1, 9)}{rng.choice('AB')}", f"P-{rng.randint(1, 6)}")),
        "teachers": rng.choice(words.TEACHERS),
        "case_manager": rng.choice(words.MANAGERS) if plan_type == "IEP" else "",
        "plan_type": plan_type,
        "eligibilities": eligibility if plan_type == "IEP" else "",
        "diagnoses": diagnosis,
        "precautions": _precautions(rng, number, diagnosis),
        "service_minutes": _service(rng, number, plan_type, style, slots),
        "usual_times": ", ".join(f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri')[slot.weekday]} {clock(slot.start)}" for slot in slots),
        "status": "active",
        "strategies": rng.choice(words.STRATEGIES),
        "evaluation": rng.choice(words.EVALUATIONS) if plan_type == "IEP" else "",
    }
    if number >= WITH_PLAN:
        values["starts"] = today - timedelta(days=today.weekday())  # the rest of the caseload came to her this week
    if plan_type == "IEP":
        values["annual"] = _within(rng, today, -5 if number % 9 == 3 else 8, 350)
        values["triennial"] = _within(rng, today, 40, 1000)
    _holes(rng, number, plan_type, values)
    _oddities(rng, number, values, today)
    bus = rng.choice(("", "", "14", "7", "walks", "parent"))
    if number >= WITH_PLAN:
        return Student(number, name, school, values, bus, slots, style, missing=_missing(plan_type, values, {}, ()))
    doc_values, goals = _doc(rng, number, plan_type, today)
    notes = tuple(term(rng, style, slots, first, date(today.year, 8, 17), today))
    mail: tuple[str, ...] = (
        "From: office@school.example",
        f"Subject: schedule for {first}",
        "Picture day is 10/20, so 9:15 is out. 30 min in the gym.",
        "",
    )
    missing = _missing(plan_type, values, doc_values, goals)
    emails = mail if number % 3 == 0 else ()
    return Student(number, name, school, values, bus, slots, style, True, doc_values, goals, notes, emails, missing)


def _slots(rng: random.Random, style: Style) -> tuple[Slot, ...]:
    minutes = 30 if style != "consult" else 15
    first = Slot(rng.randrange(5), rng.choice((510, 540, 555, 570, 600, 615, 645)), minutes, "push-in")
    second = Slot((first.weekday + rng.choice((1, 2, 3))) % 5, rng.choice((660, 780, 795, 800, 825)), minutes, "pull-out")
    if style in ("clock", "weekday", "soap"):
        return (first, second)
    return (first,) if style == "consult" or rng.random() < 0.5 else (second,)


def _birthdate(rng: random.Random, grade: int, today: date) -> date:
    september = date(today.year, 9, 1)
    return september - timedelta(days=round(365.25 * (5 + grade)) + rng.randrange(365))


def _within(rng: random.Random, today: date, low: int, high: int) -> date:
    day = today + timedelta(days=rng.randint(low, high) if low > 0 else low)
    return day if day.weekday() < 5 else day + timedelta(days=2)


def _precautions(rng: random.Random, number: int, diagnosis: str) -> str:
    fixed = {0: f"{words.SEIZURE}. {words.PEANUT}", 5: words.PEANUT, 11: words.SEIZURE, 23: words.PEANUT}
    if number in fixed:
        return fixed[number]
    if "Down" in diagnosis:
        return words.DOWN
    if "VP shunt" in diagnosis:
        return words.SHUNT
    return words.SEIZURE if "Epilepsy" in diagnosis else rng.choice(words.PRECAUTIONS)


def _service(rng: random.Random, number: int, plan_type: str, style: Style, slots: Sequence[Slot]) -> str:
    if number < WITH_PLAN:
        if style == "consult":
            return "15 min consult weekly"
        if len(slots) == 2:
            return "30 min weekly push-in, 30 min weekly pull-out"
        return f"30 min weekly {slots[0].setting}"
    if plan_type == "504":
        return rng.choice(words.SERVICES_504)
    if plan_type == "RTI":
        return rng.choice(words.SERVICES_RTI)
    if number % 13 == 2:
        return rng.choice(words.SERVICES_CONSULT)
    return rng.choice(words.SERVICES_UNCLEAR if number % 17 == 5 else words.SERVICES_IEP)


def _holes(rng: random.Random, number: int, plan_type: str, values: dict[str, Value]) -> None:
    """Blanks and words for "not yet", as rosters have them; a third of the 504 and RTI students and of the ten have them too."""
    if (number < WITH_PLAN and number % 5 < 3) or (number >= WITH_PLAN and plan_type != "IEP" and rng.random() < 0.7):
        return
    wanted = ["diagnoses", "precautions", "strategies", "service_minutes"]
    if plan_type == "IEP":
        wanted += ["evaluation", "eligibilities", "triennial", "annual"]
    for key in rng.sample(wanted, rng.choice((1, 1, 2, 2, 3))):
        values[key] = rng.choice(("", "", "", "TBD", "?", "pending", "see IEP"))


def _oddities(rng: random.Random, number: int, values: dict[str, Value], today: date) -> None:
    """What real rosters have here and there."""
    if number == 14:
        values["birthdate"] = date(today.year + 2, 5, 2)
    if number == 17:
        values["triennial"] = "spring 27"
    if number == 19 and isinstance(day := values.get("annual"), date):
        values["annual"] = f"{day.month}/{day.day}/{day.year % 100}"
    if number == 31:
        values["starts"] = today + timedelta(days=10)
        values["note"] = "moves in from Tacoma, records asked for"
    if number == 20:
        values["note"] = "=mom prefers e-mail"
    if number % 7 == 6 and "note" not in values:
        values["note"] = rng.choice(("ask about glasses", "new aide since 10/1", "parent meeting soon", "shares a slot with a friend"))


def _doc(rng: random.Random, number: int, plan_type: str, today: date) -> tuple[dict[str, str], tuple[Goal, ...]]:
    """What she has typed into an existing Doc over the years: three in ten have holes here as well."""
    values = {
        "scope": rng.choice(words.SCOPES),
        "outcomes": rng.choice(words.OUTCOMES),
        "discharge_plan": rng.choice(words.DISCHARGES),
        "reasoning": rng.choice(words.REASONING),
        "supports": rng.choice(words.SUPPORTS),
        "interests": rng.choice(words.INTERESTS),
        "therapist": "P. Marlow, OTR/L",
        "plan_written": f"8/{rng.randint(20, 28)}/{today.year % 100}",
    }
    goals: tuple[Goal, ...] = tuple(rng.sample(words.GOALS[:-1], 2)) if plan_type == "IEP" else ()
    if number in (3, 8):
        del values["discharge_plan"]
    if number == 9:
        values["outcomes"] = "TBD"
        goals = ()
    return values, goals


def _missing(plan_type: str, values: Mapping[str, Value], doc: Mapping[str, str], goals: Sequence[object]) -> frozenset[str]:
    form = load_plan()
    there = {**values, **doc} | ({"goals": "yes"} if goals else {})
    return frozenset(one.id for one in form.required(plan_type) if form.is_missing(str(there.get(one.id, ""))))


def _lines(rng: random.Random, made: Sequence[Student]) -> list[Line]:
    """By school, each under its separator; a blank row, a row without a name, and a total at the end."""
    lines: list[Line] = []
    for school, separator, _, _ in words.SCHOOLS:
        here = sorted((one for one in made if one.school == school), key=lambda one: one.name.casefold())
        if not here:
            continue
        lines += [Line(words=separator), *(Line(student=one) for one in here), Line()]
    nameless: dict[str, Value] = {"birthdate": date(2017, 2, 11), "plan_type": "IEP", "room": "8", "note": "new, ask the office"}
    lines.insert(min(4, len(lines)), Line(cells=nameless))
    lines.append(Line(words=f"Total {len(made)}"))
    return lines
