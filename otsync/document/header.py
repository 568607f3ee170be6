"""The header lines of a page that a therapist already keeps, read as fields of a plan. Pure; her page is only read.

Header is what stands above the dated notes (or below a heading in heading style that names a field), and tables of label and
value. A line that begins with a day is a note, and so is what follows it; a pasted e-mail is never read. What is not surely a
field is left where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import PlanForm
from otsync.caseload.notes import structure
from otsync.caseload.notes.model import Line
from otsync.caseload.notes.prepare import prepare
from otsync.caseload.notes.tokens import fold
from otsync.document.body import Paragraph, Tab, Table
from otsync.document.header_tables import begins_with_a_day, read_table
from otsync.document.header_taken import NUMBER, Header, Left, Taken, same_as
from otsync.document.header_words import Found, Labels, bare, is_name, split_facts, title_facts

__all__ = ["Header", "Left", "read_header", "same_as"]

_OTHER_LABEL = re.compile(r"\s*[^\W\d_][^:\n]{0,38}[:：](?:\s|$)")


def read_header(tabs: Sequence[Tab], form: PlanForm, *, today: date) -> Header:
    """Read the header of a Doc's tabs (without the tab for e-mails). `today` is the local day: what is past is told from it."""
    taken = Taken(form, today, Labels(form))
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

    def __init__(self, taken: Taken) -> None:
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
                read_table(block, self.taken)
                continue
            at += 1
            below = next((one for one in paragraphs[at : at + 2] if one.text.strip()), None)
            self.list_below = below is not None and (below.bullet or bool(NUMBER.match(below.text)))
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
        marked = block.bullet or bool(NUMBER.match(plain))
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
        return ready is not None and (structure.notes_heading(ready.head) or begins_with_a_day(ready))


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
