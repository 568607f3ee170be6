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
                sheet.keep(index, row, moved=True)
        sheet.forget()
        _conditions(sheet.shared, change)
        _conditions(sheet.data.get("conditionalFormats"), change)


def _conditions(part: Any, change: Change) -> None:
    """Rewrites every condition value that is a formula."""
    if isinstance(part, list):
        for item in part:
            _conditions(item, change)
    elif isinstance(part, dict):
        text = part.get("userEnteredValue")
        if isinstance(text, str) and text.startswith("="):
            part["userEnteredValue"] = change(text)
        else:
            for value in part.values():
                _conditions(value, change)
