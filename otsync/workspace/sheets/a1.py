"""A1 notation: `'Tab name'!B2:D`, whole rows and columns, R1C1, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_CELL = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d{0,7})\Z")
_R1C1 = re.compile(r"[Rr](\d+)[Cc](\d+)\Z")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LIKE_CELL = re.compile(r"(?:[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|TRUE|FALSE)\Z", re.I)


@dataclass(frozen=True)
class Area:
    """Rows and columns from 0, ends excluded; an end of None goes to the grid's last row or column."""

    sheet_id: int
    top: int
    left: int
    bottom: int | None
    right: int | None

    def clip(self, rows: int, columns: int) -> Area:
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Area(self.sheet_id, self.top, self.left, bottom, right)

    def meets(self, other: Area) -> bool:
        """Whether two areas of one tab have a cell in common."""
        return (
            max(self.top, other.top) < min(_end(self.bottom), _end(other.bottom))
            and max(self.left, other.left) < min(_end(self.right), _end(other.right))
        )

    def holds(self, other: Area) -> bool:
        """Whether all of another area of the tab lies in this one."""
        return (
            self.top <= other.top and self.left <= other.left
            and _end(other.bottom) <= _end(self.bottom) and _end(other.right) <= _end(self.right)
        )


def _end(edge: int | None) -> int:
    return 1 << 40 if edge is None else edge


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(name: str) -> int:
    """A -> 0, AA -> 26."""
    value = 0
    for letter in name.upper():
        value = value * 26 + ord(letter) - 64
    return value - 1


def split(text: str) -> tuple[str | None, str]:
    """The tab's title (unquoted; None when there is none) and the rest. ValueError for a broken quote."""
    if text.startswith("'"):
        at = 1
        while True:
            at = text.find("'", at)
            if at < 0:
                raise ValueError(text)
            if text[at + 1:at + 2] == "'":
                at += 2
                continue
            break
        title, rest = text[1:at].replace("''", "'"), text[at + 1:]
        if rest and not rest.startswith("!"):
            raise ValueError(text)
        return title, rest[1:]
    if "!" in text:
        title, rest = text.rsplit("!", 1)
        return title, rest
    return None, text


def _corner(text: str) -> tuple[int | None, int | None]:
    found = _R1C1.match(text)
    if found:
        return int(found[1]) - 1, int(found[2]) - 1
    found = _CELL.match(text)
    if not found or not (found[1] or found[2]) or found[2] == "0":
        raise ValueError(text)
    return (int(found[2]) - 1 if found[2] else None), (number(found[1]) if found[1] else None)


def cells(text: str) -> tuple[int, int, int | None, int | None]:
    """top, left, bottom, right of `B2`, `B2:D5`, `A:C`, `2:3`, `A2:A`. ValueError when it is none of these."""
    parts = text.split(":")
    if len(parts) > 2:
        raise ValueError(text)
    row, column = _corner(parts[0])
    if len(parts) == 1:
        if row is None or column is None:
            raise ValueError(text)
        return row, column, row + 1, column + 1
    row2, column2 = _corner(parts[1])
    if (row is None and column is None) or ((column is None) != (column2 is None) and row is None):
        raise ValueError(text)
    tops = [value for value in (row, row2) if value is not None]
    lefts = [value for value in (column, column2) if value is not None]
    return (
        min(tops) if tops else 0, min(lefts) if lefts else 0,
        max(tops) + 1 if len(tops) == 2 else None, max(lefts) + 1 if len(lefts) == 2 else None,
    )


def title(name: str) -> str:
    """A tab's title as it stands in front of `!`."""
    if _PLAIN.match(name) and not _LIKE_CELL.match(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def corners(top: int, left: int, bottom: int | None, right: int | None) -> str:
    """`B2:D5`; one cell alone is `B2`; an open end shows no number."""
    start = f"{letters(left)}{top + 1}"
    end = ("" if right is None else letters(right - 1)) + ("" if bottom is None else str(bottom))
    return start if end in (start, "") else f"{start}:{end}"


def text(name: str, area: Area) -> str:
    """`Tab!B2:D5` for an area of the tab called `name`."""
    return f"{title(name)}!{corners(area.top, area.left, area.bottom, area.right)}"


def area_of(found: dict[str, Any]) -> Area:
    """The area of a GridRange, or of a DimensionRange, wherever it lies."""
    span = {edge: found.get(f"{edge}Index") for edge in ("start", "end")} if "dimension" in found else {}
    rows, columns = (span, {}) if found.get("dimension") == "ROWS" else ({}, span)
    return Area(
        found.get("sheetId") or 0,
        found.get("startRowIndex", rows.get("start")) or 0, found.get("startColumnIndex", columns.get("start")) or 0,
        found.get("endRowIndex", rows.get("end")), found.get("endColumnIndex", columns.get("end")),
    )


def grid_range(area: Area) -> dict[str, Any]:
    """A GridRange as Google writes it: sheetId 0 is left out, open ends too."""
    found = {
        "sheetId": area.sheet_id or None, "startRowIndex": area.top, "endRowIndex": area.bottom, "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }
    return {name: value for name, value in found.items() if value is not None}


def cell(row: int, column: int) -> str:
    """`B3` of row 2, column 1, both from 0."""
    return f"{letters(column)}{row + 1}"


def one(text: str) -> tuple[int, int] | None:
    """Row and column, from 0, of `B3`; None when it is no single cell."""
    try:
        top, left, bottom, right = cells(text.strip())
    except ValueError:
        return None
    return (top, left) if (bottom, right) == (top + 1, left + 1) else None
