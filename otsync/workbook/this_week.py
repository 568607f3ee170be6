"""The tab This week: by school, then usual time, to be printed and carried along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from otsync.workbook.dashboard import monday
from otsync.workbook.formats import Cell, Json, rewrite_requests
from otsync.workbook.tabs import THIS_WEEK
from otsync.workbook.views import StudentView, Summary, shown_names, time_order

QUICK = ("precautions", "birthdate", "plan type", "annual review", "triennial", "eligibilities", "diagnoses", "service minutes")
"""What is filled in a minute, quickest first; the rest wants an evening."""
MARKS = "! has precautions: read them on the Plan before the session   ? nothing is filled in yet: ask, and fill them in"
NUMBERS = ("No", "One", "Two", "Three")


def quick_fills(students: Sequence[StudentView]) -> list[tuple[StudentView, str]]:
    """Up to three students with the fewest fields left, each with the field that is quickest to fill."""

    def order(words: str) -> int:
        return QUICK.index(words.casefold()) if words.casefold() in QUICK else len(QUICK)

    open_ones = [one for one in students if one.active and one.missing]
    open_ones.sort(key=lambda one: (len(one.missing), min(order(words) for words in one.missing)))
    return [(one, min(one.missing, key=order)) for one in open_ones[:3]]


def top_line(students: Sequence[StudentView], summary: Summary, names: dict[str, str]) -> str:
    """Three quick fills: Ava R., diagnoses · Ben T., triennial · Eli M., precautions. 48 of 60 complete, 3 new this week."""
    fills = quick_fills(students)
    done = f"{summary.complete} of {summary.plans} complete"
    done += f", {summary.new_this_week} new this week." if summary.new_this_week else "."
    if not fills:
        return f"Nothing left to fill: {done}"
    listed = " · ".join(f"{names[one.otsync_id]}, {words}" for one, words in fills)
    return f"{NUMBERS[len(fills)]} quick fill{'s' if len(fills) > 1 else ''}: {listed}. {done}"


def this_week_cells(students: Sequence[StudentView], summary: Summary, today: date) -> list[list[Cell]]:
    """All rows of the tab: a heading, the quick fills, the column headers, then the active students under their schools."""
    names = shown_names(students, short=True)
    first = monday(today)
    last = first + timedelta(days=4)
    heading = f"Week of {first:%B} {first.day} to {f'{last:%B} ' if last.month != first.month else ''}{last.day}"
    rows = [
        [Cell(heading, size=14, bold=True, wrap=False)],
        [Cell(top_line(students, summary, names), wrap=False)],
        [Cell(MARKS, grey=True, size=8, wrap=False)],
        [Cell(name, head=True) for name in THIS_WEEK.headers],
    ]
    return rows + list(_table(students, names))


def _table(students: Sequence[StudentView], names: dict[str, str]) -> Iterator[list[Cell]]:
    active = [one for one in students if one.active]
    schools = sorted({one.school.strip() for one in active}, key=lambda school: (not school, school.casefold()))
    for school in schools:
        if len(schools) > 1 or school:
            yield [Cell(school or "No school yet", band=True, wrap=False), *(Cell(band=True, wrap=False) for _ in THIS_WEEK.columns[1:])]
        here = [one for one in active if one.school.strip() == school]
        for one in sorted(here, key=lambda student: time_order(student.usual_times)):
            yield _row(one, names[one.otsync_id])


def _row(one: StudentView, name: str) -> list[Cell]:
    logged = f"{one.logged_week} ({one.logged_text})" if one.logged_text else str(one.logged_week or "")
    return [
        Cell(one.usual_times),
        Cell(name, bold=True),
        Cell("?", amber=True) if one.has_precautions is None else Cell("!" if one.has_precautions else "", bold=True),
        Cell(", ".join(part for part in (one.room.strip(), one.teachers.strip()) if part)),
        Cell(one.owed_words) if one.owed_words else Cell(number=one.owed_week, align="LEFT"),
        Cell(logged),
        Cell(number=one.makeup or None, align="RIGHT"),
        Cell(one.next_time),
        Cell(one.for_teacher),
        Cell(link=one.doc_url),
    ]


def this_week_requests(
    students: Sequence[StudentView], summary: Summary, today: date, *, sheet_id: int, grid_rows: int, grid_columns: int | None = None
) -> list[Json]:
    """Requests that rewrite the tab; `grid_rows` and `grid_columns`: what its grid has now."""
    rows = this_week_cells(students, summary, today)
    return rewrite_requests(sheet_id, rows, grid_rows=grid_rows, columns=len(THIS_WEEK.columns), grid_columns=grid_columns)
