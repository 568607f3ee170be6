"""Moments as people read them. The server writes UTC; the page's script turns each <time> into the reader's own zone."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

from .markup import tag

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse(stamp: object) -> datetime | None:
    """An RFC 3339 time as an aware datetime in UTC; None when it is none."""
    if not isinstance(stamp, str):
        return None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def words(moment: datetime) -> str:
    """`Oct 7, 2026, 2:04 am`, in the zone that the moment carries."""
    hour = moment.hour % 12 or 12
    return f"{day(moment)}, {hour}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"


def day(moment: datetime) -> str:
    """`Oct 7, 2026`."""
    return f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}"


def clock(stamp: object, *, only: str = "all") -> Markup | None:
    """A <time> element; `only` is "all", "day" or "hour". None when the stamp cannot be read."""
    moment = parse(stamp)
    if moment is None:
        return None
    hour = f"{moment.hour % 12 or 12}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'} UTC"
    text = {"day": day(moment), "hour": hour}.get(only, words(moment) + " UTC")
    return tag("time", {"datetime": moment.isoformat().replace("+00:00", "Z"), "data-show": only}, text)
