"""The stored spreadsheet: one JSON row for what it is, one row per grid row for what is in it.

Appending to or changing a row touches that row alone, so a tab of 100,000 rows stays usable.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from otsync.workspace.context import Context
from otsync.workspace.errors import ApiError, invalid
from otsync.workspace.sheets import a1, noting, protection
from otsync.workspace.sheets.a1 import Area

SCHEMA = """
CREATE TABLE IF NOT EXISTS sheets_book (file_id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheets_row (
  file_id TEXT NOT NULL, sheet_id INTEGER NOT NULL, row INTEGER NOT NULL,
  filled TEXT NOT NULL, formulas INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sheets_row_filled ON sheets_row (file_id, sheet_id, row, filled)
"""

Cell = dict[str, Any]
"""v: value (str, number, bool, {"f": formula}, {"e": error}); f: format; n: note; d: validation; r: text runs; k: chip runs;
o: parts that are only kept; x: computed parts as an imported body gave them, until the cell is written.
Formats and rules are never changed in place: many cells share one, and the store holds each of a tab once (`Sheet.shared`)."""

OURS = ("columns", "shared")
"""Parts of a stored sheet that are not the API's."""

MAX_CELLS = 10_000_000
PAGE = 2000  # rows read, and kept, at a time
TOLD = 15  # changed rows of a tab that one write is told by


class Row:
    """One grid row: its cells by column (None where empty), its dimension properties, its developer metadata."""

    __slots__ = ("cells", "marks", "props")

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        data = data or {}
        self.cells: list[Cell | None] = data.get("c") or []
        self.props: dict[str, Any] = data.get("p") or {}
        self.marks: list[dict[str, Any]] = data.get("m") or []

    def get(self, column: int) -> Cell | None:
        return self.cells[column] if column < len(self.cells) else None

    def put(self, column: int, cell: Cell | None) -> None:
        cells = self.cells
        if column >= len(cells):
            if not cell:
                return
            cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = cell or None
        while cells and cells[-1] is None:
            cells.pop()

    def pack(self) -> dict[str, Any]:
        return {key: value for key, value in (("c", self.cells), ("p", self.props), ("m", self.marks)) if value}


class Sheet:
    """One tab. `data` is the Sheet of the API without its grid; beside it `columns`, sparse column properties, and `shared`, the formats
    and rules that stored cells name by number."""

    def __init__(self, book: Book, data: dict[str, Any]) -> None:
        self.book = book
        self.data = data
        self._rows: dict[int, Row] = {}
        self._dirty: set[int] = set()
        self._moved: set[int] = set()
        self._told = 0
        self._numbers: dict[bytes, int] | None = None

    @property
    def shared(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.data.setdefault("shared", [])
        return found

    @property
    def id(self) -> int:
        return int(self.data["properties"]["sheetId"])

    @property
    def title(self) -> str:
        return str(self.data["properties"]["title"])

    @property
    def grid(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data["properties"].setdefault("gridProperties", {"rowCount": 0, "columnCount": 0})
        return found

    @property
    def rows(self) -> int:
        return int(self.grid["rowCount"])

    @property
    def columns(self) -> int:
        return int(self.grid["columnCount"])

    @property
    def column_props(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.data.setdefault("columns", {})
        return found

    def resize(self, rows: int, columns: int) -> None:
        """New grid size; what lies outside goes. 400 beyond 10 million cells in the workbook."""
        others = sum(sheet.rows * sheet.columns for sheet in self.book.sheets if sheet is not self)
        if others + rows * columns > MAX_CELLS and rows * columns > self.rows * self.columns:
            raise invalid("This action would increase the number of cells in the workbook above the limit of 10000000 cells.")
        self.grid["rowCount"], self.grid["columnCount"] = rows, columns

    def _key(self) -> tuple[str, int]:
        return self.book.file_id, self.id

    def row(self, index: int) -> Row:
        """The row for reading; call `touch` before changing it."""
        found = self._rows.get(index)
        if found is None:
            kept = self.book.tx.execute(
                "SELECT json FROM sheets_row WHERE file_id=? AND sheet_id=? AND row=?", (*self._key(), index)
            ).fetchone()
            found = self._rows[index] = self._load(kept[0]) if kept else Row()
        return found

    def _load(self, text: str) -> Row:
        row, shared = Row(orjson.loads(text)), self.shared
        for cell in row.cells:
            if cell:
                for key in "fd":
                    if type(cell.get(key)) is int:
                        cell[key] = shared[cell[key]]
        return row

    def _pack(self, cell: Cell | None) -> Cell | None:
        if not cell or not ("f" in cell or "d" in cell):
            return cell
        if self._numbers is None:
            self._numbers = {orjson.dumps(part): number for number, part in enumerate(self.shared)}
        packed = dict(cell)
        for key in "fd":
            if key in cell:
                packed[key] = self._numbers.setdefault(orjson.dumps(cell[key]), len(self.shared))
                if packed[key] == len(self.shared):
                    self.shared.append(cell[key])
        return packed

    def touch(self, index: int, *, moved: bool = False) -> Row:
        """The row, about to be changed; `moved`: its cells only come from elsewhere, which is told in other words than theirs."""
        self._dirty.add(index)
        if moved:
            self._moved.add(index)
        return self.row(index)

    def blank(self, index: int) -> Row:
        """A row about to be written that is known not to be stored yet."""
        self._dirty.add(index)
        return self._rows.setdefault(index, Row())

    def scan(
        self, top: int = 0, bottom: int | None = None, *, formulas: bool = False,
    ) -> Iterator[tuple[int, Row]]:
        """The stored rows of [top, bottom), in order; only those with a formula on request."""
        self.flush()
        wanted = " AND formulas > 0" if formulas else ""
        end = self.rows if bottom is None else bottom
        while True:
            page = self.book.tx.execute(
                f"SELECT row, json FROM sheets_row WHERE file_id=? AND sheet_id=? AND row>=? AND row<?{wanted} ORDER BY row LIMIT {PAGE}",
                (*self._key(), top, end),
            ).fetchall()
            for index, kept in page:
                row = self._rows.get(index)
                if row is None:
                    row = self._load(kept)
                    if len(self._rows) < PAGE:
                        self._rows[index] = row
                yield index, row
            if len(page) < PAGE:
                return
            top = page[-1][0] + 1

    def lines(self, top: int, bottom: int, also: Iterable[int] = ()) -> Iterator[tuple[int, Row]]:
        """As scan, with the rows `also` among them, empty if nothing is stored there."""
        extra = sorted(index for index in set(also) if top <= index < bottom)
        at = 0
        for index, row in self.scan(top, bottom):
            while at < len(extra) and extra[at] < index:
                yield extra[at], Row()
                at += 1
            at += at < len(extra) and extra[at] == index
            yield index, row
        for index in extra[at:]:
            yield index, Row()

    def keep(self, index: int, row: Row, *, moved: bool = False) -> None:
        """A row that `scan` gave was changed; `moved` as in `touch`."""
        self._rows[index] = row
        self.touch(index, moved=moved)

    def filled(self, top: int = 0, bottom: int | None = None) -> list[tuple[int, int]]:
        """(row, bit mask of the columns that hold a value) of rows that hold any, in order; without reading their cells."""
        self.flush()
        return [
            (index, int(mask, 16)) for index, mask in self.book.tx.execute(
                "SELECT row, filled FROM sheets_row WHERE file_id=? AND sheet_id=? AND row>=? AND row<? AND filled<>'' ORDER BY row",
                (*self._key(), top, self.rows if bottom is None else bottom),
            )
        ]

    def filled_kinds(self) -> list[tuple[int, int, int, int]]:
        """(bit mask of filled columns, how many rows have it, first, last) of the rows that hold any value."""
        self.flush()
        return [(int(mask, 16), count, first, last) for mask, count, first, last in self.book.tx.execute(
            "SELECT filled, count(*), min(row), max(row) FROM sheets_row WHERE file_id=? AND sheet_id=? AND filled<>'' GROUP BY filled",
            self._key())]

    def last_row(self) -> int:
        """1 + the last row that holds a value; 0 for none."""
        self.flush()
        found = self.book.tx.execute(
            "SELECT row FROM sheets_row WHERE file_id=? AND sheet_id=? AND filled<>'' ORDER BY row DESC LIMIT 1", self._key()
        ).fetchone()
        return int(found[0]) + 1 if found else 0

    def flush(self) -> None:
        if not self._dirty:
            return
        tx, changed, gone, locks = self.book.tx, [], [], protection.locked(self)
        for index in sorted(self._dirty):
            row = self._rows[index]
            if index not in self._moved and (locks or self._told < TOLD):
                kept = tx.execute("SELECT json FROM sheets_row WHERE file_id=? AND sheet_id=? AND row=?", (*self._key(), index)).fetchone()
                before = self._load(kept[0]) if kept else Row()
                protection.check_row(self, locks, index, before, row)
                if self._told < TOLD:
                    self._told += 1
                    noting.row(self, index, before, row)
            packed = row.pack()
            gone.append((*self._key(), index))
            if packed:
                mask = count = 0
                for column, cell in enumerate(row.cells):
                    if cell and "v" in cell:
                        mask |= 1 << column
                        count += isinstance(cell["v"], dict)
                    elif cell and "x" in cell and cell["x"].get("formattedValue"):
                        mask |= 1 << column
                if "c" in packed:
                    packed["c"] = [self._pack(cell) for cell in row.cells]
                changed.append((*self._key(), index, f"{mask:x}" if mask else "", count, orjson.dumps(packed).decode()))
        tx.executemany("DELETE FROM sheets_row WHERE file_id=? AND sheet_id=? AND row=?", gone)
        tx.executemany("INSERT INTO sheets_row (file_id, sheet_id, row, filled, formulas, json) VALUES (?,?,?,?,?,?)", changed)
        self._dirty.clear()
        self._moved.clear()

    def forget(self) -> None:
        """Writes what is pending and reads anew from here on: before rows change their numbers, or what they share changes."""
        self.flush()
        self._rows.clear()
        self._numbers = None

    def renumber(self, sql: str, *values: int) -> None:
        """One UPDATE or DELETE over the stored rows of this tab; `sql` follows `WHERE file_id AND sheet_id`."""
        verb, _, condition = sql.partition(" WHERE ")
        self.forget()
        order = (*values[:verb.count("?")], *self._key(), *values[verb.count("?"):])
        self.book.tx.execute(f"{verb} WHERE file_id=? AND sheet_id=? AND {condition}", order)


class Book:
    """A spreadsheet within one transaction. `save` writes back what changed."""

    def __init__(self, tx: sqlite3.Connection, file_id: str, data: dict[str, Any], ctx: Context) -> None:
        self.tx, self.file_id, self.data, self.ctx = tx, file_id, data, ctx
        self.sheets = [Sheet(self, sheet) for sheet in data["sheets"]]

    @classmethod
    def open(cls, tx: sqlite3.Connection, file_id: str, ctx: Context) -> Book:
        found = tx.execute("SELECT json FROM sheets_book WHERE file_id=?", (file_id,)).fetchone()
        if found is None:
            raise ApiError(404, "Requested entity was not found.", reason="notFound")
        return cls(tx, file_id, orjson.loads(found[0]), ctx)

    def save(self) -> None:
        for sheet in self.sheets:
            sheet.flush()
        self.data["sheets"] = [sheet.data for sheet in self.sheets]
        self.tx.execute(
            "INSERT OR REPLACE INTO sheets_book (file_id, json) VALUES (?, ?)",
            (self.file_id, orjson.dumps(self.data).decode()),
        )

    @property
    def properties(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data["properties"]
        return found

    @property
    def now(self) -> datetime:
        """The wall clock of the spreadsheet's time zone, without a zone."""
        try:
            zone = ZoneInfo(self.properties.get("timeZone") or "Etc/GMT")
        except (KeyError, ValueError, OSError):
            zone = ZoneInfo("Etc/GMT")
        return self.ctx.now.astimezone(zone).replace(tzinfo=None)

    @property
    def named(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.data.setdefault("namedRanges", [])
        return found

    def sheet(self, sheet_id: int | None) -> Sheet:
        """400 `No grid with id: N` when there is none."""
        for sheet in self.sheets:
            if sheet.id == (sheet_id or 0):
                return sheet
        raise invalid(f"No grid with id: {sheet_id or 0}")

    def titled(self, name: str) -> Sheet | None:
        for sheet in self.sheets:
            if sheet.title.casefold() == name.casefold():
                return sheet
        return None

    def fresh_id(self) -> int:
        """A number that no sheet, chart, filter view, protected range or banding has."""
        text = orjson.dumps(self.data).decode()
        while True:
            number = random.SystemRandom().randrange(1, 2**31 - 1)
            if str(number) not in text:
                return number

    def area(self, found: dict[str, Any], *, inside: bool = True) -> tuple[Sheet, Area]:
        """The sheet and area of a GridRange; 400 when it starts outside the grid."""
        sheet = self.sheet(found.get("sheetId"))
        for low, high in (("startRowIndex", "endRowIndex"), ("startColumnIndex", "endColumnIndex")):
            start, end = found.get(low, 0), found.get(high)
            if start < 0 or (end is not None and end < start):
                raise invalid(f"Invalid range: {low} must not be negative or larger than {high}.")
        area = a1.area_of(found)
        if inside:
            self.inside(sheet, area)
        return sheet, area

    def inside(self, sheet: Sheet, area: Area) -> None:
        """400 when the area starts outside the grid."""
        if area.top < 0 or area.left < 0:
            raise invalid("Invalid coordinates: a row or column index must not be negative.")
        if area.top >= sheet.rows or area.left >= sheet.columns:
            raise invalid(
                f"Range ({a1.text(sheet.title, area)}) exceeds grid limits. "
                f"Max rows: {sheet.rows}, max columns: {sheet.columns}"
            )

    def range(self, text: str) -> tuple[Sheet, Area]:
        """The sheet and area that A1 text, a tab's title or a named range's name means. 400 `Unable to parse range: ...`."""
        try:
            name, rest = a1.split(text)
        except ValueError:
            raise invalid(f"Unable to parse range: {text}") from None
        if name is None:
            for entry in self.named:
                if entry["name"].casefold() == text.casefold():
                    return self.area(entry["range"])
            try:
                place = a1.cells(rest)
            except ValueError:
                name, rest = text, ""
            else:
                shown = [sheet for sheet in self.sheets if not sheet.data["properties"].get("hidden")]
                sheet: Sheet | None = (shown or self.sheets)[0]
                assert sheet is not None
                area = Area(sheet.id, *place)
                self.inside(sheet, area)
                return sheet, area
        sheet = self.titled(name)
        if sheet is None:
            raise invalid(f"Unable to parse range: {text}")
        if not rest:
            return sheet, Area(sheet.id, 0, 0, None, None)
        try:
            area = Area(sheet.id, *a1.cells(rest))
        except ValueError:
            raise invalid(f"Unable to parse range: {text}") from None
        self.inside(sheet, area)
        return sheet, area
