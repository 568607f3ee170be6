"""Setting, group, provider and place of one session, from the words around its length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.notes.grownups import STAFF
from otsync.caseload.notes.items import Item
from otsync.caseload.notes.scan import Scan

_OTHER_PLACE = frozenset(
    ["next", "instead", "usually", "normally", "prefers", "usual", "was", "from", "except", "not", "no", "after", "before"]
)
_NOT_INITIALS = frozenset(
    [
        "PI",
        "PO",
        "OT",
        "MU",
        "IEP",
        "ELA",
        "PE",
        "SLP",
        "PT",
        "AM",
        "PM",
        "IND",
        "GRP",
        "TX",
        "ST",
        "STU",
        "RM",
        "GE",
        "SPED",
        "SDC",
        "RSP",
        "ISS",
        "OSS",
        "PD",
        "NS",
        "SA",
        "TA",
        "SU",
        "CX",
        "MLK",
        "BOT",
        "VMI",
        "ADL",
        "FM",
        "VM",
        "GM",
        "HW",
        "HWT",
        "HOH",
        "VC",
        "TC",
        "DX",
        "MS",
        "MR",
        "DR",
        "MRS",
        "MIN",
        "MOD",
        "MAX",
        "OK",
        "ASAP",
        "FYI",
        "EOY",
        "BOY",
        "ESY",
        "RTI",
        "SST",
        "MDT",
        "SAI",
        "AAC",
        "ASD",
        "ADHD",
        "DOB",
        "DOS",
        "CPT",
        "ICD",
        "IT",
        "ID",
        "TV",
        "US",
        "CA",
        "IL",
        "NY",
        "PA",
        "MA",
        "NA",
        "DNA",
        "EC",
        "KG",
        "PK",
        "SEN",
        "WFL",
        "WNL",
        "BUE",
        "RUE",
        "LUE",
        "UE",
        "LE",
        "ROM",
        "MMT",
        "LH",
        "RH",
        "UC",
        "LC",
        "CVC",
        "ABC",
        "NG",
        "TBD",
        "TBA",
        "PRN",
        "HEP",
        "POC",
        "SOAP",
        "BID",
        "FAQ",
        "MAP",
        "NWEA",
        "PSAT",
        "SAT",
        "AP",
        "STEM",
        "STEAM",
        "ART",
        "NP",
        "NA",
        "SC",
        "HA",
    ]
)
_INITIALS = re.compile(
    r"(?:(?<=\s)|(?<=[(\-–—/]))([A-Z]{2,3}|[A-Z]\.\s?[A-Z]\.)(?:,?\s*((?:COTA|OTR|OTA|OT)(?:/L)?))?"
    r"\s*[).]?\s*(?=$|[.;,)\-–—(])"
)
_CAPITALS = re.compile(r"[A-Z](?:[A-Z]|\.)")
_INITIALS_BY = re.compile(
    r"(?:\bby|\bper|OT:|COTA:|[Pp]rovider:|[Tt]herapist:|[Ii]nitials:)\s*([A-Z]{2,3}|[A-Z]\.\s?[A-Z]\.)(?=$|[\s.;,)])"
)


@dataclass(slots=True)
class Traits:
    """What the words around a length say. `kind_doubt` asks instead of guessing."""

    setting: str | None = None
    kind: str = "direct"
    kind_doubt: bool = False
    where: str | None = None
    group: str | None = None
    group_size: int | None = None
    daypart: str | None = None
    makeup: bool = False
    last: int = 0


def setting_of(items: Sequence[Item]) -> str | None:
    """The one setting named; None where two differ (`push-in/pull-out`) or where it is another session's (`next pull-out`)."""
    found: list[str] = []
    for at, item in enumerate(items):
        if item.tag != "setting":
            continue
        before = items[at - 1] if at else None
        stands_for = before is not None and before.tag == "ref" and before.b - before.a >= 9
        if before is not None and (
            before.tag in ("plan", "not") or stands_for or (before.tag == "w" and before.val in _OTHER_PLACE and not _passive(before, item))
        ):
            continue
        after = items[at + 1] if at + 1 < len(items) else None
        if after is not None and after.tag == "w" and after.val in STAFF:
            continue
        found.append(item.val)
    return found[0] if found and len(set(found)) == 1 else None


def _passive(before: Item, item: Item) -> bool:
    """`was pulled`, `was pushed in`: this session, not an earlier one."""
    return before.val == "was" and item.b - item.a in (len("pulled"), len("pushed in"), len("pulled out"))


def group_of(items: Sequence[Item]) -> tuple[str | None, int | None]:
    """`group of 3`, `(3)`, `w/ 2 peers`, `1:1`: group or individual, and how many children."""
    group: str | None = None
    size: int | None = None
    for at, item in enumerate(items):
        if item.tag == "group":
            after = items[at + 1] if at + 1 < len(items) else None
            if (
                item.val == "individual"
                and after is not None
                and after.tag == "w"
                and after.val in ("aide", "para", "support", "assist", "paraprofessional", "aid", "assistance", "ea", "adult")
            ):
                continue
            group = "group" if item.val == "pair" else item.val
            if item.val == "pair":
                size = 2
            elif item.val == "group":
                size = _size_near(items, at) or size
        elif item.tag == "people" and at and (many := _count(items[at - 1])):
            group, size = "group", many + (1 if item.val == "peer" else 0)
    if size is not None and size > 1:
        group = "group"
    return group, size


def _count(item: Item) -> int | None:
    """A small number, in digits or as a word."""
    if item.tag == "num" and 1 <= item.val <= 12:
        return int(item.val)
    return _SMALL.get(item.val) if item.tag == "w" else None


def _size_near(items: Sequence[Item], at: int) -> int | None:
    for one in items[at + 1 : at + 5]:
        if one.tag == "num" and 1 <= one.val <= 30:
            return int(one.val)
        if one.tag == "count" and 1 <= one.val <= 30:
            return int(one.val)
        if one.tag == "w" and one.val in _SMALL:
            return _SMALL[one.val]
        if (
            (one.tag == "p" and one.val in "(:-#=x/")
            or one.tag == "ref"
            or (one.tag == "w" and one.val in ("x", "size", "n"))
            or (one.tag == "kind" and one.val == "direct")
        ):
            continue
        break
    if at:
        before = items[at - 1]
        if before.tag == "p" and before.val == "-" and at > 1:
            before = items[at - 2]
        if before.tag == "num" and 2 <= before.val <= 12:
            return int(before.val)
    return None


_SMALL: dict[Any, int] = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def where_of(items: Sequence[Item], scan: Scan) -> str | None:
    """The place or part of the school day, in the line's own words."""
    for item in items:
        if item.tag == "where":
            return scan.raw[item.a : item.b].strip()
    return None


def provider_in(text: str) -> str | None:
    """Initials that stand where a signature stands (`- KR`, `(KR, COTA)`, `by KR`); never a known abbreviation."""
    if not _CAPITALS.search(text):
        return None
    if match := _INITIALS_BY.search(text):
        found = match[1].replace(".", "").replace(" ", "")
        if found not in _NOT_INITIALS:
            return found
    for match in _INITIALS.finditer(text):
        before = text[: match.start(1)].rstrip()
        if match[1] in _NOT_INITIALS:
            continue
        if before.endswith(("-", "–", "—", "(", "/")) or match[2]:
            return match[1].replace(".", "").replace(" ", "")
    return None
