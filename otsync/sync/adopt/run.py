"""One adoption: find, decide, begin, apply, commit; the same batches, marker and lease as a sync."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from otsync.errors import PersonMustAct, TryLater
from otsync.google.connect import Google
from otsync.sync.adopt import words
from otsync.sync.adopt.apply import apply_adoptions
from otsync.sync.adopt.decide import begun_state, decide_adoptions
from otsync.sync.adopt.find import column_of, doc_ids_in, find_docs, links_of, read_docs
from otsync.sync.adopt.model import Adoption, AdoptionPlan, FoundDoc, Listed, Wish
from otsync.sync.adopt.report import AdoptReport, DocLine
from otsync.sync.apply import AppliedOne
from otsync.sync.begin import RESTARTS, ROUND, Progress, begin, check_lease
from otsync.sync.commit import Aside, Committed, commit, look_change
from otsync.sync.model import Decision, Snapshot, SyncSettings
from otsync.sync.read import ReadResult, read_all
from otsync.sync.send import NotOurs
from otsync.workbook.look import ADOPTION, FIXED, HEADER, NEW_DOC, NOBODY, LookItem
from otsync.workbook.state import StudentState

_CHOICE = re.compile(r"\(([2-9a-z]{12})\)\s*$")


def adopt(
    google: Google, settings: SyncSettings, now: datetime, wish: Wish, *, write: bool, progress: Progress | None = None
) -> AdoptReport:
    """Adopt the Docs of `wish`, or with `write` False only say what each would get. `now` is local (aware).

    Raises PersonMustAct, TryLater or a GoogleError; what was begun is finished by the next adoption or sync.
    """
    started = time.monotonic()
    say = progress or (lambda _: None)
    if not settings.spreadsheet_id:
        raise PersonMustAct(
            "There is no roster yet that the Docs could belong to. Run `otsync sync` to have a workbook made, fill its tab Roster, "
            "then adopt before the next sync: a student without a Doc gets a new one."
        )
    for attempt in range(RESTARTS + 1):
        try:
            say("Reading the roster")
            result = read_all(google, settings, now, force=False, polling=False, minutes=False, mend=write, docs=False)
            report = adopt_found(google, settings, result, wish, write=write, say=say)
            break
        except NotOurs:
            if attempt == RESTARTS:
                raise TryLater(
                    "Another run of otsync is at work on this workbook. Nothing was doubled; try again in a few minutes."
                ) from None
    report.requests = google.counts.as_dict()
    report.seconds = time.monotonic() - started
    report.spreadsheet_id = settings.spreadsheet_id
    return report


def adopt_found(google: Google, settings: SyncSettings, result: ReadResult, wish: Wish, *, write: bool, say: Progress) -> AdoptReport:
    """The whole of it from a workbook that was just read. Raises NotOurs."""
    result = replace(result, snap=replace(result.snap, first_of_day=False))
    snap = result.snap
    by_row, cells = links_of(google, settings, result)
    # Only rows below the headers, and only cells of students' rows, say anything.
    in_column: list[str] = []
    if wish.column:
        at = column_of(result, wish.column)
        in_column = [doc for row in snap.roster.rows for doc in sorted(cells.get(row.row, {}).get(at, ()))]
        if not in_column:
            raise PersonMustAct(f"The column {wish.column} of the roster links to no Doc. Put the links there, then adopt again.")
    given_up = given_up_in(snap)
    pairs = {**half_done(snap), **wish.pairs}
    wish = replace(wish, pairs={doc: key for doc, key in pairs.items() if key not in given_up})
    say("Looking for the Docs")
    found, passed = find_docs(google, result, wish, in_column)
    say(f"Reading {len(found)} Docs")
    found = read_docs(google, result, found, snap.today)
    plan = replace(decide_adoptions(snap, found, by_row, wish, answers_of(snap)), passed_over=passed)
    if not write:
        return _report(snap, plan, {}, Committed(), dry_run=True, fresh=frozenset(result.fresh_ids.values()))
    looks, looked = looks_of(snap, plan)
    asked = _asked(snap, plan) | {key: StudentState() for key in given_up}
    looked |= {(snap.state.students[key].doc, ADOPTION) for key in given_up}
    wanted = Decision((), looks, looked)
    change = look_change(snap, wanted)
    if not plan.adoptions and not change.add and not change.states and not asked:
        return _report(snap, plan, {}, Committed(waiting=change.waiting))
    check_lease(snap.book, snap.state.meta, snap.now)
    touched = {one.otsync_id: begun_state(snap, one) for one in plan.adoptions}
    result = begin(google, settings, result, asked | touched, {one.otsync_id: one.seen for one in plan.adoptions})
    return _carry_out(google, settings, result, plan, looked, say)


def _carry_out(
    google: Google, settings: SyncSettings, result: ReadResult, plan: AdoptionPlan, at_all: frozenset[tuple[str, str]], say: Progress
) -> AdoptReport:
    """`at_all`: whose rows in Needs a look this run has looked at afresh."""
    applied: dict[str, AppliedOne] = {}
    done = Committed()
    todo = list(plan.adoptions)
    first = Decision(tuple(one.decision for one in todo))
    others = frozenset(row.otsync_id for row in result.snap.roster.rows) - {one.otsync_id for one in todo}
    for at in range(0, max(len(todo), 1), ROUND):
        say(f"Adopting Docs: {at} of {len(todo)}")
        applied |= apply_adoptions(google, result.snap, todo[at : at + ROUND])
        waiting = frozenset(one.otsync_id for one in todo[at + ROUND :])
        failed = frozenset(key for key, one in applied.items() if one.failed)
        say("Writing the workbook")
        looks, looked = looks_of(result.snap, plan, refused=_surely_not(applied), failed=failed)
        docs = {one.otsync_id: one.doc.id for one in plan.adoptions}
        aside = Aside(looks, looked | at_all, {key: StudentState(asked=(docs[key],)) for key in _surely_not(applied)})
        one_round = commit(google, settings, result, first, applied, leaves=others | waiting | failed, last=not waiting, aside=aside)
        result = replace(result, snap=replace(result.snap, state=one_round.state or result.snap.state))
        done = done.plus(one_round)
    return _report(result.snap, plan, applied, done)


def _surely_not(applied: Mapping[str, AppliedOne]) -> frozenset[str]:
    """Students whose Doc surely holds nothing of ours: what begin recorded of them is taken back."""
    return frozenset(key for key, one in applied.items() if one.failed and not one.doc_id)


def half_done(snap: Snapshot) -> dict[str, str]:
    """Doc -> student of adoptions that an earlier run began."""
    there = {row.otsync_id for row in snap.roster.rows}
    return {state.doc: key for key, state in snap.state.students.items() if state.adopting and state.doc and key in there}


def given_up_in(snap: Snapshot) -> frozenset[str]:
    """Students whose adoption was begun, cannot be finished (the Doc is gone), and was answered with "Make a new Doc"."""
    answers = answers_of(snap)
    return frozenset(key for doc, key in half_done(snap).items() if answers.get(doc) == "")


def answers_of(snap: Snapshot) -> dict[str, str]:
    """Doc -> student that a person chose in Needs a look; "" for none of them."""
    answers: dict[str, str] = {}
    for key, row in snap.look.items():
        doc, _, rest = key.partition(":")
        said = row.typed or row.answer
        if not said or not rest.startswith(f"{ADOPTION}:"):
            continue
        if chosen := _CHOICE.search(said):
            answers[doc] = chosen[1]
        elif said in (NOBODY, NEW_DOC):
            answers[doc] = ""
    return answers


def settled_pairs(snap: Snapshot) -> dict[str, str]:
    """What a sync may carry out by itself: adoptions begun, answers given, and addresses of Docs put into otsync's column of the roster."""
    waiting = {key.partition(":")[0] for key, row in snap.look.items() if row.waits and f":{ADOPTION}:" in key}
    pairs = {doc: student for doc, student in answers_of(snap).items() if student and doc in waiting}
    pairs = {doc: student for doc, student in pairs.items() if any(row.otsync_id == student for row in snap.roster.rows)}
    pairs |= _mended(snap)
    at = snap.roster.columns.get("plan")
    grid = snap.book.grids.get(_roster_sheet(snap), ()) if at is not None else ()
    for row in snap.roster.rows:
        state = snap.state.students.get(row.otsync_id, StudentState())
        if state.doc or row.otsync_id in snap.files or at is None or row.row >= len(grid) or at >= len(grid[row.row]):
            continue
        ids = doc_ids_in(grid[row.row][at].text) or doc_ids_in(grid[row.row][at].link)
        if len(ids) == 1 and ids[0] not in waiting:
            pairs[ids[0]] = row.otsync_id
    return {**half_done(snap), **pairs}


def _mended(snap: Snapshot) -> dict[str, str]:
    """Doc -> student where it could not be adopted and someone answered that it is mended."""
    fixed = {key.partition(":")[0] for key, row in snap.look.items() if row.waits and row.answer == FIXED and f":{ADOPTION}:" in key}
    there = {row.otsync_id for row in snap.roster.rows}
    return {
        doc: key for key, state in snap.state.students.items() if key in there and not state.doc for doc in state.asked if doc in fixed
    }


def _roster_sheet(snap: Snapshot) -> int:
    """The sheet that the roster was read from: the one whose grid has its headers where the roster says."""
    for sheet_id, grid in snap.book.grids.items():
        row = grid[snap.roster.header_row] if snap.roster.header_row < len(grid) else ()
        at = snap.roster.columns.get("otsync_id", -1)
        if 0 <= at < len(row) and row[at].text.strip() == snap.form.own["otsync_id"]:
            return sheet_id
    return -1


def looks_of(
    snap: Snapshot, plan: AdoptionPlan, refused: frozenset[str] = frozenset(), failed: frozenset[str] = frozenset()
) -> tuple[tuple[LookItem, ...], frozenset[tuple[str, str]]]:
    """Rows for Needs a look, and what was looked at afresh: each row about a Doc belongs to that Doc."""
    names = {row.otsync_id: row.text(snap.form, "name").strip() for row in snap.roster.rows}
    looks = [_question(one, names) for one in plan.asked]
    begun = half_done(snap)
    looks += [_problem(one, names, begun=one.doc.id in begun) for one in plan.listed]
    for one in plan.adoptions:
        if one.otsync_id in refused:
            looks.append(_problem(Listed(one.doc, "refused", (one.otsync_id,)), names))
        elif one.doc.page and one.doc.page.header.left and one.otsync_id not in failed:
            left = one.doc.page.header.left
            lines = "\n".join(dict.fromkeys(entry.line for entry in left))[:1000]
            says = words.left_words(snap.form, left)
            name, doc = names[one.otsync_id], one.doc
            looks.append(LookItem(one.otsync_id, HEADER, "header", name, says, lines, link=doc.link, choices=(FIXED,), about=doc.id))
    docs = [*(one.doc for one in plan.adoptions), *(one.doc for one in (*plan.asked, *plan.listed)), *plan.unmatched]
    looked = {(doc.id, ADOPTION) for doc in docs} | {(one.otsync_id, HEADER) for one in plan.adoptions}
    return tuple(looks), frozenset(looked)


def _question(one: Listed, names: Mapping[str, str]) -> LookItem:
    choices = (*(f"{names[key]} ({key})" for key in one.choices if key in names), NOBODY)
    who = " / ".join(names[key] for key in one.choices[:3] if key in names)
    doc, says = one.doc, words.QUESTIONS[one.code]
    return LookItem(doc.id, ADOPTION, one.code, who, says, doc.title, link=doc.link, choices=choices, about=doc.id)


def _problem(one: Listed, names: Mapping[str, str], *, begun: bool = False) -> LookItem:
    """begun: its adoption cannot go on, and a person may give it up."""
    who = " / ".join(names[key] for key in one.choices[:3] if key in names)
    doc, says = one.doc, words.PROBLEMS[one.code]
    choices = (FIXED, NEW_DOC) if begun or one.code in words.HOLDS else (FIXED,)
    return LookItem(doc.id, ADOPTION, one.code, who or "?", says, doc.title, link=doc.link, choices=choices, about=doc.id)


def _asked(snap: Snapshot, plan: AdoptionPlan) -> dict[str, StudentState]:
    """Students whose Doc is asked about, or waits to be mended: until that is settled no new one is made for them. Only what is not
    recorded yet."""
    adopted = {one.otsync_id for one in plan.adoptions}
    docs: dict[str, list[str]] = {}
    held = [one for one in plan.listed if one.code in words.HOLDS and len(one.choices) == 1]
    for one in (*plan.asked, *held):
        for key in one.choices:
            docs.setdefault(key, []).append(one.doc.id)
    states: dict[str, StudentState] = {}
    for key, asked in docs.items():
        known = snap.state.students.get(key, StudentState())
        merged = tuple(dict.fromkeys((*known.asked, *asked)))
        if key not in adopted and not known.doc and merged != tuple(known.asked):
            states[key] = replace(known, asked=merged)
    return states


@dataclass(frozen=True, slots=True)
class _Who:
    """A student's row and name, for a line of the report."""

    otsync_id: str = ""
    row: int = 0
    name: str = ""


def _report(
    snap: Snapshot,
    plan: AdoptionPlan,
    applied: Mapping[str, AppliedOne],
    done: Committed,
    *,
    dry_run: bool = False,
    fresh: frozenset[str] = frozenset(),
) -> AdoptReport:
    """`fresh`: otsync IDs that the roster does not show: nobody could look them up."""
    who = {
        row.otsync_id: _Who("" if row.otsync_id in fresh else row.otsync_id, row.row + 1, row.text(snap.form, "name").strip())
        for row in snap.roster.rows
    }
    lines = [_adopted(one, who[one.otsync_id], applied.get(one.otsync_id), dry_run) for one in plan.adoptions]
    lines += [_line(one.doc, "asked", words.SHORT_QUESTIONS[one.code], who, one.choices) for one in plan.asked]
    lines += [_line(one.doc, "listed", words.PROBLEMS[one.code], who, one.choices) for one in plan.listed]
    lines += [DocLine("", "", "already", "is a plan already", key, who[key].row, name=who[key].name) for key in plan.already if key in who]
    lines += [_line(doc, "nobody", words.PROBLEMS.get(doc.problem, "fits nobody on the roster"), who, ()) for doc in plan.unmatched]
    return AdoptReport(
        dry_run=dry_run,
        docs=lines,
        waiting=plan.waiting,
        passed_over=plan.passed_over,
        needs_look=done.waiting or 0,
        minutes_appended=sum(row.change not in ("reversed", "withdrawn") for row in done.log_rows),
        doc_to_roster=done.doc_to_roster,
    )


def _line(doc: FoundDoc, outcome: str, says: str, who: Mapping[str, _Who], choices: tuple[str, ...]) -> DocLine:
    one = who.get(choices[0], _Who()) if len(choices) == 1 else _Who()
    return DocLine(doc.id, doc.link, outcome, says, one.otsync_id, one.row, name=one.name, title=doc.title)


def _adopted(one: Adoption, who: _Who, done: AppliedOne | None, dry_run: bool) -> DocLine:
    failed = done is not None and done.failed
    says = words.HOW.get(one.match.how, "")
    if failed:
        says = words.PROBLEMS["refused"] if not done.doc_id else "could not be finished; the next run goes on with it"  # type: ignore[union-attr]
    return DocLine(
        one.doc.id,
        one.doc.link,
        "failed" if failed else "would adopt" if dry_run else "adopted",
        says,
        who.otsync_id,
        who.row,
        one.filled,
        one.differs,
        len(one.doc.page.header.left) if one.doc.page else 0,
        len(one.decision.missing),
        one.seen_sessions,
        one.new_sessions,
        who.name,
        one.doc.title,
    )
