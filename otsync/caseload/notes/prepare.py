"""A line made ready: struck words taken out, classified, divided at its dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from otsync.caseload.notes.model import Line
from otsync.caseload.notes.scan import Scan, scan
from otsync.caseload.notes.stretch import Stretch, divide
from otsync.caseload.notes.tokens import blank, fold

_STRUCK = re.compile(r"~~[^~\n]{1,400}~~")
_BREAK = re.compile("[\n\u000b\u2028\u2029]")
_HEAD = 400


@dataclass(slots=True)
class Prepared:
    """A line with its classification. `head` is its folded beginning, stripped."""

    line: Line
    text: str
    scan: Scan
    pieces: list[Stretch]
    head: str


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
    if not head:
        return None
    chips = [(a, b, day) for a, b, day in line.dates if isinstance(day, date) and text[a:b].strip()]
    scanned = scan(text, chips, folded)
    return Prepared(line, text, scanned, divide(scanned), head)


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
