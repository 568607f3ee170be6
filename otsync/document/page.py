<<<<<<< HEAD
"""The page of a plan as `otsync upgrade` and `otsync doctor` look at it: what is read of it, and where things stand in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from otsync.caseload.fields import PlanForm
from otsync.document.body import Paragraph, Tab, Table, TableCell, tabs_of
from otsync.document.read import FieldCell, PlanDoc, read_plan

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One Doc. `tab` None: it has no tab that is the plan's."""

    plan: PlanDoc
    tab: Tab | None
    tabs: tuple[Tab, ...]
    raw_tables: Mapping[int, Json] = field(default_factory=dict)
    """Start index -> the table as documents.get gives it."""
    lists: Json = field(default_factory=dict)

    def table(self, start: int) -> Table:
        assert self.tab is not None
        return next(table for table in self.tab.tables() if table.start == start)

    def content(self, cell: TableCell) -> list[Json]:
        """The content of a cell as documents.get gives it."""
        row = self.raw_tables[cell.table_start]["tableRows"][cell.row]
        found: list[Json] = row["tableCells"][cell.column].get("content", [])
        return found

    def background(self, cell: TableCell) -> Json:
        row = self.raw_tables[cell.table_start]["tableRows"][cell.row]
        found: Json = row["tableCells"][cell.column].get("tableCellStyle", {}).get("backgroundColor", {})
        return found

    def before(self, table: Table) -> Paragraph | None:
        """The paragraph right above a table."""
        assert self.tab is not None
        at = next(at for at, block in enumerate(self.tab.blocks) if isinstance(block, Table) and block.start == table.start)
        above = self.tab.blocks[at - 1] if at else None
        return above if isinstance(above, Paragraph) else None

    def end(self, table: Table) -> int:
        """Half-open: where what follows the table begins."""
        assert self.tab is not None
        at = next(at for at, block in enumerate(self.tab.blocks) if isinstance(block, Table) and block.start == table.start)
        return next((block.start for block in self.tab.blocks[at + 1 :]), table.start)

    def even(self, table: Table) -> bool:
        """Rows of label | value pairs, all as wide, none merged: a table in which a row can be added at a known place."""
        widths = {len(row) for row in table.rows}
        merged = any(
            cell.get("tableCellStyle", {}).get(span, 1) > 1
            for row in self.raw_tables[table.start]["tableRows"]
            for cell in row["tableCells"]
            for span in ("rowSpan", "columnSpan")
        )
        return len(widths) == 1 and not merged and widths.pop() % 2 == 0

    def pending(self, table: Table) -> bool:
        """A suggestion waits somewhere in the table."""
        return any(cell.pending for row in table.rows for cell in row)


def read_page(body: Json, form: PlanForm, known_tab: str = "") -> Page:
    """Read a documents.get body (all tabs, suggestions inline)."""
    plan = read_plan(body, form, known_tab)
    tabs = tuple(tabs_of(body))
    tab = next((one for one in tabs if plan.plan_tab is not None and one.id == plan.plan_tab), None)
    raw = _raw_tab(body, plan.plan_tab or "")
    tables = {
        element.get("startIndex", 0): element["table"] for element in raw.get("body", {}).get("content", []) if "table" in element
    }
    return Page(plan, tab, tabs, tables, raw.get("lists", {}))


def _raw_tab(body: Json, tab_id: str) -> Json:
    if "tabs" not in body:
        return body
    todo = list(body["tabs"])
    while todo:
        one = todo.pop()
        if one.get("tabProperties", {}).get("tabId") == tab_id:
            found: Json = one.get("documentTab", {})
            return found
        todo += one.get("childTabs", [])
    return {}


def sections_of(page: Page, form: PlanForm) -> dict[int, str]:
    """Table -> the section that it shows: what most of its fields belong to that never moved, else what its heading says."""
    by_table: dict[int, list[str]] = {}
    for cell in page.plan.fields.values():
        by_table.setdefault(cell.label.table_start, []).append(cell.field_id)
    for rows in page.plan.tables.values():
        by_table.setdefault(rows.table.start, []).append(rows.field_id)
    found: dict[int, str] = {}
    headings = {section.heading: section.id for section in form.sections.values() if section.heading}
    headings |= {form.section(one.section).heading: one.section for one in form.in_doc() if form.section(one.section).heading}
    for start, ids in by_table.items():
        settled = Counter(form.fields[key].section for key in ids if not form.fields[key].former_sections)
        above = page.before(page.table(start))
        said = headings.get(above.text.strip()) if above else None
        everything = Counter(form.fields[key].section for key in ids)
        found[start] = settled.most_common(1)[0][0] if settled else said or everything.most_common(1)[0][0]
    return found


def home_of(page: Page, form: PlanForm, sections: Mapping[int, str], section: str) -> Table | None:
    """The table that shows a section: of several, the one with most of its fields."""
    starts = [start for start, shown in sections.items() if shown == section]
    counts = Counter(cell.label.table_start for cell in page.plan.fields.values() if form.fields[cell.field_id].section == section)
    return page.table(max(starts, key=lambda start: counts[start])) if starts else None


def words_of(cell: FieldCell) -> tuple[str, str]:
    """What the label cell says: the label, and what stands below it."""
    paragraphs = [paragraph.text for paragraph in cell.label.paragraphs]
    first = next((at for at, text in enumerate(paragraphs) if text.strip()), 0)
    return paragraphs[first].strip() if paragraphs else "", "\n".join(paragraphs[first + 1 :]).strip()
=======
"""The page of a plan on a tab of its own in a Doc that exists already: its requests, and where every cell then is.

The tab's id is made by Google, so adding the tab is one batch and filling it the next. What a person sees is otsync's own template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from otsync.caseload.fields import Field, PlanForm
from otsync.document.body import Paragraph, Tab, Table, TableCell
from otsync.document.read import PLAN, RANGE_PREFIX, PlanDoc, plan_in
from otsync.document.template import TITLE, Block, blocks_of, page_requests, units

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
>>>>>>> 770eb17 (Header lines of a page that exists already, read as fields; the plan's page on a tab of its own)
