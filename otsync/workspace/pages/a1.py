"""Cells by name: A1 notation and its zero-based numbers."""

from __future__ import annotations

import re

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


def letters(column: int) -> str:
    """Column letters of a zero-based column: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(text: str) -> int:
    """Zero-based column of its letters."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell(row: int, column: int) -> str:
    """`B3` of zero-based row 2, column 1."""
    return f"{letters(column)}{row + 1}"


def parse(text: str) -> tuple[int, int] | None:
    """Zero-based (row, column) of `B3`; None when it is no single cell."""
    match = _CELL.fullmatch(text.strip())
    return (int(match[2]) - 1, column_of(match[1])) if match else None


def on(title: str, range_: str) -> str:
    """A range on a tab, the tab's name quoted as Sheets wants it."""
    return "'" + title.replace("'", "''") + "'!" + range_
