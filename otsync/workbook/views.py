"""What the Dashboard and This week are made from: one record a student and one for the caseload, plain values of one day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
REPORTS_AHEAD = 21
"""Days before progress reports are due from which the Dashboard says so on top."""


@dataclass(frozen=True, slots=True)
class Speak:
    """From when on things are said: as the tab Settings has it."""

    annual: int = 30
    """Days before an annual review."""
    triennial: int = 60
    silent: int = 7
    """School days without service."""
    clock: int = 10
    """School days without service after which parents may have to be told."""
    behind: int = 30
    """Minutes behind the pace."""


SPEAK = Speak()


@dataclass(frozen=True, slots=True)
class StudentView:
    """One student as the views need it. Minutes are whole minutes; None is "not known", 0 is none. Dates are local days."""

    otsync_id: str
    name: str
    school: str = ""
    plan_type: str = ""
    room: str = ""
    teachers: str = ""
    usual_times: str = ""
    status: str = "active"
    missing: tuple[str, ...] = ()
    """Fields to fill, in words, in the order of the plan."""
    annual: date | None = None
    triennial: date | None = None
    progress_report: date | None = None
    owed_month: int | None = None
    given_month: int = 0
    missed_owed: int = 0
    """Minutes missed this month for which a make-up is owed."""
    missed_not_owed: int = 0
    no_note_yet: int = 0
    """Expected minutes of which no note speaks, once the grace days are over."""
    pace: int | None = None
    """Minutes ahead of (or, negative, behind) what was expected by today; None where the service minutes could not be read."""
    last_seen: date | None = None
    school_days_since_seen: int | None = None
    next_time: str = ""
    for_teacher: str = ""
    has_precautions: bool | None = False
    """None: nothing was filled in yet, so nobody knows."""
    precautions: str = ""
    tried: tuple[str, ...] = ()
    """What was tried and how it went, newest first."""
    account: str = ""
    """The numbers and the rules behind them, a line each (`explain.account`)."""
    together: int = 0
    """Of `owed_month`, what is owed as direct and consult together."""
    consult: tuple[int, int] | None = None
    """Consult minutes (required, given) of the month: beside all others."""
    clock: int | None = None
    """School days without service that a legal clock counts."""
    doc_url: str = ""
    note: str = ""
    owed_week: int | None = None
    owed_words: str = ""
    """What is owed now, where a number alone would not do: "30, 60 by 11/30, consult 15 by 11/30"."""
    logged_week: int = 0
    logged_text: str = ""
    """The week's sessions in short: "10/7 push-in"."""
    makeup: int = 0
    """Make-up minutes still owed."""
    service_unread: bool = False
    """Service minutes are there, and could not be read for sure."""

    status_date: date | None = None

    @property
    def paused_words(self) -> str:
        """Why a student who is not active stands in grey."""
        words = self.status.strip().capitalize()
        if self.status_date is None:
            return f"{words}. Fill in Status date: until then nothing is required after the last noted session."
        return f"{words} since {self.status_date.month}/{self.status_date.day}/{self.status_date.year % 100:02d}."

    @property
    def active(self) -> bool:
        return self.status.strip().casefold() in ("", "active")


@dataclass(frozen=True, slots=True)
class Summary:
    """The caseload as a whole, on one day."""

    plans: int
    complete: int
    new_this_week: int = 0
    """Plans that became complete in the last seven days."""
    given: int = 0
    """Direct minutes of this month so far."""
    expected: int | None = None
    """Direct minutes expected by today; None where nobody's service minutes could be read."""
    no_note_yet: int = 0
    makeup_owed: int = 0
    last_run: datetime | None = None
    """Local wall time of the last good run: the one that writes this."""
    to_look_at: int = 0
    calendar_empty: bool = False
    """No day off stands in Calendar."""
    count_from: date | None = None
    """The day from which sessions count."""
    contact: str = ""
    speak: Speak = SPEAK
    silent_after: float = 1.5
    """Days without a run after which the Dashboard says so."""
    together: int = 0
    """Of all that is owed this month, what is owed as direct and consult together."""
    consult: tuple[int, int] | None = None
    """Consult minutes (required, given) of this month, beside the others."""
    reports: date | None = None
    """When the next progress reports are due."""
    trend: Sequence[tuple[date, int, int]] = ()
    """(day, plans complete, plans), oldest first."""
    weeks: Sequence[tuple[date, int, int]] = ()
    """(Monday, minutes given, minutes expected), oldest first."""


def summarise(
    students: Sequence[StudentView],
    *,
    trend: Sequence[tuple[date, int, int]] = (),
    weeks: Sequence[tuple[date, int, int]] = (),
    last_run: datetime | None = None,
    to_look_at: int = 0,
    calendar_empty: bool = False,
    count_from: date | None = None,
    contact: str = "",
    speak: Speak = SPEAK,
    silent_after: float = 1.5,
) -> Summary:
    """The sums over the students who are active. `trend` tells how many plans are newly complete: against its latest day
    that lies seven days or more back, else its first."""
    active = [one for one in students if one.active]
    paced = [one for one in active if one.pace is not None]
    complete = sum(not one.missing for one in active)
    consults = [one.consult for one in active if one.consult]
    before = 0
    if trend:
        last = trend[-1][0]
        earlier = [row for row in trend if (last - row[0]).days >= 7]
        before = (earlier[-1] if earlier else trend[0])[1]
    return Summary(
        plans=len(active),
        complete=complete,
        new_this_week=max(complete - before, 0) if trend else 0,
        given=sum(one.given_month for one in active),
        expected=sum(one.given_month - (one.pace or 0) for one in paced) if paced else None,
        no_note_yet=sum(one.no_note_yet for one in active),
        makeup_owed=sum(one.makeup for one in active),
        last_run=last_run,
        to_look_at=to_look_at,
        calendar_empty=calendar_empty,
        count_from=count_from,
        contact=contact,
        speak=speak,
        silent_after=silent_after,
        together=sum(one.together for one in active),
        consult=(sum(one[0] for one in consults), sum(one[1] for one in consults)) if consults else None,
        reports=min((one.progress_report for one in active if one.progress_report), default=None),
        trend=trend,
        weeks=weeks,
    )


def days_left(day: date | None, today: date) -> int | None:
    """Calendar days from today; negative once the day is past."""
    return None if day is None else (day - today).days


def plural(number: int, one: str, many: str = "") -> str:
    """ "1 annual", "4 annuals"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def reasons(student: StudentView, today: date, speak: Speak = SPEAK) -> list[str]:
    """Why a person may want to look at this student, most pressing first: neutral sentences, each true by itself."""
    found: list[str] = []
    for day, what, ahead in ((student.annual, "Annual", speak.annual), (student.triennial, "Triennial", speak.triennial)):
        left = days_left(day, today)
        if left is not None and day is not None and left < 0:
            found.append(f"{what} date {day.month}/{day.day}/{day.year % 100:02d} has passed.")
        elif left is not None and left <= ahead:
            found.append(f"{what} {'today' if left == 0 else 'in ' + plural(left, 'day')}.")
    if student.school_days_since_seen is not None and student.school_days_since_seen >= speak.silent:
        days = plural(student.school_days_since_seen, "school day")
        told = "; parents may have to be told" if (student.clock or 0) >= speak.clock else ""
        found.append(f"Last seen {days} ago{told}." if student.last_seen else f"No session noted in {days}{told}.")
    if student.no_note_yet:
        found.append(f"{student.no_note_yet} min with no note yet.")
    if student.makeup:
        found.append(f"{student.makeup} min to make up.")
    if student.service_unread:
        found.append("Service minutes could not be read for sure.")
    elif student.pace is not None and student.pace < 0 and -student.pace >= speak.behind and not student.no_note_yet:
        found.append(f"{-student.pace} min behind.")
    if student.consult and not student.owed_month:
        found.append(f"Consult: {student.consult[1]} of {student.consult[0]} min this month.")
    if student.together:
        all_of_it = student.together == student.owed_month
        found.append(f"{'Owed' if all_of_it else f'{student.together} of it'} for direct and consult together.")
    return found


def shown_names(students: Sequence[StudentView], *, short: bool) -> dict[str, str]:
    """otsync ID -> name to show: "Mateo L." if `short` and no other student is called so; two of one name get what tells them apart."""
    full = {one.otsync_id: display_name(one.name) for one in students}
    names = {key: _initial(name) for key, name in full.items()} if short else dict(full)
    if short:
        counted = Counter(names.values())
        names = {key: name if counted[name] == 1 else full[key] for key, name in names.items()}
    counted = Counter(names.values())
    by_id = {one.otsync_id: one for one in students}
    for key, name in names.items():
        if counted[name] > 1:
            names[key] = f"{name} ({_apart(by_id[key], [by_id[other] for other in names if full[other] == full[key] and other != key])})"
    return names


def display_name(name: str) -> str:
    """ "Lopez, Mateo" as "Mateo Lopez"; anything else as typed."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts) and parts[1].rstrip(".").casefold() not in ("jr", "sr", "ii", "iii", "iv"):
        return f"{parts[1]} {parts[0]}"
    return " ".join(name.split())


def _initial(name: str) -> str:
    first, _, rest = name.partition(" ")
    last = rest.split()[-1] if rest.split() else ""
    # Only where an initial is how people shorten a name: Latin letters.
    return f"{first} {last[0]}." if re.match(r"[A-Za-zÀ-ɏ]", last) else name


def _apart(student: StudentView, others: Sequence[StudentView]) -> str:
    for words in (student.school, f"room {student.room}" if student.room else "", student.teachers):
        if words and all(words not in (one.school, f"room {one.room}", one.teachers) for one in others):
            return words
    return student.otsync_id


def time_order(usual: str) -> tuple[int, int]:
    """(weekday, minute of the day) of the first usual time, for sorting: "Tue 9:15" is (1, 555). Hours before 7 are afternoons.
    What names no day comes last."""
    words = usual.casefold()
    days = [(words.find(day), at) for at, day in enumerate(WEEKDAYS) if re.search(rf"\b{day}", words)]
    day = min(days)[1] if days else 7
    clock = re.search(r"\b(\d{1,2})(?::(\d{2}))?\s*([ap])?", words)
    if not clock:
        return day, 24 * 60
    hour = int(clock.group(1)) % 24
    if (clock.group(3) == "p" and hour < 12) or (clock.group(3) is None and hour < 7):
        hour += 12
    return day, hour * 60 + int(clock.group(2) or 0)
