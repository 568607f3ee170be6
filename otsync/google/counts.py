"""Requests spent, by kind. Each attempt that was put on the wire counts, also one that failed: so does Google's quota."""

from __future__ import annotations

import threading
from typing import Literal, get_args

Kind = Literal["docs_read", "docs_write", "sheets_read", "sheets_write", "drive_read", "drive_write"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Counts:
    """Six counters that threads may add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Kind, int] = dict.fromkeys(KINDS, 0)

    def add(self, kind: Kind) -> None:
        with self._lock:
            self._counts[kind] += 1

    def as_dict(self) -> dict[str, int]:
        """A copy, in the order and with the names that `--json` uses."""
        with self._lock:
            return {kind: self._counts[kind] for kind in KINDS}

    @property
    def total(self) -> int:
        return sum(self.as_dict().values())

    docs_read = property(lambda self: self.as_dict()["docs_read"])
    docs_write = property(lambda self: self.as_dict()["docs_write"])
    sheets_read = property(lambda self: self.as_dict()["sheets_read"])
    sheets_write = property(lambda self: self.as_dict()["sheets_write"])
    drive_read = property(lambda self: self.as_dict()["drive_read"])
    drive_write = property(lambda self: self.as_dict()["drive_write"])
