"""Decide an adoption: whose Doc it is, and what its new tab is filled with. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import Field, PlanForm
from otsync.caseload.matching import Candidate, Match, Student, match
from otsync.caseload.notes.reader import read_notes
from otsync.caseload.notes.seen import as_text, pieces_of, recorded
from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import Placed, Row, lines_of
from otsync.caseload.services import read_services
from otsync.caseload.values import compared, digest, folded
from otsync.document.body import Tab
from otsync.document.header import Header, same_as
from otsync.document.own_tab import fresh_page, is_blank, is_ours, tab_title
from otsync.document.read import PlanDoc
from otsync.document.write import CellWrite
from otsync.sync.adopt.model import Adoption, AdoptionPlan, FoundDoc, HerPage, Listed, Wish
from otsync.sync.decide import GONE, TRASHED
from otsync.sync.landed import STATUS
from otsync.sync.model import Change, Snapshot
from otsync.sync.student import as_written, decide_student, identity, paused
from otsync.workbook.state import StudentState

NO_TAB = "-"
"""Stands for the id of a tab that is not made yet."""


def decide_adoptions(
    snap: Snapshot, found: Sequence[FoundDoc], links: Mapping[int, set[str]], wish: Wish, answers: Mapping[str, str]
) -> AdoptionPlan:
    """Whose each Doc is, and what it would get. `links`: roster row -> files it links to. `answers`: Doc -> student ("" for none)."""
    form = snap.form
    rows = {row.otsync_id: row for row in snap.roster.rows}
    students = [
        Student(
            row.otsync_id,
            row.text(form, "name").strip(),
            parse_day(row.text(form, "birthdate"), reference=snap.today),
            frozenset(links.get(row.row, ())),
        )
        for row in snap.roster.rows
    ]
    unread = [doc for doc in found if doc.problem]
    open_docs = [doc for doc in found if doc.page is not None]
    settled = {**answers, **wish.pairs}
    # A Doc in the trash or a Word file is no rival of one that can be adopted.
    by_doc = {one.doc: one for docs in (open_docs, unread) for one in match(students, [_candidate(doc) for doc in docs], settled)}
    adoptions: list[Adoption] = []
    asked: list[Listed] = []
    listed: list[Listed] = []
    unmatched: list[FoundDoc] = []
    for doc in open_docs:
        one = by_doc[doc.id]
        if one.asked:
            asked.append(Listed(doc, one.asked, one.choices))
        elif not one.student:
            unmatched.append(doc)
        elif trouble := _trouble(snap, rows[one.student], doc):
            listed.append(Listed(doc, trouble, (one.student,)))
        else:
            adoptions.append(decide_adoption(snap, rows[one.student], doc, one, wish.since))
    for doc in unread:
        one = by_doc[doc.id]
        # A file of nobody on the roster is nobody's matter; a Doc that was named is told of in any case.
        if one.student or one.choices or any(doc.id in thing for thing in wish.things):
            listed.append(Listed(doc, doc.problem, (one.student,) if one.student else one.choices))
        else:
            unmatched.append(doc)
    adoptions.sort(key=lambda one: one.row.row)
    chosen = adoptions if wish.first is None else adoptions[: wish.first]
    return AdoptionPlan(
        tuple(chosen),
        tuple(asked),
        tuple(listed),
        tuple(doc.already for doc in found if doc.already),
        tuple(unmatched),
        len(adoptions) - len(chosen),
    )


def _candidate(doc: FoundDoc) -> Candidate:
    header = doc.page.header if doc.page else Header()
    return Candidate(doc.id, doc.title, header.names, parse_day(folded(header.values.get("birthdate", ""))))


def _trouble(snap: Snapshot, row: RosterRow, doc: FoundDoc) -> str:
    state = snap.state.students.get(row.otsync_id, StudentState())
    file = snap.files.get(row.otsync_id)
    kept = state.doc or (file.id if file and not file.trashed else "")
    if kept and kept != doc.id:
        gone = state.trouble in (TRASHED, GONE) or (file is not None and file.id == kept and file.trashed)
        if not gone:
            return "has_doc"
    if paused(snap.form, row):
        return "paused"
    return ""


def decide_adoption(snap: Snapshot, row: RosterRow, doc: FoundDoc, how: Match, since: date | None) -> Adoption:
    """What one Doc gets: the header's values and the roster's, merged as they would be if the tab had stood there with her values."""
    assert doc.page is not None
    form, page = snap.form, doc.page
    known = snap.state.students.get(row.otsync_id, StudentState())
    resumed = bool(known.adopting) and known.doc == doc.id
    before = known if resumed else StudentState(imported=known.imported, logged=known.logged)
    values = told_apart(form, row, page.header)
    blank = fresh_page(form, NO_TAB)[1]
    # As if her values stood on the new tab already: what the roster says otherwise is a difference like any other.
    hers = {key: CellWrite(value=text) for key, text in values.items() if key in blank.fields}
    rows = {key: CellWrite(rows=_new_rows(one)) for key, one in page.header.rows.items() if key in blank.tables}
    filled = as_written(blank, hers | rows, page.revision)
    decided = decide_student(snap, row, replace(before, link=doc.link), filled, new_doc=True, may_write_doc=True)
    writes: dict[str, CellWrite] = {}
    for key in (*blank.fields, *blank.tables):
        write = decided.doc_writes.get(key)
        own = hers.get(key)
        if own is not None:
            write = replace(write, value=own.value if write.value is None else write.value) if write else own
        if key in rows and write is not None:
            # Places were counted on a table that is not there yet.
            write = replace(write, rows=_new_rows(one.row for one in write.rows or rows[key].rows or ()))
        elif key in rows:
            write = rows[key]
        elif write is not None and write.rows is not None:
            write = replace(write, rows=_new_rows(one.row for one in write.rows))
        if write is not None:
            writes[key] = write
    begun = dict(decided.begun)
    for key, write in hers.items():
        agreed = key in row.cells and compared(form.fields[key], write.value or "") == compared(form.fields[key], row.text(form, key))
        if agreed:
            begun[key] = digest(row.otsync_id, key, compared(form.fields[key], write.value or ""))
    name = row.text(form, "name").strip()
    changes = [Change(row.otsync_id, name, "Doc", "tab Plan", "", "added behind the pages that were there")]
    changes += [
        Change(row.otsync_id, name, "Doc", form.fields[key].title or form.fields[key].label, "", text, key)
        for key, text in _written(writes)
    ]
    seen, old, new = lines_seen(snap, row, page, since)
    return Adoption(
        otsync_id=row.otsync_id,
        row=row,
        doc=doc,
        match=how,
        decision=replace(decided, new_doc=False, doc_writes=writes, begun=begun, changes=tuple(changes)),
        filled=tuple(one.id for one in form.in_doc() if one.id in hers or one.id in rows),
        differs=tuple(key for key in decided.state.open if len(decided.state.open[key]) == 2),
        seen=snap.state.seen.get(row.otsync_id, seen) if resumed else seen,
        seen_sessions=old,
        new_sessions=new,
        begun=datetime.fromisoformat(known.adopting) if resumed else None,
    )


def _new_rows(rows: Iterable[Row]) -> tuple[Placed, ...]:
    return tuple(Placed(row, None) for row in rows)


def _written(writes: Mapping[str, CellWrite]) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    for key, write in writes.items():
        if key == STATUS:
            continue
        if write.value:
            said.append((key, write.value))
        if write.rows:
            said.append((key, lines_of(one.row for one in write.rows)))
    return said


def told_apart(form: PlanForm, row: RosterRow, header: Header) -> dict[str, str]:
    """The header's values but those that only say the roster's in other words ("4th grade" for "4"): there the roster's is taken."""
    return {
        key: text
        for key, text in header.values.items()
        if key not in row.cells or not _same(form.fields[key], text, row.text(form, key))
    }


def _same(wanted: Field, hers: str, roster: str) -> bool:
    if not roster.strip() or compared(wanted, hers) == compared(wanted, roster):
        return False
    if wanted.id == "service_minutes":
        mine, theirs = read_services(hers), read_services(roster)
        return bool(mine.services) and mine.services == theirs.services and not mine.flags and not theirs.flags
    return same_as(wanted, _plain(wanted, hers)) == same_as(wanted, _plain(wanted, roster))


def _plain(wanted: Field, text: str) -> str:
    """Without what does not tell one value from another: titles of people, "Rm", the order of a list, letter case."""
    plain = folded(text).casefold()
    if wanted.id in ("teachers", "case_manager", "therapist"):
        return re.sub(r"\b(?:ms|mrs|mr|mx|dr|miss)\b\.?\s*", "", plain)
    if wanted.id == "room":
        return re.sub(r"^(?:room|rm)\b\.?\s*#?\s*", "", plain)
    if wanted.id == "school":
        return re.sub(r"\s+(?:elementary|elem|school|es|ms|hs|middle|high)\b\.?", "", plain)
    if wanted.id == "eligibilities":
        canonical = {folded(one).casefold(): row[0] for row in wanted.same for one in row}
        parts = {plain} if plain in canonical else {part for part in re.split(r"\s*[,;/&+]\s*|\s+and\s+", plain) if part}
        return ", ".join(sorted(canonical.get(part, part) for part in parts))
    return plain


def lines_seen(snap: Snapshot, row: RosterRow, page: HerPage, since: date | None) -> tuple[str, int, int]:
    """The lines to record as seen; the sessions among them; and the sessions that are not (on or after `since`)."""
    reading = read_notes(page.notes, ref_date=snap.today)
    new_places: set[str] = set()
    new = 0
    if since is not None:
        entries = [one for one in reading.entries if one.date >= since]
        new = len(entries)
        new_places = {one.place for one in entries}
        later = read_notes(page.notes, ref_date=snap.today, count_from=since)
        order = {one.place: at for at, one in enumerate(page.notes)}
        ranks = [order[place] for place in new_places if place in order]
        if ranks:
            # A line that could not be read is as new as the lines around it.
            new_places |= {one.place for one in later.flags if min(ranks) <= order.get(one.place, -1) <= max(ranks)}
    pieces = pieces_of(row.otsync_id, page.notes, reading.entries)
    marks = recorded([one.mark for one in pieces], [one.place in new_places for one in pieces])
    return as_text(marks), len(reading.entries) - new, new


def plan_of(snap: Snapshot, adoption: Adoption, tab_id: str, revision: str, page: HerPage) -> PlanDoc:
    """The Doc as it stands once the new tab is filled."""
    plan = as_written(fresh_page(snap.form, tab_id)[1], adoption.decision.doc_writes, revision)
    return replace(plan, notes=page.notes)


def made_tab(page: HerPage) -> Tab | None:
    """The tab that an earlier attempt added: it carries otsync's anchors, or is blank, bears the name that we gave and was not there
    when we began."""
    title = tab_title([tab.title for tab in page.tabs if tab.id in page.hers])
    others = [tab for tab in page.tabs if tab.id not in page.hers]
    filled = next((tab for tab in others if is_ours(tab)), None)
    return filled or next((tab for tab in others if is_blank(tab) and tab.title == title), None)


def begun_state(snap: Snapshot, adoption: Adoption) -> StudentState:
    """What begin records of a student before anything is written in the Doc."""
    known = snap.state.students.get(adoption.otsync_id, StudentState())
    assert adoption.doc.page is not None
    if known.adopting and known.doc == adoption.doc.id:
        tab = made_tab(replace(adoption.doc.page, hers=tuple(known.hers)))
        if tab is not None and is_ours(tab):
            return known  # filled: what was begun then is what stands there
        return replace(known, begun={**known.begun, **adoption.decision.begun})
    return StudentState(
        doc=adoption.doc.id,
        begun=dict(adoption.decision.begun),
        identity=identity(snap.form, adoption.otsync_id, adoption.row),
        imported=known.imported,
        logged=known.logged,
        adopting=snap.now.isoformat(timespec="seconds"),
        hers=adoption.doc.page.hers,
    )
