"""How much of a sweep is done: `make test` takes a seeded part of the points that are dear, `make sweep` all of them."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
ALL = os.environ.get("OTSYNC_SWEEP") == "all"
"""Every point of every sweep (`make sweep`)."""
SEED = 20261007


def states(wrote: Sequence[bool]) -> list[int]:
    """Of a run's requests (counted from 1; `wrote`: whether each is a write) those before which the workspace stands as before no
    earlier one: the first, and each that follows a write. Who dies before any other leaves what he would have left a request earlier.
    In `make sweep` every request."""
    return [at for at in range(1, len(wrote) + 1) if ALL or at == 1 or wrote[at - 2]]


def sample(points: Sequence[T], share: float, name: str = "") -> list[T]:
    """A seeded share of the points in their order, at least one; all of them in `make sweep`."""
    if ALL:
        return list(points)
    chosen = random.Random(f"{SEED}:{name}").sample(range(len(points)), max(1, round(len(points) * share)))
    return [points[at] for at in sorted(chosen)]
