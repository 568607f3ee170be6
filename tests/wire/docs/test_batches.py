"""batchUpdate as a whole: replies, revisions, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from otsync.workspace import docs
from otsync.workspace.errors import ApiError
from tests.wire.docs.bench import Bench, erase, insert, name, table


def test_the_answer_has_google_s_shape() -> None:
    """One reply a request, {} where there is nothing to say, and the revision after the write."""
    bench = Bench("ab")
    answer = bench.send(insert(1, "x"), name("n", 1, 2))
    assert list(answer) == ["replies", "writeControl", "documentId", "suggestionResponses", "commentUpdateState"]
    assert answer["replies"][0] == {} and set(answer["replies"][1]) == {"createNamedRange"}
    assert answer["writeControl"] == {"requiredRevisionId": bench.get()["revisionId"]}
    assert answer["suggestionResponses"] == [{}, {}] and answer["commentUpdateState"] == "NO_UPDATES_REQUESTED"


def test_a_revision_stands_for_the_doc_as_it_is() -> None:
    """Reading does not change it, writing does, and a write under an old one is refused word for word."""
    bench = Bench("ab")
    first = bench.get()["revisionId"]
    assert bench.get()["revisionId"] == first
    second = bench.send(insert(1, "x"), requiredRevisionId=first)["writeControl"]["requiredRevisionId"]
    assert second != first
    assert bench.refused(insert(1, "y"), requiredRevisionId=first) == (
        f"The required revision ID '{first}' does not match the latest revision.")
    bench.send(insert(1, "y"), requiredRevisionId=second)
    assert bench.text() == "yxab\n"


def test_a_bad_request_anywhere_leaves_everything() -> None:
    """Earlier requests of a refused batch leave no trace: not text, ranges, tabs or ids."""
    bench = Bench("abc")
    good: list[dict[str, Any]] = [
        insert(1, "x"), name("n", 1, 2), {"addDocumentTab": {}}, table(2, 2, 2),
        {"createParagraphBullets": {"range": {"startIndex": 1, "endIndex": 2}, "bulletPreset": "BULLET_CHECKBOX"}},
    ]
    assert bench.refused(*good, erase(1, 1)) == "Invalid requests[5].deleteContentRange: The range should not be empty."
    bench.send(*good)


def test_requests_are_read_before_the_revision_is_compared() -> None:
    """No kind, two kinds, and two places are refused in the grammar of parsing."""
    bench = Bench("ab")
    assert bench.refused({}, requiredRevisionId="old") == "Invalid requests[0]: No request set."
    both = {**insert(1, "x"), **erase(1, 2)}
    message = "Invalid value at 'requests[1]' (oneof), oneof field 'request' is already set. Cannot set 'deleteContentRange'"
    error = bench.failed(insert(1, "x"), both)
    assert error.message == message
    assert error.details == [{"@type": "type.googleapis.com/google.rpc.BadRequest",
                              "fieldViolations": [{"field": "requests[1]", "description": message}]}]
    places = {"insertText": {"location": {"index": 1}, "endOfSegmentLocation": {}, "text": "x"}}
    assert bench.refused(places) == ("Invalid value at 'requests[0].insert_text' (oneof), oneof field 'insertion_location' is already set. "
                                     "Cannot set 'endOfSegmentLocation'")


@pytest.mark.parametrize("request_", [
    {"insertInlineImage": {"uri": "https://example.org/x.png", "location": {"index": 1}}},
    {"mergeTableCells": {}},
    {"insertComment": {}},
])
def test_what_is_not_built_answers_501(request_: dict[str, Any]) -> None:
    """A kind that the workspace does not implement is refused by name, and nothing is written."""
    bench = Bench("ab")
    error = bench.failed(insert(1, "x"), request_)
    assert error.code == 501 and next(iter(request_)) in error.message


def test_suggest_mode_is_refused_not_applied_as_an_edit() -> None:
    """writeMode SUGGEST must never turn into a direct edit."""
    bench = Bench("ab")
    assert bench.failed(insert(1, "x"), writeMode="SUGGEST").code == 501 and bench.text() == "ab\n"


def test_a_doc_that_is_not_there_is_404() -> None:
    """Docs words it without the id."""
    bench = Bench()
    for call in (docs.get, docs.batch_update):
        with pytest.raises(ApiError) as caught:
            call(bench.tx, "none", {}, bench.ctx)
        assert (caught.value.code, caught.value.message) == (404, "Requested entity was not found.")


def test_a_deleted_doc_is_gone() -> None:
    """delete takes the row away."""
    bench = Bench()
    docs.delete(bench.tx, "doc")
    assert bench.dump() == []


def test_an_empty_batch_changes_nothing() -> None:
    """No requests, no new revision."""
    bench = Bench("ab")
    before = bench.dump()
    answer = bench.send()
    assert answer["replies"] == [] and bench.dump() == before
