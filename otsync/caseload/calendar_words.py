"""What the words of a calendar row or event mean for sessions. Words that could mean two things mean none: they are asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from otsync.caseload.calendar import EVERYONE, MYSELF, Part, TermKind

Sort = Literal["year", "esy", "term", "reports", "cycle", "cycle_other", "away"]


@dataclass(frozen=True, slots=True)
class Meaning:
    sort: Sort
    term: TermKind = "term"
    reason: str = ""
    """Why sessions do not take place: a code of the table of reasons."""
    part: Part = "whole"


_YEAR = re.compile(r"\b(?:school|academic)\s+year\b|^year$")
_ESY = re.compile(r"\besy\b|\bextended\s+school\s+year\b|\bsummer\s+school\b")
_REPORTS = re.compile(r"\b(?:progress\s+reports?|progress\s+notes?|report\s+cards?|pr\s+due)\b")
_CYCLE = re.compile(r"(?:cycle\s+)?day\s*1|cycle(?:\s+(?:start|begin)\w*)?|new\s+cycle")
_CYCLE_OTHER = re.compile(r"(?:cycle\s+)?day\s*\d{1,2}")
_TERMS: tuple[tuple[TermKind, re.Pattern[str]], ...] = (
    ("trimester", re.compile(r"(?:trimester|tri)\s*#?\s*[1-3]|(?:1st|2nd|3rd|first|second|third)\s+trimester|t[1-3]")),
    ("quarter", re.compile(r"(?:quarter|qtr)\s*#?\s*[1-4]|(?:1st|2nd|3rd|4th|first|second|third|fourth)\s+quarter|q[1-4]")),
    ("semester", re.compile(r"(?:semester|sem)\s*#?\s*[12]|(?:1st|2nd|first|second|fall|spring)\s+semester|s[12]")),
    (
        "nine_weeks",
        re.compile(r"(?:nine|9)[\s-]*weeks?\s*#?\s*[1-4]|(?:1st|2nd|3rd|4th|first|second|third|fourth)\s+(?:nine|9)[\s-]*weeks?"),
    ),
    ("grading_period", re.compile(r"(?:grading|marking|reporting)\s+period\s*#?\s*\d|(?:gp|mp)\s*\d")),
    ("term", re.compile(r"term\s*#?\s*\d|(?:1st|2nd|3rd|4th|first|second|third|fourth)\s+term")),
)
_HALF = (
    r"\b(?:early|half)\W+(?:release|dismissal|out|day)\b|\bminimum\s+day\b|\bhalf\s+day\b|\blate\s+(?:start|opening)\b|"
    r"\b(?:2|two)\W*h(?:ou)?r\W+delay\b|\bdelayed\s+(?:start|opening)\b"
)
_CLOSED = re.compile(
    r"\bno\s+(?:school|students|classes|kids)\b|\bholidays?\b|\b(?:winter|spring|fall|summer|thanksgiving|christmas|mid-?winter|"
    r"february|presidents'?)\s+(?:break|recess|vacation)\b|\bbreak\b|^recess$|\bclos(?:ed|ure)\b|\bsnow\s+day\b|"
    r"\bnon-?\s*student\b|\bstudent-?\s*free\b|\bteacher\s+(?:work|records?)\s*day\b|" + _HALF
)
_NAMED_DAY = re.compile(
    r"\b(?:labor|columbus|veterans?'?|memorial|presidents?'?|mlk|indigenous\s+peoples'?|new\s+year'?s?|election|independence)\s+day\b|"
    r"\bmartin\s+luther\s+king(?:,?\s+jr\.?)?(?:\s+day)?\b|\bthanksgiving(?:\s+day)?\b|\bchristmas(?:\s+(?:day|eve))?\b|\bjuneteenth\b"
)
_OBSERVED = re.compile(r"[\s\-–—:().,!*]|\b(?:observed|obs|observance|holiday|day|federal|national|the|after|eve)\b")
_EVENT = re.compile(
    r"\b(?:assembl(?:y|ies)|test(?:s|ing)?|state\s+tests?|field\s+(?:trip|day)|picture\s+day|photos?|drills?|lock-?down|events?|"
    r"concert|part(?:y|ies)|parade|performance|rehearsal|spirit|book\s+fair|carnival|graduation|show|science\s+fair|career\s+day|"
    r"feast|screenings?|map|sbac|caaspp|staar|parcc)\b"
)
_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("provider_absent", re.compile(r"\b(?:therapist|ot|provider)\s+(?:absent|out|sick|ill)\b")),
    ("provider_unavailable", re.compile(r"\b(?:therapist|ot|provider)\s+(?:unavailable|at|in)\b")),
    ("school_event", re.compile(r"\bschool\s+event\b")),
    ("school_closed", _CLOSED),
    ("school_event", _EVENT),
    (
        "provider_absent",
        re.compile(r"\b(?:out\s+sick|sick|ill|out|absent|personal(?:\s+day)?|jury(?:\s+duty)?|bereavement|leave|pto|vacation|appointment)\b"),
    ),
    (
        "provider_unavailable",
        re.compile(r"\b(?:meetings?|trainings?|conferences?|workshop|evals?|evaluations?|ieps?|in-?\s*service|pd|professional\s+development)\b"),
    ),
)
_DEVELOPMENT = re.compile(r"\b(?:in-?\s*service|pd|professional\s+development|conferences?|teacher\s+work)\b")
_AFTERNOON = re.compile(r"\b(?:early\W+(?:release|dismissal|out)|half\W+day|minimum\s+day|pm|afternoon|p\.m\.)\b")
_MORNING = re.compile(r"\b(?:late\s+(?:start|opening)|delay(?:ed)?|am|morning|a\.m\.)\b")


def plain_words(text: str) -> str:
    """As words are compared: small letters, single spaces, straight apostrophes."""
    return " ".join(text.casefold().replace("’", "'").split())


def meaning_of(what: str, who: str) -> Meaning | None:
    """What a row about `who` says; None where that is not sure. A holiday's name alone is a day off; with anything else beside it
    ("Veterans Day assembly") it is what the rest says."""
    words = plain_words(what)
    for_whom = plain_words(who)
    if _ESY.search(words):
        return Meaning("esy")
    if _YEAR.search(words):
        return Meaning("year")
    if kind := next((kind for kind, pattern in _TERMS if pattern.fullmatch(words)), None):
        return Meaning("term", kind)
    if _REPORTS.search(words):
        return Meaning("reports")
    if _CYCLE.fullmatch(words):
        return Meaning("cycle")
    if _CYCLE_OTHER.fullmatch(words):
        return Meaning("cycle_other")
    part: Part = "pm" if _AFTERNOON.search(words) else "am" if _MORNING.search(words) else "whole"
    reason = next((reason for reason, pattern in _REASONS if pattern.search(words)), None)
    if reason is None and _NAMED_DAY.search(words) and not _OBSERVED.sub("", _NAMED_DAY.sub("", words)):
        reason = "school_closed"
    if reason == "school_closed" and for_whom in MYSELF and not re.search(r"\bno\s+school\b", words):
        reason = "provider_absent"
    if reason == "provider_unavailable" and _DEVELOPMENT.search(words) and for_whom in EVERYONE:
        reason = None
    return Meaning("away", reason=reason, part=part) if reason else None


def is_event_too(what: str) -> bool:
    """Besides a day off, the words speak of something that happens at school ("Spring break book fair")."""
    return bool(_EVENT.search(plain_words(what)))
