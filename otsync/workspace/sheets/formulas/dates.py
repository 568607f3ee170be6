"""Dates and times: serial numbers that carry a date format."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from otsync.workspace.sheets.formulas.kinds import Fault, Num, number, read
from otsync.workspace.sheets.formulas.numbers import Function, each, numeric
from otsync.workspace.sheets.patterns import moment, serial

DATE, TIME = {"type": "DATE", "pattern": "M/d/yyyy"}, {"type": "TIME", "pattern": "h:mm:ss am/pm"}
DATE_TIME = {"type": "DATE_TIME", "pattern": "M/d/yyyy H:mm:ss"}


def when(value: Any) -> datetime:
    try:
        return moment(number(value))
    except OverflowError:
        raise Fault("NUM", "The date is out of range.") from None


def _dated(found: date) -> Num:
    return Num(serial(found), DATE)


def _date(year: Any, month: Any, day: Any) -> Num:
    years, months = int(number(year)), int(number(month)) - 1
    if 0 <= years < 1900:
        years += 1900
    try:
        return _dated(date(years + months // 12, months % 12 + 1, 1) + timedelta(days=int(number(day)) - 1))
    except (ValueError, OverflowError):
        raise Fault("NUM", "The date is out of range.") from None


def _months_on(value: Any, months: Any) -> date:
    start = when(value).date()
    count = start.year * 12 + start.month - 1 + int(number(months))
    try:
        return date(count // 12, count % 12 + 1, 1)
    except ValueError:
        raise Fault("NUM", "The date is out of range.") from None


def _edate(value: Any, months: Any) -> Num:
    first = _months_on(value, months)
    return _dated(first.replace(day=min(when(value).day, monthrange(first.year, first.month)[1])))


def _eomonth(value: Any, months: Any) -> Num:
    first = _months_on(value, months)
    return _dated(first.replace(day=monthrange(first.year, first.month)[1]))


def _weekday(value: Any, kind: Any = 1) -> int:
    day = when(value).weekday()  # Monday is 0
    chosen = int(number(kind))
    if chosen not in (1, 2, 3):
        raise Fault("NUM", "Function WEEKDAY parameter 2 must be 1, 2 or 3.")
    return {1: (day + 1) % 7 + 1, 2: day + 1, 3: day}[chosen]


def _datevalue(value: Any) -> int:
    found = read(value) if isinstance(value, str) else number(value)
    if isinstance(found, (str, bool)) or (isinstance(value, str) and found < 60):
        raise Fault("VALUE", f"'{value}' cannot be parsed to a date.")
    return int(found)


def _time(hour: Any, minute: Any, second: Any) -> Num:
    return Num((number(hour) * 3600 + number(minute) * 60 + number(second)) / 86_400 % 1, TIME)


def _off(ev: Any, args: list[Any], at: int) -> set[int]:
    return {int(value) for value in numeric(ev, [args[at]])} if len(args) > at and args[at] is not None else set()


def _networkdays(ev: Any, args: list[Any], place: Any) -> int:
    first, last = when(ev.one(args[0], place)).date(), when(ev.one(args[1], place)).date()
    sign = 1 if first <= last else -1
    first, last = min(first, last), max(first, last)
    off = _off(ev, args, 2)
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return sign * sum(1 for day in days if day.weekday() < 5 and serial(day) not in off)


def _workday(ev: Any, args: list[Any], place: Any) -> Num:
    day, left = when(ev.one(args[0], place)).date(), int(number(ev.one(args[1], place)))
    off = _off(ev, args, 2)
    step = timedelta(days=1 if left > 0 else -1)
    if abs(left) > 100_000:
        raise Fault("NUM", "The date is out of range.")
    while left:
        day += step
        if day.weekday() < 5 and serial(day) not in off:
            left -= 1 if left > 0 else -1
    return _dated(day)


def _datedif(start: Any, end: Any, unit: Any) -> int:
    first, last = when(start).date(), when(end).date()
    if first > last:
        raise Fault("NUM", "The start date must not be after the end date.")
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    kinds: dict[str, Callable[[], int]] = {
        "Y": lambda: months // 12, "M": lambda: months, "D": lambda: (last - first).days, "YM": lambda: months % 12,
    }
    if str(unit).upper() not in kinds:
        raise Fault("NUM", "Function DATEDIF parameter 3 is not a unit.")
    return kinds[str(unit).upper()]()


FUNCTIONS: dict[str, Function] = {
    "TODAY": lambda ev, args, place: _dated(ev.now.date()), "NOW": lambda ev, args, place: Num(serial(ev.now), DATE_TIME),
    "DATE": each(_date, 3), "YEAR": each(lambda value: when(value).year), "MONTH": each(lambda value: when(value).month),
    "DAY": each(lambda value: when(value).day), "HOUR": each(lambda value: when(value).hour),
    "MINUTE": each(lambda value: when(value).minute),
    "SECOND": each(lambda value: when(value).second), "WEEKDAY": each(_weekday, 1, 2), "EDATE": each(_edate, 2),
    "EOMONTH": each(_eomonth, 2),
    "DATEVALUE": each(_datevalue), "TIME": each(_time, 3), "DAYS": each(lambda end, start: int(number(end)) - int(number(start)), 2),
    "NETWORKDAYS": _networkdays, "WORKDAY": _workday, "DATEDIF": each(_datedif, 3),
    "WEEKNUM": each(lambda value: int(when(value).strftime("%U")) + (1 if when(value).replace(month=1, day=1).weekday() != 6 else 0)),
    "ISOWEEKNUM": each(lambda value: when(value).isocalendar().week),
}
