from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.adopt.old_docs import Desk
from tests.house import AVA, BEN, house

CAL = {"Name": "Cal Whitfield", "Birthdate": "4/4/2016", "Plan type": "IEP"}


@pytest.fixture(scope="session")
def roster_alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, datetime]:
    """A workbook on disk with three students that have no Doc yet: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("roster_alone") / "workspace"
    with house(folder) as home:
        home.sync()
        few = {key: text for key, text in AVA.items() if key in ("Name", "Birthdate", "Plan type", "School", "Grade", "Teacher(s)")}
        home.add_students(few, BEN, CAL)
    return folder, home.spreadsheet_id, home.now


@pytest.fixture
def desk(roster_alone: tuple[Path, str, datetime], tmp_path: Path) -> Iterator[Desk]:
    """A roster of three whose Docs the therapist has already."""
    folder, spreadsheet_id, now = roster_alone
    shutil.copytree(folder, tmp_path / "workspace")
    with house(tmp_path / "workspace") as home:
        home.spreadsheet_id, home.now = spreadsheet_id, now
        home.tick()
        yield Desk(home)
