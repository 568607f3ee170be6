"""Tokens: which were issued to which app for whom, what they allow, and until when."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from datetime import datetime

from .call import Caller
from .clock import millis
from .discovery import Method
from .errors import ApiError, error_info

SCHEMA = """
CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY KEY, secret TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS service_accounts (
    email TEXT PRIMARY KEY, key_id TEXT NOT NULL, public_key TEXT NOT NULL, delegated INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, redirect TEXT NOT NULL, challenge TEXT NOT NULL,
    challenge_method TEXT NOT NULL, offline INTEGER NOT NULL, expires INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS grants (
    refresh TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, expires INTEGER
);
CREATE INDEX IF NOT EXISTS grants_user ON grants (client, user);
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, client TEXT NOT NULL, user TEXT NOT NULL, scopes TEXT NOT NULL, expires INTEGER NOT NULL,
    service INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS tokens_user ON tokens (client, user)
"""
"""Only hashes of tokens, refresh tokens and codes are stored. Times are milliseconds since 1970; grants.expires null: never."""

LIFETIME = 3599
"""Seconds that an access token is good for."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(tx: sqlite3.Connection, *, client: str, user: str, scopes: str, now: datetime, service: bool = False) -> str:
    """A fresh access token."""
    token = "ya29." + secrets.token_urlsafe(48)
    tx.execute("DELETE FROM tokens WHERE expires < ?", (millis(now) - 7 * 86_400_000,))
    tx.execute(
        "INSERT INTO tokens (token, client, user, scopes, expires, service) VALUES (?, ?, ?, ?, ?, ?)",
        (digest(token), client, user, scopes, millis(now) + LIFETIME * 1000, int(service)),
    )
    return token


def revoke_grant(tx: sqlite3.Connection, client: str, user: str) -> None:
    """All that this user ever granted to this app, as Google does for any one token revoked."""
    tx.execute("DELETE FROM grants WHERE client = ? AND user = ?", (client, user))
    tx.execute("DELETE FROM tokens WHERE client = ? AND user = ?", (client, user))


def caller_of(tx: sqlite3.Connection, token: str | None, *, owner: str, person: str | None, required: bool, now: datetime) -> Caller:
    """Who a request comes from. Without a token that was issued here: `person`, or else the owner, unless tokens are required."""
    row = tx.execute("SELECT * FROM tokens WHERE token = ?", (digest(token),)).fetchone() if token else None
    if row is not None:
        if row["expires"] <= millis(now):
            raise unauthenticated()
        return Caller(row["user"], row["client"], frozenset(row["scopes"].split()), bool(row["service"]))
    if required:
        raise unauthenticated() if token else missing_token()
    return Caller(person or owner)


_CREDENTIAL = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


def unauthenticated() -> ApiError:
    """401: a token that is expired, revoked or made up."""
    text = f"Request had invalid authentication credentials. {_CREDENTIAL}"
    return ApiError(401, text, reason="authError", location="Authorization")


def missing_token() -> ApiError:
    text = f"Request is missing required authentication credential. {_CREDENTIAL}"
    return ApiError(401, text, reason="required", location="Authorization")


def check_scopes(caller: Caller, method: Method) -> None:
    """403 ACCESS_TOKEN_SCOPE_INSUFFICIENT, with the method's name and service, when none of the token's scopes opens this method."""
    if caller.scopes is None or caller.scopes & method.scopes:
        return
    called = f"google.apps.{method.api}.{method.id}"
    details = error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", {"method": called, "service": method.host})
    raise ApiError(403, "Request had insufficient authentication scopes.", reason="insufficientPermissions", details=details)
