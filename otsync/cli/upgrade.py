"""`otsync upgrade`: what each Doc would get, a question, and what each has got."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext

from rich.table import Table
from rich.text import Text

from otsync.cli import show
from otsync.cli.job import opened
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.errors import PersonMustAct
from otsync.sync.upgrade import DocPlan, UpgradeReport, upgrade

Progress = Callable[[str], None]


def do_upgrade(
    loaded: Config, *, dry_run: bool, first: int | None, put_back: bool, yes: bool, quiet: bool, as_json: bool
) -> UpgradeReport:
    """The command. On a terminal it shows what would change and asks; elsewhere it needs `yes`."""
    if dry_run or yes:
        report = _run(loaded, write=not dry_run, first=first, put_back=put_back, quiet=quiet)
        if not quiet or dry_run:
            _show(report, detailed=dry_run)
        return report
    planned = _run(loaded, write=False, first=first, put_back=put_back, quiet=quiet)
    _show(planned, detailed=True)
    if planned.todo:
        docs = f"{planned.todo} {'Doc' if planned.todo == 1 else 'Docs'}"
        if as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise PersonMustAct(f"{docs} would be changed, and nobody is here to be asked. Say --yes to change them, or --dry-run to look.")
        print(f"Change {docs}? What people typed stays as it is. [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            print("Nothing was changed.", file=sys.stderr)
            return planned
    report = _run(loaded, write=True, first=first, put_back=put_back, quiet=quiet)
    if not quiet:
        _show(report, detailed=False)
    return report


def _run(loaded: Config, *, write: bool, first: int | None, put_back: bool, quiet: bool) -> UpgradeReport:
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    with show.progress(quiet=quiet) as say, only_one(*names) if write else nullcontext(), opened(loaded) as job:
        return upgrade(job.google, job.settings, job.now, write=write, first=first, put_back=put_back, progress=say)


def sentences(report: UpgradeReport) -> list[str]:
    """What each Doc gets, by roster row and otsync ID; the same for several is told once."""
    said: list[str] = []
    for gets, plans in _alike(report, lambda one: one.gets):
        who = _who(plans)
        said.append(f"{who}: {'; '.join(gets)}")
    for left, plans in _alike(report, lambda one: one.left):
        said.append(f"{_who(plans)} stays as it is in part: {'; '.join(left)}" if len(plans) == 1 else f"{_who(plans)}: {'; '.join(left)}")
    return said


def _alike(report: UpgradeReport, of: Callable[[DocPlan], tuple[str, ...]]) -> list[tuple[tuple[str, ...], list[DocPlan]]]:
    groups: dict[tuple[str, ...], list[DocPlan]] = {}
    for one in report.plans:
        if of(one):
            groups.setdefault(of(one), []).append(one)
    return list(groups.items())


def _who(plans: list[DocPlan]) -> str:
    rows = ", ".join(f"{one.row} ({one.otsync_id})" for one in plans)
    return f"Row {rows}" if len(plans) == 1 else f"{len(plans)} Docs, rows {rows}"


def _show(report: UpgradeReport, *, detailed: bool) -> None:
    screen = show.console()
    if detailed:
        for sentence in sentences(report):
            print(sentence)
    else:
        for failed in (one for one in report.plans if one.failed):
            print(f"Row {failed.row} ({failed.otsync_id}): {'; '.join(failed.left)}", file=sys.stderr)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="grey50", no_wrap=True)
    table.add_column()
    for label, words in lines(report):
        table.add_row(label, Text(words))
    screen.print(Text("What an upgrade would do" if report.dry_run else "The upgrade", style="bold"))
    screen.print(table)


def lines(report: UpgradeReport) -> list[tuple[str, str]]:
    """The summary as (label, words)."""
    number = report.todo if report.dry_run else report.done
    said = [("Docs", f"{number} {'to be changed' if report.dry_run else 'changed'} · {report.fit} fit already")]
    left = Counter("on hold" if "on hold" in one.left[0] else "left in part" for one in report.plans if one.left)
    if left:
        said.append(("Left", " · ".join(f"{count} {words}" for words, count in left.most_common())))
    if report.failed:
        said.append(("Not done", f"{report.failed}; run it again"))
    if report.template:
        said.append(("Template", "to be renewed for new plans" if report.dry_run else "renewed for new plans"))
    if report.sync is not None:
        said += [one for one in show.lines(report.sync) if one[0] in ("Plans", "Carried over", "Waiting", "To look at")]
    said.append(("Requests", f"{show.requests(report.requests)}, {report.seconds:.1f} s"))
    return said
