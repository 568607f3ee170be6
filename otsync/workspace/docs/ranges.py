"""Named ranges: how their edges move when the text around them changes.

What nobody has measured (growth at an edge, an emptied range) is decided by `Switches`.
"""

from __future__ import annotations

from otsync.workspace.context import Switches
from otsync.workspace.docs.model import Json


class Piece:
    """One Range of a named range."""

    __slots__ = ("end", "node", "owner", "segment_id", "start")

    def __init__(self, owner: Json, node: Json) -> None:
        self.owner = owner
        self.node = node
        self.segment_id: str = node.get("segmentId", "")
        self.start: int = node.get("startIndex", 0)
        self.end: int = node.get("endIndex", 0)


class Ranges:
    """The named ranges of one tab. `owner` is a NamedRange node; `write` puts the edges back and drops what has no piece left."""

    def __init__(self, tab: Json, switches: Switches) -> None:
        self.tab = tab
        self.switches = switches
        self.pieces = [
            Piece(named, node)
            for group in tab.get("namedRanges", {}).values()
            for named in group.get("namedRanges", [])
            for node in named.get("ranges", [])
        ]
        self.dropped = False

    def inserted(self, segment_id: str, at: int, width: int) -> None:
        """`width` units came in at index `at`."""
        early, late = self.switches.named_range_grows_at_start, self.switches.named_range_grows_at_end
        for piece in self.pieces:
            if piece.segment_id != segment_id or piece.end < at:
                continue
            if piece.start > at or (piece.start == at and not early):
                piece.start += width
            if piece.end > at or (piece.end == at and late):
                piece.end += width
            piece.end = max(piece.end, piece.start)

    def deleted(self, segment_id: str, start: int, end: int) -> None:
        """[start, end) went away. A range left without content vanishes, or stays with no width, by a switch."""
        self.replaced(segment_id, start, end, 0)

    def replaced(self, segment_id: str, start: int, end: int, width: int) -> None:
        """[start, end) became `width` units: a range that covered it covers them."""
        gone: list[Piece] = []
        for piece in self.pieces:
            if piece.segment_id != segment_id or piece.end <= start:
                continue
            empty = piece.start == piece.end
            if piece.start >= end:
                piece.start += width - (end - start)
            elif piece.start > start:
                piece.start = start
            if piece.end >= end:
                piece.end += width - (end - start)
            else:
                piece.end = start + width
            if piece.start >= piece.end:
                piece.end = piece.start
                if not empty and not self.switches.named_range_survives_emptying:
                    gone.append(piece)
        if gone:
            self.pieces = [piece for piece in self.pieces if piece not in gone]
            self.dropped = True

    def add(self, name: str, named_range_id: str, piece_node: Json) -> None:
        named: Json = {"namedRangeId": named_range_id, "name": name, "ranges": [piece_node]}
        groups = self.tab.setdefault("namedRanges", {})
        groups.setdefault(name, {"namedRanges": [], "name": name})["namedRanges"].append(named)
        self.pieces.append(Piece(named, piece_node))

    def remove(self, *, name: str | None, named_range_id: str | None) -> int:
        """How many named ranges went."""
        key, wanted = ("namedRangeId", named_range_id) if named_range_id is not None else ("name", name)
        gone: set[int] = set()
        for group in self.tab.get("namedRanges", {}).values():
            out = {id(named) for named in group["namedRanges"] if named.get(key) == wanted}
            if out:
                group["namedRanges"] = [named for named in group["namedRanges"] if id(named) not in out]
                gone |= out
        if gone:
            self.pieces = [piece for piece in self.pieces if id(piece.owner) not in gone]
            self.dropped = True
        return len(gone)

    def write(self) -> None:
        """Puts the edges back; a named range of which no piece is left goes."""
        kept: dict[int, list[Json]] = {}
        for piece in self.pieces:
            if piece.start or "startIndex" in piece.node:
                piece.node["startIndex"] = piece.start
            piece.node["endIndex"] = piece.end
            kept.setdefault(id(piece.owner), []).append(piece.node)
        if not self.dropped:
            return
        groups: Json = {}
        for name, group in self.tab.get("namedRanges", {}).items():
            group["namedRanges"] = [named for named in group["namedRanges"] if id(named) in kept]
            for named in group["namedRanges"]:
                named["ranges"] = kept[id(named)]
            if group["namedRanges"]:
                groups[name] = group
        self.tab.pop("namedRanges", None)
        if groups:
            self.tab["namedRanges"] = groups
