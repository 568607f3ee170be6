"""HTML by small functions: every text is escaped, and every inline style becomes a class.

The pages' Content-Security-Policy forbids style attributes, so a colour or a width that comes from a document is
registered in `Styles` and written out once, in the page's own nonce'd style element, with its dark-mode twin.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from markupsafe import Markup, escape

Child: TypeAlias = "Markup | str | int | Iterable[Child] | None"
Attr: TypeAlias = str | int | float | bool | None

_VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})


def tag(name: str, attrs: dict[str, Attr] | None = None, *children: Child) -> Markup:
    """One element. Attributes that are None or False are left out, True stands alone, everything else is escaped."""
    parts = ["<", name]
    for key, value in (attrs or {}).items():
        if value is not None and value is not False:
            parts.append(f" {key}" if value is True else f' {key}="{value if type(value) is int else escape(value)}"')
    parts.append(">")
    if name not in _VOID:
        for child in children:
            _flatten(child, parts)
        parts.append(f"</{name}>")
    return Markup("".join(parts))


def join(*children: Child) -> Markup:
    """Children without an element around them."""
    parts: list[str] = []
    for child in children:
        _flatten(child, parts)
    return Markup("".join(parts))


def _flatten(child: Child, parts: list[str]) -> None:
    if child is None:
        return
    if isinstance(child, str):
        parts.append(str(escape(child)))
    elif isinstance(child, int):
        parts.append(str(child))
    else:
        for one in child:
            _flatten(one, parts)


class Styles:
    """The declarations one page needs, each distinct set under one short class name.

    Values come from documents, so a declaration that could end its rule or load something is dropped.
    """

    def __init__(self, prefix: str = "z") -> None:
        self._prefix = prefix
        self._names: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}

    def name(self, light: Iterable[str], dark: Iterable[str] = ()) -> str | None:
        """The class for these declarations ("color:#123456"); `dark` are added where the reader prefers dark. None: no class needed."""
        key = (tuple(d for d in light if _harmless(d)), tuple(d for d in dark if _harmless(d)))
        if not key[0] and not key[1]:
            return None
        return self._names.setdefault(key, f"{self._prefix}{len(self._names)}")

    def css(self) -> Markup:
        """The style sheet; printed pages keep the light colours."""
        light = [f".{name}{{{';'.join(decls)}}}" for (decls, _), name in self._names.items() if decls]
        dark = [f".{name}{{{';'.join(decls)}}}" for (_, decls), name in self._names.items() if decls]
        text = "\n".join(light)
        if dark:
            text += "\n@media screen and (prefers-color-scheme:dark){\n" + "\n".join(dark) + "\n}"
        return Markup(text)


def classes(*names: str | None) -> str | None:
    """Class names in one attribute; None when there are none."""
    kept = [n for n in names if n]
    return " ".join(kept) if kept else None


def _harmless(declaration: str) -> bool:
    lowered = declaration.lower()
    return (
        not any(mark in declaration for mark in "{};<>\\@\n\r")
        and "url(" not in lowered
        and "expression(" not in lowered
        and "/*" not in declaration
    )
