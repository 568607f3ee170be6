"""Commands other than a run that are worth dying in: an adoption, an upgrade, an undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from otsync.caseload.fields import load_plan
from otsync.google.connect import Google
from otsync.sync.upgrade import upgrade
from otsync.workbook import layout
from tests.adopt.conftest import CAL
from tests.adopt.old_docs import AVA_PAGE, BEN_PAGE, CAL_PAGE, Desk
from tests.house import AVA, BEN, House
from tests.proof.stories import Story, both_sides
from tests.sync.forms import GROWN

HERS = "OT 26-27"


@dataclass(frozen=True)
class Command:
    """A story, and the same as it is typed. `config`: further tables of otsync.toml, for a folder that files may be put in."""

    story: Story
    words: Callable[[House], list[str]]
    config: Callable[[Path], str] = lambda _: ""


def her_docs(home: House) -> None:
    """Three students, one of them with a value that her Doc says otherwise, and a folder of three Docs of which two are surely theirs."""
    few = {key: text for key, text in AVA.items() if key in ("Name", "Birthdate", "Plan type", "School", "Grade", "Teacher(s)")}
    home.add_students(few | {"Eligibilities": "SLI"}, BEN, CAL)
    desk = Desk(home)
    hers = desk.folder(HERS)
    desk.bold(desk.doc("Ava Romero OT notes", AVA_PAGE, hers), "Precautions:")
    desk.doc("Ben Tran", BEN_PAGE, hers)
    desk.doc("Cal W.", CAL_PAGE.replace("Student: Cal Whitfield\n", ""), hers)


def folder_of(home: House) -> str:
    return str(home.people.list_files(f"name = '{HERS}'", fields="id")[0]["id"])


def adopts(home: House, google: Google) -> None:
    Desk(home).adopt(folder_of(home), google=google)


def plans_of_the_shipped_form(home: House) -> None:
    home.add_students(AVA, BEN)
    home.sync()
    home.type_value("Ava Romero", "diagnoses", "ADHD\nsince 2024")
    home.type_value("Ava Romero", "reasoning", "sensory first")
    home.type_value("Ben Tran", "case_manager", "R. Diaz")
    home.sync()


def grown(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "own.toml"
    path.write_text(GROWN, encoding="utf-8")
    return path


def upgrades(home: House, google: Google) -> None:
    home.form = load_plan(own=grown(home.workspace.directory / "form"))
    home.tick()
    upgrade(google, home.settings(), home.now, write=True)


def a_run_on_both_sides(home: House) -> None:
    both_sides(home)
    home.sync()


def last_to_the_doc(home: House) -> int:
    """The run that wrote the room."""
    return next(int(row["Run"]) for row in home.records(layout.CHANGES) if (row["Where"], row["To"]) == ("Doc", "14B"))


def undoes(home: House, google: Google) -> None:
    home.undo(last_to_the_doc(home), google=google)


ADOPT = Command(Story("adoption", her_docs, (), adopts), lambda home: ["adopt", folder_of(home), "--yes"])
UPGRADE = Command(
    Story("upgrade", plans_of_the_shipped_form, (), upgrades),
    lambda _: ["upgrade", "--yes"],
    lambda folder: f"[plan]\nfields = '{grown(folder)}'\n",
)
UNDO = Command(Story("undo", a_run_on_both_sides, (), undoes), lambda home: ["undo", str(last_to_the_doc(home))])
COMMANDS = (ADOPT, UPGRADE, UNDO)
