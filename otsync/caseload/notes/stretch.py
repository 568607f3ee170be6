"""Where the sessions on a line begin: at its dates. Tells a date from a score, a plan, and the day a make-up is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from otsync.caseload.notes.days import EVIDENCE, heads_again, is_score, list_end, may_be_day, range_behind, unsure
from otsync.caseload.notes.items import DateText, Item
from otsync.caseload.notes.scan import UNREADABLE, Scan

LABEL = frozenset(["date", "dos", "session", "sess", "visit", "on", "dates", "day", "of", "service", "seen", "saw", "ot", "note", "tx"])
_MARKS = frozenset("*-([>_=+#.:,|")
_BROKEN = re.compile(r"[\s*\-(\[]*(?:(?:[?x_]{1,4}|[0-9ol]{1,2}\??)\s?/\s?(?:[?x_]{1,4}|[0-9ol]{1,2}))(?=$|[\s:,.;)/-])")
_UNFINISHED = re.compile(r"[\s*\-(\[]*\d{1,2}[/.-]\d{1,2}[x_]+(?=\s|$)")
"""`10/1x`: a figure was still to be looked up."""
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
    for one in items[k + 1 : k + 7]:
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
    if UNREADABLE in scan.raw and any(one.tag == "unreadable" for one in items[: start + 2]):
        return [Stretch(list(items), weekday=weekday, b=end, code="date_unreadable")]
    if start < len(items) and (items[start].tag == "weekof" or (items[start].tag == "freq" and _abbreviated_week(items, start, scan))):
        return [_week(items, start, end, scan)]
    if _UNFINISHED.match(scan.folded):
        return [Stretch(list(items), weekday=weekday, b=end, code="date_unreadable")]
    if start < len(items) and items[start].tag in ("date", "ab") and not is_score(items, start):
        return _dated(items, start, weekday, end, scan)
    if (_BROKEN.match(scan.folded) and not (start < len(items) and items[start].tag in ("date", "ab"))) or _HALF.match(scan.folded):
        return [Stretch(list(items), weekday=weekday, b=end, code="date_unreadable")]
    return _undated(items, start, weekday, end, scan)


def _abbreviated_week(items: list[Item], start: int, scan: Scan) -> bool:
    """`wk 3/2 - 45 total`"""
    one = items[start]
    return scan.folded[one.a : one.b] == "wk" and items[start + 1 : start + 2] != [] and items[start + 1].tag == "ab"


def _week(items: list[Item], start: int, end: int, scan: Scan) -> Stretch:
    lead = next((one for one in items[start + 1 : start + 5] if one.tag in ("date", "ab")), None)
    return Stretch(list(items), [lead] if lead else [], b=end, code="week_of")


def _dated(items: list[Item], start: int, weekday: int | None, end: int, scan: Scan) -> list[Stretch]:
    heads = [start]
    listed: dict[int, list[int]] = {start: [start]}
    ranged = range_behind(items, start)
    k = list_end(items, start, listed[start]) + 1 if not ranged else start + 3
    lead: DateText = items[start].val
    for at in [n for n, one in enumerate(items) if one.tag == "ab" or one.tag == "date"]:
        if at >= k and heads_again(items, at, lead, len(heads)):
            heads.append(at)
            listed[at] = [at]
            k = list_end(items, at, listed[at]) + 1
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
        tags = {one.tag for one in own}
        piece.each = "each" in tags
        if (n == 0 and unsure(items, head, scan)) or any(one.tag == "w" and one.val == "or" for one in items[head : listed[head][-1]]):
            piece.code = "date_unreadable"
        elif (n == 0 and ranged) or ("total" in tags and _month_or_week(own)):
            piece.code = "period_total"
        found.append(piece)
    return found


def _month_or_week(own: Sequence[Item]) -> bool:
    return any((one.tag == "w" and one.val in _MONTH_ALONE) or one.tag == "weekof" for one in own)


def _back_to_weekday(items: Sequence[Item], k: int) -> int:
    """A weekday or a tick box before a date belongs to it."""
    while k and items[k - 1].tag in ("weekday", "tick"):
        k -= 1
    return k


def _undated(items: list[Item], start: int, weekday: int | None, end: int, scan: Scan) -> list[Stretch]:
    """A line that no date heads: a date further on may still be the day (`30 min push-in 10/7`, `MU/30 10/17`)."""
    own = [k for k, one in enumerate(items) if one.tag in ("date", "ab") and not is_score(items, k) and may_be_day(items, k, scan)]
    whole = Stretch(list(items), weekday=weekday, b=end)
    evidence = any(one.tag in EVIDENCE or one.tag in ("num", "ditto") for one in items)
    first = items[start] if start < len(items) else None
    if (any(one.tag == "total" for one in items) and not own) or (
        first is not None
        and first.tag == "w"
        and first.val in _MONTH_ALONE
        and not own
        and any(one.tag == "dur" or (one.tag in ("kind", "data") and scan.folded[one.a : one.b] in ("sessions", "visits")) for one in items)
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
        if range_behind(items, own[0]):
            whole.code = "period_total"
        whole.leads = [items[own[0]]]
        before = items[own[0] - 1] if own[0] else None
        if before is not None and before.tag == "weekof":
            whole.code = "week_of"
        if before is not None and before.tag == "weekday":
            whole.weekday = before.val
        return [whole]
    whole.code = "date_unreadable"
    return [whole]
