"""The first pass: dated lines, the lines below them, form blocks, week headings. What each says, before its year is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Literal

from otsync.caseload.notes import structure
from otsync.caseload.notes.below import describes, each_day_told, last_of_week, name_letters, only_missed, session_like, starts_like_session
from otsync.caseload.notes.debts import made_up_day
from otsync.caseload.notes.decide import decide
from otsync.caseload.notes.found import Block, Found, Gathered
from otsync.caseload.notes.items import DateText, Item
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.pieces import dated_piece
from otsync.caseload.notes.prepare import Prepared, prepare
from otsync.caseload.notes.reasons import reason_in
from otsync.caseload.notes.senses import no_makeup
from otsync.caseload.notes.stretch import Stretch
from otsync.caseload.notes.years import Dated, Window


class Pass:
    """What the first pass has gathered so far."""

    def __init__(self, ref: date) -> None:
        self.ref = ref
        self.found: list[Found] = []
        self.dates: list[Dated] = []
        self.keys: list[str] = []
        self.gathered: list[Gathered] = []
        self.flags_now: list[tuple[str, Line]] = []
        self.window: Window | None = None
        self.section = ""
        self.block: Block | None = None
        self.week: Found | None = None
        self.pending: list[Prepared] = []

    def blank(self) -> None:
        """An empty line."""
        if self.block is not None:
            self.block.gap = True

    def date_index(self, text: DateText, line: Line) -> int:
        """Put a date on the list of those that get their year together."""
        self.dates.append(Dated(text, self.window))
        self.keys.append(line.text)
        return len(self.dates) - 1

    def close(self) -> None:
        """The block ends: a length that nobody gave is asked for."""
        block, self.block = self.block, None
        self.week = None
        pending, self.pending = self.pending, []
        if any(_DATE_LABEL.match(one.head) for one in pending) and any(_has_length(one) for one in pending):
            # A form whose date could not be read.
            text = "\n".join(one.text for one in pending)
            line = replace(pending[0].line, text=text)
            self.found.append(Found(line, text, Outcome(), code="date_unreadable", b=len(text), narrative=text))
        if block is not None:
            _finish(self, block)

    def collect(self, what: Literal["next", "tried", "teacher"], words: str, line: Line) -> None:
        """A `Next:`, `Tried:` or `Teacher:` line; its day is that of the block it stands in."""
        self.gathered.append(Gathered(what, words, line, self.block.found if self.block else self.week))

    def plan(self, ready: Prepared) -> None:
        """A plan line: it never holds a session."""

    def week_heading(self, ready: Prepared) -> bool:
        """`Week of 10/20` alone heads the weekday lines below it."""
        piece = ready.pieces[0]
        if not piece.leads:
            return False
        lead = next(at for at, one in enumerate(piece.items) if one is piece.leads[0])
        if piece.code == "week_of":
            name_letters(ready.scan, piece.items[lead + 1 :])
        until = last_of_week(piece.items, lead) if piece.code == "week_of" else None
        rest = [
            one
            for one in piece.items
            if one is not until and one.tag in ("dur", "time", "num", "setting", "reason", "not", "units", "seen")
        ]
        days = [at for at, one in enumerate(piece.items) if one.tag == "weekday"]
        if rest and not (days and piece.code == "week_of" and each_day_told(piece.items, days)):
            return False
        self.close()
        heading = Found(ready.line, ready.text, Outcome(), [piece.leads[0].val], a=0, b=len(ready.text))
        heading.index = [self.date_index(piece.leads[0].val, ready.line)]
        self.week = heading
        if rest:
            _days_of_week(self, ready, heading, piece.items, days)
        return True

    def dated(self, ready: Prepared) -> None:
        """A line with a date of its own (or one that should have one)."""
        form = _is_form(ready)
        pending, self.pending = (self.pending, []) if form else ([], self.pending)
        self.close()
        self.section = ""
        last: Found | None = None
        base = -1
        for n, piece in enumerate(ready.pieces):
            found = dated_piece(ready, piece)
            if piece.code is None and piece.leads:
                first = self.date_index(piece.leads[0].val, ready.line) if n == 0 else -1
                found.index = [first, *([-1] * (len(piece.leads) - 1))]
                base = first if n == 0 else base
                found.base = base
            self.found.append(found)
            last = found
            if n and self.found[-2].outcome.missing and not (self.found[-2].outcome.silent or self.found[-2].outcome.flags):
                # Only below the last of a line can the length still be given.
                self.found[-2].outcome.ask("minutes_missing", "30 direct", "Not a session")
        if len(ready.pieces) > 1:
            _said_of_all(ready, self.found[-len(ready.pieces) :])
        if last is None or last.code is not None:
            return
        open_ = last.outcome.missing and not last.outcome.flags
        self.block = Block(last, ready, open_, form, fields=[*pending])
        if open_ and not form:
            self.block.hold = last

    def below(self, ready: Prepared, after_blank: bool) -> None:
        """A line without a date below a dated one."""
        block = self.block
        if block is None:
            return
        block.gap = block.gap or after_blank
        label = structure.field_label(ready.head)
        if block.form and label:
            block.fields.append(ready)
            block.open = True
            return
        letter = structure.soap(ready.head)
        if letter in ("p", "plan", "a", "assessment", "goal addressed", "goals addressed", "goals"):
            return
        if not ready.pieces:
            return
        if label and block.open:
            block.fields.append(ready)
            return
        if describes(ready.pieces[0].items) and not block.gap:
            if block.form or (block.open and block.fields):
                block.fields.append(ready)
                return
            if not (block.open and any(one.tag == "num" for one in ready.pieces[0].items)):
                block.ready.scan.items.extend(ready.scan.items)
                if not block.open:
                    _inherit(block, self.found[-1])
                return
        above = block.found if block.found.outcome.drafts or block.open else self.found[-1]
        if not block.gap and (_tells_why(above, ready) or _tells_debt(above, ready)):
            return
        if block.open and not block.gap and _says_makeup(block, ready):
            return
        absent = only_missed(ready.pieces[0].items)
        if not block.open and not absent and (letter is not None or not starts_like_session(ready.pieces[0].items)):
            return
        found = _below_found(ready, block)
        if _says_owed(above, found):
            return
        if absent and [one.status for one in found.outcome.drafts] == ["missed"]:
            if block.open and block.fields:
                block.fields.append(ready)
                return
            if any(one.status == "delivered" for one in block.found.outcome.drafts) and not block.gap:
                # "30 min PO", and below it "absent": one of the two is wrong.
                block.found.outcome.ask("status_unclear", *[f"{one.minutes} {one.kind}" for one in block.found.outcome.drafts], "missed")
                return
            if not block.open:
                return
        if block.open:
            if letter is not None and _told_above(block) and not any(one.status == "missed" for one in found.outcome.drafts):
                # The length stands in a field above: what the narrative tells is the story, unless it tells of an absence.
                return
            if found.outcome.drafts and all(one.status == "missed" for one in found.outcome.drafts) and _told_above(block):
                block.doubt = True
                return
            strong = letter is None or session_like(ready.pieces[0].items)
            if found.counts and strong and (found.outcome.drafts or found.outcome.flags):
                block.open = False
                block.found.outcome.silent = True
                _inherit(block, found)
                self.found.append(found)
            return
        if found.outcome.drafts:
            if block.found.outcome.silent:
                _inherit(block, found)
            if block.gap:
                found.code = "date_missing"
                found.index = []
            self.found.append(found)


def _tells_why(above: Found, ready: Prepared) -> bool:
    """`10/7 no session`, and below it `field trip` or `Reason: field trip`: the reason that the line above did not give."""
    draft = above.outcome.drafts[0] if len(above.outcome.drafts) == 1 else None
    if draft is None or draft.status != "missed" or draft.reason is not None:
        return False
    items = ready.pieces[0].items
    if any(one.tag in ("dur", "time", "num", "date", "ab", "seen", "setting", "act", "data") for one in items) or len(items) > 8:
        return False
    reason, doubt, _ = reason_in(ready.scan, items)
    if reason is None or doubt:
        return False
    draft.reason = reason
    above.outcome.flags = [one for one in above.outcome.flags if one[0] != "reason_missing"]
    return True


def _tells_debt(above: Found, ready: Prepared) -> bool:
    """`Make-up owed: no` below a session that was missed."""
    items = ready.pieces[0].items
    if [one.status for one in above.outcome.drafts] != ["missed"] or len(items) > 5 or not any(one.tag == "makeup" for one in items):
        return False
    if any(one.tag in ("dur", "time", "num", "date", "ab", "setting", "seen") for one in items):
        return False
    no_makeup(ready.scan, items)
    said = next((one.val for one in items if one.tag == "makeup"), "done")
    if said == "done":
        return False
    above.outcome.drafts[0].makeup_owed = said == "owed"
    return True


def _says_makeup(block: Block, ready: Prepared) -> bool:
    """`Make-up session for 2/12` between the day and the length: what the session below it is."""
    items = ready.pieces[0].items
    done = any(one.tag == "makeup" and one.val == "done" for one in items)
    if not done or any(one.tag in ("dur", "time", "clock", "num", "reason", "not", "plan") for one in items):
        return False
    block.makeup, block.makeup_for = True, made_up_day(items, ready.scan)
    return True


def _told_above(block: Block) -> bool:
    whole = _joined(block) if block.fields else None
    return whole is not None and whole.counts


def _says_owed(above: Found, below: Found) -> bool:
    """`Make-up owed: yes` below a session: a fact about it, no second one."""
    drafts = below.outcome.drafts
    if len(above.outcome.drafts) != 1 or len(drafts) != 1 or drafts[0].status != "missed" or drafts[0].makeup_owed is None:
        return False
    if drafts[0].reason is not None or above.outcome.drafts[0].makeup:
        return False
    above.outcome.drafts[0].makeup_owed = drafts[0].makeup_owed
    return True


def _said_of_all(ready: Prepared, found: Sequence[Found]) -> None:
    """`4/13 30 min, 4/15 20 min - all pull-out`: the place of every session on the line."""
    own = ready.pieces[-1].items
    for word, place in pairwise(own):
        if word.tag == "each" and place.tag == "setting":
            for draft in (draft for one in found for draft in one.outcome.drafts if draft.status == "delivered"):
                draft.setting = draft.setting or place.val


_DATE_LABEL = re.compile(r"[\s*\-]*(?:date|dos|session date)\b")


def _has_length(ready: Prepared) -> bool:
    return any(one.tag in ("dur", "time", "clock", "num") for one in ready.scan.items)


def _is_form(ready: Prepared) -> bool:
    return structure.field_label(ready.head) is not None


def _below_found(ready: Prepared, block: Block) -> Found:
    piece = ready.pieces[0]
    outcome = decide(ready.scan, piece.items, None)
    found = Found(
        ready.line, ready.text, outcome, list(block.found.leads[:1]), list(block.found.index[:1]), block.found.weekday, b=len(ready.text)
    )
    if block.found.offset is not None:
        found.offset = block.found.offset
    found.narrative = ready.text
    return found


def _inherit(block: Block, found: Found) -> None:
    """A heading such as `10/7 push-in` says the setting for the line below it."""
    above = [one for one in block.ready.scan.items if one.tag == "setting"]
    for draft in found.outcome.drafts:
        if draft.setting is None and len({one.val for one in above}) == 1 and draft.kind == "direct":
            draft.setting = above[0].val
        if block.makeup and draft.status == "delivered" and draft.makeup is None:
            draft.makeup, draft.makeup_for = True, block.makeup_for


def _finish(state: Pass, block: Block) -> None:
    if block.fields:
        joined = _joined(block)
        if joined is not None and joined.counts:
            at = state.found.index(block.found) if block.found in state.found else len(state.found)
            state.found[at : at + 1] = [joined]
            if block.doubt:
                joined.outcome.ask("status_unclear", *[f"{one.minutes} {one.kind}" for one in joined.outcome.drafts], "missed")
            for one in state.gathered:
                if one.found is block.found:
                    one.found = joined
            return
    found = block.found
    if block.open and found.outcome.missing and not found.outcome.silent and not found.outcome.flags:
        found.outcome.flags.append(("minutes_missing", ("30 direct", "Not a session")))


def _joined(block: Block) -> Found | None:
    """A form block as one text: its labelled lines, the date first."""
    parts = [block.ready.text, *(one.text for one in block.fields)]
    text = "\n".join(parts)
    dates = block.ready.line.dates
    ready = prepare(Line(text, place=block.ready.line.place, dates=dates))
    if ready is None or not ready.pieces:
        return None
    piece = ready.pieces[0]
    for one in ready.scan.items:
        # The fields of a form are one sentence, whatever line they stand on.
        one.sentence = 0
    whole = Stretch(list(ready.scan.items), list(piece.leads[:1]), piece.weekday, 0, len(text), piece.code, False)
    if not whole.leads:
        return None
    found = dated_piece(ready, whole)
    found.index = list(block.found.index)
    found.line = Line(text, place=block.ready.line.place)
    return found


def _days_of_week(state: Pass, ready: Prepared, heading: Found, items: list[Item], days: list[int]) -> None:
    """`Week of 10/20: Mon 15 PI, Wed 15 PO`."""
    for n, at in enumerate(days):
        own = items[at + 1 : days[n + 1] if n + 1 < len(days) else len(items)]
        outcome = decide(ready.scan, own, None) if own else Outcome(missing=True)
        found = Found(
            ready.line, ready.text, outcome, heading.leads[:1], heading.index[:1], a=items[at].a, b=own[-1].b if own else items[at].b
        )
        found.offset = items[at].val
        found.narrative = ready.text[found.a : found.b]
        if outcome.missing and not outcome.silent:
            outcome.flags.append(("minutes_missing", ("30 direct", "Not a session")))
        state.found.append(found)
