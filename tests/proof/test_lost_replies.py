"""Replies that never come, servers that answer nonsense, and whatever Google does where nobody has measured it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

import otsync.sync.read
from otsync.errors import OtsyncError
from otsync.workspace.context import Switches
from tests.direct import connect_directly
from tests.house import BEN
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import BOTH, FIRST, STORIES, Ready, Story
from tests.sweep import ALL, sample

KINDS = ("drop_after", "503_after", "truncated", "drop_before", "html_502", "500", "503", "429")
SETTINGS: dict[str, Switches] = {"as they are": Switches()} | {
    one.name: replace(Switches(), **{one.name: not one.default if isinstance(one.default, bool) else 90}) for one in fields(Switches)
}
SHARE = 0.2


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


def met(before: Ready, folder: Path, kind: str, at: int, switches: Switches) -> tuple[int, object]:
    """How often the fault was met, and the end."""
    with before.open(folder, switches) as home:
        rule = home.workspace.faults.add(kind, skip=at, count=1)
        try:
            before.story.act(home, connect_directly(home.workspace))
        except OtsyncError as error:
            assert error.exit_code == 75, error
        home.workspace.faults.clear()
        settle(home)
        return rule.hits, end_of(home)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_reply_lost(story: Story, told: Callable[[Story], Ready], quick: Path) -> None:
    """Each request in turn is carried out and its answer lost: run again, the end is that of a run without a fault."""
    before = told(story)
    whole, count = before.whole(quick / "whole")
    points = sample(range(count), SHARE, story.name)
    for at in points:
        hits, end = met(before, quick / "lost", "drop_after", at, Switches())
        assert hits == 1
        assert not list(differences(end, whole)), f"the reply to request {at + 1} of {count} was lost"
    print(f"{story.name}: {len(points)} of {count} replies lost")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_every_fault_at_every_request(kind: str, told: Callable[[Story], Ready], quick: Path) -> None:
    """Each request is answered once by the fault."""
    before = told(BOTH)
    whole, count = before.whole(quick / "whole")
    points = sample(range(count), 0.2, kind)
    for at in points:
        hits, end = met(before, quick / "fault", kind, at, Switches())
        assert hits == 1
        assert not list(differences(end, whole)), f"{kind} at request {at + 1} of {count}"
    print(f"{kind}: {len(points)} of {count} requests")


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_of_what_nobody_measured(name: str, told: Callable[[Story], Ready], quick: Path) -> None:
    """Edits on both sides, with replies lost (a seeded few; in a sweep all, in every story) and a new student: the end is the same."""
    for story in STORIES if ALL else (BOTH,):
        before = told(story)
        # Where Docs are made, the setting is seen in the styles of what is made.
        whole, count = before.whole(quick / "whole", switches=SETTINGS[name] if story is FIRST else None)
        points = [None, *sample(range(count), 0.1, f"{name}:{story.name}")]
        for at in points:
            kind, skip = ("slow", 10_000) if at is None else ("drop_after", at)
            _, end = met(before, quick / "switch", kind, skip, SETTINGS[name])
            assert not list(differences(end, whole)), f"{name}, the reply to request {at} lost"
        print(f"{name}, {story.name}: {len(points) - 1} of {count} replies lost")
    with told(BOTH).open(quick / "switch", SETTINGS[name]) as home:
        settle(home)
        home.add_students(BEN | {"Name": "Dana New"})
        settle(home)
        dana = home.doc("Dana New")
        assert dana.text("name") == "Dana New" and all(cell.anchored for cell in dana.fields.values())
        assert len(home.docs_in_order()) == 3
