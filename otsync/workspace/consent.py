"""The consent page: who signs in, which app asks for what, and (with trigger_onepick) which files it is handed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from markupsafe import Markup
from werkzeug import Response

from .drive.tables import FOLDER

_WORDS = {
    "https://www.googleapis.com/auth/drive.file": "See, edit, create and delete only the Drive files that you use with this app",
    "https://www.googleapis.com/auth/drive": "See, edit, create and delete all of your Drive files",
    "https://www.googleapis.com/auth/documents": "See, edit, create and delete all your Docs",
    "https://www.googleapis.com/auth/spreadsheets": "See, edit, create and delete all your Sheets",
}
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#1b1f23;background:#fff}"
    "fieldset{border:1px solid #c9ced6;border-radius:.5rem;margin:1rem 0;padding:.75rem 1rem}"
    "label{display:block;padding:.25rem 0}"
    "input[type=email]{font:inherit;width:100%;padding:.4rem;box-sizing:border-box}"
    "button{font:inherit;padding:.5rem 1.25rem;margin-right:.5rem}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16191d}}"
)


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
    box = Markup('<label><input type="checkbox" name="{}" value="{}"{}> {}</label>')
    checked = Markup(" checked")
    scopes = Markup("").join(box.format("scope", scope, checked, _WORDS.get(scope, scope)) for scope in asked.scopes)
    rows = Markup("").join(box.format("file", row["id"], "", row["name"]) for row in files)
    pick = (
        Markup("<fieldset><legend>Files for this app</legend>{}</fieldset>").format(rows or "There are no files to choose from.")
        if asked.pick
        else ""
    )
    body = Markup(
        "<h1>{} wants access to your account</h1><p>This is a practice workspace on this computer, not Google.</p>"
        '<form method="post"><input type="hidden" name="token" value="{}">'
        '<label>Sign in as <input type="email" name="user" value="{}" required></label>'
        "<fieldset><legend>It asks to</legend>{}</fieldset>{}"
        '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny" formnovalidate>Cancel</button></form>'
    ).format(asked.name, token, asked.hint or owner, scopes, pick)
    return _html("Sign in", body)


def refused(error: str, description: str) -> Response:
    """Google shows such errors to the person; it never sends them to the redirect address."""
    return _html("Access blocked", Markup("<h1>Access blocked</h1><p>{}</p><p>Error 400: {}</p>").format(description, error), 400)


def _html(title: str, body: Markup, status: int = 200) -> Response:
    text = Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>{}</title><style>{}</style><main>{}</main></html>"
    ).format(title, Markup(_STYLE), body)
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(str(text), status=status, content_type="text/html; charset=utf-8", headers=headers)
