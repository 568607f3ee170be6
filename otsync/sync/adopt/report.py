"""What an adoption did, or would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from otsync.sync.report import OK, SOME_FAILED


@dataclass(frozen=True, slots=True)
class DocLine:
    """One Doc: by roster row and otsync ID, no names but where a person looks at a screen."""

    doc: str
    link: str
    outcome: str
    """adopted | would adopt | already | asked | listed | nobody | failed."""
    says: str
    otsync_id: str = ""
    row: int = 0
    """1-based row of the roster; 0: none."""
    filled: tuple[str, ...] = ()
    """Fields that its own page gives."""
    differs: tuple[str, ...] = ()
    left: int = 0
    """Lines of the page that name a field and were not taken over."""
    to_fill: int = 0
    seen: int = 0
    """Sessions that stood there already."""
    logged: int = 0
    name: str = ""
    """The student's, for a screen alone."""
    title: str = ""
    """The Doc's, likewise."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "doc": self.doc,
            "otsync_id": self.otsync_id,
            "row": self.row,
            "outcome": self.outcome,
            "says": self.says,
            "filled": list(self.filled),
            "differs": list(self.differs),
            "left": self.left,
            "to_fill": self.to_fill,
            "sessions_seen": self.seen,
            "sessions_logged": self.logged,
        }


@dataclass(slots=True)
class AdoptReport:
    dry_run: bool = False
    docs: list[DocLine] = field(default_factory=list)
    waiting: int = 0
    """Sure ones beyond --first."""
    passed_over: int = 0
    needs_look: int = 0
    minutes_appended: int = 0
    doc_to_roster: int = 0
    requests: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    spreadsheet_id: str = ""

    def count(self, *outcomes: str) -> int:
        return sum(one.outcome in outcomes for one in self.docs)

    @property
    def exit_code(self) -> int:
        return SOME_FAILED if self.count("failed") else OK

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`, but for `error`."""
        return {
            "dry_run": self.dry_run,
            "found": len(self.docs),
            "adopted": self.count("adopted", "would adopt"),
            "already": self.count("already"),
            "asked": self.count("asked"),
            "listed": self.count("listed"),
            "nobody": self.count("nobody"),
            "failed": self.count("failed"),
            "waiting": self.waiting,
            "passed_over": self.passed_over,
            "fields_filled": sum(len(one.filled) for one in self.docs if one.outcome in ("adopted", "would adopt")),
            "conflicts": sum(len(one.differs) for one in self.docs if one.outcome in ("adopted", "would adopt")),
            "doc_to_roster": self.doc_to_roster,
            "minutes_appended": self.minutes_appended,
            "needs_look": self.needs_look,
            "docs": [one.as_dict() for one in self.docs],
            "requests": dict(self.requests),
            "seconds": round(self.seconds, 3),
            "spreadsheet_id": self.spreadsheet_id,
        }
