"""An undo that dies, or whose replies are lost, ends as the undisturbed one: the next run finishes it, or it is asked for again."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import otsync.sync.read
from otsync.errors import OtsyncError
from otsync.workbook import layout
from tests.direct import connect_directly
from tests.house import AVA, BEN, House, house
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import Killed, Mortal
from tests.sweep import sample, states

Before = tuple[Path, str, datetime, int]
Whole = tuple[dict[str, Any], list[bool]]
"""The undisturbed end, and the requests of the undo: whether each is a write."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A workspace on disk just before the undo: a run that wrote on both sides, and a value that someone changed since."""
    folder = tmp_path_factory.mktemp("undo") / "workspace"
    with house(folder) as home:
        home.sync()
        home.add_students(AVA, BEN)
        home.sync()
        home.set_roster("Ava Romero", "Room", "14B")
        home.set_roster("Ava Romero", "Grade", "5")
        home.type_value("Ava Romero", "diagnoses", "ADHD")
        home.set_roster("Ben Tran", "Room", "9")
        home.write_notes("Ava Romero", "10/6 30 min push-in\nTried: slant board")
        home.sync()
        run = max(int(row["Run"]) for row in home.records(layout.CHANGES))
        home.type_value("Ava Romero", "grade", "6")
        return folder, home.spreadsheet_id, home.now, run


def opened(before: Before, folder: Path) -> Any:
    shutil.copytree(before[0], folder)
    return house(folder)


def take(home: House, before: Before) -> None:
    home.spreadsheet_id, home.now = before[1], before[2]


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One request at a time, so that the n-th is the same each time."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


@pytest.fixture(scope="module")
def whole(before: Before, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    with opened(before, tmp_path_factory.mktemp("whole") / "workspace") as home:
        take(home, before)
        counted = Mortal(connect_directly(home.workspace), 10_000, after=False)
        report = home.undo(before[3], google=counted)  # type: ignore[arg-type]
        assert (report.values, report.stays) == (4, 1)
        settle(home)
        assert (home.cell("Ava Romero", "Room"), home.doc("Ava Romero").text("room")) == ("14B", "12")
        assert sum(int(row["Minutes"]) for row in home.minutes()) == 0
        return end_of(home), counted.wrote


@pytest.mark.parametrize(("after", "share"), [(False, 1.0), (True, 0.1)], ids=["before", "after"])
def test_killed_at_every_request(before: Before, whole: Whole, after: bool, share: float, tmp_path: Path) -> None:
    """Before, and after, every request: the person asks once more, the runs go on, and the end is the same."""
    end, calls = whole[0], len(whole[1])
    points = sample(range(1, calls + 1) if after else states(whole[1]), share, f"undo {after}")
    for at in points:
        folder = tmp_path / str(at)
        with opened(before, folder) as home:
            take(home, before)
            mortal = Mortal(connect_directly(home.workspace), at, after=after)
            with pytest.raises(Killed):
                home.undo(before[3], google=mortal)  # type: ignore[arg-type]
            home.tick(20)
            home.undo(before[3])
            settle(home)
            assert not [*differences(end_of(home), end)], f"died {'after' if after else 'before'} request {at} of {calls}"
        shutil.rmtree(folder)
    print(f"undo of {calls} requests: killed {'after' if after else 'before'} {len(points)} that find another workspace")


def test_a_begun_undo_is_finished_by_the_next_run(before: Before, whole: Whole, tmp_path: Path) -> None:
    """Nobody has to ask again: what was begun is ended before anything else is decided."""
    end, calls = whole[0], len(whole[1])
    finished = 0
    for at in sample(range(1, calls + 1), 0.6, "undo begun"):
        folder = tmp_path / str(at)
        with opened(before, folder) as home:
            take(home, before)
            mortal = Mortal(connect_directly(home.workspace), at, after=True)
            with pytest.raises(Killed):
                home.undo(before[3], google=mortal)  # type: ignore[arg-type]
            if home.state().meta.undo:
                settle(home)
                assert not home.state().meta.undo
                assert not [*differences(end_of(home), end)], f"died after request {at} of {calls}"
                finished += 1
        shutil.rmtree(folder)
    assert finished >= 2


@pytest.mark.parametrize("kind", ["drop_after", "503_after"])
def test_a_lost_reply_at_every_request(kind: str, before: Before, whole: Whole, tmp_path: Path) -> None:
    """Each request is committed and its reply lost: nothing goes back twice."""
    end, calls = whole[0], len(whole[1])
    points = sample(range(calls), 0.25, f"undo {kind}")
    for at in points:
        folder = tmp_path / str(at)
        with opened(before, folder) as home:
            take(home, before)
            home.workspace.faults.add(kind, skip=at, count=1)
            try:
                home.undo(before[3])
            except OtsyncError as error:
                assert error.exit_code == 75, error
            home.workspace.faults.clear()
            home.tick(20)
            home.undo(before[3])
            settle(home)
            assert not [*differences(end_of(home), end)], f"{kind} at request {at + 1}"
        shutil.rmtree(folder)
    print(f"undo, {kind}: {len(points)} of {calls} requests")
