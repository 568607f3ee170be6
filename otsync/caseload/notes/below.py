"""What a line below a dated one is, by its items: where it was, an absence alone, a session of its own."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.items import Item


def only_missed(items: Sequence[Item]) -> bool:
    """A line with nothing but an absence (`Student absent`)."""
    plain = [one for one in items if one.tag != "p"]
    return (
        0 < len(plain) <= 3
        and any(one.tag in ("reason", "not") and not str(one.val).endswith("event") for one in plain)
        and all(one.tag in ("reason", "not") or (one.tag == "w" and one.val in _CHILD) for one in plain)
    )


_CHILD = frozenset({"student", "st", "stu", "he", "she", "they", "was", "is", "today", "child"})


def describes(items: Sequence[Item]) -> bool:
    """A line that only says where or with how many (`Push-in`, `Setting: classroom`, `Group of 3`)."""
    if any(one.tag == "num" and one.val % 5 == 0 for one in items) and not any(one.tag == "group" for one in items):
        # "PO 15" is a session of its own.
        return False
    plain = [one for n, one in enumerate(items) if one.tag != "p" and not (n == 0 and one.tag == "w" and one.val in _PLACES)]
    return (
        0 < len(plain) <= 4
        and any(one.tag in ("setting", "group") for one in plain)
        and all(one.tag in ("setting", "group", "ref", "num", "where", "people") for one in plain)
    )


_PLACES = frozenset({"setting", "location", "place", "where", "model"})


def session_like(items: Sequence[Item]) -> bool:
    """Whether a line says where, when or of what kind: words of a session."""
    return any(one.tag in ("setting", "seen", "time") or (one.tag == "kind") for one in items)


_BEGINS = frozenset(
    {"dur", "time", "setting", "kind", "makeup", "daypart", "spoke", "num", "group", "seen", "clock", "where"}
)


def starts_like_session(items: Sequence[Item]) -> bool:
    """Whether a line begins as a session does, with a length near its head."""
    head = [one for one in items if one.tag != "p"][:3]
    first = head[0] if head else None
    if first is None or first.tag not in _BEGINS:
        return False
    if first.tag == "where" and len(items) > 1 and items[1].val == ":":
        # "Lunch: 10 min push-in"
        return any(one.tag in ("dur", "time") for one in head) and any(one.tag == "setting" for one in items)
    if first.tag in ("kind", "spoke") and first.val != "direct":
        return any(one.tag == "dur" and one.sentence == first.sentence for one in items[:10])
    if first.tag == "daypart" and any(one.tag in ("reason", "not") for one in items[:6]):
        return True
    return any(one.tag in ("dur", "time") or (one.tag == "num" and one.val and one.val % 5 == 0) for one in head) and any(
        one.tag in ("setting", "kind", "makeup", "daypart", "spoke", "time", "group") for one in items[:10]
    )


def each_day_told(items: Sequence[Item], days: Sequence[int]) -> bool:
    """Whether each weekday on the line is followed by something of its own."""
    for n, at in enumerate(days):
        own = items[at + 1 : days[n + 1] if n + 1 < len(days) else len(items)]
        if not any(one.tag in ("dur", "time", "num", "reason", "not", "units") for one in own):
            return False
    return True
