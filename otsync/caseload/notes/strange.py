"""Words that the reader does not know beside a length that nothing calls a session: `11/4 KPC 30 min` may be a meeting, a report, a test.

What is known of treatment (a setting, a time of day, a group, words such as `cutting`) makes a length a session's. Where there is nothing
of that, and words stand beside the length that are not understood, somebody has to say what kind of time it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from otsync.caseload.notes.grownups import FAMILY, STAFF
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.scan import Scan
from otsync.caseload.notes.wordlists import sections

_TREATED = frozenset(
    ("setting", "time", "clock", "seen", "group", "cpt", "makeup", "tick", "daypart", "kind", "people", "co", "where", "vague")
) | {"cut", "late"}
"""Tags of words that say a session was given, of what kind, or where."""
_LISTS = {heading: frozenset(words) for heading, words in sections("known.txt")}
_TREATMENT = _LISTS["treatment"]
_KNOWN = frozenset().union(*_LISTS.values()) | STAFF | FAMILY
"""What grown-ups have to do with a length is asked elsewhere (grownups.py)."""
_TITLES = frozenset({"ms", "mr", "mrs", "miss", "dr"})


def strange(scan: Scan, items: Sequence[Item], out: Outcome, first: int) -> bool:
    """Whether the only length (`first`: its place in `items`) stands behind words that are not known, or right before them."""
    if len(out.drafts) != 1 or out.drafts[0].status != "delivered" or out.drafts[0].kind != "direct":
        return False
    if any(one.tag in _TREATED or one.val == "\n" for one in items):
        # A line break: the labelled fields of a form.
        return False
    length = items[first]
    if length.val.of is not None:
        return False
    at = next((n for n in range(first + 1, len(items)) if items[n].tag == "p" and items[n].val != "-"), len(items))
    end = items[at - 1].b if scan.raw[length.b - 1] != "." else length.b
    named = {id(one) for title, one in _two_apart(items) if title.val in _TITLES}
    own = [one for one in items if one.sentence == length.sentence and (one.a < length.a or (one.clause == length.clause and one.b <= end))]
    words = [one for one in own if one.tag == "w"]
    return not any(one.val in _TREATMENT for one in words) and any(one.val not in _KNOWN and id(one) not in named for one in words)


def _two_apart(items: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Neighbours, a full stop between them passed over: `Ms. Kent`."""
    return list(pairwise(one for one in items if not (one.tag == "p" and one.val == ".")))
