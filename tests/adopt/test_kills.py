"""An adoption that dies anywhere is finished by the next one, or by a sync; a lost reply changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import otsync.sync.read
from otsync.errors import OtsyncError
from otsync.workbook import layout
from otsync.workbook.state import read_state
from otsync.workspace.context import Switches
from tests.adopt.conftest import CAL
from tests.adopt.old_docs import AVA_PAGE, BEN_PAGE, CAL_PAGE, Desk
from tests.direct import connect_directly
from tests.house import AVA, BEN, House, house
from tests.proof.ends import settle
from tests.proof.stories import Killed, Mortal
from tests.sweep import ALL, sample, states

Before = tuple[Path, str, datetime, str]
TITLES = ("Ava Romero OT notes", "Ben Tran", "Cal W.")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A roster of three and a folder of three Docs, two of them surely somebody's, just before the adoption."""
    folder = tmp_path_factory.mktemp("adoption") / "workspace"
    with house(folder) as home:
        home.sync()
        few = {key: text for key, text in AVA.items() if key in ("Name", "Birthdate", "Plan type", "School", "Grade", "Teacher(s)")}
        home.add_students(few | {"Eligibilities": "SLI"}, BEN, CAL)
        desk = Desk(home)
        hers = desk.folder()
        ava = desk.doc(TITLES[0], AVA_PAGE, hers)
        desk.bold(ava, "Precautions:")
        desk.doc(TITLES[1], BEN_PAGE, hers)
        desk.doc(TITLES[2], CAL_PAGE.replace("Student: Cal Whitfield\n", ""), hers)
    return folder, home.spreadsheet_id, home.now, hers


@contextmanager
def opened(before: Before, folder: Path, switches: Switches | None = None) -> Iterator[Desk]:
    shutil.copytree(before[0], folder)
    with house(folder, switches=switches) as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        yield Desk(home)
    shutil.rmtree(folder)


def end_of(desk: Desk) -> dict[str, Any]:
    """What a person finds, without ids and times: her pages whole, the new tab, the roster, the log, the questions."""
    home = desk.home
    own = ("otsync ID", "Plan (Doc)")
    ids = {file["name"]: file["id"] for file in home.people.list_files("trashed = false", fields="id,name") if file["name"] in TITLES}
    docs = {}
    for row in home.roster():
        if row["Plan (Doc)"]:
            doc = home.doc(row["Name"])
            cells = {key: (cell.text.split(" · otsync last")[0], cell.value.tint, cell.anchored) for key, cell in doc.fields.items()}
            docs[row["Name"]] = (cells, {key: (table.rows, table.anchored) for key, table in doc.tables.items()})
    return {
        "pages": {title: (desk.tabs(doc), desk.page(doc)) for title, doc in ids.items()},
        "plans": docs,
        "roster": [{key: text for key, text in row.items() if key not in own} for row in home.roster()],
        "links": [bool(row["Plan (Doc)"]) for row in home.roster()],
        "count": len(home.docs()),
        "minutes": sorted((row["Student"], row["Date"], row["Minutes"], row["As written"]) for row in home.minutes()),
        "looks": sorted((row["Student"], row["What I saw"], row["In your Doc"], row["In the roster"]) for row in home.looks()),
        "seen": sorted(len(text) for text in state_of(home).seen.values()),
    }


def state_of(home: House) -> Any:
    return read_state(home.grid(layout.STATE.sheet_id))


def people_type(desk: Desk) -> None:
    """A day of typing between the run that died and the next."""
    desk.home.set_roster("Ava Romero", "Case manager", "Ms. Kim")
    desk.home.set_roster("Ben Tran", "Precautions", "none known")
    desk.home.tick(20)


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One request at a time, so that the n-th is the same each time."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


@pytest.fixture
def wrote(before: Before, tmp_path: Path) -> list[bool]:
    """The requests of the adoption: whether each is a write."""
    with opened(before, tmp_path / "counted") as desk:
        counted = Mortal(connect_directly(desk.home.workspace), 10_000, after=False)
        desk.adopt(before[3], google=counted)  # type: ignore[arg-type]
        return counted.wrote


@pytest.fixture(scope="module")
def whole(before: Before, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The end of an adoption that nothing disturbs."""
    with opened(before, tmp_path_factory.mktemp("whole") / "workspace") as desk:
        report = desk.adopt(before[3])
        assert (report.count("adopted"), report.count("asked")) == (2, 1)
        people_type(desk)
        settle(desk.home)
        end = end_of(desk)
        assert len(end["plans"]) == 2
        assert sorted(title for title, (tabs, _) in end["pages"].items() if "Plan" in tabs) == sorted(TITLES[:2])
        return end


@pytest.mark.parametrize(("after", "share"), [(False, 1.0), (True, 0.1)], ids=["before", "after"])
def test_killed_at_every_request(
    before: Before, whole: dict[str, Any], wrote: list[bool], after: bool, share: float, tmp_path: Path
) -> None:
    """Before, and after, every single request: people type, adopt again, and the end equals the uninterrupted one."""
    calls = len(wrote)
    points = sample(range(1, calls + 1) if after else states(wrote), share, f"adoption {after}")
    for at in points:
        with opened(before, tmp_path / str(at)) as desk:
            mortal = Mortal(connect_directly(desk.home.workspace), at, after=after)
            with pytest.raises(Killed):
                desk.adopt(before[3], google=mortal)  # type: ignore[arg-type]
            people_type(desk)
            desk.adopt(before[3])
            settle(desk.home)
            assert end_of(desk) == whole, f"died {'after' if after else 'before'} request {at} of {calls}"
    print(f"adoption of {calls} requests: killed {'after' if after else 'before'} {len(points)} that find another workspace")


def test_a_sync_finishes_what_was_begun(before: Before, wrote: list[bool], tmp_path: Path) -> None:
    """Once begin has landed the next sync alone finishes the adoption, and a line typed since is logged."""
    finished = 0
    for at in sample(range(1, len(wrote) + 1), 0.35, "adoption begun"):
        with opened(before, tmp_path / str(at)) as desk:
            mortal = Mortal(connect_directly(desk.home.workspace), at, after=True)
            with pytest.raises(Killed):
                desk.adopt(before[3], google=mortal)  # type: ignore[arg-type]
            if not any(one.adopting for one in state_of(desk.home).students.values()):
                continue
            ava = next(file["id"] for file in desk.google.list_files(f"name = '{TITLES[0]}'", fields="id"))
            desk.type_at(ava, "within 1/4 inch\n", "\n10/7 30 push-in\n")
            settle(desk.home)
            assert desk.home.doc_id("Ava Romero") == ava
            assert desk.tabs(ava) == ["Tab 1", "Plan"]
            assert [(row["Student"], row["Date"], row["Minutes"]) for row in desk.home.minutes()] == [("Ava Romero", "10/7/26", "30")]
            finished += 1
    print(f"adoption finished by a sync after {finished} deaths")
    assert finished >= (6 if ALL else 2)


@pytest.mark.parametrize(("kind", "share"), [("drop_after", 0.2), ("503_after", 0.1), ("truncated", 0.1), ("drop_before", 0.1)])
def test_one_fault_at_every_request(
    kind: str, share: float, before: Before, whole: dict[str, Any], wrote: list[bool], tmp_path: Path
) -> None:
    """Each request meets the fault, its reply lost after the server has committed it among them: the end is the same."""
    calls = len(wrote)
    points = sample(range(calls), share, f"adoption {kind}")
    for at in points:
        with opened(before, tmp_path / str(at)) as desk:
            rule = desk.home.workspace.faults.add(kind, skip=at, count=1)
            try:
                desk.adopt(before[3])
            except OtsyncError as error:
                assert error.exit_code == 75, error
            assert rule.hits == 1
            desk.home.workspace.faults.clear()
            people_type(desk)
            desk.adopt(before[3])
            settle(desk.home)
            assert end_of(desk) == whole, f"{kind} at request {at + 1}"
    print(f"adoption, {kind}: {len(points)} of {calls} requests")


SETTINGS = [one.name for one in fields(Switches) if isinstance(one.default, bool)]


@pytest.mark.parametrize("name", sample(SETTINGS, 0.2, "adoption"))
def test_every_setting_of_what_nobody_measured(name: str, before: Before, whole: dict[str, Any], tmp_path: Path) -> None:
    """Whatever Google does where nobody has measured it, the adoption ends the same."""
    changed = replace(Switches(), **{name: not getattr(Switches(), name)})
    with opened(before, tmp_path / "workspace", switches=changed) as desk:
        desk.adopt(before[3])
        people_type(desk)
        settle(desk.home)
        assert end_of(desk) == whole


def test_someone_types_between_read_and_write(before: Before, tmp_path: Path) -> None:
    """A Doc that changed since it was read is read again: her new words stay, and the tab is filled from what stands there now."""
    with opened(before, tmp_path / "workspace") as desk:
        ava = next(file["id"] for file in desk.google.list_files(f"name = '{TITLES[0]}'", fields="id"))
        typed = {"insertText": {"location": {"index": 1}, "text": "Interests: the ocean\n"}}
        request = {"method": "POST", "path": f"/v1/documents/{ava}:batchUpdate", "body": {"requests": [typed]}}
        desk.home.workspace.faults.add("edit", "docs.documents.batchUpdate", count=1, request=request)
        report = desk.adopt(before[3])
        assert (report.count("adopted"), report.count("failed")) == (2, 0)
        assert len(desk.home.workspace.faults.log) == 1
        assert desk.home.doc("Ava Romero").text("interests") == "the ocean"
        assert desk.tabs(ava) == ["Tab 1", "Plan"]
