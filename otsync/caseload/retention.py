"""Until when a student's record is kept. otsync shows the day and why; it never deletes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from otsync.caseload.values import short_day


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """A district may set longer years than the law's."""

    name: str = "California"
    years_after_discharge: int = 7
    age: int = 19
    """A minor's record is kept at least until this birthday: a year after the 18th."""
    source: str = "California Business and Professions Code 2570.185"


CALIFORNIA = RetentionRules()


@dataclass(frozen=True, slots=True)
class Retention:
    until: date | None
    """The record is kept up to this day; None: no day can be named, and it is kept."""
    reason: str
    """A sentence."""


def keep_until(
    birthdate: date | None,
    discharge: date | None,
    rules: RetentionRules = CALIFORNIA,
    *,
    emancipated: bool = False,
    legal_hold: bool = False,
) -> Retention:
    """max(discharge + 7 years, 19th birthday) by the default rules; for an emancipated minor the years since discharge alone.

    29 February becomes 1 March where the year has none. A legal hold wins over any day.
    """
    if legal_hold:
        return Retention(None, "A legal hold is set: the record is kept until someone lifts it.")
    if discharge is None:
        return Retention(None, "Not discharged: the record is in use.")
    if birthdate is None and not emancipated:
        return Retention(None, "There is no birthdate: without it no day can be named.")
    if birthdate is not None and birthdate > discharge:
        return Retention(None, f"The discharge ({short_day(discharge)}) lies before the birthdate: one of them needs a look.")
    after = years_later(discharge, rules.years_after_discharge)
    since = f"{rules.years_after_discharge} years after the discharge on {short_day(discharge)}"
    if emancipated or birthdate is None:
        return Retention(after, f"Emancipated minor: {since} ({rules.source}).")
    grown = years_later(birthdate, rules.age)
    if grown > after:
        return Retention(grown, f"The {_ordinal(rules.age)} birthday, which is later than {since} ({rules.source}).")
    return Retention(after, f"{since[0].upper()}{since[1:]}, which is not before the {_ordinal(rules.age)} birthday ({rules.source}).")


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 1 March for a 29 February that the year does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1) if day.year + years <= date.max.year else date.max


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
