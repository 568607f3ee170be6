"""`otsync upgrade` and `otsync doctor` as they are typed and as scripts call them."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from otsync.cli import doctor
from otsync.cli.main import main
from otsync.sync.doctor.finding import Diagnosis, Finding

OWN = '[field.bus]\nlabel = "Bus"\nkind = "line"\nsection = "facts"\nafter = "room"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A caseload of four, as `otsync demo` leaves it."""
    folder = tmp_path_factory.mktemp("caretaking") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
        patch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)
        assert main(["demo", "--dir", str(folder), "--students", "4", "--no-serve", "--json"]) == 0
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That caseload, with a field of the district's own that its plans do not have yet."""
    folder = tmp_path / "data"
    shutil.copytree(made, folder)
    path = folder / "otsync.toml"
    path.write_text(path.read_text().replace(str(made), str(folder)) + '\n[plan]\nfields = "own.toml"\n')
    (folder / "own.toml").write_text(OWN)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("OTSYNC_NOW", "2026-11-17T09:00")
    monkeypatch.delenv("OTSYNC_GOOGLE_ENDPOINT", raising=False)
    monkeypatch.chdir(folder)
    return folder


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    code = main([*arguments, "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert isinstance(shown, dict)
    return {**shown, "code": code}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_an_upgrade_asks_before_it_changes_docs(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can be asked it needs --yes; at a terminal a "no" changes nothing; --dry-run only tells, naming nobody."""
    refused = answer(capsys, "upgrade")
    assert refused["code"] == 2 and "--yes" in refused["error"] and refused["docs_upgraded"] == 0
    planned = answer(capsys, "upgrade", "--dry-run")
    assert (planned["code"], planned["docs_to_upgrade"], planned["docs_upgraded"], planned["dry_run"]) == (0, 4, 0, True)
    assert all(one["gets"] == ["a row “Bus” in the section “Facts”"] for one in planned["plans"])
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    monkeypatch.setattr("sys.stderr", shown := Terminal())
    assert main(["upgrade"]) == 0
    assert "Change 4 Docs?" in shown.getvalue() and "Nothing was changed" in shown.getvalue()
    monkeypatch.undo()


def test_an_upgrade_by_a_script(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One first, then the rest, then nothing; the object has every key."""
    first = answer(capsys, "upgrade", "--yes", "--first", "1")
    assert (first["code"], first["docs_upgraded"], first["template_renewed"], first["error"]) == (0, 1, True, None)
    rest = answer(capsys, "upgrade", "--yes")
    assert (rest["code"], rest["docs_upgraded"], rest["docs_fit"]) == (0, 3, 1)
    assert rest["sync"]["failed"] == 0
    again = answer(capsys, "upgrade", "--yes")
    assert (again["docs_to_upgrade"], again["docs_fit"]) == (0, 4)
    assert sum(count for kind, count in again["requests"].items() if kind.endswith("_write")) == 0
    assert set(first) == set(rest) == set(again)
    capsys.readouterr()
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "All is well."


def test_own_fields_that_are_wrong_are_a_sentence(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 from any command that needs the form; the doctor says it as well."""
    (here / "own.toml").write_text('[field.bus]\nlabel = "Room"\nkind = "line"\nsection = "facts"\n')
    shown = answer(capsys, "sync")
    assert shown["code"] == 2 and "same label" in shown["error"]
    found = answer(capsys, "doctor")
    assert found["code"] == 2 and [one["code"] for one in found["findings"] if one["level"] == "act"] == ["own_fields"]


def test_the_doctor_without_a_configuration_or_a_sign_in(tmp_path: Path, capsys: pytest.CaptureFixture[str], here: Path) -> None:
    """What is wrong before anything can be asked of Google is a finding with what to do, and exit 2."""
    bad = tmp_path / "bad.toml"
    bad.write_text("[roster]\ntabb = 1\n")
    found = answer(capsys, "doctor", "--config", str(bad))
    assert found["code"] == 2 and "unknown key" in found["findings"][0]["says"]
    bare = tmp_path / "bare.toml"
    bare.write_text("")
    found = answer(capsys, "doctor", "--config", str(bare))
    assert found["code"] == 2
    assert {one["code"] for one in found["findings"] if one["level"] == "act"} == {"client", "token"}


def test_a_sign_in_that_others_can_read_or_that_allows_too_much(tmp_path: Path, capsys: pytest.CaptureFixture[str], here: Path) -> None:
    """Told before anything else is asked."""
    signed = tmp_path / "signed.toml"
    signed.write_text("")
    (tmp_path / "credentials.json").write_text(
        json.dumps({"installed": {"client_id": "c", "client_secret": "s", "auth_uri": "http://127.0.0.1:9/a", "token_uri": "http://127.0.0.1:9/t"}})
    )
    token = tmp_path / "token.json"
    scopes = ["https://www.googleapis.com/auth/drive.file", "https://www.googleapis.com/auth/drive"]
    token.write_text(json.dumps({"refresh_token": "r", "client_id": "c", "client_secret": "s", "scopes": scopes}))
    token.chmod(0o644)
    found = answer(capsys, "doctor", "--config", str(signed))
    assert {one["code"] for one in found["findings"]} >= {"mode", "scopes"} and found["code"] == 2


def test_options_that_do_not_go_together(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage mistakes are exit 2."""
    assert main(["doctor", "--new-plan"]) == 2
    assert main(["doctor", "--live", "--repair"]) == 2


def test_sentences() -> None:
    """Areas in their order, advice behind what is seen, at most a dozen IDs; the last line says what is left to do."""
    many = tuple(f"id{number}" for number in range(20))
    found = Diagnosis(
        [
            Finding("Docs", "link_anyone", "act", "Anyone who has the link can open 20 Docs", "In Share, set it to Restricted", many),
            Finding("Configuration", "configuration", "well", "It can be read"),
            Finding("Anchors", "ranges", "repaired", "2 Docs: marks are laid again"),
        ]
    )
    said = doctor.sentences(found)
    assert [line.split(":")[0] for line in said] == ["  Configuration", "! Docs", "+ Anchors"]
    assert said[1].endswith("id11, ...)") and "Restricted." in said[1]
    assert doctor.sentences(found, quiet=True) == said[1:]
    assert doctor.verdict(found) == "1 put back · 1 for you to see to"
