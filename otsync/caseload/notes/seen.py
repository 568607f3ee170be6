"""Lines that stood in a Doc on the day it was adopted: recorded as seen, by hashes in the order of the Doc, and told from later ones.

What counts as the same line afterwards:
- the same words, wherever they stand (moved, or cut in one week and pasted back in another);
- an edit in its place that leaves its day or its words as they were, or, for a line without a day, one line in the place of one:
  a typing error mended in an old note logs nothing. Only where the old line was a session: a line that was none and becomes one by an
  edit ("10/7" completed to "10/7 30 push-in") is newly written;
- each line once: a second line of the same words is new.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from otsync.caseload.notes.model import Collected, Entry, Flag, Line, Reading, Source
from otsync.caseload.notes.prepare import prepare, split_breaks
from otsync.caseload.notes.tokens import line_key

MOST_LINES = 5_000
"""Lines that are recorded for one Doc: what fits into a cell of the hidden tab."""
SIZE = 4
"""Characters of a hash: 24 bits."""
NO_DAY = "." * SIZE


@dataclass(frozen=True, slots=True)
class Mark:
    """One line: hash of its day as written (NO_DAY: none), hash of its words, and whether it was a session when it was recorded.

    `new`: a later line of the same words as one that was seen; remembered so that the two are not taken for each other.
    """

    day: str
    words: str
    session: bool = False
    new: bool = False

    @property
    def text(self) -> str:
        return self.day + self.words


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as a person sees it, and its place in the Doc."""

    text: str
    place: str
    mark: Mark


def pieces_of(otsync_id: str, source: Source, sessions: Iterable[Entry] = ()) -> list[Piece]:
    """The lines of a Doc that are not blank, in its order. `sessions`: what was read from them."""
    told: dict[str, list[str]] = {}
    for entry in sessions:
        told.setdefault(entry.place, []).append(line_key(entry.line))
    pieces: list[Piece] = []
    for one in source:
        lines = split_breaks(one) if isinstance(one, Line) else [Line("\t".join(cell.text for cell in one.cells), one.place)]
        for line in lines:
            if not line.text.strip():
                continue
            day, words = _parts(line)
            known = told.get(line.place, [])
            session = bool(known) and (len(lines) == 1 or any(line_key(line.text) in text or text in line_key(line.text) for text in known))
            mark = Mark(_hash(otsync_id, day) if day else NO_DAY, _hash(otsync_id, words), session)
            pieces.append(Piece(line.text, line.place, mark))
    return pieces


def _parts(line: Line) -> tuple[str, str]:
    """The day that a line begins with, as written, and the rest."""
    ready = prepare(line)
    if ready and ready.pieces and ready.pieces[0].leads:
        lead = ready.pieces[0].leads[0]
        if not re.search(r"\d", line.text[: lead.a]):
            return line_key(line.text[lead.a : lead.b]), line_key(line.text[: lead.a] + " " + line.text[lead.b :])
    return "", line_key(line.text)


def _hash(otsync_id: str, text: str) -> str:
    raw = hashlib.blake2b(f"{otsync_id}\x1fseen\x1f{text}".encode(), digest_size=3).digest()
    return base64.urlsafe_b64encode(raw).decode()


def as_text(marks: Sequence[Mark]) -> str:
    """As it stands in the hidden tab: nine characters a line."""
    return "".join(mark.text + ("n" if mark.new else "+" if mark.session else "-") for mark in marks)


def from_text(text: str) -> list[Mark]:
    width = 2 * SIZE + 1
    parts = [text[at : at + width] for at in range(0, len(text) - width + 1, width)]
    return [Mark(part[:SIZE], part[SIZE : 2 * SIZE], part[-1] == "+", part[-1] == "n") for part in parts]


def recorded(marks: Sequence[Mark], new: Sequence[bool]) -> list[Mark]:
    """What to remember of a Doc's lines. `new`: those that are not to be held for old."""
    old = {mark.text for mark, is_new in zip(marks, new, strict=True) if not is_new}
    return [
        replace(mark, session=mark.session and not is_new, new=is_new)
        for mark, is_new in zip(marks, new, strict=True)
        if not is_new or mark.text in old
    ][:MOST_LINES]


def still_seen(seen: Sequence[Mark], now: Sequence[Mark]) -> tuple[list[bool], list[Mark]]:
    """For each line of `now` whether it is one that was seen; and what to remember: the lines as they stand now, those that are gone
    behind them."""
    found = _found(seen, now)
    taken = {i for i in found if i is not None}
    known = [i is not None and not seen[i].new for i in found]
    if len(taken) == len(seen) and _in_order(found) and all(i is None or seen[i].text == now[j].text for j, i in enumerate(found)):
        texts = {one.text for one in seen}
        if not any(i is None and now[j].text in texts for j, i in enumerate(found)):
            return known, list(seen)
    sessions = [i is not None and seen[i].session for i in found]
    marks = recorded([replace(one, session=was) for one, was in zip(now, sessions, strict=True)], [not one for one in known])
    gone = [seen[i] for i in range(len(seen)) if i not in taken and not seen[i].new]
    return known, [*marks, *gone][:MOST_LINES]


def _in_order(found: Sequence[int | None]) -> bool:
    places = [i for i in found if i is not None]
    return places == sorted(places)


def _found(seen: Sequence[Mark], now: Sequence[Mark]) -> list[int | None]:
    """For each line of `now` the remembered line that it is."""
    head = 0
    while head < min(len(seen), len(now)) and seen[head].text == now[head].text:
        head += 1
    tail = 0
    while tail < min(len(seen), len(now)) - head and seen[-1 - tail].text == now[-1 - tail].text:
        tail += 1
    found: list[int | None] = [None] * len(now)
    for at in range(head):
        found[at] = at
    for back in range(1, tail + 1):
        found[-back] = len(seen) - back
    old, new = seen[head : len(seen) - tail], now[head : len(now) - tail]
    matcher = SequenceMatcher(None, [one.text for one in old], [one.text for one in new], autojunk=False)
    blocks = matcher.get_opcodes() if old and new else []
    left = set(range(head, len(seen) - tail))
    for kind, a, b, c, d in blocks:
        if kind == "equal":
            for i, j in zip(range(a, b), range(c, d), strict=True):
                found[head + j] = head + i
                left.discard(head + i)
    by_text: dict[str, list[int]] = {}
    for i in sorted(left, reverse=True):
        by_text.setdefault(seen[i].text, []).append(i)
    for j, mark in enumerate(now):
        if found[j] is None and by_text.get(mark.text):
            found[j] = by_text[mark.text].pop()
            left.discard(found[j] or 0)
    _in_turn(now, found)
    for kind, a, b, c, d in blocks:
        if kind == "replace":
            before = [head + i for i in range(a, b) if head + i in left]
            after = [head + j for j in range(c, d) if found[head + j] is None]
            for i, j in _edits(seen, now, before, after):
                found[j] = i
    return found


def _in_turn(now: Sequence[Mark], found: list[int | None]) -> None:
    """Lines of the same words keep their order: nothing else tells them apart."""
    places: dict[str, list[int]] = {}
    for j, i in enumerate(found):
        if i is not None:
            places.setdefault(now[j].text, []).append(j)
    for same in places.values():
        for j, i in zip(same, sorted(found[j] or 0 for j in same), strict=True):
            found[j] = i


def _edits(seen: Sequence[Mark], now: Sequence[Mark], before: Sequence[int], after: Sequence[int]) -> list[tuple[int, int]]:
    """Old sessions of one gap, each with the line that it was edited to."""
    pairs: list[tuple[int, int]] = []
    free = list(after)
    for i in before:
        if not seen[i].session:
            continue
        for j in free:
            same_day = seen[i].day == now[j].day != NO_DAY
            same_words = seen[i].words == now[j].words and now[j].day != NO_DAY
            one_for_one = len(before) == len(after) == 1 and seen[i].day == now[j].day == NO_DAY
            if same_day or same_words or one_for_one:
                pairs.append((i, j))
                free.remove(j)
                break
    return pairs


def without_seen(reading: Reading, pieces: Sequence[Piece], known: Sequence[bool]) -> Reading:
    """The reading without what stands on seen lines."""
    by_place: dict[str, list[tuple[str, bool]]] = {}
    for piece, is_known in zip(pieces, known, strict=True):
        by_place.setdefault(piece.place, []).append((line_key(piece.text), is_known))
    continued = _continued(pieces, known)
    everywhere = {line_key(piece.text): is_known for piece, is_known in zip(pieces, known, strict=True)}

    def old(place: str, text: str) -> bool:
        there = by_place.get(place, [])
        if not there:
            return False
        parts = [part for part in (line_key(one) for one in text.split("\n")) if part]
        if len(parts) > 1 and len(there) == 1:
            # A form of several lines, told at the place of its first: old where most of its lines are.
            ages = [everywhere[part] for part in parts if part in everywhere] or [there[0][1]]
            return sum(ages) * 2 > len(ages)
        mine = [is_known for words, is_known in there if any(part in words or words in part for part in parts)]
        return all(mine or [is_known for _, is_known in there])

    def keep(one: Entry | Flag | Collected) -> bool:
        if isinstance(one, Flag) and one.place in continued:
            return True
        return not old(one.place, one.line if isinstance(one, Entry) else one.text)

    return Reading(
        tuple(one for one in reading.entries if keep(one)),
        tuple(one for one in reading.flags if keep(one)),
        tuple(one for one in reading.collected if keep(one)),
    )


def _continued(pieces: Sequence[Piece], known: Sequence[bool]) -> set[str]:
    """Places of old days below which a new line with a number stands: what is asked about them is news."""
    places: set[str] = set()
    heading = ""
    for piece, is_known in zip(pieces, known, strict=True):
        if piece.mark.day != NO_DAY:
            heading = piece.place if is_known else ""
        elif heading and not is_known and re.search(r"\d", piece.text):
            places.add(heading)
    return places
