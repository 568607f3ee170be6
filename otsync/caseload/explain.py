"""When a student is served, and a balance in sentences: each number with the entries and rules behind it. No student is named."""

from __future__ import annotations

from datetime import date

from otsync.caseload.balance_model import BY_HAND, CALENDAR, Balance, Force, PeriodBalance, Step
from otsync.caseload.calendar import DAY, Span
from otsync.caseload.periods import ENDS_NEVER
from otsync.caseload.reasons import WORDS
from otsync.caseload.rollup import MONTH_RULE
from otsync.caseload.services.model import ServiceReading
from otsync.caseload.services.words import in_words
from otsync.caseload.values import short_day

TOGETHER_RULE = (
    "A service written as direct and consult together is one amount: both kinds count for it, and for no other line; where a line asks for "
    "one of them alone, that line comes first."
)
KIND_WORDS = {"combined": "Direct and consult together"}
PAUSED = ("on hold", "on hold (legal)", "discharged", "moved")


def force_of(status: str, status_date: date | None, starts: date | None, count_from: date, last_entry: date | None) -> Force:
    """The days on which minutes are required: from the later of the day that sessions count from and the student's Starts, up to the
    status date of a hold, a move or a discharge (that day no longer). Without that date the last noted session is taken, and said so."""
    start = max(count_from, starts) if starts else count_from
    says = f"Minutes are required from {short_day(start)}" + (" (Starts)." if starts == start else " (sessions are counted from there).")
    plain = " ".join(status.casefold().split())
    if plain not in PAUSED:
        return Force((Span(start, ENDS_NEVER),), says)
    if status_date is not None:
        end, says = status_date, f"{says} From {short_day(status_date)} on nothing is required: {plain}."
    else:
        end = last_entry + DAY if last_entry else start
        says = f"{says} {plain.capitalize()} without a date: nothing is required after the last noted session. Fill in Status date."
    return Force((Span(start, end),) if start < end else (), says)


def explain(balance: Balance, reading: ServiceReading) -> list[str]:
    """The numbers, then what they rest on, then every entry and rule in the order of their days."""
    said = _numbers(balance, reading)
    for at, line in enumerate(balance.lines, 1):
        said += [f"Line {at}, {one.name}: {figures(one, balance.today)}." for one in line.periods if one.span.start < balance.today]
    return [*said, *_hints(balance), *_rules(balance), *(_step(step) for step in balance.explanation)]


def account(balance: Balance, reading: ServiceReading) -> list[str]:
    """The same for a page beside the list of entries: periods newest first, those that were simply given in one line; of the entries
    only what is not in the log (days of the Calendar, what was brought forward) and rows that people added, which may lack the ID."""
    said = _numbers(balance, reading)
    for at, line in enumerate(balance.lines, 1):
        plain: list[PeriodBalance] = []
        for one in reversed(line.periods):
            if one.span.start >= balance.today:
                continue
            if one.required == one.given and not one.missed_by and not one.brought:
                plain.append(one)
            else:
                said.append(f"Line {at}, {one.name}: {figures(one, balance.today)}.")
        if plain:
            days = ", ".join(f"{one.span.start.month}/{one.span.start.day}" for one in reversed(plain))
            said.append(f"Line {at}, given in full in {len(plain)} {'periods' if len(plain) > 1 else 'period'}, from {days}.")
    beside = [_step(step) for step in balance.explanation if not step.key or step.key.startswith((CALENDAR, BY_HAND))]
    return [*said, *_hints(balance), *beside, *_rules(balance)]


def _numbers(balance: Balance, reading: ServiceReading) -> list[str]:
    said = [f"Service minutes are read as: {in_words(reading) or 'none written'}."]
    for kind in balance.month:
        for one in (balance.week[kind], balance.month[kind], balance.year[kind]):
            said.append(f"{KIND_WORDS.get(kind, kind.capitalize())}, {one.name}: {figures(one)}.")
    if not balance.month:
        said.append("No service line could be read: nothing can be owed until one is.")
    said += [f"{kind.capitalize()}, beside the service lines: {minutes} min." for kind, minutes in sorted(balance.beside.items())]
    if balance.makeup_extra:
        said.append(f"Made up beyond what was owed: {balance.makeup_extra} min.")
    said += [
        f"Make-up owed from {short_day(debt.date)}: {debt.minutes} min ({WORDS.get(debt.reason, debt.reason) or 'as the note says'}), "
        f"{debt.made_up} made up, {debt.open} still owed."
        for debt in balance.debts
    ]
    if balance.last_seen:
        said.append(f"Last seen {short_day(balance.last_seen)}.")
    for at, line in enumerate(balance.lines, 1):
        if line.unbalanced:
            said.append(f"Line {at} ({line.service.kind}) is shown and not balanced: {line.unbalanced}")
    return said


def _hints(balance: Balance) -> list[str]:
    return [
        f"Line {at}, {one.name}: more was noted than required while a make-up is owed. If a session was the make-up, write so in its "
        "line (“make-up for” and the day)."
        for at, line in enumerate(balance.lines, 1)
        for one in line.periods
        if one.beyond and one.missed_owed > one.made_up
    ]


def _rules(balance: Balance) -> list[str]:
    said = [f"Rule: {text[0].upper()}{text[1:]}." for text in balance.assumed]
    if "combined" in balance.month:
        said.append(f"Rule: {TOGETHER_RULE}")
    return [*said, f"Rule: {MONTH_RULE}"] if balance.month else said


def _step(step: Step) -> str:
    where = f"line {step.line + 1}: " if step.line is not None else ""
    day = f"{short_day(step.date)} " if step.date else ""
    key = f" [{step.key}]" if step.key else ""
    return f"{day}{where}{step.text}{key}"


def figures(one: PeriodBalance, today: date | None = None) -> str:
    """ "30 required, 30 given, 0 remaining": what is 0 and says nothing is left out. `today`: of a period that is over, nothing is said
    of what is due."""
    parts = [f"{one.required} required"]
    if one.prorated != one.required:
        parts[0] += f" ({one.prorated} for the days that had school)"
    parts.append(f"{one.given} given")
    if one.brought:
        parts.append(f"{one.brought} given before counting began")
    for reason, minutes in sorted(one.missed_by.items()):
        parts.append(f"{minutes} missed ({WORDS.get(reason, reason) or 'no reason written'})")
    for minutes, words in (
        (one.missed_owed, "make-up owed"),
        (one.made_up, "made up of it"),
        (one.missed_unclear, "missed without a reason"),
        (one.not_accounted, "with no note yet"),
        (one.beyond, "more than required"),
    ):
        if minutes:
            parts.append(f"{minutes} {words}")
    if today is None or one.span.end > today or one.remaining:
        parts.append(f"{one.remaining} remaining")
    if today is None or one.span.end > today:
        parts.append(f"{one.expected} due by today")
    return ", ".join(parts)
