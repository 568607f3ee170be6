"""One batch on the workbook, sent so that it lands once or not at all, and is known to have."""

from __future__ import annotations

from typing import Any

from otsync.errors import TryLater
from otsync.google.connect import Google
from otsync.google.errors import Refused, Unsure
from otsync.sync.model import SyncSettings
from otsync.sync.read import read_tabs
from otsync.workbook import layout
from otsync.workbook.state import read_state

TRIES = 3


class NotOurs(Exception):
    """Another run has written since this decision was made: it has to be made again."""


def send(google: Google, settings: SyncSettings, requests: list[dict[str, Any]], fingerprint: str, **answer: Any) -> dict[str, Any] | None:
    """Send a fenced batch. After a time-out or a refusal the state is read back: our fingerprint there means that it landed.

    Sending again is safe: the marker in the batch lets it land once. Returns the answer, or None where only the state told.
    Raises NotOurs where another run was quicker, Refused where the batch itself is wrong, TryLater where no answer is to be had.
    """
    for _ in range(TRIES):
        try:
            return google.write_sheet(settings.spreadsheet_id, requests, **(answer or {"fields": "spreadsheetId"}))
        except (Unsure, Refused) as error:
            before = error
        book, _sheet = read_tabs(google, settings, minutes=False)
        state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
        if state.meta.fingerprint == fingerprint:
            return None
        if isinstance(before, Refused):
            if before.about == "already_exists":
                raise NotOurs
            raise before
    raise TryLater("Google does not say whether a change was made. Nothing is doubled; the next run goes on from what is there.")
