"""Starting the embedded workspace: for one command that needs it, or to be looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from otsync import clock
from otsync.errors import PersonMustAct, TryLater
from otsync.workspace.clock import Clock
from otsync.workspace.server import Served, Workspace, serve
from otsync.workspace.store import StoreError


@contextmanager
def started(folder: Path, port: int, *, zone: str | None = None, require_auth: bool = False) -> Iterator[Served]:
    """The workspace in `folder`, served on 127.0.0.1 until the block ends; port 0 takes a free one.

    OTSYNC_NOW fixes its clock too, as the local time of `zone`. PersonMustAct if the folder holds no workspace or the port is taken.
    """
    fixed = clock.now(zone) if os.environ.get(clock.FIXED) else None
    try:
        workspace = Workspace(folder, require_auth=require_auth, clock=Clock(fixed))
    except StoreError as error:
        raise PersonMustAct(str(error)) from None
    except OSError as error:
        raise PersonMustAct(f"The workspace {folder} cannot be opened ({error.strerror}).") from None
    try:
        try:
            served = serve(workspace, port)
        except OSError as error:
            trouble = f"The workspace cannot be served on port {port} ({error.strerror})."
            raise (PersonMustAct(f"{trouble} Name another with --port.") if port else TryLater(trouble)) from None
        with served:
            yield served
    finally:
        workspace.close()


def load_faults(workspace: Workspace, file: Path) -> None:
    """Play the faults of a JSON file; PersonMustAct if it is not one."""
    try:
        workspace.faults.load_file(file)
    except OSError as error:
        raise PersonMustAct(f"{file} cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PersonMustAct(f"{file} is not a list of faults: {error}") from None
