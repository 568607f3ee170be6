"""Which Doc belongs to which student: by a link in the roster, by the title, by the birthdate inside. Sure, or asked; never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from otsync.caseload.fields import config_file

How = Literal["link", "title", "birthdate", "answer"]
Why = Literal["several", "shared", "twice", "birthdate", "name", "only_birthdate", "part", "taken"]
"""several: its title fits several students; shared: several Docs fit one student; twice: several rows hold its link; birthdate: the one
inside is another; name: title and page name different students; only_birthdate: nothing else fits; part: only a part of the name fits;
taken: another Doc is the student's by its link."""

@dataclass(frozen=True, slots=True)
class Student:
    """A roster row, as far as matching needs it. `links`: ids of files that the row links to."""

    key: str
    name: str
    birthdate: date | None = None
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Doc. `names` and `birthdate` are what its page says."""

    doc: str
    title: str
    names: tuple[str, ...] = ()
    birthdate: date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One Doc. `student` set: surely that one. `asked` set: a person has to say. Neither: it fits nobody."""

    doc: str
    student: str = ""
    how: How | Literal[""] = ""
    asked: Why | Literal[""] = ""
    choices: tuple[str, ...] = ()
    """Students to choose from, the likeliest first."""


def words_of(text: str) -> list[str]:
    """The words of a name or title: without accents, case, apostrophes and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(ch for ch in plain if unicodedata.category(ch)[0] != "M")
    plain = re.sub(r"['’`ʼ\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", plain)
    return re.findall(r"[^\W_]+", plain)


@dataclass(frozen=True, slots=True)
class _Name:
    """First names and last names, each as words."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    double: bool = False
    """The last name surely is a double one: each of its parts may stand for it."""

    @property
    def all(self) -> tuple[str, ...]:
        return self.first + self.last


def _name(text: str) -> _Name:
    if "," in text:
        last, _, first = text.partition(",")
        return _Name(tuple(words_of(first)), tuple(words_of(last)), double=True)
    words = words_of(text)
    return _Name(tuple(words[:1]), tuple(words[1:]), double="-" in text.split()[-1] if words else False)


@lru_cache(maxsize=1)
def _groups() -> dict[str, set[int]]:
    """Name -> the lines of config/nicknames.txt that it stands on."""
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(config_file("nicknames.txt").read_text(encoding="utf-8").splitlines()):
        for word in () if line.startswith("#") else words_of(line):
            groups.setdefault(word, set()).add(number)
    return groups


def may_stand_for(one: str, other: str) -> bool:
    """Nicknames of each other, or one the beginning of the other (three letters at least)."""
    shorter, longer = sorted((one, other), key=len)
    return bool(_groups().get(one, set()) & _groups().get(other, set())) or (len(shorter) >= 3 and longer.startswith(shorter))


SURE, PART, NONE = 2, 1, 0


def fit(name: str, title: str) -> int:
    """SURE: first and last name stand in the title, in any order; PART: a nickname, an initial, one of the two; NONE."""
    who, words = _name(name), words_of(title)
    if not who.all or not words:
        return NONE
    there = set(words)
    if len(who.all) == 1:
        return PART if who.all[0] in there else NONE
    if not who.first or not who.last:
        return SURE if set(who.all) <= there else NONE
    # A middle name may be left out, and of a double last name the first part (only where the comma or the hyphen tells it as one).
    last = set(who.last) <= there or (len(who.last) > 1 and (who.last[-1] in there or (who.double and who.last[0] in there)))
    first = who.first[0] in there
    if first and last and (who.first[0] not in who.last or words.count(who.first[0]) > 1):
        return SURE
    near = any(may_stand_for(who.first[0], word) for word in there)
    initials = "".join(part[0] for part in (who.first[0], who.last[0]))
    if first or last or (near and any(word in there for word in (*who.last, *(part[0] for part in who.last)))):
        return PART
    return PART if initials in there or initials[::-1] in there or _spelled(words, initials) else NONE


def _spelled(words: Sequence[str], initials: str) -> bool:
    """ "A. R." or "R, A" at the head of a title."""
    return len(words) >= 2 and all(len(word) == 1 for word in words[:2]) and "".join(words[:2]) in (initials, initials[::-1])


def match(students: Sequence[Student], docs: Sequence[Candidate], answers: Mapping[str, str] | None = None) -> list[Match]:
    """For each Doc whose it is, in the order of `docs`. `answers`: Doc -> student that a person chose ("" for none of them)."""
    answers = answers or {}
    first = [_one(students, doc, answers) for doc in docs]
    mine: dict[str, list[Match]] = {}
    for one in first:
        if one.student:
            mine.setdefault(one.student, []).append(one)
    settled: list[Match] = []
    for one in first:
        rivals = mine.get(one.student, [])
        if one.student and len(rivals) > 1:
            # A link, or an answer, outweighs a title; two of equal weight are asked about.
            best = [rival for rival in rivals if rival.how in ("link", "answer")]
            if best == [one]:
                settled.append(one)
            else:
                settled.append(Match(one.doc, asked="taken" if len(best) == 1 else "shared", choices=(one.student,)))
        else:
            settled.append(one)
    return settled


def _one(students: Sequence[Student], doc: Candidate, answers: Mapping[str, str]) -> Match:
    linked = [one.key for one in students if doc.doc in one.links]
    chosen = answers.get(doc.doc)
    if chosen is not None and (chosen or not linked):
        return Match(doc.doc, chosen, "answer") if any(one.key == chosen for one in students) else Match(doc.doc)
    if len(linked) == 1:
        return Match(doc.doc, linked[0], "link")
    if linked:
        return Match(doc.doc, asked="twice", choices=tuple(linked))
    fits = {one.key: fit(one.name, doc.title) for one in students}
    inside = {one.key: max((fit(one.name, name) for name in doc.names), default=NONE) for one in students}
    born = {one.key for one in students if doc.birthdate and one.birthdate == doc.birthdate}
    sure = [one for one in students if fits[one.key] == SURE]
    # Of two students with the first and last name of the title, one may have the middle name as well.
    if len(sure) > 1:
        whole = [one for one in sure if set(words_of(one.name)) <= set(words_of(doc.title))]
        most = max((len(words_of(one.name)) for one in whole), default=0)
        fuller = [one for one in whole if len(words_of(one.name)) == most]
        if len(fuller) == 1 and most > 2:
            sure = fuller
    named = [one.key for one in students if inside[one.key] == SURE]
    if sure:
        return _by_title(doc, sure, named, born)
    if len(named) == 1 and (doc.birthdate is None or not born or named[0] in born) and not any(fits.values()):
        # The title says nothing of anybody, the page has the whole name.
        student = next(one for one in students if one.key == named[0])
        if doc.birthdate and student.birthdate and student.birthdate == doc.birthdate:
            return Match(doc.doc, named[0], "birthdate")
        return Match(doc.doc, asked="birthdate" if doc.birthdate and student.birthdate else "part", choices=(named[0],))
    part = [one.key for one in students if fits[one.key] == PART or inside[one.key] != NONE]
    both = [key for key in part if key in born]
    if len(both) == 1 and len(born) == 1:
        return Match(doc.doc, both[0], "birthdate")
    if part:
        return Match(doc.doc, asked="several" if len(part) > 1 else "part", choices=_unique((*both, *part)))
    if born:
        return Match(doc.doc, asked="only_birthdate", choices=tuple(sorted(born)))
    return Match(doc.doc)


def _by_title(doc: Candidate, sure: Sequence[Student], named: Sequence[str], born: set[str]) -> Match:
    keys = [one.key for one in sure]
    if len(sure) > 1:
        agree = [key for key in keys if key in born]
        if len(agree) == 1:
            return Match(doc.doc, agree[0], "birthdate")
        return Match(doc.doc, asked="several", choices=tuple(keys))
    student = sure[0]
    if doc.birthdate and student.birthdate and doc.birthdate != student.birthdate:
        return Match(doc.doc, asked="birthdate", choices=_unique((student.key, *sorted(born))))
    if named and student.key not in named:
        return Match(doc.doc, asked="name", choices=_unique((student.key, *named)))
    return Match(doc.doc, student.key, "title")


def _unique(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))
