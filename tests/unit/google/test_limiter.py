"""Keeping below the quotas."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otsync.google.connect import connect
from otsync.google.limiter import Limiter
from tests.unit.google.conftest import Server, answer


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@given(limit=st.integers(1, 400), pauses=st.lists(st.floats(0, 5), max_size=300))
def test_no_minute_holds_more_than_the_limit(limit: int, pauses: list[float]) -> None:
    """Whatever the pattern of calls, any sixty seconds hold at most the limit."""
    time = Time()
    limiter = Limiter({"docs_write": limit}, clock=time.clock, sleep=time.sleep)
    used: list[float] = []
    for pause in [*pauses, *[0.0] * (limit + 5)]:
        time.now += pause
        limiter.wait("docs_write")
        used.append(time.now)
    for first, later in zip(used, used[limit:], strict=False):
        assert later - first >= 60 - 1e-6


def test_a_long_run_uses_most_of_the_quota() -> None:
    """Five minutes of steady work get through more than four fifths of what is allowed."""
    time = Time()
    limiter = Limiter({"docs_write": 60}, clock=time.clock, sleep=time.sleep)
    done = 0
    while time.now < 1300:
        limiter.wait("docs_write")
        done += 1
    assert 240 < done <= 310


def test_kinds_do_not_slow_one_another_and_a_kind_without_a_rate_never_waits() -> None:
    """Each quota is its own."""
    time = Time()
    limiter = Limiter({"docs_write": 1}, clock=time.clock, sleep=time.sleep)
    limiter.wait("docs_write")
    for _ in range(1000):
        limiter.wait("drive_read")
    assert time.now == 1000.0


def test_after_too_fast_everyone_holds_back(server: Server) -> None:
    """A 429 of one caller delays the next request of that kind, whoever sends it."""
    time = Time()
    google = connect(endpoint=server.url, credentials=None, limits={"docs_read": 300}, clock=time.clock, sleep=time.sleep)
    server.script = [answer({}, 429, Retry_After="30")]
    google.read_doc("D")
    assert time.now >= 1030
    google.close()


def test_limits_apply_to_each_attempt(server: Server) -> None:
    """Failed requests count against Google's quota, so they take a permit here as well."""
    time = Time()
    google = connect(endpoint=server.url, credentials=None, limits={"docs_read": 2}, clock=time.clock, sleep=time.sleep)
    for _ in range(3):
        google.read_doc("D")
    assert time.now >= 1060
    google.close()
