"""What a column of a session table holds, from its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from otsync.caseload.notes.scan import scan
from otsync.caseload.notes.tokens import fold
from otsync.caseload.notes.wordlists import sections

_LISTS = dict(sections("columns.txt"))
NOT_SESSIONS = frozenset(_LISTS.pop("not sessions"))
"""Headers of tables that a plan holds: dates in them are no sessions unless a length says so."""
_BY_NAME = {name: role for role, names in _LISTS.items() for name in names}
_TAIL = re.compile(r"\s*\((?:.{1,40})\)\s*$")
_MINUTES_FIRST = re.compile(r"(?:mins?|minutes)\b(?!imum)")
_CODES = re.compile(r"[/,; ()]+")
_PARTS = (
    ("date", "date"),
    ("make-up", "makeup"),
    ("makeup", "makeup"),
    ("make up", "makeup"),
    ("reason", "reason"),
    ("scheduled", "scheduled"),
    ("minutes", "minutes"),
    (" min", "minutes"),
    ("start", "start"),
    ("time in", "start"),
    ("time out", "end"),
    ("setting", "setting"),
    ("location", "setting"),
    ("attendance", "status"),
    ("present", "seen"),
    ("group", "group"),
    ("grp", "group"),
    ("provider", "provider"),
    ("therapist", "provider"),
    ("notes", "notes"),
    ("comment", "notes"),
    ("activit", "notes"),
)
"""What a header that is not in the list is taken for when it holds one of these words."""


def clean(header: str) -> str:
    """A header folded: single spaces, no colon, no line breaks."""
    return " ".join(fold(header).split()).strip(" :*_#" if len(header.strip()) > 2 else " :*_")


def role_of(header: str) -> str | None:
    """The role of a column, or None for a header that is not known."""
    text = clean(header)
    if not text:
        return None
    if text in _BY_NAME:
        return _BY_NAME[text]
    if text.rstrip(" ?") in _BY_NAME:
        return _BY_NAME[text.rstrip(" ?")]
    short = _TAIL.sub("", text)
    if short in _BY_NAME:
        inside = text[len(short) :].strip(" ()")
        if _BY_NAME[short] == "times" and inside.startswith(("min", "hr", "hour")):
            return "minutes" if inside.startswith("min") else "hours"
        return _BY_NAME[short]
    if len(text) > 60:
        return None
    codes = set(_CODES.split(text))
    if codes >= {"pi", "po"}:
        # "PI/PO/C": more than places.
        return "kind"
    if _MINUTES_FIRST.match(text):
        return "minutes"
    for word, role in _PARTS:
        if word in text and not (role == "date" and any(other in text for other in ("due", "birth", "update", "iep"))):
            return role
    return None


def columns_of_kinds(header: tuple[str, ...], roles: Sequence[str | None]) -> dict[int, str]:
    """Columns that are each a kind of time or a setting (`Direct | Consult`, `PI min | PO min`), with the words of their headers.

    One alone counts where no other column gives minutes.
    """
    found: dict[int, str] = {}
    for n, one in enumerate(header):
        words = _MINUTES.sub(" ", clean(one)).strip(" ()#")
        items = scan(words).items if words else []
        if len(items) == 1 and items[0].tag in ("kind", "setting") and words not in _COLUMN_NAMES:
            found[n] = words
    others = [role for n, role in enumerate(roles) if role in ("minutes", "hours", "times", "start", "units") and n not in found]
    return found if len(found) > 1 or (found and not others) else {}


_MINUTES = re.compile(r"\b(?:minutes|mins?|#)(?![a-z])\.?")
_COLUMN_NAMES = frozenset(
    {"treatment", "therapy", "session", "sessions", "tx", "assessment", "classroom", "evaluation", "eval", "doc", "documentation"}
)
"""Headers of notes and places, that name no kind of time."""


def is_header(cells: Sequence[str]) -> bool:
    """A second row of headers (`In | Out` below `Time`): column names without a number."""
    texts = [clean(one) for one in cells if one.strip()]
    return len(texts) > 1 and all(role_of(one) for one in texts) and not any(character.isdigit() for one in texts for character in one)


def roles_of(header: tuple[str, ...]) -> list[str | None]:
    """The role of each column; of several with one exclusive role the first keeps it, the rest are notes."""
    roles: list[str | None] = []
    dates = [n for n, one in enumerate(header) if role_of(one) == "date"]
    for one in header:
        role = role_of(one)
        if role == "date" and len(dates) > 1 and clean(one) == "day":
            role = "weekday"
        if role in ("date", "start", "end", "times", "minutes", "hours", "units", "status", "week") and role in roles:
            role = "times" if role == "date" else "notes"
        roles.append(role)
    if "minutes" in roles and "times" in roles:
        return roles
    if "times" in roles and "start" in roles and "end" not in roles:
        roles[roles.index("times")] = "notes"
    return roles
