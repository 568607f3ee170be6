"""Sessions whose start and end are written, and the lengths that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from otsync.caseload.notes import kinds
from otsync.caseload.notes.apart import SMALL, as_anchor, told_apart
from otsync.caseload.notes.grownups import beside_adult
from otsync.caseload.notes.items import Item, Span
from otsync.caseload.notes.outcome import Anchor, Outcome, choices_of
from otsync.caseload.notes.scan import Scan


def spans_in(items: list[Item]) -> dict[int, Span]:
    """Time spans by item index; two single clocks joined by in/out or start/end words make one."""
    spans = {k: one.val for k, one in enumerate(items) if one.tag == "time"}
    clocks = [k for k, one in enumerate(items) if one.tag == "clock"]
    if len(clocks) >= 2 and not spans and len(clocks) % 2 == 0:
        for a, b in zip(clocks[::2], clocks[1::2], strict=True):
            words = {one.val for one in items[a + 1 : b] if one.tag in ("w", "plan", "admin", "act", "cut", "reason")} | {
                one.val for one in items[a + 1 : b] if one.tag == "p" and one.val in ("|", "-")
            }
            if words & {"out", "end", "stop", "finish", "ended", "left", "ending", "stopped", "finished", "|", "-", "to", "plan", "ends"}:
                spans[a] = Span(items[a].val, items[b].val, True)
                items[b].tag = "clock_end"
    return spans


def with_spans(
    scan: Scan,
    items: list[Item],
    roles: dict[int, str],
    counted: list[int],
    spans: dict[int, Span],
    lost: list[float],
    scheduled: list[float],
    totals: list[float],
    out: Outcome,
) -> list[Anchor] | None:
    """The sessions of a stretch with start and end, and further lengths beside them. None when something had to be asked."""
    ks = sorted(spans)
    anchors = [Anchor(items[k], spans[k].end - spans[k].start, span=spans[k]) for k in ks]
    whole = sum(one.minutes for one in anchors)
    if _overlap(items, [spans[k] for k in ks], anchors):
        out.ask("minutes_time_conflict", *choices_of(items, counted, spans))
        return None
    extra: list[Anchor] = []
    near = [k for k in counted if items[k].sentence in {one.item.sentence for one in anchors}]
    far = [k for k in counted if k not in near]
    near = [k for k in near if not _part_of(items, k, anchors, whole)]
    told = {k: kinds.kind_of(items, items[k]) for k in counted}
    stated = [k for k in near if told[k][0] == "direct" or told[k][1]]
    others = [k for k in near if k not in stated]
    for k in far:
        if told[k][0] != "direct" and told_apart(items, k):
            others.append(k)
        elif told_apart(items, k):
            if items[k].val.minutes != whole:
                out.ask("minutes_unclear", *choices_of(items, counted, spans))
                return None
        elif (
            not any(one.clause == items[k].clause and one.tag in ("w", "act", "data", "made", "where") for one in items)
            and items[k].val.minutes != whole
        ):
            out.ask("minutes_time_conflict", *choices_of(items, counted, spans))
            return None
    said = [items[k].val for k in stated]
    if any(one.of is not None for one in said):
        only = said[0]
        if len(anchors) == 1 and len(said) == 1 and only.of == whole:
            anchors[0].minutes, anchors[0].of = only.minutes, only.of
            return anchors
        out.ask("minutes_time_conflict", *choices_of(items, counted, spans))
        return None
    total = sum(one.minutes for one in said)
    if said and not others and len(said) > 1 and len(anchors) == 1 and total == whole and all(told_apart(items, k) for k in stated):
        return [as_anchor(items, k) for k in stated]
    if others:
        rest = sum(items[k].val.minutes for k in others)
        if len(others) > 1 and len(anchors) == 1 and rest == whole and not said:
            return [as_anchor(items, k) for k in others]
        if total + rest == whole and len(anchors) == 1 and said:
            return [as_anchor(items, k) for k in sorted((*stated, *others))]
        if len(anchors) == 1 and rest == whole and not said:
            anchors[0].item = items[others[0]]
            return anchors
        extra = [as_anchor(items, k) for k in others]
    if said and not (
        total == whole
        or all(one.minutes == anchors[0].minutes for one in said)
        or [one.minutes for one in said] == [one.minutes for one in anchors]
    ):
        out.ask("minutes_time_conflict", *choices_of(items, counted, spans))
        return None
    if totals and totals[-1] != whole:
        out.ask("minutes_time_conflict", *choices_of(items, counted, spans))
        return None
    if scheduled and scheduled[0] != whole and len(anchors) == 1:
        anchors[0].of = scheduled[0]
    if lost:
        out.ask("partial_unclear", *([f"{int(whole - lost[0])} direct"] if whole > lost[0] else []), f"{int(whole)} direct")
        return None
    return sorted((*anchors, *extra), key=lambda one: one.item.a)


def _part_of(items: list[Item], k: int, anchors: Sequence[Anchor], whole: float) -> bool:
    """`9:15-9:45, putty 5 min`: what was done in a part of the time, where nothing is said to be late, lost or another's."""
    own = [one for one in items if one.clause == items[k].clause]
    if items[k].val.minutes >= whole or items[k].a < anchors[0].item.b or any(one.tag in _WEIGHS for one in own):
        return False
    told = [one for one in own if one.tag in ("w", "act", "data", "made") and one.val not in SMALL and one.a < items[k].a]
    return bool(told) and not told_apart(items, k) and not beside_adult(items, items[k])


_WEIGHS = frozenset({"reason", "not", "weak", "late", "cut", "seen", "sched", "hedge", "total", "attempt", "time", "clock"})


def _overlap(items: list[Item], spans: Sequence[Span], anchors: Sequence[Anchor]) -> bool:
    """Two spans that overlap (`planned 9:15-9:45, actual 9:25-9:45`), or a time inside one (`left at 9:35`)."""
    ordered = sorted(spans, key=lambda one: one.start)
    if any(a.end > b.start for a, b in pairwise(ordered)):
        return True
    sentences = {one.item.sentence for one in anchors}
    return any(one.tag == "clock" and one.sentence in sentences and any(span.start < one.val < span.end for span in spans) for one in items)
