"""How two values are held to be the same, and the hashes that remember what was agreed."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from datetime import date, timedelta

from otsync.caseload.dates import parse_day
from otsync.caseload.fields import Field

HASH_VERSION = "1"

# What Docs autocorrects while a person types: the words are the same.
_FOLD = str.maketrans({
    "\x0b": "\n", "\r": "\n", "\xa0": " ", "\u202f": " ", "\u2007": " ",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    "…": "...",
})  # fmt: skip

SERIAL_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial dates."""


def folded_as_typed(text: str) -> str:
    """NFC, U+000B as a line break, autocorrected spaces, quotes and dashes folded."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_FOLD)


def folded(text: str) -> str:
    """As typed, and the ends of lines and of the whole stripped: what two values are compared by."""
    lines = folded_as_typed(text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def compared(field: Field, text: str) -> str:
    """What two values of a field are compared by: a date as its day, a choice as its canonical word, else the folded text."""
    plain = folded(text)
    if field.kind == "date" and plain:
        day = parse_day(plain)
        return day.isoformat() if day else plain
    if field.kind == "choice":
        return next((choice for choice in field.choices if choice.casefold() == plain.casefold()), plain)
    return plain


def fits(field: Field, text: str) -> bool:
    """The text is of the field's type, or blank."""
    plain = folded(text)
    if not plain:
        return True
    if field.kind == "date":
        return parse_day(plain) is not None
    if field.kind == "choice" and field.choices:
        return any(choice.casefold() == plain.casefold() for choice in field.choices)
    return True


def digest(otsync_id: str, field_id: str, value: str) -> str:
    """64 bits, versioned, of a compared value; another student's or field's same words give another hash."""
    raw = hashlib.blake2b("\x1f".join((otsync_id, field_id, value)).encode(), digest_size=9).digest()
    return HASH_VERSION + base64.urlsafe_b64encode(raw).decode()


def serial_day(number: float) -> date | None:
    """The day of a spreadsheet's serial number; None where it is none that a person could mean."""
    if not 1 <= number < 110_000:
        return None
    return SERIAL_EPOCH + timedelta(days=int(number))


def day_serial(day: date) -> int:
    return (day - SERIAL_EPOCH).days


def short_day(day: date) -> str:
    """3/4/26, as therapists write it."""
    return f"{day.month}/{day.day}/{day.year % 100:02d}"
