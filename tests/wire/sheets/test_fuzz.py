"""Requests made up from the discovery document: never an error of our own."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otsync.workspace.discovery import load
from otsync.workspace.errors import ApiError
from otsync.workspace.sheets.batch import HANDLERS

from .conftest import Json
from .test_properties import fresh

ONEOFS: tuple[tuple[str, frozenset[str]], ...] = (
    ("ExtendedValue", frozenset()), ("ColorStyle", frozenset()), ("DataFilter", frozenset()),
    ("UpdateCellsRequest", frozenset({"start", "range"})),
)
SCHEMAS = load("sheets").schemas
INTS = (0, 0, 1, 2, 3, 5, 7, 7, -1, 2**31 - 1)
TEXTS = ("", "x", "=A1", "=SUM(A:A", "Sheet1", "0", "'", "A1:B2", "userEnteredValue", "*", "title", "name,range", "#", "(", "é😀")
MASKS = ("*", "*", "userEnteredValue", "userEnteredFormat.textFormat", "title", "name,range", "pixelSize", "", "gridProperties", "index")
LIKELY = {"range", "sheetId", "dimension", "startIndex", "endIndex", "values", "condition", "type", "userEnteredValue", "rows", "ranges"}


def made(dice: Random, schema: Json, name: str, depth: int) -> Any:
    """A value that fits a schema."""
    if "$ref" in schema:
        return message(dice, schema["$ref"], depth + 1)
    kind = schema["type"]
    if kind == "array":
        return [made(dice, schema["items"], name, depth + 1) for _ in range(dice.randint(0, 2))]
    if kind == "object":
        inner = schema.get("additionalProperties")
        return {str(dice.choice(INTS)): made(dice, inner, name, depth + 1)} if inner else {}
    if kind == "boolean":
        return dice.random() < 0.5
    if kind == "integer":
        return dice.choice(INTS)
    if kind == "number":
        return dice.choice((0, 1, 0.5, -2.25, 1e12))
    if "enum" in schema:
        return dice.choice(schema["enum"])
    return dice.choice(MASKS if name == "fields" else TEXTS)


def message(dice: Random, name: str, depth: int) -> Json:
    found: Json = {}
    for field, schema in SCHEMAS[name].get("properties", {}).items():
        if depth < 7 and dice.random() < (0.8 if depth < 3 or field in LIKELY else 0.2):
            found[field] = made(dice, schema, field, depth)
    for schema, members in ONEOFS:
        held = [field for field in found if not members or field in members] if schema == name else []
        for field in held[1:]:
            del found[field]
    return found


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**40))
def test_no_request_makes_an_error_of_our_own(seed: int) -> None:
    """Whatever fits the discovery document is done or refused as Google refuses; the spreadsheet stays readable either way."""
    dice = Random(seed)
    desk = fresh()
    desk.put("Sheet1!A1", [["a", 1, True], ["=x", None, 2.5]])
    for _ in range(6):
        kind = dice.choice(sorted(HANDLERS))
        before = desk.everything()
        try:
            desk.batch({kind: message(dice, SCHEMAS["Request"]["properties"][kind]["$ref"], 0)})
        except ApiError as error:
            assert error.code in (400, 501)
            assert desk.everything() == before
