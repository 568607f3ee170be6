"""Between the API's CellData and the compact cell that is stored."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import orjson

from otsync.workspace.errors import invalid
from otsync.workspace.sheets import a1
from otsync.workspace.sheets.book import Book, Cell
from otsync.workspace.sheets.colors import paired, twins
from otsync.workspace.sheets.masks import Mask, below, merge

MAX_TEXT = 50_000
ALIKE = 5_000  # painted parts of cells that one request is remembered by
_PARTS = {"note": "n", "dataValidation": "d", "textFormatRuns": "r", "chipRuns": "k"}
_SHAPED = ("userEnteredFormat", "effectiveFormat", "formattedValue", "hyperlink")
_KEPT = ("pivotTable", "dataSourceTable", "dataSourceFormula")


def number(value: float) -> float | int:
    """5.0 as 5, as it comes back on the wire."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else float(value)
    return value


def stored(value: dict[str, Any]) -> Any:
    """An ExtendedValue as it is stored; None for an empty one."""
    if "stringValue" in value:
        checked(value["stringValue"])
        return value["stringValue"]
    if "numberValue" in value:
        return number(value["numberValue"])
    if "boolValue" in value:
        return value["boolValue"]
    if "formulaValue" in value:
        checked(value["formulaValue"])
        if not value["formulaValue"].startswith("="):
            raise invalid(f"Invalid formula: {value['formulaValue']}")
        return {"f": value["formulaValue"]}
    return {"e": value["errorValue"]} if "errorValue" in value else None


def checked(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise invalid(f"Your input contains more than the maximum of {MAX_TEXT} characters in a single cell.")
    return text


def extended(value: Any) -> dict[str, Any]:
    """A stored or computed value as an ExtendedValue."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": str(value)}
    if isinstance(value, dict):
        return {"formulaValue": value["f"]} if "f" in value else {"errorValue": value["e"]}
    return {"numberValue": number(value)}


def with_value(cell: Cell | None, value: Any) -> Cell:
    """The cell with another value (None: none); text and chip runs belong to the old one and go."""
    found = {key: part for key, part in (cell or {}).items() if key not in "vrkx"}
    if value is not None and value != "":
        found["v"] = value
    return found


def patched(cell: Cell | None, data: dict[str, Any], mask: Mask) -> Cell:
    """The cell after a write of CellData under a checked mask (empty: every field)."""
    return patcher(mask)(cell, data)


def patcher(mask: Mask) -> Callable[[Cell | None, dict[str, Any]], Cell]:
    """`patched` for many cells under one mask."""
    values = below(mask, "userEnteredValue") is not None
    tree = below(mask, "userEnteredFormat")
    shape = None if tree is None else twins(tree)
    parts = [(name, key) for name, key in _PARTS.items() if below(mask, name) is not None]
    others = [name for name in _KEPT if below(mask, name) is not None]
    whole = mask == {}
    made: dict[tuple[str, bytes, bytes], Any] = {}  # a request paints many cells alike; equal parts of cells are one object

    def once(name: str, old: Any, new: Any, make: Callable[[Any, Any], Any]) -> Any:
        key = (name, orjson.dumps(old), orjson.dumps(new))
        if key not in made:
            if len(made) == ALIKE:
                made.clear()
            made[key] = make(old, new)
        return made[key]

    def reshaped(old: Any, new: Any) -> Any:
        return merge(dict(old or {}), paired(new or {}), shape or {})

    def patch(cell: Cell | None, data: dict[str, Any]) -> Cell:
        found: Cell = dict(cell) if cell else {}
        if values:
            given = data.get("userEnteredValue")
            value = stored(given) if given else None
            if found:
                found = with_value(found, value)
            elif value is not None and value != "":
                found["v"] = value
        if shape is not None and ("f" in found or "x" in found or "userEnteredFormat" in data):
            _put(found, "f", once("f", found.get("f"), data.get("userEnteredFormat"), reshaped))
            if "x" in found:
                found["x"] = {name: part for name, part in found["x"].items() if name not in _SHAPED}
        for name, key in parts:
            if name in data or (key in found and not (whole and key in "rk")):
                _put(found, key, once(key, None, data.get(name), _runs if key == "r" else _copied))
        for name in others:
            if name in data or name in found.get("o", {}):
                kept = dict(found.get("o") or {})
                _put(kept, name, copy.deepcopy(data.get(name)))
                _put(found, "o", kept)
        return found
    return patch


def _runs(_: Any, new: Any) -> Any:
    return paired(new)


def _copied(_: Any, new: Any) -> Any:
    return copy.deepcopy(new)


def permitted(book: Book, row: int, column: int, cell: Cell) -> Cell:
    """The cell, unless a strict list forbids its value and the switch says that API writes are checked: then 400."""
    rule = cell.get("d") or {}
    condition = rule.get("condition", {})
    if not (rule.get("strict") and condition.get("type") == "ONE_OF_LIST" and "v" in cell
            and book.ctx.switches.strict_validation_refuses_api_writes):
        return cell
    words = [entry.get("userEnteredValue", "") for entry in condition.get("values", [])]
    if str(cell["v"]) in words:
        return cell
    raise invalid(
        f"The data you entered in cell {a1.letters(column)}{row + 1} violates the data validation rules set on this cell. "
        f"Please enter one of the following values: {', '.join(words)}."
    )


def _put(cell: dict[str, Any], key: str, part: Any) -> None:
    if part:
        cell[key] = part
    else:
        cell.pop(key, None)
