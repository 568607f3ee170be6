"""Each promise broken on purpose, and the check that notices: what never fails proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import otsync.google.connect
import otsync.google.retry
import otsync.sync.begin
import otsync.sync.carrying
import otsync.sync.commit
import otsync.sync.decide
import otsync.sync.field
import otsync.sync.place
import otsync.sync.read
import otsync.sync.run
import otsync.sync.student
from otsync.caseload import log, merge, pairing
from otsync.caseload.merge import Merged
from otsync.document import write
from otsync.errors import OtsyncError
from otsync.workbook import layout
from tests.direct import Exchange, connect_directly
from tests.house import AVA, BEN, ELI, House
from tests.proof.ends import differences, end_of, settle
from tests.proof.promises import Memory, Watcher, promise_1, promise_2, settled
from tests.proof.stories import BOTH, Killed, Ready, Story, in_doc, in_roster
from tests.proof.stories import sync as run_once

Patch = pytest.MonkeyPatch
Check = Callable[[Ready, Path], list[str]]


def three(home: House) -> None:
    home.add_students(AVA, BEN, ELI)
    home.sync()


QUIET = Story("three students at rest", three, (), run_once)
NEW = Story("two new students", lambda home: home.add_students(AVA, BEN), (), run_once)


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: Patch) -> None:
    monkeypatch.setattr(otsync.sync.read, "THREADS", 1)


# Checks: what the sweeps and the state machine look at, on a caseload that is small enough to be looked at often.


def watched(home: House, *hands: Callable[[House], None]) -> list[str]:
    """The promises about typed words, around a run after people did these things."""
    watcher, memory = Watcher(home), Memory()
    memory.learn(None, watcher.look())
    for hand in hands:
        hand(home)
    before = watcher.look()
    report = home.sync()
    after = watcher.look()
    return promise_1(before, after) + promise_2(before, after, memory) + settled(after, held=report.held > 0)


def typed_words_stand(before: Ready, quick: Path) -> list[str]:
    """Values typed on both sides, a new one on each, a cleared one."""
    with before.open(quick / "words") as home:
        return watched(
            home,
            in_doc("Ava Romero", "21"),
            in_roster("Ava Romero", "22"),
            in_doc("Ben Tran", "ADHD", "diagnoses"),
            in_roster("Ben Tran", "8"),
            in_roster("Ava Romero", "", "Precautions"),
        )


def words_typed_between_stand(before: Ready, quick: Path) -> list[str]:
    """A Doc that somebody types into between its reading and its writing."""
    with before.open(quick / "typed") as home:
        exchange = Exchange(home.workspace)

        def types(method: str, path: str) -> None:
            if path.startswith("/v1/documents/") and method == "POST" and home.doc("Ava Romero").text("room") == "12":
                home.type_value("Ava Romero", "room", "21")

        exchange.before = types
        before.story.act(home, connect_directly(home.workspace, exchange))
        said = home.doc("Ava Romero").text("room")
        return [] if said == "21" else [f"she typed 21, and it says {said!r}"]


def lost_replies_change_nothing(before: Ready, quick: Path) -> list[str]:
    whole, count = before.whole(quick / "whole")
    for at in range(count):
        with before.open(quick / "lost") as home:
            home.workspace.faults.add("drop_after", skip=at, count=1)
            try:
                before.story.act(home, connect_directly(home.workspace))
            except AssertionError as error:
                return [str(error)]
            except OtsyncError as error:
                if error.exit_code != 75:
                    return [str(error)]
            home.workspace.faults.clear()
            settle(home)
            if found := list(differences(end_of(home), whole)):
                return found
    return []


def deaths_change_nothing(edit: int) -> Check:
    """Killed after each request, then this edit of the story."""

    def check(before: Ready, quick: Path) -> list[str]:
        hand = before.story.edits[edit]
        count = before.whole(quick / "whole")[1]
        for at in range(1, count + 1):
            with before.open(quick / "dead") as home:
                exchange = Exchange(home.workspace)

                def die(*_: str, mine: Exchange = exchange, turn: int = at) -> None:
                    if mine.count >= turn:
                        raise Killed

                exchange.after = die
                with pytest.raises(Killed):
                    before.story.act(home, connect_directly(home.workspace, exchange))
                landed = hand.landed(home)
                hand.do(home)
                try:
                    settle(home)
                except (AssertionError, OtsyncError) as error:
                    return [str(error)]
                end = end_of(home)
            if found := list(differences(end, before.whole(quick / "whole", hand, run=landed)[0])):
                return found
        return []

    return check


def sleepers_change_nothing(before: Ready, quick: Path) -> list[str]:
    """Before each request another worker does the whole job."""
    whole, count = before.whole(quick / "whole")
    for at in range(count, 0, -1):
        with before.open(quick / "asleep") as home:
            exchange = Exchange(home.workspace)

            def sleeps(*_: str, house: House = home, mine: Exchange = exchange, turn: int = at) -> None:
                if mine.count == turn:
                    house.tick(20)
                    house.sync()

            exchange.before = sleeps
            try:
                home.sync(google=connect_directly(home.workspace, exchange))
                settle(home)
            except OtsyncError as error:
                if error.exit_code != 75:
                    return [str(error)]
            if found := list(differences(end_of(home), whole)):
                return found
    return []


def sorting_within_the_commit_moves_no_value(before: Ready, quick: Path) -> list[str]:
    with before.open(quick / "sorted") as home:
        exchange = Exchange(home.workspace)
        writes: list[str] = []

        def sorts(method: str, path: str) -> None:
            if method == "POST" and path.startswith("/v4/"):
                writes.append(path)
                if len(writes) == 2:
                    spec = [{"dimensionIndex": home.column("Name"), "sortOrder": "DESCENDING"}]
                    where = {"sheetId": layout.ROSTER.sheet_id, "startRowIndex": 1, "endRowIndex": 3}
                    home.people.write_sheet(home.spreadsheet_id, [{"sortRange": {"range": where, "sortSpecs": spec}}])

        exchange.before = sorts
        before.story.act(home, connect_directly(home.workspace, exchange))
        found = (home.cell("Ava Romero", "Diagnoses"), home.cell("Ben Tran", "Diagnoses"))
        return [] if found == ("ADHD", "") else [f"Diagnoses say {found}"]


def accidents_are_held(before: Ready, quick: Path) -> list[str]:
    """Two otsync IDs that changed places."""
    with before.open(quick / "held") as home:
        ids = [home.cell(name, "otsync ID") for name in ("Ava Romero", "Ben Tran")]
        home.set_roster("Ava Romero", "otsync ID", ids[1])
        home.set_roster("Ben Tran", "otsync ID", ids[0])
        report = home.sync()
        return [] if report.held else ["nothing was held"]


def many_withdrawals_are_held(before: Ready, quick: Path) -> list[str]:
    with before.open(quick / "withdrawn") as home:
        home.write_notes("Ava Romero", "\n".join(f"10/{day} 30 min push-in" for day in (6, 5, 2, 1)))
        home.sync()
        for day in (6, 5, 2, 1):
            home.change_note("Ava Romero", f"10/{day} 30 min push-in", "")
        home.sync()
        total = sum(int(row["Minutes"]) for row in home.minutes())
        return [] if total == 120 else [f"120 minutes became {total}"]


def sessions_count_once(before: Ready, quick: Path) -> list[str]:
    with before.open(quick / "once") as home:
        home.write_notes("Ava Romero", "10/6 30 min push-in\n10/5 20 min pull-out")
        home.sync()
        home.set_roster("Ava Romero", "Room", "9")
        home.sync()
        rows = [row["Minutes"] for row in home.minutes()]
        return [] if sorted(rows) == ["20", "30"] else [f"Minutes has {rows}"]


def a_second_run_writes_nothing(before: Ready, quick: Path) -> list[str]:
    with before.open(quick / "rest") as home:
        home.sync()
        home.sync()
        writes = {kind: count for kind, count in home.sync().requests.items() if kind.endswith("write") and count}
        return [f"it writes {writes}"] if writes else []


def leases_are_kept(before: Ready, quick: Path) -> list[str]:
    """Another worker, while one is at its Docs."""
    with before.open(quick / "lease") as home:
        exchange = Exchange(home.workspace)

        def die(method: str, path: str) -> None:
            if method == "POST" and path.startswith("/v1/"):
                raise Killed

        exchange.before = die
        with pytest.raises(Killed):
            home.sync(google=connect_directly(home.workspace, exchange))
        try:
            home.sync()
        except OtsyncError as error:
            return [] if error.exit_code == 75 else [str(error)]
        return ["it did not wait"]


# Mutations


def roster_always_wins(patch: Patch) -> None:
    inner = merge.merge_field

    def mutated(field: Any, otsync_id: str, **named: Any) -> Merged:
        found = inner(field, otsync_id, **named)
        return replace(found, action="to_doc", value=named["roster"].text) if found.action == "differs" else found

    patch.setattr(otsync.sync.field, "merge_field", mutated)


def clearing_spreads(patch: Patch) -> None:
    inner = merge.merge_field
    patch.setattr(otsync.sync.field, "merge_field", lambda field, key, **named: inner(field, key, **{**named, "required": False}))


def conflicts_are_not_listed(patch: Patch) -> None:
    inner = otsync.sync.student.decide_student
    patch.setattr(otsync.sync.decide, "decide_student", lambda *args, **named: replace(inner(*args, **named), looks=()))


def revisions_are_not_asked_for(patch: Patch) -> None:
    inner = otsync.google.connect.Google.write_doc
    patch.setattr(otsync.google.connect.Google, "write_doc", lambda self, doc, requests, **_: inner(self, doc, requests))


def writes_are_repeated_blindly(patch: Patch) -> None:
    inner = otsync.google.retry.may_repeat
    patch.setattr(otsync.google.retry, "may_repeat", lambda error, **_: inner(error, write=False))


def markers_are_forgotten(patch: Patch) -> None:
    inner = otsync.sync.begin.next_meta

    def mutated(*args: Any) -> Any:
        meta, requests = inner(*args)
        return meta, [one for one in requests if "addNamedRange" not in one]

    patch.setattr(otsync.sync.begin, "next_meta", mutated)
    patch.setattr(otsync.sync.commit, "next_meta", mutated)


def begun_is_forgotten(patch: Patch) -> None:
    inner = otsync.sync.carrying.begin

    def mutated(google: Any, settings: Any, result: Any, touched: Any, *rest: Any) -> Any:
        return inner(google, settings, result, {key: replace(one, begun={}) for key, one in touched.items()}, *rest)

    patch.setattr(otsync.sync.carrying, "begin", mutated)


def the_grey_line_tells_nothing(patch: Patch) -> None:
    patch.setattr(otsync.sync.student, "known_of", lambda form, key, state, doc: state)


def leases_are_ignored(patch: Patch) -> None:
    patch.setattr(otsync.sync.run, "check_lease", lambda *_: None)


def tints_leak(patch: Patch) -> None:
    inner = write._tint
    patch.setattr(write, "_tint", lambda table, row, column, tint, tab: inner(table, row, 0, tint, tab))


def moved_rows_are_not_looked_for(patch: Patch) -> None:
    patch.setattr(otsync.sync.place, "put_right", lambda *_: [])


def nothing_is_held(patch: Patch) -> None:
    """Neither IDs that came apart from their rows, nor many values at once: either holds what the other lets pass."""
    patch.setattr(otsync.sync.decide, "another_student", lambda *_: False)
    patch.setattr(otsync.sync.decide, "accidents", lambda *_: (set(), []))


def withdrawals_are_not_held(patch: Patch) -> None:
    patch.setattr(log, "MOST_WITHDRAWN", 1000)


def logged_sessions_are_forgotten(patch: Patch) -> None:
    patch.setattr(pairing, "pair", lambda rows, readings: [None for _ in rows])


def cells_are_always_written(patch: Patch) -> None:
    inner = otsync.sync.place.cell_at
    patch.setattr(otsync.sync.place, "cell_at", lambda *args: replace(inner(*args), text="never"))


OPPOSITES: tuple[tuple[Callable[[Patch], None], Story, Check], ...] = (
    (roster_always_wins, QUIET, typed_words_stand),
    (clearing_spreads, QUIET, typed_words_stand),
    (conflicts_are_not_listed, QUIET, typed_words_stand),
    (tints_leak, QUIET, typed_words_stand),
    (revisions_are_not_asked_for, BOTH, words_typed_between_stand),
    (writes_are_repeated_blindly, NEW, lost_replies_change_nothing),
    (markers_are_forgotten, BOTH, sleepers_change_nothing),
    (begun_is_forgotten, BOTH, deaths_change_nothing(3)),
    (the_grey_line_tells_nothing, BOTH, deaths_change_nothing(1)),
    (leases_are_ignored, BOTH, leases_are_kept),
    (moved_rows_are_not_looked_for, BOTH, sorting_within_the_commit_moves_no_value),
    (nothing_is_held, QUIET, accidents_are_held),
    (withdrawals_are_not_held, QUIET, many_withdrawals_are_held),
    (logged_sessions_are_forgotten, QUIET, sessions_count_once),
    (cells_are_always_written, QUIET, a_second_run_writes_nothing),
)
SWEEPS = (lost_replies_change_nothing, sleepers_change_nothing)
"""Their silence without a mutation is what the sweeps themselves show."""


@pytest.mark.parametrize(("mutate", "story", "check"), OPPOSITES, ids=[one[0].__name__ for one in OPPOSITES])
def test_a_broken_promise_is_noticed(
    mutate: Callable[[Patch], None], story: Story, check: Check, told: Callable[[Story], Ready], quick: Path, monkeypatch: Patch
) -> None:
    """The check is silent about otsync as it is, and speaks up when the promise is broken."""
    before = told(story)
    if check not in SWEEPS and check.__name__ != "check":
        assert check(before, quick) == []
    mutate(monkeypatch)
    assert check(before, quick)
