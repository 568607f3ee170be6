"""What a caseload costs: requests by kind, CPU, memory and time of a first run, a quiet run and a run with a tenth changed.

Beside it, on the same machine in the same run, the usual recipe: copy a template, replaceAllText, one append per row.
The embedded workspace runs in a process of its own, so that CPU and memory are otsync's alone.

    python benchmarks/sync_caseload.py [--students 60 600]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from otsync.google.connect import Google, connect
from otsync.sync.model import SyncSettings
from otsync.sync.run import run
from otsync.workbook import layout

NOW = datetime(2026, 10, 7, 2, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
KINDS = ("docs_read", "docs_write", "sheets_read", "sheets_write", "drive_read", "drive_write")
COLUMNS = "{:<28}{:>6}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>8}{:>9}{:>9}{:>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, nargs="+", default=[60, 600])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one_step(json.loads(args.one))
        return
    print(
        COLUMNS.format(
            "run",
            "n",
            *(kind.replace("_", " ").replace("docs", "D").replace("sheets", "S").replace("drive", "Dr") for kind in KINDS),
            "all",
            "CPU s",
            "MiB",
            "wall s",
        )
    )
    for students in args.students:
        measure(students)


def measure(students: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        serving = subprocess.Popen(
            [sys.executable, "-m", "otsync", "workspace", "serve", "--dir", folder, "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert serving.stdout is not None
            endpoint = serving.stdout.readline().strip()
            state = {"endpoint": endpoint, "students": students, "spreadsheet_id": ""}
            state["spreadsheet_id"] = step(state, "workbook")["spreadsheet_id"]
            row("first run", students, step(state, "first"))
            row("quiet run", students, step(state, "quiet"))
            step(state, "edit")
            row("a tenth changed", students, step(state, "changed"))
            row("the usual recipe, first run", students, step(state, "recipe"))
        finally:
            serving.terminate()
            serving.wait()


def step(state: dict[str, Any], what: str) -> dict[str, Any]:
    """One step in a process of its own; its answer says what it cost."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", json.dumps(state | {"what": what})], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def row(name: str, students: int, cost: dict[str, Any]) -> None:
    counts = [cost["requests"].get(kind, 0) for kind in KINDS]
    print(
        COLUMNS.format(name, students, *counts, sum(counts), f"{cost['cpu']:.2f}", f"{cost['peak']:.0f}", f"{cost['wall']:.2f}"), flush=True
    )


def one_step(state: dict[str, Any]) -> None:
    google = connect(endpoint=state["endpoint"], credentials=None, limits=False)
    work: Callable[[Google, dict[str, Any]], str] = {
        "workbook": workbook,
        "first": lambda g, s: sync(g, s, NOW),
        "quiet": lambda g, s: sync(g, s, NOW + timedelta(hours=1)),
        "edit": edit,
        "changed": lambda g, s: sync(g, s, NOW + timedelta(hours=2)),
        "recipe": recipe,
    }[state["what"]]
    before, cpu = time.monotonic(), time.process_time()
    spreadsheet_id = work(google, state)
    cost = {
        "requests": google.counts.as_dict(),
        "cpu": time.process_time() - cpu,
        "wall": time.monotonic() - before,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "spreadsheet_id": spreadsheet_id,
    }
    print(json.dumps(cost))


def settings(state: dict[str, Any]) -> SyncSettings:
    return SyncSettings(state["spreadsheet_id"], "", "America/Los_Angeles", f"benchmark:{os.getpid()}")


def sync(google: Google, state: dict[str, Any], now: datetime) -> str:
    report = run(google, settings(state), now, write=True)
    assert not report.failed, report
    return report.spreadsheet_id


def rows(students: int) -> list[dict[str, str]]:
    return [
        {
            "Name": f"Student {at:04d}",
            "Birthdate": f"{1 + at % 12}/{1 + at % 28}/{2010 + at % 10}",
            "School": ("Lincoln", "Oak", "Mission")[at % 3],
            "Room": str(at % 40),
            "Teacher(s)": f"Teacher {at % 30}",
            "Plan type": ("IEP", "IEP", "504", "RTI")[at % 4],
            "Eligibilities": "OHI",
            "Precautions": "" if at % 3 else "none known",
            "Service minutes": "30 min weekly push-in",
            "Annual": "3/4/2027",
            "Status": "active",
        }
        for at in range(students)
    ]


def workbook(google: Google, state: dict[str, Any]) -> str:
    """An empty workbook with the roster typed in; not counted."""
    made: list[str] = []
    run(google, SyncSettings("", "", "America/Los_Angeles", "benchmark", remember=made.append), NOW - timedelta(days=1), write=True)
    header = layout.ROSTER.headers
    cells = [
        {"values": [{"userEnteredValue": {"stringValue": one[name]}} if one.get(name) else {} for name in header]}
        for one in rows(state["students"])
    ]
    google.write_sheet(made[0], [{"appendCells": {"sheetId": layout.ROSTER.sheet_id, "rows": cells, "fields": "userEnteredValue"}}])
    return made[0]


def edit(google: Google, state: dict[str, Any]) -> str:
    """A person changes the room of every tenth student; not counted."""
    column = layout.ROSTER.column("Room")
    changes = [
        {
            "updateCells": {
                "start": {"sheetId": layout.ROSTER.sheet_id, "rowIndex": 1 + at, "columnIndex": column},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": f"B{at}"}}]}],
                "fields": "userEnteredValue",
            }
        }
        for at in range(0, state["students"], 10)
    ]
    google.write_sheet(state["spreadsheet_id"], changes)
    return str(state["spreadsheet_id"])


def recipe(google: Google, state: dict[str, Any]) -> str:
    """What mail-merge scripts do: copy, replaceAllText, and a row appended to the log for each student."""
    fields: Sequence[str] = (
        "Name",
        "Birthdate",
        "School",
        "Room",
        "Teacher(s)",
        "Plan type",
        "Eligibilities",
        "Precautions",
        "Service minutes",
        "Annual",
    )
    template = google.create_doc("template")["documentId"]
    text = "\n".join(f"{name}: {{{{{name}}}}}" for name in fields)
    google.write_doc(template, [{"insertText": {"location": {"index": 1}, "text": text}}])
    book = google.create_sheet({"properties": {"title": "log"}})["spreadsheetId"]
    for one in rows(state["students"]):
        doc = google.copy_file(template, {"name": one["Name"]}, fields="id,webViewLink")
        replace = [
            {"replaceAllText": {"containsText": {"text": f"{{{{{name}}}}}", "matchCase": True}, "replaceText": one[name]}}
            for name in fields
        ]
        google.write_doc(doc["id"], replace)
        cells = [{"values": [{"userEnteredValue": {"stringValue": value}} for value in (one["Name"], doc.get("webViewLink", ""))]}]
        google.write_sheet(book, [{"appendCells": {"sheetId": 0, "rows": cells, "fields": "userEnteredValue"}}])
    return str(book)


if __name__ == "__main__":
    main()
