"""Chips and breaks: dates, people, links to files, page breaks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from otsync.workspace.docs.edit import insert_inline, insert_text
from otsync.workspace.docs.editor import Editor
from otsync.workspace.docs.geometry import Refusal, insertion_spot
from otsync.workspace.docs.model import Cell, Json
from otsync.workspace.errors import not_implemented

_TIMESTAMP = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def _moment(timestamp: str) -> datetime:
    found = _TIMESTAMP.fullmatch(timestamp)
    try:
        if found is None:
            raise ValueError(timestamp)
        return datetime.fromisoformat(found[1] + ("+00:00" if found[3] == "Z" else found[3])).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refusal("The timestamp of the date must be a valid RFC 3339 timestamp.") from error


def display_text(properties: Json) -> str:
    """What a date chip shows, for the locale `en`; in the chip's own time zone, UTC where it has none."""
    zone = properties.get("timeZoneId") or "etc/UTC"
    try:
        local = _moment(properties["timestamp"]).astimezone(UTC if zone.lower() == "etc/utc" else ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OverflowError) as error:
        raise Refusal(f"The time zone {zone} is not valid.") from error
    month, day = f"{local:%B}", local.day
    shown = {
        "DATE_FORMAT_MONTH_DAY_ABBREVIATED": f"{month[:3]} {day}",
        "DATE_FORMAT_MONTH_DAY_FULL": f"{month} {day}",
        "DATE_FORMAT_MONTH_DAY_YEAR_ABBREVIATED": f"{month[:3]} {day}, {local.year}",
        "DATE_FORMAT_ISO8601": f"{local:%Y-%m-%d}",
    }[properties["dateFormat"]]
    if properties["timeFormat"] == "TIME_FORMAT_DISABLED":
        return shown
    clock = f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"
    return f"{shown} {clock}" + (f" {local:%Z}" if properties["timeFormat"] == "TIME_FORMAT_HOUR_MINUTE_TIMEZONE" else "")


def insert_date(editor: Editor, asked: Json) -> Json:
    given = asked.get("dateElementProperties", {})
    if not given.get("timestamp"):
        raise Refusal("The timestamp of the date must be specified.")
    if given.get("locale", "en") != "en":
        raise not_implemented("date chips in other locales than en")
    date_format = given.get("dateFormat", "DATE_FORMAT_UNSPECIFIED")
    if date_format == "DATE_FORMAT_CUSTOM":
        raise Refusal("The date format DATE_FORMAT_CUSTOM cannot be set.")
    time_format = given.get("timeFormat", "TIME_FORMAT_UNSPECIFIED")
    properties: Json = {"timestamp": f"{_moment(given['timestamp']):%Y-%m-%dT%H:%M:%SZ}"}
    if given.get("timeZoneId"):
        properties["timeZoneId"] = given["timeZoneId"]
    properties["locale"] = "en"
    properties["dateFormat"] = "DATE_FORMAT_MONTH_DAY_YEAR_ABBREVIATED" if date_format.endswith("UNSPECIFIED") else date_format
    properties["timeFormat"] = "TIME_FORMAT_DISABLED" if time_format.endswith("UNSPECIFIED") else time_format
    properties["displayText"] = display_text(properties)
    tab, segment, index = editor.insertion(asked)
    body = {"dateId": editor.mint("kix."), "textStyle": {}, "dateElementProperties": properties}
    insert_inline(tab, segment, index, "dateElement", body)
    return {}


def insert_person(editor: Editor, asked: Json) -> Json:
    given = asked.get("personProperties", {})
    if not given.get("email"):
        raise Refusal("The email of the person must be specified.")
    properties = {key: given[key] for key in ("name", "email") if given.get(key)}
    tab, segment, index = editor.insertion(asked)
    insert_inline(tab, segment, index, "person", {"personId": editor.mint("kix."), "textStyle": {}, "personProperties": properties})
    return {}


def insert_page_break(editor: Editor, asked: Json) -> Json:
    """A page break and a newline; only in the body, and not in a table."""
    tab, segment, index = editor.insertion(asked)
    if segment.segment_id:
        raise Refusal("Page breaks can only be inserted inside the body.")
    if isinstance(insertion_spot(segment, index).holder, Cell):
        raise Refusal("Page breaks cannot be inserted inside a table.")
    insert_inline(tab, segment, index, "pageBreak", {"textStyle": {}})
    insert_text(tab, segment, index + 1, "\n")
    return {}
