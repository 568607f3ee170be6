"""Keeping below Google's per-minute quotas, with the generic cell rate algorithm (GCRA).

One number a bucket: the time at which it would be empty again. A permit moves that time on by one interval; a caller whose permit lies
further ahead than the burst allows waits for the difference. Permits are handed out in order, so waiting threads do not race one another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

GOOGLE_PER_MINUTE: Mapping[str, int] = {"docs_read": 300, "docs_write": 60, "sheets_read": 60, "sheets_write": 60}
"""Requests a minute and user (Docs and Sheets limits pages, 2026-11). Drive counts units, far above what otsync spends."""

MINUTE = 60.0


class Limiter:
    """At most `per_minute[kind]` permits in any 60 seconds, a sixth of them at once. A kind without a rate never waits.

    `clock` is in seconds and never goes back; both it and `sleep` can be replaced, so that a test needs no waiting.
    """

    def __init__(self, per_minute: Mapping[str, int], *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._interval: dict[str, float] = {}
        self._tolerance: dict[str, float] = {}
        self._empty_at: dict[str, float] = {}
        for kind, limit in per_minute.items():
            burst = max(1, limit // 6)
            # Any minute holds a burst and what drips in meanwhile: the drip is slower by the burst, so that the sum stays below the limit.
            self._interval[kind] = MINUTE / max(1, limit - burst) if limit > 1 else MINUTE
            self._tolerance[kind] = self._interval[kind] * (burst - 1)

    def reserve(self, kind: str) -> float:
        """Take the next permit; the answer is how many seconds to wait before using it."""
        with self._lock:
            interval = self._interval.get(kind)
            if interval is None:
                return 0.0
            now = self._clock()
            empty_at = max(self._empty_at.get(kind, now), now)
            self._empty_at[kind] = empty_at + interval
            return max(0.0, empty_at - self._tolerance[kind] - now)

    def wait(self, kind: str) -> None:
        """Take the next permit and wait until it may be used."""
        seconds = self.reserve(kind)
        if seconds > 0:
            self._sleep(seconds)

    def hold(self, kind: str, seconds: float) -> None:
        """Google said "too fast": nobody starts a request of this kind for that long."""
        with self._lock:
            if kind in self._interval:
                until = self._clock() + seconds + self._tolerance[kind]
                self._empty_at[kind] = max(self._empty_at.get(kind, until), until)
