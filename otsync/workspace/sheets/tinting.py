"""What banding and conditional formats make of a cell. Of the rules the first that holds counts; gradients are kept, not shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import Cell, Sheet
from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.patterns import serial

if TYPE_CHECKING:
    from otsync.workspace.sheets.showing import View

Json = dict[str, Any]
_NUMBERS: dict[str, Callable[[float, list[float]], bool]] = {
    "GREATER": lambda value, other: value > other[0], "GREATER_THAN_EQ": lambda value, other: value >= other[0],
    "LESS": lambda value, other: value < other[0], "LESS_THAN_EQ": lambda value, other: value <= other[0],
    "EQ": lambda value, other: value == other[0], "NOT_EQ": lambda value, other: value != other[0],
    "BETWEEN": lambda value, other: min(other) <= value <= max(other), "NOT_BETWEEN": lambda value,
    other: not min(other) <= value <= max(other),
    "BEFORE": lambda value, other: value < other[0], "AFTER": lambda value, other: value > other[0],
    "ON_OR_BEFORE": lambda value, other: value <= other[0], "ON_OR_AFTER": lambda value, other: value >= other[0],
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "TEXT_CONTAINS": lambda text, part: part in text, "TEXT_NOT_CONTAINS": lambda text, part: part not in text,
    "TEXT_STARTS_WITH": lambda text, part: text.startswith(part), "TEXT_ENDS_WITH": lambda text, part: text.endswith(part),
    "TEXT_EQ": lambda text, part: text == part, "TEXT_NOT_EQ": lambda text, part: text != part,
}
_RELATIVE = {"TODAY": 0, "TOMORROW": 1, "YESTERDAY": -1, "PAST_WEEK": -7, "PAST_MONTH": -30, "PAST_YEAR": -365}


class Tints:
    """The rules and bands of one sheet."""

    def __init__(self, view: View, sheet: Sheet) -> None:
        self.view, self.sheet = view, sheet
        self.bands = [(self._area(entry["range"]), entry) for entry in sheet.data.get("bandedRanges", []) if "range" in entry]
        self.rules = [
            ([self._area(area) for area in rule.get("ranges", [])], rule["booleanRule"])
            for rule in sheet.data.get("conditionalFormats", []) if "booleanRule" in rule and rule.get("ranges")
        ]

    def _area(self, found: Json) -> Area:
        return self.sheet.book.area(found, inside=False)[1].clip(self.sheet.rows, self.sheet.columns)

    def __bool__(self) -> bool:
        return bool(self.bands or self.rules)

    def rows(self, area: Area) -> set[int]:
        """The rows of `area` that a rule or band reaches."""
        found: set[int] = set()
        assert area.bottom is not None and area.right is not None
        for place in [place for places, _ in self.rules for place in places] + [place for place, _ in self.bands]:
            if place.left < area.right and (place.right or 0) > area.left:
                found.update(range(max(place.top, area.top), min(place.bottom or 0, area.bottom)))
        return found

    def band(self, row: int, column: int) -> Json | None:
        """The background that banding gives the cell, as a CellFormat; rows win over columns."""
        for place, entry in self.bands:
            if _inside(place, row, column):
                for name, at, size in (
                    ("rowProperties", row - place.top, (place.bottom or 0) - place.top),
                    ("columnProperties", column - place.left, (place.right or 0) - place.left),
                ):
                    props = entry.get(name)
                    if not props:
                        continue
                    header = "headerColor" in props
                    if header and at == 0:
                        chosen = "headerColor"
                    elif "footerColor" in props and at == size - 1:
                        chosen = "footerColor"
                    else:
                        chosen = "firstBandColor" if (at - header) % 2 == 0 else "secondBandColor"
                    return {"backgroundColor": props[chosen], "backgroundColorStyle": props[chosen + "Style"]}
        return None

    def rule(self, row: int, column: int, cell: Cell | None) -> Json | None:
        """The format of the first rule that holds for the cell."""
        for places, rule in self.rules:
            if any(_inside(place, row, column) for place in places) and self._holds(rule["condition"], places[0], row, column, cell):
                found: Json = rule.get("format", {})
                return found
        return None

    def _holds(self, condition: Json, origin: Area, row: int, column: int, cell: Cell | None) -> bool:
        kind = condition["type"]
        given = condition.get("values", [])
        down, across = row - origin.top, column - origin.left
        if kind == "CUSTOM_FORMULA":
            formula = given[0].get("userEnteredValue", "") if given else ""
            found = self.view.evaluator.at(formula, self.sheet, row, column, down, across)
            return found.upper() == "TRUE" if isinstance(found, str) else bool(found)
        value = self.view.value(self.sheet, row, column, cell)
        if kind in ("BLANK", "NOT_BLANK"):
            return (value in (None, "")) is (kind == "BLANK")
        if kind in _TEXTS:
            text = self.view.text(self.sheet, row, column, cell).casefold()
            part = self._operand(given[0], row, column, down, across) if given else ""
            return (bool(text) or kind == "TEXT_NOT_CONTAINS") and _TEXTS[kind](text, str(part).casefold())
        test = _NUMBERS.get(kind.partition("_")[2]) if kind.startswith(("NUMBER_", "DATE_")) else None
        if kind == "DATE_IS_VALID":
            return self.view.is_date(self.sheet, row, column, cell) and isinstance(value, (int, float))
        if test is None or isinstance(value, (bool, str, dict)) or value is None:
            return False
        others = [self._operand(entry, row, column, down, across) for entry in given]
        if not others or any(isinstance(other, (str, bool)) or other is None for other in others):
            return False
        return test(float(int(value)) if kind.startswith("DATE_") else value, others)

    def _operand(self, entry: Json, row: int, column: int, down: int, across: int) -> Any:
        now = self.view.evaluator.now
        if entry.get("relativeDate") in _RELATIVE:
            return serial(now.date() + timedelta(days=_RELATIVE[entry["relativeDate"]]))
        text = entry.get("userEnteredValue", "")
        if text.startswith("="):
            return self.view.evaluator.at(text, self.sheet, row, column, down, across)
        return typed(text, None, now)[0]


def _inside(place: Area, row: int, column: int) -> bool:
    return place.top <= row < (place.bottom or 0) and place.left <= column < (place.right or 0)
