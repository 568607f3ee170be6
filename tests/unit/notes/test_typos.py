"""Slips of the finger are read; a word that stands for itself is never taken for a slip."""

from __future__ import annotations

import re

from otsync.caseload.notes.typos import MEANT
from otsync.caseload.notes.wordlists import sections


def test_no_word_of_the_trade_is_a_slip_of_another() -> None:
    """Every word of our own vocabulary is read as itself, misspellings in it as what the vocabulary says."""
    words = {word for _, phrases in sections("words.txt") for phrase in phrases for word in re.findall(r"[a-z]+", phrase)}
    assert len(words) > 1_000
    changed = {word: MEANT[word] for word in words if word in MEANT}
    assert not changed


def test_no_common_word_is_a_slip() -> None:
    """Words of an ordinary note that lie close to the deciding ones."""
    near = "present absents assent fill filled filed fielded pulley pushes pushy bulled meaning melting seating minute sessions consults"
    more = "missing misses skips slipped clipped refuses reuse refusal suspenders schedules scheduling holidays assemble assembled observer"
    assert not [word for word in (near + " " + more).split() if word in MEANT]
