"""documents.batchUpdate: read as a whole, checked against the revision, applied in order, kept only when every request holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from otsync.workspace.context import Context
from otsync.workspace.docs import chips, lists, replace, store, styles, tables, tablestyle, tabs
from otsync.workspace.docs.edit import delete_range, insert_text
from otsync.workspace.docs.editor import Editor, walk_tabs
from otsync.workspace.docs.geometry import Refusal, insertion_spot
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.suggestions import touches_suggestion
from otsync.workspace.docs.text import clean, units
from otsync.workspace.errors import ApiError, invalid, not_implemented

MAX_LENGTH = 1_020_000
"""Characters that a Doc holds (support.google.com/drive/answer/37603)."""


def _insert_text(editor: Editor, asked: Json) -> Json:
    if not asked.get("text"):
        raise Refusal("Insert text requests must specify text to insert.")
    tab, segment, index = editor.insertion(asked)
    insertion_spot(segment, index)
    insert_text(tab, segment, index, clean(asked["text"]))
    return {}


def _delete_content_range(editor: Editor, asked: Json) -> Json:
    tab, segment, start, end = editor.range(asked.get("range", {}))
    if editor.switches.delete_of_suggested_text_fails and touches_suggestion(segment, start, end):
        raise ApiError(500, "Internal error encountered.", reason="backendError")
    delete_range(tab, segment, start, end)
    return {}


def _create_named_range(editor: Editor, asked: Json) -> Json:
    name = asked.get("name", "")
    if not 1 <= units(name) <= 256:
        raise Refusal("The name must be at least 1 and no more than 256 characters.")
    wanted = asked.get("range", {})
    tab, segment, start, end = editor.range(wanted, may_be_empty=not editor.switches.empty_named_range_is_error)
    node: Json = {"startIndex": start, "endIndex": end, "tabId": tab.tab_id}
    if segment.segment_id:
        node = {"segmentId": segment.segment_id, **node}
    named_range_id = editor.mint("kix.")
    tab.ranges.add(name, named_range_id, node)
    return {"createNamedRange": {"namedRangeId": named_range_id}}


def _delete_named_range(editor: Editor, asked: Json) -> Json:
    name, named_range_id = asked.get("name"), asked.get("namedRangeId")
    if not name and not named_range_id:
        raise Refusal("A named range ID or name must be specified.")
    tabs = editor.tabs_matching(asked.get("tabsCriteria"))
    found = sum(tab.ranges.remove(name=name, named_range_id=named_range_id) for tab in tabs)
    if not found and editor.switches.delete_missing_named_range_is_error:
        raise Refusal(f"No named range with {'ID' if named_range_id else 'name'} {named_range_id or name} was found.")
    return {}


HANDLERS: dict[str, Callable[[Editor, Json], Json]] = {
    "addDocumentTab": tabs.add_document_tab,
    "createNamedRange": _create_named_range,
    "createParagraphBullets": lists.create_paragraph_bullets,
    "deleteContentRange": _delete_content_range,
    "deleteNamedRange": _delete_named_range,
    "deleteParagraphBullets": lists.delete_paragraph_bullets,
    "deleteTab": tabs.delete_tab,
    "deleteTableRow": tables.delete_table_row,
    "insertDate": chips.insert_date,
    "insertPageBreak": chips.insert_page_break,
    "insertPerson": chips.insert_person,
    "insertTable": tables.insert_table,
    "insertTableRow": tables.insert_table_row,
    "insertText": _insert_text,
    "pinTableHeaderRows": tablestyle.pin_table_header_rows,
    "replaceAllText": replace.replace_all_text,
    "updateDocumentTabProperties": tabs.update_document_tab_properties,
    "updateParagraphStyle": styles.update_paragraph_style,
    "updateTableCellStyle": tablestyle.update_table_cell_style,
    "updateTableColumnProperties": tablestyle.update_table_column_properties,
    "updateTableRowStyle": tablestyle.update_table_row_style,
    "updateTextStyle": styles.update_text_style,
}


def _kinds(requests: list[Json]) -> list[str]:
    """The kind of each request: one is set (the parser saw to it that no more are), and it is one that is implemented."""
    kinds = [next(iter(request), "") for request in requests]
    for number, kind in enumerate(kinds):
        if not kind:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        if kind not in HANDLERS:
            raise not_implemented(f"the Docs request {kind}")
    return kinds


def _control(doc: store.Stored, control: Json) -> None:
    if control.get("writeMode") == "SUGGEST":
        raise not_implemented("edits made as suggestions (writeControl.writeMode SUGGEST)")
    required, target = control.get("requiredRevisionId"), control.get("targetRevisionId")
    if required and required != doc.revision_id:
        raise invalid(f"The required revision ID '{required}' does not match the latest revision.")
    if target and target != doc.revision_id:
        raise not_implemented("merging a write into edits that came after its targetRevisionId")


def _length(tabs: list[Json]) -> int:
    """Characters of a Doc, as its indexes count them."""
    bodies = (tab.get("documentTab", {}).get("body", {}).get("content") for _, tab in walk_tabs(tabs))
    return sum(content[-1].get("endIndex", 0) for content in bodies if content)


def batch_update(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """Apply `body.requests` to the Doc: all of them or none. Indexes of a request are read after the requests before it."""
    requests: list[Json] = body.get("requests") or []
    kinds = _kinds(requests)
    doc = store.read(tx, file_id)
    _control(doc, body.get("writeControl") or {})
    editor, before = Editor(doc, ctx.switches), _length(doc.tabs)
    replies: list[Json] = []
    for number, (kind, request) in enumerate(zip(kinds, requests, strict=True)):
        try:
            replies.append(HANDLERS[kind](editor, request[kind]))
        except Refusal as refusal:
            raise invalid(f"Invalid requests[{number}].{kind}: {refusal}") from refusal
    if requests:
        ctx.edits.extend(editor.close())
        if MAX_LENGTH < _length(doc.tabs) > before:
            raise invalid(f"The document cannot be longer than {MAX_LENGTH} characters.")
        doc.minted = editor.minted
        doc.revision += 1
        store.write(tx, doc)
    return {
        "replies": replies,
        "writeControl": {"requiredRevisionId": doc.revision_id},
        "documentId": file_id,
        "suggestionResponses": [{} for _ in requests],
        "commentUpdateState": "NO_UPDATES_REQUESTED",
    }
