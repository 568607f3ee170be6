"""The merge table, row by row and kind by kind: one caseload in a workspace, a student for each row of the table, a field for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from otsync.caseload.fields import Field
from otsync.caseload.roster import read_roster
from otsync.caseload.values import compared
from otsync.workbook import layout
from tests.house import FORM, House, house, typed

Json = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """Three values of a field, the first of them agreed on."""

    agreed: str
    one: str
    other: str


KINDS: dict[str, Kind] = {
    "eligibilities": Kind("OHI", "SLI, OHI", "OHI (ADHD) 👩🏽‍🎨"),
    "room": Kind("12", "14B", "שלום 7"),
    "grade": Kind("4", "5", "6"),
    "teachers": Kind("Alvarez", "Ms. Kim, Mr. O’Neill", "B. Chén & Kim"),
    "diagnoses": Kind("ADHD\nsince 2024", "ADHD, combined\nsince 2024\nASD", "since 2024"),
    "evaluation": Kind("https://example.org/eval?a=1", "https://example.org/eval?a=2", "see https://example.org/"),
    "annual": Kind("3/4/2027", "3/14/2027", "10/1/2026"),
    "plan_written": Kind("9/1/2026", "9/2/2026", "8/31/2026"),
    "reasoning": Kind("sensory first\n- breathing\n- tracing", "- breathing\n- tracing", "motor\nfirst"),
    "supports": Kind("", "slant board", "pencil grip"),
}
"""One line, a number, people, paragraphs, a link, dates, a list, and one that was blank on both sides."""
NUMBERS = {"grade"}


@dataclass(frozen=True)
class Row:
    """A row of the table: what people put on either side (an attribute of Kind, "" to clear it, None: nothing), and what is to follow."""

    roster: str | None
    doc: str | None
    ends: str
    """"both": the value on both sides; "listed": each side its own, and one question; "cleared": blank, or kept and asked about where the
    plan needs it."""
    value: str = ""


ROWS: dict[str, Row] = {
    "nothing changed": Row(None, None, "both", "agreed"),
    "roster changed": Row("one", None, "both", "one"),
    "Doc changed": Row(None, "one", "both", "one"),
    "both changed, equal": Row("one", "one", "both", "one"),
    "both changed, differ": Row("one", "other", "listed"),
    "roster cleared": Row("", None, "cleared"),
    "Doc cleared": Row(None, "", "cleared"),
    "both cleared": Row("", "", "both", ""),
    "cleared and changed": Row("", "one", "listed"),
    "changed and cleared": Row("one", "", "listed"),
}
UNAGREED: dict[str, Row] = {
    "roster alone is filled": Row("one", "", "both", "one"),
    "Doc alone is filled": Row("", "one", "both", "one"),
    "both filled, equal": Row("one", "one", "both", "one"),
    "both filled, differ": Row("one", "other", "listed"),
}
"""Nothing is known of what was agreed: the hidden tab is gone."""


@dataclass(frozen=True)
class Ends:
    """Both sides after the runs, what was asked, and how quiet a further run was."""

    roster: Mapping[str, Mapping[str, str]]
    docs: Mapping[str, Mapping[str, str]]
    looks: list[dict[str, str]]
    writes: int


def put(home: House, students: Mapping[str, Mapping[str, str]]) -> None:
    """Cells of the roster, as people type them."""
    roster = read_roster(home.grid(layout.ROSTER.sheet_id), FORM)
    rows = {row.cells["name"].text: row.row for row in roster.rows}
    requests: list[Json] = []
    for name, values in students.items():
        for key, text in values.items():
            number = {"userEnteredValue": {"numberValue": int(text)}} if key in NUMBERS and text else typed(text)
            start = {"sheetId": layout.ROSTER.sheet_id, "rowIndex": rows[name], "columnIndex": roster.columns[key]}
            fields = "userEnteredValue,userEnteredFormat.numberFormat"
            requests.append({"updateCells": {"start": start, "rows": [{"values": [number]}], "fields": fields}})
    home.people.write_sheet(home.spreadsheet_id, requests)
    home.tick()


def write(home: House, name: str, values: Mapping[str, str]) -> None:
    """Cells of a Doc, the last first, so that none of them moves another."""
    doc = home.doc(name)
    requests: list[Json] = []
    for key in sorted(values, key=lambda one: -doc.fields[one].value.start):
        cell = doc.fields[key].value
        if cell.end - 1 > cell.start:
            requests.append({"deleteContentRange": {"range": {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": doc.plan_tab}}})
        if values[key]:
            requests.append({"insertText": {"location": {"index": cell.start, "tabId": doc.plan_tab}, "text": values[key]}})
    if requests:
        home.people.write_doc(home.doc_id(name), requests)
        home.tick()


def value(key: str, which: str) -> str:
    return str(getattr(KINDS[key], which)) if which else ""


def edited(home: House, rows: Mapping[str, Row]) -> None:
    put(home, {name: {key: value(key, row.roster) for key in KINDS} for name, row in rows.items() if row.roster is not None})
    for name, row in rows.items():
        if row.doc is not None:
            write(home, name, {key: value(key, row.doc) for key in KINDS})


def ends(home: House, rows: Mapping[str, Row]) -> Ends:
    """Two runs, since a difference settled by one may show in the next, and one that should write nothing."""
    home.tick(20)
    home.sync(force=True)  # so many values at once would wait for an answer
    home.sync(force=True)
    again = home.sync()
    roster = {row["Name"]: row for row in home.roster()}
    docs = {name: home.doc(name) for name in rows}
    return Ends(
        {name: {key: roster[name][FORM.fields[key].header] for key in KINDS} for name in rows},
        {name: {key: docs[name].text(key) for key in KINDS} for name in rows},
        home.looks(),
        sum(count for kind, count in again.requests.items() if kind.endswith("write")),
    )


@pytest.fixture(scope="module")
def caseload(quick: Path) -> Iterator[House]:
    """A student for each row, with the values of `agreed` on both sides; the roster gets columns that it does not have by itself."""
    with house(quick / "merge_table") as home:
        home.sync()
        for key in KINDS.keys() - read_roster(home.grid(layout.ROSTER.sheet_id), FORM).columns.keys():
            home.add_column(FORM.fields[key].header)
        base = {"Birthdate": "3/1/2017", "Plan type": "IEP"}
        home.add_students(*({"Name": name, **base} for name in {**ROWS, **UNAGREED}))
        put(home, {name: {key: kind.agreed for key, kind in KINDS.items()} for name in {**ROWS, **UNAGREED}})
        home.sync()
        yield home


@pytest.fixture(scope="module")
def merged(caseload: House) -> Ends:
    """What becomes of the edits of each row."""
    edited(caseload, ROWS)
    return ends(caseload, ROWS)


@pytest.fixture(scope="module")
def unagreed(caseload: House, merged: Ends) -> Ends:
    """The same where nothing is known of what was agreed."""
    edited(caseload, UNAGREED)
    caseload.people.write_sheet(caseload.spreadsheet_id, [{"deleteSheet": {"sheetId": layout.STATE.sheet_id}}])
    return ends(caseload, UNAGREED)


def same(field: Field, one: str, two: str) -> bool:
    return compared(field, one) == compared(field, two)


def check(found: Ends, name: str, row: Row, key: str) -> None:
    field, roster, doc = FORM.fields[key], found.roster[name][key], found.docs[name][key]
    title = field.label or field.header
    starts = (f"{title} differs", f"{title} was cleared")
    asked = [one for one in found.looks if one["Student"] == name and one["What I saw"].startswith(starts)]
    if row.ends == "listed" and "" in (row.roster, row.doc) and not KINDS[key].agreed:
        row = Row(row.roster, row.doc, "both", row.roster or row.doc or "")  # it was blank before: only the other side changed
    if row.ends == "both":
        assert same(field, roster, value(key, row.value)) and same(field, doc, value(key, row.value))
        assert asked == []
    elif row.ends == "listed":
        assert same(field, roster, value(key, row.roster or "")) and same(field, doc, value(key, row.doc or ""))
        assert [(one["In your Doc"], one["In the roster"]) for one in asked] == [(doc, roster)]
    elif "IEP" in field.required:
        cleared, kept = (roster, doc) if row.doc is None else (doc, roster)
        assert cleared == "" and same(field, kept, KINDS[key].agreed)
        assert len(asked) == 1 and "Nothing was taken away" in asked[0]["What I saw"]
    else:
        assert (roster, doc, asked) == ("", "", [])


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_table(name: str, key: str, merged: Ends) -> None:
    """The value goes where the table says, or both stay and are listed once with both values; a needed one that is cleared is kept."""
    check(merged, name, ROWS[name], key)


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("name", UNAGREED)
def test_a_row_of_the_table_without_an_agreed_value(name: str, key: str, unagreed: Ends) -> None:
    """The filled one wins over a blank, equal ones agree, differing ones are listed."""
    check(unagreed, name, UNAGREED[name], key)


def test_nothing_is_written_once_all_is_decided(merged: Ends, unagreed: Ends) -> None:
    """A further run finds every row as it should be, differences and kept values included."""
    assert (merged.writes, unagreed.writes) == (0, 0)
