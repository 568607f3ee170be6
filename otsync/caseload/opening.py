"""What a student brings along when counting begins in mid-year: make-ups still owed, and what was given before in a long period.

The roster's column Brought forward says it: "60 owed", "owes 45 consult", "250 given", "250 given, 60 owed". A bare number is asked
about: nobody can tell owed from given.
"""

from __future__ import annotations

import re

from otsync.caseload.balance_model import Opening

ASK = "write “60 owed” for make-ups that are still owed, or “250 given” for minutes given before in this trimester or year"
_NOTHING = re.compile(r"\s*(?:0|none|no|nothing|n/?a|-+|–|—)?\s*\.?\s*$", re.IGNORECASE)
_PIECE = re.compile(
    r"\s*(?:(?P<owes>owes?|owed|make[- ]?ups?(?:\s+owed)?|behind)|(?P<gave>given|gave|delivered|done))?\s*:?\s*"
    r"(?P<minutes>\d{1,5})\s*(?:min(?:ute)?s?|m|')?\.?\s*"
    r"(?:of\s+)?(?P<kind>direct|consult|indirect)?\s*(?:min(?:ute)?s?\s*)?"
    r"(?:(?P<owed>owed|owing|make[- ]?ups?(?:\s+owed)?|behind|to\s+make\s+up)|(?P<given>given|delivered|done))?"
    r"\s*(?P<late>direct|consult|indirect)?\s*(?:so\s+far|before|already)?\s*\.?\s*",
    re.IGNORECASE,
)


def read_opening(text: str) -> tuple[tuple[Opening, ...], str]:
    """(what is brought forward, a sentence where the words cannot be read for sure). One or the other is blank; never raises."""
    if _NOTHING.fullmatch(text):
        return (), ""
    found: list[Opening] = []
    for piece in re.split(r"[,;+\n]|\band\b", text[:300]):
        if not piece.strip():
            continue
        match = _PIECE.fullmatch(piece)
        owed = bool(match and (match["owes"] or match["owed"]))
        given = bool(match and (match["gave"] or match["given"]))
        if match is None or owed == given:
            return (), f"I could not tell what “{piece.strip()}” under Brought forward means, so it counts 0: {ASK}"
        kind = (match["kind"] or match["late"] or "direct").lower()
        minutes = int(match["minutes"])
        if minutes > 20_000 or any(one.kind == kind and (one.owed > 0) == owed for one in found):
            return (), f"“{text.strip()}” under Brought forward says the same twice, or too much, so it counts 0: {ASK}"
        if minutes:
            found.append(Opening(kind, owed=minutes if owed else 0, given=minutes if given else None, words=piece.strip()))
    return tuple(found), ""
