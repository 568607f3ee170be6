"""Starting the embedded workspace: for one command that needs it, or to be looked at."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from otsync import clock, config
from otsync.cli.lock import state_folder
from otsync.errors import PersonMustAct, TryLater
from otsync.workspace import importer
from otsync.workspace.clock import Clock
from otsync.workspace.errors import ApiError
from otsync.workspace.server import Served, Workspace, serve, settle
from otsync.workspace.store import StoreError


@contextmanager
def started(
    folder: Path, port: int, *, zone: str | None = None, require_auth: bool = False, since: datetime | None = None
) -> Iterator[Served]:
    """The workspace in `folder`, served on 127.0.0.1 until the block ends; port 0 takes a free one.

    Its clock goes on from `since`; without that it is real, or fixed by OTSYNC_NOW (the local time of `zone`).
    PersonMustAct if the folder holds no workspace or the port is taken.
    """
    workspace = _open(folder, Clock(since, ticking=True) if since else _clock(zone), require_auth=require_auth)
    try:
        try:
            served = serve(workspace, port)
        except OSError as error:
            trouble = f"The workspace cannot be served on port {port} ({error.strerror})."
            raise (PersonMustAct(f"{trouble} Name another with --port.") if port else TryLater(trouble)) from None
        with served, _known(served):
            settle()
            yield served
    finally:
        workspace.close()


def workspace_folder(config_file: Path | None) -> Path:
    """The folder of the workspace that a command without --dir means: the one being served at the endpoint, else the configured one."""
    address = os.environ.get(config.ENDPOINT)
    if address:
        path = _place(urlsplit(address).port or 80)
        if path.exists():
            return Path(path.read_text(encoding="utf-8"))
        raise PersonMustAct(f"No workspace of this computer is known to be served at {address}: name its folder with --dir.")
    folder = config.load(config.find(config_file)).workspace_dir
    if folder is None:
        raise PersonMustAct("The configuration names no `workspace`: name its folder with --dir.")
    return folder


@contextmanager
def _known(served: Served) -> Iterator[None]:
    """While it is being served, other commands of this user can find its folder by its port."""
    path = _place(served.port)
    path.write_text(str(served.workspace.directory.absolute()), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _place(port: int) -> Path:
    return state_folder() / f"served-{port}"


def _clock(zone: str | None) -> Clock:
    return Clock(clock.now(zone) if os.environ.get(clock.FIXED) else None)


def _open(folder: Path, workspace_clock: Clock, *, require_auth: bool = False) -> Workspace:
    try:
        return Workspace(folder, require_auth=require_auth, clock=workspace_clock)
    except StoreError as error:
        raise PersonMustAct(str(error)) from None
    except OSError as error:
        raise PersonMustAct(f"The workspace {folder} cannot be opened ({error.strerror}).") from None


def take_in(folder: Path, files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Load files that hold bodies of documents.get or spreadsheets.get; gives each file with its new id.

    It works beside a server of the same folder. PersonMustAct names the first file that cannot be loaded.
    """
    workspace = _open(folder, _clock(None))
    try:
        for file in files:
            try:
                yield file, importer.load_file(workspace, file)
            except ApiError as error:
                raise PersonMustAct(f"{file} was not loaded: {error.message}") from None
    finally:
        workspace.close()


def tell_faults() -> None:
    """Each fault that is played is told on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("otsync.workspace.faults")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.WARNING)
    logger.propagate = False


def load_faults(workspace: Workspace, file: Path) -> None:
    """Play the faults of a JSON file; PersonMustAct if it is not one."""
    try:
        workspace.faults.load_file(file)
    except OSError as error:
        raise PersonMustAct(f"{file} cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PersonMustAct(f"{file} is not a list of faults: {error}") from None
