"""What each phrase of service time adds to what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from otsync.caseload.services.lexer import Token, days_of
from otsync.caseload.services.said import Said
from otsync.caseload.services.single import KINDS

PER = "[rea/I]"
"""The codes of the words between an amount and its period: per, each, a, a slash, in."""
def _numbers(part: Sequence[Token]) -> list[float]:
    return [token.number for token in part if token.code in "nk"]


def _period(said: Said, part: Sequence[Token]) -> None:
    said.periods += [token.value for token in part if token.code in "pl"]


def _of_weeks(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    first, second = _numbers(part)
    if any(token.value != "week" for token in part if token.code == "p"):
        said.flags.append("period_unclear")
    said.of_weeks = (round(first), round(second))


def _nper(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    units = [token.value for token in part if token.code in "pl"]
    said.per.append((round(_numbers(part)[0]), units[0], units[1]))


def _rate_label(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.counts.append(round(_numbers(part)[0]))
    _period(said, part)


def _minutes_label(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    number = round(part[-1].number)
    if part[0].value == "times":
        said.bare.append(part[-1].number) if part[-1].number >= 10 else said.counts.append(number)
    else:
        (said.per_session if any(token.code == "s" for token in part) else said.minutes).append(number)


_EVERY = {
    ("week", 1): "week",
    ("week", 2): "two_weeks",
    ("week", 4): "four_weeks",
    ("week", 9): "nine_weeks",
    ("month", 1): "month",
    ("year", 1): "year",
}


def _every_n(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    number = round(next(token.number for token in part if token.code == "n"))
    unit = next(token.value for token in part if token.code == "p")
    said.periods.append(_EVERY.get((unit, number), "unclear"))
    said.counts += [round(token.number) for token in part if token.code == "k"]


def _multi(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    number = next(token.number for token in part if token.code == "J")
    unit = next(token.value for token in part if token.code == "p")
    said.periods.append({2: "two_weeks", 4: "four_weeks"}.get(round(number), "unclear") if unit == "week" else "unclear")


def _other(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.periods.append("two_weeks" if part[-1].value == "week" else "unclear")


def _cycle(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    days = [round(number) for token in part if token.code == "K" for number in token.numbers[:1]]
    days += [round(token.number) for token in part if token.code == "n"]
    if days and said.cycle_days is None:
        said.cycle_days = days[0]
    if "cycle" not in said.periods:
        said.periods.append("cycle")


def _nth_week(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    words = part[-2].text.lower()
    if part[-1].value == "week" and (part[-2].number == 4 or words == "last"):
        said.nth_week = 4
    else:
        said.flags.append("period_unclear")


def _weeks(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    if said.weeks is not None:
        said.flags.append("period_unclear")
    elif part[-1].value == "week":
        said.weeks = round(_numbers(part)[0])
    else:
        said.flags.append("period_unclear")


def _total(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.totals += [round(token.number) for token in part if token.code == "m"]
    said.bare_total += [token.number for token in part if token.code == "n"]
    if part[0].code == "n":
        said.totals = [round(part[0].number)]
        said.bare_total = []


def _divided(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.divided = round(_numbers(part)[0])
    if part[-1].code in "nm":
        said.per_session.append(round(part[-1].number))


def _per_session(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.per_session += [round(token.number) for token in part if token.code == "m"]
    said.counts += [round(token.number) for token in part if token.code == "n"]


def _each(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.each = True


def _session_minutes(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.per_session.append(round(part[0].number))
    said.one = said.one or not re.search(r"s\.?$", part[-1].text, re.IGNORECASE)


def _pair(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    first, second = _numbers(part)
    said.pairs.append((first, second))


def _pair_period(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    """ "1 x 30 wk" is once 30 a week; "30 x 36 weeks" is 30 in each of 36 weeks."""
    first, second = _numbers(part)
    if part[-1].value == "week" and re.search(r"s\.?$", part[-1].text, re.IGNORECASE):
        said.bare.append(first)
        said.weeks = round(second)
    else:
        said.pairs.append((first, second))
        said.periods.append(part[-1].value)


def _minutes_times(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.minutes.append(round(part[0].number))
    said.counts.append(round(_numbers(part)[0]))


def _times(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    number = round(next((token.number for token in part if token.code in "nk"), 1))
    if part[0].code == "x" and number > 12 and "m" not in line:
        said.bare.append(number)
        return
    said.counts.append(number)
    if said.attached and said.minutes:
        follows = line[at + len(part) :]
        if not re.match(rf",?(?:{PER}*p|l)", follows):
            said.loose = True
            if part[-1].code == "s" and said.attached == "rate" and said.counts[-1] > 1:
                said.divided = said.counts.pop()
                said.loose = False


def _number_rate(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    number = part[0].number
    if len(part) == 2 and part[1].code == "p" and number < 10:
        _weeks(said, part, line, at) if number == 1 else said.flags.append("period_unclear")
        return
    if number >= 10 and not (said.minutes or re.search("m", line[at:])):
        said.bare.append(number)
        said.attached = said.attached or ("adverb" if part[-1].code == "l" else "rate")
    elif number <= 12 and number == int(number):
        said.counts.append(int(number))
    else:
        said.flags.append("number_unclear")
    _period(said, part)


def _group(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.groups.append("group")
    sizes = [number for token in part if token.code in "nN" for number in token.numbers]
    if any(token.code == "S" and token.text.lower().startswith("other") for token in part):
        return
    if sizes and max(sizes) <= 15:
        said.group_max = round(max(sizes))
    elif sizes:
        said.flags.append("number_unclear")


def _setting_model(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    for token in part:
        if token.code == "t":
            said.settings.append(token.value)
        elif token.code in "GY":
            said.groups.append("group" if token.code == "G" else "individual")
    if any(token.code == "n" for token in part):
        _group(said, [token for token in part if token.code in "nS"], line, at)


def _dates(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    days = [day for token in part if token.code == "D" for day in days_of(token.text)]
    if None in days or not days:
        said.flags.append("dates")
    elif len(days) == 2:
        said.start, said.end = days
    elif part[0].code == "B" or part[-1].code == "T":
        said.start = days[0]
    elif part[0].code == "U":
        said.end = days[0]
    else:
        said.flags.append("dates")
    if said.start and said.end and said.end < said.start:
        said.flags.append("dates")


def _upto(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.flags.append("up_to")


def _range(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.flags.append("frequency_range")


def _kinds(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    said.kinds += [KINDS[token.code] for token in part if token.code in KINDS]
    said.kind_joined = "".join(token.code for token in part if token.code not in KINDS) or " "
    if "and_or" in said.kind_joined or "O" in said.kind_joined:
        said.flags.append("kind_unclear")


_WITHIN = frozenset(
    ["week", "month", "year", "day", "quarter", "trimester", "semester", "grading_period", "nine_weeks", "iep_term"]
)


def _period_phrase(said: Said, part: Sequence[Token], line: str, at: int) -> None:
    before = line[:at].rstrip("(,:")
    if said.minutes and before.endswith("m"):
        said.attached = said.attached or ("adverb" if part[-1].code == "l" else "rate")
    if part[0].code == "I" and part[-1].value not in _WITHIN:
        said.flags.append("period_unclear")
    said.adverb = said.adverb or part[-1].code == "l" or part[0].code == "e"
    said.slashed = said.slashed or (part[0].code == "/" and line[at - 1 : at] in ("l", "p"))
    said.periods.append(part[-1].value)


HANDLERS: dict[str, Callable[[Said, Sequence[Token], str, int], None]] = {
    "of_weeks": _of_weeks, "nper": _nper, "rate_label": _rate_label, "minutes_label": _minutes_label, "multi": _multi,
    "every_n": _every_n, "other": _other, "cycle": _cycle, "nth_week": _nth_week, "weeks": _weeks, "total": _total, "divided": _divided,
    "per_session": _per_session, "each": _each, "session_minutes": _session_minutes, "pair": _pair, "pair_p": _pair_period,
    "minutes_times": _minutes_times, "times": _times, "number_rate": _number_rate, "group": _group, "students": _group,
    "setting_model": _setting_model, "dates": _dates, "upto": _upto, "range": _range, "kinds": _kinds, "period": _period_phrase,
}  # fmt: skip
