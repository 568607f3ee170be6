"""The configuration file: TOML, checked on reading, written without losing its comments.

    workspace = "DIR"                 the embedded workspace instead of Google; relative to this file
    [google]   endpoint, credentials, token, limits
    [roster]   spreadsheet_id, tab
    [schedule] at, time_zone, every_minutes, school_hours
    [drive]    folder_id, template_id, shared_drive_id
    [plan]     fields                 a file of your own fields of the plan; relative to this file

Plain pydantic on tomllib rather than pydantic-settings: there is one file, one environment variable (OTSYNC_GOOGLE_ENDPOINT), and errors
name key and file in a sentence.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import tomlkit
import tomlkit.exceptions
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from otsync import clock
from otsync.errors import PersonMustAct
from otsync.google.counts import KINDS

ENDPOINT = "OTSYNC_GOOGLE_ENDPOINT"
FILE_NAME = "otsync.toml"


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an address such as http://127.0.0.1:8711")
    return value.rstrip("/")


def _zone(value: str) -> str:
    if not clock.is_zone(value):
        raise ValueError("must be a time zone such as America/Los_Angeles")
    return value


def _clock_time(value: str) -> str:
    try:
        if len(value) != 5:
            raise ValueError
        time.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a time of day such as 02:00") from None
    return value


def _hours(value: str) -> str:
    start, dash, end = value.partition("-")
    if not dash or _clock_time(start.strip()) >= _clock_time(end.strip()):
        raise ValueError("must be hours such as 07:30-16:00")
    return f"{start.strip()}-{end.strip()}"


def _limits(value: bool | dict[str, int] | None) -> bool | dict[str, int] | None:
    if isinstance(value, dict):
        for kind, rate in value.items():
            if kind not in KINDS or rate < 1:
                raise ValueError(f"must be true, false or requests a minute for {', '.join(KINDS)}")
    return value


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class GoogleSection(_Section):
    endpoint: Annotated[str, AfterValidator(_endpoint)] | None = None
    """Scheme, host and port of a server that speaks Google's wire; none: Google."""
    credentials: str = "credentials.json"
    """The OAuth client file downloaded from Google Cloud."""
    token: str = "token.json"
    """Where `otsync login` keeps the sign-in (mode 0600)."""
    limits: Annotated[bool | dict[str, int] | None, AfterValidator(_limits)] = None
    """Requests a minute by kind (docs_read, ...), true for Google's own quotas, false for none; unset: true for Google alone."""


class RosterSection(_Section):
    spreadsheet_id: Annotated[str, Field(min_length=1)] | None = None
    """None: otsync makes the workbook and writes its id here."""
    tab: Annotated[str, Field(min_length=1)] = "Roster"


class ScheduleSection(_Section):
    at: Annotated[str, AfterValidator(_clock_time)] = "02:00"
    """Time of the nightly run, local to `time_zone`."""
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(default_factory=clock.local_zone_name)
    every_minutes: Annotated[int, Field(ge=5, le=720)] | None = None
    """Also every so many minutes on weekdays within `school_hours`."""
    school_hours: Annotated[str, AfterValidator(_hours)] = "07:00-17:00"


class DriveSection(_Section):
    folder_id: Annotated[str, Field(min_length=1)] | None = None
    template_id: Annotated[str, Field(min_length=1)] | None = None
    shared_drive_id: Annotated[str, Field(min_length=1)] | None = None


class PlanSection(_Section):
    fields: Annotated[str, Field(min_length=1)] | None = None
    """A file of further [field.<id>], [section.<id>] and [retired.<id>] tables, as in config/plan.toml."""


class _File(_Section):
    workspace: Annotated[str, Field(min_length=1)] | None = None
    google: GoogleSection = Field(default_factory=GoogleSection)
    roster: RosterSection = Field(default_factory=RosterSection)
    schedule: ScheduleSection = Field(default_factory=ScheduleSection)
    drive: DriveSection = Field(default_factory=DriveSection)
    plan: PlanSection = Field(default_factory=PlanSection)


class Config(_File):
    """A checked configuration. Paths in it are relative to the file's folder: ask the properties, which are absolute."""

    path: Path

    def _beside(self, name: str) -> Path:
        return (self.path.parent / Path(name).expanduser()).absolute()

    @property
    def workspace_dir(self) -> Path | None:
        """The embedded workspace's folder, or None for Google."""
        return self._beside(self.workspace) if self.workspace else None

    @property
    def endpoint(self) -> str | None:
        """The server to talk to; the environment overrides the file."""
        override = os.environ.get(ENDPOINT)
        if not override:
            return self.google.endpoint
        try:
            return _endpoint(override)
        except ValueError as error:
            raise PersonMustAct(f"{ENDPOINT} {error}.") from None

    @property
    def limits(self) -> bool | dict[str, int]:
        """Requests a minute by kind, True for Google's own quotas, False for none."""
        if self.google.limits is not None:
            return self.google.limits
        return self.endpoint is None and self.workspace is None

    @property
    def credentials_path(self) -> Path:
        return self._beside(self.google.credentials)

    @property
    def own_fields(self) -> Path | None:
        """The file of the district's own fields."""
        return self._beside(self.plan.fields) if self.plan.fields else None

    @property
    def token_path(self) -> Path:
        return self._beside(self.google.token)


def find(given: Path | None) -> Path:
    """The file given, else ./otsync.toml, else the one in the user's configuration folder. PersonMustAct if there is none."""
    if given is not None:
        return given
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "otsync" / FILE_NAME
    for path in (Path.cwd() / FILE_NAME, home):
        if path.is_file():
            return path
    raise PersonMustAct(
        f"There is no configuration: neither ./{FILE_NAME} nor {home} exists. "
        f"Copy config/otsync.example.toml to ./{FILE_NAME}, or name a file with --config."
    )


def load(path: Path) -> Config:
    """Read and check a configuration file. PersonMustAct, naming the key and the file, for anything that is not as it should be."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PersonMustAct(f"The configuration {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise PersonMustAct(f"The configuration {path} is not a UTF-8 text file.") from None
    except tomllib.TOMLDecodeError as error:
        raise PersonMustAct(f"The configuration {path} is not valid TOML: {error}.") from None
    try:
        checked = _File.model_validate(values)
    except ValidationError as error:
        raise PersonMustAct(_sentence(path, error)) from None
    return Config(path=path.absolute(), **{name: getattr(checked, name) for name in _File.model_fields})


_PLAIN_TYPES = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "model_type": "must be a section, written [like.this]",
    "string_too_short": "must not be empty",
}


def _sentence(path: Path, error: ValidationError) -> str:
    said: list[str] = []
    for one in error.errors():
        parts = [str(part) for part in one["loc"] if isinstance(part, int) or part in _known_keys() or one["type"] == "extra_forbidden"]
        key = ".".join(parts) or "?"
        if one["type"] == "extra_forbidden":
            text = f"unknown key {key!r}"
        else:
            why = _PLAIN_TYPES.get(one["type"]) or one["msg"].removeprefix("Value error, ")
            text = f"{key} {why[0].lower()}{why[1:]}"
        if text.split(" must ")[0] not in {earlier.split(" must ")[0] for earlier in said}:
            said.append(text)
    return f"The configuration {path} is not right: {'; '.join(said)}."


def _known_keys() -> set[str]:
    keys = set(_File.model_fields)
    for section in (GoogleSection, RosterSection, ScheduleSection, DriveSection, PlanSection):
        keys |= set(section.model_fields)
    return keys


def write_value(path: Path, key: str, value: str | int | bool) -> None:
    """Set one key, such as "roster.spreadsheet_id", keeping comments and order; the file is replaced in one step, with its permissions."""
    *sections, name = key.split(".")
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        document = tomlkit.parse(text)
    except (OSError, UnicodeDecodeError, tomlkit.exceptions.ParseError):
        raise PersonMustAct(f"The configuration {path} cannot be read, so {key} was not written to it.") from None
    table: Any = document
    for section in sections:
        if section not in table:
            table[section] = tomlkit.table()
        table = table[section]
    table[name] = value
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    try:
        write_atomically(path, tomlkit.dumps(document), mode)
    except OSError as error:
        raise PersonMustAct(f"{key} = {value!r} could not be written to {path} ({error.strerror}): please write it there.") from None


def write_atomically(path: Path, text: str, mode: int) -> None:
    """Replace a file in one step: a reader sees the old or the new text, and a crash leaves one of them."""
    path = path.resolve()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        os.fchmod(handle, mode)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def as_text(config: Config) -> str:
    """The configuration with every default, as TOML. It holds no secrets: the sign-in lives in files of its own."""
    shown = config.model_dump(exclude={"path"}, exclude_none=True)
    return tomlkit.dumps(shown)
