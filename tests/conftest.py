"""For all tests."""

from hypothesis import settings

# How long an example takes depends on the machine and on what else it does: a slow one is no failure.
settings.register_profile("otsync", deadline=None)
settings.load_profile("otsync")
