"""Sessions of one run put back: the log only grows, so what stood before is said again, and what was said is reversed.

What the Doc says of these sessions is remembered as undone: it is neither logged nor corrected again while it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from otsync.caseload.log_row import REVERSALS, LogRow, row_digest, row_of
from otsync.caseload.logged import Logged, altered, logged_of
from otsync.caseload.notes.model import Entry

GONE = "gone"
"""What is remembered of a session whose line is no longer in the Doc: its withdrawal was undone."""

Ref = tuple[str, int, str]
"""Entry, revision and change of a row: what Changes keeps of it."""


@dataclass
class UndoneSessions:
    """Rows to append in order, what to remember, sessions that stay because somebody changed them since."""

    append: list[LogRow] = field(default_factory=list)
    undone: dict[str, str] = field(default_factory=dict)
    logged: dict[str, str] = field(default_factory=dict)
    stays: list[LogRow] = field(default_factory=list)
    lost: int = 0
    """Rows that are no longer in the log."""


def write_refs(rows: Sequence[LogRow]) -> str:
    return " ".join(f"{row.entry}:{row.rev}:{row.change.replace(' ', '_')}" for row in rows)


def read_refs(text: str) -> list[Ref]:
    """What `write_refs` wrote; a part that cannot be read is left out."""
    refs: list[Ref] = []
    for part in text.split():
        entry, _, rest = part.partition(":")
        rev, _, change = rest.partition(":")
        if entry and rev.isdecimal() and change:
            refs.append((entry, int(rev), change.replace("_", " ")))
    return refs


def undo_sessions(
    rows: Sequence[LogRow], refs: Sequence[Ref], undone: Mapping[str, str], logged: Mapping[str, str], now: datetime
) -> UndoneSessions:
    """Put the sessions of `refs` back to what they were before those rows. Decided again after it landed, it does nothing.

    rows: the student's rows. undone, logged: what the state remembers.
    """
    done = UndoneSessions(undone=dict(undone), logged=dict(logged))
    of_run: dict[str, set[tuple[int, str]]] = {}
    for entry, rev, change in refs:
        of_run.setdefault(entry, set()).add((rev, change))
    for entry, marks in of_run.items():
        # In the order in which they were appended, however people sorted the tab.
        there = sorted((row for row in rows if row.entry == entry), key=lambda row: (row.rev, row.change in REVERSALS))
        mine = [at for at, row in enumerate(there) if (row.rev, row.change) in marks]
        if len(mine) != len(marks):
            done.lost += 1
        elif behind := there[mine[-1] + 1 :]:
            if any(row.change not in ("undone", "put back") for row in behind):
                done.stays.append(there[-1])
        else:
            _put_back(entry, there[: mine[0]], there, done, now)
    return done


def _put_back(entry: str, before: Sequence[LogRow], there: Sequence[LogRow], done: UndoneSessions, now: datetime) -> None:
    was, now_row = _live(entry, before), _live(entry, there)
    if now_row is not None and altered(done.logged.get(entry), now_row):
        done.stays.append(now_row)
        return
    if now_row is not None:
        done.append.append(replace(now_row, minutes=-now_row.minutes, change="undone", logged_at=now, comment=""))
    if was is not None:
        rev = max(row.rev for row in there) + 1
        done.append.append(replace(was, rev=rev, change="put back", logged_at=now))
        done.logged[entry] = row_digest(was)
    target = row_digest(was) if was is not None else GONE
    if done.undone.get(entry) == target:
        del done.undone[entry]  # an undo undone: the Doc counts again
    else:
        done.undone[entry] = row_digest(now_row) if now_row is not None else GONE


def _live(entry: str, rows: Sequence[LogRow]) -> LogRow | None:
    one = Logged(entry, list(rows))
    return one.last if rows and one.live else None


@dataclass(frozen=True, slots=True)
class Suspended:
    """Sessions that were undone and of which the Doc still says what it said then: they are not looked at."""

    rows: tuple[LogRow, ...]
    """The log without them."""
    readings: tuple[Entry, ...]
    """The Doc's sessions without theirs."""
    undone: Mapping[str, str]
    """What is still remembered: a session whose line changed is read like any other."""
    lines: tuple[tuple[str, str], ...]
    """(entry ID, the line) of each, for a person to see."""


def suspend(otsync_id: str, rows: Sequence[LogRow], readings: Sequence[Entry], undone: Mapping[str, str], now: datetime) -> Suspended:
    """Leave out what an undo took out of the log, or put back into it, while the Doc says the same."""
    logged = logged_of(otsync_id, rows)
    said = [row_digest(row_of(entry, otsync_id, "", 1, "new", now)) for entry in readings]
    free = dict(enumerate(said))
    for key, one in logged.items():
        if key not in undone and one.live:
            # A session that counts keeps its line, though another of the same words was undone.
            at = next((at for at, digest in free.items() if digest == row_digest(one.last)), None)
            if at is not None:
                del free[at]
    kept: dict[str, str] = {}
    lines: list[tuple[str, str]] = []
    taken: set[int] = set()
    for key, was in undone.items():
        at = next((at for at, digest in free.items() if digest == was), None)
        if at is not None:
            del free[at]
            taken.add(at)
        live = logged[key].last if key in logged and logged[key].live else None
        back = was == GONE and live is not None and row_digest(live) not in free.values()
        if at is not None or back:
            kept[key] = was
            lines.append((key, readings[at].as_written if at is not None else live.as_written if live else ""))
    return Suspended(
        tuple(row for row in rows if row.entry not in kept),
        tuple(entry for at, entry in enumerate(readings) if at not in taken),
        kept,
        tuple(lines),
    )
