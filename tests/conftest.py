"""For all tests."""

import gc

from hypothesis import settings

# How long an example takes depends on the machine and on what else it does: a slow one is no failure.
settings.register_profile("otsync", deadline=None)
settings.load_profile("otsync")


def pytest_collection_finish() -> None:
    """Thousands of collected tests are no garbage: to look at them again and again cost a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
