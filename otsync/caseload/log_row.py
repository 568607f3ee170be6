"""A row of the Minutes tab: what it says of a session, the ID of its session, and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from otsync.caseload.notes.model import Day, Entry

Change = Literal["new", "first import", "corrected", "restored", "put back", "reversed", "withdrawn", "undone"]
REVERSALS = ("reversed", "withdrawn", "undone")
"""What the Change cell of a row says that takes minutes back."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the Minutes tab, in the order of its columns. Blank cells are "" or None."""

    date: Day
    """Local day of the session."""
    student: str = ""
    """As the roster shows the name; filled in by the caller."""
    minutes: int = 0
    """Negative in a reversal row, 0 for a missed session."""
    kind: str = "direct"
    setting: str = ""
    where: str = ""
    start: str = ""
    end: str = ""
    status: str = "delivered"
    reason: str = ""
    """Why it was missed, then what the line says of a make-up and of the planned length (`reason_words`)."""
    makeup_for: Day | Literal["yes"] | None = None
    """The day that is made up for; "yes" where the line names none."""
    group: str = ""
    provider: str = ""
    supervisor: str = ""
    cpt: str = ""
    as_written: str = ""
    open: str = ""
    comment: str = ""
    entry: str = ""
    """Entry ID; "" in a row that a person added."""
    rev: int = 0
    change: str = ""
    logged_at: datetime | None = None
    otsync_id: str = ""



def entry_id(otsync_id: str, day: date, counter: int) -> str:
    """The ID of the counter-th session of a day: a hash, so that it says nothing about the student."""
    digest = hashlib.sha256(f"otsync.entry.1\n{otsync_id}\n{day.isoformat()}\n{counter}".encode()).hexdigest()
    return f"e{digest[:15]}"



def reason_words(entry: Entry) -> str:
    """The Reason cell: `school_event`, `school_event; make-up owed`, `20 of 30; make-up owed`."""
    parts = [entry.reason] if entry.reason else []
    if entry.scheduled_minutes is not None and entry.status == "delivered":
        parts.append(f"{entry.minutes} of {entry.scheduled_minutes}")
    elif entry.scheduled_minutes is not None:
        parts.append(f"{entry.scheduled_minutes} planned")
    if entry.makeup_owed is not None:
        parts.append("make-up owed" if entry.makeup_owed else "no make-up owed")
    return "; ".join(parts)



@dataclass(frozen=True, slots=True)
class Reason:
    """A Reason cell taken apart: the reason, the planned minutes, whether a make-up is owed (None: by the table of reasons)."""

    reason: str | None = None
    planned: int | None = None
    owed: bool | None = None



def read_reason(text: str) -> Reason:
    """What `reason_words` wrote; words that a person put there are the reason."""
    reason: str | None = None
    planned: int | None = None
    owed: bool | None = None
    for part in (one.strip() for one in text.split(";")):
        first, _, last = part.partition(" of ")
        if part in ("make-up owed", "no make-up owed"):
            owed = part == "make-up owed"
        elif first.isdecimal() and last.isdecimal():
            planned = int(last)
        elif part.endswith(" planned") and part.removesuffix(" planned").isdecimal():
            planned = int(part.removesuffix(" planned"))
        elif part and reason is None:
            reason = part
    return Reason(reason, planned, owed)



def row_of(entry: Entry, otsync_id: str, entry_key: str, rev: int, change: Change, now: datetime) -> LogRow:
    """An entry as a row. `now` is the moment of logging."""
    makeup_for: date | Literal["yes"] | None = entry.makeup_for
    if makeup_for is None and entry.makeup:
        makeup_for = "yes"
    return LogRow(
        date=entry.date,
        minutes=entry.minutes,
        kind=entry.kind,
        setting=entry.setting or "",
        where=entry.where or "",
        start=entry.start or "",
        end=entry.end or "",
        status=entry.status,
        reason=reason_words(entry),
        makeup_for=makeup_for,
        group=str(entry.group_size) if entry.group_size else entry.group or "",
        provider=entry.provider or "",
        cpt=entry.cpt or "",
        as_written=entry.as_written,
        entry=entry_key,
        rev=rev,
        change=change,
        logged_at=now,
        otsync_id=otsync_id,
    )



def content(row: LogRow) -> tuple[object, ...]:
    """What makes two rows say the same session; the provider may change with the roster and the words may be retyped."""
    return (
        row.date,
        row.minutes,
        row.kind,
        row.setting,
        row.where,
        row.start,
        row.end,
        row.status,
        row.reason,
        row.makeup_for,
        row.group,
        row.cpt,
    )



def row_digest(row: LogRow) -> str:
    """A hash of what a row says, to notice later that a person altered it."""
    return hashlib.sha256(repr(content(row)).encode()).hexdigest()[:20]

