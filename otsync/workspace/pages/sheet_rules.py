"""Conditional formats, as far as a page can judge them without computing formulas.

Judged: text, number, date and blank conditions with plain values, and custom formulas that compare one cell of the row
with a constant (`=$C2="waiting"`, `=$F2>0`, `=ISBLANK($B2)`, `=LEN($B2)=0`), also joined by AND, OR, NOT. A rule that
cannot be judged colours nothing, and the page says how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from . import a1

Json = dict[str, Any]
Value = str | float | bool | None
Lookup = Callable[[int, int], Value]

_EPOCH = date(1899, 12, 30).toordinal()
_REF = r"(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})"
_SIDE = rf'(?:{_REF}|"((?:[^"]|"")*)"|(-?\d+(?:\.\d+)?)|(TRUE|FALSE))'
_COMPARE = re.compile(rf"\s*{_SIDE}\s*(<>|<=|>=|=|<|>)\s*{_SIDE}\s*", re.IGNORECASE)
_BLANK = re.compile(rf"\s*ISBLANK\(\s*{_REF}\s*\)\s*", re.IGNORECASE)
_LENGTH = re.compile(rf"\s*LEN\((?:\s*TRIM\()?\s*{_REF}\s*\)?\)\s*(=|>|<>)\s*0\s*", re.IGNORECASE)
_CALL = re.compile(r"\s*(AND|OR|NOT)\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(rf"\s*{_REF}\s*", re.IGNORECASE)


class Unknown(Exception):
    """A condition that a page does not judge."""


class Rules:
    """The conditional formats of one tab. `unjudged` counts the rules that were met and could not be judged."""

    def __init__(self, rules: list[Json], value: Lookup) -> None:
        self._rules = rules
        self._value = value
        self._unknown: set[int] = set()

    @property
    def unjudged(self) -> int:
        return len(self._unknown)

    def format_at(self, row: int, column: int) -> Json | None:
        """The format of the first rule that holds for this cell (zero-based), or None."""
        for n, rule in enumerate(self._rules):
            span = next((r for r in rule.get("ranges") or [] if inside(r, row, column)), None)
            if span is None or n in self._unknown:
                continue
            boolean = rule.get("booleanRule")
            if boolean is None:
                self._unknown.add(n)
                continue
            origin = (int(span.get("startRowIndex") or 0), int(span.get("startColumnIndex") or 0))
            try:
                if holds(boolean.get("condition") or {}, row, column, origin, self._value):
                    found: Json = boolean.get("format") or {}
                    return found
            except Unknown:
                self._unknown.add(n)
        return None


def inside(span: Json, row: int, column: int) -> bool:
    """Is the cell (zero-based) within a `GridRange`? Open ends reach to the edge of the tab."""
    return int(span.get("startRowIndex") or 0) <= row < int(span.get("endRowIndex") or 1 << 30) and int(
        span.get("startColumnIndex") or 0
    ) <= column < int(span.get("endColumnIndex") or 1 << 30)


def holds(condition: Json, row: int, column: int, origin: tuple[int, int], value: Lookup) -> bool:
    """Does a `BooleanCondition` hold for a cell? `origin` is the top left cell of the rule's range. Raises Unknown."""
    kind = str(condition.get("type"))
    args = [str(v.get("userEnteredValue") or "") for v in condition.get("values") or []]
    if any("relativeDate" in v for v in condition.get("values") or []):
        raise Unknown
    here = value(row, column)
    if kind == "CUSTOM_FORMULA" and args:
        return formula(args[0].removeprefix("="), row - origin[0], column - origin[1], value)
    if kind == "BLANK":
        return here is None or here == ""
    if kind == "NOT_BLANK":
        return here is not None and here != ""
    if kind.startswith("TEXT_"):
        return _text(kind, _shown(here), args)
    if kind.startswith(("NUMBER_", "DATE_")):
        return _number(kind, here, args)
    raise Unknown


def formula(text: str, down: int, across: int, value: Lookup) -> bool:
    """A simple formula, its relative references moved `down` rows and `across` columns. Raises Unknown."""
    call = _CALL.fullmatch(text)
    if call:
        parts = [formula(part, down, across, value) for part in _split(call[2])]
        word = call[1].upper()
        return all(parts) if word == "AND" else any(parts) if word == "OR" else not parts[0]

    def at(groups: tuple[str | None, ...]) -> Value:
        lock_column, column, lock_row, row = groups
        return value(int(row or 1) - 1 + (0 if lock_row else down), a1.column_of(column or "A") + (0 if lock_column else across))

    blank = _BLANK.fullmatch(text)
    if blank:
        return at(blank.groups()) is None
    length = _LENGTH.fullmatch(text)
    if length:
        empty = not _shown(at(length.groups()[:4]))
        return empty if length[5] == "=" else not empty
    compare = _COMPARE.fullmatch(text)
    if compare:
        groups = compare.groups()

        def side(part: tuple[str | None, ...]) -> Value:
            if part[1]:
                return at(part[:4])
            if part[4] is not None:
                return part[4].replace('""', '"')
            return float(part[5]) if part[5] else str(part[6]).upper() == "TRUE"

        return _compare(side(groups[:7]), groups[7] or "=", side(groups[8:]))
    bare = _BARE.fullmatch(text)
    if bare:
        found = at(bare.groups())
        if isinstance(found, str):
            raise Unknown
        return bool(found)
    raise Unknown


def _split(text: str) -> list[str]:
    """Arguments at the commas (or semicolons) outside quotes and parentheses."""
    parts, depth, quoted, current = [], 0, False, ""
    for mark in text:
        if mark == '"':
            quoted = not quoted
        if not quoted:
            depth += (mark == "(") - (mark == ")")
            if mark in ",;" and depth == 0:
                parts.append(current)
                current = ""
                continue
        current += mark
    return [*parts, current]


def _compare(one: Value, sign: str, two: Value) -> bool:
    """As Sheets compares: text without case; a blank equals "" and 0; numbers stand before text, text before TRUE and FALSE."""
    one, two = _unblank(one, two), _unblank(two, one)
    rank_one, rank_two = _rank(one), _rank(two)
    if rank_one != rank_two:
        order = rank_one - rank_two
    elif isinstance(one, str) and isinstance(two, str):
        order = (one.lower() > two.lower()) - (one.lower() < two.lower())
    else:
        order = (float(one or 0) > float(two or 0)) - (float(one or 0) < float(two or 0))
    return {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[sign]


def _unblank(one: Value, other: Value) -> Value:
    return one if one is not None else "" if isinstance(other, str) else 0.0


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _text(kind: str, here: str, args: list[str]) -> bool:
    if any(a.startswith("=") for a in args) or (not args and kind not in ("TEXT_IS_EMAIL", "TEXT_IS_URL")):
        raise Unknown
    low = here.lower()
    wanted = args[0].lower() if args else ""
    answers: dict[str, Callable[[], bool]] = {
        "TEXT_EQ": lambda: low == wanted,
        "TEXT_NOT_EQ": lambda: low != wanted,
        "TEXT_CONTAINS": lambda: wanted in low,
        "TEXT_NOT_CONTAINS": lambda: wanted not in low,
        "TEXT_STARTS_WITH": lambda: low.startswith(wanted),
        "TEXT_ENDS_WITH": lambda: low.endswith(wanted),
    }
    if kind not in answers:
        raise Unknown
    return answers[kind]()


def _number(kind: str, here: Value, args: list[str]) -> bool:
    if kind == "DATE_IS_VALID":
        return isinstance(here, float)
    limits = [_constant(a) for a in args]
    if not limits or (kind.endswith("BETWEEN") and len(limits) < 2):
        raise Unknown
    if isinstance(here, bool) or not isinstance(here, float):
        return kind.endswith("NOT_EQ") and here is not None
    low = limits[0]
    answers = {
        "GREATER": here > low,
        "AFTER": here > low,
        "GREATER_THAN_EQ": here >= low,
        "ON_OR_AFTER": here >= low,
        "LESS": here < low,
        "BEFORE": here < low,
        "LESS_THAN_EQ": here <= low,
        "ON_OR_BEFORE": here <= low,
        "EQ": here == low,
        "NOT_EQ": here != low,
    }
    word = kind.split("_", 1)[1]
    if word in answers:
        return answers[word]
    between = min(limits[:2]) <= here <= max(limits[:2])
    if word in ("BETWEEN", "NOT_BETWEEN"):
        return between == (word == "BETWEEN")
    raise Unknown


def _constant(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(date.fromisoformat(text).toordinal() - _EPOCH)
    except ValueError:
        raise Unknown from None


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
