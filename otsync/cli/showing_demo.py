"""`otsync demo`: runs it, tells a therapist what happened, and serves the pages."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from otsync.cli import show
from otsync.cli.serving import started
from otsync.demo.run import DemoResult, run_demo
from otsync.errors import PersonMustAct
from otsync.sync.report import Report

TITLES = {1: "The first night", 2: "The second night, after a week in which people typed"}


def show_demo(folder: Path | None, *, students: int, seed: int, serve: bool, stop: Callable[[], threading.Event]) -> DemoResult:
    """Run the demonstration in `folder`, which must be new or empty, or in a temporary one that goes at the end.

    With `serve` the pages are served until `stop` is set. PersonMustAct if the folder is in use.
    """
    with ExitStack() as stack:
        if folder is None:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="otsync-demo-")))
        else:
            place = folder
            if place.exists() and (not place.is_dir() or any(place.iterdir())):
                raise PersonMustAct(f"{place} is not empty: the demonstration needs a new folder, for it makes up everything in it.")
        result = _run(place, students, seed)
        if folder is not None:
            then = f"OTSYNC_NOW={result.now:%Y-%m-%dT%H:%M}"
            say(f"Kept in {place}. See it again: {then} otsync workspace serve --dir {place}")
            say(f"Run it again: {then} otsync sync --config {place}/otsync.toml")
        if serve:
            with started(place, 0, since=result.now) as served:
                say(f"The workbook and the Docs are at {served.url}. Ctrl-C ends it.")
                stop().wait()
        return result


def _run(place: Path, students: int, seed: int) -> DemoResult:
    say(f"{students} made-up students; nobody here exists.")
    screen = show.console()
    if not screen.is_terminal:
        return run_demo(place, students, seed, None, _tell)
    with screen.status("Starting", spinner="dots", spinner_style="grey50") as status:

        def tell(number: int, report: Report, now: datetime) -> None:
            status.stop()
            _tell(number, report, now)
            status.start()

        return run_demo(place, students, seed, lambda words: status.update(words), tell)


def _tell(number: int, report: Report, now: datetime) -> None:
    print(file=sys.stderr)
    show.summary(report, now, title=f"{TITLES[number]} · {show.moment(now)}")
    print(file=sys.stderr)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
