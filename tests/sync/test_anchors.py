"""Anchors in every state that people and Google leave them in: found again or reported, and nothing written to a wrong place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from otsync.document.body import tabs_of
from otsync.document.read import RANGE_PREFIX
from otsync.workspace.context import Switches
from tests.house import House, house

Json = dict[str, Any]
AVA = "Ava Romero"
SETTINGS = {
    "as it is": {},
    "the other way": {
        "copy_keeps_named_ranges": False,
        "copy_keeps_tab_ids": False,
        "named_range_grows_at_start": True,
        "named_range_grows_at_end": True,
        "named_range_survives_emptying": True,
    },
}
"""What concerns anchors and nobody has measured."""


@pytest.fixture(params=list(SETTINGS))
def home(request: pytest.FixtureRequest, first_night: tuple[Path, str, datetime], tmp_path: Path) -> Iterator[House]:
    """A caseload of three whose first night is over, under both settings of what concerns anchors."""
    folder, spreadsheet_id, now = first_night
    shutil.copytree(folder, tmp_path / "workspace")
    with house(tmp_path / "workspace", switches=replace(Switches(), **SETTINGS[request.param])) as copied:
        copied.spreadsheet_id, copied.now = spreadsheet_id, now
        copied.tick()
        yield copied


def edit(home: House, *requests: Json) -> None:
    home.people.write_doc(home.doc_id(AVA), list(requests))
    home.tick()


def span(start: int, end: int, tab: str | None) -> Json:
    return {"startIndex": start, "endIndex": end, "tabId": tab}


def label(home: House, field_id: str) -> Json:
    doc = home.doc(AVA)
    start, end = doc.fields[field_id].label.label_range
    return span(start, end, doc.plan_tab)


def lay(name: str, where: Json) -> Json:
    return {"createNamedRange": {"name": RANGE_PREFIX + name, "range": where}}


def drop(name: str) -> Json:
    return {"deleteNamedRange": {"name": RANGE_PREFIX + name}}


def words(home: House) -> list[str]:
    """Every line of every tab, but for the line that says when otsync was there."""
    said: list[str] = []
    for tab in tabs_of(home.body(AVA)):
        for block in tab.blocks:
            rows = [[block.text]] if not hasattr(block, "rows") else [[cell.text for cell in row] for row in block.rows]
            said += [" | ".join(row) for row in rows if "otsync last changed" not in " ".join(row)]
    return said


def found_again(home: House) -> None:
    """The roster's new room reaches the Doc's cell and nothing else; the mark lies on the label again, once; nothing is asked."""
    before, asked = words(home), len(home.looks())
    home.set_roster(AVA, "Room", "14B")
    home.sync()
    doc = home.doc(AVA)
    assert doc.text("room") == "14B"
    assert doc.fields["room"].anchored
    assert [line.replace("14B", "12") for line in words(home)] == before
    assert len(home.looks()) == asked


def reported(home: House, what: str) -> None:
    """The roster's new room is written nowhere; one row of Needs a look says so."""
    before = words(home)
    home.set_roster(AVA, "Room", "14B")
    home.sync()
    assert words(home) == before
    assert len([row for row in home.looks() if what in row["What I saw"]]) == 1


def test_range_gone(home: House) -> None:
    """The label alone serves, and gets its mark again."""
    edit(home, drop("room"))
    found_again(home)


def test_range_doubled(home: House) -> None:
    """Two ranges of one name on the label: the field is known, and one is left."""
    edit(home, lay("room", label(home, "room")))
    found_again(home)
    assert len(tabs_of(home.body(AVA))[0].named_ranges["otsync.room"]) == 1


def test_range_split(home: House) -> None:
    """A range in two pieces, one of them elsewhere."""
    where = label(home, "room")
    edit(
        home,
        drop("room"),
        lay("room", where | {"endIndex": where["startIndex"] + 2}),
        lay("room", label(home, "grade")),
    )
    found_again(home)


def test_range_on_another_label(home: House) -> None:
    """A range beside another field's label is none: the label alone serves, and the other field's value stays."""
    edit(home, drop("room"), lay("room", label(home, "grade")))
    found_again(home)
    assert home.doc(AVA).text("grade") == "4"


def test_range_on_another_label_and_its_own_gone(home: House) -> None:
    """Neither range nor label: reported, and the other field's cell is not written to."""
    where = label(home, "room")
    edit(home, drop("room"), lay("room", label(home, "grade")), {"deleteContentRange": {"range": where}})
    reported(home, "“Room”")


def test_range_in_another_tab(home: House) -> None:
    """A range that a paste took to the notes: the label on the Plan serves."""
    notes, paragraphs = home.notes_tab(AVA)
    edit(home, drop("room"), lay("room", span(paragraphs[0].start, paragraphs[0].start + 4, notes)))
    found_again(home)


def test_every_range_in_another_tab(home: House) -> None:
    """All ranges lie in the notes: the tab Plan is known all the same, and the notes are never written to."""
    notes, paragraphs = home.notes_tab(AVA)
    doc = home.doc(AVA)
    there = span(paragraphs[0].start, paragraphs[0].start + 4, notes)
    edit(home, *(one for key in doc.holds for one in (drop(key), lay(key, there))))
    found_again(home)


def test_label_renamed(home: House) -> None:
    """The range alone serves, and the label stays as she wrote it."""
    where = label(home, "room")
    at = {"index": where["startIndex"] + 1, "tabId": where["tabId"]}
    edit(home, {"insertText": {"location": at, "text": "oom where she sits, R"}})
    before = words(home)
    home.set_roster(AVA, "Room", "14B")
    home.sync()
    assert home.doc(AVA).text("room") == "14B"
    assert [line.replace("14B", "12") for line in words(home)] == before


def test_label_renamed_and_range_gone(home: House) -> None:
    """Nothing tells the cell any more: reported, and not written to."""
    where = label(home, "room")
    at = {"index": where["startIndex"] + 1, "tabId": where["tabId"]}
    edit(home, drop("room"), {"insertText": {"location": at, "text": "oom where she sits, R"}})
    reported(home, "“Room”")


def test_row_cut_and_pasted(home: House) -> None:
    """A row that she put elsewhere, without its range: its label tells it."""
    doc = home.doc(AVA)
    cell = doc.fields["service_reasons"].label
    behind = doc.fields["scope"].label
    tab = doc.plan_tab

    def place(one: Any) -> Json:
        return {"tableStartLocation": {"index": one.table_start, "tabId": tab}, "rowIndex": one.row, "columnIndex": 0}

    edit(home, {"insertTableRow": {"tableCellLocation": place(behind), "insertBelow": True}})
    body = home.doc(AVA).fields["scope"].value
    text = "Why these minutes"
    edit(
        home,
        {"insertText": {"location": {"index": body.end + 2, "tabId": tab}, "text": text}},
        {"deleteTableRow": {"tableCellLocation": place(cell)}},
    )
    assert home.doc(AVA).fields["service_reasons"].label.table_start != cell.table_start
    found_again(home)
    home.add_column("Why these minutes")
    home.set_roster(AVA, "Why these minutes", "she tires")
    home.sync()
    assert home.doc(AVA).text("service_reasons") == "she tires"


def test_row_deleted(home: House) -> None:
    """Reported once, also when several are gone; the rest of the Doc is kept in step."""
    doc = home.doc(AVA)
    cell = doc.fields["room"].label
    where = {"tableStartLocation": {"index": cell.table_start, "tabId": doc.plan_tab}, "rowIndex": cell.row, "columnIndex": 0}
    edit(home, {"deleteTableRow": {"tableCellLocation": where}})
    reported(home, "“Room”")
    assert sum("I could not find" in row["What I saw"] for row in home.looks()) == 1
    home.set_roster(AVA, "Grade", "5")
    home.sync()
    assert home.doc(AVA).text("grade") == "5"


def test_table_pasted_twice(home: House) -> None:
    """A second table with the same labels: none of its fields is guessed at, and one row says so. So many fields that are not sure keep
    the whole Doc as it is; once the copy is deleted everything follows."""
    doc = home.doc(AVA)
    table = next(
        block
        for block in tabs_of(home.body(AVA))[0].blocks
        if hasattr(block, "rows") and block.start == doc.fields["room"].label.table_start
    )
    assert hasattr(table, "rows")
    end = max(block.end for block in tabs_of(home.body(AVA))[0].blocks if hasattr(block, "text"))
    rows = len(table.rows)
    edit(home, {"insertTable": {"rows": rows, "columns": 4, "location": {"index": end - 1, "tabId": doc.plan_tab}}})
    start = end + 3
    paste = []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if cell.text:
                at = {"index": start + r * 9 + 2 * c, "tabId": doc.plan_tab}
                paste.append({"insertText": {"location": at, "text": cell.text}})
    edit(home, *reversed(paste))
    reported(home, "“Room”")
    assert sum("more than once" in row["What I saw"] for row in home.looks()) == 1
    copy = max(block.start for block in tabs_of(home.body(AVA))[0].blocks if hasattr(block, "rows"))
    first = {"tableStartLocation": {"index": copy, "tabId": doc.plan_tab}, "rowIndex": 0, "columnIndex": 0}
    edit(home, *[{"deleteTableRow": {"tableCellLocation": first}}] * rows)
    home.set_roster(AVA, "Precautions", "none known")
    home.sync()
    assert (home.doc(AVA).text("room"), home.doc(AVA).text("precautions")) == ("14B", "none known")
    assert not any("more than once" in row["What I saw"] for row in home.looks())


def test_tab_renamed(home: House) -> None:
    """The plan's tab under another name, at another place, even without its ranges."""
    doc = home.doc(AVA)
    edit(home, {"updateDocumentTabProperties": {"tabProperties": {"tabId": doc.plan_tab, "title": "Ava's page"}, "fields": "title"}})
    found_again(home)
    edit(home, *(drop(key) for key in home.doc(AVA).holds))
    home.set_roster(AVA, "Room", "15")
    home.sync()
    assert home.doc(AVA).text("room") == "15"


def hers(home: House) -> None:
    """A page of her own with a small table that has some of the plan's labels."""
    edit(home, {"addDocumentTab": {"tabProperties": {"title": "My page", "index": 0}}})
    tab = next(tab.id for tab in tabs_of(home.body(AVA)) if tab.title == "My page")
    edit(home, {"insertTable": {"rows": 4, "columns": 2, "location": {"index": 1, "tabId": tab}}})
    cells = [(5 + r * 5 + 2 * c, text) for r, row in enumerate((("Name", "A."), ("Room", "7"), ("School", "Oak"), ("Grade", "3")))
             for c, text in enumerate(row)]  # fmt: skip
    edit(home, *({"insertText": {"location": {"index": at, "tabId": tab}, "text": text}} for at, text in reversed(cells)))


@pytest.mark.parametrize("before", ["her own page", "her own page with a pasted mark", "nothing else"])
def test_tab_deleted(home: House, before: str) -> None:
    """Without its tab the plan is written nowhere, least of all to a page of hers that has some of its words; the notes are read on."""
    home.set_roster(AVA, "Room", "13")
    home.sync()
    if before != "nothing else":
        hers(home)
    home.write_notes(AVA, "10/6 30 min push-in")
    plan = home.doc(AVA).plan_tab
    home.sync()
    edit(home, {"deleteTab": {"tabId": plan}})
    if before == "her own page with a pasted mark":
        tab = next(tab for tab in tabs_of(home.body(AVA)) if tab.title == "My page")
        cell = next(cell for table in tab.tables() for row in table.rows for cell in row if cell.text == "Room")
        edit(home, lay("room", span(cell.start, cell.start + 4, tab.id)))
    home.write_notes(AVA, "10/7 30 min push-in")
    reported(home, "tab Plan")
    assert [row["Date"] for row in home.minutes() if row["Student"] == AVA] == ["10/6/26", "10/7/26"]
