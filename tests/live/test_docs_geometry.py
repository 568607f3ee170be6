"""tests/wire/docs/test_geometry.py, against the endpoint."""

from tests.wire.docs.test_geometry import *  # noqa: F403
