"""Finding and arranging: INDEX, MATCH, VLOOKUP, XLOOKUP, FILTER, SORT, UNIQUE and their like."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from otsync.workspace.sheets.formulas.kinds import Fault, Table, compare, number, rank, text, truth, wildcard
from otsync.workspace.sheets.formulas.numbers import Function


def _line(ev: Any, area: Any) -> list[Any]:
    """A single row or column as a list."""
    table = ev.table(area)
    if table.width == 1:
        return [row[0] for row in table.rows]
    if table.height == 1:
        return list(table.rows[0])
    raise Fault("N_A", "The range must be a single row or a single column.")


def _same(cell: Any, key: Any) -> bool:
    if cell is None or isinstance(cell, Fault):
        return False
    return rank(cell) == rank(key)


def _exact(ev: Any, area: Any, key: Any, line: list[Any] | None) -> int:
    """The first place of a key, -1 for none; wildcards in text."""
    if isinstance(key, str) and any(sign in key for sign in "*?~"):
        shape = wildcard(key)
        return next((at for at, cell in enumerate(line or _line(ev, area)) if isinstance(cell, str) and shape.match(cell)), -1)
    if line is None and hasattr(area, "sheet") and area.width == 1 and not isinstance(key, bool):
        found = ev.rows_equal(area, key.casefold() if isinstance(key, str) else float(key))
        if found is not None:
            return found[0] if found else -1
    return next((at for at, cell in enumerate(line if line is not None else _line(ev, area)) if _same(cell, key)), -1)


def _nearest(line: list[Any], key: Any, larger: bool = False) -> int:
    """The last place whose value is not above the key (or, with `larger`, the smallest not below it); -1 for none."""
    best = -1
    for at, cell in enumerate(line):
        if cell is None or isinstance(cell, Fault) or rank(cell)[0] != rank(key)[0]:
            continue
        fits = compare(">=", cell, key) if larger else compare("<=", cell, key)
        if fits and (best < 0 or compare("<" if larger else ">=", cell, line[best])):
            best = at
    return best


def _match(ev: Any, args: list[Any], place: Any) -> int:
    key = _key(ev, args[0], place)
    kind = int(number(ev.one(args[2], place))) if len(args) > 2 and args[2] is not None else 1
    if kind == 0:
        at = _exact(ev, args[1], key, None)
    else:
        line = _line(ev, args[1])
        at = _nearest(line, key, larger=kind < 0)
    if at < 0:
        raise Fault("N_A", f"Did not find value '{text(key)}' in MATCH evaluation.")
    return at + 1


def _key(ev: Any, value: Any, place: Any) -> Any:
    found = ev.one(value, place)
    return 0 if found is None else found


def _vlookup(turned: bool) -> Function:
    def function(ev: Any, args: list[Any], place: Any) -> Any:
        key, area, index = _key(ev, args[0], place), args[1], int(number(ev.one(args[2], place)))
        rough = len(args) < 4 or args[3] is None or truth(ev.one(args[3], place))
        height, width = area.height, area.width
        if not 1 <= index <= (height if turned else width):
            raise Fault("REF", "VLOOKUP evaluates to an out of bounds range.")

        def cell(row: int, column: int) -> Any:
            return area.rows[row][column] if isinstance(area, Table) else area.get(row, column)
        line = [cell(0, column) for column in range(width)] if turned else [cell(row, 0) for row in range(height)]
        at = _nearest(line, key) if rough else _exact(ev, None, key, line)
        if at < 0:
            raise Fault("N_A", f"Did not find value '{text(key)}' in VLOOKUP evaluation.")
        found = cell(index - 1, at) if turned else cell(at, index - 1)
        if isinstance(found, Fault):
            raise found
        return found
    return function


def _xlookup(ev: Any, args: list[Any], place: Any) -> Any:
    key = _key(ev, args[0], place)
    mode = int(number(ev.one(args[4], place))) if len(args) > 4 and args[4] is not None else 0
    if mode in (0, 2) and not (len(args) > 5 and args[5] is not None and number(ev.one(args[5], place)) < 0):
        at = _exact(ev, args[1], key, None)
    else:
        line = _line(ev, args[1])
        backwards = len(args) > 5 and args[5] is not None and number(ev.one(args[5], place)) < 0
        at = _exact(ev, None, key, line[::-1] if backwards else line)
        at = len(line) - 1 - at if backwards and at >= 0 else at
        if at < 0 and mode in (-1, 1):
            at = _nearest(line, key, larger=mode == 1)
    if at < 0:
        if len(args) > 3 and args[3] is not None:
            return args[3]
        raise Fault("N_A", f"Did not find value '{text(key)}' in XLOOKUP evaluation.")
    result = args[2]
    across = args[1].height == 1 and args[1].width > 1
    if (result.height == 1 and result.width == 1) or (not across and result.width == 1):
        found = result.rows[at][0] if isinstance(result, Table) else result.get(at, 0)
        if isinstance(found, Fault):
            raise found
        return found
    table = ev.table(result)
    if across:
        return Table([[row[at]] for row in table.rows])
    return Table([table.rows[at]])


def _index(ev: Any, args: list[Any], place: Any) -> Any:
    area = args[0]
    row = int(number(ev.one(args[1], place))) if len(args) > 1 and args[1] is not None else 0
    column = int(number(ev.one(args[2], place))) if len(args) > 2 and args[2] is not None else 0
    if isinstance(area, (bool, int, float, str, type(None))):
        area = Table([[area]])
    height = area.height if isinstance(area, Table) else area.bottom - area.top
    if height == 1 and area.width > 1 and len(args) == 2:
        row, column = 0, row
    if not 0 <= row <= height or not 0 <= column <= area.width:
        raise Fault("REF", "INDEX evaluates to an out of bounds range.")
    if row and (column or area.width == 1):
        found = area.at(row - 1, max(column - 1, 0)) if isinstance(area, Table) else area.get(row - 1, max(column - 1, 0))
        if isinstance(found, Fault):
            raise found
        return found
    table = ev.table(area)
    rows = table.rows[row - 1:row] if row else table.rows
    return Table([line[column - 1:column] for line in rows] if column else rows)


def _choose(ev: Any, args: list[Any], place: Any) -> Any:
    at = int(number(ev.one(args[0], place)))
    if not 1 <= at < len(args):
        raise Fault("NUM", "Function CHOOSE parameter 1 is out of range.")
    return args[at]


def _filter(ev: Any, args: list[Any], place: Any) -> Table:
    if len(args) < 2:
        raise Fault("N_A", "Wrong number of arguments to FILTER.")
    table = ev.table(args[0])
    conditions = [ev.table(condition) for condition in args[1:]]
    if conditions[0].height == 1 and conditions[0].width > 1 and conditions[0].width == table.width:
        keep = [column for column in range(table.width) if all(_holds(condition.rows[0][column]) for condition in conditions)]
        if not keep:
            raise Fault("N_A", "No matches are found in FILTER evaluation.")
        return Table([[row[column] for column in keep] for row in table.rows])
    rows = [
        row for index, row in enumerate(table.rows)
        if all(index < condition.height and _holds(condition.rows[index][0]) for condition in conditions)
    ]
    if not rows:
        raise Fault("N_A", "No matches are found in FILTER evaluation.")
    return Table(rows)


def _holds(value: Any) -> bool:
    if isinstance(value, Fault):
        return False
    return bool(value) if not isinstance(value, str) else value.upper() == "TRUE"


def _sort(ev: Any, args: list[Any], place: Any) -> Table:
    """SORT(range, column or range, ascending, ...); blanks last either way."""
    table = ev.table(args[0])
    rows = [row for row in table.rows]
    keys: list[tuple[list[Any], bool]] = []
    specs = args[1:] or [1, True]
    for by, up in zip(specs[::2], [*specs[1::2], True], strict=False):
        ascending = True if up is None else truth(ev.one(up, place))
        single = isinstance(by, (int, float)) or (hasattr(by, "single") and by.single and len(rows) > 1)
        if single:
            column = int(number(ev.one(by, place)))
            if not 1 <= column <= table.width:
                raise Fault("VALUE", "Function SORT parameter 2 is out of range.")
            keys.append(([row[column - 1] for row in rows], ascending))
        else:
            line = _line(ev, by)
            keys.append((line + [None] * (len(rows) - len(line)), ascending))

    def order(one: int, two: int) -> int:
        for line, ascending in keys:
            a, b = line[one], line[two]
            if (a is None or a == "") != (b is None or b == ""):
                return 1 if a is None or a == "" else -1
            if a is None or a == "":
                continue
            left, right = _sortable(a), _sortable(b)
            if left != right:
                return (-1 if left < right else 1) * (1 if ascending else -1)
        return 0
    return Table([rows[at] for at in sorted(range(len(rows)), key=cmp_to_key(order))])


def _sortable(value: Any) -> tuple[int, Any]:
    return (3, 0) if isinstance(value, Fault) else rank(value)


def _unique(ev: Any, args: list[Any], place: Any) -> Table:
    seen, rows = set(), []
    for row in ev.table(args[0]).rows:
        key = tuple(("", "") if cell is None else (_sortable(cell)) for cell in row)
        if key not in seen:
            seen.add(key)
            rows.append(row)
    return Table(rows)


def _transpose(ev: Any, args: list[Any], place: Any) -> Table:
    return Table([list(line) for line in zip(*ev.table(args[0]).rows, strict=True)])


def _sequence(ev: Any, args: list[Any], place: Any) -> Table:
    rows, columns, start, step = (
        number(ev.one(args[at], place)) if len(args) > at and args[at] is not None else 1 for at in range(4)
    )
    if not 1 <= rows * columns <= 100_000:
        raise Fault("NUM", "The sequence is too long.")
    width = int(columns)
    return Table([[start + step * (row * width + column) for column in range(width)] for row in range(int(rows))])


def _size(dimension: str) -> Function:
    def function(ev: Any, args: list[Any], place: Any) -> int:
        area = args[0]
        if isinstance(area, (bool, int, float, str, type(None))):
            return 1
        if isinstance(area, Table):
            return area.height if dimension == "rows" else area.width
        return int(area.bottom - area.top if dimension == "rows" else area.width)
    return function


def _na(ev: Any, args: list[Any], place: Any) -> Any:
    raise Fault("N_A", "Error")


FUNCTIONS: dict[str, Function] = {
    "MATCH": _match, "VLOOKUP": _vlookup(False), "HLOOKUP": _vlookup(True), "XLOOKUP": _xlookup, "INDEX": _index, "CHOOSE": _choose,
    "FILTER": _filter, "SORT": _sort, "UNIQUE": _unique, "TRANSPOSE": _transpose, "SEQUENCE": _sequence, "ROWS": _size("rows"),
    "COLUMNS": _size("columns"), "NA": _na, "ARRAYFORMULA": lambda ev, args, place: args[0],
}
