"""Signing in: the installed-app flow of google-auth-oauthlib, and the file that keeps its result.

One scope, drive.file: the files that otsync made and those that the person picked, nothing else in the Drive.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import google.oauth2.credentials
import requests
from google.auth import exceptions
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error

from otsync.config import write_atomically
from otsync.errors import PersonMustAct
from otsync.google.errors import SIGN_IN, SignInNeeded, Unavailable

SCOPES = ("https://www.googleapis.com/auth/drive.file",)
WAIT_SECONDS = 300
HOW = "download an OAuth client of the type “Desktop app” from Google Cloud (README, “Your own Google account”)"


@dataclass(frozen=True)
class SignedIn:
    """A finished sign-in: the credentials, and the ids of files that the person picked on the way."""

    credentials: google.oauth2.credentials.Credentials
    picked: tuple[str, ...] = ()


def load(token: Path) -> google.oauth2.credentials.Credentials:
    """The sign-in kept in a file; SignInNeeded if there is none or it is damaged. Whether Google accepts it shows at the first request."""
    try:
        info = json.loads(token.read_text(encoding="utf-8"))
        credentials = google.oauth2.credentials.Credentials.from_authorized_user_info(info, list(SCOPES))  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise SignInNeeded(f"Nobody is signed in to Google yet: {SIGN_IN}.") from None
    except OSError as error:
        raise SignInNeeded(f"The sign-in {token} cannot be read ({error.strerror}): {SIGN_IN}.") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SignInNeeded(f"The sign-in {token} is damaged: {SIGN_IN}.") from None
    assert isinstance(credentials, google.oauth2.credentials.Credentials)
    if not credentials.refresh_token:
        raise SignInNeeded(f"The sign-in {token} cannot be renewed: {SIGN_IN}.")
    return credentials


def save(token: Path, credentials: google.oauth2.credentials.Credentials) -> None:
    """Keep a sign-in where its owner alone can read it."""
    try:
        token.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(token, credentials.to_json(), 0o600)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise PersonMustAct(f"The sign-in could not be written to {token} ({error.strerror}).") from None


def client(credentials_file: Path) -> dict[str, Any]:
    """The OAuth client that Google Cloud gave. PersonMustAct, with what to do, if the file is missing or something else."""
    try:
        info = json.loads(credentials_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PersonMustAct(f"There is no {credentials_file}: {HOW} and save it there.") from None
    except OSError as error:
        raise PersonMustAct(f"{credentials_file} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise PersonMustAct(f"{credentials_file} is not a JSON file: {HOW}.") from None
    if isinstance(info, dict) and info.get("type") == "service_account":
        raise PersonMustAct(
            f"{credentials_file} is the key of a service account, which can neither own Docs nor, under the one permission that otsync "
            f"asks for, see yours: {HOW}."
        )
    installed = info.get("installed") if isinstance(info, dict) else None
    if not isinstance(installed, dict) or any(
        not isinstance(installed.get(key), str) for key in ("client_id", "client_secret", "auth_uri", "token_uri")
    ):
        raise PersonMustAct(f"{credentials_file} is not an OAuth client of the type “Desktop app”: {HOW}.")
    return {"installed": installed}


class _Flow(InstalledAppFlow):  # type: ignore[misc]
    """Keeps the ids of the files that were picked: Google adds them to the redirect that carries the code."""

    picked: tuple[str, ...] = ()

    def fetch_token(self, **options: Any) -> Any:
        answer = parse_qs(urlsplit(options.get("authorization_response") or "").query)
        self.picked = tuple(one for text in answer.get("picked_file_ids", []) for one in text.replace(",", " ").split())
        return super().fetch_token(**options)


def sign_in(credentials_file: Path, *, pick: bool = False, browser: bool = True, wait_seconds: int = WAIT_SECONDS) -> SignedIn:
    """Ask the person, in their browser, and wait for the answer on a free loopback port. The address is printed to standard error.

    With `pick` the person also chooses files that otsync may use (an existing roster). PersonMustAct if it is refused or nobody answers.
    """
    info = client(credentials_file)
    uris = [info["installed"][key] for key in ("auth_uri", "token_uri")]
    flow = _Flow.from_client_config(info, scopes=list(SCOPES))
    extra = {"trigger_onepick": "true", "allow_multiple": "true"} if pick else {}
    try:
        with _plain_http_for_loopback(uris), contextlib.redirect_stdout(sys.stderr):
            credentials = flow.run_local_server(
                host="127.0.0.1",
                port=0,
                open_browser=browser and _has_browser(),
                authorization_prompt_message="Please open this address and sign in:\n\n{url}\n",
                success_message="Signed in. You can close this page and go back to otsync.",
                timeout_seconds=wait_seconds,
                prompt="consent",
                **extra,
            )
    except WSGITimeoutError:
        raise PersonMustAct(f"Nobody signed in within {wait_seconds // 60} minutes: {SIGN_IN} again.") from None
    except (OAuth2Error, Warning) as error:  # a warning: another set of permissions was given than was asked for
        if isinstance(error, Warning) or error.error == "access_denied":
            raise PersonMustAct(
                "The permission to see, edit, create and delete the files that you use with otsync was not given: "
                f"{SIGN_IN} again, leave its box ticked and choose Allow."
            ) from None
        raise PersonMustAct(f"Google did not sign you in ({error.error or 'no reason given'}): {SIGN_IN} again.") from None
    except (requests.exceptions.RequestException, exceptions.TransportError):
        raise Unavailable("Google cannot be reached from this computer: check the network, then try again.") from None
    if not credentials.refresh_token:
        raise PersonMustAct(f"Google gave no lasting sign-in: {SIGN_IN} again.")
    return SignedIn(credentials, flow.picked)


def _has_browser() -> bool:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


@contextlib.contextmanager
def _plain_http_for_loopback(uris: list[str]) -> Iterator[None]:
    """Let oauthlib speak plain http, if all of it stays on this computer; anywhere else a password would travel readable."""
    plain = [uri for uri in uris if urlsplit(uri).scheme == "http"]
    if not all(_is_loopback(uri) for uri in plain):
        raise PersonMustAct("The OAuth client names an address that is not encrypted (http); only https is safe for a sign-in.")
    if not plain:
        yield
        return
    name = "OAUTHLIB_INSECURE_TRANSPORT"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _is_loopback(uri: str) -> bool:
    host = urlsplit(uri).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
