"""Why a session did not take place, and whether a make-up is owed for it. The Settings tab may answer otherwise, reason by reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OFFERED = "OSEP, Letter to Balkman (1995): a service that was offered need not be made up; Letter to Clarke (2007): decided child by child"
LACKED = "OSEP, Letter to Balkman (1995): what the school did not offer is owed; Letter to Clarke (2007): decided child by child"
CLOSED = "Usual practice: a day off for all is in the calendar that the IEP team knew; your district may decide otherwise"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    words: str
    """As the Settings tab and people say it."""
    owed: bool
    means: str
    source: str
    """Where the default comes from: no federal rule goes by reason, so each is a practice and can be changed."""


REASONS: tuple[Reason, ...] = (
    Reason("provider_absent", "therapist absent", True, "Out sick, at another school, on leave", LACKED),
    Reason("provider_unavailable", "therapist unavailable", True, "A meeting, an evaluation, a training", LACKED),
    Reason("school_event", "school event", True, "Assembly, drill, field trip, testing", LACKED),
    Reason("student_absent", "student absent", False, "Not at school that day", OFFERED),
    Reason("student_refused", "student or family declined", False, "The student or the family said no", OFFERED),
    Reason("student_unavailable", "student unavailable", False, "Asleep, in the office, suspended", OFFERED),
    Reason("school_closed", "school closed", False, "Holiday, snow day, early release", CLOSED),
)
BEFORE = "before"
"""Reason of a debt from before counting began."""

WORDS: Mapping[str, str] = {**{one.code: one.words for one in REASONS}, BEFORE: "from before counting began"}
DEFAULT_OWED: Mapping[str, bool] = {one.code: one.owed for one in REASONS}


def makeup_owed(reason: str | None, said: bool | None = None, table: Mapping[str, bool] = DEFAULT_OWED) -> bool | None:
    """Whether a make-up is owed: what the note itself says, else the table; None where neither tells, and someone has to."""
    return said if said is not None else table.get(reason or "")
