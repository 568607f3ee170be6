"""tests/wire/docs/test_styles.py, against the endpoint."""

from tests.wire.docs.test_styles import *  # noqa: F403
