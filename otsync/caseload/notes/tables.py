"""Session tables: any sensible headers, any column order. (Rows.)"""

from __future__ import annotations

from otsync.caseload.notes.blocks import Pass
from otsync.caseload.notes.model import TableRow


def read_row(state: Pass, row: TableRow) -> None:
    return None
