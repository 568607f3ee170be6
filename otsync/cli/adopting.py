"""`otsync adopt`: what it was told, and what it says. Names are shown on a terminal alone; a file or a log gets rows and IDs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import PlanForm, load_plan
from otsync.cli.job import opened
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.errors import PersonMustAct
from otsync.sync.adopt.model import Wish
from otsync.sync.adopt.report import AdoptReport, DocLine
from otsync.sync.adopt.run import adopt

WORDS = {"already": "a plan already", "asked": "to ask", "listed": "left alone", "nobody": "left alone", "failed": "not done"}


def wish_of(things: list[str], column: str | None, first: int | None, since: str | None) -> Wish:
    """What the command line asks for."""
    if not things and not column:
        raise PersonMustAct("Say which Docs: a folder or Docs (addresses or ids), or --column with the roster column that links to them.")
    day: date | None = None
    if since is not None:
        day = parse_day(since)
        if day is None:
            raise PersonMustAct(f"--minutes-since takes a day with its year, such as 2026-10-01 or 10/1/2026; {since!r} is none.")
    return Wish(tuple(things), column or "", first, day)


def adopt_once(loaded: Config, wish: Wish, *, write: bool, progress: Callable[[str], None] | None = None) -> AdoptReport:
    """One adoption. Errors are those of the sync, of the sign-in and of the lock."""
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    with only_one(*names) if write else nullcontext(), opened(loaded) as job:
        return adopt(job.google, job.settings, job.now, wish, write=write, progress=progress)


def show(loaded: Config, report: AdoptReport, *, names: bool) -> None:
    """The Docs, student by student, then how many of each kind. On standard output."""
    form = load_plan(own=loaded.own_fields)
    for one in report.docs:
        print(_line(one, form, names=names))
    for sentence in _sums(report):
        print(sentence)


def _line(one: DocLine, form: PlanForm, *, names: bool) -> str:
    who = f"Row {one.row}" + (f" ({one.otsync_id})" if one.otsync_id else "") if one.row else f"Doc {one.doc}"
    if names:
        said_of = (f"Row {one.row}" if one.row else "", one.name, f"“{one.title}”" if one.title else "")
        who = " · ".join(part for part in said_of if part) or who
    if one.outcome not in ("adopted", "would adopt"):
        first = f"{who}: {WORDS[one.outcome]}" + (f": {one.says}" if one.outcome != "already" else "")
        return "\n    ".join([first, one.link] if one.link else [first])

    def said(keys: tuple[str, ...]) -> str:
        return ", ".join(form.fields[key].words for key in keys)

    verb = "would get a tab Plan" if one.outcome == "would adopt" else "has a tab Plan now"
    lines = [f"{who}: {verb} ({one.says})"]
    lines.append(f"from its own page: {said(one.filled)}" if one.filled else "nothing from its own page")
    if one.differs:
        lines.append(f"the roster says otherwise: {said(one.differs)}; both are kept and listed")
    if one.left:
        lines.append(f"{one.left} header line{'' if one.left == 1 else 's'} left as they are and listed")
    lines.append(f"{one.to_fill} to fill" if one.to_fill else "nothing to fill")
    if one.seen:
        lines.append(f"{one.seen} session{'' if one.seen == 1 else 's'} that stood there: recorded as seen, not logged")
    if one.logged:
        logged = "to be logged" if one.outcome == "would adopt" else "logged"
        lines.append(f"{one.logged} session{'' if one.logged == 1 else 's'} {logged}")
    return "\n    ".join([*lines, one.link])


def _sums(report: AdoptReport) -> list[str]:
    adopted = report.count("adopted", "would adopt")
    done = f"{_docs(adopted)} {'would be' if report.dry_run else ''} adopted".replace("  ", " ")
    rest = [
        (report.count("already"), "adopted before"),
        (report.count("asked"), "to ask about"),
        (report.count("listed", "nobody"), "left alone"),
        (report.count("failed"), "not done"),
        (report.waiting, "more that fit, beyond --first"),
    ]
    said = [", ".join([done, *(f"{number} {words}" for number, words in rest if number)]) + "."]
    if report.count("asked") and not report.dry_run:
        said.append(
            "The questions stand in Needs a look. The next sync carries out what is answered there, and a link put into "
            "the roster's Plan column."
        )
    if report.count("asked") and report.dry_run:
        said.append("What is to be asked is asked in Needs a look, once Docs are adopted.")
    if report.dry_run:
        said.append("Nothing was written.")
    return said


def _docs(number: int) -> str:
    return f"{number} Doc" if number == 1 else f"{number} Docs"


def agreed(report: AdoptReport) -> bool:
    """At a terminal: whether the person wants it done, having seen it."""
    number = report.count("would adopt")
    docs = "this Doc" if number == 1 else f"these {number} Docs"
    question = f"Add the tab Plan to {docs}? Your own pages stay as they are." if number else "Ask these questions in Needs a look?"
    print(f"{question} [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
