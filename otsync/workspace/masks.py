"""The `fields` parameter: `a/b`, `a(b,c)`, `a.b`, `*`; checked against the response's schema, then applied.

Google drops what is not named and keeps the shape: an element of a list of which nothing is selected stays as `{}`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TypeAlias

from .discovery import Json, load, properties
from .errors import ApiError

Tree: TypeAlias = "dict[str, Tree]"
"""Field -> what is selected below it; an empty tree selects everything."""


class MaskError(ValueError):
    """The mask cannot be read, or names a field (`path`, dotted) that the schema does not have."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def parse(mask: str) -> Tree:
    """The mask as a tree. MaskError when it is not well formed."""
    tokens = re.findall(r"[^,()/.\s]+|[,()/.]", mask)[::-1]
    tree = _group(mask, tokens, 0)
    if tokens:
        raise MaskError(mask)
    return tree


def _group(mask: str, tokens: list[str], depth: int) -> Tree:
    """Fields parted by commas; `tokens` is taken from at its end."""
    tree: Tree = {}
    while True:
        names: list[str] = []
        while not names or (tokens and tokens[-1] in "/." and tokens.pop()):
            if not tokens or tokens[-1] in ",()/.":
                raise MaskError(mask)
            names.append(tokens.pop())
        below: Tree = {}
        if tokens and tokens[-1] == "(" and tokens.pop():
            below = _group(mask, tokens, depth + 1) if depth < 50 else {}
            if not tokens or tokens.pop() != ")":
                raise MaskError(mask)
        for name in reversed(names[1:]):
            below = {name: below}
        _add(tree, names[0], below)
        if not tokens or tokens[-1] != ",":
            return tree
        tokens.pop()


def _add(tree: Tree, name: str, below: Tree) -> None:
    """A field named twice: the union; all of it when one of the two selects all of it."""
    if name not in tree:
        tree[name] = below
    elif not tree[name] or not below:
        tree[name] = {}
    else:
        for inner, further in below.items():
            _add(tree[name], inner, further)


def _check(api: str, schema: Json, tree: Tree, path: str) -> Tree:
    while schema.get("type") == "array":
        schema = schema["items"]
    target = load(api).schemas[schema["$ref"]] if "$ref" in schema else schema
    if target.get("type") == "any":
        return tree
    result: Tree = {}
    known: Any = {name: (name, inner) for name, inner in schema.get("properties", {}).items()}
    if "$ref" in schema:
        known = properties(api, schema["$ref"])
    for name, below in tree.items():
        at = f"{path}.{name}".lstrip(".")
        if "additionalProperties" in schema:
            result[name] = _check(api, schema["additionalProperties"], below, at)
        elif name == "*" and (known or not path):
            if below and not any(_fits(api, inner, below, path) for _, inner in known.values()):
                raise MaskError(at)
            result["*"] = below
        elif name in known:
            camel, inner = known[name]
            _add(result, camel, _check(api, inner, below, at))
        else:
            raise MaskError(at)
    return result


def _fits(api: str, schema: Json, tree: Tree, path: str) -> bool:
    """`*/x`: x must exist in at least one field of the message."""
    try:
        _check(api, schema, tree, path)
    except MaskError:
        return False
    return True


def apply(tree: Tree, body: Any) -> Any:
    """What of `body` the mask selects."""
    if not tree or not body or ("*" in tree and not tree["*"]):
        return body
    if isinstance(body, list):
        return [apply(tree, entry) for entry in body]
    if not isinstance(body, dict):
        return body
    star = tree.get("*")
    result = {}
    for name, value in body.items():
        if name in tree:
            result[name] = apply(tree[name], value)
        elif star is not None and isinstance(value, dict | list):
            result[name] = apply(star, value)
    return result


@lru_cache(maxsize=2000)
def compiled(api: str, schema: str, mask: str) -> Tree:
    """The mask with camelCase names, every one found in `schema`. Do not change what it returns."""
    return _check(api, {"$ref": schema}, parse(mask), "")


def tree_of(api: str, schema: str, mask: str) -> Tree:
    """The checked mask; a wrong one is refused in the words of its API."""
    try:
        return compiled(api, schema, mask)
    except MaskError as error:
        path = error.path
    if api == "drive":
        raise ApiError(400, f"Invalid field selection {path.rpartition('.')[2]}", reason="invalidParameter", location="fields")
    text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": mask, "description": text}]}]
    raise ApiError(400, "Request contains an invalid argument.", details=details)


def names(tree: Tree | None, default: frozenset[str]) -> frozenset[str] | None:
    """Top-level fields that have to be built: `default` without a mask, None for all of them."""
    if tree is None:
        return default
    return None if "*" in tree or not tree else frozenset(tree)
