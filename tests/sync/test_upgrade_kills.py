"""An upgrade that dies at any request, loses any reply, or meets whatever Google does where nobody has measured it, ends the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import otsync.sync.read
from otsync.caseload.fields import PlanForm
from otsync.errors import OtsyncError
from otsync.google.connect import Google
from otsync.sync.upgrade import upgrade
from otsync.workbook import layout
from otsync.workspace.context import Switches
from tests.direct import connect_directly
from tests.house import AVA, BEN, House, house
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import Killed, Mortal
from tests.sweep import sample, states
from tests.sync.forms import form_of

Whole = tuple[dict[str, Any], list[bool], dict[str, Any]]
"""The end, the requests of the upgrade (whether each is a write), and the cells of the plans."""
Before = tuple[Path, str, datetime, PlanForm]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """Two plans of the shipped form with values in what is to move and to retire, and a form that has changed."""
    folder = tmp_path_factory.mktemp("upgrade_kills") / "workspace"
    with house(folder) as home:
        home.sync()
        home.add_students(AVA, BEN)
        home.sync()
        home.type_value("Ava Romero", "diagnoses", "ADHD\nsince 2024")
        home.type_value("Ava Romero", "reasoning", "sensory first")
        home.type_value("Ben Tran", "case_manager", "R. Diaz")
        home.add_column("Bus")
        home.set_roster("Ben Tran", "Bus", "7")
        home.sync()
    return folder, home.spreadsheet_id, home.now, form_of(folder.parent)


def opened(before: Before, folder: Path, switches: Switches | None = None) -> Any:
    shutil.copytree(before[0], folder)
    return house(folder, switches=switches)


def at_home(home: House, before: Before) -> None:
    home.spreadsheet_id, home.now, home.form = before[1], before[2], before[3]


def once(home: House, google: Google | None = None) -> None:
    home.tick(20)
    google = google or connect_directly(home.workspace)
    upgrade(google, home.settings(), home.now, write=True)


def people(home: House) -> None:
    """What people do between the run that ended or died and the next one."""
    home.type_value("Ben Tran", "interests", "trains 🚂")
    home.write_notes("Ava Romero", "10/6 30 min push-in")
    home.set_roster("Ava Romero", "Room", "14B")


def whole_end(home: House) -> dict[str, Any]:
    changes = sorted((row["Student"], row["To"]) for row in home.records(layout.CHANGES) if row["Field"] == "form")
    return end_of(home) | {"form": changes}


def cells(home: House) -> dict[str, Any]:
    """Words, tints and anchors of every field."""
    return {
        name: {
            key: (one.label.text, one.text.split(" · otsync last")[0], one.value.tint, one.anchored)
            for key, one in home.doc(name).fields.items()
        }
        for name in ("Ava Romero", "Ben Tran")
    }


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One request at a time, so that the n-th is the same each time."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


@pytest.fixture(scope="module")
def whole(before: Before, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The end of an upgrade that nothing disturbs, and its requests."""
    with opened(before, tmp_path_factory.mktemp("whole") / "workspace") as home:
        at_home(home, before)
        counted = Mortal(connect_directly(home.workspace), 10_000, after=False)
        once(home, counted)  # type: ignore[arg-type]
        people(home)
        once(home)
        settle(home)
        return whole_end(home), counted.wrote, cells(home)


def sweep(
    before: Before, whole: Whole, folder: Path, points: Sequence[int], disturbed: Callable[[House, int], None], what: str
) -> None:
    end, calls = whole[0], len(whole[1])
    for at in points:
        with opened(before, folder / str(at)) as home:
            at_home(home, before)
            disturbed(home, at)
            people(home)
            once(home)
            settle(home)
            found = list(differences(whole_end(home), end))
            assert not found, (f"{what} request {at} of {calls}", found)
        shutil.rmtree(folder / str(at))
    print(f"{what}: {len(points)} of {calls} requests")


@pytest.mark.parametrize(("after", "share"), [(False, 1.0), (True, 0.1)], ids=["before", "after"])
def test_killed_at_every_request(before: Before, whole: Whole, after: bool, share: float, tmp_path: Path) -> None:
    """Before, and after, every single request of an upgrade: people go on typing, it runs again, the end equals the uninterrupted one."""

    def disturbed(home: House, at: int) -> None:
        mortal = Mortal(connect_directly(home.workspace), at, after=after)
        with pytest.raises(Killed):
            once(home, mortal)  # type: ignore[arg-type]

    assert len(whole[1]) >= 16
    points = sample(range(1, len(whole[1]) + 1) if after else states(whole[1]), share, f"upgrade {after}")
    sweep(before, whole, tmp_path, points, disturbed, "died after" if after else "died before")


def test_every_reply_lost(before: Before, whole: Whole, tmp_path: Path) -> None:
    """The reply of each request in turn is lost after the server carried it out: nothing is done twice, and the end is the same."""

    def disturbed(home: House, at: int) -> None:
        rule = home.workspace.faults.add("drop_after", skip=at - 1, count=1)
        try:
            once(home)
        except OtsyncError as error:
            assert error.exit_code == 75, error
        assert rule.hits == 1
        home.workspace.faults.clear()

    sweep(before, whole, tmp_path, sample(range(1, len(whole[1]) + 1), 0.15, "upgrade"), disturbed, "reply lost of")


OF_DOCS = [
    one.name
    for one in fields(Switches)
    if isinstance(one.default, bool)
    and not any(word in one.name for word in ("sort", "broken", "validation", "unpicked", "modified_time", "app_properties"))
]


@pytest.mark.parametrize("name", sample(OF_DOCS, 0.25, "upgrade"))
def test_every_setting_of_what_nobody_measured(name: str, before: Before, whole: Whole, tmp_path: Path) -> None:
    """Whatever Google does where nobody has measured it, the words, the tints and the anchors end the same."""
    with opened(before, tmp_path / "workspace", replace(Switches(), **{name: not getattr(Switches(), name)})) as home:
        at_home(home, before)
        once(home)
        people(home)
        settle(home)
        end = whole_end(home)
        # Paragraph styles of new cells differ by some settings; words, tints and anchors do not.
        assert {key: value for key, value in end.items() if key != "docs"} == {key: whole[0][key] for key in end if key != "docs"}
        assert cells(home) == whole[2]
        home.add_students(BEN | {"Name": "Dana New"})
        home.sync()
        dana = home.doc("Dana New")
        assert dana.problems == () and all(cell.anchored for cell in dana.fields.values())
