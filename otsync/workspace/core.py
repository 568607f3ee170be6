"""A workspace's state: its directory with all that is stored there, its clock, switches, faults and quota, and who owns it."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import auth, edits, engines
from .clock import Clock, clock_from
from .context import Switches
from .drive.tables import SCHEMA
from .faults import Faults
from .quota import Quota
from .store import Store

OWNER = "owner@example.org"
FILE = "control-token"


def token_of(directory: Path) -> str:
    """The directory's control token: made once, mode 0600."""
    path = directory / FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        held = path.read_text(encoding="ascii").strip()
        if held:
            return held
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC, 0o600)  # a process died between making and writing it
    token = secrets.token_urlsafe(24)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


class Core:
    """An embedded Google Workspace in `directory`, without its wire.

    A request without a token, or with one that was not issued here, acts as `owner` (or as the person whom the header
    X-Workspace-User names) with the owner's reach, unless `require_auth`. `clock` defaults to OTSYNC_NOW or real time.
    """

    def __init__(
        self,
        directory: Path | str,
        *,
        require_auth: bool = False,
        switches: Switches | None = None,
        clock: Clock | None = None,
        owner: str = OWNER,
        durable: bool = True,
    ) -> None:
        self.directory = Path(directory)
        self.require_auth = require_auth
        self.switches = switches or Switches()
        self.clock = clock or clock_from()
        self.owner = owner
        self.faults = Faults()
        self.quota = Quota(self.directory, self.clock.seconds)
        schema = ";\n".join(part.strip().rstrip(";") for part in (SCHEMA, auth.SCHEMA, edits.SCHEMA, *engines.SCHEMAS))
        self.store = Store(self.directory, schema, durable=durable)
        self.refresh_days: float | None = None
        """Days that a refresh token lives (7 for an app in testing); None: until revoked."""
        self.control_token = token_of(self.directory)
        self.form_secret = secrets.token_bytes(32)

    def close(self) -> None:
        """Closes the store; no request may be under way."""
        self.store.close()
        self.quota.close()

    def with_switches(self, **values: Any) -> None:
        """Changes switches of this running workspace."""
        self.switches = replace(self.switches, **values)
