"""What the service-time reader answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ServiceKind = Literal["direct", "consult", "indirect", "observation", "combined"]
Period = Literal[
    "day",
    "week",
    "two_weeks",
    "four_weeks",
    "month",
    "quarter",
    "nine_weeks",
    "grading_period",
    "trimester",
    "semester",
    "year",
    "iep_term",
    "cycle",
]


@dataclass(frozen=True, slots=True)
class Service:
    """One service line. What the words do not say is None."""

    kind: ServiceKind
    period: Period
    minutes_per_period: int
    sessions_per_period: int | None = None
    minutes_per_session: int | None = None
    setting: Literal["push-in", "pull-out", "teletherapy"] | None = None
    group: Literal["individual", "group"] | None = None
    group_max: int | None = None
    cycle_days: int | None = None
    start: date | None = None
    end: date | None = None
    weeks: int | None = None
    plan: Literal["504", "RTI"] | None = None
    qualifier: Literal["minimum", "approximate"] | None = None
    esy: bool | None = None


@dataclass(frozen=True, slots=True)
class ServiceFlag:
    code: str
    text: str
    """The exact words."""
    says: str = ""
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class ServiceReading:
    services: tuple[Service, ...] = ()
    flags: tuple[ServiceFlag, ...] = ()
