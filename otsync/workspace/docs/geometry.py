"""Where an index is: in which paragraph, table or cell of a segment. Indexes are UTF-16 code units from the segment's start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from otsync.workspace.docs.model import Holder, Paragraph, Parent, Segment, Table

NO_PLACE = (
    "The insertion index must be inside the bounds of an existing paragraph. You can still create new paragraphs by inserting newlines."
)


class Refusal(Exception):
    """A request that has no meaning for this Doc: 400, the message without its `Invalid requests[n].kind: ` prefix."""


@dataclass(slots=True)
class Spot:
    """A place at or in a block: `offset` units into `holder.blocks[at]`, which starts at index `start`.

    `parents` are all wrappers around the block, outermost first, whose widths change with it.
    """

    parents: tuple[Parent, ...]
    holder: Holder
    at: int
    start: int
    offset: int

    @property
    def index(self) -> int:
        return self.start + self.offset

    @property
    def paragraph(self) -> Paragraph | None:
        block = self.holder.blocks[self.at]
        return block if isinstance(block, Paragraph) else None

    def grow(self, by: int) -> None:
        for parent in self.parents:
            parent.width += by


def holder_start(spot: Spot) -> int:
    """The index at which the content of the spot's holder begins."""
    return spot.start - sum(block.width for block in spot.holder.blocks[: spot.at])


def holder_end(spot: Spot) -> int:
    """The index after the last newline of the spot's holder."""
    return holder_start(spot) + spot.holder.width - spot.holder.edge


def locate(segment: Segment, index: int) -> Spot | None:
    """The deepest block that holds `index`. None where no block begins or goes on: the start of a row or cell, a table's end marker."""
    return _locate(segment, 0, index, (segment,))


def _locate(holder: Holder, at: int, index: int, parents: tuple[Parent, ...]) -> Spot | None:
    for number, block in enumerate(holder.blocks):
        end = at + block.width
        if index < end:
            if index > at and isinstance(block, Table):
                return _inside(block, at, index, parents)
            return Spot(parents, holder, number, at, index - at) if index >= at else None
        at = end
    return None


def _inside(table: Table, start: int, index: int, parents: tuple[Parent, ...]) -> Spot | None:
    at = start + 1
    for row in table.rows:
        if index < at + row.width:
            at += 1
            for cell in row.cells:
                if index < at + cell.width:
                    return _locate(cell, at + 1, index, (*parents, table, row, cell)) if index > at else None
                at += cell.width
            return None
        at += row.width
    return None


def check_index(segment: Segment, index: int) -> None:
    if index < 0:
        raise Refusal(f"Index {index} must be greater than or equal to 0.")
    if index >= segment.width:
        raise Refusal(f"Index {index} must be less than the end index of the referenced segment, {segment.width}.")


def insertion_spot(segment: Segment, index: int) -> Spot:
    """Where text may go: inside the bounds of an existing paragraph."""
    check_index(segment, index)
    spot = locate(segment, index)
    if spot is None or spot.paragraph is None:
        raise Refusal(NO_PLACE)
    return spot


def check_range(segment: Segment, start: int, end: int) -> None:
    """Both ends within the segment, in order, and something between them; the end may be the segment's own."""
    if end < start:
        raise Refusal("Invalid range: end index cannot be less than start index")
    check_index(segment, start)
    if end > segment.width:
        check_index(segment, end)
    if start == end:
        raise Refusal("The range should not be empty.")


def table_spot(segment: Segment, index: int) -> tuple[Spot, Table]:
    """The table that starts exactly at `index`."""
    spot = locate(segment, index) if 0 <= index < segment.width else None
    if spot is not None and spot.offset == 0:
        block = spot.holder.blocks[spot.at]
        if isinstance(block, Table):
            return spot, block
    raise Refusal("The provided table start location is invalid.")


def paragraphs(segment: Segment, start: int, end: int) -> list[Spot]:
    """Every paragraph that overlaps [start, end), in order, those in tables included; the offsets are 0."""
    return list(_overlapping(segment, 0, start, end, (segment,)))


def _overlapping(holder: Holder, at: int, start: int, end: int, parents: tuple[Parent, ...]) -> Iterator[Spot]:
    for number, block in enumerate(holder.blocks):
        if at >= end:
            return
        stop = at + block.width
        if stop > start:
            if isinstance(block, Paragraph):
                yield Spot(parents, holder, number, at, 0)
            elif isinstance(block, Table):
                place = at + 1
                for row in block.rows:
                    if place < end and place + row.width > start:
                        inner = place + 1
                        for cell in row.cells:
                            yield from _overlapping(cell, inner + 1, start, end, (*parents, block, row, cell))
                            inner += cell.width
                    place += row.width
        at = stop
