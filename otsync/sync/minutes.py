"""How one student stands: what is owed, what was given, what is missing, from the log and the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from otsync.caseload.log import LogRow
from otsync.sync.model import Snapshot, StudentDecision


@dataclass(frozen=True, slots=True)
class Standing:
    """Minutes of one student. None: the service minutes could not be read."""

    owed_month: int | None = None
    given_month: int = 0
    missed_owed: int = 0
    missed_not_owed: int = 0
    no_note_yet: int = 0
    pace: int | None = None
    owed_week: int | None = None
    logged_week: int = 0
    logged_text: str = ""
    makeup: int = 0
    last_seen: date | None = None
    school_days_since_seen: int | None = None
    weeks_given: Mapping[date, int] = field(default_factory=dict)
    weeks_expected: Mapping[date, int] = field(default_factory=dict)


def standing(snap: Snapshot, one: StudentDecision, rows: Sequence[LogRow]) -> Standing:
    given = sum(
        row.minutes for row in rows if row.kind in ("", "direct") and (row.date.year, row.date.month) == (snap.today.year, snap.today.month)
    )
    return Standing(given_month=given)
