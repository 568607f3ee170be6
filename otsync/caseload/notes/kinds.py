"""What kind of time a length is: direct, consult, indirect, evaluation or a meeting, from the words around it."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.grownups import FAMILY, STAFF, about_something, by_someone, met_with, with_staff
from otsync.caseload.notes.items import Item

_KINDS = frozenset({"kind", "admin", "busy", "test", "spoke", "made"})
"""Words that may name a kind of time."""


_HEAD = 8
"""Items before a length that may head it."""


def kind_of(items: Sequence[Item], anchor: Item) -> tuple[str, bool]:
    """The kind of time around the length or times `anchor`, and whether it must be asked."""
    if _KINDS.isdisjoint(one.tag for one in items) and not with_staff(items, anchor) and met_with(items, anchor) is None:
        return "direct", by_someone(items, anchor)
    if with_staff(items, anchor):
        return "consult", not about_something(items, anchor)
    if (adult := met_with(items, anchor)) is not None:
        return "consult", adult in FAMILY
    clause = [one for one in items if one.clause == anchor.clause]
    sentence = [one for one in items if one.sentence == anchor.sentence]
    own = _strong(clause)
    if own:
        return own, _beside_direct(items, anchor)
    if any(one.tag == "admin" and one.a < anchor.a for one in clause) and not any(one.tag in ("setting", "seen", "kind") for one in items):
        return "direct", True
    if by_someone(items, anchor):
        return "direct", True
    placed = any(one.tag == "setting" or (one.tag == "kind" and one.val == "direct") for one in clause)
    seen = any(one.tag == "seen" and one.val == "seen" and one.a < anchor.a for one in clause)
    if not seen and placed and clause[0].tag == "made" and clause[0].val == "indirect" and clause[0].a < anchor.a:
        # "set up sensory corner in class 20 min"
        return "direct", True
    tested = any(one.tag == "test" and not _skill(items, one) for one in sentence)
    busy = [one for one in clause if one.tag == "busy"] or [one for one in sentence if one.tag == "busy" and one.a < anchor.a]
    if tested and not (placed and not any(one.tag == "test" and not _skill(items, one) for one in clause)):
        return "evaluation", False
    before = [one for one in sentence if one.a < anchor.a]
    after = [one for one in sentence if one.a > anchor.a]
    if busy and (busy[0].a < anchor.a or busy[0].clause == anchor.clause):
        return ("evaluation", False) if _strong(sentence) == "evaluation" else ("direct", True)
    if placed and _strong(before) == "evaluation" and sum(one.tag in ("dur", "time") for one in items) == 1 and len(before) <= _HEAD:
        # "OT evaluation, 45 minutes in the OT room"
        return "direct", True
    if placed:
        following = _first_kind(after, anchor.clause)
        return "direct", bool(following and _joined(after, following))
    told = None if seen else _strong(before)
    if told:
        return told, False
    spoken = _spoken(clause) or _spoken(before)
    if spoken:
        return spoken
    late = _first_kind(after, anchor.clause)
    if late is not None and late.val != "direct":
        if any(one.tag == "setting" and one.a < late.a for one in after) and not _alone(items, late):
            # "30 min, pull-out, prepped paint": a word in the story, or the kind of all of it.
            return "direct", True
        verb = late.tag == "kind" and late.b - late.a > 6 and _ends_as_verb(late, items)
        return (str(late.val), False) if not verb else ("direct", True)
    if any(one.tag == "setting" for one in sentence):
        return "direct", False
    spoken = _spoken(after)
    if spoken:
        # "30 min, mom called": told behind the session, or what the length is of.
        with_family = any(one.tag == "w" and one.val in FAMILY for one in after)
        return (spoken[0], spoken[1] or with_family)
    made = [one for one in (*clause, *before) if one.tag == "made" and not _per(items, one)]
    if made:
        near = made[0]
        if near.val == "meeting":
            return "meeting", False
        return "direct", True
    made_after = [one for one in after if one.tag == "made" and one.val == "meeting" and not _per(items, one)]
    alone = not any(one.tag != "p" and one is not anchor for one in sentence)
    if alone and (told := _of_sentence_before(items, anchor)):
        return told, False
    if made_after and not any(one.tag in ("w", "act", "seen", "where") for one in sentence if one.a < made_after[0].a and one.a > anchor.b):
        text = made_after[0]
        return ("meeting", False) if text.b - text.a > 3 else ("direct", True)
    return "direct", False


_PRACTICE = frozenset(
    [
        "skills",
        "skill",
        "worksheet",
        "worksheets",
        "activity",
        "practice",
        "task",
        "work",
        "games",
        "game",
        "exercises",
        "mazes",
        "maze",
        "goal",
        "goals",
        "sheet",
    ]
)


def _skill(items: Sequence[Item], item: Item) -> bool:
    """`VMI worksheet`, `worked on VMI`, `scored 25 on VMI`: what the test is named for, or its score, not a test given."""
    at = next(n for n, one in enumerate(items) if one is item)
    after = items[at + 1] if at + 1 < len(items) else None
    if after is not None and after.tag in ("w", "data", "act") and (after.val in _PRACTICE or after.tag == "data"):
        return True
    if any(one.tag == "w" and one.val in _PRACTICE for one in items[at + 2 : at + 3]):
        # "BOT-2 warm up mazes"
        return True
    before = items[max(0, at - 3) : at]
    joined = bool(before) and before[-1].tag == "ref"
    return joined and any(
        one.tag == "seen" or (one.tag == "w" and one.val in ("scored", "working", "work", "score")) for one in before[:-1]
    )


def _alone(items: Sequence[Item], item: Item) -> bool:
    """Whether its clause holds nothing else."""
    return not any(one.clause == item.clause and one.tag != "p" for one in items if one is not item)


def _beside_direct(items: Sequence[Item], anchor: Item) -> bool:
    """`PI/consult 30`, `direct + consult 30 min`: one length for both."""
    at = next((n for n, one in enumerate(items) if one.tag == "kind" and one.val != "direct" and one.clause == anchor.clause), 0)
    if at < 2 or items[at].a > anchor.a:
        return False
    joint, before = items[at - 1], items[at - 2]
    joined = (joint.tag == "p" and joint.val in "+&/") or (joint.tag == "w" and joint.val in ("and", "plus"))
    return joined and (before.tag == "setting" or (before.tag == "kind" and before.val == "direct"))


def _of_sentence_before(items: Sequence[Item], anchor: Item) -> str | None:
    """`Consult with the teacher about seating. 15 min.`: the kind said in the sentence before a length that stands alone."""
    before = [one for one in items if one.sentence == anchor.sentence - 1]
    if any(one.tag in ("setting", "dur", "time", "seen") or (one.tag == "kind" and one.val == "direct") for one in before):
        return None
    if told := _strong(before):
        return told
    if any(one.tag == "test" for one in before):
        return "evaluation"
    return "consult" if any(one.tag == "spoke" and one.val == "staff" for one in before) else None


def _per(items: Sequence[Item], item: Item) -> bool:
    """`per IEP`, `for IEP`: the reason for the session, not its kind."""
    at = next((n for n, one in enumerate(items) if one is item), 0)
    before = items[at - 1] if at else None
    return before is not None and (before.tag == "ref" or (before.tag == "w" and before.val in ("per", "as", "in", "s")))


def _strong(items: Sequence[Item]) -> str | None:
    for at, one in enumerate(items):
        if one.tag == "kind" and one.val != "direct":
            if at and items[at - 1].tag in ("plan", "not"):
                continue
            return str(one.val)
    return None


def _first_kind(after: Sequence[Item], clause: int) -> Item | None:
    for at, one in enumerate(after):
        if one.tag in ("dur", "time"):
            return None
        if one.tag == "kind" and one.val != "direct" and one.clause != clause and not (at and after[at - 1].tag in ("plan", "not", "ref")):
            return one
    return None


def _joined(after: Sequence[Item], kind: Item) -> bool:
    """Whether the kind stands right behind `+`, `&` or `and`: a second thing whose length is not written."""
    previous: Item | None = None
    for one in after:
        if one is kind:
            return previous is not None and (
                (previous.tag == "p" and previous.val in "+&/") or (previous.tag == "w" and previous.val in ("and", "plus"))
            )
        previous = one
    return False


def _ends_as_verb(item: Item, items: Sequence[Item]) -> bool:
    return item.b - item.a >= 7 and item.val in ("consult", "evaluation") and item.b - item.a in (9, 10, 12)


_AT_HEAD = 3
"""A word that begins before this character heads its line."""


def _spoken(items: Sequence[Item]) -> tuple[str, bool] | None:
    """Talk with staff or the family is consult; e-mail, and talk with nobody named, are asked about."""
    spoke = [one for one in items if one.tag == "spoke"]
    if not spoke:
        return None
    words = {one.val for one in items if one.tag == "w"}
    if any(one.val == "staff" for one in spoke):
        return "consult", False
    if any(one.val == "mail" for one in spoke):
        return "consult", True
    if words & FAMILY:
        # "Call mom 10/30 re: 20 min of homework" may be a thing to do; "10/30 called mom, 15 min" was done.
        return "consult", spoke[0].a < _AT_HEAD
    if words & STAFF or any(one.tag == "co" for one in items):
        return "consult", False
    return "consult", True
