"""The words of the trade, as phrases with a tag and a value (words.txt). Matched longest first, hyphens inside a phrase optional."""

from __future__ import annotations

from typing import Any

from otsync.caseload.dates import WEEKDAYS
from otsync.caseload.notes.tokens import tokenise
from otsync.caseload.notes.when import Tokens
from otsync.caseload.notes.wordlists import sections

Node = dict[str, Any]
_END = "\0"


def _build(after: bool) -> Node:
    root: Node = {}
    for heading, phrases in sections("words.txt"):
        tag, _, value = heading.partition(": ")
        if (tag == "after") == after:
            for phrase in phrases:
                _add(root, phrase, tag, value)
    return root


def _add(root: Node, phrase: str, tag: str, value: str) -> None:
    node = root
    for token in tokenise(phrase):
        if token.s == "-":
            continue
        node = node.setdefault(token.s, {})
    if node is not root:
        node[_END] = (tag, value)


_ROOT = _build(after=False)
_AFTER_ROOT = _build(after=True)
_LONGEST = 9


def _walk(root: Node, t: Tokens, i: int) -> tuple[int, str, str] | None:
    node = root
    best: tuple[int, str, str] | None = None
    tokens = t.list
    j = i
    for _ in range(_LONGEST):
        s = tokens[j].s
        if s == "-" and j > i and not tokens[j].gap and not tokens[j + 1].gap:
            j += 1
            s = tokens[j].s
        if s == "@" and j > i:
            s = "at"
        found = node.get(s) if s else None
        if found is None:
            break
        node = found
        j += 1
        hit = node.get(_END)
        if hit is not None:
            best = (j, hit[0], hit[1])
    return best


FIRST_WORDS = frozenset(_ROOT)
"""What a phrase can begin with."""


_ALONE = {word: node[_END] for word, node in _ROOT.items() if list(node) == [_END]}
"""Words that are a phrase and begin no longer one."""


def match(t: Tokens, i: int) -> tuple[int, str, str] | None:
    """The longest phrase that begins at token `i`: index after it, tag, value."""
    alone = _ALONE.get(t.list[i].s)
    if alone is not None:
        return i + 1, alone[0], alone[1]
    return _walk(_ROOT, t, i)


def activity_after(t: Tokens, i: int) -> bool:
    """Whether the words at token `i` make the length before them an activity (`on task`, `break`, `to transition`)."""
    return _walk(_AFTER_ROOT, t, i) is not None


SINGLE_DAYS = {"m": 0, "t": 1, "w": 2, "r": 3, "f": 4, "th": 3, "tu": 1, "we": 2, "fr": 4, "mo": 0}


_NO_WEEKDAY = frozenset({"for", "at", "on", "in", "with", "w", "upright", "still", "and", "down", "through", "to"})
"""What stands behind `sat` and `sun` where they are no days."""


def weekday(t: Tokens, raw: str, i: int) -> int | None:
    """The weekday that token `i` names (Monday is 0), also as a single capital letter at the head of a line."""
    s = t.s(i)
    if s in WEEKDAYS:
        if (
            s in ("sat", "sun", "wed", "mon")
            and not (t.v(i + 1) >= 0 and t.s(i + 2) in ("/", "-", "."))
            and (
                not raw[t.list[i].a].isupper()
                or (s == "sat" and i > 2 and t.v(i + 1) >= 0)
                or (t.s(i + 1) in _NO_WEEKDAY and not (s in ("mon", "wed") and (i == 0 or t.s(i - 1) in (":", ";", "|"))))
            )
        ):
            return None
        return WEEKDAYS[s]
    if i == 0 and s in SINGLE_DAYS and raw[t.list[0].a].isupper() and (t.v(i + 1) >= 0 or t.s(i + 1) in (":", "-")) and not t.tight(i + 1):
        return SINGLE_DAYS[s]
    return None
