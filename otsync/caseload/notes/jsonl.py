"""Notes as JSON records: what `read notes --jsonl` takes in and gives out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from otsync.caseload.notes.model import Entry, Line, Reading, TableRow
from otsync.caseload.notes.reader import read_notes
from otsync.caseload.notes.scan import UNREADABLE, scan
from otsync.caseload.notes.years import near

_LEFT_OUT = ("as_written", "line", "place", "where")


def read_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """One record (`id`, `ref_date`, `form`, `text`, or `header` and `cells`, or `elements`) as `{"id", "entries", "flags"}`."""
    ref = _day(record.get("ref_date")) or date.today()
    reading = read_notes(source_of(record), ref_date=ref)
    return {"id": record.get("id"), **as_json(reading)}


def as_json(reading: Reading) -> dict[str, Any]:
    """A reading's entries and flags; what a line does not say is left out."""
    return {
        "entries": [_entry(one) for one in reading.entries],
        "flags": [{"code": one.code, "text": one.text} for one in reading.flags],
    }


def source_of(record: Mapping[str, Any]) -> list[Line | TableRow]:
    """The lines and rows that a record stands for."""
    form = record.get("form")
    if form == "table_row" or "cells" in record:
        cells = tuple(Line(str(cell)) for cell in _list(record.get("cells")))
        return [TableRow(tuple(str(one) for one in _list(record.get("header"))), cells)]
    if form == "chip" or "elements" in record:
        return [line_of(_list(record.get("elements")))]
    return [Line(text) for text in str(record.get("text") or "").split("\n")]


def line_of(elements: Sequence[Any]) -> Line:
    """A line from Docs paragraph elements, as a person sees it: chips as what they show, struck and suggested text marked."""
    text = ""
    struck: list[tuple[int, int]] = []
    dates: list[tuple[int, int, date]] = []
    for element in elements:
        if not isinstance(element, Mapping):
            continue
        shown, day = _shown(element)
        shown = shown.rstrip("\n")
        if not shown:
            continue
        if day is not None:
            dates.append((len(text), len(text) + len(shown), day))
        if _not_final(element):
            struck.append((len(text), len(text) + len(shown)))
        text += shown
    return Line(text, struck=tuple(struck), dates=tuple(dates))


def _part(element: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = element.get(name)
    return part if isinstance(part, Mapping) else {}


def _shown(element: Mapping[str, Any]) -> tuple[str, date | None]:
    if run := _part(element, "textRun"):
        return str(run.get("content") or ""), None
    if chip := _part(element, "dateElement"):
        facts = _part(chip, "dateElementProperties")
        return chip_day(str(facts.get("displayText") or ""), _stamp(facts.get("timestamp"), facts.get("timeZoneId")))
    if person := _part(element, "person"):
        facts = _part(person, "personProperties")
        return str(facts.get("name") or facts.get("email") or ""), None
    if link := _part(element, "richLink"):
        return str(_part(link, "richLinkProperties").get("title") or ""), None
    for name, value in element.items():
        # A drop-down, or a chip kind that is newer than this program: what it shows, where it says so.
        if isinstance(value, Mapping) and name not in ("textRun", "pageBreak", "inlineObjectElement", "footnoteReference"):
            facts = next((one for key, one in value.items() if isinstance(one, Mapping) and key.endswith("Properties")), value)
            for key in ("displayText", "displayValue", "displayName", "selectedItem", "value", "title", "name", "text"):
                if isinstance(facts.get(key), str):
                    return facts[key], None
    return "", None


def chip_day(shown: str, day: date | None) -> tuple[str, date | None]:
    """A date chip's text and day. What it shows rules where the two are a day apart (time zones); where they disagree, neither does."""
    if not shown:
        return (day.isoformat() if day else UNREADABLE), day
    first = next((one.val for one in scan(shown).items if one.tag in ("date", "ab")), None)
    if day is None or first is None:
        return shown, day
    visible = near(first, day)
    if visible is None or (first.month, first.day) == (day.day, day.month):
        return shown, day
    if abs((visible - day).days) <= 1:
        return shown, visible
    return UNREADABLE, None


def _not_final(element: Mapping[str, Any]) -> bool:
    for value in element.values():
        if not isinstance(value, Mapping):
            continue
        style = value.get("textStyle")
        if isinstance(style, Mapping) and style.get("strikethrough") is True:
            return True
        if value.get("suggestedInsertionIds") or value.get("suggestedDeletionIds"):
            return True
    return False


def _stamp(value: Any, zone: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
        if isinstance(zone, str) and zone and moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo(zone))
    except (ValueError, KeyError, OSError, OverflowError):
        return None
    return moment.date()


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _entry(entry: Entry) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for one in fields(entry):
        value = getattr(entry, one.name)
        if one.name in _LEFT_OUT or (value is None and one.name != "reason"):
            continue
        if one.name == "reason" and (value is None and entry.status != "missed"):
            continue
        out[one.name] = value.isoformat() if isinstance(value, date) else value
    return out
