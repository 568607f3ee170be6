"""Did the session take place, and if not, why: negation beats numbers."""

from __future__ import annotations

from dataclasses import dataclass

from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes.alone import alone, alone_among, alone_with_length, at_head, bare_sentence, beside_one, first_told, told_as_time
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.reasons import (
    SMALL_WORDS,
    gives_reason,
    of_another_day,
    reason_and_strength,
    reason_in,
    refuses_a_thing,
    who_is_away,
)
from otsync.caseload.notes.scan import Scan


@dataclass(slots=True)
class Verdict:
    """`missed`, `delivered` or `unclear`; the reason, and a flag code where someone must look all the same."""

    status: str
    reason: str | None = None
    doubt: str | None = None
    last: int = 0


def judge(scan: Scan, items: list[Item], roles: dict[int, str], has_length: bool) -> Verdict:
    """Whether the session on this line took place. `roles` says what each length is for; `has_length` whether one may count."""
    nots = [at for at, item in enumerate(items) if item.tag == "not" and not _of_makeup(items, at)]
    weak = [at for at, item in enumerate(items) if item.tag == "weak" and item.val == "weak" and not _is_lost(scan, items, at, has_length)]
    tested = any(item.tag == "test" or (item.tag == "kind" and item.val == "evaluation") for item in items)
    reasons = [
        at
        for at, item in enumerate(items)
        if item.tag == "reason"
        and who_is_away(items, at, scan.raw) != "other"
        and not _of_makeup(items, at)
        and not _denied(items, at)
        and not (at and items[at - 1].tag == "co")
        and not (scan.folded[item.a : item.b].startswith(("sent home", "abs")) and not gives_reason(scan, items, at))
        and not (tested and scan.folded[item.a : item.b] == "testing")
    ]
    if not has_length:
        return _without_length(scan, items, nots, weak, reasons)
    return _with_length(scan, items, roles, nots, weak, reasons)


def _denied(items: list[Item], at: int) -> bool:
    """`Absent: no`"""
    behind = items[at + 1 : at + 3]
    return len(behind) == 2 and behind[0].val in (":", "?") and behind[1].tag == "w" and behind[1].val in ("no", "n", "false")


_NEVER_BEGAN = frozenset(
    [
        "not available",
        "unavailable",
        "not avail",
        "student not available",
        "student unavailable",
        "would not come",
        "wouldn't come",
        "refused to come",
        "wouldn't leave class",
        "would not leave class",
        "did not want to come",
        "didn't want to come",
        "declined to come",
        "refused session",
        "refused tx",
        "refused to leave",
        "declined session",
    ]
)
"""What can only be said of a session that did not begin."""


def _of_makeup(items: list[Item], at: int) -> bool:
    """`makeup for missed session 10/8`, `makeup for 10/8 (fire drill)`: why the other session was missed."""
    for n in range(at - 1, max(-1, at - 8), -1):
        one = items[n]
        if one.tag == "makeup" and one.val == "done":
            return at - n <= 2 or any(other.tag in ("ref", "ab", "date") for other in items[n + 1 : at])
        if one.tag == "makeup" and items[at - 1].val == "(" and items[at - 2].tag in ("ab", "date"):
            # "no make-up for 10/1 (absent)"
            return True
        if one.tag in ("dur", "time") and n < at - 3:
            return False
    return False


def _is_lost(scan: Scan, items: list[Item], at: int, has_length: bool) -> bool:
    """`missed 10 min`, `made up missed session`, `missed 2 letters`: not a missed session."""
    after = items[at + 1] if at + 1 < len(items) else None
    before = items[at - 1] if at else None
    if after is not None and after.tag in ("dur", "num", "data", "count", "pct"):
        return scan.folded[items[at].a : items[at].b] in ("missed", "missing", "short", "shorted", "lost")
    if before is not None and (before.tag in ("makeup", "ref") or (before.tag == "w" and before.val in ("the", "a", "previously"))):
        return True
    text = scan.folded[items[at].a : items[at].b]
    if text in ("short", "shorted", "lost"):
        return True
    if (
        has_length
        and text in ("missed", "skipped")
        and after is not None
        and after.tag in ("w", "where")
        and after.val not in SMALL_WORDS
        and len(str(after.val)) > 1
    ):
        # "missed the bus", "missed recess"
        return after.val not in ("today", "because", "entire", "full", "all", "yesterday")
    if text in ("missing", "short", "shorted", "lost", "skipped", "no time", "not completed", "didn't get to", "did not get to"):
        return after is not None and after.tag in ("w", "act", "made", "where", "ref", "seen")
    return False


def _without_length(scan: Scan, items: list[Item], nots: list[int], weak: list[int], reasons: list[int]) -> Verdict:
    if not nots and not weak and not reasons:
        return Verdict("delivered")
    first = items[0].sentence
    spots = nots + weak + reasons
    last = max(items[at].b for at in spots)
    reason, doubt, _ = reason_in(scan, items)
    if nots:
        return Verdict("missed", reason, "reason_unclear" if doubt else None if reason else "reason_missing", last)
    if weak:
        head = [at for at in weak if items[at].sentence == first]
        if head and at_head(items, head[0]):
            return Verdict("missed", reason, "reason_unclear" if doubt else None if reason else "reason_missing", last)
        if not reasons:
            return Verdict("delivered")
    early = [at for at in reasons if items[at].sentence == first]
    if not early and not any(one.tag in ("seen", "act", "data", "w") for one in items if one.sentence == first):
        # "30 min scheduled; student asleep"
        early = reasons if any(one.tag == "sched" for one in items) else []
    if not early:
        return Verdict("unclear")
    if any(one.tag == "clock" for one in items) and all(scan.folded[items[at].a : items[at].b] == "left early" for at in early):
        # A start is written down: there was a session, and its end is not known.
        return Verdict("unclear")
    if any(one.tag == "sched" for one in items) and not any(one.tag in ("seen", "act") for one in items):
        return Verdict("missed", reason, "reason_unclear" if doubt else None, last)
    hard = [at for at in early if reason_and_strength(items[at].val)[1] == "hard"]
    busy = any(item.tag in ("setting", "seen", "act", "where") and item.sentence == first for item in items)
    at = hard[0] if hard else early[0]
    never = scan.folded[items[at].a : items[at].b] in _NEVER_BEGAN
    weak_here = not hard or reason_and_strength(items[at].val)[0] in ("student_refused", "student_unavailable")
    if busy and not never and weak_here and not alone(items, at):
        return Verdict("unclear")
    if busy and not hard and any(item.tag in ("setting", "seen", "act") and item.sentence == first for item in items):
        return Verdict("unclear")
    words = [item for item in items if item.sentence == first and item.a < items[at].a and item.tag in ("w", "data")]
    if len(words) > 6 or (not hard and len(words) > 3 and not alone(items, at)):
        return Verdict("unclear")
    if of_another_day(scan, items, at):
        return Verdict("unclear")
    if reason == "student_refused" and any(one.tag == "kind" and one.val != "direct" for one in items[at + 1 : at + 3]):
        # "parent declined OT eval"
        return Verdict("unclear")
    return Verdict("missed", reason, "reason_unclear" if doubt else None, last)


def instead(scan: Scan, items: list[Item]) -> Verdict | None:
    """`field trip, did paperwork 20 min instead`: the line begins with why there was no session; the length is of another kind."""
    at = next((n for n, one in enumerate(items) if not (one.tag in ("p", "weekday") or (one.tag == "w" and one.val in SMALL_WORDS))), None)
    if at is None or items[at].tag != "reason" or not alone(items, at) or any(one.tag == "seen" and one.val == "seen" for one in items):
        return None
    reason, doubt, _ = reason_in(scan, items)
    return Verdict("missed", reason, "reason_unclear" if doubt else None, items[at].b)


def _with_length(scan: Scan, items: list[Item], roles: dict[int, str], nots: list[int], weak: list[int], reasons: list[int]) -> Verdict:
    anchors = [item for at, item in enumerate(items) if item.tag == "time" or roles.get(at) == ctx.COUNT]
    sentences = {item.sentence for item in anchors}
    partial = (
        any(item.tag in ("seen", "cut") and beside_one(item, anchors) for item in items)
        or (any(item.tag == "late" for item in items) and all(one.tag == "time" or one.val.minutes % 30 for one in anchors))
        or any(role in (ctx.SCHEDULED, ctx.LOST, ctx.LATE) for role in roles.values())
        or any(item.tag == "dur" and item.val.of is not None for item in items)
    )
    if (partial or any(of_another_day(scan, items, at) for at in nots + reasons)) and _begins_absent(
        scan, items, roles, nots, reasons, anchors
    ):
        return Verdict("unclear", doubt="status_unclear")
    for at in nots + weak:
        same = items[at].sentence in sentences
        if at in weak and not same:
            continue
        if of_another_day(scan, items, at):
            if same:
                return Verdict("unclear", doubt="status_unclear")
            continue
        if any(one.tag == "ordinal" or (one.tag == "w" and one.val in ("second", "other")) for one in items[max(0, at - 2) : at]):
            # "2nd session cancelled": not the one with the length.
            return Verdict("unclear", doubt="status_unclear")
        reason, doubt, _ = reason_in(scan, items)
        if same and any(role == ctx.SCHEDULED for role in roles.values()) and any(item.tag == "seen" for item in items):
            return Verdict("unclear", doubt="status_unclear")
        if not same and not bare_sentence(items, at):
            return Verdict("unclear", doubt="status_unclear")
        return Verdict("missed", reason, "reason_unclear" if doubt else None if reason else "reason_missing", items[at].b)
    verdict = Verdict("delivered")
    for at in reasons:
        reason, strength = reason_and_strength(items[at].val)
        if of_another_day(scan, items, at):
            continue
        if strength == "event" and told_as_time(scan, items, at):
            continue
        same = items[at].sentence in sentences
        words = scan.folded[items[at].a : items[at].b]
        if words in _NEVER_BEGAN and not partial and (same or bare_sentence(items, at)):
            return Verdict("missed", reason, None, items[at].b)
        if not same:
            if reason == "student_refused" and refuses_a_thing(items, items[at]):
                continue
            if bare_sentence(items, at) and strength == "hard" and any(one.tag == "sched" for one in items) and not partial:
                return Verdict("missed", reason, None, items[at].b)
            if bare_sentence(items, at):
                if partial:
                    verdict.reason = verdict.reason or reason
                    continue
                return Verdict("unclear", doubt="status_unclear")
            continue
        after = items[at + 1] if at + 1 < len(items) else None
        if reason == "student_refused" and after is not None and after.tag in ("w", "act", "plan", "made", "ref", "data") and not partial:
            continue
        lone = alone_with_length(items, at)
        if not lone:
            beside = reason in _NOBODY_CAME or any(one.clause == items[at].clause for one in anchors)
            if strength == "hard" and beside and first_told(items, at) and not partial:
                return Verdict("unclear", doubt="status_unclear")
            continue
        if partial:
            verdict.reason = verdict.reason or reason
            verdict.last = max(verdict.last, items[at].b)
            continue
        short = anchors and all(item.tag == "dur" and item.val.minutes < 30 for item in anchors)
        if (
            short
            and strength == "event"
            and any(one.val in ("(", "due", "because", "b") for one in items if one.tag in ("p", "w", "plan", "admin"))
            and all(one.a < items[at].a for one in anchors)
        ):
            verdict.reason = verdict.reason or reason
            continue
        if reason == "school_closed" and any(item.tag == "setting" and item.val == "teletherapy" for item in items):
            # "30 min virtual (snow day)"
            continue
        if strength == "hard" and reason in ("student_absent", "provider_absent", "school_closed", "provider_unavailable"):
            said, doubt, _ = reason_in(scan, items)
            return Verdict("missed", said, "reason_unclear" if doubt else None, items[at].b)
        if strength == "hard" and reason == "student_refused" and any(one.clause == items[at].clause for one in anchors):
            return Verdict("missed", reason, None, items[at].b)
        return Verdict("unclear", doubt="status_unclear")
    return verdict


_NOBODY_CAME = frozenset({"student_absent", "school_closed"})


def _begins_absent(scan: Scan, items: list[Item], roles: dict[int, str], nots: list[int], reasons: list[int], anchors: list[Item]) -> bool:
    """`absent. Seen 30 min 10/9 instead`, `30 min scheduled, absent. PO 30`: an absence first, whatever is told behind it."""
    head = [
        at
        for at in reasons
        if reason_and_strength(items[at].val)[0] in _NOBODY_CAME or scan.folded[items[at].a : items[at].b] in _NEVER_BEGAN
    ]
    if not anchors or not (head or nots):
        return False
    at = min((*nots, *head))
    before = (one for k, one in enumerate(items[:at]) if roles.get(k) != ctx.SCHEDULED)
    told = any(
        not (one.tag in ("p", "sched", "setting", "weekday", "tick") or (one.tag == "w" and one.val in SMALL_WORDS)) for one in before
    )
    return not told and all(one.clause > items[at].clause for one in anchors) and alone_among(items, at)


