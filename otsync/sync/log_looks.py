"""Rows of the tab Minutes that people altered, deleted or added: what Needs a look asks about them, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.log import Answer, LogRow
from otsync.caseload.log_row import row_digest
from otsync.caseload.logged import audit, day_of
from otsync.caseload.values import digest
from otsync.sync.model import Snapshot
from otsync.workbook.look import KEEP_MINE, LEAVE_ALL, LEAVE_OUT, ONE_SESSION, RESTORE, RESTORE_ALL, TWO_SESSIONS, USE_DOC, LookItem
from otsync.workbook.state import StudentState

SCOPE = "m"
"""Of a student's rows in Minutes: looked at whenever the log is read, also where the Doc is not."""
_ANSWERS: dict[str, Answer] = {
    KEEP_MINE: "keep",
    USE_DOC: "doc",
    RESTORE: "restore",
    LEAVE_OUT: "leave",
    RESTORE_ALL: "restore",
    LEAVE_ALL: "leave",
    ONE_SESSION: "one",
    TWO_SESSIONS: "two",
}
MANY = 3
"""More deleted rows of one student than this are one question."""

_Asked = list[tuple[LookItem, Sequence[str]]]
"""A question, and the entry IDs that it is about."""


def log_looks(snap: Snapshot, otsync_id: str, name: str, state: StudentState, rows: Sequence[LogRow]) -> list[LookItem]:
    """What waits for an answer about these rows of the student's."""
    return [item for item, _ in _asked(snap, otsync_id, name, state, rows)]


def log_answers(snap: Snapshot, otsync_id: str, name: str, state: StudentState) -> dict[str, Answer]:
    """Entry ID -> what a person said of her altered, deleted or added row."""
    answers: dict[str, Answer] = {}
    for item, keys in _asked(snap, otsync_id, name, state, (snap.log or {}).get(otsync_id, ())):
        row = snap.look.get(item.key)
        if row and (said := _ANSWERS.get((row.typed or row.answer).strip())):
            answers.update(dict.fromkeys(keys, said))
    return answers


def _asked(snap: Snapshot, otsync_id: str, name: str, state: StudentState, rows: Sequence[LogRow]) -> _Asked:
    found = audit(otsync_id, rows, state.logged)
    items: _Asked = []
    for one in found.edited:
        says = (
            f"The row of {one.date.month}/{one.date.day} in Minutes was altered by hand: it says {one.minutes} min now. It stays so until "
            "you say otherwise or the line in the Doc changes"
        )
        about = f"{one.entry}:{row_digest(one)}"
        choices = (KEEP_MINE, USE_DOC)
        items.append((LookItem(otsync_id, SCOPE, "row_edited", name, says, one.as_written, "", state.link, choices, about), (one.entry,)))
    for one in found.twice:
        says = (
            f"Minutes has a row of your own of {one.date.month}/{one.date.day}, {one.minutes} min, and the Doc notes a session of that day "
            "and length: both are counted. Is it one session (your row counts) or two?"
        )
        two = (ONE_SESSION, TWO_SESSIONS)
        items.append((LookItem(otsync_id, SCOPE, "row_beside", name, says, one.as_written, "", state.link, two, one.entry), (one.entry,)))
    if found.doubled:
        days = ", ".join(dict.fromkeys(f"{one.date.month}/{one.date.day}" for one in found.doubled[:MANY]))
        more = " and more" if len(found.doubled) > MANY else ""
        says = (
            f"Rows of this student stand more than once in Minutes ({days}{more}), so a sum over the tab counts them again. otsync counts "
            "each once: delete the others"
        )
        about = digest(otsync_id, "doubled", " ".join(sorted(f"{one.entry}:{one.rev}" for one in found.doubled)))
        items.append((LookItem(otsync_id, SCOPE, "row_doubled", name, says, link=state.link, about=about), ()))
    if len(found.deleted) > MANY:
        says = f"{len(found.deleted)} rows of this student were deleted from Minutes. They were not written again"
        about = digest(otsync_id, "deleted", " ".join(sorted(found.deleted)))
        many = LookItem(otsync_id, SCOPE, "row_deleted", name, says, link=state.link, choices=(RESTORE_ALL, LEAVE_ALL), about=about)
        return [*items, (many, found.deleted)]
    for key in found.deleted:
        day = day_of(otsync_id, key, snap.today)
        when = f" of {day.month}/{day.day}" if day else ""
        says = f"A row of the session{when} was deleted from Minutes. It was not written again"
        one_item = LookItem(otsync_id, SCOPE, "row_deleted", name, says, link=state.link, choices=(RESTORE, LEAVE_OUT), about=key)
        items.append((one_item, (key,)))
    return items
