"""Every scenario file is played on a workspace of its own, with the promises checked at each run."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tests.house import house
from tests.scenarios.language import find, read_script
from tests.scenarios.stage import Stage

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path, first_night: tuple[Path, str, datetime], tmp_path: Path) -> None:
    """What the file tells, line by line; at its end one more run finds nothing to write."""
    script = read_script(path)
    folder, spreadsheet_id, now = first_night
    shutil.copytree(folder, tmp_path / "workspace")
    with house(tmp_path / "workspace") as home:
        home.spreadsheet_id, home.now = spreadsheet_id, now
        home.tick()
        stage = Stage(home)
        for step in script.steps:
            try:
                stage.play(step)
            except Exception as error:
                error.add_note(f"{path.name}, line {step.number}: {step.text}")
                raise
        stage.at_rest()


def test_every_line_is_a_sentence_of_the_language() -> None:
    """No file holds a line that nothing answers, and there is a file at all."""
    assert FILES
    for path in FILES:
        for step in read_script(path).steps:
            find(step.text)
