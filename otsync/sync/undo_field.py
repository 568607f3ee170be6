"""Put one field of one student back to what stood there before a run wrote it, where it still stands as written."""

from __future__ import annotations

from dataclasses import replace

from otsync.caseload.fields import Field, PlanForm
from otsync.caseload.roster import RosterRow, shown
from otsync.caseload.rows import align, line_of, lines_of, read_lines, read_mark, read_told, same_rows, told, write_mark
from otsync.caseload.undo_log import UndoneSessions, undo_sessions
from otsync.caseload.values import compared, digest
from otsync.document.body import UNREADABLE
from otsync.document.read import PlanDoc
from otsync.document.row_edit import even
from otsync.document.write import CellWrite
from otsync.sync.ask import about_cell, undone_question
from otsync.sync.model import Change, Snapshot, StudentDecision
from otsync.sync.table import filled, hasher_of, lines_digest
from otsync.sync.work import UNDONE, Work
from otsync.workbook.changes import DOC, ROSTER, Undo
from otsync.workbook.look import SEEN, TOLD_ONCE, LookItem
from otsync.workbook.state import StudentState

NO_VALUE = {
    "tab Plan": "the tab Plan stays behind the pages that were there",
    "new plan": "the Doc that was made stays",
    "form": "the tab Plan stays in the form that the upgrade gave it",
}
"""What Changes tells of that is no value of a field."""


def stays_for_good(what: str) -> str:
    """Why something that Changes tells of does not go back."""
    return NO_VALUE.get(what, f"{what}: it cannot go back by itself")


def is_undone(undo: Undo, wanted: Field) -> bool:
    """The run that is undone wrote this field on either side."""
    return any((side, wanted.id) in undo.fields for side in (DOC, ROSTER))


def put_sessions_back(snap: Snapshot, row: RosterRow, state: StudentState, undo: Undo, work: Work) -> UndoneSessions | None:
    """The sessions that the run logged, reversed; None where there are none or the log was not read."""
    if not undo.sessions or snap.log is None:
        return None
    done = undo_sessions(snap.log.get(row.otsync_id, ()), undo.sessions, state.undone, state.logged, snap.now)
    count = len({one.entry for one in done.append})
    if count:
        work.undone.append(f"{count} {'session' if count == 1 else 'sessions'} in Minutes")
    work.stays += [f"The session of {one.date.month}/{one.date.day} in Minutes: changed since" for one in done.stays]
    if done.lost:
        work.stays.append(f"{done.lost} rows that are no longer in Minutes")
    return done


def undo_looks(snap: Snapshot, row: RosterRow, undo: Undo, work: Work, *, asked: bool) -> tuple[LookItem, ...]:
    """What became of an undo: told where something stays as it is, or where it was asked for in the roster."""
    stays = [*work.stays, *(stays_for_good(what) for what in undo.cannot)]
    if work.unfinished or not (stays or asked):
        return ()
    kept = [f"An undo left as it is: {'; '.join(stays)}"] if stays else []
    if asked:
        kept.insert(0, f"Put back as asked: {'; '.join(work.undone)}" if work.undone else "The undo found nothing to put back")
    says = ". ".join(kept)
    link = snap.state.students.get(row.otsync_id, StudentState()).link
    return (LookItem(row.otsync_id, TOLD_ONCE, "undo", _name(snap, row), says, link=link, choices=(SEEN,), about=f"{undo.run} {says}"),)


def undo_student(
    snap: Snapshot, row: RosterRow, state: StudentState, doc: PlanDoc | None, *, may_write: bool, still: bool
) -> StudentDecision:
    """One student where nothing else is decided: what people typed since is left to the next run, and so is the rest of the Doc."""
    undo = snap.undo[row.otsync_id]
    work = Work(open=dict(state.open))
    closed: list[str] = []
    for wanted in snap.form.in_doc():
        if not is_undone(undo, wanted):
            continue
        if doc is None:
            work.stays.append(f"{wanted.title or wanted.label}: the Doc cannot be read")
            continue
        listed = work.open.pop(wanted.id, None)
        if not undo_field(snap, row, state, doc, wanted, work, undo, may_write=may_write, still=still) and listed is not None:
            work.open[wanted.id] = listed
        elif listed is not None and wanted.id not in work.open:
            closed += _questions(snap, row, doc, wanted)
    back = put_sessions_back(snap, row, state, undo, work)
    after = replace(
        state,
        base={**state.base, **work.base},
        open=dict(sorted(work.open.items())),
        begun=state.begun if work.unfinished else {},
        typed=state.typed if work.unfinished else {},
        undone=back.undone if back else state.undone,
        logged=back.logged if back else state.logged,
    )
    name = _name(snap, row)
    return StudentDecision(
        otsync_id=row.otsync_id,
        row=row,
        state=after,
        doc_writes=work.writes,
        begun={key: mark for key, write in work.writes.items() if (mark := begun_mark(snap.form, row.otsync_id, key, write))},
        roster_writes=work.roster_writes,
        changes=tuple(work.changes),
        log_rows=tuple(replace(one, student=one.student or name) for one in back.append) if back else (),
        looks=(*work.looks, *undo_looks(snap, row, undo, work, asked=False)),
        missing=tuple(state.missing),
        conflicts=work.conflicts,
        roster_to_doc=work.to_doc,
        doc_to_roster=work.to_roster,
        undone=tuple(work.undone),
        stays=(*work.stays, *(stays_for_good(what) for what in undo.cannot)),
        unfinished=work.unfinished,
        closed=tuple(closed) if not work.unfinished else (),
    )


def _questions(snap: Snapshot, row: RosterRow, doc: PlanDoc, wanted: Field) -> list[str]:
    """Keys of the questions about what the two sides said until now: they say the same again."""
    there, roster = doc.text(wanted.id), row.text(snap.form, wanted.id)
    if wanted.kind == "rows":
        columns = len(wanted.columns)
        there, roster = (lines_of(rows) for rows in (read_told(_in_doc(doc, wanted) or "", columns), read_lines(roster, columns)))
    return [about_cell(snap, row, wanted, code, "", there, roster).key for code in ("differs", "undone")]


def begun_mark(form: PlanForm, otsync_id: str, key: str, write: CellWrite) -> str:
    """What begin records of a write to the Doc: a hash of the value, or of the rows that come and go; empty where no words change."""
    if write.value is not None:
        return digest(otsync_id, key, compared(form.fields[key], write.value))
    return write.begun


def undo_field(
    snap: Snapshot,
    row: RosterRow,
    state: StudentState,
    doc: PlanDoc,
    wanted: Field,
    work: Work,
    undo: Undo,
    *,
    may_write: bool,
    still: bool,
) -> bool:
    """Whether anything goes back; where not, the field is as it was.

    `still`: nothing may be written in this Doc at all. may_write False: the Doc has been written already.
    """
    there = _in_doc(doc, wanted)
    before_now = len(work.undone)
    work.after[wanted.id] = doc.text(wanted.id)
    doc_after = _undo_doc(row, state, doc, wanted, work, undo, there, may_write=may_write, still=still, name=_name(snap, row))
    cell = row.cells.get(wanted.id)
    roster = shown(wanted, cell) if cell else None
    roster_after = roster
    if (ROSTER, wanted.id) in undo.fields:
        before, after = undo.fields[ROSTER, wanted.id]
        label = f"{wanted.header} in the roster"
        if cell is None or roster is None:
            work.stays.append(f"{label}: that column is gone")
        elif _same(wanted, roster, before):
            pass  # back already
        elif not _same(wanted, roster, after):
            work.stays.append(f"{label}: changed since")
        elif cell.formula or cell.chip:
            work.stays.append(f"{label}: the cell is not one that otsync may write")
        else:
            roster_after = before
            work.roster_writes[wanted.id] = before
            work.changes.append(Change(row.otsync_id, _name(snap, row), ROSTER, wanted.header, roster, before, wanted.id))
            work.to_roster += 1
            work.undone.append(label)
    moved = len(work.undone) > before_now
    if moved and doc_after is not None and roster_after is not None and wanted.shared:
        _hold(snap, row, state, wanted, work, roster_after, doc_after)
    return moved


def _name(snap: Snapshot, row: RosterRow) -> str:
    return row.text(snap.form, "name").strip()


def _in_doc(doc: PlanDoc, wanted: Field) -> str | None:
    """What the Doc says, as Changes tells it; None where the field was not found."""
    if wanted.id in doc.tables:
        return told(row for _, row in filled(doc.tables[wanted.id]))
    return doc.fields[wanted.id].text if wanted.id in doc.fields else None


def _same(wanted: Field, one: str, other: str) -> bool:
    if wanted.kind == "rows":
        columns = len(wanted.columns)
        return sorted(map(line_of, read_told(one, columns))) == sorted(map(line_of, read_told(other, columns)))
    return compared(wanted, one) == compared(wanted, other)


def _undo_doc(
    row: RosterRow,
    state: StudentState,
    doc: PlanDoc,
    wanted: Field,
    work: Work,
    undo: Undo,
    there: str | None,
    *,
    may_write: bool,
    still: bool,
    name: str,
) -> str | None:
    """The Doc's side; what it says then."""
    if (DOC, wanted.id) not in undo.fields:
        return there
    before, after = undo.fields[DOC, wanted.id]
    title = wanted.title or wanted.label
    label = f"{title} in the Doc"
    if there is None:
        work.stays.append(f"{label}: it is not found on the Plan")
    elif _same(wanted, there, before):
        if _begun(row.otsync_id, state, wanted, before):
            work.changes.append(Change(row.otsync_id, name, DOC, title, after, before, wanted.id, landed=True))
            work.undone.append(label)
            work.to_doc += 1
    elif not _same(wanted, there, after):
        work.stays.append(f"{label}: changed since")
    elif still:
        work.stays.append(f"{label}: the student is on hold or no longer on the caseload, so nothing is written in the Doc")
    elif why := _not_now(doc, wanted):
        work.stays.append(f"{label}: {why}")
    elif not may_write:
        work.unfinished = True
    else:
        work.writes[wanted.id] = _write(row.otsync_id, doc, wanted, before)
        work.changes.append(Change(row.otsync_id, name, DOC, title, there, before, wanted.id))
        work.after[wanted.id] = before
        work.undone.append(label)
        work.to_doc += 1
        return before
    return there


def _not_now(doc: PlanDoc, wanted: Field) -> str:
    """Why this cell or table cannot be written now; empty where it can."""
    table = doc.tables.get(wanted.id)
    cells = [cell for line in table.table.rows for cell in line] if table else [doc.fields[wanted.id].value]
    if any(cell.pending for cell in cells):
        return "a suggestion waits there"
    if any(UNREADABLE in cell.text for cell in cells):
        return "it holds a picture, a table, a footnote or the like"
    return "its cells are merged" if table and not even(table) else ""


def _write(otsync_id: str, doc: PlanDoc, wanted: Field, before: str) -> CellWrite:
    table = doc.tables.get(wanted.id)
    if table is None:
        return CellWrite(value=before)
    hasher = hasher_of(otsync_id, wanted)
    places = filled(table)
    rows = read_told(before, max((len(one) for one in table.rows), default=len(wanted.columns)))
    placed = align([one for _, one in places], rows, hasher)
    at = tuple(replace(one, at=places[one.at][0] if one.at is not None else None) for one in placed)
    return CellWrite(rows=at, begun=write_mark(hasher.of(one) for one in rows))


def _begun(otsync_id: str, state: StudentState, wanted: Field, before: str) -> bool:
    """A run that set out to put this back wrote it, and has not told of it yet."""
    mark = state.begun.get(wanted.id)
    if wanted.kind == "rows":
        hasher = hasher_of(otsync_id, wanted)
        return same_rows(mark, write_mark(hasher.of(one) for one in read_told(before, len(wanted.columns))))
    return mark is not None and mark == digest(otsync_id, wanted.id, compared(wanted, before))


def _hold(snap: Snapshot, row: RosterRow, state: StudentState, wanted: Field, work: Work, roster: str, doc: str) -> None:
    """What the two sides say after the undo: agreed where they say the same, else held as a listed difference."""
    if wanted.kind == "rows":
        columns = len(wanted.columns)
        hasher = hasher_of(row.otsync_id, wanted)
        in_roster, in_doc = read_lines(roster, columns), read_told(doc, columns)
        both = {hasher.of(one).full for one in in_roster} & {hasher.of(one).full for one in in_doc}
        agreed = [hasher.of(one) for one in in_doc if hasher.of(one).full in both]
        work.base[wanted.id] = write_mark(agreed)
        roster, doc = lines_of(in_roster), lines_of(in_doc)
        pair = [lines_digest(row.otsync_id, wanted, text) for text in (roster, doc)]
        if len(read_mark(work.base[wanted.id]).rows) == len(in_roster) == len(in_doc):
            return
    else:
        pair = [digest(row.otsync_id, wanted.id, compared(wanted, text)) for text in (roster, doc)]
        if pair[0] == pair[1]:
            work.base[wanted.id] = pair[0]
            return
    work.open[wanted.id] = [*pair, UNDONE]
    work.differs[wanted.id] = roster
    work.conflicts += 1
    work.looks.append(undone_question(snap, row, wanted, doc, roster))
