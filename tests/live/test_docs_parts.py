"""tests/wire/docs/test_parts.py, against the endpoint."""

from tests.wire.docs.test_parts import *  # noqa: F403
