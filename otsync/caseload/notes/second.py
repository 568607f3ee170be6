"""A second look at a stretch that was read: a sure reading leaves no word of doubt, no make-up and no wish unused."""

from __future__ import annotations

from collections.abc import Sequence

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


def second_thought(scan: Scan, items: Sequence[Item], out: Outcome, first: int) -> str | None:
    """The code of a question, or None. `first`: the place in `items` of the first length or span that counts."""
    if "?" in scan.folded and any(one.tag == "p" and one.val == "?" and one.gap for one in items):
        # A question mark that stands alone is a blank to be filled: "M/U 30 for ?", "30 min x ? visits".
        return "uncertain_mark"
    if any(one.tag == "makeup" and one.val == "done" for one in items) and not any(
        one.makeup or one.makeup_owed is not None for one in out.drafts
    ):
        return "status_unclear"
    if any(one.tag == "makeup" and one.val == "owed" and _added(items, at) for at, one in enumerate(items)):
        return "status_unclear"
    if _wished_for(items, first):
        return "kind_unclear"
    return None


def _added(items: Sequence[Item], at: int) -> bool:
    """`45: 30 today's + 15 owed from 3/4`: given on this day, or still to come?"""
    before, after = items[max(0, at - 2) : at], items[at + 1 : at + 2]
    return [one.val for one in before if one.tag == "p"] == ["+"] and bool(after) and after[0].tag == "ref"


def _wished_for(items: Sequence[Item], first: int) -> bool:
    """`wants 45 min sessions`: what somebody would like to have."""
    before = [one for one in items[:first] if one.clause == items[first].clause]
    return any(one.tag == "w" and one.val in _WISHES for one in before) and not any(one.tag in _GIVEN for one in before)
