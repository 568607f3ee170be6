"""Caseloads that many tests begin with, made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.stories import Ready, Story, ready


@pytest.fixture(scope="session")
def told(quick: Path) -> Callable[[Story], Ready]:
    """A story's caseload just before its run, made once."""
    made: dict[str, Ready] = {}

    def tell(story: Story) -> Ready:
        if story.name not in made:
            made[story.name] = ready(story, quick / story.name.replace(" ", "_"))
        return made[story.name]

    return tell
