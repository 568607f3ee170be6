"""Colors as Google gives them back: eight bits a channel, printed as float32, and both the old and the style field set."""

from __future__ import annotations

from typing import Any

from otsync.workspace.colour import component

_PAIRS = (
    "backgroundColor", "foregroundColor", "color", "tabColor", "headerColor", "firstBandColor", "secondBandColor", "footerColor",
)
THEME: dict[str, dict[str, Any]] = {
    "TEXT": {}, "BACKGROUND": {"red": 1, "green": 1, "blue": 1},
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}


def plain(color: dict[str, Any]) -> dict[str, Any]:
    """A Color without its zero channels."""
    found = {name: component(color.get(name) or 0) for name in ("red", "green", "blue")}
    kept = {name: value for name, value in found.items() if value}
    if color.get("alpha") not in (None, 0, 1):
        kept["alpha"] = color["alpha"]
    return kept


def paired(part: Any) -> Any:
    """A format, chart, rule or banding with every color normal and with its twin (`xColor`, `xColorStyle`). A new object."""
    if isinstance(part, list):
        return [paired(item) for item in part]
    if not isinstance(part, dict):
        return part
    found = {name: paired(value) for name, value in part.items()}
    for name in _PAIRS:
        style = found.get(name + "Style")
        if isinstance(style, dict):
            if "themeColor" in style:
                found[name] = dict(THEME.get(style["themeColor"], {}))
            else:
                found[name] = plain(style.get("rgbColor") or {})
                found[name + "Style"] = {"rgbColor": dict(found[name])}
        elif isinstance(found.get(name), dict):
            found[name] = plain(found[name])
            found[name + "Style"] = {"rgbColor": dict(found[name])}
    return found


def twins(mask: dict[str, Any]) -> dict[str, Any]:
    """An update mask in which each color names its twin too."""
    found = {name: twins(child) for name, child in mask.items()}
    for name in list(found):
        base = name.removesuffix("Style")
        if base in _PAIRS:
            found[base] = {}
            found[base + "Style"] = {}
    return found
