"""Decide what an existing Doc gets so that it fits a changed form. Pure: from the form and the Doc to steps, and to what is left.

A field that the form gained gets a row beside its neighbours; a label or hint that still is otsync's own is renewed; a field that went
to another section is moved where all that stands in it can be carried; an empty row of a retired field goes, one with words stays.
Where anything is not sure, the Doc stays as it is there, and that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from otsync.caseload.fields import Field, PlanForm, normal
from otsync.document.body import Paragraph, TableCell
from otsync.document.carry import carry_requests
from otsync.document.page import Page, home_of, sections_of, words_of
from otsync.document.read import RANGE_PREFIX, FieldCell, Labels, RowTable, field_cell, row_table

NO_LONGER = " (no longer used)"
"""What a label says behind its words once its field has left the form, but somebody's words still stand beside it."""

PENDING = "a suggestion waits there; accept or reject it first"
SHAPE = "its table has been given another shape (merged cells, or an odd number of columns)"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a Doc gets. `says` names labels alone, never what a person typed."""

    kind: str
    """add | move | label | hint | remove | mark."""
    field_id: str
    says: str


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that a Doc would get, and why it does not."""

    field_id: str
    code: str
    """pending | shape | altered | whole | deleted | twice | unsure | no_plan | own_template."""
    says: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A field that gets a row. `source`: where its value stands now; None: nowhere, it is new."""

    field: Field
    source: FieldCell | None = None


@dataclass(frozen=True, slots=True)
class Relabel:
    cell: FieldCell
    label: str
    """Empty: stays."""
    hint: str | None
    """None: stays."""


@dataclass(frozen=True)
class Upgrade:
    """What a Doc gets. `holds`: the fields that it can be expected to have afterwards."""

    steps: tuple[Step, ...] = ()
    left: tuple[Left, ...] = ()
    holds: frozenset[str] = frozenset()
    relabels: tuple[Relabel, ...] = ()
    incoming: Mapping[str, Sequence[Incoming]] = field(default_factory=dict)
    """Section -> fields that get a row there, in the form's order."""
    leaving: tuple[FieldCell, ...] = ()
    """Pairs that go: carried elsewhere, or retired and empty."""
    dropped: tuple[RowTable, ...] = ()
    marked: tuple[FieldCell, ...] = ()
    marked_tables: tuple[RowTable, ...] = ()


def decide_upgrade(
    page: Page,
    form: PlanForm,
    *,
    known: Collection[str] = (),
    adds: bool = True,
    put_back: bool = False,
    template: bool = False,
) -> Upgrade:
    """known: fields that the Doc once had: such a row that is gone was deleted by a person, and comes back with `put_back` alone.

    adds False: fields that a Doc does not have are not added (a person's own template decides them). template: the Doc is otsync's own
    template, which carries no named ranges: its labels alone tell.
    """
    if page.tab is None:
        return Upgrade(left=(Left("", "no_plan", "it has no tab Plan"),), holds=frozenset(known))
    work = _Deciding(page, form, frozenset(known), template)
    work.retire()
    work.relabel()
    work.move()
    if adds:
        work.add(put_back=put_back)
    return work.done()


class _Deciding:
    def __init__(self, page: Page, form: PlanForm, known: frozenset[str], template: bool) -> None:
        self.page, self.form, self.known, self.template = page, form, known, template
        self.sections = sections_of(page, form)
        self.steps: list[Step] = []
        self.left: list[Left] = []
        self.relabels: list[Relabel] = []
        self.incoming: dict[str, list[Incoming]] = {}
        self.leaving: list[FieldCell] = []
        self.dropped: list[RowTable] = []
        self.marked: list[FieldCell] = []
        self.marked_tables: list[RowTable] = []
        self.holds = set(page.plan.holds | known)

    def done(self) -> Upgrade:
        order = {key: at for at, key in enumerate(self.form.fields)}
        for rows in self.incoming.values():
            rows.sort(key=lambda one: order[one.field.id])
        return Upgrade(
            tuple(self.steps),
            tuple(self.left),
            frozenset(key for key in self.holds if key in self.form.fields),
            tuple(self.relabels),
            self.incoming,
            tuple(self.leaving),
            tuple(self.dropped),
            tuple(self.marked),
            tuple(self.marked_tables),
        )

    def leave(self, wanted: Field, code: str, says: str) -> None:
        self.left.append(Left(wanted.id, code, says))

    # retired

    def retire(self) -> None:
        assert self.page.tab is not None
        current = {normal(one.label) for one in self.form.in_doc()}
        for wanted in self.form.retired.values():
            if normal(wanted.label) in current and wanted.kind != "rows":
                continue
            if wanted.kind == "rows":
                self._retire_table(wanted)
                continue
            found = self._marked_cell(wanted) or field_cell(Labels(self.page.tab, self.form), wanted)
            if isinstance(found, FieldCell):
                self._retire_pair(wanted, found)
            elif found.code == "twice":
                self.leave(wanted, "twice", f"the retired “{wanted.label}” stands there more than once")

    def _marked_cell(self, wanted: Field) -> FieldCell | None:
        assert self.page.tab is not None
        words = {label + NO_LONGER for label in (wanted.label, *wanted.former_labels)}
        for table in self.page.tab.tables():
            for row in table.rows:
                for label, value in pairwise(row):
                    if label.label in words:
                        return FieldCell(wanted.id, label, value, anchored=True)
        return None

    def _retire_pair(self, wanted: Field, cell: FieldCell) -> None:
        words, _ = words_of(cell)
        if words.endswith(NO_LONGER) and not _blank(cell.value):
            return
        table = self.page.table(cell.label.table_start)
        ranged = RANGE_PREFIX + wanted.id in (self.page.tab.named_ranges if self.page.tab else {})
        if not words.endswith(NO_LONGER) and words not in (wanted.label, *wanted.former_labels):
            self.leave(wanted, "altered", f"the retired “{wanted.label}” stays: its label was changed by hand")
        elif not (self.template or words.endswith(NO_LONGER) or (ranged and cell.anchored)):
            self.leave(wanted, "unsure", f"the retired “{wanted.label}” stays: otsync's mark on it is gone, so it may be yours")
        elif self.page.pending(table):
            self.leave(wanted, "pending", f"the retired “{wanted.label}” stays: {PENDING}")
        elif not _blank(cell.value):
            self.marked.append(cell)
            self.steps.append(Step("mark", wanted.id, f"“{wanted.label}” keeps its words and is marked as no longer used"))
        elif not self.page.even(table):
            self.leave(wanted, "shape", f"the retired “{wanted.label}” stays: {SHAPE}")
        else:
            self.leaving.append(cell)
            self.steps.append(Step("remove", wanted.id, f"the empty row “{wanted.label}” goes"))

    def _retire_table(self, wanted: Field) -> None:
        assert self.page.tab is not None
        found = row_table(self.page.tab, wanted)
        if not isinstance(found, RowTable):
            return
        title = wanted.title or wanted.label
        if not (self.template or found.anchored):
            self.leave(wanted, "unsure", f"the retired table “{title}” stays: otsync's mark on it is gone, so it may be yours")
        elif self.page.pending(found.table):
            self.leave(wanted, "pending", f"the retired table “{title}” stays: {PENDING}")
        elif all(_blank(cell) for row in found.table.rows[1:] for cell in row):
            self.dropped.append(found)
            self.steps.append(Step("remove", wanted.id, f"the empty table “{title}” goes"))
        elif not found.table.rows[0][0].label.endswith(NO_LONGER):
            self.marked_tables.append(found)
            self.steps.append(Step("mark", wanted.id, f"the table “{title}” keeps its rows and is marked as no longer used"))

    # labels

    def relabel(self) -> None:
        for cell in self.page.plan.fields.values():
            wanted = self.form.fields[cell.field_id]
            if not (wanted.former_labels or wanted.former_hints):
                continue
            words, below = words_of(cell)
            label = wanted.label if words in wanted.former_labels and words != wanted.label else ""
            hint = wanted.hint if below in wanted.former_hints and below != wanted.hint else None
            if wanted.former_labels and not label and normal(words) != normal(wanted.label):
                self.leave(wanted, "altered", f"“{wanted.label}” keeps the label that it was given by hand")
            if not label and hint is None:
                continue
            if self.page.pending(self.page.table(cell.label.table_start)):
                self.leave(wanted, "pending", f"the label of “{wanted.label}” stays: {PENDING}")
            elif not cell.label.plain:
                self.leave(wanted, "altered", f"“{wanted.label}” keeps the label that it was given by hand")
            else:
                self.relabels.append(Relabel(cell, label, hint))
                if label:
                    self.steps.append(Step("label", wanted.id, f"the label “{words}” becomes “{label}”"))
                if hint is not None:
                    self.steps.append(Step("hint", wanted.id, f"the hint below “{label or words}” is renewed"))

    # moves

    def move(self) -> None:
        for cell in self.page.plan.fields.values():
            wanted = self.form.fields[cell.field_id]
            shown = self.sections[cell.label.table_start]
            if shown == wanted.section or shown not in wanted.former_sections:
                continue
            words, below = words_of(cell)
            place = f"to {self._section_words(wanted.section)}"
            source = self.page.table(cell.label.table_start)
            target = home_of(self.page, self.form, self.sections, wanted.section)
            ours = words in (wanted.label, *wanted.former_labels) and below in ("", wanted.hint, *wanted.former_hints)
            if self.page.pending(source) or (target and self.page.pending(target)):
                self.leave(wanted, "pending", f"“{wanted.label}” is not moved {place}: {PENDING}")
            elif not ours or not cell.label.plain:
                self.leave(wanted, "altered", f"“{wanted.label}” is not moved {place}: its label was changed by hand")
            elif not self.page.even(source) or (target and not self.page.even(target)) or not (target or self._may_open(wanted.section)):
                self.leave(wanted, "shape", f"“{wanted.label}” is not moved {place}: {SHAPE}")
            elif carry_requests(self.page.content(cell.value), self.page.lists, 1, "") is None:
                says = f"“{wanted.label}” is not moved {place}: what stands there (a chip, a picture, a checklist) cannot be carried whole"
                self.leave(wanted, "whole", says)
            else:
                self.relabels = [one for one in self.relabels if one.cell is not cell]
                self.leaving.append(cell)
                self.incoming.setdefault(wanted.section, []).append(Incoming(wanted, cell))
                self.steps.append(Step("move", wanted.id, f"“{wanted.label}” moves {place}, with all that stands in it"))

    # additions

    def add(self, *, put_back: bool) -> None:
        for problem in self.page.plan.problems:
            wanted = self.form.fields[problem.field_id]
            title = wanted.title or wanted.label
            if problem.code != "lost":
                self.leave(wanted, "twice", f"“{title}” stands there more than once, or without a cell beside it")
                continue
            if wanted.id in self.known and not put_back:
                self.leave(wanted, "deleted", f"“{title}” was deleted there, and stays away; `otsync upgrade --put-back` puts it back")
                continue
            home = home_of(self.page, self.form, self.sections, wanted.section) if wanted.kind != "rows" else None
            if home is not None and self.page.pending(home):
                self.leave(wanted, "pending", f"“{title}” is not added: {PENDING}")
            elif (home is not None and not self.page.even(home)) or (home is None and not self._may_open(wanted.section)):
                self.leave(wanted, "shape", f"“{title}” is not added: {SHAPE}")
            else:
                self.incoming.setdefault(wanted.section, []).append(Incoming(wanted))
                self.holds.add(wanted.id)
                what = "a table" if wanted.kind == "rows" else "a row"
                self.steps.append(Step("add", wanted.id, f"{what} “{title}” in {self._section_words(wanted.section)}"))

    def _may_open(self, section: str) -> bool:
        """Whether there is a sure place for a section that the Doc does not have, and nothing is suggested there."""
        place = place_of_section(self.page, self.form, self.sections, section)
        return place is not None and not place.pending

    def _section_words(self, section: str) -> str:
        heading = self.form.section(section).heading
        return f"the section “{heading}”" if heading else "the top of the page"


def place_of_section(page: Page, form: PlanForm, sections: Mapping[int, str], section: str) -> Paragraph | None:
    """The paragraph in front of which a section that the Doc lacks belongs: behind the one that the form has before it."""
    assert page.tab is not None
    order = list(dict.fromkeys(one.section for one in form.in_doc()))
    at = order.index(section)
    for before in reversed(order[:at]):
        home = home_of(page, form, sections, before)
        if home is not None:
            end = page.end(home)
            return next((block for block in page.tab.blocks if isinstance(block, Paragraph) and block.start == end), None)
    for after in order[at + 1 :]:
        home = home_of(page, form, sections, after)
        if home is not None:
            return page.before(home)
    return None


def _blank(cell: TableCell) -> bool:
    return cell.plain and not cell.pending and not cell.text.strip()


def blank_pair(label: TableCell, value: TableCell) -> bool:
    """A label and a value cell with nothing in them: where a row has room for one more field."""
    return _blank(label) and _blank(value)
