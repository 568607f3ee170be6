"""A Doc's life: made, copied, loaded from a documents.get body, deleted."""

from __future__ import annotations

import json
import sqlite3

from otsync.workspace.context import Context
from otsync.workspace.docs import store
from otsync.workspace.docs.defaults import document_tab
from otsync.workspace.docs.editor import Editor, segments, tab_id_of, walk_tabs
from otsync.workspace.docs.model import Json, fits
from otsync.workspace.docs.reading import get
from otsync.workspace.docs.suggestions import suggest_deletion, suggest_insertion
from otsync.workspace.docs.tabs import properties
from otsync.workspace.docs.text import clean, identifier
from otsync.workspace.errors import ApiError, invalid

FIRST_TAB = "t.0"
_TOP = ("title", "revisionId", "suggestionsViewMode", "documentId", "tabs", "commentsViewMode")
_TAB_PARTS = ("body", "headers", "footers", "footnotes", "documentStyle", "suggestedDocumentStyleChanges", "namedStyles",
              "suggestedNamedStylesChanges", "lists", "namedRanges", "inlineObjects", "positionedObjects", "dropdownDefinitions",
              "commentAnchors")


def create(tx: sqlite3.Connection, file_id: str, ctx: Context, body: Json | None = None) -> Json:
    """An empty Doc with one tab; of `body` nothing but the title counts, and that is the file's name."""
    store.write(tx, store.Stored(file_id, [{"tabProperties": properties(FIRST_TAB, "Tab 1", 0), "documentTab": document_tab()}]))
    return get(tx, file_id, {}, ctx)


def _own(body: Json) -> Json:
    """A copy, in which half a surrogate pair is the replacement character: it could not be stored."""
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    copied: Json = json.loads(text)
    return copied


def load(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> None:
    """Store a documents.get body, in the tabs form or the older one, so that `get` gives it back equal.

    Title, document id and revision id are those of the file here. 400 when the body holds no content.
    """
    body = _own(body)
    shape: Json = {}
    if body.get("tabs"):
        tabs: list[Json] = body["tabs"]
        beside = {key: value for key, value in body.items() if key not in _TOP}
    else:
        if not isinstance(body.get("body"), dict):
            raise invalid("The Doc has neither tabs nor a body: a full documents.get answer is needed, without a field mask.")
        content = {key: body[key] for key in _TAB_PARTS if key in body}
        tabs = [{"tabProperties": properties(FIRST_TAB, "Tab 1", 0), "documentTab": content}]
        beside = {key: value for key, value in body.items() if key not in (*_TOP, *_TAB_PARTS)}
        shape["legacyKeys"] = list(content)
        named_ranges = [named for group in content.get("namedRanges", {}).values() for named in group.get("namedRanges", [])]
        shape["rangeTabs"] = any("tabId" in piece for named in named_ranges for piece in named.get("ranges", []))
    for _, tab in walk_tabs(tabs):
        if not tab_id_of(tab):
            raise invalid("A tab of the Doc has no tab ID: a full documents.get answer is needed, without a field mask.")
    if beside:
        shape["beside"] = beside
    if not all(fits(segment) for _, tab in walk_tabs(tabs) for segment in segments(tab.get("documentTab", {})).values()):
        shape["askew"] = True  # its indexes are not those that Google would give it
    try:
        last = store.read(tx, file_id).revision
    except ApiError:
        last = 0
    store.write(tx, store.Stored(file_id, tabs, last + 1, 0, shape))


def copy(tx: sqlite3.Connection, source_id: str, target_id: str, ctx: Context) -> None:
    """The whole Doc under a new id, as files.copy does it; what becomes of ids and named ranges is a switch each."""
    doc = store.read(tx, source_id)
    switches = ctx.switches
    minted = doc.minted
    renamed: dict[str, str] = {}
    for _, tab in walk_tabs(doc.tabs):
        if not switches.copy_keeps_tab_ids and tab_id_of(tab) != FIRST_TAB:
            minted += 1
            renamed[tab_id_of(tab)] = identifier("t.", target_id, minted)
    for _, tab in walk_tabs(doc.tabs):
        own = tab["tabProperties"]
        for key in ("tabId", "parentTabId"):
            if key in own:
                own[key] = renamed.get(own[key], own[key])
        content = tab.get("documentTab", {})
        if not switches.copy_keeps_named_ranges:
            content.pop("namedRanges", None)
        for group in content.get("namedRanges", {}).values():
            for named in group.get("namedRanges", []):
                if not switches.copy_keeps_named_range_ids:
                    minted += 1
                    named["namedRangeId"] = identifier("kix.", target_id, minted)
                for piece in named.get("ranges", []):
                    if "tabId" in piece:
                        piece["tabId"] = renamed.get(piece["tabId"], piece["tabId"])
    store.write(tx, store.Stored(target_id, doc.tabs, 1, minted, doc.shape))


def seed_suggestion(
    tx: sqlite3.Connection,
    file_id: str,
    ctx: Context,
    *,
    index: int,
    insert: str = "",
    delete_to: int | None = None,
    tab_id: str | None = None,
) -> str:
    """What a person would do in suggesting mode: text suggested at `index`, or [index, delete_to) suggested for deletion.

    Returns the suggestion's id. The Doc's revision changes, as it does when someone suggests.
    """
    doc = store.read(tx, file_id)
    editor = Editor(doc, ctx.switches)
    suggestion = editor.mint("suggest.")
    tab = editor.tab(tab_id)
    segment = tab.segment("")
    if delete_to is not None:
        suggest_deletion(segment, index, delete_to, suggestion)
    if insert:
        suggest_insertion(tab, segment, index, clean(insert), suggestion)
    editor.close()
    doc.minted = editor.minted
    doc.revision += 1
    store.write(tx, doc)
    return suggestion
