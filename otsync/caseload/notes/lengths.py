"""Lengths at one place in a token list: `30 min`, `.5 hr`, `1h15m`, `2 x 15`, `10 + 10 + 10`, `20 of 30 min`, `30-45 min`, `thirty min`."""

from __future__ import annotations

from otsync.caseload.notes import vocab
from otsync.caseload.notes.amounts import FRACTIONS, HOUR, MINUTE, NUMBER_WORDS, ends_before, single_at
from otsync.caseload.notes.items import Length
from otsync.caseload.notes.when import Tokens

_SESSIONS = frozenset({"sessions", "visits", "segments", "blocks", "pushes", "times"})
_TIMES = frozenset({"x", "*", "@"})
_WHOSE = frozenset({"the", "his", "her", "their", "our", "my", "this", "scheduled", "a", "an", "planned", "usual"})
"""Between the minutes given and those planned: `15 minutes of our 30`."""


BEHIND_A_FRACTION = MINUTE | HOUR | {"'", "-", "."}
"""What stands behind `20/30` or `1/2` where it is a length: everywhere else it is a date or a score."""
_MAY_FOLLOW = frozenset(
    {
        *MINUTE,
        *HOUR,
        *NUMBER_WORDS,
        *FRACTIONS,
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
        k = k + 1 if t.s(k) in _WHOSE else k
        other = single_at(t, raw, k) if t.v(k) >= 0 else None
        plain = a % 5 == 0 and other is not None and other[1] in (30, 45, 60) and ends_before(t, other[0])
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
                if not unit and not unit_b and not ends_before(t, k):
                    return None
                if (unit or a > b) and count * each > 45:
                    return k, Length(count * each, low=each)
                return k, Length(count * each, parts=int(count))
    if not unit and 2 <= a <= 6 and a == int(a) and t.s(j) in _SESSIONS:
        k = j + 2 if t.s(j + 1) in ("of", "for", "x", "@", "at") else j + 1
        other = single_at(t, raw, k) if t.v(k) >= 0 else None
        if other and other[2] and 5 <= other[1] <= 60:
            return other[0], Length(a * other[1], parts=int(a))
    if not unit and 2 <= a <= 6 and a == int(a):
        other = single_at(t, raw, j) if (t.v(j) >= 0 or t.s(j) in NUMBER_WORDS) and t.s(j) not in ("a", "an") else None
        if (
            other
            and other[2]
            and 5 <= other[1] <= 120
            and t.s(other[0]) in ("session", "sessions", "visits", "visit", "segments", "blocks", "push", "check", "pull")
        ):
            return other[0], Length(a * other[1], parts=int(a))
    return None


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
    if told and told[1] in ("makeup", "kind") and stated == total:
        return None
    return j, Length(total, parts=parts, wrong_sum=stated != total)
