"""Carry out an upgrade: requests for one documents.batchUpdate, from the end of the page to its start, so that no index is shifted by a
request before it. Every request names its tab. A named range is never left to grow or shrink at an edge: it is taken away before its
label is touched, and laid again on what the label says then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from otsync.caseload.fields import Field, PlanForm
from otsync.document.body import Paragraph, Table, TableCell
from otsync.document.carry import carry_requests
from otsync.document.edit import units
from otsync.document.page import Page, home_of, sections_of
from otsync.document.read import RANGE_PREFIX, FieldCell
from otsync.document.template import HINT_STYLE, block_of, block_requests, cell_requests, cell_style, look_of_row, text_style
from otsync.document.upgrade import NO_LONGER, Incoming, Upgrade, blank_pair, place_of_section
from otsync.document.write import remove_range

Json = dict[str, Any]

DELETE, INSERT = 0, 1
"""At one index, what goes is taken out before what comes: row numbers are those of the Doc as it was read."""


@dataclass
class _Edit:
    index: int
    order: int
    rank: int
    """Among insertions at one index: what stands last goes in first."""
    requests: list[Json]


@dataclass
class _Row:
    """A row to be inserted below row `below` of a table (-1: above the first)."""

    below: int
    fields: list[Incoming] = field(default_factory=list)


def upgrade_requests(page: Page, form: PlanForm, upgrade: Upgrade, *, anchor: bool = True) -> list[Json]:
    """All of `upgrade` on a Doc that reads as `page`. anchor: lay named ranges (otsync's own template carries none)."""
    assert page.tab is not None
    work = _Requests(page, form, anchor=anchor)
    for section, fields in upgrade.incoming.items():
        work.bring_in(section, fields)
    work.take_out(upgrade.leaving)
    for rows in upgrade.dropped:
        work.drop_table(rows.table, rows.field_id)
    for one in upgrade.relabels:
        work.relabel(one.cell, one.label, one.hint)
    for cell in upgrade.marked:
        work.mark(cell.field_id, cell.label)
    for rows in upgrade.marked_tables:
        work.mark(rows.field_id, rows.table.rows[0][0])
    return work.in_order()


class _Requests:
    def __init__(self, page: Page, form: PlanForm, *, anchor: bool) -> None:
        assert page.tab is not None
        self.page, self.form, self.anchored = page, form, anchor
        self.tab = page.tab.id
        self.ranges = page.tab.named_ranges
        self.sections = sections_of(page, form)
        self.order = {key: at for at, key in enumerate(form.fields)}
        self.unranged: set[str] = set()
        self.edits: list[_Edit] = []
        self.filled: set[tuple[int, int]] = set()
        """(table, row) into which a new pair goes."""

    def in_order(self) -> list[Json]:
        requests = [remove_range(key, self.tab) for key in sorted(self.unranged)]
        for edit in sorted(self.edits, key=lambda one: (-one.index, one.order, -one.rank)):
            requests += edit.requests
        return requests

    def edit(self, index: int, requests: list[Json], order: int = INSERT, rank: int = 0) -> None:
        self.edits.append(_Edit(index, order, rank, requests))

    def unrange(self, field_id: str) -> None:
        if RANGE_PREFIX + field_id in self.ranges:
            self.unranged.add(field_id)

    def where(self, start: int, end: int) -> Json:
        return {"startIndex": start, "endIndex": end, "tabId": self.tab}

    def place(self, table: Table, row: int, column: int = 0) -> Json:
        return {"tableStartLocation": {"index": table.start, "tabId": self.tab}, "rowIndex": row, "columnIndex": column}

    def lay(self, field_id: str, start: int, label: str) -> list[Json]:
        if not self.anchored:
            return []
        return [{"createNamedRange": {"name": RANGE_PREFIX + field_id, "range": self.where(start, start + units(label))}}]

    # labels

    def relabel(self, cell: FieldCell, label: str, hint: str | None) -> None:
        start, end = cell.label.label_range
        requests: list[Json] = []
        after = [one for one in cell.label.paragraphs if one.start > start]
        if hint is not None:
            requests += self._hint(end, after, hint)
        if label:
            # The new words take the look of the old ones, which they stand behind until those go.
            requests.append({"insertText": {"location": {"index": end, "tabId": self.tab}, "text": label}})
            requests.append({"deleteContentRange": {"range": self.where(start, end)}})
        self.unrange(cell.field_id)
        now = label or next(one.text for one in cell.label.paragraphs if one.start == start)
        self.edit(start, requests + self.lay(cell.field_id, start, now))

    def _hint(self, end: int, after: Sequence[Paragraph], hint: str) -> list[Json]:
        """The paragraphs below the label become the hint; `end` is the label's own newline."""
        last = after[-1].end - 1 if after else end
        requests: list[Json] = []
        if last > end:
            requests.append({"deleteContentRange": {"range": self.where(end, last)}})
        if hint:
            requests.append({"insertText": {"location": {"index": end, "tabId": self.tab}, "text": "\n" + hint}})
            requests.append(text_style(end + 1, end + 1 + units(hint), HINT_STYLE, self.tab))
        return requests

    def mark(self, field_id: str, label: TableCell) -> None:
        _, end = label.label_range
        self.unrange(field_id)
        self.edit(end, [{"insertText": {"location": {"index": end, "tabId": self.tab}, "text": NO_LONGER}}])

    # what goes

    def take_out(self, leaving: Sequence[FieldCell]) -> None:
        by_table: dict[int, list[FieldCell]] = {}
        for cell in leaving:
            by_table.setdefault(cell.label.table_start, []).append(cell)
            self.unrange(cell.field_id)
        for start, cells in by_table.items():
            self._take_out_of(self.page.table(start), cells)

    def _take_out_of(self, table: Table, cells: Sequence[FieldCell]) -> None:
        goes = {(cell.label.row, cell.label.column) for cell in cells}
        whole = [
            row
            for row, pairs in enumerate(table.rows)
            if any(at[0] == row for at in goes)
            and (table.start, row) not in self.filled
            and all((row, column) in goes or blank_pair(pairs[column], pairs[column + 1]) for column in range(0, len(pairs), 2))
        ]
        if len(whole) == len(table.rows):
            if not self._filled(table):
                self.drop_table(table, "")
                return
            whole.pop()  # with its last row a table would go, before the new ones are in
        for row in whole:
            first = table.rows[row][0].start - 2
            self.edit(first, [{"deleteTableRow": {"tableCellLocation": self.place(table, row)}}], DELETE)
        for cell in cells:
            if cell.label.row not in whole:
                for one in (cell.value, cell.label):
                    self.edit(one.start, self._emptied(one), DELETE)

    def _filled(self, table: Table) -> bool:
        """Something is to come into this very table."""
        return any(edit.order == INSERT and table.start < edit.index < self.page.end(table) for edit in self.edits)

    def _emptied(self, cell: TableCell) -> list[Json]:
        requests: list[Json] = []
        if cell.end - 1 > cell.start:
            requests.append({"deleteContentRange": {"range": self.where(cell.start, cell.end - 1)}})
        if any(paragraph.bullet for paragraph in cell.paragraphs):
            requests.append({"deleteParagraphBullets": {"range": self.where(cell.start, cell.start + 1)}})
        if cell.column % 2:
            requests.append(cell_style(cell.table_start, cell.row, cell.column, 1, 1, {"backgroundColor": {}}, self.tab))
        return requests

    def drop_table(self, table: Table, field_id: str) -> None:
        """A table goes with the heading that otsync gave it; a heading in other words stays."""
        if field_id:
            self.unrange(field_id)
        above = self.page.before(table)
        headings = {self.form.section(one.section).heading for one in (*self.form.fields.values(), *self.form.retired.values())}
        headings |= {section.heading for section in self.form.sections.values()}
        ours = above is not None and above.plain and not above.pending and above.text in headings and above.start > 1
        start = above.start if ours and above is not None else table.start
        self.edit(start, [{"deleteContentRange": {"range": self.where(start, self.page.end(table))}}], DELETE)

    # what comes

    def bring_in(self, section: str, fields: Sequence[Incoming]) -> None:
        tables = [one for one in fields if one.field.kind == "rows"]
        pairs = [one for one in fields if one.field.kind != "rows"]
        home = home_of(self.page, self.form, self.sections, section) if pairs else None
        if home is not None:
            self._rows_into(home, section, pairs)
        elif pairs:
            self._open(section, pairs)
        for one in tables:
            self._open(section, [one])

    def _rows_into(self, table: Table, section: str, fields: Sequence[Incoming]) -> None:
        """Beside their neighbours: a free pair of the neighbour's row or of the one below it, else a new row below."""
        width = len(table.rows[0])
        there = {
            self.order[cell.field_id]: (cell.label.row, cell.label.column)
            for cell in self.page.plan.fields.values()
            if cell.label.table_start == table.start and self.form.fields[cell.field_id].section == section
        }
        taken: set[tuple[int, int]] = set()
        rows: list[_Row] = []
        placed: dict[int, tuple[int, int] | _Row] = dict(there)
        ours = {row for row, _ in there.values()}
        for one in fields:
            rank = self.order[one.field.id]
            before = placed.get(max((at for at in placed if at < rank), default=-1))
            spot: tuple[int, int] | _Row
            if isinstance(before, _Row):
                if len(before.fields) < width // 2:
                    spot = before
                else:
                    spot = _Row(before.below)
                    rows.insert(rows.index(before) + 1, spot)
                spot.fields.append(one)
            else:
                free = self._free(table, before, ours, taken)
                if free is not None:
                    taken.add(free)
                    self._fill(table, free, one)
                    spot = free
                else:
                    spot = _Row(before[0] if before else -1, [one])
                    rows.append(spot)
            placed[rank] = spot
        for number, row in enumerate(rows):
            self._insert(table, row, number, width)

    def _free(
        self, table: Table, before: tuple[int, int] | None, ours: set[int], taken: set[tuple[int, int]]
    ) -> tuple[int, int] | None:
        if before is None:
            return None
        row, column = before
        places = [(row, at) for at in range(column + 2, len(table.rows[row]), 2)]
        if row + 1 in ours:
            places += [(row + 1, at) for at in range(0, len(table.rows[row]), 2)]
        for r, c in places:
            if (r, c) not in taken and blank_pair(table.rows[r][c], table.rows[r][c + 1]):
                return r, c
        return None

    def _fill(self, table: Table, at: tuple[int, int], one: Incoming) -> None:
        label, value = table.rows[at[0]][at[1]], table.rows[at[0]][at[1] + 1]
        # A blank cell may hold several empty paragraphs; the words go into the first.
        self.edit(value.start, self._value(table, at[0], at[1] + 1, value.start, one))
        laid = self.lay(one.field.id, label.start, one.field.label)
        self.edit(label.start, [*cell_requests(one.field, None, label.start, self.tab), *laid])
        self.filled.add((table.start, at[0]))

    def _insert(self, table: Table, row: _Row, number: int, width: int) -> None:
        at = table.rows[row.below][-1].end if row.below >= 0 else table.start + 1
        new = row.below + 1
        requests: list[Json] = [
            {"insertTableRow": {"tableCellLocation": self.place(table, max(row.below, 0)), "insertBelow": row.below >= 0}},
            *look_of_row(table.start, new, width, self.tab),
        ]
        for column in reversed(range(width)):
            text = at + 2 + 2 * column
            one = row.fields[column // 2] if column // 2 < len(row.fields) else None
            requests += self._plain(text)
            if one is None:
                requests += cell_requests("" if column % 2 == 0 else None, None, text, self.tab)
            elif column % 2:
                requests += self._value(table, new, column, text, one)
            else:
                requests += cell_requests(one.field, None, text, self.tab, size=_size(one.field))
                requests += self.lay(one.field.id, text, one.field.label)
        self.edit(at, requests, rank=number)

    def _plain(self, at: int) -> list[Json]:
        """A new row may take over the look of its neighbour, a person's italics or list among it."""
        fields = "italic,underline,strikethrough,smallCaps,backgroundColor,weightedFontFamily,baselineOffset,link"
        return [
            {"deleteParagraphBullets": {"range": self.where(at, at + 1)}},
            {"updateTextStyle": {"range": self.where(at, at + 1), "textStyle": {}, "fields": fields}},
        ]

    def _value(self, table: Table, row: int, column: int, at: int, one: Incoming) -> list[Json]:
        requests = cell_requests(None, one.field, at, self.tab, size=_size(one.field))
        tint = self.page.background(one.source.value) if one.source else {}
        requests.append(cell_style(table.start, row, column, 1, 1, {"backgroundColor": tint}, self.tab))
        return requests + self._carried(one, at)

    def _carried(self, one: Incoming, at: int) -> list[Json]:
        if one.source is None:
            return []
        carried = carry_requests(self.page.content(one.source.value), self.page.lists, at, self.tab)
        assert carried is not None
        return carried

    def _open(self, section: str, fields: Sequence[Incoming]) -> None:
        """A section that the Doc lacks: its heading and its table."""
        place = place_of_section(self.page, self.form, self.sections, section)
        assert place is not None
        of = self.form.section(section)
        block = block_of(of, [one.field for one in fields])
        requests = block_requests(block, place.start, self.tab)
        columns, shift = len(block.widths), units(block.heading)
        table_start = place.start + 1 + shift
        if place.bullet:
            requests.append({"deleteParagraphBullets": {"range": self.where(place.start, place.start + shift + 1)}})
        after: list[Json] = []
        by_id = {one.field.id: one for one in fields}
        at = place.start + 4 + shift
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row):
                text = at + r * (2 * columns + 1) + 2 * c
                before = row[c - 1] if c else None
                one = by_id[before.id] if isinstance(before, Field) and cell is None else None
                if one is not None and one.source is not None:
                    tint = cell_style(table_start, r, c, 1, 1, {"backgroundColor": self.page.background(one.source.value)}, self.tab)
                    after = [tint, *self._carried(one, text), *after]
                if isinstance(cell, Field):
                    after = [*self.lay(cell.id, text, cell.label), *after]
                    at += units(cell.label + ("\n" + cell.hint if cell.hint else ""))
                elif isinstance(cell, str):
                    if r == 0 and c == 0 and fields[0].field.kind == "rows":
                        after = [*self.lay(fields[0].field.id, text, cell), *after]
                    at += units(cell)
        rank = min(self.order[one.field.id] for one in fields)
        self.edit(place.start, requests + after, rank=rank)


def _size(field: Field) -> int:
    return 12 if field.section == "precautions" else 10
