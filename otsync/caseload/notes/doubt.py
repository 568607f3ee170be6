"""Doubts about a length: her own question marks, plans that were never said to have happened, attempts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes.days import is_score
from otsync.caseload.notes.items import Item, Span
from otsync.caseload.notes.scan import Scan

SCHEDULED_ROLE = ctx.SCHEDULED


def attempt_at(scan: Scan, items: list[Item]) -> int | None:
    for at, one in enumerate(items):
        if one.tag != "attempt":
            continue
        long = " " in scan.folded[one.a : one.b].strip()
        after = items[at + 1] if at + 1 < len(items) else None
        head = not any(other.tag in ("w", "act", "data", "dur", "time", "setting") for other in items[:at])
        open_end = (
            after is None
            or after.tag in ("p", "dur", "num", "ref", "makeup", "reason", "not", "kind", "setting", "count", "time", "clock")
            or (after.tag == "w" and after.val in ("x", "but", "and", "ot", "visit"))
        )
        if long or (head and open_end):
            return at
    return None


_BOUNDS = frozenset({"less than", "more than", "over", "under", "at least", "at most", "below", "above", "max", "maximum"})
"""Before a length that counts they say that nobody knows it."""
_MORE_IN_WORDS = re.compile(r"(?:, |and |then )(?:five|ten|fifteen|twenty|thirty) (?:at|during|in|before|after|more)\b")
"""`Ten minutes at arrival, ten at snack and ten at dismissal`: lengths whose unit was said once."""
_BETWEEN = frozenset({"p", "setting", "kind", "vague"})
"""What may stand between a length and a doubt about it."""
_UNSURE_OF = frozenset({"it", "that", "this", "so", "was", "is", "he", "she", "we", "i", "time", "min", "length", "not"})


def _either(scan: Scan, items: list[Item], k: int) -> bool:
    """`30 or 45`, `PO or absent?`, `10/16 ... or was it 10/17`, `between 20 and 30 min`."""
    before, after = items[k - 1 : k] if k else [], items[k + 1 : k + 4]
    if items[k].val == "between":
        return [one.tag for one in after[::2]] == ["num", "dur"]
    if before and after and {before[0].tag, after[0].tag} <= {"dur", "time", "clock", "num"}:
        return True
    if before and after and after[0].tag in ("reason", "not") and "?" in scan.folded[after[0].b :]:
        return True
    return any(one.tag in ("ab", "date", "weekday") and not is_score(items, n) for n, one in enumerate(after, start=k + 1))


def uncertain(scan: Scan, items: list[Item], counted: Sequence[int], spans: dict[int, Span]) -> bool:
    """A question mark or `about`, `maybe`, `~` right at the length, the times or the date; or plain words of doubt."""
    if any(one.tag == "hedge" and (one.val == "doubt" or (one.val == "forgot" and not counted and not spans)) for one in items):
        return True
    if "?" in scan.folded and any(one.tag == "hedge" and after.tag == "p" and after.val == "?" for one, after in pairwise(items)):
        return True
    if any(one.tag == "w" and one.val in ("or", "between") and _either(scan, items, k) for k, one in enumerate(items)):
        return True
    places = {
        *counted,
        *spans,
        *(k for k, one in enumerate(items) if one.tag == "num" and one.val >= 5 and not (counted and one.sentence != items[0].sentence)),
    }
    for k in places:
        if items[k].tag == "num" and k and items[k - 1].tag == "act":
            continue
        following = items[k + 1 : k + 3]
        if (
            following
            and following[0].tag == "p"
            and following[0].val == "+"
            and (not following[0].gap or (len(following) > 1 and following[1].tag == "p"))
            and not (len(following) > 1 and following[1].tag in ("num", "dur"))
        ):
            return True
        for step in range(k + 1, k + 6):
            if step >= len(items):
                break
            one = items[step]
            if one.tag == "p" and one.val == "?":
                return True
            if (
                one.tag == "hedge"
                and (step == k + 1 or items[step - 1].tag in _BETWEEN)
                and not (
                    (scan.folded[one.a : one.b] == "about" or items[step - 1].tag in _BETWEEN)
                    and step + 1 < len(items)
                    and items[step + 1].tag in ("w", "where", "act", "data", "num")
                    and items[step + 1].val not in _UNSURE_OF
                )
                and scan.folded[one.a : one.b]
                in (
                    "ish",
                    "or so",
                    "approx",
                    "approximately",
                    "est",
                    "maybe",
                    "i think",
                    "about",
                    "probably",
                    "estimated",
                    "think",
                    "guess",
                    "unsure",
                    "estimate",
                    "roughly",
                )
            ):
                return True
            if not (
                (one.tag == "p" and one.val in "(-/,") or one.tag in ("setting", "kind", "vague") or (one.tag == "w" and one.val == "or")
            ):
                break
        for step in (k - 1, k - 2, k - 3):
            if step < 0:
                break
            one = items[step]
            if one.tag == "hedge":
                return items[k].tag != "num" or step == k - 1
            if step == k - 1 and one.tag == "w" and one.val == "tried" and items[k].tag == "dur":
                # "tried 30 min, student crying": did it take place?
                return True
            if step == k - 1 and one.tag == "act" and items[k].tag == "dur" and scan.folded[one.a : one.b] in _BOUNDS:
                return True
            if one.tag == "p" and one.val == "?":
                return True
            if (
                one.tag not in ("ref", "seen", "vague")
                and not (one.tag == "p" and one.val in "(-,")
                and not (one.tag == "w" and one.val in ("it", "was", "x", "a"))
            ):
                break
    if items and (
        (items[0].tag == "p" and items[0].val == "?")
        or (items[0].tag == "hedge" and items[0].val == "hedge" and len(items) > 1 and items[1].tag == "p")
    ):
        return True
    return len(items) > 1 and items[0].tag == "p" and items[0].val == "(" and items[1].tag == "p" and items[1].val == "?"


def planned_only(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: Sequence[int], spans: dict[int, Span], tags: set[str]
) -> str | None:
    """A length that was only planned (`session scheduled 9:15-9:45`, `will see for 30 min`), or that may count twice (`30 min PI x2`).

    tags: those of the items.
    """
    first = min((*counted, *spans), default=None)
    if first is None:
        return None
    if "plan" in tags and _planned(scan, items, first):
        return "status_unclear"
    if spans and "sched" in tags and not counted and tags.isdisjoint({"seen", "cut"}):
        near = [k for k, one in enumerate(items) if one.tag == "sched" and any(abs(k - at) <= 2 for at in spans)]
        if near and SCHEDULED_ROLE not in roles.values():
            return "status_unclear"
    if "ref" in tags and "makeup" not in tags and any(_on_another_day(scan, items, k) for k in (*counted, *spans)):
        return "status_unclear"
    if not tags.isdisjoint({"num", "clock"}) or "minus" in scan.folded:
        told = _numbers_left(items, counted)
        if told:
            return told
    if counted and _MORE_IN_WORDS.search(scan.folded, items[0].a, items[-1].b):
        return "minutes_unclear"
    if "makeup" in tags:
        for k, one in enumerate(items[:-1]):
            if one.tag == "makeup" and scan.folded[one.a : one.b] == "make up" and k + 1 in counted and first < k:
                return "status_unclear"
    return "minutes_unclear" if "count" in tags and any(_twice(scan, items, k) for k in (*counted, *spans)) else None


def _planned(scan: Scan, items: list[Item], first: int) -> bool:
    """`will see for 30 min`, `Plan: 30 min`."""
    return any(
        one.tag == "plan"
        and scan.folded[one.a : one.b].startswith(ctx.COMING)
        and (
            one.clause == items[first].clause
            or (items[k + 1].tag == "p" and items[k + 1].val == ":" and one.sentence == items[first].sentence)
        )
        for k, one in enumerate(items[:first])
    )


def _on_another_day(scan: Scan, items: list[Item], k: int) -> bool:
    """`OT at IEP. Seen 30 min on 10/9 instead`."""
    following = items[k + 1 : k + 3]
    return (
        len(following) == 2
        and following[0].tag == "ref"
        and scan.folded[following[0].a : following[0].b] == "on"
        and following[1].tag in ("ab", "date")
    )


def _numbers_left(items: list[Item], counted: Sequence[int]) -> str | None:
    """A number that nobody took and that may be minutes all the same; a time of day behind a span."""
    counting = {items[k].val.minutes for k in counted}
    for k, one in enumerate(items):
        before = items[k - 1] if k else None
        after = items[k + 1] if k + 1 < len(items) else None
        if one.tag == "num" and one.val >= 5 and one.val % 5 == 0:
            if counted and any(other.tag == "makeup" and other.val == "done" and one.b < other.a < one.b + 20 for other in items):
                # "30 min (15 of those = MU)"
                return "minutes_unclear"
            late = any(other.tag in ("late", "cut") and other.clause == one.clause for other in items)
            if late and counting and not any(minutes + one.val in (30, 45, 60) for minutes in counting):
                # "PO 30; 10 late so 20"; not "25 min. Came 5 late"
                return "partial_unclear"
            if one.val >= 10 and not any(other.clause == one.clause and other.tag != "p" for other in items if other is not one):
                return "minutes_unclear"
            opened = before is not None and before.tag == "p" and before.val == "("
            mine = after is not None and ((after.tag == "w" and after.val in ("ot", "me")) or (after.tag == "p" and after.val == ")"))
            if one.val >= 10 and counted and one.val not in counting and k > 1 and opened and mine:
                return "minutes_unclear"
        if one.tag == "w" and one.val == "minus" and k - 1 in counted:
            return "minutes_sum"
        if one.tag == "clock" and k > 1 and before is not None and before.tag == "p" and before.val == "-" and items[k - 2].tag == "time":
            return "time_unclear"
    return None


def _twice(scan: Scan, items: list[Item], k: int) -> bool:
    """`30 min PI x2`: of each, or of both?"""
    step = k + 1
    while step < len(items) and items[step].tag in ("setting", "group"):
        step += 1
    one = items[step] if step < len(items) else None
    if one is None or one.tag != "count" or scan.folded[one.a] != "x" or one.val <= 1 or one.clause != items[k].clause:
        return False
    behind = items[step + 1] if step + 1 < len(items) else None
    return (behind is None or behind.tag in ("p", "each")) and items[step - 1].tag in ("dur", "time", "setting")
