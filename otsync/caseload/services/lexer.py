"""Text as tokens, from left to right: every word and every number becomes one, so that nothing is passed over unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from otsync.caseload.dates import parse_day
from otsync.caseload.services import vocabulary as words

_MASTER = re.compile(
    "|".join(f"(?P<r{at}>{pattern})" for at, (_, _, pattern) in enumerate(words.RULES))
    + r"|(?P<word>[^\W\d_]+(?:['’][a-z]+)?)|(?P<digits>\d+)",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1.0, "second": 2.0, "third": 3.0, "fourth": 4.0}
_NUMBER = re.compile(rf"{words.HALVES}|{words.NUM}", re.IGNORECASE)
_HALF = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Token:
    """`code` as in `vocabulary`; `value` the rule's own word; `number` minutes of an m, the number of an n; `text` as typed."""

    code: str
    value: str
    text: str
    number: float = 0.0
    numbers: tuple[float, ...] = ()
    glued: bool = False
    """It follows the token before without a space."""


def tokens(text: str) -> list[Token]:
    plain = _SPACES.sub(" ", text)
    found: list[Token] = []
    end = 0
    for match in _MASTER.finditer(plain):
        found.append(_token(match.lastgroup or "", match.group(), match.start() == end))
        end = match.end()
    return found


def _token(group: str, text: str, glued: bool) -> Token:
    if group == "word":
        return Token("w", "", text, glued=glued)
    if group == "digits":
        return Token("n", "", text, float(text[:6]), (float(text[:6]),), glued)
    code, value, _ = words.RULES[int(group[1:])]
    if code in ("n", "m", "K", "N", "code"):
        numbers = numbers_of(text)
        return Token(code, value, text, _minutes(text, value, numbers) if code == "m" else (numbers or (0.0,))[0], numbers, glued)
    if code == "k":
        return Token(code, value, text, {"o": 1.0, "tw": 2.0, "th": 3.0}[text.lower()[: 1 if text[0] in "oO" else 2]], (), glued)
    if code == "J":
        word = text.lower()
        return Token(code, value, text, _ORDINALS.get(word) or float(word[0] if word[0] in "1234" else 0), (), glued)
    return Token(code, value, text, glued=glued)


def numbers_of(text: str) -> tuple[float, ...]:
    """The numbers in a token's words; "thirty (30)" is one."""
    return tuple(_value(one) for one in _NUMBER.findall(text))


def _value(text: str) -> float:
    plain = text.lower().split("(")[0].replace(",", "").replace(" ", "-").strip("-")
    if plain in words.NUMBERS:
        return float(words.NUMBERS[plain])
    for sign, part in _HALF.items():
        if plain.endswith(sign):
            return float(plain[:-1].strip("-") or 0) + part
    if plain.endswith("1/2"):
        return float(plain[:-3].strip("-") or 0) + 0.5
    return float(plain)


def _minutes(text: str, value: str, numbers: tuple[float, ...]) -> float:
    if value.isdigit():
        return float(value)
    hours = re.search(rf"(?<![a-z])(?:{words.HOUR})|[\d\s½¼¾-]h", text, re.IGNORECASE)
    if not hours:
        return numbers[0]
    return numbers[0] * 60 + (numbers[1] if len(numbers) > 1 else 0)


def days_of(text: str) -> list[date | None]:
    return [parse_day(one) for one in re.findall(words.DATE, text, re.IGNORECASE)]
