"""Adopted Docs are upgraded and repaired like all others, and the therapist's own page is never touched by it."""

from __future__ import annotations

from pathlib import Path

from otsync.sync.doctor.examine import examine
from otsync.sync.upgrade import upgrade
from tests.adopt.old_docs import AVA_PAGE, Desk
from tests.direct import connect_directly
from tests.sync.forms import form_of


def test_a_changed_form_reaches_an_adopted_doc(desk: Desk, tmp_path: Path) -> None:
    """The tab Plan gets its rows, moves and labels; her page, with a table of the same words, is byte for byte as before."""
    home = desk.home
    doc = desk.doc("Ava Romero OT notes", AVA_PAGE)
    desk.table(doc, [["Name", "Ava Romero"], ["Room", "12"], ["Case manager", "Ms. Kim"], ["Diagnoses", "see report"]])
    desk.adopt(doc)
    home.sync()
    before, diagnoses = desk.page(doc), home.doc("Ava Romero").text("diagnoses")
    home.form = form_of(tmp_path)
    home.tick()
    report = upgrade(connect_directly(home.workspace), home.settings(), home.now, write=True)
    assert (report.failed, report.done) == (0, 3)
    assert desk.page(doc) == before
    plan = home.doc("Ava Romero")
    assert plan.problems == () and "bus" in plan.fields
    assert plan.text("diagnoses") == diagnoses and "ADHD, combined" in diagnoses
    assert plan.fields["case_manager"].label.label == "Case carrier"
    quiet = home.sync()
    assert sum(count for kind, count in quiet.requests.items() if kind.endswith("write")) == 0


def test_a_deleted_plan_of_an_adopted_doc(desk: Desk) -> None:
    """Her page is not taken for the plan, though it has the plan's words; a new tab stands behind it, filled from the roster."""
    home = desk.home
    doc = desk.doc("Ava Romero OT notes", AVA_PAGE)
    desk.table(doc, [["Name", "Ava Romero"], ["Room", "12"], ["School", "Lincoln"], ["Grade", "4"]])
    desk.adopt(doc)
    home.sync()
    home.people.write_doc(doc, [{"deleteTab": {"tabId": home.doc("Ava Romero").plan_tab}}])
    home.tick()
    home.set_roster("Ava Romero", "Room", "14B")
    before = desk.page(doc)
    home.sync()
    assert desk.page(doc) == before
    assert any("could not find the tab Plan" in row["What I saw"] for row in home.looks())
    home.tick()
    found = examine(connect_directly(home.workspace), home.settings(), home.now, repair=True, new_plan=True)
    assert found.exit_code == 0, [one for one in found.findings if one.level in ("act", "mend")]
    home.sync()
    assert desk.tabs(doc) == ["Tab 1", "Plan"]
    assert desk.page(doc) == before
    plan = next(tab for tab in home.people.read_doc(doc)["tabs"] if tab["tabProperties"]["title"] == "Plan")
    assert "14B" in repr(plan) and "ADHD, combined" in repr(plan)
