"""The configuration file."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from otsync import clock, config
from otsync.errors import PersonMustAct

EXAMPLE = Path(__file__).parents[3] / "config" / "otsync.example.toml"


def written(folder: Path, text: str) -> Path:
    path = folder / "otsync.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_valid_and_names_what_it_says() -> None:
    """What people copy works."""
    loaded = config.load(EXAMPLE)
    assert loaded.schedule.at == "02:00" and loaded.schedule.every_minutes == 15
    assert loaded.roster.spreadsheet_id is None and loaded.limits is True
    assert loaded.credentials_path == EXAMPLE.parent / "credentials.json"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[rooster]\ntab = 'x'", "unknown key 'rooster'"),
        ("[roster]\ntabb = 'x'", "unknown key 'roster.tabb'"),
        ("[roster]\ntab = 5", "roster.tab must be text in quotes"),
        ("[roster]\nspreadsheet_id = ''", "roster.spreadsheet_id must not be empty"),
        ("roster = 5", "roster must be a section"),
        ("workspace = true", "workspace must be text in quotes"),
        ("[schedule]\nat = '2 am'", "schedule.at must be a time of day such as 02:00"),
        ("[schedule]\nat = '25:00'", "schedule.at must be a time of day"),
        ("[schedule]\ntime_zone = 'Mars/Base'", "schedule.time_zone must be a time zone such as"),
        ("[schedule]\nevery_minutes = '15'", "schedule.every_minutes must be a whole number"),
        ("[schedule]\nevery_minutes = 1", "schedule.every_minutes"),
        ("[schedule]\nschool_hours = '16:00-07:00'", "schedule.school_hours must be hours such as"),
        ("[google]\nendpoint = '127.0.0.1:80'", "google.endpoint must be an address such as"),
        ("[google]\nlimits = {docs = 5}", "google.limits must be true, false or requests a minute"),
        ("[google]\nlimits = 'fast'", "google.limits"),
        ("[google", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_key_and_file(tmp_path: Path, text: str, words: str) -> None:
    """Exit code 2 and a sentence that a person can act on."""
    path = written(tmp_path, text)
    with pytest.raises(PersonMustAct) as caught:
        config.load(path)
    assert words in str(caught.value) and str(path) in str(caught.value)
    assert "pydantic" not in str(caught.value) and "\n" not in str(caught.value)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    """Nobody has to fix a file one error at a time."""
    with pytest.raises(PersonMustAct) as caught:
        config.load(written(tmp_path, "[roster]\ntab = 5\n[schedule]\nat = 5\n[other]"))
    assert all(part in str(caught.value) for part in ("roster.tab", "schedule.at", "'other'"))


def test_a_missing_or_unreadable_file_is_told(tmp_path: Path) -> None:
    """No file, a folder, bytes that are no text."""
    (tmp_path / "latin.toml").write_bytes(b"# \xff")
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(PersonMustAct, match=str(path)):
            config.load(path)


def test_without_a_configuration_the_places_looked_at_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here, then the user's own folder; the sentence says how to get one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    with pytest.raises(PersonMustAct, match="no configuration"):
        config.find(None)
    (tmp_path / "home" / "otsync").mkdir(parents=True)
    there = written(tmp_path / "home" / "otsync", "")
    assert config.find(None) == there
    here = written(tmp_path, "")
    assert config.find(None) == here
    assert config.find(there) == there


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cron job runs elsewhere."""
    written(tmp_path, "workspace = 'data'\n[google]\ntoken = '~/token.json'")
    monkeypatch.chdir(tmp_path)
    loaded = config.load(Path("otsync.toml"))
    monkeypatch.chdir("/")
    assert loaded.workspace_dir == tmp_path / "data"
    assert loaded.credentials_path == tmp_path / "credentials.json"
    assert loaded.token_path == Path.home() / "token.json"


def test_the_environment_overrides_the_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OTSYNC_GOOGLE_ENDPOINT wins, and a wrong one is told."""
    loaded = config.load(written(tmp_path, "[google]\nendpoint = 'http://127.0.0.1:1/'"))
    assert loaded.endpoint == "http://127.0.0.1:1"
    monkeypatch.setenv(config.ENDPOINT, "http://127.0.0.1:2")
    assert loaded.endpoint == "http://127.0.0.1:2"
    monkeypatch.setenv(config.ENDPOINT, "nonsense")
    with pytest.raises(PersonMustAct, match=config.ENDPOINT):
        _ = loaded.endpoint


def test_quotas_are_google_s_unless_said_otherwise(tmp_path: Path) -> None:
    """A server of one's own has none; both can be told."""
    assert config.load(written(tmp_path, "")).limits is True
    assert config.load(written(tmp_path, "workspace = 'x'")).limits is False
    assert config.load(written(tmp_path, "workspace = 'x'\n[google]\nlimits = true")).limits is True
    assert config.load(written(tmp_path, "[google]\nlimits = {docs_write = 30}")).limits == {"docs_write": 30}


def test_writing_a_value_keeps_comments_order_and_permissions(tmp_path: Path) -> None:
    """The file stays its owner's."""
    path = written(tmp_path, "# mine\n[roster]   # the list\ntab = 'Kids'  # hers\n\n[schedule]\nat = '03:00'\n")
    path.chmod(0o640)
    config.write_value(path, "roster.spreadsheet_id", "abc")
    text = path.read_text()
    assert "# mine" in text and "# the list" in text and "'Kids'  # hers" in text and text.index("[roster]") < text.index("[schedule]")
    assert config.load(path).roster.spreadsheet_id == "abc"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["otsync.toml"]


def test_writing_makes_missing_sections_and_follows_links(tmp_path: Path) -> None:
    """An empty file, a linked file."""
    real = written(tmp_path, "")
    link = tmp_path / "link.toml"
    link.symlink_to(real)
    config.write_value(link, "roster.spreadsheet_id", "abc")
    assert link.is_symlink() and config.load(real).roster.spreadsheet_id == "abc"


def test_a_file_that_cannot_be_written_says_what_to_write(tmp_path: Path) -> None:
    """The id must not be lost: it is in the sentence."""
    path = tmp_path / "gone" / "otsync.toml"
    with pytest.raises(PersonMustAct, match=r"roster\.spreadsheet_id = 'abc'"):
        config.write_value(path, "roster.spreadsheet_id", "abc")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_survives_writing_and_reading(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    """Quotes, backslashes, any script."""
    path = written(tmp_path_factory.mktemp("c"), "# kept\n")
    config.write_value(path, "roster.tab", value)
    assert config.load(path).roster.tab == value
    assert config.load(written(path.parent, config.as_text(config.load(path)))).roster.tab == value


def test_what_is_shown_can_be_read_again(tmp_path: Path) -> None:
    """`config show` prints a valid configuration."""
    loaded = config.load(EXAMPLE)
    shown = written(tmp_path, config.as_text(loaded))
    assert config.load(shown).model_dump(exclude={"path"}) == loaded.model_dump(exclude={"path"})
    assert "spreadsheet_id" not in tomlkit.parse(shown.read_text())["roster"]


def test_the_clock_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """OTSYNC_NOW is local to the zone unless it carries an offset."""
    monkeypatch.setenv(clock.FIXED, "2026-10-07T02:00")
    there = clock.now("America/Los_Angeles")
    assert there.isoformat() == "2026-10-07T02:00:00-07:00"
    monkeypatch.setenv(clock.FIXED, "2026-10-07T09:00Z")
    assert clock.now("America/Los_Angeles") == there and clock.now("America/Los_Angeles").hour == 2
    assert clock.utc(there).utcoffset() == timedelta(0)
    monkeypatch.setenv(clock.FIXED, "tonight")
    with pytest.raises(PersonMustAct, match="OTSYNC_NOW"):
        clock.now("UTC")


@pytest.mark.parametrize(
    ("name", "good"), [("America/New_York", True), ("UTC", True), ("", False), ("../etc/passwd", False), ("Nowhere/City", False)]
)
def test_what_is_a_time_zone(name: str, good: bool) -> None:
    """Names that this computer knows, and never a path."""
    assert clock.is_zone(name) is good


def test_this_computers_zone_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """TZ counts first; nonsense in it is passed over."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert clock.local_zone_name() == "Asia/Tokyo"
    monkeypatch.setenv("TZ", "nonsense")
    assert clock.is_zone(clock.local_zone_name())
