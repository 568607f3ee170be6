"""Links out of documents: only schemes that cannot run anything, and Google's own addresses led to our pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

DOC = "application/vnd.google-apps.document"
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
_SAFE = frozenset({"http", "https", "mailto", "tel"})
_GOOGLE = re.compile(r"https://docs\.google\.com/(document|spreadsheets)/(?:u/\d+/)?d/([A-Za-z0-9_-]+)(?:/[a-z]*)?(?:\?([^#]*))?(?:#(.*))?")
_DRIVE = re.compile(r"https://drive\.google\.com/(?:file/d/|open\?id=|drive/folders/)([A-Za-z0-9_-]+).*")
_GRID = re.compile(r"#gid=(\d+)(?:&range=([A-Z]+\d+)(?::[A-Z]+\d+)?)?")


def safe(url: object, *, file_id: str | None = None) -> str | None:
    """The address to put into href, or None when it must stay text.

    `#gid=1&range=B2` inside a workbook leads to that tab and cell of `file_id`; a docs.google.com address leads to the
    page of that id here, where the ids of a practice workspace live.
    """
    if not isinstance(url, str):
        return None
    text = url.strip()
    grid = _GRID.fullmatch(text)
    if grid and file_id:
        return sheet(file_id, int(grid[1]), grid[2])
    google = _GOOGLE.fullmatch(text)
    if google:
        return _ours(google)
    drive = _DRIVE.fullmatch(text)
    if drive:
        return "/open/" + quote(drive[1], safe="")
    if any(ord(mark) < 33 for mark in text) or "\\" in text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SAFE:
        return None
    if parts.scheme.lower() in ("http", "https") and not parts.hostname:
        return None
    return text


def away(href: str) -> dict[str, str]:
    """What a link that leads away from this workspace carries besides."""
    return {} if href.startswith(("/", "#", "?")) else {"rel": "noopener noreferrer", "target": "_blank"}


def file(about: dict[str, Any]) -> str | None:
    """The page of a Drive file; None where it has none."""
    kind, file_id = about.get("mimeType"), str(about["id"])
    return doc(file_id) if kind == DOC else sheet(file_id) if kind == SHEET else f"/?folder={quote(file_id)}" if kind == FOLDER else None


def place(about: dict[str, Any], edit: dict[str, Any]) -> str:
    """Where in a file an edit was made."""
    file_id = str(about["id"])
    return sheet(file_id, int(edit["tab"]), edit["at"]) if about.get("mimeType") == SHEET else doc(file_id, str(edit["tab"]))


def doc(file_id: str, tab: str | None = None) -> str:
    """The page of a Doc."""
    return f"/d/{quote(file_id, safe='')}" + (f"?tab={quote(tab, safe='')}" if tab else "")


def sheet(file_id: str, gid: int | None = None, cell: str | None = None) -> str:
    """The page of a workbook's tab."""
    path = f"/s/{quote(file_id, safe='')}" + ("" if gid is None else f"?gid={gid}")
    return path if not cell else path + ("&" if gid is not None else "?") + f"cell={quote(cell, safe='')}"


def _ours(match: re.Match[str]) -> str:
    kind, file_id, query, mark = match[1], match[2], match[3] or "", match[4] or ""
    if kind == "spreadsheets":
        grid = re.search(r"gid=(\d+)(?:&range=([A-Z]+\d+))?", mark or query)
        return sheet(file_id, int(grid[1]) if grid else None, grid[2] if grid else None)
    tab = re.search(r"tab=([\w.-]+)", query)
    heading = re.fullmatch(r"heading=([\w.-]+)", mark)
    return doc(file_id, tab[1] if tab else None) + (f"#{heading[1]}" if heading else "")
