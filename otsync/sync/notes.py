"""The notes of one Doc: read, held against the log, and what a person should see of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from otsync.caseload.dates import parse_day
from otsync.caseload.log import LogRow, decide_log
from otsync.caseload.notes import read_notes
from otsync.caseload.roster import RosterRow
from otsync.document.read import PlanDoc
from otsync.sync.model import Snapshot
from otsync.workbook.look import FIXED, NOT_A_SESSION, LookItem
from otsync.workbook.state import StudentState


@dataclass(frozen=True, slots=True)
class NotesDecision:
    append: tuple[LogRow, ...]
    looks: tuple[LookItem, ...]
    looked: bool
    imported: bool
    held: int
    next_time: str
    for_teacher: str
