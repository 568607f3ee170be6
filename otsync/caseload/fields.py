"""The fields of an intervention plan, as data: config/plan.toml, read once, and a district's own fields beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from otsync.errors import PersonMustAct

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
    page: tuple[str, ...]
    """Further words for it on a page that a therapist already keeps."""
    same: tuple[tuple[str, ...], ...]
    """Values that say the same."""
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
    former_labels: tuple[str, ...] = ()
    """What otsync wrote in the label cell in earlier forms: such a label is the field's own, and `otsync upgrade` renews it."""
    former_hints: tuple[str, ...] = ()
    """The same of the hint; an empty one means that there was none."""
    former_sections: tuple[str, ...] = ()
    """Sections in which earlier forms had the field: from there, and from nowhere else, `otsync upgrade` moves it."""

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
class Section:
    """A block of the page: a heading (empty: none) above one table."""

    id: str
    heading: str
    pairs: int = 1
    """Fields beside each other in a row, each label | value."""


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
    sections: Mapping[str, Section] = default(default_factory=dict)
    retired: Mapping[str, Field] = default(default_factory=dict)
    """Fields that earlier forms had: never written, never read; `otsync upgrade` takes their empty rows away."""

    def section(self, section_id: str) -> Section:
        """A section that nothing is said of has its name as its heading."""
        return self.sections.get(section_id) or Section(section_id, section_id.replace("_", " ").capitalize())
    page_never: frozenset[str] = frozenset()
    """Normalised aliases of roster columns that mean too much on a page."""
    page_last: frozenset[str] = frozenset()
    """Normalised labels that name the last meeting as often as the next."""
    people: frozenset[str] = frozenset()
    """Fields whose value is a person's name."""

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

    def page_names(self) -> dict[str, str]:
        """Normalised words -> field id, for the header lines of a page that a therapist already keeps."""
        names: dict[str, str] = {}
        for field in self.in_doc():
            if field.machine or field.id in ("tried", "open_items"):
                continue
            own = (field.label, field.header, *field.page)
            for words in (*own, *(one for one in field.aliases if normal(one) not in self.page_never)):
                if words and normal(words) not in self.page_never:
                    names.setdefault(normal(words), field.id)
        return names

    def is_missing(self, text: str) -> bool:
        """Blank, or a word that stands for "not yet" ("TBD", "?"): it stays as typed and still counts as missing."""
        bare = text.strip()
        return not bare or bare.casefold() in self.missing_words


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """A header or label for comparison: case, spaces and the end's punctuation do not count."""
    return re.sub(r"\s+", " ", header.replace("\xa0", " ")).strip().strip(":*").strip().casefold()


def plan_file() -> Path:
    """config/plan.toml of the checkout, or its copy in the installed package."""
    return config_file("plan.toml")


def config_file(name: str) -> Path:
    """A file of config/ of the checkout, or its copy in the installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_config", package.parent / "config"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"config/{name} is missing from this installation of otsync; install it again")


@lru_cache(maxsize=8)
def load_plan(path: Path | None = None, own: Path | None = None) -> PlanForm:
    """The form of a plan from `path`, else from the file that ships with otsync.

    `own`: a file of further [field.<id>], [section.<id>] and [retired.<id>] tables, as a district keeps them. A field of the same id
    takes the place of otsync's; one that is retired there leaves the form. Raises PersonMustAct for one that cannot be understood.
    """
    data = tomllib.loads((path or plan_file()).read_text(encoding="utf-8"))
    if own is not None:
        data = _with_own(data, own)
    retired = data.get("retired", {})
    return PlanForm(
        fields={key: _field(key, value) for key, value in data["field"].items() if key not in retired},
        own={key: value["header"] for key, value in data["own"].items()},
        title_pattern=data["title"]["pattern"],
        tint_to_fill=data["tint"]["to_fill"],
        tint_differs=data["tint"]["differs"],
        missing_words=frozenset(word.casefold() for word in data["values"]["missing"]),
        sections={key: Section(key, value["heading"], value.get("pairs", 1)) for key, value in data.get("section", {}).items()},
        retired={key: _field(key, data["field"].get(key, {}) | value) for key, value in retired.items()},
        page_never=frozenset(normal(word) for word in data.get("page", {}).get("never", ())),
        page_last=frozenset(normal(word) for word in data.get("page", {}).get("last", ())),
        people=frozenset(data.get("page", {}).get("people", ())),
    )


OWN_TABLES = ("field", "section", "retired")
_KEYS: Mapping[str, Mapping[str, type]] = {
    "field": {
        "label": str,
        "hint": str,
        "header": str,
        "aliases": list,
        "column": str,
        "kind": str,
        "choices": list,
        "columns": list,
        "required": list,
        "section": str,
        "title": str,
        "source": str,
        "after": str,
        "former_labels": list,
        "former_hints": list,
        "former_sections": list,
    },
    "section": {"heading": str, "pairs": int},
}


def _with_own(data: dict[str, Any], own: Path) -> dict[str, Any]:
    try:
        more = tomllib.loads(own.read_text(encoding="utf-8"))
    except OSError as error:
        raise PersonMustAct(f"The file of your own fields, {own}, cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PersonMustAct(f"The file of your own fields, {own}, is not valid TOML: {error}.") from None
    wrong = [table for table in more if table not in OWN_TABLES or not isinstance(more[table], dict)]
    said = [f"{table} is none of {', '.join(OWN_TABLES)}" for table in wrong]
    for table in (one for one in OWN_TABLES if one not in wrong):
        for key, value in more.get(table, {}).items():
            said += _faults(f"{table}.{key}", key, value, _KEYS["field" if table == "retired" else table])
            if table == "field" and not said and not value.get("kind", data["field"].get(key, {}).get("kind")):
                said.append(f"field.{key} needs a kind")
    if said:
        raise PersonMustAct(f"The file of your own fields, {own}, is not right: {'; '.join(said)}.")
    fields = {key: {"source": "your own field"} | data["field"].get(key, {}) | value for key, value in more.get("field", {}).items()}
    labels: dict[str, str] = {}
    for key, value in {**data["field"], **fields}.items():
        label = normal(value.get("label", ""))
        if label and value.get("kind") != "rows" and key not in more.get("retired", {}) and labels.setdefault(label, key) != key:
            raise PersonMustAct(f"In {own}: the fields {labels[label]} and {key} have the same label. Give one of them another.")
    return {
        **data,
        "field": _in_order({**data["field"], **fields}),
        "section": {**data.get("section", {}), **more.get("section", {})},
        "retired": {**data.get("retired", {}), **more.get("retired", {})},
    }


def _in_order(fields: dict[str, Any]) -> dict[str, Any]:
    """A field with `after` stands right behind the one that it names."""
    order = [key for key, value in fields.items() if value.get("after") not in fields or value["after"] == key]
    waiting = [key for key in fields if key not in order]
    for _ in range(len(waiting)):
        for key in [one for one in reversed(waiting) if fields[one]["after"] in order]:
            order.insert(order.index(fields[key]["after"]) + 1, key)
            waiting.remove(key)
    return {key: fields[key] for key in [*order, *waiting]}


def _faults(place: str, key: str, value: Any, keys: Mapping[str, type]) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place} must be a table, written [{place}]"]
    said = [] if re.fullmatch(r"[a-z][a-z0-9_]*", key) else [f"{place}: an id has small letters, digits and _ alone"]
    for name, of in value.items():
        if name not in keys:
            said.append(f"{place} has an unknown key {name!r}")
        elif type(of) is not keys[name] or (isinstance(of, list) and not all(isinstance(one, str) for one in of)):
            kind = {str: "text in quotes", int: "a whole number", list: "a list of texts"}[keys[name]]
            said.append(f"{place}.{name} must be {kind}")
    if not said and value.get("kind", "line") not in get_args(FieldKind):
        said.append(f"{place}.kind must be one of {', '.join(get_args(FieldKind))}")
    return said


def _field(key: str, value: Mapping[str, Any]) -> Field:
    return Field(
        id=key,
        label=value.get("label", ""),
        hint=value.get("hint", ""),
        header=value.get("header", ""),
        aliases=tuple(value.get("aliases", ())),
        page=tuple(value.get("page", ())),
        same=tuple(tuple(one) for one in value.get("same", ())),
        always=value.get("column") == "always",
        kind=value.get("kind", "line"),
        required=frozenset(value.get("required", ())),
        section=value.get("section", ""),
        choices=tuple(value.get("choices", ())),
        columns=tuple(value.get("columns", ())),
        title=value.get("title", ""),
        machine=value.get("machine", False),
        source=value.get("source", ""),
        former_labels=tuple(value.get("former_labels", ())),
        former_hints=tuple(value.get("former_hints", ())),
        former_sections=tuple(value.get("former_sections", ())),
    )
