"""Time that other grown-ups have a part in: talk with the staff or the family, what a teacher did, another discipline, a thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.items import Item
from otsync.caseload.notes.scan import Scan

STAFF = frozenset(
    [
        "teacher",
        "teachers",
        "para",
        "paras",
        "paraeducator",
        "aide",
        "aides",
        "ea",
        "staff",
        "ms",
        "mr",
        "mrs",
        "miss",
        "slp",
        "pt",
        "psych",
        "psychologist",
        "sped",
        "case",
        "manager",
        "cm",
        "admin",
        "team",
        "tchr",
        "bcba",
        "nurse",
        "counselor",
        "principal",
        "specialist",
        "interventionist",
        "tas",
        "ta",
        "iep",
        "assistant",
        "paraprofessional",
        "gened",
    ]
)
FAMILY = frozenset(
    ["mom", "dad", "parent", "parents", "mother", "father", "guardian", "family", "grandma", "grandmother", "foster", "mum", "aunt"]
)
_SESSION = frozenset({"setting", "seen", "group", "people", "spoke", "busy", "co", "test", "makeup", "kind"})


def by_someone(items: Sequence[Item], anchor: Item) -> bool:
    """Whether the length may be time with the staff, of a kind that no word names, or something else that was handed over or done."""
    for one in items:
        if one.tag == "w":
            if one.val in _ADULTS and one.sentence == anchor.sentence and (one.a < anchor.a or one.clause == anchor.clause):
                own = {other.tag for other in items if other.sentence == anchor.sentence}
                if own.isdisjoint(_SESSION) and _with_adults(items, one):
                    return True
        elif one.tag in ("seen", "act") and one.clause == anchor.clause and (_handed_over(items, one) or _by_others(items, one)):
            return True
    return False


_TITLES = frozenset({"ms", "mr", "mrs", "miss"})
_TALKED_TO = frozenset({"teacher", "teachers", "tchr", "staff", "para", "aide", "team", "case", "cm"}) | _TITLES | FAMILY
_WITH_A_CHILD = frozenset({"setting", "seen", "group", "people", "co", "makeup", "kind"})


def beside_adult(items: Sequence[Item], anchor: Item) -> str | None:
    """The word for the grown-up whom a length stands right before (`5 min w/ teacher`), where no child, group or place is named."""
    at = next((n for n, one in enumerate(items) if one is anchor), None)
    if at is None or anchor.tag != "dur":
        return None
    behind = [one for one in items[at + 1 : at + 7] if one.tag == "w" and one.val not in ("the", "his", "her")]
    if len(behind) < 2 or items[at + 1] is not behind[0] or behind[0].val not in ("w", "with") or behind[1].val not in _TALKED_TO:
        return None
    if any(one.val in ("class", "room", "group", "kids", "support", "present", "there") for one in behind):
        return None
    return None if any(one.clause == anchor.clause and one.tag in _WITH_A_CHILD for one in items) else str(behind[1].val)


def with_staff(items: Sequence[Item], anchor: Item) -> bool:
    """`5 min w/ teacher re: grip`: time with a grown-up. `30 min w/ Ms. Kim` may be a session in her class: only with a matter."""
    adult = beside_adult(items, anchor)
    return adult is not None and (adult not in _TITLES or about_something(items, anchor))


_MET = (len("met with"), len("met with her"))


def met_with(items: Sequence[Item], anchor: Item) -> str | None:
    """The grown-up of `met with his teacher for 15 min`."""
    for at, one in enumerate(items):
        if one.a > anchor.a:
            break
        if one.tag == "seen" and one.val == "did" and one.clause == anchor.clause and one.b - one.a in _MET:
            behind = [other for other in items[at + 1 : at + 4] if other.val not in ("the", "his", "her", "their", "/")]
            if behind and behind[0].tag == "w" and behind[0].val in _TALKED_TO | {"principal", "counselor", "nurse", "psych"}:
                return str(behind[0].val)
    return None


def about_something(items: Sequence[Item], anchor: Item) -> bool:
    """Whether it is said what the talk was about."""
    at = next(n for n, one in enumerate(items) if one is anchor)
    ahead = [one for one in items[at + 1 : at + 9] if one.sentence == anchor.sentence]
    return any((one.tag == "w" and one.val in ("re", "regarding", "discussing")) or one.tag in ("ref", "hedge") for one in ahead)


_ADULTS = frozenset({"teacher", "teachers", "tchr", "tchrs", "para", "paras", "aide", "aides", "staff"}) | FAMILY


_DONE_FOR = frozenset(["gave", "showed", "taught", "helped", "updated", "reminded", "lent", "brought", "walked", "advised", "instructed"])
"""What is done for a grown-up: `gave teacher movement cards`."""


def _with_adults(items: Sequence[Item], item: Item) -> bool:
    """`co-planning w/ teacher`, `training for para`: time with staff, of a kind that no word names."""
    if item.tag != "w" or item.val not in _ADULTS:
        return False
    at = next(n for n, one in enumerate(items) if one is item)
    before = [one for one in items[max(0, at - 2) : at] if not (one.tag == "p" and one.val == "/") and one.val != "the"]
    if before and before[-1].tag in ("w", "seen") and before[-1].val in _DONE_FOR:
        return True
    joined = bool(before) and ((before[-1].tag == "w" and before[-1].val in ("w", "with")) or before[-1].tag == "ref")
    return joined and at > 2 and any(one.tag in ("w", "made") for one in items[: at - 1] if one.val not in ("w", "with"))


def _handed_over(items: Sequence[Item], item: Item) -> bool:
    """`delivered slant board to class`: a thing was delivered, not a session."""
    if item.tag != "seen" or item.b - item.a != len("delivered"):
        return False
    at = next(n for n, one in enumerate(items) if one is item)
    if at and items[at - 1].tag in ("dur", "num"):
        return False
    after = items[at + 1] if at + 1 < len(items) else None
    return after is not None and after.tag in ("w", "made", "act") and after.val not in ("in", "via", "by", "to", "ot")


_OTHERS = FAMILY | {"teacher", "para", "aide", "paraprofessional", "paraeducator", "ea", "nurse", "counselor"}


def _by_others(items: Sequence[Item], item: Item) -> bool:
    """`teacher worked with him 20 min`: what somebody else did."""
    if item.tag not in ("seen", "act") or item.val == "seen":
        return False
    at = next(n for n, one in enumerate(items) if one is item)
    before = items[at - 1] if at else None
    ahead = items[at - 2] if at > 1 else None
    joined = ahead is not None and (
        ahead.tag in ("ref", "spoke", "co") or (ahead.tag == "p" and ahead.val == "/") or ahead.val in ("w", "with")
    )
    return before is not None and before.tag == "w" and before.val in _OTHERS and not joined


_OTHER_SERVICES = frozenset({"slp", "speech", "counselor", "psych", "psychologist", "apt", "bcba"})
_JOINED = frozenset({"w", "with", "and", "/", "&", "+", "for", "to", "from", "after", "before", "per", "by"})
_AT_HEAD = 3


def somebody_else(scan: Scan, items: list[Item], first: int) -> bool:
    """`PT saw him 10/7 30 min`, `10/7 SLP session 30 min`, `Mom wants OT 10/7 30 min`: not said to be ours."""
    own = [one for one in items[: first + 2] if one.clause == items[first].clause]
    if any((one.tag == "w" and one.val in ("cota", "otr", "i")) or one.tag in ("spoke", "busy", "test") for one in own):
        return False
    if any(one.tag == "kind" and one.val not in ("direct", "evaluation") for one in own):
        return False
    for n, one in enumerate(own):
        if one.tag != "w" or (n and scan.folded[own[n - 1].a : own[n - 1].b] in _JOINED):
            continue
        if one.a < _AT_HEAD and one.val in (*_PEOPLE, *_OTHER_SERVICES):
            return True
        if (one.val in _OTHER_SERVICES or scan.raw[one.a : one.b] == "PT") and not any(other.val == "ot" for other in own):
            return True
    return False


_PEOPLE = ("mom", "dad", "parent", "teacher", "para", "aide")
