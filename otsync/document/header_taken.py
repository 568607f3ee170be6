"""What the header of a page says so far: values, goals, and the lines that name a field and were not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from otsync.caseload.fields import Field, PlanForm, normal
from otsync.caseload.notes.tokens import fold
from otsync.caseload.values import compared
from otsync.document.header_words import Found, Labels, checked, grade_of, shared_out

NUMBER = re.compile(r"^\s*(?:[-*•·▪◦‣☐☑]|\(?\d{1,2}[.)](?!\d)|[a-z][.)])\s+")
"""A bullet or number that someone typed."""


@dataclass(frozen=True, slots=True)
class Left:
    """A line that names a field and was not taken over. `why`: type | past | person | long | twice | pending | shared | more."""

    field_id: str
    line: str
    why: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a page says in its header: field -> value as it stands there, goals as rows, and what was left."""

    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    names: tuple[str, ...] = ()
    """Names of the student that the page gives: behind a label, or in its title."""


@dataclass
class Taken:
    """What is being gathered."""

    form: PlanForm
    today: date
    labels: Labels
    values: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Field -> (label, value, line), each as it stands there."""
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def take(self, found: Found, line: str) -> None:
        shares: Mapping[str, str] = {found.field_ids[0]: found.value}
        if len(found.field_ids) > 1:
            shares = shared_out(found.field_ids, found.value, self.form)
            if not shares and not self.form.is_missing(found.value):
                self.left.append(Left(found.field_ids[0], line, "shared"))
        for field_id, value in shares.items():
            self._one(field_id, found.words, value, line)

    def _one(self, field_id: str, words: str, value: str, line: str) -> None:
        wanted = self.form.fields[field_id]
        if field_id == "name":
            if value.strip():
                self.names.append(value.strip())
            return
        if wanted.kind == "rows":
            for text in value.split("\n"):
                self.goal((NUMBER.sub("", text).strip(),))
            return
        if field_id == "therapist" and re.search(r"\d", value) and "service_minutes" in self.form.fields:
            # "OT: 30 min weekly" names the service, "OT: J. Doe" the person.
            field_id, wanted = "service_minutes", self.form.fields["service_minutes"]
        text, why = checked(wanted, words, value, self.form, self.today)
        if why == "missing":
            return
        if why:
            self.left.append(Left(field_id, line, why))
            return
        self.values.setdefault(field_id, []).append((words, text, line))

    def goal(self, cells: Sequence[str]) -> None:
        row = (tuple(cells) + ("",) * 4)[: len(self.form.fields["goals"].columns)]
        there = self.rows.setdefault("goals", [])
        if row[0] and not self.form.is_missing(row[0]) and row not in there:
            there.append(row)

    def header(self) -> Header:
        values: dict[str, str] = {}
        for field_id, found in self.values.items():
            same = {same_as(self.form.fields[field_id], text): (words, text, line) for words, text, line in reversed(found)}
            labels = {normal(words) for words, _, _ in same.values()}
            if len(same) == 1:
                values[field_id] = found[0][1]
            elif self.form.fields[field_id].kind == "text" and len(labels) == len(same):
                # "Precautions: ...", "Allergies: ...": one field, told in parts, each with its own word.
                ordered = [one for one in found if one in same.values()]
                first = normal(ordered[0][0]) in (normal(self.form.fields[field_id].label), normal(self.form.fields[field_id].header))
                values[field_id] = "\n".join(
                    text if at == 0 and first else f"{words.strip()}: {text}" for at, (words, text, _) in enumerate(ordered)
                )
            else:
                self.left += [Left(field_id, line, "twice") for _, _, line in same.values()]
        rows = {key: tuple(one) for key, one in self.rows.items() if one}
        return Header(values, rows, tuple(dict.fromkeys(self.left)), tuple(dict.fromkeys(self.names)))


def same_as(wanted: Field, text: str) -> str:
    """What two values of a header are held to be the same by: "4th grade" is "4", 3/1/17 is 3/1/2017."""
    if wanted.id == "grade" and (grade := grade_of(text)):
        return grade
    if wanted.kind in ("date", "choice"):
        return compared(wanted, text)
    return re.sub(r"\s+", " ", fold(text)).strip().strip(".,;")
