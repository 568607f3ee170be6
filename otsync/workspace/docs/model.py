"""A segment of a Doc while it is being edited: the API's own JSON nodes, wrapped so that widths are known without indexes.

Every wrapper keeps the node it came from, with all that is not modelled here; `emit` writes the indexes back into the nodes.
What a request does not reach stays closed: its width is that of its indexes, and it only moves. What is opened keeps its lines
as they were (`was`), to tell what was changed.
Style dicts are values: they are replaced, never changed in place, so that nodes may share them.
"""

from __future__ import annotations

import json
from typing import Any

from otsync.workspace.docs.text import units
from otsync.workspace.edits import Line

Json = dict[str, Any]
UNPLACED = -1
"""The startIndex of a node that was made here and has not been given its place yet."""


def lines(content: list[Json]) -> list[Line]:
    """The paragraphs in order; one in a table is named by the cell before it."""
    found: list[Line] = []
    for element in content:
        if "paragraph" in element:
            runs = element["paragraph"].get("elements", ())
            text = "".join([run["textRun"].get("content", "") if "textRun" in run else "\ufffc" for run in runs])
            found.append(("", text.strip("\n")))
        for row in element["table"].get("tableRows", ()) if "table" in element else ():
            label = ""
            for cell in row.get("tableCells", ()):
                inner = lines(cell.get("content", ()))
                found += [(f" · {label}{where}", text) for where, text in inner] if label else inner
                label = inner[0][1].strip() if inner else ""
                label = label if len(label) <= 40 else label[:39].rstrip() + "…"
    return found


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
    __slots__ = ("_inlines", "node", "was", "width")

    def __init__(self, node: Json, inlines: list[Inline] | None = None) -> None:
        """Without `inlines` it is a closed paragraph of a stored Doc."""
        self.node = node
        self.was: list[Line] | None = None
        self._inlines = inlines
        self.width: int = sum(inline.width for inline in inlines) if inlines is not None else node["endIndex"] - node.get("startIndex", 0)

    @property
    def open(self) -> bool:
        return self._inlines is not None

    @property
    def inlines(self) -> list[Inline]:
        if self._inlines is None:
            self.was = lines([self.node])
            self._inlines = [inline(element) for element in self.node["paragraph"].get("elements", [])]
        return self._inlines

    @inlines.setter
    def inlines(self, inlines: list[Inline]) -> None:
        self._inlines = inlines

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
    open = False
    was = None

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
    """`first`: the blocks that it had before the batch."""

    __slots__ = ("first", "segment_id")

    def __init__(self, node: Json, blocks: list[Block], segment_id: str) -> None:
        super().__init__(node, blocks)
        self.segment_id = segment_id
        self.first = list(blocks)

    def lines(self) -> tuple[list[Line], list[Line]]:
        """What the batch changed: the lines between the untouched blocks at both ends, before and after. Only when it is emitted."""
        old, new = self.first, self.blocks
        head, tail, shorter = 0, 0, min(len(old), len(new))
        while head < shorter and old[head] is new[head] and not old[head].open:
            head += 1
        while tail < shorter - head and old[-1 - tail] is new[-1 - tail] and not old[-1 - tail].open:
            tail += 1
        before = [line for block in old[head : len(old) - tail] for line in block.was or lines([block.node])]
        return before, lines([block.node for block in new[head : len(new) - tail]])


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

    __slots__ = ("_rows", "node", "was", "width")

    def __init__(self, node: Json, rows: list[Row] | None = None) -> None:
        """Without `rows` it is a closed table of a stored Doc."""
        self.node = node
        self.was: list[Line] | None = None
        self._rows = rows
        self.width: int = 2 + sum(row.width for row in rows) if rows is not None else node["endIndex"] - node.get("startIndex", 0)

    @property
    def open(self) -> bool:
        return self._rows is not None

    @property
    def rows(self) -> list[Row]:
        if self._rows is None:
            self.was = lines([self.node])
            self._rows = _rows(self.node, closed=True)
        return self._rows

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


def _rows(node: Json, closed: bool) -> list[Row]:
    rows = []
    for row in node["table"].get("tableRows", []):
        cells = [Cell(cell, [_block(block, closed) for block in cell.get("content", [])]) for cell in row.get("tableCells", [])]
        rows.append(Row(row, cells))
    return rows


def _block(node: Json, closed: bool) -> Block:
    if "paragraph" in node:
        return Paragraph(node, None if closed else [inline(element) for element in node["paragraph"].get("elements", [])])
    if "table" in node:
        return Table(node, None if closed else _rows(node, closed))
    return Opaque(node, _span(node, 1))


def parse_segment(node: Json, segment_id: str, *, closed: bool = True) -> Segment:
    """`node` is a body, header, footer or footnote: anything with a `content` list. Its indexes must fit for a `closed` one."""
    return Segment(node, [_block(block, closed) for block in node.get("content", [])], segment_id)


def fits(node: Json) -> bool:
    """Are the indexes of a loaded segment those of its content?"""
    segment = json.dumps(node, sort_keys=True)
    copied: Json = json.loads(segment)
    emit(parse_segment(copied, "", closed=False))
    return json.dumps(copied, sort_keys=True) == segment


def _place(node: Json, start: int, end: int) -> None:
    # A zero is not written in Google's JSON; a node that came with one keeps it.
    if start or node.get("startIndex", UNPLACED) != UNPLACED:
        node["startIndex"] = start
    else:
        node.pop("startIndex", None)
    node["endIndex"] = end


def _move(node: Json, by: int) -> None:
    if "endIndex" in node:
        node["startIndex"] = node.get("startIndex", 0) + by
        node["endIndex"] += by


def _shift(node: Json, by: int) -> None:
    """Moves a closed block and all that stands in it."""
    _move(node, by)
    for element in node["paragraph"].get("elements", ()) if "paragraph" in node else ():
        _move(element, by)
    for row in node["table"].get("tableRows", ()) if "table" in node else ():
        _move(row, by)
        for cell in row.get("tableCells", ()):
            _move(cell, by)
            for block in cell.get("content", ()):
                _shift(block, by)
    for block in node["tableOfContents"].get("content", ()) if "tableOfContents" in node else ():
        _shift(block, by)


def _emit_blocks(blocks: list[Block], at: int) -> list[Json]:
    content: list[Json] = []
    for block in blocks:
        end = at + block.width
        node = block.node
        if not block.open:
            if node.get("startIndex", 0) != at:
                _shift(node, at - node.get("startIndex", 0))
        elif isinstance(block, Paragraph):
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
