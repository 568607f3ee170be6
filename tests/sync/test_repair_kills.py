"""A repair that dies at any request, and is run again, ends as one that nothing disturbed."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import otsync.sync.read
from otsync.google.connect import Google
from otsync.sync.doctor.examine import examine
from otsync.workbook import layout
from tests.direct import connect_directly
from tests.house import AVA, BEN, House, house
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import Killed, Mortal
from tests.sweep import sample, states

Before = tuple[Path, str, datetime]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """Marks gone and doubled in one Doc, the tab Plan of another deleted, the tab Records deleted."""
    folder = tmp_path_factory.mktemp("repair_kills") / "workspace"
    with house(folder) as home:
        home.sync()
        home.add_students(AVA, BEN)
        home.sync()
        home.set_roster("Ben Tran", "Room", "3")
        home.sync()
        plan = home.doc("Ava Romero")
        start, end = plan.fields["school"].label.label_range
        again = {"name": "otsync.school", "range": {"startIndex": start, "endIndex": end, "tabId": plan.plan_tab}}
        home.people.write_doc(
            home.doc_id("Ava Romero"), [{"deleteNamedRange": {"name": "otsync.room"}}, {"createNamedRange": again}]
        )
        home.people.write_doc(home.doc_id("Ben Tran"), [{"deleteTab": {"tabId": home.doc("Ben Tran").plan_tab}}])
        home.people.write_sheet(home.spreadsheet_id, [{"deleteSheet": {"sheetId": layout.RECORDS.sheet_id}}])
        home.tick()
    return folder, home.spreadsheet_id, home.now


def opened(before: Before, folder: Path) -> Any:
    shutil.copytree(before[0], folder)
    return house(folder)


def once(home: House, google: Google | None = None) -> None:
    home.tick(20)
    examine(google or connect_directly(home.workspace), home.settings(), home.now, repair=True, new_plan=True)


def end(home: House) -> dict[str, Any]:
    settle(home)
    return end_of(home)


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One request at a time, so that the n-th is the same each time."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


@pytest.mark.parametrize(("after", "share"), [(False, 1.0), (True, 0.1)], ids=["before", "after"])
def test_killed_at_every_request(before: Before, after: bool, share: float, tmp_path: Path) -> None:
    """Marks lie once, the new tab is there once and filled from the roster, whatever request the repair died at."""
    with opened(before, tmp_path / "whole") as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        counted = Mortal(connect_directly(home.workspace), 10_000, after=False)
        once(home, counted)  # type: ignore[arg-type]
        whole = end(home)
        assert home.doc("Ben Tran").text("room") == "3"
    points = sample(range(1, counted.calls + 1) if after else states(counted.wrote), share, f"repair {after}")
    for at in points:
        with opened(before, tmp_path / str(at)) as home:
            home.spreadsheet_id, home.now = before[1], before[2]
            mortal = Mortal(connect_directly(home.workspace), at, after=after)
            with pytest.raises(Killed):
                once(home, mortal)  # type: ignore[arg-type]
            if at % 2:
                home.tick(20)
                home.sync()  # the night comes before anybody repairs again
            once(home)
            found = list(differences(end(home), whole))
            assert not found, (f"died {'after' if after else 'before'} request {at} of {counted.calls}", found)
        shutil.rmtree(tmp_path / str(at))
    print(f"repair of {counted.calls} requests: killed {'after' if after else 'before'} {len(points)} that find another workspace")
