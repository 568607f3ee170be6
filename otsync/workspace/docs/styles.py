"""updateTextStyle and updateParagraphStyle."""

from __future__ import annotations

from otsync.workspace.docs.edit import consolidate, split, style_of
from otsync.workspace.docs.editor import Editor, TabEditor
from otsync.workspace.docs.fields import check_borders, mask, merge, settle
from otsync.workspace.docs.geometry import Refusal, Spot, paragraphs
from otsync.workspace.docs.model import Cell, Inline, Json, Paragraph

TEXT_FIELDS = (
    "bold", "italic", "underline", "strikethrough", "smallCaps", "backgroundColor", "foregroundColor", "fontSize",
    "weightedFontFamily", "baselineOffset", "link",
)
PARAGRAPH_FIELDS = (
    "namedStyleType", "alignment", "lineSpacing", "direction", "spacingMode", "spaceAbove", "spaceBelow", "borderBetween",
    "borderTop", "borderBottom", "borderLeft", "borderRight", "indentFirstLine", "indentStart", "indentEnd",
    "keepLinesTogether", "keepWithNext", "avoidWidowAndOrphan", "shading", "pageBreakBefore",
)
PARAGRAPH_ORDER = ("headingId", *PARAGRAPH_FIELDS, "tabStops")
LINK_BLUE = {"color": {"rgbColor": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}}}


def inherited_text(tab: TabEditor, paragraph: Paragraph) -> Json:
    """The text style that the paragraph's named style gives: what a run inherits where it sets nothing itself."""
    styles = {style.get("namedStyleType"): style.get("textStyle", {}) for style in tab.document.get("namedStyles", {}).get("styles", [])}
    return {**styles.get("NORMAL_TEXT", {}), **styles.get(paragraph.style.get("namedStyleType"), {})}


def restyle(element: Inline, style: Json) -> None:
    """Give an inline a new text style; an element of an unknown kind is left as it is."""
    for key, body in element.node.items():
        if key not in ("startIndex", "endIndex") and isinstance(body, dict):
            element.node = {**element.node, key: {**body, "textStyle": style}}
            return


def _prepared(asked: Json) -> tuple[Json, list[str]]:
    given: Json = settle(asked.get("textStyle", {}))
    paths = mask(asked, TEXT_FIELDS)
    if not given.get("link", True):
        del given["link"]
    font = given.get("weightedFontFamily")
    if font is not None and "weightedFontFamily" in paths:
        if not font.get("fontFamily"):
            raise Refusal("The font family must be set when the weighted font family is set.")
        if font.get("weight", 400) not in range(100, 1000, 100):
            raise Refusal("The font weight must be a multiple of 100 between 100 and 900, inclusive.")
        given["weightedFontFamily"] = {"fontFamily": font["fontFamily"], "weight": font.get("weight", 400)}
    return given, paths


def _with_link(given: Json, paths: list[str], current: Json) -> tuple[Json, list[str]]:
    """A link brings the look of a link, and takes it away when it goes, unless the same request says otherwise."""
    if not any(path.split(".")[0] == "link" for path in paths) or not ("link" in given or "link" in current):
        return given, paths
    look: Json = {"foregroundColor": LINK_BLUE, "underline": True} if "link" in given else {}
    more = [name for name in ("foregroundColor", "underline") if not any(path.split(".")[0] == name for path in paths)]
    return {**{name: look[name] for name in more if name in look}, **given}, [*paths, *more]


def new_text_style(current: Json, given: Json, paths: list[str], parent: Json, *, newline: bool = False) -> Json:
    """A field that comes to match its parent is inherited again."""
    if newline:  # links are not settable on newline characters
        paths = [path for path in paths if path.split(".")[0] != "link"]
        given = {key: value for key, value in given.items() if key != "link"}
    else:
        given, paths = _with_link(given, paths, current)
    style = merge(current, given, paths, TEXT_FIELDS)
    touched = {path.split(".")[0] for path in paths}
    return {key: value for key, value in style.items() if key not in touched or key == "link" or parent.get(key) != value}


def update_text_style(editor: Editor, asked: Json) -> Json:
    tab, segment, start, end = editor.styled_range(asked.get("range", {}))
    given, paths = _prepared(asked)
    for spot in paragraphs(segment, start, end):
        _style_text(tab, spot, start, end, given, paths)
    return {}


def _style_text(tab: TabEditor, spot: Spot, start: int, end: int, given: Json, paths: list[str]) -> None:
    paragraph = spot.paragraph
    assert paragraph is not None
    low, high = max(start - spot.start, 0), min(end - spot.start, paragraph.width)
    whole = low == 0 and high >= paragraph.width - 1
    if whole and high == paragraph.width - 1 and high > 0 and tab.switches.text_style_extends_to_newline:
        high = paragraph.width
    first = split(paragraph, low)
    last = split(paragraph, high)
    if first < 0 or last < 0:
        raise Refusal("The range cannot begin or end inside a character or an element.")
    parent = inherited_text(tab, paragraph)
    if any(path.split(".")[0] == "link" for path in paths) and high == paragraph.width:
        edge = split(paragraph, paragraph.width - 1)
        last = edge + 1
        first = split(paragraph, low)
    for element in paragraph.inlines[first:last]:
        restyle(element, new_text_style(style_of(element), given, paths, parent, newline=element.text == "\n"))
    bullet = paragraph.body.get("bullet")
    if bullet is not None and whole:
        look = new_text_style(bullet.get("textStyle", {}), given, paths, parent, newline=True)
        paragraph.node = {**paragraph.node, "paragraph": {**paragraph.body, "bullet": {**bullet, "textStyle": look}}}
    consolidate(paragraph)


def set_paragraph_style(paragraph: Paragraph, style: Json) -> None:
    paragraph.node = {**paragraph.node, "paragraph": {**paragraph.body, "paragraphStyle": style}}


def update_paragraph_style(editor: Editor, asked: Json) -> Json:
    tab, segment, start, end = editor.styled_range(asked.get("range", {}))
    given: Json = settle(asked.get("paragraphStyle", {}))
    paths = mask(asked, PARAGRAPH_FIELDS)
    check_borders(given, paths)
    if asked.get("fields", "").strip() == "*" and "namedStyleType" not in given:
        paths = [path for path in paths if path != "namedStyleType"]
    for spot in paragraphs(segment, start, end):
        paragraph = spot.paragraph
        assert paragraph is not None
        if given.get("pageBreakBefore") and "pageBreakBefore" in paths and (segment.segment_id or isinstance(spot.holder, Cell)):
            raise Refusal("The page break before property cannot be set on paragraphs in tables, headers, footers or footnotes.")
        style = merge(paragraph.style, given, paths, PARAGRAPH_ORDER)
        style.setdefault("direction", "LEFT_TO_RIGHT")
        if "namedStyleType" in paths:
            style = _named(tab, paragraph, style)
        set_paragraph_style(paragraph, {key: style[key] for key in (*PARAGRAPH_ORDER, *style) if key in style})
    return {}


def _named(tab: TabEditor, paragraph: Paragraph, style: Json) -> Json:
    """Headings have an id; a new named style takes font, size and colour off the text, by a switch."""
    kind = style.setdefault("namedStyleType", "NORMAL_TEXT")
    if kind == "NORMAL_TEXT":
        style.pop("headingId", None)
    elif "headingId" not in style:
        style["headingId"] = tab.mint("h.")
    if kind != paragraph.style.get("namedStyleType") and tab.switches.named_style_resets_text_style:
        for element in paragraph.inlines:
            current = style_of(element)
            look = () if "link" in current else ("foregroundColor",)
            restyle(element, {key: value for key, value in current.items() if key not in ("fontSize", "weightedFontFamily", *look)})
        consolidate(paragraph)
    return style
