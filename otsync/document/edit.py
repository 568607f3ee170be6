"""The least change to a cell's text: only words that differ are taken out and put in, so that what stands beside them keeps its look.

The old text is taken apart into words, spaces, line ends and chips, each with its place in the Doc (UTF-16 units); the new text is
held against it. A word that takes another's place takes its style as well: it is inserted at the old one's end, where Google gives
it the style of what stands before it, and then the old one goes. Places fall only beside white space or a character that is a word
of its own, and never inside a grapheme cluster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from otsync.caseload.values import folded_as_typed
from otsync.document.body import Paragraph, TableCell

Json = dict[str, Any]

_TOKEN = re.compile(r"\n|\x0b|[ \t]|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^ \t\n\x0b\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
"""A line end, a space, a word; a character of a script that puts no spaces is a word of its own."""
_MOST_TOKENS = 6_000
"""Above this the two texts are compared at their ends alone."""
_EXACT = 400
"""Up to this many tokens every one counts; above, the commonest (spaces) do not anchor the comparison: it would take too long."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the old text and where it stands. `key` is what it is compared by."""

    key: str
    start: int
    end: int
    chip: bool = False


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def clean(text: str) -> str:
    """What Google keeps of inserted text: control characters and the private use area are stripped, so they are not sent."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ch for ch in text if ch in "\n\t\x0b" or not (unicodedata.category(ch) in ("Cc", "Cs") or "\ue000" <= ch <= "\uf8ff"))


def edit_requests(cell: TableCell, new: str, tab: str | None, *, one_line: bool = False) -> list[Json]:
    """Requests that make a cell say `new`, from its end to its start. `tab` None: the first tab.

    one_line: the new text tells line ends as spaces (a row of a table in one line of the roster): the cell's own line ends serve.
    """
    there = _tokens(cell, one_line=one_line)
    if there is None:
        return _replaced(cell.start, cell.end - 1, clean(new), tab)
    words = _words(clean(new), there)
    ops = changes([token.key for token in there], [_key(text, one_line=one_line) for text in words], join=not one_line)
    return [request for op in reversed(ops) for request in _op(op, there, words, cell, tab)]


def split(text: str) -> list[str]:
    """Words, spaces and line ends; a mark that combines with what stands before it stays with it."""
    tokens: list[str] = []
    for piece in _TOKEN.findall(text):
        if tokens and _combines(piece[0], tokens[-1][-1]) and piece[0] not in "\n\x0b":
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def _combines(after: str, before: str) -> bool:
    """The two may be one character to a reader: marks, joiners, variation selectors, skin tones."""
    if before in "\n\x0b":
        return False
    return unicodedata.category(after)[0] == "M" or "\u200d" in (after, before) or "\U0001f3fb" <= after <= "\U0001f3ff"


def _key(text: str, *, one_line: bool) -> str:
    key = folded_as_typed(text)
    if one_line:
        return key.replace("\n", " ").replace("\t", " ").replace("|", "\xa6")
    return key


def _tokens(cell: TableCell, *, one_line: bool) -> list[Token] | None:
    """The cell's text with its places; None where they are not known."""
    tokens: list[Token] = []
    for number, paragraph in enumerate(cell.paragraphs):
        parts = _parts(paragraph)
        if parts is None:
            return None
        for text, start, end, words in parts:
            if not words:
                tokens.append(Token(_key(text, one_line=one_line), start, end, chip=True))
                continue
            at = start
            for piece in split(text):
                tokens.append(Token(_key(piece, one_line=one_line), at, at + units(piece)))
                at += units(piece)
        if number + 1 < len(cell.paragraphs):
            tokens.append(Token(_key("\n", one_line=one_line), paragraph.end - 1, paragraph.end))
    return tokens


def _parts(paragraph: Paragraph) -> list[tuple[str, int, int, bool]] | None:
    """Stretches of text, and chips, of one paragraph: (shown, start, end, is text)."""
    if not paragraph.parts:
        whole = units(paragraph.text) == paragraph.end - 1 - paragraph.start
        return [(paragraph.text, paragraph.start, paragraph.end - 1, True)] if whole else None
    parts: list[tuple[str, int, int, bool]] = []
    for text, start, end, words in paragraph.parts:
        if words and text.endswith("\n"):
            text, end = text[:-1], end - 1
        if words and units(text) != end - start:
            return None
        if words and parts and parts[-1][3] and parts[-1][2] == start:
            before = parts.pop()
            text, start = before[0] + text, before[1]
        if end > start:
            parts.append((text, start, end, words))
    return parts


def _words(text: str, there: Sequence[Token]) -> list[str]:
    """The new text in pieces; what a chip of the old text shows is one piece, so that the chip is kept."""
    chips = {token.key for token in there if token.chip and token.key.strip()}
    if not chips:
        return split(text)
    shown = re.compile("(" + "|".join(re.escape(chip) for chip in sorted(chips, key=len, reverse=True)) + ")")
    return [word for at, piece in enumerate(shown.split(text)) for word in ([piece] if at % 2 else split(piece))]


Op = tuple[int, int, int, int]


def changes(old: Sequence[str], new: Sequence[str], *, join: bool = True) -> list[Op]:
    """Stretches (from, to of the old; from, to of the new) that differ, in order; what stands between them is the same.

    join: two words in a row are one change, rather than one on each side of a space.
    """
    if old == new:
        return []
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle_old), len(middle_new)) > _MOST_TOKENS:
        return [(head, len(old) - tail, head, len(new) - tail)]
    matcher = SequenceMatcher(None, middle_old, middle_new, autojunk=max(len(middle_old), len(middle_new)) > _EXACT)
    ops: list[Op] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        op = (a + head, b + head, c + head, d + head)
        between = old[ops[-1][1] : op[0]] if ops else ()
        if join and between and all(not key.strip(" \t") for key in between):
            op = (ops[-1][0], op[1], ops[-1][2], op[3])
            ops.pop()
        ops.append(op)
    return [_slid(op, old, new) for op in ops]


def _slid(op: Op, old: Sequence[str], new: Sequence[str]) -> Op:
    """A whole line goes with the line end behind it, so that the paragraph before stays as it was; one that comes begins with it."""
    a, b, c, d = op
    if c == d and b < len(old) and old[a] == "\n" == old[b]:
        return a + 1, b + 1, c + 1, d + 1
    if a == b and a and new[d - 1] == "\n" == old[a - 1] and new[c - 1] == "\n":
        return a - 1, b - 1, c - 1, d - 1
    return op


def _op(op: Op, there: Sequence[Token], words: Sequence[str], cell: TableCell, tab: str | None) -> list[Json]:
    a, b, c, d = op
    text = "".join(words[c:d])
    if a < b:
        return _replaced(there[a].start, there[b - 1].end, text, tab)
    at = there[a].start if a < len(there) else (there[-1].end if there else cell.start)
    return [{"insertText": {"location": where(at, tab), "text": text}}] if text else []


def _replaced(start: int, end: int, text: str, tab: str | None) -> list[Json]:
    requests: list[Json] = []
    if text:
        requests.append({"insertText": {"location": where(end, tab), "text": text}})
    if end > start:
        requests.append({"deleteContentRange": {"range": span(start, end, tab)}})
    return requests


def where(index: int, tab: str | None) -> Json:
    """A Location."""
    return {"index": index} | ({"tabId": tab} if tab else {})


def span(start: int, end: int, tab: str | None) -> Json:
    """A half-open Range."""
    return {"startIndex": start, "endIndex": end} | ({"tabId": tab} if tab else {})
