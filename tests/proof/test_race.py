"""Two workers on one workbook, started together, or one asleep past its lease: nothing is doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import otsync.sync.read
from otsync.errors import OtsyncError, TryLater
from otsync.sync.report import Report
from otsync.sync.run import run
from tests.direct import Exchange, connect_directly
from tests.house import House
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import BOTH, Killed, Ready, Story
from tests.sweep import ALL

ROUNDS = 40 if ALL else 6


def work(home: House, name: str, ends: list[Report | OtsyncError], exchange: Exchange) -> None:
    google = connect_directly(home.workspace, exchange, threads=2)
    try:
        ends.append(run(google, home.settings(name), home.now, write=True))
    except OtsyncError as error:
        ends.append(error)


def two(home: House, ends: list[Report | OtsyncError], turn: int) -> list[threading.Thread]:
    """The second one is let off after so many of the first one's requests."""
    start = threading.Event()
    exchange = Exchange(home.workspace)
    exchange.after = lambda *_: start.set() if exchange.count >= turn else None

    def second() -> None:
        start.wait(30)
        work(home, "two", ends, Exchange(home.workspace))

    return [threading.Thread(target=second), threading.Thread(target=work, args=(home, "one", ends, exchange))]


def test_two_workers_started_together(told: Callable[[Story], Ready], quick: Path) -> None:
    """Again and again: each ends well or leaves with 75, and the end is that of one run."""
    before = told(BOTH)
    whole, _ = before.whole(quick / "whole")
    left = 0
    for at in range(ROUNDS):
        with before.open(quick / f"race{at}") as home:
            home.tick()
            ends: list[Report | OtsyncError] = []
            workers = two(home, ends, 1 + at % 10)
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(60)
            assert len(ends) == 2 and all(isinstance(end, Report | TryLater) for end in ends), ends
            left += sum(isinstance(end, TryLater) for end in ends)
            settle(home)
            assert not list(differences(end_of(home), whole)), f"round {at}"
    print(f"{ROUNDS} rounds, {left} workers left with 75")


def test_one_asleep_past_its_lease(told: Callable[[Story], Ready], quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that stops between any two requests, and goes on after another has taken its lease over and done the job."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)
    before = told(BOTH)
    whole, count = before.whole(quick / "whole")
    for at in range(1, count + 1):
        with before.open(quick / f"asleep{at}") as home:
            exchange = Exchange(home.workspace)

            def sleeps(*_: str, house: House = home, mine: Exchange = exchange, turn: int = at) -> None:
                if mine.count == turn:
                    house.tick(20)
                    house.sync()

            exchange.before = sleeps
            try:
                home.sync(google=connect_directly(home.workspace, exchange))
            except OtsyncError as error:
                assert error.exit_code == 75, error
            settle(home)
            found = list(differences(end_of(home), whole))
            assert not found, f"asleep before request {at} of {count}: {found[:3]}"


def test_a_dead_workers_lease_is_taken_over_after_its_expiry_and_not_before(
    told: Callable[[Story], Ready], quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine minutes after a death between begin and commit the next worker leaves with 75; after ten it does the job."""
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)
    before = told(BOTH)
    whole, count = before.whole(quick / "whole")
    kept = 0
    for at in range(1, count):
        with before.open(quick / f"lease{at}") as home:
            exchange = Exchange(home.workspace)

            def die(*_: str, mine: Exchange = exchange, turn: int = at) -> None:
                if mine.count >= turn:
                    raise Killed

            exchange.after = die
            with pytest.raises(Killed):
                home.sync(google=connect_directly(home.workspace, exchange))
            if "otsync.lease" not in home.book("_otsync").named_ranges:
                continue
            kept += 1
            home.tick(8)
            with pytest.raises(TryLater, match="Another run holds"):
                home.sync()
            home.tick(2)
            home.sync()
            settle(home)
            assert not list(differences(end_of(home), whole)), f"died after request {at}"
    assert kept >= 3
