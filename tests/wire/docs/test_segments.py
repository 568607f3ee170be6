"""Headers and footers, merged cells, tabs by their defaults: where a request reaches when it does not say, and where it may not."""

from __future__ import annotations

import random
from typing import Any

import pytest

from otsync.workspace import docs
from tests.wire.docs.bench import Bench, cell, check_document, erase, insert, name, run_text, table

Json = dict[str, Any]


def headed() -> Bench:
    """A Doc with the header `Plan\\n` and a body of two words."""
    bench = Bench("Plan text")
    body = bench.get()
    run = {"endIndex": 5, "textRun": {"content": "Plan\n", "textStyle": {}}}
    style = {"namedStyleType": "NORMAL_TEXT", "direction": "LEFT_TO_RIGHT"}
    header = {"headerId": "kix.h", "content": [{"endIndex": 5, "paragraph": {"elements": [run], "paragraphStyle": style}}]}
    body["tabs"][0]["documentTab"]["headers"] = {"kix.h": header}
    docs.load(bench.tx, bench.file_id, body, bench.ctx)
    return bench


def header_text(bench: Bench) -> str:
    return "".join(run_text(block) for block in bench.tab()["headers"]["kix.h"]["content"])


def test_a_header_counts_its_own_indexes() -> None:
    """segmentId reaches the header, from index 0 on; the body's indexes and ranges stay as they were."""
    bench = headed()
    bench.send(name("n", 1, 5), insert(0, "Our ", segmentId="kix.h"), insert(8, "!", segmentId="kix.h"))
    assert header_text(bench) == "Our Plan!\n" and bench.text() == "Plan text\n"
    assert bench.ranges() == {"n": [(1, 5)]}
    assert bench.refused(insert(0, "x", segmentId="kix.none")).endswith("The segment with ID kix.none was not found.")
    assert "page break" in bench.refused({"insertPageBreak": {"location": {"index": 0, "segmentId": "kix.h"}}}).lower()


def test_replace_all_text_reaches_headers_and_reads_regular_expressions() -> None:
    """searchByRegex matches a pattern in body and header; a wrong pattern is refused."""
    bench = headed()
    asked = {"containsText": {"text": "pl[a-z]+", "searchByRegex": True}, "replaceText": "Note"}
    assert bench.send({"replaceAllText": asked})["replies"] == [{"replaceAllText": {"occurrencesChanged": 2}}]
    assert header_text(bench) == "Note\n" and bench.text() == "Note text\n"
    assert "regular expression" in bench.refused({"replaceAllText": {"containsText": {"text": "(", "searchByRegex": True}}})


def test_a_merged_cell_takes_its_rows_along() -> None:
    """deleteTableRow at a cell that spans two rows deletes both; a row inserted below it comes after both."""
    bench = Bench()
    bench.send(table(1, 3, 2), insert(15, "last"))
    body = bench.get()
    rows = body["tabs"][0]["documentTab"]["body"]["content"][2]["table"]["tableRows"]
    rows[0]["tableCells"][0]["tableCellStyle"]["rowSpan"] = 2
    docs.load(bench.tx, bench.file_id, body, bench.ctx)
    bench.send({"insertTableRow": {"tableCellLocation": cell(2, 0, 0), "insertBelow": True}})
    assert bench.cell_texts() == [["\n", "\n"], ["\n", "\n"], ["\n", "\n"], ["last\n", "\n"]]
    bench.send({"deleteTableRow": {"tableCellLocation": cell(2, 0, 0)}})
    assert bench.cell_texts() == [["\n", "\n"], ["last\n", "\n"]]
    check_document(bench.get())


def test_a_merged_cell_grows_and_shrinks_with_its_rows() -> None:
    """A row put in between the rows of a merged cell is spanned too; a row of them that goes is spanned no more."""
    bench = Bench()
    bench.send(table(1, 3, 3))
    body = bench.get()
    rows = body["tabs"][0]["documentTab"]["body"]["content"][2]["table"]["tableRows"]
    rows[0]["tableCells"][0]["tableCellStyle"] |= {"rowSpan": 2, "columnSpan": 2}
    docs.load(bench.tx, bench.file_id, body, bench.ctx)

    def spans() -> list[list[tuple[int, int]]]:
        return [[(one["tableCellStyle"]["rowSpan"], one["tableCellStyle"]["columnSpan"]) for one in row["tableCells"]]
                for row in bench.table()["table"]["tableRows"]]

    plain = [(1, 1)] * 3
    bench.send({"insertTableRow": {"tableCellLocation": cell(2, 0, 2), "insertBelow": True}})
    assert spans() == [[(3, 2), (1, 1), (1, 1)], plain, plain, plain]
    bench.send({"deleteTableRow": {"tableCellLocation": cell(2, 1, 2)}}, {"deleteTableRow": {"tableCellLocation": cell(2, 1, 1)}})
    assert spans() == [[(1, 2), (1, 1), (1, 1)], plain]
    check_document(bench.get())


@pytest.mark.parametrize("seed", range(10, 20))
def test_merged_cells_stay_apart(seed: int) -> None:
    """Whatever rows come and go, each merged cell stays in its table, and no two cover one place."""
    dice, bench = random.Random(seed), Bench()
    bench.send(table(1, 5, 4))
    body = bench.get()
    rows = body["tabs"][0]["documentTab"]["body"]["content"][2]["table"]["tableRows"]
    for top, left in ((dice.randint(0, 1), 0), (dice.randint(0, 2), 2)):
        rows[top]["tableCells"][left]["tableCellStyle"] |= {"rowSpan": dice.randint(1, 3), "columnSpan": dice.randint(1, 2)}
    docs.load(bench.tx, bench.file_id, body, bench.ctx)
    for _ in range(8):
        rows = bench.table()["table"]["tableRows"]
        where = {"tableCellLocation": cell(2, dice.randrange(len(rows)), dice.randrange(4))}
        bench.send({"insertTableRow": {**where, "insertBelow": dice.random() < 0.5}} if dice.random() < 0.6 else {"deleteTableRow": where})
        check_document(bench.get())
        if not any("table" in block for block in bench.content()):
            return
        covered: list[tuple[int, int]] = []
        rows = bench.table()["table"]["tableRows"]
        for top, row in enumerate(rows):
            for left, one in enumerate(row["tableCells"]):
                down, across = (one["tableCellStyle"][name] for name in ("rowSpan", "columnSpan"))
                assert 1 <= down <= len(rows) - top and 1 <= across <= 4 - left
                covered += [(top + y, left + x) for y in range(down) for x in range(across) if down * across > 1]
        assert len(covered) == len(set(covered))


def test_the_defaults_of_tabs_are_not_symmetrical() -> None:
    """Without a tabId text goes into the first tab and a range lies there; without tabsCriteria ranges go in all tabs."""
    bench = Bench("first")
    made = bench.send({"addDocumentTab": {"tabProperties": {"title": "Notes"}}})["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
    bench.send(insert(1, "second", tabId=made), insert(1, "the "), name("n", 1, 4), name("n", 1, 4, tabId=made))
    assert bench.text() == "the first\n"
    assert [list(tab["documentTab"]["namedRanges"]) for tab in bench.get()["tabs"]] == [["n"], ["n"]]
    assert "Notes" not in str(bench.legacy()) and "tabs" not in bench.legacy()
    bench.send({"deleteNamedRange": {"name": "n"}})
    assert all("namedRanges" not in tab["documentTab"] for tab in bench.get()["tabs"])


def test_a_deleted_tab_takes_its_children_along() -> None:
    """deleteTab removes the tab with the tabs below it; the last one stays."""
    bench = Bench("first")
    outer = bench.send({"addDocumentTab": {"tabProperties": {"title": "Outer"}}})["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
    bench.send({"addDocumentTab": {"tabProperties": {"title": "Inner", "parentTabId": outer}}})
    bench.send({"deleteTab": {"tabId": outer}})
    assert [tab["tabProperties"]["title"] for tab in bench.get()["tabs"]] == ["Tab 1"]
    assert bench.refused({"deleteTab": {"tabId": "t.0"}}).endswith("The last tab of a document cannot be deleted.")


def test_half_of_a_surrogate_pair_is_not_deleted() -> None:
    """Neither half of an emoji; the whole of it is."""
    bench = Bench("a🙂b")
    for start, end in ((2, 3), (3, 4), (1, 3)):
        assert "Invalid deletion range" in bench.refused(erase(start, end))
    bench.send(erase(2, 4))
    assert bench.text() == "ab\n"


def test_a_target_revision_that_is_not_the_latest_is_not_merged() -> None:
    """The latest serves; an older one would have to be merged, which is a 501 and no edit."""
    bench = Bench("ab")
    first = bench.get()["revisionId"]
    second = bench.send(insert(1, "x"), targetRevisionId=first)["writeControl"]["requiredRevisionId"]
    assert bench.failed(insert(1, "y"), targetRevisionId=first).code == 501
    both = bench.failed(insert(1, "y"), targetRevisionId=second, requiredRevisionId=second)
    assert both.code == 400 and "already set" in both.message


@pytest.mark.parametrize(("fields", "style", "message"), [
    ("pageBreakBefore", {"pageBreakBefore": True}, "cannot be set on paragraphs in tables"),
    ("headingId", {"headingId": "h.x"}, "Invalid field: headingId"),
    ("", {"alignment": "CENTER"}, "At least one field must be listed"),
])
def test_paragraph_styles_that_cannot_be_set(fields: str, style: Json, message: str) -> None:
    """A page break within a table, what is read-only, and a mask that names nothing."""
    bench = Bench()
    bench.send(table(1, 1, 1))
    asked = {"range": {"startIndex": 5, "endIndex": 6}, "paragraphStyle": style, "fields": fields}
    assert message in bench.refused({"updateParagraphStyle": asked})
