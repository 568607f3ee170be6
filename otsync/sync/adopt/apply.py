"""Add the tab, fill it, mark the Doc: three requests, each of which a later run finds done or not done."""

from __future__ import annotations

from dataclasses import replace

from otsync.document.body import Tab
from otsync.document.own_tab import add_tab_request, fresh_page, is_blank, is_ours, tab_title
from otsync.document.read import plan_in
from otsync.document.write import fill_requests
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, GoogleError, Missing, Refused, Unavailable, Unsure
from otsync.sync.adopt.decide import decide_adoption, made_tab, plan_of
from otsync.sync.adopt.find import read_page
from otsync.sync.adopt.model import Adoption, HerPage
from otsync.sync.apply import TRIES, AppliedOne, revision_of
from otsync.sync.model import Snapshot
from otsync.sync.read import ADOPTED_MARK, MARK, ROSTER_MARK, in_threads
from otsync.workbook.state import StudentState


def apply_adoptions(google: Google, snap: Snapshot, adoptions: list[Adoption]) -> dict[str, AppliedOne]:
    """Write the Docs. `failed` and no Doc id: surely nothing is left in the Doc; `failed` with one: a later run goes on with it."""

    def one(adoption: Adoption) -> AppliedOne:
        try:
            return _one(google, snap, adoption)
        except Unavailable:
            raise
        except (Missing, Forbidden, Refused, Unsure):
            return AppliedOne(adoption.otsync_id, doc_id=adoption.doc.id, failed=True)

    return {done.otsync_id: done for done in in_threads(one, adoptions)}


def _one(google: Google, snap: Snapshot, adoption: Adoption) -> AppliedOne:
    page = adoption.doc.page
    assert page is not None
    hers = tuple(snap.state.students.get(adoption.otsync_id, StudentState()).hers) or page.hers
    page = replace(page, hers=hers)
    for _ in range(TRIES):
        refused = False
        tab = made_tab(page)
        try:
            if tab is not None and is_ours(tab):
                return _marked(google, snap, adoption, page, tab)
            tab_id, revision = (tab.id, page.revision) if tab else _add_tab(google, adoption, page)
            requests, blank = fresh_page(snap.form, tab_id)
            requests += fill_requests(blank, adoption.decision.doc_writes, anchor=True, name_tab=True)
            written = google.write_doc(adoption.doc.id, requests, required_revision=revision or None)
            _mark(google, snap, adoption)
            plan = plan_of(snap, adoption, tab_id, revision_of(written.body), page)
            return AppliedOne(
                adoption.otsync_id,
                plan,
                adoption.doc.id,
                adoption.doc.link,
                written.at,
                writes=adoption.decision.doc_writes,
                adopted=True,
            )
        except Unsure:
            pass
        except Refused:
            refused = True
        now = read_page(google, adoption.doc.id, snap.form, snap.today, hers)
        if refused and now.revision == page.revision:
            # Not stale, so the request itself was refused, and would be for ever.
            return _undone(google, adoption, now)
        page = now
        adoption = decide_adoption(snap, adoption.row, replace(adoption.doc, page=page), adoption.match, None)
    return AppliedOne(adoption.otsync_id, doc_id=adoption.doc.id, failed=True)


def _add_tab(google: Google, adoption: Adoption, page: HerPage) -> tuple[str, str]:
    title = tab_title([tab.title for tab in page.tabs if tab.id in page.hers])
    made = google.write_doc(adoption.doc.id, [add_tab_request(title, page.roots)], required_revision=page.revision)
    return str(made.body["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]), revision_of(made.body)


def _mark(google: Google, snap: Snapshot, adoption: Adoption) -> None:
    """Whose plan it is, in the Doc's own properties. Sent again after a lost answer: the same marks twice are the same marks."""
    day = (adoption.begun or snap.now).date().isoformat()
    marks = {MARK: adoption.otsync_id, ROSTER_MARK: snap.book.spreadsheet_id, ADOPTED_MARK: day}
    for attempt in range(2):
        try:
            google.update_file(adoption.doc.id, {"appProperties": marks}, fields="id")
            return
        except Unsure:
            if attempt:
                raise


def _marked(google: Google, snap: Snapshot, adoption: Adoption, page: HerPage, tab: Tab) -> AppliedOne:
    """The tab was filled by a run that got no further: what it filled in, and what people typed there since, is the plan."""
    _mark(google, snap, adoption)
    fields, tables, problems = plan_in(tab, snap.form)
    blank = fresh_page(snap.form, tab.id)[1]
    plan = replace(blank, revision=page.revision, fields=fields, tables=tables, problems=problems, notes=page.notes)
    return AppliedOne(adoption.otsync_id, plan, adoption.doc.id, adoption.doc.link, adopted=True)


def _undone(google: Google, adoption: Adoption, page: HerPage) -> AppliedOne:
    """A tab that could be added but not filled goes again, if nobody has typed there."""
    tab = made_tab(page)
    if tab is not None and is_blank(tab):
        try:
            google.write_doc(adoption.doc.id, [{"deleteTab": {"tabId": tab.id}}], required_revision=page.revision)
        except Unavailable:
            raise
        except GoogleError:
            return AppliedOne(adoption.otsync_id, doc_id=adoption.doc.id, failed=True)
    return AppliedOne(adoption.otsync_id, failed=True)
