"""Google's request quotas, on request: per minute, per user and per project; failed requests count like others."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .discovery import Json
from .errors import ApiError, error_info
from .routes import Route

LIMITS: dict[str, tuple[int, int]] = {
    "docs.read": (300, 3000),
    "docs.write": (60, 600),
    "sheets.read": (60, 300),
    "sheets.write": (60, 300),
    "drive": (325_000, 1_000_000),
}
"""Bucket -> (per user and minute, per project and minute); requests, for Drive quota units."""

_UNITS = {"drive.files.list": 100, "drive.files.update": 50, "drive.files.copy": 50, "drive.files.export": 200}
PROJECT = "project_number:100000000001"
MINUTE = 60.0
_TABLES = (
    "CREATE TABLE IF NOT EXISTS setting (only INTEGER PRIMARY KEY, enabled INTEGER NOT NULL, limits TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS seen (bucket TEXT, client TEXT, user TEXT, at REAL, cost INTEGER)",
)


class Quota:
    """Counts the requests of a sliding minute, one count for all processes that have the directory open.

    Off until `set`, which holds for all of them too and stays until it is set anew; `limits` overrides buckets of LIMITS.
    """

    def __init__(self, directory: Path, seconds: Callable[[], float]) -> None:
        self._path, self._seconds = directory / "quota.sqlite3", seconds
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    def set(self, *, enabled: bool, limits: Mapping[str, tuple[int, int]] | None = None) -> None:
        """Starts counting afresh. ValueError names a bucket that does not exist."""
        for name in limits or {}:
            if name not in LIMITS:
                raise ValueError(f"There is no quota named {name!r}; there are {', '.join(LIMITS)}.")
        with self._counting() as tx:
            tx.execute("DELETE FROM seen")
            tx.execute("REPLACE INTO setting VALUES (0, ?, ?)", (enabled, json.dumps(dict(limits or {}))))

    def show(self) -> Json:
        """What is set: `enabled`, and the `limits` that are not Google's."""
        if self._path.exists():
            with self._counting() as tx:
                for enabled, limits in tx.execute("SELECT enabled, limits FROM setting"):
                    return {"enabled": bool(enabled), "limits": json.loads(limits)}
        return {"enabled": False, "limits": {}}

    def charge(self, route: Route, user: str, client: str) -> None:
        """Counts one request, also one that is refused; 429 when the bucket was full."""
        if not self._path.exists():
            return
        bucket = "drive" if route.method.api == "drive" else f"{route.method.api}.{'write' if route.writes else 'read'}"
        cost = _UNITS.get(route.name, 5) if bucket == "drive" else 1
        with self._counting() as tx:
            setting = tx.execute("SELECT limits FROM setting WHERE enabled").fetchone()
            if setting is None:
                return
            now = self._seconds()
            tx.execute("DELETE FROM seen WHERE at <= ? OR at > ?", (now - MINUTE, now))
            tx.execute("INSERT INTO seen VALUES (?, ?, ?, ?, ?)", (bucket, client, user, now, cost))
            counts = "SELECT SUM(cost), SUM(cost * (user = ?)) FROM seen WHERE bucket = ? AND client = ?"
            of_project, of_user = tx.execute(counts, (user, bucket, client)).fetchone()
        per_user, per_project = json.loads(setting[0]).get(bucket, LIMITS[bucket])
        if of_user > per_user or of_project > per_project:
            raise exceeded(route, per_user=of_user > per_user)

    @contextmanager
    def _counting(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._open is None:
                self._open = sqlite3.connect(self._path, isolation_level=None, timeout=60, check_same_thread=False)
                self._open.execute("PRAGMA journal_mode=WAL")
                self._open.execute("PRAGMA synchronous=NORMAL")
            self._open.execute("BEGIN IMMEDIATE")
            try:
                for statement in _TABLES:
                    self._open.execute(statement)
                yield self._open
            finally:
                self._open.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None


def exceeded(route: Route, *, per_user: bool = True) -> ApiError:
    """429 (Docs, Sheets) or 403 (Drive), word for word as Google sends them."""
    method = route.method
    if method.api == "drive":
        text, reason = "Rate Limit Exceeded", "rateLimitExceeded"
        if per_user:
            text = "User Rate Limit Exceeded. Rate of requests for user exceed configured project quota, you may consider re-evaluating "
            text += "expected per-user traffic to the API and adjust project quota limits accordingly."
            reason = "userRateLimitExceeded"
        return ApiError(403, text, reason=reason, domain="usageLimits")
    kind = "Write" if route.writes else "Read"
    group = f"{kind} requests" if method.api == "sheets" else f"Quota group for {kind.lower()} operations"
    message = f"Quota exceeded for quota metric '{group}' and limit '{group} per minute{' per user' if per_user else ''}' "
    metadata = {
        "service": method.host,
        "consumer": PROJECT.replace("project_number:", "projects/"),
        "quota_metric": f"{method.host}/{kind.lower()}_requests",
        "quota_limit": f"{kind}RequestsPerMinutePer{'User' if per_user else 'Project'}",
        "quota_location": "global",
        "quota_unit": "1/min/{project}" + ("/{user}" if per_user else ""),
    }
    message += f"of service '{method.host}' for consumer '{PROJECT}'."
    return ApiError(429, message, details=error_info("RATE_LIMIT_EXCEEDED", metadata))
