"""`otsync upgrade`: existing Docs follow a changed form. Read, decide, begin, apply, commit; then a run of the sync fills what came.

Begin writes down what each Doc is to get; a Doc gets all of it in one batch or nothing. After a crash the next upgrade reads the Docs
again: one that needs nothing any more has got it, and what begin wrote down becomes its row in Changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from otsync.caseload.roster import Roster, RosterRow
from otsync.document.page import Page, read_page
from otsync.document.upgrade import Upgrade, decide_upgrade
from otsync.document.upgrade_requests import upgrade_requests
from otsync.errors import TryLater
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused, Unavailable, Unsure
from otsync.sync.batch import changes_requests, drop_lease, next_meta, state_requests, take_lease
from otsync.sync.begin import RESTARTS, check_lease
from otsync.sync.model import Change, SyncSettings
from otsync.sync.read import check_home, in_threads, list_docs, read_tabs, roster_in
from otsync.sync.report import Report
from otsync.sync.run import run
from otsync.sync.send import NotOurs, send
from otsync.sync.setup import renew_template
from otsync.sync.student import paused
from otsync.workbook import layout
from otsync.workbook.read import Book
from otsync.workbook.state import State, StudentState, form_key, read_state

TRIES = 3
Progress = Callable[[str], None]

ON_HOLD = "the student is on hold or no longer on the caseload: the Doc stays as it is"
TRASHED = "the Doc is in the trash"
UNREADABLE = "the Doc is gone, or this account may not read it"
QUICKER = "people were typing in it, again and again; run `otsync upgrade` once more"
REFUSED = "Google refused the change; nothing was changed in it"


@dataclass(frozen=True, slots=True)
class DocPlan:
    """What one student's Doc gets, or has got. `row` is the roster row, counted from 1."""

    otsync_id: str
    row: int
    gets: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    failed: bool = False
    done: bool = False


@dataclass
class UpgradeReport:
    """The figures of one upgrade (or, for a dry run, of what one would do)."""

    students: int = 0
    plans: list[DocPlan] = field(default_factory=list)
    fit: int = 0
    """Docs whose page fits the form already."""
    template: bool = False
    """The template of new plans is renewed."""
    dry_run: bool = False
    requests: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    spreadsheet_id: str = ""
    sync: Report | None = None

    @property
    def todo(self) -> int:
        """Docs that an upgrade changes."""
        return sum(bool(one.gets) for one in self.plans)

    @property
    def done(self) -> int:
        return sum(one.done for one in self.plans)

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.plans)

    @property
    def exit_code(self) -> int:
        return 1 if self.failed else 0 if self.sync is None or self.sync.exit_code == 3 else self.sync.exit_code

    def as_dict(self) -> dict[str, Any]:
        """The object of `--json`, but for `error`. No student is named in it."""
        return {
            "students": self.students,
            "docs_to_upgrade": self.todo,
            "docs_upgraded": self.done,
            "docs_fit": self.fit,
            "docs_left": sum(bool(one.left) for one in self.plans),
            "failed": self.failed,
            "template_renewed": self.template,
            "dry_run": self.dry_run,
            "plans": [
                {"otsync_id": one.otsync_id, "row": one.row, "gets": list(one.gets), "left": list(one.left), "done": one.done}
                for one in self.plans
            ],
            "sync": self.sync.as_dict() if self.sync else None,
            "requests": dict(self.requests),
            "seconds": round(self.seconds, 3),
            "spreadsheet_id": self.spreadsheet_id,
        }


@dataclass(frozen=True)
class _Read:
    """What is decided from."""

    book: Book
    roster: Roster
    state: State
    pages: dict[str, Page]
    """Student -> Doc."""
    left: dict[str, str]
    """Student -> why the Doc was not looked at."""


def upgrade(
    google: Google,
    settings: SyncSettings,
    now: datetime,
    *,
    write: bool,
    first: int | None = None,
    put_back: bool = False,
    progress: Progress | None = None,
) -> UpgradeReport:
    """Bring existing Docs to the form. `now` is local (aware). write False: only say what each would get.

    first: change at most so many Docs. put_back: also give back the rows that people deleted. Errors are those of the sync.
    """
    started = time.monotonic()
    say = progress or (lambda _: None)
    report = UpgradeReport(dry_run=not write)
    if settings.spreadsheet_id:
        for attempt in range(RESTARTS + 1):
            try:
                report = _once(google, settings, now, write=write, first=first, put_back=put_back, say=say)
                break
            except NotOurs:
                if attempt == RESTARTS:
                    raise TryLater("Another run of otsync is at work on this workbook. Nothing was doubled; try again later.") from None
        if write:
            say("Filling what is new")
            report.sync = run(google, settings, now, write=True, progress=progress)
    report.requests = google.counts.as_dict()
    report.seconds = time.monotonic() - started
    report.spreadsheet_id = settings.spreadsheet_id
    return report


def _once(
    google: Google, settings: SyncSettings, now: datetime, *, write: bool, first: int | None, put_back: bool, say: Progress
) -> UpgradeReport:
    read = _read(google, settings, say)
    decided = {key: _decide(settings, read.state, key, page, put_back=put_back) for key, page in read.pages.items()}
    rows = {row.otsync_id: row for row in read.roster.rows if row.otsync_id}
    todo = [key for key in rows if key in decided and decided[key].steps][: first if first is not None else None]
    plans = {key: _plan(rows[key], one, gets=key in todo) for key, one in decided.items() if key in todo or one.left}
    plans |= {key: DocPlan(key, rows[key].row + 1, left=(why,)) for key, why in read.left.items()}
    report = UpgradeReport(students=len(rows), dry_run=not write)
    report.fit = sum(not one.steps for one in decided.values())
    meta = read.state.meta
    if not write:
        if meta.template_id and not settings.template_id:
            _, report.template = renew_template(google, meta.template_id, settings.form, write=False)
    else:
        reached = _reached(read.state, decided)
        finished = [key for key in decided if not decided[key].steps and read.state.students[key].upgrading]
        if todo or finished or reached:
            check_lease(read.book, meta, now)
        if meta.template_id and not settings.template_id:
            _, report.template = renew_template(google, meta.template_id, settings.form, write=True)
        if todo:
            state = _begin(google, settings, read, {key: decided[key] for key in todo}, now)
            read = replace(read, state=state)
            say(f"Bringing {len(todo)} Docs to the form")
            for done, ended in in_threads(lambda key: _apply(google, settings, read, key, put_back=put_back), todo):
                plans[done.otsync_id] = replace(done, row=rows[done.otsync_id].row + 1)
                decided[done.otsync_id] = ended
        if todo or finished or reached:
            _commit(google, settings, read, decided, plans, now)
    report.plans = sorted(plans.values(), key=lambda one: one.row)
    return report


def _plan(row: RosterRow, one: Upgrade, *, gets: bool) -> DocPlan:
    steps = tuple(step.says for step in one.steps) if gets else ()
    return DocPlan(row.otsync_id, row.row + 1, steps, tuple(left.says for left in one.left))


def _read(google: Google, settings: SyncSettings, say: Progress) -> _Read:
    say("Reading the roster")
    book, sheet = read_tabs(google, settings, minutes=False)
    state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
    check_home(book, state)
    roster = roster_in(book, sheet, settings.form)
    listed = list_docs(google, book.spreadsheet_id, "")
    trashed = {file.id for file in listed.values() if file.trashed}
    pages: dict[str, Page] = {}
    left: dict[str, str] = {}
    todo: list[tuple[str, StudentState]] = []
    for row in roster.rows:
        known = state.students.get(row.otsync_id)
        if known is None or not known.doc:
            continue  # no plan yet: the next run of the sync makes it, of the form as it is then
        if paused(settings.form, row):
            left[row.otsync_id] = ON_HOLD
        elif known.doc in trashed:
            left[row.otsync_id] = TRASHED
        else:
            todo.append((row.otsync_id, known))
    say(f"Reading {len(todo)} Docs")

    def one(item: tuple[str, StudentState]) -> tuple[str, Page | None]:
        key, known = item
        try:
            return key, read_page(google.read_doc(known.doc), settings.form, known.tab, known.hers)
        except (Missing, Forbidden, Refused):
            return key, None

    for key, page in in_threads(one, todo):
        if page is None:
            left[key] = UNREADABLE
        else:
            pages[key] = page
    return _Read(book, roster, state, pages, left)


def _decide(settings: SyncSettings, state: State, key: str, page: Page, *, put_back: bool) -> Upgrade:
    known = state.fields_of(state.students[key]) or frozenset()
    return decide_upgrade(page, settings.form, known=known, adds=not settings.template_id, put_back=put_back)


def _reached(state: State, decided: dict[str, Upgrade]) -> dict[str, str]:
    """Docs that need nothing and are not remembered as of the form that they have."""
    return {
        key: form_key(one.holds)
        for key, one in decided.items()
        if not one.steps and one.holds and state.students[key].form != form_key(one.holds)
    }


def _begin(google: Google, settings: SyncSettings, read: _Read, todo: dict[str, Upgrade], now: datetime) -> State:
    touched = {key: begun(read.state.students[key], one) for key, one in todo.items()}
    meta, requests = next_meta(read.state.meta, read.book, now)
    meta, lease = take_lease(meta, read.book, settings.holder, now)
    send(google, settings, [*requests, *lease, *state_requests(read.state, meta, touched)], meta.fingerprint)
    return replace(read.state, meta=meta, students={**read.state.students, **touched})


def begun(before: StudentState, one: Upgrade) -> StudentState:
    """What is remembered before a Doc gets its rows. Nothing is agreed on any more of a row that comes back empty: else its emptiness
    would be taken for a value that somebody cleared, and cleared in the roster too."""
    new = {step.field_id for step in one.steps if step.kind == "add"}
    return replace(
        before,
        upgrading=tuple(step.says for step in one.steps),
        base={key: hashed for key, hashed in before.base.items() if key not in new},
        open={key: pair for key, pair in before.open.items() if key not in new},
    )


def _apply(google: Google, settings: SyncSettings, read: _Read, key: str, *, put_back: bool) -> tuple[DocPlan, Upgrade]:
    """One Doc, under the revision that was read. If someone typed in between, it is read again and decided again."""
    page = read.pages[key]
    one = _decide(settings, read.state, key, page, put_back=put_back)
    known = read.state.students[key]
    tried: tuple[str, ...] = ()
    for _ in range(TRIES):
        gets, left = tuple(step.says for step in one.steps), tuple(said.says for said in one.left)
        if not gets:  # what was sent has landed, though no answer said so, or somebody else saw to it
            return DocPlan(key, 0, tried, left, done=True), one
        unsure = False
        try:
            google.write_doc(known.doc, upgrade_requests(page, settings.form, one), required_revision=page.plan.revision)
            return DocPlan(key, 0, gets, left, done=True), one
        except Unsure:
            unsure = True
        except Refused:
            pass
        except Unavailable:
            raise
        except (Missing, Forbidden):
            return DocPlan(key, 0, (), (UNREADABLE,), failed=True), one
        tried = gets
        try:
            now = read_page(google.read_doc(known.doc), settings.form, known.tab, known.hers)
        except (Missing, Forbidden):
            return DocPlan(key, 0, (), (UNREADABLE,), failed=True), one
        if now.plan.revision == page.plan.revision and not unsure:
            return DocPlan(key, 0, (), (REFUSED,), failed=True), one
        page = now
        one = _decide(settings, read.state, key, page, put_back=put_back)
    return DocPlan(key, 0, (), (QUICKER,), failed=True), one


def _commit(
    google: Google, settings: SyncSettings, read: _Read, decided: dict[str, Upgrade], plans: dict[str, DocPlan], now: datetime
) -> None:
    """What was done, in the state and in the tab Changes, and the lease given back."""
    book, sheet = read_tabs(google, settings, minutes=False)
    state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
    check_home(book, state)
    if state.meta.generation != read.state.meta.generation:
        raise NotOurs
    names = {row.otsync_id: row.text(settings.form, "name").strip() for row in roster_in(book, sheet, settings.form).rows}
    touched: dict[str, StudentState] = {}
    changes: list[Change] = []
    forms = {key: tuple(ids) for key, ids in state.meta.forms.items()}
    for key, one in decided.items():
        before = state.students.get(key)
        plan = plans.get(key)
        done = plan is not None and plan.done
        if before is None or (one.steps and not done):
            continue
        reached = form_key(one.holds) if one.holds else before.form
        forms[reached] = tuple(sorted(one.holds))
        gets = plan.gets if plan is not None and plan.done else tuple(before.upgrading)
        changes += [Change(key, names.get(key, ""), "Doc", "form", "", words) for words in gets]
        after = replace(before, form=reached, upgrading=())
        if after != before:
            touched[key] = after
    failed = {key: replace(state.students[key], upgrading=()) for key, plan in plans.items() if plan.failed and key in state.students}
    touched |= failed
    used = {one.form for one in {**state.students, **touched}.values()}
    meta, requests = next_meta(state.meta, book, now)
    meta, dropped = drop_lease(meta, book)
    meta = replace(meta, forms={key: ids for key, ids in sorted(forms.items()) if key in used})
    told = changes_requests(changes, now, meta.generation, book)
    requests += [*dropped, *told, *state_requests(state, meta, touched)]
    send(google, settings, requests, meta.fingerprint)
