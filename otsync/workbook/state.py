"""What otsync remembers, in the hidden tab `_otsync`: one row of JSON for the workbook and one for each student.

It holds hashes, ids and times, the names of fields, and what the views repeat (the next-time and teacher lines). Without it
everything can be built again from the Roster, the Docs' marks and Minutes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from otsync.caseload.roster import Cell

META = "workbook"
STUDENT = "student:"
SEEN = "seen:"
"""Rows of adopted Docs: hashes of the lines that stood there on the day of adoption (`otsync.caseload.notes.seen`)."""


class _Row:
    """To and from compact JSON; what is empty or unknown is left out."""

    @classmethod
    def from_json(cls, text: str) -> Self:
        raw = json.loads(text)
        known = {one.name for one in fields(cls)}  # type: ignore[arg-type]
        return cls(**{key: tuple(value) if isinstance(value, list) else value for key, value in raw.items() if key in known})

    def to_json(self) -> str:
        values = {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]
        return json.dumps(
            {key: value for key, value in values.items() if value not in ("", None, {}, [], False, 0)},
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class Meta(_Row):
    """The workbook's own row. Times are ISO 8601."""

    spreadsheet_id: str = ""
    generation: int = 0
    fingerprint: str = ""
    """Of the last batch that landed: tells our own landed batch after a time-out."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Generation -> when its marker was added."""
    lease_id: str = ""
    lease_holder: str = ""
    lease_until: str = ""
    watermark: str = ""
    """Latest modifiedTime that a listing has shown."""
    last_run: str = ""
    last_day: str = ""
    folder_id: str = ""
    template_id: str = ""
    template_version: int = 0
    students: int = 0
    """Students of the last run: a third of them gone is an accident."""
    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Key -> ids of the fields that a Doc of that form has."""
    undo: str = ""
    """An undo that was begun and not ended: its run, and the otsync ID of the one student that it is about, if so."""
    run: int = 0
    """The number of the run that is under way, where it commits in several rounds."""
    trend: Sequence[Sequence[Any]] = field(default_factory=list)
    """[day, plans complete, plans], one a day."""
    shown: str = ""
    """Digest of the rows of Roster, Calendar and Settings that the Dashboard was last made from."""


@dataclass(frozen=True, slots=True)
class StudentState(_Row):
    """One student's row."""

    doc: str = ""
    link: str = ""
    time: str = ""
    """The Doc's listed modifiedTime when its content was last known."""
    sure: bool = False
    """That time was listed before the Doc was read; else it is the time of our own write."""
    revision: str = ""
    base: Mapping[str, str] = field(default_factory=dict)
    """Field -> hash of what both sides last agreed on."""
    begun: Mapping[str, str] = field(default_factory=dict)
    """Field -> hash of what a run was about to write to the Doc."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """Field -> hash of what the roster said when a run was about to write a value that a person had typed for both sides."""
    writing: Sequence[str] = ()
    """Fields of the last write that was begun: all of them landed, or none."""
    open: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Field -> [roster hash, Doc hash] of a listed difference."""
    intent: str = ""
    """When a run set out to make this student's Doc."""
    identity: Sequence[str] = ()
    """Hashes of name and birthdate: what the otsync ID stands for."""
    missing: Sequence[str] = ()
    """Fields to fill."""
    imported: bool = False
    """The first reading of the notes is in the log."""
    logged: Mapping[str, str] = field(default_factory=dict)
    """Entry ID -> digest of its row in Minutes as appended: a row that a person alters or deletes is noticed by it."""
    undone: Mapping[str, str] = field(default_factory=dict)
    """Entry ID -> digest of what the Doc said of a session when it was undone, or "gone"."""
    collected: Sequence[str] = ()
    """Digests of the Tried: and Teacher: lines that have become rows of the Plan."""
    next_time: str = ""
    for_teacher: str = ""
    tried: Sequence[str] = ()
    """What was tried and how it went, newest first: the Plan's latest rows."""
    service: Sequence[str] = ()
    """The service minutes that count, as they are read, and the day from which they were seen."""
    told: Mapping[str, str] = field(default_factory=dict)
    """Field -> what the Doc says, of fields that the views need and the roster has no column for."""
    tab: str = ""
    """Id of the Doc's tab that is the plan's."""
    form: str = ""
    """Key (Meta.forms) of the fields that the Doc has had: one of them that is gone was deleted, any other never was there."""
    upgrading: Sequence[str] = ()
    """What an upgrade that has begun gives the Doc, in words for the tab Changes."""
    adopting: str = ""
    """When a run set out to adopt `doc`: until that is done nothing else is done with this student."""
    hers: Sequence[str] = ()
    """Ids of the tabs that an adopted Doc had of its own: never the plan, never written."""
    asked: Sequence[str] = ()
    """Docs of which a person is asked whether they are this student's: until then no new one is made."""
    spares: Mapping[str, str] = field(default_factory=dict)
    """Further Doc of the student -> its listed time when it was found to hold words of its own."""
    since: str = ""
    """ISO day from which sessions counted when the notes were last read."""
    ahead: bool = False
    """A line of the notes waits whose date had not come when they were last read."""
    trouble: str = ""
    """Why the Doc cannot be used (trashed, missing): listed, not asked for again each time."""


@dataclass(frozen=True, slots=True)
class State:
    meta: Meta
    students: Mapping[str, StudentState]
    rows: Mapping[str, int]
    """Key -> 0-based row of the tab."""
    damaged: bool = False
    seen: Mapping[str, str] = field(default_factory=dict)
    """Student -> what the row SEEN holds."""

    @property
    def known(self) -> bool:
        return bool(self.meta.spreadsheet_id)

    def fields_of(self, student: StudentState) -> frozenset[str] | None:
        """The fields that a student's Doc has had; None: not known."""
        ids = self.meta.forms.get(student.form)
        return None if ids is None else frozenset(ids)


def read_state(grid: Sequence[Sequence[Cell]]) -> State:
    """The tab's rows. A row that cannot be read is as if it were not there: what it said is built again."""
    meta = Meta()
    students: dict[str, StudentState] = {}
    seen: dict[str, str] = {}
    rows: dict[str, int] = {}
    damaged = False
    for index, row in enumerate(grid):
        key = row[0].text if row else ""
        if key != META and not key.startswith((STUDENT, SEEN)):
            continue
        try:
            text = row[1].text
            if key == META:
                meta = Meta.from_json(text)
            elif key.startswith(SEEN):
                seen[key.removeprefix(SEEN)] = text
            else:
                students[key.removeprefix(STUDENT)] = StudentState.from_json(text)
        except (IndexError, ValueError, TypeError, AttributeError):
            damaged = True
        rows[key] = index
    return State(meta, students, rows, damaged, seen)


def form_key(ids: Iterable[str]) -> str:
    """Tells one form from another by the fields that a Doc of it has."""
    return hashlib.blake2b("\x1f".join(sorted(ids)).encode(), digest_size=5).hexdigest()


def settled(student: StudentState, *, base: Mapping[str, str], open_: Mapping[str, Sequence[str]]) -> StudentState:
    """The state once a decision is carried out: what was begun is done."""
    return replace(student, base=dict(sorted(base.items())), open=dict(sorted(open_.items())), begun={}, typed={}, writing=(), intent="")
