"""otsync's own template: a Doc with the tabs Plan, Notes and E-mails, as requests on an empty Doc.

Everything is inserted at the top of the tab, last block first: `insertTable` at index 1 puts a newline before the table, and
that new paragraph becomes the block's heading. A table inserted at index i starts at i + 1 and the text of cell (r, c) of an
empty R x C table at i + 4 + r(2C + 1) + 2c (UTF-16 units).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from otsync.caseload.fields import Field, PlanForm
from otsync.document.read import EMAILS, EMAILS_GUIDE, NOTES, NOTES_GUIDE, PLAN

Json = dict[str, Any]

TEMPLATE_VERSION = 1
INK, SOFT, LINE, PANEL = "#202124", "#6B6F76", "#D7DADF", "#F5F6F4"
BODY_WIDTH = 468
"""Points between the margins of a new Doc (Letter, an inch left and right)."""


def color(code: str) -> Json:
    """#RRGGBB as an OptionalColor."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"color": {"rgbColor": {"red": red, "green": green, "blue": blue}}}


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class _Block:
    heading: str
    rows: tuple[tuple[Field | str | None, ...], ...]
    """Cells: a Field is its label cell, None a value cell, text a column header."""
    widths: tuple[int, ...]
    size: int = 10
    bar: bool = False


def template_requests(form: PlanForm) -> list[Json]:
    """Requests that make the page of the plan on the first tab of an empty Doc, and add the two other tabs."""
    requests: list[Json] = []
    for block in reversed(list(_blocks(form))):
        requests += _block_requests(block)
    requests += _heading("OT intervention plan", "TITLE", insert_newline=True)
    requests += [{"addDocumentTab": {"tabProperties": {"title": title, "index": at}}} for at, title in ((1, NOTES), (2, EMAILS))]
    return requests


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


def _blocks(form: PlanForm) -> Iterator[_Block]:
    sections: dict[str, list[Field]] = {}
    for field in form.in_doc():
        sections.setdefault(field.section, []).append(field)
    two, four = (116, BODY_WIDTH - 116), (84, 150, 84, 150)
    headings = {
        "head": "",
        "precautions": "",
        "facts": "Facts",
        "service": "Service",
        "behind": "Behind the plan",
        "goals": "Goals",
        "how": "How we work",
        "tried": "What was tried",
        "open": "Open for the teacher",
        "review": "Review",
    }
    for section, fields in sections.items():
        heading = headings.get(section, section.capitalize())
        if fields[0].kind == "rows":
            field = fields[0]
            widths = (178, 90, 110, 90) if len(field.columns) == 4 else (64, 174, BODY_WIDTH - 238)
            yield _Block(heading, (field.columns, (None,) * len(field.columns)), widths)
        elif section == "facts":
            pairs: list[Sequence[Field | None]] = [fields[at : at + 2] for at in range(0, len(fields), 2)]
            rows = tuple((pair[0], None, pair[1], None) if len(pair) == 2 else (pair[0], None, "", None) for pair in pairs)
            yield _Block(heading, rows, four)
        else:
            yield _Block(
                heading,
                tuple((field, None) for field in fields),
                two,
                bar=section == "precautions",
                size=12 if section == "precautions" else 10,
            )


def _heading(text: str, style: str, *, insert_newline: bool = False) -> list[Json]:
    end = 1 + units(text)
    inserted = [{"insertText": {"location": {"index": 1}, "text": text}}] if text else []
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
                "range": {"startIndex": 1, "endIndex": end + 1},
                "paragraphStyle": name,
                "fields": "namedStyleType,spaceAbove,spaceBelow",
            }
        },
        {
            "updateTextStyle": {
                "range": {"startIndex": 1, "endIndex": end + (0 if text else 1)},
                "textStyle": text_style,
                "fields": "foregroundColor,bold,fontSize",
            }
        },
    ]


def _block_requests(block: _Block) -> list[Json]:
    rows, columns = len(block.rows), len(block.widths)
    table = 2
    requests: list[Json] = [{"insertTable": {"rows": rows, "columns": columns, "location": {"index": 1}}}]
    for r in reversed(range(rows)):
        for c in reversed(range(columns)):
            requests += _cell_requests(block, r, c, 5 + r * (2 * columns + 1) + 2 * c)
    requests += [
        {
            "updateTableColumnProperties": {
                "tableStartLocation": {"index": table},
                "columnIndices": [at],
                "tableColumnProperties": {"widthType": "FIXED_WIDTH", "width": {"magnitude": width, "unit": "PT"}},
                "fields": "widthType,width",
            }
        }
        for at, width in enumerate(block.widths)
    ]
    requests.append(_cell_style(table, 0, 0, rows, columns, _box()))
    for r, row in enumerate(block.rows):
        for c, cell in enumerate(row):
            if cell is not None:
                requests.append(_cell_style(table, r, c, 1, 1, {"backgroundColor": color(PANEL)}))
    if block.bar:
        requests.append(_cell_style(table, 0, 0, rows, 1, {"borderLeft": _border(INK, 4)}))
    if block.rows[0] and isinstance(block.rows[0][0], str):
        requests.append({"pinTableHeaderRows": {"tableStartLocation": {"index": table}, "pinnedHeaderRowsCount": 1}})
    return requests + _heading(block.heading, "HEADING_2" if block.heading else "NORMAL_TEXT")


def _cell_requests(block: _Block, r: int, c: int, at: int) -> list[Json]:
    cell = block.rows[r][c]
    plain: Json = {"foregroundColor": color(INK), "bold": False, "fontSize": {"magnitude": block.size, "unit": "PT"}}
    if cell is None:
        before = block.rows[r][c - 1] if c else None
        if isinstance(before, Field) and before.id == "name":
            plain |= {"bold": True, "fontSize": {"magnitude": 16, "unit": "PT"}}
        if isinstance(before, Field) and before.machine:
            plain |= {"foregroundColor": color(SOFT), "fontSize": {"magnitude": 9, "unit": "PT"}}
        return [_text_style(at, at + 1, plain), _tight(at, at + 1)]
    label = cell.label if isinstance(cell, Field) else cell
    hint = cell.hint if isinstance(cell, Field) else ""
    words = label + ("\n" + hint if hint else "")
    end = at + units(label)
    requests = [{"insertText": {"location": {"index": at}, "text": words}}] if words else []
    requests += [_text_style(at, at + units(words) + 1, plain), _tight(at, at + units(words) + 1)]
    if label:
        requests.append(_text_style(at, end, {"bold": True}))
    if hint:
        small = {"foregroundColor": color(SOFT), "fontSize": {"magnitude": 8, "unit": "PT"}}
        requests.append(_text_style(end + 1, end + 1 + units(hint), small))
    return requests


def _text_style(start: int, end: int, style: Json) -> Json:
    return {"updateTextStyle": {"range": {"startIndex": start, "endIndex": end}, "textStyle": style, "fields": ",".join(style)}}


def _tight(start: int, end: int) -> Json:
    style = {
        "namedStyleType": "NORMAL_TEXT",
        "lineSpacing": 110,
        "spaceAbove": {"magnitude": 0, "unit": "PT"},
        "spaceBelow": {"magnitude": 0, "unit": "PT"},
    }
    return {"updateParagraphStyle": {"range": {"startIndex": start, "endIndex": end}, "paragraphStyle": style, "fields": ",".join(style)}}


def _border(code: str, width: float) -> Json:
    return {"color": color(code), "width": {"magnitude": width, "unit": "PT"}, "dashStyle": "SOLID"}


def _box() -> Json:
    box: Json = {f"border{side}": _border(LINE, 0.75) for side in ("Left", "Right", "Top", "Bottom")}
    return box | {f"padding{side}": {"magnitude": 4, "unit": "PT"} for side in ("Left", "Right", "Top", "Bottom")}


def _cell_style(table: int, row: int, column: int, rows: int, columns: int, style: Json) -> Json:
    return {
        "updateTableCellStyle": {
            "tableRange": {
                "tableCellLocation": {"tableStartLocation": {"index": table}, "rowIndex": row, "columnIndex": column},
                "rowSpan": rows,
                "columnSpan": columns,
            },
            "tableCellStyle": style,
            "fields": ",".join(style),
        }
    }
