"""Words of the trade whose sense depends on what stands around them, set right before a stretch is decided."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from otsync.caseload.notes.grownups import STAFF
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.scan import Scan


def zero_is_none(items: list[Item]) -> bool:
    """`0 min (assembly)`: a length of nothing, and no other, says that there was no session. Whether that was so."""
    lengths = [one for one in items if one.tag == "dur"]
    if any(one.val.minutes > 0 or one.val.of is not None for one in lengths):
        return False
    for one in lengths:
        one.tag, one.val = "not", "hard"
    return True


_BEHIND_FREQUENCY = frozenset(
    ["for", "during", "in", "at", "with", "w", "x", "per", "on", "and", "or", "as", "to", "by", "then", "plus", "but"]
)


def adjectives(scan: Scan, items: list[Item]) -> None:
    """`weekly spelling list`, `daily journal`: no service time."""
    for one, after in pairwise(items):
        noun = after.tag in ("where", "data") or (after.tag == "w" and after.val not in _BEHIND_FREQUENCY)
        if one.tag == "freq" and noun and after.clause == one.clause and scan.folded[one.a : one.b] in ("weekly", "daily", "monthly"):
            one.tag, one.val = "w", "regular"


_TO_PEOPLE = STAFF | {"mom", "dad", "parent", "parents", "me", "him", "her", "them"}
_OF_SESSIONS = frozenset({"kind", "dur", "time", "ref", "ab", "date", "num", "setting", "vague", "weak", "not", "reason", "total"})


def no_session(items: list[Item]) -> bool:
    """`no 30 min PI today`: the length of a session that there was not. Says so of the word `no`, and whether it did."""
    for at, (one, after) in enumerate(pairwise(items)):
        if one.tag == "w" and one.val == "no" and after.tag == "dur" and all(other.tag in ("p", "weekday", "w") for other in items[:at]):
            one.tag, one.val = "not", "hard"
            return True
    return False


_ANSWERED = frozenset({"no", "n", "none", "yes", "y"})


def no_makeup(scan: Scan, items: list[Item]) -> None:
    """`made up a story`, `owes teacher a list`: the words of a make-up, in another sense."""
    for at, one in enumerate(items):
        if one.tag != "makeup":
            continue
        following = items[at + 1 : at + 4]
        words = scan.folded[one.a : one.b]
        first = following[0] if following else None
        if [other.tag for other in following[:2]] == ["p", "w"] and following[0].val in ":?" and following[1].val in _ANSWERED:
            # "Make-up needed: no"
            one.val = "none" if following[1].val in ("no", "n", "none") else "owed"
            continue
        if words.endswith(" from") and (first is None or first.tag not in ("ab", "date", "weekday", "ref", "kind", "vague")):
            one.tag, one.val = "w", words
            continue
        if first is None or first.clause != one.clause:
            continue
        if words in ("compensatory", "comp") and first.tag in ("w", "data", "act", "where", "made"):
            one.tag, one.val = "w", words
        elif words in ("made up", "make up", "making up"):
            second = following[1] if len(following) > 1 else None
            thing = first.tag == "w" and first.val in ("a", "an") and second is not None and second.tag not in ("kind", "dur")
            story = first.tag in ("data", "act") or (
                first.tag in ("w", "made", "where") and not any(other.tag in _OF_SESSIONS for other in following)
            )
            if thing or (story and not (first.tag == "w" and first.val in ("today", "session", "yesterday"))):
                one.tag, one.val = "w", words
        elif (
            words.startswith("ow")
            and first.tag == "w"
            and first.val in _TO_PEOPLE
            and not any(other.tag == "dur" or (other.tag == "num" and other.val % 5 == 0) for other in following[1:2])
        ):
            one.tag, one.val = "w", words


def _makes_up(items: list[Item], at: int) -> bool:
    """`extra 15 min to make up 10/1`: given for another day, not owed."""
    behind = [one for one in items[at + 1 : at + 3] if one.tag != "ref"]
    needed = any(one.tag == "w" and one.val in ("has", "have", "had", "still", "left", "need", "needs") for one in items[:at])
    needed = needed or any(one.tag == "act" and one.clause == items[at].clause for one in items[:at])
    return bool(behind) and behind[0].tag in ("ab", "date") and any(one.tag in ("dur", "time") for one in items[:at]) and not needed


def makeup_to_come(scan: Scan, items: list[Item]) -> None:
    """`saw 15, MU 15 next wk`: a make-up that is still owed."""
    for at, one in enumerate(items):
        if one.tag == "makeup" and scan.folded[one.a : one.b] == "to make up" and _makes_up(items, at):
            one.val = "done"
        if one.tag != "makeup" or one.val != "done":
            continue
        following = next((other for other in items[at + 1 : at + 3] if other.tag not in ("dur", "num")), None)
        if (
            following is not None
            and following.tag in ("plan", "sched")
            and scan.folded[following.a : following.b].startswith(("next", "tomorrow", "upcoming", "sched", "planned"))
        ):
            one.val = "owed"


def short_for_indirect(scan: Scan, items: list[Item]) -> None:
    """`dir 30, ind 10`: beside "dir" the short "ind" is indirect, not individual."""
    if any(one.tag == "kind" and scan.folded[one.a : one.b] == "dir" for one in items):
        for one in items:
            if one.tag == "group" and scan.folded[one.a : one.b] == "ind":
                one.tag, one.val = "kind", "indirect"


def without_unticked(items: list[Item]) -> list[Item]:
    """With several tick boxes only what follows a ticked one counts (`☐ seen ☑ absent`)."""
    ticks = [one for one in items if one.tag == "tick"]
    if len(ticks) < 2 or not any(one.val for one in ticks):
        return items
    kept: list[Item] = []
    on = True
    for at, one in enumerate(items):
        if one.tag == "tick":
            on = bool(one.val)
            continue
        if not on and one.tag in ("dur", "time") and at and items[at - 1].tag != "tick":
            on = True
        if on:
            kept.append(one)
    return kept


def unticked(items: Sequence[Item]) -> bool:
    """Whether there is a tick box and none is ticked."""
    ticks = [one for one in items if one.tag == "tick"]
    return bool(ticks) and not any(one.val for one in ticks)
