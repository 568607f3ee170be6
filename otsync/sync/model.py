"""What a run reads and what it decides: plain values, handed from stage to stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from otsync.caseload.fields import PlanForm, load_plan
from otsync.caseload.log import LogRow
from otsync.caseload.roster import Roster, RosterRow
from otsync.document.read import PlanDoc
from otsync.document.write import CellWrite
from otsync.workbook.changes import Undo
from otsync.workbook.look import LookItem, LookRow
from otsync.workbook.read import Book
from otsync.workbook.state import State, StudentState


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """What a run is told. `remember` keeps the id of a workbook that otsync made."""

    spreadsheet_id: str
    tab: str
    time_zone: str
    holder: str
    folder_id: str = ""
    template_id: str = ""
    shared_drive_id: str = ""
    remember: Callable[[str], None] | None = None
    form: PlanForm = field(default_factory=load_plan)


@dataclass(frozen=True, slots=True)
class DocFile:
    """A plan Doc as Drive lists it. `time` is its modifiedTime, RFC 3339 UTC."""

    id: str
    otsync_id: str
    time: str
    created: str
    trashed: bool
    link: str
    by_me: bool
    adopted: str = ""
    """The day on which an existing Doc was adopted, ISO; empty for a Doc that otsync made."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a decision is made from, the clock included."""

    form: PlanForm
    book: Book
    roster: Roster
    state: State
    look: Mapping[str, LookRow]
    files: Mapping[str, DocFile]
    """Student -> the Doc that counts, where it was listed this time."""
    spares: Mapping[str, Sequence[DocFile]]
    """Student -> further Docs with the same mark."""
    spare_docs: Mapping[str, PlanDoc]
    """Doc id -> a further Doc as read in this run."""
    docs: Mapping[str, PlanDoc]
    """Student -> Doc as read in this run (or as it stands after this run's own write)."""
    unreadable: Mapping[str, str]
    """Student -> why the Doc could not be read: a key of decide.TROUBLES."""
    log: Mapping[str, Sequence[LogRow]] | None
    """Student -> otsync's rows in Minutes; None: not read."""
    now: datetime
    full: bool
    """The listing was of all Docs."""
    first_of_day: bool
    count_from: date
    force: bool = False
    released: frozenset[str] = frozenset()
    """At a commit: questions that had a Go ahead when this run began. Its rounds may have settled them since."""
    allowed: frozenset[tuple[str, str, str]] = frozenset()
    """At a commit: (student, field, value) of the changes that the decision before it went ahead with."""
    undo: Mapping[str, Undo] = field(default_factory=dict)
    """Student -> what is to go back to what it was."""
    asks: Mapping[str, str] = field(default_factory=dict)
    """Student -> what stands in the roster's column Ask otsync, where it asks for an undo."""
    undo_for: str = ""
    """The run that is undone and, where it is for one alone, the otsync ID: remembered until it is done."""
    only_undo: bool = False
    """Nothing else is decided: an undo that was asked for at the terminal."""

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Change:
    """What the machine changes: a row of the tab Changes."""

    otsync_id: str
    name: str
    where: str
    """Doc or roster."""
    field: str
    before: str
    after: str
    ref: str = ""
    """What an undo needs to find it again: the field's id; of sessions, their rows in Minutes."""
    landed: bool = False
    """A run that died wrote it, and this one tells of it."""


@dataclass(frozen=True, slots=True)
class StudentDecision:
    """One student. `doc_writes` empty: the Doc stays as it is."""

    otsync_id: str
    row: RosterRow
    state: StudentState
    """As it is to be remembered once everything here is done."""
    new_doc: bool = False
    waits: bool = False
    """An intent is too young to be doubted: a later run sees to it."""
    doc_writes: Mapping[str, CellWrite] = field(default_factory=dict)
    begun: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    """As `StudentState.typed`, for begin to record."""
    roster_writes: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    log_rows: tuple[LogRow, ...] = ()
    looks: tuple[LookItem, ...] = ()
    looked_at: frozenset[tuple[str, str]] = frozenset()
    missing: tuple[str, ...] = ()
    conflicts: int = 0
    held: int = 0
    changed_values: tuple[tuple[str, str, str], ...] = ()
    """(field, before, after) of filled values that change: what accidents are measured by."""
    values: int = 0
    """Filled values that both sides hold: what they are measured against."""
    roster_to_doc: int = 0
    doc_to_roster: int = 0
    doc_read: bool = False
    seen: str | None = None
    """Of an adopted Doc: what to remember of the lines that stood there when it was adopted; None: as it is."""
    undone: tuple[str, ...] = ()
    """What an undo puts back, in words."""
    stays: tuple[str, ...] = ()
    """What an undo leaves as it is, and why."""
    unfinished: bool = False
    """An undo is not done with yet: it could not write the Doc."""
    set_aside: tuple[str, ...] = ()
    """Further Docs of the student in which nobody wrote anything: they are renamed and lose their mark."""
    closed: tuple[str, ...] = ()
    """Keys of questions that are settled, though not all that was asked about the student was looked at again."""
    asked: str = ""
    """The request in the roster's column Ask otsync that is done with."""

    def text(self, form: PlanForm, key: str) -> str:
        """A value as it stands after this run: as the roster has it or gets it now, else as the Doc says where the roster has no such
        column, or a blank cell that is still asked about (`StudentState.told`)."""
        if key in self.roster_writes:
            return self.roster_writes[key].strip()
        if key not in form.fields:
            return ""
        if text := self.row.text(form, key).strip() if key in self.row.cells else "":
            return text
        return str(self.state.told.get(key, "")).strip()


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole caseload."""

    students: tuple[StudentDecision, ...]
    looks: tuple[LookItem, ...] = ()
    """Of the workbook, not of one student."""
    looked_at: frozenset[tuple[str, str]] = frozenset()
    held: int = 0
    allowed: frozenset[tuple[str, str, str]] = frozenset()
    """(student, field, value) of the changes that are not held."""

    @property
    def writes_docs(self) -> list[StudentDecision]:
        return [one for one in self.students if (one.new_doc or one.doc_writes) and not one.waits]
