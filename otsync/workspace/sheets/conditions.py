"""Whether a BooleanCondition holds for a value: what conditional formats, filters and filter views ask."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "GREATER": operator.gt, "GREATER_THAN_EQ": operator.ge, "LESS": operator.lt, "LESS_THAN_EQ": operator.le, "EQ": operator.eq,
    "NOT_EQ": operator.ne, "BEFORE": operator.lt, "AFTER": operator.gt, "ON_OR_BEFORE": operator.le, "ON_OR_AFTER": operator.ge,
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": operator.contains, "TEXT_NOT_CONTAINS": lambda text, part: part not in text,
    "TEXT_STARTS_WITH": str.startswith, "TEXT_ENDS_WITH": str.endswith, "TEXT_EQ": operator.eq, "TEXT_NOT_EQ": operator.ne,
}


def holds(kind: str, value: Any, text: str, operands: Sequence[Any]) -> bool:
    """`value` is what the cell comes to (None: blank), `text` what it shows; text is compared without case, dates by their day.

    A kind that is not known here, or one that lacks its operands, holds for nothing.
    """
    if kind in ("BLANK", "NOT_BLANK"):
        return (value in (None, "")) is (kind == "BLANK")
    if kind in _TEXTS:
        return bool(operands) and (bool(text) or kind == "TEXT_NOT_CONTAINS") and _TEXTS[kind](text.casefold(), str(operands[0]).casefold())
    family, _, word = kind.partition("_")
    numbers = [part for part in (value, *operands) if isinstance(part, (int, float)) and not isinstance(part, bool)]
    if family not in ("NUMBER", "DATE") or not operands or len(numbers) <= len(operands):
        return False
    here, low, high = int(numbers[0]) if family == "DATE" else numbers[0], min(numbers[1:]), max(numbers[1:])
    if word in ("BETWEEN", "NOT_BETWEEN"):
        return (low <= here <= high) is (word == "BETWEEN")
    return word in _ORDER and _ORDER[word](here, numbers[1])
