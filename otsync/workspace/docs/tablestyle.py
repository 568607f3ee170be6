"""The look of table cells, rows and columns, and pinned header rows."""

from __future__ import annotations

from otsync.workspace.docs.defaults import cell_style, points, row_style
from otsync.workspace.docs.editor import Editor
from otsync.workspace.docs.fields import check_borders, mask, merge, settle
from otsync.workspace.docs.geometry import Refusal
from otsync.workspace.docs.model import Cell, Json, Table
from otsync.workspace.docs.tables import cell_at, table_at

CELL_FIELDS = (
    "backgroundColor", "borderLeft", "borderRight", "borderTop", "borderBottom", "paddingLeft", "paddingRight", "paddingTop",
    "paddingBottom", "contentAlignment",
)
CELL_ORDER = ("rowSpan", "columnSpan", *CELL_FIELDS)
ROW_FIELDS = ("minRowHeight", "tableHeader", "preventOverflow")
COLUMN_FIELDS = ("widthType", "width")
# Applied in this order, each also on the neighbour that shares the border (UpdateTableCellStyleRequest.tableCellStyle).
SHARED = (("borderRight", 0, 1, "borderLeft"), ("borderLeft", 0, -1, "borderRight"), ("borderBottom", 1, 0, "borderTop"),
          ("borderTop", -1, 0, "borderBottom"))
MIN_WIDTH = 5.0


def _set(cell: Cell, given: Json, paths: list[str]) -> None:
    style = merge(cell.node.get("tableCellStyle", {}), given, paths, CELL_ORDER)
    defaults = cell_style()
    for path in paths:
        if path in defaults and path not in style:
            style[path] = defaults[path]
    cell.node["tableCellStyle"] = {key: style[key] for key in (*CELL_ORDER, *style) if key in style}


def update_table_cell_style(editor: Editor, asked: Json) -> Json:
    given: Json = settle(asked.get("tableCellStyle", {}))
    paths = mask(asked, CELL_FIELDS)
    check_borders(given, paths)
    if "tableStartLocation" in asked:
        table = table_at(editor, asked["tableStartLocation"])[3]
        row, column, rows, columns = 0, 0, len(table.rows), max((len(line.cells) for line in table.rows), default=0)
    elif "tableRange" not in asked:
        raise Refusal("The table range or the table start location must be specified.")
    else:
        area = asked["tableRange"]
        table, row, column = cell_at(editor, area.get("tableCellLocation", {}))[3:]
        rows, columns = area.get("rowSpan", 0), area.get("columnSpan", 0)
        if rows < 1 or columns < 1:
            raise Refusal("The row span and the column span must be at least 1.")
        if row + rows > len(table.rows) or column + columns > max(len(line.cells) for line in table.rows):
            raise Refusal("The table range is outside the table.")
    plain = [path for path in paths if not path.startswith("border")]
    cells = [(y, x) for y in range(row, row + rows) for x in range(column, column + columns)]
    for y, x in cells:
        cell = _cell(table, y, x)
        if cell is not None and plain:
            _set(cell, given, plain)
    for name, down, right, other in SHARED:
        if name not in {path.split(".")[0] for path in paths}:
            continue
        border = given.get(name)
        for y, x in cells:
            for where, key in (((y, x), name), ((y + down, x + right), other)):
                cell = _cell(table, *where)
                if cell is not None:
                    _set(cell, {key: border} if border is not None else {}, [key])
    return {}


def _cell(table: Table, row: int, column: int) -> Cell | None:
    if 0 <= row < len(table.rows) and 0 <= column < len(table.rows[row].cells):
        return table.rows[row].cells[column]
    return None


def _chosen(indices: list[int] | None, count: int, what: str) -> list[int]:
    for index in indices or []:
        if not 0 <= index < count:
            raise Refusal(f"{what} index {index} must be at least 0 and less than the number of {what.lower()}s, {count}.")
    return indices or list(range(count))


def update_table_row_style(editor: Editor, asked: Json) -> Json:
    table = table_at(editor, asked.get("tableStartLocation", {}))[3]
    given: Json = settle(asked.get("tableRowStyle", {}))
    paths = mask(asked, ROW_FIELDS)
    for index in _chosen(asked.get("rowIndices"), len(table.rows), "Row"):
        node = table.rows[index].node
        style = merge(node.get("tableRowStyle", {}), given, paths, ROW_FIELDS)
        node["tableRowStyle"] = {**row_style(), **style}
    return {}


def update_table_column_properties(editor: Editor, asked: Json) -> Json:
    """A fixed width needs a width of 5 points or more; an even width has none."""
    table = table_at(editor, asked.get("tableStartLocation", {}))[3]
    given: Json = settle(asked.get("tableColumnProperties", {}))
    paths = mask(asked, COLUMN_FIELDS)
    if "width" in paths and "width" in given and given["width"].get("magnitude", 0) < MIN_WIDTH:
        raise Refusal(f"The width must be at least {MIN_WIDTH:g} points.")
    properties = table.body.setdefault("tableStyle", {}).setdefault("tableColumnProperties", [])
    count = int(table.body.get("columns", len(properties)))
    properties.extend({"widthType": "EVENLY_DISTRIBUTED"} for _ in range(count - len(properties)))
    for index in _chosen(asked.get("columnIndices"), count, "Column"):
        column = merge(properties[index], given, paths, COLUMN_FIELDS)
        if column.get("widthType") == "FIXED_WIDTH":
            if "width" not in column:
                raise Refusal("The width must be set when the width type is FIXED_WIDTH.")
        else:
            column.pop("width", None)
            column["widthType"] = "EVENLY_DISTRIBUTED"
        properties[index] = column
    return {}


def pin_table_header_rows(editor: Editor, asked: Json) -> Json:
    table = table_at(editor, asked.get("tableStartLocation", {}))[3]
    count = asked.get("pinnedHeaderRowsCount", 0)
    if not 0 <= count <= len(table.rows):
        raise Refusal(f"The number of pinned header rows must be between 0 and the number of rows, {len(table.rows)}.")
    for number, row in enumerate(table.rows):
        style = {key: value for key, value in row.node.get("tableRowStyle", {"minRowHeight": points()}).items() if key != "tableHeader"}
        row.node["tableRowStyle"] = {**style, "tableHeader": True} if number < count else style
    return {}
