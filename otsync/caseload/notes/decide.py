"""What one dated stretch of a line says: the sessions in it, or what has to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from otsync.caseload.notes import attributes, missed
from otsync.caseload.notes import contexts as ctx
from otsync.caseload.notes.attributes import Traits
from otsync.caseload.notes.items import DateText, Item, Length, Span, hhmm
from otsync.caseload.notes.scan import Scan

SHORTEST, LONGEST = 5, 180
_MOST = 300
"""Items of a stretch that are looked at: behind them a paragraph is narrative."""
_NEGATING = frozenset({"not", "weak", "reason"})
_PLAIN = frozenset({"setting", "kind", "group", "makeup", "cpt", "where", "dur", "time", "clock", "clock_end"})
_TELLING = _PLAIN | {"ab", "date"}
_STAND_IN = frozenset({"for", "from", "in lieu of", "instead of", "in place of"})
SCHEDULED_ROLE = ctx.SCHEDULED
DAY_STARTS, DAY_ENDS = 7 * 60, 17 * 60


@dataclass(slots=True)
class Draft:
    """A session without its date and place. Offsets count characters of the line."""

    status: str = "delivered"
    kind: str = "direct"
    minutes: int = 0
    start: int | None = None
    end: int | None = None
    setting: str | None = None
    where: str | None = None
    reason: str | None = None
    makeup: bool | None = None
    makeup_for: DateText | None = None
    makeup_owed: bool | None = None
    scheduled: int | None = None
    group: str | None = None
    group_size: int | None = None
    cpt: str | None = None
    first: int = 0
    last: int = 0
    initials: str | None = None


@dataclass(slots=True)
class Outcome:
    """The drafts of a stretch, the flag codes with the choices that fit, and whether only the length is missing."""

    drafts: list[Draft] = field(default_factory=list)
    flags: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    missing: bool = False
    silent: bool = False
    """Nothing here claims to be a session (an administrative line, an e-mail sent)."""
    owed_for: DateText | None = None
    made_up_on: DateText | None = None
    treated: bool = False
    """Words of treatment (a setting, `seen`) stand in it."""
    blank_row: bool = False
    """A table row with nothing but its date."""

    def ask(self, code: str, *choices: str) -> Outcome:
        """Count nothing and ask."""
        self.drafts = [one for one in self.drafts if one.status == "missed"]
        self.flags.append((code, choices))
        return self


@dataclass(slots=True)
class _Anchor:
    item: Item
    minutes: float
    span: Span | None = None
    of: float | None = None
    start: int | None = None


def decide(scan: Scan, items: list[Item], lead: Item | None) -> Outcome:
    """Read the items of one stretch; `lead` is the date item that heads it and is passed over."""
    out = Outcome()
    items = _without_unticked(scan, [one for one in items[:_MOST] if one is not lead])
    if items is None or not items:
        out.missing = True
        return out
    ctx.take_bare_numbers(items if lead is None else [lead, *items])
    tags = {one.tag for one in items}
    quoted = '"' in scan.folded
    if "ditto" in tags or (quoted and any(one.tag == "p" and one.val == '"' and _lonely(items, at) for at, one in enumerate(items))):
        if not any(one.tag in ("dur", "time") for one in items) or any(one.tag == "p" and one.val == '"' for one in items):
            return out.ask("ditto")
    roles = ctx.contexts(scan, items)
    spans = _spans(items)
    counted = [k for k, role in roles.items() if role == ctx.COUNT]
    other = {k for k in counted if _of_another_kind(items, k)} if "kind" in tags else set()
    directs = [k for k in counted if k not in other]
    if tags.isdisjoint(_NEGATING):
        verdict = missed.Verdict("delivered")
    else:
        verdict = missed.judge(scan, items, {k: role for k, role in roles.items() if k not in other}, bool(directs or spans))
    if other and not directs and not spans and verdict.status == "unclear":
        verdict = missed.Verdict("delivered")
    attempt = _attempt(scan, items) if "attempt" in tags else None
    if ("hedge" in tags or "?" in scan.folded or "+" in scan.folded) and _uncertain(scan, items, counted, spans):
        return out.ask("uncertain_mark", *_choices(items, counted, spans))
    owed = _owed(scan, items, roles, counted, spans, verdict) if "makeup" in tags else "fine"
    if owed == "missed" or verdict.status == "missed" or attempt is not None:
        return _missed(scan, items, roles, counted, spans, verdict, attempt, out, lead)
    if verdict.doubt:
        return out.ask(verdict.doubt, *_choices(items, counted, spans), "missed")
    if owed == "ask":
        return out.ask("status_unclear", *_choices(items, counted, spans), "missed")
    if verdict.status == "unclear" and not counted and not spans:
        out.missing = True
        return out
    planned = _planned(scan, items, roles, counted, spans)
    if planned:
        return out.ask(planned, *_choices(items, counted, spans))
    _deliver(scan, items, roles, counted, spans, out, lead)
    if verdict.reason and out.drafts:
        for draft in out.drafts:
            if draft.scheduled or len(out.drafts) == 1:
                draft.reason = verdict.reason
    if "makeup" in tags:
        _settle_owed(scan, items, roles, counted, out)
    return out


def _without_unticked(scan: Scan, items: list[Item]) -> list[Item]:
    """With several tick boxes only what follows a ticked one counts (`☐ seen ☑ absent`)."""
    ticks = [one for one in items if one.tag == "tick"]
    if len(ticks) < 2 or not any(one.val for one in ticks):
        return items
    kept: list[Item] = []
    on = True
    for at, one in enumerate(items):
        if one.tag == "tick":
            on = bool(one.val)
            continue
        if not on and one.tag in ("dur", "time") and at and items[at - 1].tag != "tick":
            on = True
        if on:
            kept.append(one)
    return kept


def unticked(items: Sequence[Item]) -> bool:
    """Whether there is a tick box and none is ticked."""
    ticks = [one for one in items if one.tag == "tick"]
    return bool(ticks) and not any(one.val for one in ticks)


def _lonely(items: list[Item], at: int) -> bool:
    """A quotation mark that stands for the line above: alone between separators."""
    before = items[at - 1] if at else None
    after = items[at + 1] if at + 1 < len(items) else None
    quotes = (before is None or before.tag in ("date", "ab") or (before.tag == "p" and before.val in '|,"')) and (
        after is None or (after.tag == "p" and after.val in '|,"')
    )
    return quotes


def _spans(items: list[Item]) -> dict[int, Span]:
    """Time spans by item index; two single clocks joined by in/out or start/end words make one."""
    spans = {k: one.val for k, one in enumerate(items) if one.tag == "time"}
    clocks = [k for k, one in enumerate(items) if one.tag == "clock"]
    if len(clocks) >= 2 and not spans and len(clocks) % 2 == 0:
        for a, b in zip(clocks[::2], clocks[1::2], strict=True):
            words = {one.val for one in items[a + 1 : b] if one.tag in ("w", "plan", "admin", "act", "cut", "reason")} | {
                one.val for one in items[a + 1 : b] if one.tag == "p" and one.val in ("|", "-")
            }
            if words & {"out", "end", "stop", "finish", "ended", "left", "ending", "stopped", "finished", "|", "-", "to", "plan", "ends"}:
                spans[a] = Span(items[a].val, items[b].val, True)
                items[b].tag = "clock_end"
    return spans


def _choices(items: list[Item], counted: Sequence[int], spans: dict[int, Span]) -> tuple[str, ...]:
    found: list[str] = []
    for k in counted:
        length: Length = items[k].val
        for minutes in (length.minutes, length.low, length.of):
            if minutes is not None and minutes == int(minutes) and 1 <= minutes <= 240:
                found.append(f"{int(minutes)} direct")
    for span in spans.values():
        if 0 < span.end - span.start <= 240:
            found.append(f"{span.end - span.start} direct")
    for one in items:
        if one.tag == "num" and 5 <= one.val <= 180 and one.val % 5 == 0:
            found.append(f"{one.val} direct")
    return (*dict.fromkeys(found), "Not a session")


def _attempt(scan: Scan, items: list[Item]) -> int | None:
    for at, one in enumerate(items):
        if one.tag != "attempt":
            continue
        long = " " in scan.folded[one.a : one.b].strip()
        after = items[at + 1] if at + 1 < len(items) else None
        head = not any(other.tag in ("w", "act", "data", "dur", "time", "setting") for other in items[:at])
        open_end = after is None or after.tag in ("p", "dur", "num", "ref", "makeup", "reason", "not", "kind", "setting", "count", "time", "clock") or (
            after.tag == "w" and after.val in ("x", "but", "and", "ot", "visit")
        )
        if long or (head and open_end):
            return at
    return None


def _uncertain(scan: Scan, items: list[Item], counted: Sequence[int], spans: dict[int, Span]) -> bool:
    """A question mark or `about`, `maybe`, `~` right at the length, the times or the date; or plain words of doubt."""
    if any(one.tag == "hedge" and one.val == "doubt" for one in items):
        return True
    places = {*counted, *spans, *(k for k, one in enumerate(items) if one.tag == "num" and one.val >= 5)}
    for k in places:
        following = items[k + 1 : k + 3]
        if following and following[0].tag == "p" and following[0].val == "+" and not following[0].gap and not (
            len(following) > 1 and following[1].tag in ("num", "dur")
        ):
            return True
        for step in (k + 1, k + 2, k + 3):
            if step >= len(items):
                break
            one = items[step]
            if one.tag == "p" and one.val == "?":
                return True
            if one.tag == "hedge" and (step == k + 1 or items[step - 1].tag == "p") and scan.folded[one.a : one.b] in ("ish", "or so", "approx", "approximately", "est", "maybe", "i think", "about", "probably", "estimated", "think", "guess", "unsure", "estimate", "roughly"):
                return True
            if not ((one.tag == "p" and one.val in "(-/") or one.tag in ("setting", "kind", "vague")):
                break
        for step in (k - 1, k - 2, k - 3):
            if step < 0:
                break
            one = items[step]
            if one.tag == "hedge":
                return items[k].tag != "num" or step == k - 1
            if one.tag == "p" and one.val == "?":
                return True
            if one.tag not in ("ref", "seen") and not (one.tag == "p" and one.val in "(-,") and not (one.tag == "w" and one.val in ("it", "was", "x", "a")):
                break
    if items and ((items[0].tag == "p" and items[0].val == "?") or (items[0].tag == "hedge" and items[0].val == "hedge" and len(items) > 1 and items[1].tag == "p")):
        return True
    return len(items) > 1 and items[0].tag == "p" and items[0].val == "(" and items[1].tag == "p" and items[1].val == "?"


def _owed(scan: Scan, items: list[Item], roles: dict[int, str], counted: Sequence[int], spans: dict[int, Span], verdict: missed.Verdict) -> str:
    """What a debt on the line means for the session: `missed`, `ask` or `fine`."""
    if any(one.tag == "makeup" and one.val == "done" and scan.folded[one.a : one.b].startswith("made") for one in items):
        return "fine"
    at = [k for k, one in enumerate(items) if one.tag == "makeup" and one.val == "owed" and not _from_elsewhere(items, k)]
    if not at or verdict.status == "missed":
        return "fine"
    if not counted and not spans:
        return "missed"
    if any(role in (ctx.OWED, ctx.LOST, ctx.SCHEDULED) for role in roles.values()) or any(items[k].val.of is not None for k in counted):
        return "fine"
    if any(one.tag in ("seen", "cut") for one in items):
        return "fine"
    anchors = [items[k] for k in (*counted, *spans)]
    if all(items[k].sentence != one.sentence for k in at for one in anchors) or any(one.tag in ("ab", "date") and one.a > items[at[0]].a for one in items):
        return "ask"
    return "missed"


def _of_another_kind(items: list[Item], k: int) -> bool:
    """A length whose own clause says consult, indirect, evaluation or meeting."""
    return any(one.clause == items[k].clause and one.tag == "kind" and one.val != "direct" for one in items)


def _from_elsewhere(items: list[Item], k: int) -> bool:
    """`rescheduled from 10/28`: this is the make-up, not a debt."""
    return k + 2 < len(items) and items[k + 1].tag == "ref" and items[k + 2].tag in ("ab", "date") and items[k].b - items[k].a >= 10


def _ref_date(items: list[Item], scan: Scan) -> DateText | None:
    """The day that a make-up is for: the date behind `from`, `for`, `of` or the make-up word itself."""
    for at, one in enumerate(items):
        if one.tag not in ("ab", "date"):
            continue
        before = items[at - 1] if at else None
        k = at - 1
        passed = False
        while k >= 0 and (items[k].tag in ("weekday", "weak", "not", "ref", "kind", "vague") or (items[k].tag == "w" and items[k].val in ("the", "session", "on")) or (items[k].tag == "p" and items[k].val in "(:-#/")):
            passed = passed or items[k].tag == "ref"
            k -= 1
        if before is not None and (passed or before.tag == "ref" or (k >= 0 and items[k].tag == "makeup")):
            value: DateText = one.val
            return value
        if before is not None and before.tag == "p" and before.val == "(" and any(other.tag == "makeup" for other in items[:at]):
            named: DateText = one.val
            return named
    return None


def _missed(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], spans: dict[int, Span],
    verdict: missed.Verdict, attempt: int | None, out: Outcome, lead: Item | None,
) -> Outcome:
    """One missed entry; time of another kind on the same line (`absent; 15 min consult with the teacher`) still counts."""
    reason, doubt, said = missed.reason_in(scan, items)
    draft = Draft(status="missed", minutes=0, reason=verdict.reason or reason)
    others = [k for k in counted if _of_another_kind(items, k) and SHORTEST <= items[k].val.minutes <= LONGEST and items[k].val.low is None]
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
    elif "owed" in owed:
        draft.makeup_owed = True
    if "done" in owed and "owed" not in owed and "none" not in owed:
        when = _ref_date(items, scan) or next((one.val for one in items if one.tag in ("ab", "date")), None)
        if when is not None and any(one.tag == "makeup" and one.val == "done" for one in items):
            out.made_up_on = when
    out.drafts.append(draft)
    for k in others:
        extra = Draft(kind=attributes.kind_of(items, items[k])[0], minutes=int(items[k].val.minutes), last=items[k].b)
        out.drafts.append(extra)
    if draft.reason is None and attempt is None and verdict.doubt == "reason_missing" and not others and draft.makeup_owed is None and _told_why(items):
        # A reason is given in words that are not known here: it is asked for, not dropped.
        out.drafts.clear()
    code = "attempted" if attempt is not None else verdict.doubt or ("reason_missing" if draft.reason is None else "reason_unclear" if doubt else None)
    if code:
        out.flags.append((code, ("student absent", "I was away", "school event", "student refused")))
    return out


_COMING = ("will", "plan", "next", "need to", "to be", "going to", "tomorrow", "upcoming", "recommend", "goal")


def _planned(scan: Scan, items: list[Item], roles: dict[int, str], counted: Sequence[int], spans: dict[int, Span]) -> str | None:
    """A length that was only planned (`session scheduled 9:15-9:45`, `will see for 30 min`), or that may count twice (`30 min PI x2`)."""
    first = min((*counted, *spans), default=None)
    if first is None:
        return None
    before = [one for one in items[:first] if one.clause == items[first].clause]
    if any(one.tag == "plan" and scan.folded[one.a : one.b].startswith(_COMING) for one in before):
        return "status_unclear"
    if spans and any(one.tag == "sched" for one in items) and not counted and not any(one.tag in ("seen", "cut") for one in items):
        near = [k for k, one in enumerate(items) if one.tag == "sched" and any(abs(k - at) <= 2 for at in spans)]
        if near and SCHEDULED_ROLE not in roles.values():
            return "status_unclear"
    counting = {items[k].val.minutes for k in counted}
    for k, one in enumerate(items):
        if one.tag == "num" and one.val >= 10 and one.val % 5 == 0 and counted and one.val not in counting and k > 1 and k + 1 < len(items):
            before, after = items[k - 1], items[k + 1]
            if before.tag == "p" and before.val == "(" and (after.tag == "w" and after.val in ("ot", "me") or (after.tag == "p" and after.val == ")")):
                return "minutes_unclear"
        if one.tag == "w" and one.val == "minus" and k - 1 in counted:
            return "minutes_sum"
    for k, one in enumerate(items[:-1]):
        if one.tag == "makeup" and scan.folded[one.a : one.b] == "make up" and k + 1 in counted and first < k:
            return "status_unclear"
    for k in (*counted, *spans):
        after = k + 1
        while after < len(items) and items[after].tag in ("setting", "group"):
            after += 1
        if after < len(items) and items[after].tag == "count" and scan.folded[items[after].a] == "x" and items[after].val > 1 and items[after].clause == items[k].clause:
            following = items[after + 1] if after + 1 < len(items) else None
            if following is None or following.tag in ("p", "each"):
                return "minutes_unclear" if items[after - 1].tag in ("dur", "time", "setting") else None
    return None


def _told_why(items: list[Item]) -> bool:
    plain = [one for one in items if one.tag in ("w", "where", "late", "busy", "made", "test", "plan", "kind", "seen", "act") and not (one.tag == "w" and one.val in _EMPTY)]
    return bool(plain)


_EMPTY = frozenset(["today", "student", "st", "stu", "he", "she", "they", "the", "a", "was", "were", "is", "this", "day", "due", "to", "at", "all", "for"])


def _settle_owed(scan: Scan, items: list[Item], roles: dict[int, str], counted: Sequence[int], out: Outcome) -> None:
    said = [one for one in items if one.tag == "makeup" and one.val in ("owed", "none")]
    if not said or not out.drafts:
        return
    when = _ref_date(items, scan)
    elsewhere = when is not None and not any(one.makeup for one in out.drafts)
    if elsewhere and said[0].val == "owed":
        if not _from_elsewhere(items, items.index(said[0])):
            out.owed_for = when
        return
    for draft in out.drafts:
        if draft.kind == "direct" and not draft.makeup:
            draft.makeup_owed = said[0].val == "owed"


def _deliver(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], spans: dict[int, Span], out: Outcome, lead: Item | None
) -> None:
    anchors = _anchors(scan, items, roles, counted, spans, out)
    if anchors is None:
        return
    if not anchors:
        _no_length(scan, items, roles, out)
        return
    regions = _regions(items, anchors)
    traits = [_traits(scan, items, region, anchor, len(anchors)) for anchor, region in zip(anchors, regions, strict=True)]
    if any(one.kind_doubt for one in traits):
        out.ask("kind_unclear", *[f"{int(anchors[0].minutes)} {kind}" for kind in ("direct", "consult", "evaluation", "indirect")], "Not a session")
        return
    if len(traits) == 1 and not traits[0].makeup and _stands_in(scan, items, anchors[0].item):
        traits[0].makeup = True
    any_makeup = any(one.makeup for one in traits)
    when = _ref_date(items, scan) if any_makeup else None
    for anchor, trait in zip(anchors, traits, strict=True):
        draft = Draft(kind=trait.kind, minutes=round(anchor.minutes), setting=trait.setting, where=trait.where, group=trait.group, group_size=trait.group_size)
        if anchor.minutes != int(anchor.minutes):
            out.ask("minutes_unusual", *_choices(items, counted, spans))
            return
        if not SHORTEST <= anchor.minutes <= LONGEST:
            out.ask("minutes_unusual", *_choices(items, counted, spans))
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


def _stands_in(scan: Scan, items: list[Item], anchor: Item) -> bool:
    """`30 min for 10/23`, `in lieu of 10/23`: the session of another day, given on this one."""
    if any(one.tag == "makeup" for one in items):
        return False
    for at, one in enumerate(items[1:], start=1):
        before = items[at - 1]
        if one.tag in ("ab", "date") and before.tag == "ref" and one.sentence == anchor.sentence and abs(one.clause - anchor.clause) <= 1:
            after = items[at + 1] if at + 1 < len(items) else None
            if scan.folded[before.a : before.b] in _STAND_IN and not (after is not None and after.tag in ("data", "people", "assist", "where")):
                return True
    return False


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
    said = any(one.tag in ("admin", "spoke") or (one.tag == "plan" and scan.folded[one.a : one.b] == "due") or (one.tag == "makeup" and one.val in ("none", "owed")) for one in items)
    if said and not direct:
        out.silent = True


def _anchors(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], spans: dict[int, Span], out: Outcome
) -> list[_Anchor] | None:
    """The lengths and times that are sessions. None when something had to be asked."""
    for k in counted:
        length: Length = items[k].val
        if length.low is not None:
            out.ask("minutes_range", *_choices(items, [k], {}))
            return None
        if length.wrong_sum:
            out.ask("minutes_sum", *_choices(items, counted, spans))
            return None
    for span in spans.values():
        if span.end <= span.start:
            out.ask("time_order", *_choices(items, counted, spans))
            return None
        if span.start < DAY_STARTS or span.end > DAY_ENDS:
            out.ask("time_range", *_choices(items, counted, spans))
            return None
    for one in items:
        if one.tag == "clock" and not DAY_STARTS <= one.val <= DAY_ENDS and one.sentence == items[0].sentence and counted:
            out.ask("time_range", *_choices(items, counted, spans))
            return None
    lost = [items[k].val.minutes for k, role in roles.items() if role in (ctx.LATE, ctx.LOST)]
    scheduled = [items[k].val.minutes for k, role in roles.items() if role == ctx.SCHEDULED]
    totals = [items[k].val.minutes for k, role in roles.items() if role == ctx.TOTAL]
    if spans:
        return _with_spans(scan, items, roles, counted, spans, lost, scheduled, totals, out)
    return _with_lengths(scan, items, roles, counted, lost, scheduled, totals, out)


def _as_anchor(items: list[Item], k: int) -> _Anchor:
    length: Length = items[k].val
    return _Anchor(items[k], length.minutes, of=length.of)


def _with_lengths(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], lost: list[float], scheduled: list[float], totals: list[float], out: Outcome
) -> list[_Anchor] | None:
    choices = _choices(items, counted, {})
    if not counted:
        if len(totals) == 1:
            k = next(k for k, role in roles.items() if role == ctx.TOTAL)
            return [_as_anchor(items, k)]
        if scheduled and any(one.tag == "seen" for one in items):
            out.ask("partial_unclear", *[f"{int(one)} direct" for one in scheduled])
            return None
        return []
    accepted = [counted[0]]
    for k in counted[1:]:
        verdict = _another(items, accepted, k)
        if verdict == "ask":
            first, rest = items[counted[0]].val.minutes, [items[j].val.minutes for j in counted[1:]]
            if first == sum(rest):
                if len(rest) > 1 and any(_told_apart(items, j) for j in counted[1:]):
                    return [_as_anchor(items, j) for j in counted[1:]]
                accepted = [counted[0]]
                break
            if rest[-1] == first + sum(rest[:-1]):
                accepted = [counted[-1]]
                break
            if totals and totals[0] == first + sum(rest):
                accepted = list(counted)
                break
            out.ask("minutes_unclear", *choices)
            return None
        if verdict == "session":
            accepted.append(k)
    whole = [items[k].val.minutes for k in accepted]
    if len(whole) > 2 or (len(whole) > 1 and _breakdown(items, accepted)):
        if whole[0] == sum(whole[1:]) and len(whole) > 2:
            accepted = accepted[1:]
        elif len(whole) > 1 and whole[0] > sum(whole[1:]) and _breakdown(items, accepted):
            out.ask("minutes_sum", *choices)
            return None
        elif len(whole) > 1 and _in_brackets(items, accepted[1:]) and whole[0] == sum(whole[1:]):
            accepted = accepted[1:]
    anchors = [_as_anchor(items, k) for k in accepted]
    total = sum(one.minutes for one in anchors)
    if totals and totals[-1] != total:
        if len(anchors) == 1 and totals[-1] > total and len(totals) == 1:
            out.ask("minutes_sum", *choices)
            return None
        out.ask("minutes_sum", *choices)
        return None
    if scheduled and len(anchors) == 1:
        if (anchors[0].of is None and scheduled[0] >= anchors[0].minutes) or scheduled[0] < anchors[0].minutes:
            anchors[0].of = scheduled[0]
    if lost and anchors and anchors[0].of is None and not _net(items, anchors, lost[0]):
        left = anchors[0].minutes - lost[0]
        out.ask("partial_unclear", *([f"{int(left)} direct"] if left > 0 else []), f"{int(anchors[0].minutes)} direct")
        return None
    clocks = [one for one in items if one.tag == "clock"]
    if len(clocks) == 1 and len(anchors) == 1 and clocks[0].sentence == anchors[0].item.sentence:
        anchors[0].start = clocks[0].val
    elif len(clocks) == len(anchors) > 1:
        for anchor, clock in zip(anchors, clocks, strict=True):
            anchor.start = clock.val
    return anchors


def _net(items: list[Item], anchors: list[_Anchor], lost: float) -> bool:
    """Whether the length is what was left after the loss: said (`seen 20`), or 20 where 20 + 10 makes a usual 30."""
    if any(one.tag in ("seen", "cut") for one in items):
        return True
    minutes = anchors[0].minutes
    return minutes + lost in (30, 45, 60) and minutes not in (30, 45, 60)


def _in_brackets(items: list[Item], ks: Sequence[int]) -> bool:
    opened = [at for at, one in enumerate(items) if one.tag == "p" and one.val in "(["]
    return bool(ks) and bool(opened) and all(any(at < k for at in opened) for k in ks)


def _breakdown(items: list[Item], ks: Sequence[int]) -> bool:
    """Whether what follows the first length takes it apart: in brackets, or behind a colon."""
    return _in_brackets(items, ks[1:]) or _colon(items, ks[0])


def _colon(items: list[Item], k: int) -> bool:
    return k + 1 < len(items) and items[k + 1].tag == "p" and items[k + 1].val == ":"


def _told_apart(items: list[Item], k: int) -> bool:
    clause = items[k].clause
    return any(
        one.clause == clause and (one.tag in ("setting", "kind", "makeup", "daypart", "spoke") or (one.tag == "vague" and one.val == "regular"))
        for one in items
    )


def _another(items: list[Item], accepted: Sequence[int], k: int) -> str:
    """Whether a further length is a session of its own (`session`), part of the story (`story`) or unclear (`ask`)."""
    item, previous = items[k], items[accepted[-1]]
    if _told_apart(items, k):
        return "session"
    first = items[accepted[0]]
    if any(one.tag == "seen" and one.val == "seen" and one.clause == item.clause for one in items):
        return "ask"
    words = [one for one in items if one.clause == item.clause and one.tag in ("w", "act", "data", "made", "where", "test")]
    if item.sentence != items[accepted[0]].sentence:
        return "story" if words else "ask"
    between = items[accepted[-1] + 1 : k]
    if any(one.tag == "w" and one.val in ("minus", "less") for one in between):
        return "ask"
    last = between[-1] if between else None
    joined = last is not None and ((last.tag == "p" and last.val in "+&") or (last.tag == "w" and last.val in ("and", "plus")))
    if joined and not words and previous.sentence == item.sentence:
        return "session"
    if words and _told_apart(items, accepted[0]) and item.val.minutes < first.val.minutes and not joined:
        return "story"
    return "ask"


def _with_spans(
    scan: Scan, items: list[Item], roles: dict[int, str], counted: list[int], spans: dict[int, Span],
    lost: list[float], scheduled: list[float], totals: list[float], out: Outcome,
) -> list[_Anchor] | None:
    ks = sorted(spans)
    anchors = [_Anchor(items[k], spans[k].end - spans[k].start, span=spans[k]) for k in ks]
    whole = sum(one.minutes for one in anchors)
    if _overlap(items, [spans[k] for k in ks], anchors):
        out.ask("minutes_time_conflict", *_choices(items, counted, spans))
        return None
    choices = _choices(items, counted, spans)
    extra: list[_Anchor] = []
    near = [k for k in counted if items[k].sentence in {one.item.sentence for one in anchors}]
    far = [k for k in counted if k not in near]
    kinds = {k: attributes.kind_of(items, items[k]) for k in counted}
    stated = [k for k in near if kinds[k][0] == "direct" or kinds[k][1]]
    others = [k for k in near if k not in stated]
    for k in far:
        if kinds[k][0] != "direct" and _told_apart(items, k):
            others.append(k)
        elif _told_apart(items, k):
            if items[k].val.minutes != whole:
                out.ask("minutes_unclear", *choices)
                return None
        elif not any(one.clause == items[k].clause and one.tag in ("w", "act", "data", "made", "where") for one in items) and items[k].val.minutes != whole:
            out.ask("minutes_time_conflict", *choices)
            return None
    said = [items[k].val for k in stated]
    if any(one.of is not None for one in said):
        only = said[0]
        if len(anchors) == 1 and len(said) == 1 and only.of == whole:
            anchors[0].minutes, anchors[0].of = only.minutes, only.of
            return anchors
        out.ask("minutes_time_conflict", *choices)
        return None
    total = sum(one.minutes for one in said)
    if said and not others and len(said) > 1 and len(anchors) == 1 and total == whole and all(_told_apart(items, k) for k in stated):
        return [_as_anchor(items, k) for k in stated]
    if others:
        rest = sum(items[k].val.minutes for k in others)
        if total + rest == whole and len(anchors) == 1 and said:
            return [_as_anchor(items, k) for k in sorted((*stated, *others))]
        if len(anchors) == 1 and rest == whole and not said:
            anchors[0].item = items[others[0]]
            return anchors
        extra = [_as_anchor(items, k) for k in others]
    if said and not (total == whole or all(one.minutes == anchors[0].minutes for one in said) or [one.minutes for one in said] == [one.minutes for one in anchors]):
        out.ask("minutes_time_conflict", *choices)
        return None
    if totals and totals[-1] != whole:
        out.ask("minutes_time_conflict", *choices)
        return None
    if scheduled and scheduled[0] != whole and len(anchors) == 1:
        anchors[0].of = scheduled[0]
    if lost:
        out.ask("partial_unclear", *([f"{int(whole - lost[0])} direct"] if whole > lost[0] else []), f"{int(whole)} direct")
        return None
    return sorted((*anchors, *extra), key=lambda one: one.item.a)


def _overlap(items: list[Item], spans: Sequence[Span], anchors: Sequence[_Anchor]) -> bool:
    """Two spans that overlap (`planned 9:15-9:45, actual 9:25-9:45`), or a time inside one (`left at 9:35`)."""
    ordered = sorted(spans, key=lambda one: one.start)
    if any(a.end > b.start for a, b in pairwise(ordered)):
        return True
    sentences = {one.item.sentence for one in anchors}
    return any(one.tag == "clock" and one.sentence in sentences and any(span.start < one.val < span.end for span in spans) for one in items)


def _regions(items: list[Item], anchors: list[_Anchor]) -> list[list[Item]]:
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
    return one.tag in ("setting", "kind", "makeup", "daypart", "spoke") and one.sentence == anchor.sentence and anchor.clause - one.clause <= 1


def _traits(scan: Scan, items: list[Item], region: list[Item], anchor: _Anchor, count: int) -> Traits:
    sentence = [one for one in region if one.sentence == anchor.item.sentence]
    kind, doubt = attributes.kind_of(region, anchor.item)
    head = [one for one in sentence if one.clause <= anchor.item.clause + 1]
    setting = attributes.setting_of([one for one in region if one.clause == anchor.item.clause]) or attributes.setting_of(head) or attributes.setting_of(sentence)
    near = [one for one in region if one.sentence <= anchor.item.sentence]
    if setting is None and not any(one.tag == "setting" for one in sentence):
        setting = attributes.setting_of(near) or attributes.setting_of(_next_bare_sentence(region, anchor.item.sentence))
    if setting is None and count > 1 and not any(one.tag == "setting" for one in region):
        # Said once behind the last of several (`9:15-9:30, 1:15-1:30 PI`) it holds for all of them.
        said = [one for one in items if one.tag == "setting"]
        plain = kind == "direct" and not any(one.tag in ("makeup", "kind") for one in region)
        if plain and said and all(one.a > anchor.item.a for one in said):
            setting = attributes.setting_of(items)
    group, size = attributes.group_of(sentence)
    if group is None and count > 1:
        group, size = attributes.group_of([one for one in items if one.sentence == anchor.item.sentence])
    where = attributes.where_of(sentence, scan)
    makeup = any(one.tag == "makeup" and one.val == "done" for one in near) or any(
        one.tag == "makeup" and one.val == "owed" and _from_elsewhere(items, items.index(one)) for one in near
    )
    if not makeup and count == 1:
        makeup = any(one.tag == "makeup" and one.val == "done" for one in _next_bare_sentence(region, anchor.item.sentence))
    used = [anchor.item.b]
    limit = anchor.item.clause + 1
    for one in sentence:
        telling = _TELLING if makeup else _PLAIN
        if one.tag in telling and one.clause <= limit + (2 if one.tag in ("makeup", "dur") else 0):
            used.append(one.b)
    return Traits(setting=setting, kind=kind, kind_doubt=doubt, where=where, group=group, group_size=size, makeup=makeup, last=max(used))


def _next_bare_sentence(region: list[Item], sentence: int) -> list[Item]:
    """The sentence behind the length when it holds attributes alone (`30 min. Push-in.`)."""
    following = [one for one in region if one.sentence == sentence + 1]
    story = ("act", "data", "made", "plan", "seen")
    told = any(one.tag in story or (one.tag == "w" and one.val not in ("setting", "location", "place", "where", "in")) for one in following)
    return [] if told else following


def clock_text(minutes: int | None) -> str | None:
    """HH:MM, or None."""
    return None if minutes is None else hhmm(minutes)
