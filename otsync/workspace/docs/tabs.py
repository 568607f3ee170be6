"""Tabs of a Doc: added, renamed, moved among their siblings, deleted."""

from __future__ import annotations

from otsync.workspace.docs.defaults import document_tab
from otsync.workspace.docs.editor import Editor, tab_id_of, walk_tabs
from otsync.workspace.docs.fields import mask
from otsync.workspace.docs.geometry import Refusal
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.text import is_emoji
from otsync.workspace.errors import not_implemented

MAX_TABS = 100
MAX_DEPTH = 3
FIELDS = ("title", "iconEmoji", "index", "parentTabId")


def properties(tab_id: str, title: str, index: int, parent: Json | None = None) -> Json:
    made: Json = {"tabId": tab_id, "title": title}
    if parent is not None:
        made["parentTabId"] = parent["tabProperties"]["tabId"]
    made["index"] = index
    if parent is not None:
        made["nestingLevel"] = parent["tabProperties"].get("nestingLevel", 0) + 1
    return made


def renumber(siblings: list[Json]) -> None:
    for index, tab in enumerate(siblings):
        tab["tabProperties"]["index"] = index


def _find(editor: Editor, tab_id: str) -> tuple[list[Json], Json]:
    for siblings, tab in walk_tabs(editor.tabs):
        if tab_id_of(tab) == tab_id:
            return siblings, tab
    raise Refusal(f"The tab with ID {tab_id} was not found.")


def _icon(text: str) -> str:
    if not is_emoji(text):
        raise Refusal("The icon emoji must be a single emoji.")
    return text


def add_document_tab(editor: Editor, asked: Json) -> Json:
    """Without an index the tab comes last among its siblings; its id is made by the server."""
    wanted = asked.get("tabProperties", {})
    if wanted.get("tabId"):
        raise Refusal("The tab ID is assigned by the server and cannot be set.")
    everything = [tab for _, tab in walk_tabs(editor.tabs)]
    if len(everything) >= MAX_TABS:
        raise Refusal(f"A document can have at most {MAX_TABS} tabs.")
    parent = _find(editor, wanted["parentTabId"])[1] if wanted.get("parentTabId") else None
    siblings = editor.tabs if parent is None else parent.setdefault("childTabs", [])
    made = properties(editor.mint("t."), wanted.get("title") or f"Tab {len(everything) + 1}", len(siblings), parent)
    if made.get("nestingLevel", 0) >= MAX_DEPTH:
        raise Refusal(f"Tabs can be nested at most {MAX_DEPTH} levels deep.")
    if wanted.get("iconEmoji"):
        made["iconEmoji"] = _icon(wanted["iconEmoji"])
    index = wanted.get("index", len(siblings))
    if not 0 <= index <= len(siblings):
        raise Refusal(f"The tab index {index} must be between 0 and {len(siblings)}.")
    siblings.insert(index, {"tabProperties": made, "documentTab": document_tab()})
    renumber(siblings)
    if parent is not None:  # Google's order of a tab's parts
        content = parent.pop("documentTab", None)
        if content is not None:
            parent["documentTab"] = content
    return {"addDocumentTab": {"tabProperties": dict(made)}}


def update_document_tab_properties(editor: Editor, asked: Json) -> Json:
    given = asked.get("tabProperties", {})
    siblings, tab = _find(editor, given.get("tabId", ""))
    paths = mask(asked, FIELDS)
    if asked.get("fields", "").strip() == "*":
        paths = [path for path in ("title", "iconEmoji", "index") if path in given]
    if "parentTabId" in paths and given.get("parentTabId", "") != tab["tabProperties"].get("parentTabId", ""):
        raise not_implemented("moving a tab to another parent")
    changed = tab["tabProperties"]
    if "title" in paths:
        if not given.get("title"):
            raise Refusal("The tab title cannot be empty.")
        changed["title"] = given["title"]
    if "iconEmoji" in paths:
        if given.get("iconEmoji"):
            changed["iconEmoji"] = _icon(given["iconEmoji"])
        else:
            changed.pop("iconEmoji", None)
    if "index" in paths:
        index = given.get("index", 0)
        if not 0 <= index < len(siblings):
            raise Refusal(f"The tab index {index} must be at least 0 and less than the number of tabs, {len(siblings)}.")
        siblings.remove(tab)
        siblings.insert(index, tab)
        renumber(siblings)
    return {}


def delete_tab(editor: Editor, asked: Json) -> Json:
    """Child tabs go with it; the last tab of a Doc stays."""
    siblings, tab = _find(editor, asked.get("tabId", ""))
    if siblings is editor.tabs and len(siblings) == 1:
        raise Refusal("The last tab of a document cannot be deleted.")
    for _, gone in walk_tabs([tab]):
        editor.forget(gone)
    siblings.remove(tab)
    renumber(siblings)
    for _, parent in walk_tabs(editor.tabs):
        if not parent.get("childTabs", True):
            del parent["childTabs"]
    return {}
