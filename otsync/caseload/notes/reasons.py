"""Why a session was missed, and whose absence it was: the words for it, and what they mean where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.items import Item
from otsync.caseload.notes.scan import Scan

_PROVIDER = frozenset(["ot", "i", "me", "cota", "provider", "therapist", "i'm", "otr", "clinician", "writer"])
_OTHERS = frozenset(
    [
        "teacher",
        "para",
        "aide",
        "classmate",
        "peer",
        "peers",
        "mom",
        "dad",
        "parent",
        "slp",
        "brother",
        "sister",
        "friend",
        "tchr",
        "ta",
        "sub",
        "partner",
        "classmates",
        "staff",
        "ea",
        "interpreter",
        "pt",
    ]
)
_PARENTS = frozenset({"mom", "dad", "parent"})
_BY_PARENTS = ("picked up", "kept", "checked out", "signed out", "took")
"""What a parent does so that the child is away."""
_SHIFT = frozenset(
    [
        "yesterday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "week",
        "last",
        "often",
        "lately",
        "previously",
        "earlier",
        "history",
        "prior",
    ]
)
_RANK = {
    "provider_absent": 0,
    "provider_unavailable": 1,
    "school_closed": 2,
    "student_refused": 3,
    "student_absent": 4,
    "school_event": 5,
    "student_unavailable": 6,
}
_GENERAL = frozenset(
    {"not available", "unavailable", "student not available", "student unavailable", "at nurse", "nurse", "appointment", "appt"}
)


_TESTERS = frozenset({"psych", "psychologist", "slp", "speech", "counselor", "diagnostician"})
_NOBODY_CAME = frozenset({"no show", "no-show", "noshow"})


def reason_and_strength(value: str) -> tuple[str, str]:
    reason, _, strength = value.partition(" ")
    return reason, strength


def reason_in(scan: Scan, items: Sequence[Item]) -> tuple[str | None, bool, Item | None]:
    """The reason that the words give, whether it is in doubt, and the item that said it."""
    found: list[tuple[int, str, Item]] = []
    general: list[tuple[int, str, Item]] = []
    for at, item in enumerate(items):
        if item.tag != "reason" or not gives_reason(scan, items, at):
            continue
        reason, _ = reason_and_strength(item.val)
        who = who_is_away(items, at, scan.raw)
        if who == "provider":
            reason = {"student_absent": "provider_absent", "student_unavailable": "provider_unavailable"}.get(reason, reason)
        elif who == "other" and reason in ("student_absent", "student_unavailable"):
            continue
        text = scan.folded[item.a : item.b]
        if text == "testing" and any(one.tag == "w" and one.val in _TESTERS for one in items):
            # Of this child alone, not the school's.
            reason = "student_unavailable"
        (general if text in _GENERAL else found).append((_RANK[reason], reason, item))
    pool = found or general
    if not pool:
        return None, False, None
    if len(pool) > 1:
        # What is said first, without a thing that was refused (`absent. Refused scissors.`).
        pool = [
            one
            for one in pool
            if one[1] != "student_refused"
            or scan.folded[one[2].a : one[2].b].endswith((" come", " leave", " go"))
            or not refuses_a_thing(items, one[2])
        ] or pool
        first = min(one[2].sentence for one in pool)
        pool = [one for one in pool if one[2].sentence == first]
        if len({one[1] for one in pool} & {"school_event", "school_closed"}):
            # "fire drill ran over": the drill is why, and nobody was held up elsewhere.
            pool = [one for one in pool if not scan.folded[one[2].a : one[2].b].startswith("ran ")] or pool
    # "no show - picture day": nobody came, and the other words say why.
    pool = [one for one in pool if scan.folded[one[2].a : one[2].b] not in _NOBODY_CAME] or pool
    best = min(pool, key=lambda one: one[0])
    words = scan.folded[best[2].a : best[2].b]
    kinds = {one[1] for one in found if len(pool) > 1 or one[2] is best[2] or scan.folded[one[2].a : one[2].b] not in _NOBODY_CAME}
    doubt = kinds >= {"student_absent", "school_event"} or (
        best[1] == "student_absent"
        and words in ("out sick", "out ill", "was out", "is out")
        and who_is_away(items, items.index(best[2]), scan.raw) == ""
    )
    return best[1], doubt, best[2]


def gives_reason(scan: Scan, items: Sequence[Item], at: int) -> bool:
    """Whether a word for an absence is one: not a paper sent home, not another day's absence told further on."""
    item = items[at]
    if scan.folded[item.a : item.b].startswith("abs") and _from_a_class(items, at):
        return False
    if scan.folded[item.a : item.b].startswith("sent home"):
        after = items[at + 1] if at + 1 < len(items) else None
        if (at and _paper(items[at - 1])) or (after is not None and after.clause == item.clause and after.val not in _SENT_HOME):
            return False
    return item.sentence == items[0].sentence or not of_another_day(scan, items, at)


def _from_a_class(items: Sequence[Item], at: int) -> bool:
    """`absent from art so he had extra energy`: of another lesson, not of this session."""
    behind = items[at + 1 : at + 3]
    return len(behind) == 2 and behind[0].tag == "ref" and behind[1].tag == "where"


def refuses_a_thing(items: Sequence[Item], item: Item) -> bool:
    """`Refused scissors`: part of the story."""
    at = next(n for n, one in enumerate(items) if one is item)
    after = items[at + 1] if at + 1 < len(items) else None
    return after is not None and after.tag in ("w", "act", "num", "data", "where", "made")


def who_is_away(items: Sequence[Item], at: int, raw: str = "") -> str:
    """Whose absence it is: `provider`, `other` (a classmate, the teacher), `student`, or "" where nobody is named."""
    for one in reversed(items[max(0, at - 3) : at]):
        if one.clause != items[at].clause and not (
            one.tag == "w" and one.val in ("ot", "me", "i", "therapist") and items[at].clause - one.clause <= 2
        ):
            if one.tag == "p" and one.val in "()":
                continue
            break
        if (one.tag == "people" and one.val == "peer") or (one.tag == "group" and one.val == "pair"):
            return "other"
        if one.tag == "w":
            if one.val in _PROVIDER:
                return "provider"
            if one.val == "pt" and raw[one.a : one.b] == "pt":
                # In small letters the patient, in capitals the physical therapist.
                return "student"
            if one.val in _PARENTS and raw[items[at].a : items[at].b].lower().startswith(_BY_PARENTS):
                return "student"
            if one.val in _OTHERS:
                return "other"
            if one.val in ("student", "st", "stu", "he", "she", "they", "child", "kid", "pt", "client"):
                return "student"
        if one.tag in ("dur", "time", "date", "ab"):
            break
    return ""


_PAPERS = frozenset(
    ["note", "notes", "letter", "packet", "hw", "homework", "materials", "list", "handout", "form", "forms", "paperwork", "copy", "it"]
)


_SENT_HOME = frozenset(
    ["sick", "ill", "early", "with", "w", "by", "at", "due", "today", "after", "before", "because", "bc", "fever", ",", "-", "("]
)
"""What stands behind `sent home` where it is the child."""


def _paper(item: Item) -> bool:
    """`progress report sent home`: a paper went home, not the child."""
    return item.tag in ("kind", "admin", "made") or (item.tag == "w" and item.val in _PAPERS)


SMALL_WORDS = _PROVIDER | frozenset(
    [
        "student",
        "st",
        "stu",
        "he",
        "she",
        "they",
        "child",
        "kid",
        "was",
        "is",
        "were",
        "had",
        "has",
        "at",
        "a",
        "an",
        "the",
        "all",
        "day",
        "today",
        "in",
        "school",
        "whole",
        "class",
        "due",
        "to",
        "because",
        "of",
        "b",
        "c",
        "for",
        "state",
        "entire",
        "his",
        "her",
        "their",
        "per",
        "teacher",
        "mom",
        "dad",
        "parent",
        "still",
        "with",
        "w",
        "so",
        "out",
        "sub",
        "this",
        "am",
        "pm",
        "also",
        "again",
        "x",
    ]
)


def _until(items: Sequence[Item], day: Item) -> bool:
    """`absent, vacation until 10/8`: the day on which it ends."""
    before = [one for one in items if one.b <= day.a][-1:]
    return bool(before) and before[0].tag == "plan" and before[0].val == "thru"


def of_another_day(scan: Scan, items: Sequence[Item], at: int) -> bool:
    """Whether the words around speak of another day (`was absent yesterday`, `absent 10/28`, `since 10/28 absent`)."""
    if at > 1 and items[at - 1].tag in ("ab", "date") and items[at - 2].tag in ("ref", "plan"):
        return True
    own = [one for one in items[:at] if one.clause == items[at].clause]
    if len(own) > 1 and own[0].tag in ("ab", "date") and items[items.index(own[0]) - 1].val == "(":
        # "30 min (2/24 was a snow day)"
        return True
    for k, one in enumerate(items):
        if one.sentence == items[at].sentence and abs(one.clause - items[at].clause) <= 1:
            near = one.clause == items[at].clause or (k > 0 and items[k - 1].tag in ("p", "weekday", "not", "reason"))
            if (
                near
                and one.a > items[at].a
                and ((one.tag in ("weekday", "date", "ab") and not _until(items, one)) or (one.tag == "w" and one.val in _SHIFT))
            ):
                return True
            if one.tag == "weekday" and items[at].sentence != items[0].sentence:
                return True
            if one.tag == "weekof" or (
                one.tag == "plan" and scan.folded[one.a : one.b].startswith(("will", "next", "tomorrow", "upcoming"))
            ):
                return True
    return False
