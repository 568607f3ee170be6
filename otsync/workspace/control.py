"""`/_control/*`: clock, faults, switches, quota, people, apps and tokens of a running workspace.

Guarded by a random token that lies in the workspace's directory, readable by its owner alone; sent as
`X-Control-Token`. A page of another site cannot send that header.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from werkzeug import Request, Response

from . import auth, oauth
from .clock import moment
from .context import switches_from
from .core import Core
from .discovery import Json


def handle(workspace: Core, request: Request) -> Response:
    """GET shows, POST (a JSON body) changes; 403 without the token, 404 for a name that is not in ACTIONS."""
    if not hmac.compare_digest(request.headers.get("X-Control-Token", "").encode(), workspace.control_token.encode()):
        text = "The control token is missing or wrong; it stands in the file control-token of the workspace's directory."
        return _json({"error": text}, 403)
    action = ACTIONS.get(request.path.removeprefix("/_control/"))
    if action is None:
        return _json({"error": f"There is no such control; there are {', '.join(sorted(ACTIONS))}."}, 404)
    try:
        body = json.loads(request.get_data() or b"{}") if request.method == "POST" else None
        if body is not None and not isinstance(body, dict):
            raise ValueError("The body must be a JSON object.")
        return _json(action(workspace, body, request.host_url.rstrip("/")))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        return _json({"error": f"missing {error}" if isinstance(error, KeyError) else str(error)}, 400)


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json; charset=utf-8")


def _clock(workspace: Core, body: Json | None, base: str) -> Json:
    """{"now": ISO or null, "ticking": bool} or {"advance_seconds": n}."""
    if body is not None and "advance_seconds" in body:
        workspace.clock.advance(timedelta(seconds=float(body["advance_seconds"])))
    elif body is not None:
        workspace.clock.set(None if body["now"] is None else moment(body["now"]), ticking=bool(body.get("ticking", False)))
    return {"now": workspace.clock.now().isoformat()}


def _faults(workspace: Core, body: Json | None, base: str) -> Json:
    """{"add": [rules]} and/or {"clear": true}."""
    if body and body.get("clear"):
        workspace.faults.clear()
    if body and "add" in body:
        workspace.faults.load(body["add"])
    return workspace.faults.as_json()


def _switches(workspace: Core, body: Json | None, base: str) -> Json:
    """{switch: value}."""
    if body:
        workspace.switches = switches_from(body, workspace.switches)
    return asdict(workspace.switches)


def _quota(workspace: Core, body: Json | None, base: str) -> Json:
    """{"enabled": bool, "limits": {"docs.write": [per user, per project]}}."""
    if body is not None:
        limits = {name: (int(pair[0]), int(pair[1])) for name, pair in body.get("limits", {}).items()}
        workspace.quota.set(enabled=bool(body.get("enabled", True)), limits=limits)
    return workspace.quota.show()


def _identity(workspace: Core, body: Json | None, base: str) -> Json:
    """{"people": {address: name}, "require_auth": bool, "refresh_days": number or null}."""
    if body is not None:
        workspace.require_auth = bool(body.get("require_auth", workspace.require_auth))
        workspace.refresh_days = body.get("refresh_days", workspace.refresh_days)
        with workspace.store.write() as tx:
            for email, name in body.get("people", {}).items():
                tx.execute("INSERT OR REPLACE INTO people (email, name) VALUES (?, ?)", (str(email).lower(), str(name)))
    return {"owner": workspace.owner, "require_auth": workspace.require_auth, "refresh_days": workspace.refresh_days}


def _clients(workspace: Core, body: Json | None, base: str) -> Json:
    """{"name": ...} registers a desktop app and answers its client file."""
    with workspace.store.write() as tx:
        if body is not None:
            return oauth.add_client(tx, str(body.get("name", "otsync")), base)
        return {"clients": [{"id": row["id"], "name": row["name"]} for row in tx.execute("SELECT id, name FROM clients")]}


def _tokens(workspace: Core, body: Json | None, base: str) -> Json:
    """{"expire": "access" | "refresh" | "all"}: every such token issued so far ends.

    {"issue": {"user", "client", "scopes"}} answers a new access token.
    """
    if not body:
        raise ValueError("POST expire or issue.")
    with workspace.store.write() as tx:
        if "issue" in body:
            user, scopes = str(body["issue"]["user"]).lower(), body["issue"]["scopes"]
            scopes = scopes if isinstance(scopes, str) else " ".join(scopes)
            client = str(body["issue"].get("client", ""))
            return {"access_token": auth.issue(tx, client=client, user=user, scopes=scopes, now=workspace.clock.now())}
        if body["expire"] not in ("access", "refresh", "all"):
            raise ValueError("expire takes access, refresh or all.")
        if body["expire"] in ("access", "all"):
            tx.execute("UPDATE tokens SET expires = 0")
        if body["expire"] in ("refresh", "all"):
            tx.execute("DELETE FROM grants")
    return {"expired": body["expire"]}


ACTIONS: dict[str, Callable[[Core, Json | None, str], Json]] = {
    "clock": _clock,
    "faults": _faults,
    "switches": _switches,
    "quota": _quota,
    "identity": _identity,
    "clients": _clients,
    "tokens": _tokens,
}
