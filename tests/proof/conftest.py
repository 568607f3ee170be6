"""Caseloads that many tests begin with, made once; and how much of a sweep is done."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from tests.proof.stories import Ready, Story, ready

T = TypeVar("T")
ALL = os.environ.get("OTSYNC_SWEEP") == "all"
"""Every point of every sweep (`make sweep`); else a seeded sample of those that are dear."""
SEED = 20261007


def sample(points: Sequence[T], share: float, name: str = "") -> list[T]:
    """A seeded share of the points, at least one; all of them in `make sweep`."""
    if ALL:
        return list(points)
    return random.Random(f"{SEED}:{name}").sample(list(points), max(1, round(len(points) * share)))


@pytest.fixture(scope="session")
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: many small workspaces come and go."""
    folder = Path(tempfile.mkdtemp(prefix="otsync-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def told(quick: Path) -> Callable[[Story], Ready]:
    """A story's caseload just before its run, made once."""
    made: dict[str, Ready] = {}

    def tell(story: Story) -> Ready:
        if story.name not in made:
            made[story.name] = ready(story, quick / story.name.replace(" ", "_"))
        return made[story.name]

    return tell
