"""files.export: a Doc as text, Markdown, HTML or PDF, a workbook's first tab as CSV."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from .. import docs, sheets
from ..call import Call, Media
from ..errors import ApiError, not_implemented
from .tables import DOC, SHEET

EXPORTS: dict[str, dict[str, Callable[..., str | bytes]]] = {
    DOC: {"text/plain": docs.to_text, "text/markdown": docs.to_markdown, "text/html": docs.to_html, "application/pdf": docs.to_pdf},
    SHEET: {"text/csv": sheets.to_csv},
}
"""Type of a file -> type of an export -> the function of its engine that makes it."""
LIMIT = 10 * 1024 * 1024
"""Bytes; Google exports no more."""


def export_bytes(call: Call, row: sqlite3.Row, kind: str) -> Media:
    """400, 403 or 501 when the file has no such export."""
    if row["mime"] not in EXPORTS:
        raise ApiError(403, "Export only supports Docs Editors files.", reason="fileNotExportable")
    if kind not in EXPORTS[row["mime"]]:
        if kind.startswith(("application/", "text/", "image/")):
            raise not_implemented(f"export of {row['mime'].rpartition('.')[2]}s as {kind}")
        raise ApiError(400, "The requested conversion is not supported.", reason="badRequest", location="convertTo")
    made = EXPORTS[row["mime"]][kind](call.tx, row["id"], ctx=call.ctx)
    data = made.encode() if isinstance(made, str) else made
    if len(data) > LIMIT:
        raise ApiError(403, "This file is too large to be exported.", reason="exportSizeLimitExceeded")
    return Media(data, kind)
