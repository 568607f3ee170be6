"""A stored cell as the API gives it back: effective value, shown text, effective format, link."""

from __future__ import annotations

import copy
from typing import Any

from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.cells import extended
from otsync.workspace.sheets.colors import paired
from otsync.workspace.sheets.formulas.evaluate import Evaluator, error_text
from otsync.workspace.sheets.masks import Mask, below
from otsync.workspace.sheets.patterns import shown
from otsync.workspace.sheets.tinting import Tints

_ORDER = (
    "userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "effectiveFormat", "hyperlink", "note",
    "textFormatRuns", "dataValidation", "pivotTable", "dataSourceTable", "dataSourceFormula", "chipRuns",
)
_BARE = frozenset("ndx")  # a cell with no more than these has no format of its own
_PLAIN = (("note", "n"), ("textFormatRuns", "r"), ("dataValidation", "d"), ("chipRuns", "k"))
_LINKED = paired({"textFormat": {"foregroundColorStyle": {"themeColor": "LINK"}, "underline": True}})


class View:
    """Reads of one spreadsheet at one moment; formulas are computed when they are looked at, once each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.evaluator = Evaluator(book)
        self._tints: dict[int, Tints] = {}
        self._formats: dict[Any, tuple[dict[str, Any], Any]] = {}
        self._base = copy.deepcopy(book.properties["defaultFormat"])
        family = book.properties.get("spreadsheetTheme", {}).get("primaryFontFamily")
        if family and self._base.get("textFormat", {}).get("fontFamily") == "arial,sans,sans-serif":
            self._base["textFormat"]["fontFamily"] = family

    def tints(self, sheet: Sheet) -> Tints:
        """The sheet's conditional formats."""
        found = self._tints.get(sheet.id)
        if found is None:
            found = self._tints[sheet.id] = Tints(self, sheet)
        return found

    def value(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> Any:
        """The effective value: str, number, bool, {"e": error} or None. A cell with nothing but a format can take another's array."""
        if not cell or not ("v" in cell or "x" in cell):
            return self.evaluator.spilled(sheet, row, column)
        if "x" in cell and ("v" not in cell or isinstance(cell["v"], dict)) and not self.evaluator.knows(cell):
            found = given(cell["x"])
            if found is not None:
                return found
        return self.evaluator.value(sheet, row, column, cell)

    def pattern(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> dict[str, Any] | None:
        """The NumberFormat that the shown text follows: the cell's own, else what its formula brings."""
        own: dict[str, Any] | None = ((cell or {}).get("f") or {}).get("numberFormat")
        if own is not None or (cell and "v" in cell and not isinstance(cell["v"], dict)):
            return own
        return getattr(self.value(sheet, row, column, cell), "pattern", None)

    def text(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> str:
        """The shown text; empty for an empty cell."""
        if cell and "x" in cell and cell["x"].get("formattedValue") is not None and not self.evaluator.knows(cell):
            return str(cell["x"]["formattedValue"])
        value = self.value(sheet, row, column, cell)
        if value is None:
            return ""
        if isinstance(value, dict):
            return error_text(value["e"])
        return shown(value, self.pattern(sheet, row, column, cell))

    def link(self, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
        """The one link of a cell: of its HYPERLINK formula, its format, its only linked run or its only link chip."""
        if isinstance(cell.get("v"), dict):
            return getattr(self.evaluator.value(sheet, row, column, cell), "uri", None)
        uri = (((cell.get("f") or {}).get("textFormat") or {}).get("link") or {}).get("uri")
        if uri or not ("r" in cell or "k" in cell):
            return str(uri) if uri else None
        found = [((run.get("format") or {}).get("link") or {}).get("uri") for run in cell.get("r", [])]
        found += [((run.get("chip") or {}).get("richLinkProperties") or {}).get("uri") for run in cell.get("k", [])]
        found = [uri for uri in found if uri]
        return found[0] if len(found) == 1 else None

    def format(self, sheet: Sheet, row: int, column: int, cell: Cell, rule: dict[str, Any] | None) -> dict[str, Any]:
        """defaultFormat, then the cell's own, then what its value and a conditional format make of it."""
        own, pattern = cell.get("f") or {}, self.pattern(sheet, row, column, cell)
        side = None
        if "horizontalAlignment" not in own:
            value = None if "x" in cell and "v" not in cell else self.value(sheet, row, column, cell)
            side = None if value is None else "CENTER" if isinstance(value, (bool, dict)) else "LEFT" if isinstance(value, str) else "RIGHT"
        linked = bool(self.link(sheet, row, column, cell))
        key = id(own) if own else 0, id(pattern), id(rule), side, linked
        held = self._formats.get(key)
        if held is None:
            made = _over(self._base, own)
            if pattern and "numberFormat" not in own:
                made["numberFormat"] = dict(pattern)
            if side:
                made["horizontalAlignment"] = side
            made.setdefault("hyperlinkDisplayType", "LINKED" if linked else "PLAIN_TEXT")
            if linked and "foregroundColor" not in own.get("textFormat", {}):
                made = _over(made, _LINKED)
            held = self._formats[key] = (_over(made, rule) if rule else made, (own, pattern, rule))  # kept alive: the key is made of ids
        return held[0]

    def data(self, sheet: Sheet, row: int, column: int, cell: Cell | None, wanted: frozenset[str]) -> dict[str, Any]:
        """CellData with the wanted parts."""
        cell = cell or {}
        found: dict[str, Any] = {}
        spilled = None if "v" in cell or "x" in cell else self.evaluator.spilled(sheet, row, column)
        if "v" in cell or "x" in cell or spilled is not None:
            if "v" in cell and "userEnteredValue" in wanted:
                found["userEnteredValue"] = extended(cell["v"])
            if "effectiveValue" in wanted:
                value = self.value(sheet, row, column, cell)
                if value is not None:
                    found["effectiveValue"] = extended(value)
            if "formattedValue" in wanted:
                text = self.text(sheet, row, column, cell)
                if text:
                    found["formattedValue"] = text
        if "f" in cell and "userEnteredFormat" in wanted:
            found["userEnteredFormat"] = cell["f"]
        if "effectiveFormat" in wanted:
            rule = self.tints(sheet).rule(row, column, cell)
            if rule is not None or spilled is not None or not _BARE.issuperset(cell):
                found["effectiveFormat"] = self.format(sheet, row, column, cell, rule)
        if "hyperlink" in wanted:
            link = self.link(sheet, row, column, cell)
            if link:
                found["hyperlink"] = link
        for name, key in _PLAIN:
            if key in cell and name in wanted:
                found[name] = cell[key]
        if "o" in cell:
            found |= {name: part for name, part in cell["o"].items() if name in wanted}
        return self._as_given(cell, found, wanted) if "x" in cell else found

    def _as_given(self, cell: Cell, found: dict[str, Any], wanted: frozenset[str]) -> dict[str, Any]:
        """What an imported body said of the cell, where it was not what we would say; None: it did not say it."""
        known = self.evaluator.knows(cell)
        kept = {name: part for name, part in cell["x"].items() if name in wanted
                and not (known and name in ("effectiveValue", "formattedValue"))}
        found = {**found, **kept}
        return {name: found[name] for name in _ORDER if found.get(name) is not None}


def wanted_parts(mask: Mask) -> frozenset[str]:
    """The parts of CellData that a read mask asks for."""
    return frozenset(name for name in _ORDER if below(mask, name) is not None)


def given(kept: dict[str, Any]) -> Any:
    """The value that an imported body gave for a cell that we cannot compute."""
    value = kept.get("effectiveValue")
    if value is None:
        return kept.get("formattedValue")
    for name in ("stringValue", "numberValue", "boolValue"):
        if name in value:
            return value[name]
    return {"e": value["errorValue"]} if "errorValue" in value else None


def _over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    found = dict(base)
    for name, part in top.items():
        inner = found.get(name)
        merges = isinstance(part, dict) and isinstance(inner, dict) and name in ("textFormat", "padding", "borders")
        found[name] = _over(inner, part) if merges and isinstance(inner, dict) else part
    return found
