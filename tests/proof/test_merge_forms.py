"""What the merge does with formatting, with tables, with cells that are not a person's to write, and with fields that the roster lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from otsync.workbook import layout
from tests.house import AVA, BEN, House, house

Json = dict[str, Any]
NAME, OTHER = "Ava Romero", "Ben Tran"
LINK = "https://example.org/report"


@pytest.fixture(scope="module")
def caseload(quick: Path) -> Iterator[House]:
    """Two students with their plans; the roster has the columns of all three tables."""
    with house(quick / "merge_forms") as home:
        home.sync()
        home.add_students(AVA, BEN)
        for header in TABLES.values():
            home.add_column(header)
        home.sync()
        yield home


def agreed(home: House) -> None:
    """Runs until nothing is written."""
    home.tick(20)
    for _ in range(4):
        report = home.sync(force=True)
        if not any(count for kind, count in report.requests.items() if kind.endswith("write")):
            return
    raise AssertionError("it does not come to rest")


# formatting


def style(home: House, key: str, words: str, given: Json) -> None:
    """Give words of a cell a text style."""
    doc = home.doc(NAME)
    cell = doc.fields[key].value
    at = cell.start + len(cell.text[: cell.text.index(words)].encode("utf-16-le")) // 2
    where = {"startIndex": at, "endIndex": at + len(words.encode("utf-16-le")) // 2, "tabId": doc.plan_tab}
    home.people.write_doc(home.doc_id(NAME), [{"updateTextStyle": {"range": where, "textStyle": given, "fields": ",".join(given)}}])
    home.tick()


def bullets(home: House, key: str) -> None:
    doc = home.doc(NAME)
    cell = doc.fields[key].value
    where = {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": doc.plan_tab}
    home.people.write_doc(home.doc_id(NAME), [{"createParagraphBullets": {"range": where, "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"}}])
    home.tick()


def paragraphs(home: House, key: str) -> list[tuple[str, bool, dict[str, str]]]:
    """Each paragraph of a cell: its words, whether it stands in a list, and which of its words are bold or a link."""
    start = home.doc(NAME).fields[key].value.start
    found: list[tuple[str, bool, dict[str, str]]] = []
    for part in contents(home.body(NAME), start):
        runs = [one["textRun"] for one in part["paragraph"]["elements"] if "textRun" in one]
        styles = {run["content"].strip(): name for run in runs for name in ("bold", "link") if run.get("textStyle", {}).get(name)}
        found.append(("".join(run["content"] for run in runs).rstrip("\n"), "bullet" in part["paragraph"], styles))
    return found


def contents(value: Any, start: int) -> list[Json]:
    """What stands in the table cell whose text begins at a UTF-16 index."""
    if isinstance(value, dict):
        if "tableRows" in value:
            for cell in (cell for row in value["tableRows"] for cell in row["tableCells"]):
                if cell["content"][0].get("startIndex") == start and cell["content"][0].get("paragraph"):
                    return list(cell["content"])
        return next((found for one in value.values() if (found := contents(one, start))), [])
    if isinstance(value, list):
        return next((found for one in value if (found := contents(one, start))), [])
    return []


@pytest.fixture(scope="module")
def styled(caseload: House) -> House:
    """A diagnosis with a bold word and a link, and a list of strategies, told to the roster."""
    home = caseload
    home.add_column("Strategies")
    home.type_value(NAME, "diagnoses", "ADHD, see the report of 2024\nAsthma 🫁")
    style(home, "diagnoses", "ADHD", {"bold": True})
    style(home, "diagnoses", "the report", {"link": {"url": LINK}})
    home.type_value(NAME, "strategies", "slant board\nshort pencil\nbreaks")
    bullets(home, "strategies")
    agreed(home)
    return home


def test_unchanged_words_keep_every_style(styled: House) -> None:
    """Told to the roster as plain words; another value changes in the roster, and bold, link and list stay as they were."""
    assert styled.cell(NAME, "Diagnoses") == "ADHD, see the report of 2024\nAsthma 🫁"
    assert styled.cell(NAME, "Strategies") == "slant board\nshort pencil\nbreaks"
    before = paragraphs(styled, "diagnoses"), paragraphs(styled, "strategies")
    styled.set_roster(NAME, "Room", "21")
    agreed(styled)
    assert (paragraphs(styled, "diagnoses"), paragraphs(styled, "strategies")) == before
    assert before[0] == [("ADHD, see the report of 2024", False, {"ADHD": "bold", "the report": "link"}), ("Asthma 🫁", False, {})]
    assert [listed for _, listed, _ in before[1]] == [True, True, True]


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("ADHD, see the report of 2025\nAsthma 🫁", {"ADHD": "bold", "the report": "link"}),
        ("ADHD, see the report of 2025\nAsthma 🫁, mild", {"ADHD": "bold", "the report": "link"}),
        ("ADHD, see the report of 2025", {"ADHD": "bold", "the report": "link"}),
        ("ADHD, and see the report of 2025\nEczema", {"ADHD": "bold", "the report": "link"}),
    ],
    ids=["a word within", "a word behind", "a paragraph gone", "words between and below"],
)
def test_a_changed_value_keeps_the_styles_of_the_words_that_stay(styled: House, text: str, styles: Mapping[str, str]) -> None:
    """The roster's words stand in the Doc; what was bold or a link and is still there is so still."""
    styled.set_roster(NAME, "Diagnoses", text)
    agreed(styled)
    found = paragraphs(styled, "diagnoses")
    assert [words for words, _, _ in found] == text.split("\n")
    assert {words: one for _, _, given in found for words, one in given.items()} == styles


@pytest.mark.parametrize("text", ["slant board\nshort pencil, dot\nbreaks", "slant board\nbreaks", "slant board\nbreaks\npencil grip"])
def test_a_changed_list_stays_a_list(styled: House, text: str) -> None:
    """A line changed, taken away or added: every line stands in the list."""
    styled.set_roster(NAME, "Strategies", text)
    agreed(styled)
    assert [(words, listed) for words, listed, _ in paragraphs(styled, "strategies")] == [(line, True) for line in text.split("\n")]


# tables


TABLES = {"goals": "Goals", "tried": "What was tried", "open_items": "Open for the teacher"}


@dataclass(frozen=True)
class Turn:
    """What people do with two agreed rows, and what both sides hold then; `asked`: it is listed."""

    roster: tuple[str, ...] | None
    doc: tuple[str, ...] | None
    ends: tuple[str, ...]
    asked: bool = False
    doc_ends: tuple[str, ...] = ()
    """Where the sides differ."""


TURNS: dict[str, Turn] = {
    "nothing": Turn(None, None, ("one | a", "two | b")),
    "added in the roster": Turn(("one | a", "two | b", "three | c"), None, ("one | a", "three | c", "two | b")),
    "added in the Doc": Turn(None, ("one | a", "two | b", "three | c"), ("one | a", "three | c", "two | b")),
    "one added on each side": Turn(
        ("one | a", "two | b", "four | d"), ("one | a", "two | b", "three | c"), ("four | d", "one | a", "three | c", "two | b")
    ),
    "changed in the roster": Turn(("one | a", "two | b, again"), None, ("one | a", "two | b, again")),
    "changed in the Doc": Turn(None, ("one | a, again", "two | b"), ("one | a, again", "two | b")),
    "changed on both sides, equal": Turn(("one | x", "two | b"), ("one | x", "two | b"), ("one | x", "two | b")),
    "changed on both sides, differ": Turn(
        ("one | x", "two | b"), ("one | y", "two | b"), ("one | x", "two | b"), True, ("one | y", "two | b")
    ),
    "taken away in the roster": Turn(("two | b",), None, ("two | b",)),
    "taken away in the Doc": Turn(None, ("one | a",), ("one | a",)),
}


def put_rows(home: House, name: str, key: str, rows: tuple[str, ...]) -> None:
    """Two agreed rows of a Doc's table as they are to be: the second deleted, cells typed over, further rows added."""
    if len(rows) < 2:
        home.delete_row(name, key, 2 if rows == ("one | a",) else 1)
        return
    for at, row in enumerate(rows[:2], 1):
        for column, text in enumerate(row.split(" | ")):
            if text not in ("one", "a", "two", "b"):
                home.type_cell(name, key, at, column, text)
    for row in rows[2:]:
        home.add_row(name, key, *row.split(" | "))


@pytest.fixture(scope="module")
def tables(caseload: House) -> House:
    """A student for each turn, with two agreed rows in each table, and then what becomes of the turns."""
    home = caseload
    home.add_students(*(BEN | {"Name": name} | dict.fromkeys(TABLES.values(), "one | a\ntwo | b") for name in TURNS))
    agreed(home)
    for name, turn in TURNS.items():
        for key, header in TABLES.items():
            if turn.roster is not None:
                home.set_roster(name, header, "\n".join(turn.roster))
            if turn.doc is not None:
                put_rows(home, name, key, turn.doc)
    agreed(home)
    return home


@pytest.mark.parametrize("name", TURNS)
def test_a_table_on_both_sides(tables: House, name: str) -> None:
    """Rows added, changed and taken away on either side; a row that differs stays as it is on each and is listed once."""
    turn, row, doc = TURNS[name], next(one for one in tables.roster() if one["Name"] == name), tables.doc(name)
    for key, header in TABLES.items():
        in_roster = sorted(row[header].split("\n"))
        in_doc = sorted(" | ".join(cell.strip() for cell in cells[:2]) for cells in doc.tables[key].rows if cells[0].strip())
        assert (in_roster, in_doc) == ([*turn.ends], [*(turn.doc_ends or turn.ends)]), key
    listed = [row["What I saw"] for row in tables.looks() if row["Student"] == name]
    assert len(listed) == (len(TABLES) if turn.asked else 0) and all("differ" in one for one in listed)


# cells that are not written, and fields that the roster lacks


def test_a_cell_fed_by_a_formula_is_never_written(caseload: House) -> None:
    """What the formula says reaches the Doc; what the Doc says instead is listed, and the formula stays."""
    home = caseload
    home.set_roster(OTHER, "Room", '="1"&"4"', formula=True)
    agreed(home)
    assert home.doc(OTHER).text("room") == "14"
    home.type_value(OTHER, "room", "15")
    agreed(home)
    row = read_row(home, OTHER, "Room")
    assert row["userEnteredValue"] == {"formulaValue": '="1"&"4"'} and home.doc(OTHER).text("room") == "15"
    [asked] = [one for one in home.looks() if one["Student"] == OTHER and "formula" in one["What I saw"]]
    assert (asked["In your Doc"], asked["In the roster"]) == ("15", "14")


def read_row(home: House, name: str, header: str) -> Json:
    """A cell of the roster as it was entered."""
    where = f"'Roster'!R{home.find(name) + 1}C{home.column(header) + 1}"
    body = home.people.read_sheet(home.spreadsheet_id, fields="sheets.data.rowData.values.userEnteredValue", ranges=[where])
    return dict(body["sheets"][0]["data"][0]["rowData"][0]["values"][0])


@pytest.mark.parametrize("text", ["Peanut allergy — EpiPen", "Peanut allergy -\u00a0EpiPen ", "Peanut\u00a0allergy – EpiPen\n"])
def test_what_docs_autocorrects_is_no_change(caseload: House, text: str) -> None:
    """Dashes, spaces and line ends that differ alone: nothing is written on either side."""
    home = caseload
    home.set_roster(NAME, "Precautions", "Peanut allergy - EpiPen")
    agreed(home)
    home.type_value(NAME, "precautions", text)
    home.tick(20)
    report = home.sync()
    assert (report.roster_to_doc, report.doc_to_roster, report.conflicts) == (0, 0, 0)
    assert home.doc(NAME).fields["precautions"].value.text == text
    assert home.cell(NAME, "Precautions") == "Peanut allergy - EpiPen"


def test_a_field_that_the_roster_lacks_lives_in_the_doc(caseload: House) -> None:
    """No column is made and nothing is asked; once someone adds the column it is filled from the Doc, and a value typed there that
    differs is listed."""
    home = caseload
    home.type_value(NAME, "scope", "fine motor")
    home.type_value(OTHER, "scope", "consult alone")
    agreed(home)
    assert "Scope of intervention" not in home.roster()[0]
    home.add_column("Scope of intervention")
    home.set_roster(OTHER, "Scope of intervention", "writing")
    agreed(home)
    assert home.cell(NAME, "Scope of intervention") == "fine motor"
    assert (home.cell(OTHER, "Scope of intervention"), home.doc(OTHER).text("scope")) == ("writing", "consult alone")
    assert len([row for row in home.looks() if row["What I saw"].startswith("Scope of intervention differs")]) == 1
    assert not [row for row in home.records(layout.CHANGES) if row["Field"] == "Scope of intervention" and row["Student"] == OTHER]
