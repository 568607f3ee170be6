"""A plan's Doc read by its anchors: which cell holds which field, and which lines may be notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from otsync.caseload.fields import Field, PlanForm, normal
from otsync.caseload.notes.model import Line, Source, TableRow
from otsync.document.body import Json, Paragraph, Tab, Table, TableCell, tabs_of

RANGE_PREFIX = "otsync."
PLAN, NOTES, EMAILS = "Plan", "Notes", "E-mails"
NOTES_GUIDE = "Newest on top. Date, times or minutes, where. Lines that start with Next: / Tried: / Teacher: are collected on the Plan."
EMAILS_GUIDE = "Paste here; never read for minutes."


@dataclass(frozen=True, slots=True)
class FieldCell:
    """Where a field's value stands. `label` is its anchor; `anchored`: its named range lies there."""

    field_id: str
    label: TableCell
    value: TableCell
    anchored: bool

    @property
    def text(self) -> str:
        return self.value.text


@dataclass(frozen=True, slots=True)
class RowTable:
    """A field of kind `rows`: a table with its own header row."""

    field_id: str
    table: Table
    rows: tuple[tuple[str, ...], ...]
    anchored: bool


@dataclass(frozen=True, slots=True)
class AnchorProblem:
    field_id: str
    code: str
    """lost | twice | no_value."""


@dataclass(frozen=True, slots=True)
class PlanDoc:
    """What a Doc says. `fields` has only cells that are surely found; a field that is not sure stands in `problems`."""

    revision: str
    plan_tab: str | None
    fields: Mapping[str, FieldCell] = field(default_factory=dict)
    tables: Mapping[str, RowTable] = field(default_factory=dict)
    problems: tuple[AnchorProblem, ...] = ()
    notes: Source = ()
    stray: frozenset[str] = frozenset()
    """Fields whose named range is there, but doubled, split or beside its label: it is taken away where a new one is laid."""

    @property
    def holds(self) -> frozenset[str]:
        """Fields that are surely there."""
        return frozenset(self.fields) | frozenset(self.tables)

    def text(self, field_id: str) -> str:
        if field_id in self.fields:
            return self.fields[field_id].text
        if field_id in self.tables:
            return "\n".join(row[0] for row in self.tables[field_id].rows if row and row[0].strip())
        return ""


def read_plan(body: Json, form: PlanForm, known_tab: str = "", *, hers: Collection[str] = ()) -> PlanDoc:
    """Read a documents.get body (all tabs, suggestions inline). `known_tab`: id of the tab that was the plan's at the last reading.
    `hers`: ids of tabs that are never the plan, whatever stands there."""
    tabs = tabs_of(body)
    plan = plan_tab_of([tab for tab in tabs if tab.id not in hers], form, known_tab)
    fields, tables, problems = plan_in(plan, form) if plan else ({}, {}, ())
    return PlanDoc(
        revision=str(body.get("revisionId", "")),
        plan_tab=plan.id if plan else None,
        fields=fields,
        tables=tables,
        problems=problems,
        notes=notes_of([tab for tab in tabs if tab is not plan]),
        stray=frozenset() if plan is None else _stray(plan, fields, tables),
    )


def notes_of(tabs: Sequence[Tab]) -> Source:
    """What may be notes: every line and table row but those of the tab for e-mails."""
    return tuple(line for tab in tabs if not is_emails(tab) for line in _notes(tab))


def plan_in(plan: Tab, form: PlanForm) -> tuple[dict[str, FieldCell], dict[str, RowTable], tuple[AnchorProblem, ...]]:
    """The fields, the row tables, and what could not surely be found, of the tab that holds the plan."""
    fields: dict[str, FieldCell] = {}
    tables: dict[str, RowTable] = {}
    problems: list[AnchorProblem] = []
    labels = Labels(plan, form)
    for wanted in form.in_doc():
        if wanted.kind == "rows":
            found_table = row_table(plan, wanted)
            if isinstance(found_table, RowTable):
                tables[wanted.id] = found_table
            else:
                problems.append(found_table)
        else:
            found = field_cell(labels, wanted)
            if isinstance(found, FieldCell):
                fields[wanted.id] = found
            else:
                problems.append(found)
    return fields, tables, tuple(problems)


def _stray(plan: Tab, fields: Mapping[str, FieldCell], tables: Mapping[str, RowTable]) -> frozenset[str]:
    found: Sequence[FieldCell | RowTable] = [*fields.values(), *tables.values()]
    return frozenset(one.field_id for one in found if not one.anchored and RANGE_PREFIX + one.field_id in plan.named_ranges)


def plan_tab_of(tabs: Sequence[Tab], form: PlanForm, known_tab: str = "") -> Tab | None:
    """The tab that is the plan's, or None: never a tab that only happens to have a few of its words.

    The one known from the last reading, if it still looks like it; else the one with most ranges; without any range the one called
    Plan that has labels. A tab of another name needs half of the form: a person's own page has a table with Name, School and Grade too.
    """
    labels = {normal(words) for one in form.in_doc() if one.kind != "rows" for words in (one.label, *one.former_labels)}
    ranges = {tab.id: sum(name.startswith(RANGE_PREFIX) for name in tab.named_ranges) for tab in tabs}
    hits = {tab.id: len({label for cell in _cells(tab) if (label := normal(cell.label)) in labels}) for tab in tabs}
    for tab in tabs:
        if known_tab and tab.id == known_tab and (ranges[tab.id] or hits[tab.id] >= FEWEST_LABELS):
            return tab
    gone = bool(known_tab)
    half = len(labels) / 2
    able = [tab for tab in tabs if not is_emails(tab) and normal(tab.title) != normal(NOTES)]
    anchored = [tab for tab in able if ranges[tab.id] and (not gone or max(ranges[tab.id], hits[tab.id]) >= half)]
    if anchored:
        return max(anchored, key=lambda tab: ranges[tab.id])
    return next(
        (tab for tab in able if hits[tab.id] >= (FEWEST_LABELS if normal(tab.title) == normal(PLAN) and not gone else half)),
        None,
    )


FEWEST_LABELS = 3


def is_emails(tab: Tab) -> bool:
    return normal(tab.title).replace("-", "") in ("emails", "email")


def _cells(tab: Tab) -> list[TableCell]:
    return [cell for table in tab.tables() for row in table.rows for cell in row]


class Labels:
    """The cells of a tab by the words in them, as fields are looked for."""

    def __init__(self, tab: Tab, form: PlanForm) -> None:
        self.tab = tab
        self.current = {normal(one.label): one.id for one in form.in_doc() if one.kind != "rows"}
        """Label as it is now -> field id."""
        self.cells = _cells(tab)
        row_tables = [one for one in form.fields.values() if one.kind == "rows"]
        self.by_label: dict[str, list[TableCell]] = {}
        """Cells that have these words, those of the row tables left out."""
        for table in tab.tables():
            if not any(_header_matches(table, one) for one in row_tables):
                for cell in (cell for row in table.rows for cell in row):
                    self.by_label.setdefault(normal(cell.label), []).append(cell)

    def mine(self, wanted: Field) -> set[str]:
        """A former label is the field's own, unless another field has it now."""
        every = (normal(wanted.label), *map(normal, wanted.former_labels))
        return {label for label in every if self.current.get(label, wanted.id) == wanted.id}


def field_cell(labels: Labels, wanted: Field) -> FieldCell | AnchorProblem:
    """Range and label must agree; one of them alone serves; two of one label are never guessed between."""
    tab, mine = labels.tab, labels.mine(wanted)
    by_label = [cell for label in mine for cell in labels.by_label.get(label, ())]
    pieces = tab.named_ranges.get(RANGE_PREFIX + wanted.id, ())
    by_range = {
        (cell.table_start, cell.row, cell.column): cell
        for a, b in pieces
        for cell in labels.cells
        if cell.start <= a and b <= cell.end and a < b
    }
    ranged = [cell for cell in by_range.values() if cell.label and (normal(cell.label) in mine or normal(cell.label) not in labels.current)]
    if len(by_label) > 1:
        return AnchorProblem(wanted.id, "twice")
    if by_label:
        return _with_value(tab, wanted, by_label[0], anchored=len(ranged) == 1 and ranged[0] is by_label[0] and len(pieces) == 1)
    if len(ranged) == 1:
        return _with_value(tab, wanted, ranged[0], anchored=len(pieces) == 1)
    return AnchorProblem(wanted.id, "lost")


def _with_value(tab: Tab, wanted: Field, label: TableCell, *, anchored: bool) -> FieldCell | AnchorProblem:
    for table in tab.tables():
        if table.start == label.table_start:
            row = table.rows[label.row]
            if label.column + 1 < len(row):
                return FieldCell(wanted.id, label, row[label.column + 1], anchored)
    return AnchorProblem(wanted.id, "no_value")


def _header_matches(table: Table, wanted: Field) -> bool:
    return bool(table.rows) and [normal(cell.label) for cell in table.rows[0]][: len(wanted.columns)] == [
        normal(name) for name in wanted.columns
    ]


def row_table(tab: Tab, wanted: Field) -> RowTable | AnchorProblem:
    pieces = tab.named_ranges.get(RANGE_PREFIX + wanted.id, ())
    matching = [table for table in tab.tables() if _header_matches(table, wanted)]
    ranged = [
        table for table in tab.tables() if table.rows and any(cell.start <= a < b <= cell.end for a, b in pieces for cell in table.rows[0])
    ]
    if len(matching) > 1:
        return AnchorProblem(wanted.id, "twice")
    chosen = matching or ranged
    if len(chosen) != 1:
        return AnchorProblem(wanted.id, "lost")
    rows = tuple(tuple(cell.text for cell in row) for row in chosen[0].rows[1:])
    return RowTable(wanted.id, chosen[0], rows, anchored=chosen == ranged and len(pieces) == 1)


def _notes(tab: Tab) -> list[Line | TableRow]:
    lines: list[Line | TableRow] = []
    for block in tab.blocks:
        if isinstance(block, Paragraph):
            if block.text.strip() != NOTES_GUIDE:
                lines.append(_line(tab.id, block))
        elif block.rows:
            header = tuple(cell.label for cell in block.rows[0])
            for row in block.rows[1:]:
                place = f"{tab.id}:{row[0].start}" if row else tab.id
                lines.append(TableRow(header, tuple(_cell_line(tab.id, cell) for cell in row), place))
    return lines


def _line(tab_id: str, block: Paragraph) -> Line:
    return Line(block.text.replace("\x0b", "\n"), f"{tab_id}:{block.start}", block.heading, block.bullet, block.struck, block.dates)


def _cell_line(tab_id: str, cell: TableCell) -> Line:
    text, struck, dates = "", [], []
    for paragraph in cell.paragraphs:
        at = len(text)
        struck += [(a + at, b + at) for a, b in paragraph.struck]
        dates += [(a + at, b + at, day) for a, b, day in paragraph.dates]
        text += paragraph.text + "\n"
    return Line(text.removesuffix("\n").replace("\x0b", "\n"), f"{tab_id}:{cell.start}", struck=tuple(struck), dates=tuple(dates))
