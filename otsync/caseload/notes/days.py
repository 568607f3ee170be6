"""What a date on a line is for: the head of a session, one of a list, a span of days, or a score such as 3/4."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.items import DateText, Item
from otsync.caseload.notes.scan import Scan
from otsync.caseload.notes.vocab import SINGLE_DAYS

EVIDENCE = frozenset({"dur", "time", "clock", "reason", "not", "units", "unit", "attempt"})
_SESSION_ENDS = frozenset({"dur", "num", "setting", "reason", "not", "group", "cpt", "time"})
"""What a session may end with, so that the date behind it begins another: `10/14 PO 30 10/16 PI 30`."""
_OPENING = frozenset("(:@#=<>?'\"$[")
"""Marks that belong to what follows them: every other one (a comma, a bracket that closes, an emoji) may end a session."""
_NEAR = 40
"""How many items ahead or back are looked at: what stands farther off belongs to something else."""


def is_score(items: Sequence[Item], k: int) -> bool:
    """Whether `3/4` at `k` is data: trials, words, percent, cues stand behind it, or the first number is larger than any month's reach."""
    one = items[k]
    if one.tag != "ab" or one.val.loose:
        return False
    after = items[k + 1] if k + 1 < len(items) else None
    if after is None:
        return False
    if after.tag == "p" and after.val == '"' and not after.gap and one.val.day in (2, 4, 8, 16):
        # "along a 1/4" line"
        return True
    if after.tag in ("data", "assist") and after.sentence == one.sentence:
        # "10/23 trial of a grip, push-in, 30 min" is a session all the same.
        return (
            not any(item.tag in ("setting", "time", "seen") for item in items[k + 1 : k + _NEAR] if item.sentence == one.sentence) or k > 3
        )
    if (after.tag == "w" and after.val in ("w", "with", "in", "of", "for")) or (after.tag == "ref" and after.a - one.b < 2):
        return any(item.tag in ("assist", "data", "pct") for item in items[k + 2 : k + 6] if item.sentence == one.sentence) and not any(
            item.tag in ("dur", "time", "setting") for item in items[k + 1 : k + 6]
        )
    if after.tag == "w" and k + 2 < len(items) and items[k + 2].tag == "data" and items[k + 2].clause == one.clause:
        return not any(item.tag in ("dur", "time", "setting", "seen") for item in items[k + 1 : k + _NEAR])
    return False


def unsure(items: Sequence[Item], k: int, scan: Scan) -> bool:
    """`10/30 or 10/31`, `around 10/7`, `10/7/205`: no one day is written."""
    if k and items[k - 1].tag == "hedge":
        return True
    after = items[k + 1 : k + 3]
    if len(after) == 2 and after[1].tag == "num" and _bare_days(items, k):
        return True
    if len(after) == 2 and after[1].tag in ("date", "ab", "num") and after[0].tag == "w" and after[0].val == "or":
        return True
    return (
        len(after) == 2
        and after[0].tag == "p"
        and after[0].val == "/"
        and not after[0].gap
        and after[1].tag in ("num", "dur")
        and not after[1].gap
    )


def _bare_days(items: Sequence[Item], k: int) -> bool:
    """`10/14, 16, 21: 30 min each`, `10/14 & 16 absent`: days without their month."""
    mark, day = items[k + 1], items[k + 2]
    joined = (mark.tag == "p" and mark.val in ",&+") or (mark.tag == "w" and mark.val == "and")
    if not joined or not 1 <= day.val <= 31:
        return False
    if k + 3 < len(items) and items[k + 3].tag in ("reason", "not"):
        return True
    several = any(one.tag == "each" for one in items) or (day.val % 5 != 0 and k + 3 < len(items) and items[k + 3].tag in ("p", "dur"))
    return several and any(one.tag == "dur" for one in items[k + 3 :])


def range_behind(items: Sequence[Item], k: int) -> bool:
    """`10/6-10/10`, `10/6 to 10/10`, `10/6-10`: a span of days."""
    if k + 2 >= len(items):
        return False
    mark, other = items[k + 1], items[k + 2]
    to = (mark.tag == "p" and mark.val == "-") or (mark.tag == "w" and mark.val == "to") or (mark.tag == "plan" and mark.val == "thru")
    if not to:
        return False
    if other.tag in ("date", "ab") and not is_score(items, k + 2):
        return mark.tag != "p" or other.tag == "date" or _later(items[k].val, other.val)
    if k + 3 < len(items) and (
        items[k + 3].tag in ("setting", "kind", "group") or (items[k + 3].tag == "p" and items[k + 3].val == "-" and not items[k + 3].gap)
    ):
        # "10/14-30-PO": a length behind a dash.
        return False
    return other.tag == "num" and mark.tag == "p" and not mark.gap and not other.gap and 1 <= other.val <= 31


def _later(a: DateText, b: DateText) -> bool:
    return 1 <= b.month <= 12 and 1 <= b.day <= 31 and ((b.month - a.month) % 12 * 31 + b.day - a.day) % 372 < 200


def list_end(items: Sequence[Item], k: int, into: list[int]) -> int:
    """Collect further dates of a list (`10/6, 10/8 & 10/10`); the index of its last item."""
    last = k
    at = k + 1
    gaps = 0
    while at < len(items) and gaps <= 3:
        one = items[at]
        if one.tag in ("date", "ab"):
            if is_score(items, at) or not 1 <= one.val.month <= 12 or not 1 <= one.val.day <= 31 or gaps == 0:
                break
            into.append(at)
            last, gaps = at, 0
        elif one.tag == "weekday" or (one.tag == "p" and one.val in ",&+/") or (one.tag == "w" and one.val in ("and", "or")):
            gaps += 1
        else:
            break
        at += 1
    return last


def heads_again(items: Sequence[Item], k: int, lead: DateText, listed: int) -> bool:
    """Whether a date further on begins a session of its own: behind a separator, near the first date, with a length of its own."""
    one = items[k]
    if is_score(items, k) or not 1 <= one.val.month <= 12 or not 1 <= one.val.day <= 31 or one.val.loose:
        return False
    if k + 2 < len(items) and items[k + 1].tag == "p" and items[k + 1].val == "/" and not items[k + 1].gap and items[k + 2].tag == "num":
        return False
    if _in_a_makeup(items, k) or _score_behind_words(items, k):
        return False
    before = items[k - 1]
    at = k - 1
    if k > 1 and (before.tag == "weekday" or (before.tag == "w" and before.val in SINGLE_DAYS and items[k - 2].tag == "p")):
        at = k - 2
        before = items[at]
    separated = before.tag == "tick" or (
        before.tag in _SESSION_ENDS and not any(item.tag in ("makeup", "ref", "plan") and item.clause == one.clause for item in items[:k])
    )
    separated = (
        separated
        or (before.tag == "p" and before.val not in _OPENING and not (before.val == "." and before.b == one.a))
        or (before.tag == "w" and before.val in ("and", "then", "also"))
    )
    if not separated and not _bracketed_head(items, k):
        return False
    if at and items[at - 1].tag == "makeup" and before.val in "/-":
        return False
    if at > 1 and items[at - 1].tag in ("ab", "date") and items[at - 2].tag in ("ref", "makeup"):
        # "MU for 10/17 & 10/10": both are the days that are made up for.
        return False
    if one.tag == "ab" and abs((lead.month - one.val.month) * 30.5 + lead.day - one.val.day) % 320 > 45:
        return False
    for n in range(k + 1, min(len(items), k + _NEAR)):
        other = items[n]
        if other.tag in ("date", "ab") and not is_score(items, n):
            break
        if other.tag in EVIDENCE or other.tag == "ditto" or (other.tag == "num" and other.val % 5 == 0):
            return True
    behind = items[k + 1 : k + 3]
    if behind and behind[0].tag == "w" and behind[0].b - behind[0].a <= 2 and (len(behind) == 1 or behind[1].tag == "p"):
        # A code of attendance alone: "10/8 A / 10/10 30 PI".
        return True
    # The third of a list in which the others were sessions: asked about, not swallowed by the one before it.
    return listed > 1 and before.tag == "p" and before.val in ",;|\n" and k + 1 < len(items) and items[k + 1].tag == "p"


def _score_behind_words(items: Sequence[Item], k: int) -> bool:
    """`3/9 zippers, 3/5, 30 min PI`: what may be a score, behind words alone. Where it is a day after the line's own, it is asked about."""
    one = items[k]
    if one.tag != "ab" or not (one.val.month <= one.val.day <= 10 or one.val.day in (12, 15, 20)):
        return False
    own = [other for other in items[max(0, k - _NEAR) : k] if other.tag not in ("ab", "date", "weekday", "p", "tick")]
    return bool(own) and all(other.tag in ("w", "act", "data", "made") for other in own)


def _bracketed_head(items: Sequence[Item], k: int) -> bool:
    """`(10/2) 30 PO (10/4) 15 PI`"""
    behind = items[k + 1 : k + 4]
    return (
        items[k - 1].val == "("
        and len(behind) == 3
        and behind[0].val == ")"
        and (behind[1].tag in ("dur", "time") or (behind[1].tag == "num" and behind[2].tag == "setting"))
    )


def _in_a_makeup(items: Sequence[Item], k: int) -> bool:
    """`MU (10/1, 10/3)`: a date inside a bracket behind the words of a make-up, or the days that were missed."""
    for n in range(k - 1, max(0, k - 8), -1):
        if items[n].tag == "p" and items[n].val == ")":
            return False
        if items[n].tag == "p" and items[n].val == "(":
            return items[n - 1].tag in ("makeup", "weak", "not", "reason", "ref")
    return False


def may_be_day(items: Sequence[Item], k: int, scan: Scan) -> bool:
    """Not behind `due`, `next`, `by`, `until`, `updated`; behind `from` or `for` only where no make-up is meant."""
    one = items[k]
    if one.tag == "ab" and (one.val.loose or not 1 <= one.val.month <= 12 or not 1 <= one.val.day <= 31):
        return False
    for other in reversed(items[max(0, k - 3) : k]):
        if other.tag in ("plan", "admin", "label#", "sched"):
            return False
        if other.tag == "ref":
            return not any(item.tag in ("makeup", "plan", "admin") for item in items[max(0, k - _NEAR) : k])
        if other.tag == "makeup" and scan.folded[other.a : other.b].endswith((" for", " from", " of")):
            return False
        if other.tag == "p" and other.val in ",;.":
            break
    return not any(item.tag in ("plan", "admin") for item in items[max(0, k - 6) : k])
