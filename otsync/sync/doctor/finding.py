"""What the doctor sees: one finding a sentence, with what to do about it. No student is named in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["well", "note", "mend", "act", "repaired"]
"""well: as it should be · note: worth knowing, nothing to do · mend: `--repair` can put it back · act: a person has to · repaired."""

NEEDS_A_PERSON = 2


@dataclass(frozen=True, slots=True)
class Finding:
    area: str
    """Configuration, Sign-in, Workbook, State, Roster, Docs, Anchors, Template, Schedule."""
    code: str
    level: Level
    says: str
    advice: str = ""
    """What to do, a sentence; empty where nothing is."""
    otsync_ids: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "area": self.area,
            "code": self.code,
            "level": self.level,
            "says": self.says,
            "advice": self.advice,
            "otsync_ids": list(self.otsync_ids),
        }


@dataclass
class Diagnosis:
    """All findings of one look."""

    findings: list[Finding] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    spreadsheet_id: str = ""

    @property
    def exit_code(self) -> int:
        """0 where all is well or was repaired, 2 where a person must act (be it to run it with `--repair`)."""
        return NEEDS_A_PERSON if any(one.level in ("act", "mend") for one in self.findings) else 0

    def count(self, level: Level) -> int:
        return sum(one.level == level for one in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`, but for `error`."""
        return {
            "well": self.count("well"),
            "notes": self.count("note"),
            "to_repair": self.count("mend"),
            "repaired": self.count("repaired"),
            "to_act": self.count("act"),
            "findings": [one.as_dict() for one in self.findings],
            "requests": dict(self.requests),
            "seconds": round(self.seconds, 3),
            "spreadsheet_id": self.spreadsheet_id,
        }
