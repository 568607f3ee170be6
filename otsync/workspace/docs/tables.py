"""Tables: made, and grown and shrunk by rows. The look of cells, rows and columns is in tablestyle.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from otsync.workspace.docs.defaults import cell_paragraph_style, cell_style, row_style
from otsync.workspace.docs.edit import break_paragraph, check_cluster, inherited_style, new_paragraph, run
from otsync.workspace.docs.editor import Editor, TabEditor
from otsync.workspace.docs.geometry import Refusal, Spot, insertion_spot, table_spot
from otsync.workspace.docs.model import UNPLACED, Cell, Json, Paragraph, Row, Segment, Table

MAX_COLUMNS = 20


def _cell(style: Json, paragraph: Json) -> Cell:
    node: Json = {"startIndex": UNPLACED, "endIndex": 0, "content": [], "tableCellStyle": style}
    return Cell(node, [new_paragraph([run("\n", {})], paragraph)])


def _row(cells: list[Cell], style: Json) -> Row:
    return Row({"startIndex": UNPLACED, "endIndex": 0, "tableCells": [], "tableRowStyle": style}, cells)


def insert_table(editor: Editor, asked: Json) -> Json:
    """A newline goes in first: the table starts at the index asked for + 1."""
    tab, segment, index = editor.insertion(asked)
    rows, columns = asked.get("rows", 0), asked.get("columns", 0)
    if rows < 1 or columns < 1:
        raise Refusal("The number of rows and columns must be at least 1.")
    if columns > MAX_COLUMNS:
        raise Refusal(f"The number of columns must be at most {MAX_COLUMNS}.")
    if tab.is_footnote(segment.segment_id):
        raise Refusal("Tables cannot be inserted in a footnote.")
    spot = insertion_spot(segment, index)
    assert spot.paragraph is not None
    check_cluster(spot.paragraph, spot.offset)
    break_paragraph(tab, spot, inherited_style(spot.paragraph, spot.offset))
    lines = [_row([_cell(cell_style(), cell_paragraph_style()) for _ in range(columns)], row_style()) for _ in range(rows)]
    properties = [{"widthType": "EVENLY_DISTRIBUTED"} for _ in range(columns)]
    body: Json = {"rows": rows, "columns": columns, "tableRows": [], "tableStyle": {"tableColumnProperties": properties}}
    table = Table({"startIndex": UNPLACED, "endIndex": 0, "table": body}, lines)
    spot.holder.blocks.insert(spot.at + 1, table)
    spot.grow(1 + table.width)
    tab.ranges.inserted(segment.segment_id, index, 1 + table.width)
    return {}


def table_at(editor: Editor, start: Json) -> tuple[TabEditor, Segment, Spot, Table]:
    tab, segment, index = editor.location(start)
    spot, table = table_spot(segment, index)
    return tab, segment, spot, table


def cell_at(editor: Editor, location: Json) -> tuple[TabEditor, Segment, Spot, Table, int, int]:
    """A TableCellLocation: the table, the row and the column."""
    tab, segment, spot, table = table_at(editor, location.get("tableStartLocation", {}))
    row, column = location.get("rowIndex", 0), location.get("columnIndex", 0)
    if not 0 <= row < len(table.rows):
        raise Refusal(f"Row index {row} must be at least 0 and less than the number of rows, {len(table.rows)}.")
    if not 0 <= column < len(table.rows[row].cells):
        raise Refusal(f"Column index {column} must be at least 0 and less than the number of columns, {len(table.rows[row].cells)}.")
    return tab, segment, spot, table, row, column


def _rows_spanned(table: Table, row: int, column: int) -> int:
    return max(1, int(table.rows[row].cells[column].node.get("tableCellStyle", {}).get("rowSpan", 1)))


def _spanning(table: Table, row: int) -> Iterator[tuple[Cell, int, int]]:
    """The merged cells that begin above a row and reach into it: each with its column and the row in which it begins."""
    for above, line in enumerate(table.rows[:row]):
        for column, cell in enumerate(line.cells):
            if above + _rows_spanned(table, above, column) > row:
                yield cell, column, above


def _span(cell: Cell, **spans: int) -> None:
    cell.node["tableCellStyle"] = {**cell.node.get("tableCellStyle", {}), **spans}


def _row_start(spot: Spot, table: Table, row: int) -> int:
    return spot.start + 1 + sum(line.width for line in table.rows[:row])


def _beside(model: Row, *, copied: bool) -> Row:
    """An empty row as wide as `model`."""
    cells: list[Cell] = []
    for cell in model.cells:
        style = dict(cell.node.get("tableCellStyle", {})) if copied else cell_style()
        paragraph = next((block.style for block in cell.blocks if isinstance(block, Paragraph)), cell_paragraph_style())
        plain = {key: value for key, value in paragraph.items() if key != "headingId"} if copied else cell_paragraph_style()
        cells.append(_cell({**style, "rowSpan": 1, "columnSpan": style.get("columnSpan", 1)}, plain))
    look = {key: value for key, value in model.node.get("tableRowStyle", {}).items() if key != "tableHeader"} if copied else row_style()
    return _row(cells, look)


def insert_table_row(editor: Editor, asked: Json) -> Json:
    tab, segment, spot, table, row, column = cell_at(editor, asked.get("tableCellLocation", {}))
    target = row + _rows_spanned(table, row, column) if asked.get("insertBelow") else row
    target = min(target, len(table.rows))
    start = _row_start(spot, table, target)
    line = _beside(table.rows[row], copied=tab.switches.inserted_row_copies_style)
    for merged, at, _ in list(_spanning(table, target)):
        _span(merged, rowSpan=merged.node["tableCellStyle"]["rowSpan"] + 1)
        if at < len(line.cells):
            _span(line.cells[at], columnSpan=1)
    table.rows.insert(target, line)
    table.width += line.width
    spot.grow(line.width)
    tab.ranges.inserted(segment.segment_id, start, line.width)
    return {}


def delete_table_row(editor: Editor, asked: Json) -> Json:
    """All rows that the cell spans go; with the last row goes the table."""
    tab, segment, spot, table, row, column = cell_at(editor, asked.get("tableCellLocation", {}))
    last = min(row + _rows_spanned(table, row, column), len(table.rows))
    _drop(tab, segment, spot, table, row, last)
    return {}


def _drop(tab: TabEditor, segment: Segment, spot: Spot, table: Table, first: int, last: int) -> None:
    if first == 0 and last == len(table.rows):
        start, width = spot.start, table.width
        del spot.holder.blocks[spot.at]
    else:
        start, width = _row_start(spot, table, first), sum(line.width for line in table.rows[first:last])
        for merged, at, above in list(_spanning(table, first)):
            spanned = above + _rows_spanned(table, above, at)
            _span(merged, rowSpan=merged.node["tableCellStyle"]["rowSpan"] - (min(spanned, last) - first))
        del table.rows[first:last]
        table.width -= width
    spot.grow(-width)
    tab.ranges.deleted(segment.segment_id, start, start + width)


def drop_rows(tab: TabEditor, segment: Segment, unwanted: Callable[[Table, Row], bool]) -> None:
    """Take out every unwanted row of the segment's own tables (not of tables within cells)."""
    at = segment.width
    for number in range(len(segment.blocks) - 1, -1, -1):
        block = segment.blocks[number]
        at -= block.width
        if isinstance(block, Table):
            for row in range(len(block.rows) - 1, -1, -1):
                if unwanted(block, block.rows[row]):
                    _drop(tab, segment, Spot((segment,), segment, number, at, 0), block, row, row + 1)
