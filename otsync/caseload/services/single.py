"""A token that no phrase took: added alone, or asked about where it would change the amount."""

from __future__ import annotations

import re

from otsync.caseload.services.lexer import Token
from otsync.caseload.services.said import Said

KINDS = {"d": "direct", "c": "consult", "i": "indirect", "v": "observation", "b": "combined"}


def single(said: Said, token: Token, line: str, at: int) -> None:
    code = token.code
    if code == "m":
        _minutes(said, token, line, at)
    elif code == "code":
        _slashed(said, token)
    elif code == "n":
        if token.number >= 10:
            said.bare.append(token.number)
        else:
            said.flags.append("number_unclear")
    elif code in KINDS:
        if code != "d" and line[at - 1 : at] in ("+", "&") and (said.minutes or said.periods):
            said.flags.append("kind_unclear")
        said.kinds.append(KINDS[code])
    elif code == "t":
        said.settings.append(token.value)
    elif code in ("G", "Y"):
        said.groups.append("group" if code == "G" else "individual")
    elif code == "N":
        _ratio(said, token)
    elif code == "q":
        said.qualifier = "minimum" if token.value == "minimum" else "approximate"
    elif code == "z":
        said.flags.append(token.value)
    elif code == "E":
        said.esy = True
    elif code == "5":
        said.plan = "504"
    elif code == "R":
        said.plan = "RTI"
    elif code == "h":
        said.then = True
    elif code == "y":
        said.span = token.value
    elif code == "Z":
        said.weekdays += len(_days_named(token.text))
    elif code in ("and_or", "O"):
        said.flags.append("alternatives")
    elif code == "J":
        said.flags.append("period_unclear")
    elif code == "H":
        said.headings = True
    elif code in _SIGNIFICANT and line[at + 1 : at + 2] != "m":
        said.flags.append("period_unclear")


_SIGNIFICANT = frozenset("pPlKxoDBU")
"""A period, a count or a date that no phrase took: it would change the amount, so it is asked about."""


def _minutes(said: Said, token: Token, line: str, at: int) -> None:
    number = round(token.number)
    if token.value == "rate":
        said.minutes.append(number)
        said.periods.append({"w": "week", "m": "month", "d": "day"}[token.text.strip()[-1].lower()])
        said.attached = "rate"
        return
    if token.value == "at least":
        said.qualifier = "minimum"
    if said.minutes and line[at - 1 : at] == "(" and line[at + 1 : at + 2] == ")":
        said.totals.append(number)
        return
    said.minutes.append(number)


def _slashed(said: Said, token: Token) -> None:
    """30/1/W, 1/30/W: minutes, sessions, period."""
    first, second = token.numbers[:2]
    letter = token.text.split("/")[-1].strip().lower()[0]
    said.periods.append({"w": "week", "m": "month", "d": "day", "y": "year", "q": "quarter"}[letter])
    small, large = sorted((first, second))
    if small <= 9 and large >= 10:
        said.minutes.append(round(large))
        said.counts.append(round(small))
    else:
        said.flags.append("number_unclear")


def _ratio(said: Said, token: Token) -> None:
    first, second = (round(number) for number in token.numbers[:2])
    if (first, second) == (1, 1):
        said.groups.append("individual")
    elif (first, second) == (3, 1):
        said.model = True
    else:
        said.flags.append("number_unclear")


def _days_named(text: str) -> list[str]:
    return re.findall(r"mon|tue|wed|thu|fri|th|tu|m|t|w|f", text.lower().replace("thurs", "thu").replace("tues", "tue").replace("day", ""))
