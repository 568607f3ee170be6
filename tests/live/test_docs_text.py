"""tests/wire/docs/test_text.py, against the endpoint."""

from tests.wire.docs.test_text import *  # noqa: F403
