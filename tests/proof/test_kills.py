"""A crash is harmless: the worker dies before or after any request, people go on, it runs again, and the end is what it would have been."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import otsync.sync.read
from otsync.workbook import layout
from tests.direct import Exchange, connect_directly
from tests.house import House
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import FIRST, STORIES, Edit, Killed, Ready, Story
from tests.sweep import ALL, sample, states

PARTS = 2


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One request at a time, so that the n-th is the same each time."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


def killed(story: Story, home: House, at: int, *, after: bool) -> None:
    """The story's run, which stops for good before or after its n-th request."""
    exchange = Exchange(home.workspace)

    def die(*_: str) -> None:
        if exchange.count >= at:
            raise Killed

    exchange.before, exchange.after = (None, die) if after else (die, None)
    with pytest.raises(Killed):
        story.act(home, connect_directly(home.workspace, exchange))


COLLECTED = ("What was tried", "Open for the teacher")


def changes(home: House) -> list[tuple[str, ...]]:
    """What the tab Changes tells of values and new plans, without times, runs and what stood there before. Of a student who got a new
    plan in this story, that it was made: where the run died between the copy and its filling, the fields are told one by one."""
    rows = [tuple(row[header] for header in ("Student", "Where", "Field", "To")) for row in home.records(layout.CHANGES)]
    made = {row[0] for row in rows if row[2] == "new plan"} if not any(row[1] == "roster" for row in rows) else set()
    kept = [(*row[:3], "") if row[2] == "new plan" else row for row in rows if row[2] == "new plan" or row[0] not in made]
    return sorted(row for row in kept if row[2] not in COLLECTED)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_killed_before_every_request(story: Story, part: int, told: Callable[[Story], Ready], quick: Path) -> None:
    """Before every single request of the run (of those that find the same workspace, before one): run again, the end equals the
    uninterrupted one; Changes tells each value once."""
    before = told(story)
    whole, count = before.whole(quick / "whole")
    with before.open(quick / "whole") as home:
        story.act(home, connect_directly(home.workspace))
        settle(home)
        told_whole = changes(home)
    points = states(before.wrote(quick / "asked"))
    for at in points[part::PARTS]:
        with before.open(quick / f"before{at}") as home:
            killed(story, home, at, after=False)
            settle(home)
            assert not list(differences(end_of(home), whole)), f"died before request {at} of {count}"
            assert changes(home) == told_whole, f"died before request {at} of {count}"
    print(f"{story.name}: {count} requests, killed in {len(points[part::PARTS])} of {len(points)} states (part {part + 1} of {PARTS})")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_killed_after_every_request_and_people_go_on(story: Story, part: int, told: Callable[[Story], Ready], quick: Path) -> None:
    """After every single request, and somebody edits or reverts something: the end is that of a run that ended, or, where nothing had
    been written that the edit answers, of no run at all."""
    before = told(story)
    count = before.whole(quick / "whole")[1]
    ends: dict[tuple[str, bool], object] = {}
    # The moment after a request is that before the next one, so a seeded share of these is tried with edits; in a sweep all, with each.
    # After a read the workspace stands as after the write before it.
    wrote = before.wrote(quick / "asked")
    every = [(at, edit) for at in range(1, count + 1) if ALL or wrote[at - 1] for edit in story.edits][part::PARTS]
    points = sample(every, 0.06 if story is FIRST else 0.4, f"{story.name}{part}")
    for at, edit in points:
        with before.open(quick / f"after{at}") as home:
            killed(story, home, at, after=True)
            landed = edit.landed(home)
            if landed or edit.anyway:
                edit.do(home)
            settle(home)
            end = end_of(home)
        if (edit.name, landed) not in ends:
            ends[edit.name, landed] = uninterrupted(before, edit, landed, quick)
        assert not list(differences(end, ends[edit.name, landed])), f"died after request {at} of {count}; then: {edit.name} ({landed})"
    print(f"{story.name}: {len(points)} of {len(every)} deaths after a write and edits (part {part + 1} of {PARTS})")


def uninterrupted(before: Ready, edit: Edit, landed: bool, quick: Path) -> object:
    return before.whole(quick / "whole", edit, run=landed)[0]
