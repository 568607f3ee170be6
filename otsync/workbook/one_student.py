"""The tab One student: a name is chosen in a cell, and formulas show everything at once, for the parent on the phone.

At the left the facts and every entry of the log, at the right what the numbers rest on. The formulas need only the Dashboard (with its
hidden columns) and Minutes, so that the page is never older than they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from otsync.workbook.formats import Cell, Json
from otsync.workbook.tabs import ACCOUNT, DASHBOARD, FOR_TEACHER, IDS, MAKE_UP, MINUTES, NEXT_TIME, ONE_STUDENT, PRECAUTIONS, TRIED, letter

LIST_ROW = 15
"""0-based row from which the entries are listed."""
SHOWN = ("Date", "Minutes", "Kind", "Setting", "Status", "Reason", "As written")
SIDE = 8
"""0-based column of what the numbers rest on."""
SIDE_ROWS = 200
OTHER_KINDS = ("consult", "indirect", "evaluation", "meeting")

LEFT: tuple[tuple[str, str | int], ...] = (
    ("School", "School"),
    ("Plan type", "Plan type"),
    ("To fill", "What"),
    ("Annual (days)", "Annual (days)"),
    ("Progress report", "Progress report"),
    ("Last seen (school days)", "Last seen (school days)"),
    ("Why it is here", "Why it is here"),
    ("Next time", NEXT_TIME),
    ("For the teacher", FOR_TEACHER),
    ("Tried", TRIED),
)
"""Words -> the Dashboard's column, by header or (a hidden one) by place."""
RIGHT: tuple[tuple[str, str | int], ...] = (
    ("Owed this month", "Owed"),
    ("Given this month", "Given"),
    ("Ahead/behind", "Ahead/behind"),
    ("Missed, make-up owed", "Missed, make-up owed"),
    ("Missed, none owed", "Missed, none owed"),
    ("No note yet", "No note yet"),
    ("To make up now", MAKE_UP),
)


def _whole(title: str, column: int, top: int) -> str:
    return f"'{title}'!${letter(column)}${top}:${letter(column)}"


def one_student_cells() -> list[list[Cell]]:
    """The rows of the tab; the last one is LIST_ROW.

    The student is looked up by otsync ID (beside the name, small): two children may have one name.
    """
    top = DASHBOARD.header_row + 2
    names = _whole(DASHBOARD.title, DASHBOARD.column("Student"), top)

    def minutes(header: str) -> str:
        return _whole(MINUTES.title, MINUTES.column(header), MINUTES.header_row + 2)

    def looked_up(column: str | int) -> str:
        at = DASHBOARD.column(column) if isinstance(column, str) else column
        found = f"INDEX({_whole(DASHBOARD.title, at, top)},MATCH($B$1,{names},0))"
        return f'=IF($B$1="","",IFERROR(IF({found}="","",{found}),""))'

    def fact(words: str, column: str | int) -> list[Cell]:
        wide = isinstance(column, int) or column in ("What", "Why it is here")
        day = column == "Progress report"
        return [Cell(words, grey=True), Cell(formula=looked_up(column), bold=not wide, date=day)]

    def total(kind: str = "") -> str:
        terms = f"{minutes('Minutes')},{minutes('otsync ID')},$D$1"
        return f'SUMIFS({terms},{minutes("Kind")},"{kind}")' if kind else f"SUMIFS({terms})"

    def summed(words: str, formula: str) -> list[Cell]:
        return [Cell(words, grey=True), Cell(formula=f'=IF($D$1="","",{formula})', bold=True)]

    # Minutes that a person adds without a kind are direct, here as everywhere.
    direct = total() + "".join(f"-{total(kind)}" for kind in OTHER_KINDS)
    right = [
        *(fact(words, column) for words, column in RIGHT),
        summed("Direct, all told", direct),
        summed("Consult, all told", total("consult")),
        summed("Other, all told", "+".join(total(kind) for kind in OTHER_KINDS[1:])),
    ]
    listed = ",".join(minutes(header) for header in SHOWN)
    lines = f'=IF($D$1="","",IFERROR(SORT(FILTER({{{listed}}},{minutes("otsync ID")}=$D$1),1,FALSE),"No entries yet"))'
    rows = [
        [
            Cell("Student", bold=True),
            Cell(amber=True, bold=True, size=12),
            Cell(),
            Cell(formula=looked_up(IDS), grey=True, size=8, wrap=False),
            *(Cell() for _ in range(4)),
            Cell("What the numbers rest on", bold=True, wrap=False),
        ],
        [
            Cell("Choose a name in the amber cell.", grey=True, wrap=False),
            *(Cell() for _ in range(7)),
            Cell(formula=looked_up(ACCOUNT)),
        ],
        [Cell("PRECAUTIONS", bold=True), Cell(formula=looked_up(PRECAUTIONS), bold=True, size=11)],
    ]
    for at, (words, column) in enumerate(LEFT):
        beside = [Cell(), Cell(), right[at][0], Cell(), right[at][1]]
        rows.append([*fact(words, column), *beside])
    rows += [[] for _ in range(LIST_ROW - 1 - len(rows))]
    rows.append([Cell(header, band=True) for header in SHOWN])
    rows.append([Cell(formula=lines)])
    return rows


def merges() -> Iterator[Json]:
    """Cells that are one on this page, so that a long text does not stretch the rows beside it."""

    def merged(row: int, last_row: int, column: int, last_column: int) -> Json:
        where = {"sheetId": ONE_STUDENT.sheet_id, "startRowIndex": row, "endRowIndex": last_row,
                 "startColumnIndex": column, "endColumnIndex": last_column}  # fmt: skip
        return {"mergeCells": {"range": where, "mergeType": "MERGE_ALL"}}

    yield merged(0, 1, 1, 3)
    yield merged(2, 3, 1, 7)
    yield merged(1, SIDE_ROWS, SIDE, SIDE + 1)
    for at in range(len(LEFT)):
        yield merged(3 + at, 4 + at, 1, 4)
        yield merged(3 + at, 4 + at, 4, 6)
