"""One run at a time on one computer. What protects the workbook itself stands in the workbook; this only saves the work of finding out."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from otsync.errors import TryLater

BUSY = "Another otsync is at work on this workbook on this computer. Nothing was changed; try again when it is done."


@contextmanager
def only_one(*names: str) -> Iterator[None]:
    """Hold a lock for each name (a configuration's path, a workbook's id) until the block ends; TryLater (75) if another run holds one.

    A lock goes with its process, however that ends. The files hold nothing but a process id.
    """
    with ExitStack() as stack:
        folder = state_folder()
        for name in sorted(set(names)):
            path = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.lock"
            file: IO[str] = stack.enter_context(path.open("a+", encoding="ascii"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise TryLater(BUSY) from None
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


def state_folder() -> Path:
    """Where this user's otsync may keep what is of this computer alone: never anything about a student."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "otsync"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(state, os.W_OK | os.X_OK):
            return state
    except OSError:
        pass
    spare = Path(tempfile.gettempdir()) / f"otsync-{os.getuid()}"
    spare.mkdir(mode=0o700, exist_ok=True)
    return spare
