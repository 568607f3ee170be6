"""For all tests."""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import otsync
from otsync.workspace.server import settle

# How long an example takes depends on the machine and on what else it does: a slow one is no failure.
# The same examples each time: what is new is found by `make sweep`, and not by whoever happens to run the tests.
settings.register_profile("otsync", deadline=None, derandomize=os.environ.get("OTSYNC_SWEEP") != "all")
settings.load_profile("otsync")


def pytest_collection_finish() -> None:
    """Thousands of collected tests are no garbage: to look at them again and again cost a quarter of the time.

    Hypothesis also tries the words and numbers of the code that is loaded so far: all of it, or the examples hang on the order in
    which two workers happen to take the tests."""
    for module in pkgutil.walk_packages(otsync.__path__, "otsync."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    settle()


_ROOM: dict[str, Any] = {}
exec(f"def with_room(go):\n if go is None:\n  {';'.join(f'a{n}=0' for n in range(33_000))}\n return go()", _ROOM)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """CPython keeps its frames in pieces of 16 KB, and asks the system for one each time that a call crosses into the next: deep below
    pytest and Hypothesis some tests did little else for a fifth of their time. Behind a frame of 264 KB there is room for all."""
    inner, with_room = pyfuncitem.obj, _ROOM["with_room"]
    pyfuncitem.obj = lambda **named: with_room(lambda: inner(**named))
    try:
        return (yield)
    finally:
        pyfuncitem.obj = inner


@pytest.fixture(scope="session")
def quick() -> Iterator[Path]:
    """A folder in memory where there is one: many small workspaces come and go."""
    folder = Path(tempfile.mkdtemp(prefix="otsync-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    yield folder
    shutil.rmtree(folder)
