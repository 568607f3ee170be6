"""Lengths at one place in a token list: `30 min`, `.5 hr`, `1h15m`, `2 x 15`, `10 + 10 + 10`, `20 of 30 min`, `30-45 min`, `thirty min`."""

from __future__ import annotations

from otsync.caseload.notes import vocab
from otsync.caseload.notes.items import Length
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
_NUMBER = {
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
NUMBERS = frozenset({*_NUMBER, "half", "quarter", "hour", "hr", "½", "¼", "¾"})
"""Words that a written-out length may begin with."""
_FRACTION = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_SESSIONS = frozenset({"sessions", "visits", "segments", "blocks", "pushes", "times"})
_TIMES = frozenset({"x", "*", "@"})


_FIRST_WORDS = frozenset({"a", "an", "1", "one", "half", "hour", "hr", "quarter", "three"})
"""What a length in words begins with."""
BEHIND_A_FRACTION = MINUTE | HOUR | {"'", "-", "."}
"""What stands behind `20/30` or `1/2` where it is a length: everywhere else it is a date or a score."""
_MAY_FOLLOW = frozenset(
    {
        *MINUTE,
        *HOUR,
        *_NUMBER,
        *_FRACTION,
        *_SESSIONS,
        *_TIMES,
        "'",
        "-",
        "/",
        ".",
        ":",
        "(",
        "+",
        "of",
        "out",
        "instead",
        "rather",
        "vs",
        "to",
        "or",
    }
)
"""What may stand behind a number that begins a length; a bare number alone is not decided here."""


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
        # "min-no assist" is help, "30 min - no prompts" a length.
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
        if t.s(j) in _FRACTION:
            return j + 1, v + _FRACTION[t.s(j)]
        if t.s(j) == "/" and t.tight(j) and t.v(j + 1) in (2, 4) and v < t.v(j + 1) and t.tight(j + 1) and _unit(t, j + 2)[1] == 60:
            return j + 2, v / t.v(j + 1)
        if 1 <= v <= 3 and t.v(j) == 1 and t.s(j + 1) == "/" and t.v(j + 2) == 2 and _unit(t, j + 3)[1] == 60:
            return j + 3, v + 0.5
        return j, float(v)
    s = t.s(i)
    if s == "." and t.v(i + 1) >= 0 and t.tight(i + 1) and t.digits(i + 1) <= 3:
        return i + 2, t.v(i + 1) / 10 ** t.digits(i + 1)
    if s in _FRACTION:
        return i + 1, _FRACTION[s]
    if s in _NUMBER:
        first = _NUMBER[s]
        j = i + 1
        if s in ("a", "an") and t.s(j) not in HOUR:
            return None
        if first >= 20:
            k = j + 1 if t.s(j) == "-" else j
            second = _NUMBER.get(t.s(k), 0)
            if 1 <= second <= 9 and t.s(k) not in ("a", "an"):
                return k + 1, float(first + second)
        return j, float(first)
    return None


def _unit(t: Tokens, j: int) -> tuple[int, int]:
    """The unit at `j`: index after it and minutes per unit, or (j, 0). A hyphen before it and a full stop behind it belong to it."""
    k = j + 1 if t.s(j) == "-" and t.s(j + 1) in MINUTE | HOUR else j
    s = t.s(k)
    if s in MINUTE:
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
        if more == 0 and t.digits(m) == 2 and (t.tight(m) or (rest[1] in (15, 30, 45) and _ends(t, rest[0]) and m == k)):
            return rest[0], minutes + rest[1], True
    return k, minutes, True


def _stop(t: Tokens, raw: str, k: int) -> int:
    """Behind the full stop of `min.`, unless it ends a sentence (a capital follows, or nothing)."""
    if t.s(k) == "." and t.tight(k) and k + 1 < t.n:
        after = t.list[k + 1]
        if not (after.kind == "w" and raw[after.a].isupper()) and after.kind != "n":
            return k + 1
    return k


def length_at(t: Tokens, raw: str, i: int) -> tuple[int, Length] | None:
    """The longest length that begins at `i`, or None. A bare number alone is left to the caller."""
    if t.v(i) >= 0 and (after := t.list[i + 1]).v < 0 and after.s not in _MAY_FOLLOW:
        return None
    first = single_at(t, raw, i)
    if first is None:
        return None
    j, a, unit = first
    s = t.s(j)
    if s == "/" and not unit and t.tight(j) and t.tight(j + 1) and a == int(a):
        other = single_at(t, raw, j + 1)
        if other and other[2] and a <= other[1]:
            # "20/30 min" is 20 of a usual 30; "30/45 min" may as well be a range.
            return other[0], Length(a, of=other[1]) if other[1] in (30, 60) or a == other[1] else Length(other[1], low=a)
        return None
    bracket = s == "(" and t.s(j + 1) == "of"
    if s in ("of", "out", "instead", "rather", "vs") or bracket:
        k = j + 2 if t.s(j + 1) in ("of", "than") else j + 1
        k = k + 1 if t.s(k) in ("the", "his", "her", "scheduled", "a", "planned", "usual") else k
        other = single_at(t, raw, k) if t.v(k) >= 0 else None
        plain = a % 5 == 0 and other is not None and other[1] in (30, 45, 60) and _ends(t, other[0])
        if other and a < other[1] and (unit or other[2] or plain) and other[1] >= 10:
            return other[0] + (1 if bracket and t.s(other[0]) == ")" else 0), Length(a, of=other[1])
    if s in ("-", "to", "or") and not (unit and s != "to") and t.v(j + 1) >= 0:
        other = single_at(t, raw, j + 1)
        numbered = s == "-" and not unit and a < 5 and not t.tight(j) and other is not None and other[1] >= 15
        if other and other[2] and other[1] > a and not numbered:
            return other[0], Length(other[1], low=a)
    if s in ("-", "to", "or") and unit and t.v(j + 1) >= 0 and s != "-":
        other = single_at(t, raw, j + 1)
        if other and other[2] and other[1] > a:
            return other[0], Length(other[1], low=a)
    product = _product(t, raw, i, first)
    if product:
        return product
    total = _sum(t, raw, first)
    if total:
        return total
    return (j, Length(a)) if unit else None


def _product(t: Tokens, raw: str, i: int, first: tuple[int, float, bool]) -> tuple[int, Length] | None:
    """`2 x 15 (min)`, `15 min x 2`, `two 15-min sessions`: one length, the sum of its parts."""
    j, a, unit = first
    if t.s(j) in _TIMES and t.v(j + 1) >= 0 and not (t.s(j) == "@" and t.s(j + 2) == ":"):
        other = single_at(t, raw, j + 1)
        if other and not (unit and other[2]):
            k, b, unit_b = other
            count, each = (a, b) if (a < b and not unit) else (b, a)
            if _often(t, k):
                return None
            if count == int(count) and 2 <= count <= 6 and 5 <= each <= 120 and not (t.s(k) == "/" and t.tight(k)):
                if t.s(k) in ("per", "weekly", "week", "times", "trials", "reps", "sets") or (not unit and not unit_b and each % 5):
                    return None
                if not unit and not unit_b and not _ends(t, k):
                    return None
                if unit and count * each > 45:
                    return k, Length(count * each, low=each)
                return k, Length(count * each, parts=int(count))
    if not unit and 2 <= a <= 6 and a == int(a) and t.s(j) in _SESSIONS:
        k = j + 2 if t.s(j + 1) in ("of", "for", "x", "@", "at") else j + 1
        other = single_at(t, raw, k) if t.v(k) >= 0 else None
        if other and other[2] and 5 <= other[1] <= 60:
            return other[0], Length(a * other[1], parts=int(a))
    if not unit and 2 <= a <= 6 and a == int(a):
        other = single_at(t, raw, j) if (t.v(j) >= 0 or t.s(j) in _NUMBER) and t.s(j) not in ("a", "an") else None
        if (
            other
            and other[2]
            and 5 <= other[1] <= 120
            and t.s(other[0]) in ("session", "sessions", "visits", "visit", "segments", "blocks", "push", "check", "pull")
        ):
            return other[0], Length(a * other[1], parts=int(a))
    return None


def _ends(t: Tokens, k: int) -> bool:
    """Whether a length can end before token `k`: nothing, a mark, or a word of the trade stands there."""
    if k >= t.n or t.list[k].kind != "w":
        return True
    told = vocab.match(t, k)
    return told is not None and told[1] in ("setting", "kind", "makeup", "group", "co", "reason", "not", "where", "each", "daypart")


def _often(t: Tokens, k: int) -> bool:
    return t.s(k) in ("week", "wk", "weekly", "month", "monthly", "mo", "year", "yr", "day", "daily", "/") or (
        t.s(k) in ("per", "a", "each", "times") and t.s(k + 1) in ("week", "wk", "month", "mo", "year", "day", "a", "per", "weekly")
    )


def _sum(t: Tokens, raw: str, first: tuple[int, float, bool]) -> tuple[int, Length] | None:
    """`10 + 10 + 10`, `15 min + 15 min = 30`: one length; `wrong_sum` when what is written behind `=` differs."""
    j, total, unit = first
    parts = 1
    while t.s(j) == "+" and parts < 12:
        other = single_at(t, raw, j + 1)
        if other is None:
            break
        j, more, unit_b = other
        unit = unit or unit_b
        total += more
        parts += 1
    if parts == 1:
        return None
    stated = total
    if t.s(j) == "=":
        other = single_at(t, raw, j + 1)
        if other:
            j, stated, unit_b = other
            unit = unit or unit_b
    if not unit and total % 5:
        return None
    told = vocab.match(t, j + 1 if t.s(j) == "(" else j)
    if told and (told[1] == "makeup" or (told[1] == "kind" and told[2] != "direct")) and stated == total:
        return None
    return j, Length(total, parts=parts, wrong_sum=stated != total)
