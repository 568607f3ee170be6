"""How alone the words for an absence stand: what is told beside them decides whether they speak of the session."""

from __future__ import annotations

from otsync.caseload.notes.items import Item
from otsync.caseload.notes.reasons import SMALL_WORDS
from otsync.caseload.notes.scan import Scan


def at_head(items: list[Item], at: int) -> bool:
    """Whether at most three words are told before the item."""
    return sum(1 for item in items[:at] if item.tag in ("w", "act", "data", "seen")) <= 3


def alone(items: list[Item], at: int) -> bool:
    """Whether the item's clause holds nothing but reasons, negations and people."""
    return not any(
        one.clause == items[at].clause
        and one.tag in ("w", "act", "data", "where", "setting")
        and not (one.tag == "w" and one.val in SMALL_WORDS)
        for one in items
    )


def first_told(items: list[Item], at: int) -> bool:
    """Whether nothing but small words stands before."""
    return not any(not (one.tag in ("p", "weekday", "tick") or (one.tag == "w" and one.val in SMALL_WORDS)) for one in items[:at])


def alone_among(items: list[Item], at: int) -> bool:
    """As `alone`; the place of the session that was planned is no story."""
    return not any(
        one.clause == items[at].clause and one.tag in ("w", "act", "data") and not (one.tag == "w" and one.val in SMALL_WORDS)
        for one in items
    )


def beside_one(item: Item, anchors: list[Item]) -> bool:
    """Whether the item stands in the sentence of a length that counts, in its clause or the next."""
    return any(one.sentence == item.sentence and abs(one.clause - item.clause) <= 1 for one in anchors)


_AROUND = ("during", "at", "after", "before", "prior to")


def told_as_time(scan: Scan, items: list[Item], at: int) -> bool:
    """`during the party`, `before assembly`, `assembly after`: told to say when, not why."""
    after = items[at + 1] if at + 1 < len(items) else None
    behind = after is not None and scan.folded[after.a : after.b] in (
        "after",
        "afterwards",
        "afterward",
        "before",
        "next",
        "at",
        "later",
        "tomorrow",
    )
    return behind or any(scan.folded[one.a : one.b] in _AROUND for one in items[max(0, at - 3) : at])


def bare_sentence(items: list[Item], at: int) -> bool:
    """Whether the item's sentence holds no story: at most two words beside reasons and negations."""
    words = [
        one
        for one in items
        if one.sentence == items[at].sentence
        and one.tag in ("w", "act", "data", "where", "setting", "made")
        and not (one.tag == "w" and one.val in SMALL_WORDS)
    ]
    return len(words) <= 2 and items[at].tag in ("reason", "not") and not any(one.a < items[at].a for one in words)


def alone_with_length(items: list[Item], at: int) -> bool:
    """Whether nothing is told in the clause of the item."""
    clause = items[at].clause
    return not any(
        one.clause == clause and one.tag in ("w", "act", "data", "where") and not (one.tag == "w" and one.val in SMALL_WORDS)
        for one in items
    )
