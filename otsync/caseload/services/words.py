"""A reading of service time in words: the roster's column "Read as"."""

from __future__ import annotations

from otsync.caseload.services.model import Service, ServiceReading
from otsync.caseload.values import short_day

PERIOD_WORDS = {
    "day": "a day",
    "week": "a week",
    "two_weeks": "every two weeks",
    "four_weeks": "in four weeks",
    "month": "a month",
    "quarter": "a quarter",
    "nine_weeks": "in nine weeks",
    "grading_period": "a grading period",
    "trimester": "a trimester",
    "semester": "a semester",
    "year": "a year",
    "iep_term": "in the IEP's term",
    "cycle": "a cycle",
}


def in_words(reading: ServiceReading) -> str:
    """ "direct 30 a week, pull-out; consult 15 a month"; what was not read is quoted with why."""
    parts = [_one(service) for service in reading.services]
    parts += [f"not read: {flag.text} ({flag.says})" for flag in reading.flags]
    return "; ".join(parts)


def _one(service: Service) -> str:
    period = f"a {service.cycle_days}-day cycle" if service.cycle_days else PERIOD_WORDS[service.period]
    amount = f"{service.minutes_per_period} {period}"
    if service.sessions_per_period and service.sessions_per_period > 1:
        amount += f" ({service.sessions_per_period} x {service.minutes_per_session})"
    words = [f"{service.kind} {amount}"]
    if service.qualifier:
        words[0] = words[0].replace(service.kind, f"{service.kind} {'at least' if service.qualifier == 'minimum' else 'about'}", 1)
    words += [part for part in (service.setting, service.group) if part]
    if service.group_max:
        words.append(f"at most {service.group_max}")
    if service.start:
        words.append(f"from {short_day(service.start)}")
    if service.end:
        words.append(f"to {short_day(service.end)}")
    if service.weeks:
        words.append(f"for {service.weeks} weeks")
    if service.plan:
        words.append(service.plan)
    if service.esy:
        words.append("ESY")
    return ", ".join(words)
