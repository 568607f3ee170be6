"""What a run did, in figures and in sentences. Nothing in it names a student."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OK, SOME_FAILED, ALL_HELD = 0, 1, 3


@dataclass
class Report:
    """The figures of one run (or, for `plan`, of what a run would do)."""

    students: int = 0
    docs_created: int = 0
    docs_updated: int = 0
    docs_unchanged: int = 0
    fields_missing: int = 0
    roster_to_doc: int = 0
    doc_to_roster: int = 0
    conflicts: int = 0
    minutes_appended: int = 0
    corrections: int = 0
    needs_look: int = 0
    held: int = 0
    failed: int = 0
    requests: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    spreadsheet_id: str = ""
    complete: int = 0
    """Active students whose plan has nothing to fill."""
    active: int = 0
    missing_most: list[tuple[str, int]] = field(default_factory=list)
    """(field in words, plans that lack it), most first."""
    session_minutes: int = 0
    """Direct minutes newly logged."""
    older: int = 0
    """Active students whose plan lacks fields that the form has gained since."""
    wrote: bool = False
    changes: list[str] = field(default_factory=list)
    """For `plan`: a sentence a student, by roster row and otsync ID."""
    passed_over: list[int] = field(default_factory=list)
    """Roster rows (1-based) with something in them that get no plan."""

    @property
    def exit_code(self) -> int:
        if self.failed:
            return SOME_FAILED
        nothing_else = not (self.docs_created or self.docs_updated or self.doc_to_roster or self.minutes_appended or self.corrections)
        return ALL_HELD if self.held and nothing_else else OK

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`, but for `error`."""
        return {
            "students": self.students,
            "docs_created": self.docs_created,
            "docs_updated": self.docs_updated,
            "docs_unchanged": self.docs_unchanged,
            "fields_missing": self.fields_missing,
            "roster_to_doc": self.roster_to_doc,
            "doc_to_roster": self.doc_to_roster,
            "conflicts": self.conflicts,
            "minutes_appended": self.minutes_appended,
            "corrections": self.corrections,
            "needs_look": self.needs_look,
            "held": self.held,
            "failed": self.failed,
            "requests": dict(self.requests),
            "seconds": round(self.seconds, 3),
            "spreadsheet_id": self.spreadsheet_id,
        }
