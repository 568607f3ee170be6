"""Service time as an IEP words it, read line by line; what is vague is asked about, never guessed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal, cast

from otsync.caseload.services.lexer import Token, tokens
from otsync.caseload.services.model import Period, Service, ServiceFlag, ServiceKind, ServiceReading

SAYS = {
    "biweekly": "“Biweekly” can mean twice a week or every two weeks: write one of them",
    "bimonthly": "“Bimonthly” can mean twice a month or every two months: write one of them",
    "unquantified": "No minutes are stated, so nothing can be counted",
    "period_missing": "I could not tell per what: a week, a month, a year?",
    "period_unclear": "I could not tell which period the minutes belong to",
    "frequency_range": "A range of times cannot be counted: write the number that is owed",
    "minutes_range": "A range of minutes cannot be counted: write the minutes that are owed",
    "up_to": "“Up to” is no fixed amount: write the minutes that are owed",
    "as_needed": "“As needed” cannot be counted: write the minutes that are owed",
    "total_conflict": "The parts and the total do not agree: write the one that is right",
    "alternatives": "Two readings are offered with “or”: write the one that is right",
    "kind_unclear": "I could not tell whether this is direct or consult",
    "minutes_missing": "I could not tell how long a session is",
    "dates": "I could not read the dates of this line",
    "uncertain": "There is a question mark in it",
    "model": "A 3:1 model needs its minutes for both kinds: one line each, such as “30 min 3 of 4 weeks” and “30 min consult 1 of 4 weeks”",
}
_STRONG = (
    r"slp|s/l|speech(?:[\s/-]*(?:and\s+)?lang(?:uage)?)?(?:\s+therapy)?|pt|physical\s+therapy|counsel(?:l?ing|or)|"
    r"ape|adapt(?:ed|ive)\s+p\.?e\.?"
)
_WEAK = (
    r"st|psych(?:ology|ological)?|social\s+work|sw|rsp|sai|sdi|specialized\s+academic|resource|vision|tvi|o&m|audiology|dhh|nurs(?:e|ing)|"
    r"transportation|aba|behaviou?r|reading|math|aide|para"
)
_OTHER = re.compile(
    rf"(?<!with )(?<!with the )(?<!w/ )(?<!w/)(?<![a-z])(?:{_STRONG})(?![a-z])|^\W*(?:{_WEAK})(?![a-z])(?!\s+room)", re.IGNORECASE
)
"""Other disciplines; the shorter words only where they begin a line, since they are said of ours too ("resource room")."""
_FOURTH = re.compile(r"(?<![a-z])(?:4th|fourth|last|every\s+4th)\s+(?:week|wk)", re.IGNORECASE)
_OT = re.compile(r"(?<![a-z])(?:o\.?t\.?|occupational\s+therap\w*)(?![a-z])", re.IGNORECASE)
_NOTHING = re.compile(r"\s*(?:none|n/?a|no\s+(?:ot\s+)?services?|not\s+applicable|-+)\s*\.?\s*$", re.IGNORECASE)
_COUNTED = ("minutes", "hours", "hours_minutes", "half_hour", "hour_and_half", "minutes_range", "minutes_choice")
_WEEKS_OF_A_SCHOOL_YEAR = 30
"""From so many weeks on, "30 min x 36 weeks" is a year's amount."""


def read_services(text: str) -> ServiceReading:
    """Read a cell of service time. A line with a flag gives no service. Other disciplines' lines are passed over."""
    if not text.strip() or _NOTHING.fullmatch(text):
        return ServiceReading()
    services: list[Service] = []
    flags: list[ServiceFlag] = []
    for sentence in _sentences(text):
        if (three_one := _three_one(sentence)) is not None:
            services += three_one.services
            flags += three_one.flags
            continue
        pieces = _pieces(sentence)
        for at, piece in enumerate(pieces):
            got = _read(piece, pieces[at + 1] if at + 1 < len(pieces) else None)
            services += _then(services, got.services) if re.match(r"\s*then\b", piece.text, re.IGNORECASE) else got.services
            flags += got.flags
    if not services and not flags and not _only_others(text):
        flags.append(_flag("unquantified", text.strip()))
    return ServiceReading(tuple(services), tuple(flags))


def _then(before: Sequence[Service], after: Sequence[Service]) -> list[Service]:
    """ "until 12/19/25, then ...": what follows begins on the day after."""
    end = before[-1].end if before else None
    return [replace(one, start=end + timedelta(days=1)) if end and not one.start else one for one in after]


def _three_one(sentence: str) -> ServiceReading | None:
    """Three weeks direct and the fourth consult or indirect; None where the sentence speaks of no such model."""
    found = list(tokens(sentence))
    if not any(one.kind == "model" for one in found) and not (_FOURTH.search(sentence) and any(one.kind == "weeks" for one in found)):
        return None
    minutes = [_length(one) for one in found if one.kind in ("minutes", "hours", "half_hour")]
    kinds = [one.kind.removeprefix("kind:") for one in found if one.kind.startswith("kind:")]
    if len(minutes) == 2 and set(kinds) in ({"direct", "consult"}, {"direct", "indirect"}, {"consult"}, {"indirect"}):
        second = "indirect" if "indirect" in kinds else "consult"
        return ServiceReading(
            (
                Service("direct", "four_weeks", 3 * minutes[0], 3, minutes[0]),
                Service(cast(ServiceKind, second), "four_weeks", minutes[1], 1, minutes[1]),
            )
        )
    return ServiceReading(flags=(_flag("model", sentence),))


def _flag(code: str, text: str) -> ServiceFlag:
    return ServiceFlag(code, text.strip(), SAYS[code])


def _only_others(text: str) -> bool:
    return bool(_OTHER.search(text)) and not _OT.search(text)


def _sentences(text: str) -> list[str]:
    """Lines and clauses; a heading of another discipline that stands alone takes its following lines with it."""
    found: list[str] = []
    other = False
    for line in re.split(r"[\n;•]|\.\s+(?=[A-Z\d])", text.replace("\x0b", "\n")):
        if not line.strip():
            continue
        if re.fullmatch(r"[^\d]*:\s*", line):
            other = _only_others(line)
            continue
        if _OT.search(line):
            other = False
        if other or (_only_others(line) and not _mixed(line)):
            continue
        if found and _halves(found[-1], line):
            found[-1] += ", " + line.strip()
        else:
            found.append(line.strip())
    return found


def _halves(first: str, second: str) -> bool:
    """ "Frequency: 1x/week" and "Duration: 30 minutes" are one line's two halves."""
    a, b = ({one.kind.split(":")[0] for one in tokens(text)} for text in (first, second))
    often, long = {"times", "period", "every", "cycle"}, {*_COUNTED, "per_session"}
    return bool(a & often and not a & long and b & long and not b & often) or bool(
        b & often and not b & long and a & long and not a & often
    )


def _mixed(line: str) -> bool:
    """Other disciplines beside an amount that may be ours: only where OT is named too."""
    return bool(_OT.search(line))


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    tokens: tuple[Token, ...]
    joined: bool = False
    """A plus or an "and" leads to the next piece, whose period it may share."""


def _pieces(sentence: str) -> list[_Piece]:
    """The amounts of a sentence: cut at commas, plus signs and "and" where both sides have minutes of their own."""
    parts: list[tuple[str, bool]] = []
    start = 0
    for match in re.finditer(r"\s*(?:\+|&|,|(?<![a-z])plus(?![a-z])|(?<![a-z])and(?![a-z/\s]*/?\s*or))\s*", sentence, re.IGNORECASE):
        left, right = sentence[start : match.start()], sentence[match.end() :]
        if match.start() > start and _depth(sentence, match.start()) == 0 and _amount(left) and _amount(right):
            parts.append((left, "," not in match.group()))
            start = match.end()
    parts.append((sentence[start:], False))
    kept = [(text, joined) for text, joined in parts if not (_only_others(text) and _mixed(sentence))]
    return [_Piece(text, tuple(tokens(text)), joined) for text, joined in kept]


def _depth(text: str, at: int) -> int:
    return text.count("(", 0, at) - text.count(")", 0, at)


def _amount(text: str) -> bool:
    """Has minutes, and is more than the second half of "2x/week, 30 min"."""
    found = list(tokens(text))
    counted = [one for one in found if one.kind in _COUNTED or one.kind == "code" or (one.kind == "times" and _inner_minutes(one))]
    bare = [one for one in found if one.kind == "number" and one.numbers[0] >= 10]
    return bool(counted or (bare and any(one.kind.startswith(("period", "kind")) for one in found)))


def _inner_minutes(token: Token) -> bool:
    return len(token.numbers) == 2


@dataclass
class _Said:
    """What a piece says, gathered from its tokens."""

    minutes: list[int] = field(default_factory=list)
    total: int | None = None
    times: list[int] = field(default_factory=list)
    divided: int | None = None
    periods: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    of_weeks: tuple[int, int] | None = None
    cycle_days: int | None = None
    group_max: int | None = None
    weeks: int | None = None
    each: bool = False
    per_session: int | None = None
    one_session: bool = False
    duration: str = ""
    service: Service = field(default_factory=lambda: Service("direct", "week", 0))


def _gather(piece: _Piece) -> _Said:
    said = _Said()
    kinds = [one.kind for one in piece.tokens]
    for at, token in enumerate(piece.tokens):
        _take(said, token, kinds[at + 1] if at + 1 < len(kinds) else "", kinds[at - 1] if at else "")
    return said


def _take(said: _Said, token: Token, following: str, before: str) -> None:
    kind, numbers = token.kind, token.numbers
    if kind in ("minutes", "hours", "hours_minutes", "half_hour", "hour_and_half"):
        said.minutes.append(_length(token))
    elif kind == "times":
        words = token.text.lower()
        said.times.append({"once": 1, "twice": 2, "thrice": 3}.get(words) or round(numbers[0]))
        if _inner_minutes(token):
            said.minutes.append(round(numbers[1]))
    elif kind == "days_a_week":
        said.times.append(round(numbers[0]))
        said.periods.append("week")
    elif kind == "by":
        if before.startswith("period") and numbers[0] < 10:
            said.flags.append("period_unclear")
        said.numbers.append(numbers[0])
    elif kind == "per_session":
        said.per_session = round(numbers[0])
        if not re.search(r"s$", token.text.strip(), re.IGNORECASE):
            said.one_session = True
    elif kind == "for_duration":
        said.duration = "year" if "year" in token.text.lower() and "duration" not in token.text.lower() else "iep_term"
    elif kind == "code":
        minutes, times, period = re.split(r"\s*/\s*", token.text)
        said.minutes.append(int(minutes))
        said.times.append(int(times))
        said.periods.append({"w": "week", "m": "month", "d": "day", "y": "year", "q": "quarter"}[period.strip().lower()])
    elif kind == "total":
        said.total = round(numbers[0] * (60 if re.search(r"\d\s*h", token.text, re.IGNORECASE) else 1))
    elif kind == "divided":
        said.divided = round(numbers[0])
    elif kind.startswith("period:"):
        said.periods.append(kind.removeprefix("period:"))
    elif kind == "every":
        said.periods.append(_every(token))
    elif kind == "of_weeks":
        said.of_weeks = (round(numbers[0]), round(numbers[1]))
    elif kind == "cycle":
        said.cycle_days = round(numbers[0])
        said.periods.append("cycle")
    elif kind == "weeks":
        said.weeks = round(numbers[0])
    elif kind == "each":
        said.each = True
    elif kind == "number":
        said.numbers.append(numbers[0])
    else:
        _take_words(said, token, following, before)


def _take_words(said: _Said, token: Token, following: str, before: str) -> None:
    kind = token.kind
    if kind.startswith("kind:"):
        said.kinds.append(kind.removeprefix("kind:"))
    elif kind.startswith("setting:"):
        said.settings.append(kind.removeprefix("setting:"))
    elif kind.startswith("qualifier:"):
        said.service = replace(said.service, qualifier=cast(Literal["minimum", "approximate"], kind.removeprefix("qualifier:")))
    elif kind == "one_to_one":
        said.groups.append("individual")
    elif kind == "group":
        said.groups.append("group")
        sizes = [round(one) for one in token.numbers if one <= 12]
        said.group_max = max(sizes, default=None)
    elif kind in ("esy", "plan504", "rti"):
        said.service = (
            replace(said.service, esy=True) if kind == "esy" else replace(said.service, plan="504" if kind == "plan504" else "RTI")
        )
    elif kind in ("span", "from", "until"):
        days = token.days
        if None in days:
            said.flags.append("dates")
        elif kind == "span":
            said.service = replace(said.service, start=days[0], end=days[1])
        else:
            said.service = replace(said.service, start=days[0]) if kind == "from" else replace(said.service, end=days[0])
    elif kind == "vague":
        said.flags.append("as_needed")
    elif (
        kind == "up_to"
        and not before.startswith("group")
        and following not in ("group", "number")
        and following in (*_COUNTED, "times", "hours")
    ):
        said.flags.append("up_to")
    elif kind in ("times_range", "minutes_range", "minutes_choice"):
        said.flags.append({"times_range": "frequency_range", "minutes_range": "minutes_range", "minutes_choice": "alternatives"}[kind])
    elif kind == "and_or":
        said.flags.append("kind_unclear" if before.startswith("kind") or following.startswith("kind") else "alternatives")
    elif kind == "or":
        pair = (before.split(":")[0], following.split(":")[0])
        if pair[0] == pair[1] and pair[0] in ("kind", "period"):
            said.flags.append("kind_unclear" if pair[0] == "kind" else "alternatives")
        elif following in _COUNTED or following == "times":
            said.flags.append("alternatives")
    elif kind == "slash" and before.startswith("period") and following.startswith("period"):
        said.flags.append("alternatives")
    elif kind == "model":
        said.flags.append("model")


def _length(token: Token) -> int:
    numbers = token.numbers
    if token.kind == "half_hour":
        return 30
    if token.kind == "hour_and_half":
        return 90
    if token.kind == "hours_minutes":
        return round(numbers[0] * 60 + numbers[1])
    if token.kind == "hours":
        return round((numbers[0] if numbers else 1) * 60)
    return round(numbers[0])


def _every(token: Token) -> str:
    words = token.text.lower()
    ordinal = next((number for name, number in (("third", 3), ("3rd", 3), ("fourth", 4), ("4th", 4)) if name in words), 2)
    number = round(token.numbers[0]) if token.numbers and ordinal == 2 and "2nd" not in words else ordinal
    unit = "month" if "mo" in words else "day" if "day" in words else "week"
    return {("week", 2): "two_weeks", ("week", 4): "four_weeks", ("week", 9): "nine_weeks"}.get((unit, number), "unclear")


def _read(piece: _Piece, following: _Piece | None) -> ServiceReading:
    said = _gather(piece)
    if said.per_session and not said.minutes:
        said.minutes = [said.per_session]
        said.times = said.times or ([1] if said.one_session else [])
    elif said.per_session and said.minutes[0] > said.per_session and not said.times and said.minutes[0] % said.per_session == 0:
        said.divided = said.minutes[0] // said.per_session
    elif said.per_session:
        said.minutes.append(said.per_session)
    if not said.periods and said.duration and said.minutes and not said.of_weeks and not piece.joined:
        said.periods.append(said.duration)
    if "?" in piece.text:
        said.flags.append("uncertain")
    if not any((said.minutes, said.times, said.periods, said.numbers, said.flags, said.total)):
        vague = bool(said.kinds) or bool(
            re.search(r"(?<![a-z])(?:monitor\w*|support|screen\w*|check[\s-]?in)(?![a-z])", piece.text, re.IGNORECASE)
        )
        return ServiceReading(flags=(_flag("unquantified", piece.text),)) if vague else ServiceReading()
    if piece.joined and following and not said.periods and not said.of_weeks:
        shared = _gather(following)
        said.periods, said.of_weeks = list(shared.periods), shared.of_weeks
    code = _first_flag(said, piece)
    if code:
        return ServiceReading(flags=(_flag(code, piece.text),))
    service = _service(said)
    if isinstance(service, str):
        return ServiceReading(flags=(_flag(service, piece.text),))
    return ServiceReading(services=(service,))


def _first_flag(said: _Said, piece: _Piece) -> str | None:
    if said.flags:
        return said.flags[0]
    for period in ("biweekly", "bimonthly"):
        if period in said.periods:
            return period
    slashed = re.search(r"ly\s*/\s*\w+ly", piece.text, re.IGNORECASE)
    if slashed and len(set(said.periods)) > 1:
        return "alternatives"
    if len(set(said.periods)) > 1:
        return "total_conflict" if len(said.minutes) > 1 else "period_unclear"
    if "unclear" in said.periods:
        return "period_unclear"
    kinds = set(said.kinds)
    if len(kinds) > 1 and (kinds != {"direct", "consult"} or not _side_by_side(piece)):
        return "kind_unclear"
    return None


def _side_by_side(piece: _Piece) -> bool:
    """ "direct and consult 60 min": one amount for both; anywhere else the second word may be a service of its own."""
    spans = [one for one in piece.tokens if one.kind.startswith("kind:")]
    between = (piece.text[a.end : b.start] for a, b in itertools.pairwise(spans))
    return all(re.fullmatch(r"\s*(?:/|&|\+|and|with)\s*", words, re.IGNORECASE) for words in between)


def _service(said: _Said) -> Service | str:
    """The service that was said, or the code of what is not clear about it."""
    _bare_numbers(said)
    if not said.minutes and said.total is None:
        return "minutes_missing" if said.times else "unquantified"
    period = said.periods[0] if said.periods else ""
    times = said.times[0] if said.times else None
    if len(set(said.times)) > 1:
        return "period_unclear"
    if period == "semi_monthly":
        period, times = "month", 2
    if period == "semi_weekly":
        period, times = "week", 2
    if said.of_weeks:
        if said.of_weeks[1] not in (2, 4) or said.of_weeks[0] > said.of_weeks[1] or period not in ("", "week"):
            return "period_unclear"
        period, times = ("two_weeks" if said.of_weeks[1] == 2 else "four_weeks"), said.of_weeks[0] * (times or 1)
    weeks = said.weeks
    if not period and weeks and said.minutes:
        if weeks < _WEEKS_OF_A_SCHOOL_YEAR:
            return "period_missing"
        period, times, weeks = "year", weeks * (times or 1), None
    if not period:
        return "period_missing"
    amounts = _amounts(said, times)
    if isinstance(amounts, str):
        return amounts
    per_period, sessions, per_session = amounts
    if not 1 <= per_period <= 20_000:
        return "minutes_missing"
    kinds = set(said.kinds)
    kind = "combined" if kinds == {"direct", "consult"} else next(iter(kinds), "direct")
    settings, groups = set(said.settings), set(said.groups)
    return replace(
        said.service,
        kind=cast(ServiceKind, kind),
        period=cast(Period, period),
        minutes_per_period=per_period,
        sessions_per_period=sessions,
        minutes_per_session=per_session,
        setting=cast(Literal["push-in", "pull-out", "teletherapy"], settings.pop()) if len(settings) == 1 else None,
        group=cast(Literal["individual", "group"], groups.pop()) if len(groups) == 1 else None,
        group_max=said.group_max,
        cycle_days=said.cycle_days,
        weeks=weeks,
    )


def _bare_numbers(said: _Said) -> None:
    """Numbers without a unit: "2 x 30 weekly", "30 / week", "30 min x 2". The large one is the minutes."""
    if said.times and said.times[0] > 12 and not said.minutes and any(1 <= number <= 12 for number in said.numbers):
        said.minutes, said.times = [said.times[0]], []
    for number in said.numbers:
        if number >= 10 and number == int(number) and (not said.minutes or said.times):
            said.minutes.append(int(number))
        elif number <= 12 and said.minutes and not said.times and number == int(number):
            said.times.append(int(number))


def _amounts(said: _Said, times: int | None) -> tuple[int, int | None, int | None] | str:
    """(minutes a period, sessions, minutes a session), with the arithmetic checked."""
    minutes, total = said.minutes, said.total
    if not minutes:
        if times and total and total % times == 0:
            return total, times, total // times
        return (total or 0), None, None
    if said.divided:
        whole = minutes[0] * (said.divided if said.each else 1)
        if len(minutes) > 1 and minutes[0] != minutes[1] * said.divided:
            return "total_conflict"
        return (whole, said.divided, whole // said.divided) if whole % said.divided == 0 else "total_conflict"
    if len(set(minutes)) > 1:
        small, large = min(minutes), max(minutes)
        if times and len(set(minutes)) == 2 and small * times == large and total in (None, large):
            return large, times, small
        return "total_conflict"
    each = minutes[0]
    if times is None:
        if total not in (None, each):
            return "total_conflict"
        return each, None, None
    if total not in (None, each * times):
        return "total_conflict"
    return each * times, times, each
