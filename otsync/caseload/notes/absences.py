"""The missed entry that a stretch amounts to, and what has to be asked about it."""

from __future__ import annotations

from itertools import pairwise

from otsync.caseload.notes import attributes, kinds, missed
from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes.debts import made_up_day
from otsync.caseload.notes.items import Item, Span
from otsync.caseload.notes.outcome import LONGEST, SHORTEST, Draft, Outcome, choices_of, of_another_kind
from otsync.caseload.notes.reasons import reason_in
from otsync.caseload.notes.scan import Scan

_EMPTY = frozenset(
    ["today", "student", "st", "stu", "he", "she", "they", "the", "a", "was", "were", "is", "this", "day", "due", "to", "at", "all", "for"]
)


def missed_entry(
    scan: Scan,
    items: list[Item],
    roles: dict[int, str],
    counted: list[int],
    spans: dict[int, Span],
    verdict: missed.Verdict,
    attempt: int | None,
    out: Outcome,
    lead: Item | None,
) -> Outcome:
    """One missed entry; time of another kind on the same line (`absent; 15 min consult with the teacher`) still counts."""
    reason, doubt, _ = reason_in(scan, items)
    draft = Draft(status="missed", minutes=0, reason=verdict.reason or reason)
    others = [k for k in counted if of_another_kind(items, k) and SHORTEST <= items[k].val.minutes <= LONGEST and items[k].val.low is None]
    lengths = [items[k] for k in counted if k not in others] + [items[k] for k, role in roles.items() if role in (ctx.SCHEDULED, ctx.OWED)]
    if lengths and lengths[0].val.low is None:
        minutes = lengths[0].val.minutes
        draft.scheduled = int(minutes) if minutes == int(minutes) and minutes <= LONGEST else None
    elif spans:
        span = next(iter(spans.values()))
        if 0 < span.end - span.start <= LONGEST:
            draft.scheduled = span.end - span.start
    draft.setting = attributes.setting_of([one for one in items if one.sentence == items[0].sentence])
    marks = [one.b for one in items if one.tag in ("reason", "not", "makeup", "attempt", "weak")]
    draft.last = max([verdict.last, *marks, *([lead.b] if lead else [])])
    owed = [one.val for one in items if one.tag == "makeup"]
    if "none" in owed:
        draft.makeup_owed = False
    elif "owed" in owed or _to_make_up(scan, items):
        draft.makeup_owed = True
    if "done" in owed and "owed" not in owed and "none" not in owed:
        when = made_up_day(items, scan) or next((one.val for one in items if one.tag in ("ab", "date")), None)
        if when is not None and any(one.tag == "makeup" and one.val == "done" for one in items):
            out.made_up_on = when
    out.drafts.append(draft)
    for k in others:
        extra = Draft(kind=kinds.kind_of(items, items[k])[0], minutes=int(items[k].val.minutes), last=items[k].b)
        out.drafts.append(extra)
    if (
        draft.reason is None
        and attempt is None
        and verdict.doubt == "reason_missing"
        and not others
        and draft.makeup_owed is None
        and _told_why(items)
    ):
        # A reason is given in words that are not known here: it is asked for, not dropped.
        out.drafts.clear()
    code = (
        "attempted"
        if attempt is not None
        else verdict.doubt or ("reason_missing" if draft.reason is None else "reason_unclear" if doubt else None)
    )
    if not code and not others and any(_unused(items, at) for at in range(len(items))):
        # A number that may be minutes given all the same.
        out.drafts.remove(draft)
        return out.ask("status_unclear", *choices_of(items, counted, spans), "missed")
    if code == "reason_unclear":
        # Two reasons are told, and they decide otherwise whether a make-up is owed: nothing is written down before somebody answers.
        out.drafts.remove(draft)
    if code:
        out.flags.append((code, ("student absent", "I was away", "school event", "student refused")))
    return out


def _unused(items: list[Item], at: int) -> bool:
    one = items[at]
    told = at and items[at - 1].tag in ("weak", "not", "makeup", "ref", "sched", "reason", "w", "label#")
    return one.tag == "num" and 5 <= one.val <= 120 and one.val % 5 == 0 and one.sentence == items[0].sentence and not told


def _to_make_up(scan: Scan, items: list[Item]) -> bool:
    """`no OT. Make up 30`: no day is named on which it was made up."""
    if any(one.tag in ("ab", "date", "weekday") for one in items):
        return False
    return any(
        one.tag == "makeup" and scan.folded[one.a : one.b] in ("make up", "make-up", "mu") and after.tag in ("dur", "num")
        for one, after in pairwise(items)
    )


def _told_why(items: list[Item]) -> bool:
    plain = [
        one
        for one in items
        if one.tag in ("w", "where", "late", "busy", "made", "test", "plan", "kind", "seen", "act")
        and not (one.tag == "w" and (one.val in _EMPTY or len(one.val) == 1))
        and not (one.tag == "kind" and one.val == "direct")
    ]
    return bool(plain)
