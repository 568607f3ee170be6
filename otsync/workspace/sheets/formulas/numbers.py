"""Sums, counts, averages, rounding, and the truth of several things."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from otsync.workspace.sheets.formulas.kinds import Fault, Num, Table, criterion, number, truth

Function = Callable[[Any, list[Any], Any], Any]


def given(ev: Any, args: list[Any]) -> Iterator[tuple[Any, bool]]:
    """All values of the arguments with whether each came out of a range (where text and booleans do not count as numbers)."""
    for arg in args:
        if isinstance(arg, (bool, int, float, str, type(None))):
            yield arg, False
        else:
            table = arg if isinstance(arg, Table) else None
            if table is not None:
                for value in table.cells():
                    yield value, True
            else:
                for row in range(arg.height):
                    for column in range(arg.width):
                        yield arg.get(row, column), True


def numeric(ev: Any, args: list[Any]) -> Iterator[float]:
    for value, ranged in given(ev, args):
        if isinstance(value, Fault):
            raise value
        if ranged:
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                yield value
        elif value is not None:
            yield number(value)


def _total(values: list[float]) -> float:
    result = math.fsum(values)
    found = int(result) if result.is_integer() and abs(result) < 1e15 else result
    pattern = next((value.pattern for value in values if isinstance(value, Num)), None)
    return Num(found, pattern) if pattern else found


def _of(change: Callable[[list[float]], Any]) -> Function:
    return lambda ev, args, place: change(list(numeric(ev, args)))


def _best(chosen: Callable[[list[float]], float]) -> Callable[[list[float]], float]:
    return lambda values: chosen(values) if values else 0


def _average(values: list[float]) -> float:
    if not values:
        raise Fault("DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error.")
    return _total(values) / len(values)


def _count(ev: Any, args: list[Any], place: Any) -> int:
    return sum(1 for value, _ in given(ev, args) if isinstance(value, (int, float)) and not isinstance(value, bool))


def _counta(ev: Any, args: list[Any], place: Any) -> int:
    return sum(1 for value, _ in given(ev, args) if value is not None)


def _countblank(ev: Any, args: list[Any], place: Any) -> int:
    filled = sum(1 for value, _ in given(ev, args[:1]) if value is not None and value != "")
    area = args[0]
    size = area.height * area.width if isinstance(area, Table) else (area.bottom - area.top) * area.width if hasattr(area, "bottom") else 1
    return int(size - filled)


def matching(ev: Any, pairs: list[Any], place: Any) -> list[tuple[int, int]]:
    """The offsets (row, column) at which every range meets its criterion."""
    if len(pairs) % 2 or not pairs:
        raise Fault("N_A", "Wrong number of arguments: a criterion is missing.")
    tests: list[tuple[Any, Any, Any]] = []
    for area, wanted in zip(pairs[::2], pairs[1::2], strict=True):
        if isinstance(area, (bool, int, float, str, type(None))):
            raise Fault("N_A", "Argument must be a range.")
        tests.append((area, *criterion(ev.one(wanted, place) if not isinstance(wanted, (bool, int, float, str, type(None))) else wanted)))
    height = max(area.height for area, _, _ in tests)
    width = tests[0][0].width
    if any(area.width != width for area, _, _ in tests):
        raise Fault("VALUE", "Array arguments are of different size.")
    rows: list[int] | range = range(height)
    for area, _, key in tests:
        if key is not None and width == 1 and hasattr(area, "sheet"):
            found = ev.rows_equal(area, key)
            if found is not None and len(found) < len(rows):
                rows = found
    return [
        (row, column) for row in rows for column in range(width)
        if all(test(_cell(area, row, column)) for area, test, _ in tests)
    ]


def _cell(area: Any, row: int, column: int) -> Any:
    if row >= area.height:
        return None
    return area.rows[row][column] if isinstance(area, Table) else area.get(row, column)


def _picked(ev: Any, target: Any, places: list[tuple[int, int]]) -> list[float]:
    found = []
    for row, column in places:
        value = _cell(target, row, column)
        if isinstance(value, Fault):
            raise value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            found.append(value)
    return found


def _ifs(change: Callable[[list[float]], Any]) -> Function:
    return lambda ev, args, place: change(_picked(ev, args[0], matching(ev, args[1:], place)))


def _if(change: Callable[[list[float]], Any]) -> Function:
    """SUMIF(range, criterion, sum range): the sum range begins at its first cell and is as large as the range."""
    def function(ev: Any, args: list[Any], place: Any) -> Any:
        target = args[2] if len(args) > 2 and args[2] is not None else args[0]
        return change(_picked(ev, target, matching(ev, args[:2], place)))
    return function


def _logic(change: Callable[[list[bool]], bool]) -> Function:
    def function(ev: Any, args: list[Any], place: Any) -> bool:
        found = []
        for value, ranged in given(ev, args):
            if isinstance(value, Fault):
                raise value
            if ranged and (value is None or isinstance(value, str)):
                continue
            found.append(truth(value))
        if not found:
            raise Fault("VALUE", "No values to test.")
        return change(found)
    return function


def each(change: Callable[..., Any], least: int = 1, most: int | None = None) -> Function:
    """A function of single values; with arrays, cell by cell."""
    def function(ev: Any, args: list[Any], place: Any) -> Any:
        if not least <= len(args) <= (most or least):
            raise Fault("N_A", "Wrong number of arguments.")
        return ev.map(change, args, place)
    return function


def _round(mode: str) -> Callable[..., float]:
    def change(value: Any, digits: Any = 0) -> float:
        places = int(number(digits))
        found = number(value)
        if abs(places) < 20:
            found = float(Decimal(repr(float(found))).quantize(Decimal(1).scaleb(-places), rounding=mode))
        pattern = getattr(value, "pattern", None)
        result = int(found) if float(found).is_integer() else found
        return Num(result, pattern) if pattern else result
    return change


def _mod(value: Any, by: Any) -> float:
    if number(by) == 0:
        raise Fault("DIVIDE_BY_ZERO", "Function MOD parameter 2 cannot be zero.")
    return number(value) % number(by)


def _multiple(up: bool) -> Callable[..., float]:
    def change(value: Any, factor: Any = 1) -> float:
        step = number(factor)
        if step == 0:
            return 0
        return (math.ceil if up else math.floor)(number(value) / step) * step
    return change


def _sqrt(value: Any) -> float:
    if number(value) < 0:
        raise Fault("NUM", "Function SQRT parameter 1 value is negative.")
    return math.sqrt(number(value))


def _sumproduct(ev: Any, args: list[Any], place: Any) -> float:
    tables = [ev.table(arg) for arg in args]
    total = []
    for row in range(max(table.height for table in tables)):
        for column in range(tables[0].width):
            product: float = 1
            for table in tables:
                value = table.at(row, column) if row < table.height else None
                if isinstance(value, Fault):
                    raise value
                product *= value if isinstance(value, (int, float)) else 0
            total.append(product)
    return _total(total)


def _nth(reverse: bool) -> Function:
    def function(ev: Any, args: list[Any], place: Any) -> float:
        values = sorted(numeric(ev, args[:1]), reverse=reverse)
        at = int(number(ev.one(args[1], place)))
        if not 1 <= at <= len(values):
            raise Fault("NUM", "Parameter 2 is out of range.")
        return values[at - 1]
    return function


def _median(values: list[float]) -> float:
    if not values:
        raise Fault("NUM")
    return statistics.median(values)


FUNCTIONS: dict[str, Function] = {
    "SUM": _of(_total), "MIN": _of(_best(min)), "MAX": _of(_best(max)), "AVERAGE": _of(_average), "MEDIAN": _of(_median),
    "PRODUCT": _of(math.prod), "COUNT": _count, "COUNTA": _counta, "COUNTBLANK": _countblank,
    "SUMIFS": _ifs(_total), "AVERAGEIFS": _ifs(_average), "MINIFS": _ifs(_best(min)), "MAXIFS": _ifs(_best(max)),
    "SUMIF": _if(_total), "AVERAGEIF": _if(_average),
    "COUNTIFS": lambda ev, args, place: len(matching(ev, args, place)), 
    "COUNTIF": lambda ev, args, place: len(matching(ev, args[:2], place)),
    "AND": _logic(all), "OR": _logic(any), "XOR": _logic(lambda found: sum(found) % 2 == 1), "NOT": each(lambda value: not truth(value)),
    "TRUE": lambda ev, args, place: True, "FALSE": lambda ev, args, place: False,
    "ROUND": each(_round(ROUND_HALF_UP), 1, 2), "ROUNDUP": each(_round(ROUND_UP), 1, 2), "ROUNDDOWN": each(_round(ROUND_DOWN), 1, 2),
    "TRUNC": each(_round(ROUND_DOWN), 1, 2), "INT": each(lambda value: math.floor(number(value))),
    "ABS": each(lambda value: abs(number(value))),
    "MOD": each(_mod, 2), "SQRT": each(_sqrt), "SIGN": each(lambda value: (number(value) > 0) - (number(value) < 0)),
    "CEILING": each(_multiple(True), 1, 2), "FLOOR": each(_multiple(False), 1, 2),
    "POWER": each(lambda value, by: number(value) ** number(by), 2), "SUMPRODUCT": _sumproduct,
    "LARGE": _nth(True), "SMALL": _nth(False), "N": each(lambda value: 0 if isinstance(value, str) else number(value)),
}
