"""The three discovery documents that ship with Google's client library, as methods, schemas and names.

They are the strongest public source on the wire: every route, parameter, scope and field here is read from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

DOCUMENTS = {"docs": "docs.v1.json", "sheets": "sheets.v4.json", "drive": "drive.v3.json"}
PACKAGES = {"docs": "google.apps.docs.v1", "sheets": "google.apps.sheets.v4", "drive": "google.apps.drive.v3"}
_HOSTS = {"docs": "docs.googleapis.com", "sheets": "sheets.googleapis.com", "drive": "drive.googleapis.com"}

_INSERTIONS = ["InsertTextRequest", "InsertTableRequest", "InsertPageBreakRequest", "InsertDateRequest", "InsertPersonRequest"]
_INSERTIONS += ["InsertInlineImageRequest", "InsertSectionBreakRequest"]
ONEOFS: dict[tuple[str, str], list[tuple[str, frozenset[str] | None]]] = {
    ("docs", "Request"): [("request", None)],
    ("docs", "WriteControl"): [("control", frozenset({"requiredRevisionId", "targetRevisionId"}))],
    **{("docs", name): [("insertion_location", frozenset({"location", "endOfSegmentLocation"}))] for name in _INSERTIONS},
    ("docs", "UpdateTableCellStyleRequest"): [("cells", frozenset({"tableRange", "tableStartLocation"}))],
    ("docs", "DeleteNamedRangeRequest"): [("named_range_reference", frozenset({"name", "namedRangeId"}))],
    ("sheets", "Request"): [("kind", None)],
    ("sheets", "ExtendedValue"): [("value", None)],
    ("sheets", "DataFilter"): [("filter", None)],
    ("sheets", "ColorStyle"): [("kind", None)],
    ("sheets", "UpdateCellsRequest"): [("area", frozenset({"start", "range"}))],
}
"""Groups of fields of which one at most may be set (None: all of the message). Discovery documents do not say; the proto names do."""


@dataclass(frozen=True, eq=False)
class Param:
    """One path or query parameter."""

    name: str
    kind: str
    repeated: bool
    in_path: bool
    schema: Json


@dataclass(frozen=True, eq=False)
class Method:
    """One API method. `path` is absolute, with {braces}; `request` and `response` name schemas."""

    api: str
    id: str
    verb: str
    path: str
    params: Mapping[str, Param]
    request: str | None
    response: str | None
    scopes: frozenset[str]
    uploads: bool

    @property
    def host(self) -> str:
        """Google's host name of this API, as it stands in error details."""
        return _HOSTS[self.api]


@dataclass(frozen=True, eq=False)
class Api:
    """One discovery document."""

    name: str
    schemas: Mapping[str, Json]
    methods: Mapping[str, Method]


@cache
def load(name: str) -> Api:
    """`docs`, `sheets` or `drive`; parsed once a process."""
    path = files("googleapiclient") / "discovery_cache" / "documents" / DOCUMENTS[name]
    document = json.loads(path.read_text(encoding="utf-8"))
    prefix = "/" + document["servicePath"]
    methods = {key: _method(name, prefix, key, found) for key, found in _walk(document["resources"], "")}
    return Api(name, document["schemas"], methods)


def _walk(resources: Json, above: str) -> Iterator[tuple[str, Json]]:
    for name, resource in resources.items():
        for method, found in resource.get("methods", {}).items():
            yield f"{above}{name}.{method}", found
        yield from _walk(resource.get("resources", {}), f"{above}{name}.")


def _method(api: str, prefix: str, key: str, found: Json) -> Method:
    params = {
        name: Param(name, schema["type"], bool(schema.get("repeated")), schema["location"] == "path", schema)
        for name, schema in found.get("parameters", {}).items()
    }
    request, response = (found.get(part, {}).get("$ref") for part in ("request", "response"))
    scopes = frozenset(found.get("scopes", []))
    return Method(api, key, found["httpMethod"], prefix + found["path"], params, request, response, scopes, "mediaUpload" in found)


_UPPER = re.compile(r"(?<=[a-z0-9])([A-Z])")


@cache
def snake(name: str) -> str:
    """`insertText` -> `insert_text`, as Google's parser names fields in its errors."""
    return _UPPER.sub(r"_\1", name).lower()


@cache
def properties(api: str, schema: str) -> Mapping[str, tuple[str, Json]]:
    """Names under which a field of `schema` may be sent (camelCase or snake_case) -> (camelCase name, its schema)."""
    found: dict[str, tuple[str, Json]] = {}
    for name, inner in load(api).schemas[schema].get("properties", {}).items():
        found[name] = (name, inner)
        found.setdefault(snake(name), (name, inner))
    return found
