"""The lists of words that lie beside the program as data: sections in brackets, phrases separated by |, comments after //.

A section `[set: who]` is no list of its own: `{who}` in a phrase stands for each of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    lists = [(heading, [one.strip() for one in " ".join(lines).split("|") if one.strip()]) for heading, lines in found]
    sets = {"{" + heading.removeprefix("set: ") + "}": words for heading, words in lists if heading.startswith("set: ")}
    return [(heading, list(_spelled_out(words, sets))) for heading, words in lists if not heading.startswith("set: ")]


def _spelled_out(phrases: Iterable[str], sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for phrase in phrases:
        name = next((one for one in sets if one in phrase), None)
        if name is None:
            yield phrase
        else:
            yield from _spelled_out((phrase.replace(name, word) for word in sets[name]), sets)
