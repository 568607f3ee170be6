from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import AVA, BEN, ELI, House, house


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """A served workspace with nothing in it."""
    with house(tmp_path / "workspace") as home:
        yield home


@pytest.fixture
def home(empty: House) -> House:
    """A caseload of three whose first night is over."""
    empty.sync()
    empty.add_students(AVA, BEN, ELI)
    empty.sync()
    return empty
