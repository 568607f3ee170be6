"""What is installed is what stands here."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
PIN = re.compile(r"[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.]*")


def pins(name: str) -> dict[str, str]:
    """name -> version of a lock file, its comments and references left out."""
    lines = (line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    found = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert all(PIN.fullmatch(line) for line in found), found
    return dict(line.split("==") for line in found)  # type: ignore[misc]


def test_the_wheel_holds_the_package_and_its_configuration(tmp_path: Path) -> None:
    """The fields of a plan and the example travel inside the package; tests do not."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("otsync-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"otsync/_config/plan.toml", "otsync/_config/otsync.example.toml", "otsync/cli/main.py"} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs"))]
    for file in (ROOT / "otsync").rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            assert file.relative_to(ROOT).as_posix() in names


def test_the_locks_pin_every_dependency_exactly() -> None:
    """Each dependency of the project and of its tests stands in a lock, and no lock names where packages come from."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert not run.keys() & dev.keys()

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[<>=! \[]", one)[0].lower().replace("_", "-") for one in requirements}

    assert names(project["dependencies"]) <= run.keys()
    assert names(project["optional-dependencies"]["test"]) <= run.keys() | dev.keys()
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text() and "index" not in (ROOT / name).read_text()
