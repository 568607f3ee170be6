"""spreadsheets.batchUpdate: requests in order, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from otsync.workspace.context import Context
from otsync.workspace.errors import ApiError, invalid, not_implemented
from otsync.workspace.sheets import batch_cells, batch_dimensions, batch_objects, batch_paste, batch_ranges, batch_sheets, noting
from otsync.workspace.sheets.book import Book
from otsync.workspace.sheets.protection import check_request, locked
from otsync.workspace.sheets.reading import spreadsheet
from otsync.workspace.sheets.values import prefixed

Json = dict[str, Any]
HANDLERS: dict[str, Callable[[Book, Json], Json | None]] = {
    **batch_sheets.HANDLERS, **batch_dimensions.HANDLERS, **batch_cells.HANDLERS, **batch_paste.HANDLERS, **batch_ranges.HANDLERS,
    **batch_objects.HANDLERS,
}
NEEDED = {
    **dict.fromkeys(("repeatCell", "mergeCells", "unmergeCells", "updateBorders", "sortRange", "setDataValidation"), ("range",)),
    **dict.fromkeys(("copyPaste", "cutPaste"), ("source", "destination")),
}
"""Request kinds that say nothing without these; an empty range is the first tab, one left out is a mistake."""
MAX_REQUESTS = 100_000


def batch_update(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchUpdateSpreadsheetResponse. Raises at the first request that cannot be applied; the caller's transaction undoes the rest."""
    book = Book.open(tx, file_id, ctx)
    requests = body.get("requests") or []
    if not requests:
        raise invalid("Must specify at least one request.")
    if len(requests) > MAX_REQUESTS:
        raise invalid(f"Too many requests: at most {MAX_REQUESTS} are taken.")
    for index, request in enumerate(requests):
        for kind in request:
            if kind not in HANDLERS:
                raise not_implemented(f"the Sheets request {kind} (requests[{index}])")
    replies = []
    guarded = [sheet for sheet in book.sheets if locked(sheet)]
    for index, request in enumerate(requests):
        kinds = [kind for kind in request if request[kind] is not None]
        if not kinds:
            raise invalid(f"Invalid requests[{index}]: No request set.")
        try:
            for place in NEEDED.get(kinds[0], ()):
                if request[kinds[0]].get(place) is None:
                    raise invalid(f"No {place} specified.")
            check_request(book, kinds[0], request[kinds[0]])
            reply = HANDLERS[kinds[0]](book, request[kinds[0]])
            for sheet in guarded:
                sheet.flush()  # where a change of a protected cell is noticed
        except ApiError as error:
            raise prefixed(error, f"Invalid requests[{index}].{kinds[0]}") from None
        noting.request(book, kinds[0], request[kinds[0]])
        replies.append({kinds[0]: reply} if reply else {})
    book.save()
    answer: Json = {"spreadsheetId": file_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        picked = [book.range(text) for text in body.get("responseRanges") or []]
        answer["updatedSpreadsheet"] = spreadsheet(book, picked, {}, bool(body.get("responseIncludeGridData")))
    return answer | {"commentUpdateState": "NO_UPDATES_REQUESTED"}
