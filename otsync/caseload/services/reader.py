"""Service time as an IEP words it, line by line; what is vague is asked about, never guessed.

Text becomes tokens (`lexer`), tokens phrases (`phrases`), phrases a service or a question (`decide`). Here a cell is cut into lines,
lines into sentences and parts that each name an amount, and other disciplines are passed over. A line in which anything is asked gives
no service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from otsync.caseload.services.decide import Asked, decide
from otsync.caseload.services.lexer import tokens
from otsync.caseload.services.model import Service, ServiceFlag, ServiceKind, ServiceReading
from otsync.caseload.services.parts import Part, ours_of, parts_of
from otsync.caseload.services.phrases import gather
from otsync.caseload.services.said import Said
from otsync.caseload.services.sentences import SAYS

_LONGEST, _LONGEST_LINE = 4000, 1000
"""Characters: more is no statement of service time, but a document."""
_NOTHING = re.compile(r"\W*(?:none|n/?a|no(?:\s+ot)?(?:\s+services?)?|not\s+applicable|not\s+eligible|[-–—]+|0)\W*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–▪◦]\s+|\d{1,2}[.)]\s+(?=\D|\d))")
_MONITOR = re.compile(r"(?<![a-z])(?:monitor\w*|support|screen\w*|check[\s-]?ins?|progress)(?![a-z])", re.IGNORECASE)
_FOR_ADULTS = re.compile(
    r"(?<![a-z])(?:(?:to|for|with|w/)\s(?:the\s|school\s|classroom\s|gen\w*\sed\w*\s|iep\s|his\s|her\s)*(?:teachers?|staff|team|parents?|personnel)|"
    r"on\sbehalf|staff\s(?:training|support)|teacher\s(?:training|support)|monitor\w*|screen(?:ing)?s?|program\ssupports?|eval(?:uation)?s?|meetings?)(?![a-z])",
    re.IGNORECASE,
)
"""Minutes that are not with the student, where no kind is named: whether they are consult or indirect is for a person to say."""


def read_services(text: str) -> ServiceReading:
    """Read a cell of service time. Never raises; time grows with the length of the text."""
    if not text.strip() or _NOTHING.fullmatch(text):
        return ServiceReading()
    if len(text) > _LONGEST or any(len(line) > _LONGEST_LINE for line in text.splitlines()):
        return ServiceReading(flags=(_flag("too_long", text[:200]),))
    services: list[Service] = []
    flags: list[ServiceFlag] = []
    passed = False
    for line in _lines(text):
        got = _line(line)
        services += got.services
        flags += got.flags
        passed = passed or got is _OTHERS
    if not services and not flags:
        flags.append(_flag("other_services" if passed else "unquantified", text))
    return ServiceReading(tuple(services), tuple(flags))


_OTHERS = ServiceReading()
"""The answer of a line that is about other disciplines alone."""


def _flag(code: str, text: str) -> ServiceFlag:
    return ServiceFlag(code, text.strip(), SAYS[code])


def _lines(text: str) -> Iterator[str]:
    """Lines of a cell, with the heading they stand under; two lines that are halves of one ("Frequency", "Duration") are joined."""
    held = ""
    heading = ""
    others = False
    for raw in re.split(r"[\n\r\x0b\x85\u2028\u2029•]", text):
        line = _BULLET.sub("", raw).strip()
        if not line:
            continue
        if line.endswith(":") and not re.search(r"\d", line):
            if held:
                yield held
                held = ""
            said = gather(tokens(line))
            others = said.other and not said.ot
            heading = "" if others else line
            continue
        if others and not gather(tokens(line)).ot:
            continue
        others = False
        line, heading = f"{heading} {line}".strip(), ""
        only = _only_where_or_when(line)
        if held and (_halves(held, line) or (only and not (only == "dates" and gather(tokens(held)).start))):
            held += ", " + line
            continue
        if only:
            heading = f"{heading} {line}".strip()
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _only_where_or_when(line: str) -> str:
    """The line has dates, a place or a group and nothing else: it belongs to the line beside it."""
    said = gather(tokens(line))
    if said.anything or said.ot or said.other:
        return ""
    return "dates" if said.start or said.end else "where" if said.settings or said.groups else ""


def _halves(first: str, second: str) -> bool:
    a, b = gather(tokens(first)), gather(tokens(second))
    if a.other or b.other or a.flags or b.flags:
        return False
    often = [bool(one.counts or one.periods or one.weekdays) for one in (a, b)]
    long = [one.amount for one in (a, b)]
    return (often == [True, False] and long == [False, True]) or (often == [False, True] and long == [True, False])


def _line(line: str) -> ServiceReading:
    parts = parts_of(line)
    ours, unclear = ours_of(parts)
    if unclear:
        return ServiceReading(flags=(_flag("discipline_unclear", line),))
    if not ours:
        return _OTHERS if parts else ServiceReading()
    if "?" in line:
        return ServiceReading(flags=(_flag("uncertain", line),))
    if (model := _three_one(ours)) is not None:
        return model if model.services else ServiceReading(flags=(_flag("model", line),))
    _spread(ours)
    services: list[Service] = []
    joints: list[str] = []
    for at, part in enumerate(ours):
        said = part.said
        if not said.anything:
            if _MONITOR.search(line) and len(ours) == 1:
                return ServiceReading(flags=(_flag("unquantified", line),))
            continue
        if not said.has_period and at + 1 < len(ours) and ours[at + 1].joint in ("+", "&", ","):
            _inherit(said, ours[at + 1].said)
        got = Asked("kind_unclear") if said.amount and not said.kinds and _FOR_ADULTS.search(part.text) else decide(said)
        if isinstance(got, Asked):
            return ServiceReading(flags=(_flag(got.code, line),))
        if said.then and not got.start:
            if not services or services[-1].end is None:
                return ServiceReading(flags=(_flag("dates", line),))
            got = replace(got, start=services[-1].end + timedelta(days=1))
        services.append(got)
        joints.append(part.joint)
    if _told_twice(services, joints):
        return ServiceReading(flags=(_flag("total_conflict", line),))
    return ServiceReading(services=tuple(services))


def _spread(parts: Sequence[Part]) -> None:
    """A plan, ESY or dates that head the line ("504: ...", "9/2/25-5/29/26: ...") are said of each of its parts."""
    if not parts:
        return
    first = parts[0].said
    lead = parts[0].tokens[0].code
    for part in parts[1:]:
        said = part.said
        if lead == "5" and not (said.plan or said.esy):
            said.plan = first.plan
        if part.joint not in (",", "+", "&"):
            break
        if lead == "R" and not said.plan:
            said.plan, said.weeks = first.plan, said.weeks or first.weeks
        if lead == "E" and not re.search(r"(?<![a-z])(?:rsy|reg)", part.text, re.IGNORECASE):
            said.esy = True
        if lead in "DB" and not (said.start or said.end or said.then):
            said.start, said.end = first.start, first.end


def _inherit(said: Said, following: Said) -> None:
    said.periods, said.of_weeks, said.per = list(following.periods), following.of_weeks, list(following.per)
    said.cycle_days, said.weekdays, said.span = following.cycle_days, following.weekdays, following.span
    if not said.start and not said.end:
        said.start, said.end = following.start, following.end


def _three_one(parts: Sequence[Part]) -> ServiceReading | None:
    """Three weeks direct and the fourth consult or indirect; None where the line speaks of no such model."""
    told = [part.said for part in parts if part.said.anything]
    lengths = [4 if one.nth_week else one.weeks for one in told]
    if not any(one.model for one in told) and not (len(told) == 2 and lengths in ([3, 1], [3, 4])):
        return None
    if len(told) != 2 or any(one.flags or len(one.minutes) + len(one.per_session) != 1 for one in told):
        return ServiceReading()
    first, second = told
    kinds = (set(first.kinds) or {"direct"}, set(second.kinds))
    if kinds[0] != {"direct"} or kinds[1] not in ({"consult"}, {"indirect"}):
        return ServiceReading()
    if lengths[0] not in (3, None) or lengths[1] not in (1, 4, None):
        return ServiceReading()
    if set(first.periods) - {"week"} or set(second.periods) - {"week"} or first.counts not in ([], [1]) or second.counts not in ([], [1]):
        return ServiceReading()
    one, two = [*first.minutes, *first.per_session][0], [*second.minutes, *second.per_session][0]
    kind: ServiceKind = "consult" if "consult" in kinds[1] else "indirect"
    return ServiceReading((Service("direct", "four_weeks", 3 * one, 3, one), Service(kind, "four_weeks", two, 1, two)))


_RATIOS: dict[tuple[str, str], tuple[float, float]] = {
    ("week", "month"): (3.9, 4.5), ("week", "four_weeks"): (4, 4), ("week", "nine_weeks"): (9, 9), ("week", "year"): (28, 52),
    ("week", "semester"): (16, 20), ("week", "trimester"): (11, 14), ("week", "quarter"): (8, 13), ("month", "year"): (8.5, 12),
    ("day", "week"): (5, 5), ("day", "month"): (18, 23), ("month", "semester"): (4, 6), ("quarter", "year"): (4, 4),
}  # fmt: skip


def _told_twice(services: Sequence[Service], joints: Sequence[str]) -> bool:
    """Two amounts that nothing tells apart: the same told twice, or two that contradict each other."""
    for at, one in enumerate(services):
        for two, joint in zip(services[at + 1 :], joints[at + 1 :], strict=True):
            if _apart(one, two):
                continue
            low, high = _RATIOS.get((one.period, two.period)) or _RATIOS.get((two.period, one.period)) or (0, 0)
            small, large = sorted((one.minutes_per_period, two.minutes_per_period))
            if joint in (",", "/") or (one.period, small) == (two.period, large) or low * small <= large <= high * small:
                return True
    return False


def _apart(one: Service, two: Service) -> bool:
    return any(
        getattr(one, name) != getattr(two, name) for name in ("kind", "setting", "group", "start", "end", "esy", "plan")
    )
