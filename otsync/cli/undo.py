"""`otsync undo`: what went back, and what stays as it is."""

from __future__ import annotations

from contextlib import nullcontext

from rich.table import Table
from rich.text import Text

from otsync.cli import show
from otsync.cli.job import opened
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.sync.undo import UndoReport, undo


def do_undo(loaded: Config, *, run: int | None, student: str, dry_run: bool, quiet: bool) -> UndoReport:
    """The command. A dry run needs no lock: it writes nothing."""
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    with show.progress(quiet=quiet) as say, nullcontext() if dry_run else only_one(*names), opened(loaded) as job:
        report = undo(job.google, job.settings, job.now, run=run, otsync_id=student.strip(), write=not dry_run, progress=say)
    if not quiet:
        _show(report)
    return report


def _show(report: UndoReport) -> None:
    screen = show.console()
    for sentence in report.sentences:
        screen.print(Text(sentence))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="grey50", no_wrap=True)
    table.add_column()
    for label, words in lines(report):
        table.add_row(label, Text(words))
    screen.print(Text(f"What an undo of run {report.run} would do" if report.dry_run else f"Run {report.run} undone", style="bold"))
    screen.print(table)


def lines(report: UndoReport) -> list[tuple[str, str]]:
    """The summary as (label, words); what did not happen is left out."""
    said = [("Put back", f"{report.values} values of {report.students} students, {report.sessions} rows to Minutes")]
    if report.stays:
        said.append(("As it is", f"{report.stays}: changed since, or not able to go back by itself"))
    if report.failed:
        said.append(("Not done", f"{report.failed} students; the next run tries again"))
    if not report.dry_run and report.values:
        said.append(("From now on", "what differs stands in Needs a look, until someone changes or answers it"))
    said.append(("Requests", f"{show.requests(report.requests)}, {report.seconds:.1f} s"))
    return said
