"""The commands. Each is short: it asks the rooms below and shows what they say."""

from __future__ import annotations

import signal
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from otsync import __version__, clock, config
from otsync.cli import show
from otsync.cli.main import Output

app = typer.Typer(
    name="otsync",
    help="Keeps therapy plans in Google Docs and the caseload in Google Sheets the same, and loses no word that anyone typed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
config_app = typer.Typer(help="The configuration.", no_args_is_help=True)
app.add_typer(config_app, name="config")

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration; else ./otsync.toml or ~/.config/otsync/otsync.toml.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing unless something goes wrong.")]


def _version(asked: bool) -> None:
    if asked:
        print(__version__)
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")]


@app.callback()
def _options(version: Version = False) -> None:
    pass


@app.command()
def sync(
    context: typer.Context,
    config_file: ConfigFile = None,
    force: Annotated[bool, typer.Option("--force", help="Also do what is held for an answer in Needs a look.")] = False,
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Do the job once: plans, roster, sessions, dashboard."""
    from otsync.cli.job import sync_once

    out: Output = context.obj
    with show.progress(quiet=quiet) as say:
        report = sync_once(config_file, write=True, force=force, progress=say)
    if not quiet:
        show.summary(report, _local(config_file))
    out.finish(report.as_dict(), report.exit_code)


@app.command()
def plan(context: typer.Context, config_file: ConfigFile = None, json: AsJson = False) -> None:
    """Show what `sync` would do, student by student, and write nothing."""
    from otsync.cli.job import sync_once

    out: Output = context.obj
    with show.progress(quiet=False) as say:
        report = sync_once(config_file, write=False, progress=say)
    for change in report.changes:
        print(change)
    if report.passed_over:
        print(f"Passed over, for they do not look like students: roster rows {', '.join(map(str, report.passed_over))}.")
    show.summary(report, _local(config_file), plan=True, title="What a run would do")
    out.finish(report.as_dict(), report.exit_code)


@app.command()
def worker(config_file: ConfigFile = None) -> None:
    """Keep running: every night, and every so many minutes in school hours, as the configuration says."""
    from otsync.cli.job import last_run, sync_once
    from otsync.cli.worker import Worker

    path = config.find(config_file)
    appointments = config.load(path).schedule
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def job(polling: bool) -> None:
        report = sync_once(path, write=True, polling=polling)
        show.summary(report, clock.now(appointments.time_zone))

    def say(sentence: str) -> None:
        print(f"otsync: {sentence}", file=sys.stderr, flush=True)

    Worker(
        appointments, job=job, last_run=lambda: last_run(path), now=lambda: clock.now(appointments.time_zone), wait=stop.wait, say=say
    ).work()


@app.command()
def login(
    config_file: ConfigFile = None,
    pick: Annotated[bool, typer.Option("--pick", help="Also choose files that otsync may use: the roster you have.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page, or only print its address.")] = True,
) -> None:
    """Sign in to Google in your browser, for otsync's own files alone."""
    from otsync.google import signin

    loaded = config.load(config.find(config_file))
    done = signin.sign_in(loaded.credentials_path, pick=pick, browser=browser)
    signin.save(loaded.token_path, done.credentials)
    print(f"Signed in. The sign-in is kept in {loaded.token_path}, readable by you alone.", file=sys.stderr)
    if done.picked:
        print("You picked these files; put the roster's id into the configuration as spreadsheet_id under [roster]:", file=sys.stderr)
        for file_id in done.picked:
            print(file_id)


@app.command()
def status(config_file: ConfigFile = None) -> None:
    """Say when the workbook was last brought up to date, and where it is."""
    from otsync.cli.job import opened
    from otsync.sync.read import check_home, read_tabs
    from otsync.workbook import layout
    from otsync.workbook.state import read_state

    with opened(config_file) as job:
        if not job.settings.spreadsheet_id:
            print("There is no workbook yet: `otsync sync` makes it.")
            return
        book, _ = read_tabs(job.google, job.settings, minutes=False, mend=False)
        state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
        check_home(book, state)
        print(f"Workbook   {job.settings.spreadsheet_id}")
        print(f"Students   {state.meta.students}")
        print(f"Last run   {_ago(state.meta.last_run, job.now)}")


@config_app.command("show")
def config_show(config_file: ConfigFile = None) -> None:
    """Show the configuration with its defaults."""
    path = config.find(config_file)
    text = config.as_text(config.load(path))
    print(f"# {path}\n{text.rstrip()}")


def _local(config_file: Path | None) -> datetime:
    return clock.now(config.load(config.find(config_file)).schedule.time_zone)


def _ago(moment: str, now: datetime) -> str:
    if not moment:
        return "never"
    then = datetime.fromisoformat(moment).astimezone(now.tzinfo)
    hours = (now - then).total_seconds() / 3600
    ago = f"{hours:.0f} hours ago" if 1.5 <= hours < 48 else f"{hours / 24:.0f} days ago" if hours >= 48 else "lately"
    return f"{then:%A, %Y-%m-%d %H:%M} ({ago})"
