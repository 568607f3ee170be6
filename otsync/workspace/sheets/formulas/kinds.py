"""The values that formulas work on, and how one kind becomes another.

A table is a list of rows; None is blank, errors are Fault objects."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.patterns import general, shown

_NOON = datetime(2000, 1, 1)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}


class Fault(Exception):
    """An error value: #N/A, #REF! and so on. `kind` is the ErrorType of the API."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message)
        self.kind, self.message = kind, message

    def as_value(self) -> dict[str, Any]:
        return {"e": {"type": self.kind} | ({"message": self.message} if self.message else {})}


class Uncomputed(Fault):
    """The formula, or one that it reads, uses what is not computed here. IFERROR does not hide it: a made-up value would look real."""

    def __init__(self, what: str) -> None:
        super().__init__("ERROR", f"This practice workspace does not compute {what}. The formula is kept as it was typed.")


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


def sound(value: Any) -> Any:
    """The value itself; an error value is raised."""
    if isinstance(value, Fault):
        raise value.with_traceback(None)
    return value


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Any) -> float | int:
    """A number for arithmetic; blank is 0, TRUE is 1, text that reads as a number or date is that. #VALUE! otherwise."""
    if is_number(sound(value)):
        return value  # type: ignore[no-any-return]
    if value is None or isinstance(value, bool):
        return int(value or 0)
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
    if sound(value) is None:
        return ""
    if isinstance(value, (str, bool)):
        return str(value) if isinstance(value, str) else str(value).upper()
    pattern = getattr(value, "pattern", None)
    return shown(value, pattern) if pattern else general(value)


def truth(value: Any) -> bool:
    if isinstance(sound(value), str):
        if value.upper() in ("TRUE", "FALSE"):
            return bool(value.upper() == "TRUE")
        raise Fault("VALUE", f"'{value}' is a text and cannot be coerced to a boolean.")
    return bool(value)


def rank(value: Any) -> tuple[int, Any]:
    """For comparing and sorting: numbers, then text (without regard to case), then booleans, then errors."""
    if isinstance(value, Fault):
        return 3, 0
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def compare(sign: str, left: Any, right: Any) -> bool:
    """`=`, `<>`, `<`, ... ; a blank equals 0, "" and FALSE."""
    left, right = sound(left), sound(right)
    return _COMPARE[sign](rank(_unblank(left, right)), rank(_unblank(right, left)))


def _unblank(value: Any, other: Any) -> Any:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0


def criterion(value: Any) -> Callable[[Any], bool]:
    """The test of a SUMIFS criterion: a value to be equal to, or text that begins with a comparison; `*` and `?` are wildcards."""
    if not isinstance(sound(value), str):
        return lambda cell: cell is not None and rank(cell) == rank(value or 0)
    hit = re.match(r"(<>|<=|>=|=|<|>)?(.*)\Z", value, re.S)
    assert hit is not None
    sign, word = hit[1] or "=", hit[2]
    if word == "":
        return (lambda cell: cell in (None, "")) if not hit[1] else (lambda cell: (cell is None) == (sign == "="))
    operand = read(word)
    if isinstance(operand, str) and sign in ("=", "<>"):
        shape = wildcard(word)
        return lambda cell: (isinstance(cell, str) and shape.match(cell) is not None) == (sign == "=")
    kind, wanted = rank(operand)
    test = _COMPARE[sign]

    def holds(cell: Any) -> bool:
        if cell is None or rank(cell)[0] != kind:
            return sign == "<>"
        return test(rank(cell)[1], wanted)
    return holds


@lru_cache(maxsize=512)
def wildcard(word: str) -> re.Pattern[str]:
    """`*` and `?` as wildcards, `~` before one takes it literally; the whole text, case ignored."""
    parts = re.findall(r"~[*?~]|.", word, re.S)
    made = "".join({"*": ".*", "?": "."}.get(part, re.escape(part[-1])) for part in parts)
    return re.compile(made + r"\Z", re.I | re.S)
