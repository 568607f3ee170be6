"""What conditional formats make of a cell: of the rules the first that holds counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import Cell, Sheet
from otsync.workspace.sheets.colors import paired
from otsync.workspace.sheets.conditions import holds
from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.patterns import DATES, serial

if TYPE_CHECKING:
    from otsync.workspace.sheets.showing import View

Json = dict[str, Any]
_RELATIVE = {"TODAY": 0, "TOMORROW": 1, "YESTERDAY": -1, "PAST_WEEK": -7, "PAST_MONTH": -30, "PAST_YEAR": -365}


class Tints:
    """The rules of one sheet."""

    def __init__(self, view: View, sheet: Sheet) -> None:
        self.view, self.sheet = view, sheet
        self.rules = [
            ([sheet.book.area(area, inside=False)[1].clip(sheet.rows, sheet.columns) for area in rule.get("ranges", [])], rule)
            for rule in sheet.data.get("conditionalFormats", []) if rule.get("ranges")
        ]
        self._scales: dict[int, list[tuple[float, Json]]] = {}

    def rows(self, area: Area) -> set[int]:
        """The rows of `area` that a rule reaches."""
        found: set[int] = set()
        for place in (place for places, _ in self.rules for place in places):
            if place.left < (area.right or 0) and (place.right or 0) > area.left:
                found.update(range(max(place.top, area.top), min(place.bottom or 0, area.bottom or 0)))
        return found

    def rule(self, row: int, column: int, cell: Cell | None) -> Json | None:
        """The format of the first rule that holds for the cell."""
        for number, (places, rule) in enumerate(self.rules):
            if not any(place.top <= row < (place.bottom or 0) and place.left <= column < (place.right or 0) for place in places):
                continue
            if "gradientRule" in rule:
                found = self._shade(number, row, column, cell)
            else:
                boolean = rule["booleanRule"]
                found = boolean.get("format", {}) if self.judge(boolean["condition"], places[0], row, column, cell) else None
            if found is not None:
                return found
        return None

    def judge(self, condition: Json, origin: Area, row: int, column: int, cell: Cell | None) -> bool:
        """Whether a condition written for the first cell of `origin` holds for this one."""
        view, kind, given = self.view, condition.get("type", ""), condition.get("values", [])
        shift = row - origin.top, column - origin.left
        if kind == "CUSTOM_FORMULA":
            found = view.evaluator.at(given[0].get("userEnteredValue", "") if given else "", self.sheet, row, column, *shift)
            return found.upper() == "TRUE" if isinstance(found, str) else bool(found)
        value = view.value(self.sheet, row, column, cell)
        if kind == "DATE_IS_VALID":
            return isinstance(value, (int, float)) and (view.pattern(self.sheet, row, column, cell) or {}).get("type") in DATES
        operands = [self._operand(entry, row, column, shift) for entry in given]
        return holds(kind, value, view.text(self.sheet, row, column, cell), operands)

    def _operand(self, entry: Json, row: int, column: int, shift: tuple[int, int]) -> Any:
        now = self.view.evaluator.now
        if entry.get("relativeDate") in _RELATIVE:
            return serial(now.date() + timedelta(days=_RELATIVE[entry["relativeDate"]]))
        text = entry.get("userEnteredValue", "")
        return self.view.evaluator.at(text, self.sheet, row, column, *shift) if text.startswith("=") else typed(text, None, now)[0]

    def _shade(self, number: int, row: int, column: int, cell: Cell | None) -> Json | None:
        """The background that a gradient gives a number."""
        value = self.view.value(self.sheet, row, column, cell)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        if number not in self._scales:
            self._scales[number] = self._scale(*self.rules[number])
        scale = self._scales[number]
        value = min(max(value, scale[0][0]), scale[-1][0])
        at = next((at for at in range(1, len(scale) - 1) if value <= scale[at][0]), len(scale) - 1)
        (low, one), (high, two) = scale[at - 1], scale[at]
        part = (value - low) / (high - low) if high > low else 1.0
        mixed = {name: one.get(name, 0) + (two.get(name, 0) - one.get(name, 0)) * part for name in ("red", "green", "blue")}
        shade: Json = paired({"backgroundColor": mixed})
        return shade

    def _scale(self, places: list[Area], rule: Json) -> list[tuple[float, Json]]:
        """(number, color) of the gradient's points, lowest first."""
        cells = (
            self.view.value(self.sheet, index, column, row.get(column))
            for place in places for index, row in self.sheet.scan(place.top, place.bottom) for column in range(place.left, place.right or 0)
        )
        numbers = sorted(value for value in cells if isinstance(value, (int, float)) and not isinstance(value, bool)) or [0.0]
        low, high = numbers[0], numbers[-1]
        points: list[tuple[float, Json]] = []
        for point in (rule["gradientRule"].get(name) for name in ("minpoint", "midpoint", "maxpoint")):
            if point:
                given = typed(point.get("value") or "0", None, self.view.evaluator.now)[0]
                given = float(given) if isinstance(given, (int, float)) else 0.0
                at = {
                    "MIN": low, "MAX": high, "NUMBER": given, "PERCENT": low + (high - low) * given / 100,
                    "PERCENTILE": numbers[min(max(round((len(numbers) - 1) * given / 100), 0), len(numbers) - 1)],
                }.get(point["type"], given)
                points.append((at, point.get("color", {})))
        return sorted(points, key=lambda point: point[0])
