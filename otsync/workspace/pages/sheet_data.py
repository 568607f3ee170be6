"""One window of a workbook's tab: its cells, widths, merges and rules, read from the API and put in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from otsync.workspace.sheets import a1

from .desk import Desk, Json, PageError, segment

Value = str | float | bool | None

WINDOW = 250  # rows of one page
_SPARE_ROWS, _SPARE_COLUMNS = 12, 2  # blank ones shown behind the last used, to type into
_LEAST_ROWS, _LEAST_WIDTH = 45, 1500  # rows, and pixels of columns, that fill a screen
_META = (
    "spreadsheetId,properties(title,locale,timeZone),namedRanges,"
    "sheets(properties,merges,charts,basicFilter,filterViews)"
)
_FORMAT = "numberFormat,backgroundColor,borders,horizontalAlignment,verticalAlignment,wrapStrategy,textRotation,textFormat"
_CELL = (
    f"values(formattedValue,userEnteredValue,effectiveValue,effectiveFormat({_FORMAT}),hyperlink,note,textFormatRuns,dataValidation,chipRuns)"
)
_GRID = (
    f"sheets(properties(sheetId),data(startRow,startColumn,rowData({_CELL}),rowMetadata(pixelSize,hiddenByUser,hiddenByFilter),"
    "columnMetadata(pixelSize,hiddenByUser,hiddenByFilter)))"
)


@dataclass
class Window:
    """The rows that a page shows. Rows and columns are zero-based; `rows` and `columns` leave out hidden ones; `unsorted` are
    the rows before a filter view put them in its order."""

    sheet: Json
    first: int
    total_rows: int
    columns: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    unsorted: list[int] = field(default_factory=list)
    cells: dict[tuple[int, int], Json] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    heights: dict[int, int] = field(default_factory=dict)
    frozen_rows: int = 0
    frozen_columns: int = 0

    @property
    def title(self) -> str:
        return str(self.sheet["properties"].get("title") or "")

    @property
    def gid(self) -> int:
        return int(self.sheet["properties"].get("sheetId") or 0)

    def value(self, row: int, column: int) -> Value:
        """What a cell comes to: text, number, truth, or None for a blank (or a cell outside the window)."""
        held = (self.cells.get((row, column)) or {}).get("effectiveValue") or {}
        if "boolValue" in held:
            return bool(held["boolValue"])
        if "numberValue" in held:
            return float(held["numberValue"])
        if "stringValue" in held:
            return str(held["stringValue"])
        return "#ERROR" if "errorValue" in held else None


def workbook(desk: Desk, file_id: str) -> Json:
    """The workbook without its cells."""
    return desk.get(f"/v4/spreadsheets/{segment(file_id)}", {"fields": _META}, what="workbook")


def sheets_of(book: Json) -> list[Json]:
    """The tabs in their order."""
    return sorted(book.get("sheets") or [], key=lambda s: int(s["properties"].get("index") or 0))


def pick(book: Json, gid: str | None) -> Json:
    """The tab of that sheet id, or the first one that is not hidden."""
    sheets = sheets_of(book)
    if gid:
        found = next((s for s in sheets if str(s["properties"].get("sheetId") or 0) == gid), None)
        if found is None:
            raise PageError(404, "This workbook has no such tab (any more). Open it again and choose one of its tabs.")
        return dict(found)
    found = next((s for s in sheets if not s["properties"].get("hidden")), sheets[0] if sheets else None)
    if found is None:
        raise PageError(404, "This workbook has no tabs.")
    return dict(found)


def window(desk: Desk, file_id: str, sheet: Json, row: int) -> Window:
    """The WINDOW rows around zero-based `row`, with the frozen rows above them."""
    grid = sheet["properties"].get("gridProperties") or {}
    total, width = int(grid.get("rowCount") or 0), int(grid.get("columnCount") or 0)
    first = min(max(0, row), max(0, total - 1)) // WINDOW * WINDOW
    found = Window(
        sheet,
        first,
        total,
        frozen_rows=min(int(grid.get("frozenRowCount") or 0), 20),
        frozen_columns=int(grid.get("frozenColumnCount") or 0),
    )
    if not total or not width:
        return found
    last = min(total, first + WINDOW)
    name, right = a1.title(found.title), a1.letters(width - 1)
    ranges = [f"{name}!A{first + 1}:{right}{last}"]
    if first and found.frozen_rows:
        ranges.append(f"{name}!A1:{right}{found.frozen_rows}")
    body = desk.get(f"/v4/spreadsheets/{segment(file_id)}", {"ranges": ranges, "includeGridData": True, "fields": _GRID}, what="workbook")
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    for answered in body.get("sheets") or []:
        for data in answered.get("data") or []:
            _take(data, found, hidden_rows, hidden_columns)
    _extent(found, last, width, hidden_rows, hidden_columns)
    return found


def _take(data: Json, found: Window, hidden_rows: set[int], hidden_columns: set[int]) -> None:
    top, left = int(data.get("startRow") or 0), int(data.get("startColumn") or 0)
    for r, row in enumerate(data.get("rowData") or []):
        for c, cell in enumerate(row.get("values") or []):
            if cell:
                found.cells[top + r, left + c] = cell
    for n, about in enumerate(data.get("rowMetadata") or []):
        if about.get("pixelSize") not in (None, 21):
            found.heights[top + n] = int(about["pixelSize"])
        if about.get("hiddenByUser") or about.get("hiddenByFilter"):
            hidden_rows.add(top + n)
    for n, about in enumerate(data.get("columnMetadata") or []):
        found.widths[left + n] = max(12, min(1200, int(about.get("pixelSize") or 100)))
        if about.get("hiddenByUser") or about.get("hiddenByFilter"):
            hidden_columns.add(left + n)


def _extent(found: Window, last: int, width: int, hidden_rows: set[int], hidden_columns: set[int]) -> None:
    """Which rows and columns to show: the used ones, room for the charts, and a few blanks."""
    used = [at for at, cell in found.cells.items() if _used(cell)]
    bottom = max((r for r, _ in used if r >= found.first), default=found.first - 1) + 1
    right = max((c for _, c in used), default=-1) + 1
    for chart in found.sheet.get("charts") or []:
        row, column, chart_width, chart_height, _, _ = place(chart)
        if row >= 0:
            bottom = max(bottom, row + chart_height // 21 + 2)
            while chart_width > 0 and column < width:
                chart_width -= found.widths.get(column, 100)
                column += 1
            right = max(right, column)
    for merge in found.sheet.get("merges") or []:
        if (int(merge.get("startRowIndex") or 0), int(merge.get("startColumnIndex") or 0)) in found.cells:
            right = max(right, int(merge.get("endColumnIndex") or 0))
            bottom = max(bottom, int(merge.get("endRowIndex") or 0))
    bottom = min(last, max(bottom + _SPARE_ROWS, found.first + _LEAST_ROWS))
    right = min(width, right + _SPARE_COLUMNS)
    while right < width and sum(found.widths.get(c, 100) for c in range(right) if c not in hidden_columns) < _LEAST_WIDTH:
        right += 1
    frozen = range(min(found.frozen_rows, found.first)) if found.first else range(0)
    found.rows = [r for r in (*frozen, *range(found.first, bottom)) if r not in hidden_rows]
    found.unsorted = list(found.rows)
    found.columns = [c for c in range(right) if c not in hidden_columns]


def _used(cell: Json) -> bool:
    return bool(cell.get("formattedValue") or cell.get("userEnteredValue") or cell.get("note"))


def place(chart: Json) -> tuple[int, int, int, int, int, int]:
    """A chart's anchor row and column (zero-based; -1 when it lies on no grid), width, height and offsets in pixels."""
    overlay = (chart.get("position") or {}).get("overlayPosition")
    if overlay is None:
        return -1, -1, 600, 371, 0, 0
    anchor = overlay.get("anchorCell") or {}
    width, height = int(overlay.get("widthPixels") or 600), int(overlay.get("heightPixels") or 371)
    return (
        int(anchor.get("rowIndex") or 0),
        int(anchor.get("columnIndex") or 0),
        max(200, min(1600, width)),
        max(140, min(1200, height)),
        int(overlay.get("offsetXPixels") or 0),
        int(overlay.get("offsetYPixels") or 0),
    )
