"""All formula text of a workbook: in cells, in data validation and in conditional formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otsync.workspace.sheets.book import Book, Sheet

Change = Callable[[str], str]


def rewrite_all(book: Book, change_for: Callable[[Sheet], Change]) -> None:
    """Puts `change_for(sheet)(text)` in place of each formula that stands on a sheet."""
    for sheet in book.sheets:
        change = change_for(sheet)
        for index, row in sheet.scan(formulas=True):
            dirty = False
            for cell in row.cells:
                value = cell.get("v") if cell else None
                if isinstance(value, dict) and "f" in value:
                    fresh = change(value["f"])
                    if fresh != value["f"]:
                        value["f"], dirty = fresh, True
            if dirty:
                sheet.keep(index, row)
        for index, row in sheet.scan(rules=True):
            changed = [_conditions(cell.get("d"), change) for cell in row.cells if cell]
            if any(changed):
                sheet.keep(index, row)
        _conditions(sheet.data.get("conditionalFormats"), change)


def _conditions(part: Any, change: Change) -> bool:
    """Rewrites every condition value that is a formula; whether any changed."""
    if isinstance(part, list):
        return any([_conditions(item, change) for item in part])
    if not isinstance(part, dict):
        return False
    text = part.get("userEnteredValue")
    if isinstance(text, str) and text.startswith("="):
        part["userEnteredValue"] = change(text)
        return bool(part["userEnteredValue"] != text)
    return any([_conditions(value, change) for value in part.values()])
