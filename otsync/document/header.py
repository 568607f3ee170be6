"""The header lines of a page that a therapist already keeps, read as fields of a plan. Pure; her page is only read.

Header is what stands above the dated notes (or below a heading in heading style that names a field), and tables of label and
value. A line that begins with a day is a note, and so is what follows it; a pasted e-mail is never read. What is not surely a
field is left where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from otsync.caseload.dates import WEEKDAYS, parse_day
from otsync.caseload.fields import Field, PlanForm, normal
from otsync.caseload.notes import structure
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.prepare import prepare
from otsync.caseload.notes.tokens import fold
from otsync.caseload.values import compared
from otsync.document.body import Paragraph, Tab, Table, TableCell
from otsync.document.header_words import Found, Labels, bare, checked, grade_of, is_name, shared_out, split_facts, title_facts

GOAL_COLUMNS = {
    "goal": 0, "goals": 0, "iep goal": 0, "ot goal": 0, "annual goal": 0, "annual goals": 0, "iep goals": 0, "ot goals": 0, "goal text": 0,
    "whose": 1, "who": 1, "whose goal": 1, "discipline": 1, "owner": 1, "responsible": 1,
    "where": 2, "where in the school day": 2, "setting": 2, "location": 2, "when": 2,
    "how it is going": 3, "progress": 3, "status": 3, "how is it going": 3, "current level": 3, "notes": 3, "update": 3, "data": 3,
}  # fmt: skip
"""Header of a goals table -> column of the plan's own."""
WEEK = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_LEADS = re.compile(rf"[\W_]*(?:(?:{WEEK})\b)?[\W_]*", re.IGNORECASE)
_OTHER_LABEL = re.compile(r"\s*[^\W\d_][^:\n]{0,38}[:：](?:\s|$)")
_NUMBER = re.compile(r"^\s*(?:[-*•·▪◦‣☐☑]|\(?\d{1,2}[.)](?!\d)|[a-z][.)])\s+")


@dataclass(frozen=True, slots=True)
class Left:
    """A line that names a field and was not taken over. `why`: type | past | person | long | twice | pending | shared | more."""

    field_id: str
    line: str
    why: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a page says in its header: field -> value as it stands there, goals as rows, and what was left."""

    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    names: tuple[str, ...] = ()
    """Names of the student that the page gives: behind a label, or in its title."""


@dataclass
class _Taken:
    """What is being gathered."""

    form: PlanForm
    today: date
    labels: Labels
    values: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Field -> (label, value, line), each as it stands there."""
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def take(self, found: Found, line: str) -> None:
        shares: Mapping[str, str] = {found.field_ids[0]: found.value}
        if len(found.field_ids) > 1:
            shares = shared_out(found.field_ids, found.value, self.form)
            if not shares and not self.form.is_missing(found.value):
                self.left.append(Left(found.field_ids[0], line, "shared"))
        for field_id, value in shares.items():
            self._one(field_id, found.words, value, line)

    def _one(self, field_id: str, words: str, value: str, line: str) -> None:
        wanted = self.form.fields[field_id]
        if field_id == "name":
            if value.strip():
                self.names.append(value.strip())
            return
        if wanted.kind == "rows":
            for text in value.split("\n"):
                self.goal((_NUMBER.sub("", text).strip(),))
            return
        if field_id == "therapist" and re.search(r"\d", value) and "service_minutes" in self.form.fields:
            # "OT: 30 min weekly" names the service, "OT: J. Doe" the person.
            field_id, wanted = "service_minutes", self.form.fields["service_minutes"]
        text, why = checked(wanted, words, value, self.form, self.today)
        if why == "missing":
            return
        if why:
            self.left.append(Left(field_id, line, why))
            return
        self.values.setdefault(field_id, []).append((words, text, line))

    def goal(self, cells: Sequence[str]) -> None:
        row = (tuple(cells) + ("",) * 4)[: len(self.form.fields["goals"].columns)]
        there = self.rows.setdefault("goals", [])
        if row[0] and not self.form.is_missing(row[0]) and row not in there:
            there.append(row)

    def header(self) -> Header:
        values: dict[str, str] = {}
        for field_id, found in self.values.items():
            same = {same_as(self.form.fields[field_id], text): (words, text, line) for words, text, line in reversed(found)}
            labels = {normal(words) for words, _, _ in same.values()}
            if len(same) == 1:
                values[field_id] = found[0][1]
            elif self.form.fields[field_id].kind == "text" and len(labels) == len(same):
                # "Precautions: ...", "Allergies: ...": one field, told in parts, each with its own word.
                ordered = [one for one in found if one in same.values()]
                first = normal(ordered[0][0]) in (normal(self.form.fields[field_id].label), normal(self.form.fields[field_id].header))
                values[field_id] = "\n".join(
                    text if at == 0 and first else f"{words.strip()}: {text}" for at, (words, text, _) in enumerate(ordered)
                )
            else:
                self.left += [Left(field_id, line, "twice") for _, _, line in same.values()]
        rows = {key: tuple(one) for key, one in self.rows.items() if one}
        return Header(values, rows, tuple(dict.fromkeys(self.left)), tuple(dict.fromkeys(self.names)))


def same_as(wanted: Field, text: str) -> str:
    """What two values of a header are held to be the same by: "4th grade" is "4", 3/1/17 is 3/1/2017."""
    if wanted.id == "grade" and (grade := grade_of(text)):
        return grade
    if wanted.kind in ("date", "choice"):
        return compared(wanted, text)
    return re.sub(r"\s+", " ", fold(text)).strip().strip(".,;")


def read_header(tabs: Sequence[Tab], form: PlanForm, *, today: date) -> Header:
    """Read the header of a Doc's tabs (without the tab for e-mails). `today` is the local day: what is past is told from it."""
    taken = _Taken(form, today, Labels(form))
    for tab in tabs:
        _Page(taken).read(tab)
    return taken.header()


@dataclass
class _Open:
    """A label that stands alone: what follows may be its value."""

    found: Found
    line: str
    lines: list[str] = field(default_factory=list)
    blank: bool = False
    goes_on: bool = False
    """Its value began on its own line; only what surely goes on from it is taken."""


class _Page:
    """One tab, from its top to its end."""

    def __init__(self, taken: _Taken) -> None:
        self.taken = taken
        self.labels = taken.labels
        self.in_notes = False
        self.dated_heading = 0
        self.mail = False
        self.first = True
        self.open: _Open | None = None
        self.list_below = False

    def read(self, tab: Tab) -> None:
        paragraphs = [block for block in tab.blocks if isinstance(block, Paragraph)]
        lines = [block.text for block in paragraphs]
        at = 0
        for block in tab.blocks:
            if isinstance(block, Table):
                self._close()
                self.mail = False
                _table(block, self.taken)
                continue
            at += 1
            below = next((one for one in paragraphs[at : at + 2] if one.text.strip()), None)
            self.list_below = below is not None and (below.bullet or bool(_NUMBER.match(below.text)))
            for text in re.split("[\n\x0b]", block.text):
                self._line(block, text, lines[at : at + 3])
        self._close()

    def _line(self, block: Paragraph, text: str, following: list[str]) -> None:
        plain = _unstruck(block, text)
        if not plain.strip():
            if self.open:
                if self.open.lines or self.open.goes_on or self.open.blank:
                    self._close()
                else:
                    self.open.blank = True
            return
        first, self.first = self.first, False
        if structure.quoted(fold(plain).strip()):
            return
        if structure.mail_begins(fold(plain).strip(), following):
            self._close()
            self.mail = True
            return
        if self._awaits_day() and parse_day(plain.strip(), reference=self.taken.today):
            self._below(block, plain)
            return
        if self._is_note(block, plain):
            self._close()
            self.in_notes, self.mail = True, False
            self.dated_heading = block.heading
            return
        alone = self._alone(block, plain)
        if self.mail or self.in_notes:
            if not (block.heading and alone and not (0 < self.dated_heading < block.heading)):
                self._close()
                return
            self.mail = self.in_notes = False
        if block.pending:
            _, found = self.labels.on_line(plain)
            self._close()
            named = found[0] if found else alone
            if named:
                self.taken.left.append(Left(named.field_ids[0], plain.strip(), "pending"))
            return
        if alone:
            self._close()
            self.open = _Open(alone, plain.strip())
            return
        before, found = self.labels.on_line(plain)
        if not found and (bold := self._bold(block, plain)):
            found = [bold]
        if found:
            self._close()
            if before and (is_name(before) or first):
                self._title(before)
            found = [piece for one in found for piece in split_facts(one, self.labels, self.taken.today)]
            for one in found[:-1]:
                self.taken.take(one, plain.strip())
            self._last(found[-1], plain.strip())
            return
        if first or block.heading == 7:
            facts = title_facts(plain, self.labels, self.taken.today)
            for key, value in facts.items():
                self.taken.take(Found((key,), key, value), plain.strip())
            if not facts:
                self._title(plain)
            return
        self._below(block, plain)

    def _title(self, text: str) -> None:
        for part in [text, *re.split(r"\s+[-–—|]\s+|\s*[|•·]\s*|\t", text)]:
            if is_name(part.strip()):
                self.taken.names.append(part.strip())
                return

    def _last(self, found: Found, line: str) -> None:
        """The last label of a line: its value may go on below."""
        if found.value:
            if self._kind(found) == "text":
                self.open = _Open(found, line, [found.value], goes_on=True)
            else:
                self.taken.take(found, line)
        else:
            self.open = _Open(found, line)

    def _below(self, block: Paragraph, plain: str) -> None:
        """A line without a label, below one."""
        if self.open is None:
            return
        if block.heading or structure.notes_heading(fold(plain).strip()) or (_OTHER_LABEL.match(bare(plain)) and not block.bullet):
            self._close()
            if structure.notes_heading(fold(plain).strip()):
                self.in_notes = True
            return
        kind = self._kind(self.open.found)
        words = bare(plain).strip()
        marked = block.bullet or bool(_NUMBER.match(plain))
        if self.open.blank and not self.open.lines and not marked:
            self._close()  # a paragraph of its own, not a list below the label
        elif kind in ("line", "date", "choice"):
            self.open.lines.append(words)
            self._close()
        elif not self.open.goes_on or marked or words[:1].islower() or self.open.lines[-1].rstrip()[-1:] in ",;:&-":
            self.open.lines.append(words)
        else:
            self.taken.left.append(Left(self.open.found.field_ids[0], f"{self.open.line} / {words}", "more"))
            self._close()

    def _awaits_day(self) -> bool:
        """Right below a label of a date that stands alone, a day is its value and no note."""
        return self.open is not None and not self.open.blank and self._kind(self.open.found) == "date"

    def _kind(self, found: Found) -> str:
        return self.taken.form.fields[found.field_ids[0]].kind

    def _close(self) -> None:
        if self.open and self.open.lines:
            found = self.open.found
            line = self.open.line if self.open.goes_on else " / ".join([self.open.line, *self.open.lines])
            self.taken.take(Found(found.field_ids, found.words, "\n".join(self.open.lines)), line)
        self.open = None

    def _alone(self, block: Paragraph, plain: str) -> Found | None:
        """A line that is nothing but a label: with a colon, in heading style, bold, or in capitals."""
        words = bare(plain).strip()
        bold = block.bold >= len(block.text.rstrip()) > 0
        marked = words.endswith((":", "：")) or block.heading or bold or words.isupper() or (self.list_below and not block.bullet)
        ids = self.labels.fields_of(words.rstrip(":： ")) if marked and len(words) <= 60 else ()
        return Found(ids, words.rstrip(":： "), "") if ids else None

    def _bold(self, block: Paragraph, plain: str) -> Found | None:
        """A bold label with its value behind it and no colon: **DOB** 3/1/17."""
        if not 0 < block.bold < len(block.text.rstrip()) or block.text.strip() != plain.strip():
            return None
        words, value = block.text[: block.bold].strip(), block.text[block.bold :].strip()
        ids = self.labels.fields_of(bare(words).rstrip(":-–— "))
        return Found(ids, words, value.lstrip(":-–— ")) if ids and value else None

    def _is_note(self, block: Paragraph, plain: str) -> bool:
        """The line begins with a day: from there on stand notes. So it is with a heading such as "Notes"."""
        dates = block.dates if "\x0b" not in block.text and "\n" not in block.text else ()
        ready = prepare(Line(plain, heading=block.heading, dates=dates))
        if ready is None:
            return False
        if structure.notes_heading(ready.head):
            return True
        if not ready.pieces or not ready.pieces[0].leads:
            return False
        return bool(_LEADS.fullmatch(ready.text[: ready.pieces[0].leads[0].a]))


def _unstruck(block: Paragraph, text: str) -> str:
    """Without what is struck through; a paragraph with line breaks inside that has struck words is read without those lines."""
    if not block.struck:
        return text
    if text != block.text:
        return ""
    kept = list(text)
    for a, b in block.struck:
        kept[a:b] = " " * (min(b, len(kept)) - a)
    return "".join(kept)


def _table(table: Table, taken: _Taken) -> None:
    """A table of labels and values (two or four columns, or a header row above one row), or a table of goals."""
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    if not rows or normal(rows[0][0].label) in ("date", "dates", "day", "week"):
        return
    labels = taken.labels
    heads = [labels.fields_of(cell.text.strip()) for cell in rows[0]]
    filled = [at for at, cell in enumerate(rows[0]) if cell.text.strip()]
    labelled = len(filled) > 1 and all(heads[at] for at in filled)
    if len(rows) == 2 and labelled and not any(labels.fields_of(cell.text.strip()) for cell in rows[1]):
        for at in filled:
            if at < len(rows[1]):
                _cell(Found(heads[at], rows[0][at].text.strip(), rows[1][at].text.strip()), rows[1][at], taken)
        return
    if _dated(rows) or _goals_table(rows, taken):
        return
    for row in rows:
        skip = False
        for at, cell in enumerate(row):
            if skip:
                skip = False
                continue
            ids = labels.fields_of(cell.text.strip()) if len(cell.text) <= 60 else ()
            if ids and at + 1 < len(row) and not labels.fields_of(row[at + 1].text.strip()):
                value = _listed(row[at + 1])
                _cell(Found(ids, cell.text.strip(), value), row[at + 1], taken)
                skip = True
            elif not ids:
                _inside(cell, taken)


def _dated(rows: Sequence[Sequence[TableCell]]) -> bool:
    """A log: the first cells of most rows below the first begin with a day."""
    below = rows[1:] if len(rows) > 1 else rows
    dated = 0
    for row in below:
        ready = prepare(Line(row[0].text)) if row and row[0].text.strip() else None
        dated += bool(ready and ready.pieces and ready.pieces[0].leads and _LEADS.fullmatch(ready.text[: ready.pieces[0].leads[0].a]))
    return dated * 2 > len(below)


def _listed(cell: TableCell) -> str:
    return "\n".join(bare(one.text).strip() for one in cell.paragraphs if one.text.strip())


def _cell(found: Found, cell: TableCell, taken: _Taken) -> None:
    line = f"{found.words} | {found.value}"
    if cell.pending:
        taken.left.append(Left(found.field_ids[0], line, "pending"))
    elif found.value.strip():
        taken.take(found, line)


def _inside(cell: TableCell, taken: _Taken) -> None:
    """A cell with lines of its own: `DOB: 3/1/17`."""
    if cell.pending:
        return
    for paragraph in cell.paragraphs:
        _, found = taken.labels.on_line(paragraph.text)
        if found and not paragraph.struck:
            for one in found:
                if one.value:
                    taken.take(one, paragraph.text.strip())
        elif not found and is_name(paragraph.text.strip()) and cell.row == 0 and cell.column == 0:
            taken.names.append(paragraph.text.strip())


def _goals_table(rows: Sequence[Sequence[TableCell]], taken: _Taken) -> bool:
    """`Goal | Progress`, one row each. A table that has "Goals" as the label of one row is none."""
    heads = [GOAL_COLUMNS.get(normal(cell.text)) for cell in rows[0]]
    if 0 not in heads or len(rows) < 2:
        return False
    if sum(head is not None for head in heads) < min(2, len(rows[0])) and len(rows[0]) > 1:
        return False
    if parse_day(rows[0][0].text):
        return False
    for row in rows[1:]:
        if any(cell.pending for cell in row):
            taken.left.append(Left("goals", " | ".join(cell.text for cell in row), "pending"))
            continue
        cells = [""] * 4
        for at, cell in enumerate(row):
            place = heads[at] if at < len(heads) else None
            if place is not None and not cells[place]:
                cells[place] = _listed(cell)
        taken.goal(cells)
    return True
