"""Service lines as records: one in, one out, for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from otsync.caseload.services.reader import read_services


def read_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """{"id", "text"} in; {"id", "services": [...], "flags": [{"code", "text", "says"}]} out. What was not said is left out."""
    reading = read_services(str(record.get("text") or ""))
    services = [{key: _plain(value) for key, value in asdict(one).items() if value is not None} for one in reading.services]
    return {"id": record.get("id"), "services": services, "flags": [asdict(flag) for flag in reading.flags]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
