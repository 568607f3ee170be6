"""The two edits that every request is made of: putting content into a paragraph, and taking a range of content out."""

from __future__ import annotations

from otsync.workspace.docs.editor import TabEditor
from otsync.workspace.docs.geometry import NO_PLACE, Refusal, Spot, check_range, holder_end, holder_start, insertion_spot, locate
from otsync.workspace.docs.model import UNPLACED, Block, Inline, Json, Opaque, Paragraph, Segment, Table
from otsync.workspace.docs.text import cut, inside_cluster, units

UNDELETABLE = "Invalid deletion range. Cannot delete the requested range."
LINK_LOOK = ("link", "foregroundColor", "underline")


def run(text: str, style: Json) -> Inline:
    return Inline({"startIndex": UNPLACED, "endIndex": 0, "textRun": {"content": text, "textStyle": style}}, units(text))


def new_paragraph(inlines: list[Inline], style: Json) -> Paragraph:
    return Paragraph({"startIndex": UNPLACED, "endIndex": 0, "paragraph": {"elements": [], "paragraphStyle": style}}, inlines)


def split(paragraph: Paragraph, offset: int) -> int:
    """Make `offset` a boundary between two inlines and say which one begins there; -1 if it cuts a character or an element."""
    at = 0
    for number, element in enumerate(paragraph.inlines):
        if offset == at:
            return number
        if offset < at + element.width:
            text = element.text
            index = -1 if text is None else cut(text, offset - at)
            if text is None or index < 0:
                return -1
            body = element.node["textRun"]
            right = {**element.node, "textRun": {**body, "content": text[index:]}}
            body["content"] = text[:index]
            element.width = offset - at
            paragraph.inlines.insert(number + 1, Inline(right, units(text[index:])))
            return number + 1
        at += element.width
    return len(paragraph.inlines)


def _alike(left: Inline, right: Inline) -> bool:
    a, b = left.node.get("textRun"), right.node.get("textRun")
    return a is not None and b is not None and {**a, "content": ""} == {**b, "content": ""}


def consolidate(paragraph: Paragraph) -> None:
    """Neighbouring text runs of one style become one run."""
    merged: list[Inline] = []
    for element in paragraph.inlines:
        if element.width == 0 and element.text == "":
            continue
        if merged and _alike(merged[-1], element):
            last = merged[-1]
            last.node = {**last.node, "textRun": {**last.node["textRun"], "content": (last.text or "") + (element.text or "")}}
            last.width += element.width
        else:
            merged.append(element)
    paragraph.inlines = merged


def style_of(element: Inline) -> Json:
    style: Json = element.body.get("textStyle", {})
    return style


def inherited_style(paragraph: Paragraph, offset: int) -> Json:
    """The style that text takes when inserted here: that of what stands before it in the paragraph, else of what follows.

    A link is not carried on past its own end.
    """
    at, before, after = 0, None, None
    for element in paragraph.inlines:
        if at >= offset:
            after = element
            break
        before = element
        at += element.width
        if at > offset:
            after = element
            break
    source = before or after
    style = style_of(source) if source is not None else {}
    if "link" in style and (before is None or after is None or style_of(after).get("link") != style["link"]):
        return {key: value for key, value in style.items() if key not in LINK_LOOK}
    return style


def check_cluster(paragraph: Paragraph, offset: int) -> None:
    """Refuse a place inside a character, a grapheme cluster or an element that is more than one unit wide."""
    at, text = 0, ""
    for element in paragraph.inlines:
        if element.text is None and at < offset < at + element.width:
            raise Refusal(NO_PLACE)
        text += "\ufffc" * element.width if element.text is None else element.text
        at += element.width
    index = cut(text, offset)
    if index < 0 or inside_cluster(text, index):
        raise Refusal("The insertion index cannot be within a grapheme cluster.")


def break_paragraph(tab: TabEditor, spot: Spot, style: Json) -> None:
    """Put a newline at the spot: what stands before it becomes a paragraph of its own, with the same style and bullet."""
    paragraph = spot.paragraph
    assert paragraph is not None
    at = split(paragraph, spot.offset)
    body = {key: value for key, value in paragraph.body.items() if key != "elements"}
    inlines = [*paragraph.inlines[:at], run("\n", style)]
    left = Paragraph({"startIndex": UNPLACED, "endIndex": 0, "paragraph": {"elements": [], **body}}, inlines)
    if "headingId" in paragraph.style:
        # Two headings never share an id; the one with the words keeps it.
        fresh = left if spot.offset == 0 else paragraph
        fresh.node = {**fresh.node, "paragraph": {**fresh.body, "paragraphStyle": {**fresh.style, "headingId": tab.mint("h.")}}}
    paragraph.inlines = paragraph.inlines[at:]
    paragraph.width -= spot.offset
    consolidate(left)
    spot.holder.blocks.insert(spot.at, left)


def insert_text(tab: TabEditor, segment: Segment, index: int, text: str, given: Json | None = None) -> None:
    """Insert cleaned text (it may hold newlines) at an index, in the style given or else in that of what stands before it."""
    spot = insertion_spot(segment, index)
    paragraph = spot.paragraph
    assert paragraph is not None
    if given is None:
        check_cluster(paragraph, spot.offset)
    if not text:
        return
    style = inherited_style(paragraph, spot.offset) if given is None else given
    width = units(text)
    *lines, last = text.split("\n")
    if last:
        at = split(paragraph, spot.offset)
        paragraph.inlines.insert(at, run(last, style))
        paragraph.width += units(last)
        consolidate(paragraph)
    here = spot
    for line in lines:
        first = here.paragraph
        assert first is not None
        if line:
            at = split(first, here.offset)
            first.inlines.insert(at, run(line, style))
            first.width += units(line)
            here.offset += units(line)
        break_paragraph(tab, here, style)
        here = Spot(here.parents, here.holder, here.at + 1, here.start + here.offset + 1, 0)
    if lines and (rest := here.paragraph) is not None:
        consolidate(rest)
    spot.grow(width)
    tab.ranges.inserted(segment.segment_id, index, width)


def insert_inline(tab: TabEditor, segment: Segment, index: int, kind: str, body: Json) -> Spot:
    """Insert a chip or object, one unit wide, with the text style of what stands before it."""
    spot = insertion_spot(segment, index)
    paragraph = spot.paragraph
    assert paragraph is not None
    check_cluster(paragraph, spot.offset)
    body["textStyle"] = inherited_style(paragraph, spot.offset)
    at = split(paragraph, spot.offset)
    paragraph.inlines.insert(at, Inline({"startIndex": UNPLACED, "endIndex": 0, kind: body}, 1))
    paragraph.width += 1
    spot.grow(1)
    tab.ranges.inserted(segment.segment_id, index, 1)
    return spot


def delete_range(tab: TabEditor, segment: Segment, start: int, end: int) -> None:
    """Take [start, end) out, by the rules of DeleteContentRangeRequest; Refusal where the Doc would lose its shape."""
    check_range(segment, start, end)
    if end == segment.width:
        raise Refusal("The range cannot include the newline character at the end of the segment.")
    first = locate(segment, start)
    if first is None:
        raise Refusal(UNDELETABLE)
    if start == 0 and isinstance(first.holder.blocks[0], Opaque):
        raise Refusal("Cannot operate on the first section break in the document.")
    if end >= holder_end(first):
        raise Refusal(UNDELETABLE)
    last = _within(first, end)
    _cut(tab, first, last)
    first.grow(start - end)
    tab.ranges.deleted(segment.segment_id, start, end)


def _within(first: Spot, end: int) -> Spot:
    """The place of `end` among the blocks that hold the range's start."""
    at = holder_start(first)
    for number, block in enumerate(first.holder.blocks):
        if end < at + block.width:
            return Spot(first.parents, first.holder, number, at, end - at)
        at += block.width
    raise Refusal(UNDELETABLE)


def _part(block: Block, offset: int) -> int:
    """The inline that begins at `offset` of a block that is only partly deleted."""
    at = split(block, offset) if isinstance(block, Paragraph) else -1
    if at < 0:
        raise Refusal(UNDELETABLE)
    return at


def _cut(tab: TabEditor, first: Spot, last: Spot) -> None:
    blocks = first.holder.blocks
    head, tail = blocks[first.at], blocks[last.at]
    if first.at == last.at:
        if not isinstance(head, Paragraph):
            raise Refusal(UNDELETABLE)
        begin = _part(head, first.offset)
        stop = _part(head, last.offset)
        del head.inlines[begin:stop]
        head.width -= last.offset - first.offset
        consolidate(head)
        return
    if last.offset == 0 and not isinstance(tail, Paragraph) and (first.offset or not isinstance(blocks[last.at - 1], Table)):
        raise Refusal(UNDELETABLE)  # the newline before a table, without the table
    if last.offset and not isinstance(tail, Paragraph):
        raise Refusal(UNDELETABLE)
    keep = _part(tail, last.offset) if last.offset else 0
    if first.offset == 0:
        if last.offset and isinstance(tail, Paragraph):
            tail.inlines = tail.inlines[keep:]
            tail.width -= last.offset
            consolidate(tail)
        del blocks[first.at : last.at]
        return
    begin = _part(head, first.offset)
    assert isinstance(head, Paragraph) and isinstance(tail, Paragraph)
    survivor = head if tab.switches.merged_paragraph_keeps_first_style else tail
    inlines = [*head.inlines[:begin], *tail.inlines[keep:]]
    survivor.inlines = inlines
    survivor.width = sum(element.width for element in inlines)
    consolidate(survivor)
    blocks[first.at : last.at + 1] = [survivor]
