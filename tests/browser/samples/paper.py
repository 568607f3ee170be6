"""A small builder of documents.get bodies: it lays paragraphs and tables one after another and counts the indexes as Docs does.

Indexes are UTF-16 code units; a paragraph ends in a newline; a table is as wide as its cells and four kinds of markers say.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
Cell = "str | Json | list[Any]"


def rgb(text: str) -> Json:
    """`#FFF3CD` as an `OptionalColor`."""
    red, green, blue = (int(text[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return {"color": {"rgbColor": {"red": red, "green": green, "blue": blue}}}


def pt(size: float) -> Json:
    return {"magnitude": size, "unit": "PT"}


def run(content: str, suggested: Json | None = None, **style: Any) -> Json:
    """A text run; keyword arguments are its textStyle."""
    return {"textRun": {"content": content, "textStyle": style, **(suggested or {})}}


def p(*parts: str | Json, style: str = "NORMAL_TEXT", bullet: Json | None = None, **paragraph_style: Any) -> Json:
    """A paragraph, its newline added to the last run."""
    elements = [run(part) if isinstance(part, str) else part for part in parts]
    if elements and "textRun" in elements[-1]:
        last = elements[-1]["textRun"]
        elements[-1] = {"textRun": {**last, "content": last["content"] + "\n"}}
    else:
        elements.append(run("\n"))
    made: Json = {"elements": elements, "paragraphStyle": {"namedStyleType": style, "direction": "LEFT_TO_RIGHT", **paragraph_style}}
    if bullet:
        made["bullet"] = bullet
    return {"paragraph": made}


def cell(*content: str | Json, tint: str | None = None, **style: Any) -> Json:
    """A table cell; text becomes paragraphs."""
    made = [p(part) if isinstance(part, str) else part for part in content] or [p("")]
    return {"content": made, "tableCellStyle": {"rowSpan": 1, "columnSpan": 1, "backgroundColor": rgb(tint) if tint else {}, **style}}


def table(rows: list[list[Json]], widths: list[float] | None = None, *, header: bool = False) -> Json:
    columns = len(rows[0])
    properties = (
        [{"widthType": "FIXED_WIDTH", "width": pt(w)} for w in widths] if widths else [{"widthType": "EVENLY_DISTRIBUTED"}] * columns
    )
    made = [
        {"tableCells": row, "tableRowStyle": {"minRowHeight": {"unit": "PT"}, "tableHeader": header and n == 0}}
        for n, row in enumerate(rows)
    ]
    return {"table": {"rows": len(rows), "columns": columns, "tableRows": made, "tableStyle": {"tableColumnProperties": properties}}}


def lay(content: list[Json]) -> Json:
    """A body with the section break in front and every index counted."""
    end = _lay(content, 1)
    return {"content": [{"endIndex": 1, "sectionBreak": {"sectionStyle": {"contentDirection": "LEFT_TO_RIGHT"}}}, *content], "end": end}


def _lay(content: list[Json], at: int) -> int:
    for element in content:
        element["startIndex"] = at
        if "paragraph" in element:
            for one in element["paragraph"]["elements"]:
                one["startIndex"] = at
                at += len(one["textRun"]["content"].encode("utf-16-le")) // 2 if "textRun" in one else 1
                one["endIndex"] = at
        else:
            at += 1
            for row in element["table"]["tableRows"]:
                row["startIndex"] = at
                at += 1
                for one in row["tableCells"]:
                    one["startIndex"] = at
                    at = _lay(one["content"], at + 1)
                    one["endIndex"] = at
                row["endIndex"] = at
            at += 1
        element["endIndex"] = at
    return at


_NAMED = {
    "NORMAL_TEXT": ({"fontSize": pt(11), "weightedFontFamily": {"fontFamily": "Arial", "weight": 400}}, {"lineSpacing": 115}),
    "TITLE": ({"fontSize": pt(24), "bold": True}, {"spaceBelow": pt(3)}),
    "SUBTITLE": ({"fontSize": pt(13), "foregroundColor": rgb("#666666")}, {"spaceBelow": pt(12)}),
    "HEADING_1": ({"fontSize": pt(18)}, {"spaceAbove": pt(18), "spaceBelow": pt(6)}),
    "HEADING_2": ({"fontSize": pt(13), "bold": True}, {"spaceAbove": pt(16), "spaceBelow": pt(5)}),
}


def document(doc_id: str, title: str, tabs: list[tuple[str, str, list[Json]]], *, named: Json | None = None, **extra: Any) -> Json:
    """A documents.get body with includeTabsContent: tabs are (id, title, content)."""
    styles = [
        {"namedStyleType": kind, "textStyle": text, "paragraphStyle": {"namedStyleType": kind, **style}}
        for kind, (text, style) in _NAMED.items()
    ]
    made = []
    for n, (tab_id, name, content) in enumerate(tabs):
        body = lay(content)
        body.pop("end")
        tab: Json = {
            "body": body,
            "documentStyle": {"pageSize": {"width": pt(612), "height": pt(792)}, "marginLeft": pt(72), "marginRight": pt(72)},
            "namedStyles": {"styles": styles},
            **extra,
        }
        made.append({"tabProperties": {"tabId": tab_id, "title": name, "index": n}, "documentTab": tab})
    if named:
        made[0]["documentTab"]["namedRanges"] = named
    return {
        "title": title,
        "documentId": doc_id,
        "revisionId": "ALm37BV-revision-1",
        "suggestionsViewMode": "SUGGESTIONS_INLINE",
        "tabs": made,
    }
