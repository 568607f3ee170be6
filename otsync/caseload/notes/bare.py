"""Numbers without a unit that are lengths all the same: `10/2 30 pull-out`, `MU/30`, `for 30`, `20 consult`."""

from __future__ import annotations

from otsync.caseload.notes.amounts import MINUTE
from otsync.caseload.notes.grownups import STAFF
from otsync.caseload.notes.items import Item, Length
from otsync.caseload.notes.scan import bare_length

_LENGTH_LABELS = MINUTE | {"duration", "length", "time", "spent"}
_PLAIN_LABELS = frozenset({"min", "mins", "minutes", "length", "duration"})
INCLUDING = frozenset({"incl", "including", "includes", "included"})
"""`45 min incl 15 MU`: the second length is part of the first."""
_NO_INITIALS = frozenset({"at", "in", "on", "of", "to", "the", "his", "her", "hw", "all", "not", "lvl", "and", "but", "goal", "obj"})
"""Short words before a number that are no therapist's initials (`10/2 KR 30 PI`)."""
SESSION_TAGS = frozenset({"setting", "kind", "makeup", "seen"})


def take_bare_numbers(items: list[Item]) -> None:
    """Turn a number without a unit into a length where only a length can stand: `10/2 30 pull-out`, `MU/30`, `for 30`, `20 consult`."""
    for k, item in enumerate(items):
        if item.tag != "num" or not 1 <= item.val <= 240:
            continue
        if _begins_range(items, k):
            item.tag, item.val = "dur", Length(float(items[k + 2].val), low=float(item.val))
            items[k + 2].tag, items[k + 2].val = "w", "-"
            continue
        if _stands_as_length(items, k):
            item.tag, item.val = "dur", bare_length(item.val)


def _begins_range(items: list[Item], k: int) -> bool:
    """`10/3 20-30 PO`: a range without a unit, where a length stands."""
    if k + 2 >= len(items) or items[k + 1].tag != "p" or items[k + 1].val != "-" or items[k + 1].gap or items[k + 2].tag != "num":
        return False
    low, high = items[k].val, items[k + 2].val
    if low % 5 or high % 5 or not 10 <= low < high <= 120:
        return False
    before, after = items[k - 1] if k else None, items[k + 3] if k + 3 < len(items) else None
    return (before is None or before.tag in ("date", "ab", "weekday", "setting", "seen", "p")) and (
        after is None or after.tag in ("setting", "kind", "makeup", "group", "p")
    )


def _stands_as_length(items: list[Item], k: int) -> bool:
    value = items[k].val
    before = items[k - 1] if k else None
    after = items[k + 1] if k + 1 < len(items) else None
    second = items[k - 2] if k > 1 else None
    if before is not None and before.tag in ("label#", "ratio", "num", "decimal", "assist", "pct"):
        return False
    if (
        before is not None
        and before.tag == "p"
        and before.val in ("#", "$", ":", ".", "%", "'")
        and not (before.val in ":." and items[k].gap)
    ):
        return False
    if before is not None and before.tag == "p" and before.val == "-" and not items[k].gap and second is not None and second.tag == "num":
        return False
    if after is not None and after.tag in ("data", "people", "pct", "assist", "num", "decimal", "ordinal", "freq", "count"):
        return False
    if (
        after is not None
        and after.tag == "p"
        and after.val in ("/", "%", "'", '"', "=", "#")
        and not after.gap
        and not (after.val == "/" and k + 2 < len(items) and items[k + 2].tag in ("setting", "kind", "makeup"))
    ):
        return False
    if (
        after is not None
        and after.tag == "ref"
        and k + 2 < len(items)
        and items[k + 2].tag in ("num", "w", "data")
        and not after.b - after.a > 2
    ):
        # "completed 20 of 25 letters"
        return False
    five = value % 5 == 0 and 5 <= value <= 180
    if five and before is not None and before.tag == "cut":
        return True
    if (
        before is not None
        and second is not None
        and before.tag == "p"
        and before.val == ":"
        and second.tag == "w"
        and second.val in _LENGTH_LABELS
    ):
        return after is None or after.tag != "w" or after.val in ("in", "with", "w")
    if before is not None and before.tag == "p" and before.val == "=":
        return bool(five)
    if five and before is not None and before.val == ":" and second is not None and second.tag == "total":
        # "Total minutes: 30"
        return True
    if value < 5 and after is not None and after.tag in ("setting", "group", "kind"):
        return False
    if (
        after is not None
        and after.tag in ("setting", "kind", "makeup", "group", "vague")
        and (after.tag != "vague" or five)
        and _near_head(items, k)
    ):
        return True
    if after is not None and after.tag == "sched" and five:
        return True
    if before is None:
        return False
    beside = after is not None and after.tag in ("act", "plan") and after.b - after.a in (len("after"), len("before"))
    ends = (
        after is None
        or (beside and before.tag == "setting" and k + 2 < len(items))
        or after.tag
        in (
            "p",
            "setting",
            "kind",
            "makeup",
            "group",
            "where",
            "cpt",
            "reason",
            "not",
            "weekday",
            "tick",
            "date",
            "ab",
            "co",
            "sched",
            "seen",
            "daypart",
            "time",
            "total",
            "hedge",
            "each",
        )
        or (after.tag == "w" and after.val in ("in", "with", "w", "at", "and", "during", "then", "plus", "re"))
        or after.tag == "ref"
    )
    if after is not None and after.tag == "p" and after.val == "/" and not (k + 2 < len(items) and items[k + 2].tag in SESSION_TAGS):
        ends = ends and after.gap
    if not ends:
        return False
    if five and _named_behind_kind(items, k):
        return True
    if before.tag in ("setting", "kind", "makeup", "clock", "time", "sched") and (five or before.tag in ("clock", "setting")):
        return True
    if before.tag == "p" and before.val == "/" and second is not None and second.tag in SESSION_TAGS:
        return True
    if (
        before.tag == "ref"
        and before.val == "ref"
        and second is not None
        and five
        and second.tag in ("clock", "seen", "setting", "time", "kind", "sched", "makeup", "weekday")
    ):
        return True
    if before.tag == "w" and before.val == "x" and five:
        return True
    if before.tag == "p" and before.val == "+" and five and second is not None:
        return True
    if before.tag in ("group", "cpt", "seen", "hedge", "cut", "total", "vague") and five:
        return True
    if before.tag in ("daypart",) and five:
        return True
    if before.tag == "w" and before.val == "ot" and five and all(one.tag in ("date", "ab", "p", "weekday") for one in items[: k - 1]):
        # "10/7: OT 30"
        return True
    if before.tag == "makeup" and five:
        return True
    if before.tag == "w" and before.val in _PLAIN_LABELS and five:
        return True
    if before.tag == "p" and before.val == ";" and five and second is not None and second.tag in ("date", "ab"):
        return True
    if before.tag == "p" and before.val in ("-", ",", ":", "+", "&", "|", "(", "@") and five and second is not None:
        if all(one.tag in ("date", "ab", "p", "weekday") for one in items[:k]):
            return True
        return second.tag in (
            "date",
            "ab",
            "weekday",
            "setting",
            "kind",
            "makeup",
            "dur",
            "clock",
            "time",
            "group",
            "reason",
            "not",
            "daypart",
            "where",
            "cpt",
            "co",
        ) or (second.tag == "sched" and before.val == ",")
    return before.tag in ("date", "ab", "weekday", "tick") and five


def _named_behind_kind(items: list[Item], k: int) -> bool:
    """`consult w/ Ms. B 10`, `cotx SLP 30`: only a person stands between the kind of time and its length."""
    for one in reversed(items[max(0, k - 6) : k]):
        if one.clause != items[k].clause:
            return False
        if one.tag == "co" or (one.tag in ("kind", "spoke") and one.val != "direct"):
            return True
        name = one.tag == "w" and (one.val in STAFF or len(one.val) == 1 or one.val in ("with", "w", "the", "to"))
        if not (name or (one.tag == "p" and one.val in "./") or one.tag == "co"):
            return False
    return False


def _near_head(items: list[Item], k: int) -> bool:
    """Whether the number stands in the first sentence or right behind a separator or a date: a place for lengths."""
    before = items[k - 1] if k else None
    if before is None or items[k].sentence == items[0].sentence:
        return (
            before is None
            or before.tag not in ("act", "data", "w", "ref")
            or (before.tag == "w" and before.val in ("x", "and", "w", "then", "plus", *INCLUDING))
            or (before.tag == "w" and k == 2 and len(before.val) in (2, 3) and before.val not in _NO_INITIALS and items[k].val % 5 == 0)
            or (before.tag == "ref")
        )
    return before.tag in ("p", "date", "ab")
