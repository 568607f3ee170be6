"""Formula cells, computed when they are looked at, each once in a View; a circle is #REF!.

Arrays spill into empty neighbours. Nothing is stored: a recompute costs no write and can never be stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from otsync.workspace.sheets.book import Book, Cell, Row, Sheet
from otsync.workspace.sheets.formulas.functions import FUNCTIONS, LAZY
from otsync.workspace.sheets.formulas.kinds import Fault, Link, Num, Uncomputed, compare, is_number, number, sound, text
from otsync.workspace.sheets.formulas.syntax import ERRORS, Node, functions, parse
from otsync.workspace.sheets.patterns import DATES

_ARRAYS = ("FILTER", "SORT", "INDEX")
_MAY_SPILL = re.compile(r"\b(?:FILTER|SORT)\s*\(|\{", re.I)
_CARRIED = (*DATES, "PERCENT", "CURRENCY")


@dataclass(frozen=True)
class Place:
    """Where a formula stands, and how far a rule's formula is read from where it was written."""

    sheet: Sheet
    row: int
    column: int
    shift: tuple[int, int] = (0, 0)
    arrays: bool = False
    """Whether ranges are worked on as a whole, as FILTER does with its conditions; elsewhere the cell of the same row is meant."""


@dataclass(frozen=True)
class Ref:
    """A rectangle of a sheet; its values are read when they are wanted."""

    evaluator: Evaluator
    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int

    def at(self, row: int, column: int) -> Any:
        """The value at an offset; errors come back as Fault objects."""
        return self.evaluator.read(self.sheet, self.top + row, self.left + column)

    def table(self) -> list[list[Any]]:
        """Its rows down to the last that is used in the sheet; at least one. A range that many formulas name is read once."""
        held, key = self.evaluator.tables, (self.sheet.id, self.top, self.left, self.bottom, self.right)
        if key in held:
            return held[key]
        bottom, width = max(min(self.bottom, self.evaluator.used(self.sheet)), self.top + 1), self.right - self.left
        grid, computed = self.evaluator.stored(self.sheet)
        found = []
        for row in range(self.top, bottom):
            if row >= len(grid) or row in computed:
                found.append([self.evaluator.read(self.sheet, row, column) for column in range(self.left, self.right)])
            else:
                line = grid[row][self.left:self.right]
                found.append(line if len(line) == width else line + [None] * (width - len(line)))
        if self.sheet.id not in self.evaluator.spreading:
            held[key] = found
        return found


class Evaluator:
    """Values of formula cells in one spreadsheet at one moment."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.now = book.now
        self._values: dict[tuple[int, int, int], Any] = {}
        self._busy: set[tuple[int, int, int]] = set()
        self._grids: dict[int, list[list[Any]]] = {}
        self._spills: dict[int, dict[tuple[int, int], Any]] = {}
        self._living: dict[int, set[int]] = {}  # rows of a sheet that hold formulas or error values
        self._sweeping = False
        self.spreading: set[int] = set()
        self.tables: dict[tuple[int, int, int, int, int], list[list[Any]]] = {}

    def knows(self, cell: Cell) -> bool:
        """Whether the cell holds a formula that is computed here."""
        value = cell.get("v")
        if not isinstance(value, dict) or "f" not in value:
            return False
        try:
            return functions(parse(value["f"])) <= FUNCTIONS.keys() | LAZY.keys()
        except Fault:
            return False

    def value(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Any:
        """The stored value, or what the formula makes: str, number, bool, {"e": error}, None."""
        value = cell.get("v")
        if not isinstance(value, dict) or "f" not in value:
            return value
        self.spread(sheet)
        found = self._formula(sheet, row, column, value["f"])
        return found.as_value() if isinstance(found, Fault) else found

    def spilled(self, sheet: Sheet, row: int, column: int) -> Any:
        """What another cell's array puts here."""
        found = self._spills.get(sheet.id, {}).get((row, column))
        return found.as_value() if isinstance(found, Fault) else found

    def spread(self, sheet: Sheet) -> None:
        """Computes the formulas of the sheet whose results may fill more cells than their own."""
        if sheet.id not in self._spills:
            self._spills[sheet.id] = {}
            self.spreading.add(sheet.id)
            for index, row in list(sheet.scan(formulas=True)):
                self._row(sheet, index, row, _MAY_SPILL.search)
            self.spreading.discard(sheet.id)

    def _row(self, sheet: Sheet, index: int, row: Row, chosen: Callable[[str], Any]) -> None:
        for column, cell in enumerate(row.cells):
            value = cell.get("v") if cell else None
            if isinstance(value, dict) and "f" in value and chosen(value["f"]):
                self._formula(sheet, index, column, value["f"])

    def spill_rows(self, sheet: Sheet) -> set[int]:
        """Rows that hold spilled values."""
        return {row for row, _ in self._spills.get(sheet.id, {})}

    def used(self, sheet: Sheet) -> int:
        """1 + the last row that holds a value or a spilled one."""
        return max(len(self._grid(sheet)), max(self.spill_rows(sheet), default=-1) + 1)

    def _grid(self, sheet: Sheet) -> list[list[Any]]:
        """The values of a sheet as they are stored, by row; formulas as {"f": ...}, numbers with their date or money format."""
        found = self._grids.get(sheet.id)
        if found is None:
            found = self._grids[sheet.id] = [[] for _ in range(sheet.last_row())]
            for index, row in sheet.scan(0, len(found)):
                found[index] = [
                    None if not cell else cell["v"] if len(cell) == 1 and "v" in cell else self._stored(cell) for cell in row.cells
                ]
            self._living[sheet.id] = {index for index, _ in sheet.scan(formulas=True)}
        return found

    def _stored(self, cell: Cell) -> Any:
        value = cell.get("v")
        if "x" in cell and (value is None or (isinstance(value, dict) and not self.knows(cell))):
            given = cell["x"].get("effectiveValue") or {}
            value = next((part for name, part in given.items() if name != "errorValue"), value)
        if value is not None and "f" in cell and is_number(value):
            pattern = cell["f"].get("numberFormat")
            return Num(value, pattern) if pattern and pattern.get("type") in _CARRIED else value
        return value

    def stored(self, sheet: Sheet) -> tuple[list[list[Any]], set[int] | range]:
        """The values of a sheet by row, and the rows that must be read cell by cell: what is computed stands, or spills, there."""
        grid = self._grid(sheet)
        return grid, range(len(grid)) if self._spills.get(sheet.id) else self._living[sheet.id]

    def read(self, sheet: Sheet, row: int, column: int) -> Any:
        """One cell as a formula sees it."""
        grid = self._grid(sheet)
        value = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
        if value is None:
            return self._spills.get(sheet.id, {}).get((row, column))
        if isinstance(value, dict):
            if "f" not in value:
                return Fault(value["e"].get("type", "ERROR"), value["e"].get("message", ""))
            value = self._formula(sheet, row, column, value["f"])
            pattern = ((sheet.row(row).get(column) or {}).get("f") or {}).get("numberFormat")
            if pattern and pattern.get("type") in _CARRIED and is_number(value):
                return Num(value, pattern)
        return str(value) if isinstance(value, Link) else value

    def _formula(self, sheet: Sheet, row: int, column: int, formula: str) -> Any:
        """The value of one formula cell. A chain of formulas too long to follow at once is computed from both its ends."""
        key = (sheet.id, row, column)
        if key in self._values:
            return self._values[key]
        if key in self._busy:
            return Fault("REF", "Circular dependency detected. To resolve with iterative calculation, see File > Settings.")
        outermost = not self._busy
        self._busy.add(key)
        try:
            self._values[key] = found = self._computed(Place(sheet, row, column), formula)
            return found
        except RecursionError:
            if not outermost:
                raise
        finally:
            self._busy.discard(key)
        if not self._sweeping:
            self._sweeping = True
            rows = list(sheet.scan(formulas=True))
            for index, held in (*rows, *reversed(rows)):
                self._row(sheet, index, held, bool)
            self._sweeping = False
        return self._values.get(key, Uncomputed("a formula that rests on so many others"))

    def _computed(self, place: Place, formula: str) -> Any:
        try:
            tree = parse(formula)
            unknown = functions(tree) - FUNCTIONS.keys() - LAZY.keys()
            if unknown:
                return Uncomputed(min(unknown))
            found = self.run(tree, place)
            if isinstance(found, list):
                return self._spill(place, found, _MAY_SPILL.search(formula) is not None)
            found = self.one(found, place)
            return 0 if found is None else found
        except Fault as fault:
            return fault
        except ArithmeticError:
            return Fault("NUM")

    def _spill(self, place: Place, table: list[list[Any]], spills: bool) -> Any:
        cells = [(place.row + down, place.column + across, value) for down, line in enumerate(table) for across, value in enumerate(line)]
        if not cells:
            return Fault("N_A")
        if len(cells) > 1 and not spills:
            return Uncomputed("an array here")
        grid, taken = self._grid(place.sheet), self._spills.setdefault(place.sheet.id, {})
        for row, column, _ in cells[1:]:
            if (row, column) in taken or (row < len(grid) and column < len(grid[row]) and grid[row][column] is not None):
                return Fault("REF", "Array result was not expanded because it would overwrite data in another cell.")
        taken.update({(row, column): value for row, column, value in cells[1:]})
        return "" if table[0][0] is None else table[0][0]

    def at(self, formula: str, sheet: Sheet, row: int, column: int, down: int, across: int) -> Any:
        """A rule's formula read `down` and `across` from where it was written; None when it fails."""
        self.spread(sheet)
        try:
            tree, place = parse(formula), Place(sheet, row, column, (down, across))
            return self.one(self.run(tree, place), place) if functions(tree) <= FUNCTIONS.keys() | LAZY.keys() else None
        except (Fault, ArithmeticError, RecursionError):
            return None

    def run(self, node: Node, place: Place) -> Any:
        """The value of a tree: a scalar (None is blank), a Ref or a table. Errors are raised as Fault."""
        kind = node[0]
        if kind == "value":
            return node[1]
        if kind == "err":
            raise Fault(node[1])
        if kind == "ref":
            return self._reference(node, place)
        if kind == "call":
            function, least, most = LAZY.get(node[1]) or FUNCTIONS[node[1]]
            if not least <= len(node[2]) <= most:
                raise Fault("N_A", f"Wrong number of arguments to {node[1]}.")
            if node[1] in LAZY:
                return function(self, node[2], place)
            inner = replace(place, arrays=True) if node[1] in _ARRAYS else place
            return function(self, [None if part is None else self.run(part, inner) for part in node[2]], place)
        if kind == "bin":
            sign = node[1]
            values = [self.run(part, place) for part in node[2:]]
            if sign == "&":
                return self._each(lambda one, two: text(one) + text(two), values, place)
            change = compare if sign in ("=", "<>", "<", ">", "<=", ">=") else _reckon
            return self._each(lambda one, two: change(sign, one, two), values, place)
        if kind == "sign":
            factor = -1 if node[1] == "-" else 1
            return self._each(lambda value: _like(factor * number(value), value), [self.run(node[2], place)], place)
        if kind == "pct":
            return self._each(lambda value: number(value) / 100, [self.run(node[1], place)], place)
        if kind == "rows":
            return self._literal(node[1], place)
        for entry in self.book.named:
            if entry["name"].casefold() == node[1].casefold():
                sheet, area = self.book.area(entry["range"], inside=False)
                return self._ref(sheet, area.top, area.left, area.bottom, area.right)
        raise Fault("NAME", f"Unknown range name: '{node[1]}'.")

    def _reference(self, node: Node, place: Place) -> Ref:
        _, title, first, last = node
        sheet = place.sheet if title is None else self.book.titled(title)
        if sheet is None:
            raise Fault("REF", f"Unresolved sheet name '{title}'.")
        row, column = _shifted(first, place.shift)
        if last is None:
            assert row is not None and column is not None
            return self._ref(sheet, row, column, row + 1, column + 1)
        row2, column2 = _shifted(last, place.shift)
        rows = [part for part in (row, row2) if part is not None]
        columns = [part for part in (column, column2) if part is not None]
        return self._ref(
            sheet, min(rows, default=0), min(columns, default=0),
            max(rows) + 1 if len(rows) == 2 else None, max(columns) + 1 if len(columns) == 2 else None,
        )

    def _ref(self, sheet: Sheet, top: int, left: int, bottom: int | None, right: int | None) -> Ref:
        if top >= sheet.rows or left >= sheet.columns:
            raise Fault("REF", "Reference does not exist.")
        self.spread(sheet)
        bottom, right = sheet.rows if bottom is None else bottom, sheet.columns if right is None else right
        return Ref(self, sheet, top, left, min(bottom, sheet.rows), min(right, sheet.columns))

    def one(self, value: Any, place: Place) -> Any:
        """A single value: of a column the one in the formula's row, of a row the one in its column, of a table the first."""
        if isinstance(value, list):
            value = value[0][0]
        elif isinstance(value, Ref):
            if value.bottom - value.top == value.right - value.left == 1:
                value = value.at(0, 0)
            elif value.right - value.left == 1 and value.top <= place.row < value.bottom:
                value = value.at(place.row - value.top, 0)
            elif value.bottom - value.top == 1 and value.left <= place.column < value.right:
                value = value.at(0, place.column - value.left)
            else:
                raise Fault("VALUE", "An array value could not be found.")
        return sound(value)

    def table(self, value: Any) -> list[list[Any]]:
        """Any value as a table."""
        return value.table() if isinstance(value, Ref) else value if isinstance(value, list) else [[value]]

    def _each(self, change: Callable[..., Any], values: list[Any], place: Place) -> Any:
        """`change` on single values, or cell by cell on arrays."""
        if not any(isinstance(value, list) or (place.arrays and isinstance(value, Ref)) for value in values):
            return change(*(self.one(value, place) for value in values))
        tables = [self.table(value) for value in values]
        height, width = max(map(len, tables)), max(len(table[0]) for table in tables)

        def cell(row: int, column: int) -> Any:
            try:
                return change(*(table[0 if len(table) == 1 else row][0 if len(table[0]) == 1 else column] for table in tables))
            except IndexError:
                return Fault("N_A")
            except Fault as fault:
                return fault
            except ArithmeticError:
                return Fault("NUM")
        return [[cell(row, column) for column in range(width)] for row in range(height)]

    def _literal(self, rows: Any, place: Place) -> list[list[Any]]:
        """{a, b; c, d}: tables side by side and below one another."""
        blocks: list[list[Any]] = []
        for parts in rows:
            tables = [self.table(self.run(part, place)) for part in parts]
            if len({len(table) for table in tables}) > 1:
                raise Fault("VALUE", "Function ARRAY_ROW parameter has mismatched row size.")
            blocks += [[value for part in line for value in part] for line in zip(*tables, strict=True)]
        if len({len(row) for row in blocks}) > 1:
            raise Fault("VALUE", "In ARRAY_LITERAL, an Array Literal was missing values for one or more rows.")
        return blocks


def _shifted(part: Any, shift: tuple[int, int]) -> tuple[int | None, int | None]:
    row, column, fixed_row, fixed_column = part
    row = row if row is None or fixed_row else row + shift[0]
    column = column if column is None or fixed_column else column + shift[1]
    if (row or 0) < 0 or (column or 0) < 0:
        raise Fault("REF")
    return row, column


def _like(value: float, *sources: Any) -> float:
    patterns = [pattern for pattern in (getattr(source, "pattern", None) for source in sources) if pattern]
    return Num(value, patterns[0]) if len(patterns) == 1 else value


def _reckon(sign: str, left: Any, right: Any) -> float:
    one, two = number(left), number(right)
    if sign in "+-":  # a day later is a day; between two days lie no more than a number
        return _like(one + two if sign == "+" else one - two, left, right)
    if sign == "*":
        return one * two
    if sign == "/":
        if two == 0:
            raise Fault("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
        return one / two
    if (one == 0 and two < 0) or (one < 0 and two != int(two)):
        raise Fault("NUM")
    return float(one ** two)


def error_text(error: dict[str, Any]) -> str:
    """#N/A and the like."""
    return ERRORS.get(error.get("type", "ERROR"), "#ERROR!")
