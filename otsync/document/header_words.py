"""Labels and values on one line of a page that a therapist already keeps: `DOB: 3/1/17   Gr 4`, `Minutes: 30/wk`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import Field, PlanForm, normal
from otsync.caseload.services import read_services
from otsync.caseload.values import fits, folded

LONGEST_FACT = 120
"""Characters: what is longer than this is prose, not a fact of one line."""
LONGEST_NAME = 60

_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BULLET = re.compile(r"\s*(?:[-*•·▪◦‣▸➢☐☑✓]|\(?\d{1,2}[.)](?!\d))\s+")
_EDGES = " \t,;|·•/–—-"
_GAP = re.compile(r"\t+|\s{2,}|\s*[|•·;]\s*|\s+[-–—/]\s+|,\s+")
_AGE = re.compile(
    r"[\s,;]*[(\[]?\s*(?:age|aged|now|yo\b|y/o|\d{1,2}(?:[;:.]\d{1,2})?\s*(?:yrs?|y/?o|years?|mos?)\b).{0,30}$", re.IGNORECASE
)
_DATES = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_PERSON = re.compile(r"(?:(?:Ms|Mr|Mrs|Mx|Dr|Miss)\.?\s+)?[^\W\d_][\w'’.\-]*(?:\s+(?:[^\W\d_][\w'’.\-]*|&|and))*", re.UNICODE)
_GRADE = re.compile(r"(?:(?:grade|gr\.?)\s*)?(pre-?k|tk|k|kinder(?:garten)?|\d{1,2}(?:st|nd|rd|th)?)(?:\s*(?:grade|gr\.?))?", re.IGNORECASE)
_WORD = r"[^\W\d_][\w'’.\-]*"
_LAST_FIRST = re.compile(rf"{_WORD}(?: {_WORD})?, {_WORD}(?: {_WORD})?(?=\s+[-–—|]|\s*[|•·\t]|\s{{2}}|$)")


@dataclass(frozen=True, slots=True)
class Found:
    """A label and what stands behind it. `words` is the label as written; `value` may be empty: then it may stand below."""

    field_ids: tuple[str, ...]
    words: str
    value: str
    firm: bool = True
    """A colon, a tab or a line of its own marks it as a label."""


def bare(text: str) -> str:
    """Without marks of writing direction and without the bullet or number that someone typed."""
    plain = _MARKS.sub("", text)
    match = _BULLET.match(plain)
    return plain[match.end() :] if match else plain


@lru_cache(maxsize=8)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    known = "|".join(
        re.sub(r"(?:\\ | )+", r"\\s+", re.escape(one)) for one in sorted(words, key=lambda one: (-len(one), one)) if one not in ("name",)
    )
    one = rf"(?:student'?s?\s+|child'?s\s+|current\s+)?(?:name|{known})"
    return re.compile(
        rf"(?<![\w/]){one}(?:\s*[/&]\s*{one})*(?:\(s\))?(?P<number>\s*#?\s*\d{{1,2}}[a-z]?)?(?:\s*\([^)\n]{{0,40}}\))?"
        r"(?P<mark>\s*[:：]\s*|\s*=\s*|\s*\t+\s*|\s+[-–—]\s+)",
        re.IGNORECASE,
    )


class Labels:
    """The words that mean a field, and where they stand on a line."""

    def __init__(self, form: PlanForm) -> None:
        self.form = form
        self.names = form.page_names()
        self._find = _pattern(frozenset(self.names))

    def fields_of(self, words: str) -> tuple[str, ...]:
        """The fields that a label means: one, several ("School/Grade"), or none."""
        plain = normal(re.sub(r"\([^)]*\)\s*$", "", _MARKS.sub("", words)).strip())
        plain = plain.replace("’", "'")
        whole = normal(_MARKS.sub("", words)).replace("’", "'")
        for one in (whole, plain, _without_number(plain)):
            for short in (one, re.sub(r"^(?:student's|students|student|child's|current)\s+", "", one)):
                if short in self.names:
                    return (self.names[short],)
        parts = [part.strip() for part in re.split(r"\s*[/&]\s*", plain)]
        if len(parts) > 1 and all(part in self.names for part in parts):
            return tuple(dict.fromkeys(self.names[part] for part in parts))
        return ()

    def on_line(self, line: str) -> tuple[str, list[Found]]:
        """What stands before the first label, and the labels with their values. Text in which a label is not surely one gives none."""
        text = _MARKS.sub("", line)
        start = _BULLET.match(text)
        begin = start.end() if start else len(text) - len(text.lstrip())
        hits: list[tuple[int, int, str, tuple[str, ...], str]] = []
        for match in self._find.finditer(text, begin):
            words = text[match.start() : match.start("mark")]
            ids = self.fields_of(words)
            if ids and self._stands_as_label(text, begin, match, ids, hits):
                hits.append((match.start(), match.end(), words.strip(), ids, match.group("mark")))
        if not hits:
            return text[begin:].strip(), []
        before = text[begin : hits[0][0]].strip(_EDGES)
        found: list[Found] = []
        for at, (_, end, words, ids, _mark) in enumerate(hits):
            stop = hits[at + 1][0] if at + 1 < len(hits) else len(text)
            value = text[end:stop].strip()
            found.append(Found(ids, words, value.rstrip(_EDGES).strip() if at + 1 < len(hits) else value))
        return before, found

    def _stands_as_label(
        self, text: str, begin: int, match: re.Match[str], ids: Sequence[str], hits: Sequence[tuple[int, int, str, tuple[str, ...], str]]
    ) -> bool:
        at, mark = match.start(), match.group("mark")
        if at == begin:
            return True
        if mark.strip() not in (":", "：", "="):
            return False
        before = text[begin:at]
        fact = all(self.form.fields[one].kind in ("line", "date", "choice") for one in ids)
        apart = bool(re.search(r"(?:\t|\s{2,}|[|•·;]\s*|\s[-–—/]\s)$", before))
        if not hits:
            # A title before the first label: a name, not a sentence.
            return apart or (fact and bool(re.search(r"[,\s]\s*$", before)) and is_name(before.strip(_EDGES)))
        if text[hits[-1][1] : at].strip() == "":
            return False
        after_prose = any(self.form.fields[one].kind in ("text", "rows") for one in hits[-1][3])
        return apart or (fact and not after_prose and text[at].isupper() and before[-1:].isspace())


def _without_number(words: str) -> str:
    return re.sub(r"\s*#?\s*\d{1,2}[a-z]?$", "", words)


def is_name(text: str) -> bool:
    """Two to five words, each with a capital (or of a script without capitals), no digits: a person's name as a title shows it."""
    words = text.replace(",", " ").split()
    return (
        2 <= len(words) <= 5
        and len(text) <= LONGEST_NAME
        and not re.search(r"[\d:;!?@=+<>{}\[\]]", text)
        and all(word[:1].isupper() or not word[:1].islower() for word in words)
    )


def is_person(text: str) -> bool:
    """One or several names of grown-ups: "Ms. Alvarez", "Alvarez / Kim", "J. Doe, OTR/L"."""
    parts = [part for part in re.split(r"\s*[/,;&+]\s*|\s+and\s+", text.strip()) if part]
    return bool(parts) and len(text) <= LONGEST_NAME and all(_is_one(part) for part in parts)


def _is_one(part: str) -> bool:
    part = re.sub(r"\s*\([^)]{0,20}\)\s*$", "", part).strip()
    if re.fullmatch(r"(?:rm|room)\.?\s*\w{1,5}", part, re.IGNORECASE):
        return True
    words = part.split()
    return 1 <= len(words) <= 4 and bool(_PERSON.fullmatch(part)) and all(not word[:1].islower() for word in words)


def is_grade(text: str) -> bool:
    return bool(_GRADE.fullmatch(text.strip()))


def grade_of(text: str) -> str:
    """The grade alone: "4" of "4th grade", "k" of "Kindergarten"; empty where the text is none."""
    match = _GRADE.fullmatch(text.strip())
    if not match:
        return ""
    word = match[1].lower()
    return "k" if word.startswith("kinder") else re.sub(r"(?:st|nd|rd|th)$", "", word).lstrip("0")


def parts_of(line: str) -> list[str]:
    """A one-line title in its parts: `Ava Romero - 3/1/17 - 4th grade`."""
    text = _MARKS.sub("", line).strip()
    match = _LAST_FIRST.match(text)
    head = [match[0]] if match else []
    return head + [part for part in (one.strip() for one in _GAP.split(text[len(head[0]) if head else 0 :])) if part]


def title_facts(line: str, labels: Labels, today: date) -> dict[str, str]:
    """Facts of a title line, where a name stands beside at least one more thing that is surely one. Empty otherwise.

    A bare day is the birthdate only where it makes a child of 3 to 21 years; a grade needs its word.
    """
    facts: dict[str, str] = {}
    for part in parts_of(line):
        if is_name(part) and "name" not in facts and not labels.fields_of(part):
            facts["name"] = part
            continue
        match = re.match(r"(.+?)\s+(?=\(?(?:dob|d\.o\.b\.?|\d{1,2}/\d))", part, re.IGNORECASE)
        if match and "name" not in facts and is_name(match[1]):
            facts["name"] = match[1]
            part = part[match.end() :]
        key, value = _short_fact(part.strip("() "), labels, today)
        if key and key not in facts:
            facts[key] = value
    return facts if len(facts) > 1 and "name" in facts else {}


def split_facts(found: Found, labels: Labels, today: date) -> list[Found]:
    """A value with further short facts behind it, told without a colon: `3/1/17 | Gr 4 | Rm 12`."""
    parts = re.split(r"(\t+|\s{2,}|\s*[|•·;]\s*)", found.value)
    more: list[Found] = []
    while len(parts) > 2:
        key, value = _short_fact(parts[-1].strip(), labels, today)
        if not key or key in found.field_ids:
            break
        more.append(Found((key,), key, value))
        parts = parts[:-2]
    return [Found(found.field_ids, found.words, "".join(parts).strip(), found.firm), *reversed(more)]


def _short_fact(part: str, labels: Labels, today: date) -> tuple[str, str]:
    day = parse_day(part, reference=today)
    if day and 3 <= (today - day).days / 365.25 < 22:
        return "birthdate", part
    if re.search(r"grade|\bgr\b|kinder", part, re.IGNORECASE) and is_grade(part):
        return "grade", re.sub(r"^(?:grade|gr)\.?\s*", "", part, flags=re.IGNORECASE) or part
    plan_type = labels.form.fields.get("plan_type")
    if plan_type and part and fits(plan_type, part):
        return "plan_type", part
    match = re.match(r"([A-Za-z.# ]+?)[\s:]+(\S.*)$", part)
    ids = labels.fields_of(match[1]) if match else ()
    key, value = (ids[0], match[2].strip()) if match and len(ids) == 1 else ("", "")
    born = key == "birthdate" and parse_day(value, reference=today) is not None
    if born or (key == "grade" and is_grade(value)) or (key == "room" and re.fullmatch(r"\w{1,5}", value)):
        return key, value
    return "", ""


def checked(field: Field, words: str, value: str, form: PlanForm, today: date) -> tuple[str, str]:
    """The value as the plan would hold it, and why it would not: "" | missing | type | past | person | long."""
    text = value.strip()
    if form.is_missing(text):
        return "", "missing"
    if field.kind == "date":
        short = _AGE.sub("", text).strip(" ,;([") if parse_day(folded(text)) is None else text
        day = parse_day(folded(short), reference=today)
        if day is None:
            return text, "type"
        return (text, "past") if normal(words) in form.page_last and day < today else (short, "")
    if field.kind == "choice":
        return text, "" if fits(field, text) else "type"
    if field.id in form.people:
        return text, "" if is_person(text) else "person"
    if field.kind == "line":
        return text, "long" if len(text) > LONGEST_FACT or "\n" in text else ""
    if field.id == "service_minutes" and not re.search(r"\d", text):
        reading = read_services(text)
        said = [flag.code for flag in reading.flags]
        return text, "" if reading.services or any(code != "unquantified" for code in said) else "type"
    return text, ""


def shared_out(ids: Sequence[str], value: str, form: PlanForm) -> Mapping[str, str]:
    """The value of a label of several fields ("School/Grade: Lincoln / 4"), where it falls into as many parts; else nothing."""
    if all(form.fields[one].kind == "date" for one in ids):
        parts = _DATES.findall(value)
        rest = _DATES.sub("", value).strip(" /,;&|-–—and")
        return dict(zip(ids, parts, strict=True)) if len(parts) == len(ids) and not rest else {}
    for apart in (r"\s+[/|&]\s+|\s*\|\s*", r"\s*[,;]\s*", r"\s*/\s*"):
        parts = [part for part in re.split(apart, value.strip()) if part]
        if len(parts) == len(ids):
            return dict(zip(ids, parts, strict=True))
    return {}
