"""List markers: which sign or number stands before each item of a Doc's lists."""

from __future__ import annotations

import re

from otsync.workspace.docs.model import Json

_ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i",
}  # fmt: skip
_BULLETS = ("●", "○", "■")
_PLACE = re.compile(r"%(\d)")


class Counter:
    """Counts the items of each list as the paragraphs pass by in order."""

    def __init__(self, lists: Json) -> None:
        self.lists = lists
        self._counts: dict[str, list[int]] = {}

    def marker(self, bullet: Json) -> tuple[str, float, float]:
        """(marker, indent of the marker, indent of the text), indents in points. A checkbox is the sign "☐"."""
        list_id, level = str(bullet.get("listId")), int(bullet.get("nestingLevel") or 0)
        levels = ((self.lists.get(list_id) or {}).get("listProperties") or {}).get("nestingLevels") or []
        counts = self._counts.setdefault(list_id, [])
        while len(counts) <= level:
            counts.append(_start(levels, len(counts)) - 1)
        counts[level] += 1
        del counts[level + 1 :]
        here = levels[level] if level < len(levels) else {}
        start = _points(here.get("indentStart")) or 36.0 * (level + 1)
        first = _points(here.get("indentFirstLine")) if here.get("indentFirstLine") else start - 18.0
        if here.get("glyphSymbol"):
            return str(here["glyphSymbol"]), first, start
        kind = str(here.get("glyphType") or ("" if not levels else "GLYPH_TYPE_UNSPECIFIED"))
        if kind == "GLYPH_TYPE_UNSPECIFIED":
            return "☐", first, start
        if kind == "NONE":
            return "", first, start
        if not kind:
            return _BULLETS[level % 3], first, start
        format_ = str(here.get("glyphFormat") or f"%{level}.")
        kinds = [str(lv.get("glyphType") or "DECIMAL") for lv in levels]

        def put(match: re.Match[str]) -> str:
            at = int(match[1])
            return numeral(counts[at], kinds[at]) if at < len(counts) and at < len(kinds) else ""

        return _PLACE.sub(put, format_), first, start


def numeral(number: int, kind: str) -> str:
    """A list number as its glyph type writes it."""
    if kind == "ZERO_DECIMAL":
        return f"{number:02d}"
    if kind in ("ALPHA", "UPPER_ALPHA"):
        text = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            text = chr(97 + rest) + text
        return text.upper() if kind == "UPPER_ALPHA" else text
    if kind in ("ROMAN", "UPPER_ROMAN"):
        text = ""
        for value, letters in _ROMAN.items():
            while number >= value:
                text += letters
                number -= value
        return text.upper() if kind == "UPPER_ROMAN" else text
    return str(number)


def _start(levels: list[Json], level: int) -> int:
    return int(levels[level].get("startNumber") or 1) if level < len(levels) else 1


def _points(dimension: Json | None) -> float:
    return float((dimension or {}).get("magnitude") or 0.0)
