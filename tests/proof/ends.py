"""What a caseload has come to, so that two ends can be held against each other: without ids, times and the history of runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import orjson

from otsync.document.body import tabs_of
from otsync.workbook import layout
from tests.house import House

Json = dict[str, Any]
End = dict[str, Any]
STAMPED = "otsync last changed this page"
STAMP = re.compile(STAMPED + r" .*")
PLACES = {
    "startIndex", "endIndex", "index", "revisionId", "documentId", "tabId", "parentTabId",
    "namedRangeId", "headingId", "listId", "objectId",
}  # fmt: skip
IDS_IN_JSON = re.compile(
    rb'"(?:revisionId|documentId|tabId|parentTabId|namedRangeId|headingId|listId|objectId)":"[^"]*"|"(?:kix|h|t)[.][a-z0-9]+":'
)
IDS = ("otsync ID", "Plan (Doc)", "Open", "Entry", "Logged at", "Key", "Found")


def end_of(home: House) -> End:
    """Roster, Docs with their styles and anchors, Minutes, what waits in Needs a look, Dashboard, and how many Docs there are."""
    people = {row["otsync ID"]: row["Name"] for row in home.roster() if row["otsync ID"]}
    docs = home.docs_in_order()

    def named(text: str) -> str:
        return people.get(text) or re.sub("|".join(map(re.escape, people)) or "$^", lambda found: people[found[0]], text)

    def rows(tab: layout.Tab) -> list[dict[str, str]]:
        return [{key: named(text) for key, text in row.items() if key not in IDS} for row in home.records(tab)]

    return {
        "roster": rows(layout.ROSTER),
        "linked": sorted(row["Name"] for row in home.roster() if row["Plan (Doc)"] and row["otsync ID"]),
        "docs": {people.get(key, "?"): Page(home.people.read_doc(doc)) for key, doc in docs.items()},
        "made": len(docs),
        "minutes": sorted(map(repr, rows(layout.MINUTES))),
        "looks": sorted(repr(row) for row in rows(layout.LOOK) if row["State"] == "waiting for you"),
        "dashboard": dashboard(home, people),
    }


class Page:
    """A Doc, to be held against the same student's in another world."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.words = IDS_IN_JSON.sub(b"", orjson.dumps(body))
        """The body without ids: where two are the same, there is nothing more to look at."""

    @cached_property
    def parts(self) -> Json:
        return of_doc(self.body)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Page) and (self.words == other.words or self.parts == other.parts)

    __hash__ = None  # type: ignore[assignment]


def of_doc(body: Mapping[str, Any]) -> Json:
    """Title, every tab's content with its styles, and the words that each named range lies on."""
    tabs = [{key: value for key, value in one.items() if key != "childTabs"} for one in every_tab(body.get("tabs", []))]
    kept = [plain({**one, "documentTab": {**one.get("documentTab", {}), "namedRanges": {}}}) for one in tabs]
    runs = {tab.id: runs_of(one) for tab, one in zip(tabs_of(body), tabs, strict=True)}
    anchors = [
        {name: sorted(text_in(runs[tab.id], start, end) for start, end in pieces)}
        for tab in tabs_of(body)
        for name, pieces in sorted(tab.named_ranges.items())
    ]
    return {"title": body.get("title"), "tabs": kept, "anchors": anchors}


def every_tab(tabs: list[Json]) -> Iterator[Json]:
    for tab in tabs:
        yield tab
        yield from every_tab(tab.get("childTabs", []))


def runs_of(tab: Any) -> list[tuple[int, bytes]]:
    """Every text run in order: its UTF-16 index, its words in UTF-16."""
    found: list[tuple[int, bytes]] = []
    stack = [tab]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if "textRun" in one:
                found.append((one.get("startIndex", 0), one["textRun"].get("content", "").encode("utf-16-le")))
            else:
                stack += one.values()
        elif isinstance(one, list):
            stack += one
    return sorted(found)


def text_in(runs: Sequence[tuple[int, bytes]], start: int, end: int) -> str:
    """The words between two UTF-16 indexes."""
    parts = [words[2 * max(0, start - at) : 2 * max(0, end - at)] for at, words in runs if at < end and at + len(words) // 2 > start]
    return b"".join(parts).decode("utf-16-le", "surrogatepass")


def plain(value: Any) -> Any:
    """Without places and ids, and without the time of the last change."""
    if isinstance(value, dict):
        kept = {key: plain(one) for key, one in value.items() if key not in PLACES and key != "lists"}
        if "lists" in value:
            kept["lists"] = [plain(one) for one in value["lists"].values()]
        return kept
    if isinstance(value, list):
        return [plain(one) for one in value]
    return STAMP.sub(STAMPED, value) if isinstance(value, str) and STAMPED in value else value


def dashboard(home: House, people: Mapping[str, str]) -> list[list[str]]:
    """The tab as shown, without the line that tells when the last run was."""
    grid = [[people.get(cell.text, cell.text) for cell in row] for row in home.grid(layout.DASHBOARD.sheet_id)]
    return [row for row in grid if not any(text.startswith("Last good run") for text in row)]


def differences(one: Any, two: Any, path: str = "") -> Iterator[str]:
    """Where two ends part, for a person who reads a failed test."""
    if one == two:
        return
    if isinstance(one, Page) and isinstance(two, Page):
        yield from differences(one.parts, two.parts, path)
    elif isinstance(one, dict) and isinstance(two, dict):
        for key in one.keys() | two.keys():
            yield from differences(one.get(key), two.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for at, (left, right) in enumerate(zip(one, two, strict=True)):
            yield from differences(left, right, f"{path}/{at}")
    else:
        yield f"{path}: {one!r} / {two!r}"


def settle(home: House) -> None:
    """Runs as cron would make them, until one writes nothing: past the lease, past the time that an intent is waited for."""
    for _ in range(5):
        home.tick(20)
        report = home.sync()
        if not any(count for kind, count in report.requests.items() if kind.endswith("write")):
            return
    raise AssertionError("it does not come to rest")
