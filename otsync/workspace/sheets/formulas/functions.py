"""The functions by name. Those in LAZY get their arguments unevaluated, those in FUNCTIONS evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otsync.workspace.sheets.formulas import dates, lookups, numbers, words
from otsync.workspace.sheets.formulas.kinds import Fault, Table, compare, truth

Function = Callable[[Any, list[Any], Any], Any]
Lazy = Callable[[Any, tuple[Any, ...], Any], Any]


def _count(args: tuple[Any, ...], least: int, most: int, name: str) -> None:
    if not least <= len(args) <= most:
        raise Fault("N_A", f"Wrong number of arguments to {name}.")


def _if(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
    _count(args, 2, 3, "IF")
    test = ev.run(args[0], place)
    if place.array and not isinstance(test, (bool, int, float, str, type(None))):
        table = ev.table(test)
        if table.height * table.width > 1:
            branches = [ev.table(ev.run(part, place)) if part is not None else Table([[None]]) for part in (*args[1:], None)[:2]]
            if len(args) == 2:
                branches[1] = Table([[False]])
            return Table([
                [_pick(value, branches, row, column) for column, value in enumerate(line)] for row, line in enumerate(table.rows)
            ])
    if truth(ev.one(test, place)):
        return ev.run(args[1], place) if args[1] is not None else None
    return False if len(args) == 2 else ev.run(args[2], place) if args[2] is not None else None


def _pick(value: Any, branches: list[Table], row: int, column: int) -> Any:
    try:
        return branches[0 if truth(value) else 1].at(row, column)
    except Fault as fault:
        return fault


def _ifs(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
    for test, value in zip(args[::2], args[1::2], strict=False):
        if truth(ev.one(ev.run(test, place), place)):
            return ev.run(value, place)
    raise Fault("N_A", "No match.")


def _switch(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
    _count(args, 3, 1000, "SWITCH")
    value = ev.one(ev.run(args[0], place), place)
    for case, result in zip(args[1::2], args[2::2], strict=False):
        if compare("=", value, ev.one(ev.run(case, place), place)):
            return ev.run(result, place)
    if len(args) % 2 == 0:
        return ev.run(args[-1], place)
    raise Fault("N_A", "No match.")


def _rescue(kinds: tuple[str, ...] | None) -> Lazy:
    def function(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
        _count(args, 1, 2, "IFERROR")

        def caught(fault: Fault) -> bool:
            return kinds is None or fault.kind in kinds

        def instead() -> Any:
            return ev.run(args[1], place) if len(args) > 1 and args[1] is not None else None
        try:
            value = ev.run(args[0], place)
            if not place.array and not isinstance(value, Table):
                value = ev.one(value, place)
        except Fault as fault:
            if not caught(fault):
                raise
            return instead()
        if isinstance(value, (bool, int, float, str, type(None))):
            return value
        table = ev.table(value)
        if not any(isinstance(cell, Fault) for cell in table.cells()):
            return value
        other = ev.table(instead())
        return Table([
            [other.at(row, column) if isinstance(cell, Fault) and caught(cell) else cell for column, cell in enumerate(line)]
            for row, line in enumerate(table.rows)
        ])
    return function


def _let(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
    if len(args) < 3 or len(args) % 2 == 0:
        raise Fault("N_A", "Wrong number of arguments to LET.")
    for name, value in zip(args[:-1:2], args[1:-1:2], strict=True):
        if name is None or name[0] != "name":
            raise Fault("NAME", "Argument 1 of function LET is not a valid name.")
        place = place.with_name(name[1], ev.run(value, place))
    return ev.run(args[-1], place)


def _is(test: Callable[[Any], bool]) -> Lazy:
    """ISERROR and its kin: an error in the argument is an answer, not a failure."""
    def function(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
        _count(args, 1, 1, "ISERROR")
        try:
            value = ev.run(args[0], place)
        except Fault as fault:
            return test(fault)
        if place.array and not isinstance(value, (bool, int, float, str, type(None))):
            return Table([[test(cell) for cell in row] for row in ev.table(value).rows])
        try:
            return test(ev.one(value, place))
        except Fault as fault:
            return test(fault)
    return function


def _where(dimension: str) -> Lazy:
    """ROW, COLUMN: of a reference or of the formula itself."""
    def function(ev: Any, args: tuple[Any, ...], place: Any) -> Any:
        if not args:
            return (place.row if dimension == "row" else place.column) + 1
        if args[0] is None or args[0][0] not in ("ref", "name"):
            raise Fault("N_A", "Argument must be a range.")
        ref = ev.run(args[0], place)
        first = (ref.top if dimension == "row" else ref.left) + 1
        if not place.array:
            return first
        if dimension == "row":
            return Table([[first + step] for step in range(ref.height)])
        return Table([[first + step for step in range(ref.width)]])
    return function


LAZY: dict[str, Lazy] = {
    "IF": _if, "IFS": _ifs, "SWITCH": _switch, "IFERROR": _rescue(None), "IFNA": _rescue(("N_A",)), "LET": _let,
    "ISBLANK": _is(lambda value: value is None),
    "ISERROR": _is(lambda value: isinstance(value, Fault)),
    "ISERR": _is(lambda value: isinstance(value, Fault) and value.kind != "N_A"),
    "ISNA": _is(lambda value: isinstance(value, Fault) and value.kind == "N_A"),
    "ISNUMBER": _is(lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)),
    "ISTEXT": _is(lambda value: isinstance(value, str)),
    "ISLOGICAL": _is(lambda value: isinstance(value, bool)),
    "ROW": _where("row"), "COLUMN": _where("column"),
}
FUNCTIONS: dict[str, Function] = {**numbers.FUNCTIONS, **words.FUNCTIONS, **dates.FUNCTIONS, **lookups.FUNCTIONS}
