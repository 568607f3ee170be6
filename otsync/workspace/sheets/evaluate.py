"""Formulas, computed when they are looked at."""

from __future__ import annotations

from typing import Any

from otsync.workspace.sheets.book import Book, Cell, Sheet

_TEXTS = {
    "ERROR": "#ERROR!", "NULL_VALUE": "#NULL!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?",
    "NUM": "#NUM!", "N_A": "#N/A", "LOADING": "Loading...",
}


def error_text(error: dict[str, Any]) -> str:
    """#N/A and the like."""
    return _TEXTS.get(error.get("type", "ERROR"), "#ERROR!")


class Evaluator:
    """Values of formula cells in one spreadsheet at one moment."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def knows(self, cell: Cell) -> bool:
        """Whether the cell's formula is one that is computed here."""
        return not isinstance(cell.get("v"), dict) and "v" in cell

    def value(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Any:
        value = cell.get("v")
        if isinstance(value, dict) and "f" in value:
            return {"e": {"type": "NAME", "message": "The embedded workspace does not compute this formula."}}
        return value

    def spilled(self, sheet: Sheet, row: int, column: int) -> Any:
        return None

    def pattern(self, sheet: Sheet, row: int, column: int, cell: Cell) -> dict[str, Any] | None:
        return None

    def link(self, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
        return None

    def spread(self, sheet: Sheet) -> None:
        """Computes the formulas of the sheet whose results fill more cells than their own."""

    def spill_rows(self, sheet: Sheet) -> set[int]:
        return set()
