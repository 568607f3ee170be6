"""One request and what becomes of it: limiter, access token, a line to send it on, repetition, and the error that people see."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

import google.auth.credentials
import google.auth.exceptions
import requests

from otsync.google.counts import Counts, Kind
from otsync.google.errors import (
    SIGN_IN,
    Answered,
    GoogleError,
    Lost,
    NotSent,
    SignInNeeded,
    Unavailable,
    Unsure,
    as_error,
)
from otsync.google.limiter import Limiter
from otsync.google.retry import repeat
from otsync.google.transport import Line, token_request

T = TypeVar("T")

NOT_ACCEPTED = f"Google does not accept the sign-in (it has expired or was revoked): {SIGN_IN}."


class Caller:
    """Carries out calls, at most `threads` at once. `counts` holds what was spent so far."""

    def __init__(
        self,
        *,
        endpoint: str | None,
        credentials: google.auth.credentials.Credentials,
        threads: int,
        limiter: Limiter,
        sleep: Callable[[float], None],
    ) -> None:
        self.counts = Counts()
        self._credentials = credentials
        self._token_request = token_request(endpoint)
        self._token_lock = threading.Lock()
        self._limiter = limiter
        self._sleep = sleep
        self._closed = False
        # Lent to one caller after another, the one used last first: so one httplib2 connection is never in two threads.
        self._lines: queue.LifoQueue[Line] = queue.LifoQueue()
        for _ in range(threads):
            self._lines.put(Line(endpoint, credentials, self.counts))

    def close(self) -> None:
        """Close idle connections; calls after this fail."""
        self._closed = True
        while True:
            try:
                self._lines.get_nowait().close()
            except queue.Empty:
                return

    def call(self, kind: Kind, send: Callable[[Line], T]) -> T:
        if self._closed:
            raise GoogleError("This connection to Google was closed.")
        try:
            return repeat(
                lambda: self._attempt(kind, send), kind=kind, sleep=self._sleep, on_rate=lambda seconds: self._limiter.hold(kind, seconds)
            )
        except Answered as error:
            raise as_error(error.problem, write=kind.endswith("_write")) from None
        except NotSent:
            raise Unavailable("Google cannot be reached from this computer: check the network, then try again.") from None
        except Lost:
            if kind.endswith("_write"):
                raise Unsure("The connection broke after a change was sent: it may or may not have been made.") from None
            raise Unavailable("The connection to Google breaks again and again; try again later.") from None

    def _attempt(self, kind: Kind, send: Callable[[Line], T]) -> T:
        self._limiter.wait(kind)
        token = self._token(refused=None)
        try:
            return self._once(kind, send)
        except Answered as error:
            if error.problem.status != 401 or token is None:
                raise
        # The server no longer takes a token that looks valid here: one new one, one more try.
        self._token(refused=token)
        self._limiter.wait(kind)
        return self._once(kind, send)

    def _once(self, kind: Kind, send: Callable[[Line], T]) -> T:
        line = self._lines.get()
        try:
            line.kind = kind
            return send(line)
        except (requests.exceptions.RequestException, json.JSONDecodeError, UnicodeDecodeError) as error:
            # A body cut off on its way, or one that is not JSON, under a 200.
            raise Lost(type(error).__name__) from None
        finally:
            if self._closed:
                line.close()
            else:
                self._lines.put(line)

    def _token(self, *, refused: str | None) -> str | None:
        """Make sure that there is an access token, other than the one just refused; None where none is used."""
        credentials = self._credentials
        if isinstance(credentials, google.auth.credentials.AnonymousCredentials):
            return None
        with self._token_lock:
            if not credentials.valid or (refused is not None and credentials.token == refused):
                try:
                    credentials.refresh(self._token_request)  # type: ignore[no-untyped-call]
                except google.auth.exceptions.TransportError as error:
                    raise NotSent(type(error).__name__) from None
                except google.auth.exceptions.RefreshError as error:
                    if error.retryable:
                        raise NotSent(type(error).__name__) from None
                    raise SignInNeeded(NOT_ACCEPTED) from None
                except google.auth.exceptions.GoogleAuthError:
                    raise SignInNeeded(NOT_ACCEPTED) from None
            token: str | None = credentials.token
            return token
