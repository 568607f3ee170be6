"""Suggestions as Google shows them, and the exports."""

from __future__ import annotations

from typing import Any

import pytest

from otsync.workspace import docs
from otsync.workspace.errors import ApiError
from tests.wire.docs.bench import Bench, cell, check_document, erase, insert, name, style, table

Json = dict[str, Any]
AMBER = {"color": {"rgbColor": {"red": 1, "green": 0.953, "blue": 0.804}}}


def suggested() -> tuple[Bench, str, str]:
    bench = Bench("OT 30 minutes")
    gone = docs.seed_suggestion(bench.tx, "doc", bench.ctx, index=4, delete_to=6)
    new = docs.seed_suggestion(bench.tx, "doc", bench.ctx, index=6, insert="45")
    return bench, gone, new


def shown(document: Json) -> str:
    return "".join(element["textRun"]["content"] for block in document["tabs"][0]["documentTab"]["body"]["content"][1:]
                   for element in block["paragraph"]["elements"])


def test_pending_suggestions_stand_in_the_text_with_their_ids() -> None:
    """Inline, both the suggested words and the ones suggested for deletion are there, and take up indexes."""
    bench, gone, new = suggested()
    runs = [element["textRun"] for element in bench.paragraphs()[0]["elements"]]
    assert runs == [{"content": "OT ", "textStyle": {}},
                    {"content": "30", "textStyle": {}, "suggestedDeletionIds": [gone]},
                    {"content": "45", "textStyle": {}, "suggestedInsertionIds": [new]},
                    {"content": " minutes\n", "textStyle": {}}]
    assert gone != new and bench.get()["suggestionsViewMode"] == "SUGGESTIONS_INLINE"
    check_document(bench.get())


def test_a_suggestion_changes_the_revision() -> None:
    """Somebody has edited since: a write under the old revision is refused."""
    bench = Bench("OT 30 minutes")
    before = bench.get()["revisionId"]
    docs.seed_suggestion(bench.tx, "doc", bench.ctx, index=4, delete_to=6)
    assert "does not match" in bench.refused(insert(1, "x"), requiredRevisionId=before)


def test_the_previews_show_the_doc_with_and_without() -> None:
    """No suggestion is left in either; ranges sit where the text now is; the Doc itself stays."""
    bench, _, _ = suggested()
    bench.send(name("n", 8, 12))
    before = bench.dump()
    for mode, text in (("PREVIEW_SUGGESTIONS_ACCEPTED", "OT 45 minutes\n"), ("PREVIEW_WITHOUT_SUGGESTIONS", "OT 30 minutes\n")):
        document = bench.get(suggestionsViewMode=mode)
        assert shown(document) == text and "suggested" not in str(document["tabs"]) and document["suggestionsViewMode"] == mode
        piece = document["tabs"][0]["documentTab"]["namedRanges"]["n"]["namedRanges"][0]["ranges"][0]
        assert (piece["startIndex"], piece["endIndex"]) == (6, 10)
        check_document(document)
    assert bench.dump() == before and bench.get(suggestionsViewMode="DEFAULT_FOR_CURRENT_ACCESS") == bench.get()


def test_suggested_paragraphs_and_style_changes_are_previewed() -> None:
    """A suggested newline joins or parts paragraphs; a suggested bold is taken over or forgotten."""
    bench = Bench("ab")
    docs.seed_suggestion(bench.tx, "doc", bench.ctx, index=2, insert="\n")
    assert shown(bench.get(suggestionsViewMode="PREVIEW_WITHOUT_SUGGESTIONS")) == "ab\n"
    assert shown(bench.get(suggestionsViewMode="PREVIEW_SUGGESTIONS_ACCEPTED")) == "a\nb\n"
    body = Bench("bold?").get()
    run = body["tabs"][0]["documentTab"]["body"]["content"][1]["paragraph"]["elements"][0]["textRun"]
    run["suggestedTextStyleChanges"] = {"suggest.x": {"textStyle": {"bold": True}, "textStyleSuggestionState": {"boldSuggested": True}}}
    docs.load(bench.tx, "doc", body, bench.ctx)
    for mode, expected in (("PREVIEW_SUGGESTIONS_ACCEPTED", {"bold": True}), ("PREVIEW_WITHOUT_SUGGESTIONS", {})):
        answer = bench.get(suggestionsViewMode=mode)["tabs"][0]["documentTab"]["body"]["content"][1]["paragraph"]["elements"]
        assert [element["textRun"]["textStyle"] for element in answer] == [expected]


def test_text_typed_beside_a_suggestion_is_no_part_of_it() -> None:
    """A direct edit between suggested words stands by itself."""
    bench, _, _ = suggested()
    bench.send(insert(5, "X"))
    assert shown(bench.get(suggestionsViewMode="PREVIEW_SUGGESTIONS_ACCEPTED")) == "OT X45 minutes\n"


@pytest.mark.parametrize("fails", [True, False])
def test_deleting_suggested_text_may_answer_500(fails: bool) -> None:
    """A switch: seen in 2023, never seen since; either way nothing is half done."""
    bench = Bench("abcdef", delete_of_suggested_text_fails=fails)
    docs.seed_suggestion(bench.tx, "doc", bench.ctx, index=3, delete_to=4)
    before = bench.dump()
    if fails:
        with pytest.raises(ApiError) as caught:
            bench.send(erase(2, 5))
        assert caught.value.code == 500 and bench.dump() == before
    else:
        bench.send(erase(2, 5))
        assert bench.text() == "aef\n"


def test_comments_are_not_nodded_at() -> None:
    """A comments view mode other than omitted needs the tabs form, and is then not implemented."""
    bench = Bench()
    for tabs, code in ((False, 400), (True, 501)):
        with pytest.raises(ApiError) as caught:
            bench.get(includeTabsContent=tabs, commentsViewMode="COMMENTS_VIEW_MODE_INCLUDED")
        assert caught.value.code == code


def page() -> Bench:
    bench = Bench("Plan for <OT> & co\nbold link\none\ntwo\n\tdeep\nlast")
    bench.send({"updateParagraphStyle": {"range": {"startIndex": 1, "endIndex": 2}, "paragraphStyle": {"namedStyleType": "HEADING_1"},
                                         "fields": "namedStyleType"}},
               style(20, 24, "bold", bold=True), style(25, 29, "link", link={"url": "https://example.org/?a=1&b=2"}),
               {"createParagraphBullets": {"range": {"startIndex": 30, "endIndex": 42}, "bulletPreset": "NUMBERED_DECIMAL_ALPHA_ROMAN"}},
               {"insertTable": {"endOfSegmentLocation": {}, "rows": 2, "columns": 2}})
    start = bench.table()["startIndex"]
    bench.send(insert(start + 10, "d|e\nf"), insert(start + 3, "a"),
               {"updateTableCellStyle": {"tableRange": {"tableCellLocation": cell(start, 0, 1), "rowSpan": 1, "columnSpan": 1},
                                         "tableCellStyle": {"backgroundColor": AMBER}, "fields": "backgroundColor"}})
    return bench


def test_text_export() -> None:
    """A byte order mark, CRLF, numbers and cells."""
    assert docs.to_text(page().tx, "doc") == "\ufeff" + "\r\n".join([
        "Plan for <OT> & co", "bold link", "1. one", "2. two", "   a. deep", "last", "a\t", "\td|e f", ""])


def test_markdown_export() -> None:
    """Headings, emphasis, links, nested lists, pipe tables, special characters escaped."""
    assert docs.to_markdown(page().tx, "doc") == "\n".join([
        "# Plan for \\<OT\\> \\& co", "", "**bold** [link](https://example.org/?a=1&b=2)", "", "1. one", "2. two", "   1. deep", "",
        "last", "", "| a |  |", "| --- | --- |", "|  | d\\|e  f |", ""])


def test_html_export_escapes_every_word() -> None:
    """Tint, lists and links are there; nothing of the text is markup, and only web and mail addresses are links."""
    bench = page()
    bench.send(insert(2, "<script>alert(1)</script>"))
    text = docs.to_html(bench.tx, "doc")
    assert "<script" not in text and "&lt;script&gt;" in text and "background-color:#fff3cd" in text
    assert '<a href="https://example.org/?a=1&amp;b=2">' in text
    assert '<ol><li>one</li><li>two<ol type="a"><li>deep</li></ol></li></ol>' in text
    unsafe = Bench("click")
    unsafe.send(style(1, 6, "link", link={"url": "javascript:alert(1)"}))
    assert "javascript" not in docs.to_html(unsafe.tx, "doc")


def test_pdf_export_is_whole() -> None:
    """A whole PDF, right-to-left words and emoji in it; a longer Doc makes a longer one."""
    bench = page()
    bench.send(insert(2, "Zoë 🧩 مرحبا "))
    made = docs.to_pdf(bench.tx, "doc")
    assert made.startswith(b"%PDF-") and made.rstrip().endswith(b"%%EOF")
    bench.send(insert(2, "more and more words of all kinds\n" * 100))
    assert len(docs.to_pdf(bench.tx, "doc")) > len(made) + 500


def test_exports_name_the_tabs_when_there_are_several_and_leave_suggestions_out() -> None:
    """All tabs, titles first; nothing that is only suggested; chips as what they show."""
    bench, _, _ = suggested()
    bench.send({"addDocumentTab": {"tabProperties": {"title": "Notes"}}},
               {"insertPerson": {"endOfSegmentLocation": {}, "personProperties": {"email": "ot@district.example"}}})
    assert docs.to_text(bench.tx, "doc") == "\ufeffTab 1\r\n\r\nOT 30 minutesot@district.example\r\nNotes\r\n\r\n"


def test_a_doc_with_tables_in_many_forms_exports_without_error() -> None:
    """Nested and empty tables too."""
    bench = Bench()
    bench.send(table(1, 1, 1), table(5, 1, 2))
    for export in (docs.to_text, docs.to_markdown, docs.to_html):
        assert export(bench.tx, "doc")
