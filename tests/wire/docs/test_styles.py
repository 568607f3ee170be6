"""Text, paragraph and table styles: masks, inheritance, colours as Google stores them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wire.docs.bench import Bench, cell, check_document, insert, style, table

AMBER = {"color": {"rgbColor": {"red": 1, "green": 0.953, "blue": 0.804}}}
AMBER_STORED = {"color": {"rgbColor": {"red": 1, "green": 0.9529412, "blue": 0.8039216}}}
Json = dict[str, Any]


def paragraph_style(start: int, end: int, fields: str, **given: Any) -> Json:
    return {"updateParagraphStyle": {"range": {"startIndex": start, "endIndex": end}, "paragraphStyle": given, "fields": fields}}


def cell_style(fields: str, given: Json, **where: Any) -> Json:
    return {"updateTableCellStyle": {"tableCellStyle": given, "fields": fields, **(where or {"tableStartLocation": {"index": 2}})}}


def test_only_the_fields_in_the_mask_change() -> None:
    """A field in the mask but not in the style goes back to inherited; one outside the mask stays."""
    bench = Bench("abc")
    bench.send(style(1, 4, "bold,italic", bold=True, italic=True, underline=True))
    assert bench.runs() == [("abc", {"bold": True, "italic": True}), ("\n", {})]
    bench.send(style(1, 4, "bold"))
    assert bench.runs()[0] == ("abc", {"italic": True})
    bench.send(style(1, 4, "*", fontSize={"magnitude": 20, "unit": "PT"}))
    assert bench.runs()[0] == ("abc", {"fontSize": {"magnitude": 20, "unit": "PT"}})


def test_a_style_that_matches_its_parent_is_inherited() -> None:
    """bold: false on normal text, or the paragraph's own size, leaves nothing behind, and the runs become one again."""
    bench = Bench("abc")
    bench.send(style(1, 3, "bold", bold=True), style(1, 3, "bold", bold=False),
               style(2, 4, "fontSize", fontSize={"magnitude": 11, "unit": "PT"}))
    assert bench.runs() == [("abc\n", {})]


def test_colours_are_kept_in_256_steps() -> None:
    """Colours come back as 8-bit steps in 32-bit floats, zeros left out; #FFF3CD is 1, 0.9529412, 0.8039216."""
    bench = Bench("abc")
    bench.send(style(1, 4, "backgroundColor,foregroundColor", backgroundColor=AMBER,
                     foregroundColor={"color": {"rgbColor": {"red": 0.4, "green": 0, "blue": 0.251}}}))
    assert bench.runs()[0][1] == {"backgroundColor": AMBER_STORED,
                                  "foregroundColor": {"color": {"rgbColor": {"red": 0.4, "blue": 0.2509804}}}}


def test_a_mask_must_name_known_fields() -> None:
    """An unknown field and an empty mask are refused; snake case is read."""
    bench = Bench("abc")
    assert bench.refused(style(1, 2, "x", bold=True)) == "Invalid requests[0].updateTextStyle: Invalid field: x"
    assert bench.refused(style(1, 2, "", bold=True)) == (
        "Invalid requests[0].updateTextStyle: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    bench.send(style(1, 2, "small_caps", smallCaps=True))
    assert bench.runs()[0] == ("a", {"smallCaps": True})
    assert "font family" in bench.refused(style(1, 2, "weightedFontFamily", weightedFontFamily={"weight": 700}))


def test_a_link_brings_the_look_of_a_link() -> None:
    """Blue and underlined unless the request says otherwise, never on the newline; gone with the link."""
    bench = Bench("ab\ncd")
    bench.send(style(1, 6, "link", link={"url": "https://example.org/"}))
    look = {"underline": True, "foregroundColor": {"color": {"rgbColor": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}}},
            "link": {"url": "https://example.org/"}}
    assert bench.runs() == [("ab", look), ("\n", {}), ("cd", look), ("\n", {})]
    bench.send(style(1, 3, "link"))
    assert bench.runs()[0] == ("ab\n", {})


@pytest.mark.parametrize("resets", [True, False])
def test_a_heading_has_an_id_and_normal_text_has_none(resets: bool) -> None:
    """headingId comes and goes with the named style; whether the text's own font goes is a switch."""
    bench = Bench("Title\ntext", named_style_resets_text_style=resets)
    bench.send(style(1, 6, "fontSize,bold", fontSize={"magnitude": 9, "unit": "PT"}, bold=True),
               paragraph_style(1, 2, "namedStyleType", namedStyleType="HEADING_1"))
    first, second = bench.paragraphs()
    assert first["paragraphStyle"]["headingId"].startswith("h.") and "headingId" not in second["paragraphStyle"]
    assert bench.runs()[0] == ("Title", {"bold": True} if resets else {"bold": True, "fontSize": {"magnitude": 9, "unit": "PT"}})
    bench.send(paragraph_style(1, 2, "namedStyleType", namedStyleType="NORMAL_TEXT"))
    assert "headingId" not in bench.paragraphs()[0]["paragraphStyle"]


def test_paragraph_styles_reach_every_paragraph_that_the_range_touches() -> None:
    """One unit of overlap is enough, in tables too."""
    bench = Bench("ab\ncd\nef")
    bench.send(paragraph_style(2, 5, "alignment,spaceBelow", alignment="CENTER", spaceBelow={"magnitude": 6, "unit": "PT"}))
    assert [part["paragraphStyle"].get("alignment") for part in bench.paragraphs()] == ["CENTER", "CENTER", None]
    bench.send(table(1, 1, 1), paragraph_style(2, 7, "alignment", alignment="END"))
    assert bench.table()["table"]["tableRows"][0]["tableCells"][0]["content"][0]["paragraph"]["paragraphStyle"]["alignment"] == "END"
    bench.send(paragraph_style(7, 9, "alignment"))
    assert "alignment" not in bench.paragraphs()[1]["paragraphStyle"]


@pytest.mark.parametrize("may", [True, False])
def test_a_style_range_up_to_the_segment_s_end_is_a_switch(may: bool) -> None:
    """Public reports contradict each other."""
    bench = Bench("abc", style_range_may_reach_segment_end=may)
    if may:
        bench.send(style(1, 5, "bold", bold=True))
    else:
        assert bench.refused(style(1, 5, "bold", bold=True)) == (
            "Invalid requests[0].updateTextStyle: Index 5 must be less than the end index of the referenced segment, 5.")


@pytest.mark.parametrize("reaches", [True, False])
def test_a_style_may_reach_the_newline_by_a_switch(reaches: bool) -> None:
    """Styling all the words of a paragraph styles its newline or not."""
    bench = Bench("ab\ncd", text_style_extends_to_newline=reaches)
    bench.send(style(1, 3, "bold", bold=True))
    bold = [("ab\n", {"bold": True})] if reaches else [("ab", {"bold": True}), ("\n", {})]
    assert bench.runs() == [*bold, ("cd\n", {})]


def test_a_cell_is_tinted_and_untinted() -> None:
    """backgroundColor alone changes; left unset in the style it is transparent again, and text typed there is not tinted."""
    bench = Bench()
    bench.send(table(1, 2, 2), cell_style("backgroundColor", {"backgroundColor": AMBER}, tableRange={
        "tableCellLocation": cell(2, 1, 1), "rowSpan": 1, "columnSpan": 1}), insert(12, "x"))
    colours = [[one["tableCellStyle"]["backgroundColor"] for one in row["tableCells"]] for row in bench.table()["table"]["tableRows"]]
    assert colours == [[{}, {}], [{}, AMBER_STORED]]
    assert bench.table()["table"]["tableRows"][1]["tableCells"][1]["content"][0]["paragraph"]["elements"][0]["textRun"]["textStyle"] == {}
    before = bench.table()["table"]["tableRows"][0]
    bench.send(cell_style("backgroundColor", {}))
    assert all(one["tableCellStyle"]["backgroundColor"] == {} for row in bench.table()["table"]["tableRows"] for one in row["tableCells"])
    assert bench.table()["table"]["tableRows"][0] == before


def test_cell_padding_and_borders() -> None:
    """Padding goes back to 5 points; a border is set on the neighbour that shares it."""
    bench = Bench()
    line = {"color": {"color": {"rgbColor": {}}}, "width": {"magnitude": 3, "unit": "PT"}, "dashStyle": "SOLID"}
    where = {"tableCellLocation": cell(2, 0, 0), "rowSpan": 1, "columnSpan": 1}
    bench.send(table(1, 2, 2), cell_style("paddingTop,borderRight,borderBottom", {
        "paddingTop": {"magnitude": 2, "unit": "PT"}, "borderRight": line, "borderBottom": line}, tableRange=where))
    (one, right), (below, other) = ([each["tableCellStyle"] for each in row["tableCells"]] for row in bench.table()["table"]["tableRows"])
    assert one["paddingTop"]["magnitude"] == 2 and one["borderRight"] == one["borderBottom"] == line
    assert right["borderLeft"] == line and below["borderTop"] == line and not any(key.startswith("border") for key in other)
    bench.send(cell_style("padding_top,borderRight", {}, tableRange=where))
    one, right = (each["tableCellStyle"] for each in bench.table()["table"]["tableRows"][0]["tableCells"])
    assert one["paddingTop"] == {"magnitude": 5, "unit": "PT"} and "borderRight" not in one and "borderLeft" not in right


LINE = {"color": {"color": {"rgbColor": {}}}, "width": {"magnitude": 1, "unit": "PT"}, "dashStyle": "SOLID"}


def test_a_font_weight_is_a_multiple_of_100() -> None:
    """From 100 to 900."""
    bench = Bench("abc")
    for weight in (450, 0, 1000):
        assert "weight" in bench.refused(style(1, 3, "weightedFontFamily", weightedFontFamily={"fontFamily": "Lato", "weight": weight}))
    bench.send(style(1, 3, "weightedFontFamily", weightedFontFamily={"fontFamily": "Lato", "weight": 900}))


@pytest.mark.parametrize("lacks", ["color", "width", "dashStyle"])
def test_a_border_is_whole(lacks: str) -> None:
    """A border that lacks its colour, width or dash style is refused, of cells and of paragraphs; so is a part of one in the mask."""
    bench = Bench()
    bench.send(table(1, 2, 2))
    part = {key: value for key, value in LINE.items() if key != lacks}
    assert "border" in bench.refused(cell_style("borderTop", {"borderTop": part}))
    assert "border" in bench.refused(cell_style(f"borderTop.{lacks}", {"borderTop": LINE}))
    around = {"range": {"startIndex": 1, "endIndex": 2}, "paragraphStyle": {"borderLeft": part}, "fields": "borderLeft"}
    assert "border" in bench.refused({"updateParagraphStyle": around})
    bench.send(cell_style("borderTop", {"borderTop": LINE}), cell_style("borderTop", {}))
    bench.send({"updateParagraphStyle": {**around, "paragraphStyle": {"borderLeft": {**LINE, "padding": {"unit": "PT"}}}}})


@pytest.mark.parametrize("asked", [
    cell_style("rowSpan", {"rowSpan": 2}),
    cell_style("backgroundColor", {}, tableRange={"tableCellLocation": cell(2, 1, 0), "rowSpan": 2, "columnSpan": 1}),
    cell_style("backgroundColor", {}, tableRange={"tableCellLocation": cell(2, 0, 2), "rowSpan": 1, "columnSpan": 1}),
    cell_style("backgroundColor", {}, tableStartLocation={"index": 3}),
    {"updateTableCellStyle": {"tableCellStyle": {}, "fields": "*"}},
])
def test_cell_styles_outside_the_table_or_read_only_are_refused(asked: Json) -> None:
    """Spans are read-only; a range has to lie in the table."""
    bench = Bench()
    bench.send(table(1, 2, 2))
    assert bench.refused(asked).startswith("Invalid requests[0].updateTableCellStyle: ")


def test_rows_columns_and_pinned_headers() -> None:
    """Row heights, fixed column widths (5 points at least), header rows that repeat."""
    bench = Bench()
    height, start = {"magnitude": 30, "unit": "PT"}, {"index": 2}
    bench.send(table(1, 3, 2),
               {"updateTableRowStyle": {"tableStartLocation": start, "rowIndices": [1], "tableRowStyle": {"minRowHeight": height},
                                        "fields": "minRowHeight"}},
               {"updateTableColumnProperties": {"tableStartLocation": start, "columnIndices": [0], "fields": "width,widthType",
                                                "tableColumnProperties": {"widthType": "FIXED_WIDTH", "width": height}}},
               {"pinTableHeaderRows": {"tableStartLocation": start, "pinnedHeaderRowsCount": 1}})
    found = bench.table()["table"]
    assert [row["tableRowStyle"]["minRowHeight"].get("magnitude") for row in found["tableRows"]] == [None, 30, None]
    assert [row["tableRowStyle"].get("tableHeader") for row in found["tableRows"]] == [True, None, None]
    assert found["tableStyle"]["tableColumnProperties"] == [
        {"widthType": "FIXED_WIDTH", "width": height}, {"widthType": "EVENLY_DISTRIBUTED"}]
    narrow = {"tableStartLocation": start, "fields": "*", "tableColumnProperties": {"widthType": "FIXED_WIDTH", "width": {
        "magnitude": 4, "unit": "PT"}}}
    assert bench.refused({"updateTableColumnProperties": narrow}).startswith("Invalid requests[0].updateTableColumnProperties: ")
    assert bench.refused({"pinTableHeaderRows": {"tableStartLocation": start, "pinnedHeaderRowsCount": 4}})


@pytest.mark.parametrize("copies", [True, False])
def test_a_new_row_looks_like_its_neighbour_by_a_switch(copies: bool) -> None:
    """Tint copied or not; never the text, never a pinned header."""
    bench = Bench(inserted_row_copies_style=copies)
    bench.send(table(1, 1, 1), insert(5, "x"), cell_style("backgroundColor", {"backgroundColor": AMBER}),
               {"pinTableHeaderRows": {"tableStartLocation": {"index": 2}, "pinnedHeaderRowsCount": 1}},
               {"insertTableRow": {"tableCellLocation": cell(2, 0, 0), "insertBelow": True}})
    row = bench.table()["table"]["tableRows"][1]
    assert row["tableCells"][0]["tableCellStyle"]["backgroundColor"] == (AMBER_STORED if copies else {})
    assert bench.cell_texts() == [["x\n"], ["\n"]] and "tableHeader" not in row["tableRowStyle"]
    check_document(bench.get())
