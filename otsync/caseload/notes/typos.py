"""Slips of the finger in the words that decide whether a session counts: `absnet`, `pulll-out`, `cancled` are read as what they mean.

A letter doubled, left out, or in the place of the next one, where that makes no other word.
"""

from __future__ import annotations

from collections.abc import Iterator

_DECIDING = (
    *("absent", "absence", "cancelled", "canceled", "refused", "declined", "suspended", "unavailable", "missed", "skipped"),
    *("minutes", "session", "scheduled", "therapist", "student", "teletherapy", "virtual", "classroom", "makeup"),
    *("consult", "consultation", "evaluation", "observation", "observed", "meeting", "holiday", "assembly", "field", "fire"),
    *("pullout", "pushin", "pull", "push", "pulled", "pushed", "group", "individual"),
)
_OTHER_WORDS = frozenset(
    ["reused", "refuse", "sipped", "minute", "minuets", "schedule", "observe", "consul", "valuation", "filed", "meting"]
)
"""Slips of those words that are words themselves."""


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at] + word[at:]
        if len(word) > 4:
            yield word[:at] + word[at + 1 :]
        if 0 < at < len(word) - 1 and len(word) > 4:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


_MEANT = {slip: word for word in _DECIDING for slip in _slips(word) if slip not in _OTHER_WORDS and slip not in _DECIDING}


def meant(word: str) -> str:
    """The word that a folded word stands for: itself, unless it is a slip."""
    return _MEANT.get(word, word)
