"""What stands in the log of each session, and where people altered or deleted rows: noticed, kept, listed, mended when they say so.

otsync remembers for each entry ID the hash of the row that it appended (`remembered`). Behind it stands what a person decided since:
`hash|kept:hash2` her altered row stays although the Doc says otherwise, `hash|left` a deleted row stays away, `hash|both` the session
counts beside a row of her own that looks the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from otsync.caseload.log_row import REVERSALS, LogRow, entry_id, row_digest

_YEARS = timedelta(days=3 * 366)
_COUNTERS = 6


@dataclass(slots=True)
class Logged:
    """The rows of one session. People may sort the tab: revisions, not places, tell which row is the latest."""

    key: str
    rows: list[LogRow]

    @property
    def given(self) -> list[LogRow]:
        return [row for row in self.rows if row.change not in REVERSALS]

    @property
    def reversals(self) -> list[LogRow]:
        return [row for row in self.rows if row.change in REVERSALS]

    @property
    def last(self) -> LogRow:
        """The row that says the session as it was logged last."""
        return max(self.given or self.rows, key=lambda row: row.rev)

    @property
    def live(self) -> bool:
        given = self.given
        return bool(given) and self.last.rev not in {row.rev for row in self.reversals}

    @property
    def rev(self) -> int:
        return max(row.rev for row in self.rows)

    @property
    def corrected_away(self) -> bool:
        """Its last reversal was one half of a correction whose other half, the corrected row, is gone."""
        return not self.live and bool(self.reversals) and max(self.reversals, key=lambda row: row.rev).change == "reversed"

    def half_gone(self) -> list[LogRow]:
        """Rows to append so that each reversal has its row and each replaced row its reversal again: one of the two was deleted."""
        given, taken = {row.rev: row for row in self.given}, {row.rev: row for row in self.reversals}
        latest = max(given, default=0)
        rows = [replace(row, minutes=-row.minutes, change="restored") for rev, row in taken.items() if rev not in given]
        rows += [replace(row, minutes=-row.minutes, change="reversed") for rev, row in given.items() if rev not in taken and rev != latest]
        return sorted(rows, key=lambda row: row.rev)


def logged_of(otsync_id: str, existing: Sequence[LogRow]) -> dict[str, Logged]:
    """The student's sessions by entry ID. Rows without one are people's own."""
    out: dict[str, Logged] = {}
    for row in existing:
        if row.entry and row.otsync_id in ("", otsync_id):
            out.setdefault(row.entry, Logged(row.entry, [])).rows.append(row)
    return out


def live_rows(otsync_id: str, existing: Sequence[LogRow]) -> tuple[LogRow, ...]:
    """The row that stands now for each session of the student that is neither reversed nor withdrawn."""
    return tuple(one.last for one in logged_of(otsync_id, existing).values() if one.live)


def appended(told: str) -> str:
    """The hash of the row as otsync appended it."""
    return told.partition("|")[0]


def kept(told: str, digest: str) -> str:
    """Remember that a person's altered row stays."""
    return f"{appended(told)}|kept:{digest}"


def left(told: str) -> str:
    """Remember that a deleted row stays away."""
    return f"{appended(told)}|left"


def is_left(told: str) -> bool:
    return told.endswith("|left")


def altered(told: str | None, row: LogRow) -> bool:
    """Whether a person altered the row, and has not said yet what should count."""
    digest = row_digest(row)
    return told is not None and digest != appended(told) and f"kept:{digest}" not in told.split("|")


def both(told: str) -> str:
    """Remember that the session counts beside a row of her own."""
    return told if _counts_both(told) else f"{told}|both"


def _counts_both(told: str) -> bool:
    return "both" in told.split("|")


@dataclass(frozen=True, slots=True)
class Audit:
    """What people did to otsync's rows and has not been answered yet."""

    edited: tuple[LogRow, ...] = ()
    """Rows as they are now."""
    deleted: tuple[str, ...] = ()
    """Entry IDs of which a row is gone."""
    doubled: tuple[LogRow, ...] = ()
    """Rows that stand there more than once: a person pasted them again, and a plain sum counts them again."""
    twice: tuple[LogRow, ...] = ()
    """Live rows beside a row that a person added, of the same day, kind and length: one session or two?"""


def audit(otsync_id: str, existing: Sequence[LogRow], remembered: Mapping[str, str]) -> Audit:
    """Altered and deleted rows, from the log and what is remembered of it alone: the Doc need not be read."""
    logged = logged_of(otsync_id, existing)
    edited = [one.last for key, one in logged.items() if one.live and altered(remembered.get(key), one.last)]
    deleted = [
        key
        for key, told in remembered.items()
        if not is_left(told) and (key not in logged or logged[key].corrected_away or logged[key].half_gone())
    ]
    doubled = []
    for one in logged.values():
        found = [(row.rev, row.change) for row in one.rows]
        doubled += [row for at, row in enumerate(one.rows) if found.index(found[at]) == at and found.count(found[at]) > 1]
    return Audit(tuple(edited), tuple(deleted), tuple(doubled), tuple(_beside_hers(logged, existing, remembered)))


def _beside_hers(logged: Mapping[str, Logged], existing: Sequence[LogRow], remembered: Mapping[str, str]) -> list[LogRow]:
    hers = [row for row in existing if not row.entry]
    found: list[LogRow] = []
    for key, one in logged.items() if hers else ():
        if not one.live:
            continue
        own = next((row for row in hers if _may_be_same(row, one.last)), None)
        if own is None:
            continue
        # A row of hers is like one session of the Doc at most, also like one that she said is another.
        hers.remove(own)
        if not _counts_both(remembered.get(key, "")):
            found.append(one.last)
    return found


def _may_be_same(own: LogRow, row: LogRow) -> bool:
    """Whether nothing that both rows say tells them apart."""
    if own.date != row.date or own.minutes != row.minutes or (own.kind.strip().casefold() or "direct") != row.kind:
        return False
    if _missed(own) != _missed(row):
        return False
    said = ((own.start, row.start), (own.setting, row.setting), (own.group, row.group))
    return all(not a.strip() or not b or a.strip().casefold() == b.casefold() for a, b in said)


def _missed(row: LogRow) -> bool:
    return row.status.strip().casefold() not in ("", "delivered")


def day_of(otsync_id: str, key: str, today: date) -> date | None:
    """The day of an entry ID whose rows are gone: the one whose hash it is, within three years of `today`."""
    days = range(-60, _YEARS.days)
    return next(
        (
            day
            for back in days
            for day in (today - timedelta(days=back),)
            for counter in range(1, _COUNTERS)
            if entry_id(otsync_id, day, counter) == key
        ),
        None,
    )


def mended(one: Logged, now: datetime) -> list[LogRow]:
    """The rows that bring the halves of this session together again, stamped with the moment of logging."""
    return [replace(row, logged_at=now, comment="") for row in one.half_gone()]
