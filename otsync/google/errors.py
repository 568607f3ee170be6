"""What can go wrong with Google, in words that are safe to show and to log.

    GoogleError
    ├── Refused        400 and the like: asked for something that has no meaning; nothing was changed
    ├── Missing        404: no such file, or not one that otsync may see
    ├── Forbidden      403 that is not a rate: the account may not do this
    ├── Unsure         a write whose fate is unknown (exit 75): read back, then decide; never send it again blindly
    ├── Unavailable    try later (exit 75): Google is busy or cannot be reached; nothing was changed
    └── SignInNeeded   a person must act (exit 2): run `otsync login`

Google's own messages quote what was sent, so they may hold a student's words: they are scrubbed before they get in here,
and an error is raised `from None` so that no traceback carries the unscrubbed one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from otsync.errors import OtsyncError, PersonMustAct, TryLater

About = Literal["stale_revision", "already_exists", "no_grid", "no_named_range", "index", "parse", "other"]
"""What a refusal is about, read from Google's wording; "other" where the wording is not one we know."""

RATE_REASONS = frozenset({
    "rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded",
    "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED",
})  # fmt: skip
"""Reasons that mean "too fast", on a 403 as well as on a 429 (Drive, handle-errors)."""

SCOPE_REASONS = frozenset({"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions", "insufficientScopes"})
SIGN_IN = "run `otsync login`"


class GoogleError(OtsyncError):
    """An answer of Google that ends what was asked. `status` is the HTTP status (0: none came), `reason` Google's own code word."""

    def __init__(self, message: str, *, status: int = 0, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class Refused(GoogleError):
    """Nothing was changed. `about` says what Google objects to; `index` is the request of the batch it names (0 is the first), if any."""

    def __init__(self, message: str, *, status: int = 400, reason: str = "", about: About = "other", index: int | None = None) -> None:
        super().__init__(message, status=status, reason=reason)
        self.about = about
        self.index = index


class Protected(Refused, PersonMustAct):
    """A write into cells that somebody has protected against this account."""


class Missing(GoogleError):
    """404: the file does not exist, or this account may not see it."""


class Forbidden(GoogleError):
    """403 that is not a rate: seen, but not allowed."""


class Unsure(GoogleError, TryLater):
    """A write was sent and no answer came back that says whether it was done: the next run reads, and goes on from what is there."""


class Unavailable(GoogleError, TryLater):
    """Google is busy or unreachable, and surely nothing was changed by this request."""


class SignInNeeded(GoogleError, PersonMustAct):
    """No sign-in, or one that has expired, was revoked, or lacks the permission."""


# What the transports raise, inside this package only.


@dataclass(frozen=True)
class Problem:
    """An answer of 400 or above. `message` is Google's own and must not leave this package unscrubbed."""

    status: int
    reasons: tuple[str, ...]
    message: str
    retry_after: float | None
    """Seconds that the server asks us to wait."""

    @property
    def is_rate(self) -> bool:
        return self.status == 429 or (self.status == 403 and not RATE_REASONS.isdisjoint(self.reasons))


class Answered(Exception):
    """The server answered, and not with 2xx."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"HTTP {problem.status}")
        self.problem = problem


class NotSent(Exception):
    """The request never left: no name, no route, connection refused, no token."""


class Lost(Exception):
    """The request may have arrived; no whole answer came back."""


def read_problem(status: int, retry_after: str | None, content: bytes, *, now: float) -> Problem:
    """Read an error answer of any shape: JSON envelope, OAuth error, HTML page of a front end, or nothing.

    `now` is seconds since the epoch, for a Retry-After that is a date.
    """
    reasons: list[str] = []
    message = ""
    try:
        body: Any = json.loads(content)
    except ValueError:
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, str):
        reasons.append(error)
    elif isinstance(error, dict):
        message = error["message"] if isinstance(error.get("message"), str) else ""
        for key in ("details", "errors"):
            items = error.get(key)
            for item in items if isinstance(items, list) else []:
                if isinstance(item, dict) and isinstance(item.get("reason"), str):
                    reasons.append(item["reason"])
        if isinstance(error.get("status"), str):
            reasons.append(error["status"])
    return Problem(status, tuple(reasons), message, _seconds(retry_after, now))


def _seconds(retry_after: str | None, now: float) -> float | None:
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    except ValueError:
        return None


_DOUBLE_QUOTED = re.compile(r'"[^"]*("|$)|“[^”]*(”|$)')
_SINGLE_QUOTED = re.compile(r"(?<!\w)'([^']*)('(?!\w)|$)")
_SAFE_SINGLE = re.compile(r"(requests|data|ranges)\[\d+\][\w.\[\]]*|[a-z_]+\.[a-z_.]+|[A-Za-z0-9_-]{20,}|request|revision")
_TAIL = re.compile(r"(Unable to parse range|File not found|Unable to parse|Invalid value)(:).*", re.DOTALL)
_INDEX = re.compile(r"\b(?:requests|data)\[(\d+)\]")
LONGEST = 160


def scrub(message: str) -> str:
    """Google's message without anything that it may quote from a request: no quoted text, no long tail, no letters beyond ASCII."""
    text = _DOUBLE_QUOTED.sub('"…"', message)
    text = _SINGLE_QUOTED.sub(lambda m: m.group(0) if _SAFE_SINGLE.fullmatch(m.group(1)) else "'…'", text)
    text = _TAIL.sub(r"\1.", text)
    text = re.sub(r"[^\x20-\x7e…]+", "…", text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def about(message: str) -> tuple[About, int | None]:
    """What a 400 is about, and the place in the batch that it names. Wording as recorded from the live services."""
    found = _INDEX.search(message)
    index = int(found.group(1)) if found else None
    lowered = message.lower()
    kind: About = "other"
    if "revision" in lowered and ("does not match" in lowered or "required revision" in lowered):
        kind = "stale_revision"
    elif "already exists" in lowered or "already in use" in lowered or "duplicate" in lowered:
        kind = "already_exists"
    elif "no grid with id" in lowered:
        kind = "no_grid"
    elif "named range" in lowered or "namedrange" in lowered:
        kind = "no_named_range"
    elif "unable to parse range" in lowered:
        kind = "parse"
    elif "index" in lowered or "range should not be empty" in lowered:
        kind = "index"
    return kind, index


def as_error(problem: Problem, *, write: bool) -> GoogleError:
    """The public error for an answer that is not to be asked again."""
    status, reason = problem.status, problem.reasons[0] if problem.reasons else ""
    said = scrub(problem.message)
    if problem.is_rate:
        return Unavailable("Google asks for a slower pace; try again in a few minutes.", status=status, reason=reason)
    if status == 401 or not SCOPE_REASONS.isdisjoint(problem.reasons):
        return SignInNeeded(f"Google does not accept the sign-in (it has expired, was revoked or lacks a permission): {SIGN_IN}.",
                            status=status, reason=reason)  # fmt: skip
    if status == 404:
        return Missing("Google does not find that file, or this account may not see it.", status=status, reason=reason)
    if status == 403:
        if "storageQuotaExceeded" in problem.reasons:
            return Forbidden("The Drive of this account is full: make room, or use a shared drive.", status=status, reason=reason)
        return Forbidden("This account may not do that with that file" + (f" ({reason})." if reason else "."), status=status, reason=reason)
    if status in (408, 500, 502, 503, 504):
        if write:
            return Unsure(f"Google answered {status} to a change: it may or may not have been made.", status=status, reason=reason)
        return Unavailable(f"Google answered {status} again and again; try again later.", status=status, reason=reason)
    if "protected cell" in problem.message:
        return Protected(
            "Some cells of the workbook are protected against the account that otsync uses, and nothing was written there: in Google "
            "Sheets open Data > Protected sheets and ranges and let that account edit them.",
            status=status,
        )
    kind, index = about(problem.message)
    return Refused(f"Google refused a request ({status}): {said or reason or 'no reason given'}", status=status, reason=reason,
                   about=kind, index=index)  # fmt: skip
