"""What a run did, in words for a therapist. On standard error; no student is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from otsync.sync.report import Report

MOST = 3


def console() -> Console:
    """Standard error as it is now, calm: no colours but dim grey."""
    return Console(stderr=True, highlight=False)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """A line that says what is being done, on a terminal alone: a log file needs none."""
    screen = console()
    if quiet or not screen.is_terminal:
        yield None
        return
    with screen.status("Starting", spinner="dots", spinner_style="grey50") as status:
        yield lambda words: status.update(words)


def summary(report: Report, now: datetime, *, plan: bool = False, title: str = "") -> None:
    """Print what was done or, for `plan`, what would be."""
    screen = console()
    table = Table.grid(padding=(0, 2))
    table.add_column(style="grey50", no_wrap=True)
    table.add_column()
    for label, words in lines(report, plan=plan):
        table.add_row(label, Text(words))
    screen.print(Text(title or moment(now), style="bold"))
    screen.print(table)


def lines(report: Report, *, plan: bool = False) -> list[tuple[str, str]]:
    """The summary as (label, words), most important first; what did not happen is left out."""
    said: list[tuple[str, str]] = []
    if report.failed:
        said.append(("Not done", f"{_count(report.failed, 'student')} could not be brought up to date; the next run tries again"))
    if report.held:
        said.append(("Waiting", f"{_count(report.held, 'question')} held for your answer in Needs a look; nothing was changed there"))
    made = f"{_count(report.docs_created, 'new plan')} {'to be made' if plan else 'made'}" if report.docs_created else ""
    updated = f"{report.docs_updated:,} {'to be changed' if plan else 'changed'}" if report.docs_updated else ""
    done = f"{report.complete} of {report.active} complete" if report.active else ""
    fill = f"{report.fields_missing} to fill" if report.fields_missing else ""
    if plans := " · ".join(part for part in (made, updated, done, fill) if part):
        said.append(("Plans", plans))
    if report.older:
        word = "plan is" if report.older == 1 else "plans are"
        said.append(("Earlier form", f"{report.older:,} {word} of an earlier form; `otsync upgrade --dry-run` shows what is new"))
    if report.missing_most:
        said.append(("Most often to fill", ", ".join(f"{name.lower()} ({count:,})" for name, count in report.missing_most[:MOST])))
    moved = [
        _count(report.roster_to_doc, "value") + " from the roster to the Docs" if report.roster_to_doc else "",
        _count(report.doc_to_roster, "value") + " from the Docs to the roster" if report.doc_to_roster else "",
    ]
    if any(moved):
        said.append(("To carry over" if plan else "Carried over", " · ".join(part for part in moved if part)))
    if report.minutes_appended or report.corrections:
        sessions = f"{_count(report.minutes_appended, 'row')} {'to be logged' if plan else 'logged'}"
        if report.session_minutes:
            sessions += f", {report.session_minutes:,} minutes of direct service"
        if report.corrections:
            sessions += f" · {_count(report.corrections, 'correction')}"
        said.append(("Sessions", sessions))
    if report.conflicts:
        said.append(("Differences", f"{_count(report.conflicts, 'value')} that the Doc and the roster tell differently; both are kept"))
    said.append(("To look at", f"{_count(report.needs_look, 'thing')} in Needs a look" if report.needs_look else "nothing"))
    if not plan and not report.wrote and not report.docs_created and not report.docs_updated:
        said.append(("Changed", "nothing: everything was up to date"))
    said.append(("Requests", f"{requests(report.requests)}, {report.seconds:.1f} s"))
    return said


def requests(counts: dict[str, int]) -> str:
    """Requests spent: "12: Docs 4 read, 6 written; Sheets 1 read, 1 written"."""
    parts = []
    for api in ("docs", "sheets", "drive"):
        read, written = counts.get(f"{api}_read", 0), counts.get(f"{api}_write", 0)
        inside = ", ".join(text for text in (f"{read:,} read" if read else "", f"{written:,} written" if written else "") if text)
        if inside:
            parts.append(f"{api.capitalize()} {inside}")
    total = sum(counts.values())
    return f"{total:,}" + (f" ({'; '.join(parts)})" if parts else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def moment(now: datetime) -> str:
    """Tuesday, October 7, 2:04 am"""
    return f"{now:%A, %B} {now.day}, {now.hour % 12 or 12}:{now:%M} {'am' if now.hour < 12 else 'pm'}"
