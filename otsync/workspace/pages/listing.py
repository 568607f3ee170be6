"""The front page: the files of the workspace, by kind, with when each was last changed and by whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug import Response

from . import links
from .desk import Desk, Json
from .markup import Child, join, tag
from .shell import icon, page
from .times import clock

DOC = "application/vnd.google-apps.document"
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
PAGE = 300  # rows of one page; the box above filters these, and Enter searches the rest

_FIELDS = "nextPageToken,files(id,name,mimeType,modifiedTime,lastModifyingUser(displayName,emailAddress),parents,trashed)"


def show(desk: Desk) -> Response:
    """`/`, `/?folder=ID`, `/?q=WORDS`, `/?sort=changed`, `/?page=TOKEN`."""
    args = desk.request.args
    folder, wanted, sort, token = args.get("folder"), args.get("q", "").strip(), args.get("sort", "name"), args.get("page")
    where = [f"'{_quoted(folder)}' in parents"] if folder else []
    if wanted:
        where.append(f"name contains '{_quoted(wanted)}'")
    folders = _list(desk, [*where, f"mimeType = '{FOLDER}'"], sort)[0]
    sheets = [] if token else _list(desk, [*where, f"mimeType = '{SHEET}'"], sort)[0]
    docs, following = _list(desk, [*where, f"mimeType = '{DOC}'"], sort, token)
    others = [] if token else _list(desk, [*where, *(f"mimeType != '{kind}'" for kind in (DOC, SHEET, FOLDER))], sort)[0]
    trashed = [] if token else _list(desk, where, sort, trashed=True)[0]
    names = {f["id"]: str(f.get("name", "")) for f in folders}
    if folder:
        here = desk.get(f"/drive/v3/files/{folder}", {"fields": "id,name", "supportsAllDrives": True}, what="folder")
        names[str(here["id"])] = str(here.get("name", ""))
    title = names.get(folder, "Folder") if folder else "Files"
    count = len(sheets) + len(docs) + len(others)
    main = join(
        tag("div", {"class": "lead"}, tag("h1", None, title), _search(wanted, folder, sort)),
        tag("p", {"class": "muted", "id": "count", "data-all": count}, _count(count, wanted, following is not None)),
        _folders(folders) if folders else None,
        _table("Sheets", sheets, names, sort, args.to_dict()) if sheets else None,
        _table("Docs", docs, names, sort, args.to_dict()) if docs else None,
        _table("Other files", others, names, sort, args.to_dict()) if others else None,
        _empty(wanted) if not (folders or count or trashed) else None,
        tag("p", None, tag("a", {"class": "button", "href": "/?" + urlencode({**args.to_dict(), "page": following})}, "More Docs"))
        if following
        else None,
        tag(
            "details",
            {"class": "trash"},
            tag("summary", None, f"In the trash ({len(trashed)})"),
            _table("Trashed", trashed, names, sort, args.to_dict(), heading=False),
        )
        if trashed
        else None,
    )
    return page(desk, f"{title} · practice workspace", main, head=tag("span", {"class": "brand"}, "Practice workspace"), kind="plain files")


def _list(desk: Desk, where: list[str], sort: str, token: str | None = None, *, trashed: bool = False) -> tuple[list[Json], str | None]:
    params: dict[str, Any] = {
        "q": " and ".join([*where, f"trashed = {str(trashed).lower()}"]),
        "fields": _FIELDS,
        "pageSize": PAGE,
        "orderBy": "modifiedTime desc" if sort == "changed" else "name",
        "supportsAllDrives": True,
        "includeItemsFromAllDrives": True,
    }
    if token:
        params["pageToken"] = token
    body = desk.get("/drive/v3/files", params)
    return list(body.get("files") or []), body.get("nextPageToken")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _count(count: int, wanted: str, more: bool) -> str:
    files = f"{count}{'+' if more else ''} {'file' if count == 1 and not more else 'files'}"
    return f"{files} with “{wanted}” in the name" if wanted else files


def _search(wanted: str, folder: str | None, sort: str) -> Markup:
    return tag(
        "form",
        {"class": "search", "role": "search", "method": "get", "action": "/"},
        tag("label", {"for": "q", "class": "unseen"}, "Search files by name"),
        icon("search"),
        tag("input", {"id": "q", "name": "q", "type": "search", "placeholder": "Search by name", "value": wanted, "autocomplete": "off"}),
        tag("input", {"type": "hidden", "name": "folder", "value": folder}) if folder else None,
        tag("input", {"type": "hidden", "name": "sort", "value": sort}) if sort != "name" else None,
    )


def _folders(folders: list[Json]) -> Markup:
    rows = [
        tag(
            "li",
            {"data-name": str(f.get("name", "")).lower()},
            tag("a", {"href": "/?" + urlencode({"folder": f["id"]})}, icon("folder"), str(f.get("name", ""))),
        )
        for f in folders
    ]
    return tag("section", {"aria-label": "Folders"}, tag("ul", {"class": "folders"}, rows))


def _table(title: str, found: list[Json], folders: dict[str, str], sort: str, args: dict[str, str], *, heading: bool = True) -> Markup:
    def head(label: str, key: str) -> Markup:
        here = sort == key
        link = tag("a", {"href": "/?" + urlencode({**{k: v for k, v in args.items() if k != "page"}, "sort": key})}, label)
        return tag(
            "th", {"scope": "col", "aria-sort": ("ascending" if key == "name" else "descending") if here else None, "class": key}, link
        )

    return tag(
        "section",
        {"class": "listing"},
        tag("h2", None, title, tag("span", {"class": "muted"}, f" {len(found)}")) if heading else None,
        tag(
            "table",
            {"class": "files"},
            tag("caption", {"class": "unseen"}, title),
            tag(
                "thead",
                None,
                tag(
                    "tr",
                    None,
                    head("Name", "name"),
                    head("Changed", "changed"),
                    tag("th", {"scope": "col"}, "By"),
                    tag("th", {"scope": "col"}, tag("span", {"class": "unseen"}, "History")),
                ),
            ),
            tag("tbody", None, [_row(f, folders) for f in found]),
        ),
    )


def _row(file: Json, folders: dict[str, str]) -> Markup:
    name, kind, file_id = str(file.get("name", "")), file.get("mimeType"), str(file["id"])
    href = {DOC: links.doc(file_id), SHEET: links.sheet(file_id)}.get(str(kind))
    label: Child = join(icon({DOC: "doc", SHEET: "sheet", FOLDER: "folder"}.get(str(kind), "file")), tag("span", None, name or "Untitled"))
    inside = [folders[p] for p in file.get("parents") or [] if p in folders]
    by = file.get("lastModifyingUser") or {}
    return tag(
        "tr",
        {"data-name": name.lower()},
        tag(
            "td",
            {"class": "name"},
            tag("a", {"href": href}, label) if href else label,
            [tag("small", {"class": "muted"}, f) for f in inside],
        ),
        tag("td", {"class": "changed"}, clock(file.get("modifiedTime"))),
        tag("td", {"class": "by"}, by.get("displayName") or by.get("emailAddress") or ""),
        tag(
            "td",
            {"class": "more"},
            tag("a", {"href": f"/changes/{file_id}", "aria-label": f"Changes of {name}"}, icon("clock")) if href else None,
        ),
    )


def _empty(wanted: str) -> Markup:
    text = (
        f"No file has “{wanted}” in its name."
        if wanted
        else "No files yet. Run “otsync demo”, or make a Doc or a Sheet through the API; it will appear here."
    )
    return tag("p", {"class": "card empty"}, text)
