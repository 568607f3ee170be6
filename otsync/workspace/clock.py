"""The workspace's own clock: real time, or a time that a test or OTSYNC_NOW has set, standing still or ticking on."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Clock:
    """Aware UTC times. `set` fixes it; `set(..., ticking=True)` lets it go on from there; `set(None)` is real time again."""

    def __init__(self, start: datetime | None = None, *, ticking: bool = False) -> None:
        self._base: datetime | None = None
        self._since: float | None = None
        self.set(start, ticking=ticking)

    def set(self, moment: datetime | None, *, ticking: bool = False) -> None:
        """`moment` aware (or naive, then UTC)."""
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        self._base = None if moment is None else moment.astimezone(UTC)
        self._since = time.monotonic() if ticking and moment is not None else None

    def advance(self, step: timedelta) -> None:
        """Moves it on; a clock that showed real time goes on from there, ticking."""
        real = self._base is None
        self.set(self.now() + step, ticking=real or self._since is not None)

    def now(self) -> datetime:
        if self._base is None:
            return datetime.now(UTC)
        if self._since is None:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def seconds(self) -> float:
        """For counting requests per minute: monotonic time, the same in all processes, but this clock's when it stands still."""
        return time.monotonic() if self._base is None or self._since is not None else self._base.timestamp()


def clock_from(environment: Mapping[str, str] | None = None) -> Clock:
    """OTSYNC_NOW (ISO; without an offset it is OTSYNC_NOW_TZ's local time, UTC when that is unset) fixes the clock.

    ValueError says what is wrong with it.
    """
    environment = os.environ if environment is None else environment
    text = environment.get("OTSYNC_NOW", "").strip()
    return Clock(moment(text, environment.get("OTSYNC_NOW_TZ", "").strip() or "UTC")) if text else Clock()


def moment(text: str, zone: str = "UTC") -> datetime:
    """ISO 8601 -> aware UTC; a time without an offset is local to `zone` (an IANA name)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time such as 2026-10-07T02:00.") from None
    if found.tzinfo is None:
        try:
            found = found.replace(tzinfo=ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{zone!r} is not a time zone such as America/New_York.") from None
    return found.astimezone(UTC)


def millis(when: datetime) -> int:
    """Milliseconds since 1970, as the store keeps times."""
    return round((when - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def rfc3339(ms: int) -> str:
    """`2026-10-07T02:00:00.000Z`, as Drive writes times."""
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def http_date(when: datetime) -> str:
    """The `Date` header: `Wed, 07 Oct 2026 02:00:00 GMT`."""
    return format_datetime(when.astimezone(UTC).replace(microsecond=0), usegmt=True)
