"""What a new Doc, tab, paragraph or table cell looks like before anyone styles it, as Google gives it back."""

from __future__ import annotations

import orjson

from otsync.workspace.docs.model import Json


def points(magnitude: float = 0) -> Json:
    return {"magnitude": magnitude, "unit": "PT"} if magnitude else {"unit": "PT"}


def document_style() -> Json:
    margins = {f"margin{side}": points(72) for side in ("Top", "Bottom", "Right", "Left")}
    page = {"height": points(792), "width": points(612)}
    head = {"marginHeader": points(36), "marginFooter": points(36), "useCustomHeaderFooterMargins": True}
    return {
        "background": {"color": {}}, "pageNumberStart": 1, **margins, "pageSize": page, **head, "documentFormat": {"documentMode": "PAGES"},
    }  # fmt: skip


def _normal() -> Json:
    border = {"color": {}, "width": points(), "padding": points(), "dashStyle": "SOLID"}
    plain = dict.fromkeys(("bold", "italic", "underline", "strikethrough", "smallCaps"), False)
    colours: Json = {"backgroundColor": {}, "foregroundColor": {"color": {"rgbColor": {}}}}
    font = {"fontSize": points(11), "weightedFontFamily": {"fontFamily": "Arial", "weight": 400}, "baselineOffset": "NONE"}
    paragraph = {
        "namedStyleType": "NORMAL_TEXT", "alignment": "START", "lineSpacing": 115, "direction": "LEFT_TO_RIGHT",
        "spacingMode": "COLLAPSE_LISTS", "spaceAbove": points(), "spaceBelow": points(),
        **{f"border{side}": border for side in ("Between", "Top", "Bottom", "Left", "Right")},
        **{f"indent{side}": points() for side in ("FirstLine", "Start", "End")},
        "keepLinesTogether": False, "keepWithNext": False, "avoidWidowAndOrphan": True, "shading": {"backgroundColor": {}},
        "pageBreakBefore": False,
    }  # fmt: skip
    return {"namedStyleType": "NORMAL_TEXT", "textStyle": {**plain, **colours, **font}, "paragraphStyle": paragraph}


def _heading(kind: str, size: float, above: float, below: float, grey: float = 0, font: Json | None = None, **flags: bool) -> Json:
    text: Json = dict(flags)
    if grey:
        text["foregroundColor"] = {"color": {"rgbColor": dict.fromkeys(("red", "green", "blue"), grey)}}
    text |= {"fontSize": points(size), **(font or {})}
    spaces = {"spaceAbove": points(above), "spaceBelow": points(below)}
    together = {"keepLinesTogether": True, "keepWithNext": True, "pageBreakBefore": False}
    style = {"namedStyleType": "NORMAL_TEXT", "direction": "LEFT_TO_RIGHT", **spaces, **together}
    return {"namedStyleType": kind, "textStyle": text, "paragraphStyle": style}


def named_styles() -> Json:
    arial = {"weightedFontFamily": {"fontFamily": "Arial", "weight": 400}}
    return {
        "styles": [
            _normal(),
            _heading("HEADING_1", 20, 20, 6),
            _heading("HEADING_2", 16, 18, 6, bold=False),
            _heading("HEADING_3", 14, 16, 4, 0.2627451, bold=False),
            _heading("HEADING_4", 12, 14, 4, 0.4),
            _heading("HEADING_5", 11, 12, 4, 0.4),
            _heading("HEADING_6", 11, 12, 4, 0.4, italic=True),
            _heading("TITLE", 26, 0, 3),
            _heading("SUBTITLE", 15, 0, 16, 0.4, arial, italic=False),
        ]
    }


# In the store the default styles are a mark of a few bytes: two copies of them a tab would be most of a small Doc.
STYLES_MARK = '"namedStyles":"@default"'
STYLES_TEXT = '"namedStyles":' + orjson.dumps(named_styles()).decode()


def paragraph_style() -> Json:
    return {"namedStyleType": "NORMAL_TEXT", "direction": "LEFT_TO_RIGHT"}


def cell_paragraph_style() -> Json:
    return {"namedStyleType": "NORMAL_TEXT", "lineSpacing": 100, "direction": "LEFT_TO_RIGHT", "avoidWidowAndOrphan": False}


def cell_style() -> Json:
    padding = {f"padding{side}": points(5) for side in ("Left", "Right", "Top", "Bottom")}
    return {"rowSpan": 1, "columnSpan": 1, "backgroundColor": {}, **padding, "contentAlignment": "TOP"}


def row_style() -> Json:
    return {"minRowHeight": points()}


def document_tab() -> Json:
    """An empty tab: a section break and one empty paragraph."""
    section = {"columnSeparatorStyle": "NONE", "contentDirection": "LEFT_TO_RIGHT", "sectionType": "CONTINUOUS"}
    newline = {"startIndex": 1, "endIndex": 2, "textRun": {"content": "\n", "textStyle": {}}}
    return {
        "body": {
            "content": [
                {"endIndex": 1, "sectionBreak": {"sectionStyle": section}},
                {"startIndex": 1, "endIndex": 2, "paragraph": {"elements": [newline], "paragraphStyle": paragraph_style()}},
            ]
        },
        "documentStyle": document_style(),
        "namedStyles": named_styles(),
    }
