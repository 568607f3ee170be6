"""The page of a plan on a tab of its own in a Doc that exists already: its requests, and where every cell then is.

The tab's id is made by Google, so adding the tab is one batch and filling it the next. What a person sees is otsync's own template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from otsync.caseload.fields import Field, PlanForm
from otsync.document.body import Paragraph, Tab, Table, TableCell
from otsync.document.edit import units
from otsync.document.read import PLAN, RANGE_PREFIX, PlanDoc, plan_in
from otsync.document.template import TITLE, Block, blocks_of, page_requests

Json = dict[str, Any]


def tab_title(titles: Sequence[str]) -> str:
    """ "Plan", or where a tab of hers has that name already, the next one that is free: "Plan (otsync)", "Plan (otsync 2)"."""
    taken = {title.strip().casefold() for title in titles}
    return next(one for one in _titles() if one.casefold() not in taken)


def _titles() -> Iterator[str]:
    yield PLAN
    yield f"{PLAN} (otsync)"
    number = 2
    while True:
        yield f"{PLAN} (otsync {number})"
        number += 1


def is_ours(tab: Tab) -> bool:
    """The tab carries otsync's anchors."""
    return any(name.startswith(RANGE_PREFIX) for name in tab.named_ranges)


def is_blank(tab: Tab) -> bool:
    """Nothing stands on the tab: as addDocumentTab leaves it."""
    return not tab.named_ranges and all(isinstance(block, Paragraph) and not block.text and block.plain for block in tab.blocks)


def add_tab_request(title: str, index: int) -> Json:
    return {"addDocumentTab": {"tabProperties": {"title": title, "index": index}}}


def fresh_page(form: PlanForm, tab_id: str, title: str = PLAN) -> tuple[list[Json], PlanDoc]:
    """The requests that make the page on the empty tab, and the page as it then reads: all fields, nothing in them, no anchors."""
    fields, tables, problems = plan_in(Tab(tab_id, title, tuple(_layout(form, tab_id)), {}), form)
    if problems:
        raise AssertionError(f"the page does not read back: {problems}")
    return page_requests(form, tab_id), PlanDoc("", tab_id, fields, tables)


def _layout(form: PlanForm, tab_id: str) -> Iterator[Paragraph | Table]:
    at = 1
    for number, block in enumerate(blocks_of(form)):
        words = block.heading if number else TITLE
        yield Paragraph(words, at, at + units(words) + 1)
        table = _table(block, tab_id, at + units(words) + 1)
        yield table
        at = table.rows[-1][-1].end + 1
    yield Paragraph("", at, at + 1)


def _table(block: Block, tab_id: str, start: int) -> Table:
    """A table's first row begins at its start + 1, a row's first cell one further, a cell's text one further again."""
    rows: list[tuple[TableCell, ...]] = []
    at = start + 1
    for number, row in enumerate(block.rows):
        at += 1
        cells: list[TableCell] = []
        for column, cell in enumerate(row):
            lines = _words(cell)
            begin = at + 1
            paragraphs: list[Paragraph] = []
            for line in lines:
                end = (paragraphs[-1].end if paragraphs else begin) + units(line) + 1
                paragraphs.append(Paragraph(line, paragraphs[-1].end if paragraphs else begin, end))
            at = paragraphs[-1].end
            cells.append(TableCell(tab_id, start, number, column, begin, at, tuple(paragraphs)))
        rows.append(tuple(cells))
    return Table(start, tuple(rows))


def _words(cell: Field | str | None) -> list[str]:
    if cell is None:
        return [""]
    if isinstance(cell, str):
        return [cell]
    return [cell.label, cell.hint] if cell.hint else [cell.label]
