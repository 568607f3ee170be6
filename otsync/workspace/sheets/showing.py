"""A stored cell as the API gives it back: effective value, shown text, effective format, link."""

from __future__ import annotations

import copy
from typing import Any

from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.cells import extended
from otsync.workspace.sheets.colors import paired
from otsync.workspace.sheets.formulas.evaluate import Evaluator, error_text
from otsync.workspace.sheets.masks import Mask, below
from otsync.workspace.sheets.patterns import DATES, shown
from otsync.workspace.sheets.tinting import Tints

_ORDER = (
    "userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "effectiveFormat", "hyperlink", "note",
    "textFormatRuns", "dataValidation", "pivotTable", "dataSourceTable", "dataSourceFormula", "chipRuns",
)
_BARE = frozenset("ndx")  # a cell with no more than these has no format of its own
_PLAIN = (("note", "n"), ("textFormatRuns", "r"), ("dataValidation", "d"), ("chipRuns", "k"))


class View:
    """Reads of one spreadsheet at one moment; formulas are computed when they are looked at, once each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.evaluator = Evaluator(book)
        self._base: dict[str, Any] | None = None
        self._tints: dict[int, Tints] = {}

    def tints(self, sheet: Sheet) -> Tints:
        """The sheet's banding and conditional formats."""
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
        if not cell:
            return getattr(self.evaluator.spilled(sheet, row, column), "pattern", None)
        own: dict[str, Any] | None = (cell.get("f") or {}).get("numberFormat")
        if own is None and "v" not in cell:
            return getattr(self.evaluator.spilled(sheet, row, column), "pattern", None)
        if own is None and isinstance(cell.get("v"), dict):
            return getattr(self.evaluator.value(sheet, row, column, cell), "pattern", None)
        return own

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

    def is_date(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> bool:
        return (self.pattern(sheet, row, column, cell) or {}).get("type") in DATES

    def link(self, sheet: Sheet, row: int, column: int, cell: Cell) -> str | None:
        """The one link of a cell: of its HYPERLINK formula, its format, its only linked run or its only link chip."""
        value = cell.get("v")
        if isinstance(value, dict):
            return getattr(self.evaluator.value(sheet, row, column, cell), "uri", None)
        uri = (((cell.get("f") or {}).get("textFormat") or {}).get("link") or {}).get("uri")
        if uri:
            return str(uri)
        found = [run["format"]["link"]["uri"] for run in cell.get("r", []) if (run.get("format") or {}).get("link", {}).get("uri")]
        found += [
            chip["richLinkProperties"]["uri"] for chip in (run.get("chip") or {} for run in cell.get("k", []))
            if chip.get("richLinkProperties", {}).get("uri")
        ]
        return found[0] if len(found) == 1 else None

    def format(self, sheet: Sheet, row: int, column: int, cell: Cell | None) -> dict[str, Any]:
        """defaultFormat, then the cell's own, then what its value and the conditional formats make of it."""
        if self._base is None:
            base = copy.deepcopy(self.book.properties["defaultFormat"])
            family = self.book.properties.get("spreadsheetTheme", {}).get("primaryFontFamily")
            if family and base.get("textFormat", {}).get("fontFamily") == "arial,sans,sans-serif":
                base["textFormat"]["fontFamily"] = family
            self._base = base
        cell = cell or {}
        own = cell.get("f") or {}
        pattern = self.pattern(sheet, row, column, cell)
        tints = self.tints(sheet)
        band = tints.band(row, column)
        found = _over(_over(self._base, band) if band else self._base, own)
        if pattern and "numberFormat" not in own:
            found["numberFormat"] = dict(pattern)
        if "horizontalAlignment" not in own and ("v" in cell or "s" in cell):
            value = self.value(sheet, row, column, cell)
            if isinstance(value, (bool, dict)):
                found["horizontalAlignment"] = "CENTER"
            elif value is not None:
                found["horizontalAlignment"] = "LEFT" if isinstance(value, str) else "RIGHT"
        linked = self.link(sheet, row, column, cell) if cell else None
        found.setdefault("hyperlinkDisplayType", "LINKED" if linked else "PLAIN_TEXT")
        if linked and "foregroundColor" not in own.get("textFormat", {}):
            link_color = {"textFormat": {"foregroundColorStyle": {"themeColor": "LINK"}, "underline": True}}
            found = _over(found, paired(link_color))
        rule = tints.rule(row, column, cell) if tints else None
        return _over(found, rule) if rule else found

    def _tinted(self, sheet: Sheet, row: int, column: int, cell: Cell) -> bool:
        tints = self.tints(sheet)
        return bool(tints and (tints.band(row, column) or tints.rule(row, column, cell)))

    def data(self, sheet: Sheet, row: int, column: int, cell: Cell | None, wanted: frozenset[str]) -> dict[str, Any]:
        """CellData with the wanted parts."""
        if not cell or not ("v" in cell or "x" in cell):
            value = self.evaluator.spilled(sheet, row, column)
            if value is not None:
                cell = {**(cell or {}), "s": value}
            elif not cell:
                tinted = "effectiveFormat" in wanted and self._tinted(sheet, row, column, {})
                return {"effectiveFormat": self.format(sheet, row, column, None)} if tinted else {}
        found: dict[str, Any] = {}
        if "v" in cell or "s" in cell or "x" in cell:
            if "v" in cell and "userEnteredValue" in wanted:
                found["userEnteredValue"] = extended(cell["v"])
            if "effectiveValue" in wanted:
                value = cell["s"] if "s" in cell else self.value(sheet, row, column, cell)
                if value is not None:
                    found["effectiveValue"] = extended(value)
            if "formattedValue" in wanted:
                text = self.text(sheet, row, column, cell)
                if text:
                    found["formattedValue"] = text
        if "f" in cell and "userEnteredFormat" in wanted:
            found["userEnteredFormat"] = cell["f"]
        if "effectiveFormat" in wanted and (not _BARE.issuperset(cell) or self._tinted(sheet, row, column, cell)):
            found["effectiveFormat"] = self.format(sheet, row, column, cell)
        if "hyperlink" in wanted:
            link = self.link(sheet, row, column, cell)
            if link:
                found["hyperlink"] = link
        for name, key in _PLAIN:
            if key in cell and name in wanted:
                found[name] = cell[key]
        if "o" in cell:
            found |= {name: part for name, part in cell["o"].items() if name in wanted}
        if "x" in cell:
            found = self._as_given(cell, found, wanted)
        return found

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
