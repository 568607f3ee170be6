"""documents.get: the tabs form and the older form of one stored Doc."""

from __future__ import annotations

import sqlite3
from typing import Any

from otsync.workspace.context import Context
from otsync.workspace.docs import store
from otsync.workspace.docs.editor import Editor
from otsync.workspace.docs.model import Json
from otsync.workspace.docs.suggestions import preview
from otsync.workspace.errors import invalid, not_implemented

INLINE = "SUGGESTIONS_INLINE"
# The older form puts the first tab's content beside the title, in this order; the rest follows as it is.
_BEFORE = ("body", "headers", "footers", "footnotes", "documentStyle", "suggestedDocumentStyleChanges", "namedStyles",
           "suggestedNamedStylesChanges", "lists", "namedRanges")
_AFTER = ("inlineObjects", "positionedObjects")


def _truth(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def get(tx: sqlite3.Connection, file_id: str, params: Json, ctx: Context) -> Json:
    """A Document. `params`: includeTabsContent, suggestionsViewMode, commentsViewMode.

    Without includeTabsContent the first tab only, in the older fields. Indexes to write with come from SUGGESTIONS_INLINE alone.
    """
    doc = store.read(tx, file_id)
    mode = params.get("suggestionsViewMode") or INLINE
    if mode == "DEFAULT_FOR_CURRENT_ACCESS":
        mode = INLINE
    with_tabs = _truth(params.get("includeTabsContent"))
    comments = params.get("commentsViewMode") or "COMMENTS_VIEW_MODE_UNSPECIFIED"
    if comments not in ("COMMENTS_VIEW_MODE_UNSPECIFIED", "COMMENTS_VIEW_MODE_OMITTED"):
        if not with_tabs:
            raise invalid("The comments view mode can only be set when include_tabs_content is true.")
        raise not_implemented(f"the comments view mode {comments}")
    if mode != INLINE:
        preview(Editor(doc, ctx.switches), accepted=mode == "PREVIEW_SUGGESTIONS_ACCEPTED")
    answer: Json = {"title": store.title(tx, file_id)}
    middle: Json = {"revisionId": doc.revision_id, "suggestionsViewMode": mode}
    end: Json = {**doc.shape.get("beside", {}), "documentId": file_id}
    if with_tabs:
        answer |= middle | end | {"tabs": doc.tabs}
    else:
        content = doc.tabs[0].get("documentTab", {})
        answer |= {key: content[key] for key in _BEFORE if key in content}
        answer |= middle
        answer |= {key: content[key] for key in _AFTER if key in content}
        # What only the tabs form knows (dropdown definitions, comment anchors) has no place in the older one,
        # unless that is how it came.
        kept = doc.shape.get("legacyKeys", [])
        answer |= {key: content[key] for key in content if key in kept and key not in answer}
        answer |= end
        for named in answer.get("namedRanges", {}).values() if not doc.shape.get("rangeTabs") else ():
            for entry in named.get("namedRanges", []):
                entry["ranges"] = [{key: value for key, value in piece.items() if key != "tabId"} for piece in entry.get("ranges", [])]
    answer["commentsViewMode"] = "COMMENTS_VIEW_MODE_OMITTED"
    return answer
