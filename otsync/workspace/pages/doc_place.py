"""Where a paragraph stands: found by its index, with its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from .desk import Json


@dataclass(frozen=True)
class Place:
    """A paragraph and what it stands between in its body or cell (None: nothing)."""

    element: Json
    before: Json | None
    after: Json | None

    @property
    def start(self) -> int:
        """UTF-16 index of its first unit."""
        return int(self.element.get("startIndex") or 0)

    @property
    def end(self) -> int:
        """UTF-16 index behind its newline."""
        return int(self.element.get("endIndex") or 0)


def find(content: list[Json], start: int) -> Place | None:
    """The paragraph that starts at this UTF-16 index, in the body or in a table's cell."""
    for n, element in enumerate(content):
        if "paragraph" in element and int(element.get("startIndex") or 0) == start:
            return Place(element, content[n - 1] if n else None, content[n + 1] if n + 1 < len(content) else None)
        if "table" in element and int(element.get("startIndex") or 0) < start < int(element.get("endIndex") or 0):
            for row in element["table"].get("tableRows") or []:
                for cell in row.get("tableCells") or []:
                    found = find(cell.get("content") or [], start)
                    if found:
                        return found
    return None
