"""The worker under a simulated clock: `schedule` itself decides; only the waiting is replaced by moving the clock on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from otsync.cli.worker import Worker, in_hours, missed
from otsync.config import ScheduleSection
from otsync.errors import PersonMustAct, TryLater

LA = ZoneInfo("America/Los_Angeles")


class Life:
    """A worker that lives from `start` for `hours`, and what it did: (local time, polling)."""

    def __init__(
        self, start: datetime, hours: float, *, last_run: datetime | None, job: Callable[[int], None] = lambda _: None, **plan: object
    ) -> None:
        self.runs: list[tuple[datetime, bool]] = []
        self.said: list[str] = []
        self.waits = 0
        end = start + timedelta(hours=hours)
        with time_machine.travel(start, tick=False) as travel:

            def now() -> datetime:
                return datetime.now(LA)

            def wait(seconds: float) -> bool:
                self.waits += 1
                travel.shift(max(seconds, 0.001))
                return now() >= end

            def work(polling: bool) -> None:
                self.runs.append((now(), polling))
                travel.shift(20)
                job(len(self.runs))

            section = ScheduleSection.model_validate({"time_zone": "America/Los_Angeles", **plan})
            Worker(section, job=work, last_run=lambda: last_run, now=now, wait=wait, say=self.said.append).work()

    @property
    def times(self) -> list[str]:
        return [f"{when:%a %H:%M}" for when, _ in self.runs]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LA)


def test_it_works_every_night_at_the_set_local_time() -> None:
    """Two days, two runs, at 02:00 where the school is, whatever this computer's zone."""
    life = Life(local("2026-10-06T12:00"), 48, last_run=local("2026-10-06T02:00"), at="02:00")
    assert life.times == ["Wed 02:00", "Thu 02:00"]
    assert not any(polling for _, polling in life.runs)


def test_it_polls_on_weekdays_in_school_hours_alone() -> None:
    """Friday noon to Monday noon: nothing at the weekend but the nights."""
    life = Life(local("2026-10-09T16:00"), 68, last_run=local("2026-10-09T02:00"), at="02:00", every_minutes=30, school_hours="07:00-17:00")
    days = [f"{when:%a}" for when, polling in life.runs if polling]
    assert set(days) == {"Fri", "Mon"} and days.count("Fri") == 1 and 9 <= days.count("Mon") <= 11
    assert [f"{when:%a %H:%M}" for when, polling in life.runs if not polling] == ["Sat 02:00", "Sun 02:00", "Mon 02:00"]
    assert all(7 <= when.hour < 17 for when, polling in life.runs if polling)


def test_it_catches_up_at_once_after_a_missed_night() -> None:
    """The computer was off at 02:00: the first run comes on starting, and only one."""
    life = Life(local("2026-10-07T08:10"), 3, last_run=local("2026-10-06T02:00"), at="02:00")
    assert life.times == ["Wed 08:10"]


def test_a_workbook_that_never_had_a_run_gets_one() -> None:
    """The first start does not wait for the night."""
    assert Life(local("2026-10-07T08:10"), 1, last_run=None).times == ["Wed 08:10"]


def test_nothing_is_run_on_starting_when_last_night_was_good() -> None:
    """A restart of the worker costs no run."""
    assert Life(local("2026-10-07T08:10"), 1, last_run=local("2026-10-07T02:01")).times == []


@pytest.mark.parametrize(
    "error", [TryLater("Google is busy."), PersonMustAct("run `otsync login`"), RuntimeError("Mateo Lopez"), KeyError("x")]
)
def test_a_failing_run_never_ends_it_and_is_tried_again_soon(error: Exception) -> None:
    """Three failures after 02:00, then success: tried every quarter of an hour until it works, then not before the next night."""

    def job(number: int) -> None:
        if number <= 3:
            raise error

    life = Life(local("2026-10-07T01:00"), 26, last_run=local("2026-10-06T02:00"), at="02:00", job=job)
    assert life.times[0] == "Wed 02:00" and len(life.runs) == 5 and life.times[-1] == "Thu 02:00"
    assert all(later[0] - earlier[0] <= timedelta(minutes=16) for earlier, later in zip(life.runs[:3], life.runs[1:4], strict=True))
    assert len(life.said) == 4
    assert not any("Mateo" in sentence for sentence in life.said)


def test_the_hour_that_is_skipped_or_repeated_does_not_lose_or_double_a_night() -> None:
    """Daylight saving starts 2027-03-14 and ends 2026-11-01: one run a night all the same."""
    for start in ("2026-10-31T12:00", "2027-03-13T12:00"):
        life = Life(local(start), 48, last_run=local(start), at="02:30")
        assert len({when.date() for when, _ in life.runs}) == len(life.runs) == 2, life.times


def test_it_hardly_ever_wakes() -> None:
    """A waiting worker looks at the clock about once a minute."""
    assert Life(local("2026-10-07T08:00"), 10, last_run=local("2026-10-07T02:00")).waits < 700


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(0, 23), st.sampled_from([0, 30]), st.integers(0, 100))
def test_missed_means_an_appointment_since_the_last_good_run(moment: datetime, hour: int, minute: int, hours: int) -> None:
    """Counted out day by day, in UTC, daylight saving included."""
    here = moment.replace(tzinfo=LA).astimezone(UTC)
    last = here - timedelta(hours=hours)
    days = (moment.date() - timedelta(days=ago) for ago in range(-1, 7))
    appointments = [datetime(day.year, day.month, day.day, hour, minute, tzinfo=LA).astimezone(UTC) for day in days]
    assert missed(last, here.astimezone(LA), f"{hour:02d}:{minute:02d}") == any(last < one <= here for one in appointments)
    assert missed(None, here.astimezone(LA), f"{hour:02d}:{minute:02d}")


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-10-07T07:00", True),
        ("2026-10-07T16:59", True),
        ("2026-10-07T17:00", False),
        ("2026-10-07T06:59", False),
        ("2026-10-10T10:00", False),
    ],
)
def test_school_hours_are_half_open_on_weekdays(moment: str, inside: bool) -> None:
    """From the first minute on, up to but not with the last."""
    assert in_hours(local(moment), "07:00-17:00") is inside
