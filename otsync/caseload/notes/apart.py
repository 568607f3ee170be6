"""Whether a length is a session of its own: where, of what kind or with how many is said of it."""

from __future__ import annotations

from otsync.caseload.notes.grownups import with_staff
from otsync.caseload.notes.items import Item, Length
from otsync.caseload.notes.outcome import Anchor


def as_anchor(items: list[Item], k: int) -> Anchor:
    """The length at `k` as what a session stands on."""
    length: Length = items[k].val
    return Anchor(items[k], length.minutes, of=length.of)


SMALL = frozenset(
    ["a", "an", "the", "of", "x", "with", "w", "and", "then", "plus", "for", "student", "st", "ot", "today", "also", "in", "at", "to"]
)


def told_apart(items: list[Item], k: int, behind: int = 0) -> bool:
    """Whether the clause of a length says where, of what kind or with how many: a session of its own.

    behind: only words from this character on speak of it; what stands before another length is that one's.
    """
    clause = items[k].clause
    return with_staff(items, items[k]) or any(
        one.clause == clause
        and one.a >= behind
        and (one.tag in ("setting", "kind", "makeup", "daypart", "spoke", "group", "cpt") or (one.tag == "vague" and one.val == "regular"))
        for one in items
    )


def end_of(items: list[Item], k: int) -> int:
    """Where the words of a length end: with the place right behind it (`30 PO 10 min putty`), unless it has one (`PI 15 PO 15`)."""
    after = items[k + 1] if k + 1 < len(items) else None
    own = after is not None and after.tag == "setting" and not (k and items[k - 1].tag == "setting")
    return after.b if own and after is not None else items[k].b
