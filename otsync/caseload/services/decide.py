"""From what was said to a service line, or to the reason why it is asked about instead. Arithmetic is checked; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from otsync.caseload.services.model import Period, Service, ServiceKind
from otsync.caseload.services.said import Said

SCHOOL_YEAR_WEEKS = 30
"""From so many weeks on, "30 min x 36 weeks" is a year's amount."""
MOST_MINUTES = 20_000
_MOST_IN = {"day": 120, "week": 600}
"""More of one student's occupational therapy than this is an aide's or a classroom's time."""
LONG = frozenset({"year", "semester", "iep_term"})
_NAMED_TWICE = {"biweekly": ("two_weeks", "week"), "bimonthly": ("month",)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A flag's code."""

    code: str


@dataclass(slots=True)
class _Frame:
    """Period and number of sessions, before the minutes."""

    period: str
    count: int | None
    weeks: int | None = None


def decide(said: Said) -> Service | Asked:
    """The service of one part of a sentence."""
    if said.flags:
        return Asked(said.flags[0])
    kind = _kind(said)
    if isinstance(kind, Asked):
        return kind
    if asked := _bare(said):
        return asked
    if not (said.minutes or said.per_session or said.totals):
        vague = next((period for period in said.periods if period in _NAMED_TWICE), None)
        if vague:
            return Asked(vague)
        return Asked("minutes_missing" if said.counts or said.weekdays or said.per else "unquantified")
    frame = _frame(said)
    if isinstance(frame, Asked):
        return frame
    amounts = _amounts(said, frame)
    if isinstance(amounts, Asked):
        return amounts
    whole, sessions, each = amounts
    if not 1 <= whole <= MOST_MINUTES:
        return Asked("minutes_missing")
    if whole > _MOST_IN.get(frame.period, MOST_MINUTES):
        return Asked("minutes_unclear")
    settings, groups = set(said.settings), set(said.groups)
    return Service(
        kind=kind,
        period=cast(Period, frame.period),
        minutes_per_period=whole,
        sessions_per_period=sessions,
        minutes_per_session=each,
        setting=cast(Literal["push-in", "pull-out", "teletherapy"], settings.pop()) if len(settings) == 1 else None,
        group=cast(Literal["individual", "group"], groups.pop()) if len(groups) == 1 else None,
        group_max=said.group_max,
        cycle_days=said.cycle_days if frame.period == "cycle" else None,
        start=said.start,
        end=said.end,
        weeks=frame.weeks,
        plan=said.plan,
        qualifier=said.qualifier,
        esy=said.esy or None,
    )


def _kind(said: Said) -> ServiceKind | Asked:
    kinds = set(said.kinds)
    if "combined" in kinds:
        if len(kinds) > 1:
            return "combined"
        return "direct" if len(set(said.settings)) > 1 or len(set(said.groups)) > 1 else Asked("kind_unclear")
    if len(kinds) <= 1:
        return cast(ServiceKind, next(iter(kinds), "direct"))
    if kinds == {"direct", "consult"} and said.kind_joined in ("&", "+"):
        return "combined"
    return Asked("kind_unclear")


def _bare(said: Said) -> Asked | None:
    """Numbers without a unit are minutes where they can be nothing else: "2 x 30 weekly", "30 / week", "consult 15/mo"."""
    for first, second in said.pairs:
        small, large = sorted((first, second))
        if said.minutes and small == 1 and large < 10 and not said.per_session:
            said.counts.append(int(large))
            continue
        if len(said.minutes) == 1 and large >= 10 and said.minutes[0] == small * large and not said.per_session:
            # "600 min a year, 20 x 30": what the amount is made of.
            said.per_session.append(int(large if small < 10 else second))
            said.counts.append(int(small if small < 10 else first))
            continue
        if said.minutes or said.per_session or (small, large) != (int(small), int(large)):
            return Asked("total_conflict" if small < 10 <= large else "number_unclear")
        if small < 10 <= large:
            said.minutes.append(int(large))
            said.counts.append(int(small))
        elif small >= 10 and (first % 5 == 0) != (second % 5 == 0):
            said.minutes.append(int(first if first % 5 == 0 else second))
            said.counts.append(int(second if first % 5 == 0 else first))
        elif small >= 10 and LONG & set(said.periods):
            said.minutes.append(int(second))
            said.counts.append(int(first))
        elif small == 1 and said.bare == []:
            said.counts.append(int(large))
        else:
            return Asked("number_unclear")
    for number in said.bare:
        if number != int(number) or said.minutes or said.per_session or number % 5:
            return Asked("number_unclear")
        if number < 60 and LONG & set(said.periods) and not said.counts:
            return Asked("number_unclear")
        said.minutes.append(int(number))
    said.totals += [round(number) for number in said.bare_total]
    return None


def _frame(said: Said) -> _Frame | Asked:
    periods = list(dict.fromkeys(said.periods))
    counts = set(said.counts)
    if len(counts) > 1:
        return Asked("period_unclear")
    count = next(iter(counts), None)
    if "unclear" in periods:
        return Asked("period_unclear")
    for vague, meanings in _NAMED_TWICE.items():
        if vague in periods:
            meant = [one for one in periods if one in meanings]
            if len(periods) != 2 or not meant or (meant[0] != "two_weeks" and count != 2):
                return Asked(vague)
            periods = meant
    for twice, period in (("semi_monthly", "month"), ("semi_weekly", "week")):
        if twice in periods:
            if count not in (None, 1, 2) or len(set(periods) - {twice, period}):
                return Asked("period_unclear")
            periods, count = [period], 2
    weeks = said.weeks
    for number, unit, period in said.per:
        if unit == "day" and "week" in said.periods:
            # "30 min weekly, 5 days a week": in all, or on each day?
            return Asked("period_unclear")
        got = _per(number, unit, period, periods, count)
        if got is None:
            return Asked("period_unclear")
        periods, count, weeks = got[0], got[1], got[2] or weeks
    if said.weekdays:
        if count not in (None, 1, said.weekdays) or set(periods) - {"week"}:
            return Asked("period_unclear")
        if said.weekdays > 1 and "week" in periods and not (count or said.each):
            # "30 min weekly, Mon and Wed": 30 in all, or on each of them?
            return Asked("period_unclear")
        periods, count = ["week"], said.weekdays
    if said.of_weeks:
        few, many = said.of_weeks
        if many not in (2, 4) or few > many or set(periods) - {"week"}:
            return Asked("period_unclear")
        return _Frame("two_weeks" if many == 2 else "four_weeks", few * (count or 1))
    if set(periods) == {"day", "week"} and said.attached == "rate" and said.periods[0] == "day" and count and count <= 5:
        periods = ["week"]
    if set(periods) == {"week", "year"} and weeks and _adds_up(said, count, weeks):
        periods = ["week"]
    if len(periods) > 1:
        many_amounts = len(said.minutes) + len(said.totals) + len(said.per_session) > 1
        return Asked("total_conflict" if many_amounts else "alternatives" if said.slashed else "period_unclear")
    if not periods and said.span:
        periods = [said.span]
    if not periods and weeks and weeks >= SCHOOL_YEAR_WEEKS:
        return _Frame("year", weeks * (count or 1))
    if not periods:
        return Asked("period_missing")
    if said.nth_week:
        return Asked("period_unclear")
    if said.attached and (count or 1) > 1 and len(said.periods) > len(periods) and not (
        said.each or said.per_session or said.divided or len(set(said.minutes)) > 1 or said.totals or said.per
    ):
        # "60 min/month, 2x/month": in all, or each time?
        return Asked("period_unclear")
    if said.loose and (count or 1) > 1 and not (said.each or said.per_session or len(set(said.minutes)) > 1 or said.totals):
        return Asked("period_unclear")
    if periods[0] == "cycle" and not said.cycle_days:
        return Asked("period_unclear")
    if periods == ["two_weeks"] and count is None:
        count = 1
    return _Frame(periods[0], count, None if periods == ["year"] else weeks)


def _adds_up(said: Said, count: int | None, weeks: int) -> bool:
    """ "30 min weekly for 36 weeks = 1080 min/year"."""
    stated = sorted({*said.minutes, *said.totals})
    return len(stated) == 2 and stated[0] * (count or 1) * weeks == stated[1]


def _per(number: int, unit: str, period: str, periods: list[str], count: int | None) -> tuple[list[str], int | None, int | None] | None:
    """ "5 days a week", "3 weeks a month", "36 weeks a year"."""
    if unit == period == "week":
        return ([*periods, "week"] if "week" not in periods else periods), count, number
    if unit == "day" and period == "week" and number <= 5 and set(periods) <= {"day", "week"}:
        return ["week"], number * (count or 1), None
    if unit == "week" and period == "year" and "week" in periods and len(periods) == 1:
        return periods, count, number
    fits = {"month": 4, "quarter": 12, "nine_weeks": 9, "trimester": 14, "semester": 20, "year": 40, "grading_period": 12}
    if unit == "week" and number <= fits.get(period, 0) and set(periods) <= {"week", period}:
        return [period], number * (count or 1), None
    return None


def _amounts(said: Said, frame: _Frame) -> tuple[int, int | None, int | None] | Asked:
    """(minutes a period, sessions, minutes a session); whatever else is stated has to agree."""
    conflict = Asked("total_conflict")
    count, total = frame.count, set(said.totals)
    if count == 0 or 0 in (*said.minutes, *said.per_session, *said.totals) or said.divided == 0:
        return Asked("minutes_missing")
    if len(total) > 1:
        return conflict
    stated = next(iter(total), None)
    if frame.weeks and frame.period == "week" and _adds_up(said, count, frame.weeks):
        said.minutes, stated, total = [min([*said.minutes, *total])], None, set()
    each, whole = set(said.per_session), set(said.minutes)
    if len(each) > 1 or len(whole) > 2:
        return conflict
    if said.each and len(whole) == 1 and not each:
        each, whole = whole, set()
    if len(whole) == 2 and not each and count is None and len(said.periods) > len(set(said.periods)):
        # "30 min weekly (60 min/wk)": two amounts of one period.
        return conflict
    if len(whole) == 2 and not each and count is None and said.attached:
        # "60 min weekly, walks 30 min": nothing says that these are its sessions.
        return conflict
    if len(whole) == 2 and not each:
        each, whole = {min(whole)}, {max(whole)}
    if said.divided and whole and not each:
        large = next(iter(whole))
        if large % said.divided or count not in (None, 1, said.divided):
            return conflict
        each, count = {large // said.divided}, said.divided
    if each:
        one = next(iter(each))
        if whole == each:
            whole = set()
        sum_ = next(iter(whole | total)) if len(whole | total) == 1 else None
        if len(whole | total) > 1:
            return conflict
        if said.divided and count is None:
            count = said.divided
        if count is None:
            if sum_ is not None:
                return (sum_, sum_ // one, one) if sum_ % one == 0 else conflict
            if not (said.one or said.each or said.adverb):
                return Asked("period_unclear")
            count = 1
        if sum_ not in (None, one * count):
            return conflict
        return one * count, count, one
    if not whole:
        if count and stated and stated % count == 0:
            return stated, count, stated // count
        return (stated, None, None) if stated and not count else conflict
    minutes = next(iter(whole))
    if count is None:
        if stated is not None and stated != minutes:
            return conflict
        return minutes, None, None
    if stated not in (None, minutes * count):
        return (minutes, count, minutes // count) if stated == minutes and minutes % count == 0 and count == 1 else conflict
    return minutes * count, count, minutes
