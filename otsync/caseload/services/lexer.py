"""The words of a service line as tokens. One pass from left to right; what is no token is passed over."""

# ruff: noqa: E501  (a rule is easier to check on one line)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from otsync.caseload.dates import parse_day

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15,
    "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35, "thirty-six": 36, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
_NUM = rf"(?:(?<![\w.])|(?<=\dx)|(?<=\dX)|(?<=×))(?:\d{{1,4}}(?:\.\d{{1,2}})?|\.\d{{1,2}}|(?:{_WORDS})(?![a-z]))"
_NUM2 = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|\.\d{{1,2}}|(?:{_WORDS})(?![a-z]))"
_MIN = r"(?:minutes?|mins?(?![a-z])\.?|m(?![a-z/])|['’′](?!\w))"
_HOUR = r"(?:hours?|hrs?(?![a-z])\.?|h(?![a-z]))"
_TIMES = r"(?:x(?![a-z])|×|times?(?![a-z])|sessions?|visits?|treatments?)"
_TO = r"\s*(?:-|–|—|to|or)\s*"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = rf"(?:\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}},?\s+\d{{4}})"

PERIODS = (
    ("biweekly", r"bi-?\s?weekly|fortnightly"),
    ("bimonthly", r"bi-?\s?monthly"),
    ("semi_monthly", r"semi-?\s?monthly"),
    ("semi_weekly", r"semi-?\s?weekly"),
    ("nine_weeks", r"(?:nine|9)[\s-]*(?:weeks?|wks?)(?:\s+(?:grading|marking|reporting)\s+(?:period|term)s?)?"),
    ("grading_period", r"(?:grading|marking|reporting|report[\s-]card)\s+(?:period|term)s?"),
    ("iep_term", r"(?:iep|plan)\s+(?:term|period|duration)|(?:duration|term|life)\s+of\s+(?:the\s+)?iep"),
    ("year", r"(?:iep|school|academic|calendar)\s+(?:year|yr)s?|years?(?:ly)?|yrs?(?![a-z])\.?|annually|annum|annual(?![a-z])"),
    ("semester", r"semesters?|sem(?![a-z])\.?"),
    ("trimester", r"trimesters?|tri(?![a-z-])\.?"),
    ("quarter", r"quarter(?:s|ly)?|qtr(?:ly|s)?(?![a-z])\.?"),
    ("month", r"months?(?:ly)?|mos?(?![a-z])\.?|mn?th?(?:s|ly)?(?![a-z])\.?"),
    ("week", r"weeks?(?:ly)?|wks?(?![a-z])\.?|wkly|w(?![a-z/.])"),
    ("day", r"(?:school\s+)?days?|daily"),
)

KINDS = (
    ("consult", r"consult(?:ation|ative|ing|s)?|collaborat(?:ion|ive)"),
    ("indirect", r"indirect"),
    ("observation", r"observations?|observe"),
    ("direct", r"direct"),
)
SETTINGS = (
    ("pull-out", r"pull[\s-]?out|separate\s+(?:setting|location|room|class(?:room)?)|therapy\s+room|ot\s+room|sped\s+(?:room|setting)|resource\s+room|outside\s+(?:of\s+)?(?:the\s+)?(?:gen(?:eral)?\s*ed(?:ucation)?(?:\s+(?:class(?:room)?|setting))?|class(?:room)?)|special\s+ed(?:ucation)?\s+(?:class(?:room)?|setting)|p\.?o\.?(?![a-z])"),
    ("push-in", r"push[\s-]?in|in[\s-]class(?:room)?|(?:in\s+)?(?:the\s+)?(?:gen(?:eral)?\.?\s*ed(?:ucation)?)(?:\s+(?:class(?:room)?|setting|environment))?|in\s+the\s+class(?:room)?|inclusion|classroom[\s-]based|within\s+(?:the\s+)?class(?:room)?|p\.?i\.?(?![a-z])"),
    ("teletherapy", r"tele-?\s?(?:therapy|health|practice)|virtual(?:ly)?|remote(?:ly)?|online"),
)  # fmt: skip
QUALIFIERS = (("minimum", r"at\s+least|minimum(?:\s+of)?|min\.?\s+of|no\s+(?:less|fewer)\s+than"), ("approximate", r"approx(?:imately|\.)?|about|around|~|≈|roughly"))  # fmt: skip

_RULES: tuple[tuple[str, str], ...] = (
    ("span", rf"{_DATE}\s*(?:-|–|—|to|through|thru|until)\s*{_DATE}"),
    ("from", rf"(?:from|start(?:ing|s)?|begin(?:ning|s)?|effective|eff\.?|as\s+of|after|since)\s*:?\s*{_DATE}"),
    ("until", rf"(?:to|until|till|through|thru|end(?:ing|s)?|before|by)\s*:?\s*{_DATE}"),
    ("date", _DATE),
    ("code", r"(?<![\w./])\d{2,3}\s*/\s*\d{1,2}\s*/\s*[wmdyq](?![a-z])"),
    ("model", r"(?<!\d)3\s*:\s*1(?:\s+model)?"),
    ("one_to_one", r"(?<!\d)1\s*[:-]\s*1(?!\d)|one[\s-](?:on|to)[\s-]one|1[\s-]on[\s-]1|individual(?:ly|ized)?|indiv(?![a-z])\.?|ind(?![a-z])\.?"),
    ("of_weeks", rf"{_NUM}\s*(?:weeks?\s+)?(?:of|out\s+of|of\s+every|out\s+of\s+every)\s+(?:every\s+|each\s+)?{_NUM2}\s*(?:weeks?|wks?)|{_NUM}\s*(?:weeks?|wks?)\s+(?:of|out\s+of)\s+(?:every\s+)?{_NUM2}(?!\w)"),
    (
        "group",
        r"(?:small\s+|large\s+)?(?:groups?|grps?|dyad)(?![a-z])(?:\s*\(\s*(?:up\s+to|no\s+more\s+than|max(?:imum)?(?:\s+of)?|size|<=?)?\s*\d{1,2}"
        r"(?:\s*(?:-|–|to)\s*\d{1,2})?(?:\s*(?:students?|kids|children|max))?\s*\)|\s+(?:size\s+(?:of\s+)?|of\s+|up\s+to\s+|no\s+more\s+than\s+|"
        r"max(?:imum)?\.?\s+(?:of\s+)?|<=?\s*){1,3}\d{1,2}(?:\s*(?:-|–|to)\s*\d{1,2})?(?!\d|\s*min))?",
    ),
    ("total", rf"=\s*{_NUM2}\s*(?:{_MIN}|{_HOUR})?(?:\s+total)?|(?:for\s+a\s+)?total(?:ing|s)?(?:\s+of)?\s*:?\s*{_NUM2}\s*(?:{_MIN}|{_HOUR})|{_NUM}\s*(?:{_MIN}|{_HOUR})\s+(?:in\s+)?total"),
    ("minutes_choice", rf"{_NUM}\s*(?:{_MIN})?\s*(?:or|/)\s*\d{{2,3}}[\s-]*{_MIN}"),
    ("minutes_range", rf"{_NUM}\s*(?:{_MIN})?\s*(?:-|–|—|to)\s*{_NUM2}[\s-]*(?:{_MIN}|{_HOUR})"),
    ("hours_minutes", rf"{_NUM}\s*{_HOUR}\s*(?:and\s+)?{_NUM2}\s*{_MIN}"),
    ("half_hour", r"(?:one[\s-]?)?half[\s-](?:an?\s+)?hour|(?<![\d/])1/2\s*(?:an?\s+)?(?:hours?|hrs?\.?)|½\s*(?:hour|hr)s?"),
    ("hour_and_half", r"(?:an|1|one)\s+hour\s+and\s+a\s+half"),
    ("hours", rf"{_NUM}[\s-]*{_HOUR}|(?<![a-z])an\s+hour"),
    ("per_session", rf"(?:in\s+|of\s+)?{_NUM}[\s-]*{_MIN}\s+(?:sessions?|increments?|blocks?|visits?)"),
    ("minutes", rf"{_NUM}[\s-]*{_MIN}"),
    ("times_range", rf"{_NUM}{_TO}{_NUM2}\s*{_TIMES}|{_NUM}{_TO}{_NUM2}\s*(?=(?:per|a|each)\s+(?:week|month|day))"),
    ("cycle", rf"{_NUM}[\s-]*(?:school\s+)?days?\s+(?:cycle|rotation)|{_NUM}[\s-]*day\s+(?:cycle|rotation)"),
    ("every", rf"every[\s-]+(?:other|second|third|fourth|2nd|3rd|4th|{_NUM2})[\s-]*(?:weeks?|wks?|months?|mos?|days?)|alternat(?:e|ing)\s+weeks?|(?:per|a|each|/)\s*(?:two|2|four|4)[\s-]*(?:weeks?|wks?)|(?:/|per|every)\s*{_NUM2}\s*days"),
    ("weeks", rf"(?:x|×|for|over)\s*{_NUM2}\s*(?:weeks?|wks?)(?!\w)|(?<!per )(?<!every )(?<!/){_NUM}\s*(?:weeks|wks)(?!\w)(?=\s*(?:[,:;.)]|$|block|intervention|cycle|program|of))"),
    ("days_a_week", rf"{_NUM}\s*days?\s*(?:per|a|each|/|x)\s*(?:week|wk)"),
    ("each", r"(?:each|per|every)\s+(?:session|visit|time)|apiece|(?<![a-z])each(?=\s*(?:$|[,;.)]|session|time|visit|weekly|monthly))|/\s*session"),
    ("divided", rf"(?:in|over|across|divided\s+(?:into|over|by)|split\s+(?:into|over|across))\s+{_NUM2}\s*(?:x(?![a-z])|sessions?|visits?)"),
    ("times", rf"{_NUM}\s*(?:\d+[\s-]*{_MIN}\s+)?{_TIMES}|(?<![a-z])(?:once|twice|thrice)(?![a-z])"),
    ("by", rf"(?:(?<![a-z])x|×|@)\s*{_NUM2}(?![\d.]|\s*(?:weeks?|wks?|[\s-]*min))"),
    ("for_duration", r"(?:for|during|throughout|through|over|within|across|in)\s+(?:the\s+)?(?:(?:duration|term|life|remainder|rest|length)\s+of\s+(?:the\s+)?(?:iep|school|plan|year)(?:\s+(?:year|period))?|(?:\d{2,4}[-/]\d{2,4}\s+)?(?:iep|school|academic|annual|regular)\s+(?:year|period|term)|entire\s+year|year)"),
    ("esy", r"esy(?![a-z])|extended\s+school\s+year|summer"),
    ("plan504", r"504(?:\s+plan)?"),
    ("rti", r"rti(?![a-z])|mtss|tier\s+(?:ii|iii|2|3)"),
    ("vague", r"as\s+needed|prn(?![a-z])|as\s+appropriate|as\s+(?:deemed\s+)?necessary|when\s+needed|per\s+(?:ot|therapist)(?:'s)?\s+discretion|on\s+request|upon\s+request|flexibl[ey]\s+as|ongoing|varies|tbd"),
    ("up_to", r"up\s+to|not\s+to\s+exceed|no\s+more\s+than|maximum(?:\s+of)?|max(?![a-z])\.?"),
    ("and_or", r"and\s*/\s*or"),
    *(("qualifier:" + name, words) for name, words in QUALIFIERS),
    *(("setting:" + name, words) for name, words in SETTINGS),
    *(("kind:" + name, words) for name, words in KINDS),
    *(("period:" + name, rf"(?:(?:per|a|an|each|every|/|in\s+a)\s*)?(?<![a-z])(?:{words})(?![a-z])") for name, words in PERIODS),
    ("or", r"(?<![a-z])or(?![a-z])"),
    ("slash", r"/"),
    ("open", r"\("),
    ("close", r"\)"),
    ("number", rf"{_NUM}(?![\w%])"),
)  # fmt: skip
_MASTER = re.compile("|".join(f"(?P<r{at}>{pattern})" for at, (_, pattern) in enumerate(_RULES)), re.IGNORECASE)
_NUMBER = re.compile(rf"\d{{1,4}}(?:\.\d{{1,2}})?|\.\d{{1,2}}|(?<![a-z])(?:{_WORDS})(?![a-z])", re.IGNORECASE)
_DATES = re.compile(_DATE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """`numbers` in the order of the words, `days` likewise; offsets count characters."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def numbers(self) -> list[float]:
        return [_value(found) for found in _NUMBER.findall(self.text)]

    @property
    def days(self) -> list[date | None]:
        return [parse_day(found) for found in _DATES.findall(self.text)]


def tokens(text: str) -> Iterator[Token]:
    for match in _MASTER.finditer(text):
        kind = _RULES[int((match.lastgroup or "r0")[1:])][0]
        yield Token(kind, match.group(), match.start(), match.end())


def _value(text: str) -> float:
    return float(NUMBERS.get(text.lower(), text))
