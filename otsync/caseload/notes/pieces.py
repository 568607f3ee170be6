"""One stretch of a dated line, read."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.notes.decide import decide
from otsync.caseload.notes.found import Found
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.prepare import Prepared
from otsync.caseload.notes.senses import unticked
from otsync.caseload.notes.stretch import Stretch


def dated_piece(ready: Prepared, piece: Stretch) -> Found:
    """Read one stretch of a line."""
    lead = piece.leads[0] if piece.leads else None
    drop = {id(one) for one in piece.leads[1:]}
    items = [one for one in piece.items if id(one) not in drop]
    found = Found(
        ready.line,
        ready.text,
        Outcome(),
        [one.val for one in piece.leads],
        weekday=piece.weekday,
        a=piece.a,
        b=piece.b,
        code=piece.code,
        each=piece.each,
    )
    found.narrative = _without_dates(ready.text, piece)
    tags = {one.tag for one in items}
    if "tick" in tags and unticked(items):
        found.outcome = Outcome()
        if not tags.isdisjoint({"dur", "time", "num", "setting"}):
            found.outcome.ask("prefilled")
        else:
            found.outcome.silent = True
        return found
    head_bare = lead is not None and "?" in ready.text and _asked(items, lead)
    found.outcome = decide(ready.scan, items, lead)
    if lead is not None and _told_in_passing(items, lead, found.outcome):
        found.outcome.drafts.clear()
        found.outcome.ask("status_unclear", "missed", "Not a session")
    if head_bare and not found.outcome.flags:
        found.outcome.ask("uncertain_mark", "Not a session")
    if "freq" in tags and _service_line(items) and not found.outcome.drafts and not (piece.code and _every_day(ready, items)):
        found.outcome.silent = True
        if not any(
            one.tag in ("plan", "admin", "made", "busy")
            or (one.tag == "kind" and one.val != "direct")
            or (one.tag == "w" and one.val in _OF_A_PLAN)
            for one in items
        ):
            found.outcome.ask("status_unclear", "Not a session")
    return found


def _told_in_passing(items: Sequence[Item], lead: Item, outcome: Outcome) -> bool:
    """`call mom if she is absent again, see letter of 9/15`: a reason in a sentence whose day stands at its end."""
    sure = any(one.tag in ("not", "makeup", "weak") for one in items)
    if sure or not outcome.drafts or any(one.status != "missed" for one in outcome.drafts):
        return False
    return sum(one.tag in ("w", "act", "data", "where", "plan") for one in items if one.a < lead.a) > 4


def _asked(items: Sequence[Item], lead: Item) -> bool:
    """A question mark right behind the date."""
    at = next((n for n, one in enumerate(items) if one is lead), -1)
    after = items[at + 1] if 0 <= at < len(items) - 1 else None
    return after is not None and after.tag == "p" and after.val == "?"


_OF_A_PLAN = frozenset(
    [
        "iep",
        "new",
        "started",
        "change",
        "changed",
        "amended",
        "service",
        "services",
        "frequency",
        "increase",
        "decrease",
        "increased",
        "decreased",
        "minutes",
        "now",
        "ot",
    ]
)


def _every_day(ready: Prepared, items: Sequence[Item]) -> bool:
    """`11/17-11/21 30 min daily`: sessions that were given, not a service line."""
    return any(one.tag == "freq" and ready.scan.folded[one.a : one.b] in _DAILY for one in items)


_DAILY = frozenset({"daily", "each day", "every day", "per day", "a day", "/day"})


def _service_line(items: Sequence[Item]) -> bool:
    return any(one.tag == "freq" for one in items) and not any(one.tag in ("seen", "time") for one in items)


def _without_dates(text: str, piece: Stretch) -> str:
    out = text[piece.a : piece.b]
    for one in reversed(piece.leads):
        out = out[: one.a - piece.a] + " " + out[one.b - piece.a :]
    return out
