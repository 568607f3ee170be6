"""Make-ups owed and made up: what a debt on the line means for its session, and which day it is for."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes import missed
from otsync.caseload.notes.items import DateText, Item, Span
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.scan import Scan

_STAND_IN = frozenset({"for", "from", "in lieu of", "instead of", "in place of"})


def debt_says(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: Sequence[int], spans: dict[int, Span], verdict: missed.Verdict
) -> str:
    """What a debt on the line means for the session: `missed`, `ask` or `fine`."""
    if any(one.tag == "makeup" and one.val == "done" and scan.folded[one.a : one.b].startswith("made") for one in items):
        return "fine"
    at = [k for k, one in enumerate(items) if one.tag == "makeup" and one.val == "owed" and not from_elsewhere(items, k)]
    if not at or verdict.status == "missed":
        return "fine"
    if not counted and not spans:
        return "ask" if any(one.tag == "seen" and one.val == "seen" for one in items) else "missed"
    if any(role in (ctx.OWED, ctx.LOST, ctx.SCHEDULED) for role in roles.values()) or any(items[k].val.of is not None for k in counted):
        return "fine"
    if any(one.tag in ("seen", "cut") for one in items):
        return "fine"
    anchors = [items[k] for k in (*counted, *spans)]
    if all(items[k].sentence != one.sentence for k in at for one in anchors) or any(
        one.tag in ("ab", "date") and one.a > items[at[0]].a for one in items
    ):
        return "ask"
    return "missed"


def from_elsewhere(items: list[Item], k: int) -> bool:
    """`rescheduled from 10/28`: this is the make-up, not a debt."""
    return k + 2 < len(items) and items[k + 1].tag == "ref" and items[k + 2].tag in ("ab", "date") and items[k].b - items[k].a >= 10


def made_up_day(items: list[Item], scan: Scan) -> DateText | None:
    """The day that a make-up is for: the date behind `from`, `for`, `of` or the make-up word itself."""
    for at, one in enumerate(items):
        if one.tag not in ("ab", "date"):
            continue
        before = items[at - 1] if at else None
        k = at - 1
        passed = False
        while k >= 0 and (
            items[k].tag in ("weekday", "weak", "not", "ref", "kind", "vague")
            or (items[k].tag == "w" and items[k].val in ("the", "session", "on"))
            or (items[k].tag == "p" and items[k].val in "(:-#/")
        ):
            passed = passed or items[k].tag == "ref"
            k -= 1
        if before is not None and (passed or before.tag == "ref" or (k >= 0 and items[k].tag == "makeup")):
            value: DateText = one.val
            return value
        if k >= 0 and one.tag == "ab" and _why_missed(items, at):
            # "m/u 20m (abs OT 3/18)"
            missed_on: DateText = one.val
            return missed_on
        if before is not None and before.tag == "p" and before.val == "(" and any(other.tag == "makeup" for other in items[:at]):
            named: DateText = one.val
            return named
    return None


def _why_missed(items: list[Item], at: int) -> bool:
    """Whether a bracket behind the words of a make-up says why the session of the day at `at` was missed."""
    opened = next((k for k in range(at - 1, max(-1, at - 6), -1) if items[k].tag == "p" and items[k].val == "("), None)
    return (
        opened is not None
        and any(one.tag in ("reason", "not", "weak") for one in items[opened:at])
        and any(one.tag == "makeup" and one.val == "done" for one in items[:opened])
    )


def settle_debt(scan: Scan, items: list[Item], roles: dict[int, str], counted: Sequence[int], out: Outcome) -> None:
    said = [one for one in items if one.tag == "makeup" and one.val in ("owed", "none")]
    if not said or not out.drafts:
        return
    when = made_up_day(items, scan)
    elsewhere = when is not None and not any(one.makeup for one in out.drafts)
    if elsewhere and said[0].val == "owed":
        if not from_elsewhere(items, items.index(said[0])):
            out.owed_for = when
        return
    for draft in out.drafts:
        if draft.kind == "direct" and not draft.makeup:
            draft.makeup_owed = said[0].val == "owed"


def stands_in(scan: Scan, items: list[Item], anchor: Item) -> bool:
    """`30 min for 10/23`, `in lieu of 10/23`: the session of another day, given on this one."""
    for at, one in enumerate(items[1:], start=1):
        before = items[at - 1]
        if one.tag in ("ab", "date") and before.tag == "ref" and one.sentence == anchor.sentence and abs(one.clause - anchor.clause) <= 1:
            after = items[at + 1] if at + 1 < len(items) else None
            if scan.folded[before.a : before.b] in _STAND_IN and not (
                after is not None and after.tag in ("data", "people", "assist", "where")
            ):
                return True
    return False
