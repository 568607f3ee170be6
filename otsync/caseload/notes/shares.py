"""Which words of a stretch speak of which of its sessions, and what they say."""

from __future__ import annotations

from otsync.caseload.notes import attributes, kinds
from otsync.caseload.notes.attributes import Traits
from otsync.caseload.notes.debts import from_elsewhere
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.outcome import Anchor
from otsync.caseload.notes.scan import Scan

_PLAIN = frozenset({"setting", "kind", "group", "makeup", "cpt", "where", "dur", "time", "clock", "clock_end"})
_TELLING = _PLAIN | {"ab", "date"}


def regions_of(items: list[Item], anchors: list[Anchor]) -> list[list[Item]]:
    """The items that speak of each anchor: all of them for one; else by clause, a clause without a length belongs to the one before it."""
    if len(anchors) == 1:
        return [list(items)]
    positions = [anchor.item.a for anchor in anchors]
    by_clause: dict[int, list[int]] = {}
    for n, anchor in enumerate(anchors):
        by_clause.setdefault(anchor.item.clause, []).append(n)
    regions: list[list[Item]] = [[] for _ in anchors]
    first_attribute = next((one.a for one in items if one.tag in ("setting", "kind", "makeup", "daypart", "spoke")), None)
    leading = first_attribute is not None and first_attribute < positions[0]
    for one in items:
        own = by_clause.get(one.clause)
        if own and len(own) == 1:
            regions[own[0]].append(one)
            continue
        before = [n for n, at in enumerate(positions) if at <= one.a]
        after = [n for n, at in enumerate(positions) if at > one.a]
        if own:
            pick = (after or before)[0] if leading and after else (before or after)[-1 if before else 0]
        elif leading and after and _same_clause_run(items, one, anchors[after[0]].item):
            pick = after[0]
        else:
            pick = before[-1] if before else after[0]
        regions[pick].append(one)
    return regions


def _same_clause_run(items: list[Item], one: Item, anchor: Item) -> bool:
    return (
        one.tag in ("setting", "kind", "makeup", "daypart", "spoke") and one.sentence == anchor.sentence and anchor.clause - one.clause <= 1
    )


def traits_of(scan: Scan, items: list[Item], region: list[Item], anchor: Anchor, count: int) -> Traits:
    """What the words around a length say; `region` are those of them that speak of it, `count` how many lengths the line has."""
    tags = {one.tag for one in items}
    sentence = [one for one in region if one.sentence == anchor.item.sentence]
    kind, doubt = kinds.kind_of(region, anchor.item)
    setting = _setting(items, region, sentence, anchor, kind, count) if "setting" in tags else None
    group, size = _group(items, region, sentence, anchor, count) if not tags.isdisjoint({"group", "people"}) else (None, None)
    where = attributes.where_of(sentence, scan) if "where" in tags else None
    makeup = "makeup" in tags and _makeup(items, region, anchor, count)
    telling = _TELLING if makeup else _PLAIN
    limit = anchor.item.clause + 1
    used = [one.b for one in sentence if one.tag in telling and one.clause <= limit + (2 if one.tag in ("makeup", "dur") else 0)]
    last = max([anchor.item.b, *used])
    return Traits(setting=setting, kind=kind, kind_doubt=doubt, where=where, group=group, group_size=size, makeup=makeup, last=last)


def _setting(items: list[Item], region: list[Item], sentence: list[Item], anchor: Anchor, kind: str, count: int) -> str | None:
    own = anchor.item
    setting = (
        attributes.setting_of([one for one in region if one.clause == own.clause])
        or attributes.setting_of([one for one in sentence if one.clause <= own.clause + 1])
        or attributes.setting_of(sentence)
    )
    if setting is None and not any(one.tag == "setting" for one in sentence):
        near = [one for one in region if one.sentence <= own.sentence]
        setting = attributes.setting_of(near) or attributes.setting_of(_next_bare_sentence(region, own.sentence))
    if setting is None and count > 1 and not any(one.tag == "setting" for one in region):
        # Said once behind the last of several (`9:15-9:30, 1:15-1:30 PI`) it holds for all of them; before a colon
        # (`60 min PO: 30 reg + 30 MU`) for what follows.
        said = [one for one in items if one.tag == "setting"]
        if len(said) == 1 and said[0].a < own.a and _opens(items, said[0]):
            return attributes.setting_of(said)
        plain = kind == "direct" and not any(one.tag in ("makeup", "kind") for one in region)
        if plain and said and all(one.a > own.a for one in said):
            setting = attributes.setting_of(items)
    return setting


def _opens(items: list[Item], said: Item) -> bool:
    """`60 min PO: 30 + 30`, `PI twice (10 am, 10 pm)`: a colon or a bracket before the lengths that follow."""
    for one in items[items.index(said) + 1 :]:
        if one.tag == "p" and one.val in (":", "("):
            return True
        if one.tag not in ("count", "w") or (one.tag == "w" and one.val not in ("twice", "x", "times")):
            return False
    return False


def _group(items: list[Item], region: list[Item], sentence: list[Item], anchor: Anchor, count: int) -> tuple[str | None, int | None]:
    group, size = attributes.group_of([one for one in sentence if count == 1 or one.clause == anchor.item.clause])
    if group is None and count == 1:
        return attributes.group_of(_next_bare_sentence(region, anchor.item.sentence))
    if group is None:
        return attributes.group_of([one for one in items if one.sentence == anchor.item.sentence])
    return group, size


def _makeup(items: list[Item], region: list[Item], anchor: Anchor, count: int) -> bool:
    near = [one for one in region if one.tag == "makeup" and one.sentence <= anchor.item.sentence]
    if count == 1:
        near += [one for one in _next_bare_sentence(region, anchor.item.sentence) if one.tag == "makeup" and one.val == "done"]
    return any(one.val == "done" or (one.val == "owed" and from_elsewhere(items, items.index(one))) for one in near)


_BARE = frozenset(
    ["setting", "location", "place", "where", "in", "the", "was", "were", "student", "he", "she", "st", "stu", "services", "a", "an"]
)


def _next_bare_sentence(region: list[Item], sentence: int) -> list[Item]:
    """The sentence behind the length when it holds attributes alone (`30 min. Push-in.`)."""
    following = [one for one in region if one.sentence == sentence + 1]
    story = ("act", "data", "made", "plan", "dur", "time")
    head = following[0] if len(following) > 1 and following[0].tag == "setting" else None
    if head is not None and head.b - head.a <= len("pull-out") and {one.tag for one in following[1:]} <= {"p", "w", "act", "where", "data"}:
        # "30 minutes. Push in during centers."
        return [head]
    told = any(one.tag in story or (one.tag == "w" and one.val not in _BARE) for one in following)
    return [] if told else following
