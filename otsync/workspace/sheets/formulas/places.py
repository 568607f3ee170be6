"""What a formula points at, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.workspace.sheets.book import Sheet
from otsync.workspace.sheets.formulas.kinds import Table

if TYPE_CHECKING:
    from otsync.workspace.sheets.formulas.evaluate import Evaluator


class Ref:
    """A rectangle of a sheet, cut at its last used row; values are read when they are wanted."""

    __slots__ = ("bottom", "evaluator", "left", "right", "sheet", "top")

    def __init__(self, evaluator: Evaluator, sheet: Sheet, top: int, left: int, bottom: int | None, right: int | None) -> None:
        self.evaluator, self.sheet, self.top, self.left = evaluator, sheet, top, left
        self.bottom = sheet.rows if bottom is None else bottom
        self.right = sheet.columns if right is None else right

    @property
    def single(self) -> bool:
        return self.bottom - self.top == 1 and self.right - self.left == 1

    @property
    def height(self) -> int:
        """Rows as far as anything is in them; at least one."""
        return max(min(self.bottom, self.evaluator.used(self.sheet)) - self.top, 1)

    @property
    def width(self) -> int:
        return self.right - self.left

    def get(self, row: int, column: int) -> Any:
        """The value at an offset; errors come back as Fault objects."""
        return self.evaluator.read(self.sheet, self.top + row, self.left + column)

    def table(self) -> Table:
        return Table([[self.get(row, column) for column in range(self.width)] for row in range(self.height)])


class Place:
    """Where a formula stands, whether it works on whole arrays, and the names LET has given."""

    __slots__ = ("array", "column", "names", "row", "sheet", "shift")

    def __init__(
        self, sheet: Sheet, row: int, column: int, array: bool = False, names: dict[str, Any] | None = None,
        shift: tuple[int, int] = (0, 0),
    ) -> None:
        self.sheet, self.row, self.column, self.array, self.names, self.shift = sheet, row, column, array, names or {}, shift

    def arrays(self) -> Place:
        return self if self.array else Place(self.sheet, self.row, self.column, True, self.names, self.shift)

    def with_name(self, name: str, value: Any) -> Place:
        return Place(self.sheet, self.row, self.column, self.array, {**self.names, name.casefold(): value}, self.shift)
