"""The spreadsheet's own wall clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from otsync.workspace.sheets.book import Book


def local_now(book: Book) -> datetime:
    """The wall clock of the spreadsheet's time zone, without a zone."""
    try:
        zone = ZoneInfo(book.properties.get("timeZone") or "Etc/GMT")
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("Etc/GMT")
    return book.ctx.now.astimezone(zone).replace(tzinfo=None)
