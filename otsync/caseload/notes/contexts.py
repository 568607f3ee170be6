"""What each length on a line is for: the session itself, an activity in it, a plan, a debt, a late start."""

from __future__ import annotations

from otsync.caseload.notes import vocab
from otsync.caseload.notes.bare import SESSION_TAGS
from otsync.caseload.notes.items import Item, Length
from otsync.caseload.notes.scan import Scan

COUNT, ACTIVITY, PLANNED, LATE, OWED, LOST, TOTAL, SCHEDULED = (
    "count",
    "activity",
    "planned",
    "late",
    "owed",
    "lost",
    "total",
    "scheduled",
)
COMING = ("will", "plan", "next", "need to", "to be", "going to", "tomorrow", "upcoming", "recommend", "goal")
"""How the words of a plan begin: what stands behind them has not taken place."""
_SOFT = frozenset({"p", "hedge", "ref", "each", "vague", "cut"})
_FILLER = frozenset(
    ["him", "them", "student", "the", "a", "an", "his", "her", "their", "its", "at", "x", "only", "up", "to", "so", "with", "w", "in"]
)


def contexts(scan: Scan, items: list[Item]) -> dict[int, str]:
    """For each length in `items` (by its index) what it is for."""
    return {k: _context(scan, items, k) for k, item in enumerate(items) if item.tag == "dur"}


def _context(scan: Scan, items: list[Item], k: int) -> str:
    item = items[k]
    length: Length = item.val
    ahead = items[k + 1 : k + 5]
    behind = items[max(0, k - 8) : k]
    opened = bool(behind) and behind[-1].tag == "p" and behind[-1].val == "("
    same_behind = [one for one in behind if one.clause == item.clause]
    for one in ahead:
        if one.tag == "freq":
            return PLANNED
        if one.tag in ("dur", "time", "date", "ab") or (one.tag == "p" and (one.val not in "/()-x~" or (one.val == "-" and one.gap))):
            break
    if any(one.tag == "freq" for one in same_behind):
        return PLANNED
    if item.sentence != items[0].sentence and any(
        one.sentence == item.sentence
        and ((one.tag == "plan" and scan.folded[one.a : one.b].startswith(COMING)) or (one.tag == "w" and one.val == "will"))
        for one in behind
    ):
        return PLANNED
    if _cut_down(scan, items, k):
        return SCHEDULED
    if length.of is not None:
        told = next((one for one in reversed(same_behind) if one.tag not in _SOFT), None)
        if told is not None and told.tag == "weak":
            # "missed 10 of 30 min"
            return LOST
        return ACTIVITY if told is not None and told.tag == "act" else COUNT
    after = ahead[0] if ahead else None
    before = behind[-1] if behind else None
    if before is not None and before.tag == "p" and before.val in "<>":
        return ACTIVITY
    if before is not None and before.tag == "w" and before.val == "q":
        return PLANNED
    if after is not None and (after.tag == "late" or (after.tag == "w" and ahead[1:] and ahead[1].tag == "late")):
        return LATE
    if any(one.tag == "late" for one in same_behind[-3:]) and not any(one.tag in SESSION_TAGS for one in same_behind[-2:]):
        return LATE
    if after is not None and after.tag == "w" and after.val == "short":
        return LOST
    made_up = any(one.tag == "makeup" and one.val == "done" for one in same_behind)
    if not made_up and (
        _adjacent(same_behind, "makeup", "owed")
        or (after is not None and after.tag == "makeup" and after.val == "owed" and not _of_another_session(ahead))
        or (
            len(ahead) > 1
            and after is not None
            and after.tag in ("w", "vague", "kind")
            and ahead[1].tag == "makeup"
            and ahead[1].val == "owed"
        )
    ):
        return OWED
    if same_behind and same_behind[-1].tag == "weak" and same_behind[-1].val == "weak":
        text = scan.folded[same_behind[-1].a : same_behind[-1].b]
        return LOST if text in ("missed", "missing", "shorted", "short", "lost") else COUNT
    if after is not None and after.tag == "weak" and scan.folded[after.a : after.b] in ("short", "lost", "shorted"):
        return LOST
    if _next_to(same_behind, ahead, "sched"):
        return SCHEDULED
    if (after is not None and after.tag == "total") or any(one.tag == "total" for one in same_behind[-2:]):
        return TOTAL
    if before is not None and before.tag == "p" and before.val == "=":
        return TOTAL
    if after is not None and after.tag in SESSION_TAGS and not (after.tag == "seen" and len(ahead) > 1 and ahead[1].tag == "dur"):
        return COUNT
    if same_behind and same_behind[-1].tag in ("setting", "kind", "makeup"):
        return COUNT
    if after is not None and scan.folded[after.a : after.b] in ("before", "after") and _adjacent(same_behind, "seen", "seen"):
        # "saw him for 25 min before lunch"
        return COUNT
    if vocab.activity_after(scan.t, item.j) and not _spent_after(items, k, same_behind):
        return ACTIVITY
    if before is not None and before.tag == "w" and before.val == "in" and before.gap and before.clause == item.clause:
        return ACTIVITY
    if any(one.tag in ("kind", "spoke") for one in same_behind):
        return COUNT
    for one in reversed([one for one in behind if one.clause == behind[-1].clause] if opened else same_behind):
        if one.tag == "act":
            return ACTIVITY
        if one.tag in SESSION_TAGS or one.tag in ("date", "ab", "dur", "time", "tick", "vague", "makeup", "weekday"):
            break
    return COUNT


def _of_another_session(ahead: list[Item]) -> bool:
    """`30 min. Will make up 10/13`: the debt names its own day."""
    return len(ahead) > 1 and ahead[0].b - ahead[0].a > len("make up") and ahead[1].tag in ("ab", "date")


def _cut_down(scan: Scan, items: list[Item], k: int) -> bool:
    """`30 min session shortened to 15`: the length that was planned."""
    ahead = [n for n in range(k + 1, min(k + 6, len(items) - 1)) if items[n].tag == "cut" and items[n].sentence == items[k].sentence]
    return bool(ahead) and scan.folded[: items[ahead[0]].b].endswith(" to") and items[ahead[0] + 1].tag == "dur"


def _spent_after(items: list[Item], k: int, same_behind: list[Item]) -> bool:
    """`consult w/ para 10 min after`: talk behind the session, not an activity in it."""
    if not any(one.tag in ("kind", "spoke") and one.val != "direct" for one in same_behind):
        return False
    after = items[k + 1]
    return after.tag in ("plan", "act", "w") and (k + 2 >= len(items) or items[k + 2].tag == "p")


def _adjacent(behind: list[Item], tag: str, val: str) -> bool:
    """Whether the nearest item that is not filler has this tag and value."""
    for one in reversed(behind):
        if one.tag == tag:
            return bool(one.val == val)
        if one.tag in _SOFT or (one.tag == "w" and one.val in _FILLER):
            continue
        return False
    return False


def _next_to(behind: list[Item], ahead: list[Item], tag: str) -> bool:
    for one in ahead[:2]:
        if one.tag == tag:
            return True
        if one.tag == "setting" or (one.tag == "kind" and one.val == "direct"):
            continue
        if one.tag not in ("w", "vague") or one.val not in ("was", "session", "vague", "were", "is"):
            break
    for one in reversed(behind[-3:]):
        if one.tag == tag:
            return True
        if one.tag not in _SOFT and not (one.tag == "w" and one.val in _FILLER):
            break
    return False
