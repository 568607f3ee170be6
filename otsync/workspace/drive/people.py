"""People as Drive shows them, and the ids under which files are shared with them."""

from __future__ import annotations

import hashlib
import sqlite3

from ..discovery import Json


def permission_id(kind: str, who: str) -> str:
    """Drive's permission ids: the same for one grantee on every file."""
    if kind == "anyone":
        return "anyoneWithLink"
    digits = int.from_bytes(hashlib.sha256(f"{'user' if kind == 'group' else kind}:{who}".encode()).digest()[:8])
    return f"{digits % 10**20:020d}" + ("k" if kind == "domain" else "")


def user(tx: sqlite3.Connection, email: str, me: str) -> Json:
    """A `User`: its name is one that the workspace was told, else made from the address."""
    row = tx.execute("SELECT name FROM people WHERE email = ?", (email,)).fetchone()
    name = row["name"] if row else email.partition("@")[0].replace(".", " ").replace("_", " ").title()
    more = {"permissionId": permission_id("user", email), "emailAddress": email}
    return {"kind": "drive#user", "displayName": name, "me": email == me, **more}
