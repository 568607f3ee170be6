"""The values that formulas work on, and how one kind becomes another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.patterns import general, shown

_NOON = datetime(2000, 1, 1)


class Fault(Exception):
    """An error value: #N/A, #REF! and so on. `kind` is the ErrorType of the API."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message)
        self.kind, self.message = kind, message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and other.kind == self.kind

    def __hash__(self) -> int:
        return hash(self.kind)

    def as_value(self) -> dict[str, Any]:
        return {"e": {"type": self.kind} | ({"message": self.message} if self.message else {})}


class Num(float):
    """A number that brings its NumberFormat along, as a date read from a date cell does."""

    pattern: dict[str, Any]

    def __new__(cls, value: float, pattern: dict[str, Any]) -> Num:
        found = super().__new__(cls, value)
        found.pattern = pattern
        return found


class Link(str):
    """The label of a HYPERLINK."""

    uri: str

    def __new__(cls, label: str, uri: str) -> Link:
        found = super().__new__(cls, label)
        found.uri = uri
        return found


class Table:
    """A rectangle of values in memory; None is blank, errors are Fault objects."""

    __slots__ = ("rows",)

    def __init__(self, rows: list[list[Any]]) -> None:
        self.rows = rows

    @property
    def height(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def at(self, row: int, column: int) -> Any:
        """With one row or column repeated, as arrays of different shape are combined; #N/A outside."""
        row, column = (0 if self.height == 1 else row), (0 if self.width == 1 else column)
        if row >= self.height or column >= self.width:
            return Fault("N_A")
        return self.rows[row][column]

    def cells(self) -> Iterator[Any]:
        for row in self.rows:
            yield from row


def number(value: Any) -> float | int:
    """A number for arithmetic; blank is 0, TRUE is 1, text that reads as a number or date is that. #VALUE! otherwise."""
    if isinstance(value, Fault):
        raise value
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    found = read(value)
    if isinstance(found, str):
        raise Fault("VALUE", f"'{value}' is a text and cannot be coerced to a number.")
    return int(found) if isinstance(found, bool) else found


@lru_cache(maxsize=4096)
def read(word: str) -> Any:
    """What typed text is: number, boolean or text (never a formula)."""
    if not word or word[0] in "='+":
        return word
    found = typed(word, None, _NOON)[0]
    return word if isinstance(found, dict) else found


def text(value: Any) -> str:
    """A value as text: what its cell would show."""
    if isinstance(value, Fault):
        raise value
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    pattern = getattr(value, "pattern", None)
    return shown(value, pattern) if pattern else general(value)


def truth(value: Any) -> bool:
    if isinstance(value, Fault):
        raise value
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise Fault("VALUE", f"'{value}' is a text and cannot be coerced to a boolean.")
    return bool(value)


def rank(value: Any) -> tuple[int, Any]:
    """For comparing and sorting: numbers, then text (without regard to case), then booleans."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, value


def compare(sign: str, left: Any, right: Any) -> bool:
    """`=`, `<>`, `<`, ... ; a blank equals 0, "" and FALSE."""
    for value in (left, right):
        if isinstance(value, Fault):
            raise value
    left, right = _unblank(left, right), _unblank(right, left)
    one, two = rank(left), rank(right)
    if sign == "=":
        return one == two
    if sign == "<>":
        return one != two
    return {"<": one < two, ">": one > two, "<=": one <= two, ">=": one >= two}[sign]


def _unblank(value: Any, other: Any) -> Any:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0


_CRITERION = re.compile(r"(<>|<=|>=|=|<|>)?(.*)\Z", re.S)


def criterion(value: Any) -> tuple[Callable[[Any], bool], Any]:
    """The test of a SUMIFS criterion, and the one text or number it stands for when it is a plain equality (else None)."""
    if isinstance(value, Fault):
        raise value
    if value is None:
        value = 0
    if not isinstance(value, str):
        return (lambda cell: type(cell) is not bool and cell is not None and cell == value and not isinstance(cell, str)) if not isinstance(
            value, bool) else (lambda cell: cell is value), None if isinstance(value, bool) else float(value)
    hit = _CRITERION.match(value)
    assert hit is not None
    sign, word = hit[1] or "=", hit[2]
    if word == "":
        if not hit[1]:
            return (lambda cell: cell is None or cell == ""), None
        if sign == "=":
            return (lambda cell: cell is None), None
        return (lambda cell: cell is not None), None
    operand = read(word)
    if isinstance(operand, str):
        if sign in ("=", "<>"):
            return _like(word, sign == "<>")
        low = operand.casefold()
        order: dict[str, Callable[[str], bool]] = {
            "<": lambda cell: cell < low, ">": lambda cell: cell > low, "<=": lambda cell: cell <= low, ">=": lambda cell: cell >= low,
        }
        test = order[sign]
        return (lambda cell: isinstance(cell, str) and test(cell.casefold())), None
    if isinstance(operand, bool):
        return (lambda cell: (cell is operand) != (sign == "<>")), None
    tests: dict[str, Callable[[Any], bool]] = {
        "=": lambda cell: bool(cell == operand), "<": lambda cell: bool(cell < operand), ">": lambda cell: bool(cell > operand),
        "<=": lambda cell: bool(cell <= operand), ">=": lambda cell: bool(cell >= operand),
    }
    if sign == "<>":
        return (lambda cell: isinstance(cell, (bool, str)) or cell is None or cell != operand), None
    chosen = tests[sign]
    return (lambda cell: isinstance(cell, (int, float)) and not isinstance(cell, bool) and chosen(cell)), (
        float(operand) if sign == "=" else None)


def _like(word: str, negate: bool) -> tuple[Callable[[Any], bool], Any]:
    if not re.search(r"[*?~]", word):
        low = word.casefold()
        if negate:
            return (lambda cell: not (isinstance(cell, str) and cell.casefold() == low)), None
        return (lambda cell: isinstance(cell, str) and cell.casefold() == low), low
    shape = wildcard(word)
    return (lambda cell: bool(isinstance(cell, str) and shape.match(cell)) != negate), None


@lru_cache(maxsize=512)
def wildcard(word: str) -> re.Pattern[str]:
    """`*` and `?` as wildcards, `~` before one takes it literally; the whole text, case ignored."""
    parts = re.findall(r"~[*?~]|.", word, re.S)
    made = "".join({"*": ".*", "?": "."}.get(part, re.escape(part[-1])) for part in parts)
    return re.compile(made + r"\Z", re.I | re.S)
