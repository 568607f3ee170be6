"""A crash is harmless: the worker dies before or after any request, runs again, and the end is what it would have been."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from otsync.google.connect import Google, connect
from tests.house import AVA, BEN, House, house

CALLS = ("read_sheet", "write_sheet", "read_doc", "write_doc", "list_files", "get_file", "copy_file", "create_file", "update_file")


class Killed(BaseException):
    """SIGKILL, as far as the worker's own code can tell: nothing catches it."""


class Mortal:
    """A connection that dies for good before or after its n-th request."""

    def __init__(self, google: Google, dies_at: int, *, after: bool) -> None:
        self._google, self._dies_at, self._after = google, dies_at, after
        self.calls = 0
        self.dead = False

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._google, name)
        return self._counted(inner) if name in CALLS else inner

    def _counted(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.calls += 1
            mine = self.calls
            if self.dead or (mine >= self._dies_at and not self._after):
                self.dead = True
                raise Killed
            answer = inner(*args, **named)
            if mine >= self._dies_at:
                self.dead = True
                raise Killed
            return answer

        return call


def end_of(home: House) -> dict[str, Any]:
    """What a person finds: roster, Docs and log, without ids and times."""
    own = ("otsync ID", "Plan (Doc)")
    docs = {}
    for row in home.roster():
        doc = home.doc(row["Name"])
        docs[row["Name"]] = {
            key: (cell.text.split(" · otsync last")[0], cell.value.tint, cell.anchored) for key, cell in doc.fields.items()
        }
    return {
        "roster": [{key: text for key, text in row.items() if key not in own} for row in home.roster()],
        "links": [bool(row["Plan (Doc)"]) and bool(row["otsync ID"]) for row in home.roster()],
        "docs": docs,
        "count": len(home.docs()),
        "minutes": sorted((row["Student"], row["Date"], row["Minutes"], row["As written"], row["Change"]) for row in home.minutes()),
        "looks": sorted((row["Student"], row["What I saw"]) for row in home.looks()),
    }


def settle(home: House) -> None:
    """Runs as cron would make them, until one writes nothing: past the lease, past the time that an intent is waited for."""
    for _ in range(4):
        home.tick(20)
        report = home.sync()
        if not any(count for kind, count in report.requests.items() if kind.endswith("write")):
            return
    raise AssertionError("it does not come to rest")


@pytest.fixture(scope="module", params=["first run", "changes on both sides"])
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, datetime]:
    """A workspace on disk just before the run that dies."""
    folder = tmp_path_factory.mktemp("kills") / "workspace"
    with house(folder) as home:
        home.sync()
        home.add_students(AVA, BEN)
        if request.param != "first run":
            home.sync()
            home.set_roster("Ava Romero", "Room", "14B")
            home.type_value("Ava Romero", "diagnoses", "ADHD")
            home.type_value("Ben Tran", "precautions", "none known")
            home.write_notes("Ava Romero", "10/6 30 min push-in\n10/1 saw her in class")
    return folder, home.spreadsheet_id, home.now


def opened(before: tuple[Path, str, datetime], folder: Path) -> Any:
    shutil.copytree(before[0], folder)
    return house(folder)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_every_request(before: tuple[Path, str, datetime], after: bool, tmp_path: Path) -> None:
    """Before, and after, every single request of the run: run again, the end equals the uninterrupted one."""
    with opened(before, tmp_path / "whole") as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        counted = Mortal(connect(endpoint=home.served.url, credentials=None, limits=False), 10_000, after=False)
        home.sync(google=counted)  # type: ignore[arg-type]
        settle(home)
        whole = end_of(home)
    died = 0
    for at in range(1, counted.calls + 1):
        folder = tmp_path / str(at)
        with opened(before, folder) as home:
            home.spreadsheet_id, home.now = before[1], before[2]
            mortal = Mortal(connect(endpoint=home.served.url, credentials=None, limits=False), at, after=after)
            with pytest.raises(Killed):
                home.sync(google=mortal)  # type: ignore[arg-type]
            died += 1
            settle(home)
            assert end_of(home) == whole, f"died {'after' if after else 'before'} request {at} of {counted.calls}"
        shutil.rmtree(folder)
    print(f"killed at {died} of {counted.calls} points")
    assert died == counted.calls
