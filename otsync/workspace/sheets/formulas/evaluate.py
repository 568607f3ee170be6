"""Formula cells, computed when they are looked at, each once in a View; a circle is #REF!.

Arrays spill into empty neighbours. Nothing is stored: a recompute costs no write and can never be stale.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.formulas.functions import FUNCTIONS, LAZY
from otsync.workspace.sheets.formulas.kinds import Fault, Link, Num, Table, compare, number, text
from otsync.workspace.sheets.formulas.places import Place, Ref
from otsync.workspace.sheets.formulas.syntax import Node, SyntaxFault, functions, parse
from otsync.workspace.sheets.local import local_now

SPILLS = frozenset({
    "FILTER", "SORT", "UNIQUE", "ARRAYFORMULA", "TRANSPOSE", "SPLIT", "SEQUENCE", "INDEX", "VLOOKUP", "XLOOKUP", "LET", "IF", "IFERROR",
})
ARRAYS = frozenset({"ARRAYFORMULA", "FILTER", "SORT", "SUMPRODUCT", "INDEX", "UNIQUE"})
_SHOWN = ("DATE", "TIME", "DATE_TIME", "PERCENT", "CURRENCY")
DEEP = 12


class _First(Exception):
    """Another cell has to be computed first: the chain of formulas is too deep for one go."""

    def __init__(self, key: tuple[int, int, int]) -> None:
        super().__init__(key)
        self.key = key


class Evaluator:
    """Values of formula cells in one spreadsheet at one moment."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.now: datetime = local_now(book)
        self._values: dict[tuple[int, int, int], Any] = {}
        self._busy: set[tuple[int, int, int]] = set()
        self._cells: dict[int, list[list[Any]]] = {}
        self._spills: dict[int, dict[tuple[int, int], Any]] = {}
        self._indexes: dict[tuple[int, int], dict[Any, list[int]]] = {}
        self._plain: set[int] = set()

    def knows(self, cell: Cell) -> bool:
        """Whether the cell holds a formula that is computed here."""
        value = cell.get("v")
        if not isinstance(value, dict) or "f" not in value:
            return False
        try:
            return functions(parse(value["f"])) <= FUNCTIONS.keys() | LAZY.keys()
        except SyntaxFault:
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

    def pattern(self, sheet: Sheet, row: int, column: int, cell: Cell) -> dict[str, Any] | None:
        """The NumberFormat that a formula's value brings along."""
        return getattr(self.value(sheet, row, column, cell), "pattern", None)

    def link(self, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
        return getattr(self.value(sheet, row, column, cell), "uri", None)

    def spread(self, sheet: Sheet) -> None:
        """Computes the formulas of the sheet whose results fill more cells than their own."""
        if sheet.id in self._spills:
            return
        self._spills[sheet.id] = {}
        for index, row in list(sheet.scan(formulas=True)):
            for column, cell in enumerate(row.cells):
                value = cell.get("v") if cell else None
                if isinstance(value, dict) and "f" in value and _may_spill(value["f"]):
                    self._formula(sheet, index, column, value["f"])

    def spill_rows(self, sheet: Sheet) -> set[int]:
        """Rows that hold spilled values."""
        return {row for row, _ in self._spills.get(sheet.id, {})}

    def used(self, sheet: Sheet) -> int:
        """1 + the last row that holds a value or a spilled one."""
        last = max((row + 1 for row, _ in self._spills.get(sheet.id, {})), default=0)
        return max(len(self._grid(sheet)), last)

    def _grid(self, sheet: Sheet) -> list[list[Any]]:
        """The values of a sheet as they are stored, by row; formulas as {"f": ...}, numbers with their date or money format."""
        found = self._cells.get(sheet.id)
        if found is None:
            found = self._cells[sheet.id] = [[] for _ in range(sheet.last_row())]
            formulas = False
            for index, row in sheet.scan(0, len(found)):
                line = found[index]
                for cell in row.cells:
                    value = cell.get("v") if cell else None
                    if cell and value is None and "x" in cell:
                        given = cell["x"].get("effectiveValue") or {}
                        value = next((part for name, part in given.items() if name != "errorValue"), None)
                    if isinstance(value, (int, float)) and not isinstance(value, bool) and cell and "f" in cell:
                        pattern = cell["f"].get("numberFormat")
                        if pattern and pattern.get("type") in _SHOWN:
                            value = Num(value, pattern)
                    elif isinstance(value, dict):
                        formulas = True
                        if cell and "x" in cell and not self.knows(cell):
                            given = cell["x"].get("effectiveValue") or {}
                            value = next((part for name, part in given.items() if name != "errorValue"), value)
                    line.append(value)
            if not formulas:
                self._plain.add(sheet.id)
        return found

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
            pattern = self._own_pattern(sheet, row, column)
            if pattern and isinstance(value, (int, float)) and not isinstance(value, bool):
                return Num(value, pattern)
        return str(value) if isinstance(value, Link) else value

    def _own_pattern(self, sheet: Sheet, row: int, column: int) -> dict[str, Any] | None:
        cell = sheet.row(row).get(column)
        found: dict[str, Any] | None = ((cell or {}).get("f") or {}).get("numberFormat")
        return found if found and found.get("type") in _SHOWN else None

    def rows_equal(self, ref: Ref, key: Any) -> list[int] | None:
        """The rows of a one-column reference that hold a text (casefolded) or number; None when they must be looked at one by one."""
        grid = self._grid(ref.sheet)
        if ref.sheet.id not in self._plain or self._spills.get(ref.sheet.id) or len(grid) < 200:
            return None
        place = (ref.sheet.id, ref.left)
        index = self._indexes.get(place)
        if index is None:
            index = self._indexes[place] = {}
            for at, line in enumerate(grid):
                value = line[ref.left] if ref.left < len(line) else None
                if value is not None and not isinstance(value, bool):
                    index.setdefault(value.casefold() if isinstance(value, str) else float(value), []).append(at)
        return [at - ref.top for at in index.get(key, []) if ref.top <= at < ref.bottom]

    def _formula(self, sheet: Sheet, row: int, column: int, formula: str) -> Any:
        key = (sheet.id, row, column)
        if key in self._values:
            return self._values[key]
        if key in self._busy:
            return Fault("REF", "Circular dependency detected. To resolve with iterative calculation, see File > Settings.")
        if len(self._busy) >= DEEP:
            raise _First(key)
        if self._busy:
            return self._compute(key, sheet, formula)
        waiting = [(key, sheet, formula)]
        while waiting:
            top = waiting[-1]
            try:
                self._compute(*top)
                waiting.pop()
            except _First as need:
                if any(need.key == other[0] for other in waiting):
                    self._values[need.key] = Fault("REF", "Circular dependency detected.")
                    continue
                other = self.book.sheet(need.key[0])
                cell = other.row(need.key[1]).get(need.key[2]) or {}
                waiting.append((need.key, other, cell["v"]["f"]))
        return self._values[key]

    def _compute(self, key: tuple[int, int, int], sheet: Sheet, formula: str) -> Any:
        self._busy.add(key)
        try:
            found = self._settled(key, sheet, formula)
        except RecursionError:
            if len(self._busy) > 1:
                raise _First(key) from None
            found = Fault("ERROR", "The formula is nested too deeply.")
        finally:
            self._busy.discard(key)
        self._values[key] = found
        return found

    def _settled(self, key: tuple[int, int, int], sheet: Sheet, formula: str) -> Any:
        """The value that the cell itself shows; the rest of an array is put into its neighbours."""
        try:
            tree = parse(formula)
            unknown = functions(tree) - FUNCTIONS.keys() - LAZY.keys()
            if unknown:
                return Fault("NAME", f"Unknown function: '{sorted(unknown)[0]}'.")
            found = self.run(tree, Place(sheet, key[1], key[2]))
            if isinstance(found, Ref):
                found = self.one(found, Place(sheet, key[1], key[2])) if tree[0] == "ref" or found.single else found.table()
            if isinstance(found, Table):
                return self._spill(key, sheet, found)
            return 0 if found is None else found
        except SyntaxFault:
            return Fault("ERROR", "Formula parse error.")
        except Fault as fault:
            return fault
        except (OverflowError, ZeroDivisionError, ArithmeticError):
            return Fault("NUM")

    def _spill(self, key: tuple[int, int, int], sheet: Sheet, found: Table) -> Any:
        _, row, column = key
        if not found.rows or not found.width:
            return Fault("N_A")
        grid = self._grid(sheet)
        taken = self._spills.setdefault(sheet.id, {})
        for down in range(found.height):
            for across in range(found.width):
                at = (row + down, column + across)
                if (down or across) and (at in taken or _stored(grid, *at) is not None):
                    return Fault("REF", "Array result was not expanded because it would overwrite data in another cell.")
        for down in range(found.height):
            for across in range(found.width):
                if down or across:
                    taken[row + down, column + across] = found.rows[down][across]
        first = found.rows[0][0]
        return "" if first is None else first

    def at(self, formula: str, sheet: Sheet, row: int, column: int, down: int, across: int) -> Any:
        """A rule's formula read `down` and `across` from where it was written; None when it fails."""
        self.spread(sheet)
        try:
            place = Place(sheet, row, column, shift=(down, across))
            return self.one(self.run(parse(formula), place), place)
        except _First as need:
            other = self.book.sheet(need.key[0])
            self._formula(other, need.key[1], need.key[2], (other.row(need.key[1]).get(need.key[2]) or {})["v"]["f"])
            return self.at(formula, sheet, row, column, down, across)
        except (Fault, SyntaxFault, KeyError, ArithmeticError, RecursionError):
            return None

    def holds(self, formula: str, sheet: Sheet, row: int, column: int, down: int, across: int) -> bool:
        """Whether a custom formula of a conditional format is true for a cell."""
        found = self.at(formula, sheet, row, column, down, across)
        return bool(found) if not isinstance(found, str) else found.upper() == "TRUE"

    def run(self, node: Node, place: Place) -> Any:
        """The value of a tree: a scalar (None is blank), a Ref or a Table. Errors are raised as Fault."""
        kind = node[0]
        if kind in ("num", "str", "bool"):
            return node[1]
        if kind == "ref":
            return self.reference(node, place)
        if kind == "call":
            lazy = LAZY.get(node[1])
            if lazy is not None:
                return lazy(self, node[2], place)
            inner = place.arrays() if node[1] in ARRAYS else place
            return FUNCTIONS[node[1]](self, [None if part is None else self.run(part, inner) for part in node[2]], inner)
        if kind == "bin":
            return self._binary(node, place)
        if kind == "un":
            sign = -1 if node[1] == "-" else 1
            return self.map(lambda value: _like(sign * number(value), value), [self.run(node[2], place)], place)
        if kind == "pct":
            return self.map(lambda value: number(value) / 100, [self.run(node[1], place)], place)
        if kind == "rows":
            return self._literal(node, place)
        if kind == "err":
            raise Fault(node[1])
        return self._named(node[1], place)

    def _named(self, name: str, place: Place) -> Any:
        if name.casefold() in place.names:
            return place.names[name.casefold()]
        for entry in self.book.named:
            if entry["name"].casefold() == name.casefold():
                sheet, area = self.book.area(entry["range"], inside=False)
                return self._ref(sheet, area.top, area.left, area.bottom, area.right)
        raise Fault("NAME", f"Unknown range name: '{name}'.")

    def reference(self, node: Node, place: Place) -> Ref:
        _, title, first, last = node
        sheet = place.sheet if title is None else self.book.titled(title)
        if sheet is None:
            raise Fault("REF", f"Unresolved sheet name '{title}'.")
        if place.shift != (0, 0):
            first, last = _shifted(first, place.shift), None if last is None else _shifted(last, place.shift)
        row, column = first[0], first[1]
        if last is None:
            return self._ref(sheet, row, column, row + 1, column + 1)
        rows = [part for part in (row, last[0]) if part is not None]
        columns = [part for part in (column, last[1]) if part is not None]
        return self._ref(
            sheet, min(rows, default=0), min(columns, default=0),
            max(rows) + 1 if len(rows) == 2 else None, max(columns) + 1 if len(columns) == 2 else None,
        )

    def _ref(self, sheet: Sheet, top: int, left: int, bottom: int | None, right: int | None) -> Ref:
        if top >= sheet.rows or left >= sheet.columns:
            raise Fault("REF", "Reference does not exist.")
        if sheet.id not in self._spills:
            self.spread(sheet)
        bottom = sheet.rows if bottom is None else min(bottom, sheet.rows)
        return Ref(self, sheet, top, left, bottom, sheet.columns if right is None else min(right, sheet.columns))

    def one(self, value: Any, place: Place) -> Any:
        """A single value: of a column the one in the formula's row, of a row the one in its column, of a table the first."""
        if isinstance(value, Table):
            value = value.rows[0][0] if value.rows else None
        elif isinstance(value, Ref):
            if value.single:
                value = value.get(0, 0)
            elif value.width == 1 and value.top <= place.row < value.bottom:
                value = value.get(place.row - value.top, 0)
            elif value.bottom - value.top == 1 and value.left <= place.column < value.right:
                value = value.get(0, place.column - value.left)
            else:
                raise Fault("VALUE", "An array value could not be found.")
        if isinstance(value, Fault):
            raise value
        return value

    def table(self, value: Any) -> Table:
        """Any value as a table."""
        if isinstance(value, Ref):
            return value.table()
        return value if isinstance(value, Table) else Table([[value]])

    def map(self, change: Callable[..., Any], values: list[Any], place: Place) -> Any:
        """`change` on single values, or cell by cell when arrays are worked on."""
        wide = any(isinstance(value, Table) or (place.array and isinstance(value, Ref) and not value.single) for value in values)
        if not wide:
            return change(*(self.one(value, place) for value in values))
        tables = [self.table(value) for value in values]
        height, width = max(table.height for table in tables), max(table.width for table in tables)

        def cell(row: int, column: int) -> Any:
            parts = [table.at(row, column) for table in tables]
            try:
                for part in parts:
                    if isinstance(part, Fault):
                        raise part
                return change(*parts)
            except Fault as fault:
                return fault
            except ArithmeticError:
                return Fault("NUM")
        return Table([[cell(row, column) for column in range(width)] for row in range(height)])

    def _literal(self, node: Node, place: Place) -> Table:
        blocks = []
        for parts in node[1]:
            tables = [self.table(self.run(part, place)) for part in parts]
            height = max(table.height for table in tables)
            if any(table.height != height for table in tables):
                raise Fault("VALUE", "Function ARRAY_ROW parameter has mismatched row size.")
            blocks += [[value for table in tables for value in table.rows[row]] for row in range(height)]
        if len({len(row) for row in blocks}) > 1:
            raise Fault("VALUE", "In ARRAY_LITERAL, an Array Literal was missing values for one or more rows.")
        return Table(blocks)

    def _binary(self, node: Node, place: Place) -> Any:
        _, sign, left, right = node
        values = [self.run(left, place), self.run(right, place)]
        if sign == "&":
            return self.map(lambda one, two: text(one) + text(two), values, place)
        if sign in ("=", "<>", "<", ">", "<=", ">="):
            return self.map(lambda one, two: compare(sign, one, two), values, place)
        return self.map(lambda one, two: _reckon(sign, one, two), values, place)


def _shifted(part: Any, shift: tuple[int, int]) -> Any:
    row, column, fixed_row, fixed_column = part
    row = row if row is None or fixed_row else row + shift[0]
    column = column if column is None or fixed_column else column + shift[1]
    if (row or 0) < 0 or (column or 0) < 0:
        raise Fault("REF")
    return row, column, fixed_row, fixed_column


def _stored(grid: list[list[Any]], row: int, column: int) -> Any:
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


def _may_spill(formula: str) -> bool:
    if formula.count("(") == 0 and "{" not in formula:
        return False
    try:
        tree = parse(formula)
    except SyntaxFault:
        return False
    return bool(functions(tree) & SPILLS) or "{" in formula


def _like(value: float, source: Any) -> float:
    pattern = getattr(source, "pattern", None)
    return Num(value, pattern) if pattern else value


def _reckon(sign: str, left: Any, right: Any) -> Any:
    one, two = number(left), number(right)
    if sign == "+":
        result: float = one + two
    elif sign == "-":
        result = one - two
    elif sign == "*":
        result = one * two
    elif sign == "/":
        if two == 0:
            raise Fault("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
        result = one / two
    else:
        if (one == 0 and two < 0) or (one < 0 and two != int(two)):
            raise Fault("NUM")
        result = one ** two
    first, second = getattr(left, "pattern", None), getattr(right, "pattern", None)
    if sign in "+-" and (first is None) != (second is None):
        return Num(result, first or second or {})
    if sign in "+-" and first and second and first.get("type") == second.get("type") and first.get("type") in ("CURRENCY", "PERCENT"):
        return Num(result, first)
    return result


def error_text(error: dict[str, Any]) -> str:
    """#N/A and the like."""
    return _TEXTS.get(error.get("type", "ERROR"), "#ERROR!")


_TEXTS = {
    "ERROR": "#ERROR!", "NULL_VALUE": "#NULL!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?",
    "NUM": "#NUM!", "N_A": "#N/A", "LOADING": "Loading...",
}

__all__ = ["Evaluator", "Place", "Ref", "error_text"]
