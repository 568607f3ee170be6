"""Put back what is certain: otsync's own marks, tabs, columns and headers. No word of a person is written or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from otsync.document.own_tab import add_tab_request, fresh_page, is_blank, tab_title
from otsync.document.page import read_page
from otsync.document.write import fill_requests
from otsync.errors import TryLater
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused, Unsure
from otsync.sync.batch import changes_requests, drop_lease, next_meta, state_requests, take_lease
from otsync.sync.begin import check_lease
from otsync.sync.doctor import docs, workbook
from otsync.sync.doctor.finding import Finding, Level
from otsync.sync.doctor.seen import Seen, read_workbook, tabs_of
from otsync.sync.model import Change, SyncSettings
from otsync.sync.read import MARK, ROSTER_MARK, check_home, in_threads
from otsync.sync.send import NotOurs, send
from otsync.workbook.state import StudentState

TRIES = 3


@dataclass(frozen=True)
class Repairs:
    """What can be put back."""

    mends: Sequence[workbook.Mend]
    sick: Sequence[docs.Sick]
    unmarked: Sequence[str]
    """Students whose Doc does not say whose it is."""
    no_plan: Sequence[str]
    """Students whose Doc gets a new tab Plan, because that was asked for."""

    def __bool__(self) -> bool:
        return bool(self.mends or self.sick or self.unmarked or self.no_plan)

    def findings(self) -> list[Finding]:
        """The same, as what a look without repairs says."""
        found = [one.finding for one in self.mends]
        if self.sick:
            number = f"{len(self.sick)} {'Doc lacks' if len(self.sick) == 1 else 'Docs lack'}"
            says = f"{number} some of otsync's marks on labels, or has them twice or elsewhere. The labels alone serve until then"
            advice = "`otsync doctor --repair` lays them again; nothing that people see changes"
            found.append(Finding("Anchors", "ranges", "mend", says, advice, tuple(sorted(one.otsync_id for one in self.sick))))
        if self.unmarked:
            number = f"{len(self.unmarked)} {'Doc does' if len(self.unmarked) == 1 else 'Docs do'}"
            says = f"{number} not carry otsync's mark of whose plan it is"
            advice = "`otsync doctor --repair` marks them; without it a lost tab _otsync could not be built again for them"
            found.append(Finding("Docs", "unmarked", "mend", says, advice, tuple(sorted(self.unmarked))))
        return found


def repair_all(google: Google, settings: SyncSettings, seen: Seen, repairs: Repairs, now: datetime) -> list[Finding]:
    """Do it all, and say what was done and what was not. TryLater where a run is at work."""
    check_lease(seen.book, seen.state.meta, now)
    try:
        _begin(google, settings, seen, repairs, now)
        laid = dict(in_threads(lambda one: (one.otsync_id, _lay(google, settings, seen, one)), repairs.sick))
        made = dict(in_threads(lambda key: (key, _new_plan(google, settings, seen, key)), repairs.no_plan))
        marked = [key for key in repairs.unmarked if _mark(google, seen, key)]
        mended = _commit(google, settings, [one for one in repairs.sick if laid[one.otsync_id]], made, now)
    except NotOurs:
        raise TryLater("Another run of otsync is at work on this workbook. What was put back stays; try again in a few minutes.") from None
    done = [Finding(one.finding.area, one.finding.code, "repaired", one.done) for one in repairs.mends if one.finding.code in mended]
    outcomes: tuple[tuple[bool, Level, str], ...] = (
        (True, "repaired", "otsync's marks on labels are laid again"),
        (False, "act", "otsync's marks could not be laid: somebody was typing, or the Doc is locked. Run it again"),
    )
    for good, level, says in outcomes:
        keys = tuple(sorted(key for key, ok in laid.items() if ok is good))
        if keys:
            number = f"{len(keys)} {'Doc' if len(keys) == 1 else 'Docs'}"
            done.append(Finding("Anchors", "ranges", level, f"{number}: {says}", "", keys))
    if marked:
        done.append(Finding("Docs", "unmarked", "repaired", f"{len(marked)} Docs say again whose plan they are", "", tuple(sorted(marked))))
    for key, ok in made.items():
        works = "The Doc has a new tab Plan; the next run fills it from the roster"
        fails = "The new tab Plan could not be made. Run it again"
        says = works if ok else fails
        done.append(Finding("Anchors", "new_plan", "repaired" if ok else "act", says, "", (key,)))
    return done


def _begin(google: Google, settings: SyncSettings, seen: Seen, repairs: Repairs, now: datetime) -> None:
    """Take the lease. Of a Doc that gets a new, empty tab nothing is agreed on any more: else its emptiness would be taken for values
    that somebody cleared. Where nothing is remembered there is nothing to be fenced: the next run builds it from what it finds."""
    if not seen.state.known:
        return
    meta, requests = next_meta(seen.state.meta, seen.book, now)
    meta, lease = take_lease(meta, seen.book, settings.holder, now)
    students = {
        key: replace(seen.state.students.get(key, StudentState()), base={}, open={}, begun={}, typed={}, tab="", form="", upgrading=())
        for key in repairs.no_plan
    }
    send(google, settings, [*requests, *lease, *state_requests(seen.state, meta, students)], meta.fingerprint)
    seen.state = replace(seen.state, meta=meta, students={**seen.state.students, **students})


def _lay(google: Google, settings: SyncSettings, seen: Seen, one: docs.Sick) -> bool:
    """The ranges of one Doc, under the revision that was read; read again where somebody typed in between."""
    known = seen.state.students.get(one.otsync_id, StudentState())
    todo: docs.Sick | None = one
    for _ in range(TRIES):
        if todo is None:
            return True
        try:
            google.write_doc(todo.document_id, todo.requests, required_revision=todo.revision)
            return True
        except (Refused, Unsure):
            pass
        except (Missing, Forbidden):
            return False
        try:
            page = read_page(google.read_doc(one.document_id), settings.form, known.tab, known.hers)
        except (Missing, Forbidden):
            return False
        todo = docs.sick(one.otsync_id, one.document_id, page, settings.form)
    return todo is None


def _new_plan(google: Google, settings: SyncSettings, seen: Seen, key: str) -> bool:
    """A new tab, and the empty page on it with its marks. A tab that an earlier try left empty is used."""
    doc = seen.students[key]
    hers = frozenset(seen.state.students[key].hers)
    for _ in range(TRIES):
        page = read_page(google.read_doc(doc), settings.form, hers=hers)
        if page.tab is not None:
            return True
        title = tab_title([tab.title for tab in page.tabs if tab.id in hers])
        blank = next((tab for tab in page.tabs if tab.title == title and tab.id not in hers and is_blank(tab)), None)
        try:
            if blank is None:
                # Behind her own pages in an adopted Doc; in one of otsync's the plan opens first.
                index = sum(tab.id in hers for tab in page.tabs)
                google.write_doc(doc, [add_tab_request(title, index)], required_revision=page.plan.revision)
                continue
            requests, plan = fresh_page(settings.form, blank.id)
            requests += fill_requests(plan, {}, anchor=True, name_tab=True)
            google.write_doc(doc, requests, required_revision=page.plan.revision)
        except (Refused, Unsure):
            continue
        except (Missing, Forbidden):
            return False
    return read_page(google.read_doc(doc), settings.form, hers=hers).tab is not None


def _mark(google: Google, seen: Seen, key: str) -> bool:
    marks = {MARK: key, ROSTER_MARK: seen.book.spreadsheet_id}
    try:
        google.update_file(seen.students[key], {"appProperties": marks}, fields="id")
        return True
    except (Refused, Unsure, Missing, Forbidden):
        return False


def _commit(google: Google, settings: SyncSettings, laid: Sequence[docs.Sick], made: dict[str, bool], now: datetime) -> set[str]:
    """The workbook's own repairs, decided again from how it stands now; what was done in Docs; the lease given back. The codes of what
    was put back."""
    fresh = read_workbook(google, settings, tabs_of(google, settings))
    check_home(fresh.book, fresh.state)
    mends = [
        one
        for one in (
            *workbook.headers(fresh.book),
            *workbook.state(fresh.book, fresh.state, now),
            *workbook.own(fresh.roster, fresh.sheet, settings.form),
        )
        if isinstance(one, workbook.Mend) and one.finding.code != "lease"
    ]
    names = {row.otsync_id: row.text(settings.form, "name").strip() for row in fresh.roster.rows}
    changes = [Change(one.otsync_id, names.get(one.otsync_id, ""), "Doc", "mark", "", words) for one in laid for words in one.says]
    changes += [Change(key, names.get(key, ""), "Doc", "tab Plan", "", "new and empty") for key, ok in made.items() if ok]
    todo = [request for one in mends for request in one.requests]
    if not fresh.state.known:
        todo += changes_requests(changes, now, 0, fresh.book)
        if todo:
            google.write_sheet(settings.spreadsheet_id, todo, fields="spreadsheetId")
        return {one.finding.code for one in mends}
    meta, requests = next_meta(fresh.state.meta, fresh.book, now)
    meta, dropped = drop_lease(meta, fresh.book)
    told = changes_requests(changes, now, meta.generation, fresh.book)
    requests += [*dropped, *todo, *told, *state_requests(fresh.state, meta, {})]
    send(google, settings, requests, meta.fingerprint)
    # Taking and giving back the lease has taken a dead one away; next_meta has taken away the oldest markers.
    return {one.finding.code for one in mends} | {"lease", "markers"}
