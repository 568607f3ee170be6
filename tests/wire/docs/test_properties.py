"""Random batches: valid ones keep a Doc's geometry, an invalid request anywhere leaves everything as it was."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.workspace import docs
from otsync.workspace.errors import ApiError
from otsync.workspace.validate import validate
from tests.wire.docs.bench import Bench, check_document, tables_of, utf16

Json = dict[str, Any]
TEXTS = ["a", "Zoë ", "🙂", "line\n", "\n", "one\ntwo\n", "e\u0301", "\tin", "{{x}}", "👩‍🏫 teacher", "\x0b", "10/7 30 min\n"]
COLOURS = [{"color": {"rgbColor": {"red": 1, "green": 0.953, "blue": 0.804}}}, {"color": {"rgbColor": {}}}]
SWITCHES = ("named_range_grows_at_start", "named_range_grows_at_end", "named_range_survives_emptying", "merged_paragraph_keeps_first_style",
            "text_style_extends_to_newline", "inserted_row_copies_style", "named_style_resets_text_style")


def spots(content: list[Json]) -> list[int]:
    """Every index that some paragraph, row, cell or table of the document starts or ends at, or that lies in between."""
    return list(range(-1, content[-1]["endIndex"] + 2))


def any_request(dice: random.Random, document: Json) -> Json:
    """A request on places that may or may not suit it."""
    tab = dice.choice(document["tabs"])
    content, tab_id = tab["documentTab"]["body"]["content"], tab["tabProperties"]["tabId"]
    places = spots(content)
    start, end = sorted((dice.choice(places), dice.choice(places)))
    if dice.random() < 0.5:
        end = min(start + dice.randint(1, 6), places[-1])
    place = {"location": {"index": start, "tabId": tab_id}}
    span = {"startIndex": start, "endIndex": end, "tabId": tab_id}
    known = tables_of(content)
    table = dice.choice(known)["startIndex"] if known else start
    cell = {"tableStartLocation": {"index": table, "tabId": tab_id}, "rowIndex": dice.randint(0, 2), "columnIndex": dice.randint(0, 2)}
    kind = dice.choice(["insertText"] * 4 + ["deleteContentRange"] * 3 + [
        "insertTable", "insertTableRow", "deleteTableRow", "updateTableCellStyle", "createNamedRange", "createNamedRange",
        "deleteNamedRange", "updateTextStyle", "updateTextStyle", "updateParagraphStyle", "createParagraphBullets",
        "deleteParagraphBullets", "replaceAllText", "insertDate", "insertPerson", "insertPageBreak", "addDocumentTab", "deleteTab"])
    bodies: dict[str, Json] = {
        "insertText": {**place, "text": "".join(dice.choices(TEXTS, k=dice.randint(1, 3)))},
        "deleteContentRange": {"range": span},
        "insertTable": {**place, "rows": dice.randint(1, 3), "columns": dice.randint(1, 3)},
        "insertTableRow": {"tableCellLocation": cell, "insertBelow": dice.random() < 0.5},
        "deleteTableRow": {"tableCellLocation": cell},
        "updateTableCellStyle": {"tableStartLocation": cell["tableStartLocation"], "fields": "backgroundColor,borderTop",
                                 "tableCellStyle": {"backgroundColor": dice.choice(COLOURS)}},
        "createNamedRange": {"name": dice.choice("nmo"), "range": span},
        "deleteNamedRange": {"name": dice.choice("nmo")},
        "updateTextStyle": {"range": span, "fields": dice.choice(["bold", "link", "backgroundColor", "*"]), "textStyle": dice.choice(
            [{"bold": True}, {"link": {"url": "https://example.org/"}}, {"backgroundColor": COLOURS[0]}, {}])},
        "updateParagraphStyle": {"range": span, "fields": "namedStyleType,alignment", "paragraphStyle": {
            "namedStyleType": dice.choice(["HEADING_1", "NORMAL_TEXT"]), "alignment": "CENTER"}},
        "createParagraphBullets": {"range": span, "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"},
        "deleteParagraphBullets": {"range": span},
        "replaceAllText": {"containsText": {"text": dice.choice(["a", "{{x}}", "🙂", "one"])}, "replaceText": dice.choice(TEXTS)},
        "insertDate": {**place, "dateElementProperties": {"timestamp": "2026-10-07T12:00:00Z"}},
        "insertPerson": {**place, "personProperties": {"email": "ot@district.example"}},
        "insertPageBreak": place,
        "addDocumentTab": {"tabProperties": {"title": "Notes"}},
        "deleteTab": {"tabId": tab_id},
    }
    return {kind: bodies[kind]}


def started(**switches: bool) -> Bench:
    """A Doc with a heading, a small table, a chip, named ranges and a second tab."""
    bench = Bench("Plan 🙂\nvalue\nlast", **switches)
    bench.send(
        {"insertTable": {"location": {"index": 9}, "rows": 2, "columns": 2}},
        {"insertText": {"location": {"index": 13}, "text": "Name"}},
        {"insertPerson": {"location": {"index": 19}, "personProperties": {"email": "ot@district.example"}}},
        {"createNamedRange": {"name": "n", "range": {"startIndex": 13, "endIndex": 17}}},
        {"createNamedRange": {"name": "m", "range": {"startIndex": 2, "endIndex": 11}}},
        {"addDocumentTab": {"tabProperties": {"title": "Notes"}}},
    )
    return bench


def send(bench: Bench, requests: list[Json]) -> bool:
    """Whether the batch was accepted; a refusal is a 400 in Google's words and leaves every byte as it was."""
    before = bench.dump()
    asked = validate("docs", "BatchUpdateDocumentRequest", {"requests": requests})
    try:
        answer = docs.batch_update(bench.tx, "doc", asked, bench.ctx)
    except ApiError as error:
        assert error.code == 400 and error.message.startswith("Invalid requests[")
        assert bench.dump() == before
        return False
    assert validate("docs", "BatchUpdateDocumentResponse", answer) == answer and len(answer["replies"]) == len(requests)
    return True


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sets(st.sampled_from(SWITCHES)))
def test_batches_keep_the_geometry(seed: int, flipped: set[str]) -> None:
    """Whatever is accepted, indexes stay contiguous, widths UTF-16, tables as measured, named ranges inside; refusals change nothing."""
    dice = random.Random(seed)
    plain = Bench().ctx.switches
    bench = started(**{name: not getattr(plain, name) for name in flipped})
    accepted = 0
    for _ in range(40):
        document = bench.get()
        requests = [any_request(dice, document) for _ in range(dice.choice([1, 1, 1, 3]))]
        accepted += send(bench, requests)
        check_document(bench.get())
    assert accepted


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_a_bad_request_anywhere_undoes_the_whole_batch(seed: int) -> None:
    """Requests that were each accepted are refused together with a bad one among them, wherever it stands."""
    dice = random.Random(seed)
    bench, script = started(), []
    for _ in range(12):
        request = any_request(dice, bench.get())
        if send(bench, [request]):
            script.append(request)
    bad = {"deleteContentRange": {"range": {"startIndex": 1, "endIndex": 1}}}
    place = dice.randint(0, len(script))
    again = started()
    assert not send(again, [*script[:place], bad, *script[place:]])
    if script:
        assert send(again, script), "one batch does what its requests did one by one"
        assert [tab["documentTab"] for tab in again.get()["tabs"]] == [tab["documentTab"] for tab in bench.get()["tabs"]]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_text_goes_in_and_comes_out(first: str, second: str) -> None:
    """What is kept of a text stands in the Doc, as wide as its UTF-16 units; deleting it gives the Doc back."""
    bench = Bench("x")
    empty = bench.get()["tabs"]
    for text in (first, second):
        if text:
            bench.send({"insertText": {"location": {"index": 1}, "text": text}})
    kept = "".join(char for char in second + first if not (char < "\t" or "\x0b" < char < " " or "\ue000" <= char <= "\uf8ff"))
    assert bench.text() == kept + "x\n"
    width = utf16(kept)
    assert bench.content()[-1]["endIndex"] == width + 3
    check_document(bench.get())
    if width:
        bench.send({"deleteContentRange": {"range": {"startIndex": 1, "endIndex": 1 + width}}})
    assert bench.get()["tabs"] == empty
