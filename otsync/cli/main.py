"""The way in: what every command shares. One JSON object on standard output where asked for, a sentence for every error, the exit code."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import Any, TextIO

import typer

from otsync import logs
from otsync.errors import OtsyncError

USAGE, FAILED, INTERRUPTED = 2, 1, 130


@dataclass
class Output:
    """Where a command puts its answer: `ctx.obj` of every command.

    With --json, standard output is kept for the one object and everything that anything prints goes to standard error.
    """

    as_json: bool
    stdout: TextIO
    answer: dict[str, Any] = field(default_factory=dict)
    code: int = 0

    def finish(self, answer: Mapping[str, Any], code: int) -> None:
        """The command came to its end with this answer and exit code."""
        self.answer = dict(answer)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code. Never raises."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    asked = args[: args.index("--")] if "--" in args else args
    as_json = "--json" in asked
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its code; a lone surrogate becomes what JSON writes for it.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logs.set_up(verbose=bool(os.environ.get("OTSYNC_VERBOSE")))
    out = Output(as_json, sys.stdout, blank(asked) if as_json else {})
    error: str | None = None
    with _stdout_kept() if as_json else contextlib.nullcontext():
        try:
            error = _run(args, out)
        except BrokenPipeError:
            # Whoever read standard output has gone; nothing is left to say, and the interpreter must not say it at exit.
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            out.code = FAILED
        if error:
            print(error if error.startswith("Usage:") else f"otsync: {error}", file=sys.stderr)
    if as_json:
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps({**out.answer, "error": error}, ensure_ascii=False), file=out.stdout, flush=True)
    return out.code


def _run(args: list[str], out: Output) -> str | None:
    """Carry out the command; what comes back is the error sentence, if any."""
    try:
        from otsync.cli.app import app

        code = app(args, standalone_mode=False, obj=out, prog_name="otsync")
        if isinstance(code, int):
            out.code = out.code or code
        return "Stopped." if out.code == INTERRUPTED else None
    except OtsyncError as error:
        out.code = error.exit_code
        return str(error)
    except typer.TyperException as error:
        out.code = USAGE
        return error.format_message()
    except (KeyboardInterrupt, typer.Abort):
        out.code = INTERRUPTED
        return "Stopped."
    except BrokenPipeError:
        raise
    except Exception as error:
        # The message of an unexpected error may quote a student's words: its type and place are enough to find it.
        out.code = FAILED
        return (
            f"Something went wrong inside otsync ({logs.where(error)}). Nothing that anyone typed is lost, and the next run goes on from "
            "what is there; please report this line."
        )


@contextlib.contextmanager
def _stdout_kept() -> Iterator[None]:
    with contextlib.redirect_stdout(sys.stderr):
        yield


def blank(args: Sequence[str]) -> dict[str, Any]:
    """What `--json` shows before anything is known: the same keys as afterwards, so that a script never meets a missing one."""
    command = next((one for one in args if not one.startswith("-")), "")
    if command in ("sync", "plan"):
        from otsync.google.counts import KINDS
        from otsync.sync.report import Report

        return {**Report(requests=dict.fromkeys(KINDS, 0)).as_dict(), "spreadsheet_id": None}
    if command == "upgrade":
        from otsync.google.counts import KINDS
        from otsync.sync.upgrade import UpgradeReport

        return {**UpgradeReport(requests=dict.fromkeys(KINDS, 0)).as_dict(), "spreadsheet_id": None}
    if command == "undo":
        from otsync.google.counts import KINDS
        from otsync.sync.undo import UndoReport

        return {**UndoReport(requests=dict.fromkeys(KINDS, 0)).as_dict(), "spreadsheet_id": None}
    if command == "adopt":
        from otsync.google.counts import KINDS
        from otsync.sync.adopt.report import AdoptReport

        return {**AdoptReport(requests=dict.fromkeys(KINDS, 0)).as_dict(), "spreadsheet_id": None}
    if command == "doctor":
        from otsync.sync.doctor.finding import Diagnosis

        return {**Diagnosis().as_dict(), "spreadsheet_id": None}
    if command == "demo":
        return {"nights": [], "dir": None, "spreadsheet_id": None, "now": None}
    if command == "calendar":
        return {"rows": [], "already": 0, "left_out": [], "outside": 0, "written": False}
    return {}
