"""From tokens to items: one pass that names each span of a line (date, time, length, setting, reason, plain word)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from otsync.caseload.dates import MONTHS, WEEKDAYS
from otsync.caseload.notes import vocab
from otsync.caseload.notes.amounts import MINUTE, NUMBERS, is_assist
from otsync.caseload.notes.clauses import number_clauses
from otsync.caseload.notes.items import DateText, Item, Length
from otsync.caseload.notes.lengths import BEHIND_A_FRACTION, length_at
from otsync.caseload.notes.tokens import HUGE, Token, fold, tokenise
from otsync.caseload.notes.when import Tokens, clock_at, date_at, span_at

UNREADABLE = "\ue907"
"""What Google's own exports put where a chip stood."""

_CHIP = "\ue000"
"""What a date chip is while the tokens are made: its shown text may run into the words behind it."""

_TICKED = frozenset("☑☒✅✓✔🗹")
_OPEN = frozenset("☐□◻⬜❏❑✗✘❌✖")
"""Empty boxes, and crosses: not ticked as seen."""
_CPT = re.compile(r"9[27]\d{3}|g\d{4}|t\d{4}")
_LABELS = frozenset(
    [
        "rm",
        "room",
        "bldg",
        "bld",
        "grade",
        "gr",
        "goal",
        "obj",
        "objective",
        "pg",
        "page",
        "p",
        "level",
        "lvl",
        "period",
        "lesson",
        "table",
        "ext",
    ]
)
_SPECIAL = frozenset({*_LABELS, *MINUTE, *NUMBERS, *MONTHS, *WEEKDAYS, *vocab.SINGLE_DAYS, "mod", "max", "x", "noon", "g", "t"})
"""Words that may begin something other than a phrase of the vocabulary."""
_BEGINS = _SPECIAL | vocab.FIRST_WORDS
_PLAIN_MARKS = frozenset(",():;!&+|*-=#<>\"'")


class Scan:
    """A line, classified. Offsets in `items` count characters of `raw`."""

    __slots__ = ("folded", "items", "raw", "t")

    def __init__(self, raw: str, folded: str, items: list[Item], t: Tokens) -> None:
        self.raw = raw
        self.folded = folded
        self.items = items
        self.t = t


def scan(raw: str, chips: Sequence[tuple[int, int, date]] = (), folded: str | None = None) -> Scan:
    """Classify `raw` (a line with struck words blanked out; `folded` where it is known). Linear: every look ahead is bounded."""
    if folded is None:
        folded = fold(raw)
    for start, end, _ in chips:
        folded = folded[:start] + _CHIP + " " * (end - start - 1) + folded[end:]
    tokens = tokenise(folded)
    t = Tokens(tokens)
    items: list[Item] = []
    at_chip = {start: (end, day) for start, end, day in chips if end > start}
    i = 0
    seen_date = False
    while i < t.n:
        token = tokens[i]
        if at_chip and token.a in at_chip:
            end, day = at_chip[token.a]
            items.append(Item("date", DateText(day.month, day.day, day.year, chip=day), token.a, end, token.gap, i + 1))
            seen_date = True
            i += 1
            continue
        kind, s = token.kind, token.s
        if (kind == "w" and s not in _BEGINS) or (kind == "p" and s in _PLAIN_MARKS):
            # Most tokens of a narrative: nothing begins here.
            i += 1
            while s == "-" and tokens[i : i + 1] and tokens[i].s == "-" and not tokens[i].gap:
                i += 1
            items.append(Item(kind, s, token.a, tokens[i - 1].b, token.gap, i))
            continue
        if kind == "d":
            i, item = _digits(t, raw, i, token, seen_date, items)
        elif kind == "w":
            i, item = _word(t, raw, i, token)
        else:
            i, item = _mark(t, raw, i, token)
        items.append(item)
        seen_date = seen_date or item.tag in ("date", "ab")
    number_clauses(items, raw)
    return Scan(raw, folded, items, t)


def _made(t: Tokens, tag: str, val: object, i: int, j: int) -> tuple[int, Item]:
    tokens = t.list
    first = tokens[i]
    if j > t.n:
        j = t.n
    return j, Item(tag, val, first.a, tokens[j - 1].b, first.gap, j)


def _digits(t: Tokens, raw: str, i: int, token: Token, seen_date: bool, before: list[Item]) -> tuple[int, Item]:
    if token.s in vocab.FIRST_WORDS and (phrase := vocab.match(t, i)):
        return _made(t, phrase[1], phrase[2], i, phrase[0])
    if token.v >= HUGE and len(token.s) != 8:
        return _made(t, "num", HUGE, i, i + 1)
    if t.s(i + 1) == "/" and t.s(i + 3) in BEHIND_A_FRACTION:
        length = length_at(t, raw, i)
        two = length is not None and (length[1].of is not None or length[1].low is not None)
        if length and (seen_date or not two or not _a_date(token.v, t.v(i + 2))):
            return _made(t, "dur", length[1], i, length[0])
    when = date_at(t, i)
    if when and not when[1].loose:
        j, text = when
        if text.year is None and t.s(i + 1) == "/":
            return _made(t, "ab", text, i, j)
        return _made(t, "date", text, i, j)
    span = span_at(t, i)
    if span:
        return _made(t, "time", span[1], i, span[0])
    length = length_at(t, raw, i)
    if length:
        return _made(t, "dur", length[1], i, length[0])
    if when and not seen_date and not any(item.tag in ("dur", "time", "num", "setting", "w") for item in before[-6:]):
        return _made(t, "ab", when[1], i, when[0])
    clock = clock_at(t, i)
    if clock:
        return _made(t, "clock", clock[1], i, clock[0])
    if len(token.s) == 5 and _CPT.fullmatch(token.s):
        return _made(t, "cpt", token.s, i, i + 1)
    after = t.s(i + 1)
    if after == "%":
        return _made(t, "pct", token.v, i, i + 2)
    if after == ":" and t.v(i + 2) >= 0 and t.tight(i + 1) and t.tight(i + 2):
        if token.v == 1 and t.v(i + 2) == 1:
            return _made(t, "group", "individual", i, i + 3)
        return _made(t, "ratio", token.v, i, i + 3)
    if after == "x" and t.v(i + 2) < 0:
        return _made(t, "count", token.v, i, i + 2)
    if after in ("st", "nd", "rd", "th") and t.tight(i + 1):
        return _made(t, "ordinal", token.v, i, i + 2)
    if after == "u" and t.s(i + 2) not in ("'",):
        return _made(t, "units", token.v, i, i + 2)
    if after == "." and t.tight(i + 1) and t.v(i + 2) >= 0 and t.tight(i + 2):
        return _made(t, "decimal", token.v, i, i + 3)
    return _made(t, "num", token.v, i, i + 1)


def _a_date(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _word(t: Tokens, raw: str, i: int, token: Token) -> tuple[int, Item]:
    s = token.s
    if s not in _SPECIAL:
        if s == "ft" and raw[token.a : token.b] == "FT":
            # A field trip, perhaps; not feet.
            return _made(t, "w", s, i, i + 1)
        phrase = vocab.match(t, i)
        return _made(t, phrase[1], phrase[2], i, phrase[0]) if phrase else _made(t, "w", s, i, i + 1)
    if s in _LABELS:
        j = i + 1
        while t.s(j) in ("#", "."):
            j += 1
        if t.v(j) >= 0 and t.s(j + 1) not in MINUTE:
            return _made(t, "where" if s in ("rm", "room") else "label#", "room", i, j + 1)
    if s in MINUTE and len(s) > 1 and is_assist(t, raw, i + 1):
        return _made(t, "assist", True, i, i + 1)
    if s in ("mod", "max", "min") and (t.s(i + 1) in ("a", "assist", "cues") or (s != "min" and is_assist(t, raw, i + 1))):
        return _made(t, "assist", True, i, i + 2)
    if s == "x" and t.v(i + 1) >= 0 and t.tight(i + 1) and t.v(i + 1) < 5:
        return _made(t, "count", t.v(i + 1), i, i + 2)
    when = date_at(t, i) if s in MONTHS else None
    if when:
        return _made(t, "date", when[1], i, when[0])
    if s == "noon" and (span := span_at(t, i)):
        return _made(t, "time", span[1], i, span[0])
    phrase = vocab.match(t, i)
    if s in NUMBERS and (phrase is None or (phrase[1] in ("hedge", "w", "act", "data") and phrase[0] == i + 1)):
        length = length_at(t, raw, i)
        if length:
            return _made(t, "dur", length[1], i, length[0])
    weekday = vocab.weekday(t, raw, i)
    if weekday is not None and (phrase is None or phrase[0] == i + 1):
        j = i + 2 if t.s(i + 1) == "." and t.tight(i + 1) and i + 2 < t.n else i + 1
        return _made(t, "weekday", weekday, i, j)
    if s[0] in "gt" and len(s) == 1 and t.digits(i + 1) == 4 and t.tight(i + 1):
        return _made(t, "cpt", (s + t.s(i + 1)).upper(), i, i + 2)
    if phrase:
        return _made(t, phrase[1], phrase[2], i, phrase[0])
    return _made(t, "w", s, i, i + 1)


def _mark(t: Tokens, raw: str, i: int, token: Token) -> tuple[int, Item]:
    s = token.s
    if token.kind == "n":
        return _made(t, "p", "\n", i, i + 1)
    if s == "." and t.tight(i + 1) and t.v(i + 1) >= 0:
        length = length_at(t, raw, i)
        if length:
            return _made(t, "dur", length[1], i, length[0])
    if s in "½¼¾":
        length = length_at(t, raw, i)
        if length:
            return _made(t, "dur", length[1], i, length[0])
    if s == "~":
        return _made(t, "hedge", "hedge", i, i + 1)
    if s in _TICKED:
        return _made(t, "tick", True, i, i + 1)
    if s in _OPEN:
        return _made(t, "tick", False, i, i + 1)
    if s == "[" and t.s(i + 1) == "]":
        return _made(t, "tick", False, i, i + 2)
    if s == "[" and t.s(i + 1) in ("x", "✓", "✔") and t.s(i + 2) == "]":
        return _made(t, "tick", True, i, i + 3)
    if s == "/" and (phrase := vocab.match(t, i)):
        return _made(t, phrase[1], phrase[2], i, phrase[0])
    if s == UNREADABLE:
        return _made(t, "unreadable", True, i, i + 1)
    return _made(t, "p", s, i, i + 1)


def bare_length(minutes: int) -> Length:
    """A number without a unit that stands where a length stands."""
    return Length(float(minutes), bare=True)
