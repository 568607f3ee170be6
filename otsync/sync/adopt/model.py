"""What an adoption is asked to do, what it finds, and what it decides: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from otsync.caseload.matching import Match
from otsync.caseload.notes.model import Source
from otsync.caseload.roster import RosterRow
from otsync.document.body import Tab
from otsync.document.header import Header
from otsync.sync.model import StudentDecision


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be adopted."""

    things: tuple[str, ...] = ()
    """Folders and Docs: ids or addresses."""
    column: str = ""
    """Header of a roster column that links to Docs."""
    first: int | None = None
    """At most so many Docs."""
    since: date | None = None
    """Sessions from this local day on are logged although their lines stood there before."""
    pairs: Mapping[str, str] = field(default_factory=dict)
    """Doc -> student, where that is settled: an adoption that was begun, an answer, a link that someone put into the roster."""


@dataclass(frozen=True, slots=True)
class HerPage:
    """A Doc as it was read."""

    revision: str
    tabs: tuple[Tab, ...]
    roots: int
    """Tabs that are not below another."""
    hers: tuple[str, ...]
    """Ids of the tabs that are her own."""
    header: Header
    notes: Source
    size: int
    """UTF-16 units of its longest tab."""


@dataclass(frozen=True, slots=True)
class FoundDoc:
    """A file that was asked for. `problem` says why it cannot be adopted: a key of words.PROBLEMS."""

    id: str
    title: str = ""
    link: str = ""
    created: str = ""
    problem: str = ""
    already: str = ""
    """The student whose plan it is already."""
    page: HerPage | None = None
    counts: bool = True
    """A person's Doc: not a worksheet or picture that lies in the same folder."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """One Doc that surely is one student's, and what it would get."""

    otsync_id: str
    row: RosterRow
    doc: FoundDoc
    match: Match
    decision: StudentDecision
    """Its `doc_writes` are what the new tab is filled with."""
    filled: tuple[str, ...] = ()
    """Fields that its own header gives, in the order of the page."""
    differs: tuple[str, ...] = ()
    """Fields that the roster tells otherwise."""
    seen: str = ""
    """The lines that stand there already (`otsync.caseload.notes.seen`)."""
    seen_sessions: int = 0
    """Sessions among them, which are not logged."""
    new_sessions: int = 0
    """Sessions that are, because they are not older than `Wish.since`."""
    begun: datetime | None = None
    """An earlier run set out to do it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A Doc that is not adopted, and why: `asked` of a person (a caseload.matching.Why), or a problem."""

    doc: FoundDoc
    code: str
    choices: tuple[str, ...] = ()
    """Students that it may belong to."""


@dataclass(frozen=True, slots=True)
class AdoptionPlan:
    """The decision over everything that was found."""

    adoptions: tuple[Adoption, ...] = ()
    asked: tuple[Listed, ...] = ()
    listed: tuple[Listed, ...] = ()
    """Docs of a student that cannot be adopted."""
    already: tuple[str, ...] = ()
    unmatched: tuple[FoundDoc, ...] = ()
    waiting: int = 0
    """Sure ones beyond `Wish.first`."""
    passed_over: int = 0
    """Files that are no Docs."""
