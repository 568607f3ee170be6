"""What a run that died had written to a Doc is told in Changes by the next one, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from otsync.sync.landed import SINCE_CHANGED
from otsync.workbook import layout
from tests.direct import Exchange, connect_directly
from tests.house import House
from tests.proof.ends import settle
from tests.proof.stories import Killed

NAME = "Ava Romero"


def dies_after_its_write_to_the_doc(home: House) -> None:
    exchange = Exchange(home.workspace)

    def die(method: str, path: str) -> None:
        if method == "POST" and path.startswith("/v1/documents/"):
            raise Killed

    exchange.after = die
    with pytest.raises(Killed):
        home.sync(google=connect_directly(home.workspace, exchange))


def nothing(_: House) -> None:
    pass


def typed_over(home: House) -> None:
    home.type_value(NAME, "room", "15")


def changed_on_both_sides(home: House) -> None:
    home.type_value(NAME, "room", "15")
    home.set_roster(NAME, "Room", "16")


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (nothing, [("Doc", "", "14B")]),
        (typed_over, [("Doc", "", "14B"), ("roster", "14B", "15")]),
        (changed_on_both_sides, [("Doc", "", SINCE_CHANGED)]),
    ],
)
def test_a_write_that_landed_is_told_once(home: House, people: Callable[[House], None], told: list[tuple[str, str, str]]) -> None:
    """Whatever people do to the value before the next run: with the value where it stands on either side yet, else that it changed."""
    home.set_roster(NAME, "Room", "14B")
    dies_after_its_write_to_the_doc(home)
    assert home.doc(NAME).text("room") == "14B"
    home.tick(20)
    people(home)
    settle(home)
    rows = [row for row in home.records(layout.CHANGES) if row["Field"] == "Room"]
    assert sorted((row["Where"], row["From"], row["To"]) for row in rows) == told


def test_an_undo_leaves_what_it_does_not_know(home: House) -> None:
    """What stood there before is not known any more: the value stays, and that is said."""
    home.set_roster(NAME, "Room", "14B")
    dies_after_its_write_to_the_doc(home)
    home.tick(20)
    settle(home)
    run = max(int(row["Run"]) for row in home.records(layout.CHANGES) if row["To"] == "14B")
    report = home.undo(run)
    assert (report.values, report.stays) == (0, 1)
    assert "Room: it cannot go back by itself" in report.sentences[0]
    assert (home.doc(NAME).text("room"), home.cell(NAME, "Room")) == ("14B", "14B")


def test_what_nobody_wrote_is_not_told(home: House) -> None:
    """The run died before its write, and a person typed the very same words: they are hers."""
    home.set_roster(NAME, "Room", "14B")
    home.workspace.faults.add("500", "docs.documents.batchUpdate")
    home.sync()
    home.workspace.faults.clear()
    home.type_value(NAME, "room", "14B")
    home.tick(20)
    settle(home)
    assert [row for row in home.records(layout.CHANGES) if row["Field"] == "Room"] == []
