"""Loading documents.get bodies: given back equal, edited with everything else staying; copies."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.workspace import docs
from otsync.workspace.errors import ApiError
from tests.wire.docs.bench import Bench, erase, insert, name, utf16

Json = dict[str, Any]


def paragraph(at: int, *elements: Json | str, **more: Any) -> Json:
    """Elements are text, or nodes with their width under `wide`."""
    nodes: list[Json] = []
    start = at
    for element in elements:
        node: Json = {"textRun": {"content": element, "textStyle": {}}} if isinstance(element, str) else dict(element)
        wide = node.pop("wide", None) or utf16(node.get("textRun", {}).get("content", "x"))
        nodes.append({"startIndex": at, "endIndex": at + wide, **node})
        at += wide
    style = {"namedStyleType": "NORMAL_TEXT", "direction": "LEFT_TO_RIGHT"}
    return {"startIndex": start, "endIndex": at, "paragraph": {"elements": nodes, "paragraphStyle": style, **more}}


def puzzling() -> Json:
    """A tab with much that the engine does not model."""
    link = {"richLink": {"richLinkId": "kix.l", "richLinkProperties": {"uri": "https://docs.example/x", "title": "IEP"}, "textStyle": {}}}
    image = {"inlineObjectElement": {"inlineObjectId": "kix.i", "textStyle": {}}}
    first = paragraph(1, "Plan ", link, image, {"footnoteReference": {"footnoteId": "kix.f", "footnoteNumber": "1", "textStyle": {}}},
                      {}, {"equation": {}, "wide": 4}, {"textRun": {"content": "\ue907 end\n", "textStyle": {"bold": True}}},
                      positionedObjectIds=["kix.p"])
    toc: Json = {"startIndex": first["endIndex"], "endIndex": first["endIndex"] + 6,
           "tableOfContents": {"content": [paragraph(first["endIndex"] + 1, "Plan\n")]}}
    before = paragraph(toc["endIndex"], "before\n", bullet={"listId": "kix.old", "textStyle": {"underline": False}})
    at = before["endIndex"]
    merged: Json = {"startIndex": at + 2, "endIndex": at + 6, "content": [paragraph(at + 3, "ab\n")],
              "tableCellStyle": {"rowSpan": 1, "columnSpan": 2, "backgroundColor": {}}}
    covered = {"startIndex": at + 6, "endIndex": at + 8, "content": [paragraph(at + 7, "\n")], "tableCellStyle": {}}
    row = {"startIndex": at + 1, "endIndex": at + 8, "tableCells": [merged, covered], "tableRowStyle": {"minRowHeight": {"unit": "PT"}}}
    table = {"startIndex": at, "endIndex": at + 9, "table": {"rows": 1, "columns": 2, "tableRows": [row], "tableStyle": {
        "tableColumnProperties": [{"widthType": "EVENLY_DISTRIBUTED"}] * 2}}}
    after = paragraph(at + 9, "after\n")
    section = {"startIndex": after["endIndex"], "endIndex": after["endIndex"] + 1,
               "sectionBreak": {"sectionStyle": {"sectionType": "NEXT_PAGE"}}}
    last = paragraph(section["endIndex"], {"horizontalRule": {"textStyle": {}}}, "last 🙂\n")
    head = paragraph(0, "Head\n")
    del head["startIndex"], head["paragraph"]["elements"][0]["startIndex"]
    return {
        "body": {"content": [{"endIndex": 1, "sectionBreak": {"sectionStyle": {"sectionType": "CONTINUOUS"}}},
                             first, toc, before, table, after, section, last]},
        "headers": {"kix.h": {"headerId": "kix.h", "content": [head]}},
        "footnotes": {"kix.f": {"footnoteId": "kix.f", "content": [copy.deepcopy(head)]}},
        "documentStyle": {"defaultHeaderId": "kix.h", "somethingNew": {"x": 1}},
        "namedStyles": {"styles": [{"namedStyleType": "NORMAL_TEXT", "textStyle": {"fontSize": {"magnitude": 9, "unit": "PT"}}}]},
        "lists": {"kix.old": {"listProperties": {"nestingLevels": [{"glyphSymbol": "-", "glyphFormat": "%0"}]}}},
        "namedRanges": {"mine": {"name": "mine", "namedRanges": [
            {"namedRangeId": "kix.n", "name": "mine", "ranges": [
                {"startIndex": at + 3, "endIndex": at + 5}, {"startIndex": at + 9, "endIndex": at + 10}]}]}},
        "inlineObjects": {"kix.i": {"objectId": "kix.i"}},
        "positionedObjects": {"kix.p": {"objectId": "kix.p"}},
    }


def legacy_body() -> Json:
    tab = puzzling()
    early = {key: value for key, value in tab.items() if key not in ("inlineObjects", "positionedObjects")}
    return {"title": "A plan", **early, "revisionId": "ALm37", "suggestionsViewMode": "SUGGESTIONS_INLINE",
            "inlineObjects": tab["inlineObjects"], "positionedObjects": tab["positionedObjects"], "documentId": "other",
            "commentsViewMode": "COMMENTS_VIEW_MODE_OMITTED"}


def tabs_body() -> Json:
    second = {"tabProperties": {"tabId": "t.2", "title": "Notes", "index": 1},
              "documentTab": {**puzzling(), "dropdownDefinitions": {"d": {}}}}
    first = {"tabProperties": {"tabId": "t.first", "title": "Plan", "index": 0}, "childTabs": [
        {"tabProperties": {"tabId": "t.c", "title": "Child", "parentTabId": "t.first", "index": 0, "nestingLevel": 1},
         "documentTab": puzzling()}], "documentTab": puzzling()}
    return {"title": "A plan", "revisionId": "ALm37", "suggestionsViewMode": "SUGGESTIONS_INLINE", "documentId": "other",
            "tabs": [first, second], "commentsViewMode": "COMMENTS_VIEW_MODE_OMITTED"}


def plain(body: Json) -> str:
    """The body as it goes over the wire, key order included, but for the ids of this file."""
    return json.dumps({key: value for key, value in body.items() if key not in ("revisionId", "documentId")})


def loaded(body: Json) -> Bench:
    bench = Bench()
    docs.load(bench.tx, "doc", body, bench.ctx)
    return bench


def read(bench: Bench, *, tabs: bool) -> Json:
    return docs.get(bench.tx, "doc", {"includeTabsContent": tabs}, bench.ctx)


@pytest.mark.parametrize("tabs", [True, False])
def test_a_loaded_body_comes_back_equal(tabs: bool) -> None:
    """Both forms, key order and unmodelled parts included; the argument itself is not kept."""
    body = tabs_body() if tabs else legacy_body()
    bench = loaded(body)
    assert plain(read(bench, tabs=tabs)) == plain(tabs_body() if tabs else legacy_body())
    other = read(bench, tabs=not tabs)
    content = other["body"] if tabs else other["tabs"][0]["documentTab"]["body"]
    assert content == puzzling()["body"]


def without_indexes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_indexes(item) for key, item in value.items() if key not in ("startIndex", "endIndex")}
    return [without_indexes(item) for item in value] if isinstance(value, list) else value


def shifted(value: Any, by: int, past: int) -> Any:
    if isinstance(value, dict):
        return {key: item + by if key in ("startIndex", "endIndex") and item > past else shifted(item, by, past)
                for key, item in value.items()}
    return [shifted(item, by, past) for item in value] if isinstance(value, list) else value


def test_an_edit_of_a_loaded_doc_leaves_everything_else() -> None:
    """Four units typed at index 3 move every later index by four, those inside a table of contents too, and change nothing else."""
    bench = loaded(legacy_body())
    bench.send(insert(3, "rest"))
    expected = puzzling()
    expected["body"]["content"] = shifted(expected["body"]["content"], 4, 3)
    expected["namedRanges"] = shifted(expected["namedRanges"], 4, 3)
    expected["body"]["content"][1]["paragraph"]["elements"][0]["textRun"]["content"] = "Plrestan "
    answer = read(bench, tabs=False)
    assert {key: answer[key] for key in expected} == expected


def test_taking_an_edit_back_restores_the_loaded_doc() -> None:
    """Insert and delete in every paragraph, in cells and headers: afterwards the body is what was loaded."""
    bench = loaded(tabs_body())
    for index in (2, 7, 8, 9, 10, 14, 30, 35, 40, 45, 50):
        try:
            bench.send(insert(index, "x\ny", tabId="t.2"))
        except ApiError:
            continue
        bench.send(erase(index, index + 3, tabId="t.2"))
    bench.send({"insertText": {"location": {"index": 0, "segmentId": "kix.h", "tabId": "t.c"}, "text": "x"}},
               {"deleteContentRange": {"range": {"startIndex": 0, "endIndex": 1, "segmentId": "kix.h", "tabId": "t.c"}}})
    assert read(bench, tabs=True)["tabs"] == tabs_body()["tabs"]


def test_headers_and_footnotes_are_segments_of_their_own() -> None:
    """Their indexes begin at 0; a table cannot go into a footnote; an unknown segment is refused."""
    bench = loaded(legacy_body())
    bench.send({"insertText": {"location": {"index": 0, "segmentId": "kix.h"}, "text": "My "}},
               {"createNamedRange": {"name": "h", "range": {"startIndex": 0, "endIndex": 2, "segmentId": "kix.h"}}},
               {"insertTable": {"endOfSegmentLocation": {"segmentId": "kix.h"}, "rows": 1, "columns": 1}})
    answer = read(bench, tabs=False)
    header = answer["headers"]["kix.h"]["content"]
    assert header[0]["paragraph"]["elements"][0]["textRun"]["content"] == "My Head\n" and header[1]["startIndex"] == 8
    assert answer["namedRanges"]["h"]["namedRanges"][0]["ranges"] == [{"segmentId": "kix.h", "startIndex": 0, "endIndex": 2}]
    assert answer["body"] == puzzling()["body"]
    assert "footnote" in bench.refused({"insertTable": {"location": {"index": 1, "segmentId": "kix.f"}, "rows": 1, "columns": 1}})
    assert "kix.none" in bench.refused({"insertText": {"location": {"index": 1, "segmentId": "kix.none"}, "text": "x"}})


def test_unmodelled_elements_are_deleted_whole_or_not_at_all() -> None:
    """Half of an equation, or the newline before a section break, cannot go; whole elements can."""
    bench = loaded(legacy_body())
    no = "Invalid requests[0].deleteContentRange: Invalid deletion range. Cannot delete the requested range."
    assert bench.refused(erase(10, 12)) == no
    section = read(bench, tabs=False)["body"]["content"][6]
    assert bench.refused(erase(section["startIndex"] - 1, section["startIndex"])) == no
    bench.send(erase(section["startIndex"] - 1, section["endIndex"]), erase(6, 14))
    content = read(bench, tabs=False)["body"]["content"]
    assert [list(element)[-1] for element in content[1]["paragraph"]["elements"]] == ["textRun", "textRun"]
    assert "horizontalRule" in content[-1]["paragraph"]["elements"][1]


def thinned(dice: random.Random, value: Any) -> Any:
    """A body from which parts were lost, as by a narrow field mask or an editor's hand."""
    if isinstance(value, dict):
        return {key: thinned(dice, item) for key, item in value.items() if dice.random() > 0.04}
    return [thinned(dice, item) for item in value if dice.random() > 0.04] if isinstance(value, list) else value


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_a_body_with_parts_missing_never_breaks_the_server(seed: int) -> None:
    """Refused in a sentence, or served, copied, exported and edited; errors are 400s in Google's form."""
    dice = random.Random(seed)
    bench = Bench()
    try:
        docs.load(bench.tx, "doc", thinned(dice, tabs_body()), bench.ctx)
    except ApiError as error:
        assert error.code == 400
        return
    bench.tx.execute("INSERT INTO files VALUES ('copy', 'Copy')")
    docs.copy(bench.tx, "doc", "copy", bench.ctx)
    for export in (docs.to_text, docs.to_markdown, docs.to_html):
        export(bench.tx, "doc")
    for mode in ("SUGGESTIONS_INLINE", "PREVIEW_SUGGESTIONS_ACCEPTED"):
        docs.get(bench.tx, "doc", {"suggestionsViewMode": mode}, bench.ctx)
    for index in dice.sample(range(60), 6):
        for asked in (insert(index, "x"), erase(index, index + 1), name("n", index, index + 3), {"createParagraphBullets": {
                "range": {"startIndex": index, "endIndex": index + 2}, "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"}}):
            try:
                docs.batch_update(bench.tx, "doc", {"requests": [asked]}, bench.ctx)
            except ApiError as error:
                assert error.code == 400


@pytest.mark.parametrize("body", [{}, {"title": "x"}, {"tabs": [{"documentTab": {}}]}])
def test_what_is_no_document_is_refused(body: Json) -> None:
    """A body cut down by a field mask holds nothing to load, and says so."""
    with pytest.raises(ApiError, match="without a field mask"):
        docs.load(Bench().tx, "doc", body, Bench().ctx)


@pytest.mark.parametrize(("ranges", "range_ids", "tab_ids"), [
    (True, True, True), (True, False, True), (False, False, False), (True, True, False)])
def test_a_copy_is_the_same_doc_under_another_id(ranges: bool, range_ids: bool, tab_ids: bool) -> None:
    """Content is the same and lives on its own; ranges, their ids and tab ids are carried by switches."""
    bench = Bench("abc", copy_keeps_named_ranges=ranges, copy_keeps_named_range_ids=range_ids, copy_keeps_tab_ids=tab_ids)
    bench.send(name("n", 1, 3), {"addDocumentTab": {"tabProperties": {"title": "Notes"}}})
    second = bench.get()["tabs"][1]["tabProperties"]["tabId"]
    bench.send(insert(1, "xyz", tabId=second), name("m", 1, 3, tabId=second))
    bench.tx.execute("INSERT INTO files VALUES ('copy', 'Copy')")
    docs.copy(bench.tx, "doc", "copy", bench.ctx)
    before, after = bench.get(), bench.get("copy")
    assert after["title"] == "Copy" and after["revisionId"] != before["revisionId"]
    new = after["tabs"][1]["tabProperties"]["tabId"]
    assert (new == second) is tab_ids and after["tabs"][1]["documentTab"]["body"] == before["tabs"][1]["documentTab"]["body"]
    found, old = (doc["tabs"][1]["documentTab"].get("namedRanges") for doc in (after, before))
    if ranges:
        assert found["m"]["namedRanges"][0]["ranges"] == [{"startIndex": 1, "endIndex": 3, "tabId": new}]
        assert (found["m"]["namedRanges"][0]["namedRangeId"] == old["m"]["namedRanges"][0]["namedRangeId"]) is range_ids
    else:
        assert found is None
    bench.send(insert(1, "changed "), file_id="copy")
    assert bench.get() == before
    ids = [reply["createNamedRange"]["namedRangeId"] for reply in bench.send(name("p", 1, 2), file_id="copy")["replies"]]
    assert ids[0] not in json.dumps(before)
