"""Which lengths and times on a stretch are sessions: one, several, parts of one, or something to ask about."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes.apart import SMALL, as_anchor, end_of, told_apart
from otsync.caseload.notes.bare import INCLUDING
from otsync.caseload.notes.grownups import beside_adult, with_staff
from otsync.caseload.notes.items import Item, Length, Span
from otsync.caseload.notes.outcome import Anchor, Outcome, choices_of
from otsync.caseload.notes.scan import Scan
from otsync.caseload.notes.timed import with_spans

DAY_STARTS, DAY_ENDS = 7 * 60, 17 * 60


def anchors_in(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], spans: dict[int, Span], out: Outcome
) -> list[Anchor] | None:
    """The lengths and times that are sessions. None when something had to be asked."""
    for k in counted:
        length: Length = items[k].val
        if length.low is not None:
            out.ask("minutes_range", *choices_of(items, [k], {}))
            return None
        if length.wrong_sum:
            out.ask("minutes_sum", *choices_of(items, counted, spans))
            return None
    for span in spans.values():
        if span.end <= span.start:
            out.ask("time_order", *choices_of(items, counted, spans))
            return None
        if span.start < DAY_STARTS or span.end > DAY_ENDS:
            out.ask("time_range", *choices_of(items, counted, spans))
            return None
    for one in items:
        if one.tag == "clock" and not DAY_STARTS <= one.val <= DAY_ENDS and one.sentence == items[0].sentence and counted:
            out.ask("time_range", *choices_of(items, counted, spans))
            return None
    lost = [items[k].val.minutes for k, role in roles.items() if role in (ctx.LATE, ctx.LOST)]
    scheduled = [items[k].val.minutes for k, role in roles.items() if role == ctx.SCHEDULED]
    totals = [items[k].val.minutes for k, role in roles.items() if role == ctx.TOTAL]
    if spans:
        return with_spans(scan, items, roles, counted, spans, lost, scheduled, totals, out)
    return _with_lengths(scan, items, roles, counted, lost, scheduled, totals, out)


def _with_lengths(
    scan: Scan,
    items: list[Item],
    roles: dict[int, str],
    counted: list[int],
    lost: list[float],
    scheduled: list[float],
    totals: list[float],
    out: Outcome,
) -> list[Anchor] | None:
    if not counted:
        if len(totals) == 1:
            k = next(k for k, role in roles.items() if role == ctx.TOTAL)
            return [as_anchor(items, k)]
        if scheduled and any(one.tag == "seen" for one in items):
            out.ask("partial_unclear", *[f"{int(one)} direct" for one in scheduled])
            return None
        return []
    accepted = [counted[0]]
    for k in counted[1:]:
        verdict = _another(items, accepted, k)
        if verdict == "ask":
            first, rest = items[counted[0]].val.minutes, [items[j].val.minutes for j in counted[1:]]
            if first == sum(rest) and (len(rest) > 1 or not all(_has_words(items, j) for j in (counted[0], counted[1]))):
                if len(rest) > 1 and any(told_apart(items, j) for j in counted[1:]):
                    return [as_anchor(items, j) for j in counted[1:]]
                accepted = [counted[0]]
                break
            told = [one for one in items if one.clause == items[counted[-1]].clause and one.tag in _STORY]
            if rest[-1] == first + sum(rest[:-1]) and not told:
                accepted = [counted[-1]]
                break
            if totals and totals[0] == first + sum(rest):
                accepted = list(counted)
                break
            out.ask("minutes_unclear", *choices_of(items, counted, {}))
            return None
        if verdict == "session":
            accepted.append(k)
    if len(accepted) > 1 and any(_of_the_story(items, k, accepted) for k in accepted):
        out.ask("minutes_unclear", *choices_of(items, counted, {}))
        return None
    whole = [items[k].val.minutes for k in accepted]
    if len(whole) > 2 or (len(whole) > 1 and _breakdown(items, accepted)):
        if whole[0] == sum(whole[1:]) and len(whole) > 2:
            accepted = accepted[1:]
        elif len(whole) > 1 and whole[0] > sum(whole[1:]) and _breakdown(items, accepted):
            out.ask("minutes_sum", *choices_of(items, counted, {}))
            return None
        elif len(whole) > 1 and _in_brackets(items, accepted[1:]) and not _in_brackets(items, accepted[:1]) and whole[0] == sum(whole[1:]):
            accepted = accepted[1:]
    anchors = [as_anchor(items, k) for k in accepted]
    for anchor, k in zip(anchors[1:], accepted[1:], strict=True):
        joined = items[k - 2] if items[k - 1].tag == "p" and items[k - 1].val in ".:" else items[k - 1]
        if joined.tag == "w" and joined.val in INCLUDING and anchor.minutes < anchors[0].minutes:
            anchors[0].minutes -= anchor.minutes
    total = sum(one.minutes for one in anchors)
    if len(anchors) > 1 and totals and totals[-1] == total and not any(told_apart(items, k) for k in accepted):
        anchors = [Anchor(anchors[-1].item, total)]
    if totals and totals[-1] != total:
        out.ask("minutes_sum", *choices_of(items, counted, {}))
        return None
    if scheduled and len(anchors) == 1 and anchors[0].of is None:
        anchors[0].of = scheduled[0]
    if lost and anchors and anchors[0].of is None and not _net(items, anchors, lost[0]):
        left = anchors[0].minutes - lost[0]
        out.ask("partial_unclear", *([f"{int(left)} direct"] if left > 0 else []), f"{int(anchors[0].minutes)} direct")
        return None
    clocks = [one for one in items if one.tag == "clock"]
    if len(clocks) == 1 and len(anchors) == 1 and _starts_it(items, clocks[0], anchors[0].item):
        anchors[0].start = clocks[0].val
    elif len(clocks) == len(anchors) > 1:
        for anchor, clock in zip(anchors, clocks, strict=True):
            anchor.start = clock.val
    return anchors


_BEFORE_START = frozenset({"at", "from", "start", "started", "starting", "began", "beginning", "in", "x", "time", "@", "w", "with"})


def _starts_it(items: list[Item], clock: Item, anchor: Item) -> bool:
    """Whether a time of day is the session's start: not `left for lunch at 11:45`, `timed test: 2:15`."""
    if clock.sentence != anchor.sentence:
        return False
    return clock.a < anchor.a or not any(
        (one.tag in ("w", "act", "data", "reason", "not", "cut", "late", "test") and one.val not in _BEFORE_START)
        for one in items
        if clock.clause - one.clause <= 1 and anchor.b < one.a < clock.a
    )


_TELLING = frozenset({"setting", "kind", "makeup", "daypart", "spoke", "group", "cpt", "vague"})
_STORY = frozenset({"w", "act", "data", "made", "cut", "hedge", "where", "seen"})


def _of_the_story(items: list[Item], k: int, accepted: Sequence[int]) -> bool:
    """`mom says he reads 20 min a night. Seen 30 PI`: told in a sentence about something, beside a length that is said to be a session."""
    begin = max((other + 1 for other in accepted if other < k), default=0)
    end = min((other for other in accepted if other > k), default=len(items))
    own = [one for one in items[begin:end] if one.clause == items[k].clause]
    if any(one.tag in _TELLING or one.val == "seen" for one in own) or with_staff(items, items[k]):
        return False
    if not any(_said_to_be_seen(items, other) for other in accepted if other != k):
        return False
    words = [one for one in own if one.tag in _STORY and one.val not in SMALL]
    return len(words) > 1 and words[0].a < items[k].a


def _said_to_be_seen(items: list[Item], k: int) -> bool:
    return any(one.clause == items[k].clause and (one.tag in ("setting", "group") or one.val == "seen") for one in items)


def _net(items: list[Item], anchors: list[Anchor], lost: float) -> bool:
    """Whether the length is what was left after the loss: said (`seen 20`), or 20 where 20 + 10 makes a usual 30."""
    if any(one.tag in ("seen", "cut") for one in items):
        return True
    minutes = anchors[0].minutes
    return minutes + lost in (30, 45, 60) and minutes not in (30, 45, 60)


def _in_brackets(items: list[Item], ks: Sequence[int]) -> bool:
    opened = [at for at, one in enumerate(items) if one.tag == "p" and one.val in "(["]
    return bool(ks) and bool(opened) and all(any(at < k for at in opened) for k in ks)


def _breakdown(items: list[Item], ks: Sequence[int]) -> bool:
    """Whether what follows the first length takes it apart: in brackets, or behind a colon."""
    return (_in_brackets(items, ks[1:]) and not _in_brackets(items, ks[:1])) or _colon(items, ks[0])


def _colon(items: list[Item], k: int) -> bool:
    return k + 1 < len(items) and items[k + 1].tag == "p" and items[k + 1].val == ":"


def _another(items: list[Item], accepted: Sequence[int], k: int) -> str:
    """Whether a further length is a session of its own (`session`), part of the story (`story`) or unclear (`ask`)."""
    item, previous = items[k], items[accepted[-1]]
    if told_apart(items, k, end_of(items, accepted[-1])):
        return "session"
    if beside_adult(items, item):
        return "ask"
    first = items[accepted[0]]
    if any(one.tag == "seen" and one.val == "seen" and one.clause == item.clause for one in items):
        return "ask"
    words = [one for one in items if one.clause == item.clause and one.tag in ("w", "act", "data", "made", "where", "test")]
    if item.sentence != items[accepted[0]].sentence:
        return "story" if words else "ask"
    between = items[accepted[-1] + 1 : k]
    if any(one.tag == "w" and one.val in ("minus", "less") for one in between):
        return "ask"
    last = between[-1] if between else None
    joined = last is not None and ((last.tag == "p" and last.val in "+&") or (last.tag == "w" and last.val in ("and", "plus")))
    if joined and not words and previous.sentence == item.sentence:
        return "session"
    added = any((one.tag == "p" and one.val in "+&") or (one.tag == "w" and one.val in ("and", "plus")) for one in between)
    if words and item.val.minutes < first.val.minutes and not added and (told_apart(items, accepted[0]) or _at_head(items, accepted[0])):
        return "story"
    return "ask"


def _at_head(items: list[Item], k: int) -> bool:
    """`30 min, putty 5 min, letters`: the first length stands alone at the head, before anything is told."""
    if items[k].val.minutes < 15 or any(one.tag not in _HEADING for one in items[:k]):
        return False
    own = [one for one in items if one.clause == items[k].clause and one.tag in _STORY and one.val not in SMALL]
    return not own


_HEADING = frozenset({"p", "setting", "kind", "group", "weekday", "tick", "daypart", "cpt"})


def _has_words(items: list[Item], k: int) -> bool:
    """Whether something is told in the clause of a length: `15 min at arrival, 15 min at dismissal` are two, not one said twice."""
    own = [one for one in items if one.clause == items[k].clause and one.val not in SMALL]
    return any(one.tag in ("w", "act", "data", "made", "where") for one in own)


