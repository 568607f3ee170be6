"""Where the sessions on a line begin: at its dates. Tells a date from a score, a plan, and the day a make-up is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from otsync.caseload.notes.items import DateText, Item
from otsync.caseload.notes.scan import Scan

LABEL = frozenset(["date", "dos", "session", "sess", "visit", "on", "dates", "day", "of", "service", "seen", "saw", "ot", "note", "tx"])
_MARKS = frozenset("*-([>_=+#.:,|")
_EVIDENCE = frozenset({"dur", "time", "clock", "reason", "not", "units", "unit", "attempt"})
_BROKEN = re.compile(r"[\s*\-(\[]*(?:(?:[?x_]{1,4}|[0-9ol]{1,2}\??)\s?/\s?(?:[?x_]{1,4}|[0-9ol]{1,2}))(?=$|[\s:,.;)/-])")
_HALF = re.compile(r"[\s*\-(\[]*[0-9]{1,2}/(?=\s|$|-)|[\s*\-(\[]*/[0-9]{1,2}(?=\s)")
_MONTH_ALONE = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "month",
        "monthly",
    ]
)


_SESSION_ENDS = frozenset({"dur", "num", "setting", "reason", "not", "group", "cpt", "time"})
"""What a session may end with, so that the date behind it begins another: `10/14 PO 30 10/16 PI 30`."""
_NEAR = 40
"""How many items ahead or back are looked at: what stands farther off belongs to something else."""


@dataclass(slots=True)
class Stretch:
    """A piece of a line under one date (or several, when a list heads it). `leads` is empty for an undated line."""

    items: list[Item]
    leads: list[Item] = field(default_factory=list)
    weekday: int | None = None
    a: int = 0
    b: int = 0
    code: str | None = None
    """A flag that is already certain: `week_of`, `period_total`, `date_unreadable`."""
    each: bool = False


def is_score(items: Sequence[Item], k: int) -> bool:
    """Whether `3/4` at `k` is data: trials, words, percent, cues stand behind it, or the first number is larger than any month's reach."""
    one = items[k]
    if one.tag != "ab" or one.val.loose:
        return False
    after = items[k + 1] if k + 1 < len(items) else None
    if after is None:
        return False
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


def _head(items: Sequence[Item]) -> tuple[int, int | None]:
    """The index of the first item that is not a bullet, box, weekday or label, and the weekday that was passed."""
    weekday: int | None = None
    k = 0
    while k < len(items):
        one = items[k]
        if one.tag == "weekday":
            weekday = one.val
        elif (
            one.tag == "tick"
            or (one.tag == "p" and one.val in _MARKS)
            or (one.tag == "hedge" and k + 1 < len(items) and items[k + 1].tag in ("date", "ab"))
        ):
            pass
        elif one.tag in ("w", "kind", "seen", "ref", "label#", "vague") and k + 1 < len(items) and k < 5:
            text_ok = one.tag in ("seen", "ref", "label#", "vague") or (one.tag == "kind" and one.val == "direct") or one.val in LABEL
            if not text_ok or not _label_run(items, k):
                break
        elif (
            one.tag == "num"
            and one.val < 100
            and k + 1 < len(items)
            and items[k + 1].tag == "p"
            and items[k + 1].val in ".)"
            and not items[k + 1].gap
        ):
            k += 1
        else:
            break
        k += 1
    return k, weekday


def _label_run(items: Sequence[Item], k: int) -> bool:
    """Whether only label words and marks stand between `k` and a date close by."""
    for one in items[k + 1 : k + 5]:
        if one.tag in ("date", "ab"):
            return True
        if (
            one.tag in ("weekday", "seen", "ref", "vague")
            or (one.tag == "p" and one.val in ":#-(,")
            or (one.tag == "w" and one.val in LABEL)
            or one.tag == "num"
            or one.tag == "kind"
        ):
            continue
        return False
    return False


def divide(scan: Scan) -> list[Stretch]:
    """The stretches of a line, in order. One undated stretch where no date heads a session."""
    items = scan.items
    if not items:
        return []
    start, weekday = _head(items)
    end = items[-1].b
    if any(one.tag == "unreadable" for one in items[: start + 2]):
        return [Stretch(list(items), weekday=weekday, b=end, code="date_unreadable")]
    if start < len(items) and items[start].tag == "weekof":
        return [_week(items, start, end, scan)]
    if start < len(items) and items[start].tag in ("date", "ab") and not is_score(items, start):
        return _dated(items, start, weekday, end, scan)
    if (_BROKEN.match(scan.folded) and not (start < len(items) and items[start].tag in ("date", "ab"))) or _HALF.match(scan.folded):
        return [Stretch(list(items), weekday=weekday, b=end, code="date_unreadable")]
    return _undated(items, start, weekday, end, scan)


def _week(items: list[Item], start: int, end: int, scan: Scan) -> Stretch:
    lead = next((one for one in items[start + 1 : start + 5] if one.tag in ("date", "ab")), None)
    return Stretch(list(items), [lead] if lead else [], b=end, code="week_of")


def _dated(items: list[Item], start: int, weekday: int | None, end: int, scan: Scan) -> list[Stretch]:
    heads = [start]
    listed: dict[int, list[int]] = {start: [start]}
    ranged = _range_behind(items, start)
    k = _list_end(items, start, listed[start]) + 1 if not ranged else start + 3
    lead: DateText = items[start].val
    while k < len(items):
        one = items[k]
        if one.tag in ("date", "ab") and _heads_again(items, k, lead, len(heads)):
            heads.append(k)
            listed[k] = [k]
            k = _list_end(items, k, listed[k])
        k += 1
    found: list[Stretch] = []
    for n, head in enumerate(heads):
        begin = 0 if n == 0 else _back_to_weekday(items, head)
        stop = _back_to_weekday(items, heads[n + 1]) if n + 1 < len(heads) else len(items)
        own = items[begin:stop]
        leads = [items[at] for at in listed[head]]
        piece = Stretch(own, leads, a=0 if n == 0 else own[0].a, b=items[stop].a if stop < len(items) else end)
        piece.weekday = weekday if n == 0 else (items[begin].val if items[begin].tag == "weekday" else None)
        after = items[head + 1] if head + 1 < len(items) else None
        if piece.weekday is None and len(leads) == 1 and after is not None and after.tag == "weekday":
            piece.weekday = after.val
        elif (
            piece.weekday is None
            and len(leads) == 1
            and after is not None
            and after.tag == "p"
            and after.val in "(,"
            and head + 2 < len(items)
            and items[head + 2].tag == "weekday"
        ):
            piece.weekday = items[head + 2].val
        piece.each = any(one.tag == "each" for one in own)
        if n == 0 and _unsure(items, head, scan):
            piece.code = "date_unreadable"
        elif (n == 0 and ranged) or _total_of_period(own):
            piece.code = "period_total"
        found.append(piece)
    return found


def _unsure(items: Sequence[Item], k: int, scan: Scan) -> bool:
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
    """`10/14, 16, 21: 30 min each`: days without their month."""
    mark, day = items[k + 1], items[k + 2]
    joined = (mark.tag == "p" and mark.val in ",&+") or (mark.tag == "w" and mark.val == "and")
    if not joined or not 1 <= day.val <= 31:
        return False
    several = any(one.tag == "each" for one in items) or (day.val % 5 != 0 and k + 3 < len(items) and items[k + 3].tag in ("p", "dur"))
    return several and any(one.tag == "dur" for one in items[k + 3 :])


def _total_of_period(own: Sequence[Item]) -> bool:
    if not any(one.tag == "total" for one in own):
        return False
    return any((one.tag == "w" and one.val in _MONTH_ALONE) or one.tag == "weekof" for one in own)


def _range_behind(items: Sequence[Item], k: int) -> bool:
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


def _list_end(items: Sequence[Item], k: int, into: list[int]) -> int:
    """Collect further dates of a list (`10/6, 10/8 & 10/10`); the index of its last item."""
    last = k
    at = k + 1
    gaps = 0
    while at < len(items) and gaps <= 2:
        one = items[at]
        if one.tag in ("date", "ab"):
            if is_score(items, at) or not 1 <= one.val.month <= 12 or not 1 <= one.val.day <= 31 or gaps == 0:
                break
            into.append(at)
            last, gaps = at, 0
        elif one.tag == "weekday" or (one.tag == "p" and one.val in ",&+/") or (one.tag == "w" and one.val == "and"):
            gaps += 1
        else:
            break
        at += 1
    return last


def _heads_again(items: Sequence[Item], k: int, lead: DateText, listed: int) -> bool:
    """Whether a date further on begins a session of its own: behind a separator, near the first date, with a length of its own."""
    one = items[k]
    if is_score(items, k) or not 1 <= one.val.month <= 12 or not 1 <= one.val.day <= 31 or one.val.loose:
        return False
    if k + 2 < len(items) and items[k + 1].tag == "p" and items[k + 1].val == "/" and not items[k + 1].gap and items[k + 2].tag == "num":
        return False
    before = items[k - 1]
    at = k - 1
    if before.tag == "weekday" and k > 1:
        at = k - 2
        before = items[at]
    separated = before.tag == "tick" or (
        before.tag in _SESSION_ENDS and not any(item.tag in ("makeup", "ref", "plan") and item.clause == one.clause for item in items[:k])
    )
    separated = (
        separated or (before.tag == "p" and before.val in ",;.|\n&+-/") or (before.tag == "w" and before.val in ("and", "then", "also"))
    )
    if not separated:
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
        if other.tag in _EVIDENCE or (other.tag == "num" and other.val % 5 == 0):
            return True
    # The third of a list in which the others were sessions: asked about, not swallowed by the one before it.
    return listed > 1 and before.tag == "p" and before.val in ",;|\n" and k + 1 < len(items) and items[k + 1].tag == "p"


def _back_to_weekday(items: Sequence[Item], k: int) -> int:
    """A weekday or a tick box before a date belongs to it."""
    while k and items[k - 1].tag in ("weekday", "tick"):
        k -= 1
    return k


def _undated(items: list[Item], start: int, weekday: int | None, end: int, scan: Scan) -> list[Stretch]:
    """A line that no date heads: a date further on may still be the day (`30 min push-in 10/7`, `MU/30 10/17`)."""
    own = [k for k, one in enumerate(items) if one.tag in ("date", "ab") and not is_score(items, k) and _may_be_day(items, k, scan)]
    whole = Stretch(list(items), weekday=weekday, b=end)
    evidence = any(one.tag in _EVIDENCE for one in items) or any(one.tag == "num" for one in items)
    first = items[start] if start < len(items) else None
    if (any(one.tag == "total" for one in items) and not own) or (
        first is not None and first.tag == "w" and first.val in _MONTH_ALONE and any(one.tag == "dur" for one in items) and not own
    ):
        whole.code = "period_total"
        return [whole]
    if not evidence or not own:
        return [whole]
    if len(own) > 1 and all(own[n + 1] - own[n] <= 3 for n in range(len(own) - 1)):
        whole.leads = [items[k] for k in own]
        whole.each = any(one.tag == "each" for one in items)
        return [whole]
    if len(own) == 1:
        if _range_behind(items, own[0]):
            whole.code = "period_total"
        whole.leads = [items[own[0]]]
        before = items[own[0] - 1] if own[0] else None
        if before is not None and before.tag == "weekday":
            whole.weekday = before.val
        return [whole]
    whole.code = "date_unreadable"
    return [whole]


def _may_be_day(items: Sequence[Item], k: int, scan: Scan) -> bool:
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
