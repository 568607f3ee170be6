"""The fields of an intervention plan, as data: config/plan.toml, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

FieldKind = Literal["line", "text", "date", "choice", "rows"]

PLAN_TYPES = ("IEP", "504", "RTI")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `label` is the words of its cell in the Doc (empty: not there), `header` its roster column (empty: Doc only)."""

    id: str
    label: str
    hint: str
    header: str
    aliases: tuple[str, ...]
    always: bool
    """otsync's own workbook has the column."""
    kind: FieldKind
    required: frozenset[str]
    """Plan types for which a blank is "to fill"."""
    section: str
    choices: tuple[str, ...]
    columns: tuple[str, ...]
    """Header row of a field of kind `rows`."""
    title: str
    machine: bool
    """Written by otsync alone."""
    source: str

    @property
    def in_doc(self) -> bool:
        return bool(self.section)

    @property
    def shared(self) -> bool:
        """Can stand on both sides, and is merged."""
        return self.in_doc and bool(self.header) and not self.machine

    @property
    def words(self) -> str:
        """The field in running text: "discharge plan", but "OT and credential"."""
        text = self.title or self.label or self.header
        return text if text[:2].isupper() and not text.isupper() else text.lower()


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What a plan holds, in the order of the page."""

    fields: Mapping[str, Field]
    own: Mapping[str, str]
    """otsync's own roster columns: id -> header."""
    title_pattern: str
    tint_to_fill: str
    tint_differs: str
    missing_words: frozenset[str]

    def in_doc(self) -> list[Field]:
        return [field for field in self.fields.values() if field.in_doc]

    def required(self, plan_type: str) -> list[Field]:
        """Fields that a plan of this type needs; an unknown or blank type is held to the IEP's."""
        kind = plan_type if plan_type in PLAN_TYPES else "IEP"
        return [field for field in self.fields.values() if kind in field.required]

    def header_names(self) -> dict[str, str]:
        """Normalised header or alias -> field id; a canonical header wins over another field's alias."""
        names: dict[str, str] = {}
        for field in self.fields.values():
            for alias in field.aliases:
                names.setdefault(normal(alias), field.id)
        for field in self.fields.values():
            if field.header:
                names[normal(field.header)] = field.id
        for key, header in self.own.items():
            names[normal(header)] = key
        return names

    def is_missing(self, text: str) -> bool:
        """Blank, or a word that stands for "not yet" ("TBD", "?"): it stays as typed and still counts as missing."""
        bare = text.strip()
        return not bare or bare.casefold() in self.missing_words


def normal(header: str) -> str:
    """A header or label for comparison: case, spaces and the end's punctuation do not count."""
    return re.sub(r"\s+", " ", header.replace("\xa0", " ")).strip().strip(":*").strip().casefold()


def plan_file() -> Path:
    """config/plan.toml of the checkout, or its copy in the installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_config", package.parent / "config"):
        if (folder / "plan.toml").is_file():
            return folder / "plan.toml"
    raise FileNotFoundError("config/plan.toml is missing from this installation of otsync; install it again")


@lru_cache(maxsize=4)
def load_plan(path: Path | None = None) -> PlanForm:
    """The form of a plan from `path`, else from the file that ships with otsync."""
    data = tomllib.loads((path or plan_file()).read_text(encoding="utf-8"))
    return PlanForm(
        fields={key: _field(key, value) for key, value in data["field"].items()},
        own={key: value["header"] for key, value in data["own"].items()},
        title_pattern=data["title"]["pattern"],
        tint_to_fill=data["tint"]["to_fill"],
        tint_differs=data["tint"]["differs"],
        missing_words=frozenset(word.casefold() for word in data["values"]["missing"]),
    )


def _field(key: str, value: Mapping[str, Any]) -> Field:
    return Field(
        id=key,
        label=value.get("label", ""),
        hint=value.get("hint", ""),
        header=value.get("header", ""),
        aliases=tuple(value.get("aliases", ())),
        always=value.get("column") == "always",
        kind=value["kind"],
        required=frozenset(value.get("required", ())),
        section=value.get("section", ""),
        choices=tuple(value.get("choices", ())),
        columns=tuple(value.get("columns", ())),
        title=value.get("title", ""),
        machine=value.get("machine", False),
        source=value["source"],
    )
