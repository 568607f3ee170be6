"""Field masks: `sheets(properties.title,data/rowData)` as a tree, for reading less and for writing only what is named."""

from __future__ import annotations

import copy
from typing import Any

from otsync.workspace.discovery import load
from otsync.workspace.errors import invalid

Mask = dict[str, Any]  # name -> Mask; an empty Mask means everything below


def parse(text: str) -> Mask:
    """The tree of a mask. Separators `.`, `/`, `,` and parentheses; an unbalanced mask is a 400."""
    tree: Mask = {}
    stack: list[list[Mask]] = [[tree]]  # per parenthesis: [base]
    cursor, name, depth_names = tree, "", stack
    for sign in text.replace(" ", "") + ",":
        if sign in ".,/()":
            if name:
                cursor = cursor.setdefault(name, {})
                name = ""
            if sign == "(":
                depth_names.append([cursor])
            elif sign == ")":
                if len(depth_names) == 1:
                    raise invalid(f"Invalid field selection {text}")
                depth_names.pop()
            elif sign == ",":
                cursor = depth_names[-1][0]
        else:
            name += sign
    if len(depth_names) != 1:
        raise invalid(f"Invalid field selection {text}")
    return tree


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


def check(tree: Mask, schema: str) -> None:
    """400 for a name that the schema does not have."""
    for name, child in tree.items():
        if name == "*":
            continue
        known = load("sheets").schemas[schema].get("properties", {})
        if name not in known:
            raise invalid(f"Invalid field: {name}")
        if child:
            kind = known[name].get("$ref") or known[name].get("items", {}).get("$ref")
            if kind is None:
                raise invalid(f"Invalid field: {name}.{next(iter(child))}")
            check(child, kind)


def wanted(fields: str | None, schema: str) -> Mask:
    """An update mask, checked; a missing one is the 400 that Google gives."""
    if not fields:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    tree = parse(fields)
    check(tree, schema)
    return {} if "*" in tree else tree


def merge(target: dict[str, Any], source: dict[str, Any], tree: Mask) -> dict[str, Any]:
    """`target` with the masked fields taken from `source`; a masked field that the source lacks is cleared."""
    if not tree or "*" in tree:
        return copy.deepcopy(source)
    for name, child in tree.items():
        if not child:
            if name in source:
                target[name] = copy.deepcopy(source[name])
            else:
                target.pop(name, None)
        else:
            inner = merge(dict(target.get(name) or {}), source.get(name) or {}, child)
            if inner:
                target[name] = inner
            else:
                target.pop(name, None)
    return target
