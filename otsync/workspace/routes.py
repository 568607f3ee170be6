"""Which method of Google's three APIs is answered by what; a method of the discovery documents that is not here answers 501."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from werkzeug.routing import BaseConverter, Map, Rule

from . import editors
from .call import Handler
from .discovery import DOCUMENTS, Method, load
from .drive import drives, feed, listing, methods, permissions


@dataclass(frozen=True, eq=False)
class Route:
    """An API method with its handler (None: not implemented). `writes` chooses the kind of transaction, and the quota."""

    method: Method
    handler: Handler | None
    writes: bool

    @property
    def name(self) -> str:
        """As faults and logs name it: `docs.documents.get`."""
        return f"{self.method.api}.{self.method.id}"


HANDLERS: dict[str, Handler] = {
    "docs.documents.create": editors.doc_create,
    "docs.documents.get": editors.doc_get,
    "docs.documents.batchUpdate": editors.doc_batch_update,
    "sheets.spreadsheets.create": editors.sheet_create,
    "sheets.spreadsheets.get": editors.sheet_get,
    "sheets.spreadsheets.batchUpdate": editors.sheet_batch_update,
    "sheets.spreadsheets.values.get": editors.values("values_get"),
    "sheets.spreadsheets.values.batchGet": editors.values("values_batch_get"),
    "sheets.spreadsheets.values.update": editors.values("values_update"),
    "sheets.spreadsheets.values.append": editors.values("values_append"),
    "sheets.spreadsheets.values.batchUpdate": editors.values("values_batch_update"),
    "sheets.spreadsheets.values.clear": editors.values("values_clear"),
    "sheets.spreadsheets.values.batchClear": editors.values("values_batch_clear"),
    "sheets.spreadsheets.values.batchGetByDataFilter": editors.values("values_batch_get_by_data_filter"),
    "sheets.spreadsheets.values.batchUpdateByDataFilter": editors.values("values_batch_update_by_data_filter"),
    "sheets.spreadsheets.values.batchClearByDataFilter": editors.values("values_batch_clear_by_data_filter"),
    "drive.about.get": feed.about,
    "drive.comments.list": feed.comments_list,
    "drive.files.create": methods.create,
    "drive.files.get": methods.get,
    "drive.files.list": listing.list_files,
    "drive.files.copy": methods.copy,
    "drive.files.update": methods.update,
    "drive.files.delete": methods.delete,
    "drive.files.export": methods.export,
    "drive.files.emptyTrash": methods.empty_trash,
    "drive.files.generateIds": methods.generate_ids,
    "drive.permissions.create": permissions.create,
    "drive.permissions.list": permissions.list_permissions,
    "drive.permissions.get": permissions.get,
    "drive.permissions.update": permissions.update,
    "drive.permissions.delete": permissions.delete,
    "drive.revisions.list": feed.revisions_list,
    "drive.revisions.get": feed.revisions_get,
    "drive.changes.getStartPageToken": feed.start_page_token,
    "drive.changes.list": feed.changes_list,
    "drive.drives.create": drives.create,
    "drive.drives.get": drives.get,
    "drive.drives.list": drives.list_drives,
    "drive.drives.update": drives.update,
    "drive.drives.delete": drives.delete,
}

_READING_POSTS = frozenset(
    {
        "sheets.spreadsheets.values.batchGetByDataFilter",
        "sheets.spreadsheets.developerMetadata.search",
    }
)
UPLOAD = ("/upload", "/resumable/upload")
"""What stands before the path of a Drive method that carries bytes."""


class _Segment(BaseConverter):
    """An id: one path segment, up to the colon of a custom verb."""

    regex = "[^/:]+"


class _Rest(BaseConverter):
    """An A1 range: it may hold slashes and colons."""

    regex = ".+?"
    part_isolating = False
    weight = 200


@cache
def url_map() -> Map:
    """Every method of the three discovery documents."""
    rules: list[Rule] = []
    for api in DOCUMENTS:
        for method in load(api).methods.values():
            route = Route(method, HANDLERS.get(f"{api}.{method.id}"), _writes(api, method))
            path = method.path
            for name, param in method.params.items():
                if param.in_path:
                    path = path.replace("{" + name + "}", f"<{'rest' if name == 'range' else 'segment'}:{name}>")
            rules.append(Rule(path, methods=[method.verb], endpoint=(route, False)))
            if method.uploads:
                rules += [Rule(prefix + path, methods=[method.verb], endpoint=(route, True)) for prefix in UPLOAD]
    return Map(rules, converters={"segment": _Segment, "rest": _Rest}, strict_slashes=True, merge_slashes=False, redirect_defaults=False)


def _writes(api: str, method: Method) -> bool:
    return method.verb != "GET" and f"{api}.{method.id}" not in _READING_POSTS
