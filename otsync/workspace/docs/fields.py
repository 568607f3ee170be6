"""Field masks of update requests: which top-level fields of a style change, and to what."""

from __future__ import annotations

import re
from typing import Any

from otsync.workspace.colour import component
from otsync.workspace.docs.geometry import Refusal
from otsync.workspace.docs.model import Json

_WHOLE = {"color": {}, "width": {}, "dashStyle": ""}


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def mask(asked: Json, known: tuple[str, ...]) -> list[str]:
    """The paths named in `fields`; all known fields for `*`. Snake case is read too."""
    paths = [_camel(path.strip()) for path in str(asked.get("fields", "")).split(",") if path.strip()]
    if not paths:
        raise Refusal("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    if paths == ["*"]:
        return list(known)
    for path in paths:
        if path.split(".")[0] not in known:
            raise Refusal(f"Invalid field: {path}")
    return paths


def check_borders(given: Json, paths: list[str]) -> None:
    """A border cannot be changed in part: its colour, width and dash style come together."""
    for path in paths:
        top, *rest = path.split(".")
        if top.startswith("border") and (rest or not _WHOLE.keys() <= given.get(top, _WHOLE).keys()):
            raise Refusal(f"The border {top} cannot be partially updated: its color, width and dash style must all be specified.")


def merge(current: Json, given: Json, paths: list[str], known: tuple[str, ...]) -> Json:
    """A new style: fields in the mask are taken from `given`, or go back to inherited where `given` leaves them out."""
    style = dict(current)
    for path in paths:
        top, *rest = path.split(".")
        if not rest:
            if top in given:
                style[top] = given[top]
            else:
                style.pop(top, None)
            continue
        value = _deep(style.get(top, {}), given.get(top, {}), rest)
        if value:
            style[top] = value
        else:
            style.pop(top, None)
    return {key: style[key] for key in sorted(style, key=lambda key: known.index(key) if key in known else len(known))}


def _deep(current: Any, given: Any, path: list[str]) -> Any:
    head, *rest = path
    value = dict(current) if isinstance(current, dict) else {}
    source = given if isinstance(given, dict) else {}
    if head not in source:
        value.pop(head, None)
    elif rest:
        value[head] = _deep(value.get(head), source[head], rest)
    else:
        value[head] = source[head]
    return value


def settle(value: Any) -> Any:
    """What Google would store of a value sent to it: colours in 8-bit steps, zeros left out of colours and dimensions."""
    if isinstance(value, list):
        return [settle(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "rgbColor" in value:
        steps = {key: component(float(part)) for key, part in (value["rgbColor"] or {}).items()}
        return {**value, "rgbColor": {key: part for key, part in steps.items() if part}}
    if "magnitude" in value or "unit" in value:
        kept = {key: item for key, item in value.items() if key != "magnitude" or item}
        return {"magnitude": kept.pop("magnitude"), **kept} if "magnitude" in kept else kept
    return {key: settle(item) for key, item in value.items() if item is not None}
