"""The frame of every page: templates whose every text is escaped, the style sheets and scripts, and the line drawings."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from werkzeug import Response

from . import links
from .desk import Desk, Json
from .markup import Styles, tag
from .times import clock

ASSETS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
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


@cache
def icon(name: str) -> Markup:
    """A line drawing of 20 by 20, silent for screen readers."""
    return tag("svg", {"class": f"icon icon-{name}", "viewBox": "0 0 20 20", "aria-hidden": "true"}, tag("path", {"d": ICONS[name]}))


def picture(file: Json) -> Markup:
    """The drawing of a file's kind."""
    return icon({links.DOC: "doc", links.SHEET: "sheet", links.FOLDER: "folder"}.get(str(file.get("mimeType")), "file"))


@cache
def _asset(name: str) -> tuple[bytes, str]:
    """A style sheet or script of the pages, and the tag that changes when it changes."""
    body = (files(__package__) / "static" / name).read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:16]


def asset_answer(name: str) -> Response | None:
    """The answer for /_pages/NAME, or None when there is no such file."""
    kind = ASSETS.get(name.rpartition(".")[2])
    if kind is None or name not in {held.name for held in (files(__package__) / "static").iterdir()}:
        return None
    body, mark = _asset(name)
    return Response(
        body, content_type=f"{kind}; charset=utf-8", headers={"ETag": f'"{mark}"', "Cache-Control": "max-age=31536000, immutable"}
    )


@cache
def templates() -> Environment:
    """The pages' templates; every text that they are given is escaped."""
    made = Environment(loader=PackageLoader(__package__), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"icon": icon, "picture": picture, "clock": clock, "links": links}
    made.globals["asset"] = lambda name: f"/_pages/{name}?v={_asset(name)[1]}"
    return made


def page(
    desk: Desk, template: str, title: str, *, layout: str = "plain", styles: Styles | None = None, status: int = 200, **values: Any
) -> Response:
    """A whole page. `layout` names its style sheet and script (plain, doc, sheet)."""
    css = styles.css() if styles else ""
    html = templates().get_template(template).render(desk=desk, title=title, layout=layout, css=css, **values)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def message_page(desk: Desk, status: int, sentence: str, *, title: str = "Not shown") -> Response:
    """A sentence on a page of its own."""
    return page(desk, "message.html", title, sentence=sentence, status=status)
