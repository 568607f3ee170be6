"""The lists of words that lie beside the program as data: sections in brackets, phrases separated by |, comments after //."""

from __future__ import annotations

from importlib import resources


def sections(name: str) -> list[tuple[str, list[str]]]:
    """The sections of a list in their order: heading, phrases."""
    text = resources.files("otsync.caseload.notes").joinpath(name).read_text(encoding="utf-8")
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("//") or not line.strip():
            continue
        if line.startswith("[") and line.endswith("]"):
            found.append((line[1:-1], []))
        else:
            found[-1][1].append(line)
    return [(heading, [one.strip() for one in " ".join(lines).split("|") if one.strip()]) for heading, lines in found]
