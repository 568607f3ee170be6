"""Decide one student: pure, from what was agreed, the roster row, the Doc and the answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import Field, PlanForm
from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import Placed, told
from otsync.caseload.values import compared, digest, folded
from otsync.document.body import Paragraph
from otsync.document.edit import clean
from otsync.document.read import PlanDoc, RowTable
from otsync.document.write import CellWrite, status_line
from otsync.sync.collected import gather
from otsync.sync.field import decide_field
from otsync.sync.landed import STATUS, known_of, landed_changes
from otsync.sync.log_looks import SCOPE as LOG_SCOPE
from otsync.sync.log_looks import log_looks
from otsync.sync.model import Change, Snapshot, StudentDecision
from otsync.sync.notes import decide_notes
from otsync.sync.table import appended, table_changed, told_of
from otsync.sync.undo_field import begun_mark, is_undone, put_sessions_back, undo_field, undo_looks
from otsync.sync.work import Work
from otsync.workbook.changes import Undo
from otsync.workbook.look import LookItem
from otsync.workbook.state import StudentState, form_key, settled

TOLD = ("precautions", "service_minutes", "annual", "triennial", "school", "room", "teachers", "plan_type", "therapist")
"""Fields that the views need; the Doc's words are remembered where the roster has no column for them, or was cleared and nobody has
answered yet whether the Doc's are to go too."""
_TOLD_AT_MOST = 1_000
"""Characters of each: all of a student's state stands in one cell."""
TRIED_SHOWN = 5

PROBLEM_WORDS = {
    "lost": (
        "I could not find the cell {label} on the tab Plan, so nothing is written there",
        "I could not find these cells on the tab Plan, so nothing is written there: {label}",
    ),
    "twice": (
        "{label} stands on the tab Plan more than once, so nothing is written there. Delete the copy",
        "These stand on the tab Plan more than once, so nothing is written there: {label}. Delete the copies",
    ),
    "no_value": (
        "There is no cell to the right of {label} on the tab Plan, so nothing is written there",
        "There is no cell to the right of these on the tab Plan, so nothing is written there: {label}",
    ),
}
"""By AnchorProblem.code: for one field, and for several, which are one row of Needs a look."""


def paused(form: PlanForm, row: RosterRow) -> bool:
    """On hold, or no longer on the caseload: nothing is written in the Doc, and no new one is made."""
    return compared(form.fields["status"], row.text(form, "status")) not in ("", "active")


def identity(form: PlanForm, otsync_id: str, row: RosterRow, written: Mapping[str, str] | None = None) -> tuple[str, str]:
    """What an otsync ID stands for: hashes of name and birthdate. `written`: values that the row gets in this run."""
    said = written or {}
    name, birthdate = (compared(form.fields[key], said.get(key, row.text(form, key))) for key in ("name", "birthdate"))
    return digest(otsync_id, "name", name.casefold()), digest(otsync_id, "birthdate", birthdate)


def _short(text: str) -> str:
    """A value for the views. The question mark keeps service time that had to be cut from being read as if it were whole."""
    return text if len(text) <= _TOLD_AT_MOST else f"{text[:_TOLD_AT_MOST]} ...?"


def roster_changed(form: PlanForm, row: RosterRow, state: StudentState) -> bool:
    """A shared value in the roster is neither what was agreed nor what is listed as differing."""
    for wanted in form.fields.values():
        if wanted.id in row.cells and row.cells[wanted.id].error:
            continue  # no value: nothing can be decided from it
        if wanted.shared and wanted.id in row.cells and wanted.kind == "rows":
            if table_changed(row.otsync_id, wanted, row.cells[wanted.id].text, state):
                return True
        elif wanted.shared and wanted.id in row.cells:
            now = digest(row.otsync_id, wanted.id, compared(wanted, row.text(form, wanted.id)))
            # A listed difference is over as well when the roster says again what both had agreed on.
            if now != (state.open[wanted.id][0] if wanted.id in state.open else state.base.get(wanted.id)):
                return True
    return False


def decide_student(
    snap: Snapshot,
    row: RosterRow,
    state: StudentState,
    doc: PlanDoc | None,
    *,
    new_doc: bool,
    may_write_doc: bool,
    hold: Collection[str] = (),
) -> StudentDecision:
    """One student. `doc` None: the Doc was not read, nothing about it is decided. `hold`: fields whose values wait for an answer
    ("*" for all of them). may_write_doc False: the Doc has been written already; what would still go there is left to a later run.
    """
    form = snap.form
    name = row.text(form, "name").strip()
    if doc is None:
        logged = (snap.log or {}).get(row.otsync_id, ())
        looks = tuple(log_looks(snap, row.otsync_id, name, state, logged)) if snap.log is not None else ()
        looked = frozenset({(row.otsync_id, LOG_SCOPE)} if snap.log is not None else ())
        return StudentDecision(row.otsync_id, row, state, looks=looks, looked_at=looked, missing=tuple(state.missing))
    work = Work()
    begun_before, state = state, known_of(form, row.otsync_id, state, doc)
    still = paused(form, row)
    plan_type = compared(form.fields["plan_type"], row.text(form, "plan_type") or doc.text("plan_type"))
    required = {one.id for one in form.required(plan_type)}
    undo = snap.undo.get(row.otsync_id, Undo(0))
    for wanted in form.in_doc():
        back = is_undone(undo, wanted) and undo_field(
            snap, row, state, doc, wanted, work, undo, may_write=may_write_doc, still=still
        )
        if not wanted.machine and not back:
            decide_field(
                snap, row, state, doc, wanted, work, required=wanted.id in required, may_write=may_write_doc and not still, hold=hold
            )
    sessions = put_sessions_back(snap, row, state, undo, work)
    if sessions:
        state = replace(state, undone=sessions.undone, logged=sessions.logged)
        snap = replace(snap, log={**(snap.log or {}), row.otsync_id: [*(snap.log or {}).get(row.otsync_id, ()), *sessions.append]})
    _anchor_looks(snap, row, state, doc, name, work, new_doc=new_doc)
    _roster_looks(form, row, name, work, snap, state.link)
    missing = tuple(
        one.id for one in form.required(plan_type) if one.in_doc and form.is_missing(work.after.get(one.id, row.text(form, one.id)))
    )
    notes = decide_notes(snap, row, state, doc, name) if not new_doc else None
    gathered = gather(row.otsync_id, notes.collected if notes else (), state.collected, doc, may_write=may_write_doc and not still)
    if not still and may_write_doc:
        _tints(form, doc, work, missing)
        for key, rows in gathered.rows.items():
            before = told_of(doc.tables[key])
            work.writes[key] = appended(doc.tables[key], work.writes.get(key), rows)
            added = [one.row for one in work.writes[key].rows or ()]
            work.changes = [one for one in work.changes if (one.where, one.ref) != ("Doc", key)]
            work.changes.append(Change(row.otsync_id, name, "Doc", form.fields[key].title, before, told(added), key))
        _status(snap, row, state, doc, work, missing)
    work.changes += landed_changes(form, row, begun_before, doc, work.changes)
    base = {**state.base, **work.base}
    begun = {key: mark for key, write in work.writes.items() if (mark := begun_mark(form, row.otsync_id, key, write))}
    if STATUS in doc.fields:
        status_now = work.writes[STATUS].value if STATUS in work.writes else doc.text(STATUS)
        if (hashed := digest(row.otsync_id, STATUS, folded(status_now or ""))) in (begun.get(STATUS), state.begun.get(STATUS)):
            base[STATUS] = hashed
    after = replace(
        settled(state, base=base, open_=work.open),
        revision=doc.revision,
        tab=doc.plan_tab or state.tab,
        form=state.form if doc.problems or new_doc else form_key(doc.holds),
        identity=identity(form, row.otsync_id, row, work.roster_writes),
        missing=missing,
        trouble="",
        imported=state.imported or (notes is not None and notes.log_read),
        logged=notes.logged if notes else state.logged,
        undone=notes.undone if notes else state.undone,
        collected=gathered.known,
        next_time=notes.next_time if notes else state.next_time,
        for_teacher=notes.for_teacher if notes else state.for_teacher,
        since=notes.since.isoformat() if notes else state.since,
        ahead=notes.ahead if notes else state.ahead,
        tried=_tried(doc, gathered.rows.get("tried", ())),
        told={key: _short(text) for key in TOLD if not row.text(form, key).strip() and (text := work.after.get(key, "").strip())},
    )
    return StudentDecision(
        otsync_id=row.otsync_id,
        row=row,
        state=after,
        new_doc=new_doc,
        doc_writes=work.writes,
        begun=begun,
        typed=work.typed,
        roster_writes=work.roster_writes,
        changes=tuple(work.changes),
        log_rows=(*(sessions.append if sessions else ()), *(notes.append if notes else ())),
        looks=(*work.looks, *(notes.looks if notes else ()), *undo_looks(snap, row, undo, work, asked=bool(snap.asks.get(row.otsync_id)))),
        looked_at=frozenset(
            {(row.otsync_id, "d")} | ({(row.otsync_id, "n"), (row.otsync_id, LOG_SCOPE)} if notes and notes.log_read else set())
        ),
        missing=missing,
        conflicts=work.conflicts,
        held=notes.held if notes else 0,
        changed_values=tuple(work.changed_values),
        values=work.values,
        roster_to_doc=work.to_doc,
        doc_to_roster=work.to_roster,
        doc_read=not new_doc,
        seen=notes.seen if notes else None,
        undone=tuple(work.undone),
        stays=tuple(work.stays),
        unfinished=work.unfinished,
        asked=snap.asks.get(row.otsync_id, "") if not work.unfinished else "",
    )


def _tried(doc: PlanDoc, fresh: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The latest rows of what was tried, newest first; new ones are put below the others."""
    rows = [*(doc.tables["tried"].rows if "tried" in doc.tables else ()), *fresh]
    said = [": ".join(part for part in (" ".join(row[:2]).strip(), *(cell.strip() for cell in row[2:3])) if part) for row in rows]
    return tuple(words for words in reversed(said) if words)[:TRIED_SHOWN]


def _anchor_looks(snap: Snapshot, row: RosterRow, state: StudentState, doc: PlanDoc, name: str, work: Work, *, new_doc: bool) -> None:
    if new_doc:
        return
    if doc.plan_tab is None:
        says = "I could not find the tab Plan in this Doc, so nothing is written there. Its notes are still read"
        work.looks.append(LookItem(row.otsync_id, "d", "no_plan", name, says, link=state.link))
        return
    had = snap.state.fields_of(state)
    by_code: dict[str, list[Field]] = {}
    for problem in doc.problems:
        wanted = snap.form.fields[problem.field_id]
        # A field that the Doc never had is not lost: the form has grown, and `otsync upgrade` brings it.
        if not wanted.machine and (problem.code != "lost" or had is None or wanted.id in had):
            by_code.setdefault(problem.code, []).append(wanted)
    for code, fields in by_code.items():
        labels = ", ".join(f"“{one.title or one.label}”" for one in fields)
        about = ",".join(one.id for one in fields)
        says = PROBLEM_WORDS[code][len(fields) > 1].format(label=labels)
        work.looks.append(LookItem(row.otsync_id, "d", code, name, says, link=state.link, about=about))


def _roster_looks(form: PlanForm, row: RosterRow, name: str, work: Work, snap: Snapshot, link: str) -> None:
    """Values that no merge can mend: a birthdate in the future, an age that no school serves."""
    born = parse_day(row.text(form, "birthdate"))
    if born and born > snap.today:
        says = "The birthdate lies in the future. Correct it in the roster or the Doc"
        work.looks.append(LookItem(row.otsync_id, "d", "birthdate_future", name, says, in_roster=row.text(form, "birthdate"), link=link))
    elif born and not 3 <= (snap.today - born).days / 365.25 < 22:
        says = "By this birthdate the student is younger than 3 or older than 22. Is it right?"
        work.looks.append(LookItem(row.otsync_id, "d", "age", name, says, in_roster=row.text(form, "birthdate"), link=link))


def _tints(form: PlanForm, doc: PlanDoc, work: Work, missing: Sequence[str]) -> None:
    """Amber on a required cell that is blank or says "not yet", grey-blue on one that differs; otsync takes away only its own."""
    ours = (form.tint_to_fill, form.tint_differs)
    for field_id, cell in doc.fields.items():
        if form.fields[field_id].machine:
            continue
        needs = field_id in missing and form.is_missing(work.after.get(field_id, cell.text))
        wanted = form.tint_to_fill if needs else form.tint_differs if field_id in work.differs else ""
        if cell.value.tint != wanted and (wanted or cell.value.tint in ours):
            write = work.writes.get(field_id, CellWrite())
            work.writes[field_id] = replace(write, tint=wanted)
    for field_id, table in doc.tables.items():
        # A row that a person inserts copies the tint of the one above it: every row's first cell is looked at.
        wanted_rows = {at: form.tint_to_fill if at == 1 and field_id in missing else "" for at in range(1, len(table.table.rows))}
        tints = {
            at: wanted
            for at, wanted in wanted_rows.items()
            if table.table.rows[at] and table.table.rows[at][0].tint != wanted and (wanted or table.table.rows[at][0].tint in ours)
        }
        if tints:
            work.writes[field_id] = replace(work.writes.get(field_id, CellWrite()), row_tints=tints)


def _status(snap: Snapshot, row: RosterRow, state: StudentState, doc: PlanDoc, work: Work, missing: Sequence[str]) -> None:
    """The grey line: rewritten only together with another change, and only where it still is otsync's own."""
    cell = doc.fields.get(STATUS)
    if cell is None or not work.writes:
        return
    now = digest(row.otsync_id, STATUS, folded(cell.text))
    if cell.text.strip() and now not in (state.base.get(STATUS), state.begun.get(STATUS)):
        return
    stamp = snap.now.strftime("%b %-d, %-I:%M %p").replace("AM", "am").replace("PM", "pm")
    words = [snap.form.fields[key].words for key in missing]
    differs = [(snap.form.fields[key].label, value) for key, value in work.differs.items() if key == "precautions"]
    work.writes[STATUS] = CellWrite(value=status_line(words, differs, stamp))


def as_written(doc: PlanDoc, writes: Mapping[str, CellWrite], revision: str) -> PlanDoc:
    """The Doc as it stands once the writes have landed: what a commit is decided from, without reading the Doc again."""
    fields = dict(doc.fields)
    for key, write in writes.items():
        if key in fields:
            value = fields[key].value
            if write.value is not None:
                base = value.paragraphs[0]
                value = replace(value, paragraphs=(replace(base, text=write.value, struck=(), dates=()),))
            if write.tint is not None:
                value = replace(value, tint=write.tint)
            fields[key] = replace(fields[key], value=value)
    tables = dict(doc.tables)
    for key, write in writes.items():
        if key in tables and write.rows is not None:
            tables[key] = _rows_as_written(tables[key], write.rows)
        if key in tables and write.row_tints:
            table = tables[key].table
            rows = [
                (replace(row[0], tint=write.row_tints[at]), *row[1:]) if row and at in write.row_tints else row
                for at, row in enumerate(table.rows)
            ]
            tables[key] = replace(tables[key], table=replace(table, rows=tuple(rows)))
    return replace(doc, fields=fields, tables=tables, revision=revision)


def _rows_as_written(table: RowTable, wanted: Sequence[Placed]) -> RowTable:
    """The table's words once its rows are written; its places are not known until it is read again."""
    rows = tuple(tuple(clean(cell) for cell in placed.row) for placed in wanted)
    model = table.table.rows[-1]
    cells = tuple(
        tuple(replace(model[min(at, len(model) - 1)], paragraphs=(Paragraph(text, 0, 1),)) for at, text in enumerate(row)) for row in rows
    )
    return replace(table, rows=rows, table=replace(table.table, rows=(table.table.rows[0], *cells)))
