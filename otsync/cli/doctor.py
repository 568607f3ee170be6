"""`otsync doctor`: configuration, sign-in and clock from here, everything else from `otsync.sync.doctor`; shown in sentences."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from contextlib import nullcontext
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests

from otsync import clock, config
from otsync.cli import show
from otsync.cli.job import opened
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.errors import OtsyncError, PersonMustAct, TryLater
from otsync.google import signin
from otsync.google.errors import SignInNeeded
from otsync.sync.doctor.examine import examine
from otsync.sync.doctor.finding import Diagnosis, Finding
from otsync.sync.doctor.live import try_google

GOOGLE = "https://www.googleapis.com/discovery/v1/apis"
CLOCKS_DIFFER = 120
"""Seconds. Sign-ins break a little above it; days are counted wrongly from there on."""
AREAS = ("Configuration", "Sign-in", "Clock", "Workbook", "State", "Roster", "Docs", "Anchors", "Template", "Schedule", "Google")
SHOWN = {"well": " ", "note": "·", "mend": "!", "act": "!", "repaired": "+"}


def look(path: Path, *, repair: bool, new_plan: bool, live: bool, quiet: bool) -> Diagnosis:
    """The whole look. A configuration that cannot be read is a finding like any other. TryLater where Google is busy."""
    try:
        loaded = config.load(path)
    except PersonMustAct as error:
        return Diagnosis([Finding("Configuration", "configuration", "act", str(error).rstrip("."))])
    first = [Finding("Configuration", "configuration", "well", f"{path} can be read"), *_own_fields(loaded)]
    first += _signed_in(loaded)
    if any(one.level == "act" for one in first):
        return Diagnosis(first, spreadsheet_id=loaded.roster.spreadsheet_id or "")
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    try:
        with show.progress(quiet=quiet) as say, only_one(*names) if repair else nullcontext(), opened(loaded) as job:
            if live:
                found = Diagnosis(try_google(job.google, job.settings.folder_id))
                found.requests = job.google.counts.as_dict()
            else:
                found = examine(
                    job.google, job.settings, job.now, repair=repair, new_plan=new_plan, schedule=_schedule(loaded), progress=say
                )
    except TryLater:
        raise
    except OtsyncError as error:
        area = "Sign-in" if isinstance(error, SignInNeeded) else "Google"
        return Diagnosis([*first, Finding(area, "google", "act", str(error).rstrip("."))])
    found.findings = [*first, *_clock(loaded), *found.findings]
    return found


def _own_fields(loaded: Config) -> list[Finding]:
    from otsync.caseload.fields import load_plan

    if loaded.own_fields is None:
        return []
    try:
        load_plan(own=loaded.own_fields)
    except PersonMustAct as error:
        return [Finding("Configuration", "own_fields", "act", str(error).rstrip("."))]
    return [Finding("Configuration", "own_fields", "well", f"Your own fields in {loaded.own_fields} can be read")]


def _signed_in(loaded: Config) -> list[Finding]:
    """The files of the sign-in: there, whole, for their owner alone, and for no more than otsync asks for."""
    if loaded.endpoint is not None or loaded.workspace_dir is not None:
        says = "This is the embedded workspace, for trying and teaching: no place for real records"
        return [Finding("Sign-in", "workspace", "note", says)]
    found: list[Finding] = []
    try:
        signin.client(loaded.credentials_path)
    except PersonMustAct as error:
        found.append(Finding("Sign-in", "client", "act", str(error).rstrip(".")))
    try:
        signin.load(loaded.token_path)
    except PersonMustAct as error:
        return [*found, Finding("Sign-in", "token", "act", str(error).rstrip("."))]
    with contextlib.suppress(OSError):
        if stat.S_IMODE(loaded.token_path.stat().st_mode) & 0o077:
            says = f"Others on this computer can read the sign-in {loaded.token_path}"
            found.append(Finding("Sign-in", "mode", "act", says, f"chmod 600 {loaded.token_path}"))
    more = _scopes(loaded.token_path) - set(signin.SCOPES)
    if more:
        says = f"The sign-in allows more than otsync needs: {', '.join(sorted(one.rpartition('/')[2] for one in more))}"
        found.append(Finding("Sign-in", "scopes", "note", says, "`otsync login` makes one for otsync's own files alone"))
    return found or [Finding("Sign-in", "token", "well", "Signed in, for otsync's own files alone")]


def _scopes(token: Path) -> set[str]:
    try:
        said = json.loads(token.read_text(encoding="utf-8")).get("scopes") or []
    except (OSError, ValueError, AttributeError):
        return set()
    return set(said.split() if isinstance(said, str) else map(str, said))


def _clock(loaded: Config) -> list[Finding]:
    """This computer's clock against the server's. A clock that was fixed for a trial is not looked at."""
    zone = loaded.schedule.time_zone
    if os.environ.get(clock.FIXED):
        return [Finding("Clock", "fixed", "note", f"The time is fixed by {clock.FIXED}")]
    if loaded.workspace_dir is not None and loaded.endpoint is None:
        return []  # one computer, one clock
    try:
        there = parsedate_to_datetime(requests.head(loaded.endpoint or GOOGLE, timeout=10).headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return [Finding("Clock", "unknown", "note", "What time it is for Google could not be found out")]
    off = abs((datetime.now(UTC) - there).total_seconds())
    if off > CLOCKS_DIFFER:
        says = f"This computer's clock is {off / 60:.0f} minutes off"
        advice = "Let the computer set its clock by itself; else sign-ins fail and days are miscounted"
        return [Finding("Clock", "off", "act", says, advice)]
    return [Finding("Clock", "clock", "well", f"The clock is right; days are those of {zone}")]


def _schedule(loaded: Config) -> str:
    words = f"`otsync worker` works every night at {loaded.schedule.at} ({loaded.schedule.time_zone})"
    if loaded.schedule.every_minutes:
        words += f" and every {loaded.schedule.every_minutes} minutes on weekdays, {loaded.schedule.school_hours}"
    return words


def sentences(found: Diagnosis, *, quiet: bool = False) -> list[str]:
    """By area; what a person must see to is marked "!", what was put back "+"."""
    said: list[str] = []
    for area in AREAS:
        for one in found.findings:
            if one.area != area or (quiet and one.level in ("well", "note")):
                continue
            line = f"{SHOWN[one.level]} {area}: {one.says}."
            if one.advice:
                line += f" {one.advice[0].upper()}{one.advice[1:]}." if one.advice[0].islower() else f" {one.advice}."
            if one.otsync_ids:
                line += f" ({', '.join(one.otsync_ids[:MOST_IDS])}{', ...' if len(one.otsync_ids) > MOST_IDS else ''})"
            said.append(line)
    return said


MOST_IDS = 12


def verdict(found: Diagnosis) -> str:
    """The last line."""
    act, mend, done = found.count("act"), found.count("mend"), found.count("repaired")
    parts = [
        f"{done} put back" if done else "",
        f"{mend} that `otsync doctor --repair` can put back" if mend else "",
        f"{act} for you to see to" if act else "",
    ]
    return " · ".join(part for part in parts if part) or "All is well."
