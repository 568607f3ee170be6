"""What a stretch of a line amounts to: drafts of sessions, questions, and the lengths they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from otsync.caseload.notes.items import DateText, Item, Length, Span

SHORTEST, LONGEST = 5, 180


@dataclass(slots=True)
class Draft:
    """A session without its date and place. Offsets count characters of the line."""

    status: str = "delivered"
    kind: str = "direct"
    minutes: int = 0
    start: int | None = None
    end: int | None = None
    setting: str | None = None
    where: str | None = None
    reason: str | None = None
    makeup: bool | None = None
    makeup_for: DateText | None = None
    makeup_owed: bool | None = None
    scheduled: int | None = None
    group: str | None = None
    group_size: int | None = None
    cpt: str | None = None
    first: int = 0
    last: int = 0
    initials: str | None = None


@dataclass(slots=True)
class Outcome:
    """The drafts of a stretch, the flag codes with the choices that fit, and whether only the length is missing."""

    drafts: list[Draft] = field(default_factory=list)
    flags: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    missing: bool = False
    silent: bool = False
    """Nothing here claims to be a session (an administrative line, an e-mail sent)."""
    owed_for: DateText | None = None
    made_up_on: DateText | None = None
    treated: bool = False
    """Words of treatment (a setting, `seen`) stand in it."""
    blank_row: bool = False
    """A table row with nothing but its date."""

    def ask(self, code: str, *choices: str) -> Outcome:
        """Count nothing and ask."""
        self.drafts = [one for one in self.drafts if one.status == "missed"]
        self.flags.append((code, choices))
        return self


@dataclass(slots=True)
class Anchor:
    item: Item
    minutes: float
    span: Span | None = None
    of: float | None = None
    start: int | None = None


def choices_of(items: list[Item], counted: Sequence[int], spans: dict[int, Span]) -> tuple[str, ...]:
    found: list[str] = []
    for k in counted:
        length: Length = items[k].val
        for minutes in (length.minutes, length.low, length.of):
            if minutes is not None and minutes == int(minutes) and 1 <= minutes <= 240:
                found.append(f"{int(minutes)} direct")
    for span in spans.values():
        if 0 < span.end - span.start <= 240:
            found.append(f"{span.end - span.start} direct")
    for one in items:
        if one.tag == "num" and 5 <= one.val <= 180 and one.val % 5 == 0:
            found.append(f"{one.val} direct")
    return (*dict.fromkeys(found), "Not a session")


def of_another_kind(items: list[Item], k: int) -> bool:
    """A length whose own clause says consult, indirect, evaluation or meeting."""
    return any(
        one.clause == items[k].clause
        and ((one.tag == "kind" and one.val != "direct") or (one.tag == "spoke" and one.val != "mail" and one.a < items[k].a))
        for one in items
    )
