"""The frame of every page: title, banner, who is sitting here, and the page itself."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from markupsafe import Markup
from werkzeug import Response

from .desk import Desk
from .markup import Child, Styles, join, tag

BANNER = "A practice workspace for made-up students. Not a place for real records."
ASSETS = {
    "pages.css": "text/css",
    "doc.css": "text/css",
    "sheet.css": "text/css",
    "pages.js": "text/javascript",
    "doc.js": "text/javascript",
    "sheet.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}

ICONS = {
    "doc": "M5 2h7l4 4v12H5zM12 2v4h4M7.5 10h6M7.5 12.5h6M7.5 15h4",
    "sheet": "M4 3h12v14H4zM4 7.5h12M4 12h12M9 3v14",
    "folder": "M2.5 5h5l1.5 2h8.5v9h-15z",
    "file": "M5 2h7l4 4v12H5zM12 2v4h4",
    "person": "M10 10.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.8 17c.6-3 3-4.7 6.2-4.7s5.6 1.7 6.2 4.7",
    "date": "M3.5 4.500h13v12h-13zM3.5 8.500h13M7 2.500v3.500M13 2.500v3.5",
    "link": "M8.5 11.500a3 3 0 0 0 4.3 0l2.7-2.700a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3 0l-2.7 2.700a3 3 0 0 0 4.3 4.300l1-1",
    "choice": "M3 6h14v8H3zM11.5 9l1.5 2 1.5-2",
    "search": "M8.8 14a5.2 5.2 0 1 0 0-10.4 5.2 5.2 0 0 0 0 10.400zM12.7 12.7 17 17",
    "clock": "M10 17.500a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 6v4.500l3 1.8",
    "picture": "M3 4h14v12H3zM3 13l4-4 3.5 3.500L13 10l4 4M12.5 7.500h.01",
}


def icon(name: str, label: str | None = None) -> Markup:
    """A line drawing of 20 by 20; silent for screen readers unless it has a label."""
    hidden = {"aria-hidden": "true"} if label is None else {"role": "img", "aria-label": label}
    return tag("svg", {"class": f"icon icon-{name}", "viewBox": "0 0 20 20", **hidden}, tag("path", {"d": ICONS[name]}))


@cache
def asset(name: str) -> tuple[bytes, str]:
    """A style sheet or script of the pages, and the tag that changes when it changes."""
    body = (files(__package__) / "static" / name).read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:16]


def asset_answer(name: str) -> Response | None:
    """The answer for /_pages/NAME, or None when there is no such file."""
    if name not in ASSETS:
        return None
    body, mark = asset(name)
    return Response(
        body, content_type=f"{ASSETS[name]}; charset=utf-8", headers={"ETag": f'"{mark}"', "Cache-Control": "max-age=31536000, immutable"}
    )


def page(
    desk: Desk,
    title: str,
    main: Child,
    *,
    head: Child = None,
    kind: str = "plain",
    styles: Styles | None = None,
    scripts: Sequence[str] = (),
    status: int = 200,
) -> Response:
    """A whole page. `head` is what stands beside the site's name; `kind` names the layout (plain, doc, sheet)."""
    nonce = desk.visit.nonce
    sheets = ["pages.css", *(["doc.css"] if kind == "doc" else ["sheet.css"] if kind == "sheet" else [])]
    document = tag(
        "html",
        {"lang": "en"},
        tag(
            "head",
            None,
            tag("meta", {"charset": "utf-8"}),
            tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
            tag("meta", {"name": "color-scheme", "content": "light dark"}),
            tag("meta", {"name": "otsync-form", "content": desk.visit.token}),
            tag("title", None, title),
            tag("link", {"rel": "icon", "href": _versioned("icon.svg"), "type": "image/svg+xml"}),
            [tag("link", {"rel": "stylesheet", "href": _versioned(name), "nonce": nonce}) for name in sheets],
            tag("style", {"nonce": nonce, "id": "tints"}, styles.css() if styles else None),
            [tag("script", {"src": _versioned(name), "nonce": nonce, "defer": True}) for name in ("pages.js", *scripts)],
        ),
        tag(
            "body",
            {"class": kind},
            tag("a", {"class": "skip", "href": "#main"}, "Skip to the page"),
            tag("p", {"class": "banner", "role": "note"}, BANNER),
            tag("header", {"class": "top"}, tag("a", {"class": "home", "href": "/"}, "Files"), head, _who(desk)),
            tag("main", {"id": "main", "tabindex": "-1"}, main),
            tag("p", {"id": "said", "role": "status", "aria-live": "polite"}),
        ),
    )
    return Response("<!doctype html>\n" + str(document), status=status, content_type="text/html; charset=utf-8")


def message_page(desk: Desk, status: int, sentence: str, *, title: str = "Not shown", more: Child = None) -> Response:
    """A sentence on a page of its own."""
    return page(
        desk,
        title,
        tag(
            "section",
            {"class": "card message"},
            tag("h1", None, title),
            tag("p", None, sentence),
            more,
            tag("p", None, tag("a", {"href": "/"}, "Back to Files")),
        ),
        status=status,
    )


def hidden(name: str, value: str | int) -> Markup:
    """A form field that the person does not see."""
    return tag("input", {"type": "hidden", "name": name, "value": value})


def token_field(desk: Desk) -> Markup:
    """The proof that a form came from a page of ours."""
    return hidden("token", desk.visit.token)


def _who(desk: Desk) -> Markup:
    options = [tag("option", {"value": p.email, "selected": p == desk.person}, p.name) for p in desk.people]
    return tag(
        "form",
        {"class": "who", "method": "post", "action": "/who"},
        token_field(desk),
        hidden("back", desk.request.full_path.rstrip("?")),
        tag("label", {"for": "who"}, "You are"),
        join(
            tag("span", {"class": "face", "aria-hidden": "true"}, desk.person.initials),
            tag("select", {"id": "who", "name": "as", "autocomplete": "off"}, options),
        ),
        tag("button", {"class": "quiet", "type": "submit"}, "Change"),
    )


def _versioned(name: str) -> str:
    return f"/_pages/{name}?v={asset(name)[1]}"
