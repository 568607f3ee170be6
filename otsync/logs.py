"""Logs: one line an event on standard error, with otsync IDs and file ids, never a name, a birthdate or a word from a note.

Only otsync's own events are printed. Libraries log what they send and receive, which is students' text: their loggers are silenced.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_MAY_SHOW = (int, float, bool, type(None))
LONGEST = 200


def set_up(*, verbose: bool = False) -> None:
    """Print warnings (with `verbose` also what is repeated and why) to standard error; silence every library."""
    root = logging.getLogger()
    root.handlers[:] = [logging.NullHandler()]
    root.setLevel(logging.CRITICAL)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_text,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if verbose else logging.WARNING),
        logger_factory=_Printers(),
        cache_logger_on_first_use=False,
    )


class _Printers:
    """Standard error as it is at the time of the event: tests and redirections replace it."""

    def __call__(self, *_: Any) -> structlog.PrintLogger:
        return structlog.PrintLogger(sys.stderr)


def without_text(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A last guard: numbers pass, text passes if it is one word of plain characters (an ID, a kind), else only its type is shown."""
    for key, value in event.items():
        if key in ("event", "level", "timestamp") or isinstance(value, _MAY_SHOW):
            continue
        if isinstance(value, str) and value.isascii() and " " not in value.strip() and value.isprintable() and len(value) <= LONGEST:
            continue
        event[key] = f"<{type(value).__name__}>"
    return event


def where(error: BaseException, trace: TracebackType | None = None) -> str:
    """Where an unexpected error arose: its type and the place in otsync, without its message, which may quote a student's words."""
    frames = traceback.extract_tb(trace or error.__traceback__)
    ours = [frame for frame in frames if "otsync" in frame.filename.replace("\\", "/").split("/")]
    if not frames:
        return type(error).__name__
    place = (ours or list(frames))[-1]
    file = "/".join(place.filename.replace("\\", "/").split("/")[-3:])
    return f"{type(error).__name__} at {file}:{place.lineno}"
