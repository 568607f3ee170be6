"""Runs that are worth dying in, and what people do while nobody has run it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from otsync.google.connect import Google
from otsync.workspace.context import Switches
from tests.direct import Exchange, connect_directly
from tests.house import AVA, BEN, ELI, House, house
from tests.proof.ends import End, end_of, settle


class Killed(BaseException):
    """SIGKILL, as far as the worker's own code can tell: nothing catches it."""


READS = ("read_sheet", "read_doc", "list_files", "get_file")
CALLS = (*READS, "write_sheet", "write_doc", "copy_file", "create_file", "update_file")


class Mortal:
    """A connection that dies for good before or after its n-th call, for commands that other calls than a run's are counted for."""

    def __init__(self, google: Google, dies_at: int, *, after: bool) -> None:
        self._google, self._dies_at, self._after = google, dies_at, after
        self.calls = 0
        self.wrote: list[bool] = []
        """Of each call so far, whether it is a write."""
        self.dead = False

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._google, name)
        return self._counted(inner, writes=name not in READS) if name in CALLS else inner

    def _counted(self, inner: Callable[..., Any], *, writes: bool) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self.calls += 1
            self.wrote.append(writes)
            mine = self.calls
            if self.dead or (mine >= self._dies_at and not self._after):
                self.dead = True
                raise Killed
            answer = inner(*args, **named)
            if mine >= self._dies_at:
                self.dead = True
                raise Killed
            return answer

        return call


@dataclass(frozen=True)
class Edit:
    """Something that somebody does after the worker died. `landed`: what it answers had been written by then; only then, or (`anyway`)
    in any case, it is done."""

    name: str
    do: Callable[[House], None]
    landed: Callable[[House], bool]
    anyway: bool = True


@dataclass(frozen=True)
class Story:
    """A caseload just before a run, the run, and edits after its death."""

    name: str
    prepare: Callable[[House], None]
    edits: tuple[Edit, ...]
    act: Callable[[House, Google], None]


@dataclass(frozen=True)
class Ready:
    """A story's workspace on disk, just before its run."""

    story: Story
    folder: Path
    spreadsheet_id: str
    now: datetime

    @contextmanager
    def open(self, folder: Path, switches: Switches | None = None) -> Iterator[House]:
        shutil.copytree(self.folder, folder)
        try:
            with house(folder, switches=switches) as home:
                home.spreadsheet_id, home.now = self.spreadsheet_id, self.now
                yield home
        finally:
            shutil.rmtree(folder)

    def wrote(self, folder: Path) -> list[bool]:
        """The requests of the run in their order: whether each is a write."""
        with self.open(folder) as home:
            exchange = Exchange(home.workspace)
            self.story.act(home, connect_directly(home.workspace, exchange))
            return exchange.wrote

    def whole(self, folder: Path, edit: Edit | None = None, *, run: bool = True, switches: Switches | None = None) -> tuple[End, int]:
        """The end without a death, and how many requests the run makes. run False: as if the run had not been."""
        with self.open(folder, switches) as home:
            exchange = Exchange(home.workspace)
            if run:
                self.story.act(home, connect_directly(home.workspace, exchange))
            if edit and (run or edit.anyway):
                edit.do(home)
            settle(home)
            return end_of(home), exchange.count


def ready(story: Story, folder: Path) -> Ready:
    with house(folder) as home:
        home.sync()
        story.prepare(home)
    return Ready(story, folder, home.spreadsheet_id, home.now)


def sync(home: House, google: Google) -> None:
    home.sync(google=google)


def twelve(home: House) -> None:
    kids = [BEN | {"Name": f"Kid {at:02}", "Birthdate": f"{at}/{at}/2016", "Room": str(100 + at)} for at in range(1, 10)]
    home.add_students(AVA, BEN, ELI, *kids)


def both_sides(home: House) -> None:
    home.add_students(AVA, BEN)
    home.sync()
    home.set_roster("Ava Romero", "Room", "14B")
    home.set_roster("Ava Romero", "Grade", "5")
    home.type_value("Ava Romero", "diagnoses", "ADHD")
    home.type_value("Ben Tran", "precautions", "none known")
    home.write_notes("Ava Romero", "10/6 30 min push-in\n10/1 saw her in class\nTried: slant board; it helps\nTeacher: hand activities")


def of_room(name: str, value: str) -> Callable[[House], bool]:
    """The roster's room stands in the Doc."""

    def landed(home: House) -> bool:
        try:
            return home.doc(name).text("room") == value
        except (KeyError, StopIteration):
            return False

    return landed


def in_doc(name: str, text: str, field: str = "room") -> Callable[[House], None]:
    return lambda home: home.type_value(name, field, text)


def in_roster(name: str, text: str, header: str = "Room") -> Callable[[House], None]:
    return lambda home: home.set_roster(name, header, text)


def always(_: House) -> bool:
    return True


def logged(home: House) -> bool:
    return bool(home.minutes())


def told(home: House) -> bool:
    """The Doc's value stands in the roster."""
    return home.cell("Ava Romero", "Diagnoses") == "ADHD"


FIRST = Story(
    "first run of 12 students",
    twelve,
    (
        Edit("another room in the Doc", in_doc("Kid 03", "21"), of_room("Kid 03", "103"), anyway=False),
        Edit("the room cleared in the Doc", in_doc("Kid 05", ""), of_room("Kid 05", "105"), anyway=False),
        Edit("another room in the roster", in_roster("Kid 07", "99"), always),
        Edit("words in an amber cell", in_doc("Kid 09", "ADHD", "diagnoses"), of_room("Kid 09", "109"), anyway=False),
    ),
    sync,
)
BOTH = Story(
    "changes on both sides",
    both_sides,
    (
        Edit("another room in the Doc", in_doc("Ava Romero", "21"), of_room("Ava Romero", "14B")),
        Edit("the Doc's room as it was", in_doc("Ava Romero", "12"), of_room("Ava Romero", "14B")),
        Edit("the room cleared in the Doc", in_doc("Ava Romero", ""), of_room("Ava Romero", "14B")),
        Edit("another room in the roster", in_roster("Ava Romero", "15"), always),
        Edit("the roster's room as it was", in_roster("Ava Romero", "12"), always),
        Edit("another diagnosis in the roster", in_roster("Ava Romero", "PT", "Diagnoses"), told),
        Edit("a session corrected", lambda home: home.change_note("Ava Romero", "30 min", "25 min"), logged),
    ),
    sync,
)
STORIES = (FIRST, BOTH)
