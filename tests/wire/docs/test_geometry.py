"""Where things are: UTF-16 indexes, paragraphs, tables."""

from __future__ import annotations

import pytest

from tests.wire.docs.bench import Bench, cell, check_document, erase, insert, table


def test_new_doc_is_a_section_break_and_an_empty_paragraph() -> None:
    """A new body is 2 units wide: the section break at 0 and one newline; Google leaves a startIndex of 0 out."""
    content = Bench().content()
    assert content[0]["endIndex"] == 1 and "startIndex" not in content[0] and "sectionBreak" in content[0]
    assert content[1]["startIndex"] == 1 and content[1]["endIndex"] == 2
    assert content[1]["paragraph"]["elements"][0]["textRun"] == {"content": "\n", "textStyle": {}}


def test_indexes_count_utf16_units() -> None:
    """An emoji outside the Basic Multilingual Plane is two units wide."""
    bench = Bench("a🙂b")
    assert bench.content()[1]["endIndex"] == 1 + 4 + 1
    bench.send(insert(4, "X"))
    assert bench.text() == "a🙂Xb\n"


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (2, 3), (5, 4)])
def test_an_empty_table_is_2_plus_r_plus_2rc_wide(rows: int, columns: int) -> None:
    """insertTable at i puts a newline there; the table starts at i + 1 and cell (r, c) has its text at i + 4 + r(2C + 1) + 2c."""
    bench = Bench("ab")
    bench.send(table(2, rows, columns))
    found = bench.table()
    assert bench.paragraphs()[0]["elements"][0]["textRun"]["content"] == "a\n"
    assert found["startIndex"] == 3
    assert found["endIndex"] - found["startIndex"] == 2 + rows + 2 * rows * columns
    for r, row in enumerate(found["table"]["tableRows"]):
        for c, one in enumerate(row["tableCells"]):
            assert one["content"][0]["startIndex"] == 2 + 4 + r * (2 * columns + 1) + 2 * c
    assert bench.text() == "a\nb\n"
    check_document(bench.get())


def test_a_batch_reads_indexes_after_the_requests_before_it() -> None:
    """A table can be made and filled in one batch, last cell first or first cell first with the shift added."""
    bench = Bench()
    bench.send(table(1, 2, 2), insert(12, "d"), insert(10, "c"), insert(7, "b"), insert(5, "a"))
    assert bench.cell_texts() == [["a\n", "b\n"], ["c\n", "d\n"]]
    check_document(bench.get())


def test_rows_come_and_go() -> None:
    """insertTableRow puts an empty row below or above; deleteTableRow takes the row; with the last row goes the table."""
    bench = Bench()
    bench.send(table(1, 2, 2), insert(10, "c"), insert(5, "a"))
    bench.send({"insertTableRow": {"tableCellLocation": cell(2, 0, 1), "insertBelow": True}})
    assert bench.cell_texts() == [["a\n", "\n"], ["\n", "\n"], ["c\n", "\n"]]
    bench.send({"insertTableRow": {"tableCellLocation": cell(2, 0, 0)}})
    assert bench.cell_texts()[0] == ["\n", "\n"] and bench.table()["table"]["rows"] == 4
    check_document(bench.get())
    bench.send(*[{"deleteTableRow": {"tableCellLocation": cell(2, 0, 0)}}] * 3)
    assert bench.cell_texts() == [["c\n", "\n"]]
    bench.send({"deleteTableRow": {"tableCellLocation": cell(2, 0, 0)}})
    assert not any("table" in block for block in bench.content())
    check_document(bench.get())


def test_text_goes_into_an_existing_paragraph_only() -> None:
    """The section break, a table's start, a row's, a cell's and its end marker are no place for text."""
    bench = Bench("ab")
    bench.send(table(3, 1, 1))
    for index in (0, 4, 5, 6, 8):
        message = bench.refused(insert(index, "x"))
        assert message == ("Invalid requests[0].insertText: The insertion index must be inside the bounds of an existing paragraph. "
                           "You can still create new paragraphs by inserting newlines."), index
    bench.send(insert(7, "x"))
    assert bench.cell_texts() == [["x\n"]]


def test_an_index_past_the_end_is_refused_word_for_word() -> None:
    """The message names the index and the segment's end."""
    bench = Bench("x" * 115)
    assert bench.refused(insert(118, "y")) == (
        "Invalid requests[0].insertText: Index 118 must be less than the end index of the referenced segment, 117.")
    assert bench.refused(insert(117, "y")).endswith("Index 117 must be less than the end index of the referenced segment, 117.")
    assert bench.refused(erase(1, 9999999)) == (
        "Invalid requests[0].deleteContentRange: Index 9999999 must be less than the end index of the referenced segment, 117.")


def test_the_table_must_start_where_the_request_says() -> None:
    """A start location that is no table's start is refused."""
    bench = Bench()
    bench.send(table(1, 1, 1))
    for start in (0, 1, 3, 4, 5, 50):
        assert bench.refused({"insertTableRow": {"tableCellLocation": cell(start, 0, 0)}}) == (
            "Invalid requests[0].insertTableRow: The provided table start location is invalid.")


def test_nothing_is_put_inside_a_character() -> None:
    """Tables, chips and breaks keep to the same rule as text."""
    bench = Bench("🙂")
    place = {"location": {"index": 2}}
    for asked in (table(2, 1, 1), {"insertPerson": {**place, "personProperties": {"email": "a@b.example"}}}, {"insertPageBreak": place}):
        assert bench.refused(asked).endswith("The insertion index cannot be within a grapheme cluster.")


def test_a_table_can_stand_in_a_table() -> None:
    """Tables nest; the outer one's indexes grow with the inner one."""
    bench = Bench()
    bench.send(table(1, 1, 1), table(5, 2, 1), insert(16, "end"))
    inner = bench.table()["table"]["tableRows"][0]["tableCells"][0]["content"]
    assert [next(iter(set(block) - {"startIndex", "endIndex"})) for block in inner] == ["paragraph", "table", "paragraph"]
    assert bench.text() == "\nend\n"
    check_document(bench.get())


def test_end_of_segment_means_before_the_last_newline() -> None:
    """endOfSegmentLocation appends without an index."""
    bench = Bench("ab")
    bench.send({"insertText": {"endOfSegmentLocation": {}, "text": "c\nd"}})
    assert bench.text() == "abc\nd\n"
