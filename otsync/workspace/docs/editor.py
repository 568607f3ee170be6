"""One batchUpdate at work: the Doc's tabs, opened segment by segment as requests reach them, and closed at the end."""

from __future__ import annotations

from collections.abc import Iterator

from otsync.workspace import edits
from otsync.workspace.context import Switches
from otsync.workspace.docs.geometry import Refusal, check_index, check_range
from otsync.workspace.docs.model import Json, Segment, emit, parse_segment
from otsync.workspace.docs.ranges import Ranges
from otsync.workspace.docs.store import Stored
from otsync.workspace.docs.text import identifier


def walk_tabs(tabs: list[Json]) -> Iterator[tuple[list[Json], Json]]:
    """Every tab with the list it stands in, parents before children, in the order people see."""
    for tab in tabs:
        yield tabs, tab
        yield from walk_tabs(tab.get("childTabs", []))


def tab_id_of(tab: Json) -> str:
    tab_id: str = tab.get("tabProperties", {}).get("tabId", "")
    return tab_id


def segments(tab: Json) -> dict[str, Json]:
    """Segment id -> its node in a documentTab; "" is the body."""
    found: dict[str, Json] = {"": tab["body"]} if "body" in tab else {}
    for kind in ("headers", "footers", "footnotes"):
        found |= tab.get(kind, {})
    return found


class TabEditor:
    """One tab: its segments (body, headers, footers, footnotes) taken apart on first use, its named ranges moving along."""

    def __init__(self, editor: Editor, tab: Json) -> None:
        self.editor = editor
        self.tab_id = tab_id_of(tab)
        self.document: Json = tab.setdefault("documentTab", {})
        self.switches = editor.switches
        self.ranges = Ranges(self.document, editor.switches)
        self._open: dict[str, Segment] = {}

    def mint(self, prefix: str) -> str:
        return self.editor.mint(prefix)

    def segment_ids(self) -> list[str]:
        return list(segments(self.document))

    def is_footnote(self, segment_id: str) -> bool:
        return segment_id in self.document.get("footnotes", {})

    def segment(self, segment_id: str) -> Segment:
        if segment_id not in self._open:
            node = segments(self.document).get(segment_id)
            if node is None:
                raise Refusal(f"The segment with ID {segment_id} was not found.")
            self._open[segment_id] = parse_segment(node, segment_id, closed=self.editor.fits)
        return self._open[segment_id]

    def changed(self, tab: Json) -> list[Json]:
        """The paragraphs of its body that are not what they were."""
        title = str(tab.get("tabProperties", {}).get("title") or "")
        return edits.changed(self.tab_id, title, *self._open[""].lines()) if "" in self._open else []

    def opened(self) -> list[Segment]:
        return list(self._open.values())

    def close(self) -> None:
        for segment in self._open.values():
            emit(segment)
        self.ranges.write()


class Editor:
    """A Doc while a batch is applied to it. `tabs` is the tree that is stored; nothing of it is kept when a request is refused."""

    def __init__(self, doc: Stored, switches: Switches) -> None:
        self.file_id, self.tabs, self.minted = doc.file_id, doc.tabs, doc.minted
        self.fits = not doc.shape.get("askew")
        self.switches = switches
        self._editors: dict[str, TabEditor] = {}
        self._gone: list[Json] = []

    def mint(self, prefix: str) -> str:
        self.minted += 1
        return identifier(prefix, self.file_id, self.minted)

    def tab(self, tab_id: str | None) -> TabEditor:
        """The tab asked for; the first one where a request names none."""
        key = tab_id or tab_id_of(self.tabs[0])
        found = self._editors.get(key)
        if found is None:
            for _, tab in walk_tabs(self.tabs):
                if tab_id_of(tab) == key:
                    found = self._editors[key] = TabEditor(self, tab)
                    break
            else:
                raise Refusal(f"The tab with ID {key} was not found.")
        return found

    def forget(self, tab: Json) -> None:
        """A tab that is deleted: it is told as one that lost its text."""
        editor = self.tab(tab_id_of(tab))
        if "body" in editor.document:
            editor.segment("").blocks.clear()
            self._gone += editor.changed(tab)
        del self._editors[editor.tab_id]

    def tabs_matching(self, criteria: Json | None) -> list[TabEditor]:
        """TabsCriteria: the tabs named, each once, all of them where none is."""
        wanted = (criteria or {}).get("tabIds")
        return [self.tab(tab_id) for tab_id in dict.fromkeys(wanted or [tab_id_of(tab) for _, tab in walk_tabs(self.tabs)])]

    def location(self, location: Json) -> tuple[TabEditor, Segment, int]:
        tab = self.tab(location.get("tabId"))
        return tab, tab.segment(location.get("segmentId", "")), location.get("index", 0)

    def insertion(self, asked: Json) -> tuple[TabEditor, Segment, int]:
        """The place that `location` or `endOfSegmentLocation` asks for."""
        if "location" in asked:
            return self.location(asked["location"])
        if "endOfSegmentLocation" not in asked:
            raise Refusal("The insertion location must be specified.")
        tab, segment, _ = self.location(asked["endOfSegmentLocation"])
        return tab, segment, segment.width - 1

    def range(self, wanted: Json, *, may_be_empty: bool = False) -> tuple[TabEditor, Segment, int, int]:
        tab = self.tab(wanted.get("tabId"))
        segment = tab.segment(wanted.get("segmentId", ""))
        start, end = wanted.get("startIndex", 0), wanted.get("endIndex")
        if end is None:
            raise Refusal("The range must have an end index.")
        if may_be_empty and start == end:
            check_index(segment, start)
        else:
            check_range(segment, start, end)
        return tab, segment, start, end

    def styled_range(self, wanted: Json) -> tuple[TabEditor, Segment, int, int]:
        """A range that is only restyled: whether it may hold the segment's last newline is a switch."""
        tab, segment, start, end = self.range(wanted)
        if end == segment.width and not self.switches.style_range_may_reach_segment_end:
            check_index(segment, end)
        return tab, segment, start, end

    def close(self) -> list[Json]:
        """Writes all back into `tabs`, and tells which paragraphs changed."""
        changed = self._gone
        for _, tab in walk_tabs(self.tabs):
            editor = self._editors.get(tab_id_of(tab))
            if editor is not None:
                editor.close()
                changed += editor.changed(tab)
        return changed
