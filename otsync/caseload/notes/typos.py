"""Slips of the finger in the words that decide whether a session counts: `absnet`, `pulll-out`, `cancled` are read as what they mean.

A letter doubled, left out, or in the place of the next one, where that makes no other word; in the long words also a letter that is
wrong or one too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

_LONG = (
    *("cancelled", "canceled", "suspended", "unavailable", "teletherapy", "assembly", "holiday", "indirect", "absent"),
    *("consult", "consultation", "consulted", "evaluation", "observation", "documentation", "scheduled"),
)
"""Words that no other word is one letter away from, but for their own forms."""
_DECIDING = (
    *_LONG,
    *("absence", "refused", "declined", "missed", "skipped"),
    *("minutes", "session", "therapist", "student", "virtual", "classroom", "makeup"),
    *("therapy", "direct", "students", "peers", "class", "nurse", "picture", "report", "progress", "school", "training", "teacher"),
    *("assessment", "drill", "weekly", "monthly", "refusal", "dismissal", "testing"),
    *("january", "february", "march", "april", "august", "september", "october", "november", "december"),
    *("observed", "meeting", "field", "fire", "pullout", "pushin", "pull", "push", "pulled", "pushed", "group", "individual"),
)
_KNOWN = {"metting": "meeting", "meetting": "meeting"}
_OTHER_WORDS = frozenset(
    [
        "reused",
        "refuse",
        "sipped",
        "minute",
        "minuets",
        "schedule",
        "observe",
        "consul",
        "valuation",
        "filed",
        "meting",
        "assent",
        "evacuation",
        *("reports", "repot", "peer", "pees", "raining", "straining", "dill", "rill", "lass", "schools", "arch", "mach", "marc", "parch"),
        *("nurses", "teachers", "therapies", "directs", "classes", "pictures", "resting", "tasting", "tesing"),
    ]
)
"""Slips of those words that are words themselves."""


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at] + word[at:]
        if len(word) > 4:
            yield word[:at] + word[at + 1 :]
        if 0 < at < len(word) - 1 and len(word) > 4:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _wrong_letters(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        for letter in ascii_lowercase:
            yield word[:at] + letter + word[at + 1 :]
            yield word[:at] + letter + word[at:]


MEANT = {slip: word for word in _LONG for slip in _wrong_letters(word) if slip not in _OTHER_WORDS and slip not in _DECIDING}
MEANT |= {slip: word for word in _DECIDING for slip in _slips(word) if slip not in _OTHER_WORDS and slip not in _DECIDING} | _KNOWN
"""A slip (folded) and the word that it stands for."""
