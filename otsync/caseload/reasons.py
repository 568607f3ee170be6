"""Why a session did not take place, and whether a make-up is owed for it. The Settings tab may answer otherwise, reason by reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

USUAL = "Usual practice of districts; no federal rule goes by reason, and your district may have its own"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    words: str
    """As the Settings tab and people say it."""
    owed: bool
    source: str


REASONS: tuple[Reason, ...] = (
    Reason("provider_absent", "therapist absent", True, USUAL),
    Reason("provider_unavailable", "therapist unavailable", True, USUAL),
    Reason("school_event", "school event", True, USUAL),
    Reason("student_absent", "student absent", False, USUAL),
    Reason("student_refused", "student or family declined", False, USUAL),
    Reason("student_unavailable", "student unavailable", False, USUAL),
    Reason("school_closed", "school closed", False, USUAL),
)

WORDS: Mapping[str, str] = {one.code: one.words for one in REASONS}
DEFAULT_OWED: Mapping[str, bool] = {one.code: one.owed for one in REASONS}


def makeup_owed(reason: str | None, said: bool | None = None, table: Mapping[str, bool] = DEFAULT_OWED) -> bool | None:
    """Whether a make-up is owed: what the note itself says, else the table; None where neither tells, and someone has to."""
    return said if said is not None else table.get(reason or "")
