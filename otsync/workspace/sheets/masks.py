"""Field masks inside the engine: what of a part is asked for, and which fields of a part a write changes."""

from __future__ import annotations

import copy
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.masks import MaskError, compiled

Mask = dict[str, Any]  # name -> Mask; an empty Mask means everything below


def below(tree: Mask | None, *path: str) -> Mask | None:
    """What of `path` is asked for: None when nothing, an empty tree when all of it."""
    if tree is None:
        return None
    for name in path:
        if not tree or "*" in tree:
            return {}
        if name not in tree:
            return None
        tree = tree[name]
    return {} if "*" in tree else tree


def wanted(fields: str | None, schema: str) -> Mask:
    """An update mask, checked against a schema; a missing or wrong one is the 400 that Google gives."""
    if not fields:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    try:
        tree = compiled("sheets", schema, fields)
    except MaskError as error:
        raise invalid(f"Invalid field: {error.path}") from None
    return {} if "*" in tree else tree


def merge(target: dict[str, Any], source: dict[str, Any], tree: Mask) -> dict[str, Any]:
    """`target` with the masked fields taken from `source`; a masked field that the source lacks is cleared."""
    if not tree or "*" in tree:
        return copy.deepcopy(source)
    for name, child in tree.items():
        part = merge(dict(target.get(name) or {}), source.get(name) or {}, child) if child else copy.deepcopy(source.get(name))
        if part is None or (child and not part):
            target.pop(name, None)
        else:
            target[name] = part
    return target
