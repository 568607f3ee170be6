"""Which line of the Doc is which session of the log: same text, then same date and order, then similar text close by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Protocol

from otsync.caseload.notes.model import Day, Entry
from otsync.caseload.notes.tokens import line_key

_DATE = re.compile(r"\d{1,4}[/.\-]\d{1,2}(?:[/.\-]\d{1,4})?")
SIMILAR = 0.6
"""How alike two texts must be, from 0 to 1, to be one line edited."""
NEAR_DAYS = 14
"""How far a line's date may move in one edit; a change of the year alone may be any."""
_MOST = 60


class Row(Protocol):
    """What pairing needs of a log row."""

    @property
    def date(self) -> Day: ...
    @property
    def as_written(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def setting(self) -> str: ...


def same_session(row: Row, entry: Entry) -> bool:
    """Whether a withdrawn row and a reading are the same words about the same session."""
    return (
        row.date == entry.date
        and row.kind == entry.kind
        and row.status == entry.status
        and row.minutes == entry.minutes
        and line_key(row.as_written) == line_key(entry.as_written)
    )


def pair(rows: Sequence[Row], readings: Sequence[Entry]) -> list[int | None]:
    """For each row the index of its reading, or None. Each reading serves one row."""
    answer: list[int | None] = [None] * len(rows)
    left = set(range(len(readings)))
    full = [(one.date, line_key(one.as_written), one.kind, one.status, one.minutes, one.setting) for one in rows]
    full_read = [(one.date, line_key(one.as_written), one.kind, one.status, one.minutes, one.setting or "") for one in readings]
    _in_order(answer, left, full, full_read)
    _in_order(answer, left, [key[:3] for key in full], [key[:3] for key in full_read])
    _in_order(answer, left, [key[:2] for key in full], [key[:2] for key in full_read])
    _same_day(answer, left, rows, readings)
    _similar(answer, left, rows, readings)
    return answer


def _in_order(answer: list[int | None], left: set[int], rows: Sequence[Hashable], readings: Sequence[Hashable]) -> None:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(readings):
        if index in left:
            places[key].append(index)
    for queue in places.values():
        queue.reverse()
    for at, key in enumerate(rows):
        if answer[at] is None and places.get(key):
            index = places[key].pop()
            answer[at] = index
            left.discard(index)


def _same_day(answer: list[int | None], left: set[int], rows: Sequence[Row], readings: Sequence[Entry]) -> None:
    """What is left of one day: by likeness where the numbers differ, else in order."""
    days: dict[date, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if answer[at] is None:
            days[row.date].append(at)
    mine: dict[date, list[int]] = defaultdict(list)
    for index in sorted(left):
        mine[readings[index].date].append(index)
    for day, ats in days.items():
        indexes = mine.get(day, [])
        if len(ats) == len(indexes) or len(ats) > _MOST or len(indexes) > _MOST:
            chosen = list(zip(ats, indexes, strict=False))
        else:
            chosen = _best([(at, index, _alike(rows[at].as_written, readings[index].as_written)) for at in ats for index in indexes], 0.0)
        for at, index in chosen:
            answer[at] = index
            left.discard(index)


def _similar(answer: list[int | None], left: set[int], rows: Sequence[Row], readings: Sequence[Entry]) -> None:
    """A line whose date was changed: alike but for its date, and near in time (or another year)."""
    ats = [at for at, index in enumerate(answer) if index is None][:_MOST]
    scored: list[tuple[int, int, float]] = []
    for at in ats:
        for index in sorted(left)[:_MOST]:
            a, b = rows[at].date, readings[index].date
            year_only = (a.month, a.day) == (b.month, b.day)
            if not year_only and abs((a - b).days) > NEAR_DAYS:
                continue
            score = _alike(_DATE.sub("", rows[at].as_written), _DATE.sub("", readings[index].as_written))
            scored.append((at, index, score - abs((a - b).days) / 100_000))
    for at, index in _best(scored, SIMILAR):
        answer[at] = index
        left.discard(index)


def _best(scored: Sequence[tuple[int, int, float]], least: float) -> list[tuple[int, int]]:
    chosen: list[tuple[int, int]] = []
    rows: set[int] = set()
    taken: set[int] = set()
    for at, index, score in sorted(scored, key=lambda one: (-one[2], one[0], one[1])):
        if score >= least and at not in rows and index not in taken:
            chosen.append((at, index))
            rows.add(at)
            taken.add(index)
    return chosen


def _alike(a: str, b: str) -> float:
    first, second = line_key(a)[:200], line_key(b)[:200]
    if first == second:
        return 1.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
