"""The tab One student: a name is chosen in a cell, and formulas show everything at once, for the parent on the phone."""

from __future__ import annotations

from otsync.workbook.formats import Cell
from otsync.workbook.tabs import DASHBOARD, IDS, MINUTES, letter

LIST_ROW = 12
"""0-based row from which the entries are listed."""
SHOWN = ("Date", "Minutes", "Kind", "Setting", "Status", "Reason", "As written")


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

    def looked_up(column: int) -> str:
        return f'=IF($B$1="","",IFERROR(INDEX({_whole(DASHBOARD.title, column, top)},MATCH($B$1,{names},0)),""))'

    def fact(words: str, header: str) -> list[Cell]:
        return [Cell(words, grey=True), Cell(formula=looked_up(DASHBOARD.column(header)), bold=True)]

    def total(words: str, status: str, kind: str) -> list[Cell]:
        terms = f'{minutes("Minutes")},{minutes("otsync ID")},$D$1,{minutes("Status")},"{status}",{minutes("Kind")},"{kind}"'
        return [Cell(words, grey=True), Cell(formula=f'=IF($D$1="","",SUMIFS({terms}))', bold=True)]

    listed = ",".join(minutes(header) for header in SHOWN)
    lines = f'=IF($D$1="","",IFERROR(SORT(FILTER({{{listed}}},{minutes("otsync ID")}=$D$1),1,FALSE),"No entries yet"))'
    return [
        [
            Cell("Student", bold=True),
            Cell(amber=True, bold=True, size=12),
            Cell(),
            Cell(formula=looked_up(IDS), grey=True, size=8, wrap=False),
        ],
        [Cell("Choose a name in the amber cell.", grey=True, wrap=False)],
        fact("School", "School"),
        fact("To fill", "What"),
        fact("Owed this month", "Owed"),
        fact("Given this month", "Given"),
        fact("Make-up owed", "Missed, make-up owed"),
        fact("No note yet", "No note yet"),
        total("Direct, all told", "delivered", "direct"),
        total("Consult, all told", "delivered", "consult"),
        [],
        [Cell(header, band=True) for header in SHOWN],
        [Cell(formula=lines)],
    ]
