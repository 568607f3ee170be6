"""A real `otsync sync` in a process of its own, really killed (SIGKILL) at a request; and two of them at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from otsync.workspace.app import Dropped
from tests.direct import connect_directly
from tests.house import House
from tests.proof.commands import COMMANDS, Command
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import BOTH, STORIES, Ready, Story
from tests.sweep import ALL, sample

HERE = Path(__file__).parents[2]
RACES = 12 if ALL else 2


def process(home: House, folder: Path, words: Sequence[str] = ("sync",), more: str = "") -> subprocess.Popen[str]:
    """A command against the served workspace; its lock file lies in a folder of its own, as on another computer."""
    folder.mkdir(exist_ok=True)
    config = folder / "otsync.toml"
    config.write_text(
        f"workspace = '{folder}'\n[roster]\nspreadsheet_id = '{home.spreadsheet_id}'\n[schedule]\ntime_zone = 'America/Los_Angeles'\n{more}"
    )
    environment = os.environ | {
        "OTSYNC_GOOGLE_ENDPOINT": home.served.url,
        "OTSYNC_NOW": home.now.replace(tzinfo=None).isoformat(),
        "XDG_STATE_HOME": str(folder),
        "PYTHONPATH": str(HERE),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "otsync", *words, "--json", "--config", str(config)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


class Door:
    """Stands before the workspace and counts what comes over the wire; at one request it has the worker killed."""

    def __init__(self, home: House, at: int, *, after: bool) -> None:
        self.home, self.at, self.after = home, at, after
        self.count = 0
        self.worker: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()
        self.inner = home.workspace.respond
        home.workspace.respond = self.respond  # type: ignore[method-assign]

    def respond(self, request: Request) -> Response:
        if self.worker is None:
            return self.inner(request)
        with self.lock:
            self.count += 1
            if self.count > self.at or (self.count == self.at and not self.after):
                self.kill()
                raise Dropped
            response = self.inner(request)
            if self.count == self.at:
                self.kill()
                raise Dropped
            return response

    def kill(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait(30)


def requests_of(before: Ready, folder: Path) -> int:
    """How many requests the whole run makes, as a process."""
    with before.open(folder) as home:
        home.tick()
        door = Door(home, 10_000, after=False)
        door.worker = process(home, folder / "worker")
        assert door.worker.wait(120) == 0
        return door.count


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_process_that_is_killed(story: Story, told: Callable[[Story], Ready], quick: Path) -> None:
    """Before and after a seeded tenth of the requests (in a sweep: all): run again, the end equals the uninterrupted one."""
    before = told(story)
    whole, _ = before.whole(quick / "whole")
    count = requests_of(before, quick / "count")
    points = sample([(at, after) for at in range(1, count + 1) for after in (False, True)], 0.1, story.name)
    for at, after in points:
        with before.open(quick / "killed") as home:
            home.tick()
            door = Door(home, at, after=after)
            door.worker = worker = process(home, quick / "killed" / "worker")
            assert worker.wait(120) == -9, f"it was not killed at request {at} of {count}"
            door.worker = None
            settle(home)
            found = list(differences(end_of(home), whole))
            assert not found, f"killed {'after' if after else 'before'} request {at} of {count}: {found[:3]}"
    print(f"{story.name}: {len(points)} of {2 * count} deaths by SIGKILL")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.story.name)
def test_a_command_that_is_killed(command: Command, told: Callable[[Story], Ready], quick: Path) -> None:
    """Two seeded requests (in a sweep: all): typed once more, with the runs that follow, the end equals the uninterrupted one."""
    before = told(command.story)
    whole, count = before.whole(quick / "whole")
    every = [(at, after) for at in range(1, count + 1) for after in (False, True)]
    points = sample(every, 2 / len(every), command.story.name)
    for at, after in points:
        with before.open(quick / "killed") as home:
            home.tick()
            door = Door(home, at, after=after)
            words, place = command.words(home), quick / "killed" / "worker"
            door.worker = worker = process(home, place, words, command.config(place))
            assert worker.wait(120) == -9, f"it was not killed at request {at} of {count}"
            door.worker = None
            home.tick(20)
            command.story.act(home, connect_directly(home.workspace))
            settle(home)
            found = list(differences(end_of(home), whole))
            assert not found, f"killed {'after' if after else 'before'} request {at} of {count}: {found[:3]}"
    print(f"{command.story.name}: {len(points)} of {len(every)} deaths by SIGKILL")


def test_two_processes_at_once(told: Callable[[Story], Ready], quick: Path) -> None:
    """On two computers, as it were: each ends well or leaves with 75, and the end is that of one run."""
    before = told(BOTH)
    whole, _ = before.whole(quick / "whole")
    for at in range(RACES):
        with before.open(quick / "two") as home:
            home.tick()
            workers = [process(home, quick / "two" / f"worker{number}") for number in range(2)]
            said: Sequence[tuple[int, Any]] = [(worker.wait(120), json.loads(worker.communicate()[0])) for worker in workers]
            assert {code for code, _ in said} <= {0, 75}, said
            settle(home)
            found = list(differences(end_of(home), whole))
            assert not found, f"round {at}: {found[:3]}"
