"""Which method of Google's three APIs is answered by what; a method of the discovery documents that is not here answers 501."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from werkzeug.routing import BaseConverter, Map, Rule

from . import docs, sheets
from .call import Handler
from .discovery import DOCUMENTS, Method, load
from .drive import drives, listing, methods, permissions
from .editors import create, editor


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


_VALUES = "sheets.spreadsheets.values."
HANDLERS: dict[str, Handler] = {
    "docs.documents.create": create,
    "docs.documents.get": editor(docs.get, reads=True),
    "docs.documents.batchUpdate": editor(docs.batch_update),
    "sheets.spreadsheets.create": create,
    "sheets.spreadsheets.get": editor(sheets.get, reads=True),
    "sheets.spreadsheets.batchUpdate": editor(sheets.batch_update),
    _VALUES + "get": editor(sheets.values_get, reads=True),
    _VALUES + "update": editor(sheets.values_update),
    _VALUES + "append": editor(sheets.values_append),
    _VALUES + "clear": editor(sheets.values_clear),
    _VALUES + "batchGet": editor(sheets.values_batch_get, reads=True),
    _VALUES + "batchUpdate": editor(sheets.values_batch_update),
    _VALUES + "batchClear": editor(sheets.values_batch_clear),
    _VALUES + "batchGetByDataFilter": editor(sheets.values_batch_get_by_data_filter, reads=True),
    _VALUES + "batchUpdateByDataFilter": editor(sheets.values_batch_update_by_data_filter),
    _VALUES + "batchClearByDataFilter": editor(sheets.values_batch_clear_by_data_filter),
    "drive.files.create": methods.create,
    "drive.files.get": methods.get,
    "drive.files.list": listing.list_files,
    "drive.files.copy": methods.copy,
    "drive.files.update": methods.update,
    "drive.files.delete": methods.delete,
    "drive.files.export": methods.export,
    "drive.permissions.create": permissions.create,
    "drive.permissions.list": permissions.list_permissions,
    "drive.permissions.get": permissions.get,
    "drive.permissions.update": permissions.update,
    "drive.permissions.delete": permissions.delete,
    "drive.revisions.list": methods.revisions_list,
    "drive.drives.create": drives.create,
    "drive.drives.get": drives.get,
    "drive.drives.list": drives.list_drives,
}

_READING_POSTS = frozenset({"sheets.spreadsheets.values.batchGetByDataFilter"})
UPLOAD = ("/upload", "/resumable/upload")
"""What stands before the path of a Drive method that carries bytes: those are not implemented."""


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
            writes = method.verb != "GET" and f"{api}.{method.id}" not in _READING_POSTS
            route = Route(method, HANDLERS.get(f"{api}.{method.id}"), writes)
            path = method.path
            for name, param in method.params.items():
                if param.in_path:
                    path = path.replace("{" + name + "}", f"<{'rest' if name == 'range' else 'segment'}:{name}>")
            rules.append(Rule(path, methods=[method.verb], endpoint=route))
            bare = Route(method, None, writes)
            rules += [Rule(prefix + path, methods=[method.verb], endpoint=bare) for prefix in UPLOAD if method.uploads]
    return Map(rules, converters={"segment": _Segment, "rest": _Rest}, strict_slashes=True, merge_slashes=False, redirect_defaults=False)
