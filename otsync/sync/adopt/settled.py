"""What people have settled: adoptions begun, answers in Needs a look, addresses of Docs in otsync's own column of the roster."""

from __future__ import annotations

import re

from otsync.sync.adopt.find import doc_ids_in
from otsync.sync.model import Snapshot
from otsync.workbook.look import ADOPTION, FIXED, NEW_DOC, NOBODY
from otsync.workbook.state import StudentState

_CHOICE = re.compile(r"\(([2-9a-z]{12})\)\s*$")


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
