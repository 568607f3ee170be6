"""USER_ENTERED: what Sheets makes of typed text in the locale en_US, and the number format that comes with it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from otsync.workspace.sheets.cells import checked, number
from otsync.workspace.sheets.patterns import MONTHS, serial

_NUMBER = re.compile(
    r"(?a)(?P<open>\()?(?P<sign>[+-])?(?P<money>\$)?(?P<sign2>[+-])?(?P<digits>\d{1,3}(?:,\d{3})+|\d*)(?P<fraction>\.\d*)?"
    r"(?P<exp>[eE][+-]?\d+)?(?P<percent>%)?(?P<close>\))?\Z"
)
_TIME = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?P<ms>\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?\Z|(?P<h2>\d{1,2})\s*(?P<half2>[ap]m)\Z", re.I
)
_ISO = re.compile(r"(?a)(\d{4})([-/])(\d{1,2})\2(\d{1,2})\Z")
_US = re.compile(r"(?a)(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?\Z")
_MONTH_FIRST = re.compile(r"(?a)([A-Za-z]{3,9})\.?[ -](\d{1,2})(?:(,? |-)(\d{4}))?\Z")
_DAY_FIRST = re.compile(r"(?a)(\d{1,2})([ -])([A-Za-z]{3,9})\.?(?:\2(\d{4}|\d{2}))?\Z")
_MONTH_YEAR = re.compile(r"(?a)([A-Za-z]{3,9})[ -](\d{4})\Z")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ", re.I)


def typed(text: str, pattern: dict[str, Any] | None, now: datetime) -> tuple[Any, dict[str, Any] | None]:
    """The stored value of typed text and the NumberFormat it brings (None: the cell's own stays).

    `pattern` is the cell's NumberFormat; `now` the local time of the spreadsheet, for dates without a year.
    """
    checked(text)
    if text.startswith("'"):
        return text[1:], None
    if text.startswith("=") and len(text) > 1:
        return {"f": text}, None
    if (pattern or {}).get("type") == "TEXT":
        return text, None
    word = text.strip()
    if word.upper() in ("TRUE", "FALSE"):
        return word.upper() == "TRUE", None
    for reader in (_number, _date_reader(now)):
        found = reader(word)
        if found is not None:
            value, fresh = found
            return value, fresh if fresh and not _fits(pattern, fresh) else None
    if word.startswith("+") and len(word) > 1:
        return {"f": "=" + word}, None
    return text, None


def _fits(pattern: dict[str, Any] | None, fresh: dict[str, Any]) -> bool:
    """A cell that has a format of the same family keeps it."""
    if not pattern:
        return False
    families = ({"DATE", "DATE_TIME", "TIME"}, {"NUMBER", "PERCENT", "CURRENCY", "SCIENTIFIC"})
    return any(pattern.get("type") in family and fresh["type"] in family for family in families)


def _number(word: str) -> tuple[Any, dict[str, Any] | None] | None:
    hit = _NUMBER.match(word)
    if not hit or not (hit["digits"] or (hit["fraction"] or "") > ".") or bool(hit["open"]) != bool(hit["close"]):
        return None
    if (hit["sign"] and hit["sign2"]) or (hit["open"] and (hit["sign"] or hit["sign2"])):
        return None
    commas, fraction = "," in hit["digits"], (hit["fraction"] or "").strip(".")
    value: float = float((hit["digits"].replace(",", "") or "0") + "." + (fraction or "0") + (hit["exp"] or ""))
    if not hit["digits"] and not fraction:
        return None
    if "-" in (hit["sign"], hit["sign2"]) or hit["open"]:
        value = -value
    if value in (float("inf"), float("-inf")):
        return None
    if hit["percent"]:
        return number(value / 100), {"type": "PERCENT", "pattern": "0.00%" if fraction else "0%"}
    if hit["money"]:
        return number(value), {"type": "CURRENCY", "pattern": '"$"#,##0.00' if fraction else '"$"#,##0'}
    if hit["exp"]:
        return number(value), {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if commas:
        return number(value), {"type": "NUMBER", "pattern": "#,##0.00" if fraction else "#,##0"}
    return number(value), None


def _date_reader(now: datetime) -> Any:
    def read(word: str) -> tuple[Any, dict[str, Any]] | None:
        clock = _clock(word)
        if clock is not None:
            return clock[0], {"type": "TIME", "pattern": clock[1]}
        day = _day(_WEEKDAY.sub("", word), now)
        if day is not None:
            return serial(day[0]), {"type": "DATE", "pattern": day[1]}
        for at in (hit.start() for hit in re.finditer(r"[ T]", word)):
            day, clock = _day(word[:at], now), _clock(word[at + 1:].strip())
            if day is not None and clock is not None:
                return serial(day[0]) + clock[0], {"type": "DATE_TIME", "pattern": f"{day[1]} {clock[1]}"}
        return None
    return read


def _clock(word: str) -> tuple[float, str] | None:
    hit = _TIME.match(word)
    if not hit:
        return None
    half = (hit["half"] or hit["half2"] or "").lower()
    hour, minute, second = int(hit["h"] or hit["h2"]), int(hit["m"] or 0), int(hit["s"] or 0)
    if minute > 59 or second > 59 or (half and not 1 <= hour <= 12) or hour > 24:
        return None
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    gone = timedelta(hours=hour, minutes=minute, seconds=second + float(hit["ms"] or 0))
    seconds = ":ss" if hit["s"] else ""
    return gone / timedelta(days=1), f"h:mm{seconds}" + (" am/pm" if half else "")


def _day(word: str, now: datetime) -> tuple[date, str] | None:
    try:
        return _read_day(word, now)
    except ValueError:
        return None


def _read_day(word: str, now: datetime) -> tuple[date, str] | None:
    hit = _ISO.match(word)
    if hit:
        return date(int(hit[1]), int(hit[3]), int(hit[4])), f"yyyy{hit[2]}mm{hit[2]}dd"
    hit = _US.match(word)
    if hit:
        if hit[2] == "." and not hit[4]:
            return None
        year, form = _year(hit[4], now)
        tail = hit[2] + form if form else ""
        return date(year, int(hit[1]), int(hit[3])), f"M{hit[2]}d{tail}"
    hit = _MONTH_FIRST.match(word)
    if hit and _month(hit[1]):
        named = "mmm" if len(hit[1]) == 3 else "mmmm"
        return date(int(hit[4] or now.year), _month(hit[1]), int(hit[2])), f"{named} d" + (", yyyy" if hit[4] else "")
    hit = _DAY_FIRST.match(word)
    if hit and _month(hit[3]):
        year, form = _year(hit[4], now)
        named = "mmm" if len(hit[3]) == 3 else "mmmm"
        return date(year, _month(hit[3]), int(hit[1])), f"d{hit[2]}{named}" + (hit[2] + form if form else "")
    hit = _MONTH_YEAR.match(word)
    if hit and _month(hit[1]):
        return date(int(hit[2]), _month(hit[1]), 1), ("mmm" if len(hit[1]) == 3 else "mmmm") + " yyyy"
    return None


def _year(text: str | None, now: datetime) -> tuple[int, str]:
    if not text:
        return now.year, ""
    if len(text) == 4:
        return int(text), "yyyy"
    return int(text) + (2000 if int(text) < 50 else 1900), "yy"


def _month(word: str) -> int:
    for index, name in enumerate(MONTHS, 1):
        if len(word) >= 3 and (name.lower() == word.lower() or name[:3].lower() == word.lower() or (word.lower() == "sept" and index == 9)):
            return index
    return 0
