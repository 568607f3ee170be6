"""Google's request quotas, on request: per minute, per user and per project; failed requests count like others."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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


@dataclass
class Quota:
    """Counts requests in a sliding minute. Off until `enabled`; `limits` overrides buckets of LIMITS."""

    seconds: Callable[[], float]
    enabled: bool = False
    limits: dict[str, tuple[int, int]] = field(default_factory=dict)
    _seen: dict[tuple[str, str], deque[tuple[float, int]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, *, enabled: bool, limits: Mapping[str, tuple[int, int]] | None = None) -> None:
        """Starts counting afresh. ValueError names a bucket that does not exist."""
        for name in limits or {}:
            if name not in LIMITS:
                raise ValueError(f"There is no quota named {name!r}; there are {', '.join(LIMITS)}.")
        with self._lock:
            self.enabled, self.limits = enabled, dict(limits or {})
            self._seen.clear()

    def charge(self, route: Route, user: str, client: str) -> None:
        """Counts one request; 429 when the bucket was full."""
        if not self.enabled:
            return
        bucket = "drive" if route.method.api == "drive" else f"{route.method.api}.{'write' if route.writes else 'read'}"
        per_user, per_project = self.limits.get(bucket, LIMITS[bucket])
        cost = _UNITS.get(route.name, 5) if bucket == "drive" else 1
        with self._lock:
            now = self.seconds()
            over_user = self._add((bucket, f"{user} {client}"), now, cost) > per_user
            over_project = self._add((bucket, f"* {client}"), now, cost) > per_project
        if over_user or over_project:
            raise exceeded(route, per_user=over_user)

    def _add(self, key: tuple[str, str], now: float, cost: int) -> int:
        """The units of the last minute, this request's included (a refused one counts too)."""
        seen = self._seen.setdefault(key, deque())
        while seen and seen[0][0] <= now - MINUTE:
            seen.popleft()
        seen.append((now, cost))
        return sum(units for _, units in seen) if key[0] == "drive" else len(seen)


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
