"""The front page: the files of the workspace, by kind, with when each was last changed and by whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from werkzeug import Response

from .desk import Desk, Json
from .links import DOC, FOLDER, SHEET
from .shell import page

PAGE = 300  # rows of one page; the box above filters these, and Enter searches the rest
_FIELDS = "nextPageToken,files(id,name,mimeType,modifiedTime,lastModifyingUser(displayName,emailAddress),parents,trashed)"


def show(desk: Desk) -> Response:
    """`/`, `/?folder=ID`, `/?q=WORDS`, `/?sort=changed`, `/?page=TOKEN`."""
    args = desk.request.args
    here, wanted, sort, token = args.get("folder"), args.get("q", "").strip(), args.get("sort", "name"), args.get("page")
    where = [f"'{_quoted(here)}' in parents"] if here else []
    where += [f"name contains '{_quoted(wanted)}'"] if wanted else []

    def found(*more: str, trashed: bool = False, page: str | None = None) -> tuple[list[Json], str | None]:
        params: dict[str, Any] = {
            "q": " and ".join([*where, *more, f"trashed = {str(trashed).lower()}"]),
            "fields": _FIELDS,
            "pageSize": PAGE,
            "orderBy": "modifiedTime desc" if sort == "changed" else "name",
            "supportsAllDrives": True,
            "includeItemsFromAllDrives": True,
            **({"pageToken": page} if page else {}),
        }
        body = desk.get("/drive/v3/files", params)
        return [{"name": "", **file} for file in body.get("files") or []], body.get("nextPageToken")

    def again(**changed: str) -> str:
        return "/?" + urlencode({**{name: value for name, value in args.items() if name != "page"}, **changed})

    subfolders = found(f"mimeType = '{FOLDER}'")[0]
    docs, following = found(f"mimeType = '{DOC}'", page=token)
    groups = [("Docs", docs)]
    if not token:
        groups.insert(0, ("Sheets", found(f"mimeType = '{SHEET}'")[0]))
        groups.append(("Other files", found(*(f"mimeType != '{kind}'" for kind in (DOC, SHEET, FOLDER)))[0]))
    folders = {str(file["id"]): file["name"] for file in subfolders}
    if here:
        file = desk.get(f"/drive/v3/files/{here}", {"fields": "id,name", "supportsAllDrives": True}, what="folder")
        folders[here] = str(file.get("name", ""))
    heading = folders[here] if here else "Files"
    return page(
        desk, "listing.html", f"{heading} · practice workspace", layout="plain files", heading=heading, here=here, wanted=wanted, sort=sort,
        again=again, following=following, subfolders=subfolders, folders=folders, groups=groups,
        count=sum(len(files) for _, files in groups), trashed=[] if token else found(trashed=True)[0],
    )  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
