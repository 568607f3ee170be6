"""Who may ask, and how: the pages are for a browser on this computer and for nobody else's script.

Three checks. The Host header must name this computer (a foreign name that resolves to 127.0.0.1 is refused). A write
must come from a page of the same origin. And a write must carry a token that only a page we served to this browser
holds: an HMAC over a SameSite=Strict cookie.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug import Request, Response

COOKIE = "otsync_form"
BODY_LIMIT = 1_000_000  # bytes of a posted form; a Sheets cell holds 50,000 characters

_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
_COOKIE = re.compile(r"[0-9a-f]{64}")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})


@dataclass(frozen=True)
class Refusal:
    """An HTTP status and the sentence to show. `stale`: only the token was wrong, a fresh page has a right one."""

    status: int
    sentence: str
    stale: bool = False


@dataclass(frozen=True)
class Visit:
    """One request's secrets: the browser's cookie, the token that its forms carry, and the nonce of this page."""

    cookie: str
    token: str
    nonce: str
    new: bool


def open_visit(request: Request, secret: bytes) -> Visit:
    """The browser's cookie if it has one of ours, else a fresh one, with the form token that belongs to it."""
    held = request.cookies.get(COOKIE, "")
    known = _COOKIE.fullmatch(held) is not None
    cookie = held if known else secrets.token_hex(32)
    return Visit(cookie, form_token(cookie, secret), secrets.token_urlsafe(18), not known)


def form_token(cookie: str, secret: bytes) -> str:
    """The token for forms of the browser that holds `cookie`."""
    return hmac.new(secret, b"otsync form " + cookie.encode(), hashlib.sha256).hexdigest()


def check_reader(request: Request) -> Refusal | None:
    """May this request see anything? It must come from this computer and name this computer."""
    if request.remote_addr is not None and request.remote_addr not in _LOOPBACK:
        return Refusal(403, "This workspace answers only to the computer it runs on.")
    if _HOST.fullmatch(request.headers.get("Host", "")) is None:
        return Refusal(
            403, "This workspace answers only under 127.0.0.1 or localhost. Open it by the address that it printed when it started."
        )
    return None


def check_writer(request: Request, secret: bytes) -> Refusal | None:
    """May this POST change anything? Same origin, and the token that belongs to the browser's cookie."""
    host = request.headers.get("Host", "").lower()
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        parts = urlsplit(source)
        same = parts.scheme == request.scheme and parts.netloc.lower() == host
    except ValueError:
        same = False
    if not same:
        return Refusal(403, "Nothing was changed: this form was sent by another site.")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return Refusal(403, "Nothing was changed: this form was sent by another site.")
    if request.content_length is None or request.content_length > BODY_LIMIT:
        return Refusal(413, "Nothing was changed: that is more text than one cell or paragraph can hold.")
    cookie = request.cookies.get(COOKIE, "")
    token = request.form.get("token", "")
    if _COOKIE.fullmatch(cookie) is None or not hmac.compare_digest(token.encode(), form_token(cookie, secret).encode()):
        return Refusal(403, "Nothing was changed: this page is out of date. Load it again, then repeat your change.", True)
    return None


def seal(response: Response, visit: Visit) -> Response:
    """The headers that every page carries: nothing may be loaded, framed or sniffed that is not ours."""
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{visit.nonce}'; script-src 'nonce-{visit.nonce}'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    if visit.new:
        response.set_cookie(COOKIE, visit.cookie, httponly=True, samesite="Strict", path="/")
    return response
