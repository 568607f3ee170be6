"""The consent page: who signs in, which app asks for what, and (with trigger_onepick) which files it is handed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from werkzeug import Response

from .drive.tables import FOLDER
from .pages.shell import templates

_WORDS = {
    "https://www.googleapis.com/auth/drive.file": "See, edit, create and delete only the Drive files that you use with this app",
    "https://www.googleapis.com/auth/drive": "See, edit, create and delete all of your Drive files",
    "https://www.googleapis.com/auth/documents": "See, edit, create and delete all your Docs",
    "https://www.googleapis.com/auth/spreadsheets": "See, edit, create and delete all your Sheets",
}
@dataclass(frozen=True)
class Asked:
    """What the app's link asks for. `prompts`: it wants the question put even if it was answered before."""

    client: str
    name: str
    redirect: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str
    challenge_method: str
    offline: bool
    prompts: bool
    pick: bool
    kinds: str
    file_ids: str
    hint: str


def pickable(tx: sqlite3.Connection, asked: Asked, user: str | None = None) -> list[sqlite3.Row]:
    """Files that may be handed to the app; with `user`, only those that they own or share, or that lie in a shared drive."""
    where, values = ["trashed = 0", "is_root = 0"], list[str]()
    for column, asked_for in (("mime", asked.kinds), ("id", asked.file_ids)):
        wanted = [part.strip() for part in asked_for.split(",")] if asked_for else []
        if wanted:
            where.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if not asked.kinds:
        where.append("mime != ?")
        values.append(FOLDER)
    if user is not None:
        where.append("(owner = ? OR drive IS NOT NULL OR id IN (SELECT file FROM permissions WHERE who = ?))")
        values += [user, user]
    return tx.execute(f"SELECT id, name FROM files WHERE {' AND '.join(where)} ORDER BY name LIMIT 500", values).fetchall()


def page(asked: Asked, files: list[sqlite3.Row], token: str, owner: str) -> Response:
    """The form; it posts back to its own address."""
    scopes = [(scope, _WORDS.get(scope, scope)) for scope in asked.scopes]
    return _html(200, asked=asked, scopes=scopes, files=files, token=token, user=asked.hint or owner)


def refused(error: str, description: str) -> Response:
    """Google shows such errors to the person; it never sends them to the redirect address."""
    return _html(400, error=error, description=description)


def _html(status: int, **values: Any) -> Response:
    text = templates().get_template("consent.html").render(**values)
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(text, status=status, content_type="text/html; charset=utf-8", headers=headers)
