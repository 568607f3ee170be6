"""OAuth 2.0 as the installed-app and service-account code of google-auth meets it: consent page, /token, /revoke."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sqlite3
from typing import Any
from urllib.parse import urlencode, urlsplit

from google.auth import exceptions as google_errors
from google.auth import jwt
from werkzeug import Request, Response

from . import auth, consent
from .call import SCOPES
from .clock import millis
from .core import Core
from .drive.access import hand
from .drive.files import ensure_root

AUTH_PATHS = frozenset({"/o/oauth2/auth", "/o/oauth2/v2/auth"})
PATHS = AUTH_PATHS | {"/token", "/revoke"}
_USERINFO = "https://www.googleapis.com/auth/userinfo."
OTHER_SCOPES = frozenset({"openid", "email", "profile", _USERINFO + "email", _USERINFO + "profile"})
CODE_MINUTES = 10
_DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"


class Refused(Exception):
    """An OAuth error: status, `error` and `error_description`."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


def handle(workspace: Core, request: Request) -> Response:
    """Any of PATHS."""
    try:
        if request.path in AUTH_PATHS:
            return _consent(workspace, request)
        if request.method != "POST":
            return _json({"error": "invalid_request", "error_description": "Use POST."}, 405)
        return _token(workspace, request) if request.path == "/token" else _revoke(workspace, request)
    except Refused as refused:
        if request.path in AUTH_PATHS:
            return consent.refused(refused.error, refused.description)
        return _json({"error": refused.error, "error_description": refused.description}, refused.status)


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json; charset=utf-8", headers={"Cache-Control": "no-store"})


def add_client(tx: sqlite3.Connection, name: str, base: str) -> dict[str, Any]:
    """Registers a desktop app: the `client_secret.json` that Google's console hands out, its addresses being `base`'s."""
    client_id = f"{secrets.randbelow(10**12):012d}-{secrets.token_hex(16)}.apps.googleusercontent.com"
    secret = "GOCSPX-" + secrets.token_urlsafe(21)
    tx.execute("INSERT INTO clients (id, secret, name) VALUES (?, ?, ?)", (client_id, secret, name))
    addresses = {"auth_uri": f"{base}/o/oauth2/auth", "token_uri": f"{base}/token", "redirect_uris": ["http://localhost"]}
    return {"installed": {"client_id": client_id, "client_secret": secret, "project_id": "practice", **addresses}}


def add_service_account(tx: sqlite3.Connection, name: str, base: str, *, delegated: bool = False) -> dict[str, Any]:
    """A service account with a fresh RSA key: the JSON key file. `delegated`: it may act for any user (domain-wide delegation)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    email, key_id = f"{name}@practice.iam.gserviceaccount.com", secrets.token_hex(20)
    columns = "(email, key_id, public_key, delegated) VALUES (?, ?, ?, ?)"
    tx.execute(f"INSERT OR REPLACE INTO service_accounts {columns}", (email, key_id, public, int(delegated)))
    return {
        "type": "service_account",
        "project_id": "practice",
        "private_key_id": key_id,
        "private_key": private,
        "client_email": email,
        "client_id": str(int.from_bytes(hashlib.sha256(email.encode()).digest()[:8])),
        "token_uri": f"{base}/token",
    }


def _consent(workspace: Core, request: Request) -> Response:
    """GET shows what is asked for; POST (with the form's token) sends the browser back to the app."""
    asked = _asked(workspace, request)
    if request.method == "GET":
        with workspace.store.read() as tx:
            pickable = consent.pickable(tx, asked) if asked.pick else []
        return consent.page(asked, pickable, _form_token(workspace, request), workspace.owner)
    origin = request.headers.get("Origin")
    if origin not in (None, "null") and origin != request.host_url.rstrip("/"):
        raise Refused("access_denied", "This form was sent by another site.")
    if not _same(request.form.get("token", ""), _form_token(workspace, request)):
        raise Refused("invalid_request", "This page is out of date. Start signing in again.")
    granted = [scope for scope in asked.scopes if scope in request.form.getlist("scope")]
    if request.form.get("answer") != "allow" or not granted:
        return _back(asked, {"error": "access_denied"})
    return _allowed(workspace, request, asked, granted)


def _same(one: str, other: str) -> bool:
    """Compared in constant time, whatever characters they are of."""
    return hmac.compare_digest(one.encode(), other.encode())


def _is_loopback(address: str) -> bool:
    """Whether a code may be sent there: to a server on this computer, and to no part of a page."""
    try:
        redirect = urlsplit(address)
    except ValueError:
        return False
    return redirect.scheme == "http" and redirect.hostname in ("localhost", "127.0.0.1", "::1") and "#" not in address


def _asked(workspace: Core, request: Request) -> consent.Asked:
    args = request.args
    with workspace.store.read() as tx:
        client = tx.execute("SELECT * FROM clients WHERE id = ?", (args.get("client_id", ""),)).fetchone()
    if client is None:
        raise Refused("invalid_client", "The OAuth client was not found.")
    if not _is_loopback(args.get("redirect_uri", "")):
        raise Refused("redirect_uri_mismatch", "The redirect_uri must be a loopback address such as http://localhost:8080/.")
    if args.get("response_type") != "code":
        raise Refused("unsupported_response_type", "Only response_type=code is supported.")
    scopes = args.get("scope", "").split()
    unknown = [scope for scope in scopes if scope not in SCOPES | OTHER_SCOPES]
    if not scopes or unknown:
        raise Refused("invalid_scope", f"Some requested scopes were invalid: {' '.join(unknown) or '(none given)'}.")
    pick = args.get("trigger_onepick", "").lower() == "true"
    if pick and scopes != [_DRIVE_FILE]:
        raise Refused("invalid_request", "Picking files while signing in takes the drive.file scope alone.")
    method = args.get("code_challenge_method", "plain" if args.get("code_challenge") else "")
    if method not in ("", "plain", "S256"):
        raise Refused("invalid_request", "code_challenge_method must be S256 or plain.")
    return consent.Asked(
        client=client["id"], name=client["name"], redirect=args["redirect_uri"], scopes=tuple(scopes), state=args.get("state"),
        challenge=args.get("code_challenge", ""), challenge_method=method, offline=args.get("access_type") == "offline",
        prompts="consent" in args.get("prompt", "").split(), pick=pick, kinds=args.get("mimetypes", ""),
        file_ids=args.get("file_ids", ""), hint=args.get("login_hint", ""),
    )  # fmt: skip


def _form_token(workspace: Core, request: Request) -> str:
    return hmac.new(workspace.form_secret, b"consent " + request.query_string, hashlib.sha256).hexdigest()


def _allowed(workspace: Core, request: Request, asked: consent.Asked, granted: list[str]) -> Response:
    user = request.form.get("user", "").strip().lower() or workspace.owner
    code = "4/0" + secrets.token_urlsafe(48)
    now = workspace.clock.now()
    with workspace.store.write() as tx:
        ensure_root(tx, user, now)
        allowed = {row["id"] for row in consent.pickable(tx, asked, user)} if asked.pick else set()
        picked = [file_id for file_id in request.form.getlist("file") if file_id in allowed]
        for file_id in picked:
            hand(tx, asked.client, file_id)
        first = tx.execute("SELECT 1 FROM grants WHERE client = ? AND user = ?", (asked.client, user)).fetchone() is None
        offline = asked.offline and (asked.prompts or first)
        row: dict[str, Any] = {"code": auth.digest(code), "client": asked.client, "user": user, "scopes": " ".join(granted)}
        row |= {"redirect": asked.redirect, "challenge": asked.challenge, "challenge_method": asked.challenge_method}
        row |= {"offline": int(offline), "expires": millis(now) + CODE_MINUTES * 60_000}
        tx.execute(f"INSERT INTO codes ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)
    return _back(asked, {"code": code, "scope": " ".join(granted), **({"picked_file_ids": ",".join(picked)} if asked.pick else {})})


def _back(asked: consent.Asked, answer: dict[str, str]) -> Response:
    state = {"state": asked.state} if asked.state is not None else {}
    mark = "&" if "?" in asked.redirect else "?"
    return Response(status=302, headers={"Location": asked.redirect + mark + urlencode({**state, **answer}), "Cache-Control": "no-store"})


def _token(workspace: Core, request: Request) -> Response:
    form = request.form
    kind = form.get("grant_type")
    with workspace.store.write() as tx:
        if kind == "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return _json(_assertion(workspace, tx, form.get("assertion", ""), request))
        client = _client(tx, request)
        if kind == "authorization_code":
            return _json(_exchange(workspace, tx, client, form))
        if kind == "refresh_token":
            return _json(_refresh(workspace, tx, client, form.get("refresh_token", "")))
    raise Refused("unsupported_grant_type", f"Invalid grant_type: {kind}")


def _client(tx: sqlite3.Connection, request: Request) -> str:
    """The app, by form fields or a Basic header; its secret must be right."""
    basic = request.authorization
    named = request.form.get("client_id"), request.form.get("client_secret")
    if basic is not None and basic.type == "basic":
        named = basic.username, basic.password
    row = tx.execute("SELECT * FROM clients WHERE id = ?", (named[0] or "",)).fetchone()
    if row is None:
        raise Refused("invalid_client", "The OAuth client was not found.", 401)
    if not _same(row["secret"], named[1] or ""):
        raise Refused("invalid_client", "Unauthorized", 401)
    return str(row["id"])


def _exchange(workspace: Core, tx: sqlite3.Connection, client: str, form: Any) -> dict[str, Any]:
    """A code, once, by the app it was made for, to the same redirect_uri, with the right verifier."""
    now = workspace.clock.now()
    row = tx.execute("SELECT * FROM codes WHERE code = ?", (auth.digest(form.get("code", "")),)).fetchone()
    if row is None or row["client"] != client or row["expires"] <= millis(now):
        raise Refused("invalid_grant", "Malformed auth code." if row is None else "Bad Request")
    if row["redirect"] != form.get("redirect_uri"):
        raise Refused("redirect_uri_mismatch", "Bad Request")
    if row["challenge"]:
        verifier = form.get("code_verifier", "")
        made = verifier
        if row["challenge_method"] == "S256":
            made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if not verifier or not _same(made, row["challenge"]):
            raise Refused("invalid_grant", "Invalid code verifier." if verifier else "Missing code verifier.")
    tx.execute("DELETE FROM codes WHERE code = ?", (row["code"],))
    body = _issued(workspace, tx, client, row["user"], row["scopes"])
    if row["offline"]:
        refresh = "1//0" + secrets.token_urlsafe(60)
        days = workspace.refresh_days
        expires = None if days is None else millis(now) + int(days * 86_400_000)
        values = (auth.digest(refresh), client, row["user"], row["scopes"], expires)
        tx.execute("INSERT INTO grants (refresh, client, user, scopes, expires) VALUES (?, ?, ?, ?, ?)", values)
        body["refresh_token"] = refresh
        if days is not None:
            body["refresh_token_expires_in"] = int(days * 86_400)
    return body


def _issued(workspace: Core, tx: sqlite3.Connection, client: str, user: str, scopes: str, *, service: bool = False) -> dict[str, Any]:
    token = auth.issue(tx, client=client, user=user, scopes=scopes, now=workspace.clock.now(), service=service)
    return {"access_token": token, "expires_in": auth.LIFETIME, "scope": scopes, "token_type": "Bearer"}


def _refresh(workspace: Core, tx: sqlite3.Connection, client: str, refresh: str) -> dict[str, Any]:
    row = tx.execute("SELECT * FROM grants WHERE refresh = ?", (auth.digest(refresh),)).fetchone()
    if row is None or row["client"] != client or (row["expires"] is not None and row["expires"] <= millis(workspace.clock.now())):
        raise Refused("invalid_grant", "Token has been expired or revoked.")
    return _issued(workspace, tx, client, row["user"], row["scopes"])


def _assertion(workspace: Core, tx: sqlite3.Connection, assertion: str, request: Request) -> dict[str, Any]:
    """The service-account grant: a JWT signed with the account's key, for this token endpoint."""
    try:
        unverified = jwt.decode(assertion, verify=False)  # type: ignore[no-untyped-call]
    except (ValueError, google_errors.GoogleAuthError) as error:
        raise Refused("invalid_grant", "Invalid JWT: Failed to parse the assertion.") from error
    row = tx.execute("SELECT * FROM service_accounts WHERE email = ?", (str(unverified.get("iss", "")),)).fetchone()
    if row is None:
        raise Refused("invalid_grant", "Invalid grant: account not found")
    try:
        audience = [request.url_root + "token", "https://oauth2.googleapis.com/token"]
        claims = jwt.decode(assertion, certs=row["public_key"], audience=audience)  # type: ignore[no-untyped-call]
    except (ValueError, google_errors.GoogleAuthError) as error:
        raise Refused("invalid_grant", f"Invalid JWT Signature. ({error})") from error
    scopes = str(claims.get("scope", "")).split()
    if not scopes or any(scope not in SCOPES | OTHER_SCOPES for scope in scopes):
        raise Refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    user = str(claims.get("sub") or row["email"])
    if user != row["email"] and not row["delegated"]:
        text = "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes "
        raise Refused("unauthorized_client", text + "requested.", 401)
    return _issued(workspace, tx, row["email"], user.lower(), " ".join(scopes), service=user == row["email"])


def _revoke(workspace: Core, request: Request) -> Response:
    """Any token ends all that its user granted to its app."""
    token = auth.digest(request.values.get("token", ""))
    with workspace.store.write() as tx:
        held = "SELECT client, user FROM grants WHERE refresh = :token UNION SELECT client, user FROM tokens WHERE token = :token"
        row = tx.execute(held, {"token": token}).fetchone()
        if row is None:
            raise Refused("invalid_token", "Token expired or revoked")
        auth.revoke_grant(tx, row["client"], row["user"])
    return _json({})
