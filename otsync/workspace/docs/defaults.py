"""What a new Doc, tab, paragraph or table cell looks like before anyone styles it, as Google gives it back."""

from __future__ import annotations

import orjson

from otsync.workspace.docs.model import Json


def points(magnitude: float = 0) -> Json:
    return {"magnitude": magnitude, "unit": "PT"} if magnitude else {"unit": "PT"}


def _grey(step: float) -> Json:
    return {"color": {"rgbColor": {"red": step, "green": step, "blue": step}}}


def document_style() -> Json:
    return {
        "background": {"color": {}},
        "pageNumberStart": 1,
        "marginTop": points(72),
        "marginBottom": points(72),
        "marginRight": points(72),
        "marginLeft": points(72),
        "pageSize": {"height": points(792), "width": points(612)},
        "marginHeader": points(36),
        "marginFooter": points(36),
        "useCustomHeaderFooterMargins": True,
        "documentFormat": {"documentMode": "PAGES"},
    }


def _normal() -> Json:
    border = {"color": {}, "width": points(), "padding": points(), "dashStyle": "SOLID"}
    return {
        "namedStyleType": "NORMAL_TEXT",
        "textStyle": {
            "bold": False,
            "italic": False,
            "underline": False,
            "strikethrough": False,
            "smallCaps": False,
            "backgroundColor": {},
            "foregroundColor": {"color": {"rgbColor": {}}},
            "fontSize": points(11),
            "weightedFontFamily": {"fontFamily": "Arial", "weight": 400},
            "baselineOffset": "NONE",
        },
        "paragraphStyle": {
            "namedStyleType": "NORMAL_TEXT",
            "alignment": "START",
            "lineSpacing": 115,
            "direction": "LEFT_TO_RIGHT",
            "spacingMode": "COLLAPSE_LISTS",
            "spaceAbove": points(),
            "spaceBelow": points(),
            "borderBetween": border,
            "borderTop": border,
            "borderBottom": border,
            "borderLeft": border,
            "borderRight": border,
            "indentFirstLine": points(),
            "indentStart": points(),
            "indentEnd": points(),
            "keepLinesTogether": False,
            "keepWithNext": False,
            "avoidWidowAndOrphan": True,
            "shading": {"backgroundColor": {}},
            "pageBreakBefore": False,
        },
    }


def _heading(kind: str, text: Json, above: float, below: float) -> Json:
    return {
        "namedStyleType": kind,
        "textStyle": text,
        "paragraphStyle": {
            "namedStyleType": "NORMAL_TEXT",
            "direction": "LEFT_TO_RIGHT",
            "spaceAbove": points(above),
            "spaceBelow": points(below),
            "keepLinesTogether": True,
            "keepWithNext": True,
            "pageBreakBefore": False,
        },
    }


def named_styles() -> Json:
    arial = {"fontFamily": "Arial", "weight": 400}
    return {
        "styles": [
            _normal(),
            _heading("HEADING_1", {"fontSize": points(20)}, 20, 6),
            _heading("HEADING_2", {"bold": False, "fontSize": points(16)}, 18, 6),
            _heading("HEADING_3", {"bold": False, "foregroundColor": _grey(0.2627451), "fontSize": points(14)}, 16, 4),
            _heading("HEADING_4", {"foregroundColor": _grey(0.4), "fontSize": points(12)}, 14, 4),
            _heading("HEADING_5", {"foregroundColor": _grey(0.4), "fontSize": points(11)}, 12, 4),
            _heading("HEADING_6", {"italic": True, "foregroundColor": _grey(0.4), "fontSize": points(11)}, 12, 4),
            _heading("TITLE", {"fontSize": points(26)}, 0, 3),
            _heading(
                "SUBTITLE",
                {"italic": False, "foregroundColor": _grey(0.4), "fontSize": points(15), "weightedFontFamily": arial},
                0,
                16,
            ),
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
    return {
        "rowSpan": 1,
        "columnSpan": 1,
        "backgroundColor": {},
        "paddingLeft": points(5),
        "paddingRight": points(5),
        "paddingTop": points(5),
        "paddingBottom": points(5),
        "contentAlignment": "TOP",
    }


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
