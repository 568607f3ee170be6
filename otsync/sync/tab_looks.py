"""What Needs a look says of the tabs that people fill in: Calendar, Settings, Minutes, and roster columns that only the balance reads."""

from __future__ import annotations

import re

from otsync.caseload.fields import normal
from otsync.caseload.opening import read_opening
from otsync.caseload.usual import parse_usual
from otsync.caseload.values import fits
from otsync.sync.ask import UNDO_REQUEST
from otsync.sync.model import Snapshot
from otsync.sync.rules import ids_by_name, nobodys_rows, rules_of
from otsync.workbook import layout
from otsync.workbook.look import LookItem
from otsync.workbook.minutes import loose_rows

MINUTES_ROWS = "m"
"""Scope of what is said of rows in Minutes: that tab is not read in every run."""


def tab_looks(snap: Snapshot) -> list[LookItem]:
    """A row for each thing that could not be read and therefore counts for nothing."""
    rules = rules_of(snap)
    problems = [*rules.problems, *nobodys_rows(snap, rules)]
    # A row keeps its place in the list when others are put above it: what it says, not its number, makes it this very thing.
    tabs = [LookItem("", "r", "rule", "everyone", says, about=re.sub(r", row \d+", "", says)) for says in problems]
    return tabs + _errors(snap) + _columns(snap) + _minutes(snap)


def _errors(snap: Snapshot) -> list[LookItem]:
    """One row a column: a lookup that broke breaks for everybody."""
    found: list[LookItem] = []
    for wanted in snap.form.fields.values():
        shown = [row.cells[wanted.id].text for row in snap.roster.rows if wanted.id in row.cells and row.cells[wanted.id].error]
        if shown:
            some = "A cell" if len(shown) == 1 else f"{len(shown)} cells"
            says = f"{some} of the column {wanted.header} cannot be read: a formula there comes to an error. The Docs keep what they say"
            found.append(LookItem("", "r", "error", "everyone", says, in_roster=shown[0], about=wanted.id))
    return found


def _columns(snap: Snapshot) -> list[LookItem]:
    form = snap.form
    found: list[LookItem] = []
    for row in snap.roster.rows:
        name = row.text(form, "name").strip()
        brought = row.text(form, "brought_forward").strip()
        if brought and (says := read_opening(brought)[1]):
            found.append(LookItem(row.otsync_id, "r", "brought_forward", name, says, in_roster=brought, about=brought))
        status = row.text(form, "status").strip()
        if not fits(form.fields["status"], status):
            says = f"Status is none of {', '.join(form.fields['status'].choices)}. Until it is, nothing is written in this Doc"
            found.append(LookItem(row.otsync_id, "r", "status", name, says, in_roster=status, about=status))
        wish = row.text(form, "ask").strip()
        if wish and normal(wish) != normal(UNDO_REQUEST):
            says = f"otsync cannot do what Ask otsync says here, and did nothing. It can do this: {UNDO_REQUEST}"
            found.append(LookItem(row.otsync_id, "r", "ask", name, says, in_roster=wish, about=wish))
        usual = row.text(form, "usual_times").strip()
        if re.search(r"\d", usual) and not parse_usual(usual):
            says = (
                "From the usual times I could not tell on which days of every week the sessions are, so a row of the Calendar (an "
                "assembly, a sick day) settles none of them. Write Tue 9:15, or Tue/Thu 1:15-1:45; else note such days yourself"
            )
            found.append(LookItem(row.otsync_id, "r", "usual_times", name, says, in_roster=usual, about=usual))
    return found


def _minutes(snap: Snapshot) -> list[LookItem]:
    """Rows that people added to Minutes; where the tab was not read, those that are listed stay listed."""
    if snap.log is None:
        return []
    rows = loose_rows(snap.book.grids.get(layout.MINUTES.sheet_id, ()), ids_by_name(snap.roster, snap.form))
    return [LookItem("", MINUTES_ROWS, "minutes_row", one.student, one.says, about=one.about) for one in rows]
