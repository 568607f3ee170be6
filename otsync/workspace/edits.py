"""What was changed in a file, kept beside its revisions for the page that lists who changed what and when.

An edit is {"where": words, "tab": id, "at": cell or "", and either "old" and "new" (texts, "" for none) or "said" (words)}.
"""

from __future__ import annotations

import sqlite3
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

import orjson

Json = dict[str, Any]
Line = tuple[str, str, str]
"""A paragraph of a Doc: the id of its tab, where it stands in words, its text."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS edits (
    file TEXT NOT NULL, revision INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (file, revision)
) WITHOUT ROWID
"""
MOST, LONGEST = 60, 300
"""Edits kept of one write, and characters of one text."""


def keep(tx: sqlite3.Connection, file_id: str, found: list[Json]) -> None:
    """Puts the edits beside the file's latest revision."""
    if found:
        short = [{name: _cut(part) if isinstance(part, str) else part for name, part in edit.items()} for edit in found[:MOST]]
        if len(found) > MOST:
            short.append({"where": "", "tab": "", "at": "", "said": f"and {len(found) - MOST:,} more"})
        tx.execute(
            "INSERT OR REPLACE INTO edits SELECT ?, MAX(id), ? FROM revisions WHERE file = ? HAVING MAX(id) IS NOT NULL",
            (file_id, orjson.dumps(short).decode(), file_id),
        )


def of(tx: sqlite3.Connection, file_id: str) -> dict[int, list[Json]]:
    """Revision number -> its edits."""
    return {int(row[0]): orjson.loads(row[1]) for row in tx.execute("SELECT revision, json FROM edits WHERE file = ?", (file_id,))}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def lines(tabs: list[Json]) -> list[Line]:
    """The paragraphs of a Doc's tabs in order; one in a table is named by the cell before it."""
    found: list[Line] = []
    for tab in tabs:
        about = tab.get("tabProperties") or {}
        own, title = str(about.get("tabId") or ""), str(about.get("title") or "")
        content = ((tab.get("documentTab") or {}).get("body") or {}).get("content") or []
        _collect(content, own, title, found)
        found += lines(tab.get("childTabs") or [])
    return found


def _collect(content: list[Json], tab: str, where: str, found: list[Line]) -> None:
    for element in content:
        paragraph, table = element.get("paragraph"), element.get("table")
        if paragraph is not None:
            text = "".join([run["textRun"].get("content", "") if "textRun" in run else "\ufffc" for run in paragraph.get("elements", ())])
            found.append((tab, where, text.strip("\n")))
        for row in table.get("tableRows", ()) if table is not None else ():
            label = ""
            for cell in row.get("tableCells", ()):
                first = len(found)
                _collect(cell.get("content", ()), tab, f"{where} · {label}" if label else where, found)
                label = found[first][2].strip()[:40] if len(found) > first else ""


def changed(before: list[Line], after: list[Line]) -> list[Json]:
    """The paragraphs that differ, each with what stood there before."""
    first, last = 0, min(len(before), len(after))
    while first < last and before[first] == after[first]:
        first += 1
    behind = 0
    while behind < last - first and before[-1 - behind] == after[-1 - behind]:
        behind += 1
    old, new = before[first : len(before) - behind], after[first : len(after) - behind]
    found: list[Json] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if len(old) * len(new) < 250_000 else ():
        for one, two in zip_longest(old[a:b], new[c:d]) if kind != "equal" else ():
            tab, where, text = two or one
            if (one and one[2]) != (two and two[2]) and ((one and one[2]) or (two and two[2])):
                found.append({"where": where, "tab": tab, "at": "", "old": one[2] if one else "", "new": text if two else ""})
    return found
