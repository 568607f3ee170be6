"""Further Docs of one student: one in which nobody wrote is set aside, an edited one is a person's to sort out."""

from __future__ import annotations

import pytest

from otsync.document.read import read_plan
from otsync.google.connect import connect
from tests.house import FORM, House
from tests.proof.stories import Killed, Mortal

NAME = "Ava Romero"


def copy(home: House, source: str, title: str) -> str:
    """A copy with Ava's marks, as a lost reply or a person leaves it."""
    marks = {"otsync_student": home.cell(NAME, "otsync ID"), "otsync_roster": home.spreadsheet_id, "otsync_template": None}
    made = home.people.copy_file(source, {"name": title, "appProperties": marks}, fields="id")
    home.tick()
    return str(made["id"])


def marks_of(home: House, doc: str) -> dict[str, str]:
    return dict(home.people.get_file(doc, fields="name,appProperties").get("appProperties", {}))


def title_of(home: House, doc: str) -> str:
    return str(home.people.get_file(doc, fields="name")["name"])


def quiet(home: House) -> None:
    report = home.sync()
    assert sum(count for kind, count in report.requests.items() if kind.endswith("write")) == 0, report.requests
    assert sum(report.requests.values()) <= 3


@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled by otsync"])
def test_a_spare_that_nobody_touched_is_set_aside(home: House, filled: bool) -> None:
    """It is renamed, loses its marks and is told once; the plan in use stays as it is."""
    plan = home.doc_id(NAME)
    spare = copy(home, plan if filled else home.state().meta.template_id, "Ava Romero · OT plan")
    assert home.sync().failed == 0
    assert title_of(home, spare) == "Spare copy"
    assert not {"otsync_student", "otsync_roster"} & set(marks_of(home, spare))
    assert home.doc_id(NAME) == plan
    assert [row["Student"] for row in home.looks() if "set aside" in row["What I saw"]] == [NAME]
    quiet(home)


def test_an_edited_spare_is_listed_and_left(home: House) -> None:
    """Words of a person's own in it are hers to sort out: it keeps its name and its marks, and is read once."""
    spare = copy(home, home.doc_id(NAME), "Copy of Ava")

    plan = read_plan(home.people.read_doc(spare), FORM)
    at = plan.fields["interests"].value.start
    home.people.write_doc(spare, [{"insertText": {"location": {"index": at, "tabId": plan.plan_tab}, "text": "the ocean"}}])
    home.tick()
    home.sync()
    assert title_of(home, spare) == "Copy of Ava"
    assert marks_of(home, spare)["otsync_student"] == home.cell(NAME, "otsync ID")
    assert any("second Doc" in row["What I saw"] for row in home.looks())
    assert home.doc(NAME).text("interests") == ""
    quiet(home)


def test_a_run_that_dies_before_it_sets_aside_does_it_again(home: House) -> None:
    """Told first, done next: whatever it dies of, the end is the same and is told once."""
    spare = copy(home, home.state().meta.template_id, "Ava Romero · OT plan")
    counted = Mortal(connect(endpoint=home.served.url, credentials=None, limits=False), 5, after=False)
    with pytest.raises(Killed):
        for _ in range(5):
            home.sync(google=counted)  # type: ignore[arg-type]
    for _ in range(2):
        home.tick(20)
        home.sync()
    assert title_of(home, spare) == "Spare copy"
    assert sum("set aside" in row["What I saw"] for row in home.looks()) == 1
    quiet(home)


def test_each_spare_is_told_until_its_own_row_is_seen(home: House) -> None:
    """An answer to what was told of one settles nothing that is told of another."""
    copy(home, home.doc_id(NAME), "Ava Romero · OT plan")
    home.sync()
    home.answer("set aside", "Seen")
    copy(home, home.doc_id(NAME), "Ava Romero · OT plan")
    home.sync()
    quiet(home)
    assert [row["State"] for row in home.looks() if "set aside" in row["What I saw"]] == ["waiting for you"]
    home.answer_row(1, "Seen")
    home.sync()
    assert home.looks() == []
    quiet(home)
