"""Keeps running and decides when: every night at a set time, and every so many minutes on school days.

`schedule` keeps the appointments; a look at the workbook at the start, and every quarter of an hour at what is due, catches up after a
night that was missed or went wrong. Nothing that a run does ends the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import schedule
import structlog

from otsync import logs
from otsync.config import ScheduleSection
from otsync.errors import OtsyncError

CATCH_UP_MINUTES = 15
LONGEST_NAP = 60.0
"""Seconds. A computer that slept through an appointment notices within a minute of waking."""

log = structlog.get_logger("otsync.worker")


class Worker:
    """`job(polling)` does a run; `last_run()` tells when the workbook was last brought up to date (aware), None if never.

    `wait(seconds)` sleeps and answers True when asked to stop; `say` is given sentences for a person.
    """

    def __init__(
        self,
        plan: ScheduleSection,
        *,
        job: Callable[[bool], None],
        last_run: Callable[[], datetime | None],
        now: Callable[[], datetime],
        wait: Callable[[float], bool],
        say: Callable[[str], None],
    ) -> None:
        self._plan = plan
        self._zone = ZoneInfo(plan.time_zone)
        self._job = job
        self._ask_last_run = last_run
        self._now = now
        self._wait = wait
        self._say = say
        self._good: datetime | None = None
        self._scheduler = schedule.Scheduler()
        self._scheduler.every().day.at(plan.at, plan.time_zone).do(self._nightly)
        if plan.every_minutes:
            self._scheduler.every(plan.every_minutes).minutes.do(self._poll)
        self._scheduler.every(CATCH_UP_MINUTES).minutes.do(self._catch_up)

    def work(self) -> None:
        """Until asked to stop."""
        self._say(self._announcement())
        self._good = self._last_good_run()
        self._catch_up()
        while not self._wait(self._nap()):
            self._scheduler.run_pending()

    def _nap(self) -> float:
        idle = self._scheduler.idle_seconds
        return LONGEST_NAP if idle is None else min(max(idle, 0.0), LONGEST_NAP)

    def _announcement(self) -> str:
        words = f"otsync works every night at {self._plan.at} ({self._plan.time_zone})"
        if self._plan.every_minutes:
            words += f" and every {self._plan.every_minutes} minutes on weekdays, {self._plan.school_hours}"
        return words + ". Ctrl-C ends it."

    def _last_good_run(self) -> datetime | None:
        try:
            return self._ask_last_run()
        except OtsyncError as error:
            self._say(str(error))
        except Exception as error:
            self._unexpected(error)
        return None

    def _nightly(self) -> None:
        # When clocks change `schedule` may call an hour early, and the catching up may have come first: only what is due is done.
        if missed(self._good, self._now().astimezone(self._zone), self._plan.at):
            self._do(polling=False)

    def _poll(self) -> None:
        if in_hours(self._now().astimezone(self._zone), self._plan.school_hours):
            self._do(polling=True)

    def _catch_up(self) -> None:
        if missed(self._good, self._now().astimezone(self._zone), self._plan.at):
            self._do(polling=True)

    def _do(self, *, polling: bool) -> None:
        started = self._now()
        try:
            self._job(polling)
            self._good = started
        except OtsyncError as error:
            log.warning("run.ended", exit_code=error.exit_code)
            self._say(str(error))
        except Exception as error:
            self._unexpected(error)

    def _unexpected(self, error: Exception) -> None:
        self._say(f"Something went wrong inside otsync ({logs.where(error)}). The worker goes on; please report this line.")


def in_hours(local: datetime, hours: str) -> bool:
    """Whether a local time is on a weekday within hours such as "07:00-17:00" (the end is outside)."""
    start, _, end = hours.partition("-")
    return local.weekday() < 5 and time.fromisoformat(start) <= local.time() < time.fromisoformat(end)


def missed(last: datetime | None, local: datetime, at: str) -> bool:
    """Whether the latest nightly appointment at or before `local` (aware) has passed without a good run since."""
    now = local.astimezone(UTC)
    due = max(moment for days in range(3) if (moment := _on(local.date() - timedelta(days=days), at, local)) <= now)
    return last is None or last.astimezone(UTC) < due


def _on(day: date, at: str, local: datetime) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), tzinfo=local.tzinfo).astimezone(UTC)
