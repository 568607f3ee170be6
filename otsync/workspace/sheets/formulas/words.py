"""Text functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from otsync.workspace.sheets.formulas.kinds import Fault, Link, Table, number, text, truth, wildcard
from otsync.workspace.sheets.formulas.numbers import Function, each, given
from otsync.workspace.sheets.patterns import shown


def _hyperlink(ev: Any, args: list[Any], place: Any) -> Link:
    if not 1 <= len(args) <= 2:
        raise Fault("N_A", "Wrong number of arguments to HYPERLINK.")
    uri = text(ev.one(args[0], place))
    label = text(ev.one(args[1], place)) if len(args) > 1 and args[1] is not None else uri
    return Link(label, uri)


def _joined(ev: Any, args: list[Any], place: Any) -> str:
    return "".join(text(value) for value, _ in given(ev, args))


def _textjoin(ev: Any, args: list[Any], place: Any) -> str:
    if len(args) < 3:
        raise Fault("N_A", "Wrong number of arguments to TEXTJOIN.")
    skip = truth(ev.one(args[1], place))
    parts = [text(value) for value, _ in given(ev, args[2:])]
    return text(ev.one(args[0], place)).join(part for part in parts if part or not skip)


def _join(ev: Any, args: list[Any], place: Any) -> str:
    return text(ev.one(args[0], place)).join(text(value) for value, _ in given(ev, args[1:]))


def _format(value: Any, pattern: Any) -> str:
    if isinstance(value, (str, bool)):
        return text(value)
    return shown(number(value), {"pattern": text(pattern)}) if text(pattern) else ""


def _value(value: Any) -> float:
    if value is None or value == "":
        return 0
    return number(value)


def _left(value: Any, count: Any = 1) -> str:
    return text(value)[:_size(count)]


def _right(value: Any, count: Any = 1) -> str:
    size = _size(count)
    return text(value)[-size:] if size else ""


def _mid(value: Any, start: Any, count: Any) -> str:
    first = int(number(start))
    if first < 1:
        raise Fault("NUM", "Function MID parameter 2 must be at least 1.")
    return text(value)[first - 1:first - 1 + _size(count)]


def _size(count: Any) -> int:
    size = int(number(count))
    if size < 0:
        raise Fault("NUM", "The number of characters must not be negative.")
    return size


def _substitute(value: Any, old: Any, new: Any, which: Any = None) -> str:
    whole, part = text(value), text(old)
    if not part:
        return whole
    if which is None:
        return whole.replace(part, text(new))
    pieces, nth = whole.split(part), int(number(which))
    if not 1 <= nth < len(pieces):
        return whole
    return part.join(pieces[:nth]) + text(new) + part.join(pieces[nth:])


def _find(cased: bool) -> Callable[..., int]:
    def change(part: Any, value: Any, start: Any = 1) -> int:
        first = int(number(start)) - 1
        whole, wanted = text(value), text(part)
        if cased:
            at = whole.find(wanted, first)
        else:
            shape = re.compile(wildcard(wanted).pattern.removesuffix(r"\Z"), re.I | re.S)
            hit = shape.search(whole, first)
            at = hit.start() if hit else -1
        if at < 0:
            raise Fault("VALUE", f"In FIND evaluation, cannot find '{wanted}' within '{whole}'.")
        return at + 1
    return change


def _regex(pattern: Any) -> re.Pattern[str]:
    try:
        return re.compile(text(pattern))
    except re.error:
        raise Fault("REF", f"{text(pattern)} is not a valid regular expression.") from None


def _extract(value: Any, pattern: Any) -> str:
    hit = _regex(pattern).search(text(value))
    if not hit:
        raise Fault("N_A", "Function REGEXEXTRACT parameter 2 value does not match text of parameter 1.")
    return hit[1] if hit.re.groups else hit[0]


def _replace(value: Any, pattern: Any, new: Any) -> str:
    return _regex(pattern).sub(re.sub(r"\$(\d)", r"\\g<\1>", text(new)), text(value))


def _split(ev: Any, args: list[Any], place: Any) -> Table:
    whole, marks = text(ev.one(args[0], place)), text(ev.one(args[1], place))
    single = len(args) < 3 or args[2] is None or truth(ev.one(args[2], place))
    pieces = re.split("[" + re.escape(marks) + "]" if single else re.escape(marks), whole)
    kept = [piece for piece in pieces if piece] if len(args) < 4 or args[3] is None or truth(ev.one(args[3], place)) else pieces
    if not kept:
        raise Fault("VALUE", "Function SPLIT parameter 1 value should be non-empty.")
    from otsync.workspace.sheets.formulas.kinds import read
    return Table([[read(piece) for piece in kept]])


def _char(value: Any) -> str:
    try:
        return chr(int(number(value)))
    except (ValueError, OverflowError):
        raise Fault("NUM", "Function CHAR parameter 1 is out of range.") from None


def _rept(value: Any, count: Any) -> str:
    made = len(text(value)) * _size(count)
    if made > 32_000:
        raise Fault("VALUE", "The result is too long.")
    return text(value) * _size(count)


def _utf16(value: Any) -> int:
    return len(text(value).encode("utf-16-le")) // 2


FUNCTIONS: dict[str, Function] = {
    "HYPERLINK": _hyperlink, "CONCATENATE": _joined, "CONCAT": each(lambda one, two: text(one) + text(two), 2), "TEXTJOIN": _textjoin,
    "JOIN": _join,
    "TEXT": each(_format, 2), "VALUE": each(_value), "LEN": each(_utf16), "LEFT": each(_left, 1, 2), "RIGHT": each(_right, 1, 2),
    "MID": each(_mid, 3), "TRIM": each(lambda value: re.sub(" +", " ", text(value).strip(" "))),
    "UPPER": each(lambda value: text(value).upper()), "LOWER": each(lambda value: text(value).lower()),
    "PROPER": each(lambda value: text(value).title()), "SUBSTITUTE": each(_substitute, 3, 4), "FIND": each(_find(True), 2, 3),
    "SEARCH": each(_find(False), 2, 3), "EXACT": each(lambda one, two: text(one) == text(two), 2),
    "REGEXMATCH": each(lambda value, pattern: bool(_regex(pattern).search(text(value))), 2),
    "REGEXEXTRACT": each(_extract, 2), "REGEXREPLACE": each(_replace, 3), "SPLIT": _split, "CHAR": each(_char), "REPT": each(_rept, 2),
    "T": each(lambda value: value if isinstance(value, str) else ""), "TO_TEXT": each(text),
}
