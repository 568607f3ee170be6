"""The functions that otsync writes, and the plain ones beside them; all others are kept and shown as not computed.

Each takes (evaluator, arguments, place): evaluated arguments (scalars, tables or Refs) in FUNCTIONS, trees in LAZY.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cmp_to_key
from typing import Any

from otsync.workspace.sheets.formulas.kinds import (
    Fault,
    Link,
    Num,
    Uncomputed,
    compare,
    criterion,
    is_number,
    number,
    rank,
    sound,
    text,
    truth,
    wildcard,
)
from otsync.workspace.sheets.patterns import serial

Function = Callable[[Any, Any, Any], Any]


def _if(ev: Any, args: Any, place: Any) -> Any:
    chosen = args[1] if truth(ev.one(ev.run(args[0], place), place)) else args[2] if len(args) > 2 else ("value", False)
    return None if chosen is None else ev.run(chosen, place)


def _iferror(ev: Any, args: Any, place: Any) -> Any:
    try:
        value = ev.run(args[0], place)
        return value if isinstance(value, list) else ev.one(value, place)
    except Uncomputed:
        raise
    except Fault:
        return ev.run(args[1], place) if len(args) > 1 and args[1] is not None else None


def _isblank(ev: Any, args: Any, place: Any) -> bool:
    try:
        return ev.one(ev.run(args[0], place), place) is None
    except Uncomputed:
        raise
    except Fault:
        return False


def _cells(ev: Any, args: Any) -> Iterator[tuple[Any, bool]]:
    """All values of the arguments, and whether each came out of a range (where only numbers count as numbers)."""
    for arg in args:
        table = ev.table(arg)
        for row in table:
            for value in row:
                yield value, isinstance(arg, list) or hasattr(arg, "sheet")


def _numbers(ev: Any, args: Any) -> Iterator[float]:
    for value, ranged in _cells(ev, args):
        if is_number(sound(value)):
            yield value
        elif not ranged and value is not None:
            yield number(value)


def _total(values: Any) -> float:
    result = math.fsum(values)
    return int(result) if result.is_integer() and abs(result) < 1e15 else result


def _best(chosen: Callable[[list[float]], float]) -> Function:
    return lambda ev, args, place: chosen(list(_numbers(ev, args)) or [0])


def _logic(chosen: Callable[[list[bool]], bool]) -> Function:
    return lambda ev, args, place: chosen(
        [truth(value) for value, ranged in _cells(ev, args) if not (ranged and (value is None or isinstance(value, str)))])


def _matching(ev: Any, pairs: Any, place: Any, *also: Any) -> list[tuple[int, int]]:
    """The offsets (row, column) at which every range meets its criterion."""
    if len(pairs) % 2 or not pairs:
        raise Fault("N_A", "Wrong number of arguments: a criterion is missing.")
    tables = [ev.table(area) for area in pairs[::2]]
    height, width = max(map(len, tables)), len(tables[0][0])
    if any(len(table[0]) != width for table in (*tables, *also)):
        raise Fault("VALUE", "Array arguments are of different size.")
    places = [(row, column) for row in range(height) for column in range(width)]
    for table, wanted in zip(tables, pairs[1::2], strict=True):
        test = criterion(ev.one(wanted, place))
        places = [(row, column) for row, column in places if test(table[row][column] if row < len(table) else None)]
    return places


def _sumifs(ev: Any, args: Any, place: Any) -> float:
    table = ev.table(args[0])
    found = [table[row][column] for row, column in _matching(ev, args[1:], place, table) if row < len(table)]
    return _total(value for value in map(sound, found) if is_number(value))


def _line(ev: Any, area: Any) -> list[Any]:
    """A single row or column as a list."""
    table: list[list[Any]] = ev.table(area)
    if len(table) == 1:
        return list(table[0])
    if len(table[0]) != 1:
        raise Fault("N_A", "The range must be a single row or a single column.")
    return [row[0] for row in table]


def _match(ev: Any, args: Any, place: Any) -> int:
    key, line = ev.one(args[0], place), _line(ev, args[1])
    key = 0 if key is None else key
    kind = number(ev.one(args[2], place)) if len(args) > 2 else 1
    if kind == 0 and isinstance(key, str):
        shape = wildcard(key)
        found = next((at for at, cell in enumerate(line) if isinstance(cell, str) and shape.match(cell)), -1)
    elif kind == 0:
        found = next((at for at, cell in enumerate(line) if cell is not None and rank(cell) == rank(key)), -1)
    else:  # a sorted line: the last that is not beyond the key
        fits = [at for at, cell in enumerate(line) if cell is not None and rank(cell)[0] == rank(key)[0]
                and compare("<=" if kind > 0 else ">=", cell, key)]
        found = fits[-1] if fits else -1
    if found < 0:
        raise Fault("N_A", f"Did not find value '{text(key)}' in MATCH evaluation.")
    return found + 1


def _index(ev: Any, args: Any, place: Any) -> Any:
    area = ev.table(args[0]) if not hasattr(args[0], "sheet") else args[0]
    height, width = (len(area), len(area[0])) if isinstance(area, list) else (area.bottom - area.top, area.right - area.left)
    row, column = (int(number(ev.one(args[at], place))) if len(args) > at and args[at] is not None else 0 for at in (1, 2))
    if height == 1 and width > 1 and len(args) == 2:
        row, column = 0, row
    if not 0 <= row <= height or not 0 <= column <= width:
        raise Fault("REF", "INDEX evaluates to an out of bounds range.")
    if (row or height == 1) and (column or width == 1):
        row, column = max(row - 1, 0), max(column - 1, 0)
        return sound(area[row][column] if isinstance(area, list) else area.at(row, column))
    table = ev.table(area)
    rows = table[row - 1:row] if row else table
    return [line[column - 1:column] for line in rows] if column else rows


def _filter(ev: Any, args: Any, place: Any) -> Any:
    table, conditions = ev.table(args[0]), [_line(ev, condition) for condition in args[1:]]
    rows = [row for at, row in enumerate(table) if all(at < len(line) and _kept(line[at]) for line in conditions)]
    if not rows:
        raise Fault("N_A", "No matches are found in FILTER evaluation.")
    return rows


def _kept(value: Any) -> bool:
    if isinstance(value, Uncomputed):
        raise value
    return not isinstance(value, (Fault, str)) and bool(value)


def _sort(ev: Any, args: Any, place: Any) -> Any:
    """SORT(range, column, ascending, ...); blanks last either way."""
    table, specs = ev.table(args[0]), list(args[1:] or (1, True))
    keys = [(int(number(ev.one(by, place))), truth(ev.one(up, place))) for by, up in zip(specs[::2], specs[1::2], strict=False)]
    if len(specs) % 2 or any(not 1 <= column <= len(table[0]) for column, _ in keys):
        raise Fault("VALUE", "Function SORT parameter 2 is out of range.")

    def order(one: Any, two: Any) -> int:
        for column, ascending in keys:
            a, b = one[column - 1], two[column - 1]
            if (a in (None, "")) != (b in (None, "")):
                return 1 if a in (None, "") else -1
            if a not in (None, "") and rank(a) != rank(b):
                return 1 if (rank(a) > rank(b)) == ascending else -1
        return 0
    return sorted(table, key=cmp_to_key(order))


def _hyperlink(ev: Any, args: Any, place: Any) -> Link:
    uri = text(ev.one(args[0], place))
    return Link(text(ev.one(args[1], place)) if len(args) > 1 else uri, uri)


def _clock(kind: str, pattern: str, read: Callable[[datetime], Any]) -> Function:
    return lambda ev, args, place: Num(serial(read(ev.now)), {"type": kind, "pattern": pattern})


LAZY: dict[str, tuple[Function, int, int]] = {"IF": (_if, 2, 3), "IFERROR": (_iferror, 1, 2), "ISBLANK": (_isblank, 1, 1)}
FUNCTIONS: dict[str, tuple[Function, int, int]] = {
    "AND": (_logic(all), 1, 99), "OR": (_logic(any), 1, 99),
    "NOT": (lambda ev, args, place: not truth(ev.one(args[0], place)), 1, 1),
    "SUM": (lambda ev, args, place: _total(_numbers(ev, args)), 1, 99), "MIN": (_best(min), 1, 99), "MAX": (_best(max), 1, 99),
    "COUNTA": (lambda ev, args, place: sum(value is not None for value, _ in _cells(ev, args)), 1, 99),
    "COUNTIFS": (lambda ev, args, place: len(_matching(ev, args, place)), 2, 99), "SUMIFS": (_sumifs, 3, 99),
    "INDEX": (_index, 1, 3), "MATCH": (_match, 2, 3), "FILTER": (_filter, 2, 99), "SORT": (_sort, 1, 99),
    "HYPERLINK": (_hyperlink, 1, 2), "TODAY": (_clock("DATE", "M/d/yyyy", datetime.date), 0, 0),
    "NOW": (_clock("DATE_TIME", "M/d/yyyy H:mm:ss", lambda now: now), 0, 0),
}
"""name -> (function, least and most arguments)."""
