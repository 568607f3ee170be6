"""From a configuration to a finished run: the server it names, the sign-in, the settings, the local lock."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from otsync import clock, config
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.google import signin
from otsync.google.connect import Google, connect
from otsync.sync.model import SyncSettings
from otsync.sync.report import Report
from otsync.sync.run import run


@dataclass(frozen=True)
class Job:
    """A configuration with an open connection."""

    config: Config
    google: Google
    settings: SyncSettings
    now: datetime


def settings_of(loaded: Config) -> SyncSettings:
    """What the sync is told."""
    return SyncSettings(
        spreadsheet_id=loaded.roster.spreadsheet_id or "",
        tab=loaded.roster.tab,
        time_zone=loaded.schedule.time_zone,
        holder=f"{socket.gethostname()}:{os.getpid()}",
        folder_id=loaded.drive.folder_id or "",
        template_id=loaded.drive.template_id or "",
        shared_drive_id=loaded.drive.shared_drive_id or "",
        remember=lambda spreadsheet_id: config.write_value(loaded.path, "roster.spreadsheet_id", spreadsheet_id),
    )


@contextmanager
def opened(path: Path | None) -> Iterator[Job]:
    """Load the configuration and connect; the embedded workspace, if that is what it names, runs as long as the block."""
    loaded = config.load(config.find(path))
    now = clock.now(loaded.schedule.time_zone)
    with served(loaded) as endpoint:
        # A server of one's own may want no sign-in; Google always does.
        credentials = signin.load(loaded.token_path) if endpoint is None or loaded.token_path.exists() else None
        google = connect(endpoint=endpoint, credentials=credentials, limits=loaded.limits)
        try:
            yield Job(loaded, google, settings_of(loaded), now)
        finally:
            google.close()


@contextmanager
def served(loaded: Config) -> Iterator[str | None]:
    """The address to talk to: the configured or overriding endpoint, else the embedded workspace started here, else None for Google."""
    if loaded.endpoint is not None or loaded.workspace_dir is None:
        yield loaded.endpoint
        return
    from otsync.cli.serving import started

    with started(loaded.workspace_dir, 0, zone=loaded.schedule.time_zone) as address:
        yield address


def sync_once(
    path: Path | None, *, write: bool, force: bool = False, polling: bool = False, progress: Callable[[str], None] | None = None
) -> Report:
    """One run of `sync` (or, with `write` False, of `plan`). Errors are those of the sync, of the configuration and of the lock."""
    loaded = config.load(config.find(path))
    if not write:
        with opened(path) as job:
            return run(job.google, job.settings, job.now, write=False, force=force, polling=polling, progress=progress)
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    with only_one(*names), opened(path) as job:
        return run(job.google, job.settings, job.now, write=True, force=force, polling=polling, progress=progress)


def last_run(path: Path | None) -> datetime | None:
    """When the workbook was last brought up to date (aware), as its own state says; None if never. One request."""
    from otsync.sync.read import read_tabs
    from otsync.workbook import layout
    from otsync.workbook.state import read_state

    with opened(path) as job:
        if not job.settings.spreadsheet_id:
            return None
        book, _ = read_tabs(job.google, job.settings, minutes=False, mend=False)
        said = read_state(book.grids.get(layout.STATE.sheet_id, ())).meta.last_run
        if not said:
            return None
        moment = datetime.fromisoformat(said)
        return moment if moment.tzinfo else moment.replace(tzinfo=job.now.tzinfo)
