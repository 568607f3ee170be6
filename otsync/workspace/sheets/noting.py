"""What a write changed in a workbook, in words, for the page of its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.workspace.sheets import a1
from otsync.workspace.sheets.patterns import shown

if TYPE_CHECKING:
    from otsync.workspace.sheets.book import Book, Row, Sheet

Json = dict[str, Any]
WORDS = {
    "addSheet": "a new tab", "deleteSheet": "a tab was deleted", "duplicateSheet": "a tab was copied",
    "updateSheetProperties": "the tab's title, size, place or frozen rows", "insertDimension": "rows or columns put in",
    "deleteDimension": "rows or columns deleted", "moveDimension": "rows or columns moved", "sortRange": "rows sorted",
    "mergeCells": "cells merged", "unmergeCells": "merged cells parted", "repeatCell": "formats or repeated cells",
    "setDataValidation": "choices of cells", "setBasicFilter": "a filter", "clearBasicFilter": "a filter taken away",
    "addFilterView": "a filter view", "addConditionalFormatRule": "a conditional format", "addChart": "a chart",
    "deleteEmbeddedObject": "a chart taken away", "addProtectedRange": "a protected range",
}
"""Request kinds that change more than cells -> what to say of them."""


def request(book: Book, kind: str, body: Json) -> None:
    """Notes a request that changes more than cells; the same words for one tab once."""
    if kind in WORDS:
        names = ("range", "source", "properties", "filter", "rule")
        part: Any = next((body[name] for name in names if isinstance(body.get(name), dict)), body)
        part = (part.get("ranges") or [part])[0]
        sheet = next((sheet for sheet in book.sheets if sheet.id == (part.get("range") or part).get("sheetId", 0)), None)
        hidden = sheet is not None and sheet.data["properties"].get("hidden")
        edit = {"where": sheet.title if sheet else "", "tab": sheet.id if sheet else 0, "at": "", "said": WORDS[kind]}
        if edit not in book.ctx.edits and not hidden:
            book.ctx.edits.append(edit)


def row(sheet: Sheet, index: int, before: Row, after: Row) -> None:
    """Notes the cells of a row whose value changed; a row that was empty, or is now, as one."""
    if sheet.data["properties"].get("hidden"):
        return
    old, new = _texts(before), _texts(after)
    edits = sheet.book.ctx.edits
    if not any(old) or not any(new):
        if any(old) or any(new):
            place = {"where": f"{sheet.title}, row {index + 1}", "tab": sheet.id, "at": a1.cell(index, 0)}
            edits.append({**place, "old": " · ".join(filter(None, old)), "new": " · ".join(filter(None, new))})
        return
    width = max(len(old), len(new))
    for column, (one, two) in enumerate(zip(old + [""] * (width - len(old)), new + [""] * (width - len(new)), strict=True)):
        if one != two:
            name = a1.cell(index, column)
            edits.append({"where": f"{sheet.title} {name}", "tab": sheet.id, "at": name, "old": one, "new": two})


def _texts(line: Row) -> list[str]:
    return [_text(cell["v"], cell.get("f")) if cell and "v" in cell else "" for cell in line.cells]


def _text(value: Any, form: Json | None) -> str:
    if isinstance(value, dict):
        return str(value.get("f", ""))
    return shown(value, (form or {}).get("numberFormat"))
