"""The three-way merge of a table that stands on both sides: rows of a table in the Doc, lines of one cell in the roster.

Rows have no ids. A row is known by its words; a row whose words changed by its first columns (to the first that is no date), and
then by its place between rows that are known. What both sides last agreed on is remembered as hashes alone.

- A row added on one side is added on the other. A row changed on one side changes on the other, where that one is as agreed;
  changed on both, both stay and are listed.
- A row taken away on one side goes on the other where it is as agreed, and comes back where it was changed: what someone wrote
  since counts for more than that someone else took it away. The last row of a table that a plan needs never goes: it is asked about.
- The order of rows is each side's own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from otsync.caseload.fields import normal
from otsync.caseload.values import folded

Row = tuple[str, ...]
Choice = Literal["doc", "roster"]

VERSION = "r1"
_FULL, _KEY = 12, 8
"""Characters of base64: 72 bits of the whole row, 48 of what it is known by."""
_SIZE = _FULL + _KEY
NONE = "-" * _SIZE
BAR = " | "


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of one side as it is to be. `at` is where it stands now; None: it comes there."""

    row: Row
    at: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One row that changes on one side: `before` empty: added; `after` empty: taken away."""

    before: Row
    after: Row


@dataclass(frozen=True, slots=True)
class RowsMerged:
    """What each side is to hold, in its order, and what to remember."""

    doc: tuple[Placed, ...]
    roster: tuple[Placed, ...]
    to_doc: tuple[Step, ...] = ()
    to_roster: tuple[Step, ...] = ()
    differ: tuple[tuple[int, int], ...] = ()
    """(roster, Doc) places of rows that both sides changed."""
    emptied: Choice | None = None
    """The side where every row of a table that is needed was taken away: nothing goes anywhere."""
    base: str = ""
    begun: str = ""
    """What a Doc write is about to do, for a run that dies behind it."""


def one_line(text: str) -> str:
    """A cell of a row in one line: line ends are spaces, and the bar that parts columns is another one."""
    return re.sub(r"\s+", " ", folded(text)).replace("|", "\xa6").strip()


def plain(row: Sequence[str]) -> Row:
    """What two rows are compared by: cells in one line each, empty ones at the end left out."""
    cells = [one_line(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def read_lines(text: str, columns: int) -> list[Row]:
    """The lines of a roster cell as rows of so many columns. A line with more bars keeps them in its last column."""
    rows: list[Row] = []
    for line in folded(text).split("\n"):
        if line.strip(" |\t"):
            cells = [cell.strip() for cell in line.split("|", max(columns - 1, 0))]
            rows.append((*cells, *("" for _ in range(columns - len(cells)))))
    return rows


def line_of(row: Sequence[str]) -> str:
    """A row as one line."""
    return BAR.join(plain(row)).strip(" ") if plain(row) else ""


def lines_of(rows: Iterable[Sequence[str]]) -> str:
    """Rows as the lines of a cell, blank ones left out."""
    return "\n".join(line for row in rows if (line := line_of(row)))


LINE_END = " \u23ce "


def told(rows: Iterable[Sequence[str]]) -> str:
    """Rows as the tab Changes tells them: one a line, the line ends inside a cell shown, so that they can come back."""
    lines = ([re.sub(r"\s*[\n\x0b]\s*", LINE_END, cell.strip()) for cell in row] for row in rows)
    return "\n".join(BAR.join(cells) for cells in lines if any(cells))


def read_told(text: str, columns: int) -> list[Row]:
    """What `told` wrote."""
    return [tuple(cell.replace(LINE_END, "\n").strip() for cell in row) for row in read_lines(text, columns)]


def key_width(columns: Sequence[str]) -> int:
    """How many columns a row is known by: dates alone do not tell rows apart."""
    return next((at + 1 for at, name in enumerate(columns) if normal(name) != "date"), len(columns))


@dataclass(frozen=True, slots=True)
class Agreed:
    """A row that both sides last held."""

    full: str
    key: str

    def __str__(self) -> str:
        return self.full + self.key


@dataclass(frozen=True, slots=True)
class Hasher:
    """Hashes of one student's rows of one field."""

    otsync_id: str
    field_id: str
    width: int
    """Columns that a row is known by."""

    def of(self, row: Sequence[str]) -> Agreed:
        # A bar inside a cell and a bar between columns are one: the Doc's table may have more columns than the form.
        words = tuple(part.strip() for cell in plain(row) for part in cell.split("\xa6"))
        return Agreed(self._hash("row", words, 9), self._hash("key", words[: self.width], 6))

    def _hash(self, what: str, words: Row, size: int) -> str:
        raw = hashlib.blake2b("\x1f".join((self.otsync_id, self.field_id, what, *words)).encode(), digest_size=size).digest()
        return base64.urlsafe_b64encode(raw).decode()


@dataclass(frozen=True, slots=True)
class Differing:
    """Two rows that are listed as one that both sides changed: who is who stays so while neither changes again."""

    roster: Agreed
    doc: Agreed
    base: Agreed | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What the state remembers of a table: agreed rows, rows that a Doc write takes out, rows listed as differing."""

    rows: tuple[Agreed, ...] = ()
    gone: tuple[Agreed, ...] = ()
    differ: tuple[Differing, ...] = ()

    def __str__(self) -> str:
        differ = (f"{one.roster}{one.doc}{one.base or NONE}" for one in self.differ)
        return ":".join((VERSION, "".join(map(str, self.rows)), "".join(map(str, self.gone)), "".join(differ)))


def write_mark(rows: Iterable[Agreed], gone: Iterable[Agreed] = (), differ: Iterable[Differing] = ()) -> str:
    """A mark as one word of the state."""
    return str(Mark(tuple(rows), tuple(gone), tuple(differ)))


def read_mark(text: str | None) -> Mark:
    """What `write_mark` wrote; anything else is nothing."""
    parts = (text or "").split(":")
    if len(parts) != 4 or parts[0] != VERSION:
        return Mark()
    rows, gone, differ = (
        [Agreed(part[at : at + _FULL], part[at + _FULL : at + _SIZE]) for at in range(0, len(part) - _SIZE + 1, _SIZE)]
        for part in parts[1:]
    )
    triples = [Differing(one, other, None if str(base) == NONE else base) for one, other, base in zip(*[iter(differ)] * 3, strict=False)]
    return Mark(tuple(rows), tuple(gone), tuple(triples))


def same_rows(first: str | None, second: str | None) -> bool:
    """Both marks hold the same rows, in whatever order."""
    one, other = (sorted(row.full for row in read_mark(text).rows) for text in (first, second))
    return first is not None and second is not None and one == other


def pair(rows: Sequence[Agreed], base: Sequence[Agreed], *, by_place: bool = True) -> list[int | None]:
    """For each row the one of `base` that it is, or None: by its words, by its first columns, by its place."""
    found: list[int | None] = [None] * len(rows)
    left = set(range(len(base)))
    for part in ("full", "key"):
        for at, row in enumerate(rows):
            if found[at] is None:
                same = next((index for index in sorted(left) if getattr(base[index], part) == getattr(row, part)), None)
                if same is not None:
                    found[at] = same
                    left.discard(same)
    if by_place:
        _by_place(found, len(base))
    return found


def _by_place(found: list[int | None], size: int) -> None:
    """Between two neighbours that are known on both sides as many rows on both: they are each other, in order."""
    known = [index for index in found if index is not None]
    if known != sorted(known):
        return
    stops = [(-1, -1), *((at, index) for at, index in enumerate(found) if index is not None), (len(found), size)]
    for (at, index), (next_at, next_index) in pairwise(stops):
        if next_at - at == next_index - index:
            for step in range(1, next_at - at):
                found[at + step] = index + step


@dataclass
class _Unit:
    """One row as it stands on the two sides, and as it is to stand."""

    base: Agreed | None = None
    roster: int | None = None
    doc: int | None = None
    new_roster: Row | None = None
    new_doc: Row | None = None
    agreed: Agreed | None = None
    differs: bool = False


Choose = Callable[[Row, Row], Choice | None]


@dataclass
class _Sides:
    hasher: Hasher
    roster: Sequence[Row]
    doc: Sequence[Row]
    units: list[_Unit] = field(default_factory=list)


def merge_rows(
    hasher: Hasher,
    *,
    base: str | None,
    begun: str | None,
    roster: Sequence[Row],
    doc: Sequence[Row],
    required: bool,
    may_write_doc: bool = True,
    may_write_roster: bool = True,
    choose: Choose = lambda roster, doc: None,
    cleared: Choice | None = None,
) -> RowsMerged:
    """Decide a table. Rows are not blank; their places are their numbers in `roster` and `doc`.

    base, begun: marks. choose: a person's answer about a pair of rows that differ. cleared: the answer where one side was emptied:
    the side whose state counts.
    """
    sides = _Sides(hasher, roster, doc)
    in_roster, in_doc = [hasher.of(row) for row in roster], [hasher.of(row) for row in doc]
    agreed = _agreed(base, begun, in_doc)
    if cleared:
        emptied = not (doc if cleared == "doc" else roster)
        agreed = (in_roster if cleared == "doc" else in_doc) if emptied else []
    elif required and agreed and bool(roster) != bool(doc):
        return _kept(roster, doc, base, "doc" if roster else "roster")
    sides.units = _units(in_roster, in_doc, agreed, read_mark(base).differ)
    for unit in sides.units:
        _decide(unit, sides, choose)
        _allow(unit, sides, may_write_doc=may_write_doc, may_write_roster=may_write_roster)
    return _result(sides)


def _agreed(base: str | None, begun: str | None, in_doc: Sequence[Agreed]) -> list[Agreed]:
    """What counts as agreed: the base, and what a run that died had already written to the Doc."""
    mark = read_mark(begun)
    there = {row.full for row in in_doc}
    taken = {row.full for row in mark.gone} - there
    rows = [row for row in read_mark(base).rows if row.full not in taken]
    known = {row.full for row in rows}
    return rows + [row for row in mark.rows if row.full in there and row.full not in known]


def _kept(roster: Sequence[Row], doc: Sequence[Row], base: str | None, emptied: Choice) -> RowsMerged:
    return RowsMerged(
        tuple(Placed(row, at) for at, row in enumerate(doc)),
        tuple(Placed(row, at) for at, row in enumerate(roster)),
        emptied=emptied,
        base=base or "",
    )


def _units(
    in_roster: Sequence[Agreed], in_doc: Sequence[Agreed], agreed: Sequence[Agreed], differ: Sequence[Differing]
) -> list[_Unit]:
    """Who is who: rows that say the same on both sides or are listed as differing, those that were agreed on, then new ones."""
    units = _twins(in_roster, in_doc)
    for one in differ:
        at = next((at for at, row in enumerate(in_roster) if row == one.roster and at not in {unit.roster for unit in units}), None)
        other = next((at for at, row in enumerate(in_doc) if row == one.doc and at not in {unit.doc for unit in units}), None)
        if at is not None and other is not None:
            units.append(_Unit(base=one.base, roster=at, doc=other))
    taken = _of_twins(units, in_doc, agreed)
    rest = [_Unit(base=row) for at, row in enumerate(agreed) if at not in taken]
    base = [unit.base for unit in rest if unit.base]
    sides = (in_roster, in_doc)
    free = [
        [at for at in range(len(in_roster)) if at not in {unit.roster for unit in units}],
        [at for at in range(len(in_doc)) if at not in {unit.doc for unit in units}],
    ]
    known = [pair([rows[at] for at in places], base, by_place=False) for rows, places in zip(sides, free, strict=True)]
    fresh = [[at for at, index in zip(places, found, strict=True) if index is None] for places, found in zip(free, known, strict=True)]
    new: list[_Unit] = []
    for at in fresh[1]:
        # Added on both sides, under the same first words.
        same = next((one for one in fresh[0] if in_roster[one].key == in_doc[at].key), None)
        if same is not None:
            fresh[0].remove(same)
            new.append(_Unit(roster=same, doc=at))
    for side, (rows, places) in enumerate(zip(sides, free, strict=True)):
        left = [at for at in places if at not in {unit.doc if side else unit.roster for unit in new}]
        for at, index in zip(left, pair([rows[at] for at in left], base), strict=True):
            unit = rest[index] if index is not None else _Unit()
            unit.roster, unit.doc = (unit.roster, at) if side else (at, unit.doc)
            if index is None:
                new.append(unit)
    return [*units, *rest, *new]


def _twins(in_roster: Sequence[Agreed], in_doc: Sequence[Agreed]) -> list[_Unit]:
    """Rows that say the same on both sides, each with one of the other side."""
    left = list(range(len(in_roster)))
    units: list[_Unit] = []
    for at, row in enumerate(in_doc):
        same = next((index for index in left if in_roster[index].full == row.full), None)
        if same is not None:
            left.remove(same)
            units.append(_Unit(roster=same, doc=at))
    return units


def _of_twins(units: Sequence[_Unit], in_doc: Sequence[Agreed], agreed: Sequence[Agreed]) -> set[int]:
    """What was agreed of them is settled: the places in `agreed` that they stand for."""
    left = list(range(len(agreed)))
    for unit in units:
        if unit.base in [agreed[at] for at in left]:
            left.remove(next(at for at in left if agreed[at] == unit.base))
    for part in ("full", "key"):
        for unit in units:
            if unit.base is None and unit.doc is not None:
                same = next((at for at in left if getattr(agreed[at], part) == getattr(in_doc[unit.doc], part)), None)
                if same is not None:
                    left.remove(same)
                    unit.base = agreed[same]
    return set(range(len(agreed))) - set(left)


def _decide(unit: _Unit, sides: _Sides, choose: Choose) -> None:
    roster = sides.roster[unit.roster] if unit.roster is not None else None
    doc = sides.doc[unit.doc] if unit.doc is not None else None
    unit.new_roster, unit.new_doc = roster, doc
    hashed = sides.hasher.of
    if roster is None and doc is None:
        return
    if roster is None or doc is None:
        there = roster if roster is not None else doc
        assert there is not None
        if unit.base is not None and hashed(there).full == unit.base.full:
            unit.new_roster = unit.new_doc = None  # as agreed, and taken away on the other side
            return
        unit.new_roster, unit.new_doc = roster or doc, doc or roster
    elif plain(roster) != plain(doc):
        changed_roster = unit.base is None or hashed(roster).full != unit.base.full
        changed_doc = unit.base is None or hashed(doc).full != unit.base.full
        winner: Choice | None = choose(roster, doc) if changed_roster and changed_doc else "roster" if changed_roster else "doc"
        if winner is None:
            unit.differs, unit.agreed = True, unit.base
            return
        unit.new_roster = unit.new_doc = roster if winner == "roster" else doc
    assert unit.new_doc is not None
    unit.agreed = hashed(unit.new_doc)


def _allow(unit: _Unit, sides: _Sides, *, may_write_doc: bool, may_write_roster: bool) -> None:
    """Where a side may not be written the row stays as it is there, and what was agreed stays agreed."""
    roster = sides.roster[unit.roster] if unit.roster is not None else None
    doc = sides.doc[unit.doc] if unit.doc is not None else None
    if (unit.new_doc != doc and not may_write_doc) or (unit.new_roster != roster and not may_write_roster):
        unit.new_roster, unit.new_doc, unit.agreed = roster, doc, unit.base


def _result(sides: _Sides) -> RowsMerged:
    units = sides.units
    doc = _in_order([(unit.doc, unit.roster, unit.new_doc) for unit in units])
    roster = _in_order([(unit.roster, unit.doc, unit.new_roster) for unit in units])
    to_doc = [
        (Step(sides.doc[unit.doc] if unit.doc is not None else (), unit.new_doc or ()), unit)
        for unit in units
        if unit.new_doc != (sides.doc[unit.doc] if unit.doc is not None else None)
    ]
    to_roster = [
        Step(sides.roster[unit.roster] if unit.roster is not None else (), unit.new_roster or ())
        for unit in units
        if unit.new_roster != (sides.roster[unit.roster] if unit.roster is not None else None)
    ]
    agreed = sorted((unit for unit in units if unit.agreed), key=lambda unit: (unit.doc is None, unit.doc or 0, unit.roster or 0))
    return RowsMerged(
        doc=doc,
        roster=roster,
        to_doc=tuple(step for step, _ in to_doc),
        to_roster=tuple(to_roster),
        differ=tuple((unit.roster, unit.doc) for unit in units if unit.differs and unit.roster is not None and unit.doc is not None),
        base=write_mark((unit.agreed for unit in agreed if unit.agreed), differ=_differing(sides)),
        begun=write_mark(
            [sides.hasher.of(step.after) for step, _ in to_doc if step.after],
            [sides.hasher.of(step.before) for step, _ in to_doc if step.before],
        )
        if to_doc
        else "",
    )


def _differing(sides: _Sides) -> list[Differing]:
    hashed = sides.hasher.of
    return [
        Differing(hashed(sides.roster[unit.roster]), hashed(sides.doc[unit.doc]), unit.base)
        for unit in sides.units
        if unit.differs and unit.roster is not None and unit.doc is not None
    ]


def _in_order(places: Sequence[tuple[int | None, int | None, Row | None]]) -> tuple[Placed, ...]:
    """One side's rows: those there in their order, each new one behind the row that it stands behind on the other side.

    places: (here, on the other side, as it is to be here).
    """
    here = sorted((own, other, row) for own, other, row in places if own is not None and row is not None)
    order: list[tuple[Placed, int | None]] = [(Placed(row, own), other) for own, other, row in here]
    for _, other, row in sorted(((own, other, row) for own, other, row in places if own is None and row), key=lambda one: one[1] or 0):
        before = [at for at, (_, place) in enumerate(order) if place is not None and other is not None and place < other]
        order.insert(max(before) + 1 if before else 0, (Placed(row, None), other))
    return tuple(placed for placed, _ in order)


def align(current: Sequence[Row], wanted: Sequence[Row], hasher: Hasher) -> tuple[Placed, ...]:
    """`wanted` as rows of a table that holds `current`: what has a place there keeps it. Rows whose order differs are written anew."""
    places: list[Placed] = []
    last = -1
    for row, index in zip(wanted, pair([hasher.of(row) for row in wanted], [hasher.of(row) for row in current]), strict=True):
        if index is not None and index > last:
            last = index
            places.append(Placed(current[index] if plain(current[index]) == plain(row) else row, index))
        else:
            places.append(Placed(row, None))
    return tuple(places)
