"""A line made ready: struck words taken out, classified, divided at its dates."""

from __future__ import annotations

import re
from datetime import date

from otsync.caseload.notes.model import Line
from otsync.caseload.notes.scan import Scan, scan
from otsync.caseload.notes.stretch import Stretch, divide
from otsync.caseload.notes.tokens import blank, fold

_STRUCK = re.compile(r"~~[^~\n]{1,400}~~")
_BREAK = re.compile("[\n\u000b\u2028\u2029]")
_HEAD = 400


class Prepared:
    """A line ready to be read. `head` is its folded beginning, stripped; it is classified and divided when that is first asked for."""

    __slots__ = ("_folded", "_pieces", "_scan", "head", "line", "text")

    def __init__(self, line: Line, text: str, folded: str, head: str) -> None:
        self.line = line
        self.text = text
        self.head = head
        self._folded = folded
        self._scan: Scan | None = None
        self._pieces: list[Stretch] | None = None

    @property
    def scan(self) -> Scan:
        if self._scan is None:
            chips = [(a, b, day) for a, b, day in self.line.dates if isinstance(day, date) and self.text[a:b].strip()]
            self._scan = scan(self.text, chips, self._folded)
        return self._scan

    @property
    def pieces(self) -> list[Stretch]:
        """The line's stretches, in order."""
        if self._pieces is None:
            self._pieces = divide(self.scan)
        return self._pieces


def prepare(line: Line) -> Prepared | None:
    """The line ready to be read, or None where nothing stands that counts (blank, or struck through as a whole)."""
    text = line.text
    spans = list(line.struck)
    if "~~" in text:
        spans.extend(match.span() for match in _STRUCK.finditer(text))
    if spans:
        text = blank(text, spans)
    folded = fold(text)
    head = folded.strip()[:_HEAD]
    return Prepared(line, text, folded, head) if head else None


def split_breaks(line: Line) -> list[Line]:
    """A paragraph with line breaks inside (Shift+Enter) as the several lines that a person sees."""
    text = line.text
    if not _BREAK.search(text):
        return [line]
    out: list[Line] = []
    start = 0
    for match in (*_BREAK.finditer(text), None):
        end = match.start() if match else len(text)
        out.append(
            Line(
                text=text[start:end],
                place=line.place,
                heading=line.heading,
                bullet=line.bullet,
                struck=tuple((max(a, start) - start, min(b, end) - start) for a, b in line.struck if a < end and b > start),
                dates=tuple((a - start, b - start, day) for a, b, day in line.dates if start <= a and b <= end),
            )
        )
        start = end + 1
    return out
