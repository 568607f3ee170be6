"""The tab Dashboard: four lines, then one row a student in the order of the roster, and the figures behind the two charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from otsync.caseload.values import short_day
from otsync.workbook.formats import Cell, Json, quoted, rewrite_requests, serial_time
from otsync.workbook.tabs import CHART_DATA, CHART_HEADERS, DASHBOARD, HIDDEN_COLUMNS
from otsync.workbook.views import REPORTS_AHEAD, SPEAK, Speak, StudentView, Summary, days_left, plural, reasons, shown_names

CHART_ROWS = 59
HIDDEN_HEADERS = ("otsync ID", "To make up now", "Precautions", "Next time", "For the teacher", "Tried", "What the numbers rest on")
CELL_LIMIT = 49_000
"""Characters of a cell: Sheets takes 50,000."""
WIDTH = CHART_DATA + HIDDEN_COLUMNS


def clock_words(moment: datetime) -> str:
    """Tue 2:04 am."""
    hour = moment.hour % 12 or 12
    return f"{moment:%a} {hour}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"


def four_lines(students: Sequence[StudentView], summary: Summary, today: date) -> list[str]:
    """The words on top; the fourth is what stands there while otsync runs."""
    active = [one for one in students if one.active]
    plans = f"Plans: {summary.complete} of {summary.plans} complete"
    if summary.new_this_week:
        plans += f", {summary.new_this_week} new this week"
    month = f"{today:%B} to date: {summary.given:,}"
    month += f" of {summary.expected:,} min expected by today" if summary.expected is not None else " min"
    if summary.together:
        month += f" ({summary.together:,} of the month for direct and consult together)"
    if summary.no_note_yet:
        month += f"; {summary.no_note_yet:,} with no note yet"
    if summary.makeup_owed:
        month += f"; {summary.makeup_owed:,} make-up owed"
    if summary.consult:
        month += f". Consult beside it: {summary.consult[1]:,} of {summary.consult[0]:,} min this month"
    speak = summary.speak
    annuals = [left for one in active if (left := days_left(one.annual, today)) is not None]
    triennials = [left for one in active if (left := days_left(one.triennial, today)) is not None]
    coming = f"Coming up: {plural(sum(0 <= left <= speak.annual for left in annuals), 'annual')} in {speak.annual} days, "
    coming += f"{plural(sum(0 <= left <= speak.triennial for left in triennials), 'triennial')} in {speak.triennial}"
    if passed := sum(left < 0 for left in annuals + triennials):
        coming += f"; {plural(passed, 'date has', 'dates have')} passed"
    if summary.reports and 0 <= (summary.reports - today).days <= REPORTS_AHEAD:
        coming += f"; progress reports by {summary.reports.month}/{summary.reports.day}"
    last = f"Last good run {clock_words(summary.last_run)}" if summary.last_run else "Not run yet"
    last += f"; {summary.to_look_at:,} for you to look at" if summary.to_look_at else "; nothing for you to look at"
    return [plans, month, coming, last]


def hints(summary: Summary) -> str:
    """What all figures below rest on, in small print."""
    said = ["Calendar has no days off yet: pace counts every weekday"] if summary.calendar_empty else []
    if summary.count_from:
        said.append(f"Sessions are counted from {short_day(summary.count_from)}, by Count sessions from in Settings")
    return " · ".join(said)


def last_run_formula(summary: Summary, said: str) -> str:
    """A formula that shows `said` while runs come, and a plain word with the contact once they have stopped."""
    if summary.last_run is None:
        return ""
    call = f" Call {summary.contact}." if summary.contact else ""
    stopped = f"otsync has not run since {summary.last_run:%a} {summary.last_run.month}/{summary.last_run.day}. Nothing is lost.{call}"
    return f"=IF(NOW()-{serial_time(summary.last_run):.5f}>{summary.silent_after:g},{quoted(stopped)},{quoted(said)})"


def dashboard_cells(students: Sequence[StudentView], summary: Summary, today: date) -> list[list[Cell]]:
    """All rows of the tab, WIDTH cells each from the column headers on."""
    lines = four_lines(students, summary, today)
    rows = [[Cell(line, bold=at == 0, size=14 if at == 0 else 0, wrap=False)] for at, line in enumerate(lines)]
    if formula := last_run_formula(summary, lines[3]):
        rows[3] = [Cell(formula=formula, wrap=False)]
    rows.append([Cell(hints(summary), grey=True, wrap=False)])
    table = [[Cell(name, head=True) for name in DASHBOARD.headers]]
    names = shown_names(students, short=False)
    table += [_row(one, names[one.otsync_id], today, summary.speak) for one in students]
    figures = chart_figures(summary)
    behind = [[Cell(name, grey=True) for name in HIDDEN_HEADERS], *(_hidden(one) for one in students)]
    blank: list[Cell] = [Cell() for _ in CHART_HEADERS]
    for at in range(max(len(table), len(figures))):
        left = table[at] if at < len(table) else []
        middle = [Cell() for _ in range(CHART_DATA - len(left))]
        rows.append([*left, *middle, *(figures[at] if at < len(figures) else blank), *(behind[at] if at < len(behind) else [])])
    return rows


def _hidden(one: StudentView) -> list[Cell]:
    """What the tab One student looks up, clipped to its one line of height: the Dashboard's rows stay low."""
    tried = "\n".join(one.tried)
    words = (one.precautions, one.next_time, one.for_teacher, tried, one.account[:CELL_LIMIT])
    makeup = Cell(number=one.makeup or None, grey=True, wrap=False)
    return [Cell(one.otsync_id, grey=True), makeup, *(Cell(text, grey=True, clip=True) for text in words)]


def dashboard_requests(
    students: Sequence[StudentView], summary: Summary, today: date, *, sheet_id: int, grid_rows: int, grid_columns: int | None = None
) -> list[Json]:
    """Requests that rewrite the tab; `grid_rows` and `grid_columns`: what its grid has now."""
    rows = dashboard_cells(students, summary, today)
    return rewrite_requests(sheet_id, rows, grid_rows=grid_rows, columns=WIDTH, grid_columns=grid_columns)


def chart_figures(summary: Summary) -> list[list[Cell]]:
    """The six hidden columns from the header row on: plans over time, minutes by week."""
    rows = [[Cell(name, grey=True) for name in CHART_HEADERS]]
    trend, weeks = list(summary.trend)[-CHART_ROWS:], list(summary.weeks)[-CHART_ROWS:]
    for at in range(max(len(trend), len(weeks))):
        left = _figures(trend[at]) if at < len(trend) else [Cell()] * 3
        rows.append(left + (_figures(weeks[at]) if at < len(weeks) else [Cell()] * 3))
    return rows


def _figures(row: tuple[date, int, int]) -> list[Cell]:
    return [Cell(day=row[0]), Cell(number=row[1]), Cell(number=row[2])]


def _row(one: StudentView, name: str, today: date, speak: Speak = SPEAK) -> list[Cell]:
    grey = not one.active
    annual, triennial = days_left(one.annual, today), days_left(one.triennial, today)
    why = reasons(one, today, speak)[:2] if one.active else [one.paused_words]

    def number(value: int | None, *, zero: bool = True, amber: bool = False, bold: bool = False) -> Cell:
        shown = value if value or zero else None
        return Cell(number=shown, grey=grey, amber=amber and one.active, bold=bold and one.active, align="RIGHT")

    return [
        Cell(one.school, grey=grey),
        Cell(name, grey=grey, bold=not grey),
        Cell(one.plan_type, grey=grey),
        number(len(one.missing), amber=bool(one.missing)),
        Cell(", ".join(one.missing), grey=True),
        number(annual, bold=annual is not None and annual <= speak.annual),
        number(triennial, bold=triennial is not None and triennial <= speak.triennial),
        Cell(day=one.progress_report, grey=grey),
        number(one.owed_month),
        number(one.given_month),
        number(one.missed_owed, zero=False),
        number(one.missed_not_owed, zero=False),
        number(one.no_note_yet, zero=False),
        number(one.pace),
        number(one.school_days_since_seen),
        Cell(" ".join(why), grey=grey),
        Cell(one.note, grey=True),
        Cell(link=one.doc_url, grey=grey),
    ]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
