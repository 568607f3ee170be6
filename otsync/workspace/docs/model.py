"""A segment of a Doc while it is being edited: the API's own JSON nodes, wrapped so that widths are known without indexes.

Every wrapper keeps the node it came from, with all that is not modelled here; `emit` writes the indexes back into the nodes.
Style dicts are values: they are replaced, never changed in place, so that nodes may share them.
"""

from __future__ import annotations

from typing import Any

from otsync.workspace.docs.text import units

Json = dict[str, Any]
UNPLACED = -1
"""The startIndex of a node that was made here and has not been given its place yet."""


class Inline:
    """A paragraph element: a text run, or a chip or object of a fixed width."""

    __slots__ = ("node", "width")

    def __init__(self, node: Json, width: int) -> None:
        self.node = node
        self.width = width

    @property
    def text(self) -> str | None:
        run = self.node.get("textRun")
        return None if run is None else run.get("content", "")

    @property
    def body(self) -> Json:
        """The element itself (textRun, person, ...); an empty dict for an element of an unknown kind."""
        for key, value in self.node.items():
            if key not in ("startIndex", "endIndex") and isinstance(value, dict):
                return value
        return {}


class Paragraph:
    __slots__ = ("inlines", "node", "width")

    def __init__(self, node: Json, inlines: list[Inline]) -> None:
        self.node = node
        self.inlines = inlines
        self.width = sum(inline.width for inline in inlines)

    @property
    def body(self) -> Json:
        paragraph: Json = self.node["paragraph"]
        return paragraph

    @property
    def style(self) -> Json:
        style: Json = self.body.get("paragraphStyle", {})
        return style


class Opaque:
    """A section break or a table of contents: kept whole, moved as a whole."""

    __slots__ = ("node", "width")

    def __init__(self, node: Json, width: int) -> None:
        self.node = node
        self.width = width


class Holder:
    """Whatever holds a list of blocks: a segment, or a table cell (whose width counts its start)."""

    __slots__ = ("blocks", "node", "width")
    edge = 0

    def __init__(self, node: Json, blocks: list[Block]) -> None:
        self.node = node
        self.blocks = blocks
        self.width: int = self.edge + sum(block.width for block in blocks)


class Segment(Holder):
    __slots__ = ("segment_id",)

    def __init__(self, node: Json, blocks: list[Block], segment_id: str) -> None:
        super().__init__(node, blocks)
        self.segment_id = segment_id


class Cell(Holder):
    __slots__ = ()
    edge = 1


class Row:
    __slots__ = ("cells", "node", "width")

    def __init__(self, node: Json, cells: list[Cell]) -> None:
        self.node = node
        self.cells = cells
        self.width = 1 + sum(cell.width for cell in cells)


class Table:
    """Width = start + rows + end marker: an empty table of R rows and C columns is 2 + R + 2RC wide."""

    __slots__ = ("node", "rows", "width")

    def __init__(self, node: Json, rows: list[Row]) -> None:
        self.node = node
        self.rows = rows
        self.width = 2 + sum(row.width for row in rows)

    @property
    def body(self) -> Json:
        table: Json = self.node["table"]
        return table


Block = Paragraph | Table | Opaque
Parent = Table | Row | Holder


def _span(node: Json, default: int) -> int:
    """The width an element came with: the only way to know that of an equation or of a kind not known here."""
    end = node.get("endIndex")
    return end - node.get("startIndex", 0) if isinstance(end, int) else default


def inline(node: Json) -> Inline:
    run = node.get("textRun")
    return Inline(node, _span(node, 1) if run is None else units(run.get("content", "")))


def parse_block(node: Json) -> Block:
    if "paragraph" in node:
        return Paragraph(node, [inline(element) for element in node["paragraph"].get("elements", [])])
    if "table" in node:
        rows = []
        for row in node["table"].get("tableRows", []):
            cells = [Cell(cell, [parse_block(block) for block in cell.get("content", [])]) for cell in row.get("tableCells", [])]
            rows.append(Row(row, cells))
        return Table(node, rows)
    return Opaque(node, _span(node, 1))


def parse_segment(node: Json, segment_id: str) -> Segment:
    """`node` is a body, header, footer or footnote: anything with a `content` list."""
    return Segment(node, [parse_block(block) for block in node.get("content", [])], segment_id)


def _place(node: Json, start: int, end: int) -> None:
    # A zero is not written in Google's JSON; a node that came with one keeps it.
    if start or node.get("startIndex", UNPLACED) != UNPLACED:
        node["startIndex"] = start
    else:
        node.pop("startIndex", None)
    node["endIndex"] = end


def _shift(value: Any, by: int) -> None:
    if isinstance(value, dict):
        for key in ("startIndex", "endIndex"):
            if isinstance(value.get(key), int):
                value[key] += by
        for child in value.values():
            _shift(child, by)
    elif isinstance(value, list):
        for child in value:
            _shift(child, by)


def _emit_blocks(blocks: list[Block], at: int) -> list[Json]:
    content: list[Json] = []
    for block in blocks:
        end = at + block.width
        node = block.node
        if isinstance(block, Paragraph):
            _place(node, at, end)
            elements: list[Json] = []
            for element in block.inlines:
                _place(element.node, at, at + element.width)
                elements.append(element.node)
                at += element.width
            node["paragraph"]["elements"] = elements
        elif isinstance(block, Table):
            _place(node, at, end)
            _emit_table(block, at)
        elif node.get("startIndex", 0) != at:
            _shift(node, at - node.get("startIndex", 0))
        at = end
        content.append(node)
    return content


def _emit_table(table: Table, start: int) -> None:
    at = start + 1
    rows: list[Json] = []
    for row in table.rows:
        _place(row.node, at, at + row.width)
        at += 1
        cells: list[Json] = []
        for cell in row.cells:
            _place(cell.node, at, at + cell.width)
            cell.node["content"] = _emit_blocks(cell.blocks, at + 1)
            at += cell.width
            cells.append(cell.node)
        row.node["tableCells"] = cells
        rows.append(row.node)
    body = table.body
    body["tableRows"] = rows
    body["rows"] = len(rows)


def emit(segment: Segment) -> None:
    """Write the segment's blocks and every index back into the JSON it was parsed from."""
    segment.node["content"] = _emit_blocks(segment.blocks, 0)
