"""The tab Start here: ten lines for someone who has never heard of otsync."""

from __future__ import annotations

from otsync.workbook.formats import Cell

LINES = (
    (
        "What it reads",
        "The tab Roster, and the tabs Plan and Notes of each student's Doc. E-mails that you paste under E-mails are never read "
        "for minutes.",
    ),
    (
        "Where it writes",
        "The value cells on the tab Plan of a Doc, the grey columns of these tabs, and a roster cell when you filled that field "
        "in the Doc.",
    ),
    (
        "Your words stay",
        "What you type is never reworded, moved or deleted. If the Doc and the roster say different things, both stay and you are asked.",
    ),
    (
        "Amber",
        "An amber cell is waiting to be filled. Type in the Doc or in the roster, wherever you are; the other one follows at the next run.",
    ),
    (
        "How to write a note",
        "Newest on top, one line a visit: 10/7 9:15-9:45 push-in, writing. Or: 10/2 30 pull-out. Or: 9/30 absent.",
    ),
    (
        "Lines it collects",
        "A line that begins with Next: or Teacher: is shown in This week. Tried: and Teacher: lines become rows of the Plan; your own "
        "line stays.",
    ),
    (
        "When it cannot tell",
        "A line that could be read in two ways counts 0 minutes and stands in Needs a look. Choose or type an answer there, or "
        "mend the line.",
    ),
    (
        "Pause a student",
        "Set Status to on hold in the Roster. Nothing is written in that Doc until you set it back to active. Nothing is ever deleted.",
    ),
    (
        "Sort and colour freely",
        "Sort the Roster, add columns, write between the rows. Leave the grey columns at the right as they are: they tell students apart.",
    ),
    (
        "What the log proves",
        "Minutes says when otsync first read a line, not when the line was typed. Corrections are new rows; no row is ever changed.",
    ),
)


def start_here_cells(contact: str = "") -> list[list[Cell]]:
    """The rows of the tab: a number, and beside it a heading and its sentence."""
    rows = [[Cell("Start here", size=16, bold=True, wrap=False), Cell()], [Cell(), Cell()]]
    for number, (head, words) in enumerate(LINES, start=1):
        rows.append([Cell(f"{number}", grey=True, align="RIGHT"), Cell(head, bold=True)])
        rows.append([Cell(), Cell(words)])
    call = (
        f"If something looks wrong: nothing is lost. Call {contact}."
        if contact
        else (
            "If something looks wrong: nothing is lost. Write whom to call under Settings; the Dashboard says it when otsync has stopped."
        )
    )
    return [*rows, [Cell(), Cell()], [Cell(), Cell(call, grey=True)]]
