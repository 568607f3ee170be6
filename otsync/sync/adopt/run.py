"""One adoption: find, decide, begin, apply, commit; the same batches, marker and lease as a sync."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from otsync.errors import PersonMustAct, TryLater
from otsync.google.connect import Google
from otsync.sync.adopt import words
from otsync.sync.adopt.apply import apply_adoptions
from otsync.sync.adopt.asking import asked_of, looks_of
from otsync.sync.adopt.decide import begun_state, decide_adoptions
from otsync.sync.adopt.find import column_of, find_docs, links_of, read_docs
from otsync.sync.adopt.model import Adoption, AdoptionPlan, FoundDoc, Wish
from otsync.sync.adopt.report import AdoptReport, DocLine
from otsync.sync.adopt.settled import answers_of, given_up_in, half_done
from otsync.sync.apply import AppliedOne
from otsync.sync.begin import RESTARTS, ROUND, Progress, begin, check_lease
from otsync.sync.commit import Aside, Committed, commit, look_change
from otsync.sync.model import Decision, Snapshot, SyncSettings
from otsync.sync.read import ReadResult, read_all
from otsync.sync.send import NotOurs
from otsync.workbook.look import ADOPTION
from otsync.workbook.state import StudentState


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
    asked = asked_of(snap, plan) | {key: StudentState() for key in given_up}
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
