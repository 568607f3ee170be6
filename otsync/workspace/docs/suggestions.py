"""Pending suggestions: put into a Doc for tests, seen inline, or previewed as accepted or rejected."""

from __future__ import annotations

from typing import Any

from otsync.workspace.docs.edit import consolidate, delete_range, insert_text, split
from otsync.workspace.docs.editor import Editor, TabEditor
from otsync.workspace.docs.geometry import Refusal, paragraphs
from otsync.workspace.docs.model import Inline, Json, Row, Segment, Table
from otsync.workspace.docs.tables import drop_rows
from otsync.workspace.docs.text import units

_INSERTED, _DELETED = "suggestedInsertionIds", "suggestedDeletionIds"
_LOOKS = {
    "suggestedTextStyleChanges": "textStyle",
    "suggestedParagraphStyleChanges": "paragraphStyle",
    "suggestedTableCellStyleChanges": "tableCellStyle",
    "suggestedTableRowStyleChanges": "tableRowStyle",
    "suggestedBulletChanges": "bullet",
    "suggestedDateElementPropertiesChanges": "dateElementProperties",
    "suggestedDocumentStyleChanges": "documentStyle",
}


def touches_suggestion(segment: Segment, start: int, end: int) -> bool:
    """Whether [start, end) holds text that somebody suggested to add or to delete."""
    for spot in paragraphs(segment, start, end):
        at = spot.start
        for inline in spot.paragraph.inlines if spot.paragraph is not None else []:
            body = inline.body
            if at < end and at + inline.width > start and (body.get(_INSERTED) or body.get(_DELETED)):
                return True
            at += inline.width
    return False


def suggest_insertion(tab: TabEditor, segment: Segment, index: int, text: str, suggestion: str) -> None:
    """Text that somebody suggests to add: it is in the Doc, takes up indexes, and carries the suggestion's id."""
    insert_text(tab, segment, index, text)
    _mark(segment, index, index + units(text), _INSERTED, suggestion)


def suggest_deletion(segment: Segment, start: int, end: int, suggestion: str) -> None:
    _mark(segment, start, end, _DELETED, suggestion)


def _mark(segment: Segment, start: int, end: int, key: str, suggestion: str) -> None:
    for spot in paragraphs(segment, start, end):
        paragraph = spot.paragraph
        assert paragraph is not None
        first = split(paragraph, max(start - spot.start, 0))
        last = split(paragraph, min(end - spot.start, paragraph.width))
        if first < 0 or last < 0:
            raise Refusal("A suggestion cannot begin or end inside a character or an element.")
        for inline in paragraph.inlines[first:last]:
            _tag(inline, key, suggestion)


def _tag(inline: Inline, key: str, suggestion: str) -> None:
    for kind, body in inline.node.items():
        if kind not in ("startIndex", "endIndex") and isinstance(body, dict):
            inline.node = {**inline.node, kind: {**body, key: [*body.get(key, []), suggestion]}}
            return


def preview(editor: Editor, *, accepted: bool) -> None:
    """Turn every tab into what it would be if all suggestions were accepted, or none of them were there."""
    for tab in editor.tabs_matching(None):
        for segment_id in tab.segment_ids():
            segment = tab.segment(segment_id)
            _drop_rows(tab, segment, _DELETED if accepted else _INSERTED)
            _drop_text(tab, segment, _DELETED if accepted else _INSERTED)
        tab.close()
        _settle(tab.document, accepted=accepted)
        for segment in tab.opened():
            for spot in paragraphs(segment, 0, segment.width):
                if spot.paragraph is not None:
                    consolidate(spot.paragraph)
        tab.close()


def _drop_text(tab: TabEditor, segment: Segment, key: str) -> None:
    marked: list[tuple[int, int]] = []
    for spot in paragraphs(segment, 0, segment.width):
        at = spot.start
        for inline in spot.paragraph.inlines if spot.paragraph is not None else []:
            if inline.body.get(key):
                marked.append((at, at + inline.width))
            at += inline.width
    for start, end in reversed(marked):
        try:
            delete_range(tab, segment, start, end)
        except Refusal:  # the last newline of a cell, or one before a table: the text goes, the newline stays
            if end - start > 1:
                delete_range(tab, segment, start, end - 1)


def _drop_rows(tab: TabEditor, segment: Segment, key: str) -> None:
    def marked(table: Table, row: Row) -> bool:
        return bool(table.body.get(key) or row.node.get(key) or (row.cells and all(cell.node.get(key) for cell in row.cells)))

    drop_rows(tab, segment, marked)


def _settle(node: Any, *, accepted: bool) -> None:
    """Suggested changes of style are taken over or forgotten; no trace of a suggestion is left."""
    if isinstance(node, list):
        for item in node:
            _settle(item, accepted=accepted)
    if not isinstance(node, dict):
        return
    for key in [key for key in node if key.startswith("suggested")]:
        changes = node.pop(key)
        if accepted and key in _LOOKS:
            for change in changes.values():
                _take(node, _LOOKS[key], change)
    for value in node.values():
        _settle(value, accepted=accepted)


def _take(node: Json, name: str, change: Json) -> None:
    given, style = change.get(name, {}), dict(node.get(name, {}))
    for flag, changed in change.get(f"{name}SuggestionState", {}).items():
        field = flag.removesuffix("Suggested")
        if changed is True and field in given:
            style[field] = given[field]
        elif changed is True:
            style.pop(field, None)
    node[name] = style
