"""A documents.get body as tabs, paragraphs and table cells. Indexes are UTF-16 units within their tab, as Google counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from otsync.caseload.dates import parse_day

Json = Mapping[str, Any]

UNREADABLE = "\ue907"
"""What Google shows for an element that the API cannot."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `text` is as shown, without its final newline; spans count Python characters of it."""

    text: str
    start: int
    end: int
    """Half-open; the last unit is the paragraph's newline."""
    heading: int = 0
    bullet: bool = False
    struck: tuple[tuple[int, int], ...] = ()
    pending: bool = False
    """A suggestion waits in it."""
    dates: tuple[tuple[int, int, date], ...] = ()
    plain: bool = True
    """Nothing but text runs: Python characters map to UTF-16 units."""
    parts: tuple[tuple[str, int, int, bool], ...] = ()
    """Its elements: what each shows, where it starts and ends, and whether it is a text run."""
    bold: int = 0
    """Characters at its beginning that are bold."""


@dataclass(frozen=True, slots=True)
class TableCell:
    tab_id: str
    table_start: int
    row: int
    column: int
    start: int
    """Where its text begins."""
    end: int
    """Half-open; the last unit is the cell's own newline."""
    paragraphs: tuple[Paragraph, ...]
    tint: str = ""
    """#RRGGBB, or empty."""
    pending: bool = False
    plain: bool = True

    @property
    def text(self) -> str:
        """Paragraphs joined by newlines."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def label(self) -> str:
        """Words of the first paragraph that has any."""
        return next((paragraph.text.strip() for paragraph in self.paragraphs if paragraph.text.strip()), "")

    @property
    def label_range(self) -> tuple[int, int]:
        """Where those words stand."""
        for paragraph in self.paragraphs:
            if paragraph.text.strip():
                return paragraph.start, paragraph.end - 1
        return self.start, self.end - 1


@dataclass(frozen=True, slots=True)
class Table:
    start: int
    rows: tuple[tuple[TableCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Tab:
    id: str
    title: str
    blocks: tuple[Paragraph | Table, ...]
    named_ranges: Mapping[str, tuple[tuple[int, int], ...]]
    """Name -> the half-open pieces that carry it."""

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))


def tabs_of(body: Json) -> list[Tab]:
    """All tabs, nested ones behind their parent; a body of the older form is one tab without an id."""
    if "tabs" not in body:
        return [_tab("", "", body)]
    return list(_tabs(body["tabs"]))


def _tabs(tabs: list[Json]) -> Iterator[Tab]:
    for tab in tabs:
        properties = tab.get("tabProperties", {})
        if "documentTab" in tab:
            yield _tab(properties.get("tabId", ""), properties.get("title", ""), tab["documentTab"])
        yield from _tabs(tab.get("childTabs", []))


def _tab(tab_id: str, title: str, content: Json) -> Tab:
    ranges = {
        name: tuple(
            (piece.get("startIndex", 0), piece.get("endIndex", 0))
            for one in group.get("namedRanges", [])
            for piece in one.get("ranges", [])
        )
        for name, group in content.get("namedRanges", {}).items()
    }
    blocks: list[Paragraph | Table] = []
    for element in content.get("body", {}).get("content", []):
        if "paragraph" in element:
            blocks.append(_paragraph(element))
        elif "table" in element:
            blocks.append(_table(tab_id, element))
    return Tab(tab_id, title, tuple(blocks), ranges)


def _table(tab_id: str, element: Json) -> Table:
    start = element.get("startIndex", 0)
    rows = []
    for row_index, row in enumerate(element["table"].get("tableRows", [])):
        gone = bool(row.get("suggestedDeletionIds") or row.get("suggestedInsertionIds"))
        rows.append(tuple(_cell(tab_id, start, row_index, at, cell, gone) for at, cell in enumerate(row.get("tableCells", []))))
    return Table(start, tuple(rows))


def _cell(tab_id: str, table_start: int, row: int, column: int, cell: Json, row_pending: bool) -> TableCell:
    content = cell.get("content", [])
    # What stands in a cell and is no paragraph, a table within it, is as little to be written as a picture.
    paragraphs = tuple(
        _paragraph(element) if "paragraph" in element else _unreadable(element)
        for element in content
        if "paragraph" in element or "table" in element
    )
    return TableCell(
        tab_id=tab_id,
        table_start=table_start,
        row=row,
        column=column,
        start=content[0].get("startIndex", 0) if content else cell.get("startIndex", 0) + 1,
        end=content[-1].get("endIndex", 0) if content else cell.get("endIndex", 0),
        paragraphs=paragraphs,
        tint=_tint(cell.get("tableCellStyle", {}).get("backgroundColor", {})),
        pending=row_pending
        or bool(cell.get("suggestedDeletionIds") or cell.get("suggestedInsertionIds"))
        or any(paragraph.pending for paragraph in paragraphs),
        plain=len(paragraphs) == len(content) and all(paragraph.plain for paragraph in paragraphs),
    )


def _unreadable(element: Json) -> Paragraph:
    return Paragraph(UNREADABLE, element.get("startIndex", 0), element.get("endIndex", 0), plain=False)


def _tint(background: Json) -> str:
    rgb = background.get("color", {}).get("rgbColor")
    if rgb is None:
        return ""
    return "#" + "".join(f"{round(rgb.get(part, 0) * 255):02X}" for part in ("red", "green", "blue"))


def _paragraph(element: Json) -> Paragraph:
    paragraph = element["paragraph"]
    style = paragraph.get("paragraphStyle", {}).get("namedStyleType", "NORMAL_TEXT")
    text = ""
    struck: list[tuple[int, int]] = []
    dates: list[tuple[int, int, date]] = []
    pending = False
    plain = True
    parts: list[tuple[str, int, int, bool]] = []
    bold, leading = 0, True
    for part in paragraph.get("elements", []):
        words, day, kind = shown_element(part)
        parts.append((words, part.get("startIndex", 0), part.get("endIndex", 0), kind == "textRun"))
        at = len(text)
        text += words
        plain = plain and kind == "textRun"
        inner = part.get(kind, {}) if kind else {}
        waits = bool(inner.get("suggestedInsertionIds") or inner.get("suggestedDeletionIds"))
        pending = pending or waits
        leading = leading and (bool(inner.get("textStyle", {}).get("bold")) or not words.strip())
        bold = len(text) if leading else bold
        if waits or inner.get("textStyle", {}).get("strikethrough"):
            struck.append((at, len(text)))
        if day:
            dates.append((at, len(text), day))
    text = text.removesuffix("\n")
    clipped = tuple((a, min(b, len(text))) for a, b in struck if a < len(text))
    return Paragraph(
        text=text,
        start=element.get("startIndex", 0),
        end=element.get("endIndex", 0),
        heading=int(style[-1]) if style.startswith("HEADING_") else 7 if style in ("TITLE", "SUBTITLE") else 0,
        bullet="bullet" in paragraph,
        struck=clipped,
        pending=pending,
        dates=tuple(dates),
        plain=plain,
        parts=tuple(parts),
        bold=min(bold, len(text)),
    )


def shown_element(part: Json) -> tuple[str, date | None, str]:
    """What a paragraph element shows, the day it means if it is a date chip, and its kind. Unknown kinds show as U+E907."""
    if "textRun" in part:
        return part["textRun"].get("content", ""), None, "textRun"
    if "dateElement" in part:
        properties = part["dateElement"].get("dateElementProperties", {})
        day = chip_day(properties)
        return properties.get("displayText") or (day.isoformat() if day else UNREADABLE), day, "dateElement"
    if "person" in part:
        properties = part["person"].get("personProperties", {})
        return properties.get("name") or properties.get("email", UNREADABLE), None, "person"
    if "richLink" in part:
        properties = part["richLink"].get("richLinkProperties", {})
        return properties.get("title") or properties.get("uri", UNREADABLE), None, "richLink"
    if "dropdown" in part:
        return part["dropdown"].get("dropdownProperties", {}).get("displayValue", UNREADABLE), None, "dropdown"
    if "pageBreak" in part or "columnBreak" in part:
        return "", None, "pageBreak"
    kind = next((key for key in part if key not in ("startIndex", "endIndex")), "")
    return UNREADABLE, None, kind


def chip_day(properties: Json) -> date | None:
    """The day a date chip means: its timestamp in its own zone. Where what it shows is another whole date, none is sure."""
    shown = parse_day(properties.get("displayText", ""))
    stamp = properties.get("timestamp")
    if not stamp:
        return shown
    try:
        moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
        zone = properties.get("timeZoneId") or "Etc/UTC"
        day = moment.astimezone(ZoneInfo("Etc/UTC" if zone.lower() == "etc/utc" else zone)).date()
    except (ValueError, ZoneInfoNotFoundError, OverflowError):
        return shown
    if shown and shown != day and shown != moment.astimezone(UTC).date():
        return None
    return shown or day
