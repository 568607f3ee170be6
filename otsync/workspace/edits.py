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
Line = tuple[str, str]
"""A paragraph of a Doc's tab: where it stands in words (after the label of its row, in a table), and its text."""

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


def changed(tab: str, title: str, before: list[Line], after: list[Line]) -> list[Json]:
    """The paragraphs of a Doc's tab that differ, each with what stood there before."""
    found: list[Json] = []
    few = len(before) * len(after) < 250_000
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if few else ():
        for one, two in zip_longest(before[a:b], after[c:d]) if kind != "equal" else ():
            old, new = one[1] if one else "", two[1] if two else ""
            if old != new:
                found.append({"where": title + (two or one or ("",))[0], "tab": tab, "at": "", "old": old, "new": new})
    return found
