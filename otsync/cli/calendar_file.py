"""`otsync calendar FILE.ics`: what would be added to the tab Calendar, what is left to a person, and only then the adding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from otsync.caseload.values import short_day
from otsync.cli.job import opened
from otsync.cli.lock import only_one
from otsync.config import Config
from otsync.errors import PersonMustAct
from otsync.sync.calendaring import CalendarImport, import_calendar, said

LARGEST = 20_000_000
"""Bytes of a file that is read."""
SAME = 3
"""From so many events of one name on that are left out they are told in one line."""


def take_in_calendar(loaded: Config, files: Sequence[Path], *, who: str, add: bool) -> CalendarImport:
    """Read the files, print what they say, and with `add` append the rows. PersonMustAct where a file cannot be read."""
    data = [_bytes(path) for path in files]
    names = [str(loaded.path.resolve()), *([loaded.roster.spreadsheet_id] if loaded.roster.spreadsheet_id else [])]
    with only_one(*names) if add else nullcontext(), opened(loaded) as job:
        if not job.settings.spreadsheet_id:
            raise PersonMustAct("There is no workbook yet: `otsync sync` makes it.")
        found = import_calendar(job.google, job.settings, job.now, data, who=who.strip() or "all", add=add)
    for line in lines(found, add=add):
        print(line)
    return found


def lines(found: CalendarImport, *, add: bool) -> Iterator[str]:
    """The outcome in words."""
    if found.rows:
        yield f"{'Added to' if found.written else 'Would be added to'} the tab Calendar:"
        yield from (f"  {said(row)}" for row in found.rows)
    else:
        yield "There is nothing to add to the tab Calendar."
    if found.already:
        yield f"There already: {found.already}."
    if found.left_out:
        yield "Left to you, each with why:"
        often = Counter((one.what, one.why) for one in found.left_out)
        told: set[tuple[str, str]] = set()
        for one in found.left_out:
            key = (one.what, one.why)
            day = short_day(one.day) if one.day else "no date"
            if often[key] < SAME:
                yield f"  {day}, {one.what}: {one.why}"
            elif key not in told:
                told.add(key)
                yield f"  {one.what}, {often[key]} times from {day} on: {one.why}"
    if found.outside:
        yield f"Outside of {short_day(found.window.start)} to {short_day(found.window.last)}, and not looked at: {found.outside}."
    if found.rows and not add:
        yield "Nothing was written. Give the same command with --add to add these rows."


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise PersonMustAct(f"{path} is larger than any calendar; it was not read.")
        return path.read_bytes()
    except OSError as error:
        raise PersonMustAct(f"{path} cannot be read: {error.strerror or 'unknown trouble'}.") from None
