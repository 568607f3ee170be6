"""Names of other children: they never stand in a child's row of the log, whatever her line says ("group w/ Ben T.")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

ANOTHER = "another student"
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SHORTEST = 2


def names_of(full: Iterable[str]) -> dict[str, frozenset[str]]:
    """First names -> last names, in lower case, of "Ben Tran" and "Tran, Ben"; a name of one word is left out: it may be anyone's."""
    found: dict[str, set[str]] = {}
    for one in full:
        last, comma, first = one.partition(",")
        words = [*_WORD.findall(first), *_WORD.findall(last)] if comma else _WORD.findall(one)
        if len(words) >= _SHORTEST:
            found.setdefault(words[0].lower(), set()).add(words[-1].lower())
    return {first: frozenset(lasts) for first, lasts in found.items()}


def without_others(text: str, names: Mapping[str, frozenset[str]], own: str) -> str:
    """`text` with "Ben Tran", "Ben T." and "Tran, Ben" of other children as "another student". `own`: this child's name."""
    words = list(_WORD.finditer(text))
    mine = {word.lower() for word in _WORD.findall(own)}
    out: list[str] = []
    at = 0
    for one, two in pairwise(words):
        if one.start() < at or text[one.end() : two.start()].strip(" .,") or one.end() == two.start():
            continue
        first, last = one[0].lower(), two[0].lower()
        plain = _is_name(first, last, names, two[0])
        turned = "," in text[one.end() : two.start()] and last in names and first in names[last]
        own_short = first in mine and len(last) == 1 and any(word.startswith(last) for word in mine)
        if (plain or turned) and not {first, last} <= mine and not own_short:
            out.append(text[at : one.start()] + ANOTHER)
            at = two.end()
            if len(two[0]) == 1 and text[at : at + 1] == ".":
                at += 1
    return "".join(out) + text[at:]


def _is_name(first: str, last: str, names: Mapping[str, frozenset[str]], typed: str) -> bool:
    lasts = names.get(first)
    if not lasts:
        return False
    return last in lasts or (len(typed) == 1 and typed.isupper() and any(one.startswith(last) for one in lasts))
