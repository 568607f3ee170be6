"""The state machine: thousands of steps in which people, networks and clocks do what they do."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.machine import Caseload

STEPS = 50
NIGHT = int(os.environ.get("OTSYNC_NIGHT_EXAMPLES", "0"))
"""Examples of 50 steps with random seeds (`make night`); 0: the same 2,000 steps each time."""
PARTS = 4
EXAMPLES = 10

COMMON = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    stateful_step_count=STEPS,
    print_blob=True,
    report_multiple_bugs=False,
)


@pytest.mark.parametrize("part", range(PARTS))
def test_promises_hold_whatever_happens(part: int) -> None:
    """After every run nothing that somebody typed is lost, nothing is counted twice, and a further run writes nothing."""
    number = int.from_bytes(os.urandom(4), "big") if NIGHT else part
    Caseload.steps = Caseload.runs = 0
    print(f"seed {number}")
    examples = max(NIGHT // PARTS, 1) if NIGHT else EXAMPLES
    how = settings(COMMON, max_examples=examples, phases=[Phase.generate, Phase.shrink] if NIGHT else [Phase.generate])
    try:
        run_state_machine_as_test(seed(number)(Caseload), settings=how)
    finally:
        print(f"{Caseload.steps} steps, {Caseload.runs} runs (seed {number})")
    assert NIGHT or Caseload.steps >= 500
