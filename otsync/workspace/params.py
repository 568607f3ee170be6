"""Query and path parameters, typed by the discovery documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from .discovery import PACKAGES, Method, Param, snake
from .errors import ApiError, not_implemented
from .validate import violations_error

STANDARD = frozenset(
    {"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "uploadType"}
    | {"upload_protocol", "userIp"}
)


def read(method: Method, path: Mapping[str, Any], query: MultiDict[str, str]) -> dict[str, Any]:
    """The method's parameters by their camelCase names.

    400 in the API's words for one that is unknown, missing or of the wrong type.
    """
    result: dict[str, Any] = {}
    known = {name: param for name, param in method.params.items() if not param.in_path}
    known |= {snake(name): param for name, param in known.items() if snake(name) not in known}
    for name in query:
        param = known.get(name)
        if param is not None:
            values = [_typed(method, param, text) for text in query.getlist(name)]
            result[param.name] = values if param.repeated else values[-1]
        elif name not in STANDARD and method.api != "drive":  # Drive passes over what it does not know
            raise _unknown(name)
    for name, text in path.items():
        result[name] = _typed(method, method.params[name], str(text))
    for param in method.params.values():
        if param.schema.get("required") and param.name not in result:
            text = f"Required parameter: {param.name}" if method.api == "drive" else f"Missing required parameter {param.name}."
            raise ApiError(400, text, reason="required", location=param.name)
    alt = query.get("alt", "json")
    if alt != "json":
        raise not_implemented(f"alt={alt}")
    if "callback" in query:
        raise not_implemented("the callback parameter")
    return result


def _unknown(name: str) -> ApiError:
    text = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    return violations_error([("", text)])


def _typed(method: Method, param: Param, text: str) -> Any:
    if param.kind == "boolean":
        if text.lower() in ("true", "false", "1", "0"):
            return text.lower() in ("true", "1")
        raise _wrong(method, param, "TYPE_BOOL", text)
    if param.kind == "integer":
        return _integer(method, param, text)
    enum = param.schema.get("enum")
    if enum is not None and text not in enum:
        raise _wrong(method, param, f"type.googleapis.com/{PACKAGES[method.api]}.{param.name[:1].upper()}{param.name[1:]}", text)
    return text


def _integer(method: Method, param: Param, text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 12):
        raise _wrong(method, param, "TYPE_INT32", text)
    number = int(text)
    low, high = int(param.schema.get("minimum", -(2**31))), int(param.schema.get("maximum", 2**31 - 1))
    if not low <= number <= high:
        text = f"Invalid value '{number}'. Values must be within the range: [{low}, {high}]"
        raise ApiError(400, text, reason="invalidParameter", location=param.name)
    return number


def _wrong(method: Method, param: Param, kind: str, text: str) -> ApiError:
    message = f"Invalid value at '{snake(param.name)}' ({kind}), \"{text}\""
    if method.api == "drive":
        return ApiError(400, message, reason="invalidParameter", location=param.name)
    return violations_error([(snake(param.name), message)])
