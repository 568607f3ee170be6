"""The Minutes log: each session once, nothing rewritten, any plain sum right.

A correction is a reversal row and a new row. A session that is gone from the Doc is reversed; many at once, or an old one, is asked about
first. Deciding is pure: the same rows and the same readings give the same decision, so a crash and a second run change nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from otsync.caseload import pairing
from otsync.caseload.notes.model import Day, Entry, Flag

MOST_WITHDRAWN = 3
"""More withdrawals than this in one Doc are held (an old version restored, notes moved out)."""
OLDEST_WITHDRAWN = timedelta(days=14)
"""A withdrawal older than this is held."""

Change = Literal["new", "first import", "corrected", "restored", "reversed", "withdrawn"]
_REVERSALS = ("reversed", "withdrawn")


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


@dataclass(frozen=True, slots=True)
class Held:
    """A session that is no longer in the Doc and stays in the log until someone answers."""

    row: LogRow
    why: str
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class LogDecision:
    """Rows to append, in order; withdrawals that wait for an answer; what to list; the live sessions afterwards, in log order."""

    append: tuple[LogRow, ...] = ()
    held: tuple[Held, ...] = ()
    flags: tuple[Flag, ...] = ()
    current: tuple[LogRow, ...] = ()


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


@dataclass(slots=True)
class _Logged:
    key: str
    rows: list[LogRow]

    @property
    def last(self) -> LogRow:
        return next((row for row in reversed(self.rows) if row.change not in _REVERSALS), self.rows[-1])

    @property
    def live(self) -> bool:
        given = sum(1 for row in self.rows if row.change not in _REVERSALS)
        return given > len(self.rows) - given

    @property
    def rev(self) -> int:
        return max(row.rev for row in self.rows)


def _logged(otsync_id: str, existing: Sequence[LogRow]) -> dict[str, _Logged]:
    out: dict[str, _Logged] = {}
    for row in existing:
        if row.entry and row.otsync_id in ("", otsync_id):
            out.setdefault(row.entry, _Logged(row.entry, [])).rows.append(row)
    return out


def live_rows(otsync_id: str, existing: Sequence[LogRow]) -> tuple[LogRow, ...]:
    """The row that stands now for each session of the student that is neither reversed nor withdrawn."""
    return tuple(one.last for one in _logged(otsync_id, existing).values() if one.live)


def decide_log(
    otsync_id: str,
    existing: Sequence[LogRow],
    readings: Sequence[Entry],
    *,
    now: datetime,
    first_import: bool,
    today: date,
    remembered: Mapping[str, str] | None = None,
    keep: Collection[str] = (),
    withdraw: Collection[str] = (),
    waiting: Collection[str] = (),
) -> LogDecision:
    """What to append so that the log says what the Doc says.

    existing: the student's rows in the order of the tab; rows without an entry ID are people's and are left alone. readings: the Doc's
    entries in its order. remembered: entry ID -> `row_digest` of the row as it was appended; it tells a row that a person altered (kept
    and listed) or deleted (not appended again, listed) from a line that changed. keep / withdraw: answers to what was held earlier;
    waiting: entries that were asked about and have no answer yet: they stay held, however few they have become.
    """
    logged = _logged(otsync_id, existing)
    remembered = remembered or {}
    live = [one for one in logged.values() if one.live]
    dead = [one for one in logged.values() if not one.live]
    pairs = pairing.pair([one.last for one in live], readings)
    append: list[LogRow] = []
    flags: list[Flag] = []
    current = {one.key: one.last for one in live}
    used = {*logged, *remembered}
    matched: set[int] = set()
    for at, index in enumerate(pairs):
        if index is None:
            continue
        matched.add(index)
        _correct(otsync_id, live[at], readings[index], now, remembered, append, flags, current)
    gone = [live[at] for at, index in enumerate(pairs) if index is None and live[at].key not in keep]
    deleted = _deleted(otsync_id, remembered, logged)
    for index, entry in enumerate(readings):
        if index not in matched:
            _add(otsync_id, entry, dead, deleted, used, now, first_import, append, flags, current)
    held = _withdraw(gone, today, now, frozenset(withdraw), frozenset(waiting), append, current)
    return LogDecision(tuple(append), held, tuple(flags), tuple(current.values()))


def _correct(
    otsync_id: str,
    logged: _Logged,
    entry: Entry,
    now: datetime,
    remembered: Mapping[str, str],
    append: list[LogRow],
    flags: list[Flag],
    current: dict[str, LogRow],
) -> None:
    row = logged.last
    fresh = row_of(entry, otsync_id, logged.key, logged.rev + 1, "corrected", now)
    signed = bool(entry.provider) and entry.provider != row.provider and f"{entry.provider}" in entry.line and bool(row.provider)
    if content(fresh) == content(row) and not signed:
        return
    told = remembered.get(logged.key)
    if told is not None and told == row_digest(fresh) and told != row_digest(row):
        flags.append(
            Flag(
                "row_edited",
                row.as_written,
                "This row of the Minutes tab was altered by hand; it stays as it is now. The Doc says otherwise.",
                ("Keep the row", "Use the Doc"),
                row.entry,
            )
        )
        return
    append.append(_reversal(row, "reversed", now))
    append.append(replace(fresh, student=row.student, supervisor=row.supervisor, open=row.open))
    current[logged.key] = append[-1]


def _reversal(row: LogRow, change: Change, now: datetime) -> LogRow:
    return replace(row, minutes=-row.minutes, change=change, logged_at=now, comment="")


def _deleted(otsync_id: str, remembered: Mapping[str, str], logged: Mapping[str, _Logged]) -> dict[str, list[str]]:
    """Entry IDs that were appended once and whose rows a person deleted, by what their row said."""
    out: dict[str, list[str]] = {}
    for key, digest in remembered.items():
        if key not in logged:
            out.setdefault(digest, []).append(key)
    return out


def _add(
    otsync_id: str,
    entry: Entry,
    dead: list[_Logged],
    deleted: dict[str, list[str]],
    used: set[str],
    now: datetime,
    first_import: bool,
    append: list[LogRow],
    flags: list[Flag],
    current: dict[str, LogRow],
) -> None:
    probe = row_of(entry, otsync_id, "", 1, "new", now)
    lost = deleted.get(row_digest(probe))
    if lost:
        flags.append(
            Flag(
                "row_deleted",
                entry.as_written,
                "The row of this session was deleted from the Minutes tab; it was not written again.",
                ("Restore it", "Leave it out"),
                lost.pop(0),
            )
        )
        return
    back = next((one for one in dead if pairing.same_session(one.last, entry)), None)
    if back is not None:
        dead.remove(back)
        row = replace(row_of(entry, otsync_id, back.key, back.rev + 1, "restored", now), student=back.last.student, open=back.last.open)
    else:
        key = _fresh_id(otsync_id, entry.date, used)
        row = row_of(entry, otsync_id, key, 1, "first import" if first_import else "new", now)
    used.add(row.entry)
    append.append(row)
    current[row.entry] = row


def _fresh_id(otsync_id: str, day: date, used: Collection[str]) -> str:
    counter = 1
    while (key := entry_id(otsync_id, day, counter)) in used:
        counter += 1
    return key


def _withdraw(
    gone: Sequence[_Logged],
    today: date,
    now: datetime,
    answered: frozenset[str],
    waiting: frozenset[str],
    append: list[LogRow],
    current: dict[str, LogRow],
) -> tuple[Held, ...]:
    asked = [one for one in gone if one.key not in answered]
    old = any(today - one.last.date > OLDEST_WITHDRAWN for one in asked)
    if len(asked) > MOST_WITHDRAWN or old or any(one.key in waiting for one in asked):
        many = len(asked)
        why = (
            f"{many} sessions that were logged are no longer read from the Doc. Nothing was taken out of the log."
            if many > 1
            else "A session that was logged is no longer read from the Doc. Nothing was taken out of the log."
        )
        held = tuple(Held(one.last, why) for one in asked)
    else:
        held = ()
    for one in gone:
        if held and one.key not in answered:
            continue
        append.append(_reversal(one.last, "withdrawn", now))
        current.pop(one.key, None)
    return held
