"""From a configuration to a finished run: the server it names, the sign-in, the settings, the local lock."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from otsync import clock, config
from otsync.caseload.fields import load_plan
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.google import signin
from otsync.google.connect import Google, connect
from otsync.sync.model import SyncSettings
from otsync.sync.read import check_home, read_tabs
from otsync.sync.report import Report
from otsync.sync.run import run
from otsync.workbook import layout
from otsync.workbook.state import Meta, read_state


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
        form=load_plan(own=loaded.own_fields),
        remember=lambda spreadsheet_id: config.write_value(loaded.path, "roster.spreadsheet_id", spreadsheet_id),
    )


@contextmanager
def opened(loaded: Config) -> Iterator[Job]:
    """Connect; the embedded workspace, if that is what the configuration names, runs as long as the block."""
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

    with started(loaded.workspace_dir, 0, zone=loaded.schedule.time_zone) as server:
        yield server.url


def sync_once(
    loaded: Config, *, write: bool, force: bool = False, polling: bool = False, progress: Callable[[str], None] | None = None
) -> Report:
    """One run of `sync` (or, with `write` False, of `plan`). Errors are those of the sync, of the sign-in and of the lock."""
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    with only_one(*names) if write else nullcontext(), opened(loaded) as job:
        return run(job.google, job.settings, job.now, write=write, force=force, polling=polling, progress=progress)


def state_of(job: Job) -> Meta:
    """What the workbook's own state says of itself. One request; nothing is written."""
    book, _ = read_tabs(job.google, job.settings, minutes=False, mend=False)
    state = read_state(book.grids.get(layout.STATE.sheet_id, ()))
    check_home(book, state)
    return state.meta


def last_run(loaded: Config) -> datetime | None:
    """When the workbook was last brought up to date (aware); None if never."""
    with opened(loaded) as job:
        said = state_of(job).last_run if job.settings.spreadsheet_id else ""
    if not said:
        return None
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=job.now.tzinfo)
