"""Dates and times of day at one place in a token list. Each matcher looks at a bounded number of tokens ahead."""

from __future__ import annotations

from otsync.caseload.dates import MONTHS, full_year
from otsync.caseload.notes.items import DateText, Span
from otsync.caseload.notes.tokens import Token

_TO = frozenset({"-", "to", "until", "til", "till", "thru", "through", "and", "&", "--"})
_UNITS = frozenset({"min", "mins", "minute", "minutes", "m", "hr", "hrs", "hour", "hours", "h", "'"})
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_NOT_A_DAY = _UNITS | {"x", "times", "trials", "%", "steps", "more"}


_BEHIND_DAY = frozenset({"/", "-", ".", "of", *_ORDINAL, *MONTHS})
"""What stands behind the first number of a date."""
_IN_CLOCKS = frozenset({":", ".", "am", "pm", "a", "p", "noon"})
_IN_SPANS = _IN_CLOCKS | _TO
"""What stands behind the first number of a time of day, or of a span of times."""
_END = [Token("end", "", 0, 0, True)] * 32
"""What stands behind the last token, and (Python's negative indexes) before the first: every look ahead or back is shorter."""


class Tokens:
    """A token list that may be asked a little beyond its ends. `n` tokens are real."""

    __slots__ = ("list", "n")

    def __init__(self, tokens: list[Token]) -> None:
        self.n = len(tokens)
        self.list = tokens + _END

    def s(self, at: int) -> str:
        """The text of a token, or "" beyond the ends."""
        return self.list[at].s

    def v(self, at: int) -> int:
        """The value of a run of digits, -1 for anything else."""
        return self.list[at].v

    def tight(self, at: int) -> bool:
        """Whether the token stands right behind the one before it."""
        return not self.list[at].gap

    def digits(self, at: int) -> int:
        """How many digits the token has, 0 for anything else."""
        token = self.list[at]
        return len(token.s) if token.v >= 0 else 0


def date_at(t: Tokens, i: int) -> tuple[int, DateText] | None:
    """`10/7`, `10/7/25`, `10.7.25`, `10-7-25`, `2025-10-07`, `Oct 7(, 2025)`, `7 Oct`: the index after it, and the date as written."""
    first = t.list[i]
    if first.v >= 0:
        return _numeric(t, i) if t.list[i + 1].s in _BEHIND_DAY or len(first.s) == 8 else None
    if first.s in MONTHS:
        return _month_first(t, i)
    return None


def _numeric(t: Tokens, i: int) -> tuple[int, DateText] | None:
    a, mark, b = t.v(i), t.s(i + 1), t.v(i + 2)
    wide = t.digits(i)
    if mark in ("/", "-", ".") and b >= 0:
        close = t.tight(i + 1) and t.tight(i + 2)
        if wide == 4 and close and t.s(i + 3) == mark and t.tight(i + 3) and 0 <= t.v(i + 4) <= 99 and t.tight(i + 4) and 1900 <= a <= 2199:
            return i + 5, DateText(b, t.v(i + 4), a)
        if wide > 2 or t.digits(i + 2) > 2:
            return None
        # "PO 30 / 3/11 abs": the first stroke parts two sessions.
        alike = t.tight(i + 1) == t.tight(i + 3) and t.tight(i + 2) == t.tight(i + 4)
        if t.s(i + 3) == mark and t.digits(i + 4) in (2, 4) and alike and (close or mark == "/"):
            if mark == "." and t.s(i + 5) == ".":
                return None
            return i + 5, DateText(a, b, full_year(t.s(i + 4)))
        # "group of 3 / 5th grade" is no day.
        spaced = t.list[i + 1].gap and t.list[i + 2].gap and t.s(i - 1) != "of" and not (t.s(i + 3) == "/" and t.tight(i + 3))
        if mark == "/" and (close or spaced):
            return i + 3, DateText(a, b)
        if (
            close
            and mark in "-."
            and 1 <= a <= 12
            and 1 <= b <= 31
            and t.s(i + 3) not in _UNITS
            and not (t.s(i + 3) in (":", "/", "%", "-", ".") and t.tight(i + 3) and t.digits(i + 4))
        ):
            return i + 3, DateText(a, b, loose=True)
    if wide == 8:
        return _compact(t, i)
    if 1 <= a <= 31 and wide <= 2:
        j = i + 1
        if t.s(j) in _ORDINAL and t.tight(j):
            j += 1
        if t.s(j) == "of" and j > i + 1:
            j += 1
        if t.s(j) in MONTHS and t.s(j) != "may":
            month = MONTHS[t.s(j)]
            return _with_year(t, j + 1, month, a)
    return None


def _compact(t: Tokens, i: int) -> tuple[int, DateText] | None:
    s = t.s(i)
    if s[:2] == "20" and "01" <= s[4:6] <= "12" and "01" <= s[6:] <= "31":
        return i + 1, DateText(int(s[4:6]), int(s[6:]), int(s[:4]))
    if s[4:6] == "20" and "01" <= s[:2] <= "12" and "01" <= s[2:4] <= "31":
        return i + 1, DateText(int(s[:2]), int(s[2:4]), int(s[4:]))
    return None


def _month_first(t: Tokens, i: int) -> tuple[int, DateText] | None:
    month = MONTHS[t.s(i)]
    j = i + 1
    if t.s(j) == ".":
        j += 1
    if t.s(j) in ("-", "/") and t.tight(j):
        j += 1
    if (
        not 1 <= t.v(j) <= 99
        or t.digits(j) > 2
        or (t.s(j + 1) in (":", "/") and t.tight(j + 1) and t.digits(j + 2) == 2 and t.tight(j + 2))
    ):
        return None
    day = t.v(j)
    j += 1
    if t.s(j) in _ORDINAL and t.tight(j):
        j += 1
    elif t.s(j) in _NOT_A_DAY:
        return None
    return _with_year(t, j, month, day)


def _with_year(t: Tokens, j: int, month: int, day: int) -> tuple[int, DateText]:
    k = j + 1 if t.s(j) in (",", "-", "/", ".", "'") else j
    if t.digits(k) == 4 and 1990 <= t.v(k) <= 2100:
        return k + 1, DateText(month, day, t.v(k))
    if t.digits(k) == 2 and t.s(j) in ("-", "/", "'") and t.tight(k) and 15 <= t.v(k) <= 45 and t.s(k + 1) not in _UNITS:
        return k + 1, DateText(month, day, full_year(t.s(k)))
    return j, DateText(month, day)


def _clock(t: Tokens, i: int) -> tuple[int, int, int, str, str] | None:
    """A time of day: index after it, hour, minute, `am`/`pm`/"", and its form (`hm` 9:15, `c` 915, `h` 9, `24` 13:15)."""
    a, wide = t.v(i), t.digits(i)
    if a < 0:
        return (i + 1, 12, 0, "pm", "hm") if t.s(i) == "noon" else None
    form, j = "h", i + 1
    if wide <= 2 and t.s(j) in (":", ".") and t.tight(j) and t.digits(j + 1) == 2 and t.tight(j + 1) and t.v(j + 1) <= 59 and a <= 23:
        if t.s(j) == "." and (t.v(j + 1) % 5 or t.s(j + 2) in ("h", "hr", "hrs", "hour", "hours", "%")):
            return None
        hour, minute, form = a, t.v(j + 1), "hm" if t.s(j) == ":" else "dot"
        j += 2
    elif wide in (3, 4):
        hour, minute, form = a // 100, a % 100, "c"
        if hour > 23 or minute > 59:
            return None
    elif wide <= 2 and a <= 23 and not (t.s(j) == ":" and t.tight(j) and t.digits(j + 1) and t.tight(j + 1)):
        hour, minute = a, 0
    else:
        return None
    suffix, j = _suffix(t, j)
    if suffix and (hour > 12 or hour == 0):
        suffix = ""
    if form == "h" and t.s(j) == "noon" and hour == 12:
        suffix, j = "pm", j + 1
    if form in ("hm", "c") and hour >= 13:
        form = "24"
    return j, hour, minute, suffix, form


def _suffix(t: Tokens, j: int) -> tuple[str, int]:
    s = t.s(j)
    if s in ("am", "pm"):
        return s, j + 1
    if s in ("a", "p") and (t.tight(j) or t.s(j + 1) == "." or t.s(j + 1) in ("", "-", ",", ";", ")")):
        if t.s(j + 1) == "." and t.s(j + 2) == "m" and t.tight(j + 2):
            return s + "m", j + (4 if t.s(j + 3) == "." and t.tight(j + 3) else 3)
        if t.tight(j):
            return s + "m", j + 1
    return "", j


def clock_at(t: Tokens, i: int) -> tuple[int, int] | None:
    """A single time of day (`9:15`, `9 am`; `9` and `915` only with am/pm or after `@`): index after it, minutes since midnight."""
    if t.list[i].v >= 0 and t.list[i + 1].s not in _IN_CLOCKS and not _leads_to_clock(t, i):
        return None
    found = _clock(t, i)
    if found is None:
        return None
    j, hour, minute, suffix, form = found
    after_at = _leads_to_clock(t, i)
    if form in ("h", "c", "dot") and not suffix and not (after_at and form != "dot"):
        return None
    if form == "h" and not suffix and t.s(j) in ("%", "/"):
        return None
    return j, _minutes(hour, minute, suffix)


_CLOCK_LABELS = frozenset({"in", "out", "start", "end", "begin", "stop"})


def _leads_to_clock(t: Tokens, i: int) -> bool:
    """`@ 9`, `at 915`, `Time in: 0900`"""
    before = t.s(i - 1) if i else ""
    return before in ("@", "at") or (before == ":" and t.digits(i) == 4 and i > 1 and t.s(i - 2) in _CLOCK_LABELS)


def span_at(t: Tokens, i: int) -> tuple[int, Span] | None:
    """`9:15-9:45`, `9-9:30`, `915-945`, `9:15-45`, `11:45 to 12:15 pm`: index after it, and the span, which may end before it starts."""
    if t.list[i].v >= 0 and t.list[i + 1].s not in _IN_SPANS:
        return None
    first = _clock(t, i)
    if first is None:
        return None
    j, hour, minute, suffix, form = first
    led = t.s(i - 1) in ("from", "between", "@", "at", "time", ":") if i else False
    if t.s(j) not in _TO or (t.s(j) in ("and", "&") and t.s(i - 1) not in ("between", "b", "w")):
        return None
    k = j + 1
    if t.s(k) == "-":
        k += 1
    if t.s(k) == "@":
        k += 1
    if t.s(k) == ":" and form == "hm" and t.digits(k + 1) == 2 and t.tight(k + 1):
        return _short_end(t, k + 1, hour, minute, suffix)
    second = _clock(t, k)
    if second is None:
        if form == "hm" and t.digits(k) == 2 and minute < t.v(k) <= 59 and t.s(k + 1) not in _UNITS:
            return _short_end(t, k, hour, minute, suffix)
        return None
    m, hour2, minute2, suffix2, form2 = second
    if form2 == "h" and not suffix2 and form in ("hm",) and minute < hour2 and hour2 > 12:
        return _short_end(t, k, hour, minute, suffix)
    plain = form in ("h", "dot") and form2 in ("h", "dot") and not suffix and not suffix2
    if (
        plain
        and not (led and form == form2 == "h" and t.s(i - 1) in ("from", "between"))
        and not (form == form2 == "dot" and minute % 5 == 0)
    ):
        return None
    if "c" in (form, form2) and not ({form, form2} <= {"c", "24"} or suffix or suffix2 or "hm" in (form, form2)):
        return None
    if (form == "c") != (form2 == "c") and "h" in (form, form2) and not (suffix or suffix2):
        return None
    if t.s(m) in ("min", "mins", "minutes", "minute", "hr", "hrs", "hours", "%") and form2 == "h" and not suffix2:
        return None
    return m, _resolve(hour, minute, suffix, hour2, minute2, suffix2)


def _short_end(t: Tokens, k: int, hour: int, minute: int, suffix: str) -> tuple[int, Span] | None:
    end = t.v(k)
    if end > 59:
        return None
    suffix2, m = _suffix(t, k + 1)
    return m, _resolve(hour, minute, suffix or suffix2, hour, end, suffix or suffix2)


def _minutes(hour: int, minute: int, suffix: str) -> int:
    """Minutes since midnight; without am or pm a school day is meant: 7 to 11 in the morning, 12 to 6 in the afternoon."""
    if suffix == "am":
        hour = hour % 12
    elif suffix == "pm":
        hour = hour % 12 + 12
    elif 1 <= hour <= 6:
        hour += 12
    return hour * 60 + minute


def _resolve(hour: int, minute: int, suffix: str, hour2: int, minute2: int, suffix2: str) -> Span:
    stated = bool(suffix or suffix2)
    end = _minutes(hour2, minute2, suffix2)
    start = _minutes(hour, minute, suffix)
    if suffix2 and not suffix and hour <= 12:
        # "11:45-12:15 pm": the start is whichever half of the day puts it closest before the end.
        both = (hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute)
        before = [one for one in both if one < end]
        start = max(before) if before else start
    elif suffix and not suffix2 and hour2 <= 12:
        both = (hour2 % 12 * 60 + minute2, (hour2 % 12 + 12) * 60 + minute2)
        later = [one for one in both if one > start]
        end = min(later) if later else end
    return Span(start, end, stated)
