"""The little language of lines.txt: what a line is expected to be read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from otsync.caseload.notes.model import Line, Reading
from otsync.caseload.notes.reader import read_notes

REF = date(2025, 10, 31)
KINDS = ("direct", "consult", "indirect", "evaluation", "meeting")
SETTINGS = ("push-in", "pull-out", "teletherapy")


@dataclass(frozen=True)
class Case:
    """One expectation."""

    number: int
    section: str
    text: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


def cases(name: str = "lines.txt") -> list[Case]:
    """The expectations of a file beside this one."""
    out: list[Case] = []
    section = ""
    path = Path(__file__).with_name(name)
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if raw.startswith("## "):
            section = raw[3:]
        if not raw.strip() or (raw.startswith("#") and "=>" not in raw) or (raw.startswith("# ")):
            continue
        text, _, want = raw.rpartition(" => ")
        out.append(Case(number, section, text.replace("\\n", "\n"), *wanted(want)))
    return out


def wanted(want: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Entries and flag codes of an expectation."""
    plain, _, flags = want.partition("?")
    return [] if plain.strip() in ("", "-") else [_entry(one.split()) for one in plain.split(" ++ ")], flags.split()


def _day(text: str) -> date:
    month, _, rest = text.partition("/")
    day, _, year = rest.partition("/")
    return date(int(year) if year else 2025, int(month), int(day))


def _entry(words: list[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"date": _day(words[0])}
    rest = words[2:]
    if words[1] == "missed":
        entry |= {"status": "missed", "minutes": 0, "reason": None}
        if rest and "=" not in rest[0]:
            entry["reason"] = rest.pop(0)
    else:
        entry |= {"status": "delivered", "kind": words[1], "minutes": int(rest.pop(0)), "setting": None}
    for word in rest:
        if word in SETTINGS:
            entry["setting"] = word
            continue
        key, _, value = word.partition("=")
        if key in ("makeup", "makeup_owed"):
            entry[key] = value == "1"
        elif key == "makeup_for":
            entry[key] = _day(value)
        else:
            entry[key] = int(value) if value.isdigit() and key != "cpt" else value
    if not any(key == "makeup" for key in entry) and entry["status"] == "delivered":
        entry["makeup"] = False
    return entry


def read(text: str, ref: date = REF) -> Reading:
    """Read a text line by line, as a Doc's paragraphs."""
    return read_notes([Line(one) for one in text.split("\n")], ref_date=ref)


def differs(case: Case, reading: Reading) -> str | None:
    """What is different from the expectation, or None."""
    codes = sorted(one.code for one in reading.flags)
    if codes != sorted(case.flags):
        return f"flags {codes}, expected {case.flags}; entries {reading.entries}"
    if len(reading.entries) != len(case.entries):
        return f"{len(reading.entries)} entries, expected {len(case.entries)}: {reading.entries}"
    for got, want in zip(reading.entries, case.entries, strict=True):
        for key, value in want.items():
            have = getattr(got, key)
            if have != value and (have or value or (key == "makeup_owed" and have is None)):
                return f"{key} is {have!r}, expected {value!r}: {got}"
    return None
