"""What a line below a dated one is, by its items: where it was, an absence alone, a session of its own."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.items import Item
from otsync.caseload.notes.scan import Scan
from otsync.caseload.notes.vocab import SINGLE_DAYS


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
    if [one.tag for one in items[-2:]] == ["p", "setting"] and items[-2].val == ":" and len(items) <= 4 and items[0].tag == "w":
        # "Environment: PO", whatever the label is called.
        return True
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


def name_letters(scan: Scan, items: Sequence[Item]) -> None:
    """`Week of 3/2: M 30 PI; W absent`: a capital letter at the head of a part is its weekday."""
    for at, one in enumerate(items):
        if one.tag != "w" or one.val not in SINGLE_DAYS or not scan.raw[one.a].isupper():
            continue
        if at == 0 or (items[at - 1].tag == "p" and items[at - 1].val in ":;|,.\n-"):
            one.tag, one.val = "weekday", SINGLE_DAYS[one.val]


def last_of_week(items: Sequence[Item], lead: int) -> Item | None:
    """The 6 of `Week of 3/2-6`."""
    behind = items[lead + 1 : lead + 3]
    if len(behind) < 2 or behind[0].val != "-" or behind[0].gap or behind[1].gap or behind[1].tag != "num":
        return None
    return behind[1] if 0 < behind[1].val - items[lead].val.day < 7 else None


def each_day_told(items: Sequence[Item], days: Sequence[int]) -> bool:
    """Whether each weekday on the line is followed by something of its own."""
    for n, at in enumerate(days):
        own = items[at + 1 : days[n + 1] if n + 1 < len(days) else len(items)]
        if not any(one.tag in ("dur", "time", "num", "reason", "not", "units") for one in own):
            return False
    return True
