"""Lines that begin with Tried: or Teacher: become rows of the Plan, once; the therapist's own line stays where it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from otsync.caseload.notes.model import Collected
from otsync.caseload.values import digest, folded
from otsync.document.read import PlanDoc

FIELD_OF = {"tried": "tried", "teacher": "open_items"}
_HOW = re.compile(r"\s*(?:;|:|\s[-–—]\s|\.\s)\s*")
"""Where the thing that was tried ends and how it went begins."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows to add by field, and the digests of all lines that are on the Plan then."""

    rows: dict[str, tuple[tuple[str, ...], ...]]
    known: tuple[str, ...]


def gather(otsync_id: str, lines: Sequence[Collected], known: Collection[str], doc: PlanDoc, *, may_write: bool) -> Gathered:
    """Which lines still have to become rows. A row that a person took away again is not brought back: its line is known.

    A line whose words already stand in the table is known as well: a run that died after writing it wrote it.
    """
    rows: dict[str, list[tuple[str, ...]]] = {}
    seen = list(known)
    for line in reversed(lines):
        field_id = FIELD_OF.get(line.what)
        table = doc.tables.get(field_id or "")
        if field_id is None or table is None or not line.text.strip():
            continue
        day = f"{line.date.month}/{line.date.day}" if line.date else ""
        hashed = digest(otsync_id, field_id, f"{day} {folded(line.text).casefold()}")
        if hashed in seen:
            continue
        row = _row(field_id, day, line.text)
        there = {tuple(folded(text).casefold() for text in one[:2]) for one in table.rows}
        if tuple(folded(text).casefold() for text in row[:2]) in there:
            seen.append(hashed)
        elif may_write:
            rows.setdefault(field_id, []).append(row)
            seen.append(hashed)
    return Gathered({key: tuple(value) for key, value in rows.items()}, tuple(seen))


def _row(field_id: str, day: str, text: str) -> tuple[str, ...]:
    words = " ".join(text.split())
    if field_id != "tried":
        return day, words, ""
    parts = _HOW.split(words, maxsplit=1)
    return day, parts[0], parts[1] if len(parts) > 1 else ""
