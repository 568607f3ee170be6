"""Checks JSON bodies against the discovery documents: unknown fields, wrong types, bad enums, two of a oneof.

Used on every request (the clients do not check) and, in tests, on every response. What the documents do not say
(required fields, output-only fields) is for the engines.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from typing import Any

import orjson

from .discovery import ONEOFS, PACKAGES, Json, load, properties, snake
from .errors import ApiError

_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1), "int64": (-(2**63), 2**63 - 1), "uint64": (0, 2**64 - 1)}
_LIST = "type.googleapis.com/google.protobuf.ListValue"
_KINDS = {"array": _LIST, "string": "TYPE_STRING", "integer": "TYPE_INT32", "number": "TYPE_DOUBLE", "boolean": "TYPE_BOOL"}
_MISSING = object()
DEPTH = 100
"""Messages nested deeper than this are refused, as by Google's parser."""
_TOO_DEEP = "Invalid JSON payload received. Message too deep. Max recursion depth reached."


def parse(payload: bytes) -> Any:
    """The JSON of a request body; 400 in Google's words when it is none. An empty body is {}."""
    if not payload.strip():
        return {}
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        where = f"\n{error.doc[max(0, error.pos - 20) : error.pos + 20]}\n^" if isinstance(error.doc, str) else ""
        text = _TOO_DEEP if "ecursion" in str(error) else f"Invalid JSON payload received. Unexpected token.{where}"
        raise ApiError(400, text, reason="parseError") from None


def validate(api: str, schema: str, body: Any, root: str = "", *, ignore_unknown: bool = False) -> Json:
    """`body` with camelCase names, nulls dropped and numbers as numbers (int64 as strings, as Google answers them).

    `root` is the field of the request message that the HTTP body fills (`data`, `document`); it begins every path.
    `ignore_unknown` drops fields that the schema does not have, as Drive does (gspread sends it `withLink`, a field of v2).
    Raises one 400 that lists every violation with its path, in the grammar of Google's parser.
    """
    check = _Check(api, ignore_unknown)
    result: Json = {}
    if isinstance(body, dict):
        result = check.message(properties(api, schema), body, root, 0, schema)
    else:
        check.bad("", 'Invalid JSON payload received. Unknown name "": Root element must be a message.')
    if check.violations:
        raise violations_error(check.violations)
    return result


def violations_error(violations: list[tuple[str, str]]) -> ApiError:
    """(field, description) pairs as Google's 400."""
    fields = [{"field": field, "description": text} if field else {"description": text} for field, text in violations]
    details = [{"@type": _BAD_REQUEST, "fieldViolations": fields}]
    return ApiError(400, "\n".join(text for _, text in violations), reason="badRequest", details=details)


class _Check:
    def __init__(self, api: str, ignore_unknown: bool) -> None:
        self.api, self.ignore_unknown = api, ignore_unknown
        self.schemas, self.package = load(api).schemas, "type.googleapis.com/" + PACKAGES[api]
        self.violations: list[tuple[str, str]] = []

    def bad(self, path: str, text: str) -> Any:
        if len(self.violations) < 50:
            self.violations.append((path, text))
        return _MISSING

    def wrong(self, path: str, kind: str, value: Any) -> Any:
        shown = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else f'"{value}"'
        return self.bad(path, f"Invalid value at '{path}' ({kind}), {shown[:500]}")

    def unknown(self, path: str, name: str, why: str) -> Any:
        at = f" at '{path}'" if path else ""
        return self.bad(path, f'Invalid JSON payload received. Unknown name "{name}"{at}: {why}')

    def message(self, known: Mapping[str, tuple[str, Json]], body: Json, path: str, depth: int, schema: str = "") -> Json:
        """`known`: names under which a field may be sent -> (its name, its schema)."""
        result: Json = {}
        if depth > DEPTH:
            self.bad(path, _TOO_DEEP)
            return result
        for name, value in body.items():
            found = known.get(name)
            if found is None:
                if not self.ignore_unknown:
                    self.unknown(path, name, "Cannot find field.")
                continue
            if value is None:
                continue
            camel, inner = found
            if camel in result:
                self.bad(path, f"Invalid value at '{path}' (oneof), field '{camel}' is already set.")
                continue
            checked = self.value(inner, value, f"{path}.{snake(camel)}" if path else snake(camel), camel, depth + 1)
            if checked is not _MISSING:
                result[camel] = checked
        for group, members in ONEOFS.get((self.api, schema), ()):
            held = [name for name in result if members is None or name in members]
            if len(held) > 1:
                self.bad(path, f"Invalid value at '{path}' (oneof), oneof field '{group}' is already set. Cannot set '{held[1]}'")
        return result

    def value(self, schema: Json, value: Any, path: str, name: str, depth: int) -> Any:
        reference = schema.get("$ref", "")
        kind: str = (self.schemas[reference] if reference else schema).get("type", "object")
        if kind == "any":
            return value if _text_ok(value) else self.wrong(path, "TYPE_STRING", "not UTF-8")
        if kind == "array":
            return self.array(schema["items"], value, path, name, depth)
        if isinstance(value, list) and (reference or kind != "object"):
            return self.unknown(path.rpartition(".")[0], name, "Proto field is not repeating, cannot start list.")
        if kind != "object":
            if isinstance(value, dict):
                return self.unknown(path.rpartition(".")[0], name, "Starting an object on a scalar field")
            return self.scalar(schema, kind, value, path, name)
        if not isinstance(value, dict):
            return self.wrong(path, f"{self.package}.{reference}" if reference else "Map", value)
        if reference:
            return self.message(properties(self.api, reference), value, path, depth, reference)
        if "additionalProperties" in schema:
            return self.mapping(schema["additionalProperties"], value, path, depth)
        written_out = {key: (key, inner) for key, inner in schema.get("properties", {}).items()}  # Drive's capabilities and so on
        return self.message(written_out, value, path, depth)

    def array(self, items: Json, value: Any, path: str, name: str, depth: int) -> Any:
        kind = f"{self.package}.{items['$ref']}" if "$ref" in items else _KINDS.get(items["type"], "google.protobuf.Value")
        if not isinstance(value, list):
            return self.wrong(path, _LIST if path.endswith("]") else kind, value)  # a row of values is a ListValue itself
        result = []
        for index, entry in enumerate(value):
            at = f"{path}[{index}]"
            if entry is None and items.get("type") != "any":
                self.wrong(at, kind, None)
                continue
            checked = self.value(items, entry, at, name, depth + 1)
            if checked is not _MISSING:
                result.append(checked)
        return result

    def mapping(self, inner: Json, value: Json, path: str, depth: int) -> Json:
        result: Json = {}
        for key, entry in value.items():
            if not _text_ok(key):
                self.wrong(path, "TYPE_STRING", "not UTF-8")
            elif entry is None:
                result[key] = None  # a map entry of null has a meaning in Drive: clear it
            else:
                checked = self.value(inner, entry, f"{path}[{key}]", key, depth + 1)
                if checked is not _MISSING:
                    result[key] = checked
        return result

    def scalar(self, schema: Json, kind: str, value: Any, path: str, name: str) -> Any:
        form = schema.get("format", "int32" if kind == "integer" else "")
        if kind == "boolean":
            return value if isinstance(value, bool) else self.wrong(path, "TYPE_BOOL", value)
        if kind == "number":
            number = _number(value)
            return self.wrong(path, "TYPE_FLOAT" if form == "float" else "TYPE_DOUBLE", value) if number is None else number
        if form in _BOUNDS:
            low, high = _BOUNDS[form]
            whole = _whole(value)
            if whole is None or not low <= whole <= high:
                return self.wrong(path, f"TYPE_{form.upper()}", value)
            return whole if kind == "integer" else str(whole)
        if "enum" in schema:
            good = isinstance(value, str) and value in schema["enum"]
            return value if good else self.wrong(path, f"{self.package}.{name[:1].upper()}{name[1:]}", value)
        if not isinstance(value, str) or not _text_ok(value):
            return self.wrong(path, "TYPE_STRING", value if not isinstance(value, str) else "not UTF-8")
        if form == "byte":
            try:
                base64.b64decode(value.replace("-", "+").replace("_", "/") + "==", validate=False)
            except (binascii.Error, ValueError):
                return self.wrong(path, "TYPE_BYTES", value)
        return value


def _whole(value: Any) -> int | None:
    """An integer from a JSON integer, an integral float or a string of digits; None for anything else (true too)."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) < 25 and value.isascii() and value.removeprefix("-").isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return number if isinstance(value, str) else value


def _text_ok(value: Any) -> bool:
    """Can it be stored as UTF-8? Half of a surrogate pair cannot."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
    elif isinstance(value, list):
        return all(map(_text_ok, value))
    elif isinstance(value, dict):
        return all(_text_ok(key) and _text_ok(entry) for key, entry in value.items())
    return True
