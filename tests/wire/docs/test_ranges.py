"""Named ranges: made, moved along, deleted; the unmeasured edges under each switch."""

from __future__ import annotations

import pytest

from tests.wire.docs.bench import Bench, check_document, erase, insert, name, table


def test_a_named_range_is_keyed_by_its_name_and_has_an_id() -> None:
    """Two ranges may share a name; ids differ; the tabs form says which tab a range is in."""
    bench = Bench("label value")
    first, second = (reply["createNamedRange"]["namedRangeId"] for reply in bench.send(name("n", 1, 6), name("n", 7, 12))["replies"])
    assert first != second and first.startswith("kix.")
    assert bench.tab()["namedRanges"] == {"n": {"name": "n", "namedRanges": [
        {"namedRangeId": first, "name": "n", "ranges": [{"startIndex": 1, "endIndex": 6, "tabId": "t.0"}]},
        {"namedRangeId": second, "name": "n", "ranges": [{"startIndex": 7, "endIndex": 12, "tabId": "t.0"}]}]}}
    assert bench.legacy()["namedRanges"]["n"]["namedRanges"][0]["ranges"] == [{"startIndex": 1, "endIndex": 6}]


def test_ranges_move_with_the_text_before_them_and_grow_with_the_text_in_them() -> None:
    """Inserted before: moved; inside: grown; after: left alone. The same backwards for deletions."""
    bench = Bench("one two three")
    bench.send(name("n", 5, 8), insert(1, "🙂"), insert(9, "XX"), insert(14, "y"))
    assert bench.ranges() == {"n": [(7, 12)]}
    bench.send(erase(13, 16), erase(9, 11), erase(1, 3))
    assert bench.ranges() == {"n": [(5, 8)]}
    bench.send(erase(4, 6))
    assert bench.ranges() == {"n": [(4, 6)]}
    bench.send(erase(5, 9))
    assert bench.ranges() == {"n": [(4, 5)]}


@pytest.mark.parametrize("grows", [False, True])
def test_growth_at_the_start_is_a_switch(grows: bool) -> None:
    """Text inserted exactly at a range's first index belongs to it or not."""
    bench = Bench("abcdef", named_range_grows_at_start=grows)
    bench.send(name("n", 3, 5), insert(3, "YY"))
    assert bench.ranges() == {"n": [(3 if grows else 5, 7)]}


@pytest.mark.parametrize("grows", [False, True])
def test_growth_at_the_end_is_a_switch(grows: bool) -> None:
    """Text inserted exactly at a range's end index belongs to it or not."""
    bench = Bench("abcdef", named_range_grows_at_end=grows)
    bench.send(name("n", 3, 5), insert(5, "X"))
    assert bench.ranges() == {"n": [(3, 5 + grows)]}


@pytest.mark.parametrize("survives", [False, True])
def test_an_emptied_range_vanishes_or_collapses(survives: bool) -> None:
    """A switch; collapsed it has no width and moves on with its neighbours."""
    bench = Bench("abcdef", named_range_survives_emptying=survives)
    bench.send(name("n", 3, 5), erase(2, 6))
    assert bench.ranges() == ({"n": [(2, 2)]} if survives else {})
    bench.send(insert(1, "xx"))
    assert bench.ranges() == ({"n": [(4, 4)]} if survives else {})
    check_document(bench.get())


def test_a_label_s_range_stays_on_it_while_the_cell_beside_it_is_filled() -> None:
    """Editing the value cell, or rows above, never touches the label's range but to move it."""
    bench = Bench()
    bench.send(table(1, 2, 2), insert(10, "Room"), insert(5, "Name"))
    bench.send(name("room", 14, 18), name("name", 5, 9))
    bench.send(insert(20, "12"), insert(11, "Zoë"))
    assert bench.ranges() == {"room": [(17, 21)], "name": [(5, 9)]}
    assert bench.cell_texts() == [["Name\n", "Zoë\n"], ["Room\n", "12\n"]]
    bench.send({"deleteTableRow": {"tableCellLocation": {"tableStartLocation": {"index": 2}, "rowIndex": 0}}})
    assert bench.ranges() == {"room": [(5, 9)]}


def test_ranges_are_per_tab() -> None:
    """Edits in one tab leave the ranges of another alone."""
    bench = Bench("abcdef")
    tab = bench.send({"addDocumentTab": {}}, name("n", 2, 4))["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
    bench.send(insert(1, "xyz", tabId=tab), name("n", 1, 3, tabId=tab), erase(1, 2, tabId=tab))
    first, second = (tab["documentTab"]["namedRanges"]["n"]["namedRanges"][0]["ranges"][0] for tab in bench.get()["tabs"])
    assert first == {"startIndex": 2, "endIndex": 4, "tabId": "t.0"}
    assert second == {"startIndex": 1, "endIndex": 2, "tabId": tab}


def test_ranges_are_deleted_by_id_or_by_name() -> None:
    """By name all of that name go, in all tabs unless tabsCriteria says otherwise; the text stays."""
    bench = Bench("abcdef")
    tab = bench.send({"addDocumentTab": {}}, insert(1, "xyz"))["replies"][0]["addDocumentTab"]["tabProperties"]["tabId"]
    bench.send(insert(1, "xyz", tabId=tab))
    ids = [reply["createNamedRange"]["namedRangeId"] for reply in bench.send(
        name("n", 1, 2), name("n", 2, 3), name("m", 1, 2), name("n", 1, 2, tabId=tab))["replies"]]
    bench.send({"deleteNamedRange": {"namedRangeId": ids[0]}})
    assert bench.ranges() == {"n": [(2, 3)], "m": [(1, 2)]}
    bench.send({"deleteNamedRange": {"name": "n", "tabsCriteria": {"tabIds": [tab]}}})
    assert bench.ranges() == {"n": [(2, 3)], "m": [(1, 2)]} and "namedRanges" not in bench.tab(1)
    bench.send({"deleteNamedRange": {"name": "n"}})
    assert bench.ranges() == {"m": [(1, 2)]} and bench.text() == "xyzabcdef\n"


@pytest.mark.parametrize("error", [False, True])
def test_deleting_a_range_that_is_not_there_is_a_switch(error: bool) -> None:
    """Refused, or nothing happens."""
    bench = Bench("abc", delete_missing_named_range_is_error=error)
    for asked in ({"name": "none"}, {"namedRangeId": "kix.none"}):
        if error:
            assert bench.refused({"deleteNamedRange": asked}).startswith("Invalid requests[0].deleteNamedRange: ")
        else:
            assert bench.send({"deleteNamedRange": asked})["replies"] == [{}]


def test_names_are_1_to_256_utf16_units() -> None:
    """An emoji counts twice."""
    bench = Bench("abc")
    bench.send(name("🙂" * 128, 1, 2))
    for label in ("", "🙂" * 128 + "x"):
        assert bench.refused(name(label, 1, 2)).startswith("Invalid requests[0].createNamedRange: The name")


@pytest.mark.parametrize("error", [True, False])
def test_an_empty_named_range_is_a_switch(error: bool) -> None:
    """Refused, or made with no width."""
    bench = Bench("abc", empty_named_range_is_error=error)
    if error:
        assert bench.refused(name("n", 2, 2)) == "Invalid requests[0].createNamedRange: The range should not be empty."
    else:
        bench.send(name("n", 2, 2))
        assert bench.ranges() == {"n": [(2, 2)]}
