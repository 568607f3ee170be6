"""Between the API's CellData and the compact cell that is stored."""

from __future__ import annotations

import copy
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.book import Cell
from otsync.workspace.sheets.colors import paired, twins
from otsync.workspace.sheets.masks import Mask, below, merge

MAX_TEXT = 50_000
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
    found = dict(cell or {})
    if below(mask, "userEnteredValue") is not None:
        found = with_value(found, stored(data.get("userEnteredValue") or {}))
    tree = below(mask, "userEnteredFormat")
    if tree is not None:
        given = paired(data.get("userEnteredFormat") or {})
        fresh = merge(copy.deepcopy(found.get("f") or {}), given, twins(tree))
        _put(found, "f", fresh)
        if "x" in found:
            found["x"] = {k: v for k, v in found["x"].items() if k not in _SHAPED}
    for name, key in _PARTS.items():
        if below(mask, name) is not None and not (name in ("textFormatRuns", "chipRuns") and mask == {} and name not in data):
            part = paired(data.get(name)) if name == "textFormatRuns" else copy.deepcopy(data.get(name))
            _put(found, key, part)
    for name in _KEPT:
        if below(mask, name) is not None and (name in data or name in found.get("o", {})):
            kept = dict(found.get("o") or {})
            _put(kept, name, copy.deepcopy(data.get(name)))
            _put(found, "o", kept)
    return found


def _put(cell: dict[str, Any], key: str, part: Any) -> None:
    if part:
        cell[key] = part
    else:
        cell.pop(key, None)
