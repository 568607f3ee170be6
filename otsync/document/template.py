"""otsync's own template: a Doc with the tabs Plan, Notes and E-mails, as requests on an empty Doc.

Everything is inserted at the top of the tab, last block first: `insertTable` at index 1 puts a newline before the table, and
that new paragraph becomes the block's heading. A table inserted at index i starts at i + 1 and the text of cell (r, c) of an
empty R x C table at i + 4 + r(2C + 1) + 2c (UTF-16 units).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.fields import Field, PlanForm, Section
from otsync.document.edit import units
from otsync.document.read import EMAILS, EMAILS_GUIDE, NOTES, NOTES_GUIDE, PLAN

Json = dict[str, Any]

TEMPLATE_VERSION = 1
INK, SOFT, LINE, PANEL = "#202124", "#6B6F76", "#D7DADF", "#F5F6F4"
TITLE = "OT intervention plan"
BODY_WIDTH = 468
"""Points between the margins of a new Doc (Letter, an inch left and right)."""


def color(code: str) -> Json:
    """#RRGGBB as an OptionalColor."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"color": {"rgbColor": {"red": red, "green": green, "blue": blue}}}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading above a table."""

    heading: str
    rows: tuple[tuple[Field | str | None, ...], ...]
    """Cells: a Field is its label cell, None a value cell, text a column header."""
    widths: tuple[int, ...]
    size: int = 10
    bar: bool = False


def template_requests(form: PlanForm) -> list[Json]:
    """Requests that make the page of the plan on the first tab of an empty Doc, and add the two other tabs."""
    requests = page_requests(form)
    requests += [{"addDocumentTab": {"tabProperties": {"title": title, "index": at}}} for at, title in ((1, NOTES), (2, EMAILS))]
    return requests


def page_requests(form: PlanForm, tab: str = "") -> list[Json]:
    """Requests that make the page of the plan on an empty tab (the Doc's first, where they name none)."""
    requests: list[Json] = []
    for block in reversed(list(blocks_of(form))):
        requests += block_requests(block, 1, tab)
    return requests + heading_requests(TITLE, "TITLE", 1, tab)


def guide_requests(plan_tab: str, notes_tab: str, emails_tab: str) -> list[Json]:
    """The first tab's title, and the one grey line on top of Notes and of E-mails with an empty black paragraph below it."""
    requests: list[Json] = [{"updateDocumentTabProperties": {"tabProperties": {"tabId": plan_tab, "title": PLAN}, "fields": "title"}}]
    for tab, words in ((notes_tab, NOTES_GUIDE), (emails_tab, EMAILS_GUIDE)):
        end = 1 + units(words)
        requests += [
            {"insertText": {"location": {"index": 1, "tabId": tab}, "text": words + "\n"}},
            {
                "updateTextStyle": {
                    "range": {"startIndex": 1, "endIndex": end, "tabId": tab},
                    "textStyle": {"foregroundColor": color(SOFT), "fontSize": {"magnitude": 9, "unit": "PT"}, "italic": True},
                    "fields": "foregroundColor,fontSize,italic",
                }
            },
        ]
    return requests


def blocks_of(form: PlanForm) -> Iterator[Block]:
    """The page from its top to its end; the first block stands below the page's title."""
    sections: dict[str, list[Field]] = {}
    for field in form.in_doc():
        sections.setdefault(field.section, []).append(field)
    return (block_of(form.section(section), fields) for section, fields in sections.items())


def block_of(section: Section, fields: Sequence[Field]) -> Block:
    """The block that shows these fields of one section. A field of kind `rows` has a section, and its table, to itself."""
    if fields[0].kind == "rows":
        columns = fields[0].columns
        widths = (178, 90, 110, 90) if len(columns) == 4 else (64, 174, BODY_WIDTH - 238) if len(columns) == 3 else _even(len(columns))
        return Block(section.heading, (columns, (None,) * len(columns)), widths)
    pairs = max(1, section.pairs)
    rows: list[tuple[Field | str | None, ...]] = []
    for at in range(0, len(fields), pairs):
        row: list[Field | str | None] = []
        for field in fields[at : at + pairs]:
            row += [field, None]
        rows.append((*row, *("", None) * (pairs - len(row) // 2)))
    precautions = section.id == "precautions"
    return Block(section.heading, tuple(rows), widths_of(pairs), bar=precautions, size=12 if precautions else 10)


def widths_of(pairs: int) -> tuple[int, ...]:
    """Points of the columns of a table with so many label | value pairs beside each other."""
    return (116, BODY_WIDTH - 116) if pairs == 1 else (84, 150) * 2 if pairs == 2 else _even(2 * pairs)


def _even(columns: int) -> tuple[int, ...]:
    return (BODY_WIDTH // columns,) * columns


def _where(index: int, tab: str) -> Json:
    return {"index": index} | ({"tabId": tab} if tab else {})


def _range(start: int, end: int, tab: str) -> Json:
    return {"startIndex": start, "endIndex": end} | ({"tabId": tab} if tab else {})


def heading_requests(text: str, style: str, at: int = 1, tab: str = "") -> list[Json]:
    """The words and look of an empty paragraph that begins at `at`."""
    end = at + units(text)
    inserted = [{"insertText": {"location": _where(at, tab), "text": text}}] if text else []
    name: Json = {
        "namedStyleType": style,
        "spaceAbove": {"magnitude": 10 if text else 0, "unit": "PT"},
        "spaceBelow": {"magnitude": 3, "unit": "PT"},
    }
    text_style: Json = {
        "foregroundColor": color(INK),
        "bold": True,
        "fontSize": {"magnitude": 20 if style == "TITLE" else 12 if text else 4, "unit": "PT"},
    }
    return [
        *inserted,
        {
            "updateParagraphStyle": {
                "range": _range(at, end + 1, tab),
                "paragraphStyle": name,
                "fields": "namedStyleType,spaceAbove,spaceBelow",
            }
        },
        {
            "updateTextStyle": {
                "range": _range(at, end + (0 if text else 1), tab),
                "textStyle": text_style,
                "fields": "foregroundColor,bold,fontSize",
            }
        },
    ]


def block_requests(block: Block, at: int = 1, tab: str = "") -> list[Json]:
    """The block in front of the paragraph that begins at `at`: a paragraph of its own for the heading, then the table."""
    rows, columns = len(block.rows), len(block.widths)
    table = at + 1
    requests: list[Json] = [{"insertTable": {"rows": rows, "columns": columns, "location": _where(at, tab)}}]
    for r in reversed(range(rows)):
        for c in reversed(range(columns)):
            before = block.rows[r][c - 1] if c else None
            requests += cell_requests(block.rows[r][c], before, at + 4 + r * (2 * columns + 1) + 2 * c, tab, size=block.size)
    requests += [
        {
            "updateTableColumnProperties": {
                "tableStartLocation": _where(table, tab),
                "columnIndices": [number],
                "tableColumnProperties": {"widthType": "FIXED_WIDTH", "width": {"magnitude": width, "unit": "PT"}},
                "fields": "widthType,width",
            }
        }
        for number, width in enumerate(block.widths)
    ]
    requests.append(cell_style(table, 0, 0, rows, columns, _box(), tab))
    for r, row in enumerate(block.rows):
        for c, cell in enumerate(row):
            if cell is not None:
                requests.append(cell_style(table, r, c, 1, 1, {"backgroundColor": color(PANEL)}, tab))
    if block.bar:
        requests.append(cell_style(table, 0, 0, rows, 1, {"borderLeft": _border(INK, 4)}, tab))
    if block.rows[0] and isinstance(block.rows[0][0], str):
        requests.append({"pinTableHeaderRows": {"tableStartLocation": _where(table, tab), "pinnedHeaderRowsCount": 1}})
    return requests + heading_requests(block.heading, "HEADING_2" if block.heading else "NORMAL_TEXT", at, tab)


def cell_requests(cell: Field | str | None, before: Field | str | None, at: int, tab: str = "", *, size: int = 10) -> list[Json]:
    """Words and text styles of one empty cell whose text begins at `at`. `before`: what stands to its left."""
    plain: Json = {"foregroundColor": color(INK), "bold": False, "fontSize": {"magnitude": size, "unit": "PT"}}
    if cell is None:
        if isinstance(before, Field) and before.id == "name":
            plain |= {"bold": True, "fontSize": {"magnitude": 16, "unit": "PT"}}
        if isinstance(before, Field) and before.machine:
            plain |= {"foregroundColor": color(SOFT), "fontSize": {"magnitude": 9, "unit": "PT"}}
        return [text_style(at, at + 1, plain, tab), _tight(at, at + 1, tab)]
    label = cell.label if isinstance(cell, Field) else cell
    hint = cell.hint if isinstance(cell, Field) else ""
    words = label + ("\n" + hint if hint else "")
    end = at + units(label)
    requests: list[Json] = [{"insertText": {"location": _where(at, tab), "text": words}}] if words else []
    requests += [text_style(at, at + units(words) + 1, plain, tab), _tight(at, at + units(words) + 1, tab)]
    if label:
        requests.append(text_style(at, end, {"bold": True}, tab))
    if hint:
        requests.append(text_style(end + 1, end + 1 + units(hint), HINT_STYLE, tab))
    return requests


def text_style(start: int, end: int, style: Json, tab: str = "") -> Json:
    """updateTextStyle of exactly the named parts of a style."""
    return {"updateTextStyle": {"range": _range(start, end, tab), "textStyle": style, "fields": ",".join(style)}}


def _tight(start: int, end: int, tab: str) -> Json:
    style = {
        "namedStyleType": "NORMAL_TEXT",
        "lineSpacing": 110,
        "spaceAbove": {"magnitude": 0, "unit": "PT"},
        "spaceBelow": {"magnitude": 0, "unit": "PT"},
    }
    return {"updateParagraphStyle": {"range": _range(start, end, tab), "paragraphStyle": style, "fields": ",".join(style)}}


HINT_STYLE: Json = {"bold": False, "foregroundColor": color(SOFT), "fontSize": {"magnitude": 8, "unit": "PT"}}


def _border(code: str, width: float) -> Json:
    return {"color": color(code), "width": {"magnitude": width, "unit": "PT"}, "dashStyle": "SOLID"}


def _box() -> Json:
    box: Json = {f"border{side}": _border(LINE, 0.75) for side in ("Left", "Right", "Top", "Bottom")}
    return box | {f"padding{side}": {"magnitude": 4, "unit": "PT"} for side in ("Left", "Right", "Top", "Bottom")}


def cell_style(table: int, row: int, column: int, rows: int, columns: int, style: Json, tab: str = "") -> Json:
    """updateTableCellStyle of a block of cells, of exactly the named parts of a style."""
    return {
        "updateTableCellStyle": {
            "tableRange": {
                "tableCellLocation": {"tableStartLocation": _where(table, tab), "rowIndex": row, "columnIndex": column},
                "rowSpan": rows,
                "columnSpan": columns,
            },
            "tableCellStyle": style,
            "fields": ",".join(style),
        }
    }


def look_of_row(table: int, row: int, columns: int, tab: str = "") -> list[Json]:
    """The look of a row of label | value pairs: boxed, grey labels, values without a tint."""
    requests = [cell_style(table, row, 0, 1, columns, _box() | {"backgroundColor": {}}, tab)]
    return requests + [cell_style(table, row, column, 1, 1, {"backgroundColor": color(PANEL)}, tab) for column in range(0, columns, 2)]
