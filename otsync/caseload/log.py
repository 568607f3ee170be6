"""The Minutes log: each session once, nothing rewritten, any plain sum right.

A correction is a reversal row and a new row. A session that is gone from the Doc is reversed; many at once, or an old one, is asked about
first. Deciding is pure: the same rows and the same readings give the same decision, so a crash and a second run change nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from otsync.caseload import pairing
from otsync.caseload.log_row import (
    REVERSALS,
    Change,
    LogRow,
    Reason,
    content,
    entry_id,
    read_reason,
    reason_words,
    row_digest,
    row_of,
)
from otsync.caseload.logged import Logged, altered, appended, both, is_left, kept, left, live_rows, logged_of, mended
from otsync.caseload.notes.model import Entry

__all__ = [
    "REVERSALS",
    "Answer",
    "Change",
    "Held",
    "LogDecision",
    "LogRow",
    "Reason",
    "content",
    "decide_log",
    "entry_id",
    "live_rows",
    "read_reason",
    "reason_words",
    "row_digest",
    "row_of",
]

MOST_WITHDRAWN = 3
"""More withdrawals than this in one Doc are held (an old version restored, notes moved out)."""
OLDEST_WITHDRAWN = timedelta(days=14)
"""A withdrawal older than this is held."""

Answer = Literal["keep", "doc", "restore", "leave", "one", "two"]
"""What a person said of a row that she altered (keep hers, or use the Doc), deleted (restore it, or leave it out) or wrote herself
beside the same session of the Doc (one session: hers counts; or two)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session that is no longer in the Doc and stays in the log until someone answers."""

    row: LogRow
    why: str
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class LogDecision:
    """Rows to append, in order; withdrawals that wait for an answer; the live sessions afterwards, in log order."""

    append: tuple[LogRow, ...] = ()
    held: tuple[Held, ...] = ()
    current: tuple[LogRow, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)
    """Entry ID -> what is to be remembered of its row (`logged`), all of the student's."""


@dataclass(slots=True)
class _Work:
    """What one decision gathers."""

    otsync_id: str
    now: datetime
    first_import: bool
    remembered: dict[str, str]
    answers: Mapping[str, Answer]
    append: list[LogRow] = field(default_factory=list)
    current: dict[str, LogRow] = field(default_factory=dict)

    def add(self, row: LogRow) -> None:
        """Append a row; one that gives minutes is the session's from now on."""
        self.append.append(row)
        if row.change not in REVERSALS:
            self.current[row.entry] = row
            self.remembered[row.entry] = row_digest(row)


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
    answers: Mapping[str, Answer] | None = None,
    reserved: Collection[str] = (),
    since: date | None = None,
) -> LogDecision:
    """What to append so that the log says what the Doc says.

    existing: the student's rows; those without an entry ID are people's and are left alone. readings: the Doc's entries in its order.
    remembered: entry ID -> what is remembered of its row (`logged`); it tells a row that a person altered or deleted from a line that
    changed: neither is undone until she answers. keep / withdraw: answers to what was held earlier; waiting: entries that
    were asked about and have no answer yet: they stay held, however few they have become. answers: those about altered and deleted rows.
    reserved: entry IDs of sessions that are not looked at now. since: the day from which sessions count; older ones are not among the
    readings, and stay in the log as they are.
    """
    logged = logged_of(otsync_id, existing)
    work = _Work(otsync_id, now, first_import, dict(remembered or {}), answers or {})
    for one in logged.values():
        if work.answers.get(one.key) == "restore":
            for row in mended(one, now):
                work.append.append(row)
        elif work.answers.get(one.key) == "leave" and one.half_gone() and one.key in work.remembered:
            work.remembered[one.key] = left(work.remembered[one.key])
        elif one.live and work.answers.get(one.key) in ("one", "two"):
            _beside_hers(work, one)
    live = [one for one in logged.values() if one.live]
    work.current = {one.key: one.last for one in live}
    live = [one for one in live if since is None or one.last.date >= since]
    pairs = pairing.pair([one.last for one in live], readings)
    used = {*logged, *work.remembered, *reserved}
    matched: set[int] = set()
    for at, index in enumerate(pairs):
        if index is not None:
            matched.add(index)
            _correct(work, live[at], readings[index])
    gone = [live[at] for at, index in enumerate(pairs) if index is None and live[at].key not in keep]
    deleted = _deleted(work, logged)
    dead = [one for one in logged.values() if not one.live and not any(one.key in keys for keys in deleted.values())]
    for index, entry in enumerate(readings):
        if index not in matched:
            _add(work, entry, dead, deleted, logged, used)
    for keys in deleted.values():
        for key in keys:
            # The Doc does not say it any more either: nothing to ask.
            work.remembered[key] = left(work.remembered[key])
    held = _withdraw(work, gone, today, frozenset(withdraw), frozenset(waiting))
    return LogDecision(tuple(work.append), held, tuple(work.current.values()), work.remembered)


def _beside_hers(work: _Work, one: Logged) -> None:
    """A row of her own says the same: hers alone counts, or both do."""
    told = work.remembered.get(one.key) or row_digest(one.last)
    if work.answers[one.key] == "two":
        work.remembered[one.key] = both(told)
        return
    back = _reversal(one.last, "reversed", work.now)
    work.append.append(back)
    one.rows.append(back)
    work.remembered[one.key] = left(told)


def _correct(work: _Work, logged: Logged, entry: Entry) -> None:
    row = logged.last
    told = work.remembered.get(logged.key)
    fresh = row_of(entry, work.otsync_id, logged.key, logged.rev + 1, "corrected", work.now)
    signed = bool(entry.provider) and entry.provider != row.provider and f"{entry.provider}" in entry.line and bool(row.provider)
    if content(fresh) == content(row) and not signed:
        return
    if told is not None and appended(told) == row_digest(fresh) != row_digest(row):
        # The Doc says what it said: it is the row that a person altered.
        answer = work.answers.get(logged.key)
        if altered(told, row) and answer == "keep":
            work.remembered[logged.key] = kept(told, row_digest(row))
        if answer != "doc" or not altered(told, row):
            return
    work.add(_reversal(row, "reversed", work.now))
    work.add(replace(fresh, student=row.student, supervisor=row.supervisor, open=row.open))


def _reversal(row: LogRow, change: Change, now: datetime) -> LogRow:
    return replace(row, minutes=-row.minutes, change=change, logged_at=now, comment="")


def _deleted(work: _Work, logged: Mapping[str, Logged]) -> dict[str, list[str]]:
    """Entry IDs whose row a person deleted, by what it said."""
    out: dict[str, list[str]] = {}
    for key, told in work.remembered.items():
        if key not in logged or logged[key].corrected_away:
            out.setdefault(appended(told), []).append(key)
    return out


def _add(
    work: _Work, entry: Entry, dead: list[Logged], deleted: dict[str, list[str]], logged: Mapping[str, Logged], used: set[str]
) -> None:
    probe = row_digest(row_of(entry, work.otsync_id, "", 1, "new", work.now))
    if lost := deleted.get(probe):
        key = lost.pop(0)
        answer = work.answers.get(key)
        if answer == "restore":
            rev = logged[key].rev + 1 if key in logged else 1
            work.add(row_of(entry, work.otsync_id, key, rev, "restored", work.now))
        elif answer == "leave" or is_left(work.remembered[key]):
            work.remembered[key] = left(work.remembered[key])
        return
    back = next((one for one in dead if pairing.same_session(one.last, entry)), None)
    if back is not None:
        dead.remove(back)
        row = row_of(entry, work.otsync_id, back.key, back.rev + 1, "restored", work.now)
        work.add(replace(row, student=back.last.student, open=back.last.open))
        return
    key = _fresh_id(work.otsync_id, entry.date, used)
    used.add(key)
    work.add(row_of(entry, work.otsync_id, key, 1, "first import" if work.first_import else "new", work.now))


def _fresh_id(otsync_id: str, day: date, used: Collection[str]) -> str:
    counter = 1
    while (key := entry_id(otsync_id, day, counter)) in used:
        counter += 1
    return key


def _withdraw(
    work: _Work, gone: Sequence[Logged], today: date, answered: frozenset[str], waiting: frozenset[str]
) -> tuple[Held, ...]:
    asked = [one for one in gone if one.key not in answered]
    old = any(today - one.last.date > OLDEST_WITHDRAWN for one in asked)
    held: tuple[Held, ...] = ()
    if len(asked) > MOST_WITHDRAWN or old or any(one.key in waiting for one in asked):
        many = len(asked)
        why = (
            f"{many} sessions that were logged are no longer read from the Doc. Nothing was taken out of the log."
            if many > 1
            else "A session that was logged is no longer read from the Doc. Nothing was taken out of the log."
        )
        held = tuple(Held(one.last, why) for one in asked)
    for one in gone:
        if held and one.key not in answered:
            continue
        work.append.append(_reversal(one.last, "withdrawn", work.now))
        work.current.pop(one.key, None)
    return held
