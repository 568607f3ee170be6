"""tests/wire/docs/test_ranges.py, against the endpoint."""

from tests.wire.docs.test_ranges import *  # noqa: F403
