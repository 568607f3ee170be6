"""The roster: a person's own grid read as student rows, whatever stands above, between and beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import Field, PlanForm, normal
from otsync.caseload.values import compared, serial_day, short_day

HEADER_ROWS = 20
"""Headers are looked for in so many first rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown and as entered."""

    text: str = ""
    number: float | None = None
    formula: bool = False
    chip: bool = False
    """Smart chips: written only by people."""
    link: str = ""
    """Where the first chip leads."""
    entered: str = ""
    """The formula, as entered."""
    error: bool = False
    """A formula's error, or one still loading: no value at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the roster that a person should see: a sentence without a name, and where."""

    code: str
    says: str
    row: int | None = None
    """0-based row of the tab."""
    otsync_id: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One student row. Values of fields that have no column are absent."""

    row: int
    otsync_id: str
    cells: Mapping[str, Cell]

    def text(self, form: PlanForm, field_id: str) -> str:
        cell = self.cells.get(field_id)
        return shown(form.fields[field_id], cell) if cell else ""


@dataclass(frozen=True, slots=True)
class Roster:
    header_row: int
    columns: Mapping[str, int]
    """Field id or own column id -> 0-based column."""
    width: int
    """Columns in use: otsync's own go behind them where they are missing."""
    rows: tuple[RosterRow, ...] = ()
    passed_over: tuple[int, ...] = ()
    """Rows with something in them that do not look like a student."""
    problems: tuple[Problem, ...] = field(default=())
    fatal: str = ""
    """Why nothing can be done with this roster, and what to do."""


def shown(wanted: Field, cell: Cell) -> str:
    """The value of a cell in words: a date always with its year, everything else as the sheet shows it."""
    if wanted.kind == "date" and cell.number is not None and (day := serial_day(cell.number)):
        short = cell.text if compared(wanted, cell.text) == day.isoformat() else short_day(day)
        # 3/1/17 would be taken for 2017.
        return short if parse_day(short) == day else f"{day.month}/{day.day}/{day.year}"
    return cell.text


def read_roster(grid: Sequence[Sequence[Cell]], form: PlanForm) -> Roster:
    """Find the headers by their names and the students by their rows.

    A student row has a name and a birthdate or plan type (or an otsync ID already). Title rows, separators, totals and blank
    rows are passed over; a row with a plan type or birthdate but no name is listed.
    """
    names = form.header_names()
    header_row = _header_row(grid, names)
    if header_row is None:
        return Roster(0, {}, 0, fatal=(
            "The roster has no header row that otsync knows. It needs at least the columns Name and Birthdate or Plan type, "
            "in one of the first 20 rows; put them in, then run otsync again."
        ))  # fmt: skip
    columns, problems = _columns(grid[header_row], names, form)
    width = max((len(row) for row in grid), default=0)
    for needed in ("name",):
        if needed not in columns:
            return Roster(header_row, columns, width, problems=tuple(problems), fatal=(
                f"The roster has no single column {form.fields[needed].header}: it is missing or stands there twice. "
                "Give one column that header, then run otsync again."
            ))  # fmt: skip
    rows: list[RosterRow] = []
    passed: list[int] = []
    by_id: dict[str, int] = {}
    for index in range(header_row + 1, len(grid)):
        row = grid[index]
        cells = {key: row[at] if at < len(row) else Cell() for key, at in columns.items()}
        if not any(cell.text.strip() for cell in row):
            continue
        student, problem = _student(index, cells, form)
        if problem:
            problems.append(problem)
        if student is None:
            passed.append(index)
            continue
        if student.otsync_id and student.otsync_id in by_id:
            problems.append(Problem("id_twice", (
                f"Rows {by_id[student.otsync_id] + 1} and {index + 1} have the same otsync ID {student.otsync_id}. The first one "
                "is used; clear the ID in the other if it is another student."
            ), index, student.otsync_id))  # fmt: skip
            continue
        if student.otsync_id:
            by_id[student.otsync_id] = index
        rows.append(student)
    return Roster(header_row, columns, width, tuple(rows), tuple(passed), tuple(problems))


def _header_row(grid: Sequence[Sequence[Cell]], names: Mapping[str, str]) -> int | None:
    best, best_hits = None, 1
    for index, row in enumerate(grid[:HEADER_ROWS]):
        hits = {names[normal(cell.text)] for cell in row if cell.text.strip() and normal(cell.text) in names}
        if len(hits) > best_hits:
            best, best_hits = index, len(hits)
    return best


def _columns(row: Sequence[Cell], names: Mapping[str, str], form: PlanForm) -> tuple[dict[str, int], list[Problem]]:
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(row):
        key = names.get(normal(cell.text)) if cell.text.strip() else None
        if key:
            found.setdefault(key, []).append(at)
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for key, places in found.items():
        header = form.fields[key].header if key in form.fields else form.own[key]
        exact = [at for at in places if normal(row[at].text) == normal(header)]
        if len(places) == 1 or len(exact) == 1:
            columns[key] = (exact or places)[0]
            continue
        problems.append(Problem("header_twice", (
            f"{len(places)} columns of the roster are called {header}: none of them was read. Rename all but one."
        ), seen=header))  # fmt: skip
    return columns, problems


def _student(index: int, cells: Mapping[str, Cell], form: PlanForm) -> tuple[RosterRow | None, Problem | None]:
    name = cells["name"].text.strip()
    otsync_id = cells["otsync_id"].text.strip() if "otsync_id" in cells else ""
    plan_type = cells.get("plan_type", Cell())
    facts = any(cells.get(key, Cell()).text.strip() for key in ("birthdate", "plan_type"))
    student = RosterRow(index, otsync_id, {key: cell for key, cell in cells.items() if key in form.fields})
    if name and (facts or otsync_id):
        if compared(form.fields["plan_type"], plan_type.text) not in ("", *form.fields["plan_type"].choices):
            return student, Problem("plan_type", (
                "The plan type is none of IEP, 504, RTI; the plan was held to an IEP's list."
            ), index, otsync_id, plan_type.text)  # fmt: skip
        return student, None
    if facts and not re.search(r"\btotals?\b", " ".join(cell.text for cell in cells.values()), re.IGNORECASE):
        says = f"Row {index + 1} of the roster has no name: no plan was made. Type the name."
        if otsync_id:
            says = f"Row {index + 1} of the roster has no name any more. Its Doc stays as it is, and waits for it: type the name again."
        return None, Problem(
            "no_name", says, index, otsync_id, ", ".join(cell.text.strip() for cell in cells.values() if cell.text.strip())
        )
    return None, None
