"""The merge of one field: what was agreed, what the roster says now, what the Doc says now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from otsync.caseload.fields import Field
from otsync.caseload.values import compared, digest, fits

Action = Literal["nothing", "to_doc", "to_roster", "differs", "undone", "kept", "untyped", "unwritable"]
Choice = Literal["doc", "roster"]


@dataclass(frozen=True, slots=True)
class Side:
    """A value as it stands on one side."""

    text: str
    writable: bool = True
    why_not: str = ""
    """A sentence for a person, where it is not writable."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What to do with one field.

    `base` is the hash to remember once it is done (None: none yet). `kept`: a required value was cleared on one side and
    stays on the other until someone answers. `differs`: both stay, both are listed.
    """

    action: Action
    value: str = ""
    base: str | None = None
    agreed: str | None = None
    """The hash that holds while it is not done yet."""
    blank_side: Choice | None = None
    why: str = ""


def merge_field(
    field: Field,
    otsync_id: str,
    *,
    base: str | None,
    begun: Collection[str] = (),
    roster: Side,
    doc: Side,
    required: bool,
    choice: Choice | None = None,
    undone: Sequence[str] | None = None,
) -> Merged:
    """Decide one field by the table of the design.

    `base` is the hash of what both sides last agreed on; `begun` are hashes that a run recorded before it wrote to the Doc: a
    Doc that holds one of them holds otsync's own value, whether or not that run ever ended. `choice` is a person's answer.
    `undone` are the hashes of roster and Doc that an undo left: while both stand so they differ by intent; what changes from them is new.
    """
    now_roster, now_doc = compared(field, roster.text), compared(field, doc.text)
    hash_roster, hash_doc = (digest(otsync_id, field.id, value) for value in (now_roster, now_doc))
    if now_roster == now_doc:
        return Merged("nothing", base=hash_roster, agreed=hash_roster)
    agreed = hash_doc if hash_doc in begun else base
    if choice is not None:
        return _to(field, choice, roster, doc, agreed, hash_roster, hash_doc)
    if undone is not None and (hash_roster, hash_doc) == tuple(undone):
        return Merged("undone", base=base, agreed=base)
    if agreed is None and undone is None:
        if not now_doc:
            return _to(field, "roster", roster, doc, None, hash_roster, hash_doc)
        if not now_roster:
            return _to(field, "doc", roster, doc, None, hash_roster, hash_doc)
        return Merged("differs")
    was_roster, was_doc = undone if undone is not None else (agreed, agreed)
    roster_changed, doc_changed = hash_roster != was_roster, hash_doc not in (was_doc, *begun)
    if roster_changed and doc_changed:
        return Merged("differs", base=agreed, agreed=agreed)
    if roster_changed:
        if not now_roster and required:
            return Merged("kept", base=agreed, agreed=agreed, blank_side="roster")
        return _to(field, "roster", roster, doc, agreed, hash_roster, hash_doc)
    if not now_doc and required:
        return Merged("kept", base=agreed, agreed=agreed, blank_side="doc")
    return _to(field, "doc", roster, doc, agreed, hash_roster, hash_doc)


def _to(field: Field, winner: Choice, roster: Side, doc: Side, base: str | None, hash_roster: str, hash_doc: str) -> Merged:
    """The winner's value goes to the other side, where it is of its type and the other side can be written."""
    value, target = (roster, doc) if winner == "roster" else (doc, roster)
    if not fits(field, value.text):
        return Merged("untyped", base=base, agreed=base, blank_side=winner)
    if not target.writable:
        return Merged("unwritable", base=base, agreed=base, why=target.why_not)
    if winner == "roster":
        return Merged("to_doc", roster.text, hash_roster, base)
    return Merged("to_roster", doc.text, hash_doc, base)
