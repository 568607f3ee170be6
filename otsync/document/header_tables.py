"""Tables in the header of a page: label and value beside each other, a header row above one row, goals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from otsync.caseload.dates import WEEKDAYS, parse_day
from otsync.caseload.fields import normal
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.prepare import Prepared, prepare
from otsync.document.body import Table, TableCell
from otsync.document.header_taken import Left, Taken
from otsync.document.header_words import Found, bare, is_name

GOAL_COLUMNS = {
    "goal": 0, "goals": 0, "iep goal": 0, "ot goal": 0, "annual goal": 0, "annual goals": 0, "iep goals": 0, "ot goals": 0, "goal text": 0,
    "whose": 1, "who": 1, "whose goal": 1, "discipline": 1, "owner": 1, "responsible": 1,
    "where": 2, "where in the school day": 2, "setting": 2, "location": 2, "when": 2,
    "how it is going": 3, "progress": 3, "status": 3, "how is it going": 3, "current level": 3, "notes": 3, "update": 3, "data": 3,
}  # fmt: skip
"""Header of a goals table -> column of the plan's own."""
WEEK = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_LEADS = re.compile(rf"[\W_]*(?:(?:{WEEK})\b)?[\W_]*", re.IGNORECASE)


def begins_with_a_day(ready: Prepared | None) -> bool:
    """Nothing but a weekday or a bullet stands before its first day."""
    if ready is None or not ready.pieces or not ready.pieces[0].leads:
        return False
    return bool(_LEADS.fullmatch(ready.text[: ready.pieces[0].leads[0].a]))


def read_table(table: Table, taken: Taken) -> None:
    """A table of labels and values (two or four columns, or a header row above one row), or a table of goals."""
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    if not rows or normal(rows[0][0].label) in ("date", "dates", "day", "week"):
        return
    labels = taken.labels
    heads = [labels.fields_of(cell.text.strip()) for cell in rows[0]]
    filled = [at for at, cell in enumerate(rows[0]) if cell.text.strip()]
    labelled = len(filled) > 1 and all(heads[at] for at in filled)
    if len(rows) == 2 and labelled and not any(labels.fields_of(cell.text.strip()) for cell in rows[1]):
        for at in filled:
            if at < len(rows[1]):
                _cell(Found(heads[at], rows[0][at].text.strip(), rows[1][at].text.strip()), rows[1][at], taken)
        return
    if _dated(rows) or _goals_table(rows, taken):
        return
    for row in rows:
        skip = False
        for at, cell in enumerate(row):
            if skip:
                skip = False
                continue
            ids = labels.fields_of(cell.text.strip()) if len(cell.text) <= 60 else ()
            if ids and at + 1 < len(row) and not labels.fields_of(row[at + 1].text.strip()):
                value = _listed(row[at + 1])
                _cell(Found(ids, cell.text.strip(), value), row[at + 1], taken)
                skip = True
            elif not ids:
                _inside(cell, taken)


def _dated(rows: Sequence[Sequence[TableCell]]) -> bool:
    """A log: the first cells of most rows below the first begin with a day."""
    below = rows[1:] if len(rows) > 1 else rows
    dated = 0
    for row in below:
        dated += bool(row and row[0].text.strip()) and begins_with_a_day(prepare(Line(row[0].text)))
    return dated * 2 > len(below)


def _listed(cell: TableCell) -> str:
    return "\n".join(bare(one.text).strip() for one in cell.paragraphs if one.text.strip())


def _cell(found: Found, cell: TableCell, taken: Taken) -> None:
    line = f"{found.words} | {found.value}"
    if cell.pending:
        taken.left.append(Left(found.field_ids[0], line, "pending"))
    elif found.value.strip():
        taken.take(found, line)


def _inside(cell: TableCell, taken: Taken) -> None:
    """A cell with lines of its own: `DOB: 3/1/17`."""
    if cell.pending:
        return
    for paragraph in cell.paragraphs:
        _, found = taken.labels.on_line(paragraph.text)
        if found and not paragraph.struck:
            for one in found:
                if one.value:
                    taken.take(one, paragraph.text.strip())
        elif not found and is_name(paragraph.text.strip()) and cell.row == 0 and cell.column == 0:
            taken.names.append(paragraph.text.strip())


def _goals_table(rows: Sequence[Sequence[TableCell]], taken: Taken) -> bool:
    """`Goal | Progress`, one row each. A table that has "Goals" as the label of one row is none."""
    heads = [GOAL_COLUMNS.get(normal(cell.text)) for cell in rows[0]]
    if 0 not in heads or len(rows) < 2:
        return False
    if sum(head is not None for head in heads) < min(2, len(rows[0])) and len(rows[0]) > 1:
        return False
    if parse_day(rows[0][0].text):
        return False
    for row in rows[1:]:
        if any(cell.pending for cell in row):
            taken.left.append(Left("goals", " | ".join(cell.text for cell in row), "pending"))
            continue
        cells = [""] * 4
        for at, cell in enumerate(row):
            place = heads[at] if at < len(heads) else None
            if place is not None and not cells[place]:
                cells[place] = _listed(cell)
        taken.goal(cells)
    return True
