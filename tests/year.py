"""A school year of made-up students with its truth: what was given, missed and owed is counted here as it is made up, by plain sums over
days, and written down as a therapist would write it. Nothing of otsync is used."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 8, 12), date(2027, 6, 4)
TODAY = date(2027, 5, 24)
SCHOOLS = ("Lincoln", "Oak", "Mission High")
CLOSED = (
    (date(2026, 9, 7), date(2026, 9, 7), "Labor Day"),
    (date(2026, 10, 12), date(2026, 10, 12), "no school"),
    (date(2026, 11, 11), date(2026, 11, 11), "Veterans Day"),
    (date(2026, 11, 23), date(2026, 11, 27), "Thanksgiving break"),
    (date(2026, 12, 21), date(2027, 1, 1), "winter break"),
    (date(2027, 1, 18), date(2027, 1, 18), "Martin Luther King Jr. Day"),
    (date(2027, 2, 15), date(2027, 2, 15), "Presidents' Day"),
    (date(2027, 4, 5), date(2027, 4, 9), "spring break"),
)
TRIMESTERS = ((FIRST, date(2026, 11, 6)), (date(2026, 11, 9), date(2027, 2, 26)), (date(2027, 3, 1), LAST))
SICK = (date(2026, 9, 22), date(2026, 9, 23), date(2026, 12, 3), date(2027, 3, 16))
ASSEMBLIES = ((date(2026, 10, 29), "Lincoln"), (date(2027, 2, 9), "Oak"), (date(2027, 4, 21), "Mission High"))
EARLY = (date(2026, 9, 30), date(2026, 12, 18), date(2027, 3, 11))

GIVEN = (
    "{d} {m} push-in, letters", "{d} {m} min pull-out. Animal yoga, clothespin spelling.", "{d}: push-in {m}', buttons",
    "{d} - {m}m PO scissors, cut on a line 3/4 trials", "{w} {d} {m} min pull-out, tweezers game, 80% acc",
    "{d} {m} minutes push in (group of 3), shoe tying", "{D} {m} min pull-out, Rm 12, handwriting",
    "{d} {c} push-in, writing. 4 of 5 lines.", "{d} pull-out {c} fine motor, BOT-2 practice", "{d} seen for {m} min in class, min cues",
)  # fmt: skip
SHORT = (("{d} {m} of {p} min push-in, fire drill", "school_event"), ("{d} {m} min (of {p}) pull-out, slow start", ""))
MISSED = {
    "student_absent": ("{d} absent", "{d} student absent", "{d} - Absent today"),
    "student_refused": ("{d} refused", "{d} declined to come", "{d} family declined OT today"),
    "provider_absent": ("{d} OT out sick", "{d} therapist absent", "{d} no OT, I was out"),
    "school_event": ("{d} no OT, assembly", "{d} field trip, not seen", "{d} fire drill, no OT", "{d} no OT, testing"),
    "provider_unavailable": ("{d} OT at IEP meeting, no session",),
}
OWED = ("provider_absent", "provider_unavailable", "school_event")
MADE_UP = ("{d} make-up for {o}, {m} min pull-out", "{d} {m} min pull-out, makeup for {o}", "{d} made up {m} min from {o}, pull-out")
CONSULT = ("{d} consult with teacher {m} min", "{d} consult {m} min re: seating", "{d} {m} min consult, Ms. Alvarez")
BESIDE = {"evaluation": ("{d} evaluation {m} min", "{d} OT eval, {m} min"), "meeting": ("{d} IEP meeting {m} min",)}
BETWEEN = ("Next: hand strengthening", "Tried: short pencil. Better grip.", "Teacher: list of activities", "Tires after 4 lines.", "")


def closed(day: date) -> bool:
    return any(first <= day <= last for first, last, _ in CLOSED)


def school_day(day: date) -> bool:
    return day.weekday() < 5 and FIRST <= day <= LAST and not closed(day)


def days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * at for at in range((last - first).days + 1))


BEFORE = [day for day in days(FIRST, TODAY - DAY) if school_day(day)]
CUTOFF = BEFORE[-5]
"""Five school days lie between this day and today: the grace."""

CALENDAR_ROWS: tuple[tuple[date, date, str, str], ...] = (
    (FIRST, LAST, "all", "school year"),
    *((first, last, "all", f"trimester {at}") for at, (first, last) in enumerate(TRIMESTERS, 1)),
    *((first, last, "all", what) for first, last, what in CLOSED),
    *((day, day, "me", "out sick") for day in SICK),
    *((day, day, school, "assembly") for day, school in ASSEMBLIES),
    *((day, day, "all", "early release") for day in EARLY),
)

Noted = tuple[date, str, str, int, str, date | None, int | None]
"""(day, delivered or missed, kind, minutes, reason, the day made up for, minutes planned)."""


@dataclass
class Pupil:
    name: str
    school: str
    services: str
    usual: str = ""
    starts: date | None = None
    left: date | None = None
    lines: list[tuple[date, str]] = field(default_factory=list)
    noted: Counter[Noted] = field(default_factory=Counter)
    """What the log must hold."""
    required: Counter[str] = field(default_factory=Counter)
    delivered: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    """Reason -> direct minutes."""
    silent: Counter[str] = field(default_factory=Counter)
    """Minutes of which no note speaks, the grace being over."""
    remaining: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    debts: list[tuple[date, int]] = field(default_factory=list)
    made_up: int = 0

    @property
    def owed(self) -> int:
        return sum(minutes for _, minutes in self.debts)

    @property
    def note(self) -> str:
        """The Doc's text, newest on top."""
        return "\n".join(text for _, text in sorted(self.lines, key=lambda line: line[0], reverse=True))

    def serves(self, day: date) -> bool:
        return (self.starts is None or day >= self.starts) and (self.left is None or day < self.left) and day < TODAY


class Year:
    """Makes pupils by chance, each with its truth."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def caseload(self, count: int) -> list[Pupil]:
        makers = (self.twice, self.weekly, self.twice, self.twice, self.with_consult, self.twice, self.monthly, self.twice, self.trimesters,
                  self.weekly, self.twice, self.phases, self.twice, self.together, self.joins, self.twice, self.leaves, self.twice,
                  self.consult_only, self.twice)  # fmt: skip
        pupils = [makers[at % len(makers)](f"Student {at + 1:03d}", SCHOOLS[at % 3]) for at in range(count)]
        for pupil in pupils:
            self.make_up(pupil)
            self.others(pupil)
        return pupils

    # kinds of service

    def weekly(self, name: str, school: str) -> Pupil:
        return self.by_week(Pupil(name, school, "30 min weekly push-in"), 1)

    def twice(self, name: str, school: str) -> Pupil:
        return self.by_week(Pupil(name, school, "2 x 30 min weekly"), 2)

    def joins(self, name: str, school: str) -> Pupil:
        return self.by_week(Pupil(name, school, "30 min weekly", starts=date(2026, 10, 19)), 1)

    def leaves(self, name: str, school: str) -> Pupil:
        return self.by_week(Pupil(name, school, "2 x 30 min weekly", left=date(2027, 3, 15)), 2)

    def phases(self, name: str, school: str) -> Pupil:
        return self.by_week(Pupil(name, school, "45 min weekly until 1/29/27, then 30 min weekly"), 1, before=(date(2027, 2, 1), 45))

    def with_consult(self, name: str, school: str) -> Pupil:
        pupil = self.by_week(Pupil(name, school, "30 min weekly; 15 min consult monthly"), 1)
        return self.consult_by_month(pupil)

    def consult_only(self, name: str, school: str) -> Pupil:
        return self.consult_by_month(Pupil(name, school, "15 min consult monthly"))

    def by_week(self, pupil: Pupil, times: int, before: tuple[date, int] | None = None) -> Pupil:
        weekdays = sorted(self.rng.sample(range(5), times))
        late = self.rng.random() < 0.4
        length = 30 if before is None else 0
        clock = ("1:15", "1:45") if late else ("9:15", "9:45")
        named = ("Mon", "Tue", "Wed", "Thu", "Fri")
        end = f"-{clock[1]}" if length else ""
        pupil.usual = ", ".join(f"{named[day]} {clock[0]}{end}" for day in weekdays)
        for monday in days(FIRST - DAY * FIRST.weekday(), TODAY):
            week = [day for day in days(monday, monday + DAY * 6) if school_day(day)]
            if monday.weekday() or not week or (pupil.starts and monday < pupil.starts) or (pupil.left and monday >= pupil.left):
                continue
            each = before[1] if before and monday < before[0] else 30
            if monday < TODAY:
                room = each * times
                pupil.required["direct"] += room
                for at in weekdays:
                    room -= self.slot(pupil, monday + DAY * at, each, clock, late)
                (pupil.silent if monday + DAY * 7 <= CUTOFF else pupil.remaining)["direct"] += room
        return pupil

    def monthly(self, name: str, school: str) -> Pupil:
        pupil = Pupil(name, school, "60 min monthly (2 x 30)")
        for month in self.months():
            room = 60
            pupil.required["direct"] += room
            for day in self.some(month, 2):
                room -= self.session(pupil, day, 30, ("9:15", "9:45"))
            (pupil.silent if month[-1] < CUTOFF and month[-1].month != TODAY.month else pupil.remaining)["direct"] += room
        return pupil

    def trimesters(self, name: str, school: str) -> Pupil:
        pupil = Pupil(name, school, "12 x 30 min per trimester")
        for first, last in TRIMESTERS:
            whole = [day for day in days(first, last) if school_day(day)]
            room = 360
            pupil.required["direct"] += room
            for day in self.some(whole, 12):
                room -= self.session(pupil, day, 30, ("9:15", "9:45"))
            if last < CUTOFF:
                pupil.silent["direct"] += room
            else:
                due = (2 * 360 * sum(day < CUTOFF for day in whole) + len(whole)) // (2 * len(whole))
                silent = max(0, due - (360 - room)) // 30 * 30
                pupil.silent["direct"] += silent
                pupil.remaining["direct"] += room - silent
        return pupil

    def together(self, name: str, school: str) -> Pupil:
        pupil = Pupil(name, school, "120 min per month direct and consult")
        for month in self.months():
            room = 120
            pupil.required["combined"] += room
            for at, day in enumerate(self.some(month, 5)):
                kind, minutes = ("direct", 30) if at < 3 else ("consult", 15)
                if self.rng.random() < 0.85:
                    self.give(pupil, day, kind, minutes, self.rng.choice(GIVEN[:3] if kind == "direct" else CONSULT), own="combined")
                    room -= minutes
            (pupil.silent if month[-1] < CUTOFF and month[-1].month != TODAY.month else pupil.remaining)["combined"] += room
        return pupil

    def consult_by_month(self, pupil: Pupil) -> Pupil:
        for month in self.months():
            pupil.required["consult"] += 15
            room = 15
            if self.rng.random() < 0.85 and (some := self.some(month, 1)):
                self.give(pupil, some[0], "consult", 15, self.rng.choice(CONSULT))
                room = 0
            (pupil.silent if month[-1] < CUTOFF and month[-1].month != TODAY.month else pupil.remaining)["consult"] += room
        return pupil

    # days

    def months(self) -> list[list[date]]:
        found: dict[tuple[int, int], list[date]] = {}
        for day in days(FIRST, LAST):
            if school_day(day) and (day.year, day.month) <= (TODAY.year, TODAY.month):
                found.setdefault((day.year, day.month), []).append(day)
        return list(found.values())

    def some(self, among: Sequence[date], count: int) -> list[date]:
        """Days on which nothing else is up, before today."""
        free = [day for day in among if day < TODAY and day not in SICK and day not in EARLY and all(day != one for one, _ in ASSEMBLIES)]
        return sorted(self.rng.sample(free, min(count, len(free))))

    def slot(self, pupil: Pupil, day: date, minutes: int, clock: tuple[str, str], late: bool) -> int:
        """What happened on a usual day; gives the minutes that are accounted for."""
        if not pupil.serves(day) or not FIRST <= day <= LAST:
            return 0
        if closed(day) or (day in EARLY and late):
            pupil.missed["school_closed"] += minutes
            return minutes
        event = "provider_absent" if day in SICK else "school_event" if (day, pupil.school) in ASSEMBLIES else ""
        if event:
            pupil.missed[event] += minutes
            pupil.debts.append((day, minutes))
            if self.rng.random() < 0.3:  # she writes it down as well: it is counted once
                self.write(pupil, day, self.rng.choice(MISSED[event][:1]))
                pupil.noted[(day, "missed", "direct", 0, event, None, None)] += 1
            return minutes
        return self.session(pupil, day, minutes, clock)

    def session(self, pupil: Pupil, day: date, minutes: int, clock: tuple[str, str]) -> int:
        chance = self.rng.random()
        if chance < 0.68:
            words = self.rng.choice(GIVEN)
            self.give(pupil, day, "direct", minutes, words, clock=f"{clock[0]}-{clock[1]}" if minutes == 30 else f"{minutes} min")
            return minutes
        if chance < 0.82 and minutes == 30:
            for words in ("lining up", "journal", "clean-up, zipper"):
                self.give(pupil, day, "direct", 10, f"{{d}} 10 push-in {words}")
            return minutes
        if chance < 0.86:
            words, reason = self.rng.choice(SHORT)
            self.write(pupil, day, words, m=minutes - 10, p=minutes)
            pupil.noted[(day, "delivered", "direct", minutes - 10, reason, None, minutes)] += 1
            pupil.delivered["direct"] += minutes - 10
            pupil.missed[reason] += 10
            if reason in OWED:
                pupil.debts.append((day, 10))
            return minutes
        if chance < 0.95:
            reason = self.rng.choice(list(MISSED))
            self.write(pupil, day, self.rng.choice(MISSED[reason]))
            pupil.noted[(day, "missed", "direct", 0, reason, None, None)] += 1
            pupil.missed[reason] += minutes
            if reason in OWED:
                pupil.debts.append((day, minutes))
            return minutes
        return 0  # forgotten

    def give(self, pupil: Pupil, day: date, kind: str, minutes: int, words: str, *, own: str = "", clock: str = "") -> None:
        self.write(pupil, day, words, m=minutes, c=clock)
        pupil.noted[(day, "delivered", kind, minutes, "", None, None)] += 1
        pupil.delivered[own or kind] += minutes

    def make_up(self, pupil: Pupil) -> None:
        """Half of the whole sessions that are owed are made up on a later day on which nothing else was noted."""
        for day, minutes in pupil.debts:
            later = [one for one in days(day + DAY * 3, min(TODAY - DAY, day + DAY * 40)) if school_day(one) and pupil.serves(one)]
            free = [one for one in later if all(one != noted[0] for noted in pupil.noted) and one not in SICK]
            if minutes >= 30 and free and self.rng.random() < 0.5:
                made = self.rng.choice(free)
                self.write(pupil, made, self.rng.choice(MADE_UP), m=minutes, o=f"{day.month}/{day.day}")
                pupil.noted[(made, "delivered", "direct", minutes, "", day, None)] += 1
                pupil.made_up += minutes

    def others(self, pupil: Pupil) -> None:
        """Evaluations and meetings: beside everything else."""
        for kind, words in BESIDE.items():
            for day in self.some([one for one in BEFORE if pupil.serves(one)], self.rng.choice((0, 1, 2))):
                minutes = 60 if kind == "evaluation" else 45
                self.write(pupil, day, self.rng.choice(words), m=minutes)
                pupil.noted[(day, "delivered", kind, minutes, "", None, None)] += 1
                pupil.beside[kind] += minutes

    def write(self, pupil: Pupil, day: date, words: str, **more: object) -> None:
        given = {"m": 0, "p": 0, "c": "", "o": "", **more}
        said = words.format(d=f"{day.month}/{day.day}", D=f"{day:%b} {day.day}", w=f"{day:%a}", **given)
        between = self.rng.choice(BETWEEN) if self.rng.random() < 0.25 else ""
        pupil.lines.append((day, said + ("\n" + between if between else "")))
