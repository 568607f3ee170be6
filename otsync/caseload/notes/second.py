"""A second look at a stretch that was read: a sure reading leaves no word of doubt, no make-up and no wish unused."""

from __future__ import annotations

from collections.abc import Sequence, Set

from otsync.caseload.notes.days import is_score
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.scan import Scan

_WISHES = frozenset(
    [
        "want",
        "wants",
        "wanted",
        "wanting",
        "wish",
        "wishes",
        "asked",
        "asks",
        "asking",
        "requests",
        "requested",
        "requesting",
        "prefers",
        "suggests",
        "suggested",
        "proposes",
        "proposed",
        "hopes",
        "offered",
        "recommends",
        "recommended",
    ]
)
_GIVEN = frozenset({"setting", "seen", "group", "kind", "co", "cut", "total", "act"})


_CORRECTING = frozenset({"actually", "oops", "sorry", "correction", "rather", "wait", "scratch", "nope"})
"""Before a second length they take the first one back."""
_ELSEWHERE = frozenset(
    [
        "says",
        "said",
        "told",
        "heard",
        "swim",
        "weekend",
        "night",
        "nightly",
        "bedtime",
        "clinic",
        "private",
        "gymnastics",
        "karate",
        "soccer",
    ]
)
"""Words of a clause whose length is another's, or of another place."""


def second_thought(scan: Scan, items: Sequence[Item], out: Outcome, first: int, tags: Set[str]) -> str | None:
    """The code of a question, or None. `first`: where in `items` the first length or span stands that counts; `tags`: those of `items`."""
    words = {one.val for one in items if one.tag == "w"}
    if len(out.drafts) > 1 and any(scan.folded[one.a : one.b] in _CORRECTING for one in items[first + 1 :]):
        return "minutes_unclear"
    if not words.isdisjoint(_ELSEWHERE) and _told_of_elsewhere(items, first):
        return "status_unclear"
    if "then" in words and _goes_on(items, first, out):
        return "minutes_unclear"
    if "?" in scan.folded and any(one.tag == "p" and one.val == "?" and one.gap for one in items):
        # A question mark that stands alone is a blank to be filled: "M/U 30 for ?", "30 min x ? visits".
        return "uncertain_mark"
    if "makeup" in tags:
        used = any(one.makeup or one.makeup_owed is not None for one in out.drafts)
        if not used and any(one.tag == "makeup" and one.val == "done" for one in items):
            return "status_unclear"
        if any(one.tag == "makeup" and one.val == "owed" and _added(items, at) for at, one in enumerate(items)):
            return "status_unclear"
    if not words.isdisjoint(_WISHES) and _wished_for(items, first):
        return "kind_unclear"
    return None


def _added(items: Sequence[Item], at: int) -> bool:
    """`45: 30 today's + 15 owed from 3/4`: given on this day, or still to come?"""
    before, after = items[max(0, at - 2) : at], items[at + 1 : at + 2]
    return [one.val for one in before if one.tag == "p"] == ["+"] and bool(after) and after[0].tag == "ref"


_POINTING = frozenset({"ref", "makeup", "plan", "admin", "sched", "weekof", "weak", "late", "vague"})
_HOLDS = frozenset({"ditto", "dur", "time", "clock", "setting", "reason", "not", "units"})


def another_day(items: Sequence[Item], lead: Item) -> bool:
    """A second day in what was read as the session of one: `10/14 30 PO ... 10/16: 15 PI`, `Mon 30; Tue - absent`."""
    for at, one in enumerate(items):
        if not at or one.tag not in ("ab", "date", "weekday"):
            continue
        before, after = items[max(0, at - 3) : at], [other for other in items[at + 1 : at + 4] if other.tag not in ("p", "weekday")]
        if any(other.tag in _POINTING and other.clause == one.clause for other in before):
            continue
        if before[-1].tag in ("reason", "not") and one.tag != "weekday" and _behind(lead, one) and _told_before(items, at):
            # "4/14 30 PO, absent 4/16"
            return True
        if not after:
            if one.tag == "ab" and before[-1].tag == "p" and before[-1].val in ",;/|" and at + 1 < len(items) and items[at + 1].val == "-":
                # "10/1 PO 30, 10/3 --"
                return True
            joined = (before[-1].tag == "p" and before[-1].val in "&+") or (before[-1].tag == "w" and before[-1].val == "and")
            if joined and one.tag != "weekday" and before[-2:-1] and before[-2].tag in _HOLDS | {"group"}:
                # "2/4 30 PO & 2/5"
                return True
            continue
        told = any(other.tag in _HOLDS for other in items[:at])
        if one.tag == "ab" and not told and _behind(lead, one) and after[0].tag in ("dur", "time"):
            # "2/24 zippers, 3/5, 30 min": a score, or the day of the length?
            return True
        follows = after[0].tag in _HOLDS or (after[0].tag == "num" and after[0].val % 5 == 0)
        if one.tag == "weekday":
            if follows and before[-1].tag == "p" and before[-1].val in ";.,!" and any(other.tag in _HOLDS for other in items[:at]):
                return True
            continue
        if is_score(items, at) or one.val.loose or (before[-1].tag == "p" and before[-1].val == "("):
            continue
        apart = (one.val.month - lead.val.month) % 12
        if follows and apart in (0, 1, 11) and any(other.tag in _HOLDS or other.tag == "num" for other in items[:at]):
            return True
    return False


def _behind(lead: Item, one: Item) -> bool:
    """Whether a day comes in the weeks after the line's own."""
    days = (one.val.month - lead.val.month) % 12 * 31 + one.val.day - lead.val.day
    return bool(0 < days < 62)


def _told_before(items: Sequence[Item], at: int) -> bool:
    return any(one.tag in ("dur", "time") or (one.tag == "num" and one.val % 5 == 0) for one in items[:at])


def _told_of_elsewhere(items: Sequence[Item], first: int) -> bool:
    """`mom says he reads 20 min at night`: nobody says that the length is a session."""
    own = [one for one in items if one.clause == items[first].clause]
    return any(one.tag == "w" and one.val in _ELSEWHERE for one in own) and not any(one.tag in _GIVEN for one in own)


def _goes_on(items: Sequence[Item], first: int, out: Outcome) -> bool:
    """`worked on letters for 10 min, then on scissors`: the length of a part, and the rest has none."""
    if len(out.drafts) != 1 or out.drafts[0].start is not None or items[first].tag != "dur" or items[first].val.of is not None:
        return False
    before = [one for one in items[:first] if one.sentence == items[first].sentence and one.tag in ("w", "act", "data", "made", "seen")]
    if len(before) < 2 or any(one.tag in _PLACED for one in items if one.clause == items[first].clause):
        return False
    behind = [one for one in items[first + 1 : first + 4] if one.sentence == items[first].sentence]
    return any(one.tag == "w" and one.val == "then" for one in behind)


_PLACED = frozenset({"setting", "group", "kind", "makeup", "total"})


def _wished_for(items: Sequence[Item], first: int) -> bool:
    """`wants 45 min sessions`: what somebody would like to have."""
    before = [one for one in items[:first] if one.clause == items[first].clause]
    return any(one.tag == "w" and one.val in _WISHES for one in before) and not any(one.tag in _GIVEN for one in before)
