"""One amount of time at one place in a token list: `30 min`, `.5 hr`, `1h15m`, `half an hour`; not `min A`, the level of help."""

from __future__ import annotations

from otsync.caseload.notes import vocab
from otsync.caseload.notes.tokens import HUGE
from otsync.caseload.notes.when import Tokens

MINUTE = frozenset(
    ["min", "mins", "minute", "minutes", "m", "mn", "minut", "mintues", "minuets", "minuts", "miutes", "minues", "minuites", "minures"]
)
HOUR = frozenset(["h", "hr", "hrs", "hour", "hours", "hr's"])
_ASSIST = frozenset(
    [
        "assist",
        "assists",
        "assistance",
        "asst",
        "cue",
        "cues",
        "cueing",
        "cuing",
        "vc",
        "vcs",
        "verbal",
        "tactile",
        "prompt",
        "prompts",
        "prompting",
        "support",
        "supports",
        "difficulty",
        "physical",
        "phys",
        "hoh",
        "tc",
        "tcs",
        "visual",
        "help",
        "resistance",
        "errors",
        "error",
        "redirection",
        "redirections",
        "supervision",
        "distractions",
        "assisst",
        "mod",
        "max",
        "encouragement",
        "gestural",
        "guidance",
        "modeling",
        "facilitation",
    ]
)
_SORT_OF_HELP = frozenset({"visual", "verbal", "tactile", "physical", "gestural", "support", "help"})
NUMBER_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "a": 1,
    "an": 1,
}
NUMBERS = frozenset({*NUMBER_WORDS, "half", "quarter", "hour", "hr", "½", "¼", "¾"})
"""Words that a written-out length may begin with."""
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_FIRST_WORDS = frozenset({"a", "an", "1", "one", "half", "hour", "hr", "quarter", "three"})
"""What a length in words begins with."""


def is_assist(t: Tokens, raw: str, j: int) -> bool:
    """Whether the `min` before token `j` is the level of help (`min A`, `min cues`, `min-mod A`), not minutes."""
    s = t.s(j)
    if s in _SORT_OF_HELP and t.list[j + 1].kind == "w" and t.s(j + 1) not in _ASSIST and t.s(j + 1) not in ("and", "or", "x"):
        # "30 min visual motor activities" is a length, "min visual cues" is help.
        return False
    if s in _ASSIST:
        return True
    if s == "a":
        after = t.s(j + 1)
        if after == "." and t.tight(j + 1) and t.s(j + 2) == "m":
            return False
        return (raw[t.list[j].a] == "A" and after != "m") or after in (
            "",
            ".",
            ",",
            ";",
            "for",
            "with",
            "w",
            "to",
            "x",
            ")",
            "(",
            "during",
        )
    if s in ("/", "-", "to") and t.s(j + 1) in ("mod", "max", "a", "cga", "sba", "no", "i", "moderate"):
        # "min-no assist" is help, "30 min - no prompts" and "30 min / mod A" are lengths.
        if j > 1 and t.v(j - 2) >= 0 and s != "to" and not t.tight(j):
            return False
        return s != "-" or t.tight(j) or t.s(j + 1) != "no"
    return s == "." and t.s(j + 1) == "a" and t.tight(j + 1)


def _number(t: Tokens, i: int) -> tuple[int, float] | None:
    """A plain, decimal, mixed or written-out number: index after it, and its value."""
    v = t.v(i)
    if v >= HUGE:
        return None
    if v >= 0:
        j = i + 1
        if t.s(j) == "." and t.tight(j) and t.v(j + 1) >= 0 and t.tight(j + 1) and t.digits(j + 1) <= 3:
            return j + 2, v + t.v(j + 1) / 10 ** t.digits(j + 1)
        if t.s(j) in FRACTIONS:
            return j + 1, v + FRACTIONS[t.s(j)]
        if t.s(j) == "/" and t.tight(j) and t.v(j + 1) in (2, 4) and v < t.v(j + 1) and t.tight(j + 1) and _unit(t, j + 2)[1] == 60:
            return j + 2, v / t.v(j + 1)
        if 1 <= v <= 3 and t.v(j) == 1 and t.s(j + 1) == "/" and t.v(j + 2) == 2 and _unit(t, j + 3)[1] == 60:
            return j + 3, v + 0.5
        return j, float(v)
    s = t.s(i)
    if s == "." and t.v(i + 1) >= 0 and t.tight(i + 1) and t.digits(i + 1) <= 3:
        return i + 2, t.v(i + 1) / 10 ** t.digits(i + 1)
    if s in FRACTIONS:
        return i + 1, FRACTIONS[s]
    if s in NUMBER_WORDS:
        first = NUMBER_WORDS[s]
        j = i + 1
        if s in ("a", "an") and t.s(j) not in HOUR:
            return None
        if first >= 20:
            k = j + 1 if t.s(j) == "-" else j
            second = NUMBER_WORDS.get(t.s(k), 0)
            if 1 <= second <= 9 and t.s(k) not in ("a", "an"):
                return k + 1, float(first + second)
        if t.s(j) == "(" and t.v(j + 1) == first and t.s(j + 2) == ")":
            # "thirty (30) minutes", as in a contract.
            return j + 3, float(first)
        return j, float(first)
    return None


def _unit(t: Tokens, j: int) -> tuple[int, int]:
    """The unit at `j`: index after it and minutes per unit, or (j, 0). A hyphen before it and a full stop behind it belong to it."""
    k = j + 1 if t.s(j) == "-" and t.s(j + 1) in MINUTE | HOUR else j
    s = t.s(k)
    if s in MINUTE and not (s == "m" and t.s(k + 1) == "/" and t.s(k + 2) in ("u", "up")):
        return k + 1, 1
    if s in HOUR:
        return k + 1, 60
    if s == "'" and t.tight(k) and not (t.digits(k + 1) and t.tight(k + 1)):
        return k + 1, 1
    return j, 0


def _words(t: Tokens, i: int) -> tuple[int, float] | None:
    """`half hour`, `half an hour`, `a half hour`, `hour and a half`, `quarter hour`, `three quarters of an hour`."""
    j = i + 1 if t.s(i) in ("a", "an", "1", "one") else i
    if t.s(j) == "half":
        k = j + 1
        if t.s(k) in ("an", "a", "-"):
            k += 1
        if t.s(k) in HOUR and t.s(k) != "h":
            return k + 1, 30
    if t.s(j) in ("hour", "hr") and t.s(j + 1) == "and" and t.s(j + 2) == "a" and t.s(j + 3) in ("half", "quarter"):
        return j + 4, 90 if t.s(j + 3) == "half" else 75
    if t.s(i) == "one" and t.s(i + 1) == "and" and t.s(i + 2) == "a" and t.s(i + 3) == "half" and t.s(i + 4) in HOUR:
        return i + 5, 90
    if t.s(j) == "quarter":
        k = j + 1
        if t.s(k) == "of" and t.s(k + 1) == "an":
            k += 2
        if t.s(k) in ("hour", "hr"):
            return k + 1, 15
    if t.s(i) == "three" and t.s(i + 1) in ("quarters", "quarter"):
        k = i + 4 if t.s(i + 2) == "of" else i + 2
        if t.s(k) in ("hour", "hr"):
            return k + 1, 45
    return None


def single_at(t: Tokens, raw: str, i: int) -> tuple[int, float, bool] | None:
    """One length with its unit, or a bare number: index after it, minutes (or the bare number), whether a unit was written."""
    if t.s(i) in _FIRST_WORDS and (words := _words(t, i)):
        return words[0], words[1], True
    if 0 <= t.v(i) <= 5 and t.s(i + 1) == ":" and t.digits(i + 2) == 2 and t.tight(i + 1) and t.tight(i + 2) and t.v(i + 2) < 60:
        j, per = _unit(t, i + 3)
        if per == 60 or (t.v(i) == 0 and t.v(i + 2)):
            return j, t.v(i) * 60.0 + t.v(i + 2), True
        return None
    number = _number(t, i)
    if number is None:
        return None
    j, value = number
    k, per = _unit(t, j)
    if per == 0:
        return j, value, False
    if per == 1:
        if is_assist(t, raw, k):
            return None
        return (k if t.s(k) == "." and t.digits(k + 1) and t.list[k + 1].gap else _stop(t, raw, k)), value, True
    minutes = value * 60
    k = _stop(t, raw, k)
    m = k + 1 if t.s(k) in ("and", ",", "&") else k
    if t.s(m) in ("a", "one") and t.s(m + 1) == "half":
        return m + 2, minutes + 30, True
    rest = _number(t, m)
    if rest and rest[1] < 60 and rest[1] == int(rest[1]):
        end, more = _unit(t, rest[0])
        if more == 1 and not is_assist(t, raw, end) and t.s(m) not in ("a", "an"):
            return _stop(t, raw, end), minutes + rest[1], True
        if more == 0 and t.digits(m) == 2 and (t.tight(m) or (rest[1] in (15, 30, 45) and ends_before(t, rest[0]) and m == k)):
            return rest[0], minutes + rest[1], True
    return k, minutes, True


def _stop(t: Tokens, raw: str, k: int) -> int:
    """Behind the full stop of `min.`, unless it ends a sentence (a capital follows, or nothing)."""
    if t.s(k) == "." and t.tight(k) and k + 1 < t.n:
        after = t.list[k + 1]
        if not (after.kind == "w" and raw[after.a].isupper()) and after.kind != "n":
            return k + 1
    return k


def ends_before(t: Tokens, k: int) -> bool:
    """Whether a length can end before token `k`: nothing, a mark, or a word of the trade stands there."""
    if k >= t.n or t.list[k].kind != "w":
        return True
    told = vocab.match(t, k)
    return told is not None and told[1] in ("setting", "kind", "makeup", "group", "co", "reason", "not", "where", "each", "daypart")
