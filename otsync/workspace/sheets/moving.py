"""Rows and columns that come, go or move, and everything that must move with them.

One function says where an index goes; ranges, anchors, formulas and column keys all follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.book import OURS, Book, Row, Sheet
from otsync.workspace.sheets.following import rewrite_all
from otsync.workspace.sheets.refs import Corner, rewrite

Span = Callable[[int, "int | None"], "tuple[int, int | None] | None"]  # [start, end) -> where it is now; None when it is gone
_GRID = {"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}
_PLACE = {"sheetId", "rowIndex", "columnIndex"}


def inserted(at: int, count: int) -> Span:
    def span(start: int, end: int | None) -> tuple[int, int | None]:
        if start >= at:
            return start + count, None if end is None else end + count
        return start, end + count if end is not None and end > at else end
    return span


def deleted(first: int, last: int) -> Span:
    def span(start: int, end: int | None) -> tuple[int, int | None] | None:
        new_start = start if start < first else max(first, start - (last - first))
        if end is None:
            return new_start, None
        new_end = end if end <= first else max(first, end - (last - first))
        return None if new_start >= new_end else (new_start, new_end)
    return span


def moved(first: int, last: int, to: int) -> Span:
    """Rows or columns [first, last) now stand before what was at `to`."""
    def index(old: int) -> int:
        if first <= old < last:
            return old - first + (to if to < first else to - (last - first))
        if to <= old < first:
            return old + last - first
        return old - (last - first) if last <= old < to else old

    def span(start: int, end: int | None) -> tuple[int, int | None]:
        if end is None:
            return (start, None) if not first <= start < last else (index(start), None)
        one, two = index(start), index(max(end - 1, start))
        return min(one, two), max(one, two) + 1
    return span


def insert(book: Book, sheet: Sheet, dimension: str, at: int, count: int, *, inherit: bool) -> None:
    """Empty rows or columns before `at`; with `inherit` they look like the one before, else like the one after."""
    rows = dimension == "ROWS"
    size = sheet.rows if rows else sheet.columns
    if at > size or (at == size and not inherit):
        raise invalid(
            "range.startIndex must be less than the grid size if inheritFromBefore is false." if at == size
            else f"range.startIndex is larger than current grid size ({size})"
        )
    if at == 0 and inherit:
        raise invalid("Cannot inherit from before when inserting at the first position.")
    model = at - 1 if inherit else at
    sheet.resize(sheet.rows + (count if rows else 0), sheet.columns + (0 if rows else count))
    frozen = "frozenRowCount" if rows else "frozenColumnCount"
    if at < sheet.grid.get(frozen, 0):
        sheet.grid[frozen] += count
    if rows:
        like = sheet.row(model)
        formats = [({"f": cell["f"]} if cell and "f" in cell else None) for cell in like.cells]
        props = dict(like.props)
        sheet.renumber("UPDATE sheets_row SET row = row + ? WHERE row >= ?", count, at)
        if any(formats) or props:
            for index in range(at, at + count):
                row = sheet.blank(index)
                row.props = dict(props)
                for column, cell in enumerate(formats):
                    row.put(column, dict(cell) if cell else None)
    else:
        def widen(row: Row) -> None:
            if len(row.cells) > at:
                row.cells[at:at] = [None] * count
            shape = row.get(model if model < at else model + count)
            if shape and "f" in shape:
                for column in range(at, at + count):
                    row.put(column, {"f": shape["f"]})
        _each(sheet, widen)
    _follow(book, sheet, dimension, inserted(at, count))
    if not rows and str(model if model < at else model + count) in sheet.column_props:
        like_props = sheet.column_props[str(model if model < at else model + count)]
        for column in range(at, at + count):
            sheet.column_props[str(column)] = {name: part for name, part in like_props.items() if name != "developerMetadata"}


def delete(book: Book, sheet: Sheet, dimension: str, first: int, last: int) -> None:
    """Rows or columns [first, last) go, with all that lies wholly in them."""
    rows = dimension == "ROWS"
    kind, size = ("row", sheet.rows) if rows else ("column", sheet.columns)
    if last > size:
        raise invalid(
            f"Cannot delete a {kind} that doesn't exist. Tried to delete {kind} index {last - 1} but there are only {size} {kind}s."
        )
    frozen_key = "frozenRowCount" if rows else "frozenColumnCount"
    frozen = sheet.grid.get(frozen_key, 0)
    if last - first >= size:
        raise invalid(f"You can't delete all the {kind}s on the sheet.")
    kept_frozen = max(min(frozen, first), frozen - (last - first)) if first < frozen else frozen
    if size - (last - first) <= kept_frozen:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {kind}s.")
    if frozen:
        sheet.grid[frozen_key] = kept_frozen
    if rows:
        sheet.renumber("DELETE FROM sheets_row WHERE row >= ? AND row < ?", first, last)
        sheet.renumber("UPDATE sheets_row SET row = row - ? WHERE row >= ?", last - first, last)
    else:
        def narrow(row: Row) -> None:
            del row.cells[first:last]
            row.put(len(row.cells), None)
            while row.cells and row.cells[-1] is None:
                row.cells.pop()
        _each(sheet, narrow)
    sheet.resize(sheet.rows - (last - first if rows else 0), sheet.columns - (0 if rows else last - first))
    _follow(book, sheet, dimension, deleted(first, last))


def move(book: Book, sheet: Sheet, dimension: str, first: int, last: int, to: int) -> None:
    """Rows or columns [first, last) to before what is at `to` now (indexes before the move)."""
    rows = dimension == "ROWS"
    kind, size = ("row", sheet.rows) if rows else ("column", sheet.columns)
    if last > size or to > size:
        raise invalid(f"Cannot move a {kind} that doesn't exist. There are only {size} {kind}s.")
    if first <= to <= last:
        return
    low, high = ("startRowIndex", "endRowIndex") if rows else ("startColumnIndex", "endColumnIndex")
    for merge in sheet.data.get("merges", []):
        if any(merge[low] < edge < merge[high] for edge in (first, last, to)):
            raise invalid(f"Sorry, it is not possible to move a {kind} to a position that crosses a merged cell.")
    if rows:
        far = size + 1  # parked above the grid while the others close up
        sheet.renumber("UPDATE sheets_row SET row = row + ? WHERE row >= ? AND row < ?", far, first, last)
        if to < first:
            sheet.renumber("UPDATE sheets_row SET row = row + ? WHERE row >= ? AND row < ?", last - first, to, first)
            landing = to
        else:
            sheet.renumber("UPDATE sheets_row SET row = row - ? WHERE row >= ? AND row < ?", last - first, last, to)
            landing = to - (last - first)
        sheet.renumber("UPDATE sheets_row SET row = row - ? + ? WHERE row >= ?", far + first, landing, far)
    else:
        def shuffle(row: Row) -> None:
            cells = row.cells + [None] * (max(last, to) - len(row.cells))
            block = cells[first:last]
            rest = cells[:first] + cells[last:]
            place = to if to < first else to - (last - first)
            row.cells = rest[:place] + block + rest[place:]
            while row.cells and row.cells[-1] is None:
                row.cells.pop()
        _each(sheet, shuffle)
    _follow(book, sheet, dimension, moved(first, last, to))


def _each(sheet: Sheet, change: Callable[[Row], None]) -> None:
    for index, row in sheet.scan():
        change(row)
        sheet.keep(index, row, moved=True)


def _follow(book: Book, sheet: Sheet, dimension: str, span: Span) -> None:
    """Everything in the workbook that names a row or column of this sheet."""
    follow = _Follower(sheet.id, dimension, span)
    alive: list[dict[str, Any]] = []
    broken: list[dict[str, Any]] = []
    for entry in book.named:
        (alive if follow.range(entry["range"], sheet.id) else broken).append(entry)
    book.data["namedRanges"] = alive
    if broken:
        book.data.setdefault("broken", []).extend({"namedRangeId": entry["namedRangeId"], "name": entry["name"]} for entry in broken)
    for other in book.sheets:
        for name in list(other.data):
            if name not in ("properties", "developerMetadata", *OURS):
                if not follow.part(other.data[name]):
                    del other.data[name]
                elif name == "merges":
                    other.data[name] = [area for area in other.data[name] if _size(area) > 1]
        if other is sheet and dimension == "COLUMNS":
            kept = {}
            for column, props in sheet.column_props.items():
                place = span(int(column), int(column) + 1)
                if place:
                    kept[str(place[0])] = props
            sheet.data["columns"] = kept
    formulas(book, sheet, dimension, span)


def formulas(book: Book, sheet: Sheet, dimension: str, span: Span) -> None:
    """Rewrites the references of all formulas of the workbook to cells of `sheet`."""
    def change_for(other: Sheet) -> Callable[[str], str]:
        def change(title: str | None, first: Corner, last: Corner | None) -> tuple[Corner, Corner | None] | None:
            if (title is None and other is not sheet) or (title is not None and title.casefold() != sheet.title.casefold()):
                return first, last
            return _moved_reference(first, last, dimension, span)
        return lambda text: rewrite(text, change)
    rewrite_all(book, change_for)


def _moved_reference(first: Corner, last: Corner | None, dimension: str, span: Span) -> tuple[Corner, Corner | None] | None:
    at = 0 if dimension == "ROWS" else 1
    low, high = first[at], (last or first)[at]
    if low is None and high is None:
        return first, last
    if low is None or high is None:  # A2:A, open below
        place = span(low if low is not None else high or 0, None)
        return None if place is None else (_with(first, at, place[0] if low is not None else None), last)
    place = span(min(low, high), max(low, high) + 1)
    if place is None or place[1] is None:
        return None
    start, end = place[0], place[1] - 1
    if low > high:
        start, end = end, start
    return _with(first, at, start), None if last is None else _with(last, at, end)


def _with(part: Corner, at: int, value: int | None) -> Corner:
    row, column, fixed_row, fixed_column = part
    return (value, column, fixed_row, fixed_column) if at == 0 else (row, value, fixed_row, fixed_column)


def _size(area: dict[str, Any]) -> int:
    return int((area["endRowIndex"] - area["startRowIndex"]) * (area["endColumnIndex"] - area["startColumnIndex"]))


class _Follower:
    """Walks the JSON of a sheet and moves every range and anchor that lies on the changed sheet."""

    def __init__(self, sheet_id: int, dimension: str, span: Span) -> None:
        self.sheet_id, self.span, self.dimension = sheet_id, span, dimension
        self.low, self.high, self.place = (
            ("startRowIndex", "endRowIndex", "rowIndex") if dimension == "ROWS"
            else ("startColumnIndex", "endColumnIndex", "columnIndex")
        )

    def range(self, area: dict[str, Any], sheet_id: int | None = None) -> bool:
        """Moves a GridRange in place; False when nothing of it is left."""
        if area.get("sheetId", 0) != self.sheet_id or (self.low not in area and self.high not in area):
            return True
        place = self.span(area.get(self.low, 0), area.get(self.high))
        if place is None:
            return False
        if self.low in area or place[0]:
            area[self.low] = place[0]
        if place[1] is not None:
            area[self.high] = place[1]
        return True

    def part(self, part: Any) -> bool:
        """Moves what is inside; False when the part itself has no place any more."""
        if isinstance(part, list):
            before = len(part)
            part[:] = [item for item in part if self.part(item)]
            return bool(part) or not before
        if not isinstance(part, dict):
            return True
        names = set(part)
        if names and names <= _GRID and names - {"sheetId"}:
            return self.range(part)
        if "dimension" in names and part.get("dimension") == self.dimension and part.get("sheetId", 0) == self.sheet_id:
            place = self.span(part.get("startIndex", 0), part.get("endIndex"))
            if place is None:
                return False
            part["startIndex"] = place[0]
            if place[1] is not None:
                part["endIndex"] = place[1]
            return True
        if names and names <= _PLACE and names - {"sheetId"}:
            if part.get("sheetId", 0) == self.sheet_id:
                at = part.get(self.place, 0)
                where = self.span(at, at + 1) or self.span(at, None)
                if where and (self.place in part or where[0]):
                    part[self.place] = where[0]
            return True
        alive = True
        for name, value in part.items():
            if name == "criteria" and isinstance(value, dict) and self.dimension == "COLUMNS" and self._here(part):
                part[name] = self._keyed(value)
            elif name in ("columnIndex", "dimensionIndex") and isinstance(value, int) and self.dimension == "COLUMNS":
                pass
            elif isinstance(value, (dict, list)) and not self.part(value) and name in ("range", "ranges", "merges"):
                alive = False
        if self.dimension == "COLUMNS" and self._here(part):
            self._columns(part)
        return alive

    def _here(self, part: dict[str, Any]) -> bool:
        return isinstance(part.get("range"), dict) and part["range"].get("sheetId", 0) == self.sheet_id

    def _keyed(self, criteria: dict[str, Any]) -> dict[str, Any]:
        found = {}
        for column, value in criteria.items():
            place = self.span(int(column), int(column) + 1)
            if place:
                found[str(place[0])] = value
        return found

    def _columns(self, part: dict[str, Any]) -> None:
        for name, key in (("sortSpecs", "dimensionIndex"), ("filterSpecs", "columnIndex")):
            kept = []
            for spec in part.get(name, []):
                place = self.span(spec.get(key, 0), spec.get(key, 0) + 1)
                if place:
                    kept.append({**spec, key: place[0]})
            if name in part:
                part[name] = kept
