"""The page of a plan as `otsync upgrade` and `otsync doctor` look at it: what is read of it, and where things stand in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
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


def read_page(body: Json, form: PlanForm, known_tab: str = "", hers: Collection[str] = ()) -> Page:
    """Read a documents.get body (all tabs, suggestions inline). `hers`: ids of tabs that are never the plan."""
    plan = read_plan(body, form, known_tab, hers=hers)
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
