"""The tab Changes read back: what a run wrote for each student, to be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from otsync.caseload.fields import normal
from otsync.caseload.roster import Cell
from otsync.caseload.undo_log import Ref, read_refs
from otsync.workbook.columns import find_columns
from otsync.workbook.tabs import CHANGES
from otsync.workbook.write import CELL_LIMIT

DOC, ROSTER, MINUTES = "Doc", "roster", "Minutes"
WHERE = (DOC, ROSTER, MINUTES)


@dataclass(frozen=True, slots=True)
class Undo:
    """What one run wrote for one student."""

    run: int
    fields: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(where, field) -> (what stood there before, what was written)."""
    sessions: tuple[Ref, ...] = ()
    cannot: tuple[str, ...] = ()
    """What cannot go back, in words: a plan that was made, a value too long to have been kept whole."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    otsync_id: str
    where: str
    field: str
    before: str
    after: str
    run: int
    ref: str


def read_changes(grid: Sequence[Sequence[Cell]]) -> list[ChangeRow]:
    """Rows that say of which run and student they are, in the order of the tab."""
    columns = find_columns(CHANGES, grid)
    rows: list[ChangeRow] = []
    for row in grid[columns.header_row + 1 :]:
        said = {normal(header): cell for header, cell in columns.said(row).items()}
        number = said.get("run", Cell()).number
        otsync_id = said.get("otsync id", Cell()).text.strip()
        if number is None or not otsync_id:
            continue
        text = {name: said.get(name, Cell()).text for name in ("where", "field", "from", "to", "ref")}
        rows.append(
            ChangeRow(otsync_id, text["where"].strip(), text["field"], text["from"], text["to"], round(number), text["ref"].strip())
        )
    return rows


def last_run(rows: Sequence[ChangeRow], otsync_id: str = "") -> int | None:
    """The last run that changed something that can go back, for this student or for any."""
    return max((row.run for row in rows if row.ref and otsync_id in ("", row.otsync_id)), default=None)


def undo_of(rows: Sequence[ChangeRow], run: int, otsync_id: str = "") -> dict[str, Undo]:
    """Student -> what the run wrote. A field that it wrote twice goes back to what stood there first."""
    made: dict[str, Undo] = {}
    for row in rows:
        if row.run != run or otsync_id not in ("", row.otsync_id):
            continue
        undo = made.get(row.otsync_id, Undo(run))
        fields, sessions, cannot = dict(undo.fields), undo.sessions, undo.cannot
        if row.where == MINUTES:
            sessions = (*sessions, *read_refs(row.ref))
        elif not row.ref or row.where not in WHERE or max(len(row.before), len(row.after)) >= CELL_LIMIT:
            cannot = (*cannot, row.field)
        else:
            key = (row.where, row.ref)
            fields[key] = (fields[key][0] if key in fields else row.before, row.after)
        made[row.otsync_id] = Undo(run, fields, sessions, cannot)
    return made
