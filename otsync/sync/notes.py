"""The notes of one Doc: read, held against the log, and what a person should see of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import PlanForm
from otsync.caseload.log import Held, LogRow, decide_log, live_rows
from otsync.caseload.notes.answers import settle
from otsync.caseload.notes.model import Collected, Entry, Flag, Reading
from otsync.caseload.notes.reader import line_key, read_notes
from otsync.caseload.notes.seen import as_text, from_text, pieces_of, recorded, still_seen, without_seen
from otsync.caseload.others import names_of, without_others
from otsync.caseload.roster import Roster, RosterRow
from otsync.caseload.undo_log import suspend
from otsync.document.read import PlanDoc
from otsync.sync.ask import fresh
from otsync.sync.log_looks import log_answers, log_looks
from otsync.sync.model import Snapshot
from otsync.workbook.look import FIXED, MOVED, NOT_A_SESSION, USE_DOC, WITHDRAW, LookItem
from otsync.workbook.state import StudentState

AHEAD = "date_future"
"""The code of a flag: a date that has not come yet."""


@dataclass(frozen=True, slots=True)
class NotesDecision:
    append: tuple[LogRow, ...]
    looks: tuple[LookItem, ...]
    logged: Mapping[str, str]
    """Entry ID -> digest of its row as appended, all of the student's."""
    log_read: bool
    """The log was at hand: what is listed is complete."""
    held: int
    next_time: str
    for_teacher: str
    collected: tuple[Collected, ...]
    undone: Mapping[str, str]
    """Entry ID -> what the Doc said when an undo took it out of the log, or put it back."""
    since: date
    """The day from which sessions count for this student."""
    ahead: bool
    """A line waits whose date has not come yet."""
    seen: str | None = None
    """Of an adopted Doc: the lines that were there before, as they stand now; None: unchanged, or no such Doc."""


def decide_notes(snap: Snapshot, row: RosterRow, state: StudentState, doc: PlanDoc, name: str) -> NotesDecision:
    """Read the Doc's notes and decide what the log needs. Without the log (it is read only for a commit) nothing is appended."""
    existing = (snap.log or {}).get(row.otsync_id, ())
    since = counted_since(snap, row)
    reading = read_notes(
        doc.notes,
        ref_date=snap.today,
        count_from=since,
        seen=_days_given(row.otsync_id, existing),
        therapist=row.text(snap.form, "therapist").strip() or None if "therapist" in row.cells else None,
    )
    reading, seen = _new_alone(snap, row.otsync_id, doc, reading)
    entries, looks = _answered(snap, row.otsync_id, name, reading, state.link)
    ahead = any(one.code == AHEAD for one in looks)
    others = _names(snap.roster, snap.form)
    entries = [replace(one, as_written=without_others(one.as_written, others, name)) for one in entries]
    next_time, for_teacher = _latest(reading.collected)
    if snap.log is None:
        gathered = (next_time, for_teacher, reading.collected)
        return NotesDecision((), tuple(looks), state.logged, False, 0, *gathered, state.undone, since, ahead, seen)
    answers = _answers_to_held(snap, row.otsync_id, name, state.link, existing)
    aside = suspend(row.otsync_id, existing, entries, state.undone, snap.now)
    if again := {key for key, line in aside.lines if _counts_again(snap, _undone_item(snap, row.otsync_id, name, state.link, key, line))}:
        stays = {key: was for key, was in state.undone.items() if key not in again}
        aside = suspend(row.otsync_id, existing, entries, stays, snap.now)
    decided = decide_log(
        row.otsync_id,
        aside.rows,
        aside.readings,
        now=snap.now,
        today=snap.today,
        first_import=not state.imported and not existing,
        remembered={key: told for key, told in state.logged.items() if key not in aside.undone},
        keep=[key for key, said in answers.items() if said == MOVED],
        withdraw=[key for key, said in answers.items() if said == WITHDRAW],
        waiting=[key for key, said in answers.items() if not said],
        answers=log_answers(snap, row.otsync_id, name, state),
        reserved=aside.undone,
        since=since,
    )
    looks += [_held_item(row.otsync_id, name, state.link, one) for one in decided.held]
    looks += [_undone_item(snap, row.otsync_id, name, state.link, key, line) for key, line in aside.lines]
    append = tuple(replace(one, student=name) for one in decided.append)
    told = {**decided.remembered, **{key: state.logged[key] for key in aside.undone if key in state.logged}}
    looks += log_looks(snap, row.otsync_id, name, replace(state, logged=told), [*existing, *append])
    held = int(bool(decided.held))
    gathered = (next_time, for_teacher, reading.collected)
    return NotesDecision(append, tuple(looks), told, True, held, *gathered, aside.undone, since, ahead, seen)


def counted_since(snap: Snapshot, row: RosterRow) -> date:
    """The day from which sessions count: as Settings say, or the student's own start where that is later."""
    starts = parse_day(row.text(snap.form, "starts"))
    return max(snap.count_from, starts) if starts else snap.count_from


def _undone_item(snap: Snapshot, otsync_id: str, name: str, link: str, key: str, line: str) -> LookItem:
    says = "What was logged of this line was undone, so the log and the Doc differ. It stays so until you change the line or choose"
    return fresh(snap, LookItem(otsync_id, "n", "undone", name, says, in_doc=line, link=link, choices=(USE_DOC,), about=key))


def _counts_again(snap: Snapshot, item: LookItem) -> bool:
    """A person said of a session that was undone that the Doc is right after all."""
    look = snap.look.get(item.key)
    return look is not None and look.waits and look.answer == USE_DOC


def _new_alone(snap: Snapshot, otsync_id: str, doc: PlanDoc, reading: Reading) -> tuple[Reading, str | None]:
    """What was read, without what stood in an adopted Doc already on the day of its adoption."""
    recorded = snap.state.seen.get(otsync_id)
    if recorded is None:
        recorded = _recorded_again(snap, otsync_id, doc, reading)
    if not recorded:
        return reading, None
    pieces = pieces_of(otsync_id, doc.notes)
    known, marks = still_seen(from_text(recorded), [one.mark for one in pieces])
    now = as_text(marks)
    return without_seen(reading, pieces, known), now if now != snap.state.seen.get(otsync_id) else None


def _recorded_again(snap: Snapshot, otsync_id: str, doc: PlanDoc, reading: Reading) -> str:
    """The record of an adopted Doc was lost with the hidden tab: what is older than the adoption and not in the log was seen."""
    file = snap.files.get(otsync_id)
    day = parse_day(file.adopted) if file and file.adopted else None
    if day is None or snap.log is None:
        return ""
    logged = _days_given(otsync_id, snap.log.get(otsync_id, ()))
    new = [one for one in reading.entries if one.date >= day or line_key(one.as_written) in logged]
    old = [one for one in reading.entries if one not in new]
    places = {one.place for one in new}
    pieces = pieces_of(otsync_id, doc.notes, old)
    return as_text(recorded([one.mark for one in pieces], [one.place in places for one in pieces]))


_known: list[tuple[Roster, dict[str, frozenset[str]]]] = []
"""The names of the roster that was asked for last: one run asks for each of its students."""


def _names(roster: Roster, form: PlanForm) -> dict[str, frozenset[str]]:
    if not _known or _known[-1][0] is not roster:
        _known[:] = [(roster, names_of(row.text(form, "name") for row in roster.rows))]
    return _known[-1][1]


def _days_given(otsync_id: str, existing: Sequence[LogRow]) -> dict[str, list[date]]:
    """Words of a logged session -> the days it was given: a bare date keeps its year."""
    given: dict[str, list[date]] = {}
    for one in live_rows(otsync_id, existing):
        given.setdefault(line_key(one.as_written), []).append(one.date)
    return given


def _held_item(otsync_id: str, name: str, link: str, held: Held) -> LookItem:
    row = held.row
    saw = f"{held.why} This one: {row.date.month}/{row.date.day}, {row.minutes} min"
    return LookItem(otsync_id, "n", "withdrawn", name, saw, in_doc=row.as_written, link=link, choices=(WITHDRAW, MOVED), about=row.entry)


def _answers_to_held(snap: Snapshot, otsync_id: str, name: str, link: str, existing: Sequence[LogRow]) -> dict[str, str]:
    """Entry ID -> what a person said of its withdrawal, or nothing where the question waits.

    A row's key does not depend on how many sessions were held with it.
    """
    answers: dict[str, str] = {}
    for row in live_rows(otsync_id, existing):
        look = snap.look.get(_held_item(otsync_id, name, link, Held(row, "")).key)
        if look and look.answer in (WITHDRAW, MOVED):
            answers[row.entry] = look.answer
        elif look and look.waits:
            answers[row.entry] = ""
    return answers


def _answered(snap: Snapshot, otsync_id: str, name: str, reading: Reading, link: str) -> tuple[list[Entry], list[LookItem]]:
    """Entries with those that answers in Needs a look add, and the flags that still wait."""

    def item(flag: Flag) -> LookItem:
        choices = tuple(dict.fromkeys((*flag.choices, NOT_A_SESSION, FIXED)))
        in_doc = flag.text[:1000]
        return LookItem(otsync_id, "n", flag.code, name, flag.says, in_doc=in_doc, link=link, choices=choices, about=flag.text)

    def said(flag: Flag) -> str:
        row = snap.look.get(item(flag).key)
        return (row.typed or row.answer) if row else ""

    settled = settle(reading, said, snap.today)
    return list(settled.entries), [item(flag) for flag in settled.waiting]


def _latest(collected: Sequence[Collected]) -> tuple[str, str]:
    """The newest Next: line, and the newest Teacher: line; undated ones stand in the order of the Doc, newest on top."""
    found: dict[str, tuple[date, str]] = {}
    for one in collected:
        day = one.date or date.min
        if one.what not in found or day > found[one.what][0]:
            found[one.what] = (day, one.text)
    return found.get("next", (date.min, ""))[1], found.get("teacher", (date.min, ""))[1]
