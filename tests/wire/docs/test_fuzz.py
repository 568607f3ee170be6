"""Requests made at random from the discovery document: an answer, a 400 or a 501 in Google's words, never an error of our own."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.workspace import docs
from otsync.workspace.discovery import load
from otsync.workspace.docs.batch import HANDLERS
from otsync.workspace.errors import ApiError
from otsync.workspace.validate import validate
from tests.wire.docs.bench import Bench, check_document, insert, name, table
from tests.wire.docs.test_load import tabs_body

Json = dict[str, Any]
WORDS = ["", "a", "🙂", "\n", "n", "t.0", "kix.none", "bold", "*", "backgroundColor,bold", "link.url", "weighted_font_family", "title", "#",
         "2026-10-07T12:00:00Z", "a@b.example", "\ue000", "(", "etc/UTC", "width", "tabId", "fields,", "namedStyleType,headingId"]


@cache
def schemas() -> Json:
    found: Json = dict(load("docs").schemas)
    return found


def value(dice: random.Random, schema: Json, depth: int) -> Any:
    if "$ref" in schema:
        return message(dice, schema["$ref"], depth + 1)
    kind = schema.get("type")
    if "enum" in schema:
        return dice.choice(schema["enum"])
    if kind == "array":
        return [value(dice, schema["items"], depth + 1) for _ in range(dice.choice([0, 1, 2]))]
    if kind == "object":
        return {}
    if kind == "boolean":
        return dice.random() < 0.5
    if kind == "integer":
        return dice.choice([0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 17, 20, -1, 2**31 - 1])
    if kind == "number":
        return dice.choice([0, 0.5, 1, 12, -3, 1e9])
    if schema.get("format") == "google-datetime":
        return dice.choice(["2026-10-07T12:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"])
    return dice.choice(WORDS)


def message(dice: random.Random, schema: str, depth: int = 0) -> Json:
    if depth > 6:
        return {}
    properties = schemas()[schema].get("properties", {})
    return {key: value(dice, part, depth) for key, part in properties.items() if dice.random() < 0.75}


def request(dice: random.Random) -> Json:
    kind = dice.choice(list(HANDLERS) * 5 + list(schemas()["Request"]["properties"]))
    asked = message(dice, schemas()["Request"]["properties"][kind]["$ref"])
    for one, other in (("location", "endOfSegmentLocation"), ("tableRange", "tableStartLocation"), ("name", "namedRangeId")):
        if one in asked and other in asked:
            del asked[dice.choice([one, other])]
    for part in (asked, *(part for part in asked.values() if isinstance(part, dict))):
        for key in ("tabId", "segmentId", "tabsCriteria", "endOfSegmentLocation"):
            if key in part and dice.random() < 0.8 and "Tab" not in kind:
                del part[key]
    return {kind: asked}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_random_requests_get_an_honest_answer(seed: int, from_google: bool) -> None:
    """On a Doc made here and on a loaded one: no error but ours in Google's form, the Doc whole after each."""
    dice = random.Random(seed)
    bench = Bench("abc\ndef")
    if from_google:
        docs.load(bench.tx, "doc", tabs_body(), bench.ctx)
    else:
        bench.send(table(4, 2, 2), insert(8, "cell"), name("n", 8, 12), {"addDocumentTab": {}})
    for _ in range(60):
        before = bench.dump()
        body: Json = {"requests": [request(dice)]}
        try:
            asked = validate("docs", "BatchUpdateDocumentRequest", body)
            answer = docs.batch_update(bench.tx, "doc", asked, bench.ctx)
        except ApiError as error:
            assert error.code in (400, 501) and error.message
            assert bench.dump() == before
        else:
            assert validate("docs", "BatchUpdateDocumentResponse", answer) == answer
            document = docs.get(bench.tx, "doc", {"includeTabsContent": True}, bench.ctx)
            if not from_google:
                check_document(document)
    for export in (docs.to_text, docs.to_markdown, docs.to_html):
        export(bench.tx, "doc")
    docs.get(bench.tx, "doc", {"suggestionsViewMode": "PREVIEW_WITHOUT_SUGGESTIONS"}, bench.ctx)
