"""How Sheets shows a value: number format patterns, and the default for a cell without one (locale en_US).

Source: Google's guide "Date and number formats". Dates are days since 1899-12-30, the fraction is the time of day.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

EPOCH = datetime(1899, 12, 30)
DEFAULTS = {
    "NUMBER": "#,##0.00", "PERCENT": "0.00%", "CURRENCY": '"$"#,##0.00', "DATE": "M/d/yyyy", "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "M/d/yyyy h:mm:ss", "SCIENTIFIC": "0.00E+00", "TEXT": "@",
}
DATES = ("DATE", "TIME", "DATE_TIME")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[\$(?P<sign>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<elapsed>[hms]+)\]|(?P<bracket>\[[^\]]*\])'
    r"|(?P<ampm>am/pm|a/p)|(?P<second>s+(?:\.0+)?)|(?P<word>y+|m+|d+|h+)|(?P<slot>[0#?]+)|(?P<exp>e[+-])|_(?P<pad>.)|\*(?P<fill>.)|(?P<other>.)",
    re.I | re.S,
)


def serial(moment: date | datetime) -> float | int:
    """The serial number of a local date or date and time."""
    if not isinstance(moment, datetime):
        return (moment - EPOCH.date()).days
    gone = moment - EPOCH
    value = gone.days + gone.seconds / 86_400 + gone.microseconds / 86_400_000_000
    return int(value) if value.is_integer() else value


def moment(value: float) -> datetime:
    """The local date and time of a serial number, to the millisecond. OverflowError outside years 1 to 9999."""
    return EPOCH + timedelta(milliseconds=round(value * 86_400_000))


@lru_cache(maxsize=65536)
def general(value: float | int) -> str:
    """A number as a cell without a format shows it: at most 10 significant digits after rounding, E from 1E+15 on."""
    if (isinstance(value, int) or value.is_integer()) and abs(value) < 1e15:
        return str(int(value))
    size = abs(value)
    if size >= 1e15 or (size and size < 1e-9):
        digits, power = f"{value:.5E}".split("E")
        return f"{digits.rstrip('0').rstrip('.')}E{int(power):+03d}"
    if size >= 1e10:
        return str(round(value))
    whole = len(str(int(size)))
    text = f"{value:.{max(10 - whole, 0) if size >= 1 else 10}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Any, pattern: dict[str, Any] | None) -> str:
    """What a cell with this value and NumberFormat shows. Booleans and text pass; numbers go through the pattern."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    kind = (pattern or {}).get("type", "")
    text = (pattern or {}).get("pattern") or DEFAULTS.get(kind, "")
    if isinstance(value, str):
        sections = _sections(text) if "@" in text or ";" in text else ()
        if len(sections) == 4 or (len(sections) == 1 and text != "@"):
            return "".join(value if name == "other" and part == "@" else _literal(name, part) for name, part in _tokens(sections[-1]))
        return str(value)
    return _formatted(value, kind, text)


@lru_cache(maxsize=65536)
def _formatted(value: float | int, kind: str, text: str) -> str:
    if not text or text == "@" or text.casefold() == "general":
        return general(value)
    sections = _sections(text)
    chosen, size = sections[0], value
    if value < 0 and len(sections) > 1 and sections[1]:
        chosen, size = sections[1], -value
    elif value == 0 and len(sections) > 2:
        chosen = sections[2]
    tokens = _tokens(chosen)
    dated = any(name in ("word", "ampm", "second", "elapsed") for name, _ in tokens)
    if kind in DATES or (dated and (not kind or not any(name == "slot" for name, _ in tokens))):
        try:
            return _date(value, tokens)
        except OverflowError:
            return general(value)
    return _number(size, tokens)


@lru_cache(maxsize=512)
def _sections(pattern: str) -> tuple[str, ...]:
    return tuple(re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)', pattern))


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[tuple[str, str], ...]:
    found = []
    for hit in _TOKEN.finditer(section):
        name = hit.lastgroup or "other"
        found.append((name, hit[name]))
    return tuple(found)


def _literal(name: str, part: str) -> str:
    if name in ("quoted", "escaped", "sign"):
        return part
    if name == "pad":
        return " "
    return "" if name in ("bracket", "fill") else part


def _date(value: float, tokens: tuple[tuple[str, str], ...]) -> str:
    when = moment(value)
    if not any(name == "second" and "." in part for name, part in tokens):
        when = (when + timedelta(milliseconds=500)).replace(microsecond=0)
    half = any(name == "ampm" for name, _ in tokens)
    found: list[str] = []
    for at, (name, part) in enumerate(tokens):
        low = part.lower()
        if name == "word" and low[0] == "m" and len(low) <= 2 and _is_minute(tokens, at):
            found.append(f"{when.minute:0{len(low)}d}")
        elif name == "word":
            found.append(_word(low, when, half))
        elif name == "second":
            whole, _, rest = low.partition(".")
            found.append(f"{when.second:0{len(whole)}d}" + (f".{when.microsecond:06d}"[:1 + len(rest)] if rest else ""))
        elif name == "ampm":
            mark = ("AM", "PM")[when.hour >= 12]
            mark = mark if low == "am/pm" else mark[0]
            found.append(mark)
        elif name == "elapsed":
            unit = {"h": 24, "m": 1440, "s": 86_400}[low[0]]
            found.append(f"{int(value * unit + 1e-9):0{len(low)}d}")
        else:
            found.append(_literal(name, part))
    return "".join(found)


def _is_minute(tokens: tuple[tuple[str, str], ...], at: int) -> bool:
    """m is a minute when the unit before it is an hour or the one after it is a second."""
    units = [(i, name, part.lower()) for i, (name, part) in enumerate(tokens) if name in ("word", "second", "elapsed")]
    place = next(n for n, unit in enumerate(units) if unit[0] == at)
    before = units[place - 1] if place else None
    after = units[place + 1] if place + 1 < len(units) else None
    return bool((before and before[2][0] == "h") or (after and after[1] == "second"))


def _word(unit: str, when: datetime, half: bool) -> str:
    size = len(unit)
    if unit[0] == "y":
        return f"{when.year % 100:02d}" if size <= 2 else f"{when.year:04d}"
    if unit[0] == "m":
        name = MONTHS[when.month - 1]
        return {3: name[:3], 4: name, 5: name[0]}.get(size, f"{when.month:0{min(size, 2)}d}")
    if unit[0] == "d":
        name = DAYS[when.weekday()]
        return {3: name[:3]}.get(size, name) if size > 2 else f"{when.day:0{size}d}"
    hour = when.hour % 12 or 12 if half else when.hour
    return f"{hour:0{min(size, 2)}d}"


def _number(value: float, tokens: tuple[tuple[str, str], ...]) -> str:
    slots = [at for at, (name, _) in enumerate(tokens) if name == "slot"]
    if not slots:
        return ("-" if value < 0 else "") + "".join(_literal(name, part) for name, part in tokens)
    first, last = slots[0], slots[-1]
    while last + 1 < len(tokens) and tokens[last + 1] == ("other", ","):
        last += 1  # commas behind the digits divide by a thousand each
    body = tokens[first:last + 1]
    text = "".join(part for _, part in body)
    value *= 100 ** sum(1 for name, part in tokens if name == "other" and part == "%")
    scientific = any(name == "exp" for name, _ in body)
    main = re.split("e[+-]", text, flags=re.I)[0]
    whole, dot, fraction = main.partition(".")
    fraction = re.sub(r"[^0#?]", "", fraction)
    slots_only = re.sub(r"[^0#?,]", "", whole)
    commas = "," in slots_only.rstrip(",")
    value /= 1000 ** (len(slots_only) - len(slots_only.rstrip(",")) + (len(main) - len(main.rstrip(",")) if dot else 0))
    power = 0
    if scientific and value:
        power = int(f"{abs(value):E}".split("E")[1])
        value /= 10 ** power
    digits = f"{abs(value):.{len(fraction)}f}"
    left, _, right = digits.partition(".")
    least = slots_only.count("0")
    left = left.lstrip("0").zfill(least) if least or left.strip("0") else ""
    if commas:
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+\Z)", ",", left)
    keep = len(fraction)
    while keep and fraction[keep - 1] == "#" and right[keep - 1] == "0":
        keep -= 1
    shown_digits = left + (dot if dot and (keep or main[-1] == ".") else "") + right[:keep]
    if scientific:
        width = len(re.sub(r".*e[+-]", "", text, flags=re.I))
        shown_digits += f"E{'-' if power < 0 else '+'}{abs(power):0{width}d}"
    negative = value < 0 and bool(set(digits) & set("123456789"))
    before = "".join(_literal(name, part) for name, part in tokens[:first])
    after = "".join(_literal(name, part) for name, part in tokens[last + 1:])
    return ("-" if negative else "") + before + shown_digits + after
