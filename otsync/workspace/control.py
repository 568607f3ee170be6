"""`/_control/*`: clock, faults, switches, quota, people, apps and tokens of a running workspace; guarded by a token of the directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug import Request, Response

if TYPE_CHECKING:
    from .app import Workspace

FILE = "control-token"


def token_of(directory: Path) -> str:
    """The directory's control token: made once, readable by its owner alone."""
    path = directory / FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        held = path.read_text(encoding="ascii").strip()
        if held:
            return held
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC, 0o600)
    token = secrets.token_urlsafe(24)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


def handle(workspace: Workspace, request: Request) -> Response:
    return Response(status=404)
