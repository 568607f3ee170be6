"""files.export: a Doc as text, Markdown, HTML or PDF, a workbook's first tab as CSV or TSV."""

from __future__ import annotations

import csv
import io
import sqlite3
from importlib import import_module

from ..call import Call, Media
from ..engines import NAMES
from ..errors import ApiError, not_implemented
from .resource import EXPORTS
from .tables import DOC

LIMIT = 10 * 1024 * 1024
"""Bytes; Google exports no more."""


def export_bytes(call: Call, row: sqlite3.Row, kind: str) -> Media:
    """400 or 403 as Drive says them when the file has no such export."""
    if row["mime"] not in EXPORTS:
        raise ApiError(403, "Export only supports Docs Editors files.", reason="fileNotExportable")
    if kind not in EXPORTS[row["mime"]]:
        if kind.startswith(("application/", "text/", "image/")):
            raise not_implemented(f"export of {row['mime'].rpartition('.')[2]}s as {kind}")
        raise ApiError(400, "The requested conversion is not supported.", reason="badRequest", location="convertTo")
    engine = import_module(NAMES[row["mime"]])
    data = _doc(engine, call, row["id"], kind) if row["mime"] == DOC else _tab(engine, call, row["id"], kind)
    if len(data) > LIMIT:
        raise ApiError(403, "This file is too large to be exported.", reason="exportSizeLimitExceeded")
    return Media(data, kind)


def _doc(engine: object, call: Call, file_id: str, kind: str) -> bytes:
    name = {"text/plain": "to_text", "text/markdown": "to_markdown", "text/html": "to_html"}[kind]
    make = getattr(engine, name, None)
    if make is None:
        raise not_implemented(f"export of documents as {kind}")
    made: str | bytes = make(call.tx, file_id)
    if isinstance(made, bytes):
        return made
    return made.encode()


def _tab(engine: object, call: Call, file_id: str, kind: str) -> bytes:
    """The first tab, as Google exports it."""
    text: str = engine.to_csv(call.tx, file_id, ctx=call.ctx)  # type: ignore[attr-defined]
    if kind == "text/csv":
        return text.encode()
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(csv.reader(io.StringIO(text, newline="")))
    return out.getvalue().encode()
