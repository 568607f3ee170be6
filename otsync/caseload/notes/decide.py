"""What one dated stretch of a line says: the sessions in it, or what has to be asked."""

from __future__ import annotations

import re
from itertools import pairwise

from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes import missed
from otsync.caseload.notes.absences import missed_entry
from otsync.caseload.notes.apart import told_apart
from otsync.caseload.notes.bare import take_bare_numbers
from otsync.caseload.notes.debts import debt_says, made_up_day, settle_debt, stands_in
from otsync.caseload.notes.doubt import attempt_at, planned_only, uncertain
from otsync.caseload.notes.grownups import somebody_else
from otsync.caseload.notes.items import Item, Span, hhmm
from otsync.caseload.notes.outcome import LONGEST, SHORTEST, Draft, Outcome, choices_of, of_another_kind
from otsync.caseload.notes.scan import Scan
from otsync.caseload.notes.second import another_day, second_thought
from otsync.caseload.notes.senses import (
    adjectives,
    makeup_to_come,
    no_makeup,
    no_session,
    short_for_indirect,
    without_unticked,
    zero_is_none,
)
from otsync.caseload.notes.sessions import anchors_in
from otsync.caseload.notes.shares import regions_of, traits_of
from otsync.caseload.notes.strange import strange
from otsync.caseload.notes.timed import spans_in

_MOST = 300
_NEGATING = frozenset({"not", "weak", "reason"})
_DOUBTFUL = re.compile(r"[?+]| or |between |tried ")
_MOVED = re.compile(
    r"\b(?:moved|reschedul(?:ed|e|ing)|resched|r/s|switched|pushed|bumped|changed|swapped|shifted|postponed)"
    r"(?: (?:back|over|this|session|it|ot|tx))? (?:to|for|until|till?) (?:the )?"
    r"(?:\d{1,2}/\d|(?:mon|tue|wed|thu|fri)(?![a-z]*s\b)|tomorrow|next|later|another"
    r"|(?:jan|feb|mar|apr|may|jun|aug|sep|oct|nov|dec)[a-z]* \d)"
)
"""`30 min PO, moved to 10/9`: what was planned for this day was given on another."""


def decide(scan: Scan, items: list[Item], lead: Item | None) -> Outcome:
    """Read the items of one stretch; `lead` is the date item that heads it and is passed over."""
    out = Outcome()
    items = [one for one in items[:_MOST] if one is not lead]
    tags = {one.tag for one in items}
    if "tick" in tags:
        items = without_unticked(items)
    if not items:
        out.missing = True
        return out
    if len(items) <= 3 and (code := _attendance(scan, items)):
        out.drafts.append(Draft(status="missed", reason=code, last=items[-1].b))
        return out
    if "num" in tags:
        take_bare_numbers(items if lead is None else sorted([lead, *items], key=lambda one: one.a))
        tags = {one.tag for one in items}
    if "dur" in tags and "time" not in tags and zero_is_none(items):
        tags = {one.tag for one in items}
    if "dur" in tags and no_session(items):
        tags.add("not")
    if "freq" in tags:
        adjectives(scan, items)
    if "makeup" in tags:
        no_makeup(scan, items)
        makeup_to_come(scan, items)
    if "group" in tags and "kind" in tags:
        short_for_indirect(scan, items)
        tags = {one.tag for one in items}
    marks = [at for at, one in enumerate(items) if one.tag == "p" and one.val == '"'] if '"' in scan.folded else []
    if any(_lonely(items, at) for at in marks) or ("ditto" in tags and (marks or tags.isdisjoint({"dur", "time"}))):
        return out.ask("ditto")
    if lead is not None and not tags.isdisjoint({"ab", "date", "weekday"}) and another_day(items, lead):
        return out.ask("several_days")
    roles = ctx.contexts(scan, items) if "dur" in tags else {}
    if any(role == ctx.LOST and items[k].val.of is not None for k, role in roles.items()):
        return out.ask("partial_unclear", *choices_of(items, list(roles), {}))
    spans = spans_in(items) if "time" in tags or "clock" in tags else {}
    counted = [k for k, role in roles.items() if role == ctx.COUNT]
    other = {k for k in counted if of_another_kind(items, k)} if not tags.isdisjoint({"kind", "spoke"}) else set()
    directs = [k for k in counted if k not in other]
    if tags.isdisjoint(_NEGATING):
        verdict = missed.Verdict("delivered")
    else:
        verdict = missed.judge(scan, items, {k: role for k, role in roles.items() if k not in other}, bool(directs or spans))
    if directs and "ab" in tags and any(_odd_ratio(items, at) for at, one in enumerate(items) if one.tag == "ab"):
        return out.ask("minutes_unclear", *choices_of(items, list(roles), spans))
    if len(directs) == 1 and not spans and _another_activity(items, roles, directs[0]):
        return out.ask("minutes_unclear", *choices_of(items, list(roles), spans))
    if other and not directs and not spans and verdict.status == "unclear":
        verdict = missed.instead(scan, items) or missed.Verdict("delivered")
    attempt = attempt_at(scan, items) if "attempt" in tags else None
    if (not tags.isdisjoint({"hedge", "act"}) or _DOUBTFUL.search(scan.folded)) and uncertain(scan, items, counted, spans):
        return out.ask("uncertain_mark", *choices_of(items, counted, spans))
    if verdict.status == "missed" and "?" in scan.folded and _asked_whether(items):
        return out.ask("uncertain_mark", "missed", "Not a session")
    if verdict.status == "missed" and directs and _all_the_same(items, directs):
        return out.ask("status_unclear", *choices_of(items, counted, spans), "missed")
    owed = debt_says(scan, items, roles, counted, spans, verdict) if "makeup" in tags else "fine"
    if owed == "missed" or verdict.status == "missed" or attempt is not None:
        return missed_entry(scan, items, roles, counted, spans, verdict, attempt, out, lead)
    if _moved_away(scan, items):
        return out.ask("status_unclear", *choices_of(items, counted, spans), "missed")
    if verdict.doubt:
        return out.ask(verdict.doubt, *choices_of(items, counted, spans), "missed")
    if owed == "ask":
        return out.ask("status_unclear", *choices_of(items, counted, spans), "missed")
    if verdict.status == "unclear" and not counted and not spans:
        out.missing = True
        return out
    planned = planned_only(scan, items, roles, counted, spans, tags)
    if planned:
        return out.ask(planned, *choices_of(items, counted, spans))
    if "co" not in tags and somebody_else(scan, items, min((*counted, *spans), default=0)):
        return out.ask("kind_unclear", *choices_of(items, counted, spans))
    _deliver(scan, items, roles, counted, spans, out, tags)
    if spans and out.drafts and any(role == ctx.ACTIVITY and _of_an_event(items, k) for k, role in roles.items()):
        return out.ask("partial_unclear", *choices_of(items, counted, spans))
    if verdict.reason and out.drafts:
        for draft in out.drafts:
            if draft.scheduled or (len(out.drafts) == 1 and not tags.isdisjoint({"cut", "late", "weak"})):
                draft.reason = verdict.reason
    if "makeup" in tags:
        settle_debt(scan, items, roles, counted, out)
    if out.drafts and (code := second_thought(scan, items, out, min((*counted, *spans), default=0), tags)):
        out.owed_for = None
        return out.ask(code, *choices_of(items, counted, spans))
    if counted and not spans and strange(scan, items, out, min(counted)):
        return out.ask("kind_unclear", *choices_of(items, counted, spans))
    return out


def _of_an_event(items: list[Item], k: int) -> bool:
    """`9:15-9:45, fire drill took 10 min`"""
    return any(one.tag == "reason" and one.clause == items[k].clause and one.a < items[k].a for one in items)


def _moved_away(scan: Scan, items: list[Item]) -> bool:
    """Whether the session was put off to another day; not a meeting that was."""
    match = _MOVED.search(scan.folded, items[0].a, items[-1].b)
    if match is None:
        return False
    at = next(n for n, one in enumerate(items) if one.b > match.start())
    before = [one for one in items[:at] if one.sentence == items[at].sentence]
    return not any(one.tag in ("made", "where", "test", "people") or (one.tag == "kind" and one.val != "direct") for one in before[-4:])


def _all_the_same(items: list[Item], directs: list[int]) -> bool:
    """`no OT but did 10 min at his desk`."""
    return any(one.tag == "w" and one.val in ("but", "though", "anyway", "instead", "still") for one in items[: directs[-1]])


def _asked_whether(items: list[Item]) -> bool:
    """`absent?`"""
    return any(one.tag in ("reason", "not") and after.tag == "p" and after.val == "?" for one, after in pairwise(items))


_ATTENDANCE = {
    "A": "student_absent",
    "SA": "student_absent",
    "TA": "provider_absent",
    "SU": "student_unavailable",
    "TU": "provider_unavailable",
}


def _attendance(scan: Scan, items: list[Item]) -> str | None:
    """`10/8 A`: nothing but a code of the attendance register."""
    words = [one for one in items if one.tag != "p"]
    code = _ATTENDANCE.get(scan.raw[words[0].a : words[0].b]) if words else None
    if len(words) == 1 or (len(words) == 2 and code == "provider_absent" and words[1].tag in ("reason", "w") and words[1].val != "para"):
        # "10/8 TA - sick": the therapist.
        return code
    return None


def _odd_ratio(items: list[Item], at: int) -> bool:
    """`15/30, MU 15`: what may be minutes given of minutes planned, beside another length."""
    part, whole = items[at].val.month, items[at].val.day
    following = items[at + 1] if at + 1 < len(items) else None
    plain = following is None or following.tag in ("p", "makeup", "setting")
    return plain and part % 5 == 0 and part > 12 and whole in (30, 45, 60) and part < whole


def _another_activity(items: list[Item], roles: dict[int, str], k: int) -> bool:
    """`played 10 min, 20 min writing`: an activity's length before the only other one, which nothing calls the session's."""
    if told_apart(items, k) or any(one.tag in ("seen", "total", "cut") for one in items) or items[k].val.of is not None:
        return False
    return any(role == ctx.ACTIVITY and at < k and items[at].sentence == items[k].sentence for at, role in roles.items())


def _lonely(items: list[Item], at: int) -> bool:
    """A quotation mark that stands for the line above: alone between separators."""
    before = items[at - 1] if at else None
    after = items[at + 1] if at + 1 < len(items) else None
    if before is not None and before.tag == "ab" and not items[at].gap and before.val.day in (2, 4, 8, 16):
        # 1/4" are inches.
        return False
    quotes = (before is None or before.tag in ("date", "ab") or (before.tag == "p" and before.val in '|,"')) and (
        after is None or (after.tag == "p" and after.val in '|,"')
    )
    return quotes


def _deliver(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], spans: dict[int, Span], out: Outcome, tags: set[str]
) -> None:
    anchors = anchors_in(scan, items, roles, counted, spans, out)
    if anchors is None:
        return
    if not anchors:
        _no_length(scan, items, roles, out)
        return
    regions = regions_of(items, anchors)
    traits = [traits_of(scan, items, region, anchor, len(anchors)) for anchor, region in zip(anchors, regions, strict=True)]
    if any(one.kind_doubt for one in traits):
        out.ask(
            "kind_unclear",
            *[f"{int(anchors[0].minutes)} {kind}" for kind in ("direct", "consult", "evaluation", "indirect")],
            "Not a session",
        )
        return
    if len(traits) == 1 and not traits[0].makeup and "ref" in tags and "makeup" not in tags and stands_in(scan, items, anchors[0].item):
        traits[0].makeup = True
    any_makeup = any(one.makeup for one in traits)
    when = made_up_day(items, scan) if any_makeup else None
    for anchor, trait in zip(anchors, traits, strict=True):
        draft = Draft(
            kind=trait.kind,
            minutes=round(anchor.minutes),
            setting=trait.setting,
            where=trait.where,
            group=trait.group,
            group_size=trait.group_size,
        )
        if anchor.minutes != int(anchor.minutes):
            out.ask("minutes_unusual", *choices_of(items, counted, spans))
            return
        if not SHORTEST <= anchor.minutes <= LONGEST:
            out.ask("minutes_unusual", *choices_of(items, counted, spans))
            return
        if anchor.span:
            draft.start, draft.end = anchor.span.start, anchor.span.end
        elif anchor.start is not None:
            draft.start = anchor.start
        if anchor.of is not None:
            draft.scheduled = int(anchor.of)
        if any_makeup:
            draft.makeup = trait.makeup
            if trait.makeup:
                draft.makeup_for = when
        draft.last = trait.last
        draft.cpt = next((str(one.val) for one in items if one.tag == "cpt"), None)
        out.drafts.append(draft)


def _no_length(scan: Scan, items: list[Item], roles: dict[int, str], out: Outcome) -> None:
    if any(one.tag in ("unit", "units") for one in items):
        out.ask("units")
        return
    if any(one.tag == "clock" for one in items):
        out.missing = True
        return
    out.missing = True
    direct = any(one.tag in ("setting", "seen", "group", "vague") or (one.tag == "kind" and one.val == "direct") for one in items)
    out.treated = direct
    said = any(
        one.tag in ("admin", "spoke")
        or (one.tag == "reason" and scan.folded[one.a : one.b].startswith("sent home"))
        or (one.tag == "plan" and scan.folded[one.a : one.b] == "due")
        or (one.tag == "makeup" and one.val != "done" and any(other.tag in ("dur", "ab", "date") for other in items))
        for one in items
    )
    if said and not direct:
        out.silent = True


def clock_text(minutes: int | None) -> str | None:
    """HH:MM, or None."""
    return None if minutes is None else hhmm(minutes)
