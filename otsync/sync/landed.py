"""What a run that died had written to a Doc: begin recorded it, its commit never came, and the run after it knows and tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from otsync.caseload.fields import Field, PlanForm
from otsync.caseload.roster import RosterRow
from otsync.caseload.rows import same_rows, write_mark
from otsync.caseload.values import compared, digest, folded
from otsync.document.read import PlanDoc
from otsync.sync.model import Change, StudentDecision
from otsync.sync.table import filled, hasher_of, told_of
from otsync.workbook.changes import DOC
from otsync.workbook.state import StudentState

STATUS = "status_line"
SINCE_CHANGED = "(changed since by someone)"
"""What Changes says of a value that stands nowhere any more: of values, only hashes are remembered."""


def known_of(form: PlanForm, otsync_id: str, state: StudentState, doc: PlanDoc) -> StudentState:
    """What both sides agree on, where a run died before its commit. Its write to the Doc landed whole or not at all: the grey line that
    came with it tells which. So a value that a person changed or took back since is hers, and not one that was never written.
    """
    if not state.begun:
        return state
    landed = state.writing if _grey_line(otsync_id, doc) == state.begun.get(STATUS) != state.base.get(STATUS) else ()
    known = {
        key: mark
        for key, mark in state.begun.items()
        if key in doc.fields and (key in landed or digest(otsync_id, key, compared(form.fields[key], doc.text(key))) == mark)
    }
    return replace(state, base={**state.base, **known}, typed={key: mark for key, mark in state.typed.items() if key in known})


def writing_of(one: StudentDecision, doc: PlanDoc | None) -> tuple[str, ...]:
    """Fields that are written together with a grey line that tells whether they were: another one than stands there now."""
    mark = one.begun.get(STATUS)
    return tuple(sorted(one.begun)) if mark and (doc is None or mark != _grey_line(one.otsync_id, doc)) else ()


def _grey_line(otsync_id: str, doc: PlanDoc) -> str | None:
    return digest(otsync_id, STATUS, folded(doc.text(STATUS))) if STATUS in doc.fields else None


def landed_changes(form: PlanForm, row: RosterRow, state: StudentState, doc: PlanDoc, told: Sequence[Change]) -> list[Change]:
    """Rows for Changes of what landed and was never told; what stood there before is not known any more, so that an undo leaves it.

    `state` is the student's as begin left it, `told` what this run tells already.
    """
    name = row.text(form, "name").strip()
    proof = _grey_line(row.otsync_id, doc) == state.begun.get(STATUS) != state.base.get(STATUS)
    keys = [key for key in state.begun if key != STATUS and state.begun[key] != state.base.get(key)]
    if state.intent:
        there = [key for key in keys if _stands(form.fields[key], row.otsync_id, doc, state.begun[key])]
        return [Change(row.otsync_id, name, DOC, "new plan", "", f"{len(there)} fields", landed=True)]
    changes = []
    for key in keys:
        wanted, mark = form.fields[key], state.begun[key]
        stands = _stands(wanted, row.otsync_id, doc, mark)
        if not (proof and key in state.writing) and (state.writing or not stands):
            continue
        if any(one.landed and one.ref == key for one in told):
            continue
        after = _text(wanted, doc) if stands else SINCE_CHANGED
        if not stands and digest(row.otsync_id, key, compared(wanted, row.text(form, key))) == mark:
            after = row.text(form, key)
        label = wanted.title if wanted.kind == "rows" else wanted.label
        changes.append(Change(row.otsync_id, name, DOC, label, "", after, landed=True))
    return changes


def _stands(wanted: Field, otsync_id: str, doc: PlanDoc, mark: str) -> bool:
    """The Doc holds what was begun."""
    if wanted.id in doc.tables:
        hasher = hasher_of(otsync_id, wanted)
        return same_rows(mark, write_mark(hasher.of(one) for _, one in filled(doc.tables[wanted.id])))
    return wanted.id in doc.fields and digest(otsync_id, wanted.id, compared(wanted, doc.text(wanted.id))) == mark


def _text(wanted: Field, doc: PlanDoc) -> str:
    return told_of(doc.tables[wanted.id]) if wanted.id in doc.tables else doc.text(wanted.id)
