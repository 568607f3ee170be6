"""A line cut where each side names an amount of its own, and which parts are about occupational therapy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from otsync.caseload.services.lexer import Token, tokens
from otsync.caseload.services.phrases import gather
from otsync.caseload.services.said import Said
from otsync.caseload.services.vocabulary import OTHERS_FIRST

_SHORT = ("approx", "hr", "hrs", "mins", "min", "max", "sm", "grp", "indiv", "ind", "ea", "sess", "eff", "avg", "no", "gen")
"""Short forms whose full stop ends no sentence."""
_SENTENCE = re.compile(";|" + "".join(rf"(?<!\b{word})" for word in _SHORT) + r"\.\s+(?=[A-Z(\d])|\.$", re.IGNORECASE)
_FIRST_OTHER = re.compile(rf"\W*(?:{OTHERS_FIRST})(?![a-z])(?!\s+(?:(?:class)?room|class|setting|placement))", re.IGNORECASE)
_TYPE = re.compile(r"(?:service\s)?(?:type|model|delivery)\b[^:]{0,30}:", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    tokens: list[Token]
    joint: str
    """The sign that led to it: , + & / ; h, or nothing."""
    said: Said

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)


def parts_of(line: str) -> list[Part]:
    """The line cut where both sides name minutes of their own; a part that only adds to the one before is joined to it again."""
    found: list[Part] = []
    start = 0
    bounds = [(match.start(), match.end()) for match in _SENTENCE.finditer(line)] + [(len(line), len(line))]
    for end, following in bounds:
        sentence = tokens(line[start:end])
        start = following
        if not sentence:
            continue
        for at, (piece, joint) in enumerate(_cut(sentence, follows=bool(found))):
            part = Part(piece, joint if at else ";", gather(piece))
            if found and _adds(found[-1], part):
                found[-1].tokens += [*piece] if part.joint != ";" else [Token(",", "", ","), *piece]
                found[-1].said = gather(found[-1].tokens)
            else:
                found.append(part)
    return found


_CUTS = {",": ",", "+": "+", "&": "&", "/": "/", "h": "h"}


def _cut(sentence: Sequence[Token], follows: bool) -> list[tuple[list[Token], str]]:
    """The pieces of a sentence, each with the sign that led to it. `follows`: another sentence stands before it in the cell."""
    pieces: list[tuple[list[Token], str]] = []
    current: list[Token] = []
    joint = ""
    depth = 0
    last_amount = max((at for at, token in enumerate(sentence) if _counts(sentence, at)), default=-1)
    amount = period = label = False
    for at, token in enumerate(sentence):
        depth += (token.code == "(") - (token.code == ")")
        labelled = token.code in "12" and label and amount
        place = not amount and bool(follows or pieces) and _place_alone(current)
        cut = depth <= 0 and (amount or place) and at < last_amount and (token.code in _CUTS or labelled)
        if cut and place:
            # "30 min weekly, push-in + consult 15 monthly": the place is said of what stands before it.
            cut = token.code in "+&" and sentence[at + 1].code in "mncdikv"
        if cut and token.code == "/":
            cut = period and at + 1 < len(sentence) and sentence[at + 1].code in "mncdi"
        if cut:
            pieces.append((current, joint))
            joint = _CUTS.get(token.code, ",")
            current = [token] if token.code in "12h" else []
            amount = period = False
            label = token.code in "12"
            continue
        current.append(token)
        amount = amount or _counts(sentence, at)
        period = period or token.code in "plK"
        label = label or token.code in "12"
    pieces.append((current, joint))
    return pieces


def _place_alone(current: Sequence[Token]) -> bool:
    """Whether nothing but a place, a group or dates stands behind the last cut."""
    codes = ["Y" if token.code == "N" and token.text.replace(" ", "") == "1:1" else token.code for token in current]
    return any(code in "tGYD" for code in codes) and all(code in "tGYSDBUTIaw,()" for code in codes)


def _counts(sentence: Sequence[Token], at: int) -> bool:
    """The token is an amount of minutes that may begin a service of its own."""
    token = sentence[at]
    before = sentence[at - 1].code if at else ""
    if token.code == "code":
        return True
    if token.code not in "mnz" or before in ("=", "$"):
        return False
    if token.code == "z":
        return token.value in ("minutes_range", "alternatives") and token.text[:1].isdigit()
    if token.code == "n":
        following = sentence[at + 1].code if at + 1 < len(sentence) else ""
        return token.number >= 10 and (following not in ("x", "s", "S") or before == "x")
    return not (at + 1 < len(sentence) and sentence[at + 1].code == "$")


def _adds(before: Part, part: Part) -> bool:
    """The part says more about the one before (its total, the length of a session, a place) and is no service of its own."""
    one, two = before.said, part.said
    if two.kinds == ["direct"] and not (one.kinds or two.amount or two.totals or two.counts or two.periods or two.flags):
        return True
    if _TYPE.match(before.text) and one.kinds and not (one.amount or one.totals or one.counts or one.periods or two.kinds):
        return True
    if two.then or two.ot or two.other or two.kinds or two.esy or two.flags or one.other:
        return False
    if not two.anything:
        return True
    if not two.amount and not two.totals:
        return part.joint != ";" or (bool(two.counts or two.periods) and one.amount and not one.periods and not one.counts)
    if not one.amount:
        return bool(one.counts or one.periods) and not two.has_period and not one.kinds
    if not two.amount:
        return True
    if two.has_period:
        return two.periods == one.periods and bool(two.totals) and not two.minutes
    return not (two.settings or two.groups or two.start or two.end)


def ours_of(parts: Sequence[Part]) -> tuple[list[Part], bool]:
    """The parts that are about occupational therapy, and whether that cannot be told."""
    ours: list[Part] = []
    theirs = False
    for part in parts:
        other = part.said.other or bool(_FIRST_OTHER.match(part.text) and not part.said.ot)
        if part.said.anything and (part.said.mixed or (other and part.said.ot)):
            return [], True
        if other:
            theirs = True
        elif part.said.ot or not theirs:
            theirs = False
            ours.append(part)
        elif part.said.anything and any(one.said.ot for one in parts):
            return [], True
    return ours, False
