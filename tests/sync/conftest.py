from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.house import AVA, BEN, ELI, House, house


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """A served workspace with nothing in it."""
    with house(tmp_path / "workspace", checked=True) as home:
        yield home


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, datetime]:
    """A workspace on disk with a caseload of three whose first night is over: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("first_night") / "workspace"
    with house(folder, checked=True) as made:
        made.sync()
        made.add_students(AVA, BEN, ELI)
        made.sync()
    return folder, made.spreadsheet_id, made.now


@pytest.fixture
def home(first_night: tuple[Path, str, datetime], tmp_path: Path) -> Iterator[House]:
    """A caseload of three whose first night is over."""
    folder, spreadsheet_id, now = first_night
    shutil.copytree(folder, tmp_path / "workspace")
    with house(tmp_path / "workspace", checked=True) as copied:
        copied.spreadsheet_id, copied.now = spreadsheet_id, now
        copied.tick()
        yield copied
