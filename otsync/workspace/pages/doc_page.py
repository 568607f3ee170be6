"""A Doc as a page: title bar, its tabs at the left with their headings, the sheet of paper, and an inspector on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug import Response

from . import links
from .desk import Desk, Json, PageError, segment
from .doc_body import Body
from .doc_place import find
from .doc_text import units
from .markup import Child, Styles, join, tag
from .shell import hidden, icon, page, token_field
from .times import clock

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
    """`/d/ID`, `?tab=`, `?inspect=1`, and `?edit=START` for browsers without script. `kept` are words that could not be saved."""
    document = read(desk, file_id)
    tabs = tabs_of(document)
    here = pick(tabs, desk.request.values.get("tab"))
    styles = Styles()
    body = Body(here.content, styles, editable=True, tab_id=here.tab_id)
    paper = body.html()
    inspect = desk.request.args.get("inspect") == "1"
    name = str(document.get("title") or "Untitled Doc")
    revision = str(document.get("revisionId") or "")
    sheet = tag(
        "article",
        {
            "class": "paper",
            "id": "paper",
            "aria-label": f"{name}, {here.title}",
            "data-revision": revision,
            "data-tab": here.tab_id,
            "data-save": f"/d/{segment(file_id)}/paragraph",
        },
        paper,
    )
    main = join(
        _tabs(file_id, tabs, here, body.outline, inspect),
        tag("div", {"class": "desk"}, _kept(conflict, kept), _plain_form(desk, file_id, here, revision), sheet),
        _inspector(file_id, here, revision) if inspect else None,
    )
    return page(
        desk,
        f"{name} · {here.title}" if len(tabs) > 1 else name,
        main,
        kind="doc",
        styles=styles,
        scripts=["doc.js"],
        head=_title_bar(desk, file_id, name, here, len(body.suggestions), inspect),
        status=409 if conflict else 200,
    )


def _title_bar(desk: Desk, file_id: str, name: str, here: OpenTab, pending: int, inspect: bool) -> Markup:
    about = desk.call(
        "GET", f"/drive/v3/files/{segment(file_id)}", {"fields": "modifiedTime,lastModifyingUser", "supportsAllDrives": True}
    )[1]
    by = about.get("lastModifyingUser") or {}
    who = by.get("displayName") or by.get("emailAddress")
    other = {"tab": here.tab_id} if here.tab_id else {}
    other |= {} if inspect else {"inspect": "1"}
    return join(
        tag(
            "div",
            {"class": "titlebar"},
            icon("doc"),
            tag("h1", {"class": "filename"}, name),
            tag("span", {"class": "pending"}, f"{pending} pending {'suggestion' if pending == 1 else 'suggestions'}") if pending else None,
        ),
        tag(
            "nav",
            {"class": "tools", "aria-label": "This Doc"},
            tag(
                "a",
                {"href": f"/changes/{segment(file_id)}", "class": "changed"},
                "Changed ",
                clock(about.get("modifiedTime")) or "",
                f" by {who}" if who else "",
            ),
            tag(
                "a",
                {"href": f"/d/{segment(file_id)}?{urlencode(other)}", "class": "inspect", "aria-current": "true" if inspect else None},
                "Close inspector" if inspect else "Inspect",
            ),
        ),
    )


def _tabs(file_id: str, tabs: list[OpenTab], here: OpenTab, outline: list[tuple[str, str, int]], inspect: bool) -> Markup:
    items: list[Child] = []
    for one in tabs:
        current = one is here
        href = links.doc(file_id, one.tab_id or None) + (("&" if one.tab_id else "?") + "inspect=1" if inspect else "")
        inner: Child = tag(
            "a",
            {"href": href, "aria-current": "page" if current else None},
            tag("span", {"class": "emoji", "aria-hidden": "true"}, one.emoji) if one.emoji else icon("file"),
            tag("span", None, one.title),
        )
        if current and outline:
            inner = join(
                inner,
                tag(
                    "ul",
                    {"class": "outline"},
                    [tag("li", {"class": f"level-{level}"}, tag("a", {"href": f"#{mark}"}, text)) for mark, text, level in outline if mark],
                ),
            )
        items.append(tag("li", {"class": f"depth-{min(one.depth, 2)}"}, inner))
    return tag("nav", {"class": "doctabs", "aria-label": "Tabs of this Doc"}, tag("h2", None, "Tabs"), tag("ul", None, items))


def _kept(conflict: str | None, kept: str | None) -> Markup | None:
    if conflict is None:
        return None
    return tag(
        "section",
        {"class": "kept", "role": "alert"},
        tag("p", None, conflict),
        tag("textarea", {"readonly": True, "rows": 4, "aria-label": "Your words"}, kept) if kept else None,
    )


def _plain_form(desk: Desk, file_id: str, here: OpenTab, revision: str) -> Markup | None:
    """The form of a browser without script: one paragraph in a box."""
    wanted = desk.request.args.get("edit", "")
    if not wanted.isdecimal():
        return None
    place = find((here.content.get("body") or {}).get("content") or [], int(wanted))
    if place is None:
        raise PageError(404, "That paragraph is not there any more. Open the Doc again and choose it anew.")
    text = units(place.element["paragraph"]).replace("\v", "\n")
    return tag(
        "form",
        {"class": "card plain", "method": "post", "action": f"/d/{segment(file_id)}/paragraph"},
        token_field(desk),
        hidden("tab", here.tab_id),
        hidden("start", wanted),
        hidden("revision", revision),
        hidden("plain", "1"),
        tag(
            "label",
            {"for": "text"},
            "This paragraph. A new line makes a new paragraph." + (" \ufffc stands for a chip." if "\ufffc" in text else ""),
        ),
        tag("textarea", {"id": "text", "name": "text", "rows": 4}, "\n" + text),
        tag(
            "p",
            None,
            tag("button", {"type": "submit", "name": "action", "value": "save"}, "Save"),
            tag("button", {"type": "submit", "name": "action", "value": "delete", "class": "quiet"}, "Delete paragraph"),
            tag("a", {"href": links.doc(file_id, here.tab_id or None)}, "Cancel"),
        ),
    )


def _inspector(file_id: str, here: OpenTab, revision: str) -> Markup:
    """Named ranges of the tab, with what they span; and the revision that a write would have to name."""
    content = (here.content.get("body") or {}).get("content") or []
    rows = []
    for name, group in sorted((here.content.get("namedRanges") or {}).items()):
        for one in group.get("namedRanges") or []:
            for span in one.get("ranges") or []:
                start, end = int(span.get("startIndex") or 0), int(span.get("endIndex") or 0)
                rows.append(
                    tag(
                        "li",
                        None,
                        tag("a", {"href": f"#p-{_paragraph_at(content, start)}"}, tag("code", None, name)),
                        tag("span", {"class": "muted"}, f"{start} to {end}"),
                        tag("q", None, _excerpt(content, start, end)),
                    )
                )
    return tag(
        "aside",
        {"class": "inspector", "aria-label": "Inspector"},
        tag("h2", None, "Inspector"),
        tag(
            "dl",
            None,
            tag("dt", None, "Tab"),
            tag("dd", None, tag("code", None, here.tab_id or "none")),
            tag("dt", None, "Doc"),
            tag("dd", None, tag("code", None, file_id)),
            tag("dt", None, "Revision"),
            tag("dd", None, tag("code", None, revision)),
        ),
        tag("h3", None, f"Named ranges ({len(rows)})"),
        tag("ul", None, rows) if rows else tag("p", {"class": "muted"}, "This tab has none."),
    )


def _paragraphs(content: list[Json]) -> Iterator[Json]:
    for element in content:
        if "paragraph" in element:
            yield element
        for row in (element.get("table") or {}).get("tableRows") or []:
            for cell in row.get("tableCells") or []:
                yield from _paragraphs(cell.get("content") or [])


def _paragraph_at(content: list[Json], index: int) -> int:
    return next((int(p.get("startIndex") or 0) for p in _paragraphs(content) if int(p.get("endIndex") or 0) > index), 1)


def _excerpt(content: list[Json], start: int, end: int) -> str:
    parts = []
    for p in _paragraphs(content):
        first = int(p.get("startIndex") or 0)
        if first < end and int(p.get("endIndex") or 0) > start:
            text = units(p["paragraph"]).encode("utf-16-le")
            parts.append(text[max(0, start - first) * 2 : max(0, end - first) * 2].decode("utf-16-le", "replace"))
    joined = " / ".join(parts)
    return joined if len(joined) <= 60 else joined[:59] + "…"
