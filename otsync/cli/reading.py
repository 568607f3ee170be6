"""`otsync read`: how a line would be read, for a person or, as JSON lines, for a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TextIO

from otsync import logs

Reader = Callable[[Mapping[str, Any]], dict[str, Any]]
UNREADABLE = {"code": "unreadable_record", "text": ""}


def reader(what: str) -> Reader:
    """The reader of "notes" or "services" records."""
    if what == "notes":
        from otsync.caseload.notes.jsonl import read_record as read_notes

        return read_notes
    from otsync.caseload.services.jsonl import read_record as read_services

    return read_services


def answer(what: str, lines: Iterable[str], out: TextIO, err: TextIO) -> int:
    """One JSON object out for each line in, in order; how many lines were no record or could not be read.

    Those are answered with the flag "unreadable_record": a bad line stops nothing else. Blank lines are passed over.
    """
    read = reader(what)
    bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record: Any = None
        try:
            record = json.loads(line)
            result = read(record if isinstance(record, dict) else _no_record())
        except Exception as error:
            bad += 1
            print(f"otsync: line {number} is not a record that can be read ({logs.where(error)}).", file=err)
            name = "entries" if what == "notes" else "services"
            result = {"id": record.get("id") if isinstance(record, dict) else None, name: [], "flags": [UNREADABLE]}
        print(json.dumps(result, ensure_ascii=False), file=out, flush=True)
    return bad


def _no_record() -> dict[str, Any]:
    raise ValueError("not a JSON object")


def said(texts: Sequence[str]) -> list[str]:
    """The lines that a person gave on the command line: unquoted words are one line, quoted ones a line each."""
    return list(texts) if any(" " in text or "\n" in text for text in texts) else [" ".join(texts)]


def in_words(what: str, text: str, today: date) -> list[str]:
    """A reading of one line, in sentences for a person."""
    if what == "notes":
        from otsync.caseload.notes.jsonl import as_json
        from otsync.caseload.notes.model import Line
        from otsync.caseload.notes.reader import read_notes

        notes = read_notes([Line(one) for one in text.split("\n")], ref_date=today)
        found = [_entry(one) for one in as_json(notes)["entries"]]
        found += [f"{_COLLECTED[one.what]}: {one.text}" for one in notes.collected]
        asked = [(one.says, one.text) for one in notes.flags]
    else:
        from otsync.caseload.services import in_words as services_in_words
        from otsync.caseload.services import read_services

        reading = read_services(text)
        found = [services_in_words(replace(reading, flags=()))] if reading.services else []
        asked = [(one.says, one.text) for one in reading.flags]
    found += [f"to look at: {says.rstrip('.')}: {quoted}" for says, quoted in asked]
    return found or ["nothing that counts"]


_COLLECTED = {"next": "next time", "tried": "tried, for the Plan", "teacher": "for the teacher"}


def _entry(one: Mapping[str, Any]) -> str:
    parts = [str(one["date"])]
    if one["status"] == "missed":
        parts.append("missed" + (f", {one['reason'].replace('_', ' ')}" if one.get("reason") else ", no reason given"))
        parts.append({True: "a make-up is owed", False: "no make-up is owed"}.get(one.get("makeup_owed"), ""))  # type: ignore[arg-type]
    else:
        parts.append(f"{one['minutes']} minutes, {one['kind']}")
        parts.append("make-up" + (f" for {one['makeup_for']}" if one.get("makeup_for") else "") if one.get("makeup") else "")
    parts.append(f"{one['start']}-{one['end']}" if one.get("start") and one.get("end") else "")
    parts.append(one.get("setting") or "")
    parts.append(f"group of {one['group_size']}" if one.get("group_size") else "")
    return " · ".join(part for part in parts if part)

