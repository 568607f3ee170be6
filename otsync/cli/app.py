"""The commands. Each is short: it asks the rooms below and shows what they say."""

from __future__ import annotations

import signal
import sys
import threading
from datetime import datetime
from io import TextIOWrapper
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
workspace_app = typer.Typer(help="The embedded Google Workspace, for trying and testing.", no_args_is_help=True)
app.add_typer(workspace_app, name="workspace")

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
    loaded = config.load(config.find(config_file))
    from otsync.cli.job import sync_once

    with show.progress(quiet=quiet) as say:
        report = sync_once(loaded, write=True, force=force, progress=say)
    if not quiet:
        show.summary(report, clock.now(loaded.schedule.time_zone))
    _output(context).finish(report.as_dict(), report.exit_code)


@app.command()
def plan(context: typer.Context, config_file: ConfigFile = None, json: AsJson = False) -> None:
    """Show what `sync` would do, and write nothing."""
    loaded = config.load(config.find(config_file))
    from otsync.cli.job import sync_once

    with show.progress(quiet=False) as say:
        report = sync_once(loaded, write=False, progress=say)
    for change in report.changes:
        print(change)
    if report.passed_over:
        print(f"Passed over, for they do not look like students: roster rows {', '.join(map(str, report.passed_over))}.")
    show.summary(report, clock.now(loaded.schedule.time_zone), plan=True, title="What a run would do")
    _output(context).finish(report.as_dict(), report.exit_code)


@app.command()
def worker(config_file: ConfigFile = None) -> None:
    """Keep running: every night, and often in school hours."""
    path = config.find(config_file)
    appointments = config.load(path).schedule
    from otsync.cli.job import last_run, sync_once
    from otsync.cli.worker import Worker

    stop = _until_told_to_stop()

    def job(polling: bool) -> None:
        report = sync_once(config.load(path), write=True, polling=polling)
        show.summary(report, clock.now(appointments.time_zone))

    def say(sentence: str) -> None:
        print(f"otsync: {sentence}", file=sys.stderr, flush=True)

    Worker(
        appointments,
        job=job,
        last_run=lambda: last_run(config.load(path)),
        now=lambda: clock.now(appointments.time_zone),
        wait=stop.wait,
        say=say,
    ).work()


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option("--dir", metavar="DIR", help="Keep the workspace here, for the next command.")] = None,
    students: Annotated[int, typer.Option("--students", min=4, max=2000, help="How many.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same caseload.")] = 7,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the second night, without showing the pages.")] = False,
    json: AsJson = False,
) -> None:
    """Show it all on a made-up caseload, without Google.

    A first night, a week in which people type, a second night; then the pages, until Ctrl-C.
    """
    from otsync.cli.showing_demo import show_demo

    out = _output(context)
    show_pages = not no_serve and not json and sys.stdin.isatty() and sys.stdout.isatty()
    result = show_demo(folder, students=students, seed=seed, serve=show_pages, stop=_until_told_to_stop)
    out.finish(result.as_dict(), max(report.exit_code for report in result.nights))


@app.command()
def read(
    what: Annotated[str, typer.Argument(metavar="notes|services", help="What kind of line it is.")],
    text: Annotated[list[str] | None, typer.Argument(help="The line, as it would be typed.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Records as JSON lines on standard input, readings on standard output.")] = False,
) -> None:
    """Show how a line of notes or of minutes would be read."""
    from otsync.cli import reading

    if what not in ("notes", "services"):
        raise typer.BadParameter("otsync reads notes or services.")
    if jsonl == bool(text):
        raise typer.BadParameter("Give a line to read, or --jsonl and records on standard input.")
    if jsonl:
        for stream in (sys.stdin, sys.stdout):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
        if reading.answer(what, sys.stdin, sys.stdout, sys.stderr):
            raise typer.Exit(1)
        return
    for line in reading.said(text or []):
        for words in reading.in_words(what, line, clock.now().date()):
            print(words)


@app.command()
def login(
    config_file: ConfigFile = None,
    pick: Annotated[bool, typer.Option("--pick", help="Also choose files that otsync may use: the roster, the Docs you have.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page, or only print its address.")] = True,
) -> None:
    """Sign in to Google, for otsync's own files alone."""
    from otsync.google import signin

    loaded = config.load(config.find(config_file))
    done = signin.sign_in(loaded.credentials_path, pick=pick, browser=browser)
    signin.save(loaded.token_path, done.credentials)
    print(f"Signed in. The sign-in is kept in {loaded.token_path}, readable by you alone.", file=sys.stderr)
    if not pick:
        print("A roster or Docs that you have already are chosen with `otsync login --pick`.", file=sys.stderr)
    if done.picked:
        print(
            "You picked these files. Put the roster's id into the configuration as spreadsheet_id under [roster]; "
            "give the Docs to `otsync adopt`:",
            file=sys.stderr,
        )
        for file_id in done.picked:
            print(file_id)


@app.command()
def adopt(
    context: typer.Context,
    things: Annotated[list[str] | None, typer.Argument(metavar="FOLDER|DOC", help="Addresses or ids.")] = None,
    column: Annotated[str | None, typer.Option("--column", metavar="HEADER", help="The roster column that links to the Docs.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what each Doc would get, and write nothing.")] = False,
    first: Annotated[int | None, typer.Option("--first", min=1, metavar="N", help="Adopt so many at most, to try it.")] = None,
    since: Annotated[
        str | None, typer.Option("--minutes-since", metavar="DATE", help="Log the sessions of that day and later that stand there already.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    config_file: ConfigFile = None,
    json: AsJson = False,
) -> None:
    """Make plans of the Docs that you have already.

    Each Doc gets a tab Plan behind your own pages, filled from their header lines and the roster. Your pages stay as they are. A Doc
    belongs to a student by a link in the roster, by its title or by the birthdate inside; where that is not sure you are asked in Needs a
    look. At a terminal you see what each Doc would get before anything is written.
    """
    loaded = config.load(config.find(config_file))
    from otsync.cli import adopting

    wish = adopting.wish_of(things or [], column, first, since)
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and not json
    report = None
    if dry_run or (terminal and not yes):
        with show.progress(quiet=False) as say:
            report = adopting.adopt_once(loaded, wish, write=False, progress=say)
        adopting.show(loaded, report, names=terminal)
        if not dry_run and (report.count("would adopt") or report.count("asked")) and adopting.agreed(report):
            report = None
    if report is None:
        with show.progress(quiet=False) as say:
            report = adopting.adopt_once(loaded, wish, write=True, progress=say)
        adopting.show(loaded, report, names=terminal)
    _output(context).finish(report.as_dict(), report.exit_code)


@app.command()
def status(config_file: ConfigFile = None) -> None:
    """Say when the workbook was last brought up to date."""
    loaded = config.load(config.find(config_file))
    from otsync.cli.job import opened, state_of

    with opened(loaded) as job:
        if not job.settings.spreadsheet_id:
            print("There is no workbook yet: `otsync sync` makes it.")
            return
        meta = state_of(job)
        print(f"Workbook   {job.settings.spreadsheet_id}")
        print(f"Students   {meta.students}")
        print(f"Last run   {_ago(meta.last_run, job.now)}")


@app.command()
def explain(
    otsync_id: Annotated[str, typer.Argument(metavar="ID", help="The student's otsync ID, from the last column of the roster.")],
    config_file: ConfigFile = None,
) -> None:
    """Show a student's minutes, and what each number rests on."""
    loaded = config.load(config.find(config_file))
    from otsync.cli.job import opened
    from otsync.sync.explaining import explain_student

    with opened(loaded) as job:
        if not job.settings.spreadsheet_id:
            print("There is no workbook yet: `otsync sync` makes it.")
            return
        for sentence in explain_student(job.google, job.settings, job.now, otsync_id):
            print(sentence)


@app.command()
def calendar(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Calendars as .ics files.")],
    config_file: ConfigFile = None,
    who: Annotated[str, typer.Option("--for", metavar="WHO", help="all, a school as the roster names it, or me.")] = "all",
    add: Annotated[bool, typer.Option("--add", help="Add the rows; without it they are only shown.")] = False,
    json: AsJson = False,
) -> None:
    """Show what an .ics file would add to the tab Calendar.

    With --add, add it. What is not sure is listed and left to you.
    """
    loaded = config.load(config.find(config_file))
    from otsync.cli.calendar_file import take_in_calendar

    found = take_in_calendar(loaded, files, who=who, add=add)
    _output(context).finish(found.as_dict(), 0)


@app.command()
def undo(
    context: typer.Context,
    run: Annotated[
        int | None, typer.Argument(metavar="RUN", help="A number of the column Run in the tab Changes; else the last run that wrote.")
    ] = None,
    config_file: ConfigFile = None,
    student: Annotated[str, typer.Option("--student", metavar="ID", help="One student alone, by otsync ID.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go back.")] = False,
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Put back what a run wrote, where nobody has changed it since.

    What people changed stays and is listed. What goes back is not carried over again until someone changes or answers it. An undo
    stands in Changes itself, and can be undone.
    """
    from otsync.cli.undo import do_undo

    report = do_undo(config.load(config.find(config_file)), run=run, student=student, dry_run=dry_run, quiet=quiet)
    _output(context).finish(report.as_dict(), report.exit_code)


@app.command()
def upgrade(
    context: typer.Context,
    config_file: ConfigFile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what each Doc would get.")] = False,
    first: Annotated[int | None, typer.Option("--first", metavar="N", min=1, help="Change so many Docs at most.")] = None,
    put_back: Annotated[bool, typer.Option("--put-back", help="Also give back rows of the plan that someone deleted.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    quiet: Quiet = False,
    json: AsJson = False,
) -> None:
    """Bring existing plans to a changed form.

    No word of anybody is touched. A field that was added gets a row, one that moved takes along what stands in it, a renewed label
    replaces otsync's own, an empty retired row goes. Then the job is done once, so that new cells are filled.
    """
    from otsync.cli.upgrade import do_upgrade

    loaded = config.load(config.find(config_file))
    report = do_upgrade(loaded, dry_run=dry_run, first=first, put_back=put_back, yes=yes, quiet=quiet, as_json=json)
    _output(context).finish(report.as_dict(), report.exit_code)


@app.command()
def doctor(
    context: typer.Context,
    config_file: ConfigFile = None,
    repair: Annotated[bool, typer.Option("--repair", help="Put back what is certain; no word of anybody is touched.")] = False,
    new_plan: Annotated[bool, typer.Option("--new-plan", help="With --repair: a Doc without its tab Plan gets a new one.")] = False,
    live: Annotated[bool, typer.Option("--live", help="Try, in scratch files, what otsync depends on, and say how it is done.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only what a person should see to.")] = False,
    json: AsJson = False,
) -> None:
    """Look at everything, and say what to do about what is not well."""
    from otsync.cli import doctor as examining

    if new_plan and not repair:
        raise typer.BadParameter("--new-plan goes with --repair.")
    if live and repair:
        raise typer.BadParameter("--live only tries; it repairs nothing.")
    found = examining.look(config.find(config_file), repair=repair, new_plan=new_plan, live=live, quiet=quiet)
    for sentence in examining.sentences(found, quiet=quiet):
        print(sentence)
    if not quiet or found.exit_code:
        print(examining.verdict(found))
    _output(context).finish(found.as_dict(), found.exit_code)


@config_app.command("show")
def config_show(config_file: ConfigFile = None) -> None:
    """Show the configuration with its defaults."""
    path = config.find(config_file)
    text = config.as_text(config.load(path))
    print(f"# {path}\n{text.rstrip()}")


@workspace_app.command("serve")
def workspace_serve(
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="Where the workspace keeps its data.")],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8711,
    require_auth: Annotated[bool, typer.Option("--require-auth", help="Refuse requests without a token that was issued here.")] = False,
    faults: Annotated[Path | None, typer.Option("--faults", metavar="FILE", help="Faults to play, as JSON.")] = None,
) -> None:
    """Serve it on 127.0.0.1 until Ctrl-C; the first line on standard output is its address."""
    from otsync.cli.serving import load_faults, started, tell_faults

    tell_faults()
    stop = _until_told_to_stop()
    with started(folder, port, require_auth=require_auth) as served:
        if faults is not None:
            load_faults(served.workspace, faults)
        print(served.url, flush=True)
        print("The embedded workspace: for trying otsync, not for real records. Ctrl-C ends it.", file=sys.stderr)
        stop.wait()


@workspace_app.command("import")
def workspace_import(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Bodies of documents.get or spreadsheets.get, as JSON.")],
    folder: Annotated[Path | None, typer.Option("--dir", metavar="DIR", help="Its folder; else the one served or configured.")] = None,
    config_file: ConfigFile = None,
) -> None:
    """Load Docs and workbooks into it, and print their new ids."""
    from otsync.cli.serving import take_in, workspace_folder

    for _, file_id in take_in(folder or workspace_folder(config_file), files):
        print(file_id, flush=True)


def _until_told_to_stop() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _output(context: typer.Context) -> Output:
    out = context.obj
    assert isinstance(out, Output)
    return out


def _ago(moment: str, now: datetime) -> str:
    if not moment:
        return "never"
    then = datetime.fromisoformat(moment).astimezone(now.tzinfo)
    hours = (now - then).total_seconds() / 3600
    ago = f"{hours:.0f} hours ago" if 1.5 <= hours < 48 else f"{hours / 24:.0f} days ago" if hours >= 48 else "lately"
    return f"{then:%A, %Y-%m-%d %H:%M} ({ago})"
