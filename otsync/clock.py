"""What time it is, and where. The one place where otsync looks at a clock for the job; everything below is given `now`."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from otsync.errors import PersonMustAct

FIXED = "OTSYNC_NOW"


def now(time_zone: str | None = None) -> datetime:
    """The aware local time in `time_zone` (an IANA name; None: this computer's).

    `OTSYNC_NOW` fixes it: an ISO time such as 2026-10-07T02:00, local to that zone unless it carries an offset. Anything else there is
    PersonMustAct.
    """
    zone = ZoneInfo(time_zone or local_zone_name())
    fixed = os.environ.get(FIXED)
    if not fixed:
        return datetime.now(zone)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise PersonMustAct(f"{FIXED} must be a time such as 2026-10-07T02:00; it is {fixed!r}.") from None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC."""
    return moment.astimezone(UTC)


def local_zone_name() -> str:
    """The IANA name of this computer's time zone; UTC where it does not say."""
    candidates = [os.environ.get("TZ", "").lstrip(":")]
    with contextlib.suppress(OSError, ValueError):
        candidates.append(Path("/etc/timezone").read_text(encoding="ascii").strip())
    with contextlib.suppress(OSError):
        candidates.append(os.readlink("/etc/localtime").partition("zoneinfo/")[2])
    for name in candidates:
        if name and is_zone(name):
            return name
    return "UTC"


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone that this computer knows."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
