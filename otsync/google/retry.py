"""When to ask again. Reads: whenever it may help. Writes: only when the request surely changed nothing.

tenacity rather than stamina: its waiting can be replaced, and it logs nothing by itself (stamina's hook logs call arguments, which are a
student's words).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

import structlog
import tenacity

from otsync.google.counts import Kind
from otsync.google.errors import Answered, Lost, NotSent, Problem

T = TypeVar("T")

ATTEMPTS = 7
"""Waits of 1, 2, 4, ... 32 seconds: more than the minute in which Google's quotas refill."""
ATTEMPTS_TO_REACH = 4
"""Where nobody is there at all, a person is told after some 8 seconds."""
LONGEST_WAIT = 64.0
LONGEST_REQUESTED = 180.0
"""A Retry-After beyond this is not waited for: the run ends with "try later" instead."""
BUSY = frozenset({408, 500, 502, 503, 504})

log = structlog.get_logger("otsync.google")


def may_repeat(error: BaseException, *, write: bool) -> bool:
    """Whether the same request may be sent once more after this."""
    match error:
        case NotSent():
            return True
        case Lost():
            return not write
        case Answered(problem=problem):
            if problem.retry_after is not None and problem.retry_after > LONGEST_REQUESTED:
                return False
            return problem.is_rate or (not write and problem.status in BUSY)
        case _:
            return False


def back_off(attempt: int, problem: Problem | None, chance: Callable[[], float]) -> float:
    """Seconds to wait after an attempt (the first is 1): what the server asks for, else 1, 2, 4, ... and up to a second of chance."""
    if problem is not None and problem.retry_after is not None:
        return problem.retry_after + chance()
    return float(min(2 ** (attempt - 1) + chance(), LONGEST_WAIT))


def repeat(
    call: Callable[[], T],
    *,
    kind: Kind,
    sleep: Callable[[float], None],
    on_rate: Callable[[float], None] = lambda seconds: None,
    chance: Callable[[], float] = random.random,
) -> T:
    """Call until it answers, at most `ATTEMPTS` times; then the last Answered, NotSent or Lost comes out.

    `on_rate` is told how long everyone should hold back when the server says "too fast".
    """
    write = kind.endswith("_write")

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        problem = error.problem if isinstance(error, Answered) else None
        seconds = back_off(state.attempt_number, problem, chance)
        if problem is not None and problem.is_rate:
            on_rate(seconds)
        return seconds

    def tell(state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        log.info(
            "google.again",
            kind=kind,
            attempt=state.attempt_number,
            status=error.problem.status if isinstance(error, Answered) else 0,
            trouble=type(error).__name__,
            seconds=round(state.next_action.sleep, 1) if state.next_action else 0,
        )

    def enough(state: tenacity.RetryCallState) -> bool:
        unreached = state.outcome is not None and isinstance(state.outcome.exception(), NotSent)
        return state.attempt_number >= (ATTEMPTS_TO_REACH if unreached else ATTEMPTS)

    again = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: may_repeat(error, write=write)),
        stop=enough,
        wait=wait,
        sleep=sleep,
        before_sleep=tell,
        reraise=True,
    )
    return again(call)
