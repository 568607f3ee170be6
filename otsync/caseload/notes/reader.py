"""The note reader: lines and table rows in, sessions and questions out. Pure; never raises on any text.

Two passes. The first decides what each line is (session, e-mail, plan, narrative below a dated line) and what it says without its date;
the second gives every date its year, from the whole document at once, and checks the days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from otsync.caseload.dates import school_year_start as start_of_school_year
from otsync.caseload.notes import assemble, structure, years
from otsync.caseload.notes.blocks import Pass
from otsync.caseload.notes.headers import is_header
from otsync.caseload.notes.model import Line, Reading, TableRow
from otsync.caseload.notes.pieces import dated_piece
from otsync.caseload.notes.prepare import Prepared, prepare, split_breaks
from otsync.caseload.notes.stretch import LABEL, Stretch
from otsync.caseload.notes.tables import read_row
from otsync.caseload.notes.tokens import fold, line_key
from otsync.caseload.notes.undated import undated

__all__ = ["line_key", "read_line", "read_notes"]


_HEAD_OF_LINE = 12
"""A date that begins within so many characters heads its line."""


def read_line(text: str, ref_date: date) -> Reading:
    """How one line alone would be read on the local day `ref_date`."""
    return read_notes([Line(text)], ref_date=ref_date)


def read_notes(
    source: Sequence[Line | TableRow],
    *,
    ref_date: date,
    school_year_start: date | None = None,
    count_from: date | None = None,
    seen: Mapping[str, Sequence[date]] | None = None,
    therapist: str | None = None,
) -> Reading:
    """Read a student's notes, in the order of the Doc.

    ref_date is the local day of reading. Days before `count_from` are neither returned nor flagged; without it, days before
    `school_year_start` (default: the 1st of August before `ref_date`) are flagged. `seen` maps `line_key(text)` of a line, or of its
    session part, to the days it was given earlier: a bare date keeps its year for ever. `therapist` is the provider where a line has
    no initials.
    """
    state = Pass(ref_date)
    lines = _flat(source)
    mail = 0
    after_blank = True
    second: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """A table's header and the second row of headers below it."""
    signed = _letters(lines)
    for at, one in enumerate(lines):
        if isinstance(one, TableRow):
            mail = 0
            above, below = (one.header, tuple(cell.text for cell in one.cells)) if is_header([cell.text for cell in one.cells]) else second
            if (above, below) != second:
                second = above, below
                continue
            if one.header == above:
                one = replace(one, header=tuple(under.strip() or over for over, under in zip_longest(above, below, fillvalue="")))
            if state.block is not None and not state.block.form:
                state.close()
            read_row(state, one)
            continue
        ready = prepare(one)
        if ready is None:
            after_blank = after_blank or not one.text.strip()
            state.blank()
            continue
        if at in signed:
            if ready.pieces and ready.pieces[0].leads and dated_piece(ready, ready.pieces[0]).counts:
                state.flags_now.append(("in_email", ready.line))
            continue
        mail = _one_line(state, ready, lines[at + 1 : at + 4], mail, after_blank)
        after_blank = False
    state.close()
    return assemble.assemble(state, ref_date, school_year_start or start_of_school_year(ref_date), count_from, seen or {}, therapist)


def _flat(source: Sequence[Line | TableRow]) -> list[Line | TableRow]:
    out: list[Line | TableRow] = []
    for one in source:
        if isinstance(one, TableRow):
            out.append(one)
        else:
            out.extend(split_breaks(one))
    return out


_HEAD = 400
_LETTER = 15
"""The most lines of a letter that are looked for above its end."""


def _letters(lines: Sequence[Line | TableRow]) -> set[int]:
    """Places of lines that belong to a pasted letter which is told by its end alone: a sign-off, and a name below it."""
    found: set[int] = set()
    for at, one in enumerate(lines):
        if not isinstance(one, Line) or len(one.text) > 60 or one.text.lstrip()[:1].lower() not in structure.SIGN_OFF_INITIALS:
            continue
        if not structure.sign_off(fold(one.text).strip()):
            continue
        below = next((other for other in lines[at + 1 : at + 3] if isinstance(other, Line) and other.text.strip()), None)
        if below is None or len(below.text.split()) > 4 or any(character.isdigit() for character in below.text):
            continue
        own = [at]
        if whole := _from_greeting(lines, at):
            found.update(whole)
            continue
        for back in range(at - 1, max(-1, at - _LETTER), -1):
            above = lines[back]
            if not isinstance(above, Line) or above.heading or above.dates or _own_head(above.text):
                break
            if structure.greeting(fold(above.text).strip()[:_HEAD]):
                # Told by its beginning already.
                own = []
                break
            own.append(back)
        if sum(1 for back in own if len(str(getattr(lines[back], "text", "")).split()) > 5) > 1:
            found.update(own)
    return found


def _from_greeting(lines: Sequence[Line | TableRow], end: int) -> list[int]:
    """The lines between a greeting and the sign-off at `end`, where one of them at most begins with a date (`3/6 works for me`)."""
    dated = 0
    for back in range(end - 1, max(-1, end - _LETTER), -1):
        above = lines[back]
        if not isinstance(above, Line) or above.heading or above.dates:
            return []
        if structure.greeting(fold(above.text).strip()[:_HEAD]):
            return list(range(back + 1, end + 1)) if dated == 1 else []
        dated += _own_head(above.text)
        if dated > 1:
            return []
    return []


def _own_head(text: str) -> bool:
    """A line that begins with its date is hers."""
    return bool(_DATE_HEAD.match(text))


_DATE_HEAD = re.compile(r"[\s*\-•☐☑\[\]x(]*(?:[A-Za-z]{2,9}\.?,?\s+)?\d{1,4}[/.\-]\d{1,2}")


def _one_line(state: Pass, ready: Prepared, following: Sequence[Line | TableRow], mail: int, after_blank: bool) -> int:
    """Take one line in; the answer is whether a pasted e-mail goes on below it: 0 no, 1 its head, 2 its body."""
    line, head = ready.line, ready.head
    if structure.quoted(head):
        # Behind the quotation her own notes may go on.
        return 2 if mail else 0
    may_begin = head[0] not in _DIGITS or "<" in head
    if may_begin and structure.mail_begins(head, [other.text for other in following if isinstance(other, Line)]):
        state.close()
        return 2 if structure.greeting(head) else 1
    if mail:
        own = line.heading or bool(line.dates) or (mail == 2 and _own_note(ready, after_blank))
        if not own:
            first = ready.pieces[0] if ready.pieces else None
            if first and first.leads and first.leads[0].a <= _HEAD_OF_LINE and not first.code and dated_piece(ready, first).counts:
                state.flags_now.append(("in_email", line))
            return 1 if structure.mail_header(head) else 2
    window = years.window_of(head) if len(head) <= 40 else None
    if window is not None:
        state.close()
        state.window = window
        state.section = ""
        return 0
    got = structure.collected(line.text)
    if got:
        what, begin = got
        words = line.text[begin:].strip()
        if words and not (what == "teacher" and state.block is None and _a_name(words)):
            state.collect(what, words, line)
        return 0
    leads = bool(ready.pieces and ready.pieces[0].leads)
    if structure.soap(head) in _OTHER_PARTS and not (ready.pieces and _headed(ready.pieces[0])):
        # The plan of a SOAP note names days that are to come; the assessment no session at all.
        return 0
    if leads and not _headed(ready.pieces[0]) and (state.section == "plan" or _plan_words(head)):
        state.plan(ready)
        return 0
    if leads and not after_blank and state.block is not None and not state.block.open and _score_below(ready.pieces[0]):
        return 0
    told = leads and not _headed(ready.pieces[0]) and (structure.soap(head) in _TOLD or _score_in_story(state, ready))
    if leads and not after_blank and state.block is not None and (told or (state.block.open and _day_made_up(ready.pieces[0]))):
        state.below(ready, after_blank)
        return 0
    if not leads and (line.heading or _short_head(ready) or head in _BARE_HEADS):
        if structure.notes_heading(head):
            state.close()
            state.section = ""
            return 0
        if structure.plan_heading(head):
            state.close()
            state.section = "plan"
            return 0
    if ready.pieces and ready.pieces[0].code == "period_total" and not leads and state.block is not None and state.block.open:
        # "Total time: 30 min" below its date is the session's length.
        ready.pieces[0].code = None
        state.below(ready, after_blank)
        return 0
    if ready.pieces and ready.pieces[0].code in ("week_of", "period_total") and state.week_heading(ready):
        return 0
    if leads and state.week is not None and _of_the_week(ready):
        undated(state, ready)
        return 0
    if leads or (ready.pieces and ready.pieces[0].code):
        state.dated(ready)
        return 0
    part_of_note = state.block is not None and (
        structure.soap(head) == "objective" or (structure.field_label(head) and (state.block.form or state.block.fields))
    )
    if structure.plan_line(head) and not part_of_note:
        state.plan(ready)
        return 0
    if state.section == "plan":
        return 0
    if state.block is not None:
        state.below(ready, after_blank)
    else:
        undated(state, ready)
    return 0


_TOLD = frozenset(
    {
        *("s", "subjective", "o", "objective", "narrative", "note", "notes", "comment", "comments", "activity", "activities", "data"),
        *("response", "intervention", "interventions", "progress", "behavior"),
    }
)
"""Labels of what is told of the day above them: `3/5` behind them is a score."""
_OTHER_PARTS = frozenset({"p", "plan", "a", "assessment"})


_BEFORE_DATE = frozenset(
    {"p", "tick", "weekday", "hedge", "num", "seen", "kind", "ref", "vague", "setting", "makeup", "dur", "time", "clock"}
)


def _headed(piece: Stretch) -> bool:
    """Whether the line begins with its date."""
    if not piece.leads:
        return False
    lead = piece.leads[0].a
    for one in piece.items:
        if one.a >= lead:
            return True
        if one.tag not in _BEFORE_DATE and not (one.tag == "w" and one.val in LABEL):
            return False
    return True


def _score_below(piece: Stretch) -> bool:
    """`O: tied shoes 2/5, 10 min` right below a session: not a day, though no word for a trial stands behind it."""
    lead = piece.leads[0]
    if _headed(piece) or lead.tag != "ab" or not (lead.val.month <= lead.val.day <= 10 or lead.val.day in (12, 15, 20)):
        return False
    before = [one for one in piece.items if one.b <= lead.a]
    return before[-1].tag in ("w", "act", "data") and not any(
        one.tag in ("seen", "setting", "dur", "time", "weekday", "makeup") for one in before
    )


def _of_the_week(ready: Prepared) -> bool:
    """`Tue 30 min push in, opened 3/4 containers` below a week heading: the weekday is its day, what stands further on a score."""
    lead = ready.pieces[0].leads[0]
    before = {one.tag for one in ready.scan.items if one.b <= lead.a}
    return lead.tag == "ab" and bool(_WEEKDAY_HEAD.match(ready.head)) and not before.isdisjoint({"dur", "time", "setting"})


_WEEKDAY_HEAD = re.compile(r"[\s*\-]*(?:(?:mon|tue|wed|thu|fri)[a-z]{0,6}|[mtwrf]|th|tu)(?![a-z])")


def _score_in_story(state: Pass, ready: Prepared) -> bool:
    """`We met for 30 minutes. He tied 2/5 bows` right below a day alone: 2/5 is a score."""
    lead = ready.pieces[0].leads[0]
    score = lead.tag == "ab" and (lead.val.month <= lead.val.day <= 10 or lead.val.day in (12, 15, 20))
    length = any(one.tag in ("dur", "time") and one.a < lead.a for one in ready.scan.items)
    before = [one for one in ready.scan.items if one.b <= lead.a][-1:]
    return score and length and state.block is not None and state.block.open and bool(before) and before[0].tag in ("w", "act", "data")


def _day_made_up(piece: Stretch) -> bool:
    """`30 min, for 1/22` below the head of a make-up session: the day that was missed."""
    lead = piece.leads[0]
    before = [one for one in piece.items if one.b <= lead.a]
    return len(piece.leads) == 1 and len(before) > 1 and before[-1].tag == "ref" and any(one.tag in ("dur", "num") for one in before)


def _plan_words(head: str) -> bool:
    """A goal, a baseline, a due date, whatever days it names; not the head of a form (`Student: M. Date: 10/7`)."""
    return structure.plan_line(head) and not _FORM_DATE.search(head)


_FORM_DATE = re.compile(r"\b(?:date|dos|time in|minutes)\s*:")


def _own_note(ready: Prepared, after_blank: bool) -> bool:
    """Below an e-mail: her own dated line again, after an empty line."""
    if not after_blank or not ready.pieces:
        return False
    first = ready.pieces[0]
    if not _headed(first) or first.code or first.leads[0].a > _HEAD_OF_LINE:
        return False
    found = dated_piece(ready, first)
    return found.counts or (found.outcome.missing and len(ready.scan.items) <= 2)


_DIGITS = frozenset("0123456789")
"""A line that begins with one is no e-mail's head, unless an address stands in it."""
_BARE_HEADS = frozenset({"goals", "objectives", "goals and objectives", "precautions", "accommodations", "notes", "session notes"})
"""Headings that people also write without a colon or a style."""


def _short_head(ready: Prepared) -> bool:
    return len(ready.head) < 40 and (ready.head.endswith(":") or ready.line.text.strip().isupper())


def _a_name(words: str) -> bool:
    first = words.split()[0].lower().rstrip(".,")
    return first in ("ms", "mr", "mrs", "dr", "miss") and len(words.split()) <= 4
