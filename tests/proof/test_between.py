"""Somebody types, sorts or notes just before each request of a run in turn: it stands afterwards, whatever the run was about to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import otsync.sync.read
from otsync.workbook import layout
from tests.direct import Exchange, connect_directly
from tests.house import House
from tests.proof.ends import differences, end_of, settle
from tests.proof.stories import BOTH, Ready, Story, in_doc, in_roster

Hand = Callable[[House], None]


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


def meanwhile(home: House, story: Story, at: int, hand: Hand, *, but: str = "") -> bool:
    """The run, with the hand just before its n-th request. False: that request is the one that is left out."""
    exchange = Exchange(home.workspace)
    done: list[bool] = []

    def before(method: str, path: str) -> None:
        if exchange.count == at:
            done.append(not (but and path.startswith(but) and method == "POST"))
            if done[0]:
                home.tick()  # within the very second of a write otsync knows of it the next day only
                hand(home)

    exchange.before = before
    story.act(home, connect_directly(home.workspace, exchange))
    settle(home)
    return bool(done and done[0])


def sorts(home: House) -> None:
    where = {"sheetId": layout.ROSTER.sheet_id, "startRowIndex": 1, "endRowIndex": 3}
    spec = [{"dimensionIndex": home.column("Name"), "sortOrder": "DESCENDING"}]
    home.people.write_sheet(home.spreadsheet_id, [{"sortRange": {"range": where, "sortSpecs": spec}}])
    home.tick()


def test_words_typed_into_the_roster_stand(told: Callable[[Story], Ready], quick: Path) -> None:
    """Where the Doc's value is about to come: before any request but the one that writes the workbook."""
    before = told(BOTH)
    count, typed = before.whole(quick / "whole")[1], 0
    for at in range(1, count + 1):
        with before.open(quick / "between") as home:
            typed += meanwhile(home, BOTH, at, in_roster("Ava Romero", "Autism", "Diagnoses"), but="/v4/")
            listed = [(row["In your Doc"], row["In the roster"]) for row in home.looks() if "Diagnoses" in row["What I saw"]]
            both = (home.doc("Ava Romero").text("diagnoses"), home.cell("Ava Romero", "Diagnoses"))
            assert both in (("Autism", "Autism"), ("ADHD", "ADHD")) or listed == [("ADHD", "Autism")], f"request {at}: {both}, {listed}"
            assert both != ("ADHD", "ADHD") or at in written(before, quick), f"request {at}: her words are gone"
    assert typed >= count - 2


def written(before: Ready, quick: Path) -> set[int]:
    """Numbers of the requests that write the workbook."""
    with before.open(quick / "written") as home:
        exchange = Exchange(home.workspace)
        found: set[int] = set()
        exchange.before = lambda method, path: found.add(exchange.count) if method == "POST" and path.startswith("/v4/") else None
        BOTH.act(home, connect_directly(home.workspace, exchange))
    return found


def test_words_typed_into_the_doc_stand(told: Callable[[Story], Ready], quick: Path) -> None:
    """Where the roster's value is about to come: before any request."""
    before = told(BOTH)
    count = before.whole(quick / "whole")[1]
    for at in range(1, count + 1):
        with before.open(quick / "between") as home:
            assert meanwhile(home, BOTH, at, in_doc("Ava Romero", "21"))
            listed = [(row["In your Doc"], row["In the roster"]) for row in home.looks() if "Room" in row["What I saw"]]
            assert home.doc("Ava Romero").text("room") == "21", f"request {at}"
            assert home.cell("Ava Romero", "Room") == "21" or listed == [("21", "14B")], f"request {at}: {listed}"


def test_rows_sorted_anywhere_change_no_end(told: Callable[[Story], Ready], quick: Path) -> None:
    """Before any request, the workbook's own writes among them: the end is that of a roster that was sorted afterwards."""
    before = told(BOTH)
    _, count = before.whole(quick / "whole")
    with before.open(quick / "sorted") as home:
        home.sync()
        sorts(home)
        settle(home)
        whole = end_of(home)
    for at in range(1, count + 1):
        with before.open(quick / "between") as home:
            assert meanwhile(home, BOTH, at, sorts)
            found = list(differences(end_of(home), whole))
            assert not found, f"request {at}: {found[:3]}"
