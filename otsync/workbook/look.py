"""Needs a look: rows that wait for a person. Rows never move; the answer cells are a person's alone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from otsync.caseload.fields import normal
from otsync.caseload.roster import Cell
from otsync.workbook.columns import find_columns
from otsync.workbook.tabs import LOOK

WAITING = "waiting for you"
GO_AHEAD, NO = "Go ahead", "No"
USE_DOC, USE_ROSTER = "Use the Doc", "Use the roster"
NOT_A_SESSION = "Not a session"
FIXED = "I fixed it"
NOBODY, NEW_DOC = "None of these", "Make a new Doc"
ADOPTION, HEADER = "a", "h"
"""Scopes of rows that an adoption asks: whose Doc it is (the row's owner is the Doc), and lines of a page that were not taken over."""
TOLD_ONCE = "u"
"""Scope of rows that tell what was done and ask nothing: only the answer to the row itself settles it."""
SEEN = "Seen"
PUT_BACK, CLEAR_BOTH = "Put it back", "Clear it on both sides"
WITHDRAW, MOVED = "Withdraw", "Moved, keep them"
KEEP_MINE = "Keep mine"
RESTORE, LEAVE_OUT = "Restore it", "Leave it out"
RESTORE_ALL, LEAVE_ALL = "Restore them", "Leave them out"
ONE_SESSION, TWO_SESSIONS = "One session", "Two sessions"
LATER = "not now"
_CHOICES = (
    *(GO_AHEAD, NO, USE_DOC, USE_ROSTER, NOT_A_SESSION, FIXED, NOBODY, NEW_DOC, SEEN, PUT_BACK, CLEAR_BOTH, WITHDRAW, MOVED),
    *(KEEP_MINE, RESTORE, LEAVE_OUT, RESTORE_ALL, LEAVE_ALL, ONE_SESSION, TWO_SESSIONS),
)
_MEANT = {normal(one).rstrip("."): one for one in _CHOICES}


@dataclass(frozen=True, slots=True)
class LookItem:
    """Something for a person to look at. `scope` tells which reading it came from: r roster, d Doc, n notes, w workbook, u told once."""

    otsync_id: str
    scope: str
    code: str
    name: str
    saw: str
    in_doc: str = ""
    in_roster: str = ""
    link: str = ""
    choices: tuple[str, ...] = ()
    about: str = ""
    """What makes it this very thing: the same `about` is the same row for ever."""

    @property
    def key(self) -> str:
        raw = "\x1f".join((self.code, self.about or self.saw, self.in_doc, self.in_roster))
        return f"{self.otsync_id or '-'}:{self.scope}:{hashlib.blake2b(raw.encode(), digest_size=8).hexdigest()}"


@dataclass(frozen=True, slots=True)
class LookRow:
    row: int
    key: str
    answer: str
    typed: str
    state: str

    @property
    def waits(self) -> bool:
        return self.state.strip() in ("", WAITING)

    @property
    def own_words(self) -> str:
        """What was typed instead of a choice; beside a choice it is a remark, and "not now" is no value."""
        return "" if self.answer or self.typed in _CHOICES or normal(self.typed).startswith(LATER) else self.typed


def read_look(grid: Sequence[Sequence[Cell]]) -> dict[str, LookRow]:
    """Key -> row. Rows without a key are a person's own and are left alone."""
    columns = find_columns(LOOK, grid)
    rows: dict[str, LookRow] = {}
    for index, row in enumerate(grid[columns.header_row + 1 :], columns.header_row + 1):
        said = {header: cell.text.strip() for header, cell in columns.said(row).items()}
        if key := said.get("Key", ""):
            answer, typed = (_meant(said.get(header, "")) for header in ("Your answer", "Or type it"))
            if not answer and typed in _CHOICES:
                answer = typed  # one of the choices, typed beside them
            rows[key] = LookRow(index, key, answer, typed, said.get("State", ""))
    return rows


def _meant(said: str) -> str:
    """One of the choices, in whatever case it was typed; else what was said."""
    return _MEANT.get(normal(said).rstrip("."), said)


def gone_ahead(rows: Mapping[str, LookRow]) -> frozenset[str]:
    """Keys of the questions that wait with the answer Go ahead."""
    return frozenset(key for key, row in rows.items() if row.waits and row.answer == GO_AHEAD)


@dataclass(frozen=True, slots=True)
class LookChange:
    """Rows to add, and rows whose State alone changes."""

    add: tuple[LookItem, ...] = ()
    states: tuple[tuple[int, str], ...] = ()
    waiting: int = 0


def change_look(
    there: Mapping[str, LookRow],
    items: Sequence[LookItem],
    looked_at: Collection[tuple[str, str]],
    day: str,
    closed: Collection[str] = (),
) -> LookChange:
    """Which rows to add and which to settle.

    `looked_at`: (otsync ID, scope) that this run has read afresh; a row of another scope stays as it is, unless its key is among the
    `closed`. A thing that is back after it was settled waits again in its old row, unless a person's answer settled it for good.
    """
    wanted = {item.key: item for item in items}
    add = tuple(item for key, item in wanted.items() if key not in there)
    states: list[tuple[int, str]] = []
    waiting = len(add)
    for key, row in there.items():
        owner, scope, _ = (*key.split(":"), "", "")[:3]
        if row.waits and row.answer == NO:
            states.append((row.row, f"answered {day}: left as it is"))
        elif key in wanted:
            if not row.waits and not row.state.startswith("answered"):
                states.append((row.row, WAITING))
                waiting += 1
            elif row.waits:
                waiting += 1
        elif row.waits and ((owner, scope) in looked_at or key in closed):
            states.append((row.row, f"answered {day}" if row.answer or row.typed else f"settled {day}"))
        elif row.waits:
            waiting += 1
    return LookChange(add, tuple(states), waiting)
