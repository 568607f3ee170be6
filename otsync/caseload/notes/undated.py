"""Lines with no date of their own: below a week heading, a debt that names its day, or a session that has to be asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes import structure, vocab
from otsync.caseload.notes.blocks import Pass
from otsync.caseload.notes.decide import decide
from otsync.caseload.notes.found import Found
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.prepare import Prepared
from otsync.caseload.notes.senses import unticked
from otsync.caseload.notes.stretch import Stretch

_LETTER = re.compile(r"\s*[*\-•]?\s*(M|Tu|Th|T|W|R|F)(?![\w'])[\s:.,\-–—)]*")
"""A weekday in one letter at the head of a line, below a week heading."""


def undated(state: Pass, ready: Prepared) -> None:
    """A line with no date above it: below a week heading its weekday says the day; else a session in it is asked about."""
    piece = ready.pieces[0] if ready.pieces else None
    if piece is None:
        return
    if state.week is not None:
        letter = _LETTER.match(ready.text) if piece.weekday is None else None
        if letter:
            piece.weekday = vocab.SINGLE_DAYS[letter[1].lower()]
        if piece.weekday is not None:
            items = [one for one in piece.items if one.a >= letter.end()] if letter else _behind_weekday(piece.items)
            outcome = decide(ready.scan, items, None) if items else Outcome(missing=True)
            found = Found(ready.line, ready.text, outcome, state.week.leads[:1], state.week.index[:1], b=len(ready.text))
            found.offset = piece.weekday
            found.narrative = ready.text
            if outcome.missing and not outcome.silent and items:
                outcome.flags.append(("minutes_missing", ("30 direct", "Not a session")))
            state.found.append(found)
            return
        if claims_session(ready, piece.items):
            state.found.append(Found(ready.line, ready.text, Outcome(flags=[("week_of", ())]), code="asked", b=len(ready.text)))
        return
    label = structure.field_label(ready.head)
    if label and not label.startswith("make") and label not in ("session", "absent", "present", "reason", "in", "out"):
        state.pending.append(ready)
        return
    if _debt(state, ready, piece):
        return
    if claims_session(ready, piece.items):
        found = Found(ready.line, ready.text, Outcome(), code="date_missing", b=len(ready.text))
        state.found.append(found)


def _debt(state: Pass, ready: Prepared, piece: Stretch) -> bool:
    """`owe 30 from 10/14` alone: the session of that day was missed and is owed."""
    items = piece.items
    if not any(one.tag == "makeup" and one.val == "owed" for one in items) or any(one.tag in ("time", "seen") for one in items):
        return False
    dates = [one for one in items if one.tag in ("date", "ab")]
    if len(dates) != 1 or any(one.tag == "makeup" and one.val == "done" for one in items):
        return False
    found = Found(ready.line, ready.text, decide(ready.scan, [*items], dates[0]), [dates[0].val], b=len(ready.text))
    if [one.status for one in found.outcome.drafts] != ["missed"]:
        return False
    found.index = [state.date_index(dates[0].val, ready.line)]
    found.narrative = ready.text
    state.found.append(found)
    return True


def _behind_weekday(items: Sequence[Item]) -> list[Item]:
    at = next((n for n, one in enumerate(items) if one.tag == "weekday"), -1)
    rest = list(items[at + 1 :])
    while rest and rest[0].tag == "p" and rest[0].val in ":-,.)":
        rest.pop(0)
    return rest


def claims_session(ready: Prepared, items: list[Item]) -> bool:
    """Whether an undated line says that a session took place or was missed (not a plan, not data, not a story)."""
    if structure.soap(ready.head) in ("p", "plan", "a", "assessment") or any(one.tag in ("plan", "admin") for one in items[:3]):
        return False
    outcome = decide(ready.scan, [*items], None)
    if unticked(items):
        return False
    strong = any(one.tag in ("setting", "seen", "makeup", "attempt", "time", "units") or (one.tag == "kind") for one in items)
    words = sum(1 for one in items if one.tag in ("w", "act", "data"))
    roles = ctx.contexts(ready.scan, items)
    if any(role == ctx.PLANNED for role in roles.values()):
        return False
    delivered = [one for one in outcome.drafts if one.status == "delivered"]
    if delivered or any(code not in ("reason_missing", "reason_unclear", "attempted", "status_unclear") for code, _ in outcome.flags):
        return strong or words <= 2
    if any(one.reason == "student_unavailable" for one in outcome.drafts) and not any(one.tag == "not" for one in items):
        return False
    return bool(outcome.drafts or outcome.flags) and len(items) <= 8
