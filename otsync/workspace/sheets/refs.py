"""References inside formula text: found by one pattern, rewritten when cells move or a formula is copied."""

from __future__ import annotations

import re
from collections.abc import Callable

from otsync.workspace.sheets import a1

_SHEET = r"(?:'(?:[^']|'')+'|[A-Za-z_][A-Za-z0-9_]*)!"
_COL, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[1-9]\d{0,6}"
_REF = re.compile(
    r'"(?:[^"]|"")*"'
    rf"|(?<![\w.$!'])(?P<sheet>{_SHEET})?(?:(?P<a>{_COL}{_ROW}):(?P<b>{_COL}{_ROW}|{_COL}|{_ROW})|(?P<c>{_COL}):(?P<d>{_COL})"
    rf"|(?P<e>{_ROW}):(?P<f>{_ROW})|(?P<g>{_COL}{_ROW}))(?![\w.(!])"
)
_PART = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)\Z")

Corner = tuple[int | None, int | None, bool, bool]  # row, column, row is absolute, column is absolute
Change = Callable[[str | None, Corner, Corner | None], "tuple[Corner, Corner | None] | None"]


def corner(text: str) -> Corner:
    found = _PART.match(text)
    assert found is not None
    lead, column, second, row = found.groups()
    if not column:
        return int(row) - 1, None, bool(lead or second), False
    return (int(row) - 1 if row else None), a1.number(column), bool(second), bool(lead)


def _text(part: Corner) -> str:
    row, column, fixed_row, fixed_column = part
    name = "" if column is None else ("$" if fixed_column else "") + a1.letters(column)
    return name + ("" if row is None else ("$" if fixed_row else "") + str(row + 1))


def rewrite(formula: str, change: Change) -> str:
    """`formula` with each reference replaced by what `change(title, first, last)` gives; None becomes #REF!."""
    def one(found: re.Match[str]) -> str:
        first = found["a"] or found["c"] or found["e"] or found["g"]
        if first is None:
            return found[0]
        last = found["b"] or found["d"] or found["f"]
        sheet = found["sheet"]
        name = None if sheet is None else a1.split(sheet)[0]
        new = change(name, corner(first), corner(last) if last else None)
        if new is None:
            return "#REF!"
        return (sheet or "") + _text(new[0]) + (":" + _text(new[1]) if new[1] is not None else "")
    return _REF.sub(one, formula)


def shifted(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads when copied `rows` down and `columns` to the right: relative references move along."""
    def step(part: Corner) -> Corner | None:
        row, column, fixed_row, fixed_column = part
        if row is not None and not fixed_row:
            row += rows
        if column is not None and not fixed_column:
            column += columns
        return None if (row or 0) < 0 or (column or 0) < 0 else (row, column, fixed_row, fixed_column)

    def change(_: str | None, first: Corner, last: Corner | None) -> tuple[Corner, Corner | None] | None:
        one = step(first)
        two = step(last) if last is not None else None
        return None if one is None or (last is not None and two is None) else (one, two)
    return rewrite(formula, change) if rows or columns else formula


def retitled(formula: str, old: str, new: str) -> str:
    """The formula after the tab `old` was renamed `new`."""
    def one(found: re.Match[str]) -> str:
        sheet = found["sheet"]
        if sheet is None or (a1.split(sheet)[0] or "").casefold() != old.casefold():
            return found[0]
        return a1.title(new) + "!" + found[0][len(sheet):]
    return _REF.sub(one, formula)
