"""The `fields` parameter: `a/b`, `a(b,c)`, `a.b`, `*`; checked against the response's schema, then applied.

Google drops what is not named and keeps the shape: an element of a list of which nothing is selected stays as `{}`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .discovery import Json, load, properties
from .errors import ApiError

Tree = dict[str, "Tree"]
"""Field -> what is selected below it; an empty tree selects everything."""


class MaskError(ValueError):
    """The mask cannot be read, or names a field (`path`, dotted) that the schema does not have."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def parse(mask: str) -> Tree:
    """The mask as a tree. MaskError when it is not well formed."""
    reader = _Reader(mask)
    tree = reader.group(0)
    if reader.at < len(reader.text):
        raise MaskError(mask)
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = "".join(text.split())
        self.mask = text
        self.at = 0

    def group(self, depth: int) -> Tree:
        if depth > 50:
            raise MaskError(self.mask)
        tree: Tree = {}
        while True:
            self.item(tree, depth)
            if not self.take(","):
                return tree

    def item(self, tree: Tree, depth: int) -> None:
        names = [self.name()]
        while self.take("/") or self.take("."):
            names.append(self.name())
        below: Tree = {}
        if self.take("("):
            below = self.group(depth + 1)
            if not self.take(")"):
                raise MaskError(self.mask)
        for name in reversed(names[1:]):
            below = {name: below}
        _add(tree, names[0], below)

    def take(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += 1
            return True
        return False

    def name(self) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ",()/.":
            self.at += 1
        if start == self.at:
            raise MaskError(self.mask)
        return self.text[start : self.at]


def _add(tree: Tree, name: str, below: Tree) -> None:
    """A field named twice: the union; all of it when one of the two selects all of it."""
    if name not in tree:
        tree[name] = below
    elif not tree[name] or not below:
        tree[name] = {}
    else:
        for inner, further in below.items():
            _add(tree[name], inner, further)


@lru_cache(maxsize=2000)
def compiled(api: str, schema: str, mask: str) -> Tree:
    """The mask with camelCase names, every one checked against `schema`. Do not change what it returns."""
    return _check(api, {"$ref": schema}, parse(mask), "")


def _check(api: str, schema: Json, tree: Tree, path: str) -> Tree:
    while schema.get("type") == "array":
        schema = schema["items"]
    known: Any = {}
    if "$ref" in schema:
        if load(api).schemas[schema["$ref"]].get("type") == "any":
            return tree
        known = properties(api, schema["$ref"])
    elif schema.get("type") == "any":
        return tree
    elif "additionalProperties" in schema:
        return {name: _check(api, schema["additionalProperties"], below, f"{path}.{name}".lstrip(".")) for name, below in tree.items()}
    elif "properties" in schema:
        known = {name: (name, inner) for name, inner in schema["properties"].items()}
    result: Tree = {}
    for name, below in tree.items():
        if name == "*":
            if not known and path:
                raise MaskError(f"{path}.*")
            result["*"] = _check_star(api, known, below, path)
            continue
        at = f"{path}.{name}" if path else name
        if name not in known:
            raise MaskError(at)
        camel, inner = known[name]
        _add(result, camel, _check(api, inner, below, at))
    return result


def _check_star(api: str, known: Any, below: Tree, path: str) -> Tree:
    """`*/x`: x must exist in at least one field of the message."""
    if not below:
        return {}
    for _, inner in known.values():
        try:
            _check(api, inner, below, path)
        except MaskError:
            continue
        return below
    raise MaskError(f"{path}.*".lstrip("."))


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


def masked(api: str, schema: str | None, mask: str | None, body: Json) -> Json:
    """`body` under `mask`, or as it is when there is none."""
    if mask is None or schema is None:
        return body
    result: Json = apply(tree_of(api, schema, mask), body)
    return result


def tree_of(api: str, schema: str, mask: str) -> Tree:
    """The checked mask; a wrong one is refused in the words of its API."""
    try:
        return compiled(api, schema, mask)
    except MaskError as error:
        raise _refusal(api, mask, error.path) from None


def _refusal(api: str, mask: str, path: str) -> ApiError:
    if api == "drive":
        return ApiError(400, f"Invalid field selection {path.rpartition('.')[2]}", reason="invalidParameter", location="fields")
    text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    return ApiError(
        400,
        "Request contains an invalid argument.",
        details=[{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": mask, "description": text}]}],
    )


def names(tree: Tree | None, default: frozenset[str]) -> frozenset[str] | None:
    """Top-level fields that have to be built: `default` without a mask, None for all of them."""
    if tree is None:
        return default
    return None if "*" in tree or not tree else frozenset(tree)
