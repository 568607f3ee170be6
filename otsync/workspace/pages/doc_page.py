"""A Doc as a page: title bar, its tabs at the left with their headings, and the sheet of paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug import Response

from .desk import Desk, Json, PageError, segment
from .doc_body import Body
from .markup import Styles
from .shell import page

_PARAMS: dict[str, str | bool] = {"includeTabsContent": True, "suggestionsViewMode": "SUGGESTIONS_INLINE"}


@dataclass(frozen=True)
class OpenTab:
    """One tab of a Doc: its id ("" in a body without tabs), title, depth from 0, and its content."""

    tab_id: str
    title: str
    depth: int
    content: Json
    emoji: str = ""


def read(desk: Desk, file_id: str) -> Json:
    """The Doc with all its tabs, indexes as they are needed for writing."""
    return desk.get(f"/v1/documents/{segment(file_id)}", _PARAMS, what="Doc")


def tabs_of(document: Json) -> list[OpenTab]:
    """Every tab in reading order; a body without tabs counts as one."""
    found = list(_walk(document.get("tabs") or [], 0))
    return found or [OpenTab("", "Page", 0, document)]


def _walk(tabs: list[Json], depth: int) -> Iterator[OpenTab]:
    for one in tabs:
        about = one.get("tabProperties") or {}
        yield OpenTab(
            str(about.get("tabId") or ""),
            str(about.get("title") or "Untitled tab"),
            depth,
            one.get("documentTab") or {},
            str(about.get("iconEmoji") or ""),
        )
        yield from _walk(one.get("childTabs") or [], depth + 1)


def pick(tabs: list[OpenTab], wanted: str | None) -> OpenTab:
    """The tab of that id, or the first when none is asked for."""
    if not wanted:
        return tabs[0]
    found = next((t for t in tabs if t.tab_id == wanted), None)
    if found is None:
        raise PageError(404, "This Doc has no such tab (any more). Open the Doc and choose one of its tabs.")
    return found


def show(desk: Desk, file_id: str, *, kept: str | None = None, conflict: str | None = None) -> Response:
    """`/d/ID`, `?tab=`. `kept` are words that could not be saved."""
    document = read(desk, file_id)
    tabs = tabs_of(document)
    here = pick(tabs, desk.request.values.get("tab"))
    styles = Styles()
    body = Body(here.content, styles, editable=True)
    paper = body.html()
    name = str(document.get("title") or "Untitled Doc")
    return page(
        desk, "doc.html", f"{name} · {here.title}" if len(tabs) > 1 else name, layout="doc", styles=styles, status=409 if conflict else 200,
        name=name, about=desk.about(file_id), file_id=file_id, tabs=tabs, here=here, outline=body.outline, pending=len(body.suggestions),
        kept=kept, conflict=conflict, revision=document.get("revisionId") or "", paper=paper,
    )  # fmt: skip
