"""Colours as documents state them, and their legible twins for dark mode.

Google gives red, green and blue from 0 to 1 and leaves out what is 0. In dark mode a light tint becomes a deep one of
the same hue and dark words become light ones, so that amber stays amber and can be read.
"""

from __future__ import annotations

import colorsys
from typing import Any

from otsync.workspace.sheets.colors import THEME

Rgb = tuple[float, float, float]

_LIGHT_INK: Rgb = (0xEB / 255, 0xE8 / 255, 0xE2 / 255)  # --ink of the style sheet at night
_DARK_PAPER = (0x24 / 255, 0x23 / 255, 0x20 / 255)


def rgb(colour: dict[str, Any] | None) -> Rgb | None:
    """A `Color` object as three numbers from 0 to 1; None when there is none."""
    if colour is None:
        return None
    red, green, blue = (min(1.0, max(0.0, float(colour.get(part) or 0.0))) for part in ("red", "green", "blue"))
    return red, green, blue


def optional(holder: dict[str, Any] | None) -> Rgb | None:
    """A Docs `OptionalColor`: {"color": {"rgbColor": {...}}}. An empty one is transparent: None."""
    if not holder or "color" not in holder or holder["color"] is None:
        return None
    return rgb(holder["color"].get("rgbColor") or {})


def styled(format_: dict[str, Any], field: str) -> Rgb | None:
    """A Sheets colour, from `<field>Style` (rgb or theme) when it is there, else from `<field>`."""
    style = format_.get(f"{field}Style")
    if style:
        if "themeColor" in style:
            return rgb(THEME.get(str(style["themeColor"])))
        return rgb(style.get("rgbColor") or {})
    return rgb(format_.get(field))


def css(colour: Rgb) -> str:
    """`#rrggbb`."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def dark_ground(colour: Rgb) -> Rgb:
    """A background for dark mode: the same hue, deep enough for light words; dark grounds stay as they are."""
    hue, light, saturation = colorsys.rgb_to_hls(*colour)
    if light >= 0.4:
        strength = max(colour) - min(colour)  # saturation of a pale colour says little about how strong it looks
        light, saturation = 0.15 + (1.0 - light) * 0.42, min(saturation, strength * 2.6, 0.55)
    while contrast(found := colorsys.hls_to_rgb(hue, light, saturation), _LIGHT_INK) < 4.6:
        light *= 0.95
    return found


def dark_ink(colour: Rgb) -> Rgb:
    """Words for dark mode: the same hue, light enough for a deep ground; light words stay as they are."""
    hue, light, saturation = colorsys.rgb_to_hls(*colour)
    if light <= 0.7:
        light, saturation = 0.92 - light * 0.3, min(saturation, 0.8)
    while contrast(found := colorsys.hls_to_rgb(hue, light, saturation), _DARK_PAPER) < 4.6:
        light += (1.0 - light) * 0.1  # blue looks darker than it is light
    return found


def ground(colour: Rgb | None) -> tuple[list[str], list[str]]:
    """CSS declarations (light, dark) of a background. White is the paper itself and needs none."""
    if colour is None or min(colour) > 0.998:
        return [], []
    return [f"background-color:{css(colour)}"], [f"background-color:{css(dark_ground(colour))}"]


def ink(colour: Rgb | None) -> tuple[list[str], list[str]]:
    """CSS declarations (light, dark) of a text colour. Black is the page's own ink and needs none."""
    if colour is None or max(colour) < 0.002:
        return [], []
    return [f"color:{css(colour)}"], [f"color:{css(dark_ink(colour))}"]


def line(colour: Rgb | None) -> tuple[str, str]:
    """A border colour (light, dark)."""
    base = colour or (0.0, 0.0, 0.0)
    hue, light, saturation = colorsys.rgb_to_hls(*base)
    return css(base), css(colorsys.hls_to_rgb(hue, 0.62 - light * 0.36, min(saturation, 0.5)))


def contrast(one: Rgb, two: Rgb) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
